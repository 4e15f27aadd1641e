"""An act from its trial to its receipt: refused in words, sent once, found again."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dhow.errors import BadInputError
from dhow.ledger.abi import Refusal
from dhow.ledger.client import GAS_PER_TRANSACTION
from dhow.ledger.contract import Contract
from dhow.ledger.engines.base import EngineError
from dhow.ledger.sending import (
    DependableSender,
    IdempotencyConflict,
    KeySuspended,
    StillUnderWay,
)
from dhow.ledger.sending.holders import has_ended, this_process
from dhow.store import Store, open_store
from tests.support.chain import Chain, expect_refusal
from tests.support.stores import MASTER_KEY

NOBODY = "0x" + "00" * 20
TICKET = b"\x07" * 32


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY) as opened:
        yield opened


@pytest.fixture(scope="module")
def counter(module_chain: Chain) -> Contract:
    return module_chain.deploy("Counter", 100, NOBODY)


@pytest.fixture
def sender(chain: Chain, store: Store) -> DependableSender:
    return DependableSender(chain.client, store)


def count(counter: Contract, amount: int) -> Any:
    entry = {"who": NOBODY, "amount_minor": amount, "mood": 0, "proofs": []}
    return counter.act("count", TICKET, entry)


def total(chain: Chain, counter: Contract) -> int:
    return int(chain.call(counter.view("total")))


def test_an_act_comes_back_with_receipt_events_and_result(
    chain: Chain, counter: Contract, sender: DependableSender
) -> None:
    receipt = sender.send(count(counter, 7), chain.signer("buyer"), key="one")
    assert (receipt.result, receipt.event("Counted").amount_minor) == (7, 7)
    assert receipt.timestamp == chain.now()
    assert receipt.block_number == chain.client.block_number()


def test_the_same_key_is_the_same_act_and_the_same_receipt(
    chain: Chain, counter: Contract, sender: DependableSender, store: Store
) -> None:
    first = sender.send(count(counter, 7), chain.signer("buyer"), key="one")
    elsewhere = DependableSender(chain.client, store)
    for again in (sender, elsewhere):
        assert again.send(count(counter, 7), chain.signer("buyer"), key="one") == first
    assert total(chain, counter) == 7
    with pytest.raises(IdempotencyConflict):
        sender.send(count(counter, 8), chain.signer("buyer"), key="one")
    with pytest.raises(BadInputError):
        sender.send(count(counter, 8), chain.signer("buyer"), key="two\nlines")


def test_what_its_trial_refuses_is_on_no_record(
    chain: Chain, counter: Contract, sender: DependableSender
) -> None:
    buyer, before = chain.signer("buyer"), chain.client.block_number()
    with expect_refusal("TooMuch", amount_minor=101, limit=100):
        sender.send(count(counter, 101), buyer, key="one")
    assert sender.outbox(buyer).find("one") is None
    assert chain.client.block_number() == before
    assert sender.send(count(counter, 100), buyer, key="one").result == 100


def test_what_is_refused_in_its_block_says_why_each_time_it_is_asked(
    chain: Chain, counter: Contract, sender: DependableSender, store: Store
) -> None:
    """Things moved between its trial and its block: the clock was set back by nobody's leave."""
    buyer = chain.signer("buyer")
    when = chain.now() + 500
    act = counter.act("after_", when)
    client, passed = chain.client, chain.client.tried
    client.tried = lambda *_, **__: b"\0" * 32  # type: ignore[method-assign]
    engine: Any = client.engine
    ahead, engine.run_ahead = engine.run_ahead, lambda *_: b"\0" * 32
    try:
        with expect_refusal("TooEarly", from_=when):
            sender.send(act, buyer, key="early")
    finally:
        client.tried, engine.run_ahead = passed, ahead  # type: ignore[method-assign]
    chain.set_time(when + 10)
    chain.engine.mine()
    for again in (sender, DependableSender(client, store)):
        with expect_refusal("TooEarly", from_=when):
            again.send(act, buyer, key="early")
    assert sender.send(act, buyer, key="in time").timestamp > when


def test_an_act_that_needs_more_gas_than_before_gets_it(
    chain: Chain, counter: Contract, sender: DependableSender
) -> None:
    buyer = chain.signer("buyer")
    sender.send(count(counter, 1), buyer)
    proofs = [bytes([n]) * 32 for n in range(60)]
    entry = {"who": NOBODY, "amount_minor": 1, "mood": 0, "proofs": proofs}
    costly = sender.send(counter.act("count", TICKET, entry), buyer)
    assert costly.gas_used > 1_000_000
    assert _gas_allowed(chain, costly.transaction_hash) == GAS_PER_TRANSACTION
    small = sender.send(count(counter, 1), buyer)
    assert _gas_allowed(chain, small.transaction_hash) < GAS_PER_TRANSACTION


def _gas_allowed(chain: Chain, transaction: str) -> int:
    return int(chain.engine.rpc("eth_getTransactionByHash", [transaction])["gas"], 16)


def test_acts_of_many_threads_are_each_done_once(
    chain: Chain, counter: Contract, sender: DependableSender
) -> None:
    buyer = chain.signer("buyer")

    numbers = [*range(81, 101), *range(101, 106)]  # the last five are too much
    with ThreadPoolExecutor(8) as pool:
        done = list(
            pool.map(
                lambda n: _outcome(lambda: sender.send(count(counter, n), buyer, key=f"n {n}")),
                numbers,
            )
        )
    assert [isinstance(each, Refusal) for each in done] == [False] * 20 + [True] * 5
    assert total(chain, counter) == sum(range(81, 101))
    assert sender.outbox(buyer).inspect().open_count == 0


def _outcome(work: Any) -> Any:
    try:
        return work()
    except Refusal as refused:
        return refused


def test_what_is_accepted_is_mined_though_its_caller_gave_up(
    chain: Chain, counter: Contract, store: Store
) -> None:
    buyer = chain.signer("buyer")
    sender = DependableSender(chain.client, store)
    engine: Any = chain.engine
    send_many = engine.send_many

    def silent(_: Any) -> Any:
        raise EngineError("no answer from the node")

    engine.send_many = silent
    try:
        with pytest.raises(StillUnderWay, match="accepted and is in no block after 0 s") as waited:
            sender.send(count(counter, 5), buyer, label="the buyer", seconds=0)
    finally:
        engine.send_many = send_many
    assert total(chain, counter) == 0
    # another process, which is told by the label whose key it is
    known = {"the buyer": buyer}
    other = DependableSender(chain.client, store, signers=lambda label, _: known.get(label))
    sender.outbox(buyer).step_down()
    stop = threading.Event()
    worker = threading.Thread(target=other.run, args=(stop,))
    worker.start()
    deadline = time.monotonic() + 60
    while not total(chain, counter) and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    worker.join(60)
    assert total(chain, counter) == 5
    found = other.outbox(buyer).find(waited.value.key)
    assert found is not None
    assert found.settled


def test_a_suspended_key_says_so(chain: Chain, counter: Contract, sender: DependableSender) -> None:
    buyer = chain.signer("buyer")
    done = sender.send(count(counter, 5), buyer, key="before")
    sender.outbox(buyer).suspend("lost its token")
    with pytest.raises(KeySuspended, match="lost its token"):
        sender.send(count(counter, 6), buyer)
    assert sender.send(count(counter, 5), buyer, key="before") == done
    sender.outbox(buyer).resume()
    assert sender.send(count(counter, 6), buyer).result == 11


def test_a_key_that_rested_long_does_not_read_all_it_missed(
    chain: Chain, counter: Contract, sender: DependableSender
) -> None:
    buyer = chain.signer("buyer")
    sender.send(count(counter, 1), buyer)
    for _ in range(200):
        chain.engine.mine()
    sender.node.final_block()
    engine: Any = chain.engine
    asked: list[str] = []
    rpc = engine.rpc
    engine.rpc = lambda method, params: (asked.append(method), rpc(method, params))[1]
    try:
        sender.send(count(counter, 1), buyer)
    finally:
        engine.rpc = rpc
    assert asked.count("eth_getBlockByNumber") < 5


# ---------------------------------------------------------------------- holders


def test_a_process_that_is_gone_is_known_to_be() -> None:
    assert not has_ended(this_process())
    gone = subprocess.run(
        [
            sys.executable,
            "-c",
            "from dhow.ledger.sending.holders import this_process; print(this_process())",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert has_ended(gone)


@pytest.mark.parametrize(
    "holder", ["first", "child 7", "elsewhere/1:4194305:ab", "a:b:c", "", "::"]
)
def test_of_others_nothing_is_assumed(holder: str) -> None:
    assert not has_ended(holder)
