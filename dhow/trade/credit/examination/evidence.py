"""The content of oracle-issued documents: temperature certificate and notice of arrival.

They are examined on their face like any other document (UCP 600 art. 5, 14(a)). A gap in the
readings is no evidence, which is neither "in range" nor "out of range".
"""

from datetime import datetime, timedelta

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.terms import ArrivalStipulation
from dhow.trade.documents.base import Document
from dhow.trade.documents.evidence import NoticeOfArrival, TemperatureCertificate


def celsius(milli: int) -> str:
    """Thousandths of a degree in words: -16.5 °C."""
    sign = "-" if milli < 0 else ""
    whole, rest = divmod(abs(milli), 1000)
    tail = f".{rest:03}".rstrip("0").rstrip(".")
    return f"{sign}{whole}{tail} °C"


@rule("UCP 600 art. 14(a), 14(d)")
def temperature_limits(case: Case) -> Findings:
    """The certificate's lowest, highest and mean kinetic temperature are within the limits."""
    for required, certificate in case.required_with(TemperatureCertificate):
        limits = required.temperature
        if limits is None or certificate.readings == 0:
            continue
        low, high, mean = (
            limits.minimum_milli_c,
            limits.maximum_milli_c,
            limits.mean_kinetic_maximum_milli_c,
        )
        if low is not None and certificate.minimum_milli_c < low:
            yield _temperature(
                certificate, "minimum_milli_c", f"minimum {celsius(certificate.minimum_milli_c)}",
                f"not below {celsius(low)}",
            )  # fmt: skip
        if high is not None and certificate.maximum_milli_c > high:
            yield _temperature(
                certificate, "maximum_milli_c", f"maximum {celsius(certificate.maximum_milli_c)}",
                f"not above {celsius(high)}",
            )  # fmt: skip
        if mean is not None and certificate.mean_kinetic_milli_c > mean:
            yield _temperature(
                certificate, "mean_kinetic_milli_c",
                f"mean kinetic temperature {celsius(certificate.mean_kinetic_milli_c)}",
                f"mean kinetic temperature not above {celsius(mean)}",
            )  # fmt: skip


def _temperature(
    certificate: TemperatureCertificate, field: str, found: str, required: str
) -> Discrepancy:
    return Discrepancy(
        code=Code.TEMPERATURE_CONTENT,
        article="",
        document=str(certificate),
        field=field,
        found=found,
        required=required,
        would_comply=f"a certificate that shows {required}",
    )


@rule("UCP 600 art. 14(d), 14(f)")
def temperature_subject(case: Case) -> Findings:
    """The certificate is about the container the credit names, or about one that was shipped."""
    shipped = {number for t in case.transport for number in t.containers}
    for required, certificate in case.required_with(TemperatureCertificate):
        wanted = required.container
        found = certificate.container
        if found is None and (wanted or shipped):
            yield _no_evidence(
                certificate, "container", "no container named",
                f"evidence for container {wanted or ' or '.join(sorted(shipped))}",
            )  # fmt: skip
        elif wanted is not None and found != wanted:
            yield Discrepancy(
                code=Code.CONFLICT,
                article="UCP 600 art. 14(d)",
                document=str(certificate),
                field="container",
                found=str(found),
                required=wanted,
                would_comply=f"a certificate for container {wanted}",
            )


@rule("UCP 600 art. 14(d), 14(f)")
def temperature_evidence(case: Case) -> Findings:
    """There are readings, without a gap longer than allowed, over the whole time asked for."""
    for required, certificate in case.required_with(TemperatureCertificate):
        if certificate.readings == 0:
            yield _no_evidence(certificate, "readings", "no readings", "temperature readings")
        allowed = required.temperature.longest_gap_seconds if required.temperature else None
        gap = certificate.longest_gap_seconds
        if allowed is not None and gap > allowed:
            yield _no_evidence(
                certificate, "longest_gap_seconds", f"{_minutes(gap)} without a reading",
                f"no more than {_minutes(allowed)} between readings",
            )  # fmt: skip
        if required.covers_voyage:
            yield from _covers_voyage(case, certificate)


def _covers_voyage(case: Case, certificate: TemperatureCertificate) -> Findings:
    """From the day of shipment to arrival, as far as the documents themselves show both."""
    shipped = case.period_starts
    # A date on board has no time and no zone. A logger's own record that opens on it anywhere on
    # earth is in; instants that somebody chose must leave no hour of that day out.
    terms = certificate.record_terms
    chosen = terms is not None and terms.from_time is not None
    latest_start = shipped + timedelta(days=-1 if chosen else 1) if shipped else None
    if latest_start is not None and certificate.from_time.date() > latest_start:
        yield _no_evidence(
            certificate, "from_time", f"readings from {_instant(certificate.from_time)}",
            f"readings from shipment on {shipped}",
        )  # fmt: skip
    arrivals = [n.arrived_at for n in case.all_of(NoticeOfArrival)]
    if arrivals and certificate.until_time < min(arrivals):
        yield _no_evidence(
            certificate, "until_time", f"readings until {_instant(certificate.until_time)}",
            f"readings until arrival at {_instant(min(arrivals))}",
        )  # fmt: skip


def _no_evidence(
    certificate: TemperatureCertificate, field: str, found: str, required: str
) -> Discrepancy:
    return Discrepancy(
        code=Code.NO_EVIDENCE,
        article="UCP 600 art. 14(f)",
        document=str(certificate),
        field=field,
        found=f"{found}: no evidence for that time, which is not the same as in range",
        required=required,
        would_comply=f"a certificate with {required}",
    )


@rule("UCP 600 art. 14(d), 14(f)")
def arrival(case: Case) -> Findings:
    """A notice of arrival shows the place asked for, in time, from enough kinds of source."""
    for required, notice in case.required_with(NoticeOfArrival):
        asked = required.arrival or ArrivalStipulation()
        ports = [p.locode for p in case.terms.shipment.port_of_discharge if p.locode]
        wanted = [asked.place] if asked.place else ports
        if wanted and notice.place not in wanted:
            yield _arrival(notice, "place", notice.place, " or ".join(dict.fromkeys(wanted)))
        latest = asked.not_later_than
        if latest is not None and notice.arrived_at.date() > latest:
            yield _arrival(
                notice, "arrived_at", f"arrived {_instant(notice.arrived_at)}",
                f"arrival on or before {latest} (UTC)",
            )  # fmt: skip
        shipped = case.period_starts
        if shipped is not None and notice.arrived_at.date() < shipped - timedelta(days=1):
            yield _arrival(
                notice, "arrived_at", f"arrived {_instant(notice.arrived_at)}",
                f"arrival after shipment on {shipped}",
            )  # fmt: skip
        yield from _sources(notice, asked)


def _sources(notice: NoticeOfArrival, asked: ArrivalStipulation) -> Findings:
    found = sorted({s.value for s in notice.sources})
    missing = sorted(s.value for s in asked.sources if s not in notice.sources)
    if len(found) < asked.minimum_sources or missing:
        named = f", among them {', '.join(missing)}" if missing else ""
        yield _arrival(
            notice, "sources", f"{len(found)} kind(s) of source ({', '.join(found) or 'none'})",
            f"at least {asked.minimum_sources}{named}",
        )  # fmt: skip


def _arrival(notice: NoticeOfArrival, field: str, found: str, required: str) -> Discrepancy:
    return Discrepancy(
        code=Code.ARRIVAL_CONTENT,
        article="",
        document=str(notice),
        field=field,
        found=found,
        required=required,
        would_comply=f"a notice that shows {required}",
    )


@rule("UCP 600 art. 14(f)")
def evidence_names_its_report(case: Case) -> Findings:
    """A certificate by an oracle quorum says who signed; without signers it certifies nothing."""
    for one in case.examined_documents:
        document: Document = one.document
        signers = getattr(document, "signers", None)
        if signers == () and document.signature is None:
            yield Discrepancy(
                code=Code.SIGNATURE,
                article="",
                document=str(document),
                field="signers",
                found="nobody signed",
                required="the signers of the report it certifies",
                would_comply="a certificate that names its signers",
            )


def _instant(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M UTC")


def _minutes(seconds: int) -> str:
    whole, rest = divmod(seconds, 60)
    return f"{whole} min" if not rest else f"{whole} min {rest} s"


RULES = (
    temperature_subject,
    temperature_limits,
    temperature_evidence,
    arrival,
    evidence_names_its_report,
)
