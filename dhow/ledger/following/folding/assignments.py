"""Assignments of proceeds: to whom, who acknowledged them in which order, and what was paid.

Each transition of `contracts/types/CreditAssignmentTypes.sol`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import AssignmentState
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed


def _assignment(
    event: Any,
    at: Placed,
    state: AssignmentState | None = None,
    *,
    add: dict[str, int] | None = None,
    **put: Any,
) -> Change:
    if state is not None:
        put["state"] = state.name
    put["changed_at"] = at.timestamp
    key = (hexed(event.credit), str(event.number))
    return Change("ledger_assignments", key, put, add or {})


def _assigned(event: events.ProceedsAssigned, at: Placed) -> Sequence[Change]:
    return (
        _assignment(
            event,
            at,
            AssignmentState.NOTIFIED,
            assignee=hexed(event.assignee),
            amount_minor=event.amount_minor,
            notice_hash=hexed(event.notice_hash),
        ),
    )


def _acknowledged(event: events.AssignmentAcknowledged, at: Placed) -> Sequence[Change]:
    key = (hexed(event.credit), str(event.number), hexed(event.bank))
    put = {
        "acknowledged_at": at.timestamp,
        "log_index": at.log_index,
        "changed_at": at.timestamp,
    }
    return (
        _assignment(event, at, AssignmentState.ACKNOWLEDGED),
        Change("ledger_acknowledgements", key, put),
    )


def _withdrawn(event: events.AssignmentWithdrawn, at: Placed) -> Sequence[Change]:
    return (_assignment(event, at, AssignmentState.WITHDRAWN),)


def _released(event: events.AssignmentReleased, at: Placed) -> Sequence[Change]:
    return (_assignment(event, at, AssignmentState.RELEASED),)


def _paid(event: events.AssigneePaid, at: Placed) -> Sequence[Change]:
    paid = {"paid_minor": event.amount_minor}
    key = (hexed(event.credit), str(event.number), hexed(event.presentation))
    return (
        _assignment(event, at, add=paid),
        Change("ledger_proceeds", key, {"changed_at": at.timestamp}, paid),
    )


FOLDS: dict[str, dict[type, Callable[[Any, Placed], Sequence[Change]]]] = {
    "CreditAssignments": {
        events.ProceedsAssigned: _assigned,
        events.AssignmentAcknowledged: _acknowledged,
        events.AssignmentWithdrawn: _withdrawn,
        events.AssignmentReleased: _released,
        events.AssigneePaid: _paid,
    },
}
