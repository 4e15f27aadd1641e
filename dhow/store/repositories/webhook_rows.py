"""What the tables of webhooks hold, row by row. Moments are milliseconds, UTC."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row

from dhow.store.ids import OrgId
from dhow.store.projections.feed import Place

WAITING: Final = "waiting"
DELIVERED: Final = "delivered"
REPLACED: Final = "replaced"
_SHORT: Final = ("replacement", "block", "index")
EARLIER: Final = "old secret"
"""Names a secret that was replaced and still counts."""


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook: the secrets it signs with, newest first, open.

    Attributes:
        place: where in the feed to go on from.
        told: the furthest that was told, further than `place` while it is told again.
    """

    webhook_id: str
    organisation: OrgId
    url: str
    events: tuple[str, ...]
    secrets: tuple[bytes, ...]
    old_secret_until: int | None
    created_by: str
    created_at: int
    place: Place
    told: Place
    messages: int
    suspended: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent: id, event, the exact bytes, and where the event lies."""

    message_id: str
    event: str
    place: Place
    body: bytes


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A message of a webhook and what became of it."""

    webhook_id: str
    position: int
    message: Message
    state: str
    attempts: int
    made_at: int
    first_at: int | None
    next_at: int
    settled_at: int | None
    status: int | None
    words: str | None


@dataclass(frozen=True, slots=True)
class DueRow:
    """A webhook with something to do; `waits` where a message's turn has come."""

    webhook_id: str
    organisation: OrgId
    place: Place
    waits: bool


def place_of(row: Row[Any]) -> Place:
    """Where in the feed a row lies."""
    return (row.replacement, row.block_number, row.log_index)


def place_columns(place: Place) -> dict[str, int]:
    """A place, column by column."""
    replacement, block, index = place
    return {"replacement": replacement, "block_number": block, "log_index": index}


def told_of(row: Row[Any]) -> Place:
    """The furthest place a webhook was told."""
    return (row.told_replacement, row.told_block, row.told_index)


def told_columns(place: Place) -> dict[str, int]:
    """The furthest place told, column by column."""
    return {f"told_{name}": value for name, value in zip(_SHORT, place, strict=True)}


def further(one: Place, other: Place) -> Place:
    """Which of two places lies further on; of the same event, the one that knows more of it."""
    return max(one, other, key=lambda place: (place[1], place[2], place[0]))


def delivery_of(row: Row[Any]) -> DeliveryRow:
    """A message on its way, from its row."""
    return DeliveryRow(
        row.webhook_id,
        row.position,
        Message(
            row.message_id,
            row.event,
            place_of(row),
            row.body,
        ),
        row.state,
        row.attempts,
        row.made_at,
        row.first_at,
        row.next_at,
        row.settled_at,
        row.status,
        row.words,
    )
