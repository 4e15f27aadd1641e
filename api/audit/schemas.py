"""The audit log as the interface gives it."""

from datetime import datetime
from typing import Any

from api.schemas import Answer


class AuditLineView(Answer):
    """One line of your organisation's audit log.

    `body` is what the hash covers, as text: with `previous_hash`, organisation, number, time and
    kind anyone can compute `hash` anew. `by` is the user's name, empty where the user was deleted.
    """

    number: int
    at: datetime
    kind: str
    by: str
    says: dict[str, Any]
    body: str
    hash: str


class AnchorView(Answer):
    """A line whose hash stands on the ledger."""

    number: int
    hash: str
    transaction: str
    at: datetime


class AuditPage(Answer):
    """Lines, newest first. `before` of the next page is the last line's number."""

    lines: tuple[AuditLineView, ...]
    anchors: tuple[AnchorView, ...]
