"""A real process, a real file, kill -9 at random moments: nothing lost, nothing doubled."""

import pickle
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhow.ledger.following import AfterBlocks, NodeBlocks, Projector
from dhow.store import Store, open_store
from dhow.store.projections import StoredProjections
from tests.support.chain import Chain
from tests.support.followed import BlockTree, RecordedNode, Trading, dump, recorded
from tests.support.stores import CHEAP, MASTER_KEY

KILLS = 4
MANY_KILLS = 100


@pytest.fixture(scope="module")
def trading(module_chain: Chain) -> Trading:
    return Trading(module_chain)


@pytest.fixture(scope="module")
def tree(trading: Trading) -> BlockTree:
    return recorded(trading, random.Random(5), branches=5, acts=10)


@pytest.fixture(scope="module")
def recording(trading: Trading, tree: BlockTree, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("recording") / "blocks.pickle"
    place.write_bytes(pickle.dumps((tree, trading.contracts)))
    return place


@pytest.fixture
def fresh() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as store:
        yield store


def follow_and_kill(
    recording: Path, database: Path, branch: int, rng: random.Random, root: Path
) -> int:
    """Start a follower, kill it after some steps at an arbitrary moment; how it ended."""
    command = ["-m", "tests.support.following_process", str(recording), str(database), str(branch)]
    with subprocess.Popen(
        [sys.executable, *command], cwd=root, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for _ in range(rng.randrange(1, 30)):
            if not child.stdout.readline():
                break
        try:
            child.wait(rng.random() * 0.02)  # somewhere inside the steps after
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        return child.wait()


def check(
    kills: int,
    recording: Path,
    tree: BlockTree,
    trading: Trading,
    place: Path,
    fresh: Store,
    root: Path,
) -> None:
    rng = random.Random(kills)
    database = place / "followed.db"
    ends = [
        follow_and_kill(recording, database, rng.randrange(len(tree.tips)), rng, root)
        for _ in range(kills)
    ]
    assert -signal.SIGKILL in ends
    assert set(ends) <= {0, -signal.SIGKILL}
    source = NodeBlocks(RecordedNode(tree, tree.tips[0]), AfterBlocks(0))
    Projector(source, trading.followed, StoredProjections(fresh)).catch_up()
    with open_store(f"sqlite:///{database}", MASTER_KEY, password_cost=CHEAP) as store:
        Projector(source, trading.followed, StoredProjections(store)).catch_up()
        assert dump(store) == dump(fresh)


def test_kill_9_loses_and_doubles_nothing(
    recording: Path,
    tree: BlockTree,
    trading: Trading,
    tmp_path: Path,
    fresh: Store,
    repository_root: Path,
) -> None:
    check(KILLS, recording, tree, trading, tmp_path, fresh, repository_root)


@pytest.mark.long
def test_kill_9_again_and_again_loses_and_doubles_nothing(
    recording: Path,
    tree: BlockTree,
    trading: Trading,
    tmp_path: Path,
    fresh: Store,
    repository_root: Path,
) -> None:
    check(MANY_KILLS, recording, tree, trading, tmp_path, fresh, repository_root)
