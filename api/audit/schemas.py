"""The audit log as the interface gives it."""

from datetime import datetime
from typing import Any

from api.schemas import Answer


class AuditLineView(Answer):
    """One line of your organisation's audit log.

    `body` is what the hash covers, as text: with the hash before, organisation, number, time and
    kind anyone can compute `hash` anew. `by` is the user's name, or what stands in its
    place since the user was erased.
    """

    number: int
    at: datetime
    kind: str
    by: str
    says: dict[str, Any]
    body: str
    hash: str


class AnchorView(Answer):
    """A root on the ledger, with the proof that your line's hash is under it.

    The leaf is the line's number and hash with your organisation; `index` of `size` is its place
    and `proof` its siblings from leaf to root (RFC 6962's tree with keccak-256).
    """

    number: int
    hash: str
    root: str
    index: int
    size: int
    proof: tuple[str, ...]
    transaction: str
    block: int
    at: datetime


class AuditPage(Answer):
    """Lines, newest first. `before` of the next page is the last line's number."""

    lines: tuple[AuditLineView, ...]
    anchors: tuple[AnchorView, ...]
