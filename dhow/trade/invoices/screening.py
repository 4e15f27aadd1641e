"""Screens a pile of invoices against each other: red, amber, and why.

Red: the strong key is equal, so it is the same invoice, whatever its syntax or typography. Amber:
seller, number and year agree but something else does not, enough elements agree that the trader is
asked to explain, or two invoices bill the same cargo. Everything is computed here; nothing leaves
the machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from dhow.trade.invoices.comparison import Alert, Comparison, Match, compare
from dhow.trade.invoices.model import Invoice


class Flag(Enum):
    """How grave a pair is."""

    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class FlaggedPair:
    """Two of the invoices given, by name, and what was found of them."""

    flag: Flag
    first: str
    second: str
    comparison: Comparison


def screen(invoices: Sequence[tuple[str, Invoice]]) -> tuple[FlaggedPair, ...]:
    """Every pair that is a duplicate or needs explaining, red first, in the order given.

    Args:
        invoices: a name for each, such as its file's, and the invoice.

    Raises:
        ValueError: when a number or a party of an invoice identifies nothing.
    """
    found = []
    for (first_name, first), (second_name, second) in combinations(invoices, 2):
        comparison = compare(first, second)
        same_cargo = Alert.COLLATERAL_CONFLICT in comparison.alerts
        if comparison.match is Match.DIFFERENT and not same_cargo:
            continue
        flag = Flag.RED if comparison.match is Match.DUPLICATE else Flag.AMBER
        found.append(FlaggedPair(flag, first_name, second_name, comparison))
    return tuple(sorted(found, key=lambda pair: pair.flag is not Flag.RED))
