"""Attacks on the quorum: what liars, relays and thieves of signatures might try."""

from dataclasses import replace
from typing import Any

import pytest

from dhow.trade.oracles.reports import Domain
from tests.support.chain import Chain, expect_refusal
from tests.support.evidence import POLICY, SUBJECT, Quorum
from tests.support.network import Network

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
TOP_BIT = 1 << 255
BAD = "Oracles_BadSignature"


@pytest.fixture(scope="module")
def quorum(module_chain: Chain) -> Quorum:
    return Quorum(Network(module_chain))


@pytest.fixture(autouse=True)
def restored(chain: Chain, quorum: Quorum) -> Any:
    """Whatever a test does is undone after it."""
    nodes = quorum.nodes
    yield chain
    quorum.nodes = nodes


def signatures(quorum: Quorum, *signers: int) -> list[bytes]:
    _, joined = quorum.signatures(quorum.temperature(), *signers)
    return [joined[at : at + 64] for at in range(0, len(joined), 64)]


def submit(quorum: Quorum, bitmap: int, *signed: bytes, **changes: Any) -> None:
    report = quorum.temperature(**changes)
    quorum.net.send(quorum.record(report, bitmap=bitmap, signed=b"".join(signed)), "relay")


def nothing_recorded(quorum: Quorum) -> bool:
    view = quorum.oracles.view("evidenceFor", SUBJECT, POLICY, 1)
    return bool(quorum.net.call(view) == bytes(32))


def test_signature_malleability(quorum: Quorum) -> None:
    """The twin (r, n - s, other v) of a signature is valid to ecrecover and refused here."""
    one, two, three = signatures(quorum, 0, 1, 2)
    vs = int.from_bytes(one[32:])
    twin_s = CURVE_ORDER - (vs & ~TOP_BIT)
    flipped = twin_s % TOP_BIT | (TOP_BIT if vs < TOP_BIT else 0)
    for twin in (one[:32] + flipped.to_bytes(32), one[:32] + (vs ^ TOP_BIT).to_bytes(32)):
        with expect_refusal(BAD, signer_index=0):
            submit(quorum, 0b111, twin, two, three)
    assert nothing_recorded(quorum)


def test_one_signer_counted_thrice(quorum: Quorum) -> None:
    (one,) = signatures(quorum, 0)
    with expect_refusal(BAD, signer_index=1):
        submit(quorum, 0b111, one, one, one)
    with expect_refusal("Oracles_MalformedSignatures", length=192, signer_bitmap=0b001):
        submit(quorum, 0b001, one, one, one)


def test_signature_order_swapped(quorum: Quorum) -> None:
    one, two, three = signatures(quorum, 0, 1, 2)
    with expect_refusal(BAD, signer_index=0):
        submit(quorum, 0b111, two, one, three)


def test_bitmap_names_another_signer(quorum: Quorum) -> None:
    with expect_refusal(BAD, signer_index=3):
        submit(quorum, 0b1011, *signatures(quorum, 0, 1, 2))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_below_quorum(quorum: Quorum, count: int) -> None:
    signed = signatures(quorum, *range(count)) if count else []
    with expect_refusal("Oracles_NoQuorum", found=count, required=3):
        submit(quorum, (1 << count) - 1, *signed)


def test_quorum_of_liars_among_honest_looking_zeros(quorum: Quorum) -> None:
    """Empty signatures recover to the zero address, which is nobody's."""
    with expect_refusal(BAD, signer_index=0):
        submit(quorum, 0b111, bytes(64), bytes(64), bytes(64))


@pytest.mark.parametrize("bitmap", [0b10111, 0b10111 << 60, 1 << 255 | 0b111, 2**256 - 1])
def test_bitmap_names_nobody(quorum: Quorum, bitmap: int) -> None:
    signed = signatures(quorum, 0, 1, 2, 3)
    with expect_refusal("Oracles_MalformedSignatures", length=256, signer_bitmap=bitmap):
        submit(quorum, bitmap, *signed)


@pytest.mark.parametrize("length", [0, 191, 193, 195, 256])
def test_signatures_of_a_wrong_length(quorum: Quorum, length: int) -> None:
    joined = b"".join(signatures(quorum, 0, 1, 2, 3))
    with expect_refusal("Oracles_MalformedSignatures", length=length, signer_bitmap=0b111):
        submit(quorum, 0b111, joined[:length])


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": b"\x52" * 32},
        {"policy": b"\x71" * 32},
        {"maximum_milli_c": 4_869},
        {"readings": 1_441},
        {"readings_root": b"\x0d" * 32},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_signatures_replayed_on_another_report(quorum: Quorum, changes: dict[str, Any]) -> None:
    with expect_refusal(BAD, signer_index=0):
        submit(quorum, 0b111, *signatures(quorum, 0, 1, 2), **changes)


@pytest.mark.parametrize("elsewhere", ["chain", "contract"])
def test_signatures_replayed_from(quorum: Quorum, elsewhere: str) -> None:
    here = quorum.domain
    other = {
        "chain": replace(here, chain_id=here.chain_id + 1),
        "contract": Domain(here.chain_id, "0x" + "99" * 20),
    }[elsewhere]
    report = quorum.temperature()
    bitmap, signed = quorum.signatures(report, domain=other)
    with expect_refusal(BAD, signer_index=0):
        quorum.net.send(quorum.record(report, bitmap=bitmap, signed=signed), "relay")


def test_stale_epoch(quorum: Quorum) -> None:
    """Keys that were taken out of force sign no more, nor do they sign for the new epoch."""
    report = quorum.temperature()
    stale = quorum.record(report)
    new_epoch = replace(report, epoch=2)
    bitmap, signed = quorum.signatures(new_epoch)
    quorum.adopt(1, "later")
    with expect_refusal("Oracles_WrongEpoch", found=1, current=2):
        quorum.net.send(stale, "relay")
    with expect_refusal(BAD):
        quorum.net.send(quorum.record(new_epoch, bitmap=bitmap, signed=signed), "relay")
    with expect_refusal("Oracles_WrongEpoch", found=3, current=2):
        quorum.net.send(quorum.record(replace(report, epoch=3)), "relay")


def test_conflicting_report(quorum: Quorum) -> None:
    """A second, different report does not replace the first even with every signature."""
    first = quorum.net.send(quorum.record(quorum.temperature()), "relay").result
    better = quorum.temperature(maximum_milli_c=4_200)
    with expect_refusal("Oracles_ConflictingReport", subject=SUBJECT, standing=first):
        quorum.net.send(quorum.record(better, 0, 1, 2, 3), "relay")
    kept = quorum.net.call(quorum.oracles.view("temperature", first))
    assert kept.maximum_milli_c == 4_870


def test_front_runner_takes_the_report_of_a_relay(quorum: Quorum) -> None:
    """Whoever sends it, the same evidence stands; the relay is not refused for being late."""
    act = quorum.record(quorum.temperature())
    stolen = quorum.net.send(act, "front runner").result
    assert quorum.net.send(act, "relay").result == stolen


def test_signer_set_is_run_as_code(chain: Chain, quorum: Quorum) -> None:
    """Signers lie in contract code that begins with STOP: calling it does nothing."""
    place = create2_of(quorum.oracles.address, 1, [node.address for node in quorum.nodes])
    assert chain.client.code(place)[:1] == b"\0"
    assert len(chain.client.code(place)) == 1 + 20 * 4
    answer = chain.engine.rpc("eth_call", [{"to": place, "data": "0x" + "ff" * 36}, "latest"])
    assert answer == "0x"


def create2_of(deployer: str, epoch: int, members: list[str]) -> str:
    from eth_utils.address import to_checksum_address
    from eth_utils.crypto import keccak

    code = b"\0" + b"".join(bytes.fromhex(member[2:]) for member in members)
    init = b"\x61" + len(code).to_bytes(2) + bytes.fromhex("80600a3d393df3") + code
    preimage = b"\xff" + bytes.fromhex(deployer[2:]) + epoch.to_bytes(32) + keccak(init)
    return str(to_checksum_address(keccak(preimage)[12:]))
