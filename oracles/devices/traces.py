"""A temperature trace: what probes were exposed to, before any device signs it.

A trace carries its provenance: where its values came from and everything done to them since. Each
method that changes something returns a new trace that says so; nothing is altered silently.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from dhow.trade.oracles.temperature import celsius
from oracles.devices.logger import ContainerLogger, SignedReading


@dataclass(frozen=True, slots=True)
class TracePoint:
    """One instant: UTC seconds, and milli-degrees Celsius by probe number."""

    time: int
    values: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Trace:
    """Points in time order, and what has been done to them.

    Attributes:
        points: at least one, times strictly rising.
        provenance: source first, then one line for every change.
    """

    points: tuple[TracePoint, ...]
    provenance: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse an empty or disordered trace.

        Raises:
            ValueError: no point, or a time that does not rise.
        """
        if not self.points:
            raise ValueError("a trace needs at least one point")
        for earlier, later in pairwise(self.points):
            if later.time <= earlier.time:
                raise ValueError(f"time {later.time} does not come after {earlier.time}")

    @property
    def from_time(self) -> int:
        """UTC seconds of the first point."""
        return self.points[0].time

    @property
    def until_time(self) -> int:
        """UTC seconds of the last point."""
        return self.points[-1].time

    @property
    def probes(self) -> tuple[int, ...]:
        """Probe numbers that occur."""
        return tuple(sorted({probe for point in self.points for probe in point.values}))

    @property
    def usual_interval_seconds(self) -> int:
        """The commonest spacing of two points; 0 for a single one."""
        steps = [later.time - earlier.time for earlier, later in pairwise(self.points)]
        return max(set(steps), key=lambda step: (steps.count(step), -step)) if steps else 0

    def changed(self, points: Sequence[TracePoint], note: str) -> "Trace":
        """A trace with other points and one more line of provenance."""
        return Trace(tuple(points), (*self.provenance, note))

    def noted(self, note: str) -> "Trace":
        """The same points, one more line of provenance."""
        return replace(self, provenance=(*self.provenance, note))

    def take(self, count: int, *, skip: int = 0) -> "Trace":
        """`count` points after the first `skip`.

        Raises:
            ValueError: fewer points than that.
        """
        if count < 1 or skip < 0 or skip + count > len(self.points):
            raise ValueError(
                f"cannot take {count} points after {skip}: the trace has {len(self.points)}"
            )
        if count == len(self.points):
            return self
        return self.changed(
            self.points[skip : skip + count],
            f"points {skip + 1} to {skip + count} of {len(self.points)}",
        )

    def every(self, step: int) -> "Trace":
        """Every `step`-th point, from the first."""
        if step < 1:
            raise ValueError(f"step must be 1 or more, not {step}")
        return self if step == 1 else self.changed(self.points[::step], f"one point in {step}")

    def respaced(self, interval_seconds: int) -> "Trace":
        """The same points at another interval, as if recorded so; gaps keep their place.

        A gap of n usual intervals becomes a gap of n new ones.
        """
        if interval_seconds < 1:
            raise ValueError(f"interval must be 1 s or more, not {interval_seconds}")
        usual = self.usual_interval_seconds
        if usual in (0, interval_seconds):
            return self
        times = [self.from_time]
        for earlier, later in pairwise(self.points):
            steps = max(1, round((later.time - earlier.time) / usual))
            times.append(times[-1] + steps * interval_seconds)
        return self.changed(
            [
                TracePoint(time, point.values)
                for time, point in zip(times, self.points, strict=True)
            ],
            f"played at {interval_seconds} s a point instead of {usual} s",
        )

    def starting(self, time: int) -> "Trace":
        """The same points from another time on (UTC seconds)."""
        moved = time - self.from_time
        if moved == 0:
            return self
        return self.changed(
            [TracePoint(point.time + moved, point.values) for point in self.points],
            f"played as if from {datetime.fromtimestamp(time, UTC):%Y-%m-%dT%H:%M:%SZ}",
        )

    def shift(self, milli_c: int) -> "Trace":
        """Every value higher by so much: to try a cargo's limits on a recorded shape."""
        if milli_c == 0:
            return self
        return self.mapped(
            lambda _time, _probe, value: value + milli_c,
            f"every value shifted by {celsius(milli_c)}: not as recorded",
        )

    def mapped(self, change: Callable[[int, int, int], int | None], note: str) -> "Trace":
        """Values through `change(time, probe, milli_c)`; `None` leaves a value out.

        A point left without any value goes.
        """
        points = []
        for point in self.points:
            values = {}
            for probe, value in point.values.items():
                changed = change(point.time, probe, value)
                if changed is not None:
                    values[probe] = changed
            if values:
                points.append(TracePoint(point.time, values))
        return self.changed(points, note)

    def on_probes(self, count: int) -> "Trace":
        """One recorded channel given to `count` probes alike; a trace of several is left as is."""
        if len(self.probes) != 1 or count == 1:
            return self
        (probe,) = self.probes
        return self.changed(
            [
                TracePoint(point.time, dict.fromkeys(range(1, count + 1), point.values[probe]))
                for point in self.points
            ],
            f"one recorded channel given to probes 1 to {count} alike",
        )


def play(trace: Trace, logger: ContainerLogger) -> list[SignedReading]:
    """Let a logger measure a trace: signed, chained readings in order.

    Raises:
        ValueError: the trace has a probe the logger does not have.
    """
    readings: list[SignedReading] = []
    for point in trace.points:
        readings += logger.sample(point.time, point.values)
    return readings
