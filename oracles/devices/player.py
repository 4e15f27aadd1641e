"""Recorded temperature files to traces. Three forms are known by their first line:

| first line | form | unit |
|---|---|---|
| `timestamp,value` (or `celsius`, `fahrenheit`) | a value a time stamp | as named, or see below |
| `Reading# Mote-ID Humidity Temperature Label` | a mote's numbered readings, no times | Celsius |
| `time,probe,celsius` (or `fahrenheit`) | this project's own | as named |

Time stamps without a zone are taken as UTC, numbered readings are spaced by an interval: both are
said in the provenance. A unit that is neither stated nor given is taken as Fahrenheit only where a
value could not be a cargo's in Celsius (above 60); otherwise the reader asks.

A file that cannot be read whole is refused whole: half a recording is not evidence.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from pathlib import Path

from dhow.trade.oracles.quality import RECORDER_MAXIMUM_MILLI_C, RECORDER_MINIMUM_MILLI_C
from oracles.devices.traces import Trace, TracePoint
from oracles.errors import BadEvidence

LARGEST_FILE_BYTES = 50_000_000
WARMEST_CARGO_CELSIUS = 60
DEFAULT_START = 1_767_225_600
"""2026-01-01T00:00:00Z: where numbered readings begin unless a start is given."""

_TIME_COLUMNS = {"timestamp", "time", "datetime"}
_VALUE_COLUMNS = {"value", "temperature", "celsius", "fahrenheit", "temperature_c", "temperature_f"}
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,20})?")
_SUFFIXED = re.compile(r"(?P<number>[+-]?[\d.]+)\s*°?\s*(?P<unit>[CFcf])")


class Unit(StrEnum):
    """Unit of a recorded value."""

    CELSIUS = "C"
    FAHRENHEIT = "F"


class Form(StrEnum):
    """Form of a recorded file."""

    STAMPED = "stamped"
    MOTE = "mote"
    PROBES = "probes"


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    time: int
    probe: int
    value: Decimal
    unit: Unit | None


def read_trace(
    path: Path,
    *,
    unit: Unit | None = None,
    form: Form | None = None,
    interval_seconds: int = 300,
    start: int = DEFAULT_START,
) -> Trace:
    """Read a recorded file.

    Args:
        path: the file.
        unit: what its values are in; needed only where the file does not say.
        form: how it is written; by default told from its first line.
        interval_seconds: spacing of numbered readings without times.
        start: UTC seconds of the first of them.

    Raises:
        BadEvidence: unreadable, empty, of mixed form or unit, not numbers, time going backwards;
            the message names the line and what to do.
    """
    lines = _lines(path)
    header_line, header = lines[0]
    found = _form_of(header)
    chosen = form or found
    if chosen is None:
        raise BadEvidence(
            f"first line is {header[:60]!r}, which no known temperature file begins with",
            where=f"{path.name} line {header_line}",
            next_step="Give a file with a header: 'timestamp,value', a mote's 'Reading# ...', or "
            "'time,probe,celsius'",
        )
    body = lines[1:] if found else lines
    if not body:
        raise BadEvidence(
            "has a header and no readings",
            where=path.name,
            next_step="Give a file with at least one reading",
        )
    readers: dict[Form, Callable[[], Iterator[_Row]]] = {
        Form.STAMPED: lambda: _stamped(path.name, body),
        Form.MOTE: lambda: _mote(path.name, body, interval_seconds, start),
        Form.PROBES: lambda: _probes(path.name, body),
    }
    rows = list(readers[chosen]())
    settled = _settle_unit(path.name, chosen, header, unit, rows)
    points = _points(path.name, rows, settled.unit)
    return Trace(tuple(points), _provenance(path.name, chosen, settled, points))


def write_trace(path: Path, trace: Trace) -> None:
    """Write a trace in the project's own form, `time,probe,celsius`, times in UTC.

    Provenance does not fit the form: keep it beside the file.
    """
    rows = ["time,probe,celsius"]
    for point in trace.points:
        stamp = f"{datetime.fromtimestamp(point.time, UTC):%Y-%m-%dT%H:%M:%SZ}"
        rows += [
            f"{stamp},{probe},{Decimal(value).scaleb(-3)}"
            for probe, value in sorted(point.values.items())
        ]
    path.write_text("\n".join(rows) + "\n", encoding="ascii")


def _lines(path: Path) -> list[tuple[int, str]]:
    next_step = "Give a text file of temperature readings"
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE_BYTES else b""
    except OSError as error:
        raise BadEvidence(
            f"cannot be read ({error.strerror})", where=str(path), next_step=next_step
        ) from error
    if size > LARGEST_FILE_BYTES:
        raise BadEvidence(
            f"is {size} bytes, more than {LARGEST_FILE_BYTES}",
            where=str(path),
            next_step="Give a part of it",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadEvidence(
            f"is not text (byte {error.start})", where=path.name, next_step=next_step
        ) from error
    if "\x00" in text:
        raise BadEvidence("is not text (zero byte)", where=path.name, next_step=next_step)
    lines = [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    if not lines:
        raise BadEvidence("is empty", where=path.name, next_step=next_step)
    return lines


def _form_of(line: str) -> Form | None:
    words = [word.strip().lower() for word in re.split(r"[,;\t ]+", line)]
    if words[0] in _TIME_COLUMNS and len(words) == 2 and words[1] in _VALUE_COLUMNS:
        return Form.STAMPED
    if words[0] == "reading#" and "temperature" in words:
        return Form.MOTE
    if words[:2] == ["time", "probe"]:
        return Form.PROBES
    return None


def _cells(name: str, line: int, text: str, separator: str | None, count: int) -> list[str]:
    if _form_of(text) is not None:
        raise BadEvidence(
            "a second header: two files in one",
            where=f"{name} line {line}",
            next_step="Give one recording a file",
        )
    cells = [cell.strip() for cell in text.split(separator)]
    if len(cells) != count:
        raise BadEvidence(
            f"has {len(cells)} columns where {count} are due: {text[:60]!r}",
            where=f"{name} line {line}",
            next_step="Correct the line, or split the file where its form changes",
        )
    return cells


def _stamped(name: str, body: list[tuple[int, str]]) -> Iterator[_Row]:
    for line, text in body:
        stamp, value = _cells(name, line, text, ",", 2)
        yield _Row(line, _time(name, line, stamp), 1, *_number(name, line, value))


def _mote(
    name: str, body: list[tuple[int, str]], interval_seconds: int, start: int
) -> Iterator[_Row]:
    if interval_seconds < 1:
        raise BadEvidence(
            f"interval of {interval_seconds} s",
            where=name,
            next_step="Give the spacing of its numbered readings in seconds, 1 or more",
        )
    mote: str | None = None
    first: int | None = None
    for line, text in body:
        number, this, _humidity, value, _label = _cells(name, line, text, None, 5)
        if mote not in (None, this):
            raise BadEvidence(
                f"readings of mote {this} among those of mote {mote}",
                where=f"{name} line {line}",
                next_step="Give one file a mote",
            )
        mote = this
        if not number.isascii() or not number.isdigit() or len(number) > 9:
            raise BadEvidence(
                f"reading number {number[:20]!r} is not a number",
                where=f"{name} line {line}",
                next_step="Correct the line",
            )
        first = int(number) if first is None else first
        yield _Row(
            line,
            start + (int(number) - first) * interval_seconds,
            1,
            *_number(name, line, value),
        )


def _probes(name: str, body: list[tuple[int, str]]) -> Iterator[_Row]:
    for line, text in body:
        stamp, probe, value = _cells(name, line, text, ",", 3)
        if not re.fullmatch(r"[1-9]\d{0,2}", probe) or int(probe) > 255:
            raise BadEvidence(
                f"probe {probe[:20]!r} is not 1 to 255",
                where=f"{name} line {line}",
                next_step="Number the probes from 1",
            )
        yield _Row(line, _time(name, line, stamp), int(probe), *_number(name, line, value))


def _time(name: str, line: int, text: str) -> int:
    try:
        if re.fullmatch(r"\d{9,11}", text):
            return int(text)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        if moment.year < 1970:
            raise ValueError("before 1970")
        return int(moment.timestamp())
    except (ValueError, OverflowError) as error:
        raise BadEvidence(
            f"{text[:40]!r} is not a time",
            where=f"{name} line {line}",
            next_step="Write it as 2026-01-31T12:00:00Z",
        ) from error


def _number(name: str, line: int, text: str) -> tuple[Decimal, Unit | None]:
    suffixed = _SUFFIXED.fullmatch(text)
    plain = suffixed["number"] if suffixed else text
    if _NUMBER.fullmatch(plain):
        return Decimal(plain), Unit(suffixed["unit"].upper()) if suffixed else None
    raise BadEvidence(
        f"{text[:40]!r} is not a temperature",
        where=f"{name} line {line}",
        next_step="Leave the line out where the sensor gave nothing: a gap is honest, a filler not",
    )


def _unit_name(unit: Unit | None) -> str:
    return {None: "no unit", Unit.CELSIUS: "Celsius", Unit.FAHRENHEIT: "Fahrenheit"}[unit]


@dataclass(frozen=True, slots=True)
class _Settled:
    unit: Unit
    why: str


def _settle_unit(
    name: str, form: Form, header: str, given: Unit | None, rows: list[_Row]
) -> _Settled:
    stated = _unit_of_column(header)
    first = rows[0]
    for row in rows:
        contradicts_header = None not in (stated, row.unit) and row.unit is not stated
        if row.unit is not first.unit or contradicts_header:
            elsewhere = stated if row.unit is first.unit else first.unit
            raise BadEvidence(
                f"value in {_unit_name(row.unit)} in a file in {_unit_name(elsewhere)}",
                where=f"{name} line {row.line}",
                next_step="Bring the file to one unit, or split it where the unit changes",
            )
    stated = stated or first.unit
    if given is not None and stated is not None and given is not stated:
        raise BadEvidence(
            f"says it is in {_unit_name(stated)}, and {_unit_name(given)} was asked for",
            where=name,
            next_step="Leave the unit out, or correct it",
        )
    if given is not None:
        return _Settled(given, "as given")
    if stated is not None:
        return _Settled(stated, "as stated in the file")
    if form is Form.MOTE:
        return _Settled(Unit.CELSIUS, "as motes record")
    highest = max(rows, key=lambda row: row.value)
    if highest.value > WARMEST_CARGO_CELSIUS:
        return _Settled(
            Unit.FAHRENHEIT,
            f"taken so: {highest.value} on line {highest.line} is no cargo's in Celsius",
        )
    raise BadEvidence(
        "does not say whether it is in Celsius or Fahrenheit, and its values could be either",
        where=name,
        next_step="Give the unit, C or F: --unit C",
    )


def _unit_of_column(header: str) -> Unit | None:
    column = re.split(r"[,;\t ]+", header.strip().lower())[-1]
    if "celsius" in column or column.endswith(("_c", "°c")):
        return Unit.CELSIUS
    if "fahrenheit" in column or column.endswith(("_f", "°f")):
        return Unit.FAHRENHEIT
    return None


def _points(name: str, rows: list[_Row], unit: Unit) -> list[TracePoint]:
    points: list[TracePoint] = []
    values: dict[int, int] = {}
    latest: int | None = None
    for row in rows:
        if latest is not None and row.time < latest:
            raise BadEvidence(
                f"time goes back by {latest - row.time} s",
                where=f"{name} line {row.line}",
                next_step="Sort the recording by time; if its clock was set back, split it there",
            )
        if latest is not None and row.time > latest:
            points.append(TracePoint(latest, values))
            values = {}
        if row.probe in values:
            raise BadEvidence(
                f"a second value of probe {row.probe} at the same time",
                where=f"{name} line {row.line}",
                next_step="Leave one of them out; which one is for the recording's owner to say",
            )
        values[row.probe] = _milli_c(name, row, unit)
        latest = row.time
    if latest is not None:
        points.append(TracePoint(latest, values))
    return points


def _milli_c(name: str, row: _Row, unit: Unit) -> int:
    thousand = row.value * 1000
    if unit is Unit.FAHRENHEIT:
        thousand = (row.value - 32) * 5000 / 9
    value = int(thousand.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    if not RECORDER_MINIMUM_MILLI_C <= value <= RECORDER_MAXIMUM_MILLI_C:
        raise BadEvidence(
            f"{row.value} is {value / 1000:.1f} °C, beyond what a recorder can measure "
            "(-80 to +85 °C)",
            where=f"{name} line {row.line}",
            next_step="Check the unit; leave the line out where the sensor failed",
        )
    return value


def _provenance(
    name: str, form: Form, settled: _Settled, points: list[TracePoint]
) -> tuple[str, ...]:
    notes = [f"{name}: {len(points)} instants, {_unit_name(settled.unit)} ({settled.why})"]
    if settled.unit is Unit.FAHRENHEIT:
        notes.append("Fahrenheit turned into thousandths of a degree Celsius, half to even")
    if form is Form.STAMPED:
        notes.append("time stamps without a zone taken as UTC")
    if form is Form.MOTE:
        spacing = points[1].time - points[0].time if len(points) > 1 else 0
        notes.append(
            "readings without times, the first put at "
            f"{datetime.fromtimestamp(points[0].time, UTC):%Y-%m-%dT%H:%M:%SZ}, "
            f"the next {spacing} s later"
        )
    return tuple(notes)
