"""Certificates say what the signed report says, and read back as documents."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dhow.trade.documents import ArrivalSource, NoticeOfArrival, TemperatureCertificate
from dhow.trade.members.party import Party
from dhow.trade.oracles.policy import USP_REFRIGERATED
from oracles.arrival.samples import arrival_evidence
from oracles.certificates import notice_of_arrival, temperature_certificate
from oracles.devices.samples import JUICE_CONTAINER, MANGO_CONTAINER
from oracles.network import SignedReport
from tests.support.voyages import ARRIVAL_POLICY, MANGO_RECORD, START, SUBJECT, Voyage

PAPER = {
    "number": "TC-1",
    "issuer": Party(name="Oracle network", country="AE"),
    "issued_on": date(2026, 4, 10),
    "salt": "ab" * 16,
    "credit_number": "LC-1",
}
BERTHED = START + 5 * 86_400


@pytest.fixture(scope="module")
def temperature() -> SignedReport:
    voyage = Voyage()
    outcome = voyage.attest(voyage.readings())
    assert isinstance(outcome, SignedReport)
    return outcome


@pytest.fixture(scope="module")
def arrival() -> SignedReport:
    outcome = Voyage().network.attest_arrival(
        SUBJECT, ARRIVAL_POLICY, arrival_evidence(START, BERTHED)
    )
    assert isinstance(outcome, SignedReport)
    return outcome


def test_temperature_certificate(temperature: SignedReport) -> None:
    paper = temperature_certificate(temperature, MANGO_RECORD, **PAPER)
    assert paper.from_time == datetime.fromtimestamp(START, UTC)
    assert paper.maximum_milli_c == temperature.report.maximum_milli_c
    assert paper.limits.maximum_milli_c == 13_000
    assert paper.container == MANGO_CONTAINER
    assert paper.evidence_id == "0x" + temperature.evidence_id.hex()
    assert paper.signers == temperature.signers
    fields = {k: v for k, v in paper.as_dict().items() if k != "kind"}
    assert TemperatureCertificate.from_json(fields) == paper


def test_notice_of_arrival(arrival: SignedReport) -> None:
    paper = notice_of_arrival(arrival, ARRIVAL_POLICY, vessel="DHOW PIONEER", **PAPER)
    assert (paper.vessel_imo, paper.vessel_mmsi, paper.place) == ("9074729", None, "AEJEA")
    assert paper.sources == (
        ArrivalSource.AIS,
        ArrivalSource.CARRIER_EVENT,
        ArrivalSource.TERMINAL,
    )
    fields = {k: v for k, v in paper.as_dict().items() if k != "kind"}
    assert NoticeOfArrival.from_json(fields) == paper


def test_a_certificate_of_the_wrong_report_or_policy_is_refused(
    temperature: SignedReport, arrival: SignedReport
) -> None:
    with pytest.raises(ValueError, match="needs a temperature report"):
        temperature_certificate(arrival, MANGO_RECORD, **PAPER)
    with pytest.raises(ValueError, match="needs an arrival report"):
        notice_of_arrival(temperature, ARRIVAL_POLICY, **PAPER)
    for other in (
        replace(MANGO_RECORD, limits=USP_REFRIGERATED),
        replace(MANGO_RECORD, container=JUICE_CONTAINER),
        MANGO_RECORD.between(START, START + 3_600),
    ):
        with pytest.raises(ValueError, match="another policy"):
            temperature_certificate(temperature, other, **PAPER)
    with pytest.raises(ValueError, match="another policy"):
        notice_of_arrival(arrival, replace(ARRIVAL_POLICY, dwell_seconds=1), **PAPER)
