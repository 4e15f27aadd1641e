"""AIS recordings: NMEA sentences to the positions of ships.

Times come from the recording: a tag block's `c:` field or a `$PGHP` line stamps the messages that
follow it. A recording without times is spaced by a given interval a line. Sentences with a broken
checksum and messages that cannot be decoded are counted, never guessed at; a recording with nothing
whole in it is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from pyais.exceptions import AISBaseException
from pyais.messages import AISSentence, GatehouseSentence, NMEASentenceFactory

from dhow.trade.oracles.arrival import ArrivalPolicy, PositionReport, VesselIdentity
from oracles.errors import BadEvidence

LARGEST_RECORDING_BYTES = 50_000_000
_OPEN_MESSAGES = 256
"""Unfinished multi-line messages kept; older ones are given up."""
_TYPES_WITH_STATUS = frozenset({1, 2, 3, 27})
_TYPES_WITH_POSITION = _TYPES_WITH_STATUS | {18, 19}
_POSITION_FIELDS = ("lat", "lon", "speed")
_STATIC = 5


@dataclass(frozen=True, slots=True)
class AisRecording:
    """Raw evidence.

    Attributes:
        data: NMEA sentences, one a line.
        name: what to call it in messages.
        start: UTC seconds of the first line, for a recording without times.
        interval_seconds: spacing of its lines, for a recording without times.
    """

    data: bytes
    name: str = "AIS recording"
    start: int | None = None
    interval_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class AisReport:
    """What a recording holds.

    Attributes:
        tracks: positions by MMSI, in the order received.
        imo_claims: MMSIs that claim an IMO number in their static data (message type 5).
        messages: whole messages decoded.
        broken: sentences with a wrong checksum or none.
        undecodable: messages that are not what they should be, or lack a part.
        untimed: messages before the first time stamp; left out.
    """

    tracks: dict[int, tuple[PositionReport, ...]]
    imo_claims: dict[int, frozenset[int]]
    messages: int
    broken: int
    undecodable: int
    untimed: int

    @property
    def words(self) -> str:
        """One line for people."""
        ships = "1 ship" if len(self.tracks) == 1 else f"{len(self.tracks)} ships"
        counted = [f"{self.messages} messages of {ships}"]
        if self.broken:
            counted.append(f"{self.broken} with a broken checksum")
        if self.undecodable:
            counted.append(f"{self.undecodable} not decodable")
        if self.untimed:
            counted.append(f"{self.untimed} before the first time stamp")
        return ", ".join(counted)

    def track(self, policy: ArrivalPolicy) -> tuple[tuple[PositionReport, ...], str]:
        """The positions of the policy's ship, and in words why there are none.

        By IMO number, the ship is the one station whose static data claims that number. Two
        stations that claim it cannot both be the ship, so neither is taken.
        """
        if policy.identity is VesselIdentity.MMSI:
            found = self.tracks.get(policy.vessel, ())
            return found, "" if found else f"no position of MMSI {policy.vessel}"
        stations = sorted(self.imo_claims.get(policy.vessel, frozenset()))
        if len(stations) > 1:
            names = ", ".join(str(station) for station in stations)
            return (), f"{len(stations)} stations claim IMO {policy.vessel}: MMSI {names}"
        if not stations:
            return (), f"no static message (type 5) names IMO {policy.vessel}"
        found = self.tracks.get(stations[0], ())
        return found, "" if found else f"no position of MMSI {stations[0]}, IMO {policy.vessel}"


class _Counts:
    def __init__(self) -> None:
        self.messages = self.broken = self.undecodable = self.untimed = 0


def read_ais(recording: AisRecording) -> AisReport:
    """Decode a recording.

    Raises:
        BadEvidence: empty, too large, nothing in it whole, or without times and no interval given.
    """
    if len(recording.data) > LARGEST_RECORDING_BYTES:
        raise BadEvidence(
            f"is {len(recording.data)} bytes, more than {LARGEST_RECORDING_BYTES}",
            where=recording.name,
            next_step="Give the part that shows the arrival",
        )
    if recording.interval_seconds is not None and recording.interval_seconds < 1:
        raise BadEvidence(
            f"interval of {recording.interval_seconds} s",
            where=recording.name,
            next_step="Give the spacing of its lines in seconds, 1 or more",
        )
    counts = _Counts()
    tracks: dict[int, list[PositionReport]] = {}
    claims: dict[int, set[int]] = {}
    stamped = False
    for time, message in _messages(recording, counts):
        try:
            decoded: dict[str, Any] = dict(message.decode().asdict(enum_as_int=True))
            mmsi = int(decoded["mmsi"])
        except (AISBaseException, ValueError, KeyError, IndexError, TypeError):
            counts.undecodable += 1
            continue
        kind = int(decoded["msg_type"])
        if kind in _TYPES_WITH_POSITION and None in map(decoded.get, _POSITION_FIELDS):
            counts.undecodable += 1  # cut short before its position
            continue
        counts.messages += 1
        if kind == _STATIC:
            claims.setdefault(int(decoded.get("imo") or 0), set()).add(mmsi)
        if kind not in _TYPES_WITH_POSITION:
            continue
        if time is None:
            counts.untimed += 1
            continue
        stamped = True
        position = _position(time, kind, decoded)
        if position is not None:
            tracks.setdefault(mmsi, []).append(position)
    _refuse_useless(recording, counts, stamped)
    return AisReport(
        tracks={mmsi: tuple(track) for mmsi, track in tracks.items()},
        imo_claims={imo: frozenset(stations) for imo, stations in claims.items() if imo},
        messages=counts.messages,
        broken=counts.broken,
        undecodable=counts.undecodable,
        untimed=counts.untimed,
    )


def _refuse_useless(recording: AisRecording, counts: _Counts, stamped: bool) -> None:
    if counts.messages == 0:
        raise BadEvidence(
            f"no whole AIS message: {counts.broken} sentences with a broken checksum, "
            f"{counts.undecodable} not decodable",
            where=recording.name,
            next_step="Give a recording of AIVDM sentences as received, with their checksums",
        )
    if counts.untimed and not stamped:
        raise BadEvidence(
            f"{counts.untimed} positions and no time stamp among them",
            where=recording.name,
            next_step="Give the spacing of its lines in seconds and the time of the first",
        )


def _messages(recording: AisRecording, counts: _Counts) -> Iterator[tuple[int | None, AISSentence]]:
    """Whole messages with their times; parts are put together by sequence number and channel."""
    stamp: int | None = None
    parts: dict[tuple[int | None, str, int], dict[int, AISSentence]] = {}
    position = 0
    for raw in recording.data.splitlines():
        line = raw.strip()
        if not line or line.startswith(b"#"):
            continue
        position += 1
        try:
            sentence = NMEASentenceFactory.produce(line)
        except (AISBaseException, ValueError, IndexError):
            counts.undecodable += 1
            continue
        if not sentence.is_valid:
            counts.broken += 1
            continue
        if isinstance(sentence, GatehouseSentence):
            stamp = int(sentence.timestamp.replace(tzinfo=UTC).timestamp())
            continue
        if not isinstance(sentence, AISSentence):
            counts.undecodable += 1
            continue
        stamp = _tag_time(sentence, stamp)
        time = stamp if stamp is not None else _spaced(recording, position)
        if sentence.frag_cnt == 1:
            yield time, sentence
            continue
        key = (sentence.seq_id, sentence.channel, sentence.frag_cnt)
        if sentence.frag_num == 1 and parts.pop(key, {}):
            counts.undecodable += 1
        gathered = parts.setdefault(key, {})
        gathered[sentence.frag_num] = sentence
        if len(gathered) == sentence.frag_cnt:
            del parts[key]
            yield time, AISSentence.assemble_from_iterable(list(gathered.values()))
        elif len(parts) > _OPEN_MESSAGES:
            parts.pop(next(iter(parts)))
            counts.undecodable += 1
    counts.undecodable += len(parts)


def _tag_time(sentence: AISSentence, stamp: int | None) -> int | None:
    block = sentence.tag_block
    if block is None:
        return stamp
    block.init()
    text = block.receiver_timestamp
    if not block.is_valid or text is None or not text.isdigit() or len(text) > 13:
        return stamp
    # NMEA allows seconds or milliseconds in the same field.
    return int(text) // 1000 if len(text) > 11 else int(text)


def _spaced(recording: AisRecording, position: int) -> int | None:
    if recording.interval_seconds is None:
        return None
    return (recording.start or 0) + (position - 1) * recording.interval_seconds


def _position(time: int, kind: int, decoded: dict[str, Any]) -> PositionReport | None:
    latitude, longitude = float(decoded["lat"]), float(decoded["lon"])
    # 91 and 181 stand for "not available".
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        return None
    speed = float(decoded["speed"])
    unknown_from = 63 if kind == 27 else 102.3
    status = decoded["status"] if kind in _TYPES_WITH_STATUS else None
    return PositionReport(
        time=time,
        latitude_e6=round(latitude * 1e6),
        longitude_e6=round(longitude * 1e6),
        knot_tenths=None if speed >= unknown_from else round(speed * 10),
        status=None if status in (None, 15) else int(status),
    )
