"""Documents: registered by their issuer, perhaps revoked by it."""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import DocumentStanding
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, text


def _registered(event: events.DocumentRegistered, at: Placed) -> Sequence[Change]:
    put = {
        "standing": DocumentStanding.REGISTERED.name,
        "issuer": hexed(event.issuer),
        "kind": event.kind.name,
        "registered_at": at.timestamp,
        "changed_at": at.timestamp,
    }
    return (Change("ledger_documents", (hexed(event.document),), put),)


def _revoked(event: events.DocumentRevoked, at: Placed) -> Sequence[Change]:
    put = {
        "standing": DocumentStanding.REVOKED.name,
        "reason": text(event.reason),
        "revoked_at": at.timestamp,
        "changed_at": at.timestamp,
    }
    return (Change("ledger_documents", (hexed(event.document),), put),)


FOLDS: dict[type, Callable[[Any, Placed], Sequence[Change]]] = {
    events.DocumentRegistered: _registered,
    events.DocumentRevoked: _revoked,
}
