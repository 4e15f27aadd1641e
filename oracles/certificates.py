"""The two electronic documents a quorum issues, made from its signed reports.

A credit pays against documents: this is where evidence becomes one (UCP 600 art. 5). Every figure
is copied from the signed report; nothing is added but who issues the paper and when.
"""

from datetime import UTC, date, datetime

from dhow.trade.documents import (
    ArrivalSource,
    NoticeOfArrival,
    RecordTerms,
    TemperatureCertificate,
    TemperatureLimits,
)
from dhow.trade.documents.base import Signature
from dhow.trade.members.party import Party
from dhow.trade.oracles.arrival import ArrivalPolicy, VesselIdentity
from dhow.trade.oracles.record import AgreedRecord
from dhow.trade.oracles.reports import ArrivalReport, Sources, TemperatureReport
from oracles.network import SignedReport

_SOURCES = {
    Sources.AIS: ArrivalSource.AIS,
    Sources.CARRIER: ArrivalSource.CARRIER_EVENT,
    Sources.TERMINAL: ArrivalSource.TERMINAL,
}


def temperature_certificate(
    signed: SignedReport,
    agreed: AgreedRecord,
    *,
    number: str,
    issuer: Party,
    issued_on: date,
    salt: str,
    credit_number: str | None = None,
) -> TemperatureCertificate:
    """A temperature certificate.

    Args:
        signed: a temperature report with its quorum.
        agreed: the terms it was made under; the certificate states all of them.
        number, issuer, issued_on, credit_number: of the paper.
        salt: 32 to 64 hexadecimal digits, random: makes the paper's hash unguessable.

    Raises:
        ValueError: another kind of report, or one made under another policy.
    """
    report = signed.report
    if not isinstance(report, TemperatureReport):
        raise ValueError(f"a temperature certificate needs a temperature report, not {report}")
    if report.policy != agreed.policy_hash:
        raise ValueError("the report was made under another policy than the one given")
    policy = agreed.limits
    return TemperatureCertificate(
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        salt=salt,
        credit_number=credit_number,
        signature=Signature(name=issuer.name),
        remarks=signed.remarks,
        subject=_hex(report.subject),
        container=agreed.container,
        from_time=datetime.fromtimestamp(report.from_time, UTC),
        until_time=datetime.fromtimestamp(report.until_time, UTC),
        minimum_milli_c=report.minimum_milli_c,
        maximum_milli_c=report.maximum_milli_c,
        mean_kinetic_milli_c=report.mean_kinetic_milli_c,
        readings=report.readings,
        longest_gap_seconds=report.longest_gap_seconds,
        limits=TemperatureLimits(
            minimum_milli_c=policy.minimum_milli_c,
            maximum_milli_c=policy.highest_allowed_milli_c,
            mean_kinetic_maximum_milli_c=policy.mean_kinetic_maximum_milli_c,
            longest_gap_seconds=policy.allowed_gap_seconds,
        ),
        record_terms=RecordTerms(
            maximum_milli_c=policy.maximum_milli_c,
            interval_seconds=policy.interval_seconds,
            combination=policy.combination.value,
            tolerance_milli_c=policy.tolerance_milli_c,
            mean_kinetic_window_seconds=policy.mean_kinetic_window_seconds,
            from_time=_instant(agreed.from_time),
            until_time=_instant(agreed.until_time),
        ),
        readings_root=_hex(report.readings_root),
        policy=_hex(report.policy),
        evidence_id=_hex(signed.evidence_id),
        signers=signed.signers,
    )


def notice_of_arrival(
    signed: SignedReport,
    policy: ArrivalPolicy,
    *,
    number: str,
    issuer: Party,
    issued_on: date,
    salt: str,
    vessel: str | None = None,
    credit_number: str | None = None,
) -> NoticeOfArrival:
    """A notice of arrival.

    Args:
        signed: an arrival report with its quorum.
        policy: the terms it was made under.
        number, issuer, issued_on, credit_number: of the paper.
        salt: 32 to 64 hexadecimal digits, random: makes the paper's hash unguessable.
        vessel: the ship's name, where it is known.

    Raises:
        ValueError: another kind of report, or one made under another policy.
    """
    report = signed.report
    if not isinstance(report, ArrivalReport):
        raise ValueError(f"a notice of arrival needs an arrival report, not {report}")
    if report.policy != policy.policy_hash:
        raise ValueError("the report was made under another policy than the one given")
    by_imo = policy.identity is VesselIdentity.IMO
    return NoticeOfArrival(
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        salt=salt,
        credit_number=credit_number,
        signature=Signature(name=issuer.name),
        subject=_hex(report.subject),
        vessel_imo=str(report.vessel) if by_imo else None,
        vessel_mmsi=None if by_imo else str(report.vessel),
        vessel=vessel,
        place=report.place,
        arrived_at=datetime.fromtimestamp(report.arrived_at, UTC),
        sources=tuple(source for flag, source in _SOURCES.items() if flag & report.sources),
        evidence_id=_hex(signed.evidence_id),
        policy=_hex(report.policy),
        observations_root=_hex(report.observations_root),
        signers=signed.signers,
    )


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _hex(data: bytes) -> str:
    return "0x" + data.hex()
