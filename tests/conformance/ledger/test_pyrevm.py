"""revm against py-evm: alike in results, refusals and events; its gas only ever too low.

`dhow bench revm --write` puts where its gas differs into docs/benchmarks.md.
"""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from dhow.errors import BadInputError
from dhow.ledger.engines import EngineError, RpcError, TimeControlError
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.engines.revm import RevmEngine
from scripts.bench.network import Network
from scripts.bench.revm import played

pytest.importorskip("pyrevm", reason="the extra `fuzzing` (pyrevm) is not installed here")

SEED = 20_261_122
CALLS = 250
MANY_CALLS = 20_000


class Recording(RevmEngine):
    """Keeps what was sent, so that it can be changed and tried again."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str, bytes]] = []

    def _run(self, sender: str, to: str | None, data: bytes, *more: Any) -> Any:
        if to is not None:
            self.sent.append((sender, to, data))
        return super()._run(sender, to, data, *more)


@dataclass
class Both:
    """The same acts done on both."""

    right: EmbeddedEngine
    revm: Recording
    right_gas: dict[str, int]
    revm_gas: dict[str, int]
    right_network: Network
    revm_network: Network


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    with EmbeddedEngine() as right, Recording() as revm:
        right_gas, right_network = played(right)
        revm_gas, revm_network = played(revm)
        yield Both(right, revm, right_gas, revm_gas, right_network, revm_network)


def test_every_act_comes_to_the_same_events_and_blocks(both: Both) -> None:
    right, revm = both.right_network.client, both.revm_network.client
    assert revm.block_number() == right.block_number()
    found = revm.events()
    assert len(found) > 150
    for one, other in zip(found, right.events(), strict=True):
        assert (one.event, one.contract, one.block_number, one.log_index) == (
            other.event,
            other.contract,
            other.block_number,
            other.log_index,
        )
    for number in range(right.block_number() + 1):
        outcomes = [
            [(each["transactionHash"], each["status"], each["contractAddress"]) for each in told]
            for told in (
                engine.rpc("eth_getBlockReceipts", [hex(number)])
                for engine in (both.right, both.revm)
            )
        ]
        assert outcomes[0] == outcomes[1], number


def test_its_gas_is_never_too_high_and_right_where_nothing_was_touched_before(both: Both) -> None:
    assert both.revm_gas.keys() == both.right_gas.keys()
    over = {act for act in both.right_gas if both.revm_gas[act] > both.right_gas[act]}
    assert not over
    creations = [act for act in both.right_gas if act.startswith("Deploying: ") and "," not in act]
    assert len(creations) > 10
    assert {act: both.revm_gas[act] for act in creations} == {
        act: both.right_gas[act] for act in creations
    }
    # what keeps it out of networks; where a later pyrevm mends it, say so and let it in
    again = "A sight credit, paid: honour a part of the credit"
    assert both.revm_gas[again] < both.right_gas[again] * 0.8


def outcome(engine: Any, sender: str, to: str, data: bytes) -> tuple[str, bytes]:
    """What a call comes to: how, and what it returned or was refused with."""
    request = {"from": sender, "to": to, "data": "0x" + data.hex(), "gas": hex(5_000_000)}
    try:
        returned = engine.rpc("eth_call", [request, "latest"])
    except RpcError as refusal:
        return ("refused" if refusal.code == 3 else "stopped"), refusal.data
    return "returned", bytes.fromhex(returned[2:])


def changed(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Call data with some of its words changed, swapped for other acts', or cut off."""
    made = bytearray(data)
    for _ in range(rng.randrange(3)):
        words = (len(made) - 4) // 32
        if words < 1:
            break
        at = 4 + 32 * rng.randrange(words)
        way = rng.randrange(4)
        if way == 0:
            made[at + rng.randrange(32)] ^= 1 << rng.randrange(8)
        elif way == 1:
            made[at : at + 32] = rng.choice((0, 1, 2**64 - 1, 2**255, 2**256 - 1)).to_bytes(32)
        elif way == 2:
            other = rng.choice(others)
            word = other[4:36] if len(other) >= 36 else bytes(32)
            made[at : at + 32] = word
        else:
            del made[rng.randrange(at, len(made)) :]
    return bytes(made)


@pytest.mark.parametrize(
    "calls", [CALLS, pytest.param(MANY_CALLS, marks=pytest.mark.long, id="many")]
)
def test_acts_changed_by_chance_come_to_the_same(both: Both, calls: int) -> None:
    rng = random.Random(SEED)
    acts = list(both.revm.sent)
    senders = sorted({sender for sender, _, _ in acts})
    datas = [data for _, _, data in acts]
    seen: dict[str, int] = {}
    for number in range(calls):
        sender, to, data = rng.choice(acts)
        if rng.random() < 0.3:
            sender = rng.choice(senders)
        asked = changed(rng, data, datas)
        right = outcome(both.right, sender, to, asked)
        assert outcome(both.revm, sender, to, asked) == right, (
            f"call {number} of seed {SEED}: {sender} to {to}: {asked.hex()}"
        )
        seen[right[0]] = seen.get(right[0], 0) + 1
    assert seen["returned"] > calls / 50
    assert seen["refused"] > calls / 3


def test_a_snapshot_can_be_returned_to_again_and_again() -> None:
    with RevmEngine() as engine:
        network = Network(engine)
        before = engine.snapshot()
        head = engine.rpc("eth_getBlockByNumber", ["latest", False])
        for _ in range(2):
            network.fund("someone")
            issued = network.usd.total_supply()
            assert network.client.call(issued) > 0
            assert engine.rpc("eth_getBlockByNumber", ["latest", False]) != head
            engine.restore(before)
            assert network.client.call(issued) == 0
            assert engine.rpc("eth_getBlockByNumber", ["latest", False]) == head
            assert network.client.events(head_number(head) + 1) == ()
        with pytest.raises(BadInputError, match="no snapshot"):
            engine.restore("0x99")


def head_number(block: dict[str, Any]) -> int:
    return int(block["number"], 16)


def test_what_it_cannot_do_it_says() -> None:
    with closing(RevmEngine()) as engine:
        with pytest.raises(RpcError, match="no method eth_getProof"):
            engine.rpc("eth_getProof", [])
        with pytest.raises(RpcError, match="type 2"):
            engine.rpc("eth_sendRawTransaction", ["0xf800"])
        with pytest.raises(TimeControlError, match="only go forward"):
            engine.set_time(engine.now())
        network = Network(engine)
        late = network.raw(network.registration("late"), "operator", 0)
        with pytest.raises(RpcError, match="nonce too low"):
            engine.rpc("eth_sendRawTransaction", [late])
        early = network.raw(network.registration("early"), "nobody", 7)
        with pytest.raises(RpcError, match="nonce too high"):
            engine.rpc("eth_sendRawTransaction", [early])
        assert network.nonce("nobody") == 0


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyrevm", None)
    with pytest.raises(EngineError, match="extra `fuzzing`"):
        RevmEngine()
