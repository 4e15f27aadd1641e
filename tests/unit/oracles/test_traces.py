"""Traces keep account of what is done to them; faults do what they say and no more."""

from itertools import pairwise

import pytest

from oracles.devices import faults
from oracles.devices.logger import ContainerLogger
from oracles.devices.samples import MANGO_CONTAINER, juice_flight, mango_voyage
from oracles.devices.traces import Trace, TracePoint, play

START = 1_775_001_600
HOUR = 3_600


@pytest.fixture
def one_channel() -> Trace:
    return Trace(
        tuple(TracePoint(START + step * 300, {1: 5_000 + step}) for step in range(20)), ("test",)
    )


def test_samples_are_the_same_for_a_seed_and_differ_between_seeds() -> None:
    assert mango_voyage(START, 1) == mango_voyage(START, 1)
    assert mango_voyage(START, 1).points != mango_voyage(START, 2).points


def test_samples_have_the_length_and_spacing_of_their_voyage() -> None:
    mango, juice = mango_voyage(START), juice_flight(START)
    assert (len(mango.points), mango.usual_interval_seconds, mango.probes) == (481, 900, (1, 2, 3))
    assert (len(juice.points), juice.usual_interval_seconds) == (121, 300)
    assert all(2_000 <= v <= 8_000 for point in juice.points for v in point.values.values())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.take(5, skip=2), "points 3 to 7 of 20"),
        (lambda t: t.every(2), "one point in 2"),
        (lambda t: t.respaced(60), "60 s a point instead of 300 s"),
        (lambda t: t.starting(0), "1970-01-01T00:00:00Z"),
        (lambda t: t.shift(-500), "shifted by -0.50 °C: not as recorded"),
        (lambda t: t.on_probes(3), "given to probes 1 to 3 alike"),
        (lambda t: faults.excursion(t, START, 60, 9_000), "excursion put in"),
        (lambda t: faults.silent(t, START, 10), "silenced"),
        (lambda t: faults.stuck(t, 1, START, 10), "stuck"),
        (lambda t: faults.drift(t, 1, START, 10), "drifting"),
        (lambda t: faults.spike(t, 1, START, 10), "spike"),
    ],
)
def test_every_change_is_in_the_provenance(one_channel: Trace, change, words: str) -> None:
    changed = change(one_channel)
    assert changed.points != one_channel.points
    assert changed.provenance[:-1] == one_channel.provenance
    assert words in changed.provenance[-1]


def test_respacing_keeps_gaps_in_their_place(one_channel: Trace) -> None:
    gapped = faults.silent(one_channel, START + 900, 10)
    times = [point.time - START for point in gapped.respaced(60).points]
    assert times[:4] == [0, 60, 120, 360]


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.take(21),
        lambda t: t.take(0),
        lambda t: t.every(0),
        lambda t: t.respaced(0),
        lambda t: faults.excursion(t, 0, 10, 1_000),
        lambda t: faults.silent(t, START, 100_000),
        lambda _t: Trace((), ()),
        lambda t: Trace(t.points[::-1], ()),
        lambda _t: faults.replayed([], 1),
    ],
)
def test_what_cannot_be_done_is_refused(one_channel: Trace, change) -> None:
    with pytest.raises(ValueError, match=r".+"):
        change(one_channel)


def test_excursion_rises_to_its_peak_and_leaves_the_rest() -> None:
    before = mango_voyage(START)
    after = faults.excursion(before, START + HOUR, 60, 9_000)
    rises = [
        (point.time - START, point.values[2] - original.values[2])
        for point, original in zip(after.points, before.points, strict=True)
    ]
    assert max(rise for _, rise in rises) == 9_000
    assert dict(rises)[HOUR + 1_800] == 9_000
    assert all(rise == 0 for time, rise in rises if not HOUR < time < 2 * HOUR)


def test_a_logger_signs_the_same_bytes_in_every_run() -> None:
    trace = juice_flight(START, hours=1)
    first, second = (play(trace, ContainerLogger.development(MANGO_CONTAINER, 7)) for _ in range(2))
    assert first == second
    assert [signed.reading.counter for signed in first] == list(range(1, 40))


def test_a_logger_has_no_probe_it_has_not() -> None:
    with pytest.raises(ValueError, match="probes 1 to 3, not 4"):
        ContainerLogger.development(MANGO_CONTAINER, 1).sample(START, {4: 0})


def test_replayed_adds_one_earlier_reading_and_changes_none() -> None:
    readings = play(juice_flight(START, hours=1), ContainerLogger.development(MANGO_CONTAINER, 1))
    for seed in range(20):
        after = faults.replayed(readings, seed)
        assert len(after) == len(readings) + 1
        assert set(after) == set(readings)
        counters = [signed.reading.counter for signed in after]
        assert any(later <= earlier for earlier, later in pairwise(counters))
