"""Evidence, and the signer set in force."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import orjson

from dhow.ledger.bindings import events
from dhow.ledger.bindings.values import EvidenceKind
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.folding.values import hexed


def _evidence(
    event: events.TemperatureRecorded | events.ArrivalRecorded, at: Placed, kind: EvidenceKind
) -> Sequence[Change]:
    report = {
        each.name: hexed(value) if isinstance(value, bytes) else value
        for each in fields(event.report)
        for value in (getattr(event.report, each.name),)
    }
    put = {
        "kind": kind.name,
        "subject": hexed(event.subject),
        "policy": hexed(event.policy),
        "report": orjson.dumps(report).decode(),
        "signer_bitmap": event.signer_bitmap,
        "recorded_at": at.timestamp,
        "recorded_index": at.log_index,
        "changed_at": at.timestamp,
    }
    return (Change("ledger_evidence", (hexed(event.evidence),), put),)


def _temperature(event: events.TemperatureRecorded, at: Placed) -> Sequence[Change]:
    return _evidence(event, at, EvidenceKind.TEMPERATURE)


def _arrival(event: events.ArrivalRecorded, at: Placed) -> Sequence[Change]:
    return _evidence(event, at, EvidenceKind.ARRIVAL)


def _signers(event: events.SignersAdopted, at: Placed) -> Sequence[Change]:
    put = {
        "epoch": event.epoch,
        "signers": orjson.dumps(event.signers).decode(),
        "faulty": event.faulty,
        "changed_at": at.timestamp,
    }
    return (Change("ledger_signers", (at.contract,), put),)


FOLDS: dict[type, Callable[[Any, Placed], Sequence[Change]]] = {
    events.TemperatureRecorded: _temperature,
    events.ArrivalRecorded: _arrival,
    events.SignersAdopted: _signers,
}
