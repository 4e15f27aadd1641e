"""Screens a pile of invoices against each other: red, amber, and why.

Red: the strong key is equal, so it is the same invoice, whatever its syntax or typography. Amber:
seller, number and year agree but something else does not, enough elements agree that the trader is
asked to explain, or two invoices bill the same cargo. Everything is computed here; nothing leaves
the machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from dhow.trade.invoices.comparison import Alert, Comparison, Match, compare
from dhow.trade.invoices.model import Invoice


@dataclass(frozen=True, slots=True)
class SameInvoice:
    """Red: one invoice that was given several times; `names` in the order given."""

    names: tuple[str, ...]
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class ToExplain:
    """Amber: two invoices that need an explanation."""

    first: str
    second: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Screening:
    """What was found: every invoice given more than once, and every pair to be explained."""

    red: tuple[SameInvoice, ...]
    amber: tuple[ToExplain, ...]


def screen(invoices: Sequence[tuple[str, Invoice]]) -> Screening:
    """Every invoice given more than once and every pair to explain, in the order given.

    Args:
        invoices: a name for each, such as its file's, and the invoice.

    Raises:
        ValueError: when a number or a party of an invoice identifies nothing.
    """
    groups: list[tuple[list[str], Comparison]] = []
    amber = []
    for (first_name, first), (second_name, second) in combinations(invoices, 2):
        comparison = compare(first, second)
        if comparison.match is Match.DUPLICATE:
            _join(groups, first_name, second_name, comparison)
        elif (
            comparison.match is not Match.DIFFERENT
            or Alert.COLLATERAL_CONFLICT in comparison.alerts
        ):
            amber.append(ToExplain(first_name, second_name, comparison))
    red = tuple(SameInvoice(tuple(names), comparison) for names, comparison in groups)
    return Screening(red, _once(amber, red))


def _once(amber: Sequence[ToExplain], red: Sequence[SameInvoice]) -> tuple[ToExplain, ...]:
    """Copies of one invoice stand to another one alike: say it once."""
    stands_for = {name: same.names[0] for same in red for name in same.names}
    said: dict[frozenset[str], ToExplain] = {}
    for pair in amber:
        key = frozenset(stands_for.get(name, name) for name in (pair.first, pair.second))
        said.setdefault(key, pair)
    return tuple(said.values())


def _join(
    groups: list[tuple[list[str], Comparison]], first: str, second: str, comparison: Comparison
) -> None:
    """Put both into the group that has either, or into a new one."""
    for names, _ in groups:
        if first in names or second in names:
            names += [name for name in (first, second) if name not in names]
            return
    groups.append(([first, second], comparison))
