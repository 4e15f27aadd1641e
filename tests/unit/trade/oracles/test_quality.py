"""Each sensor fault is found by its kind on a made voyage, and a healthy voyage has none."""

from collections.abc import Callable

import pytest

from dhow.trade.oracles.quality import Anomaly, inspect_sensors
from dhow.trade.oracles.temperature import ProbeReading
from oracles.devices import faults
from oracles.devices.samples import mango_voyage
from oracles.devices.traces import Trace

START = 1_775_001_600
DAY = 86_400


def kinds(trace: Trace) -> set[tuple[Anomaly, int]]:
    readings = [
        ProbeReading(point.time, probe, value)
        for point in trace.points
        for probe, value in point.values.items()
    ]
    return {
        (finding.anomaly, finding.probe)
        for finding in inspect_sensors(readings, START, START + 5 * DAY)
    }


@pytest.mark.parametrize("seed", range(5))
def test_a_healthy_voyage_has_no_finding(seed: int) -> None:
    assert kinds(mango_voyage(START, seed)) == set()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (lambda t: faults.spike(t, 2, START + DAY, 6_000), {(Anomaly.SPIKE, 2)}),
        (lambda t: faults.drift(t, 3, START + DAY, 100), {(Anomaly.DRIFT, 3)}),
        (lambda t: faults.stuck(t, 1, START + DAY, 600), {(Anomaly.STUCK, 1)}),
        (
            lambda t: faults.silent(t, START + DAY, 180, probes=[2]),
            {(Anomaly.SILENT, 2)},
        ),
        (
            lambda t: faults.spike(t, 1, START + DAY, 150_000),
            {(Anomaly.IMPLAUSIBLE, 1), (Anomaly.SPIKE, 1)},
        ),
        # The whole cargo warms: that is not a sensor's fault.
        (lambda t: faults.excursion(t, START + DAY, 180, 9_000), set()),
    ],
    ids=["spike", "drift", "stuck", "silent", "implausible", "door-open"],
)
@pytest.mark.parametrize("seed", range(3))
def test_faults_are_told_apart(
    fault: Callable[[Trace], Trace], expected: set[tuple[Anomaly, int]], seed: int
) -> None:
    assert kinds(fault(mango_voyage(START, seed))) == expected


def test_a_probe_alone_is_not_compared() -> None:
    readings = [ProbeReading(START + step * 900, 1, step * 5_000) for step in range(10)]
    assert inspect_sensors(readings, START, START + 9 * 900) == ()
