"""Values of the ledger as JSON: LEIs, places, days and instants instead of bytes and numbers."""

import typing
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any

from api.ids import bytes_text, lei_of, to_hex
from api.schemas import EventView, ReceiptView
from dhow.ledger.types import Log, Receipt

_EPOCH = date(1970, 1, 1)
_LAST_DAY = (date.max - _EPOCH).days
_INSTANTS = frozenset(
    (
        "arrived_at",
        "decide_by",
        "expires_at",
        "from_time",
        "payable_from",
        "reserved_until",
        "until_time",
    )
)
_TEXTS = frozenset(("number", "reason", "order_reference", "discrepancies"))


def instant(unix: int) -> datetime:
    """UTC seconds as an instant."""
    return datetime.fromtimestamp(unix, UTC)


def instant_or_none(unix: int) -> datetime | None:
    """The same; 0 stands for never."""
    return instant(unix) if unix else None


def iso(unix: int) -> str:
    """UTC seconds as RFC 3339 text."""
    return instant(unix).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(number: int) -> date:
    """The civil date of a day number of the ledger; of one that no date can tell, the last date.

    The ledger of today takes none of those. One that it had before keeps no list from being read.
    """
    return _EPOCH + timedelta(days=min(number, _LAST_DAY))


def day_number(day: date) -> int:
    """The ledger's number of a civil date: days since 1 January 1970."""
    return (day - _EPOCH).days


def receipt_view(receipt: Receipt[Any]) -> ReceiptView:
    """What became of an act."""
    return ReceiptView(
        transaction=receipt.transaction_hash,
        block=receipt.block_number,
        at=instant(receipt.timestamp),
        gas_used=receipt.gas_used,
        events=tuple(event_view(log) for log in receipt.events),
    )


def event_view(log: Log) -> EventView:
    """One event, its values readable."""
    return EventView(name=type(log.event).__name__, values=shown_record(log.event))


def shown_record(record: Any) -> dict[str, Any]:
    """A dataclass of the bindings as JSON values."""
    hints = _hints(type(record))
    return {
        each.name: _shown(each.name, getattr(record, each.name), hints[each.name])
        for each in fields(record)
    }


def _hints(cls: Any) -> dict[str, Any]:
    return dict(_type_hints(cls))


_type_hints = cache(typing.get_type_hints)


def _shown(name: str, value: Any, hint: Any) -> Any:
    if isinstance(value, tuple):
        return [_shown(name, each, (typing.get_args(hint) or (hint,))[0]) for each in value]
    if is_dataclass(value):
        return shown_record(value)
    kind = getattr(hint, "__name__", "")
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, bytes):
        return _shown_bytes(name, value, kind)
    if kind == "Day":
        return day_of(value).isoformat()
    if name in _INSTANTS and isinstance(value, int):
        return iso(value) if value else None
    return value


def _shown_bytes(name: str, value: bytes, kind: str) -> str:
    if kind == "OrgId":
        return lei_of(value)
    if kind == "Place" or (name in _TEXTS and _is_text(value)):
        return bytes_text(value)
    return to_hex(value)


def _is_text(value: bytes) -> bool:
    """Whether it is text: of a court's order and of an issue of money both have a reference."""
    text = value.rstrip(b"\x00")
    return text.isascii() and text.decode("ascii").isprintable()
