"""Days as texts tell them: 2 February 2026, February 2, 2026, 2026-02-02, 02.02.2026.

Figures alone may be day and month or month and day: half of the world reads the one.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
FORMS = tuple(
    re.compile(rf" ?(?:\b(?:on|dated) )?\b{form}", re.IGNORECASE)
    for form in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH},?[\s-]+(?P<year>\d{{4}})\b",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b",
    )
)
"""Days that nobody can read as another."""
IN_FIGURES = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b")
_DATED = re.compile(r"\s*(?:on|dated)\s", re.IGNORECASE)
_MOST = 32  # more days than any description of goods has
_THIS_CENTURY = 2000
_SHORT_YEAR = 100


def days_told(text: str) -> Iterator[tuple[int, int, date]]:
    """Each day that a text tells beyond doubt, with where it begins and ends."""
    for form in FORMS:
        for match in form.finditer(text):
            month = match["month"].casefold()
            at = int(month) if month.isdecimal() else _MONTHS.index(month[:3]) + 1
            day = _day(int(match["year"]), at, int(match["day"]))
            if day is not None:  # 31 June is no day
                yield match.start(), match.end(), day


def days_meant(text: str) -> Iterator[tuple[int, int, frozenset[date]]]:
    """Each day that a text tells with the days that it may mean, and where its figures stand."""
    for start, end, day in days_told(text):
        before = _DATED.match(text, start)
        yield (before.end() if before else start), end, frozenset((day,))
    for match in IN_FIGURES.finditer(text):
        one, other, year = (int(part) for part in re.split(r"[/.-]", match[0]))
        full = year + _THIS_CENTURY if year < _SHORT_YEAR else year
        either = (_day(full, other, one), _day(full, one, other))
        yield match.start(), match.end(), frozenset(day for day in either if day is not None)


def without_days_of_both(text: str, other: str) -> tuple[str, str]:
    """Two texts in which a day that both tell, however each writes it, is one and the same word."""
    theirs = list(islice(days_meant(other), _MOST))
    ours: list[tuple[int, int]] = []
    same: list[tuple[int, int]] = []
    for start, end, meant in islice(days_meant(text), _MOST):
        fits = next((each for each in theirs if each[2] & meant), None)
        if fits is not None:
            theirs.remove(fits)
            ours.append((start, end))
            same.append(fits[:2])
    return _as_word(text, ours), _as_word(other, same)


def _as_word(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} day {text[end:]}"
    return text


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
