"""Court orders and compliance holds: outside UCP 600, inside every bank."""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, text


def _order(event: Any, at: Placed, **put: Any) -> Sequence[Change]:
    put["changed_at"] = at.timestamp
    key = (hexed(event.credit), hexed(event.registrar))
    return (Change("ledger_court_orders", key, put),)


def _suspended(event: events.SuspendedByCourt, at: Placed) -> Sequence[Change]:
    return _order(
        event,
        at,
        order_reference=hexed(event.order_reference),
        recorded_at=at.timestamp,
    )


def _lifted(event: events.CourtOrderLifted, at: Placed) -> Sequence[Change]:
    return _order(event, at, order_reference=None, recorded_at=None)


def _hold(event: Any, at: Placed, **put: Any) -> Sequence[Change]:
    put["changed_at"] = at.timestamp
    key = (hexed(event.credit), hexed(event.bank))
    return (Change("ledger_compliance_holds", key, put),)


def _held(event: events.HeldForCompliance, at: Placed) -> Sequence[Change]:
    return _hold(
        event,
        at,
        legal_basis=hexed(event.legal_basis),
        jurisdiction=text(event.jurisdiction),
        set_at=at.timestamp,
    )


def _ended(event: events.ComplianceHoldEnded, at: Placed) -> Sequence[Change]:
    return _hold(event, at, legal_basis=None, jurisdiction=None, set_at=None)


FOLDS: dict[str, dict[type, Callable[[Any, Placed], Sequence[Change]]]] = {
    "CreditRestraints": {
        events.SuspendedByCourt: _suspended,
        events.CourtOrderLifted: _lifted,
        events.HeldForCompliance: _held,
        events.ComplianceHoldEnded: _ended,
    },
}
