"""The Dubai juice trade, whole: every fault stops its payment, both engines tell the same story."""

import asyncio
from datetime import UTC, datetime
from functools import cache

import pytest

from scenarios.catalogue import find
from scenarios.juice_trade.cast import FRUIT_PRICE, cast
from scenarios.stage.hours import is_open
from scenarios.stage.player import RunRecord, play
from scenarios.stage.story import EndingKind
from tests.support.desks import is_manned
from tests.support.staged import begun

STORY = find("dubai-juice")
ON_THE_FIRST_LEG = ("excursion", "silent-sensor", "replayed-reading", "late-presentation")


@cache
def run(fault: str | None, chain: str = "embedded") -> RunRecord:
    """One run a worker for each fault and chain: the tests look at it from several sides."""
    raised = begun if chain == "embedded" else None
    return asyncio.run(play(STORY, chain, fault, raised=raised))


def failed_checks(record: RunRecord) -> list[str]:
    return [f"{check.name}: {check.found}" for check in record.checks if not check.holds]


def test_nothing_goes_wrong_and_both_legs_are_paid() -> None:
    record = run(None)

    assert failed_checks(record) == []
    assert record.ending.kind is EndingKind.PAID
    assert record.balances["konkan-orchards"] == {"USD": 12_400_000}
    assert record.as_expected


@pytest.mark.parametrize(
    ("fault", "code", "rule"),
    [
        ("excursion", "TEMPERATURE_CONTENT", "UCP 600 art. 14"),
        ("silent-sensor", "NO_EVIDENCE", "UCP 600 art. 14"),
        ("replayed-reading", "MISSING", "UCP 600 art. 14"),
        ("late-presentation", "LATE_PRESENTATION", "UCP 600 art. 14(c)"),
        ("double-financed", "Invoices_Duplicate", "one invoice, one registration"),
        ("excursion-by-air", "Undertaking_TemperatureOutOfRange", "temperature condition"),
    ],
)
def test_each_fault_stops_its_payment_in_words_with_its_rule(
    fault: str, code: str, rule: str
) -> None:
    record = run(fault)

    assert failed_checks(record) == []
    assert record.ending.kind is EndingKind.STOPPED
    assert record.ending.code == code
    assert rule in record.ending.rule
    assert len(record.ending.words.split()) > 4
    assert record.as_expected


@pytest.mark.parametrize("fault", [None, *STORY.faults])
def test_banks_act_on_their_banking_days_in_their_hours(fault: str | None) -> None:
    places = {each.code: each.place for each in cast(FRUIT_PRICE, None) if each.place}

    acts = [(beat, places[beat.actor]) for beat in run(fault).beats if beat.actor in places]

    assert acts
    for beat, place in acts:
        when = datetime.fromtimestamp(beat.at, UTC)
        told = f"{beat.actor_name} {beat.title} at {when}"
        assert is_manned(place, when), told  # by the clock on the wall, which no calendar says
        assert is_open(place, when), told  # and no public holiday


@pytest.mark.parametrize("fault", ON_THE_FIRST_LEG)
def test_a_refused_presentation_pays_nobody_and_returns_the_collateral(fault: str) -> None:
    balances = run(fault).balances

    assert balances["konkan-orchards"] == {}
    assert balances["creek-bank"] == {"USD": 4 * 12_400_000}
    assert balances["al-mina-juice"] == {"USD": 12_400_000}


def test_the_excursion_is_the_only_thing_the_bank_objects_to() -> None:
    examination = next(
        beat for beat in run("excursion").beats if beat.title == "examines the documents"
    )

    (finding,) = examination.shown.findings
    assert "19.18 °C" in finding
    assert "13 °C" in finding


def test_a_replayed_reading_is_named_by_every_node() -> None:
    beat = next(
        beat for beat in run("replayed-reading").beats if beat.title == "attests the temperatures"
    )

    assert len(beat.shown.findings) == 4
    assert all("REPLAYED_READING" in line for line in beat.shown.findings)


def test_money_is_conserved_whatever_happens() -> None:
    for fault in (None, *STORY.faults):
        held: dict[str, int] = {}
        for amounts in run(fault).balances.values():
            for currency, minor in amounts.items():
                held[currency] = held.get(currency, 0) + minor
        undertaken = 8_850_000 if fault == "double-financed" else 0
        assert held == {
            "USD": 5 * 12_400_000,
            "EUR": 6 * 8_850_000 - undertaken,
        }, fault


@pytest.mark.anvil
@pytest.mark.parametrize(
    "fault",
    [
        None,
        pytest.param("excursion", marks=pytest.mark.long),  # contracts and ending of the others
        "excursion-by-air",
    ],
)
def test_embedded_and_anvil_tell_the_same_story(fault: str | None) -> None:
    embedded, anvil = run(fault), run(fault, "anvil")

    assert anvil.chain == "anvil"
    assert embedded.events == anvil.events
    assert embedded.balances == anvil.balances
    assert [beat.at for beat in embedded.beats] == [beat.at for beat in anvil.beats]
    assert embedded.ending == anvil.ending


def test_the_same_run_twice_is_the_same_to_the_last_event() -> None:
    again = asyncio.run(play(STORY, "embedded", "excursion"))  # its parties admitted anew

    assert again.events == run("excursion").events
    assert again.gas_used == run("excursion").gas_used
