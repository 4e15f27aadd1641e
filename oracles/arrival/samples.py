"""The project's own arrival: real AIS sentences, a carrier's event, a terminal's message.

The ship and its numbers are made up; the IMO number has a right check digit, the sentences are
encoded as on the air, each with a tag block that carries its time.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from itertools import accumulate, pairwise
from operator import xor

from pyais.encode import encode_dict

from dhow.trade.oracles.arrival import MOORED, haversine_metres
from oracles.arrival.ais import AisRecording
from oracles.arrival.evidence import ArrivalEvidence
from oracles.arrival.terminal import TerminalRegistry, sign_arrival
from oracles.devices.keys import SigningKey

_METRES_A_SECOND_PER_KNOT = 1852 / 3600
_UNDER_WAY = 0

NHAVA_SHEVA_TO_JEBEL_ALI = (
    (18.9450, 72.9500),
    (18.8200, 72.7000),
    (21.5000, 67.5000),
    (24.3000, 61.0000),
    (25.2000, 57.6000),
    (26.3500, 56.7500),
    (26.4500, 56.3500),
    (25.9000, 55.3500),
    (25.1500, 54.9500),
    (25.0100, 55.0600),
)
"""Berth to berth by way of the Strait of Hormuz: (latitude, longitude) in degrees."""


@dataclass(frozen=True, slots=True)
class SampleShip:
    """A ship as AIS knows it."""

    imo: int = 9_074_729
    mmsi: int = 470_123_456
    name: str = "DHOW PIONEER"
    callsign: str = "A6DHW"


SHIP = SampleShip()
TERMINAL = "JEBEL-ALI-T1"


def terminal_key(seed: int = 1) -> SigningKey:
    """The sample terminal's key: anyone can make it from the seed."""
    return SigningKey.development(f"{TERMINAL}/{seed}")


def terminal_registry(seed: int = 1) -> TerminalRegistry:
    """A registry that knows the sample terminal at Jebel Ali."""
    registry = TerminalRegistry()
    registry.register(TERMINAL, "AEJEA", terminal_key(seed).public)
    return registry


def voyage_recording(
    sailed_at: int,
    berthed_at: int,
    *,
    seed: int = 1,
    ship: SampleShip = SHIP,
    route: Sequence[tuple[float, float]] = NHAVA_SHEVA_TO_JEBEL_ALI,
    lies_seconds: int = 7_200,
) -> AisRecording:
    """AIS sentences of a voyage that ends moored at the last point of the route.

    Args:
        sailed_at, berthed_at: UTC seconds.
        seed: of the small scatter that every receiver has.
        ship: whose sentences.
        route: way points in degrees, berth to berth.
        lies_seconds: how long the recording goes on after berthing; 0 ends it under way.

    Raises:
        ValueError: berthed before sailing, or faster than a ship can be.
    """
    track = _Track(route, sailed_at, berthed_at)
    source = random.Random(f"ais/{seed}")  # noqa: S311 - a sample, not a secret
    lines: list[str] = []
    last_static = 0
    for time in _times(sailed_at, berthed_at, lies_seconds):
        latitude, longitude, knots = track.at(time)
        if time - last_static >= 21_600 or time == berthed_at:
            lines += _stamped(time, _static(ship))
            last_static = time
        position: dict[str, str | int | float | bytes | bool] = {
            "type": 1,
            "mmsi": ship.mmsi,
            "status": MOORED if knots == 0 else _UNDER_WAY,
            "speed": max(0.0, round(knots + source.uniform(-0.2, 0.2), 1)) if knots else 0.0,
            "lat": latitude + source.uniform(-1e-5, 1e-5),
            "lon": longitude + source.uniform(-1e-5, 1e-5),
            "second": time % 60,
        }
        lines += _stamped(
            time, encode_dict(position, talker_id="AI", sentence_type="VDM", radio_channel="A")
        )
    return AisRecording("\n".join(lines).encode() + b"\n", name=f"made by the project, seed {seed}")


def carrier_message(
    arrived_at: int, *, classifier: str = "ACT", ship: SampleShip = SHIP, place: str = "AEJEA"
) -> bytes:
    """A DCSA Track and Trace 2.2 message: the ship's arrival at a place."""
    created = f"{datetime.fromtimestamp(arrived_at + 300, UTC):%Y-%m-%dT%H:%M:%SZ}"
    event = {
        "eventID": f"dhow-{place}-{arrived_at}-{classifier}",
        "eventCreatedDateTime": created,
        "eventType": "TRANSPORT",
        "eventClassifierCode": classifier,
        "eventDateTime": f"{datetime.fromtimestamp(arrived_at, UTC):%Y-%m-%dT%H:%M:%SZ}",
        "transportEventTypeCode": "ARRI",
        "transportCall": {
            "transportCallID": f"dhow-{place}",
            "UNLocationCode": place,
            "facilityTypeCode": "POTE",
            "modeOfTransport": "VESSEL",
            "vessel": {"vesselIMONumber": str(ship.imo), "vesselName": ship.name},
        },
    }
    return json.dumps([event]).encode()


def terminal_message(berthed_at: int, *, seed: int = 1, ship: SampleShip = SHIP) -> bytes:
    """The sample terminal's signed message."""
    return sign_arrival(
        terminal_key(seed),
        terminal=TERMINAL,
        place="AEJEA",
        vessel_imo=ship.imo,
        berth="7",
        berthed_at=berthed_at,
    )


def arrival_evidence(sailed_at: int, berthed_at: int, *, seed: int = 1) -> ArrivalEvidence:
    """All three classes of source for the sample voyage, complete three hours after berthing."""
    return ArrivalEvidence(
        received_at=berthed_at + 10_800,
        ais=voyage_recording(sailed_at, berthed_at, seed=seed),
        carrier=carrier_message(berthed_at + 600),
        terminal=terminal_message(berthed_at + 900, seed=seed),
    )


class _Track:
    """Where the ship is at a time: even speed along the route."""

    def __init__(
        self, route: Sequence[tuple[float, float]], sailed_at: int, berthed_at: int
    ) -> None:
        self._route = route
        legs = [haversine_metres(*here, *there) for here, there in pairwise(route)]
        self._marks = [0.0, *accumulate(legs)]
        self._sailed_at, self._berthed_at = sailed_at, berthed_at
        if berthed_at <= sailed_at:
            raise ValueError(f"berthed at {berthed_at}, before sailing at {sailed_at}")
        self._pace = self._marks[-1] / (berthed_at - sailed_at)
        if self.knots > 25:
            raise ValueError(
                f"{self._marks[-1] / 1852:.0f} nautical miles in {berthed_at - sailed_at} s is "
                f"{self.knots:.0f} kn: no cargo ship sails so fast"
            )

    @property
    def knots(self) -> float:
        return self._pace / _METRES_A_SECOND_PER_KNOT

    def at(self, time: int) -> tuple[float, float, float]:
        if time >= self._berthed_at:
            return (*self._route[-1], 0.0)
        gone = self._pace * (time - self._sailed_at)
        leg = next(i for i, mark in enumerate(self._marks[1:]) if gone <= mark)
        part = (gone - self._marks[leg]) / (self._marks[leg + 1] - self._marks[leg])
        here, there = self._route[leg], self._route[leg + 1]
        return (
            here[0] + (there[0] - here[0]) * part,
            here[1] + (there[1] - here[1]) * part,
            self.knots,
        )


def _times(sailed_at: int, berthed_at: int, lies_seconds: int) -> list[int]:
    """Half-hourly at sea as a satellite hears it; by the minute or so off the port and in it."""
    approach = max(sailed_at, berthed_at - 7_200)
    return [
        *range(sailed_at, approach, 1_800),
        *range(approach, berthed_at, 300),
        *range(berthed_at, berthed_at + lies_seconds + (1 if lies_seconds else 0), 180),
    ]


def _static(ship: SampleShip) -> list[str]:
    return encode_dict(
        {
            "type": 5,
            "mmsi": ship.mmsi,
            "imo": ship.imo,
            "callsign": ship.callsign,
            "shipname": ship.name,
            "ship_type": 70,
            "destination": "AEJEA",
        },
        talker_id="AI",
        sentence_type="VDM",
        radio_channel="A",
        seq_id=1,
    )


def _stamped(time: int, sentences: Sequence[str]) -> list[str]:
    block = f"c:{time}"
    check = reduce(xor, block.encode())
    return [f"\\{block}*{check:02X}\\{sentence}" for sentence in sentences]
