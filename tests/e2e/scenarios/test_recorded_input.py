"""The same trade on recordings made by others: real sensors, real ships, real invoices."""

import asyncio
from pathlib import Path

import pytest

from dhow.errors import DhowError
from scenarios.catalogue import find
from scenarios.stage.options import StoryOptions
from scenarios.stage.player import RunRecord, play
from scenarios.stage.story import EndingKind
from tests.support.staged import begun

STORY = find("dubai-juice")


def run(options: StoryOptions) -> RunRecord:
    raised = None if options.invoice else begun  # an invoice's price is its parties' opening money
    return asyncio.run(play(STORY, "embedded", None, options, raised=raised))


def assert_checks_hold(record: RunRecord) -> None:
    assert [check for check in record.checks if not check.holds] == []


def mote(shared_data: Path, number: int, **limits: int) -> StoryOptions:
    return StoryOptions(
        temperatures=shared_data / "temperature" / f"outdoor_mote{number}.txt",
        readings=400,
        interval_minutes=10,
        **limits,
    )


def test_a_mote_trace_within_its_limits_is_paid(shared_data: Path) -> None:
    record = run(mote(shared_data, 3, minimum_milli_c=20_000, maximum_milli_c=45_000))

    assert_checks_hold(record)
    assert record.ending.kind is EndingKind.PAID
    assert record.recorded == ("temperatures",)


def test_the_same_trace_outside_the_storys_limits_is_refused(shared_data: Path) -> None:
    record = run(mote(shared_data, 4))

    assert_checks_hold(record)
    assert record.ending.kind is EndingKind.STOPPED
    assert record.ending.code == "TEMPERATURE_CONTENT"


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        # that a trace within its limits is paid is shown by the mote's as well
        pytest.param(200, EndingKind.PAID, marks=pytest.mark.long),
        (3_700, EndingKind.STOPPED),
    ],
)
def test_a_failing_rooms_temperature(shared_data: Path, first: int, kind: EndingKind) -> None:
    """Hourly Fahrenheit; the second stretch lies in the labelled failure of December 2013."""
    record = run(
        StoryOptions(
            temperatures=shared_data / "temperature" / "ambient_temperature_system_failure.csv",
            first_reading=first,
            readings=100,
            minimum_milli_c=17_000,
            maximum_milli_c=26_000,
        )
    )

    assert_checks_hold(record)
    assert record.ending.kind is kind


@pytest.mark.parametrize(
    ("mmsi", "kind"),
    [
        (376_427_000, EndingKind.PAID),
        (235_070_716, EndingKind.STOPPED),
        pytest.param(
            237_247_600, EndingKind.STOPPED, marks=pytest.mark.long
        ),  # tests of AIS have it
    ],
)
def test_a_ship_that_lies_still_has_arrived_and_one_under_way_has_not(
    shared_data: Path, mmsi: int, kind: EndingKind
) -> None:
    record = run(
        StoryOptions(
            ais=shared_data / "ais" / "nmea_data_sample.txt",
            mmsi=mmsi,
            port_latitude=37.3469,
            port_longitude=23.4480,
            port_radius_m=3_000,
        )
    )

    assert_checks_hold(record)
    assert record.ending.kind is kind
    if kind is EndingKind.STOPPED:
        assert record.ending.code == "MISSING"


@pytest.mark.parametrize(
    "file",
    [
        "ubl/ubl-tc434-example1.xml",
        # a CII invoice is in the run of all three recordings, too
        pytest.param("cii/CII_example1.xml", marks=pytest.mark.long),
        "facturx/EN16931_Einfach.pdf",
    ],
)
def test_the_credit_is_made_out_for_the_invoice_given(shared_data: Path, file: str) -> None:
    record = run(StoryOptions(invoice=shared_data / "invoices" / file))

    assert_checks_hold(record)
    assert record.ending.kind is EndingKind.PAID


def test_all_three_recordings_in_one_run(shared_data: Path) -> None:
    record = run(
        StoryOptions(
            temperatures=shared_data / "temperature" / "outdoor_mote3.txt",
            readings=600,
            interval_minutes=5,
            minimum_milli_c=20_000,
            maximum_milli_c=45_000,
            ais=shared_data / "ais" / "nmea_data_sample.txt",
            mmsi=376_427_000,
            port_latitude=37.3469,
            port_longitude=23.4480,
            invoice=shared_data / "invoices" / "cii" / "CII_example2.xml",
        )
    )

    assert_checks_hold(record)
    assert record.ending.kind is EndingKind.PAID
    assert record.recorded == ("ais", "invoice", "temperatures")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"invoice": "ubl/ubl-tc434-creditnote1.xml"}, "credit note"),
        ({"invoice": "../temperature/outdoor_mote3.txt"}, "outdoor_mote3.txt"),
        ({"temperatures": "ubl/ubl-tc434-example1.xml"}, "ubl-tc434-example1.xml"),
        ({"ais": "cii/CII_example1.xml", "mmsi": 376_427_000}, "CII_example1.xml"),
        ({"ais": "../ais/nmea_data_sample.txt", "mmsi": 123_456_789}, "--ship"),
        ({"ais": "../ais/nmea_data_sample.txt"}, "--ship"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_stops_before_anything_begins(
    shared_data: Path, options: dict[str, str | int], words: str
) -> None:
    given = {
        name: shared_data / "invoices" / value if isinstance(value, str) else value
        for name, value in options.items()
    }

    with pytest.raises(DhowError, match=words) as refused:
        run(StoryOptions(**given))  # type: ignore[arg-type]

    assert refused.value.exit_code == 4
