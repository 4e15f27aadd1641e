"""Figures of a temperature record: minimum, maximum, mean kinetic temperature, gaps.

Every figure is an integer that any machine computes alike: sums are exact to 50 decimal digits and
rounded once. Three probes measure one cargo space; they become one value an instant as follows.

- `MEDIAN`: the middle probe. Of two probes the lower counts towards the minimum and the higher
  towards the maximum and the mean. An instant has a value only where most probes agree with it
  within the tolerance and at least two report; otherwise it is void, which is a gap, not a
  temperature. So one failing sensor cannot turn a good voyage bad or a bad one good.
- `WORST_CASE`: the lowest for the minimum, the highest for the maximum and the mean. For cargoes
  where a single warm corner matters more than a single failing sensor.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

ZERO_CELSIUS_MILLI_KELVIN = 273_150
ACTIVATION_ENERGY_OVER_R_MILLI_KELVIN = 10_000_000
"""83.144 kJ/mol over 8.3144 J/(mol K) = 10 000 K (USP chapter 1079.2)."""

_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


class Combination(StrEnum):
    """How the probes of one cargo space become one value an instant."""

    MEDIAN = "MEDIAN"
    WORST_CASE = "WORST_CASE"


@dataclass(frozen=True, slots=True)
class ProbeReading:
    """A value of one probe: UTC seconds, probe number, thousandths of a degree Celsius."""

    time: int
    probe: int
    milli_c: int


@dataclass(frozen=True, slots=True)
class Instant:
    """The cargo space at one time: `low` counts towards minimum, `high` towards maximum and mean.

    Times are UTC seconds, values milli-degrees Celsius.
    """

    time: int
    low_milli_c: int
    high_milli_c: int


@dataclass(frozen=True, slots=True)
class ProbeSummary:
    """One probe alone; same units as `TemperatureSummary`."""

    probe: int
    readings: int
    minimum_milli_c: int
    maximum_milli_c: int
    mean_kinetic_milli_c: int
    longest_gap_seconds: int


@dataclass(frozen=True, slots=True)
class TemperatureSummary:
    """A record over `[from_time, until_time]`, both ends included.

    Attributes:
        readings: number of probe readings in the window, of all probes.
        minimum_milli_c, maximum_milli_c, mean_kinetic_milli_c: of the combined instants; `None`
            where no instant has a value.
        longest_gap_seconds: longest stretch without a valued instant, before the first and after
            the last included.
        probes: each probe alone, by number.
        instants: combined values in time order.
        void_times: instants at which the probes do not bear a value between them.
    """

    from_time: int
    until_time: int
    readings: int
    minimum_milli_c: int | None
    maximum_milli_c: int | None
    mean_kinetic_milli_c: int | None
    longest_gap_seconds: int
    probes: tuple[ProbeSummary, ...]
    instants: tuple[Instant, ...]
    void_times: tuple[int, ...]


@lru_cache(maxsize=65536)
def _rate(milli_c: int) -> Decimal:
    """exp(-dH / (R T)) at one temperature: how fast spoilage runs."""
    kelvin = ZERO_CELSIUS_MILLI_KELVIN + milli_c
    if kelvin <= 0:
        raise ValueError(f"{milli_c} milli-degrees Celsius is below absolute zero")
    exponent = _EXACT.divide(Decimal(-ACTIVATION_ENERGY_OVER_R_MILLI_KELVIN), Decimal(kelvin))
    return _EXACT.exp(exponent)


def _from_mean_rate(total: Decimal, count: int) -> int:
    mean = _EXACT.divide(total, Decimal(count))
    kelvin = _EXACT.divide(
        Decimal(ACTIVATION_ENERGY_OVER_R_MILLI_KELVIN), _EXACT.minus(_EXACT.ln(mean))
    )
    celsius = _EXACT.subtract(kelvin, Decimal(ZERO_CELSIUS_MILLI_KELVIN))
    return int(celsius.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def mean_kinetic_milli_c_half_even(values_milli_c: Iterable[int]) -> int:
    """Mean kinetic temperature (Haynes; USP chapter 1079.2) of equally spaced values.

    Args:
        values_milli_c: thousandths of a degree Celsius, at least one, in any order.

    Returns:
        Thousandths of a degree Celsius, rounded half to even.

    Raises:
        ValueError: no value, or one below absolute zero.
    """
    # Sorted, so that rounding in the fiftieth digit cannot depend on the order of arrival.
    values = sorted(values_milli_c)
    if not values:
        raise ValueError("a mean kinetic temperature needs at least one value")
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, _rate(value))
    return _from_mean_rate(total, len(values))


def highest_rolling_mean_kinetic_milli_c_half_even(
    instants: Sequence[Instant], window_seconds: int
) -> int:
    """Highest mean kinetic temperature over any stretch of `window_seconds` inside the record.

    A record shorter than the window counts whole. The mean runs over the instants' higher value.
    A value above the limit in this figure is what bounds an excursion's length: a cargo that stays
    above the limit for a whole window has a mean above it too (USP chapter 1079.2).

    Raises:
        ValueError: no instant, or a window of no length.
    """
    if not instants:
        raise ValueError("a mean kinetic temperature needs at least one value")
    if window_seconds <= 0:
        raise ValueError(f"window must be longer than 0 s, not {window_seconds}")
    first, last = instants[0].time, instants[-1].time
    if last - first < window_seconds:
        return mean_kinetic_milli_c_half_even(instant.high_milli_c for instant in instants)
    running = [Decimal(0)]
    for instant in instants:
        running.append(_EXACT.add(running[-1], _rate(instant.high_milli_c)))
    # Stretches are closed, [end - window, end], so that every instant falls in at least one.
    best_total, best_count = Decimal(0), 1
    start = 0
    for end, instant in enumerate(instants):
        if instant.time - first < window_seconds:
            continue
        while instants[start].time < instant.time - window_seconds:
            start += 1
        total = _EXACT.subtract(running[end + 1], running[start])
        count = end + 1 - start
        if _EXACT.multiply(total, Decimal(best_count)) > _EXACT.multiply(
            best_total, Decimal(count)
        ):
            best_total, best_count = total, count
    return _from_mean_rate(best_total, best_count)


def longest_gap_seconds(times: Iterable[int], from_time: int, until_time: int) -> int:
    """Longest stretch of the window without a reading, its two ends included.

    Args:
        times: UTC seconds, in any order; those outside the window are ignored.

    Returns:
        Seconds; the whole window where nothing was read.
    """
    inside = sorted({time for time in times if from_time <= time <= until_time})
    edges = [from_time, *inside, until_time]
    return max(later - earlier for earlier, later in pairwise(edges))


def _combine(
    time: int, values: list[int], combination: Combination, tolerance_milli_c: int
) -> Instant | None:
    values = sorted(values)
    if combination is Combination.WORST_CASE:
        return Instant(time, values[0], values[-1])
    if len(values) < 2:
        return None
    low, high = values[(len(values) - 1) // 2], values[len(values) // 2]
    agreeing = sum(low - tolerance_milli_c <= value <= high + tolerance_milli_c for value in values)
    if high - low > tolerance_milli_c or agreeing <= len(values) // 2:
        return None
    return Instant(time, low, high)


def summarise(
    readings: Iterable[ProbeReading],
    from_time: int,
    until_time: int,
    *,
    combination: Combination = Combination.MEDIAN,
    tolerance_milli_c: int = 3_000,
    mean_kinetic_window_seconds: int | None = None,
) -> TemperatureSummary:
    """Summarise a record over a window.

    Args:
        readings: in any order; those outside the window are left out.
        from_time, until_time: UTC seconds, both included.
        combination: how the probes become one value.
        tolerance_milli_c: how far apart probes may be and still agree (`MEDIAN` only).
        mean_kinetic_window_seconds: take the highest mean kinetic temperature over any such
            stretch; `None` for the mean over the whole window.

    Raises:
        ValueError: the window ends before it begins, or a probe has two values at one time.
    """
    if until_time <= from_time:
        raise ValueError(f"the window ends ({until_time}) before it begins ({from_time})")
    by_time: dict[int, dict[int, int]] = defaultdict(dict)
    by_probe: dict[int, list[ProbeReading]] = defaultdict(list)
    count = 0
    for reading in readings:
        if not from_time <= reading.time <= until_time:
            continue
        if reading.probe in by_time[reading.time]:
            raise ValueError(f"probe {reading.probe} has two values at {reading.time}")
        by_time[reading.time][reading.probe] = reading.milli_c
        by_probe[reading.probe].append(reading)
        count += 1

    instants: list[Instant] = []
    void_times: list[int] = []
    for time in sorted(by_time):
        instant = _combine(time, list(by_time[time].values()), combination, tolerance_milli_c)
        if instant is None:
            void_times.append(time)
        else:
            instants.append(instant)

    mean_kinetic: int | None = None
    if instants:
        mean_kinetic = (
            mean_kinetic_milli_c_half_even(instant.high_milli_c for instant in instants)
            if mean_kinetic_window_seconds is None
            else highest_rolling_mean_kinetic_milli_c_half_even(
                instants, mean_kinetic_window_seconds
            )
        )
    return TemperatureSummary(
        from_time=from_time,
        until_time=until_time,
        readings=count,
        minimum_milli_c=min((instant.low_milli_c for instant in instants), default=None),
        maximum_milli_c=max((instant.high_milli_c for instant in instants), default=None),
        mean_kinetic_milli_c=mean_kinetic,
        longest_gap_seconds=longest_gap_seconds(
            (instant.time for instant in instants), from_time, until_time
        ),
        probes=tuple(
            _one_probe(probe, by_probe[probe], from_time, until_time) for probe in sorted(by_probe)
        ),
        instants=tuple(instants),
        void_times=tuple(void_times),
    )


def _one_probe(
    probe: int, readings: list[ProbeReading], from_time: int, until_time: int
) -> ProbeSummary:
    values = [reading.milli_c for reading in readings]
    return ProbeSummary(
        probe=probe,
        readings=len(values),
        minimum_milli_c=min(values),
        maximum_milli_c=max(values),
        mean_kinetic_milli_c=mean_kinetic_milli_c_half_even(values),
        longest_gap_seconds=longest_gap_seconds(
            (reading.time for reading in readings), from_time, until_time
        ),
    )


def duration(seconds: int) -> str:
    """A stretch of time for people, such as `1 hour 30 minutes`; exact to the second."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [
        f"{count} {unit}{'' if count == 1 else 's'}"
        for count, unit in ((hours, "hour"), (minutes, "minute"), (left, "second"))
        if count
    ]
    return " ".join(parts) or "0 seconds"


def celsius(milli_c: int) -> str:
    """A value for people, such as `6.73 °C`: hundredths, half away from zero."""
    hundredths, rest = divmod(abs(milli_c), 10)
    hundredths += rest >= 5
    sign = "-" if milli_c < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d} °C"
