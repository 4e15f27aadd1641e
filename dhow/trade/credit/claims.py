"""Claims between banks: what is due for reimbursement, and what comes back (UCP 600 art. 13, 16).

Interest is simple, to the nearest minor unit, halves up; its rate and its way of counting days are
those that the banks agreed, since the rules name neither.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from dhow.trade.credit.reimbursement import Bearer, Reimbursement
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record


class DayCount(Enum):
    """How days become a fraction of a year."""

    ACTUAL_360 = "ACT/360"
    ACTUAL_365 = "ACT/365"
    ACTUAL_ACTUAL = "ACT/ACT"
    THIRTY_360 = "30E/360"


@dataclass(frozen=True, kw_only=True)
class InterestTerms(Record):
    """A yearly rate in per cent and how days count."""

    percent: Decimal
    day_count: DayCount

    def __post_init__(self) -> None:
        if self.percent < 0:
            raise FieldRefused("percent", "must not be negative")


def year_fraction(first: date, last: date, day_count: DayCount) -> Fraction:
    """The part of a year from `first`, included, to `last`, excluded.

    Raises:
        ValueError: when `last` comes before `first`.
    """
    if last < first:
        raise ValueError(f"interest from {first} to {last}: it ends before it begins")
    match day_count:
        case DayCount.ACTUAL_360:
            return Fraction((last - first).days, 360)
        case DayCount.ACTUAL_365:
            return Fraction((last - first).days, 365)
        case DayCount.THIRTY_360:
            months = (last.year - first.year) * 12 + last.month - first.month
            return Fraction(months * 30 + min(last.day, 30) - min(first.day, 30), 360)
        case DayCount.ACTUAL_ACTUAL:
            return sum(
                (_in_year(first, last, year) for year in range(first.year, last.year + 1)),
                Fraction(0),
            )


def interest(principal: Amount, agreed: InterestTerms, first: date, last: date) -> Amount:
    """Simple interest on `principal` from `first` to `last`, the last day not counted."""
    ratio = Fraction(agreed.percent) / 100 * year_fraction(first, last, agreed.day_count)
    return Amount(_nearest(principal.minor * ratio), principal.currency)


def refund_due(paid: Amount, agreed: InterestTerms, paid_on: date, refunded_on: date) -> Amount:
    """What a bank gets back that reimbursed and then refused as art. 16 asks (art. 16(g))."""
    return paid + interest(paid, agreed, paid_on, refunded_on)


def reimbursement_due(honoured_on: date, maturity: date | None) -> date:
    """When a nominated bank that honoured or negotiated a complying presentation is reimbursed.

    Under acceptance or deferred payment at maturity, whether or not it prepaid or purchased before
    (art. 7(c), 12(b)); else when it has honoured.
    """
    return honoured_on if maturity is None else maturity


@dataclass(frozen=True, kw_only=True)
class Claimed(Record):
    """What a claim comes to: its principal, and charges and interest by who bears them."""

    principal: Amount
    from_issuing_bank: Amount
    deducted_from_beneficiary: Amount


def claim(
    principal: Amount,
    charges: Amount,
    arrangement: Reimbursement,
    *,
    agreed: InterestTerms | None = None,
    claimed_on: date | None = None,
    paid_on: date | None = None,
) -> Claimed:
    """What the issuing bank owes the claiming bank, and what the beneficiary bears.

    Charges of a reimbursing bank are the issuing bank's unless the credit says they are the
    beneficiary's, which are then taken from the amount paid (art. 13(b)(iv), (v)). Where a claim
    was not paid on first demand the issuing bank owes the loss of interest (art. 13(b)(iii)), which
    `agreed`, `claimed_on` and `paid_on` give.
    """
    nothing = Amount(0, principal.currency)
    lost = nothing
    if agreed is not None and claimed_on is not None and paid_on is not None:
        lost = interest(principal, agreed, claimed_on, paid_on)
    by_beneficiary = arrangement.charges is Bearer.BENEFICIARY
    return Claimed(
        principal=principal,
        from_issuing_bank=principal + lost + (nothing if by_beneficiary else charges),
        deducted_from_beneficiary=charges if by_beneficiary else nothing,
    )


def _in_year(first: date, last: date, year: int) -> Fraction:
    begins, ends = date(year, 1, 1), date(year + 1, 1, 1)
    days = (min(last, ends) - max(first, begins)).days
    return Fraction(days, (ends - begins).days)


def _nearest(exact: Fraction) -> int:
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
