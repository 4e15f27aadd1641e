"""Invoices as the interface takes and gives them."""

from datetime import datetime
from typing import Any

from api.schemas import (
    Answer,
    Hash32,
    Instant,
    Lei,
    Money,
    MoneyView,
    ReceiptView,
    Request,
    ShortWords,
)


class OfferInvoice(Request):
    """To whom, for what advance, until when (at most 30 days)."""

    financier: Lei
    advance: Money
    reserved_until: Instant


class CancelInvoice(Request):
    """Why, in at most 31 printable characters without spaces; stands on the ledger."""

    reason: ShortWords


class MatchView(Answer):
    """Another registered invoice that looks alike; whose it is stays unsaid.

    CONFLICT: same seller, number and year. COLLATERAL_CONFLICT: the same transport document.
    """

    fingerprint: Hash32
    match: str


class InvoiceView(Answer):
    """An invoice and its financing status. `invoice` is its EN 16931 content."""

    fingerprint: Hash32
    conflict_key: Hash32
    status: str
    seller: str
    financier: str | None
    advance: MoneyView | None
    reserved_until: datetime | None
    registered_at: datetime
    invoice: dict[str, Any]
    conflicts: tuple[MatchView, ...] = ()
    warnings: tuple[str, ...] = ()
    receipt: ReceiptView | None = None
