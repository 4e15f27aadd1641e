"""Whatever bytes come in, a reader reads them or refuses them in words; nothing else happens."""

import random
import tempfile
from pathlib import Path

import orjson
from hypothesis import given
from hypothesis import strategies as st

from oracles.arrival.ais import AisRecording, read_ais
from oracles.arrival.dcsa import read_events
from oracles.arrival.samples import (
    carrier_message,
    terminal_message,
    terminal_registry,
    voyage_recording,
)
from oracles.arrival.terminal import read_arrival
from oracles.devices.player import read_trace
from oracles.errors import BadEvidence

NOW = 1_775_433_600
AIS = voyage_recording(NOW - 7_200, NOW, route=((25.0, 54.9), (25.01, 55.06))).data
TRACES = (
    b"timestamp,value\n2013-07-04 00:00:00,69.8\n2013-07-04 01:00:00,71.2\n",
    b"Reading#\tMote-ID\tHumidity\tTemperature\tLabel\n1\t3\t35.3\t3.25\t0\n2\t3\t35.3\t3.5\t0\n",
    b"time,probe,celsius\n2026-01-01T00:00:00Z,1,5.25\n2026-01-01T00:15:00Z,1,5.5\n",
)


def damaged(data: bytes, seed: int, times: int) -> bytes:
    """`data` with bytes changed, cut out or doubled at seeded places."""
    source = random.Random(seed)
    result = bytearray(data)
    for _ in range(times):
        if not result:
            break
        at = source.randrange(len(result))
        match source.randrange(3):
            case 0:
                result[at] = source.randrange(256)
            case 1:
                del result[at : at + source.randrange(1, 20)]
            case _:
                result[at:at] = result[at : at + source.randrange(1, 20)]
    return bytes(result)


DAMAGE = st.tuples(st.integers(0, 2**32), st.integers(0, 40))


@given(DAMAGE, st.sampled_from([None, 60]))
def test_damaged_ais_recordings(damage, interval) -> None:
    data = damaged(AIS, *damage)
    try:
        report = read_ais(AisRecording(data, interval_seconds=interval))
    except BadEvidence:
        return
    assert report.messages > 0


@given(st.binary(max_size=300))
def test_bytes_that_are_anything(data) -> None:
    for read in (
        lambda: read_ais(AisRecording(data, interval_seconds=1)),
        lambda: read_events(data, received_at=NOW),
        lambda: read_arrival(data, terminal_registry()),
    ):
        try:
            read()
        except BadEvidence:
            continue


@given(st.sampled_from(TRACES), DAMAGE)
def test_damaged_temperature_files(data, damage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording"
        path.write_bytes(damaged(data, *damage))
        try:
            trace = read_trace(path)
        except BadEvidence:
            return
    assert all(-80_000 <= v <= 85_000 for point in trace.points for v in point.values.values())


@given(DAMAGE)
def test_a_damaged_terminal_message_never_verifies(damage) -> None:
    original = terminal_message(NOW)
    data = damaged(original, *damage)
    try:
        message = read_arrival(data, terminal_registry())
    except BadEvidence:
        return
    # Damage outside what is signed, such as the spelling of the wrapper, changes nothing.
    assert message == read_arrival(original, terminal_registry())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.data(), JSON)
def test_any_json_in_any_field_of_a_carriers_event(data, value) -> None:
    (event,) = orjson.loads(carrier_message(NOW))
    field = data.draw(st.sampled_from(sorted(event)))
    try:
        (read,) = read_events(orjson.dumps([{**event, field: value}]), received_at=NOW + 86_400)
    except BadEvidence:
        return
    assert read.kind in ("TRANSPORT", "SHIPMENT", "EQUIPMENT", "REEFER", "IOT")
