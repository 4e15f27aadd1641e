"""When a usance drawing falls due (UCP 600 art. 3; ISBP 745 B2).

"from" and "after" both exclude the day mentioned when a maturity is computed, so 60 days after a
bill of lading dated 21 May and 60 days from 21 May are the same day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from dhow.trade.records import FieldRefused, Record

_LONGEST_TENOR = 3650


class TenorStart(Enum):
    """What the days of a tenor are counted from."""

    SIGHT = "sight"
    BILL_OF_LADING_DATE = "bill_of_lading_date"
    SHIPMENT_DATE = "shipment_date"
    DRAFT_DATE = "draft_date"
    PRESENTATION_DATE = "presentation_date"
    INVOICE_DATE = "invoice_date"
    FIXED_DATE = "fixed_date"


@dataclass(frozen=True, kw_only=True)
class Tenor(Record):
    """`days` calendar days after `after`; `fixed` is the day counted from for FIXED_DATE."""

    days: int
    after: TenorStart
    fixed: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.days <= _LONGEST_TENOR:
            raise FieldRefused("days", f"must be 0 to {_LONGEST_TENOR}")
        if (self.fixed is None) == (self.after is TenorStart.FIXED_DATE):
            raise FieldRefused("fixed", "goes with fixed_date and with nothing else")

    def __str__(self) -> str:
        start = self.fixed or self.after.value.replace("_", " ")
        return f"{self.days} days after {start}" if self.days else f"at {start}"


def maturity(tenor: Tenor, start: date) -> date:
    """The day a drawing falls due; `start` is the day the tenor counts from and is not counted."""
    return (tenor.fixed or start) + timedelta(days=tenor.days)


def bill_of_lading_start(sets: Iterable[Iterable[date]]) -> date:
    """The day from which "after bill of lading date" runs under one draft.

    Each set has the on-board dates its notations give: the earliest of one set counts; of several
    sets, the latest (ISBP 745 B2).

    Raises:
        ValueError: when there is no date.
    """
    return max(min(dates) for dates in sets)


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The days that a drawing shows, from which its maturity is counted.

    `on_board` has, for each set of transport documents, the days its notations give. `presented` is
    the day the drawee bank received the documents, if they comply; `waived` the day on which it
    agreed to a waiver, where they do not and it had refused them.
    """

    on_board: Sequence[Sequence[date]] = ()
    invoices: Sequence[date] = ()
    drafts: Sequence[date] = ()
    presented: date | None = None
    waived: date | None = None


def start_of(tenor: Tenor, dates: Dates) -> date:
    """The day a tenor is counted from, which is not counted itself, from what the documents show.

    Raises:
        ValueError: when they show no such day, or several without a rule to choose by.
    """
    return tenor.fixed or _start(tenor.after, dates)


def _start(after: TenorStart, dates: Dates) -> date:
    match after:
        case TenorStart.BILL_OF_LADING_DATE | TenorStart.SHIPMENT_DATE if dates.on_board:
            return bill_of_lading_start(dates.on_board)
        case TenorStart.INVOICE_DATE if dates.invoices:
            return _only(after, dates.invoices)
        case TenorStart.DRAFT_DATE if dates.drafts:
            return _only(after, dates.drafts)
        case TenorStart.SIGHT if dates.waived is not None:
            return dates.waived
        case TenorStart.SIGHT | TenorStart.PRESENTATION_DATE if dates.presented is not None:
            return dates.presented
        case TenorStart.FIXED_DATE:
            return date.min  # the tenor has its own
    raise ValueError(
        f"the documents show no {after.value.replace('_', ' ')} from which maturity is counted"
    )


def _only(after: TenorStart, days: Iterable[date]) -> date:
    found = set(days)
    if len(found) > 1:
        raise ValueError(
            f"several days for {after.value.replace('_', ' ')}: "
            f"{', '.join(map(str, sorted(found)))}; have the draft state its maturity"
        )
    return found.pop()
