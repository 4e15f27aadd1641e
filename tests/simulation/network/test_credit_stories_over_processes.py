"""Stories of letters of credit with every party on a process, a database and a node of its own.

Each ends as it does in one house, though processes are killed when their party has just acted: what
was kept and not yet told is told after all, and nothing is done twice.
"""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dhow.ledger.network import Network, Plan
from dhow.ledger.network.organisations import PREFIX
from scenarios.catalogue import find
from scenarios.stage.own_processes import OwnProcesses
from scenarios.stage.player import NoAudience, RunRecord, play
from scenarios.stage.story import Beat

pytestmark = [pytest.mark.network, pytest.mark.long]

JANUARY = 1_767_225_600
RUNS = (
    ("two-banks-one-lc", None),
    ("two-banks-one-lc", "drawn-twice"),
    ("crude-oil", None),
    ("crude-oil", "overstated"),
    ("crude-oil", "beyond-tolerance"),
    ("crude-oil", "off-specification"),
    ("soybeans", None),
    ("soybeans", "waiver-declined"),
    ("soybeans", "not-cured"),
    ("roses", None),
)
"""The faults of `two-banks-one-lc` in which one paper is at two banks are not here: what is told of
papers that only resemble others, or of an invoice, stays within one database."""


class Killing(NoAudience):
    """Kills the process of who acted a moment ago, at every third beat, and starts it again.

    What it did then is on the ledger and in its database; who is to hear of it may not have.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._acted: str | None = None
        self._beats = 0
        self.killed: list[str] = []

    def beat_opens(self, beat: Beat, actor_name: str) -> None:
        """The beat before is over."""
        del actor_name
        self._beats += 1
        acted, self._acted = self._acted, beat.actor
        known = {each.name: each for each in self._network.layout.services}
        service = known.get(f"{PREFIX}{acted}")
        if self._beats % 3 or service is None:
            return
        self._network.kill(service.name)
        self._network.start(service.name)
        self.killed.append(service.name)
        until = time.monotonic() + 120
        while not _answers(service.port or 0):
            assert time.monotonic() < until, self._network.log(service.name)
            time.sleep(0.2)


def _answers(port: int) -> bool:
    try:
        url = f"http://127.0.0.1:{port}/health/live"
        return httpx.get(url, trust_env=False, timeout=5).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture
def network(validator: Path, tmp_path: Path) -> Iterator[Network]:
    """Four validators whose clock starts before the stories do."""
    del validator
    one = Network(tmp_path / "network")
    with one.tie():
        one.up(Plan(block_milliseconds=200, begins=JANUARY))
        yield one


@pytest.mark.parametrize(("name", "fault"), RUNS)
def test_it_ends_as_in_one_house_though_processes_are_killed(
    network: Network, name: str, fault: str | None
) -> None:
    killing = Killing(network)
    apart = asyncio.run(
        play(
            find(name),
            fault=fault,
            audience=killing,
            raised=lambda currencies: OwnProcesses.over(network.folder, currencies),
        )
    )
    assert [f"{each.name}: {each.found}" for each in apart.checks if not each.holds] == []
    assert apart.as_expected, apart.ending
    assert len(killing.killed) >= 2
    together = asyncio.run(play(find(name), fault=fault))
    assert told(apart) == told(together)


def told(record: RunRecord) -> tuple[object, ...]:
    """What a run comes to, on the ledger and in words."""
    names = [event["name"] for event in record.events]
    return record.ending, record.balances, record.transactions, names
