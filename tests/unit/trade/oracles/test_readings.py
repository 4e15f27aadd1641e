"""Canonical bytes of a reading and the chain that links a device's readings."""

import hashlib
from dataclasses import replace

import pytest

from dhow.trade.oracles.readings import (
    ENCODED_LENGTH,
    GENESIS,
    ChainFault,
    Reading,
    decode_reading,
    first_chain_break,
)


def chain(count: int) -> list[Reading]:
    readings: list[Reading] = []
    previous = GENESIS
    for counter in range(1, count + 1):
        reading = Reading("CSQU3054383/logger", counter, 1_000 + counter, 1, -5_000, previous)
        previous = reading.digest
        readings.append(reading)
    return readings


def test_canonical_bytes_are_as_documented() -> None:
    reading = Reading("D1", 7, 1_700_000_000, 3, -18_250, bytes(range(32)))
    encoded = reading.encoded
    assert len(encoded) == ENCODED_LENGTH == 101
    assert encoded[:16] == b"dhow.reading.v1\x00"
    assert encoded[16:48] == b"D1".ljust(32, b"\x00")
    assert int.from_bytes(encoded[48:56], "big") == 7
    assert int.from_bytes(encoded[56:64], "big") == 1_700_000_000
    assert encoded[64] == 3
    assert int.from_bytes(encoded[65:69], "big", signed=True) == -18_250
    assert encoded[69:] == bytes(range(32))
    assert reading.digest == hashlib.sha256(encoded).digest()
    assert decode_reading(encoded) == reading


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("device", "", "device id"),
        ("device", "x" * 33, "device id"),
        ("device", "é", "device id"),
        ("device", "a\nb", "cannot be printed"),
        ("counter", 0, "counter"),
        ("time", -1, "time"),
        ("probe", -1, "probe"),
        ("probe", 0, "closing entry measures nothing"),
        ("probe", 256, "probe"),
        ("milli_c", 2**31, "value"),
        ("previous", b"", "previous"),
    ],
)
def test_what_the_bytes_cannot_carry_is_refused(field: str, value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(chain(1)[0], **{field: value})


@pytest.mark.parametrize("data", [b"", bytes(100), bytes(101), bytes(102)])
def test_bytes_that_are_not_a_reading_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="reading"):
        decode_reading(data)


def test_a_whole_chain_has_no_break() -> None:
    assert first_chain_break(chain(20)) is None


def swapped(readings: list[Reading]) -> list[Reading]:
    return [readings[0], readings[2], readings[1], *readings[3:]]


@pytest.mark.parametrize(
    ("readings", "fault", "counter"),
    [
        ([*chain(9), chain(9)[3]], ChainFault.REPLAYED_READING, 4),
        ([*chain(9)[:5], chain(9)[4], *chain(9)[5:]], ChainFault.REPLAYED_READING, 5),
        (chain(9)[1:], ChainFault.MISSING_READINGS, 2),
        ([*chain(9)[:4], *chain(9)[6:]], ChainFault.MISSING_READINGS, 7),
        (swapped(chain(9)), ChainFault.MISSING_READINGS, 3),
        (
            [*chain(3), replace(chain(4)[3], previous=GENESIS)],
            ChainFault.BROKEN_LINK,
            4,
        ),
        (
            [*chain(4), replace(chain(4)[3], milli_c=9_000)],
            ChainFault.DOUBLE_COUNTER,
            4,
        ),
        (
            [*chain(3), replace(chain(4)[3], time=1)],
            ChainFault.CLOCK_BACKWARDS,
            4,
        ),
    ],
    ids=[
        "replayed-at-end",
        "replayed-at-once",
        "beginning-withheld",
        "middle-withheld",
        "out-of-order",
        "broken-link",
        "two-readings-one-counter",
        "clock-set-back",
    ],
)
def test_breaks(readings: list[Reading], fault: ChainFault, counter: int) -> None:
    found = first_chain_break(readings)
    assert found is not None
    assert (found.fault, found.counter) == (fault, counter)


def test_a_device_set_going_earlier_begins_where_it_stood() -> None:
    readings = chain(10)
    later = readings[4:]
    assert first_chain_break(later, first_counter=5, first_previous=readings[3].digest) is None
    broken = first_chain_break(later, first_counter=5, first_previous=GENESIS)
    assert broken is not None
    assert broken.fault is ChainFault.BROKEN_LINK
