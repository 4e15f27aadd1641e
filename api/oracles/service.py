"""Putting signed reports on the ledger and reading them back.

The ledger checks the quorum, whoever submits; so any member may, and a relay that withholds a
report stops nothing. Figures come back, never a verdict: whoever holds the terms derives it.
"""

from typing import Any

from api.acts import carry_out
from api.auth.roles import Actor, Role
from api.context import ApiContext
from api.errors import not_found
from api.ids import bytes_text, from_hex, org_hex, text_bytes, to_hex
from api.oracles.schemas import (
    AdoptSigners,
    EvidenceView,
    SignersView,
    SubmitArrival,
    SubmitTemperature,
)
from api.shown import instant, receipt_view, shown_record
from dhow.ledger.bindings.events import ArrivalRecorded, TemperatureRecorded
from dhow.ledger.bindings.values import (
    ArrivalReport,
    EvidenceId,
    EvidenceKind,
    Place,
    TemperatureReport,
)
from dhow.ledger.types import Address, Log, Receipt
from dhow.store import OrgId, UnitOfWork
from dhow.trade.oracles import reports as trade
from dhow.trade.oracles.reports import Report


def signers(context: ApiContext, receipt: Receipt[Any] | None = None) -> SignersView:
    """The signer set in force: 2f + 1 of its 3f + 1 must sign."""
    oracles = context.contracts.oracles
    epoch, members, faulty = context.ledger.call(oracles.signers())
    return SignersView(
        epoch=epoch,
        signers=members,
        faulty=faulty,
        quorum=2 * faulty + 1,
        chain_id=context.ledger.engine.chain_id,
        verifying_contract=oracles.address,
        receipt=receipt_view(receipt) if receipt else None,
    )


def adopt_signers(context: ApiContext, actor: Actor, new: AdoptSigners) -> SignersView:
    """Put a signer set in force. Reports signed by an earlier one are refused from then on.

    Raises:
        Refusal: not 3f + 1, not ascending, or one twice.
    """
    act = context.contracts.oracles.adopt_signers(
        members=[Address(signer) for signer in new.signers], faulty=new.faulty
    )
    return signers(context, carry_out(context, actor, act))


def submit_temperature(context: ApiContext, actor: Actor, given: SubmitTemperature) -> EvidenceView:
    """Record a temperature report; recording the same one again changes nothing.

    Raises:
        Refusal: no quorum, a bad signature, another signer set, or another report stands.
    """
    body = given.report
    report = TemperatureReport(
        subject=from_hex(body.subject),
        policy=from_hex(body.policy),
        from_time=body.from_time,
        until_time=body.until_time,
        minimum_milli_c=body.minimum_milli_c,
        maximum_milli_c=body.maximum_milli_c,
        mean_kinetic_milli_c=body.mean_kinetic_milli_c,
        readings=body.readings,
        longest_gap_seconds=body.longest_gap_seconds,
        readings_root=from_hex(body.readings_root),
        epoch=body.epoch,
    )
    act = context.contracts.oracles.record_temperature(
        report=report, signer_bitmap=given.signer_bitmap, signatures=from_hex(given.signatures)
    )
    return _recorded(context, body.subject, carry_out(context, actor, act))


def submit_arrival(context: ApiContext, actor: Actor, given: SubmitArrival) -> EvidenceView:
    """Record an arrival report; recording the same one again changes nothing.

    Raises:
        Refusal: as for temperatures.
    """
    body = given.report
    report = ArrivalReport(
        subject=from_hex(body.subject),
        policy=from_hex(body.policy),
        place=Place(text_bytes(body.place, 5)),
        vessel=body.vessel,
        arrived_at=body.arrived_at,
        sources=body.sources,
        observations_root=from_hex(body.observations_root),
        epoch=body.epoch,
    )
    act = context.contracts.oracles.record_arrival(
        report=report, signer_bitmap=given.signer_bitmap, signatures=from_hex(given.signatures)
    )
    return _recorded(context, body.subject, carry_out(context, actor, act))


def evidence(context: ApiContext, actor: Actor, subject: str) -> list[EvidenceView]:
    """The evidence about a subject, oldest first.

    Seen by the parties to the credit or undertaking, by participants in a shipment that is for it,
    and by oracle operators.

    Raises:
        ApiError: 404 for anyone else.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        allowed = (
            actor.has(Role.ORACLE_OPERATOR)
            or is_party_to(work, organisation, subject)
            or work.shipments.get(organisation, subject) is not None
            or any(subject in row.subjects for row in work.shipments.all(organisation))
        )
    if not allowed:
        raise not_found("subject of evidence")
    return evidence_about(context, subject)


def is_party_to(work: UnitOfWork, organisation: OrgId, subject: str) -> bool:
    """Whether an organisation is a party to a credit or an undertaking."""
    return (
        work.credits.get(organisation, subject) is not None
        or work.undertakings.get(organisation, subject) is not None
    )


def evidence_about(context: ApiContext, subject: str) -> list[EvidenceView]:
    """The evidence about a subject, from the ledger; whoever calls has checked who asks."""
    wanted = from_hex(subject)
    logs = context.ledger.events(
        context.contracts.manifest.first_block, contracts=[context.contracts.oracles.address]
    )
    found = [
        log
        for log in logs
        if isinstance(log.event, TemperatureRecorded | ArrivalRecorded)
        and log.event.subject == wanted
    ]
    times = {number: _block_time(context, number) for number in {log.block_number for log in found}}
    return [_view(log, times[log.block_number]) for log in found]


def recorded_reports(context: ApiContext, wanted: set[str], *, until: int) -> dict[str, Report]:
    """Reports on the ledger by evidence id, recorded at `until` (unix seconds) or before.

    What is not there is left out; whoever calls has checked who asks.
    """
    if not wanted:
        return {}
    logs = context.ledger.events(
        context.contracts.manifest.first_block,
        contracts=[context.contracts.oracles.address],
        first_indexed=[from_hex(evidence) for evidence in sorted(wanted)],
    )
    return {
        to_hex(log.event.evidence): _as_signed(log.event)
        for log in logs
        if isinstance(log.event, TemperatureRecorded | ArrivalRecorded)
        and _block_time(context, log.block_number) <= until
    }


def _as_signed(event: TemperatureRecorded | ArrivalRecorded) -> Report:
    """The report of an event as the rules of the trade know it."""
    report = event.report
    if isinstance(report, TemperatureReport):
        return trade.TemperatureReport(
            subject=report.subject,
            policy=report.policy,
            from_time=report.from_time,
            until_time=report.until_time,
            minimum_milli_c=report.minimum_milli_c,
            maximum_milli_c=report.maximum_milli_c,
            mean_kinetic_milli_c=report.mean_kinetic_milli_c,
            readings=report.readings,
            longest_gap_seconds=report.longest_gap_seconds,
            readings_root=report.readings_root,
            epoch=report.epoch,
        )
    return trade.ArrivalReport(
        subject=report.subject,
        policy=report.policy,
        place=bytes_text(report.place),
        vessel=report.vessel,
        arrived_at=report.arrived_at,
        sources=trade.Sources(report.sources),
        observations_root=report.observations_root,
        epoch=report.epoch,
    )


def _recorded(context: ApiContext, subject: str, receipt: Receipt[EvidenceId]) -> EvidenceView:
    """The evidence as it stands, which an earlier act may have put there."""
    evidence_id = to_hex(receipt.result or b"")
    found = next(each for each in evidence_about(context, subject) if each.evidence == evidence_id)
    return found.model_copy(update={"receipt": receipt_view(receipt)})


def _view(log: Log, recorded_at: int) -> EvidenceView:
    event: TemperatureRecorded | ArrivalRecorded = log.event
    temperature = isinstance(event, TemperatureRecorded)
    kind = EvidenceKind.TEMPERATURE if temperature else EvidenceKind.ARRIVAL
    return EvidenceView(
        evidence=to_hex(event.evidence),
        kind=kind.name,
        subject=to_hex(event.subject),
        policy=to_hex(event.policy),
        report=shown_record(event.report),
        signer_bitmap=event.signer_bitmap,
        recorded_at=instant(recorded_at),
    )


def _block_time(context: ApiContext, number: int) -> int:
    block = context.ledger.engine.rpc("eth_getBlockByNumber", [hex(number), False])
    return int(block["timestamp"], 16)
