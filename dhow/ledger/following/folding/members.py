"""Organisations, the keys that act for them, and what their makers prepared."""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import Duty, Standing
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed, text


def _organisation(event: Any, at: Placed, **put: Any) -> Sequence[Change]:
    put["changed_at"] = at.timestamp
    return (Change("ledger_organisations", (hexed(event.organisation),), put),)


def _admitted(event: events.OrganisationAdmitted, at: Placed) -> Sequence[Change]:
    return _organisation(
        event,
        at,
        standing=Standing.ADMITTED.name,
        country=text(event.country),
        bic=text(event.bic) or None,
        capabilities=event.capabilities,
        dual_control=event.dual_control,
        admitted_at=at.timestamp,
    )


def _suspended(event: events.OrganisationSuspended, at: Placed) -> Sequence[Change]:
    return _organisation(
        event, at, standing=Standing.SUSPENDED.name, suspended_for=text(event.reason)
    )


def _reinstated(event: events.OrganisationReinstated, at: Placed) -> Sequence[Change]:
    return _organisation(event, at, standing=Standing.ADMITTED.name, suspended_for=None)


def _account(event: events.SettlementAccountChanged, at: Placed) -> Sequence[Change]:
    return _organisation(event, at, settlement_account=event.account)


def _key_added(event: events.KeyAdded, at: Placed) -> Sequence[Change]:
    put = {"organisation": hexed(event.organisation), "duty": event.duty.name}
    return (Change("ledger_keys", (event.key,), {**put, "changed_at": at.timestamp}),)


def _key_revoked(event: events.KeyRevoked, at: Placed) -> Sequence[Change]:
    put = {"organisation": None, "duty": Duty.NONE.name, "changed_at": at.timestamp}
    return (Change("ledger_keys", (event.key,), put),)


def _prepared(event: events.ActPrepared, at: Placed) -> Sequence[Change]:
    key = (hexed(event.organisation), hexed(event.act))
    put = {"maker": event.maker, "changed_at": at.timestamp}
    return (Change("ledger_prepared_acts", key, put),)


def _checked(event: events.ActChecked, at: Placed) -> Sequence[Change]:
    key = (hexed(event.organisation), hexed(event.act))
    return (Change("ledger_prepared_acts", key, {"maker": None, "changed_at": at.timestamp}),)


FOLDS: dict[type, Callable[[Any, Placed], Sequence[Change]]] = {
    events.OrganisationAdmitted: _admitted,
    events.OrganisationSuspended: _suspended,
    events.OrganisationReinstated: _reinstated,
    events.SettlementAccountChanged: _account,
    events.KeyAdded: _key_added,
    events.KeyRevoked: _key_revoked,
    events.ActPrepared: _prepared,
    events.ActChecked: _checked,
}
