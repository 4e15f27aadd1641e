"""Shipment by instalments: the first one missed ends the credit for it and for all after it
(UCP 600 art. 32)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from dhow.trade.credit.shipment import Instalment
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record

_BULK = Fraction(5, 100)


@dataclass(frozen=True, kw_only=True)
class Shipped(Record):
    """One shipment, and what was drawn for it; its quantity and amount where they are known.

    `day` is left out of what was presented and not seen; it was shipped by `presented_on` then.
    """

    day: date | None = None
    presented_on: date | None = None
    quantity: Quantity | None = None
    amount: Amount | None = None

    def __post_init__(self) -> None:
        if self.day is None and self.presented_on is None:
            raise FieldRefused("day", "is missing; give it, or presented_on where it is not known")

    def may_be_of(self, instalment: Instalment) -> bool:
        """Whether it was shipped in that period, as far as one can tell."""
        if self.day is not None:
            return self.day in instalment.window
        return self.presented_on is not None and self.presented_on >= instalment.first


def instalment_of(schedule: Sequence[Instalment], day: date) -> int | None:
    """Which instalment a shipment on `day` belongs to; None between and outside of them."""
    return next((i for i, each in enumerate(schedule) if day in each.window), None)


def is_kept(
    instalment: Instalment, shipped: Iterable[Shipped], slack: Fraction | None = None
) -> bool:
    """Whether an instalment was shipped in its period, in full where quantities are known.

    Bulk measures may fall five per cent short, packages and items not at all (art. 30(b)); where
    the credit says "about", all by the `slack` of art. 30(a).
    """
    inside = [each for each in shipped if each.day and each.day in instalment.window]
    wanted = instalment.quantity
    known = [each.quantity for each in inside if each.quantity is not None]
    if wanted is None or len(known) != len(inside) or not all(map(wanted.comparable, known)):
        return bool(inside)
    if slack is None:
        slack = _BULK if wanted.is_bulk else Fraction(0)
    least = wanted.base * (1 - slack)
    return bool(inside) and sum((each.base for each in known), Fraction(0)) >= least


def ceased_from(
    schedule: Sequence[Instalment],
    shipped: Iterable[Shipped],
    today: date,
    slack: Fraction | None = None,
) -> int | None:
    """The first instalment whose period ended before `today` without it; None while none has.

    The credit is not available any more for that one and for those after it, in time or not.
    """
    made = tuple(shipped)
    for i, each in enumerate(schedule):
        if each.last >= today:
            return None
        if not is_kept(each, made, slack):
            return i
    return None
