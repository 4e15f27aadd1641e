"""A call is worked out once after a block and at a time, and anew wherever it could say another."""

from collections.abc import Iterator

import pytest

from dhow.ledger.engines.base import RpcError
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.engines.embedded_vm import FreeState
from tests.support.crashing_chain import receipt_of

# sstore(0, sload(0) + calldatasize) where it is given data; refuses three bytes;
# gives back slot 0, the time, who calls and the value
SPEAKS = bytes.fromhex(
    "36600314602657600054360160005560005460005242602052336040523460605260806000f35b600080fd"
)
CREATES = bytes.fromhex(f"60{len(SPEAKS):02x}80600b6000396000f3") + SPEAKS


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    with EmbeddedEngine() as opened:
        yield opened


@pytest.fixture
def place(engine: EmbeddedEngine) -> str:
    return str(receipt_of(engine, None, CREATES)["contractAddress"])


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that the machine ran."""
    runs: list[int] = []
    apply = FreeState.apply_transaction

    def counted(self: FreeState, *given: object) -> object:
        runs.append(1)
        return apply(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(FreeState, "apply_transaction", counted)
    return runs


def told(engine: EmbeddedEngine, to: str, *rest: object, **request: str) -> tuple[int, ...]:
    """Slot 0 after the call, the time, the caller and the value it saw."""
    answer = engine.rpc("eth_call", [{"to": to, **request}, *(rest or ("latest",))])
    words = bytes.fromhex(answer[2:])
    return tuple(int.from_bytes(words[at : at + 32], "big") for at in range(0, 128, 32))


def test_the_same_call_is_worked_out_once(
    engine: EmbeddedEngine, place: str, worked_out: list[int]
) -> None:
    first = told(engine, place, data="0x01")
    assert told(engine, place, data="0x01") == first
    assert first[0] == 1
    assert len(worked_out) == 1


def test_another_call_is_another(engine: EmbeddedEngine, place: str) -> None:
    before = told(engine, place, data="0x01")
    assert told(engine, place, data="0x0101")[0] == 2
    assert told(engine, place, input="0x01010101")[0] == 4
    caller = "0x" + "22" * 20
    assert told(engine, place, **{"from": caller}, data="0x01")[2] == int(caller, 16)
    assert told(engine, place, data="0x01") == before


def test_after_another_block_it_is_worked_out_anew(engine: EmbeddedEngine, place: str) -> None:
    before = engine.rpc("eth_blockNumber", [])
    assert told(engine, place, data="0x01")[0] == 1
    receipt_of(engine, place, b"\x01" * 5)
    assert told(engine, place, data="0x01")[0] == 6
    assert told(engine, place, before, data="0x01")[0] == 1


def test_at_another_time_it_is_worked_out_anew(engine: EmbeddedEngine, place: str) -> None:
    first = told(engine, place)[1]
    engine.set_time(first + 1_000)
    assert told(engine, place)[1] == first + 1_000
    later = hex(first + 5_000)
    assert told(engine, place, "latest", None, {"time": later})[1] == first + 5_000


def test_on_another_branch_it_is_worked_out_anew(engine: EmbeddedEngine, place: str) -> None:
    fork = engine.snapshot()
    receipt_of(engine, place, b"\x01" * 5)
    assert told(engine, place)[0] == 5
    engine.restore(fork)
    assert told(engine, place)[0] == 0
    receipt_of(engine, place, "0x" + "01" * 7)
    assert told(engine, place)[0] == 7


def test_a_refusal_is_refused_each_time(engine: EmbeddedEngine, place: str) -> None:
    for _ in range(2):
        with pytest.raises(RpcError):
            told(engine, place, data="0x010101")
