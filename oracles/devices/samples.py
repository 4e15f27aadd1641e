"""The project's own voyages: seeded, so that every run and every machine has the same.

A reefer's air is not flat: the compressor cycles, a defrost warms the supply air twice a day, the
door side is a little warmer than the floor. The values are made from such parts, to a hundredth of
a degree, the resolution of a real recorder.
"""

import random
from dataclasses import dataclass

from oracles.devices.traces import Trace, TracePoint

MANGO_CONTAINER = "CSQU3054383"
JUICE_CONTAINER = "APZU4812090"


@dataclass(frozen=True, slots=True)
class ReeferModel:
    """How a cold space behaves. Milli-degrees Celsius and seconds.

    Attributes:
        set_point_milli_c: what the unit is set to.
        probe_offsets_milli_c: how each probe lies to the set point: floor, middle, door side.
        cycle_seconds, cycle_milli_c: compressor's period and half its swing.
        defrost_seconds, defrost_length_seconds, defrost_milli_c: how often, how long, how warm.
        noise_milli_c: one standard deviation.
    """

    set_point_milli_c: int
    probe_offsets_milli_c: tuple[int, ...] = (-300, 0, 400)
    cycle_seconds: int = 5_400
    cycle_milli_c: int = 250
    defrost_seconds: int = 43_200
    defrost_length_seconds: int = 1_800
    defrost_milli_c: int = 600
    noise_milli_c: int = 40

    def trace(
        self, name: str, from_time: int, duration_seconds: int, interval_seconds: int, seed: int
    ) -> Trace:
        """Points from `from_time` on (UTC seconds), both ends included."""
        source = random.Random(f"{name}/{seed}")  # noqa: S311 - a sample, not a secret
        points = []
        for elapsed in range(0, duration_seconds + 1, interval_seconds):
            phase = elapsed % self.cycle_seconds
            half = self.cycle_seconds // 2
            # A triangle in integers instead of a sine: alike on every machine.
            swing = self.cycle_milli_c * (4 * abs(phase - half) - 2 * half) // (2 * half)
            since = elapsed % self.defrost_seconds
            defrosting = elapsed >= self.defrost_seconds and since < self.defrost_length_seconds
            base = self.set_point_milli_c + swing + (self.defrost_milli_c if defrosting else 0)
            values = {
                probe: _hundredth(base + offset + round(source.gauss(0, self.noise_milli_c)))
                for probe, offset in enumerate(self.probe_offsets_milli_c, start=1)
            }
            points.append(TracePoint(from_time + elapsed, values))
        return Trace(
            tuple(points), (f"made by the project: {name}, seed {seed}, {len(points)} instants",)
        )


MANGO = ReeferModel(set_point_milli_c=10_000)
JUICE = ReeferModel(
    set_point_milli_c=4_500, probe_offsets_milli_c=(-200, 0, 300), defrost_seconds=14_400
)


def mango_voyage(from_time: int, seed: int = 1, days: int = 5) -> Trace:
    """Mangoes at 10 °C by sea, Nhava Sheva to Jebel Ali: a point every 15 minutes."""
    return MANGO.trace("mango INNSA-AEJEA", from_time, days * 86_400, 900, seed)


def juice_flight(from_time: int, seed: int = 1, hours: int = 10) -> Trace:
    """Juice at 2 to 8 °C by air, Dubai to Valencia: a point every 5 minutes."""
    return JUICE.trace("juice DXB-VLC", from_time, hours * 3_600, 300, seed)


def _hundredth(milli_c: int) -> int:
    return (milli_c + 5) // 10 * 10
