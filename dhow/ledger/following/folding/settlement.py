"""Drawings: who acted on its nomination, who paid whom, and what is still owed.

Each transition of `contracts/types/CreditDrawingTypes.sol` but one: a bank that undertook and did
not pay is honoured past by the issuing bank, which is told as the presentation's being honoured.
"""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import Nomination, PresentationState
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.presentations import presentation
from dhow.ledger.following.folding.values import hexed


def _drawing(
    event: Any,
    at: Placed,
    nomination: Nomination | None = None,
    *,
    advanced: int = 0,
    **put: Any,
) -> Change:
    if nomination is not None:
        put["nomination"] = nomination.name
    put |= {"credit_id": hexed(event.credit), "changed_at": at.timestamp}
    add = {"advanced_minor": advanced} if advanced else {}
    return Change("ledger_drawings", (hexed(event.presentation),), put, add)


def _honoured(event: events.Honoured, at: Placed) -> Sequence[Change]:
    drawn = {"drawn_minor": event.amount_minor}
    return (
        presentation(event, at, PresentationState.HONOURED),
        Change("ledger_credits", (hexed(event.credit),), {"changed_at": at.timestamp}, drawn),
    )


def _honoured_on_nomination(event: events.HonouredOnNomination, at: Placed) -> Sequence[Change]:
    return (
        presentation(event, at, PresentationState.ACTED_UPON),
        _drawing(
            event,
            at,
            Nomination.HONOURED,
            advanced=event.amount_minor,
            claimant=hexed(event.bank),
        ),
    )


def _undertaken(event: events.UndertakingIncurred, at: Placed) -> Sequence[Change]:
    return (
        presentation(event, at, PresentationState.UNDERTAKEN),
        _drawing(event, at, maturity_day=event.maturity_day, sight_minor=event.sight_minor),
    )


def _undertaken_on_nomination(
    event: events.UndertakingIncurredOnNomination, at: Placed
) -> Sequence[Change]:
    return (
        presentation(event, at, PresentationState.ACTED_UPON),
        _drawing(
            event,
            at,
            Nomination.UNDERTAKEN,
            advanced=event.sight_minor,
            claimant=hexed(event.bank),
            maturity_day=event.maturity_day,
        ),
    )


def _paid_on_nomination(event: events.UndertakingPaidOnNomination, at: Placed) -> Sequence[Change]:
    return (_drawing(event, at, Nomination.HONOURED, advanced=event.amount_minor),)


def _offered(event: events.AdvanceOffered, at: Placed) -> Sequence[Change]:
    return (
        _drawing(
            event,
            at,
            minimum_minor=event.minimum_minor,
            recourse_offered=event.with_recourse,
        ),
    )


def _negotiated(event: events.Negotiated, at: Placed) -> Sequence[Change]:
    return (
        presentation(event, at, PresentationState.ACTED_UPON),
        _drawing(
            event,
            at,
            Nomination.NEGOTIATED,
            advanced=event.advanced_minor,
            claimant=hexed(event.bank),
            with_recourse=event.with_recourse,
        ),
    )


def _prepaid(event: events.Prepaid, at: Placed) -> Sequence[Change]:
    return (_drawing(event, at, Nomination.PURCHASED, advanced=event.advanced_minor),)


def _claimed(event: events.ReimbursementClaimed, at: Placed) -> Sequence[Change]:
    return (_drawing(event, at, claimed=True),)


def _reimbursed(event: events.Reimbursed, at: Placed) -> Sequence[Change]:
    by = hexed(event.reimburser)
    return (_drawing(event, at, reimburser=by, reimbursed_at=at.timestamp),)


def _reimbursed_at_sight(event: events.ReimbursedAtSight, at: Placed) -> Sequence[Change]:
    # what is claimed next is the rest
    return (
        _drawing(
            event,
            at,
            sight_minor=event.amount_minor,
            sight_reimburser=hexed(event.reimburser),
            sight_reimbursed_at=at.timestamp,
            claimed=False,
        ),
    )


def _performed_beside(event: events.PerformedBeside, at: Placed) -> Sequence[Change]:
    # told after the act itself, which alone would move the documents
    return (presentation(event, at, event.state),)


def _refunded(event: events.Refunded, at: Placed) -> Sequence[Change]:
    # what was paid at sight is still to be had, by the claimant
    return (
        _drawing(
            event,
            at,
            refunded=True,
            sight_minor=0,
            sight_reimburser=None,
            sight_reimbursed_at=None,
        ),
    )


def _repaid(event: events.RepaidOnRecourse, at: Placed) -> Sequence[Change]:
    return (_drawing(event, at, repaid=True),)


FOLDS: dict[str, dict[type, Callable[[Any, Placed], Sequence[Change]]]] = {
    "CreditSettlement": {
        events.Honoured: _honoured,
        events.HonouredOnNomination: _honoured_on_nomination,
        events.UndertakingIncurred: _undertaken,
        events.UndertakingIncurredOnNomination: _undertaken_on_nomination,
        events.UndertakingPaidOnNomination: _paid_on_nomination,
        events.AdvanceOffered: _offered,
        events.Negotiated: _negotiated,
        events.Prepaid: _prepaid,
        events.ReimbursementClaimed: _claimed,
        events.Reimbursed: _reimbursed,
        events.ReimbursedAtSight: _reimbursed_at_sight,
        events.PerformedBeside: _performed_beside,
        events.Refunded: _refunded,
        events.RepaidOnRecourse: _repaid,
    },
}
