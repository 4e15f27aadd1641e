"""Events as they are told: named and written as in the receipt of the act."""

import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

import orjson

from api.ids import from_hex, lei_of
from api.shown import iso, shown_record
from dhow.ledger.bindings import events
from dhow.store.projections.feed import FeedEvent

_NAMES_IN_WORDS = {"organisation": lei_of}


def told(event: FeedEvent, cursor: str) -> dict[str, Any]:
    """One event as JSON values; `cursor` is its place as the reader may know it."""
    return {
        "id": cursor,
        "event": event.name,
        "at": iso(event.at),
        "block": event.place[1],
        "transaction": event.transaction_hash,
        "subjects": [
            {"kind": kind, "id": _NAMES_IN_WORDS.get(kind, str)(subject)}
            for kind, subject in event.subjects
        ],
        "values": values_of(event.name, event.body),
    }


def replaced(above_block: int, cursor: str) -> dict[str, Any]:
    """Says that what was told of the blocks above one is undone, and that they are told anew."""
    return {
        "id": cursor,
        "event": "replaced",
        "at": None,
        "block": above_block + 1,
        "transaction": None,
        "subjects": [],
        "values": {},
    }


def values_of(name: str, body: str) -> dict[str, Any]:
    """The fields of an event, from the JSON of its line: LEIs, dates and instants in words."""
    found: dict[str, Any] = orjson.loads(body)
    made = getattr(events, name, None)
    if made is None or not is_dataclass(made):
        return found
    return shown_record(_read(made, found))


def event_names() -> frozenset[str]:
    """The names that events of the contracts have."""
    return frozenset(name for name in vars(events) if is_dataclass(getattr(events, name)))


def _read(hint: Any, value: Any) -> Any:
    """The value that was written as JSON: bytes from hex, numbers from text, enums by name."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    if typing.get_origin(hint) is tuple:
        return tuple(_read(typing.get_args(hint)[0], each) for each in value)
    if not isinstance(hint, type):
        return value
    if is_dataclass(hint) and isinstance(value, Mapping):
        hints = _hints(hint)
        return hint(
            **{
                each.name: _read(hints[each.name], value[each.name.rstrip("_")])
                for each in fields(hint)
            }
        )
    if issubclass(hint, Enum):
        return hint[value] if isinstance(value, str) else hint(value)
    if hint is bytes:
        return from_hex(value)
    if hint is int:
        return int(value)
    return value


@cache
def _hints(made: Any) -> dict[str, Any]:
    return typing.get_type_hints(made)
