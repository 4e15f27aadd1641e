"""Frozen dataclasses to canonical JSON and back, with errors that name the field.

Every record of the trade (terms, documents, reports) crosses the same border: JSON from outside
becomes a frozen dataclass or a list of what is wrong with it, and a dataclass becomes one and only
one sequence of bytes, so that its hash means something.

Canonical form: UTF-8 JSON, keys sorted, no white space, absent optional fields left out, dates as
`YYYY-MM-DD`, instants as `YYYY-MM-DDTHH:MM:SSZ`, decimals as plain strings. No floats, ever.
"""

import dataclasses
import json
import re
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, Self, TypeVar, cast

T = TypeVar("T")

MAX_JSON_BYTES = 4_000_000
"""Larger inputs are refused before parsing; a full presentation is some tens of kilobytes."""

MAX_NESTING = 100
"""Checked before parsing: json itself is bounded only by the interpreter's recursion limit, which
the embedded chain raises so far that a deeply nested input would end the process."""

_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]+|\\.)*"?|[\[{\]}]', re.DOTALL)
_MOST_PROBLEMS = 50
_LONGEST_NAME = 200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,24}(\.\d{1,9})?", re.ASCII)
_LARGEST_INTEGER = 2**256  # nothing the ledger can hold is larger


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: the path of the field and what to do about it."""

    path: str
    words: str

    def __str__(self) -> str:
        return f"{self.path[:_LONGEST_NAME] or 'input'}: {self.words}"


class InvalidInput(ValueError):
    """Input from outside that cannot be taken; carries the problems found, not only the first.

    Fifty of them: more help nobody, and would make what is said longer than what was asked.
    """

    def __init__(self, what: str, problems: tuple[Problem, ...]) -> None:
        self.what = what
        self.problems = problems[:_MOST_PROBLEMS]
        more = len(problems) - _MOST_PROBLEMS
        said = "; ".join(str(p) for p in self.problems) + (f"; and {more:,} more" * (more > 0))
        super().__init__(f"{what} cannot be read: {said}")


class Record:
    """Base of the dataclasses that travel as JSON."""

    @classmethod
    def from_json(cls, source: str | bytes | Mapping[str, Any]) -> Self:
        """Read one record from JSON text, bytes or an already parsed object.

        Raises:
            InvalidInput: naming each field that is missing, unknown, or not of its form.
        """
        return decode(cls, load(source, _title(cls)))

    def to_json(self) -> bytes:
        """The canonical bytes; what is hashed for the ledger."""
        return canonical(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return cast("dict[str, Any]", encode(self))


def canonical(value: Any) -> bytes:
    """Canonical JSON bytes of plain values.

    Raises:
        TypeError: on a float, or on anything that is not JSON.
    """
    _refuse_floats(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def load(source: str | bytes | Mapping[str, Any], what: str) -> Mapping[str, Any]:
    """Parse JSON text into an object, refusing floats, duplicate keys and anything too large."""
    if isinstance(source, Mapping):
        return source
    if len(source) > MAX_JSON_BYTES:
        raise _invalid(what, "", f"is larger than {MAX_JSON_BYTES} bytes")
    if _nests_deeper_than(MAX_NESTING, source):
        raise _invalid(what, "", f"is not JSON of a document (nested more than {MAX_NESTING} deep)")
    try:
        parsed = json.loads(source, parse_float=_reject_float, object_pairs_hook=_unique_keys)
    except _Refused as refused:
        raise _invalid(what, "", str(refused)) from None
    except (ValueError, RecursionError) as error:
        raise _invalid(what, "", f"is not JSON ({error})") from None
    if not isinstance(parsed, dict):
        raise _invalid(what, "", f"must be a JSON object, found {_kind(parsed)}")
    return parsed


def _nests_deeper_than(most: int, source: str | bytes) -> bool:
    data = source.encode(errors="replace") if isinstance(source, str) else source
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(data):
        token = found[0]
        depth += (token in b"[{") - (token in b"]}")
        if depth > most:
            return True
    return False


def decode(cls: type[T], data: Mapping[str, Any], *, ignore: tuple[str, ...] = ()) -> T:
    """Build a record of `cls` from plain values.

    Raises:
        InvalidInput: with every problem found.
    """
    problems: list[Problem] = []
    record = _record(cls, data, "", problems, ignore)
    if problems:
        raise InvalidInput(_title(cls), tuple(problems))
    return cast("T", record)


def encode(value: Any) -> Any:
    """Plain JSON values of a record, recursively; absent optional fields are left out."""
    if hasattr(value, "encode_json"):
        return value.encode_json()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return encode_fields(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    return value


def encode_fields(record: Any) -> dict[str, Any]:
    """The fields of one dataclass as plain JSON values."""
    return {
        field.name: encode(item)
        for field in dataclasses.fields(record)
        if (item := getattr(record, field.name)) is not None and item != ()
    }


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: one spelling for one number."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class _Refused(Exception):
    """Raised inside the JSON parser; turned into InvalidInput at its border."""


def _reject_float(text: str) -> Any:
    raise _Refused(f"has the number {text}; write decimals as strings, money in minor units")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise _Refused(f'has the field "{key}" twice')
        result[key] = value
    return result


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"float {value!r} in a record: use integers of minor units or strings")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def _invalid(what: str, path: str, words: str) -> InvalidInput:
    return InvalidInput(what, (Problem(path, words),))


def _title(cls: type[Any]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cls.__name__).lower()


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int():
            return f"the number {value}"
        case str():
            return f'"{value[:40]}"'
        case list():
            return "a list"
        case dict():
            return "an object"
    return type(value).__name__


@cache
def _hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _record(
    cls: Any, data: Any, path: str, problems: list[Problem], ignore: tuple[str, ...] = ()
) -> Any:
    """Decode one dataclass; append what is wrong and return None where anything is."""
    if not isinstance(data, Mapping):
        problems.append(Problem(path, f"must be an object, found {_kind(data)}"))
        return None
    before = len(problems)
    fields = {f.name: f for f in dataclasses.fields(cls) if f.init}
    for name in data:
        if name not in fields and name not in ignore:
            known = ", ".join(fields)
            problems.append(Problem(_join(path, str(name)), f"is not a field here; known: {known}"))
    values: dict[str, Any] = {}
    for name, field in fields.items():
        where = _join(path, name)
        given = data.get(name)
        if given is None:
            if (
                field.default is dataclasses.MISSING
                and field.default_factory is dataclasses.MISSING
            ):
                problems.append(Problem(where, "is missing; give it"))
            continue
        if "read" in field.metadata:
            values[name] = _scalar(field.metadata["read"], given, where, problems)
        else:
            values[name] = _value(_hints(cls)[name], given, where, problems)
    if len(problems) > before:
        return None
    return _build(cls, values, path, problems)


def _build(cls: Any, values: dict[str, Any], path: str, problems: list[Problem]) -> Any:
    """Construct, turning a refusal by the record's own checks into a problem at its path."""
    try:
        return cls(**values)
    except FieldRefused as refused:
        problems.append(Problem(_join(path, refused.field), refused.words))
    except ValueError as error:
        problems.append(Problem(path, str(error)))
    return None


class FieldRefused(ValueError):
    """A record's own check refused one of its fields."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        self.words = words
        super().__init__(f"{field}: {words}")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _value(hint: Any, data: Any, path: str, problems: list[Problem]) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
        return _value(inner, data, path, problems)
    if origin is tuple:
        return _list(typing.get_args(hint)[0], data, path, problems)
    if hasattr(hint, "decode_json"):
        return _scalar(hint.decode_json, data, path, problems)
    if dataclasses.is_dataclass(hint):
        return _record(hint, data, path, problems)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint, data, path, problems)
    return _scalar(_SCALARS[hint], data, path, problems)


def _list(hint: Any, data: Any, path: str, problems: list[Problem]) -> Any:
    if not isinstance(data, list | tuple):
        problems.append(Problem(path, f"must be a list, found {_kind(data)}"))
        return None
    return tuple(_value(hint, item, f"{path}[{i}]", problems) for i, item in enumerate(data))


def _enum(hint: type[Enum], data: Any, path: str, problems: list[Problem]) -> Any:
    for member in hint:
        if data == member.value and isinstance(data, str):
            return member
    choices = ", ".join(str(member.value) for member in hint)
    problems.append(Problem(path, f"must be one of {choices}; found {_kind(data)}"))
    return None


def _scalar(read: Any, data: Any, path: str, problems: list[Problem]) -> Any:
    try:
        return read(data)
    except InvalidInput as error:
        problems.extend(
            Problem(_join(path, p.path) if p.path else path, p.words) for p in error.problems
        )
    except ValueError as error:
        problems.append(Problem(path, str(error)))
    return None


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise ValueError(f"must be text, found {_kind(data)}")
    if not data.strip():
        raise ValueError("must not be blank; leave the field out where there is nothing to say")
    if any(ord(c) < 32 and c != "\n" for c in data) or "\x7f" in data:
        raise ValueError("must not contain control characters")
    return data


def _integer(data: Any) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise ValueError(f"must be a whole number, found {_kind(data)}")
    if abs(data) >= _LARGEST_INTEGER:
        raise ValueError("is too large")
    return data


def _boolean(data: Any) -> bool:
    if not isinstance(data, bool):
        raise ValueError(f"must be true or false, found {_kind(data)}")
    return data


def read_date(data: Any) -> date:
    """An ISO 8601 calendar date, `YYYY-MM-DD`."""
    if isinstance(data, str) and _DATE.fullmatch(data):
        try:
            return date.fromisoformat(data)
        except ValueError:
            raise ValueError(f'"{data}" is not a day of the calendar') from None
    raise ValueError(f"must be a date as YYYY-MM-DD, found {_kind(data)}")


def read_instant(data: Any) -> datetime:
    """An instant as ISO 8601 with `Z` or an offset, or as whole unix seconds; returned in UTC."""
    try:
        if isinstance(data, int) and not isinstance(data, bool):
            return datetime.fromtimestamp(data, UTC)
        if isinstance(data, str):
            instant = datetime.fromisoformat(data)
            if instant.tzinfo is not None and instant.microsecond == 0:
                return instant.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise ValueError(f"must be an instant as YYYY-MM-DDTHH:MM:SSZ, found {_kind(data)}")


def read_decimal(data: Any) -> Decimal:
    """A decimal from a string such as "24.5", or from a whole number."""
    if isinstance(data, int) and not isinstance(data, bool):
        data = str(data)
    if not isinstance(data, str) or not _DECIMAL.fullmatch(data):
        raise ValueError(f'must be a decimal as a string such as "24.5", found {_kind(data)}')
    try:
        return Decimal(data)
    except InvalidOperation as error:  # pragma: no cover - the pattern admits only decimals
        raise ValueError(str(error)) from None


_SCALARS: dict[Any, Any] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    date: read_date,
    datetime: read_instant,
    Decimal: read_decimal,
}
