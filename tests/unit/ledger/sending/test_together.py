"""Acts that come at the same time: one record, one block; each is its own all the same."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from dhow.errors import EnvironmentProblemError
from dhow.ledger.abi import Refusal
from dhow.ledger.contract import Contract
from dhow.ledger.sending import DependableSender, IdempotencyConflict, KeySuspended
from dhow.ledger.types import Receipt
from dhow.store import Store, StoreUnusable, open_store
from tests.support.chain import Chain
from tests.support.stores import MASTER_KEY

NOBODY = "0x" + "00" * 20
TICKET = b"\x07" * 32


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY) as opened:
        yield opened


@pytest.fixture
def counter(chain: Chain) -> Contract:
    return chain.deploy("Counter", 100, NOBODY)


@pytest.fixture
def sender(chain: Chain, store: Store, counter: Contract) -> DependableSender:
    """Every key has led before: from now on a pass may settle what it sends."""
    made = DependableSender(chain.client, store)
    for name in ("buyer", "seller"):
        made.send(count(counter, 1), chain.signer(name))
    return made


def count(counter: Contract, amount: int) -> Any:
    entry = {"who": NOBODY, "amount_minor": amount, "mood": 0, "proofs": []}
    return counter.act("count", TICKET, entry)


def at_once(
    sender: DependableSender, *asked: Callable[[], Receipt[Any]]
) -> list["Future[Receipt[Any]]"]:
    """Have all of them wait for the same pass, in this order."""
    together = sender._together
    with ThreadPoolExecutor(len(asked)) as pool, together._turn:
        done = []
        for place, one in enumerate(asked):
            done.append(pool.submit(one))
            while len(together._waiting) <= place:
                time.sleep(0.001)
    return done


def test_acts_of_two_keys_share_a_block_and_one_that_is_refused_takes_no_nonce(
    chain: Chain, counter: Contract, sender: DependableSender
) -> None:
    buyer, seller = chain.signer("buyer"), chain.signer("seller")
    block, nonce = chain.client.block_number(), sender.outbox(buyer).inspect().next_nonce
    first, refused, second, third = at_once(
        sender,
        lambda: sender.send(count(counter, 5), buyer, key="one"),
        lambda: sender.send(count(counter, 101), buyer, key="too much"),
        lambda: sender.send(count(counter, 6), buyer, key="two"),
        lambda: sender.send(count(counter, 7), seller, key="one"),
    )
    assert [each.result().block_number for each in (first, second, third)] == [block + 1] * 3
    assert isinstance(refused.exception(), Refusal)
    assert [each.result().result for each in (first, second, third)] == [7, 13, 20]
    view = sender.outbox(buyer).inspect()
    assert (view.next_nonce, view.open_count, view.block) == (nonce + 2, 0, block + 1)
    assert sender.outbox(buyer).find("too much") is None


def test_the_same_key_twice_at_once_is_one_act_and_another_act_under_it_is_refused(
    chain: Chain, counter: Contract, sender: DependableSender
) -> None:
    buyer, nonce = chain.signer("buyer"), chain.client.block_number()
    first, again, other = at_once(
        sender,
        lambda: sender.send(count(counter, 5), buyer, key="one"),
        lambda: sender.send(count(counter, 5), buyer, key="one"),
        lambda: sender.send(count(counter, 6), buyer, key="one"),
    )
    assert again.result() == first.result()
    assert isinstance(other.exception(), IdempotencyConflict)
    assert chain.client.block_number() == nonce + 1


def test_a_suspended_key_stops_no_other(
    chain: Chain, counter: Contract, sender: DependableSender
) -> None:
    buyer, seller = chain.signer("buyer"), chain.signer("seller")
    sender.outbox(buyer).suspend("lost")
    stopped, done = at_once(
        sender,
        lambda: sender.send(count(counter, 5), buyer, key="one"),
        lambda: sender.send(count(counter, 6), seller, key="one"),
    )
    assert isinstance(stopped.exception(), KeySuspended)
    assert done.result().event("Counted").amount_minor == 6


def test_what_was_refused_on_top_of_acts_that_are_not_kept_is_not_refused(
    chain: Chain,
    counter: Contract,
    sender: DependableSender,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database fails once: nobody is told a refusal that rests on what never came to be."""
    buyer, block = chain.signer("buyer"), chain.client.block_number()

    @contextmanager
    def full() -> Iterator[Any]:
        raise StoreUnusable("the disk is full")
        yield

    with monkeypatch.context() as failing:
        failing.setattr(store, "begin", full)
        both = at_once(
            sender,
            lambda: sender.send(count(counter, 5), buyer, key="one"),
            lambda: sender.send(count(counter, 101), buyer, key="two"),
        )
    for each in both:
        assert isinstance(each.exception(), EnvironmentProblemError)
    assert chain.client.block_number() == block
    assert sender.outbox(buyer).find("one") is None
    assert sender.send(count(counter, 5), buyer, key="one").block_number == block + 1


def test_what_is_on_record_is_mined_though_its_outcome_was_not_written(
    chain: Chain, counter: Contract, sender: DependableSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer, broken = chain.signer("buyer"), threading.Event()
    sends = sender.node.send

    def sent_and_no_answer(raws: Any) -> Any:
        answers = sends(raws)
        if not broken.is_set():
            broken.set()
            raise StoreUnusable("gone for a moment")
        return answers

    monkeypatch.setattr(sender.node, "send", sent_and_no_answer)
    block = chain.client.block_number()
    assert sender.send(count(counter, 5), buyer, key="one").block_number == block + 1
    assert broken.is_set()
    assert sender.outbox(buyer).inspect().open_count == 0
