"""Shipment by instalments: the first one missed ends the credit for it and for all after it
(UCP 600 art. 32)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from dhow.trade.credit.shipment import Instalment
from dhow.trade.documents.quantity import Quantity

_BULK = Fraction(5, 100)


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """One shipment; its quantity where it is known."""

    day: date
    quantity: Quantity | None = None


def instalment_of(schedule: Sequence[Instalment], day: date) -> int | None:
    """Which instalment a shipment on `day` belongs to; None between and outside of them."""
    return next((i for i, each in enumerate(schedule) if day in each.window), None)


def is_kept(instalment: Instalment, shipped: Iterable[Shipped]) -> bool:
    """Whether an instalment was shipped in its period, in full where quantities are known.

    Bulk measures may fall five per cent short, packages and items not at all (art. 30(b)).
    """
    inside = [each for each in shipped if each.day in instalment.window]
    wanted = instalment.quantity
    known = [each.quantity for each in inside if each.quantity is not None]
    if wanted is None or len(known) != len(inside) or not all(map(wanted.comparable, known)):
        return bool(inside)
    least = wanted.base * (1 - _BULK) if wanted.is_bulk else wanted.base
    return bool(inside) and sum((each.base for each in known), Fraction(0)) >= least


def ceased_from(
    schedule: Sequence[Instalment], shipped: Iterable[Shipped], today: date
) -> int | None:
    """The first instalment whose period ended before `today` without it; None while none has.

    The credit is not available any more for that one and for those after it, in time or not.
    """
    made = tuple(shipped)
    for i, each in enumerate(schedule):
        if each.last >= today:
            return None
        if not is_kept(each, made):
            return i
    return None
