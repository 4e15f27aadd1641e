"""JSON Schema of the records: what a reader of ours takes, said in a form that others can check.

A schema says which fields there are, which must be given and of what form each is. What a field
means, and what two fields say together, is in the records themselves: JSON that meets the schema
may still be refused, by `from_json`, with the field and the reason; JSON that does not meet it is
refused always.
"""

import dataclasses
import inspect
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from dhow.trade.documents.base import SALT_FORM, Document
from dhow.trade.documents.registry import DOCUMENTS
from dhow.trade.money import Amount, Currency
from dhow.trade.money.currency import MINOR_UNITS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TEXT = {"type": "string", "pattern": r"\S"}
_DECIMAL = r"^-?[0-9]{1,24}(\.[0-9]{1,9})?$"
_INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$"
_PRINTED = r"^\s*[A-Z]{3} ?-?(\d{1,3}(,\d{3})+|\d{1,30})(\.\d{1,4})?\s*$"

_SCALARS: Final[Mapping[Any, dict[str, Any]]] = {
    str: _TEXT,
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    datetime: {
        "description": "an instant with its offset, or whole seconds since 1970 in UTC",
        "anyOf": [{"type": "string", "pattern": _INSTANT}, {"type": "integer"}],
    },
    Decimal: {
        "description": "a decimal as a string, or a whole number",
        "anyOf": [{"type": "string", "pattern": _DECIMAL}, {"type": "integer"}],
    },
    Currency: {"type": "string", "enum": sorted(MINOR_UNITS)},
    Amount: {
        "description": "money: whole minor units of a currency, or as printed (USD 250,000.00)",
        "anyOf": [
            {
                "type": "object",
                "properties": {
                    "currency": {"type": "string", "enum": sorted(MINOR_UNITS)},
                    "minor": {"type": "integer"},
                },
                "required": ["currency", "minor"],
                "additionalProperties": False,
            },
            {"type": "string", "pattern": _PRINTED},
        ],
    },
}


def json_schema(cls: type[Any], title: str, *, salted: bool = True) -> dict[str, Any]:
    """The JSON Schema of one record, every record within it in `$defs`.

    Without `salted`, documents need no salt: who reads them gives one to each that has none.
    """
    defs: dict[str, Any] = {}
    reference = _of(cls, defs)
    for each in () if salted else defs.values():
        if "salt" in each.get("required", ()):
            each["required"].remove("salt")
    own = {"$schema": DIALECT, "title": title, **reference}
    return {**own, "$defs": dict(sorted(defs.items()))}


def _optional(hint: Any) -> Any:
    return hint if hint is Any else hint | None


def _of(hint: Any, defs: dict[str, Any]) -> dict[str, Any]:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
        return {"anyOf": [_of(inner, defs), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(typing.get_args(hint)[0], defs)}
    if hint is Any:
        return {"description": "any JSON without floating-point numbers"}
    if hint in _SCALARS:
        return _named(hint, defs) if hint is Amount else dict(_SCALARS[hint])
    if hint is Document:
        return {"oneOf": [_of(kind, defs) for kind in DOCUMENTS.values()]}
    return _named(hint, defs)


def _named(cls: Any, defs: dict[str, Any]) -> dict[str, Any]:
    name = cls.__name__
    if name not in defs:
        defs[name] = {}  # known before its fields are, which may hold it again
        defs[name] = _definition(cls, defs)
    return {"$ref": f"#/$defs/{name}"}


def _definition(cls: Any, defs: dict[str, Any]) -> dict[str, Any]:
    if cls in _SCALARS:
        return dict(_SCALARS[cls])
    described = {"description": inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0]}
    if issubclass(cls, Enum):
        return described | {"enum": [member.value for member in cls]}
    hints = typing.get_type_hints(cls)
    fields = [field for field in dataclasses.fields(cls) if field.init]
    required = [
        field.name
        for field in fields
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]
    properties = {
        name: _of(hints[name] if name in required else _optional(hints[name]), defs)
        for name in (field.name for field in fields)
    }
    if issubclass(cls, Document):
        salt = {"type": "string", "pattern": f"^{SALT_FORM}$"}
        properties = {"kind": {"const": cls.kind}, **properties, "salt": salt}
        required = ["kind", *required]
    return described | {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
