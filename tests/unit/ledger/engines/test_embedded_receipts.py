"""What the embedded chain shows of a block is made once, and is nobody's to change."""

from collections.abc import Iterator
from typing import Any

import pytest

from dhow.ledger.engines import embedded
from dhow.ledger.engines.embedded import EmbeddedEngine
from tests.support.crashing_chain import receipt_of

# mstore(0, 5); log1(0, 32, topic 7); stop
LOGS = bytes.fromhex("6005600052600760206000a100")
CREATES = bytes.fromhex(f"60{len(LOGS):02x}80600b6000396000f3") + LOGS


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    with EmbeddedEngine() as opened:
        yield opened


def shown(engine: EmbeddedEngine, block: str) -> list[Any]:
    """A block's receipts and its logs, by each way of asking."""
    receipts = engine.rpc("eth_getBlockReceipts", [block])
    return [
        receipts,
        [engine.rpc("eth_getTransactionReceipt", [each["transactionHash"]]) for each in receipts],
        engine.rpc("eth_getLogs", [{"fromBlock": block, "toBlock": block}]),
    ]


def test_who_changes_what_it_was_given_changes_nothing_for_the_next(
    engine: EmbeddedEngine,
) -> None:
    place = receipt_of(engine, None, CREATES)["contractAddress"]
    block = receipt_of(engine, place)["blockNumber"]
    first, again = shown(engine, block), shown(engine, block)
    assert first == again
    ((receipt,), (alone,), (log,)) = first
    assert [each["topics"] for each in (*receipt["logs"], *alone["logs"], log)] == [
        [f"0x{7:064x}"]
    ] * 3
    for given in (receipt, alone):
        given["logs"][0]["topics"].clear()
        given["logs"][0]["data"] = "0x"
        given["logs"].clear()
        given["status"] = "0x0"
    log["topics"].append("0x")
    log["data"] = "0x"
    assert shown(engine, block) == again


def test_it_is_made_once_for_a_block_and_anew_for_another_in_its_place(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    plain = embedded.shown_receipts

    def counted(header: Any, *rest: Any) -> Any:
        made.append(header.hash)
        return plain(header, *rest)

    place = receipt_of(engine, None, CREATES)["contractAddress"]
    before = engine.snapshot()
    monkeypatch.setattr(embedded, "shown_receipts", counted)
    first = receipt_of(engine, place)
    assert shown(engine, first["blockNumber"])[0] == [first]
    assert len(made) == 1
    engine.restore(before)
    engine.set_time(engine.now() + 60)
    other = receipt_of(engine, place)
    assert other["blockNumber"] == first["blockNumber"]
    assert shown(engine, other["blockNumber"])[0] == [other]
    assert len(set(made)) == len(made) == 2
    engine.forget_blocks_at_hand()
    assert shown(engine, other["blockNumber"])[0] == [other]
    assert len(made) == 3
