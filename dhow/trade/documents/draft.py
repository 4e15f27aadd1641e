"""The draft, or bill of exchange, by which a credit may be available (UCP 600 art. 6)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from dhow.trade.documents.base import Document
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused


class CountedFrom(Enum):
    """From what a draft's days run: the same words as a credit's tenor."""

    SIGHT = "sight"
    BILL_OF_LADING_DATE = "bill_of_lading_date"
    SHIPMENT_DATE = "shipment_date"
    DRAFT_DATE = "draft_date"
    PRESENTATION_DATE = "presentation_date"
    INVOICE_DATE = "invoice_date"
    FIXED_DATE = "fixed_date"


@dataclass(frozen=True, kw_only=True)
class Draft(Document):
    """An order to pay. `issuer` is the drawer; `drawee` the bank drawn on.

    `days` after `after` is the tenor, 0 days after sight being at sight; `from_date` the day it
    runs from, where the draft shows one, and `matures_on` the due date, where it shows one, so that
    maturity can be told from the draft alone (ISBP 745 B2). `amount_in_words` repeats `amount`.
    """

    kind: ClassVar[str] = "draft"
    title: ClassVar[str] = "Draft"

    drawee: Party
    amount: Amount
    amount_in_words: str | None = None
    days: int = 0
    after: CountedFrom = CountedFrom.SIGHT
    from_date: date | None = None
    matures_on: date | None = None
    payee: str | None = None
    endorsed_in_blank: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.days < 0:
            raise FieldRefused("days", "must not be negative")
        if self.amount.minor <= 0:
            raise FieldRefused("amount", "must be more than nothing")

    @property
    def tenor(self) -> str:
        """The tenor in words: at sight, 60 days after bill of lading date."""
        start = self.after.value.replace("_", " ")
        return f"{self.days} days after {start}" if self.days else f"at {start}"
