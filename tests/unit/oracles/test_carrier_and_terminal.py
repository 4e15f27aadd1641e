"""The carrier's events and the terminal's message; rows named by the rules they check."""

import json
from pathlib import Path

import pytest

from dhow.trade.oracles.arrival import ArrivalPolicy, VesselIdentity
from dhow.trade.oracles.reports import Sources
from oracles.arrival.dcsa import arrival_event, read_events
from oracles.arrival.ports import known_ports, port, read_port
from oracles.arrival.samples import (
    SHIP,
    SampleShip,
    carrier_message,
    terminal_key,
    terminal_message,
    terminal_registry,
)
from oracles.arrival.terminal import TerminalRegistry, arrival_time, read_arrival, sign_arrival
from oracles.devices.keys import SigningKey
from oracles.errors import BadEvidence

NOW = 1_775_433_600
POLICY = ArrivalPolicy(port=port("AEJEA"), vessel=SHIP.imo)


def joined(*messages: bytes) -> bytes:
    return json.dumps([event for message in messages for event in json.loads(message)]).encode()


def retraction(of: str) -> bytes:
    (event,) = json.loads(carrier_message(NOW - 100))
    return json.dumps([{**event, "eventID": "r-1", "retractedEventID": of}]).encode()


ACTUAL = f"dhow-AEJEA-{NOW - 600}-ACT"


@pytest.mark.parametrize(
    ("message", "arrived", "words"),
    [
        (carrier_message(NOW - 600), True, "says that the ship arrived at AEJEA"),
        (carrier_message(NOW - 600, classifier="EST"), False, "is EST, not what happened"),
        (carrier_message(NOW - 600, classifier="PLN"), False, "is PLN, not what happened"),
        (
            joined(carrier_message(NOW - 600), retraction(ACTUAL)),
            False,
            f"{ACTUAL} was retracted",
        ),
        (
            joined(retraction(ACTUAL), carrier_message(NOW - 600)),
            False,
            "was retracted",
        ),
        (
            joined(carrier_message(NOW - 900), retraction("another")),
            True,
            "says that the ship arrived",
        ),
        (carrier_message(NOW - 600, place="INNSA"), False, "tells of no arrival"),
        (
            carrier_message(NOW - 600, ship=SampleShip(imo=9_321_483)),
            False,
            "is of vessel 9321483, not IMO 9074729",
        ),
        (
            carrier_message(NOW - 600, ship=SampleShip(imo=9_074_728)),
            False,
            "is of vessel 9074728",
        ),
    ],
    ids=[
        "actual",
        "I10-estimated",
        "I10-planned",
        "I11-retracted",
        "I11-retraction-first",
        "I11-another-retracted",
        "another-place",
        "another-ship",
        "I12-imo-check-digit",
    ],
)
def test_carriers_arrival(message: bytes, arrived: bool, words: str) -> None:
    found = arrival_event(POLICY, read_events(message, received_at=NOW))
    assert (found.event is not None) is arrived
    assert words in found.words


def test_version_3_beta_shape_with_metadata_and_payload() -> None:
    message = {
        "metadata": {"eventID": "e-1", "eventCreatedDateTime": "2026-04-05T10:00:00Z"},
        "payload": {
            "eventType": "TRANSPORT",
            "eventClassifierCode": "ACT",
            "transportEventTypeCode": "ARRI",
            "eventDateTime": "2026-04-05T12:00:00+04:00",
            "transportCall": {
                "UNLocationCode": "AEJEA",
                "vessel": {"vesselIMONumber": str(SHIP.imo)},
            },
        },
    }
    taken_back = {
        "metadata": {
            "eventID": "e-2",
            "eventCreatedDateTime": "2026-04-05T11:00:00Z",
            "retractedEventID": "e-1",
        },
        "payload": message["payload"],
    }
    (event,) = read_events(json.dumps(message).encode(), received_at=NOW)
    assert event.time == 1_775_376_000
    assert arrival_event(POLICY, (event,)).event == event
    events = read_events(json.dumps([message, taken_back]).encode(), received_at=NOW)
    assert arrival_event(POLICY, events).event is None


def changed(**fields: object) -> bytes:
    (event,) = json.loads(carrier_message(NOW - 600))
    return json.dumps([{k: v for k, v in {**event, **fields}.items() if v is not ...}]).encode()


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "holds no event"),
        (b"7", "holds no event"),
        (b"[7]", "event 0: is not an object"),
        (changed(eventType=...), "event 0: eventType is missing"),
        (changed(eventType="PARTY"), "eventType is 'PARTY', not one of"),
        (changed(eventClassifierCode=...), "eventClassifierCode is missing"),
        (changed(eventClassifierCode="ACTUAL"), "eventClassifierCode is 'ACTUAL'"),
        (changed(transportEventTypeCode=7), "transportEventTypeCode is not text"),
        (changed(eventDateTime=...), "eventDateTime is missing"),
        (changed(eventDateTime="2026-04-05"), "eventDateTime is '2026-04-05', not a date and time"),
        (changed(eventDateTime="2026-04-05T12:00:00"), "without its offset from UTC"),
        (changed(eventCreatedDateTime="2099-01-01T00:00:00Z"), "which cannot be"),
        (changed(eventDateTime="2027-01-01T00:00:00Z"), "yet to come, and marked ACT"),
    ],
)
def test_malformed_messages_are_refused_naming_the_field(message: bytes, words: str) -> None:
    with pytest.raises(BadEvidence) as refused:
        read_events(message, received_at=NOW)
    assert words in refused.value.what


@pytest.mark.parametrize(
    ("name", "events"),
    [
        ("tnt-220-response.json", 7),
        ("tnt-300-response.json", 5),
        ("tnt-300-request-reefer.json", 1),
        ("tnt-300-request-transport.json", 1),
    ],
)
def test_recorded_messages(shared_data: Path, name: str, events: int) -> None:
    data = (shared_data / "dcsa" / name).read_bytes()
    assert len(read_events(data, received_at=NOW)) == events


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "tnt-220-response-wrong-date-times.json",
            [
                "event 1: eventCreatedDateTime is missing",
                "event 2: eventDateTime is missing",
                "event 3: eventCreatedDateTime",
                "event 4: eventDateTime",
                "event 5: eventCreatedDateTime",
                "event 6: eventCreatedDateTime",
            ],
        ),
        ("tnt-220-response-wrong-structure.json", ["event 0: eventType is missing"]),
    ],
)
def test_recorded_malformed_messages(shared_data: Path, name: str, words: list[str]) -> None:
    with pytest.raises(BadEvidence) as refused:
        read_events((shared_data / "dcsa" / name).read_bytes(), received_at=NOW)
    assert all(part in refused.value.what for part in words)
    assert "event 0: eventDateTime" not in refused.value.what


def test_recorded_arrival_of_the_king_of_the_seas(shared_data: Path) -> None:
    data = (shared_data / "dcsa" / "tnt-220-response.json").read_bytes()
    policy = ArrivalPolicy(
        port=port("AEJEA").__class__("FRPAR", "x", ((0, 0), (0, 1), (1, 1))), vessel=9_321_483
    )
    found = arrival_event(policy, read_events(data, received_at=NOW))
    assert found.event is not None
    assert found.event.time == 1_610_197_976


def test_a_terminals_message_is_read_and_counts() -> None:
    message = read_arrival(terminal_message(NOW), terminal_registry())
    assert arrival_time(POLICY, message)[0] == NOW


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (ArrivalPolicy(port=port("INNSA"), vessel=SHIP.imo), "is at AEJEA"),
        (ArrivalPolicy(port=port("AEJEA"), vessel=9_321_483), "berthed IMO 9074729"),
        (
            ArrivalPolicy(
                port=port("AEJEA"),
                vessel=SHIP.mmsi,
                identity=VesselIdentity.MMSI,
                required_sources=1,
                accepted_sources=Sources.AIS,
            ),
            "by MMSI",
        ),
    ],
)
def test_a_terminals_message_for_another_does_not_count(policy: ArrivalPolicy, words: str) -> None:
    message = read_arrival(terminal_message(NOW), terminal_registry())
    time, why = arrival_time(policy, message)
    assert time is None
    assert words in why


def signed(**fields: object) -> bytes:
    return sign_arrival(
        terminal_key(),
        **{
            "terminal": "JEBEL-ALI-T1",
            "place": "AEJEA",
            "vessel_imo": SHIP.imo,
            "berth": "7",
            "berthed_at": NOW,
            **fields,
        },
    )


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"", "is not JSON"),
        (b"[]", "has no object"),
        (b'{"terminal":"x"}', "has terminal"),
        (b'{"terminal":1,"message":"m","signature":"s"}', "terminal is not text"),
        (signed(terminal="NOWHERE"), "no such terminal"),
        (signed(place="INNSA"), "but the terminal is at AEJEA"),
        (signed(vessel_imo=9_074_728), "IMO"),
        (
            sign_arrival(
                SigningKey.development("someone else"),
                terminal="JEBEL-ALI-T1",
                place="AEJEA",
                vessel_imo=SHIP.imo,
                berth="7",
                berthed_at=NOW,
            ),
            "is not signed by that terminal",
        ),
        (terminal_message(NOW).replace(b"9074729", b"9321483"), "is not signed by that terminal"),
        (terminal_message(NOW).replace(b'"signature":"', b'"signature":"zz'), "is not signed"),
    ],
)
def test_terminal_messages_that_are_refused(message: bytes, words: str) -> None:
    with pytest.raises(BadEvidence) as refused:
        read_arrival(message, terminal_registry())
    assert words in refused.value.what


def test_a_terminal_is_registered_once() -> None:
    registry = TerminalRegistry()
    registry.register("T", "AEJEA", terminal_key().public)
    with pytest.raises(ValueError, match="already"):
        registry.register("T", "INNSA", terminal_key().public)


def test_every_drawn_port_is_an_area() -> None:
    assert known_ports() == ("AEJEA", "ESVLC", "INNSA")
    assert {port(place).place for place in known_ports()} == set(known_ports())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"properties":{"locode":"AEJEA","name":"x"},"geometry":{"type":"Point"}}',
        '{"properties":{"locode":"AEJEA","name":"x"},'
        '"geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,7]]]}}',
        '{"properties":{"locode":"AEJEA","name":7},'
        '"geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,7],[1,2]]]}}',
    ],
)
def test_files_that_are_no_port_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "port.geojson"
    path.write_text(text)
    with pytest.raises(BadEvidence, match="is not a port's area"):
        read_port(path)


def test_an_unknown_port_names_the_known() -> None:
    with pytest.raises(BadEvidence, match="AEJEA, ESVLC, INNSA"):
        port("SGSIN")
