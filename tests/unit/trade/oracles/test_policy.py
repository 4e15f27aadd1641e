"""The verdict over a temperature record, rows named by the rules they check."""

from dataclasses import replace

import pytest

from dhow.trade.oracles.policy import (
    USP_REFRIGERATED,
    Assessment,
    Breach,
    TemperaturePolicy,
    Verdict,
    judge,
    judge_figures,
    longest_excursion_seconds,
)
from dhow.trade.oracles.temperature import Combination, ProbeReading

QUARTER = 900


def record(*values: int | None, step: int = QUARTER) -> list[ProbeReading]:
    """Three probes alike; `None` leaves an instant out."""
    return [
        ProbeReading(index * step, probe, value)
        for index, value in enumerate(values)
        if value is not None
        for probe in (1, 2, 3)
    ]


def assess(policy: TemperaturePolicy, *values: int | None, step: int = QUARTER) -> Assessment:
    readings = record(*values, step=step)
    return judge(policy, policy.summarise(readings, 0, (len(values) - 1) * step))


def breaches(assessment: Assessment) -> list[Breach]:
    return [finding.breach for finding in assessment.findings]


@pytest.mark.parametrize(
    ("values", "verdict", "expected"),
    [
        ([5_000] * 40, Verdict.IN_RANGE, []),
        # I13: nine parts at 5, one at 15, over 24 h: tolerated, the mean is 6.73
        ([5_000] * 86 + [15_000] * 10 + [5_000], Verdict.IN_RANGE, []),
        ([5_000] * 20 + [15_100] + [5_000] * 20, Verdict.OUT_OF_RANGE, [Breach.ABOVE_CEILING]),
        ([5_000] * 20 + [-500] + [5_000] * 20, Verdict.OUT_OF_RANGE, [Breach.BELOW_MINIMUM]),
        ([5_000] * 20 + [None] * 5 + [5_000] * 20, Verdict.NO_EVIDENCE, [Breach.GAP]),
        ([None] * 40, Verdict.NO_EVIDENCE, [Breach.NO_READINGS]),
        (
            [5_000] * 20 + [15_100] + [None] * 8 + [5_000] * 20,
            Verdict.OUT_OF_RANGE,
            [Breach.ABOVE_CEILING, Breach.GAP],
        ),
    ],
    ids=[
        "in-range",
        "I13-excursion-within-mean",
        "I14-spike-above-15",
        "I15-freeze",
        "I16-gap",
        "I16-nothing-at-all",
        "breach-stands-despite-gap",
    ],
)
def test_verdicts_at_2_to_8_degrees(
    values: list[int | None], verdict: Verdict, expected: list[Breach]
) -> None:
    assessment = assess(USP_REFRIGERATED, *values)
    assert assessment.verdict is verdict
    assert breaches(assessment) == expected


def test_i16_ninety_minutes_without_data_at_fifteen_minute_interval() -> None:
    policy = TemperaturePolicy(2_000, 8_000, allowed_gap_seconds=3_600)
    assessment = assess(policy, *[5_000] * 10, *[None] * 5, *[5_000] * 10)
    assert assessment.verdict is Verdict.NO_EVIDENCE
    assert assessment.words == (
        "no evidence: nothing measured for 1 hour 30 minutes, more than the 1 hour allowed"
    )


def test_an_excursion_of_a_day_is_too_long_and_its_mean_says_so() -> None:
    # 26 h just above 8 °C, each hour: under the ceiling, but a whole window above the limit.
    policy = replace(USP_REFRIGERATED, interval_seconds=3_600)
    assessment = assess(policy, *[5_000] * 50, *[8_100] * 26, *[5_000] * 50, step=3_600)
    assert assessment.verdict is Verdict.OUT_OF_RANGE
    assert breaches(assessment) == [Breach.MEAN_KINETIC, Breach.EXCURSION_TOO_LONG]


def test_excursions_are_measured_one_by_one() -> None:
    readings = record(5_000, 9_000, 9_000, 5_000, 9_000, 9_000, 9_000, 5_000)
    summary = USP_REFRIGERATED.summarise(readings, 0, 7 * QUARTER)
    assert longest_excursion_seconds(USP_REFRIGERATED, summary) == 2 * QUARTER


def test_one_probe_out_of_range_does_not_change_the_verdict() -> None:
    policy = TemperaturePolicy(2_000, 8_000)
    readings = [
        ProbeReading(time, probe, 30_000 if probe == 2 else 5_000)
        for time in range(0, 9_001, 900)
        for probe in (1, 2, 3)
    ]
    assert judge(policy, policy.summarise(readings, 0, 9_000)).verdict is Verdict.IN_RANGE
    strict = replace(policy, combination=Combination.WORST_CASE)
    assert judge(strict, strict.summarise(readings, 0, 9_000)).verdict is Verdict.OUT_OF_RANGE


def test_probes_that_disagree_are_no_evidence() -> None:
    policy = TemperaturePolicy(2_000, 8_000)
    readings = [
        ProbeReading(time, probe, value)
        for time in range(0, 9_001, 900)
        for probe, value in ((1, -20_000), (2, 5_000), (3, 30_000))
    ]
    assessment = judge(policy, policy.summarise(readings, 0, 9_000))
    assert assessment.verdict is Verdict.NO_EVIDENCE


@pytest.mark.parametrize(
    ("figures", "verdict", "words"),
    [
        ((2_000, 8_000, 7_000, 900), Verdict.IN_RANGE, "in range"),
        ((1_999, 8_000, 7_000, 900), Verdict.OUT_OF_RANGE, "lowest 2.00 °C is below"),
        ((2_000, 8_001, 7_000, 900), Verdict.OUT_OF_RANGE, "is above the maximum 8.00 °C"),
        ((2_000, 8_000, 7_501, 900), Verdict.OUT_OF_RANGE, "mean kinetic temperature 7.50 °C"),
        ((2_000, 8_000, 7_000, 3_601), Verdict.NO_EVIDENCE, "nothing measured for 1 hour 1 second"),
    ],
    ids=["edges-included", "minimum", "maximum", "mean", "gap"],
)
def test_figures_of_a_report_at_their_limits(
    figures: tuple[int, int, int, int], verdict: Verdict, words: str
) -> None:
    policy = TemperaturePolicy(2_000, 8_000, mean_kinetic_maximum_milli_c=7_500)
    minimum, maximum, mean, gap = figures
    assessment = judge_figures(
        policy,
        minimum_milli_c=minimum,
        maximum_milli_c=maximum,
        mean_kinetic_milli_c=mean,
        longest_gap_seconds=gap,
    )
    assert assessment.verdict is verdict
    assert words in assessment.words


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"minimum_milli_c": 9_000}, "is not below maximum"),
        ({"interval_seconds": 0}, "sampling interval"),
        ({"allowed_gap_seconds": 899}, "at least one sampling interval"),
        ({"tolerance_milli_c": -1}, "tolerance"),
        ({"mean_kinetic_window_seconds": 0}, "window"),
        ({"ceiling_milli_c": 8_000}, "is not above maximum"),
        ({"ceiling_milli_c": 15_000}, "only under a mean kinetic limit"),
        (
            {
                "ceiling_milli_c": 15_000,
                "mean_kinetic_maximum_milli_c": 9_000,
                "mean_kinetic_window_seconds": 86_400,
            },
            "no excursion would ever be too long",
        ),
    ],
)
def test_terms_that_contradict_themselves_are_refused(terms: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TemperaturePolicy(**{"minimum_milli_c": 2_000, "maximum_milli_c": 8_000, **terms})


@pytest.mark.parametrize(
    "changed",
    [
        {"minimum_milli_c": 2_001},
        {"maximum_milli_c": 8_001},
        {"mean_kinetic_maximum_milli_c": 7_999},
        {"interval_seconds": 901},
        {"allowed_gap_seconds": 3_601},
        {"ceiling_milli_c": 15_001},
        {"mean_kinetic_window_seconds": 86_401},
        {"combination": Combination.WORST_CASE},
        {"tolerance_milli_c": 3_001},
    ],
)
def test_every_term_is_in_the_policy_hash(changed: dict[str, int]) -> None:
    other = replace(USP_REFRIGERATED, **changed)
    assert other.policy_hash != USP_REFRIGERATED.policy_hash
    assert len(other.policy_hash) == 32


def test_policy_hash_is_stable_from_version_to_version() -> None:
    # Credits carry this hash: a change of encoding would orphan them.
    assert len(USP_REFRIGERATED.canonical_bytes()) == 32 * 10
    assert USP_REFRIGERATED.policy_hash.hex() == (
        "7bf83ed4a9ed0e238a1509e95d5d6837bcba1a13080a8c8c04bf8aae146757ee"
    )
