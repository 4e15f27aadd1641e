"""Messages: what is said of an event, under an id that is the same however often it is said."""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from api.events import shown
from api.events.feed import Item, Replaced, Written
from dhow.store.repositories.webhook_rows import Message, WebhookRow

REPLACED: Final = "replaced"
TEST: Final = "test"


def message_of(row: WebhookRow, item: Item, written: Written, at: int) -> Message:
    """The message of an event.

    The id is of webhook, place and transaction. A block that replaces another has other places, so
    the same transaction told anew after `replaced` is another message.

    Args:
        at: milliseconds, for what has no time of its own.
    """
    replacement, block, index = item.place
    transaction = "" if isinstance(item, Replaced) else item.transaction_hash
    named = f"{row.webhook_id}/{replacement}/{block}/{index}/{transaction}"
    told = written.item(item)
    return Message(
        message_id=f"msg_{hashlib.sha256(named.encode()).hexdigest()[:40]}",
        event=told["event"],
        place=item.place,
        body=body_of(told["event"], told["at"] or iso(at), told),
    )


def body_of(name: str, timestamp: str, data: dict[str, Any]) -> bytes:
    """The payload as Standard Webhooks has it."""
    return orjson.dumps({"type": name, "timestamp": timestamp, "data": data})


def wanted(row: WebhookRow, item: Item) -> bool:
    """Whether a webhook is to hear of an item: that blocks were replaced it always is."""
    return isinstance(item, Replaced) or not row.events or item.name in row.events


def iso(at: int) -> str:
    """Milliseconds as RFC 3339 text."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def known_events() -> frozenset[str]:
    """The events that can be asked for."""
    return shown.event_names() | {REPLACED}
