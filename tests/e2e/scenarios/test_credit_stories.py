"""The stories of letters of credit: each fault stops its payment, in words, with its rule.

One run of each story is told by default, the one with the most acts; the rest by the long marker.
"""

import asyncio
from functools import cache

import pytest

from scenarios.catalogue import catalogue, find
from scenarios.stage.player import RunRecord, play
from scenarios.stage.story import EndingKind

TOLD_FIRST = {"crude-oil": "overstated", "soybeans": None, "two-banks-one-lc": "two-credits"}
STORIES = sorted(TOLD_FIRST)
RUNS = [
    pytest.param(
        name,
        fault,
        marks=[] if fault == TOLD_FIRST[name] else pytest.mark.long,
        id=f"{name}-{fault}",
    )
    for name in STORIES
    for fault in (None, *catalogue()[name].faults)
]


@cache
def run(name: str, fault: str | None) -> RunRecord:
    return asyncio.run(play(find(name), "embedded", fault))


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


def test_every_story_of_a_credit_is_told_here() -> None:
    assert set(catalogue()) == {"dubai-juice", *STORIES}
