"""Invoices: each transition of `contracts/types/InvoiceTypes.sol`."""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import InvoiceStatus
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, instant

_OFF_OFFER = {"financier": None, "money": None, "reserved_until": None, "advance_minor": None}


def _invoice(fingerprint: bytes, at: Placed, **put: Any) -> Sequence[Change]:
    put["changed_at"] = at.timestamp
    return (Change("ledger_invoices", (hexed(fingerprint),), put),)


def _registered(event: events.InvoiceRegistered, at: Placed) -> Sequence[Change]:
    return _invoice(
        event.fingerprint,
        at,
        status=InvoiceStatus.REGISTERED.name,
        seller=hexed(event.seller),
        registered_at=at.timestamp,
    )


def _conflicting(event: events.ConflictNoted, at: Placed) -> Sequence[Change]:
    return _invoice(event.later, at, conflicts_with=hexed(event.earlier))


def _offered(event: events.InvoiceOffered, at: Placed) -> Sequence[Change]:
    return _invoice(
        event.fingerprint,
        at,
        status=InvoiceStatus.RESERVED.name,
        financier=hexed(event.financier),
        money=event.money,
        advance_minor=event.advance_minor,
        reserved_until=instant(event.reserved_until),
    )


def _withdrawn(event: events.OfferWithdrawn, at: Placed) -> Sequence[Change]:
    return _invoice(event.fingerprint, at, status=InvoiceStatus.REGISTERED.name, **_OFF_OFFER)


def _financed(event: events.InvoiceFinanced, at: Placed) -> Sequence[Change]:
    return _invoice(
        event.fingerprint,
        at,
        status=InvoiceStatus.FINANCED.name,
        financier=hexed(event.financier),
        advance_minor=event.advance_minor,
    )


def _settled(event: events.InvoiceSettled, at: Placed) -> Sequence[Change]:
    return _invoice(event.fingerprint, at, status=InvoiceStatus.SETTLED.name)


def _released(event: events.FinancingReleased, at: Placed) -> Sequence[Change]:
    return _invoice(event.fingerprint, at, status=InvoiceStatus.REGISTERED.name, **_OFF_OFFER)


def _cancelled(event: events.InvoiceCancelled, at: Placed) -> Sequence[Change]:
    return _invoice(event.fingerprint, at, status=InvoiceStatus.CANCELLED.name)


FOLDS: dict[type, Callable[[Any, Placed], Sequence[Change]]] = {
    events.InvoiceRegistered: _registered,
    events.ConflictNoted: _conflicting,
    events.InvoiceOffered: _offered,
    events.OfferWithdrawn: _withdrawn,
    events.InvoiceFinanced: _financed,
    events.InvoiceSettled: _settled,
    events.FinancingReleased: _released,
    events.InvoiceCancelled: _cancelled,
}
