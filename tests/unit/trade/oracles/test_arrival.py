"""Geofence, dwell and the combination of sources; rows named by the rules they check."""

import pytest

from dhow.trade.oracles.arrival import (
    ArrivalPolicy,
    Port,
    PositionReport,
    VesselIdentity,
    circular_port,
    combine_sources,
    dwell_in_port,
    haversine_metres,
    valid_imo,
)
from dhow.trade.oracles.reports import Sources

PORT = Port(
    "AEJEA",
    "Jebel Ali",
    (
        (24_950_000, 54_950_000),
        (24_950_000, 55_150_000),
        (25_100_000, 55_150_000),
        (25_100_000, 54_950_000),
    ),
)
POLICY = ArrivalPolicy(port=PORT, vessel=9_074_729)
INSIDE, OUTSIDE = (25_000_000, 55_050_000), (24_000_000, 54_000_000)


def lying(
    minutes: int,
    *,
    place: tuple[int, int] = INSIDE,
    knot_tenths: int | None = 0,
    status: int | None = 5,
    start: int = 0,
    step: int = 300,
) -> list[PositionReport]:
    return [
        PositionReport(time, *place, knot_tenths, status)
        for time in range(start, start + minutes * 60 + 1, step)
    ]


def test_haversine_vector() -> None:
    assert round(haversine_metres(1.2640, 103.8400, 1.2903, 103.8515)) == 3_192


@pytest.mark.parametrize("number", [9_074_729, 9_321_483, 9_176_187])
def test_imo_numbers_valid(number: int) -> None:
    assert valid_imo(number)


@pytest.mark.parametrize("number", [9_074_728, 907_472, 90_747_290, 0])
def test_i12_imo_numbers_invalid(number: int) -> None:
    assert not valid_imo(number)


@pytest.mark.parametrize(
    ("track", "arrived", "words"),
    [
        (lying(5), False, "lay still in AEJEA for 5 minutes"),
        (lying(60), True, "lay in AEJEA"),
        (lying(60, place=OUTSIDE), False, "never inside AEJEA"),
        (lying(60, knot_tenths=123, status=0), False, "under way, never below 0.5 kn"),
        (lying(60, knot_tenths=123, status=5), False, "under way, never below 0.5 kn"),
        (lying(60, knot_tenths=4, status=0), True, "lay in AEJEA"),
        (lying(60, knot_tenths=5, status=0), False, "under way"),
        (lying(60, knot_tenths=12, status=1), True, "lay in AEJEA"),
        (lying(60, knot_tenths=None, status=5), True, "lay in AEJEA"),
        (lying(60, knot_tenths=None, status=None), False, "0 seconds without a break"),
        (lying(20) + lying(20, start=3_600), False, "20 minutes without a break"),
        (lying(0) + lying(0, start=7_200), False, "0 seconds without a break"),
        ([], False, "no position"),
    ],
    ids=[
        "I17-five-minutes",
        "I17-sixty-minutes",
        "elsewhere",
        "passing",
        "status-not-believed-against-speed",
        "slow-without-status",
        "half-a-knot-is-not-slow",
        "at-anchor-drifting",
        "moored-speed-unknown",
        "nothing-known",
        "two-short-stays",
        "silence-breaks-the-dwell",
        "no-position",
    ],
)
def test_dwell(track: list[PositionReport], arrived: bool, words: str) -> None:
    dwell = dwell_in_port(ArrivalPolicy(port=PORT, vessel=9_074_729, silence_seconds=1_800), track)
    assert (dwell.arrived_at is not None) is arrived
    assert words in dwell.words


def test_arrival_is_when_the_stay_began() -> None:
    track = lying(30, place=OUTSIDE) + lying(60, start=200_000)
    assert dwell_in_port(POLICY, track).arrived_at == 200_000


def test_a_jump_no_ship_can_make_breaks_the_dwell() -> None:
    # One forged position out at sea, a minute before and after the ship's own.
    track = lying(25) + lying(0, place=OUTSIDE, start=1_700) + lying(20, start=1_800)
    assert dwell_in_port(POLICY, track).arrived_at is None


def test_a_ship_last_seen_far_away_does_not_lie_in_port_minutes_later() -> None:
    # 154 km in five minutes: no ship; in an hour and a half the fastest could.
    at_sea = lying(0, place=OUTSIDE)
    assert dwell_in_port(POLICY, at_sea + lying(60, start=300)).arrived_at is None
    arrived_at = dwell_in_port(POLICY, at_sea + lying(240, start=300)).arrived_at
    assert arrived_at is not None
    assert 4_900 < arrived_at < 5_500


@pytest.mark.parametrize(
    ("times", "arrived_at", "sources"),
    [
        ({Sources.AIS: 1_000}, None, Sources.AIS),
        ({Sources.AIS: 1_000, Sources.CARRIER: 1_600}, 1_600, Sources.AIS | Sources.CARRIER),
        ({Sources.AIS: 1_000, Sources.CARRIER: 90_000}, None, Sources.AIS | Sources.CARRIER),
        (
            {Sources.AIS: 1_000, Sources.CARRIER: 1_600, Sources.TERMINAL: 1_300},
            1_300,
            Sources.AIS | Sources.CARRIER | Sources.TERMINAL,
        ),
        (
            {Sources.AIS: 1_000_000, Sources.CARRIER: 1_600, Sources.TERMINAL: 1_300},
            1_600,
            Sources.CARRIER | Sources.TERMINAL,
        ),
        ({}, None, Sources.NONE),
    ],
    ids=["one", "two", "two-days-apart", "three", "three-one-liar", "none"],
)
def test_classes_of_source(
    times: dict[Sources, int], arrived_at: int | None, sources: Sources
) -> None:
    arrival = combine_sources(POLICY, times)
    assert (arrival.arrived_at, arrival.sources) == (arrived_at, sources)


def test_a_class_that_is_not_accepted_does_not_count() -> None:
    policy = ArrivalPolicy(
        port=PORT, vessel=9_074_729, accepted_sources=Sources.CARRIER | Sources.TERMINAL
    )
    times = {Sources.AIS: 1_000, Sources.CARRIER: 1_000}
    assert combine_sources(policy, times).arrived_at is None


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"vessel": 9_074_728}, "check digit"),
        ({"vessel": 470_123_456}, "7 digits"),
        ({"required_sources": 0}, "required sources"),
        ({"required_sources": 4}, "required sources"),
        ({"dwell_seconds": 0}, "dwell_seconds"),
        ({"silence_seconds": 0}, "silence_seconds"),
        (
            {"vessel": 470_123_456, "identity": VesselIdentity.MMSI},
            "only AIS can be accepted",
        ),
    ],
)
def test_terms_that_cannot_be_are_refused(terms: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ArrivalPolicy(**{"port": PORT, "vessel": 9_074_729, **terms})


@pytest.mark.parametrize(
    ("place", "ring", "words"),
    [
        ("XX", ((0, 0), (0, 1), (1, 1)), "UN/LOCODE"),
        ("AEJEA", ((0, 0), (0, 1)), "three corners"),
        ("AEJEA", ((0, 0), (0, 181_000_000), (1, 1)), "off the globe"),
        ("AEJEA", ((0, 0), (10, 10), (0, 10), (10, 0)), "edges cross"),
    ],
)
def test_areas_that_are_none_are_refused(
    place: str, ring: tuple[tuple[int, int], ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Port(place, "x", ring)


def test_a_circular_port_has_its_radius_all_round() -> None:
    port = circular_port("GRPIR", "anchorage", 37.3469, 23.4480, 2_000)
    distances = [
        haversine_metres(37.3469, 23.4480, latitude / 1e6, longitude / 1e6)
        for latitude, longitude in port.ring
    ]
    assert all(abs(distance - 2_000) < 5 for distance in distances)


def test_every_term_is_in_the_policy_hash() -> None:
    changed = [
        ArrivalPolicy(port=circular_port("AEJEA", "x", 25, 55, 100), vessel=9_074_729),
        ArrivalPolicy(port=PORT, vessel=9_321_483),
        ArrivalPolicy(port=PORT, vessel=9_074_729, dwell_seconds=1),
        ArrivalPolicy(port=PORT, vessel=9_074_729, silence_seconds=1),
        ArrivalPolicy(port=PORT, vessel=9_074_729, slow_knot_tenths=1),
        ArrivalPolicy(port=PORT, vessel=9_074_729, required_sources=1),
        ArrivalPolicy(port=PORT, vessel=9_074_729, accepted_sources=Sources.AIS | Sources.CARRIER),
        ArrivalPolicy(port=PORT, vessel=9_074_729, agreement_seconds=1),
        POLICY,
    ]
    assert len({policy.policy_hash for policy in changed}) == len(changed)
