"""Amendments: what each changes, and who has answered it.

Each transition of `contracts/types/CreditAmendmentTypes.sol`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import AmendmentState, ExtensionState
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, hexed_or_none


def _amendment(event: Any, at: Placed, *, advices: int = 0, **put: Any) -> Sequence[Change]:
    put["changed_at"] = at.timestamp
    add = {"advices": advices} if advices else {}
    return (Change("ledger_amendments", (hexed(event.credit), str(event.number)), put, add),)


def _issued(event: events.AmendmentIssued, at: Placed) -> Sequence[Change]:
    changes = event.changes
    return _amendment(
        event,
        at,
        state=AmendmentState.PENDING.name,
        extension=ExtensionState.NONE.name,
        issued_at=at.timestamp,
        amount_delta_minor=changes.amount_delta_minor,
        tolerance_delta_bps=changes.tolerance_delta_bps,
        expiry_day=changes.expiry_day,
        latest_shipment_day=changes.latest_shipment_day,
        partial_drawings=changes.partial_drawings.name,
        changes_text=changes.changes_text,
        cancels=changes.cancels,
        text_hash=hexed(changes.text_hash),
    )


def _advised(event: events.AmendmentAdvised, at: Placed) -> Sequence[Change]:
    # the second advising bank has it from the first: how many did tells who
    return _amendment(event, at, advices=1)


def _extended(event: events.ConfirmationExtended, at: Placed) -> Sequence[Change]:
    return _amendment(event, at, extension=ExtensionState.EXTENDED.name)


def _not_extended(event: events.ConfirmationNotExtended, at: Placed) -> Sequence[Change]:
    return _amendment(event, at, extension=ExtensionState.NOT_EXTENDED.name)


def _before_confirmation(event: events.AmendmentBeforeConfirmation, at: Placed) -> Sequence[Change]:
    return _amendment(event, at, extension=ExtensionState.UNCONFIRMED.name)


def _accepted(event: events.AmendmentAccepted, at: Placed) -> Sequence[Change]:
    by = hexed_or_none(event.presentation)
    return _amendment(event, at, state=AmendmentState.ACCEPTED.name, accepted_by=by)


def _stated(event: events.AcceptanceStated, at: Placed) -> Sequence[Change]:
    # for one presentation: the amendment itself is still to be answered
    return _amendment(event, at)


def _rejected(event: events.AmendmentRejected, at: Placed) -> Sequence[Change]:
    parts = hexed_or_none(event.accepted_parts_hash)
    return _amendment(event, at, state=AmendmentState.REJECTED.name, accepted_parts_hash=parts)


FOLDS: dict[str, dict[type, Callable[[Any, Placed], Sequence[Change]]]] = {
    "CreditAmendments": {
        events.AmendmentIssued: _issued,
        events.AmendmentAdvised: _advised,
        events.ConfirmationExtended: _extended,
        events.ConfirmationNotExtended: _not_extended,
        events.AmendmentBeforeConfirmation: _before_confirmation,
        events.AmendmentAccepted: _accepted,
        events.AcceptanceStated: _stated,
        events.AmendmentRejected: _rejected,
    },
}
