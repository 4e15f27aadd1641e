"""Putting signed reports on the ledger and reading them back.

The ledger checks the quorum, whoever submits; so any member may, and a relay that withholds a
report stops nothing. Figures come back, never a verdict: whoever holds the terms derives it.
"""

from collections.abc import Mapping
from typing import Any

from api import records
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
from dhow.ledger.bindings.values import (
    ArrivalReport,
    EvidenceId,
    Place,
    TemperatureReport,
)
from dhow.ledger.types import Address, Receipt
from dhow.store import OrgId, UnitOfWork
from dhow.trade.oracles import reports as trade
from dhow.trade.oracles.reports import Report


def signers(context: ApiContext, receipt: Receipt[Any] | None = None) -> SignersView:
    """The signer set in force: 2f + 1 of its 3f + 1 must sign."""
    oracles = context.contracts.oracles
    with context.store.read() as work:
        epoch, members, faulty = records.signers(work)
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


def party_on_ledger(work: UnitOfWork, organisation: OrgId, subject: str) -> bool:
    """The same of one whose process is another, and which has the terms: as the ledger has it."""
    terms = records.credit(work, subject).terms
    given = records.undertaking(work, subject).terms
    parties = (terms.applicant, terms.beneficiary, terms.issuing_bank, terms.nominated_bank)
    return organisation in map(to_hex, (*parties, given.obligor, given.beneficiary))


def evidence_about(context: ApiContext, subject: str) -> list[EvidenceView]:
    """The evidence about a subject, from the ledger; whoever calls has checked who asks."""
    with context.store.read() as work:
        return [_view(row) for row in work.ledger.system_evidence(subject)]


def recorded_reports(context: ApiContext, wanted: set[str], *, until: int) -> dict[str, Report]:
    """Reports on the ledger by evidence id, recorded at `until` (unix seconds) or before.

    What is not there is left out; whoever calls has checked who asks.
    """
    if not wanted:
        return {}
    with context.store.read() as work:
        rows = work.ledger.system_current("evidence", sorted(wanted))
    return {
        evidence: _as_signed(records.report_of(row))
        for evidence, row in rows.items()
        if row["recorded_at"] <= until
    }


def _as_signed(report: TemperatureReport | ArrivalReport) -> Report:
    """A report of the ledger as the rules of the trade know it."""
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


def _view(row: Mapping[str, Any]) -> EvidenceView:
    return EvidenceView(
        evidence=row["evidence_id"],
        kind=row["kind"],
        subject=row["subject"],
        policy=row["policy"],
        report=shown_record(records.report_of(row)),
        signer_bitmap=row["signer_bitmap"],
        recorded_at=instant(row["recorded_at"]),
    )
