"""The carrier's own events: DCSA Track and Trace 2.2, the 3.0 Beta-1 and the 3.0 samples' shape.

Only what happened counts: an event with classifier ACT. Estimated and planned times never do. A
retraction takes an event back, whichever comes first in the file. A message that is not of the form
is refused whole, naming every field: what a carrier's system garbled in one place it may have
garbled in another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from dhow.trade.members.identifiers import imo_number
from dhow.trade.oracles.arrival import ArrivalPolicy, VesselIdentity
from dhow.trade.oracles.merkle import keccak256
from oracles.errors import BadEvidence

LARGEST_MESSAGE_BYTES = 10_000_000
MOST_EVENTS = 100_000
EARLIEST_CREATION = datetime(2010, 1, 1, tzinfo=UTC)
"""Before any carrier published such events: an older creation time is a clock that is wrong."""

CLASSIFIERS = ("ACT", "EST", "PLN")
_BASE_TYPES = ("SHIPMENT", "TRANSPORT", "EQUIPMENT")
EVENT_TYPES = (*_BASE_TYPES, "REEFER", "IOT")


@dataclass(frozen=True, slots=True)
class CarrierEvent:
    """One event, whichever version it came in.

    Attributes:
        index: its place in the file, from 0.
        event_id: `None` where the carrier gave none: such an event cannot be retracted.
        kind: SHIPMENT, TRANSPORT, EQUIPMENT, REEFER or IOT.
        classifier: ACT, EST or PLN; `None` for kinds that have none.
        code: such as ARRI, DEPA, LOAD, DISC.
        time: UTC seconds at which it happened or is expected.
        place: UN/LOCODE, where given.
        vessel_imo: IMO number as written, where given.
        retracts: id of the event it takes back.
        digest: keccak256 of its JSON with sorted keys, 32 bytes.
    """

    index: int
    event_id: str | None
    kind: str
    classifier: str | None
    code: str | None
    time: int
    place: str | None
    vessel_imo: str | None
    retracts: str | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class CarrierArrival:
    """What the carrier's events show: the event, or in words why there is none."""

    event: CarrierEvent | None
    words: str


def read_events(
    data: bytes, *, received_at: int, name: str = "carrier's events"
) -> tuple[CarrierEvent, ...]:
    """Read a Track and Trace message.

    Args:
        data: JSON: a list of events (2.2), an object with `events` (3.0), or one event.
        received_at: UTC seconds at which it came; an event created later is refused.
        name: what to call it in messages.

    Raises:
        BadEvidence: not JSON, not events, or a field that is missing or wrong, each named.
    """
    entries = _entries(data, name)
    problems: list[str] = []
    events: list[CarrierEvent] = []
    latest = datetime.fromtimestamp(received_at, UTC) + timedelta(days=1)
    for index, entry in enumerate(entries):
        before = len(problems)
        event = _event(index, entry, latest, problems)
        if event is not None and len(problems) == before:
            events.append(event)
    if problems:
        shown = "; ".join(problems[:10]) + (
            f"; and {len(problems) - 10} more" if len(problems) > 10 else ""
        )
        raise BadEvidence(
            shown, where=name, next_step="Ask the carrier to send the message again, corrected"
        )
    return tuple(events)


def arrival_event(policy: ArrivalPolicy, events: tuple[CarrierEvent, ...]) -> CarrierArrival:
    """The event by which the carrier says the ship arrived: TRANSPORT ARRI ACT, not retracted.

    The earliest where there are several.
    """
    place = policy.port.place
    if policy.identity is VesselIdentity.MMSI:
        return CarrierArrival(None, "carriers name ships by IMO number, the policy by MMSI")
    retracted = {event.retracts for event in events if event.retracts is not None}
    reasons: list[str] = []
    found: list[CarrierEvent] = []
    for event in events:
        if (event.kind, event.code, event.place) != ("TRANSPORT", "ARRI", place):
            continue
        if event.retracts is not None:
            continue
        label = event.event_id or f"event {event.index}"
        if event.event_id in retracted:
            reasons.append(f"{label} was retracted")
        elif event.classifier != "ACT":
            reasons.append(f"{label} is {event.classifier}, not what happened")
        elif not _is_vessel(event, policy.vessel):
            reasons.append(f"{label} is of vessel {event.vessel_imo}, not IMO {policy.vessel}")
        else:
            found.append(event)
    if found:
        first = min(found, key=lambda event: (event.time, event.index))
        return CarrierArrival(
            first,
            f"the carrier says that the ship arrived at {place} ({first.event_id or 'event'})",
        )
    return CarrierArrival(None, "; ".join(reasons) or f"the carrier tells of no arrival at {place}")


def _is_vessel(event: CarrierEvent, vessel: int) -> bool:
    if event.vessel_imo is None:
        return False
    try:
        return int(imo_number(event.vessel_imo)) == vessel
    except ValueError:
        return False


def _entries(data: bytes, name: str) -> list[Any]:
    next_step = "Give the carrier's Track and Trace message as JSON"
    if len(data) > LARGEST_MESSAGE_BYTES:
        raise BadEvidence(
            f"is {len(data)} bytes, more than {LARGEST_MESSAGE_BYTES}",
            where=name,
            next_step=next_step,
        )
    try:
        # orjson bounds the depth of nesting itself, whatever recursion limit the process runs with.
        parsed = orjson.loads(data)
    except ValueError as error:
        raise BadEvidence(f"is not JSON ({error})", where=name, next_step=next_step) from error
    if isinstance(parsed, Mapping):
        parsed = parsed["events"] if isinstance(parsed.get("events"), list) else [parsed]
    if not isinstance(parsed, list) or not parsed:
        raise BadEvidence("holds no event", where=name, next_step=next_step)
    if len(parsed) > MOST_EVENTS:
        raise BadEvidence(
            f"holds {len(parsed)} events, more than {MOST_EVENTS}", where=name, next_step=next_step
        )
    return parsed


class _Fields:
    """One event's fields, found wherever its version keeps them."""

    def __init__(self, index: int, entry: Mapping[str, Any], problems: list[str]) -> None:
        self._problems = problems
        self._index = index
        self._levels = [entry]
        for key in ("metadata", "payload", "eventClassification"):
            inner = entry.get(key)
            if isinstance(inner, Mapping):
                self._levels.append(inner)

    def wrong(self, field: str, words: str) -> None:
        self._problems.append(f"event {self._index}: {field} {words}")

    def text(self, *names: str, required: bool = False) -> str | None:
        for level in self._levels:
            for name in names:
                if name in level and level[name] is not None:
                    value = level[name]
                    if isinstance(value, str) and value.strip():
                        return value
                    self.wrong(name, f"is not text: {str(value)[:40]!r}")
                    return None
        if required:
            self.wrong(names[0], "is missing")
        return None

    def choice(self, choices: tuple[str, ...], *names: str, required: bool) -> str | None:
        value = self.text(*names, required=required)
        if value is not None and value not in choices:
            self.wrong(names[0], f"is {value[:40]!r}, not one of {', '.join(choices)}")
            return None
        return value

    def instant(self, *names: str) -> datetime | None:
        text = self.text(*names, required=True)
        if text is None:
            return None
        try:
            if "T" not in text:
                raise ValueError("no T")
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.wrong(names[0], f"is {text[:40]!r}, not a date and time of RFC 3339")
            return None
        if moment.tzinfo is None:
            self.wrong(names[0], f"is {text[:40]!r}, without its offset from UTC")
            return None
        return moment

    def inside(self, *path: str) -> str | None:
        """Text at a path of objects, below any level."""
        for level in self._levels:
            value: Any = level
            for name in path:
                value = value.get(name) if isinstance(value, Mapping) else None
            if isinstance(value, str) and value:
                return value
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)
        return None


def _event(index: int, entry: Any, latest: datetime, problems: list[str]) -> CarrierEvent | None:
    if not isinstance(entry, Mapping):
        problems.append(f"event {index}: is not an object")
        return None
    fields = _Fields(index, entry, problems)
    kind = fields.choice(EVENT_TYPES, "eventType", "eventTypeCode", required=True)
    if kind is None:
        return None
    classifier = fields.choice(CLASSIFIERS, "eventClassifierCode", required=kind in _BASE_TYPES)
    code = fields.text(f"{kind.lower()}EventTypeCode", required=kind in _BASE_TYPES)
    happened = fields.instant("eventDateTime")
    created = fields.instant("eventCreatedDateTime", "eventUpdatedDateTime")
    if created is not None and not EARLIEST_CREATION <= created <= latest:
        fields.wrong("eventCreatedDateTime", f"is {created.isoformat()}, which cannot be")
    if happened is not None and happened.year < 1970:
        fields.wrong("eventDateTime", f"is {happened.isoformat()}, which cannot be")
    if classifier == "ACT" and happened is not None and happened > latest:
        fields.wrong("eventDateTime", f"is {happened.isoformat()}, yet to come, and marked ACT")
    try:
        digest = keccak256(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS))
    except orjson.JSONEncodeError:
        problems.append(f"event {index}: is nested too deeply")
        return None
    if happened is None or created is None:
        return None
    return CarrierEvent(
        index=index,
        event_id=fields.text("eventID"),
        kind=kind,
        classifier=classifier,
        code=code,
        time=int(happened.timestamp()),
        place=fields.inside("transportCall", "UNLocationCode")
        or fields.inside("transportCall", "location", "UNLocationCode")
        or fields.inside("eventLocation", "UNLocationCode"),
        vessel_imo=fields.inside("transportCall", "vessel", "vesselIMONumber")
        or fields.inside("transportDetails", "transportCall", "vesselTransport", "vesselIMONumber"),
        retracts=fields.text("retractedEventID"),
        digest=digest,
    )
