"""A presentation: the documents delivered under a credit, when, where, and for how much."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from dhow.trade.credit.instalments import Shipped
from dhow.trade.documents.base import Document
from dhow.trade.documents.quantity import Quantity
from dhow.trade.documents.registry import parse_document
from dhow.trade.members.identifiers import un_locode
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record


class Medium(Enum):
    """Electronic record or paper."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


def _read_document(data: Any) -> Document:
    if not isinstance(data, Mapping):
        raise ValueError("must be an object with the document's fields")
    return parse_document(data)


@dataclass(frozen=True, kw_only=True)
class ElectronicRecord(Record):
    """How one electronic record arrived and fared (eUCP art. e5 to e7, e12).

    `readable` and `authentic` are what the bank found; `link_opens` of a record that lies in an
    external system. `delivered_before` is of a bill of lading that a bank, of this credit or of
    another, has already. `names_credit` is False for one sent apart that names no credit in itself,
    its metadata or its covering letter. `corrupted_on` is the day on which the bank asked for it
    again, `re_presented_on` the day it came.
    """

    format: str | None = None
    readable: bool = True
    authentic: bool = True
    names_credit: bool = True
    link_opens: bool | None = None
    delivered_before: bool = False
    corrupted_on: date | None = None
    re_presented_on: date | None = None

    def __post_init__(self) -> None:
        asked, came = self.corrupted_on, self.re_presented_on
        if came is not None and (asked is None or came < asked):
            raise FieldRefused("re_presented_on", "comes after corrupted_on, the day it was asked")


@dataclass(frozen=True, kw_only=True)
class Presented(Record):
    """One document as delivered. One electronic record is any number of originals (eUCP e9)."""

    document: Document = field(metadata={"read": _read_document})
    medium: Medium = Medium.ELECTRONIC
    originals: int = 1
    copies: int = 0
    record: ElectronicRecord | None = None

    def __post_init__(self) -> None:
        if self.originals < 0 or self.copies < 0 or self.originals + self.copies == 0:
            raise FieldRefused("originals", "originals and copies count what was delivered")
        if self.record is not None and self.medium is Medium.PAPER:
            raise FieldRefused("record", "belongs to an electronic record, and this is paper")


@dataclass(frozen=True, kw_only=True)
class NoticeOfCompleteness(Record):
    """The presenter's notice that its electronic presentation is complete (eUCP art. e6(c))."""

    credit_number: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class DrawnBefore(Record):
    """What was drawn and shipped under the credit before this presentation.

    `parts` are the earlier shipments one by one, with quantity and amount where they are known;
    `shipments` the days of those of which no more is. No shipment stands in both.
    """

    amount: Amount | None = None
    quantity: Quantity | None = None
    shipments: tuple[date, ...] = ()
    parts: tuple[Shipped, ...] = ()

    @property
    def shipped(self) -> tuple[Shipped, ...]:
        """Every earlier shipment."""
        return (*self.parts, *(Shipped(day=day) for day in self.shipments))


@dataclass(frozen=True, kw_only=True)
class Presentation(Record):
    """Documents presented under a credit.

    `presented_at` is the instant of delivery (UTC); `place` the UN/LOCODE whose banking calendar
    counts; `presented_to` the bank's name. `drawn` is the amount claimed. `before` is what was
    drawn and shipped earlier; without it this is the first drawing. `credit_id` is the credit's id
    on the ledger (0x form), which evidence presented under it must be about. `unable_on` are days
    on which the bank was open but its system could receive no electronic record (eUCP e6(e)).
    `undelivered` are hashes (0x form) of records that the presentation names and that never came.
    `second_beneficiary` is whose documents go on with the first's own invoice and draft (art.
    38(h)): what the beneficiary is to issue, either of them may have issued.
    """

    credit_number: str
    documents: tuple[Presented, ...]
    drawn: Amount
    presented_at: datetime
    place: str
    presented_to: str | None = None
    notice_of_completeness: NoticeOfCompleteness | None = None
    before: DrawnBefore = DrawnBefore()
    credit_id: str | None = None
    unable_on: tuple[date, ...] = ()
    undelivered: tuple[str, ...] = ()
    second_beneficiary: Party | None = None

    def __post_init__(self) -> None:
        if self.presented_at.tzinfo is None:
            raise FieldRefused("presented_at", "needs a time zone; give it in UTC")
        if self.drawn.minor <= 0:
            raise FieldRefused("drawn", "must be more than nothing")
        try:
            object.__setattr__(self, "place", un_locode(self.place))
        except ValueError as error:
            raise FieldRefused("place", str(error)) from None
