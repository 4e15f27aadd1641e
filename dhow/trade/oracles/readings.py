"""One temperature reading, its canonical bytes, and the chain that links a device's readings.

Canonical bytes of a reading, 101 in all, integers big-endian:

| bytes | field | meaning |
|---|---|---|
| 16 | tag | `dhow.reading.v1` and one zero byte |
| 32 | device | device id in ASCII, zero-padded on the right |
| 8 | counter | 1 for the device's first reading, then one more each time |
| 8 | time | UTC seconds since 1970, unsigned |
| 1 | probe | 1 to 255; 0 in the entry that closes the record |
| 4 | value | thousandths of a degree Celsius, two's complement; 0 in the closing entry |
| 32 | previous | SHA-256 of the previous reading's canonical bytes; zeros before the first |

A device signs these bytes with ECDSA P-256 over SHA-256, so the hash that links the chain is also
the hash that is signed. The counter makes a reading unique, the link makes an omission visible.
What comes after the last link no chain can show; so a logger that is stopped says so, in an entry
of its own that measures nothing and closes the record.
"""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

TAG = b"dhow.reading.v1\x00"
GENESIS = bytes(32)
_LAYOUT = struct.Struct(">16s32sQQBi32s")
ENCODED_LENGTH = _LAYOUT.size


@dataclass(frozen=True)
class Reading:
    """What a device says it measured.

    Attributes:
        device: device id, 1 to 32 printable ASCII characters.
        counter: running number over all the device's readings, from 1.
        time: UTC seconds.
        probe: which probe of the device, from 1; 0 where the entry closes the record.
        milli_c: thousandths of a degree Celsius, signed 32 bits.
        previous: 32 bytes, digest of the device's previous reading.
    """

    device: str
    counter: int
    time: int
    probe: int
    milli_c: int
    previous: bytes

    def __post_init__(self) -> None:
        """Refuse what the canonical bytes cannot carry.

        Raises:
            ValueError: a field is out of range; the message names it.
        """
        if not 1 <= len(self.device) <= 32 or not self.device.isascii():
            raise ValueError(f"device id must be 1 to 32 ASCII characters, not {self.device!r}")
        if not self.device.isprintable():
            raise ValueError(f"device id has a character that cannot be printed: {self.device!r}")
        if not 1 <= self.counter < 2**64:
            raise ValueError(f"counter must be 1 or more, not {self.counter}")
        if not 0 <= self.time < 2**64:
            raise ValueError(f"time must be UTC seconds since 1970, not {self.time}")
        if not 0 <= self.probe <= 255:
            raise ValueError(f"probe must be 1 to 255, or 0 to close, not {self.probe}")
        if self.closes and self.milli_c != 0:
            raise ValueError(f"a closing entry measures nothing, not {self.milli_c}")
        if not -(2**31) <= self.milli_c < 2**31:
            raise ValueError(f"value must fit 32 bits of milli-degrees, not {self.milli_c}")
        if len(self.previous) != 32:
            raise ValueError(f"previous must be 32 bytes, not {len(self.previous)}")

    @property
    def closes(self) -> bool:
        """Whether this is no measurement but the logger's last word on a voyage."""
        return self.probe == 0

    @cached_property
    def encoded(self) -> bytes:
        """Canonical bytes, 101 of them: what is signed, hashed and put in the Merkle tree."""
        return _LAYOUT.pack(
            TAG,
            self.device.encode("ascii"),
            self.counter,
            self.time,
            self.probe,
            self.milli_c,
            self.previous,
        )

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the canonical bytes; the next reading's `previous`."""
        return hashlib.sha256(self.encoded).digest()


def decode_reading(data: bytes) -> Reading:
    """Read canonical bytes back.

    Raises:
        ValueError: wrong length, wrong tag, or a field out of range.
    """
    if len(data) != ENCODED_LENGTH:
        raise ValueError(f"a reading is {ENCODED_LENGTH} bytes, these are {len(data)}")
    tag, device, counter, time, probe, milli_c, previous = _LAYOUT.unpack(data)
    if tag != TAG:
        raise ValueError(f"not a reading of this version: tag {tag!r}")
    return Reading(device.rstrip(b"\x00").decode("ascii"), counter, time, probe, milli_c, previous)


class ChainFault(StrEnum):
    """What can be wrong with the order of one device's readings."""

    REPLAYED_READING = "REPLAYED_READING"
    MISSING_READINGS = "MISSING_READINGS"
    BROKEN_LINK = "BROKEN_LINK"
    DOUBLE_COUNTER = "DOUBLE_COUNTER"
    CLOCK_BACKWARDS = "CLOCK_BACKWARDS"


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first place where a device's readings do not follow from one another.

    Attributes:
        fault: the kind.
        counter: counter of the reading at which it shows.
        words: what was expected and what came, for a person.
    """

    fault: ChainFault
    counter: int
    words: str


def first_chain_break(
    readings: Sequence[Reading], *, first_counter: int = 1, first_previous: bytes = GENESIS
) -> ChainBreak | None:
    """Check that one device's readings, in the order given, are whole and in sequence.

    Args:
        readings: all of one device, in the order they arrived.
        first_counter: counter the first must carry: 1, or that at which the device was set going
            for this voyage. Without it a withheld beginning would not show.
        first_previous: digest the first must link to.

    Returns:
        The first break, or `None` where the chain is whole.
    """
    expected_counter = first_counter
    expected_previous = first_previous
    last_time = 0
    seen: dict[int, Reading] = {}
    for reading in readings:
        earlier = seen.get(reading.counter)
        if earlier is not None or reading.counter < expected_counter:
            return _repeated(reading, earlier, expected_counter)
        if reading.counter > expected_counter:
            missing = reading.counter - expected_counter
            return ChainBreak(
                ChainFault.MISSING_READINGS,
                reading.counter,
                f"counter {reading.counter} came where {expected_counter} was due: "
                f"{missing} reading{'s' if missing > 1 else ''} of {reading.device} withheld",
            )
        if reading.previous != expected_previous:
            return ChainBreak(
                ChainFault.BROKEN_LINK,
                reading.counter,
                f"counter {reading.counter} links to {reading.previous.hex()[:12]}, "
                f"but the reading before it hashes to {expected_previous.hex()[:12]}",
            )
        if reading.time < last_time:
            return ChainBreak(
                ChainFault.CLOCK_BACKWARDS,
                reading.counter,
                f"counter {reading.counter} is stamped {last_time - reading.time} s before "
                "the reading in front of it",
            )
        seen[reading.counter] = reading
        expected_counter += 1
        expected_previous = reading.digest
        last_time = reading.time
    return None


def _repeated(reading: Reading, earlier: Reading | None, expected: int) -> ChainBreak:
    if earlier is not None and earlier.digest != reading.digest:
        return ChainBreak(
            ChainFault.DOUBLE_COUNTER,
            reading.counter,
            f"two different readings carry counter {reading.counter}: "
            f"{earlier.milli_c} and {reading.milli_c} milli-degrees; the device or its key is "
            "not to be trusted",
        )
    return ChainBreak(
        ChainFault.REPLAYED_READING,
        reading.counter,
        f"counter {reading.counter} was already seen when {expected} was due",
    )


def append_order(readings: Iterable[Reading]) -> list[Reading]:
    """Order for the Merkle tree: by device id, then counter."""
    return sorted(readings, key=lambda reading: (reading.device, reading.counter))
