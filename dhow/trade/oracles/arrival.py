"""When a ship has arrived: geofence, dwell, and how many classes of source must say so.

By position reports a ship has arrived where it stays inside the port's polygon, moored or at anchor
or slower than half a knot, for the agreed time without a break. Passing through is not arriving. A
reported status is not believed against a measured speed: crews forget to change it. A position that
the ship cannot have reached breaks the stay: evidence that contradicts itself proves nothing.

An arrival is attested on the word of several classes of source: AIS, the carrier's own event, the
terminal's message. Each can be wrong or forged alone; the policy says how many must agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from shapely import Point, Polygon, prepare

from dhow.trade.oracles.merkle import keccak256
from dhow.trade.oracles.reports import Sources, place_bytes
from dhow.trade.oracles.temperature import duration

EARTH_RADIUS_METRES = 6_371_000
AT_ANCHOR, MOORED = 1, 5
STATUS_NOT_BELIEVED_FROM_KNOT_TENTHS = 30
FASTEST_SHIP_KNOTS = 60
_METRES_PER_NAUTICAL_MILE = 1_852


def haversine_metres(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Great-circle distance in metres between two points in degrees, on a sphere."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    half_phi = (other_phi - phi) / 2
    half_lambda = radians(other_longitude - longitude) / 2
    chord = sin(half_phi) ** 2 + cos(phi) * cos(other_phi) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(chord))


@dataclass(frozen=True, slots=True)
class Port:
    """A port's area.

    Attributes:
        place: UN/LOCODE.
        name: for people.
        ring: the polygon's corners as (latitude, longitude) in millionths of a degree, at least
            three, not repeated at the end.
    """

    place: str
    name: str
    ring: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        """Refuse what is not an area.

        Raises:
            ValueError: bad UN/LOCODE, coordinates off the globe, or edges that cross.
        """
        place_bytes(self.place)
        if len(self.ring) < 3:
            raise ValueError(f"{self.place}: an area needs three corners, not {len(self.ring)}")
        for latitude, longitude in self.ring:
            if abs(latitude) > 90_000_000 or abs(longitude) > 180_000_000:
                raise ValueError(f"{self.place}: ({latitude}, {longitude}) is off the globe")
        if not self._polygon().is_valid:
            raise ValueError(f"{self.place}: the area's edges cross")

    def _polygon(self) -> Polygon:
        return Polygon([(longitude, latitude) for latitude, longitude in self.ring])

    def area(self) -> Polygon:
        """The polygon, prepared for many look-ups; x is longitude, y latitude, in millionths."""
        polygon = self._polygon()
        prepare(polygon)
        return polygon

    def canonical_bytes(self) -> bytes:
        """UN/LOCODE and corners as 4-byte big-endian integers, latitude first."""
        return place_bytes(self.place) + b"".join(
            value.to_bytes(4, "big", signed=True) for corner in self.ring for value in corner
        )


def circular_port(
    place: str,
    name: str,
    latitude: float,
    longitude: float,
    radius_metres: int,
    *,
    corners: int = 32,
) -> Port:
    """An area of a radius around a position in degrees, as a polygon of so many corners.

    For a berth or anchorage that is known only by where ships were seen to lie.

    Raises:
        ValueError: no radius, or too near a pole for a flat circle.
    """
    if radius_metres <= 0:
        raise ValueError(f"{place}: radius must be more than 0 m, not {radius_metres}")
    if abs(latitude) > 85:
        raise ValueError(f"{place}: latitude {latitude} is too near a pole")
    degree_metres = radians(1) * EARTH_RADIUS_METRES
    ring = []
    for corner in range(corners):
        angle = radians(360 * corner / corners)
        ring.append(
            (
                round((latitude + radius_metres * cos(angle) / degree_metres) * 1e6),
                round(
                    (
                        longitude
                        + radius_metres * sin(angle) / (degree_metres * cos(radians(latitude)))
                    )
                    * 1e6
                ),
            )
        )
    return Port(place, name, tuple(ring))


@dataclass(frozen=True, slots=True)
class PositionReport:
    """One position of one ship.

    Attributes:
        time: UTC seconds.
        latitude_e6, longitude_e6: millionths of a degree.
        knot_tenths: speed over ground in tenths of a knot; `None` where not reported.
        status: AIS navigational status (0 under way, 1 at anchor, 5 moored); `None` where the
            message has none.
    """

    time: int
    latitude_e6: int
    longitude_e6: int
    knot_tenths: int | None
    status: int | None

    def canonical_bytes(self) -> bytes:
        """Time (8), latitude and longitude (4 each), speed and status (2 each, -1 for absent)."""
        return (
            self.time.to_bytes(8, "big")
            + self.latitude_e6.to_bytes(4, "big", signed=True)
            + self.longitude_e6.to_bytes(4, "big", signed=True)
            + (-1 if self.knot_tenths is None else self.knot_tenths).to_bytes(2, "big", signed=True)
            + (-1 if self.status is None else self.status).to_bytes(2, "big", signed=True)
        )


class VesselIdentity(StrEnum):
    """How the ship of the bill of lading is recognised."""

    IMO = "IMO"
    MMSI = "MMSI"


@dataclass(frozen=True, slots=True)
class ArrivalPolicy:
    """What counts as arriving. Seconds and tenths of a knot.

    Attributes:
        port: where.
        vessel: IMO number, or MMSI with `identity` MMSI. An MMSI alone can be set to anything on
            the ship, so IMO is the rule and MMSI is for recordings without static data.
        dwell_seconds: how long the ship must lie there.
        silence_seconds: longest pause between position reports that does not break the dwell.
        slow_knot_tenths: below this a ship counts as lying still.
        required_sources: how many classes must say so, 1 to 3. Terms that turn on the arrival ask
            for no more: one report stands for good, and it may name only so many.
        accepted_sources: which classes count.
        agreement_seconds: how far apart the classes' times may be.
    """

    port: Port
    vessel: int
    identity: VesselIdentity = VesselIdentity.IMO
    dwell_seconds: int = 1_800
    silence_seconds: int = 3_600
    slow_knot_tenths: int = 5
    required_sources: int = 2
    accepted_sources: Sources = Sources.AIS | Sources.CARRIER | Sources.TERMINAL
    agreement_seconds: int = 86_400

    def __post_init__(self) -> None:
        """Refuse terms that can never be met, or that anything meets.

        Raises:
            ValueError: names the field.
        """
        digits = 7 if self.identity is VesselIdentity.IMO else 9
        if len(str(self.vessel)) != digits:
            raise ValueError(f"{self.identity} number has {digits} digits, not {self.vessel}")
        if self.identity is VesselIdentity.IMO and not valid_imo(self.vessel):
            raise ValueError(f"IMO number {self.vessel} fails its check digit")
        count = int(self.accepted_sources).bit_count()
        if not 1 <= self.required_sources <= count:
            raise ValueError(
                f"required sources must be 1 to {count}, the number accepted, "
                f"not {self.required_sources}"
            )
        if self.identity is VesselIdentity.MMSI and self.accepted_sources != Sources.AIS:
            raise ValueError(
                "carriers and terminals name ships by IMO number: with an MMSI only AIS can be "
                "accepted, accepted_sources=Sources.AIS and required_sources=1"
            )
        for field in ("dwell_seconds", "silence_seconds", "slow_knot_tenths"):
            if getattr(self, field) <= 0:
                raise ValueError(f"{field} must be more than 0")

    def canonical_bytes(self) -> bytes:
        """Tag, port's hash, then the other terms as 4-byte big-endian integers in field order."""
        numbers = (
            self.vessel,
            1 if self.identity is VesselIdentity.IMO else 2,
            self.dwell_seconds,
            self.silence_seconds,
            self.slow_knot_tenths,
            self.required_sources,
            int(self.accepted_sources),
            self.agreement_seconds,
        )
        return (
            b"dhow.arrival.v1\x00"
            + keccak256(self.port.canonical_bytes())
            + b"".join(number.to_bytes(4, "big") for number in numbers)
        )

    @property
    def policy_hash(self) -> bytes:
        """keccak256 of the canonical bytes: the `policy` of a report."""
        return keccak256(self.canonical_bytes())


def valid_imo(number: int) -> bool:
    """Check digit of an IMO ship number: digits one to six times seven to two, last digit."""
    text = str(number)
    if len(text) != 7:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(text[:6], range(7, 1, -1), strict=True)
    )
    return total % 10 == int(text[6])


@dataclass(frozen=True, slots=True)
class Dwell:
    """What a ship's positions show of the port.

    Attributes:
        arrived_at: UTC seconds at which the first sufficient stay began; `None` for none.
        words: why, with figures.
    """

    arrived_at: int | None
    words: str


def dwell_in_port(policy: ArrivalPolicy, track: Iterable[PositionReport]) -> Dwell:
    """Whether the positions show the ship lying in the port long enough.

    Args:
        track: positions of this one ship, in any order.
    """
    positions = sorted(track, key=lambda position: position.time)
    place = policy.port.place
    if not positions:
        return Dwell(None, f"no position of vessel {policy.vessel}")
    area = policy.port.area()
    inside = [
        bool(area.covers(Point(position.longitude_e6, position.latitude_e6)))
        for position in positions
    ]
    credible = _credible(positions)
    began: int | None = None
    latest = longest = 0
    for index, position in enumerate(positions):
        lying = inside[index] and credible[index] and _lies_still(policy, position)
        if not lying:
            began = None
            continue
        if began is None or position.time - latest > policy.silence_seconds:
            began = position.time
        latest = position.time
        longest = max(longest, latest - began)
        if latest - began >= policy.dwell_seconds:
            return Dwell(began, f"lay in {place} for {duration(latest - began)}")
    return Dwell(None, _why_not(policy, positions, inside, longest))


def _lies_still(policy: ArrivalPolicy, position: PositionReport) -> bool:
    speed = position.knot_tenths
    if speed is not None and speed < policy.slow_knot_tenths:
        return True
    believed = speed is None or speed < STATUS_NOT_BELIEVED_FROM_KNOT_TENTHS
    return believed and position.status in (AT_ANCHOR, MOORED)


def _credible(positions: Sequence[PositionReport]) -> list[bool]:
    """Which positions the ship could have reached from the last credible one.

    A recording that leaves the ship at sea and finds it in port minutes later is forged or another
    ship's: its positions count only from when the ship could have been there.
    """
    flags = []
    last = positions[0]
    for position in positions:
        metres = haversine_metres(
            last.latitude_e6 / 1e6,
            last.longitude_e6 / 1e6,
            position.latitude_e6 / 1e6,
            position.longitude_e6 / 1e6,
        )
        reach = FASTEST_SHIP_KNOTS * _METRES_PER_NAUTICAL_MILE * (position.time - last.time) / 3600
        # Half a mile of grace: positions of one second differ by receiver and antenna.
        credible = metres <= reach + _METRES_PER_NAUTICAL_MILE / 2
        flags.append(credible)
        last = position if credible else last
    return flags


def _why_not(
    policy: ArrivalPolicy, positions: Sequence[PositionReport], inside: Sequence[bool], longest: int
) -> str:
    place = policy.port.place
    if not any(inside):
        nearest = min(
            haversine_metres(
                position.latitude_e6 / 1e6, position.longitude_e6 / 1e6, *_centre(policy.port)
            )
            for position in positions
        )
        return (
            f"never inside {place}: {len(positions)} positions, the nearest "
            f"{nearest / 1000:.1f} km from its centre"
        )
    speeds = [
        position.knot_tenths
        for position, within in zip(positions, inside, strict=True)
        if within and position.knot_tenths is not None
    ]
    slowest = min(speeds, default=None)
    if longest == 0 and slowest is not None and slowest >= policy.slow_knot_tenths:
        return (
            f"under way, never below {policy.slow_knot_tenths / 10:.1f} kn inside {place} "
            f"(slowest {slowest / 10:.1f} kn)"
        )
    return (
        f"lay still in {place} for {duration(longest)} without a break, "
        f"{duration(policy.dwell_seconds)} are needed"
    )


def _centre(port: Port) -> tuple[float, float]:
    centre = port.area().centroid
    return centre.y / 1e6, centre.x / 1e6


@dataclass(frozen=True, slots=True)
class Arrival:
    """The classes of source together.

    Attributes:
        arrived_at: UTC seconds, the time by which enough classes say the ship was there; `None`
            where not enough agree.
        sources: the classes that say so.
        words: why, with figures.
    """

    arrived_at: int | None
    sources: Sources
    words: str


def combine_sources(policy: ArrivalPolicy, times: Mapping[Sources, int]) -> Arrival:
    """Whether enough classes of source agree on an arrival.

    Args:
        times: UTC seconds of arrival by each class that saw one, one flag a key.
    """
    counted = sorted(
        (time, source) for source, time in times.items() if source & policy.accepted_sources
    )
    names = ", ".join(source.name or "" for _, source in counted) or "none"
    if len(counted) < policy.required_sources:
        return Arrival(
            None,
            _flags(source for _, source in counted),
            f"{policy.required_sources} classes of source must say so, these do: {names}",
        )
    # The tightest group of the required size; any class near it confirms too.
    size = policy.required_sources
    groups = [counted[start : start + size] for start in range(len(counted) - size + 1)]
    group = min(groups, key=lambda rows: rows[-1][0] - rows[0][0])
    spread = group[-1][0] - group[0][0]
    if spread > policy.agreement_seconds:
        return Arrival(
            None,
            _flags(source for _, source in counted),
            f"sources disagree: their times are {duration(spread)} apart, "
            f"{duration(policy.agreement_seconds)} are allowed",
        )
    agreed = [
        (time, source)
        for time, source in counted
        if abs(time - group[-1][0]) <= policy.agreement_seconds
    ]
    return Arrival(
        group[-1][0],
        _flags(source for _, source in agreed),
        f"arrived at {policy.port.place} on the word of "
        + ", ".join(source.name or "" for _, source in agreed),
    )


def _flags(sources: Iterable[Sources]) -> Sources:
    flags = Sources.NONE
    for source in sources:
        flags |= source
    return flags
