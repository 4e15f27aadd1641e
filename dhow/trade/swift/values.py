"""What a value must be besides its format: references, dates, amounts, codes.

Each check takes a value that already has its format and gives faults; error codes are those of the
network where it has one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from dhow.trade.members.identifiers import bic
from dhow.trade.money.currency import MINOR_UNITS

LONGEST_SERIES = 8
"""Messages of one series: the first and up to seven that continue it."""

_CENTURY_TURNS = 80
_CHANGES = ("/ADD/", "/DELETE/", "/REPALL/")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a value; `at` is the position in it, from 0."""

    at: int
    rule: str
    words: str


def read_date(text: str) -> date:
    """YYMMDD; years 80 to 99 are of the last century.

    Raises:
        ValueError: not a day of the calendar.
    """
    year = int(text[:2])
    return date(year + (1900 if year >= _CENTURY_TURNS else 2000), int(text[2:4]), int(text[4:6]))


def write_date(day: date) -> str:
    """YYMMDD."""
    return f"{day:%y%m%d}"


def reference(value: str) -> Iterator[Fault]:
    """No slash at either end and no two together (error T26)."""
    if value.startswith("/"):
        yield Fault(0, "T26", "a reference does not begin with /; leave the slash out")
    if value.endswith("/"):
        yield Fault(len(value) - 1, "T26", "a reference does not end with /; leave the slash out")
    if (at := value.find("//")) >= 0:
        yield Fault(at, "T26", "a reference has no // inside; write one slash")


def dated(value: str) -> Iterator[Fault]:
    """The first six digits are a day (error T50)."""
    try:
        read_date(value[:6])
    except ValueError:
        yield Fault(0, "T50", f"{value[:6]} is no day; write year, month and day as YYMMDD")


def money(value: str) -> Iterator[Fault]:
    """Currency in use (T52), decimals of that currency (C03); after a date where there is one."""
    start = 6 if value[:1].isdigit() else 0
    code, number = value[start : start + 3], value[start + 3 :]
    digits = MINOR_UNITS.get(code)
    if digits is None:
        yield Fault(start, "T52", f"{code} is no currency in use; write its ISO 4217 code")
        return
    decimals = len(number) - number.index(",") - 1
    if decimals > digits:
        write = number[: len(number) - decimals + digits]
        words = f"{code} has {digits} decimals, found {decimals}; write {code}{write}"
        yield Fault(start + 3 + number.index(",") + 1 + digits, "C03", words)


def bank_of_country(line: int = -1) -> Callable[[str], Iterator[Fault]]:
    """The BIC on a line has the code of a country in its fifth and sixth letters (ISO 9362).

    Args:
        line: which line holds it, from 1; -1 is the last.
    """

    def check(value: str) -> Iterator[Fault]:
        lines = value.split("\n")
        index = line - 1 if line > 0 else len(lines) + line
        at = sum(len(earlier) + 1 for earlier in lines[:index])
        code = lines[index][4:6]
        try:
            bic(lines[index])
        except ValueError:
            yield Fault(at + 4, "T27", f"{code} is no country; write the bank's BIC")

    return check


def not_zero(value: str) -> Iterator[Fault]:
    """A number that counts begins at one."""
    if int(value) == 0:
        yield Fault(0, "range", "is counted from 1; write 001 for the first")


def sequence_of_total(value: str) -> Iterator[Fault]:
    """Number and total: 1/1, or 2/3 for the second of three."""
    number, total = int(value[0]), int(value[2])
    if not 1 <= number <= total <= LONGEST_SERIES:
        words = f"{value} is no place in a series; write 1/1, or 2/3 for the second of three"
        yield Fault(0, "T75", words)


def one_of(
    *codes: str, line: int | None = None, length: int | None = None, before: str | None = None
) -> Callable[[str], Iterator[Fault]]:
    """The value, or that part of it, is one of these codes.

    Args:
        codes: the codes.
        line: which line holds the code, from 1; -1 is the last.
        length: how many characters at the beginning are the code.
        before: the code ends before this character.
    """

    def check(value: str) -> Iterator[Fault]:
        code, at = value, 0
        if line is not None:
            lines = value.split("\n")
            index = line - 1 if line > 0 else len(lines) + line
            code = lines[index]
            at = sum(len(earlier) + 1 for earlier in lines[:index])
        if length is not None:
            code = code[:length]
        if before is not None:
            code = code.partition(before)[0]
        if code not in codes:
            yield Fault(at, "codes", f'"{code}" is no code here; write {", ".join(codes)}')

    return check


def narrative_only_with(code: str, mark: str) -> Callable[[str], Iterator[Fault]]:
    """What follows `mark` is allowed with this code only, and is needed with it (error D81)."""

    def check(value: str) -> Iterator[Fault]:
        found, marked, _ = value.partition(mark)
        if marked and found != code:
            yield Fault(len(found), "D81", f"words are for {code} only; leave them out")
        if found == code and not marked:
            yield Fault(len(found), "D81", f"{code} is explained in words; write them after it")

    return check


def changes(value: str) -> Iterator[Fault]:
    """What an amendment changes: /ADD/ and /DELETE/, or one /REPALL/ alone for the whole field."""
    found = _codes_of(value)
    if not found or found[0][0]:
        yield Fault(0, "codes", "begin with /ADD/, /DELETE/ or /REPALL/")
    yield from changes_continued(value)


def changes_continued(value: str) -> Iterator[Fault]:
    """The same in a continuation, which may begin in the middle of a text."""
    found = _codes_of(value)
    replaced = [at for at, code in found if code == "/REPALL/"]
    if replaced and len(found) > 1:
        where = found[1][0] if found[0][1] == "/REPALL/" else replaced[0]
        words = "/REPALL/ replaces the whole field and stands alone; use /ADD/ and /DELETE/ instead"
        yield Fault(where, "REPALL", words)


def _codes_of(value: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    at = 0
    for line in value.split("\n"):
        found += [(at, code) for code in _CHANGES if line.startswith(code)]
        at += len(line) + 1
    return found
