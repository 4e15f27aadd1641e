"""Four validators that are killed, stopped and parted under steady work.

Whatever happens to them: what an outbox accepted is in exactly one block, and the tables that were
kept up meanwhile are those that a fresh reading of the chain gives.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhow.ledger.deploy import Deployment
from dhow.ledger.engines import open_engine
from dhow.ledger.following import Followed, NodeBlocks, Projector, final_of
from dhow.ledger.network import Network
from dhow.ledger.sending import State
from dhow.store import Store, open_store
from dhow.store.projections import StoredProjections
from scripts.bench.steady import SteadyWork
from tests.support.followed import dump
from tests.support.stores import CHEAP, MASTER_KEY

pytestmark = [pytest.mark.network, pytest.mark.long]

ALL = ("node0", "node1", "node2", "node3")


class Run:
    """Steady work and a follower over the network, and what must hold at the end."""

    def __init__(self, network: Network, contracts: Deployment, folder: Path) -> None:
        self.network = network
        self._contracts = contracts
        self._urls = [node.url for node in network.layout.nodes]
        self._store = open_store(f"sqlite:///{folder}/dhow.db", MASTER_KEY, password_cost=CHEAP)
        self._since = self.block()
        self._stop = threading.Event()
        self._engine = open_engine(",".join(self._urls))
        projector = self._projector(self._store)
        self._following = threading.Thread(target=projector.follow, args=(self._stop,), daemon=True)
        self._following.start()
        money = contracts.money["USD"]
        self.work = SteadyWork(self._urls, self._store, money, named=folder.name)

    def _projector(self, store: Store) -> Projector:
        source = NodeBlocks(self._engine, final_of(self._engine))
        return Projector(source, Followed.of(self._contracts), StoredProjections(store))

    def block(self, name: str | None = None) -> int:
        """The highest block of the nodes that answer, or of one."""
        asked = self.network.status().nodes
        return max(node.block or 0 for node in asked if name in (None, node.name))

    def go_on(self, *names: str, blocks: int = 4) -> None:
        """Wait until these nodes made so many blocks more."""
        self.network.wait_for_block(self.block() + blocks, nodes=names or ALL)

    def stands_still(self, seconds: float = 3.0) -> bool:
        """Whether no block is made for so long, once what was under way is done."""
        time.sleep(1.0)
        before = self.block()
        time.sleep(seconds)
        return self.block() == before

    def end(self) -> None:
        """Nothing accepted is lost or doubled, every node says the same, the tables are right."""
        settled = self.work.finish(seconds=120)
        assert len(settled) == self.work.accepted >= 20
        assert {entry.state for entry in settled.values()} == {State.MINED}
        self.network.wait_for_block(self.block() + 1)
        mined = self.work.on_chain(self._engine, self._since)
        accepted = Counter(
            command.calldata for sender in self.work.senders for command in sender.commands.values()
        )
        lost, doubled = accepted - mined, mined - accepted
        assert (lost, doubled) == (Counter(), Counter())
        self._same_blocks(self.block() - 1)
        self._stop.set()
        self._following.join(60)
        followed = self._projector(self._store)
        followed.catch_up()
        with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as fresh:
            anew = self._projector(fresh)
            while (place := anew.catch_up().block) != followed.catch_up().block:
                assert place
            one, other = dump(self._store), dump(fresh)
        for tables in (one, other):  # the checkpoint may be a block further in one of them
            for name in [name for name in tables if "checkpoint" in name or "block" in name]:
                del tables[name]
        assert one == other

    def _same_blocks(self, last: int) -> None:
        hashes = set()
        for url in self._urls:
            with open_engine(url) as engine:
                found = engine.rpc("eth_getBlockByNumber", [hex(last), False])
                hashes.add((found["hash"], found["stateRoot"]))
        assert len(hashes) == 1

    def close(self) -> None:
        """Let go."""
        self._stop.set()
        self.work.close()
        self._following.join(60)
        self._engine.close()
        self._store.close()


@pytest.fixture
def run(network: Network, contracts: Deployment, tmp_path: Path) -> Iterator[Run]:
    """Work under way on four validators that all run."""
    network.heal()
    for name in ALL:
        network.start(name)
    network.wait_for_block(1)
    one = Run(network, contracts, tmp_path)
    one.go_on(blocks=4)
    yield one
    one.close()


def test_three_of_four_go_on_without_the_one_that_was_killed(run: Run) -> None:
    run.network.kill("node2")
    run.go_on("node0", "node1", "node3", blocks=8)
    run.network.start("node2")
    run.go_on(blocks=3)
    run.end()


def test_two_of_four_make_no_block_and_lose_nothing(run: Run) -> None:
    run.network.kill("node1")
    run.network.kill("node2")
    assert run.stands_still()
    run.network.start("node1")
    run.go_on("node0", "node1", "node3")
    run.network.start("node2")
    run.end()


def test_all_four_killed_at_once_go_on_where_they_were(run: Run) -> None:
    for name in ALL:
        run.network.kill(name)
    for name in ALL:
        run.network.start(name)
    run.go_on()
    run.end()


def test_parted_in_halves_no_side_makes_a_block_and_mended_both_go_on(run: Run) -> None:
    run.network.partition([["node0", "node1"]])
    assert run.stands_still()
    run.network.heal()
    run.go_on()
    run.end()


def test_a_node_alone_is_left_by_those_who_used_it(run: Run) -> None:
    run.network.partition([["node0"]])
    run.go_on("node1", "node2", "node3", blocks=20)
    alone = run.block("node0")
    assert run.block() > alone
    # who preferred node0 is served by the others: its commands are mined while node0 is cut off
    settled = run.work.finish(seconds=120)
    assert {entry.state for entry in settled.values()} == {State.MINED}
    assert any((entry.block_number or 0) > alone for entry in settled.values())
    run.network.heal()
    run.go_on()
    run.end()
