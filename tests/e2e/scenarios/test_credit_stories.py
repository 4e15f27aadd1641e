"""The stories of letters of credit: each fault stops its payment, in words, with its rule.

One run of each story is told by default, of all but the one with thirty parties; the rest by the
long marker.
"""

import asyncio
from datetime import UTC, datetime
from functools import cache

import pytest

from dhow.trade.swift import read_file
from dhow.trade.swift.correspondence import ACTS, Told
from scenarios.catalogue import catalogue, find
from scenarios.stage.hours import is_open
from scenarios.stage.player import RunRecord, play
from scenarios.stage.story import EndingKind
from tests.support.correspondence import overheard
from tests.support.desks import is_manned

LONG = {"roses"}  # thirty parties
TOLD_FIRST = {"crude-oil": "overstated", "soybeans": None, "two-banks-one-lc": "two-credits"}
STORIES = sorted({*TOLD_FIRST, *LONG})
RUNS = [
    pytest.param(
        name,
        fault,
        marks=[] if (name, fault) in TOLD_FIRST.items() else pytest.mark.long,
        id=f"{name}-{fault}",
    )
    for name in STORIES
    for fault in (None, *catalogue()[name].faults)
]


@cache
def overheard_run(name: str, fault: str | None) -> tuple[RunRecord, tuple[Told, ...]]:
    """One run, and what the banks told each other in it."""
    told: list[Told] = []
    raised = play(find(name), fault=fault, raised=lambda each: overheard(each, told))
    return asyncio.run(raised), tuple(told)


def run(name: str, fault: str | None) -> RunRecord:
    return overheard_run(name, fault)[0]


@pytest.mark.parametrize(("name", "fault"), RUNS)
def test_a_story_ends_as_it_should(name: str, fault: str | None) -> None:
    record = run(name, fault)

    assert [f"{each.name}: {each.found}" for each in record.checks if not each.holds] == []
    assert record.as_expected, record.expected
    if fault is None:
        assert record.ending.kind is EndingKind.PAID
    else:
        assert record.ending.code == find(name).faults[fault].code
        assert record.ending.rule
        assert len(record.ending.words.split()) > 4
        stops = find(name).faults[fault].stops if record.ending.paid else "payment"
        assert record.ending.verdict == f"{stops} stopped"
        drawn = sum(each["name"] == "Honoured" for each in record.events)
        assert bool(record.ending.paid) is bool(drawn)


@pytest.mark.parametrize(("name", "fault"), RUNS)
def test_what_the_parties_did_adds_up_and_stands_beside_paper(name: str, fault: str | None) -> None:
    record = run(name, fault)

    parties = record.parties.values()
    assert sum(each.requests for each in parties) == sum(record.interactions.values())
    assert sum(each.transactions for each in parties) == record.transactions
    assert sum(each.gas_used for each in parties) == record.gas_used
    assert all(each.elapsed_ms > 0 for each in parties if each.requests)
    assert {line.what for line in record.paper} >= {"documents", "documents at the banks"}
    assert all(line.source for line in record.paper)


@pytest.mark.parametrize(("name", "fault"), RUNS)
def test_whatever_banks_tell_each_other_the_network_would_take(
    name: str, fault: str | None
) -> None:
    record, told = overheard_run(name, fault)

    assert {each["name"] for each in record.events} & ACTS
    assert {each.mt for each in told} >= {"700", "730"}
    for each in told:
        assert each.problem is None, (each.mt, each.act, each.problem)
        for message in each.messages:
            (read,) = read_file(message.emit().encode("latin-1")).messages
            assert read.message == message
            assert read.valid, (each.mt, read.findings)


@pytest.mark.parametrize(("name", "fault"), RUNS)
def test_banks_act_on_their_banking_days_in_their_hours(name: str, fault: str | None) -> None:
    places = {each.code: each.place for each in find(name).cast if each.place}  # type: ignore[attr-defined]

    acts = [(beat, places[beat.actor]) for beat in run(name, fault).beats if beat.actor in places]

    assert acts
    for beat, place in acts:
        when = datetime.fromtimestamp(beat.at, UTC)
        told = f"{beat.actor_name} {beat.title} at {when}"
        assert is_manned(place, when), told  # by the clock on the wall, which no calendar says
        assert is_open(place, when), told  # and no public holiday


def test_every_story_of_a_credit_is_told_here() -> None:
    assert set(catalogue()) == {"dubai-juice", *STORIES}
