"""Transfers: what was asked for, the parts that came of it, and whose invoice goes on.

Each transition of `contracts/types/CreditTransferTypes.sol`. A part that is closed tells it of
itself: the event does not name the request that it came of.
"""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import SubstitutionState, TransferState
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, hexed_or_none, instant


def _transfer(event: Any, at: Placed, **put: Any) -> Change:
    put["changed_at"] = at.timestamp
    return Change("ledger_transfers", (hexed(event.original), str(event.number)), put)


def _requested(event: events.TransferRequested, at: Placed) -> Sequence[Change]:
    asked = event.asked
    return (
        _transfer(
            event,
            at,
            state=TransferState.REQUESTED.name,
            second_beneficiary=hexed(asked.second_beneficiary),
            amount_minor=asked.amount_minor,
            expiry_day=asked.expiry_day,
            latest_shipment_day=asked.latest_shipment_day,
            insured_bps=asked.insured_bps,
            amendments=asked.amendments.name,
            names_first_beneficiary=asked.names_first_beneficiary,
            terms_hash=hexed(asked.terms_hash),
        ),
    )


def _withdrawn(event: events.TransferRequestWithdrawn, at: Placed) -> Sequence[Change]:
    return (_transfer(event, at, state=TransferState.WITHDRAWN.name),)


def _transferred(event: events.CreditTransferred, at: Placed) -> Sequence[Change]:
    part = {
        "original": hexed(event.original),
        "number": str(event.number),
        "transferring_bank": hexed(event.transferring_bank),
        "changed_at": at.timestamp,
    }
    return (
        _transfer(
            event,
            at,
            state=TransferState.TRANSFERRED.name,
            transferred=hexed(event.transferred),
        ),
        Change("ledger_parts", (hexed(event.transferred),), part),
    )


def _closed(event: events.PartClosed, at: Placed) -> Sequence[Change]:
    put = {"closed": True, "changed_at": at.timestamp}
    return (Change("ledger_parts", (hexed(event.transferred),), put),)


def _allowed(event: events.AmendmentAllowed, at: Placed) -> Sequence[Change]:
    put = {"changes_hash": hexed(event.changes_hash), "changed_at": at.timestamp}
    return (Change("ledger_passed_on", (hexed(event.transferred), str(event.number)), put),)


def _substitution(event: Any, at: Placed, state: SubstitutionState, **put: Any) -> Sequence[Change]:
    put |= {
        "state": state.name,
        "original": hexed(event.original),
        "changed_at": at.timestamp,
    }
    return (Change("ledger_substitutions", (hexed(event.presentation),), put),)


def _demanded(event: events.SubstitutionDemanded, at: Placed) -> Sequence[Change]:
    by = instant(event.answer_by)
    return _substitution(event, at, SubstitutionState.DEMANDED, answer_by=by)


def _substituted(event: events.InvoiceSubstituted, at: Placed) -> Sequence[Change]:
    return _substitution(
        event,
        at,
        SubstitutionState.SUBSTITUTED,
        invoice=hexed(event.invoice),
        own=hexed_or_none(event.own),
    )


def _as_received(event: events.TakenAsReceived, at: Placed) -> Sequence[Change]:
    return _substitution(event, at, SubstitutionState.AS_RECEIVED)


FOLDS: dict[str, dict[type, Callable[[Any, Placed], Sequence[Change]]]] = {
    "CreditTransfers": {
        events.TransferRequested: _requested,
        events.TransferRequestWithdrawn: _withdrawn,
        events.CreditTransferred: _transferred,
        events.PartClosed: _closed,
        events.AmendmentAllowed: _allowed,
        events.SubstitutionDemanded: _demanded,
        events.InvoiceSubstituted: _substituted,
        events.TakenAsReceived: _as_received,
    },
}
