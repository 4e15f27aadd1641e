"""The Dubai juice trade with every party on an API process, a database and a validator of its own.

The clock is the network's own, moved on between the acts of the story; nothing else is helped.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Timer

import pytest

from api.ids import org_hex
from dhow.ledger.network import Network, Plan
from scenarios.dubai_juice import DubaiJuice
from scenarios.stage.own_processes import OwnProcesses
from scenarios.stage.player import NoAudience, play
from scenarios.stage.story import Chapter, EndingKind

pytestmark = [pytest.mark.network, pytest.mark.long]

JANUARY = 1_767_225_600
HALT_SECONDS = 5.0


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

    def __init__(self, trouble: Mapping[int, Callable[[], None]]) -> None:
        self._trouble = trouble
        self.met: list[int] = []

    def chapter_opens(self, number: int, chapter: Chapter) -> None:
        """As planned."""
        del chapter
        if number in self._trouble:
            self._trouble[number]()
            self.met.append(number)


def later(act: Callable[[], None]) -> None:
    """Do it in some seconds, while the story waits for blocks that nobody makes."""
    Timer(HALT_SECONDS, act).start()


def halted_by_two_deaths(network: Network) -> None:
    """Two of four are gone: no block is made until they are back."""

    def back() -> None:
        network.start("node1")
        network.start("node2")

    network.kill("node1")
    network.kill("node2")
    later(back)


def halted_by_a_partition(network: Network) -> None:
    """Two halves that do not reach each other: neither makes a block."""
    network.partition([["node0", "node1"]])
    later(network.heal)


def test_it_is_paid_though_validators_die_and_are_parted(network: Network) -> None:
    audience = Troubled(
        {
            2: lambda: network.kill("node1"),  # three of four go on
            3: lambda: network.start("node1"),
            4: lambda: halted_by_two_deaths(network),
            6: lambda: halted_by_a_partition(network),
        }
    )
    record = asyncio.run(
        play(
            DubaiJuice,
            audience=audience,
            raised=lambda currencies: OwnProcesses.over(network.folder, currencies),
        )
    )
    assert audience.met == [2, 3, 4, 6]
    assert record.as_expected, [check for check in record.checks if not check.holds]
    assert record.ending.kind is EndingKind.PAID
    assert record.chain == "network"

    # nothing is lost or doubled: it is what happens where nothing goes wrong
    plain = asyncio.run(play(DubaiJuice))
    assert record.balances == plain.balances
    assert record.transactions == plain.transactions
    assert [event["name"] for event in record.events] == [event["name"] for event in plain.events]

    # each party had a process of its own, with its own keys, and each node was somebody's
    kept = {each.name: each for each in network.layout.services if each.name.startswith("api-")}
    assert len(kept) >= 8
    assert {each.about["node"] for each in kept.values()} == {"node0", "node1", "node2", "node3"}
    organisations = [of(each.command, "--organisation") for each in kept.values()]
    assert len(set(organisations)) == len(organisations)

    # and a database of its own, in which nobody has anything of a deal it is no party to
    databases = {of(each.command, "--db") for each in kept.values()}
    assert len(databases) == len(kept)
    holders = {
        name: parties_in(of(each.command, "--db"), of(each.command, "--organisation"))
        for name, each in kept.items()
    }
    assert sum(bool(credits) for credits, _ in holders.values()) == 4
    assert all(own for _, own in holders.values()), holders


def of(command: tuple[str, ...], option: str) -> str:
    """What follows an option."""
    return command[command.index(option) + 1]


def parties_in(database: str, organisation: str) -> tuple[int, bool]:
    """How many credits a database holds, and whether its users are one organisation's only."""
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        (credits,) = connection.execute("select count(*) from credits").fetchone()
        whose = {row[0] for row in connection.execute("select distinct organisation from users")}
    return credits, whose == {org_hex(organisation)}
