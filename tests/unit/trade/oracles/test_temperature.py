"""Figures of a temperature record, against the published vectors of USP chapter 1079.2."""

import pytest

from dhow.trade.oracles.temperature import (
    Combination,
    ProbeReading,
    celsius,
    duration,
    longest_gap_seconds,
    mean_kinetic_milli_c_half_even,
    summarise,
)


@pytest.mark.parametrize(
    ("values", "hundredths"),
    [
        ([5_000], 500),
        ([5_000] * 240, 500),
        ([5_000] * 9 + [15_000], 673),  # I13
        ([5_000] * 47 + [25_000], 649),
        ([2_000, 4_000, 6_000, 8_000], 530),
        ([25_000, 25_000, 25_000, 40_000], 3128),
    ],
    ids=["constant", "constant-240", "I13-nine-5-one-15", "47x5-one-25", "2-4-6-8", "25-25-25-40"],
)
def test_mean_kinetic_temperature_vectors(values: list[int], hundredths: int) -> None:
    result = mean_kinetic_milli_c_half_even(values)
    assert abs(result - hundredths * 10) <= 5


def test_mean_kinetic_temperature_is_exact_to_the_milli_degree() -> None:
    # 31 275 to the thousandth, which the published 31.28 rounds.
    assert mean_kinetic_milli_c_half_even([25_000, 25_000, 25_000, 40_000]) == 31_275


def test_mean_kinetic_temperature_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        mean_kinetic_milli_c_half_even([])


def test_mean_kinetic_temperature_below_absolute_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="absolute zero"):
        mean_kinetic_milli_c_half_even([-273_150])


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], 1_000),
        ([0, 500, 1_000], 500),
        ([400, 500], 500),  # after the last
        ([600, 700], 600),  # before the first
        ([-50, 2_000], 1_000),  # outside the window
        ([500, 400, 300], 500),  # any order
    ],
)
def test_longest_gap_counts_both_ends_of_the_window(times: list[int], expected: int) -> None:
    assert longest_gap_seconds(times, 0, 1_000) == expected


def three(time: int, *values: int) -> list[ProbeReading]:
    return [ProbeReading(time, probe, value) for probe, value in enumerate(values, start=1)]


@pytest.mark.parametrize(
    ("values", "low_high"),
    [
        ((5_000, 5_100, 5_200), (5_100, 5_100)),
        ((5_000, 5_100, 40_000), (5_100, 5_100)),  # one probe fails high
        ((-40_000, 5_000, 5_100), (5_000, 5_000)),  # one probe fails low
        ((5_000, 5_400), (5_000, 5_400)),  # two probes: each counts where it is worse
        ((5_000,), None),  # one probe alone proves nothing
        ((5_000, 9_000), None),  # two that disagree
        ((0, 5_000, 10_000), None),  # no two agree
    ],
)
def test_median_of_probes(values: tuple[int, ...], low_high: tuple[int, int] | None) -> None:
    summary = summarise(three(50, *values), 0, 100, tolerance_milli_c=1_000)
    if low_high is None:
        assert summary.instants == ()
        assert summary.void_times == (50,)
        assert summary.minimum_milli_c is None
        assert summary.longest_gap_seconds == 100
    else:
        assert (summary.minimum_milli_c, summary.maximum_milli_c) == low_high
        assert summary.longest_gap_seconds == 50


def test_worst_case_takes_each_extreme() -> None:
    summary = summarise(three(50, 5_000, 5_100, 9_000), 0, 100, combination=Combination.WORST_CASE)
    assert (summary.minimum_milli_c, summary.maximum_milli_c) == (5_000, 9_000)


def test_each_probe_is_summarised_alone() -> None:
    readings = [*three(0, 5_000, 6_000), *three(60, 7_000, 6_000), ProbeReading(120, 1, 5_000)]
    first, second = summarise(readings, 0, 120).probes
    assert (first.probe, first.readings, first.minimum_milli_c, first.maximum_milli_c) == (
        1,
        3,
        5_000,
        7_000,
    )
    assert (second.readings, second.longest_gap_seconds) == (2, 60)
    assert second.mean_kinetic_milli_c == 6_000


def test_readings_outside_the_window_do_not_count() -> None:
    readings = [*three(-1, 90, 90, 90), *three(0, 5, 5, 5), *three(101, 90, 90, 90)]
    assert summarise(readings, 0, 100).readings == 3


def test_two_values_of_a_probe_at_one_time_are_refused() -> None:
    with pytest.raises(ValueError, match="probe 1 has two values"):
        summarise([ProbeReading(5, 1, 0), ProbeReading(5, 1, 1)], 0, 10)


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        summarise([], 10, 10)


def test_rolling_mean_finds_the_worst_day() -> None:
    # Ten days at 5 °C with one day at 10 °C in the middle: the whole mean hides the day.
    readings = [
        reading
        for hour in range(240)
        for reading in three(hour * 3_600, *([10_000 if 120 <= hour < 144 else 5_000] * 3))
    ]
    whole = summarise(readings, 0, 240 * 3_600)
    worst = summarise(readings, 0, 240 * 3_600, mean_kinetic_window_seconds=23 * 3_600)
    assert whole.mean_kinetic_milli_c is not None
    assert whole.mean_kinetic_milli_c < 6_000
    assert worst.mean_kinetic_milli_c == 10_000


def test_rolling_mean_takes_in_the_first_and_the_last_instant() -> None:
    # A stretch of one hour holds both its ends, so a hot first or last instant is in one.
    for hot in (0, 4):
        readings = [
            reading
            for step in range(5)
            for reading in three(step * 1_800, *([30_000 if step == hot else 5_000] * 3))
        ]
        rolling = summarise(readings, 0, 7_200, mean_kinetic_window_seconds=3_600)
        assert rolling.mean_kinetic_milli_c == mean_kinetic_milli_c_half_even(
            [30_000, 5_000, 5_000]
        )


def test_rolling_mean_of_a_short_record_is_the_whole() -> None:
    readings = [*three(0, 5_000, 5_000, 5_000), *three(60, 9_000, 9_000, 9_000)]
    assert (
        summarise(readings, 0, 60, mean_kinetic_window_seconds=86_400).mean_kinetic_milli_c
        == summarise(readings, 0, 60).mean_kinetic_milli_c
    )


@pytest.mark.parametrize(
    ("milli_c", "text"),
    [
        (6_726, "6.73 °C"),
        (-18_004, "-18.00 °C"),
        (-4, "0.00 °C"),
        (995, "1.00 °C"),
        (-500, "-0.50 °C"),
    ],
)
def test_values_for_people(milli_c: int, text: str) -> None:
    assert celsius(milli_c) == text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (60, "1 minute"),
        (1_800, "30 minutes"),
        (5_400, "1 hour 30 minutes"),
        (7_261, "2 hours 1 minute 1 second"),
        (86_400, "24 hours"),
    ],
)
def test_a_stretch_of_time_is_told_in_words(seconds: int, words: str) -> None:
    assert duration(seconds) == words
