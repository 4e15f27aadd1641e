"""Draws runs as one SVG: the voyage's temperature, who acted, and how it ended, side by side.

Drawn from the record of real runs; nothing in it is typed in by hand.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from scenarios.stage.player import BeatRecord, RunRecord
from scenarios.stage.shown import Trace
from scenarios.stage.story import EndingKind

_PANEL = 560
_GAP = 24
_MARGIN = 24
_CHART = 150
_ROW = 22
_INK, _MUTED, _GRID = "#1f2733", "#5b6675", "#d6dbe2"
_GOOD, _BAD, _BAND, _LINE, _CARD, _PAPER = (
    "#0f7a4d",
    "#b3261e",
    "#dff2e7",
    "#1b5fad",
    "#ffffff",
    "#f3f5f8",
)
_LONGEST_LABEL = 76


def draw(records: Sequence[RunRecord]) -> str:
    """The runs as one SVG document, a panel each.

    Args:
        records: one run or more; their first temperature trace is drawn.
    """
    panels = [_panel(record) for record in records]
    verdicts = ", ".join(_verdict(record) for record in records)
    width = 2 * _MARGIN + len(panels) * _PANEL + (len(panels) - 1) * _GAP
    height = 2 * _MARGIN + 34 + max(panel_height for _, panel_height in panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" '
        'font-family="system-ui, Helvetica, Arial, sans-serif" role="img">',
        f"<title>{escape(f'{records[0].title}: {verdicts}')}</title>",
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>',
        _text(_MARGIN, _MARGIN + 16, records[0].title, size=19, weight=700),
    ]
    for number, (body, panel_height) in enumerate(panels):
        x = _MARGIN + number * (_PANEL + _GAP)
        parts.append(f'<g transform="translate({x} {_MARGIN + 34})">')
        parts.append(
            f'<rect width="{_PANEL}" height="{panel_height}" rx="10" fill="{_CARD}" '
            f'stroke="{_GRID}"/>{body}</g>'
        )
    parts.append("</svg>\n")
    return "\n".join(parts)


def _verdict(record: RunRecord) -> str:
    return record.ending.verdict


def _panel(record: RunRecord) -> tuple[str, int]:
    paid = record.ending.kind is EndingKind.PAID
    colour = _GOOD if paid else _BAD
    parts = [_text(18, 30, _verdict(record).capitalize(), size=16, weight=700, colour=colour)]
    subtitle = f"fault: {record.fault}" if record.fault else "nothing goes wrong"
    parts.append(_text(_PANEL - 18, 30, subtitle, colour=_MUTED, anchor="end"))
    y = 46
    if record.traces:
        parts.append(_chart(record.traces[0], y))
        y += _CHART + 40
    chapter = ""
    for beat in record.beats:
        if beat.chapter != chapter:
            chapter = beat.chapter
            y += 10
            parts.append(_text(18, y + 12, chapter, size=12, weight=700))
            y += _ROW
        parts.append(_beat(beat, y))
        y += _ROW
    y += 12
    for line in _wrap(record.ending.words, 66):
        parts.append(_text(18, y + 12, line, size=12, weight=600, colour=colour))
        y += 17
    y += 3
    if record.ending.rule:
        parts.append(_text(18, y + 12, record.ending.rule, size=12, colour=_MUTED))
        y += 20
    return "\n".join(parts), y + 14


def _beat(beat: BeatRecord, y: int) -> str:
    colour = _BAD if beat.shown.refused else _GOOD
    day = datetime.fromtimestamp(beat.at, UTC).strftime("%d %b")
    label = f"{beat.actor_name} {beat.title}"
    if len(label) > _LONGEST_LABEL:
        label = label[: _LONGEST_LABEL - 3].rstrip() + "..."
    return (
        _text(60, y + 12, day, size=11, colour=_MUTED, anchor="end")
        + f'<circle cx="74" cy="{y + 8}" r="4.5" fill="{colour}"/>'
        + _text(88, y + 12, label, size=12)
    )


def _chart(trace: Trace, top: int) -> str:
    times = [time for time, _ in trace.points]
    values = [value for _, value in trace.points]
    low = min([trace.minimum_milli_c, *values]) - 1000
    high = max([trace.maximum_milli_c, *values]) + 1000
    left, right, upper, lower = 52, _PANEL - 18, top + 22, top + 22 + _CHART - 10
    span = max(times[-1] - times[0], 1)

    def at(time: int) -> float:
        return left + (right - left) * (time - times[0]) / span

    def level(value: int) -> float:
        return lower - (lower - upper) * (value - low) / (high - low)

    band_top, band_bottom = level(trace.maximum_milli_c), level(trace.minimum_milli_c)
    line = " ".join(f"{at(time):.1f},{level(value):.1f}" for time, value in trace.points)
    parts = [
        _text(18, top + 12, trace.title, size=12, colour=_MUTED),
        f'<rect x="{left}" y="{band_top:.1f}" width="{right - left}" '
        f'height="{band_bottom - band_top:.1f}" fill="{_BAND}"/>',
        _text(
            left - 6,
            band_top + 4,
            f"{trace.maximum_milli_c / 1000:g} °C",
            size=11,
            colour=_MUTED,
            anchor="end",
        ),
        _text(
            left - 6,
            band_bottom + 4,
            f"{trace.minimum_milli_c / 1000:g} °C",
            size=11,
            colour=_MUTED,
            anchor="end",
        ),
        f'<polyline points="{line}" fill="none" stroke="{_LINE}" stroke-width="1.6"/>',
    ]
    outside = [
        (time, value)
        for time, value in trace.points
        if not trace.minimum_milli_c <= value <= trace.maximum_milli_c
    ]
    if outside:
        time, value = max(
            outside,
            key=lambda point: abs(2 * point[1] - trace.minimum_milli_c - trace.maximum_milli_c),
        )
        parts.append(f'<circle cx="{at(time):.1f}" cy="{level(value):.1f}" r="4" fill="{_BAD}"/>')
        parts.append(
            _text(
                at(time) + 8,
                level(value) + 4,
                f"{value / 1000:.1f} °C",
                size=12,
                weight=700,
                colour=_BAD,
            )
        )
    for time in (times[0], times[-1]):
        label = datetime.fromtimestamp(time, UTC).strftime("%d %b %H:%M")
        parts.append(
            _text(
                at(time),
                lower + 16,
                label,
                size=11,
                colour=_MUTED,
                anchor="start" if time == times[0] else "end",
            )
        )
    return "".join(parts)


def _text(x: float, y: float, words: str, **style: str | int) -> str:
    size, weight = style.get("size", 13), style.get("weight", 400)
    colour, anchor = style.get("colour", _INK), style.get("anchor", "start")
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def _wrap(words: str, width: int) -> list[str]:
    lines: list[str] = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) + 1 > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
