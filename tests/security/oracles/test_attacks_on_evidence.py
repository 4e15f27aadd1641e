"""Attacks on evidence, each named for what the attacker tries; none gets a report signed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dhow.trade.oracles.merkle import leaf_hash, merkle_root, node_hash, proves
from dhow.trade.oracles.readings import GENESIS
from dhow.trade.oracles.record import AgreedRecord
from dhow.trade.oracles.reports import Domain, Report, TemperatureReport, report_digest
from oracles.arrival.ais import AisRecording
from oracles.arrival.evidence import ArrivalEvidence
from oracles.arrival.samples import (
    SHIP,
    SampleShip,
    carrier_message,
    terminal_message,
    voyage_recording,
)
from oracles.devices import faults
from oracles.devices.keys import PublicKey, SigningKey
from oracles.devices.logger import ContainerLogger, SignedReading
from oracles.devices.registry import DeviceRegistry, RegisteredDevice
from oracles.devices.samples import JUICE_CONTAINER, MANGO_CONTAINER, mango_voyage
from oracles.devices.traces import play
from oracles.network import NoQuorum, OracleNetwork, SignedReport, development_keys
from oracles.nodes.attestations import Attestation, Refusal, RefusalCode
from oracles.nodes.keys import recover
from oracles.nodes.node import OracleNode
from oracles.nodes.requests import ArrivalRequest, TemperatureRequest
from tests.support.voyages import ARRIVAL_POLICY, DOMAIN, MANGO_RECORD, START, SUBJECT, Voyage

HOUR = 3_600
BERTHED = START + 5 * 86_400
Attack = Callable[[Voyage, list[SignedReading]], list[SignedReading]]


def reordered(_: Voyage, readings: list[SignedReading]) -> list[SignedReading]:
    return [readings[1], readings[0], *readings[2:]]


def resigned_by_stranger(_: Voyage, readings: list[SignedReading]) -> list[SignedReading]:
    stranger = SigningKey.development("stranger")
    changed = replace(readings[5].reading, milli_c=9_000)
    forged = SignedReading(changed, stranger.sign(changed.encoded))
    return [*readings[:5], forged, *readings[6:]]


def from_another_container(voyage: Voyage, readings: list[SignedReading]) -> list[SignedReading]:
    other = ContainerLogger.development(JUICE_CONTAINER, 1)
    voyage.devices.register(
        RegisteredDevice(other.device, other.container, other.key.public, other.probes)
    )
    return [*readings, *other.sample(START, {1: 10_000})]


def from_unknown_device(_: Voyage, readings: list[SignedReading]) -> list[SignedReading]:
    return [*readings, *ContainerLogger.development(JUICE_CONTAINER, 9).sample(START, {1: 10_000})]


def whole_chain_resigned(voyage: Voyage, _: list[SignedReading]) -> list[SignedReading]:
    impostor = ContainerLogger(
        voyage.logger.device, MANGO_CONTAINER, SigningKey.development("impostor")
    )
    return [
        signed
        for point in voyage.trace.points
        for signed in impostor.sample(point.time, dict.fromkeys((1, 2, 3), 10_000))
    ]


def device_forks_its_chain(voyage: Voyage, readings: list[SignedReading]) -> list[SignedReading]:
    # The device's own key signs a second, kinder reading of the same counter.
    kinder = replace(readings[-2].reading, milli_c=10_000)
    return [*readings, SignedReading(kinder, voyage.logger.key.sign(kinder.encoded))]


def invented_probe(voyage: Voyage, readings: list[SignedReading]) -> list[SignedReading]:
    return voyage.signed_next(readings, 9, 10_000)


def probe_read_twice(voyage: Voyage, readings: list[SignedReading]) -> list[SignedReading]:
    return voyage.signed_next(voyage.signed_next(readings[:-1], 3, 10_000), 0, 0)


def chain_begun_anew(voyage: Voyage, readings: list[SignedReading]) -> list[SignedReading]:
    first = replace(readings[0].reading, previous=b"\x01" * 32)
    assert readings[0].reading.previous == GENESIS
    return [SignedReading(first, voyage.logger.key.sign(first.encoded)), *readings[1:]]


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        (lambda _, r: faults.replayed(r, 5), RefusalCode.REPLAYED_READING),
        (lambda _, r: [*r, *r], RefusalCode.REPLAYED_READING),
        (lambda _, r: faults.withheld(r, START + 6 * HOUR, 30), RefusalCode.MISSING_READINGS),
        (lambda _, r: r[3:], RefusalCode.MISSING_READINGS),
        (lambda _, r: faults.tampered(r, 2, -3_000), RefusalCode.BAD_SIGNATURE),
        (lambda _, r: [SignedReading(r[0].reading, bytes(64)), *r[1:]], RefusalCode.BAD_SIGNATURE),
        (lambda _, r: [SignedReading(r[0].reading, b""), *r[1:]], RefusalCode.BAD_SIGNATURE),
        (reordered, RefusalCode.MISSING_READINGS),
        (resigned_by_stranger, RefusalCode.BAD_SIGNATURE),
        (from_another_container, RefusalCode.WRONG_CONTAINER),
        (from_unknown_device, RefusalCode.UNKNOWN_DEVICE),
        (whole_chain_resigned, RefusalCode.BAD_SIGNATURE),
        (device_forks_its_chain, RefusalCode.DOUBLE_COUNTER),
        (invented_probe, RefusalCode.UNKNOWN_PROBE),
        (probe_read_twice, RefusalCode.DOUBLE_READING),
        (chain_begun_anew, RefusalCode.BROKEN_LINK),
    ],
    ids=[
        "replay_a_good_reading",
        "replay_the_whole_voyage",
        "withhold_the_hot_half_hour",
        "withhold_the_beginning",
        "alter_a_reading_on_the_way",
        "send_an_empty_signature",
        "send_no_signature",
        "reorder_readings",
        "sign_with_a_strangers_key",
        "mix_in_a_colder_container",
        "bring_ones_own_device",
        "impersonate_the_device",
        "fork_the_devices_chain",
        "invent_a_probe",
        "read_a_probe_twice_at_once",
        "begin_the_chain_anew",
    ],
)
def test_attack_on_readings(attack: Attack, code: RefusalCode) -> None:
    voyage = Voyage()
    outcome = voyage.attest(attack(voyage, voyage.readings()))
    assert isinstance(outcome, NoQuorum)
    assert {refusal.code for refusal in outcome.refusals} == {code}


def hot_hours() -> Voyage:
    return Voyage(trace=faults.excursion(mango_voyage(START, days=1), START + HOUR, 150, 14_000))


def report_of(outcome: SignedReport | NoQuorum) -> TemperatureReport:
    assert isinstance(outcome, SignedReport), outcome
    assert isinstance(outcome.report, TemperatureReport)
    return outcome.report


@pytest.mark.parametrize("agreed", [MANGO_RECORD, MANGO_RECORD.between(START, START + 24 * HOUR)])
def test_attack_ask_before_the_voyage_is_over(agreed: AgreedRecord) -> None:
    # Nothing is signed of half a record, so the one report of a subject and policy is not spent.
    voyage = Voyage()
    readings = voyage.readings()
    early = voyage.attest(readings[: -1 - 3 * 8], agreed)
    assert isinstance(early, NoQuorum)
    assert {refusal.code for refusal in early.refusals} == {RefusalCode.WRONG_WINDOW}
    assert report_of(voyage.attest(readings, agreed)).readings == len(readings) - 1


def test_attack_choose_a_window_that_leaves_out_the_hot_hours() -> None:
    # A request has no window. Another window is another policy, which no undertaking asked for.
    voyage = hot_hours()
    readings = voyage.readings()
    assert report_of(voyage.attest(readings)).maximum_milli_c > 20_000
    kinder = MANGO_RECORD.between(START + 4 * HOUR, START + 24 * HOUR)
    report = report_of(voyage.attest(readings, kinder))
    assert report.maximum_milli_c < 13_000
    assert report.policy != MANGO_RECORD.policy_hash


def test_attack_bring_the_readings_of_a_colder_container() -> None:
    voyage = hot_hours()
    cold = ContainerLogger.development(JUICE_CONTAINER, 1)
    voyage.devices.register(
        RegisteredDevice(cold.device, cold.container, cold.key.public, cold.probes)
    )
    readings = [*play(mango_voyage(START, days=1), cold), cold.close(START + 24 * HOUR)]
    outcome = voyage.attest(readings)
    assert isinstance(outcome, NoQuorum)
    assert {refusal.code for refusal in outcome.refusals} == {RefusalCode.WRONG_CONTAINER}
    other = replace(MANGO_RECORD, container=JUICE_CONTAINER)
    assert report_of(voyage.attest(readings, other)).policy != MANGO_RECORD.policy_hash


def test_attack_go_on_after_the_record_was_closed() -> None:
    # A later, kinder voyage of the same logger neither lengthens the record nor mends it.
    voyage = hot_hours()
    readings = voyage.readings()
    report = report_of(voyage.attest(readings))
    later = [
        signed
        for hour in range(25, 50)
        for signed in voyage.logger.sample(START + hour * HOUR, dict.fromkeys((1, 2, 3), 10_000))
    ]
    longer = [*readings, *later, voyage.logger.close(START + 50 * HOUR)]
    assert report_of(voyage.attest(longer)) == report


def test_attack_close_a_record_as_it_begins() -> None:
    voyage = Voyage()
    for begun in ([], voyage.readings()[:3]):
        closed = (
            voyage.signed_next(begun, 0, 0)
            if begun
            else [ContainerLogger.development(MANGO_CONTAINER, 1).close(START)]
        )
        outcome = voyage.attest(closed)
        assert isinstance(outcome, NoQuorum)
        assert {refusal.code for refusal in outcome.refusals} == {RefusalCode.WRONG_WINDOW}


def test_attack_crash_a_node_with_nested_json() -> None:
    # The embedded chain raises Python's recursion limit, where the standard parser would crash.
    voyage = Voyage()
    for bomb in (b"[" * 5_000_000, b'{"a":' * 1_000_000, b"[" * 900 + b"]" * 900):
        for evidence in (
            ArrivalEvidence(BERTHED, carrier=bomb),
            ArrivalEvidence(BERTHED, terminal=bomb[:90_000]),
        ):
            outcome = voyage.network.attest_arrival(SUBJECT, ARRIVAL_POLICY, evidence)
            assert isinstance(outcome, NoQuorum)
            assert outcome.refusals[0].code is RefusalCode.UNREADABLE_EVIDENCE


class Impostor:
    """A node that answers with whatever it was given."""

    def __init__(self, index: int, address: str, answer: Attestation | Refusal | None) -> None:
        self.index, self.address, self._answer = index, address, answer

    def attest_temperature(self, _request: TemperatureRequest) -> Attestation | Refusal | None:
        return self._answer

    def attest_arrival(self, _request: ArrivalRequest) -> Attestation | Refusal | None:
        return self._answer


def first_answer(voyage: Voyage) -> Attestation:
    node = voyage.network.nodes[0]
    assert isinstance(node, OracleNode)
    answer = node.attest_temperature(
        TemperatureRequest(
            SUBJECT,
            MANGO_RECORD,
            tuple(voyage.readings()),
        )
    )
    assert isinstance(answer, Attestation)
    return answer


def broken(answer: Attestation, report: Report) -> Attestation:
    key = development_keys(1, 4)[answer.node]
    return replace(answer, report=report, signature=key.sign(report_digest(report, DOMAIN)))


@pytest.mark.parametrize(
    "bend",
    [
        lambda a: replace(a, node=1),
        lambda a: replace(a, signature=bytes(64)),
        lambda a: replace(a, signature=a.signature[:-1]),
        lambda a: replace(a, report=replace(a.report, maximum_milli_c=0)),
        lambda a: replace(a, report=replace(a.report, readings_root=b"\x01" * 64)),
        lambda a: broken(a, replace(a.report, epoch=2)),
    ],
    ids=[
        "answer_in_anothers_name",
        "forge_a_signature",
        "cut_a_signature_short",
        "reuse_a_signature_for_another_report",
        "send_a_field_that_does_not_fit",
        "sign_for_another_signer_set",
    ],
)
def test_attack_by_a_node(bend: Callable[[Attestation], Attestation]) -> None:
    answer = bend(first_answer(Voyage()))
    voyage = Voyage()
    nodes = list(voyage.network.nodes)
    nodes[0] = Impostor(0, nodes[0].address, answer)
    network = OracleNetwork(nodes, DOMAIN, 1)
    outcome = network.attest_temperature(SUBJECT, MANGO_RECORD, voyage.readings())
    assert isinstance(outcome, SignedReport)
    assert outcome.signer_bitmap == 0b1110
    assert [refusal.node for refusal in outcome.dissent] == [0]


def test_attack_replay_signatures_on_another_chain_or_contract() -> None:
    voyage = Voyage()
    outcome = voyage.attest(voyage.readings())
    assert isinstance(outcome, SignedReport)
    for elsewhere in (Domain(1, DOMAIN.verifying_contract), Domain(31_337, "0x" + "ee" * 20)):
        digest = report_digest(outcome.report, elsewhere)
        found = {recover(digest, signature) for signature in outcome.signatures}
        assert not found & set(outcome.signers)


def test_attack_malleate_a_nodes_signature() -> None:
    signature = development_keys(1, 4)[0].sign(b"\x01" * 32)
    high_s = (2**255 - 1).to_bytes(32, "big")
    assert recover(b"\x01" * 32, signature) is not None
    assert recover(b"\x01" * 32, signature[:32] + high_s) is None
    assert recover(b"\x01" * 32, signature[:32] + bytes(32)) is None


def test_attack_pass_off_reports_of_a_retired_signer_set() -> None:
    voyage = Voyage()
    network = OracleNetwork(voyage.network.nodes, DOMAIN, 2)
    outcome = network.attest_temperature(SUBJECT, MANGO_RECORD, voyage.readings())
    assert isinstance(outcome, NoQuorum)
    assert {refusal.code for refusal in outcome.refusals} == {RefusalCode.BAD_NODE_SIGNATURE}


def test_attack_pass_a_merkle_node_off_as_a_reading() -> None:
    leaves = [b"a", b"b", b"c", b"d"]
    root = merkle_root(leaves)
    left = leaf_hash(b"a") + leaf_hash(b"b")
    right = node_hash(leaf_hash(b"c"), leaf_hash(b"d"))
    assert not proves(root, left, 0, 2, (right,))
    assert not proves(root, b"\x01" + left, 0, 2, (right,))


@pytest.mark.parametrize("point", [b"", bytes(33), b"\x02" + b"\xff" * 32, b"\x00"])
def test_attack_register_a_key_off_the_curve(point: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PublicKey(point)


def spoofed(recording: AisRecording, ship: SampleShip) -> AisRecording:
    """A second station that claims the ship's IMO number and lies in port from the start."""
    forged = voyage_recording(
        START, START + 600, ship=ship, route=((25.01, 55.06), (25.011, 55.061))
    )
    return replace(recording, data=recording.data + forged.data)


PIRATE = replace(SHIP, mmsi=470_999_999)
AT_SEA = ArrivalEvidence(
    START + 86_400,
    ais=voyage_recording(START, BERTHED),
    carrier=carrier_message(START + 3_600),
)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (
            replace(
                AT_SEA,
                ais=spoofed(voyage_recording(START, BERTHED), replace(SHIP, mmsi=470_999_999)),
            ),
            "2 stations claim IMO",
        ),
        (replace(AT_SEA, ais=spoofed(voyage_recording(START, BERTHED), SHIP)), "these do: CARRIER"),
        (replace(AT_SEA, carrier=carrier_message(BERTHED)), "yet to come"),
        (
            replace(AT_SEA, terminal=terminal_message(START).replace(b"9074729", b"9074729 ")),
            "not signed by that terminal",
        ),
    ],
    ids=[
        "claim_the_ships_number_from_port",
        "transmit_from_port_in_the_ships_name",
        "announce_an_arrival_to_come",
        "alter_the_terminals_message",
    ],
)
def test_attack_on_arrival(evidence: ArrivalEvidence, words: str) -> None:
    outcome = Voyage().network.attest_arrival(SUBJECT, ARRIVAL_POLICY, evidence)
    assert isinstance(outcome, NoQuorum)
    assert words in outcome.words


def test_attack_confuse_two_loggers_of_one_id() -> None:
    first = ContainerLogger.development(MANGO_CONTAINER, 1)
    registry = DeviceRegistry.of(first)
    with pytest.raises(ValueError, match="registered already"):
        registry.register(RegisteredDevice(first.device, JUICE_CONTAINER, first.key.public, 3))
