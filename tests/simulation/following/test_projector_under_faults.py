"""One seed drives everything that can go wrong while the ledger is followed.

Real blocks of random lives of trade (embedded engine, real contracts) arrive through a node that
fails, lags, answers from another branch, mixes two branches, keeps receipts back, and replaces
blocks; the database fails at any statement, or after it has committed; processes die between any
two steps; two of them fold into the same tables and overtake each other. Whatever happened, at the
end the tables must be those of a process that saw the final chain alone, from the first block.

A failing seed says how to replay it alone: `DHOW_SEED=123 pytest <this file> -k one_seed`.
"""

import logging
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from dhow.errors import EnvironmentProblemError
from dhow.ledger.engines import EngineError, RpcError
from dhow.ledger.following import AfterBlocks, Followed, NodeBlocks, Projector
from dhow.store import Store, open_store
from dhow.store.projections import StoredProjections
from dhow.store.projections.folding import Folding
from tests.support.chain import Chain
from tests.support.followed import BlockTree, RecordedNode, Row, Trading, dump, recorded
from tests.support.stores import CHEAP, MASTER_KEY

SEEDS = 200
SEEDS_AT_ONCE = 50
LONG_SEEDS = 20_000
Dump = dict[str, list[Row]]


class Gone(Exception):
    """The process is gone: nothing of ours may catch it.

    Not a BaseException, at which the pool would throw the connection away and the database in
    memory with it; real processes and real files are in `test_killed_follower.py`.
    """


class Recording:
    """The tree of blocks, and what a process that saw one branch alone has in its tables."""

    def __init__(self, trading: Trading) -> None:
        self.followed: Followed = trading.followed
        self.tree: BlockTree = recorded(trading, random.Random(7), branches=10, acts=12)
        self._expected: dict[str, Dump] = {}
        self._store = open_store("sqlite://", MASTER_KEY, password_cost=CHEAP)

    def expected(self, tip: str) -> Dump:
        if tip not in self._expected:
            node = RecordedNode(self.tree, tip)
            tables = StoredProjections(self._store)
            Projector(NodeBlocks(node, AfterBlocks(0)), self.followed, tables).rebuild()
            self._expected[tip] = dump(self._store)
        return self._expected[tip]

    def expect_all(self) -> None:
        for block in self.tree.headers:
            if int(self.tree.headers[block]["number"], 16) >= self.followed.first_block:
                self.expected(block)

    def close(self) -> None:
        self._store.close()


@pytest.fixture(scope="module")
def recording(module_chain: Chain) -> Iterator[Recording]:
    made = Recording(Trading(module_chain))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Replaced blocks are the rule here, not worth a warning each."""
    logging.getLogger("dhow.ledger.following").setLevel(logging.ERROR)
    yield
    logging.getLogger("dhow.ledger.following").setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as opened:
        yield opened


class FaultyNode(RecordedNode):
    """A node on which no two answers need to belong together.

    A restless one changes its chain between two questions more than it does anything else.
    """

    def __init__(self, tree: BlockTree, rng: random.Random, *, restless: bool = False) -> None:
        super().__init__(tree, rng.choice(tree.tips), may_shorten=rng.random() < 0.5)
        self.rng = rng
        self.knows_block_receipts = rng.random() < 0.7
        self.faulty = 0.1 if restless else rng.choice([0.002, 0.01, 0.03, 0.1])
        self.restless = restless
        self.rival: Projector | None = None

    def rpc(self, method: str, params: list[Any]) -> Any:
        if self.rng.random() >= self.faulty:
            return super().rpc(method, params)
        match 3 if self.restless and self.rng.random() < 0.7 else self.rng.randrange(8):
            case 0:
                raise RpcError("rate limit exceeded", -32005)
            case 1:
                raise EngineError("the node does not answer")
            case 2:
                raise Gone
            case 3:  # the chain moves between two questions
                self.turn(self.rng.choice(self.tree.tips))
            case 4:  # this answer comes from a node behind the same address that sees another chain
                kept = self.branch
                self.turn(self.rng.choice(self.tree.tips))
                try:
                    return super().rpc(method, params)
                finally:
                    self.branch = kept
            case 5 if method != "eth_blockNumber":
                return None
            case 6 if method == "eth_getBlockReceipts":
                answer = super().rpc(method, params)
                return answer and answer[:-1]
            case 7 if self.rival is not None:  # another process folds meanwhile
                rival, self.rival = self.rival, None
                try:
                    rival.step()
                finally:
                    self.rival = rival
        return super().rpc(method, params)


class FaultyTables(StoredProjections):
    """Tables whose answer "it is done" may be lost."""

    def __init__(self, store: Store, rng: random.Random) -> None:
        super().__init__(store)
        self._rng = rng

    def advance(self, followed: str, blocks: Any, **how: Any) -> bool:
        done = super().advance(followed, blocks, **how)
        if self._rng.random() < 0.05:
            raise self._rng.choice([Gone(), EnvironmentProblemError("connection lost")])
        return done


@contextmanager
def failing_statements(rng: random.Random) -> Iterator[None]:
    """Any statement may fail, or be the last the process sends."""

    def fail(*_: Any) -> None:
        if rng.random() < 0.004:
            raise rng.choice([Gone(), OperationalError("", {}, Exception("disk I/O error"))])

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", fail)


def simulate(
    seed: int, recording: Recording, store: Store, *, restless: bool = False
) -> Counter[str]:
    """Whatever happens, the tables must end as they should; what happened, by kind."""
    seen: Counter[str] = Counter()
    rng = random.Random(seed)
    tree = recording.tree
    plain = StoredProjections(store)
    plain.clear()
    node = FaultyNode(tree, rng, restless=restless)
    confirmations = rng.choice([0, 0, 1, 3])

    def process() -> Projector:
        return Projector(
            NodeBlocks(node, AfterBlocks(confirmations)),
            recording.followed,
            FaultyTables(store, rng),
            batch_blocks=rng.choice([1, 7, 40, 256]),
        )

    processes = [process(), process()]
    if rng.random() < 0.5:  # something is there already when the trouble begins
        rate, node.faulty = node.faulty, 0.0
        Projector(
            NodeBlocks(node, AfterBlocks(confirmations)), recording.followed, plain
        ).catch_up()
        node.faulty = rate
    with failing_statements(rng):
        for _ in range(rng.randrange(5, 20)):
            if rng.random() < 0.5:
                node.turn(rng.choice(tree.tips))
            at = rng.randrange(2)
            node.rival = processes[1 - at]
            try:
                progress = processes[at].step()
                seen["undone"] += progress.undone > 0
                seen["folded"] += progress.folded > 0
            except Gone:
                seen["killed"] += 1
                processes[at] = process()
            except EnvironmentProblemError as problem:
                seen[type(problem).__name__] += 1

    node.faulty = 0.0
    position = plain.position()
    tips = tree.tips
    if not node.controls_time and position:  # a real chain ends up no shorter than it was
        tips = [tip for tip in tips if len(tree.branch(tip)) > position[1]]
    if not restless or node.branch[-1] not in tips:
        node.turn(rng.choice(tips))
    Projector(NodeBlocks(node, AfterBlocks(confirmations)), recording.followed, plain).catch_up()

    position = plain.position()
    assert position is not None
    _, number, block_hash = position
    assert node.branch[number] == block_hash
    assert number >= len(node.branch) - 1 - confirmations
    assert dump(store) == recording.expected(block_hash)
    return seen


def check(seed: int, recording: Recording, store: Store) -> Counter[str]:
    try:
        return simulate(seed, recording, store)
    except BaseException as problem:
        problem.add_note(
            f"seed {seed}; to replay it alone: DHOW_SEED={seed} python -m pytest -k one_seed "
            "tests/simulation/following/test_projector_under_faults.py"
        )
        raise


@pytest.mark.parametrize("first", range(0, SEEDS, SEEDS_AT_ONCE))
def test_no_fault_changes_what_the_tables_say(
    first: int, recording: Recording, store: Store
) -> None:
    seen: Counter[str] = Counter()
    for seed in range(first, first + SEEDS_AT_ONCE):
        seen += check(seed, recording, store)
    kinds = ("undone", "folded", "killed", "ChainMoved", "RpcError", "StoreUnusable")
    assert min(seen[kind] for kind in kinds) > 0, f"the seeds no longer meet every fault: {seen}"


def test_no_fault_changes_what_a_servers_tables_say(
    recording: Recording, postgresql_store: Store
) -> None:
    """What is expected was folded by SQLite: both must hold the same rows."""
    for seed in range(LONG_SEEDS, LONG_SEEDS + 12):
        check(seed, recording, postgresql_store)


@pytest.mark.long
@pytest.mark.parametrize("first", range(SEEDS, LONG_SEEDS, 1_000))
def test_no_fault_in_many_seeds_changes_what_the_tables_say(
    first: int, recording: Recording, store: Store
) -> None:
    for seed in range(first, first + 1_000):
        check(seed, recording, store)


@pytest.mark.skipif("DHOW_SEED" not in os.environ, reason="DHOW_SEED names no seed to replay")
def test_one_seed(recording: Recording, store: Store) -> None:
    check(int(os.environ["DHOW_SEED"]), recording, store)


def _overtaken(self: StoredProjections, followed: str, blocks: Any, **how: Any) -> bool:
    position = self.position()
    how["expected"] = position[1:] if position else None
    return ADVANCE(self, followed, blocks, **how)


def _unchecked(self: NodeBlocks, header: dict[str, Any]) -> list[dict[str, Any]]:
    receipts = self._block_receipts(header) if self._has_block_receipts else None
    return [log for receipt in receipts or () for log in receipt["logs"]]


ADVANCE = StoredProjections.advance
PLANTED: dict[str, tuple[type, str, Any]] = {
    "versions are not undone": (Folding, "_undo_versions", lambda *_: None),
    "nobody looks who folded meanwhile": (StoredProjections, "advance", _overtaken),
    "receipts are taken as they come": (NodeBlocks, "_logs", _unchecked),
    "nobody looks whose child a block is": (Projector, "_hash_at", lambda *_: None),
}


def test_no_restless_chain_changes_what_the_tables_say(recording: Recording, store: Store) -> None:
    for seed in range(SEEDS_AT_ONCE):
        simulate(seed, recording, store, restless=True)


@pytest.mark.parametrize("planted", PLANTED)
def test_the_simulation_finds_planted_faults(
    planted: str, recording: Recording, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording.expect_all()  # before the fault is planted: what is expected knows none
    monkeypatch.setattr(*PLANTED[planted])
    restless = planted == "nobody looks whose child a block is"
    assert any(_fails(seed, recording, store, restless=restless) for seed in range(SEEDS))


def _fails(seed: int, recording: Recording, store: Store, *, restless: bool) -> bool:
    try:
        simulate(seed, recording, store, restless=restless)
    except EnvironmentProblemError:
        raise  # a fault of the simulation itself is no finding
    except Exception:
        return True
    return False
