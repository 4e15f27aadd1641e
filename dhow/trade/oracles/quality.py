"""What looks wrong with a sensor, in words for people. It never alters a figure or a verdict.

The verdict is protected by how probes combine (`temperature`): one sensor cannot move it. These
checks say which sensor to look at. A probe's residual is its distance from the nearest of the other
probes at the same instant, each taken with its usual offset. A change of the cargo moves all probes
and leaves residuals alone; a fault of one probe changes its own residual only, for the others still
have each other.

- spike: value and residual both jump within one step;
- stuck: the same value many times running while the others moved;
- drift: the residual leaves its offset slowly (a two-sided cumulative sum);
- silent: the probe misses more than the allowed gap;
- implausible: outside what a recorder can measure (EN 12830: -80 to +85 °C).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import median_low

from dhow.trade.oracles.temperature import ProbeReading, celsius, duration, longest_gap_seconds

RECORDER_MINIMUM_MILLI_C = -80_000
RECORDER_MAXIMUM_MILLI_C = 85_000


class Anomaly(StrEnum):
    """Kind of sensor fault."""

    SPIKE = "SPIKE"
    STUCK = "STUCK"
    DRIFT = "DRIFT"
    SILENT = "SILENT"
    IMPLAUSIBLE = "IMPLAUSIBLE"


@dataclass(frozen=True, slots=True)
class QualityRules:
    """Thresholds: milli-degrees Celsius, seconds, number of readings.

    Attributes:
        spike_milli_c: jump of value and of residual in one step that is a spike.
        stuck_readings: length of a run of equal values that is suspicious.
        moved_milli_c: how far the others must have moved meanwhile.
        baseline_readings: how many first readings tell the usual offset of two probes.
        drift_slack_milli_c: residual that a good sensor may have each step.
        drift_sum_milli_c: cumulative sum over the slack that is a drift.
        allowed_gap_seconds: silence of one probe that is worth saying.
    """

    spike_milli_c: int = 1_500
    stuck_readings: int = 12
    moved_milli_c: int = 400
    baseline_readings: int = 12
    drift_slack_milli_c: int = 400
    drift_sum_milli_c: int = 8_000
    allowed_gap_seconds: int = 3_600


@dataclass(frozen=True, slots=True)
class SensorFinding:
    """One thing that looks wrong: which probe, from when to when (UTC seconds), in words."""

    anomaly: Anomaly
    probe: int
    from_time: int
    until_time: int
    words: str


DEFAULT_RULES = QualityRules()


def inspect_sensors(
    readings: Iterable[ProbeReading],
    from_time: int,
    until_time: int,
    rules: QualityRules = DEFAULT_RULES,
) -> tuple[SensorFinding, ...]:
    """Look at every probe beside the others, over the window `[from_time, until_time]`.

    Returns:
        Findings by probe, then time; none for a healthy set. A probe alone has no one to compare
        with: only `SILENT` and `IMPLAUSIBLE` apply to it.
    """
    values: dict[int, dict[int, int]] = defaultdict(dict)
    probes: set[int] = set()
    for reading in readings:
        if from_time <= reading.time <= until_time:
            values[reading.time][reading.probe] = reading.milli_c
            probes.add(reading.probe)
    found: list[SensorFinding] = []
    for probe in sorted(probes):
        series = [(time, values[time]) for time in sorted(values) if probe in values[time]]
        found += _implausible(probe, series)
        found += _silent(probe, series, from_time, until_time, rules)
        compared = _expected(probe, series, rules)
        if compared:
            found += _spikes(probe, compared, rules)
            runs = _stuck(probe, compared, rules)
            found += runs
            # A stuck probe strays from the others too: one fault, one finding.
            found += _drift(probe, [row for row in compared if not _within(runs, row[0])], rules)
    return tuple(found)


_Series = list[tuple[int, dict[int, int]]]
_Compared = list[tuple[int, int, int]]
"""Time, value, and the value expected from the nearest of the others."""


def _expected(probe: int, series: _Series, rules: QualityRules) -> _Compared:
    differences: dict[int, list[int]] = defaultdict(list)
    for _, row in series:
        for other, value in row.items():
            if other != probe and len(differences[other]) < rules.baseline_readings:
                differences[other].append(row[probe] - value)
    usual = {other: median_low(values) for other, values in differences.items() if values}
    return [
        (
            time,
            row[probe],
            min(
                (value + usual[other] for other, value in row.items() if other != probe),
                key=lambda expected: abs(row[probe] - expected),
            ),
        )
        for time, row in series
        if len(row) > 1
    ]


def _within(findings: list[SensorFinding], time: int) -> bool:
    return any(finding.from_time <= time <= finding.until_time for finding in findings)


def _implausible(probe: int, series: _Series) -> list[SensorFinding]:
    bad = [
        (time, row[probe])
        for time, row in series
        if not RECORDER_MINIMUM_MILLI_C <= row[probe] <= RECORDER_MAXIMUM_MILLI_C
    ]
    if not bad:
        return []
    return [
        SensorFinding(
            Anomaly.IMPLAUSIBLE,
            probe,
            bad[0][0],
            bad[-1][0],
            f"probe {probe} says {celsius(bad[0][1])}, which no recorder can measure "
            f"({len(bad)} times)",
        )
    ]


def _silent(
    probe: int, series: _Series, from_time: int, until_time: int, rules: QualityRules
) -> list[SensorFinding]:
    times = [time for time, _ in series]
    gap = longest_gap_seconds(times, from_time, until_time)
    if gap <= rules.allowed_gap_seconds:
        return []
    edges = [from_time, *times, until_time]
    start = next(a for a, b in pairwise(edges) if b - a == gap)
    return [
        SensorFinding(
            Anomaly.SILENT, probe, start, start + gap, f"probe {probe} silent for {duration(gap)}"
        )
    ]


def _spikes(probe: int, compared: _Compared, rules: QualityRules) -> list[SensorFinding]:
    found: list[SensorFinding] = []
    inside: int | None = None
    for (_, value, others), (time, later, later_others) in pairwise(compared):
        jump = later - value
        residual_jump = jump - (later_others - others)
        jumped = abs(jump) > rules.spike_milli_c and abs(residual_jump) > rules.spike_milli_c
        # The way back is a jump too: one spike, not two.
        if jumped and inside is not None and jump * inside < 0:
            inside = None
        elif jumped:
            inside = jump
            found.append(
                SensorFinding(
                    Anomaly.SPIKE,
                    probe,
                    time,
                    time,
                    f"probe {probe} jumps by {celsius(jump)} while the others move "
                    f"{celsius(later_others - others)}",
                )
            )
    return found


def _stuck(probe: int, compared: _Compared, rules: QualityRules) -> list[SensorFinding]:
    found: list[SensorFinding] = []
    start = 0
    for end in range(1, len(compared) + 1):
        if end < len(compared) and compared[end][1] == compared[start][1]:
            continue
        run = compared[start:end]
        others = [row[2] for row in run]
        if len(run) >= rules.stuck_readings and max(others) - min(others) >= rules.moved_milli_c:
            found.append(
                SensorFinding(
                    Anomaly.STUCK,
                    probe,
                    run[0][0],
                    run[-1][0],
                    f"probe {probe} says {celsius(run[0][1])} {len(run)} times running while the "
                    f"others move {celsius(max(others) - min(others))}",
                )
            )
        start = end
    return found


def _drift(probe: int, compared: _Compared, rules: QualityRules) -> list[SensorFinding]:
    up = down = 0
    for time, value, expected in compared:
        # Limited to the spike size a step, so that one spike is not a drift.
        step = max(-rules.spike_milli_c, min(rules.spike_milli_c, value - expected))
        up = max(0, up + step - rules.drift_slack_milli_c)
        down = max(0, down - step - rules.drift_slack_milli_c)
        if max(up, down) > rules.drift_sum_milli_c:
            return [
                SensorFinding(
                    Anomaly.DRIFT,
                    probe,
                    time,
                    compared[-1][0],
                    f"probe {probe} has drifted {celsius(value - expected)} from the others",
                )
            ]
    return []
