"""AIS recordings: what is decoded, what is counted as broken, what is refused."""

from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from pyais.encode import encode_dict

from dhow.trade.oracles.arrival import (
    ArrivalPolicy,
    VesselIdentity,
    circular_port,
    dwell_in_port,
)
from dhow.trade.oracles.reports import Sources
from oracles.arrival.ais import AisRecording, read_ais
from oracles.arrival.ports import port
from oracles.arrival.samples import SHIP, voyage_recording
from oracles.errors import BadEvidence

SAILED, BERTHED = 1_775_001_600, 1_775_433_600
POLICY = ArrivalPolicy(port=port("AEJEA"), vessel=SHIP.imo)


def sentence(**fields: object) -> str:
    return "\n".join(
        encode_dict(
            {"type": 1, "mmsi": 470_000_001, "lat": 25.0, "lon": 55.0, **fields},
            talker_id="AI",
            sentence_type="VDM",
        )
    )


def static(mmsi: int, imo: int) -> str:
    return "\n".join(
        encode_dict(
            {"type": 5, "mmsi": mmsi, "imo": imo, "shipname": "X"},
            talker_id="AI",
            sentence_type="VDM",
            seq_id=3,
        )
    )


def recording(*lines: str, interval: int | None = 60) -> AisRecording:
    return AisRecording("\n".join(lines).encode(), start=1_000, interval_seconds=interval)


def test_our_voyage_is_decoded_and_arrives() -> None:
    report = read_ais(voyage_recording(SAILED, BERTHED))
    track, why = report.track(POLICY)
    assert why == ""
    assert (report.broken, report.undecodable, report.untimed) == (0, 0, 0)
    assert track[0].time == SAILED
    assert dwell_in_port(POLICY, track).arrived_at in range(BERTHED, BERTHED + 600)


def test_a_voyage_that_ends_under_way_has_not_arrived() -> None:
    track, _ = read_ais(voyage_recording(SAILED, BERTHED, lies_seconds=0)).track(POLICY)
    assert dwell_in_port(POLICY, track).arrived_at is None


def test_position_fields() -> None:
    report = read_ais(recording(sentence(lat=-33.5, lon=-70.25, speed=12.3, status=5)))
    (position,) = report.tracks[470_000_001]
    assert (position.time, position.latitude_e6, position.longitude_e6) == (
        1_000,
        -33_500_000,
        -70_250_000,
    )
    assert (position.knot_tenths, position.status) == (123, 5)


@pytest.mark.parametrize(("field", "value"), [("lat", 91.0), ("lon", 181.0)])
def test_a_position_not_available_is_no_position(field: str, value: float) -> None:
    report = read_ais(recording(sentence(**{field: value})))
    assert report.messages == 1
    assert report.tracks == {}


def test_unknown_speed_and_status_are_not_zero() -> None:
    (position,) = read_ais(recording(sentence(speed=102.3, status=15))).tracks[470_000_001]
    assert position.knot_tenths is None
    assert position.status is None


def test_broken_and_undecodable_lines_are_counted() -> None:
    good = sentence()
    report = read_ais(
        recording(good, good[:-2] + "00", "!AIVDM,1,1,,A,,0*26", "rubbish", "# remark", "")
    )
    assert (report.messages, report.broken, report.undecodable) == (1, 1, 2)


@pytest.mark.parametrize(
    ("lines", "interval", "words"),
    [
        ([], 60, "no whole AIS message"),
        ([sentence()[:-2] + "00"] * 3, 60, "3 sentences with a broken checksum"),
        (["PNG\x00\x01"], 60, "no whole AIS message"),
        ([sentence()], None, "no time stamp"),
        ([sentence()], 0, "interval of 0 s"),
    ],
)
def test_a_useless_recording_is_refused(lines: list[str], interval: int | None, words: str) -> None:
    with pytest.raises(BadEvidence, match=words):
        read_ais(recording(*lines, interval=interval))


def tagged(field: str, line: str) -> str:
    return f"\\{field}*{reduce(xor, field.encode()):02X}\\{line}"


def test_tag_block_and_gatehouse_lines_stamp_what_follows() -> None:
    report = read_ais(
        recording(
            sentence(),  # before any stamp: no time, left out
            tagged("c:1700000000", sentence()),
            tagged("c:1700000060999", sentence()),  # milliseconds
            sentence(),
            "$PGHP,1,2008,5,9,0,0,0,10,338,2,,1,09*17",
            sentence(),
            interval=None,
        )
    )
    times = [position.time for position in report.tracks[470_000_001]]
    assert times == [1_700_000_000, 1_700_000_060, 1_700_000_060, 1_210_291_200]
    assert report.untimed == 1


def test_a_ship_is_found_by_the_number_it_claims() -> None:
    report = read_ais(recording(static(470_000_001, SHIP.imo), sentence()))
    track, why = report.track(POLICY)
    assert len(track) == 1
    assert why == ""


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([sentence()], "no static message"),
        ([static(470_000_002, SHIP.imo), sentence()], "no position of MMSI 470000002"),
        (
            [static(470_000_001, SHIP.imo), static(470_000_002, SHIP.imo), sentence()],
            "2 stations claim IMO",
        ),
    ],
)
def test_a_ship_that_is_not_there_is_said_not_to_be(lines: list[str], words: str) -> None:
    track, why = read_ais(recording(*lines)).track(POLICY)
    assert track == ()
    assert words in why


def test_parts_of_two_messages_are_not_mixed() -> None:
    first, second = static(470_000_001, SHIP.imo).split("\n")
    lone = read_ais(recording(sentence(), first, first, sentence()))
    assert lone.imo_claims == {}
    assert lone.undecodable == 2
    assert read_ais(recording(first, sentence(), second)).imo_claims == {
        SHIP.imo: frozenset({470_000_001})
    }


def by_mmsi(mmsi: int) -> ArrivalPolicy:
    return ArrivalPolicy(
        port=circular_port("GRPIR", "anchorage", 37.3469, 23.4480, 2_000),
        vessel=mmsi,
        identity=VesselIdentity.MMSI,
        required_sources=1,
        accepted_sources=Sources.AIS,
    )


@pytest.fixture
def recorded(shared_data: Path) -> AisRecording:
    data = (shared_data / "ais" / "nmea_data_sample.txt").read_bytes()
    return AisRecording(data, start=SAILED, interval_seconds=10)


def test_recorded_messages(recorded: AisRecording) -> None:
    report = read_ais(recorded)
    assert report.messages == 778
    assert report.undecodable + report.broken == 120


@pytest.mark.parametrize(
    ("mmsi", "positions", "arrived"),
    [(376_427_000, 15, True), (235_070_716, 22, False), (237_247_600, 21, False)],
)
def test_recorded_ships(recorded: AisRecording, mmsi: int, positions: int, arrived: bool) -> None:
    policy = by_mmsi(mmsi)
    track, _ = read_ais(recorded).track(policy)
    assert len(track) == positions
    assert (dwell_in_port(policy, track).arrived_at is not None) is arrived


@pytest.mark.parametrize("mmsi", [235_070_716, 237_247_600])
def test_recorded_ships_under_way_have_not_arrived_anywhere(
    recorded: AisRecording, mmsi: int
) -> None:
    track, _ = read_ais(recorded).track(by_mmsi(mmsi))
    here = track[len(track) // 2]
    around = circular_port("GRPIR", "here", here.latitude_e6 / 1e6, here.longitude_e6 / 1e6, 20_000)
    policy = ArrivalPolicy(
        port=around,
        vessel=mmsi,
        identity=VesselIdentity.MMSI,
        required_sources=1,
        accepted_sources=Sources.AIS,
    )
    dwell = dwell_in_port(policy, track)
    assert dwell.arrived_at is None
    assert "under way, never below 0.5 kn" in dwell.words


def test_recorded_stamps(shared_data: Path) -> None:
    report = read_ais(AisRecording((shared_data / "ais" / "timestamped.ais").read_bytes()))
    assert report.messages == 4
    assert report.broken == 1
    assert {p.time for track in report.tracks.values() for p in track} == {1_210_291_200}
