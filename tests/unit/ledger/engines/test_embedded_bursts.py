"""Many transactions at once, and reading old blocks."""

import pytest

from dhow.ledger.engines import SendsMany
from dhow.ledger.engines.base import BlockFull, RpcError
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.engines.embedded_answers import as_data, bloom_bits
from tests.support.crashing_chain import KEY, create, raw, state

TOPIC = "0x" + "07".rjust(64, "0")


@pytest.fixture
def engine() -> EmbeddedEngine:
    return EmbeddedEngine()


def test_each_is_answered_and_one_refusal_stops_no_other(engine: EmbeddedEngine) -> None:
    assert isinstance(engine, SendsMany)
    counter = create(engine)
    sent = engine.send_many(
        [
            raw(engine, 1, counter),
            b"no transaction",
            raw(engine, 1, counter),
            raw(engine, 3, counter),
            raw(engine, 2, counter),
            raw(engine, 3, counter),
        ]
    )
    refusals = [str(one.refusal) if one.refusal else None for one in sent]
    assert refusals[0] is None
    assert str(refusals[1]).startswith("not a transaction")
    assert sent[1].transaction_hash is None
    assert refusals[2:] == [
        "nonce too low: next 2, given 1",
        "nonce too high: next 2, given 3",
        None,
        None,
    ]
    assert state(engine)[0] == 2  # the creation's, and one for them all
    receipts = engine.rpc("eth_getBlockReceipts", ["latest"])
    assert [receipt["transactionHash"] for receipt in receipts] == [
        one.transaction_hash for one in sent if not one.refusal and one.transaction_hash
    ]
    assert int(engine.rpc("eth_getStorageAt", [counter, "0x0"]), 16) == 3


@pytest.mark.parametrize("burst", [[], [b"no transaction"]])
def test_nothing_to_mine_is_no_block(engine: EmbeddedEngine, burst: list[bytes]) -> None:
    assert all(one.refusal for one in engine.send_many(burst))
    assert state(engine)[0] == 0


def test_more_than_a_block_holds() -> None:
    """Room is by gas: each may use 200,000 of a block's 1,000,000, and uses far less."""
    with EmbeddedEngine(gas_limit=1_000_000) as engine:
        counter = create(engine)
        sent = engine.send_many([raw(engine, place, counter) for place in range(1, 101)])
        assert not any(one.refusal for one in sent)
        blocks = state(engine)[0]
        assert 3 < blocks < 20
        for number in range(1, blocks + 1):
            shown = engine.rpc("eth_getBlockByNumber", [hex(number), False])
            assert int(shown["gasUsed"], 16) <= 1_000_000
        assert int(engine.rpc("eth_getStorageAt", [counter, "0x0"]), 16) == 100


def test_a_transaction_that_fits_in_no_block_is_refused() -> None:
    with EmbeddedEngine(gas_limit=100_000) as engine:
        (sent,) = engine.send_many([raw(engine, 0, None)])
        assert sent.refusal is not None
        assert "exceeds gas limit" in str(sent.refusal)


def test_a_burst_is_the_same_chain_as_one_at_a_time_but_for_its_blocks() -> None:
    with EmbeddedEngine() as left, EmbeddedEngine() as right:
        for engine in (left, right):
            counter = create(engine)
        raws = [raw(left, place, counter) for place in range(1, 9)]
        for each in raws:
            left.rpc("eth_sendRawTransaction", ["0x" + each.hex()])
        right.send_many(raws)
        roots = {
            engine.rpc("eth_getBlockByNumber", ["latest", False])["stateRoot"]
            for engine in (left, right)
        }
    assert len(roots) == 1


# counts in slot 0 and stores the number in slot of that number; then refuses who brings any data
REFUSING = bytes.fromhex("5f54600101805f55805536600f57005b5f5ffd")


def _call(engine: EmbeddedEngine, nonce: int, to: str | None, data: bytes) -> bytes:
    fields = {"type": 2, "chainId": engine.chain_id, "nonce": nonce, "gas": 200_000, "value": 0}
    where = {"to": to} if to else {}
    return KEY.sign_transaction(
        {**fields, **where, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0, "data": data}
    )


def _refusing(engine: EmbeddedEngine) -> str:
    size = len(REFUSING)
    creation = bytes.fromhex(f"60{size:02x}600c60003960{size:02x}6000f3") + REFUSING
    sent = engine.rpc("eth_sendRawTransaction", ["0x" + _call(engine, 0, None, creation).hex()])
    return str(engine.rpc("eth_getTransactionReceipt", [sent])["contractAddress"])


def test_what_was_run_ahead_is_the_block_and_what_was_refused_left_nothing() -> None:
    with EmbeddedEngine() as ahead, EmbeddedEngine() as plain:
        contract = _refusing(ahead)
        assert _refusing(plain) == contract
        kept: list[bytes] = []
        for nonce in range(1, 6):
            with pytest.raises(RpcError, match="reverted"):
                ahead.run_ahead(_call(ahead, nonce, contract, b"refused"), kept)
            with pytest.raises(RpcError, match=f"nonce too high: next {nonce}"):
                ahead.run_ahead(_call(ahead, nonce + 1, contract, b""), kept)
            raw_ = _call(ahead, nonce, contract, b"")
            ahead.run_ahead(raw_, kept)
            kept.append(raw_)
        for engine in (ahead, plain):
            assert not any(one.refusal for one in engine.send_many(kept))
        assert state(ahead) == state(plain)
        assert int(ahead.rpc("eth_getStorageAt", [contract, "0x0"]), 16) == 5


def test_what_was_run_ahead_is_run_anew_where_the_chain_went_on() -> None:
    with EmbeddedEngine() as engine:
        contract = _refusing(engine)
        first, second = (_call(engine, nonce, contract, b"") for nonce in (1, 2))
        engine.run_ahead(first)
        engine.set_time(engine.now() + 1_000)
        engine.run_ahead(second, [first])
        engine.mine()
        assert not any(one.refusal for one in engine.send_many([first, second]))
        assert int(engine.rpc("eth_getStorageAt", [contract, "0x0"]), 16) == 2


def test_a_full_block_takes_no_more_ahead() -> None:
    with EmbeddedEngine(gas_limit=1_000_000) as engine:
        contract = _refusing(engine)
        kept: list[bytes] = []
        for nonce in range(1, 5):
            kept.append(_call(engine, nonce, contract, b""))
            engine.run_ahead(kept[-1], kept[:-1])
        while int(engine.rpc("eth_blockNumber", []), 16) == 1:
            more = _call(engine, len(kept) + 1, contract, b"")
            try:
                engine.run_ahead(more, kept)
            except BlockFull:
                engine.send_many(kept)
            else:
                kept.append(more)
        assert state(engine)[0] == 2


def test_the_first_block_of_a_burst_bears_the_time_set(engine: EmbeddedEngine) -> None:
    later = engine.now() + 1_000
    engine.set_time(later)
    engine.send_many([raw(engine, 0, None)])
    assert engine.now() == later


def test_old_blocks_are_the_same_whether_at_hand_or_not(engine: EmbeddedEngine) -> None:
    counter = create(engine)
    engine.send_many([raw(engine, place, counter) for place in range(1, 6)])
    engine.send_many([raw(engine, place, counter) for place in range(6, 8)])
    at_hand = [engine.rpc("eth_getBlockReceipts", [hex(number)]) for number in range(4)]
    logs = engine.rpc("eth_getLogs", [{"fromBlock": "0x0"}])
    engine.forget_blocks_at_hand()
    assert [engine.rpc("eth_getBlockReceipts", [hex(number)]) for number in range(4)] == at_hand
    assert engine.rpc("eth_getLogs", [{"fromBlock": "0x0"}]) == logs
    assert len(logs) == 7


def test_blocks_at_hand_are_bounded(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dhow.ledger.engines.embedded._BLOCKS_AT_HAND", 4)
    for _ in range(10):
        engine.mine()
    for number in range(11):
        engine.rpc("eth_getBlockReceipts", [hex(number)])
    assert len(engine._blocks) == 4


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, 3),
        ({"topics": [TOPIC]}, 3),
        ({"topics": [None]}, 3),
        ({"topics": [["0x" + "09" * 32, TOPIC]]}, 3),
        ({"topics": ["0x" + "09" * 32]}, 0),
        ({"topics": [TOPIC, None]}, 0),
        ({"address": "0x" + "12" * 20}, 0),
        ({"address": ["0x" + "12" * 20, "counter"]}, 3),
        ({"address": "counter", "topics": [TOPIC]}, 3),
        ({"address": []}, 3),
    ],
    ids=str,
)
def test_logs_by_bloom(engine: EmbeddedEngine, wanted: dict[str, object], found: int) -> None:
    counter = create(engine)
    engine.send_many([raw(engine, place, counter) for place in range(1, 4)])

    def named(one: object) -> object:
        return (
            [named(each) for each in one]
            if isinstance(one, list)
            else (counter if one == "counter" else one)
        )

    asked = {name: named(one) for name, one in wanted.items()}
    assert len(engine.rpc("eth_getLogs", [{"fromBlock": "0x0", **asked}])) == found


def test_bloom_bits_are_those_of_the_header(engine: EmbeddedEngine) -> None:
    counter = create(engine)
    engine.send_many([raw(engine, 1, counter)])
    bloom = int(engine.rpc("eth_getBlockByNumber", ["latest", False])["logsBloom"], 16)
    assert bloom == bloom_bits(as_data(counter)) | bloom_bits(as_data(TOPIC))
