"""Presentations, and what befalls one besides the issuing bank's decision.

Each transition of a presentation in `contracts/types/CreditTypes.sol`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from eth_utils.crypto import keccak

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import PresentationState, WaiverAnswer
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, instant

_WORD = (32).to_bytes(32, "big")  # where a list begins that stands alone


def presentation(
    event: Any, at: Placed, state: PresentationState | None = None, **put: Any
) -> Change:
    """A presentation changed."""
    if state is not None:
        put["state"] = state.name
    put["changed_at"] = at.timestamp
    return Change("ledger_presentations", (hexed(event.presentation),), put)


def _handling(event: Any, at: Placed, **put: Any) -> Change:
    put |= {"credit_id": hexed(event.credit), "changed_at": at.timestamp}
    return Change("ledger_handlings", (hexed(event.presentation),), put)


def _root(documents: Sequence[bytes]) -> bytes:
    """As the contract makes it: the hash of their list, ABI encoded."""
    words = (_WORD, len(documents).to_bytes(32, "big"), *documents)
    return keccak(b"".join(words))


def _presented(event: events.Presented, at: Placed) -> Sequence[Change]:
    # presented to the issuing bank itself, its receipt follows in the same transaction
    return (
        presentation(
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
        Change(
            "ledger_credits",
            (hexed(event.credit),),
            {"changed_at": at.timestamp},
            {"presentations": 1},
        ),
    )


def _received(event: events.PresentationReceived, at: Placed) -> Sequence[Change]:
    return (
        presentation(
            event,
            at,
            PresentationState.RECEIVED,
            received_at=at.timestamp,
            decide_by=instant(event.decide_by),
        ),
    )


def _examined(event: events.Examined, at: Placed) -> Sequence[Change]:
    state = PresentationState.COMPLYING if event.complying else PresentationState.DISCREPANT
    return (presentation(event, at, state, examination_hash=hexed(event.examination_hash)),)


def _refused(event: events.Refused, at: Placed) -> Sequence[Change]:
    return (
        presentation(
            event,
            at,
            PresentationState.REFUSED,
            disposal=event.disposal.name,
            notice_hash=hexed(event.notice_hash),
        ),
    )


def _waived(event: events.DiscrepanciesWaived, at: Placed) -> Sequence[Change]:
    return (presentation(event, at, PresentationState.WAIVED),)


def _precluded(event: events.Precluded, at: Placed) -> Sequence[Change]:
    return (presentation(event, at, PresentationState.PRECLUDED),)


def _taken_back(event: Any, at: Placed) -> Sequence[Change]:
    return (presentation(event, at, PresentationState.RETURNED),)


def _taken_back_by_presenter(event: events.DocumentsTakenBack, at: Placed) -> Sequence[Change]:
    # with its documents it has let a confirming bank off that it had gone past
    return (*_taken_back(event, at), _handling(event, at, still_bound=False))


def _still_bound(event: events.ConfirmingBankStillBound, at: Placed) -> Sequence[Change]:
    return (_handling(event, at, still_bound=True),)


def _replaced(event: events.RecordsReplaced, at: Placed) -> Sequence[Change]:
    return (
        presentation(
            event,
            at,
            PresentationState.RECEIVED,
            decide_by=instant(event.decide_by),
            documents_root=hexed(_root(event.documents)),
        ),
    )


def _received_to_confirm(event: events.ReceivedToConfirm, at: Placed) -> Sequence[Change]:
    by = instant(event.decide_by)
    return (
        presentation(event, at, PresentationState.RECEIVED, decide_by=by),
        _handling(event, at, confirming_bank=hexed(event.confirming_bank)),
    )


def _examined_to_confirm(event: events.ExaminedToConfirm, at: Placed) -> Sequence[Change]:
    state = PresentationState.COMPLYING if event.complying else PresentationState.DISCREPANT
    return (presentation(event, at, state), _found(event, at))


def _examined_by_nominated(event: events.ExaminedByNominated, at: Placed) -> Sequence[Change]:
    return (_found(event, at),)


def _found(event: Any, at: Placed) -> Change:
    found = hexed(event.examination_hash)
    return _handling(event, at, found_complying=event.complying, finding_hash=found)


def _agreed(event: events.AgreedToAct, at: Placed) -> Sequence[Change]:
    return (_handling(event, at, bound_at=at.timestamp),)


def _lost(event: events.DocumentsLost, at: Placed) -> Sequence[Change]:
    # told of them, the issuing bank is where it would be had it received them
    return (presentation(event, at, PresentationState.COMPLYING, received_at=at.timestamp),)


def _corrupted(event: events.RecordsCorrupted, at: Placed) -> Sequence[Change]:
    return (
        presentation(event, at, PresentationState.CORRUPTED),
        _handling(event, at, corruption_reported=True, replace_by_day=event.replace_by_day),
    )


def _waiver_asked(event: events.WaiverAsked, at: Placed) -> Sequence[Change]:
    return (_handling(event, at, waiver=WaiverAnswer.ASKED.name),)


def _waiver_answered(event: events.WaiverAnswered, at: Placed) -> Sequence[Change]:
    answer = WaiverAnswer.WAIVES if event.waives else WaiverAnswer.DECLINES
    return (_handling(event, at, waiver=answer.name),)


FOLDS: dict[str, dict[type, Callable[[Any, Placed], Sequence[Change]]]] = {
    "CreditPresentations": {
        events.Presented: _presented,
        events.PresentationReceived: _received,
        events.Examined: _examined,
        events.Refused: _refused,
        events.DiscrepanciesWaived: _waived,
        events.Precluded: _precluded,
        events.DocumentsTakenBack: _taken_back_by_presenter,
        events.ConfirmingBankStillBound: _still_bound,
        events.ReceivedToConfirm: _received_to_confirm,
        events.ExaminedToConfirm: _examined_to_confirm,
        events.DocumentsLost: _lost,
        events.RecordsCorrupted: _corrupted,
        events.RecordsReplaced: _replaced,
        events.TreatedAsNotPresented: _taken_back,
        events.DocumentsReturned: _taken_back,
        events.AgreedToAct: _agreed,
        events.ExaminedByNominated: _examined_by_nominated,
        events.WaiverAsked: _waiver_asked,
        events.WaiverAnswered: _waiver_answered,
    },
}
