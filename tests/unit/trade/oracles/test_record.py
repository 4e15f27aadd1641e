"""Which stretch of a logger's chain is attested: its own record, or agreed instants."""

from dataclasses import replace
from itertools import accumulate

import pytest

from dhow.trade.oracles.policy import TemperaturePolicy
from dhow.trade.oracles.readings import GENESIS, Reading
from dhow.trade.oracles.record import AgreedRecord, RecordNotComplete, Stretch

CONTAINER = "CSQU3054383"
WHOLE = AgreedRecord(TemperaturePolicy(2_000, 8_000), CONTAINER)
START = 1_775_001_600


def chain(*entries: tuple[int, int]) -> list[Reading]:
    """Entries as (seconds after START, probe); probe 0 closes."""

    def after(made: list[Reading], entry: tuple[int, int]) -> list[Reading]:
        previous = made[-1].digest if made else GENESIS
        value = 5_000 if entry[1] else 0
        return [
            *made,
            Reading("logger", len(made) + 1, START + entry[0], entry[1], value, previous),
        ]

    return list(accumulate(entries, after, initial=[]))[-1]


def counters(stretch: Stretch) -> list[int]:
    return [reading.counter for reading in stretch.readings]


def test_a_whole_record_runs_from_the_first_entry_to_the_closing_one() -> None:
    stretch = WHOLE.stretch(chain((0, 1), (900, 1), (1_800, 1), (2_000, 0)))
    assert (stretch.from_time, stretch.until_time) == (START, START + 2_000)
    assert counters(stretch) == [1, 2, 3]


def test_a_second_voyage_of_the_logger_is_left_out() -> None:
    two = chain((0, 1), (900, 1), (1_000, 0), (9_000, 1), (9_900, 0))
    assert counters(WHOLE.stretch(two)) == [1, 2]
    agreed = WHOLE.between(START, START + 9_500)
    assert counters(agreed.stretch(two)) == [1, 2]


def test_agreed_instants_are_both_included() -> None:
    stretch = WHOLE.between(START + 900, START + 1_800).stretch(
        chain((0, 1), (900, 1), (1_800, 1), (2_700, 1))
    )
    assert (stretch.from_time, stretch.until_time) == (START + 900, START + 1_800)
    assert counters(stretch) == [2, 3]


@pytest.mark.parametrize(
    ("agreed", "entries", "words"),
    [
        (WHOLE, (), "measured nothing"),
        (WHOLE, ((0, 0),), "measured nothing"),
        (WHOLE, ((0, 1), (900, 1)), "has not closed its record"),
        (WHOLE, ((0, 1), (0, 0)), "as it began"),
        (WHOLE.between(START, START + 900), ((0, 1), (899, 1)), "nothing yet after"),
    ],
)
def test_an_early_request_is_told_what_is_due(
    agreed: AgreedRecord, entries: tuple[tuple[int, int], ...], words: str
) -> None:
    made = chain(*entries) if entries else []
    with pytest.raises(RecordNotComplete, match=words):
        agreed.stretch(made)


def test_a_reading_at_the_end_of_the_window_is_enough() -> None:
    assert counters(WHOLE.between(START, START + 900).stretch(chain((0, 1), (900, 1)))) == [1, 2]


def test_every_term_is_in_the_policy_hash() -> None:
    others = {
        replace(WHOLE, limits=TemperaturePolicy(2_000, 8_001)).policy_hash,
        replace(WHOLE, container="APZU4812090").policy_hash,
        WHOLE.between(START, START + 1).policy_hash,
        WHOLE.between(START, START + 2).policy_hash,
        WHOLE.between(START - 1, START + 1).policy_hash,
    }
    assert len(others | {WHOLE.policy_hash, WHOLE.limits.policy_hash}) == 7


def test_policy_hash_is_stable_from_version_to_version() -> None:
    # Undertakings carry this hash: a change of encoding would orphan them.
    assert WHOLE.policy_hash.hex() == (
        "106d6b10ed1d4f31537dc694d95f34d3cdf4801fd8ee255fcf9891791600ea1f"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"container": "CSQU3054384"}, "check digit"),
        ({"from_time": 5}, "both ends"),
        ({"until_time": 5}, "both ends"),
        ({"from_time": 5, "until_time": 5}, "before it begins"),
        ({"from_time": 0, "until_time": 5}, "before it begins"),
    ],
)
def test_terms_without_container_or_window_are_refused(
    changes: dict[str, object], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        replace(WHOLE, **changes)  # type: ignore[arg-type]
