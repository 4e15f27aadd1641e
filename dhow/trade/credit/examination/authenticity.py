"""Whether an oracle's certificate is what it says: the words of a report on the ledger.

A credit pays against documents, and a certificate of evidence is an electronic record anybody could
type. It is authenticated by its report: the ledger keeps what a quorum signed, and the certificate
must say exactly that. One that cannot be authenticated is deemed not to have been presented (eUCP
art. e6(f)); one that is authentic and about something else than this credit is no evidence for it.

The reports come in as plain data, by evidence id in 0x form: whoever examines has looked them up.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy, Observation
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.documents.evidence import (
    ArrivalSource,
    NoticeOfArrival,
    RecordTerms,
    TemperatureCertificate,
)
from dhow.trade.oracles.policy import TemperaturePolicy
from dhow.trade.oracles.record import AgreedRecord
from dhow.trade.oracles.reports import ArrivalReport, Report, Sources, TemperatureReport
from dhow.trade.oracles.temperature import Combination

Certificate = TemperatureCertificate | NoticeOfArrival
Unlike = Iterator[tuple[str, str, str]]
"""Field, what the certificate says, what the report says."""

_SOURCES = {
    ArrivalSource.AIS: Sources.AIS,
    ArrivalSource.CARRIER_EVENT: Sources.CARRIER,
    ArrivalSource.TERMINAL: Sources.TERMINAL,
}


def named_evidence(case: Case) -> tuple[Certificate, ...]:
    """The examined certificates that name a report on the ledger."""
    return (*case.all_of(TemperatureCertificate), *case.all_of(NoticeOfArrival))


@rule("eUCP art. e6(f)")
def authentic_evidence(case: Case) -> Findings:
    """A certificate of evidence says what its report on the ledger says, and no report, no record.

    A credit that does not incorporate the eUCP asks as much of data that must not conflict (UCP 600
    art. 14(d)).
    """
    for certificate in named_evidence(case):
        if case.evidence is None:
            yield Observation(
                article="",
                document=str(certificate),
                words="its report was not looked up on a ledger; that it is authentic rests on "
                "its signature alone",
            )
            continue
        report = case.evidence.get(certificate.evidence_id)
        if report is None:
            yield _not_authentic(
                case,
                certificate,
                "evidence_id",
                f"evidence {_short(certificate.evidence_id)}, which was not on the ledger when the "
                "documents were presented",
                "a report signed by the oracle quorum",
            )
            continue
        for field, said, signed in _differences(certificate, report):
            yield _not_authentic(case, certificate, field, said, f"{signed}, as the quorum signed")


@rule("UCP 600 art. 14(d)")
def evidence_for_this_credit(case: Case) -> Findings:
    """The report behind a certificate was made for this credit, not for another shipment."""
    wanted = case.presentation.credit_id
    if case.evidence is None or wanted is None:
        return
    for certificate in named_evidence(case):
        report = case.evidence.get(certificate.evidence_id)
        if report is not None and _hex(report.subject) != wanted:
            yield Discrepancy(
                code=Code.CONFLICT,
                article="",
                document=str(certificate),
                field="subject",
                found=f"evidence about {_short(_hex(report.subject))}",
                required=f"evidence about this credit, {_short(wanted)}",
                would_comply="a certificate of a report made for this credit",
            )


def _not_authentic(
    case: Case, certificate: Certificate, field: str, found: str, required: str
) -> Discrepancy:
    return Discrepancy(
        code=Code.NOT_PRESENTED,
        article="" if case.is_electronic else "UCP 600 art. 14(d)",
        document=str(certificate),
        field=field,
        found=f"{found}: the record cannot be authenticated and counts as not presented",
        required=required,
        would_comply="present the certificate as issued on the report that is on the ledger",
    )


def _differences(certificate: Certificate, report: Report) -> Unlike:
    if isinstance(certificate, TemperatureCertificate) and isinstance(report, TemperatureReport):
        yield from _temperature(certificate, report)
    elif isinstance(certificate, NoticeOfArrival) and isinstance(report, ArrivalReport):
        yield from _arrival(certificate, report)
    else:
        kind = "temperatures" if isinstance(report, TemperatureReport) else "an arrival"
        yield "evidence_id", certificate.title.lower(), f"a report of {kind}"


def _temperature(certificate: TemperatureCertificate, report: TemperatureReport) -> Unlike:
    yield from _unlike(
        ("subject", certificate.subject, _hex(report.subject)),
        ("policy", certificate.policy, _hex(report.policy)),
        ("from_time", certificate.from_time, _instant(report.from_time)),
        ("until_time", certificate.until_time, _instant(report.until_time)),
        ("minimum_milli_c", certificate.minimum_milli_c, report.minimum_milli_c),
        ("maximum_milli_c", certificate.maximum_milli_c, report.maximum_milli_c),
        ("mean_kinetic_milli_c", certificate.mean_kinetic_milli_c, report.mean_kinetic_milli_c),
        ("readings", certificate.readings, report.readings),
        ("longest_gap_seconds", certificate.longest_gap_seconds, report.longest_gap_seconds),
        ("readings_root", certificate.readings_root, _hex(report.readings_root)),
    )
    # Container, limits and way of measuring are in the report only through the policy's hash.
    agreed = agreed_record(certificate)
    if agreed is None:
        yield "record_terms", "not how, and of which container, the record was made", "both"
    elif agreed.policy_hash != report.policy:
        yield (
            "record_terms",
            f"a record of {agreed.container} under the terms it states",
            "a record of another container or under other terms",
        )


def agreed_record(certificate: TemperatureCertificate) -> AgreedRecord | None:
    """What the certificate says was agreed; `None` where it does not say, or contradicts itself."""
    terms, limits = certificate.record_terms, certificate.limits
    if (
        terms is None
        or certificate.container is None
        or limits.minimum_milli_c is None
        or limits.maximum_milli_c is None
        or limits.longest_gap_seconds is None
    ):
        return None
    ceiling = limits.maximum_milli_c if limits.maximum_milli_c != terms.maximum_milli_c else None
    try:
        policy = TemperaturePolicy(
            minimum_milli_c=limits.minimum_milli_c,
            maximum_milli_c=terms.maximum_milli_c,
            mean_kinetic_maximum_milli_c=limits.mean_kinetic_maximum_milli_c,
            interval_seconds=terms.interval_seconds,
            allowed_gap_seconds=limits.longest_gap_seconds,
            ceiling_milli_c=ceiling,
            mean_kinetic_window_seconds=terms.mean_kinetic_window_seconds,
            combination=Combination(terms.combination),
            tolerance_milli_c=terms.tolerance_milli_c,
        )
        begins, ends = _agreed_instants(terms)
        agreed = AgreedRecord(policy, certificate.container, begins, ends)
        agreed.canonical_bytes()
    except (ValueError, OverflowError):
        return None
    return agreed


def _agreed_instants(terms: RecordTerms) -> tuple[int | None, int | None]:
    begins, ends = terms.from_time, terms.until_time
    return (
        None if begins is None else int(begins.timestamp()),
        None if ends is None else int(ends.timestamp()),
    )


def _arrival(notice: NoticeOfArrival, report: ArrivalReport) -> Unlike:
    ships = {ship for ship in (notice.vessel_imo, notice.vessel_mmsi) if ship is not None}
    if ships != {str(report.vessel)}:
        yield "vessel_imo", " and ".join(sorted(ships)) or "no vessel", str(report.vessel)
    sources = Sources.NONE
    for source in notice.sources:
        sources |= _SOURCES[source]
    yield from _unlike(
        ("subject", notice.subject, _hex(report.subject)),
        ("policy", notice.policy or "none", _hex(report.policy)),
        ("place", notice.place, report.place),
        ("arrived_at", notice.arrived_at, _instant(report.arrived_at)),
        ("sources", _names(sources), _names(report.sources)),
        ("observations_root", notice.observations_root or "none", _hex(report.observations_root)),
    )


def _unlike(*compared: tuple[str, object, object]) -> Unlike:
    for field, said, signed in compared:
        if said != signed:
            yield field, f"{field} {_short(str(said))}", f"{field} {_short(str(signed))}"


def _names(sources: Sources) -> str:
    return ", ".join(source.name or "" for source in _SOURCES.values() if source & sources)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


def _short(digest: str) -> str:
    is_hash = digest.startswith("0x") and len(digest) == 66
    return f"{digest[:10]}…{digest[-4:]}" if is_hash else digest


RULES = (authentic_evidence, evidence_for_this_credit)
