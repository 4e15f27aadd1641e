"""Tables of webhooks: whom to tell what, how far each has been told, and each message on its way.

What a message says is on the ledger; only the secret that signs it is sealed.
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from dhow.store.tables import metadata

_ID: Final = String(66)


def _moment(name: str, *, nullable: bool = False) -> Column[int]:
    """Milliseconds of the wall clock, UTC: retries do not wait for the chain's."""
    return Column(name, BigInteger, nullable=nullable)


def _place() -> tuple[Column[int], ...]:
    """A place in the feed (`dhow.store.projections.feed.Place`)."""
    return (
        Column("replacement", Integer, nullable=False),
        Column("block_number", BigInteger, nullable=False),
        Column("log_index", Integer, nullable=False),
    )


webhooks: Final = Table(
    "webhooks",
    metadata,
    Column("webhook_id", _ID, primary_key=True),
    Column("organisation", _ID, nullable=False, index=True),
    Column("url", String(2000), nullable=False),
    Column("events", JSON, nullable=False),  # names; none for every event
    Column("secret", LargeBinary, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("old_secret", LargeBinary, nullable=True),  # signs too, until it ends
    _moment("old_secret_until", nullable=True),
    Column("created_by", String(80), nullable=False),
    _moment("created_at"),
    *_place(),  # of the last event for which a delivery was written, or none was due
    Column("told_replacement", Integer, nullable=False, server_default="0"),  # the furthest told
    Column("told_block", BigInteger, nullable=False, server_default="0"),
    Column("told_index", Integer, nullable=False, server_default="0"),
    Column("messages", Integer, nullable=False),  # deliveries written so far
    Column("suspended", String(1000), nullable=True),
    Column("holder", String(200), nullable=True),  # the process that delivers, for a while
    _moment("held_until"),
)

webhook_deliveries: Final = Table(
    "webhook_deliveries",
    metadata,
    Column("webhook_id", _ID, ForeignKey("webhooks.webhook_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("message_id", String(80), nullable=False),
    Column("event", String(60), nullable=False),
    *_place(),
    Column("body", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, delivered, replaced
    Column("attempts", Integer, nullable=False),
    _moment("made_at"),
    _moment("first_at", nullable=True),
    _moment("next_at"),
    _moment("settled_at", nullable=True),
    Column("status", Integer, nullable=True),
    Column("words", String(300), nullable=True),
    Index("ix_webhook_deliveries_state", "webhook_id", "state", "position"),
)
