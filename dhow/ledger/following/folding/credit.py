"""The register of credits, who advised and confirmed them, and their collateral.

Each transition of a credit in `contracts/types/CreditTypes.sol`. What is set aside for open
presentations is no column: it is the sum of those presentations, which `Refused` does not name.
"""

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import AdviceState, ConfirmationState, CreditState
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, hexed_or_none, text


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
            as_applied=orjson.dumps(
                {
                    "amount_minor": str(terms.amount_minor),
                    "tolerance_plus_bps": terms.tolerance_plus_bps,
                    "partial_shipments": terms.partial_shipments,
                    "expiry_day": terms.expiry_day,
                    "latest_shipment_day": terms.latest_shipment_day,
                }
            ).decode(),
        ),
    )


def _clauses(event: Any, at: Placed, **put: Any) -> Sequence[Change]:
    put["changed_at"] = at.timestamp
    return (Change("ledger_clauses", (hexed(event.credit),), put),)


def _clauses_stated(event: events.ClausesStated, at: Placed) -> Sequence[Change]:
    said = event.clauses
    return _clauses(
        event,
        at,
        advising_bank=hexed_or_none(said.advising_bank),
        second_advising_bank=hexed_or_none(said.second_advising_bank),
        reimbursing_bank=hexed_or_none(said.reimbursing_bank),
        availability=said.availability.name,
        confirmation=said.confirmation.name,
        tenor_start=said.tenor_start.name,
        transferable=said.transferable,
        tenor_days=said.tenor_days,
        sight_bps=said.sight_bps,
        insured_bps=said.insured_bps,
        refund_interest_bps=said.refund_interest_bps,
        is_electronic=said.is_electronic,
        instalments_root=hexed_or_none(said.instalments_root),
    )


def _instalments_stated(event: events.InstalmentsStated, at: Placed) -> Sequence[Change]:
    stated = [[each.from_day, each.until_day, str(each.amount_minor)] for each in event.instalments]
    return _clauses(event, at, instalments=orjson.dumps(stated).decode())


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


def _advice(event: Any, at: Placed, bank: bytes, state: AdviceState, **put: Any) -> Change:
    put |= {"state": state.name, "changed_at": at.timestamp}
    return Change("ledger_advices", (hexed(event.credit), hexed(bank)), put)


def _advised(event: events.CreditAdvised, at: Placed) -> Sequence[Change]:
    return (
        _credit(event, at, CreditState.ADVISED, advising_bank=hexed(event.advising_bank)),
        _advice(event, at, event.advising_bank, AdviceState.ADVISED),
    )


def _advised_on(event: events.CreditAdvisedOn, at: Placed) -> Sequence[Change]:
    return (_advice(event, at, event.second_advising_bank, AdviceState.ADVISED),)


def _advice_refused(event: events.AdviceRefused, at: Placed) -> Sequence[Change]:
    reason = hexed(event.reason_hash)
    return (_advice(event, at, event.advising_bank, AdviceState.REFUSED, reason_hash=reason),)


def _confirmation(event: Any, at: Placed, **put: Any) -> Sequence[Change]:
    put["changed_at"] = at.timestamp
    return (Change("ledger_confirmations", (hexed(event.credit),), put),)


def _confirmed(event: events.ConfirmationAdded, at: Placed) -> Sequence[Change]:
    return _confirmation(
        event,
        at,
        state=ConfirmationState.ADDED.name,
        bank=hexed(event.confirming_bank),
        amount_minor=event.amount_minor,
        expiry_day=event.expiry_day,
    )


def _not_confirmed(event: events.ConfirmationDeclined, at: Placed) -> Sequence[Change]:
    return _confirmation(event, at, state=ConfirmationState.DECLINED.name, bank=hexed(event.bank))


def _confirmation_amended(event: events.ConfirmationAmended, at: Placed) -> Sequence[Change]:
    return _confirmation(event, at, amount_minor=event.amount_minor, expiry_day=event.expiry_day)


def _pre_advised(event: events.CreditPreAdvised, at: Placed) -> Sequence[Change]:
    return (_credit(event, at, CreditState.PRE_ADVISED, issue_by_day=event.issue_by_day),)


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
        events.ClausesStated: _clauses_stated,
        events.InstalmentsStated: _instalments_stated,
    },
    "CreditAdvice": {
        events.CreditAdvised: _advised,
        events.CreditAdvisedOn: _advised_on,
        events.AdviceRefused: _advice_refused,
        events.ConfirmationAdded: _confirmed,
        events.ConfirmationDeclined: _not_confirmed,
        events.ConfirmationAmended: _confirmation_amended,
    },
    "CreditCollateral": {
        events.CollateralLodged: _lodged,
        events.CollateralApplied: _applied,
        events.CollateralReturned: _returned,
    },
}
"""By the contract that tells it: a credit's life is told by several."""
