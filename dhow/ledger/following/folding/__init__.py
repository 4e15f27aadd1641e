"""From an event to changes of rows: pure functions, one module a capability.

A fold never reads a row: what an event says is enough, so the same events in the same order give
the same rows wherever the folding began. `FOLDS_VERSION` goes up whenever a fold changes what it
writes: tables folded by another version are rebuilt.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding import (
    amendments,
    assignments,
    calendars,
    credit,
    documents,
    invoices,
    members,
    money,
    oracles,
    presentations,
    restraints,
    settlement,
    transfers,
    undertaking,
)

FOLDS_VERSION = 7

Fold = Callable[[Any, Placed], Sequence[Change]]

FOLDS: Mapping[str, Mapping[type, Fold]] = {
    "BankingCalendars": calendars.FOLDS,
    **amendments.FOLDS,
    **assignments.FOLDS,
    **credit.FOLDS,
    **presentations.FOLDS,
    **restraints.FOLDS,
    **settlement.FOLDS,
    **transfers.FOLDS,
    "Documents": documents.FOLDS,
    "Invoices": invoices.FOLDS,
    "Members": members.FOLDS,
    "Money": money.FOLDS,
    "Oracles": oracles.FOLDS,
    "Undertaking": undertaking.FOLDS,
}


def fold(placed: Placed) -> Sequence[Change]:
    """What an event does to the tables; nothing where no table keeps it."""
    folds = FOLDS.get(placed.contract)
    chosen = folds.get(type(placed.event)) if folds else None
    return chosen(placed.event, placed) if chosen else ()
