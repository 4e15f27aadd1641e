"""Shipment periods in words, as UCP 600 art. 3 reads them.

shipment_window("on or about 10 June 2026")   -> 5 June to 15 June, both included
shipment_window("before 10 June 2026")        -> up to 9 June
shipment_window("first half of June 2026")    -> 1 to 15 June
shipment_window("during June 2026")           -> 1 to 30 June
shipment_window("prompt")                     -> no limits: the word is disregarded
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "(" + "|".join([*_MONTHS, *(month[:3] for month in _MONTHS)]) + ")"
_DAY = r"(\d{4}-\d{2}-\d{2}|\d{1,2} [a-z]+ \d{4}|[a-z]+ \d{1,2} \d{4})"
_ABOUT_DAYS = timedelta(days=5)
_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """First and last day of a period, both included; None where that end is open."""

    first: date | None = None
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        match self.first, self.last:
            case None, None:
                return "any day"
            case None, last:
                return f"on or before {last}"
            case first, None:
                return f"on or after {first}"
        return f"from {self.first} to {self.last}, both days included"


def shipment_window(phrase: str) -> Window:
    """The days a phrase allows for shipment.

    Raises:
        ValueError: when the phrase is not one of art. 3; a bank would have to guess.
    """
    text = re.sub(r"[\s,]+", " ", phrase.casefold()).strip().removeprefix("shipment ")
    text = re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)\b", r"\1", text)
    for pattern, read in _PHRASES:
        match = re.fullmatch(pattern, text)
        if match:
            try:
                return read(match)
            except OverflowError:
                raise ValueError(f'"{phrase}" reaches beyond the calendar') from None
    raise ValueError(
        f'"{phrase}" is not a shipment period that UCP 600 art. 3 defines; write for example '
        '"on or about 10 June 2026", "from 1 June 2026 to 15 June 2026", "first half of June 2026"'
    )


def read_day(text: str) -> date:
    """A day written 2026-06-10, 10 June 2026 or June 10 2026.

    Figures alone (10/06/2026) are refused: half of the world reads another day.
    """
    try:
        if text[:4].isdigit():
            return date.fromisoformat(text)
        day, month, year = text.split()
        if month.isdigit():
            day, month = month, day
        names = [m for m in _MONTHS if m == month.casefold() or m[:3] == month.casefold()]
        return date(int(year), _MONTHS.index(names[0]) + 1, int(day))
    except (ValueError, IndexError):
        raise ValueError(f'"{text}" is not a day; write 2026-06-10 or 10 June 2026') from None


def _within(match: re.Match[str]) -> Window:
    first, last = read_day(match[1]), read_day(match[2])
    if last < first:
        raise ValueError(f"the period ends on {last}, before it begins on {first}")
    return Window(first, last)


def _about(match: re.Match[str]) -> Window:
    day = read_day(match[1])
    return Window(day - _ABOUT_DAYS, day + _ABOUT_DAYS)


_PARTS = {
    "first half": (1, 15),
    "second half": (16, 31),
    "beginning": (1, 10),
    "middle": (11, 20),
    "end": (21, 31),
}


def _part_of_month(match: re.Match[str]) -> Window:
    first, last = _PARTS[match[1]]
    month, year = _month(match[2]), int(match[3])
    return Window(
        date(year, month, first),
        min(date(year, month, 1) + timedelta(days=last - 1), _last_of_month(year, month)),
    )


def _whole_month(match: re.Match[str]) -> Window:
    month, year = _month(match[1]), int(match[2])
    return Window(date(year, month, 1), _last_of_month(year, month))


def _month(name: str) -> int:
    """A month by its name or the first three letters of it."""
    return next(i for i, month in enumerate(_MONTHS, 1) if name in (month, month[:3]))


def _last_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - _ONE


def _between_words(match: re.Match[str]) -> Window:
    """ "after D and before E": both days excluded."""
    first, last = read_day(match[1]) + _ONE, read_day(match[2]) - _ONE
    if last < first:
        raise ValueError(f"no day is after {match[1]} and before {match[2]}")
    return Window(first, last)


def _within_month(match: re.Match[str]) -> Window:
    """Two days of one month: between 1 and 15 June 2026."""
    first, last = (read_day(f"{match[i]} {match[3]}") for i in (1, 2))
    if last < first:
        raise ValueError(f"the period ends on {last}, before it begins on {first}")
    return Window(first, last)


def _from_one_to(match: re.Match[str]) -> Window:
    """ "not before D and not later than E", both included; "after" excludes its day."""
    first, last = read_day(match[2]) + _ONE * (match[1] == "after"), read_day(match[3])
    if last < first:
        raise ValueError(f"the period ends on {last}, before it begins on {first}")
    return Window(first, last)


_PHRASES: tuple[tuple[str, Callable[[re.Match[str]], Window]], ...] = (
    (r"(?:prompt|immediate)(?:ly| shipment)?|as soon as possible", lambda _: Window()),
    (rf"(?:on or )?about {_DAY}", _about),
    (rf"(?:from|between) {_DAY} (?:to|till|until|and) {_DAY}", _within),
    (
        rf"(?:from|between) (\d{{1,2}}) (?:to|till|until|and|-) (\d{{1,2}}) ({_MONTH} \d{{4}})",
        _within_month,
    ),
    (rf"after {_DAY} (?:and|but) before {_DAY}", _between_words),
    (
        rf"(after|from|on or after|(?:not|no) (?:before|earlier than)) {_DAY} (?:(?:and|but) )?"
        rf"(?:to|until|till|by|on or before|(?:not|no) later than) {_DAY}",
        _from_one_to,
    ),
    (
        rf"(?:to|until|till|on or before|by|latest(?: by| on)?|(?:not|no) later than) {_DAY}",
        lambda m: Window(None, read_day(m[1])),
    ),
    (
        rf"(?:to|until|till|by|latest(?: by)?|(?:not|no) later than) (?:the )?end (?:of )?{_MONTH}"
        r" (\d{4})",
        lambda m: Window(None, _last_of_month(int(m[2]), _month(m[1]))),
    ),
    (rf"before {_DAY}", lambda m: Window(None, read_day(m[1]) - _ONE)),
    (
        rf"(?:from|on or after|not (?:before|earlier than)|no earlier than) {_DAY}",
        lambda m: Window(read_day(m[1]), None),
    ),
    (rf"after {_DAY}", lambda m: Window(read_day(m[1]) + _ONE, None)),
    (rf"on {_DAY}", lambda m: Window(read_day(m[1]), read_day(m[1]))),
    (
        rf"(?:(?:in|during|within|at) )?(?:the )?({'|'.join(_PARTS)}) (?:of )?{_MONTH} (\d{{4}})",
        _part_of_month,
    ),
    (rf"(?:in|during|within) (?:the month of )?{_MONTH} (\d{{4}})", _whole_month),
)
