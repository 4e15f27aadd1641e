"""A quorum of nodes: what it signs, what it refuses and how it says so."""

import time
from dataclasses import replace

import pytest

from dhow.trade.oracles.merkle import merkle_proof, proves
from dhow.trade.oracles.policy import Verdict, judge_figures
from dhow.trade.oracles.reports import ArrivalReport, Sources, TemperatureReport
from oracles.arrival.evidence import ArrivalEvidence
from oracles.arrival.samples import (
    arrival_evidence,
    carrier_message,
    terminal_message,
    voyage_recording,
)
from oracles.devices import faults
from oracles.devices.logger import ContainerLogger
from oracles.devices.registry import DeviceRegistry
from oracles.devices.samples import MANGO, MANGO_CONTAINER, mango_voyage
from oracles.devices.traces import Trace
from oracles.gateway import Gateway
from oracles.network import NoQuorum, OracleNetwork, SignedReport
from oracles.nodes.attestations import RefusalCode
from oracles.nodes.keys import recover
from tests.support.voyages import ARRIVAL_POLICY, MANGO_POLICY, MANGO_RECORD, START, SUBJECT, Voyage

HOUR = 3_600
BERTHED = START + 5 * 86_400


def report_of(outcome: SignedReport | NoQuorum) -> TemperatureReport:
    assert isinstance(outcome, SignedReport), outcome
    assert isinstance(outcome.report, TemperatureReport)
    return outcome.report


def verdict(report: TemperatureReport) -> Verdict:
    return judge_figures(
        MANGO_POLICY,
        minimum_milli_c=report.minimum_milli_c,
        maximum_milli_c=report.maximum_milli_c,
        mean_kinetic_milli_c=report.mean_kinetic_milli_c,
        longest_gap_seconds=report.longest_gap_seconds,
    ).verdict


def test_a_quorum_signs_in_the_order_of_the_set() -> None:
    voyage = Voyage()
    outcome = voyage.attest(voyage.readings())
    assert isinstance(outcome, SignedReport)
    assert outcome.signer_bitmap == 0b111
    assert outcome.signers == voyage.network.signers[:3]
    assert len(outcome.joined_signatures) == 3 * 64
    assert [recover(outcome.evidence_id, s) for s in outcome.signatures] == list(outcome.signers)
    assert outcome.dissent == ()
    assert outcome.remarks == ()


def test_signers_ascend_as_the_ledger_wants_them() -> None:
    addresses = [int(address, 16) for address in Voyage(size=7).network.signers]
    assert addresses == sorted(set(addresses))


def test_the_report_holds_what_was_measured() -> None:
    voyage = Voyage()
    readings = voyage.readings()
    report = report_of(voyage.attest(readings))
    assert (report.from_time, report.until_time) == voyage.window
    assert report.readings == len(readings) - 1 == 97 * 3
    assert report.longest_gap_seconds == 900
    assert report.policy == MANGO_RECORD.policy_hash != MANGO_POLICY.policy_hash
    middle = [signed.reading.milli_c for signed in readings if signed.reading.probe == 2]
    assert abs(report.minimum_milli_c - min(middle)) < 200
    assert abs(report.maximum_milli_c - max(middle)) < 200
    assert verdict(report) is Verdict.IN_RANGE


def test_any_reading_is_proved_under_the_root() -> None:
    voyage = Voyage()
    readings = voyage.readings()
    report = report_of(voyage.attest(readings))
    leaves = [signed.reading.encoded for signed in readings if not signed.reading.closes]
    for index in (0, 100, len(leaves) - 1):
        proof = merkle_proof(leaves, index)
        assert proves(report.readings_root, leaves[index], index, report.readings, proof)


def test_only_the_window_is_reported_but_all_of_the_chain_is_checked() -> None:
    voyage = Voyage()
    readings = voyage.readings()
    six_hours = MANGO_RECORD.between(START + 6 * HOUR, START + 12 * HOUR)
    report = report_of(voyage.attest(readings, six_hours))
    assert (report.from_time, report.until_time) == (START + 6 * HOUR, START + 12 * HOUR)
    assert report.readings == 25 * 3
    outcome = Voyage().attest(faults.withheld(readings, START, 10))
    assert isinstance(outcome, NoQuorum)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (lambda t: faults.excursion(t, START + 6 * HOUR, 180, 9_000), Verdict.OUT_OF_RANGE),
        (lambda t: faults.silent(t, START + 6 * HOUR, 180), Verdict.NO_EVIDENCE),
        (
            lambda t: faults.excursion(t, START + 6 * HOUR, 180, 9_000, probes=[2]),
            Verdict.IN_RANGE,
        ),
        (lambda t: faults.silent(t, START + 6 * HOUR, 180, probes=[1]), Verdict.IN_RANGE),
        (lambda t: faults.drift(t, 3, START, 2_000), Verdict.IN_RANGE),
    ],
    ids=["excursion", "silent-sensor", "one-probe-warm", "one-probe-silent", "one-probe-drifts"],
)
def test_faults_of_cargo_and_sensor_are_reported_as_figures(fault, expected: Verdict) -> None:
    voyage = Voyage(trace=fault(mango_voyage(START, days=1)))
    assert verdict(report_of(voyage.attest(voyage.readings()))) is expected


def test_a_failing_sensor_is_remarked_on() -> None:
    voyage = Voyage(trace=faults.drift(mango_voyage(START, days=1), 3, START + 6 * HOUR, 2_000))
    outcome = voyage.attest(voyage.readings())
    assert isinstance(outcome, SignedReport)
    assert any("probe 3 has drifted" in remark for remark in outcome.remarks)


def test_the_same_request_again_gives_the_same_signatures() -> None:
    voyage = Voyage()
    readings = voyage.readings()
    assert voyage.attest(readings) == voyage.attest(readings)


def test_a_second_different_report_for_a_subject_and_policy_is_refused() -> None:
    # Only a device that signs two histories can bring it about.
    voyage = Voyage()
    readings = voyage.readings()
    first = voyage.attest(readings)
    assert isinstance(first, SignedReport)
    second = voyage.attest(voyage.signed_next(readings[:60], 0, 0))
    assert isinstance(second, NoQuorum)
    assert {refusal.code for refusal in second.refusals} == {RefusalCode.CONFLICTING_REPORT}


def test_nothing_received_and_nothing_in_the_window() -> None:
    voyage = Voyage()
    nothing = voyage.attest([])
    assert isinstance(nothing, NoQuorum)
    assert "nothing received from" in nothing.words
    outside = voyage.attest(voyage.readings(), MANGO_RECORD.between(1, 1_000))
    assert isinstance(outside, NoQuorum)
    assert "no usable reading in the window" in outside.words


def test_every_node_says_why() -> None:
    voyage = Voyage()
    outcome = voyage.attest(faults.replayed(voyage.readings(), 1))
    assert isinstance(outcome, NoQuorum)
    assert (outcome.required, outcome.agreeing) == (3, 0)
    assert [refusal.node for refusal in outcome.refusals] == [0, 1, 2, 3]
    assert outcome.words.count("REPLAYED_READING") == 1
    assert "(nodes 0, 1, 2, 3)" in outcome.words


def test_a_request_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Voyage().network.attest_temperature(b"short", MANGO_RECORD, [])


@pytest.mark.parametrize("size", [0, 2, 3, 5, 34])
def test_a_network_has_3f_plus_1_nodes(size: int) -> None:
    with pytest.raises(ValueError, match="3f"):
        Voyage(size=size)


def test_nodes_out_of_order_are_refused() -> None:
    network = Voyage().network
    with pytest.raises(ValueError, match="ascending"):
        OracleNetwork(network.nodes[::-1], network.domain, 1)


def test_the_gateway_passes_on_what_devices_signed_and_nothing_else() -> None:
    voyage = Voyage()
    readings = voyage.readings()
    stranger = ContainerLogger.development("APZU4812090", 1).sample(START, {1: 0})
    gateway = Gateway(voyage.devices)
    replay = faults.replayed(readings, 1)
    assert gateway.receive(replay) == ()
    refused = gateway.receive([*stranger, *faults.tampered(readings[:1], 1, 500)])
    assert [turned.words.split()[0] for turned in refused] == ["unknown", "counter"]
    assert gateway.readings(MANGO_CONTAINER) == tuple(replay)
    assert gateway.turned_away == refused


def test_a_container_number_with_a_wrong_check_digit_is_refused() -> None:
    # I12
    with pytest.raises(ValueError, match=r".+"):
        DeviceRegistry.of(ContainerLogger.development("MSKU9070324", 1))


def test_one_logger_a_container() -> None:
    first, second = (ContainerLogger.development(MANGO_CONTAINER, seed) for seed in (1, 2))
    with pytest.raises(ValueError, match="already"):
        DeviceRegistry.of(first, second)


def arrival(evidence: ArrivalEvidence) -> SignedReport | NoQuorum:
    return Voyage().network.attest_arrival(SUBJECT, ARRIVAL_POLICY, evidence)


def test_arrival_on_three_classes_of_source() -> None:
    outcome = arrival(arrival_evidence(START, BERTHED))
    assert isinstance(outcome, SignedReport)
    assert isinstance(outcome.report, ArrivalReport)
    assert outcome.report.sources == Sources.AIS | Sources.CARRIER | Sources.TERMINAL
    assert (outcome.report.place, outcome.report.vessel) == ("AEJEA", 9_074_729)
    assert BERTHED <= outcome.report.arrived_at <= BERTHED + 900


AIS = voyage_recording(START, BERTHED)


@pytest.mark.parametrize(
    ("evidence", "code", "words"),
    [
        (ArrivalEvidence(BERTHED + 9_000), RefusalCode.NOT_ARRIVED, "these do: none"),
        (ArrivalEvidence(BERTHED + 9_000, ais=AIS), RefusalCode.NOT_ARRIVED, "these do: AIS"),
        (
            ArrivalEvidence(
                BERTHED + 9_000,
                ais=AIS,
                carrier=carrier_message(BERTHED, classifier="EST"),
            ),
            RefusalCode.NOT_ARRIVED,
            "is EST, not what happened",
        ),
        (
            ArrivalEvidence(BERTHED - 600, ais=AIS, terminal=terminal_message(BERTHED - 700)),
            RefusalCode.NOT_ARRIVED,
            "without a break|under way",
        ),
        (
            ArrivalEvidence(
                BERTHED + 300_000, ais=AIS, terminal=terminal_message(BERTHED + 200_000)
            ),
            RefusalCode.NOT_ARRIVED,
            "sources disagree",
        ),
        (
            ArrivalEvidence(BERTHED + 9_000, ais=AIS, carrier=b"<html>"),
            RefusalCode.UNREADABLE_EVIDENCE,
            "is not JSON",
        ),
    ],
    ids=["nothing", "one-class", "I10-estimated", "too-early", "disagree", "garbled"],
)
def test_arrivals_that_are_not_attested(
    evidence: ArrivalEvidence, code: RefusalCode, words: str
) -> None:
    outcome = arrival(evidence)
    assert isinstance(outcome, NoQuorum)
    assert {refusal.code for refusal in outcome.refusals} == {code}
    assert any(part in outcome.words for part in words.split("|"))


def test_a_refused_arrival_can_be_attested_later() -> None:
    voyage = Voyage()
    early = ArrivalEvidence(BERTHED + 60, ais=AIS, terminal=terminal_message(BERTHED))
    assert isinstance(voyage.network.attest_arrival(SUBJECT, ARRIVAL_POLICY, early), NoQuorum)
    later = replace(early, received_at=BERTHED + 9_000)
    assert isinstance(voyage.network.attest_arrival(SUBJECT, ARRIVAL_POLICY, later), SignedReport)


def test_a_day_of_minute_readings_is_attested_in_seconds() -> None:
    trace: Trace = MANGO.trace("minutes", START, 86_340, 60, 1)
    voyage = Voyage(trace=trace)
    readings = voyage.readings()
    assert len(readings) == 1_440 * 3 + 1
    began = time.process_time()
    assert isinstance(voyage.attest(readings), SignedReport)
    # About one second of processor time for all four nodes; the rest is for slow machines.
    assert time.process_time() - began < 8
