"""Payment undertakings: each transition of `contracts/types/UndertakingTypes.sol`."""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import UndertakingState
from dhow.ledger.following.changes import NOTHING, Change, Placed
from dhow.ledger.following.folding.values import hexed, instant


def _undertaking(
    event: Any, at: Placed, state: UndertakingState | None = None, **put: Any
) -> Change:
    if state is not None:
        put["state"] = state.name
    put["changed_at"] = at.timestamp
    return Change("ledger_undertakings", (hexed(event.undertaking),), put, NOTHING)


def _undertaken(event: events.Undertaken, at: Placed) -> Sequence[Change]:
    terms = event.terms
    return (
        _undertaking(
            event,
            at,
            UndertakingState.CONDITIONAL,
            obligor=hexed(terms.obligor),
            beneficiary=hexed(terms.beneficiary),
            money=terms.money,
            required=terms.required,
            amount_minor=terms.amount_minor,
            expires_at=instant(terms.expires_at),
            payable_from=instant(terms.payable_from),
            terms_hash=hexed(terms.terms_hash),
            obligor_reference=hexed(terms.obligor_reference),
            conditions=event.conditions,
            given_at=at.timestamp,
        ),
    )


def _met(event: events.ConditionMet, at: Placed) -> Sequence[Change]:
    # each condition is met once, so that its bit is added once
    met = {"met": 1, "met_bitmap": 1 << event.index}
    return (_undertaking(event, at)._replace(add=met),)


def _unconditional(event: events.BecameUnconditional, at: Placed) -> Sequence[Change]:
    return (_undertaking(event, at, UndertakingState.UNCONDITIONAL),)


def _paid(event: events.UndertakingPaid, at: Placed) -> Sequence[Change]:
    return (_undertaking(event, at, UndertakingState.PAID),)


def _reclaimed(event: events.UndertakingReclaimed, at: Placed) -> Sequence[Change]:
    return (_undertaking(event, at, UndertakingState.RECLAIMED),)


def _forgone(event: events.UndertakingForgone, at: Placed) -> Sequence[Change]:
    return (_undertaking(event, at, UndertakingState.FORGONE),)


FOLDS: dict[type, Callable[[Any, Placed], Sequence[Change]]] = {
    events.Undertaken: _undertaken,
    events.ConditionMet: _met,
    events.BecameUnconditional: _unconditional,
    events.UndertakingPaid: _paid,
    events.UndertakingReclaimed: _reclaimed,
    events.UndertakingForgone: _forgone,
}
