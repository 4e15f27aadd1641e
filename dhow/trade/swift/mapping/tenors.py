"""When a drawing falls due, in the words of 42C, 42M and 42P, both ways.

read_tenor("60 DAYS AFTER B/L DATE")    -> 60 days after the bill of lading date
read_tenor("90 DAYS FROM AWB DATE")     -> 90 days after the date of shipment
read_tenor("ON 31 AUGUST 2026")         -> that day
read_tenor("WHEN THE SHIP COMES IN")    -> None
"""

import re
from datetime import date

from dhow.trade.credit.counted import TRANSPORT_NAMES
from dhow.trade.credit.maturity import Tenor, TenorStart
from dhow.trade.credit.periods import read_day

_BILLS = ("BILL OF LADING", "BILLS OF LADING", "B/L", "BL")
_NAMES = {
    TenorStart.BILL_OF_LADING_DATE: _BILLS,
    TenorStart.SHIPMENT_DATE: ("SHIPMENT", *(n for n in TRANSPORT_NAMES if n not in _BILLS)),
    TenorStart.DRAFT_DATE: ("DRAFT",),
    TenorStart.PRESENTATION_DATE: ("PRESENTATION", "PRESENTATION OF DOCUMENTS"),
    TenorStart.INVOICE_DATE: ("INVOICE", "COMMERCIAL INVOICE"),
}
"""What a tenor counts from by what has the date. The date of a transport document is the date of
shipment that it shows (UCP 600 art. 19 to 24; ISBP 745 B2 says so of all of them)."""
_STARTS = {
    words: start
    for start, names in _NAMES.items()
    for name in names
    for words in (f"{name} DATE", f"DATE OF {name}", f"DATE OF THE {name}", f"{name}'S DATE")
} | {
    "PRESENTATION OF DOCUMENTS": TenorStart.PRESENTATION_DATE,
    "ON BOARD DATE": TenorStart.BILL_OF_LADING_DATE,
    "SHIPPED ON BOARD DATE": TenorStart.BILL_OF_LADING_DATE,
    "BILL OF LADING ON BOARD DATE": TenorStart.BILL_OF_LADING_DATE,
    "SIGHT": TenorStart.SIGHT,
}
_START_WORDS = {start: f"{names[0]} DATE" for start, names in _NAMES.items()}
_START_WORDS[TenorStart.SIGHT] = "SIGHT"
_AT = r"(?:USANCE )?(?:DRAFTS? |AT MATURITY:? |(?:BY )?(?:DEFERRED |DEF )?PAYMENT )?"
_AT += r"(?:(?:AVAILABLE |PAYABLE |DRAWN )?AT )?"
_DAYS = re.compile(rf"{_AT}(\d{{1,4}}) DAYS?(?:'S?)? (?:(?:AFTER|FROM) (?:THE )?(.+)|(SIGHT|DATE))")
_SPELLED = re.compile(r"\b(\d{1,4}) ?\([A-Z -]+\)")
"""90 (NINETY): the same number twice."""
_SHORT = {"SIGHT": TenorStart.SIGHT, "DATE": TenorStart.DRAFT_DATE}
"""What a draft is drawn "60 days sight" or "60 days date" counts from."""
_AT_SIGHT = re.compile(r"(?:AT )?SIGHT|(?:DRAFTS? )?AT SIGHT|SIGHT DRAFTS?")
_ON_A_DAY = re.compile(
    r"(?:DRAFTS? |PAYMENT )?(?:(?:MATURING|DUE|PAYABLE|FALLING DUE) )?(?:ON|AT FIXED DATE) (.+)"
)
_MORE = re.compile(r" (?=(?:FOR|DRAWN) )")
"""Where what is no tenor begins: for which value, or on whom, drafts are drawn."""


def tenor_words(tenor: Tenor) -> str:
    """A tenor as messages word it."""
    if tenor.after is TenorStart.SIGHT and tenor.days == 0:
        return "AT SIGHT"
    if tenor.fixed is not None and tenor.days == 0:
        return f"ON {_day(tenor.fixed)}"
    start = _day(tenor.fixed) if tenor.fixed else _START_WORDS[tenor.after]
    return f"{tenor.days} DAYS AFTER {start}"


def read_tenor(text: str) -> Tenor | None:
    """A tenor from its words; None where they are not understood."""
    words = _SPELLED.sub(r"\1", " ".join(text.upper().split()).strip(" .,"))
    if _AT_SIGHT.fullmatch(words):
        return Tenor(days=0, after=TenorStart.SIGHT)
    if on := _ON_A_DAY.fullmatch(words):
        return _fixed(0, on[1])
    found = _DAYS.fullmatch(words)
    if found is None:
        return None
    start = _SHORT[found[3]] if found[3] else _STARTS.get(found[2])
    if start is not None:
        return Tenor(days=int(found[1]), after=start)
    return _fixed(int(found[1]), found[2])


def read_tenor_and_more(lines: list[str]) -> tuple[Tenor, str | None] | None:
    """A tenor at the beginning of some lines, and what else they say; None where there is none."""
    for count in range(len(lines), 0, -1):
        words = " ".join(lines[:count])
        for end in (len(words), *(found.start() for found in reversed([*_MORE.finditer(words)]))):
            tenor = read_tenor(words[:end])
            if tenor is not None:
                return tenor, "\n".join(filter(None, (words[end:].strip(), *lines[count:]))) or None
    return None


def is_at_sight(tenor: Tenor) -> bool:
    """Whether a tenor is none: payment at sight."""
    return tenor.days == 0 and tenor.after is TenorStart.SIGHT


def _fixed(days: int, text: str) -> Tenor | None:
    try:
        return Tenor(days=days, after=TenorStart.FIXED_DATE, fixed=read_day(text))
    except ValueError:
        return None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}".upper()
