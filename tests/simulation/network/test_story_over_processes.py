"""The Dubai juice trade with every party on an API process and a validator of its own.

The clock is the network's own, moved on between the acts of the story; nothing else is helped.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhow.ledger.network import Network, Plan
from scenarios.dubai_juice import DubaiJuice
from scenarios.stage.own_processes import OwnProcesses
from scenarios.stage.player import NoAudience, RunRecord, play
from scenarios.stage.story import Chapter

pytestmark = [pytest.mark.network, pytest.mark.long]

JANUARY = 1_767_225_600


@pytest.fixture
def network(validator: Path, tmp_path: Path) -> Iterator[Network]:
    """Four validators whose clock starts before the story does."""
    del validator
    one = Network(tmp_path / "network")
    with one.tie():
        one.up(Plan(block_milliseconds=200, begins=JANUARY))
        yield one


class Troubled(NoAudience):
    """Watches, and does something to the network when a chapter opens."""

    def __init__(self, network: Network, trouble: dict[int, tuple[str, ...]]) -> None:
        self._network = network
        self._trouble = trouble

    def chapter_opens(self, number: int, chapter: Chapter) -> None:
        """Kill and start nodes as planned."""
        del chapter
        for act in self._trouble.get(number, ()):
            verb, name = act.split()
            (self._network.kill if verb == "kill" else self._network.start)(name)


def played(network: Network, database: str, trouble: dict[int, tuple[str, ...]]) -> RunRecord:
    return asyncio.run(
        play(
            DubaiJuice,
            audience=Troubled(network, trouble),
            raised=lambda currencies: OwnProcesses.over(network.folder, database, currencies),
        )
    )


def test_it_is_paid_though_a_validator_dies_in_the_middle(
    network: Network, bare_postgresql_url: str
) -> None:
    record = played(network, bare_postgresql_url, {2: ("kill node1",), 4: ("start node1",)})
    assert record.as_expected, [check for check in record.checks if not check.holds]
    assert record.ending.kind.name == "PAID"
    assert record.chain == "network"
    kept = {each.name: each for each in network.layout.services if each.name.startswith("api-")}
    assert len(kept) >= 8
    assert {each.about["node"] for each in kept.values()} == {"node0", "node1", "node2", "node3"}
    organisations = [each.command[-1] for each in kept.values()]
    assert len(set(organisations)) == len(organisations)
