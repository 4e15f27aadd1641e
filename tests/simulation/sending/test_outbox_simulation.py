"""One seed drives commands, failures, kills, reorderings; the promise must hold in every run.

Each accepted command is mined exactly once (one that no node takes: never, and its nonce is used
up), nothing else is mined, every byte was on record before it was sent, no nonce is taken twice.
A failing seed says how to run it alone, with all that happened.
"""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError

from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.sending import EngineNode
from dhow.ledger.sending.leader import Leader
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Address
from dhow.store import Store, open_store
from dhow.store.repositories.outbox import Outbox as OutboxRepository
from tests.support.sending import RealChain, World
from tests.support.stores import MASTER_KEY

DEEDS = 40
HERE = "tests/simulation/sending/test_outbox_simulation.py"

# calldata that begins with "f" makes it revert: 19 bytes after 12 that return them
REVERTS_ON_F = bytes.fromhex("6013600c60003960136000f3" + "60003560f81c606614600d57005b60006000fd")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """One database for all seeds, each of which has a chain of its own in it."""
    with open_store("sqlite://", MASTER_KEY) as opened:
        yield opened


def play(world: World, *, test: str) -> Counter[str]:
    """Run a world to its end; where it breaks a promise, say which seed and how to see it."""
    try:
        world.run(DEEDS)
    except BaseException as problem:
        story = "\n".join(world.log)
        alone = f"DHOW_SEED={world.seed} .venv/bin/python -m pytest -m '' {HERE}::{test}"
        pytest.fail(
            f"seed {world.seed} breaks the promise: {type(problem).__name__}: {problem}\n"
            f"alone: {alone}\n{story}",
            pytrace=not isinstance(problem, AssertionError),
        )
    return world.counts


def seeds(first: int, count: int) -> range:
    """A part of the seeds; of them only the one asked for, where one is."""
    part = range(first, first + count)
    alone = os.environ.get("DHOW_SEED")
    if alone is None:
        return part
    return range(int(alone), int(alone) + 1) if int(alone) in part else range(0)


@pytest.mark.parametrize("first", range(0, 200, 25))
def test_every_accepted_command_is_mined_exactly_once(store: Store, first: int) -> None:
    counts: Counter[str] = Counter()
    test = "test_every_accepted_command_is_mined_exactly_once"
    for seed in seeds(first, 25):
        counts += play(World(seed, store), test=test)
    if "DHOW_SEED" not in os.environ:  # a run without trouble would show nothing
        least = {"accepted": 150, "failures": 60, "kills": 10, "interleavings": 40, "sent late": 10}
        assert all(counts[what] >= number for what, number in least.items()), counts


@pytest.mark.parametrize("seed", [3121, 13104])
def test_what_somebody_else_sent_in_our_place_is_not_waited_for_for_ever(
    store: Store, seed: int
) -> None:
    """A node has it and leaves it out of its blocks; ours was refused as underpriced beside it."""
    play(World(seed, store), test="test_many_more_seeds")


def test_the_promise_holds_on_a_shared_database(postgresql_store: Store) -> None:
    test = "test_the_promise_holds_on_a_shared_database"
    for seed in seeds(200, 10):
        play(World(seed, postgresql_store), test=test)


@pytest.mark.long
@pytest.mark.parametrize("first", range(21_000, 22_000, 100))
def test_many_more_seeds_on_a_shared_database(postgresql_url: str, first: int) -> None:
    with open_store(postgresql_url, MASTER_KEY) as store:
        for seed in seeds(first, 100):
            play(World(seed, store), test="test_many_more_seeds_on_a_shared_database")


@pytest.mark.long
@pytest.mark.parametrize("first", range(1_000, 21_000, 1_000))
def test_many_more_seeds(first: int) -> None:
    with open_store("sqlite://", MASTER_KEY) as store:
        for seed in seeds(first, 1_000):
            play(World(seed, store), test="test_many_more_seeds")


@pytest.mark.parametrize("seed", seeds(0, 6))
def test_on_the_embedded_engine_with_real_signatures(seed: int) -> None:
    with EmbeddedEngine() as engine, open_store("sqlite://", MASTER_KEY) as store:
        deployer = LocalSigner.named("deployer")
        creation = deployer.sign_transaction(
            {
                "type": 2,
                "chainId": engine.chain_id,
                "nonce": 0,
                "gas": 200_000,
                "maxFeePerGas": 0,
                "maxPriorityFeePerGas": 0,
                "value": 0,
                "data": REVERTS_ON_F,
            }
        )
        tx_hash = engine.rpc("eth_sendRawTransaction", ["0x" + creation.hex()])
        target = engine.rpc("eth_getTransactionReceipt", [tx_hash])["contractAddress"]
        world = World(
            seed,
            store,
            chain=RealChain(engine),
            signer=LocalSigner.named("bank"),
            target=Address(target),
        )
        world.foreign.add(tx_hash)
        play(world, test="test_on_the_embedded_engine_with_real_signatures")


# ------------------------------------------------- the simulation finds what is planted


def _no_patience_with_forks(patch: pytest.MonkeyPatch) -> None:
    """Outcomes taken from blocks that may still be replaced."""

    def latest(self: EngineNode) -> int:
        return int(self._engine.rpc("eth_blockNumber", []), 16)

    patch.setattr(EngineNode, "final_block", latest)


def _nonces_not_compared(patch: pytest.MonkeyPatch) -> None:
    """Two processes may take the same nonce."""
    right = OutboxRepository.take_nonces

    def careless(
        self: OutboxRepository, chain_id: int, sender: str, *, first: int, after: int
    ) -> bool:
        key = self.key(chain_id, sender)
        assert key is not None
        return right(self, chain_id, sender, first=key.next_nonce, after=max(first, after))

    patch.setattr(OutboxRepository, "take_nonces", careless)


def _sent_once_only(patch: pytest.MonkeyPatch) -> None:
    """Bytes that a node forgot are never broadcast again."""
    right = Leader._broadcast

    def once(self: Leader, *given: object) -> object:
        self._sent = dict.fromkeys(self._sent, 10**12)
        return right(self, *given)  # type: ignore[arg-type]

    patch.setattr(Leader, "_broadcast", once)


def _signed_anew_without_looking(patch: pytest.MonkeyPatch) -> None:
    """A nonce that is used is taken for another's, though the block was not read."""
    right = Leader._mend

    def hasty(self: Leader, entries: object, latest: object) -> object:
        with patch.context() as inner:
            inner.setattr(self._node, "final_block", lambda: 0)  # the block asked for is read
            pending = self._node.nonce
            inner.setattr(self._node, "nonce", lambda address, _: pending(address))
            return right(self, entries, latest)  # type: ignore[arg-type]

    patch.setattr(Leader, "_settle_by_receipt", lambda *_: False)
    patch.setattr(Leader, "_mend", hasty)


def _answers_lost_are_failures(patch: pytest.MonkeyPatch) -> None:
    """A caller who asks again gets a second command."""
    patch.setattr(OutboxRepository, "find", lambda *_: [])


@pytest.mark.parametrize(
    "plant",
    [
        _no_patience_with_forks,
        _nonces_not_compared,
        _sent_once_only,
        _signed_anew_without_looking,
        _answers_lost_are_failures,
    ],
    ids=lambda plant: plant.__name__.strip("_"),
)
def test_a_planted_fault_is_found(plant: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(plant)
    plant(monkeypatch)
    with open_store("sqlite://", MASTER_KEY) as store:
        for seed in range(100_000, 100_160):
            world = World(seed, store)
            if not world.confirmations:
                continue  # where every block is final at once, less can go wrong
            try:
                world.run(DEEDS)
            except (AssertionError, IntegrityError):
                return
    pytest.fail("160 seeds ran through although the fault is there")


def test_a_seed_makes_the_same_run_each_time() -> None:
    runs = []
    for _ in range(2):
        with open_store("sqlite://", MASTER_KEY) as fresh:
            world = World(7, fresh)
            world.run(DEEDS)
            runs.append((world.log, world.chain.blocks, world.counts))
    assert runs[0] == runs[1]
