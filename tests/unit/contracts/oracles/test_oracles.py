"""Evidence by quorum: what is recorded, what is refused, who may, and what it costs."""

from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from dhow.trade.oracles.reports import Report, report_digest, report_values, typed_data
from tests.support.chain import Chain, expect_refusal
from tests.support.evidence import POLICY, SUBJECT, Quorum
from tests.support.network import Network

TEMPERATURE, ARRIVAL = 1, 2
KINDS = ["temperature", "arrival"]
# Signature check of a quorum of 3 out of 4; design: about 50,000.
GAS_OF_QUORUM = 50_000


@pytest.fixture(scope="module")
def quorum(module_chain: Chain) -> Quorum:
    return Quorum(Network(module_chain))


@pytest.fixture(autouse=True)
def restored(chain: Chain, quorum: Quorum) -> Any:
    """Whatever a test does is undone after it."""
    yield chain
    quorum.nodes = sorted(
        (quorum.net.chain.signer(f"node {at}") for at in range(4)),
        key=lambda node: int(node.address, 16),
    )
    quorum.faulty = 1


def make(quorum: Quorum, kind: str, **changes: Any) -> Report:
    report: Report = getattr(quorum, kind)(**changes)
    return report


def values_of(found: Any) -> tuple[Any, ...]:
    """A report from the contract as plain values in the order of its struct."""
    return tuple(getattr(found, name) for name in found.__dataclass_fields__)


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_kept_as_it_was_signed(quorum: Quorum, kind: str) -> None:
    report = make(quorum, kind)
    receipt = quorum.net.send(quorum.record(report), "anyone")
    evidence = receipt.result
    recorded = receipt.event(f"{kind.title()}Recorded")
    assert (recorded.evidence, recorded.subject, recorded.policy) == (evidence, SUBJECT, POLICY)
    assert recorded.signer_bitmap == 0b111
    assert values_of(recorded.report) == report_values(report)
    assert values_of(quorum.net.call(quorum.oracles.view(kind, evidence))) == report_values(report)
    number = 1 + KINDS.index(kind)
    found = quorum.net.call(quorum.oracles.view("evidenceFor", SUBJECT, POLICY, number))
    assert found == evidence == report_digest(report, quorum.domain)
    other = quorum.net.call(quorum.oracles.view("evidenceFor", SUBJECT, POLICY, 3 - number))
    assert other == bytes(32)


@pytest.mark.parametrize("kind", KINDS)
def test_the_digest_is_eip_712s(quorum: Quorum, kind: str) -> None:
    report = make(quorum, kind)
    if kind == "temperature":
        report = make(quorum, kind, minimum_milli_c=-25_000, mean_kinetic_milli_c=-18_000)
    message = encode_typed_data(full_message=typed_data(report, quorum.domain))
    by_eth_account = keccak(b"\x19" + message.version + message.header + message.body)
    view = quorum.oracles.view(f"{kind}Digest", report_values(report))
    assert quorum.net.call(view) == by_eth_account == report_digest(report, quorum.domain)


def test_the_domain_is_said(quorum: Quorum) -> None:
    domain = quorum.net.call(quorum.oracles.view("eip712Domain"))
    assert domain[1:5] == (
        "dhow Oracles",
        "1",
        quorum.net.chain.engine.chain_id,
        quorum.oracles.address,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_report_again_changes_nothing(quorum: Quorum, kind: str) -> None:
    report = make(quorum, kind)
    first = quorum.net.send(quorum.record(report), "anyone")
    again = quorum.net.send(quorum.record(report, 1, 2, 3), "another")
    assert again.result == first.result
    assert again.events == ()
    # Still so when other signers are in force: the evidence was made and stands.
    quorum.adopt(1, "later")
    assert quorum.net.send(quorum.record(report), "anyone").result == first.result


def test_more_than_a_quorum_may_sign(quorum: Quorum) -> None:
    receipt = quorum.net.send(quorum.record(quorum.temperature(), 0, 1, 2, 3), "anyone")
    assert receipt.event("TemperatureRecorded").signer_bitmap == 0b1111


def test_other_subjects_policies_and_kinds_do_not_conflict(quorum: Quorum) -> None:
    for report in (
        quorum.temperature(),
        quorum.temperature(subject=b"\x52" * 32),
        quorum.temperature(policy=b"\x71" * 32),
        quorum.arrival(),
    ):
        quorum.net.send(quorum.record(report), "anyone")


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_evidence_is_named(quorum: Quorum, kind: str) -> None:
    with expect_refusal("Oracles_UnknownEvidence", evidence=b"\x01" * 32):
        quorum.net.call(quorum.oracles.view(kind, b"\x01" * 32))


def test_evidence_of_one_kind_is_not_of_the_other(quorum: Quorum) -> None:
    evidence = quorum.net.send(quorum.record(quorum.arrival()), "anyone").result
    with expect_refusal("Oracles_UnknownEvidence", evidence=evidence):
        quorum.net.call(quorum.oracles.view("temperature", evidence))


FUTURE = 4_000_000_000
IMPLAUSIBLE: dict[str, tuple[str, dict[str, Any]]] = {
    "ends before it begins": ("temperature", {"from_time": 2_000, "until_time": 1_999}),
    "ends in the future": ("temperature", {"until_time": FUTURE}),
    "lowest above highest": ("temperature", {"minimum_milli_c": 5_000}),
    "mean below lowest": ("temperature", {"mean_kinetic_milli_c": 3_119}),
    "mean above highest": ("temperature", {"mean_kinetic_milli_c": 4_871}),
    "no reading": ("temperature", {"readings": 0}),
    "a silence longer than the record": ("temperature", {"longest_gap_seconds": 86_401}),
    "arrived in the future": ("arrival", {"arrived_at": FUTURE}),
    "seen by nobody": ("arrival", {"sources": 0}),
    "seen by a source there is not": ("arrival", {"sources": 8}),
}


@pytest.mark.parametrize("case", IMPLAUSIBLE)
def test_an_implausible_report_is_refused_though_signed(quorum: Quorum, case: str) -> None:
    kind, changes = IMPLAUSIBLE[case]
    with expect_refusal("Oracles_ImplausibleReport"):
        quorum.net.send(quorum.record(make(quorum, kind, **changes)), "anyone")


AT_THE_LIMITS: dict[str, dict[str, Any]] = {
    "one instant": {"from_time": 1_000, "until_time": 1_000, "longest_gap_seconds": 0},
    "one temperature": {"minimum_milli_c": 4_010, "maximum_milli_c": 4_010},
    "the mean is the lowest": {"mean_kinetic_milli_c": 3_120},
    "the mean is the highest": {"mean_kinetic_milli_c": 4_870},
    "silent throughout": {"longest_gap_seconds": 86_400},
    "colder than any": {"minimum_milli_c": -(2**31)},
}


@pytest.mark.parametrize("case", AT_THE_LIMITS)
def test_a_report_at_the_limits_is_taken(quorum: Quorum, case: str) -> None:
    quorum.net.send(quorum.record(quorum.temperature(**AT_THE_LIMITS[case])), "anyone")


# ---------------------------------------------------------------- the signer set


@pytest.mark.parametrize("faulty", [0, 1, 2, 10])
def test_a_signer_set_comes_into_force(quorum: Quorum, faulty: int) -> None:
    adopted = quorum.adopt(faulty, "later").event("SignersAdopted")
    members = tuple(node.address for node in quorum.nodes)
    assert (adopted.epoch, adopted.signers, adopted.faulty) == (2, members, faulty)
    found = quorum.net.call(quorum.oracles.view("signers"))
    assert found == (2, members, faulty)
    quorum.net.send(quorum.record(quorum.temperature(epoch=2)), "anyone")


A, B, C, D = ("0x" + digit * 40 for digit in "1234")
NOBODY = "0x" + "00" * 20
INVALID_SETS = {
    "none": ([], 0),
    "three for one liar": ([A, B, C], 1),
    "four for two liars": ([A, B, C, D], 2),
    "descending": ([A, C, B, D], 1),
    "one twice": ([A, B, B, D], 1),
    "nobody among them": ([NOBODY, B, C, D], 1),
    "more than 31": ([f"0x{at:040x}" for at in range(1, 35)], 11),
}


@pytest.mark.parametrize("case", INVALID_SETS)
def test_an_invalid_signer_set_is_refused(quorum: Quorum, case: str) -> None:
    members, faulty = INVALID_SETS[case]
    with expect_refusal("Oracles_InvalidSigners", count=len(members), faulty=faulty):
        quorum.net.send(quorum.oracles.act("adoptSigners", members, faulty), "oracle_registrar")


@pytest.mark.parametrize("caller", ["registrar", "settlement_agent", "guardian", "admin", "node 0"])
def test_only_the_oracle_registrar_adopts_signers(quorum: Quorum, caller: str) -> None:
    with expect_refusal("AccessManagedUnauthorized"):
        quorum.net.send(quorum.oracles.act("adoptSigners", [A, B, C, D], 1), caller)


def test_before_any_signer_set_nothing_is_recorded(chain: Chain, quorum: Quorum) -> None:
    empty = quorum.net.deploy("Oracles", quorum.net.manager.address)
    assert chain.call(empty.view("signers")) == (0, (), 0)
    for epoch in (0, 1):
        act = empty.act("recordTemperature", report_values(quorum.temperature(epoch=epoch)), 0, b"")
        with expect_refusal("Oracles_WrongEpoch", found=epoch, current=0):
            quorum.net.send(act, "anyone")


# ---------------------------------------------------------------- gas


def test_the_quorum_is_checked_for_little_gas(quorum: Quorum) -> None:
    """What the signatures cost: recording, less what recording costs without looking at them."""
    report = quorum.temperature()
    recorded = quorum.net.send(quorum.record(report), "anyone").gas_used
    again = quorum.net.send(quorum.record(report), "anyone").gas_used
    slots_written = 6 * 22_100
    assert recorded - again - slots_written < GAS_OF_QUORUM
