"""Faults for stories and tests: what happens to a cargo, to a sensor, or to readings on their way.

Faults of cargo or sensor change the trace before the device signs: the device tells the truth about
what it met, or fails as a device does. Faults on the way change signed readings: what a gateway or
an attacker can do without the device's key.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from dhow.trade.oracles.temperature import celsius
from oracles.devices.logger import SignedReading
from oracles.devices.traces import Trace


def excursion(
    trace: Trace, at: int, minutes: int, raise_milli_c: int, probes: Iterable[int] | None = None
) -> Trace:
    """Doors open: values climb to `raise_milli_c` above, half way through, and come back.

    Args:
        at: UTC seconds of the beginning.
        minutes: from beginning to end.
        probes: which; all by default.

    Raises:
        ValueError: no point of the trace falls into that time.
    """
    touched = set(trace.probes if probes is None else probes)
    seconds = minutes * 60
    _within(trace, at, at + seconds)

    def change(time: int, probe: int, value: int) -> int:
        if probe not in touched or not at <= time <= at + seconds:
            return value
        # A triangle in integers: the same rise on every machine.
        part = min(time - at, at + seconds - time) * 2
        return value + raise_milli_c * part // seconds

    return trace.mapped(
        change,
        f"excursion put in at {_clock(at)}: up to {celsius(raise_milli_c)} above for {minutes} min",
    )


def silent(trace: Trace, at: int, minutes: int, probes: Iterable[int] | None = None) -> Trace:
    """The sensor says nothing for a while; the device's chain stays whole.

    Raises:
        ValueError: no point falls into that time.
    """
    touched = set(trace.probes if probes is None else probes)
    until = at + minutes * 60
    _within(trace, at, until)
    return trace.mapped(
        lambda time, probe, value: None if probe in touched and at <= time <= until else value,
        f"sensor silenced at {_clock(at)}: from the first reading missed to the last {minutes} min",
    )


def stuck(trace: Trace, probe: int, at: int, minutes: int) -> Trace:
    """One probe repeats its value for a while."""
    until = at + minutes * 60
    _within(trace, at, until)
    held: list[int] = []

    def change(time: int, this: int, value: int) -> int:
        if this != probe or not at <= time <= until:
            return value
        held.append(value)
        return held[0]

    return trace.mapped(change, f"probe {probe} stuck at {_clock(at)} for {minutes} min")


def drift(trace: Trace, probe: int, at: int, milli_c_per_hour: int) -> Trace:
    """One probe leaves the truth slowly, from `at` to the end."""
    _within(trace, at, trace.until_time)
    return trace.mapped(
        lambda time, this, value: (
            value + milli_c_per_hour * (time - at) // 3600
            if this == probe and time >= at
            else value
        ),
        f"probe {probe} drifting from {_clock(at)} by {celsius(milli_c_per_hour)} an hour",
    )


def spike(trace: Trace, probe: int, at: int, milli_c: int) -> Trace:
    """One probe is off by so much at the first point from `at` on."""
    time = _within(trace, at, trace.until_time)
    return trace.mapped(
        lambda when, this, value: value + milli_c if this == probe and when == time else value,
        f"probe {probe} given a spike of {celsius(milli_c)} at {_clock(time)}",
    )


def replayed(readings: Sequence[SignedReading], seed: int) -> list[SignedReading]:
    """An earlier signed reading sent a second time, later: it verifies, and must not count."""
    if len(readings) < 2:
        raise ValueError("a replay needs at least two readings")
    source = random.Random(seed)  # noqa: S311 - a story, not a secret
    chosen = source.randrange(len(readings) - 1)
    place = source.randrange(chosen + 1, len(readings)) + 1
    return [*readings[:place], readings[chosen], *readings[place:]]


def withheld(readings: Sequence[SignedReading], at: int, minutes: int) -> list[SignedReading]:
    """Signed readings dropped on the way: the device took them, the nodes never see them."""
    until = at + minutes * 60
    return [signed for signed in readings if not at <= signed.reading.time <= until]


def tampered(readings: Sequence[SignedReading], seed: int, milli_c: int) -> list[SignedReading]:
    """One reading's value changed on the way, its signature left as it was."""
    place = random.Random(seed).randrange(len(readings))  # noqa: S311 - a story, not a secret
    signed = readings[place]
    changed = replace(signed.reading, milli_c=signed.reading.milli_c + milli_c)
    return [*readings[:place], SignedReading(changed, signed.signature), *readings[place + 1 :]]


def _within(trace: Trace, at: int, until: int) -> int:
    """First point's time in `[at, until]`."""
    for point in trace.points:
        if at <= point.time <= until:
            return point.time
    raise ValueError(
        f"no point between {_clock(at)} and {_clock(until)}: the trace runs from "
        f"{_clock(trace.from_time)} to {_clock(trace.until_time)}"
    )


def _clock(time: int) -> str:
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%dT%H:%M:%SZ}"
