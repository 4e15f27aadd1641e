"""Credits and presentations.

Each transition of `contracts/types/CreditTypes.sol`. What is set aside for open presentations is no
column: it is the sum of those presentations, which `Refused` does not name.
"""

from collections.abc import Callable, Sequence
from typing import Any

from eth_utils.crypto import keccak

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import CreditState, PresentationState
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, hexed_or_none, instant, text

_WORD = (32).to_bytes(32, "big")  # where a list begins that stands alone


def _credit(
    event: Any,
    at: Placed,
    state: CreditState | None = None,
    *,
    add: dict[str, int] | None = None,
    **put: Any,
) -> Change:
    if state is not None:
        put["state"] = state.name
    put["changed_at"] = at.timestamp
    return Change("ledger_credits", (hexed(event.credit),), put, add or {})


def _presentation(
    event: Any, at: Placed, state: PresentationState | None = None, **put: Any
) -> Change:
    if state is not None:
        put["state"] = state.name
    put["changed_at"] = at.timestamp
    return Change("ledger_presentations", (hexed(event.presentation),), put)


def _applied_for(event: events.CreditAppliedFor, at: Placed) -> Sequence[Change]:
    terms = event.terms
    return (
        _credit(
            event,
            at,
            CreditState.APPLIED,
            applicant=hexed(terms.applicant),
            beneficiary=hexed(terms.beneficiary),
            issuing_bank=hexed(terms.issuing_bank),
            nominated_bank=hexed_or_none(terms.nominated_bank),
            amount_minor=terms.amount_minor,
            tolerance_plus_bps=terms.tolerance_plus_bps,
            partial_shipments=terms.partial_shipments,
            issuing_place=text(terms.issuing_place),
            nominated_place=text(terms.nominated_place) or None,
            money=terms.money,
            expiry_day=terms.expiry_day,
            latest_shipment_day=terms.latest_shipment_day,
            terms_hash=hexed(terms.terms_hash),
            applied_at=at.timestamp,
        ),
    )


def _withdrawn(event: events.ApplicationWithdrawn, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, CreditState.WITHDRAWN),)


def _declined(event: events.ApplicationDeclined, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, CreditState.DECLINED),)


def _issued(event: events.CreditIssued, at: Placed) -> Sequence[Change]:
    return (
        _credit(
            event,
            at,
            CreditState.ISSUED,
            number=text(event.number),
            issued_at=at.timestamp,
        ),
    )


def _advised(event: events.CreditAdvised, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, CreditState.ADVISED, advising_bank=hexed(event.advising_bank)),)


def _pre_advised(event: events.CreditPreAdvised, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, CreditState.PRE_ADVISED),)


def _lapsed(event: events.CreditLapsed, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, CreditState.LAPSED),)


def _amended(event: events.CreditAmended, at: Placed) -> Sequence[Change]:
    return (
        _credit(
            event,
            at,
            amount_minor=event.amount_minor,
            tolerance_plus_bps=event.tolerance_plus_bps,
            partial_shipments=event.partial_shipments,
            expiry_day=event.expiry_day,
            latest_shipment_day=event.latest_shipment_day,
        ),
    )


def _cancelled(event: events.CreditCancelled, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, CreditState.CANCELLED),)


def _expired(event: events.CreditExpired, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, CreditState.EXPIRED),)


def _fully_drawn(event: events.CreditFullyDrawn, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, CreditState.FULLY_DRAWN),)


def _lodged(event: events.CollateralLodged, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, add={"collateral_minor": event.amount_minor}),)


def _applied(event: events.CollateralApplied, at: Placed) -> Sequence[Change]:
    moved = {"collateral_minor": -event.amount_minor, "reimbursed_minor": event.amount_minor}
    return (_credit(event, at, add=moved),)


def _returned(event: events.CollateralReturned, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, add={"collateral_minor": -event.amount_minor}),)


def _root(documents: Sequence[bytes]) -> bytes:
    """As the contract makes it: the hash of their list, ABI encoded."""
    words = (_WORD, len(documents).to_bytes(32, "big"), *documents)
    return keccak(b"".join(words))


def _presented(event: events.Presented, at: Placed) -> Sequence[Change]:
    # presented to the issuing bank itself, its receipt follows in the same transaction
    return (
        _presentation(
            event,
            at,
            PresentationState.WITH_NOMINATED_BANK,
            credit_id=hexed(event.credit),
            bank=hexed(event.bank),
            amount_minor=event.amount_minor,
            presented_day=event.presented_day,
            presented_at=at.timestamp,
            forward_by=instant(event.forward_by),
            documents_root=hexed(_root(event.documents)),
        ),
        _credit(event, at, add={"presentations": 1}),
    )


def _received(event: events.PresentationReceived, at: Placed) -> Sequence[Change]:
    return (
        _presentation(
            event,
            at,
            PresentationState.RECEIVED,
            received_at=at.timestamp,
            decide_by=instant(event.decide_by),
        ),
    )


def _examined(event: events.Examined, at: Placed) -> Sequence[Change]:
    state = PresentationState.COMPLYING if event.complying else PresentationState.DISCREPANT
    return (_presentation(event, at, state, examination_hash=hexed(event.examination_hash)),)


def _refused(event: events.Refused, at: Placed) -> Sequence[Change]:
    return (
        _presentation(
            event,
            at,
            PresentationState.REFUSED,
            disposal=event.disposal.name,
            notice_hash=hexed(event.notice_hash),
        ),
    )


def _waived(event: events.DiscrepanciesWaived, at: Placed) -> Sequence[Change]:
    return (_presentation(event, at, PresentationState.WAIVED),)


def _precluded(event: events.Precluded, at: Placed) -> Sequence[Change]:
    return (_presentation(event, at, PresentationState.PRECLUDED),)


def _honoured(event: events.Honoured, at: Placed) -> Sequence[Change]:
    return (
        _presentation(event, at, PresentationState.HONOURED),
        _credit(event, at, add={"drawn_minor": event.amount_minor}),
    )


def _taken_back(event: Any, at: Placed) -> Sequence[Change]:
    return (_presentation(event, at, PresentationState.RETURNED),)


def _received_to_confirm(event: events.ReceivedToConfirm, at: Placed) -> Sequence[Change]:
    by = instant(event.decide_by)
    return (_presentation(event, at, PresentationState.RECEIVED, decide_by=by),)


def _examined_to_confirm(event: events.ExaminedToConfirm, at: Placed) -> Sequence[Change]:
    state = PresentationState.COMPLYING if event.complying else PresentationState.DISCREPANT
    return (_presentation(event, at, state),)


def _lost(event: events.DocumentsLost, at: Placed) -> Sequence[Change]:
    return (_presentation(event, at, PresentationState.COMPLYING),)


def _corrupted(event: events.RecordsCorrupted, at: Placed) -> Sequence[Change]:
    return (_presentation(event, at, PresentationState.CORRUPTED),)


def _replaced(event: events.RecordsReplaced, at: Placed) -> Sequence[Change]:
    by = instant(event.decide_by)
    return (_presentation(event, at, PresentationState.RECEIVED, decide_by=by),)


def _undertaken(event: events.UndertakingIncurred, at: Placed) -> Sequence[Change]:
    return (_presentation(event, at, PresentationState.UNDERTAKEN),)


def _acted_upon(event: Any, at: Placed) -> Sequence[Change]:
    return (_presentation(event, at, PresentationState.ACTED_UPON),)


FOLDS: dict[str, dict[type, Callable[[Any, Placed], Sequence[Change]]]] = {
    "Credit": {
        events.CreditAppliedFor: _applied_for,
        events.ApplicationWithdrawn: _withdrawn,
        events.ApplicationDeclined: _declined,
        events.CreditIssued: _issued,
        events.CreditPreAdvised: _pre_advised,
        events.CreditLapsed: _lapsed,
        events.CreditAmended: _amended,
        events.CreditCancelled: _cancelled,
        events.CreditExpired: _expired,
        events.CreditFullyDrawn: _fully_drawn,
    },
    "CreditAdvice": {events.CreditAdvised: _advised},
    "CreditCollateral": {
        events.CollateralLodged: _lodged,
        events.CollateralApplied: _applied,
        events.CollateralReturned: _returned,
    },
    "CreditPresentations": {
        events.Presented: _presented,
        events.PresentationReceived: _received,
        events.Examined: _examined,
        events.Refused: _refused,
        events.DiscrepanciesWaived: _waived,
        events.Precluded: _precluded,
        events.DocumentsTakenBack: _taken_back,
        events.ReceivedToConfirm: _received_to_confirm,
        events.ExaminedToConfirm: _examined_to_confirm,
        events.DocumentsLost: _lost,
        events.RecordsCorrupted: _corrupted,
        events.RecordsReplaced: _replaced,
        events.TreatedAsNotPresented: _taken_back,
        events.DocumentsReturned: _taken_back,
    },
    "CreditSettlement": {
        events.Honoured: _honoured,
        events.UndertakingIncurred: _undertaken,
        events.UndertakingIncurredOnNomination: _acted_upon,
        events.HonouredOnNomination: _acted_upon,
        events.Negotiated: _acted_upon,
    },
}
"""By the contract that tells it: a credit's life is told by several."""
