"""Recorded temperature files: what is read, and what is refused with line and advice."""

from decimal import Decimal
from pathlib import Path

import pytest

from oracles.devices.player import Form, Unit, read_trace, write_trace
from oracles.devices.samples import mango_voyage
from oracles.errors import BadEvidence

STAMPED = "timestamp,value\n"
MOTE = "Reading# Mote-ID Humidity Temperature Label\n"
PROBES = "time,probe,celsius\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "recording.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_stamped_fahrenheit_is_told_by_its_values(tmp_path: Path) -> None:
    text = STAMPED + "2013-07-04 00:00:00,69.8\n2013-07-04 01:00:00,32.0\n2013-07-04 02:00:00,50\n"
    trace = read_trace(written(tmp_path, text))
    assert [dict(point.values) for point in trace.points] == [{1: 21_000}, {1: 0}, {1: 10_000}]
    assert trace.points[0].time == 1_372_896_000
    assert trace.usual_interval_seconds == 3_600
    assert "69.8 on line 2 is no cargo's in Celsius" in trace.provenance[0]
    assert any("UTC" in note for note in trace.provenance)


def test_mote_readings_are_spaced_and_a_missing_number_is_a_gap(tmp_path: Path) -> None:
    text = MOTE + "5\t3\t35.3\t4.25\t0\n6\t3\t35.3\t4.5\t0\n9\t3\t35.3\t-4.125\t1\n"
    trace = read_trace(written(tmp_path, text), interval_seconds=60, start=1_000)
    assert [(point.time, point.values[1]) for point in trace.points] == [
        (1_000, 4_250),
        (1_060, 4_500),
        (1_240, -4_125),
    ]


def test_own_form_comes_back_as_written(tmp_path: Path) -> None:
    trace = mango_voyage(1_775_001_600, days=1)
    path = tmp_path / "voyage.csv"
    write_trace(path, trace)
    assert read_trace(path).points == trace.points


def test_a_given_unit_settles_what_the_file_leaves_open(tmp_path: Path) -> None:
    path = written(tmp_path, STAMPED + "2026-01-01T00:00:00Z,41\n")
    assert read_trace(path, unit=Unit.FAHRENHEIT).points[0].values == {1: 5_000}
    assert read_trace(path, unit=Unit.CELSIUS).points[0].values == {1: 41_000}


def test_a_unit_in_the_header_or_on_the_values_is_taken(tmp_path: Path) -> None:
    for text in (
        "timestamp,fahrenheit\n2026-01-01T00:00:00Z,41\n",
        STAMPED + "2026-01-01T00:00:00Z,41F\n2026-01-01T01:00:00Z,41 °F\n",
    ):
        assert read_trace(written(tmp_path, text)).points[0].values == {1: 5_000}


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "recording.txt", "is empty"),
        ("\n\n", "recording.txt", "is empty"),
        (STAMPED, "recording.txt", "no readings"),
        (b"\xff\xfe\x00", "recording.txt", "is not text"),
        (b"timestamp,value\n2026-01-01,\x00", "recording.txt", "zero byte"),
        ("<html>\n", "line 1", "no known temperature file"),
        (STAMPED + "2026-01-01T00:00:00Z,5\n", "recording.txt", "Celsius or Fahrenheit"),
        (STAMPED + "2026-01-01T00:00:00Z,5C\n2026-01-01T01:00:00Z,41F\n", "line 3", "Fahrenheit"),
        (STAMPED + "2026-01-01T00:00:00Z,5C\n2026-01-01T01:00:00Z,5\n", "line 3", "no unit"),
        (PROBES + "2026-01-01T00:00:00Z,1,41F\n", "line 2", "Fahrenheit"),
        (STAMPED + "2026-01-01T00:00:00Z,NaN\n", "line 2", "is not a temperature"),
        (STAMPED + "2026-01-01T00:00:00Z,inf\n", "line 2", "is not a temperature"),
        (STAMPED + "2026-01-01T00:00:00Z,1e3\n", "line 2", "is not a temperature"),
        (STAMPED + "2026-01-01T00:00:00Z,\n", "line 2", "is not a temperature"),
        (STAMPED + "yesterday,70\n", "line 2", "is not a time"),
        (STAMPED + "2026-01-02 00:00:00,70\n2026-01-01 00:00:00,70\n", "line 3", "goes back"),
        (STAMPED + "2026-01-02 00:00:00,70\n2026-01-02 00:00:00,71\n", "line 3", "second value"),
        (STAMPED + "2026-01-01 00:00:00,70\n2,3,4\n", "line 3", "3 columns where 2"),
        (STAMPED + "2026-01-01 00:00:00,70\n" + MOTE, "line 3", "second header"),
        (STAMPED + "2026-01-01 00:00:00,999\n", "line 2", "beyond what a recorder"),
        (MOTE + "1 3 35.3 33.25 0\n2 4 35.3 33.25 0\n", "line 3", "mote 4 among"),
        (MOTE + "2 3 35.3 33.25 0\n1 3 35.3 33.25 0\n", "line 3", "goes back"),
        (MOTE + "x 3 35.3 33.25 0\n", "line 2", "not a number"),
        (MOTE + "1 3 35.3 33.25\n", "line 2", "4 columns where 5"),
        (PROBES + "2026-01-01T00:00:00Z,0,5\n", "line 2", "probe '0'"),
        (PROBES + "2026-01-01T00:00:00Z,1,-280\n", "line 2", "beyond what a recorder"),
    ],
)
def test_bad_files_are_refused_whole(
    tmp_path: Path, text: str | bytes, where: str, what: str
) -> None:
    with pytest.raises(BadEvidence) as refused:
        read_trace(written(tmp_path, text))
    assert where in refused.value.where
    assert what in refused.value.what
    assert refused.value.next_step


def test_an_absent_file_is_said_to_be_absent(tmp_path: Path) -> None:
    with pytest.raises(BadEvidence, match="No such file"):
        read_trace(tmp_path / "nothing.csv")


def test_a_unit_against_the_files_own_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, PROBES + "2026-01-01T00:00:00Z,1,5\n")
    with pytest.raises(BadEvidence, match="says it is in Celsius"):
        read_trace(path, unit=Unit.FAHRENHEIT)


def test_a_form_can_be_given_for_a_file_without_header(tmp_path: Path) -> None:
    path = written(tmp_path, "2026-01-01T00:00:00Z,2,5.5\n")
    trace = read_trace(path, form=Form.PROBES, unit=Unit.CELSIUS)
    assert trace.points[0].values == {2: 5_500}


@pytest.mark.parametrize(
    ("name", "instants", "lowest", "highest"),
    [
        ("ambient_temperature_system_failure.csv", 7_267, "14.144", "30.124"),
        ("outdoor_mote3.txt", 5_039, "22.77", "33.62"),
        ("outdoor_mote4.txt", 5_041, "23.01", "37.25"),
    ],
)
def test_recorded_files(
    shared_data: Path, name: str, instants: int, lowest: str, highest: str
) -> None:
    trace = read_trace(shared_data / "temperature" / name)
    values = [point.values[1] for point in trace.points]
    assert len(trace.points) == instants
    assert min(values) == int(Decimal(lowest) * 1000)
    assert max(values) == int(Decimal(highest) * 1000)
