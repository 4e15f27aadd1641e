"""When goods are to be shipped, as 44D says it: a period, or instalments (UCP 600 art. 3, 32).

schedule_of("12 MT DURING APRIL 2026 / 12 MT DURING MAY 2026")  -> two instalments
schedule_of("APRIL/MAY 2026")                                   -> from 2026-04-01 to 2026-05-31
schedule_of("WHEN THE ICE MELTS")                               -> None
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from dhow.trade.credit.periods import Window, shipment_window
from dhow.trade.credit.shipment import Instalment
from dhow.trade.documents.figures import UNITS, money, number, quantity_in
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount

_MONTH = (
    "(?:JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    "|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
)
_DAY = rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})"
_TO = r"(?:TO|TILL|UNTIL|-)"
_PERIODS = (
    rf"(?:FROM )?{_DAY} {_TO} {_DAY}",
    rf"(?:FROM )?\d{{1,2}} ?{_TO} ?\d{{1,2}} {_MONTH} \d{{4}}",
    rf"(?:FROM|BETWEEN) {_DAY} (?:{_TO}|AND) {_DAY}",
    rf"(?:FROM|BETWEEN) \d{{1,2}} (?:{_TO}|AND) \d{{1,2}} {_MONTH} \d{{4}}",
    rf"(?:ON OR ABOUT|ABOUT|ON) {_DAY}",
    rf"(?:IN |DURING |WITHIN )?(?:THE )?(?:FIRST HALF|SECOND HALF|BEGINNING|MIDDLE|END) OF {_MONTH}"
    r"(?: \d{4})?",
    rf"(?:IN |DURING |WITHIN )?(?:THE MONTH OF )?{_MONTH}(?: \d{{4}})?",
)
_ORDINAL = "FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH|NINTH|TENTH|FINAL|LAST"
_NOUN = r"(?:PARTIAL )?(?:INSTALL?MENT|LOT|SHIPMENT|DELIVERY|CONSIGNMENT|PARCEL)"
_LABEL = (
    rf"(?:(?:\d{{1,2}}(?:ST|ND|RD|TH)|{_ORDINAL}) {_NOUN}"
    rf"|{_NOUN} (?:NO\.? ?)?\d{{1,2}}(?![\d.]|,\d| \d{{3}}\b)"
    rf"|\d{{1,2}}(?:\.(?= )|\))|\(\d{{1,2}}\))"
)
_VALUE = rf"(?:FOR |VALUE |AMOUNT )?(?P<{{}}>(?!AND\b|{_MONTH}\b)[A-Z]{{{{3}}}} ?\d[\d,.]*\d)"
_QUANTITY = rf"(?<!\.)(?<! ,)(?P<amount>\d[\d,.]*) ?(?P<unit>{UNITS})\b(?P<each> EACH)?"
_PERIOD = rf"(?:(?:TO BE )?(?:SHIPPED|SHIPMENT) )?(?P<period>{'|'.join(_PERIODS)})"
_BEGUN = rf"(?P<label>{_LABEL})?[ :,-]*+(?:OF )?"
_FORMS = (
    re.compile(
        rf"{_BEGUN}(?:{_QUANTITY})?[ :,]*+(?:{_VALUE.format('first')})?[ :,]*+{_PERIOD}"
        rf"(?:(?(first)(?!)|[ ,]++){_VALUE.format('second')})?(?!\w)"
    ),
    re.compile(
        rf"{_BEGUN}{_PERIOD}[ :,-]++{_QUANTITY}"
        rf"(?:[ ,]++{_VALUE.format('first')})?(?P<second>)(?!\w)"
    ),
)
"""A part of a schedule: what, then when; or when, then what. Runs of signs between them are never
given back, so that no length of them takes long."""
_BETWEEN = re.compile(r"[ ,;/.+&]*(?:(?:AND|THEN)(?: THEN)? )?")
_SEVERAL = re.compile(
    rf"(IN |DURING |FROM |BETWEEN )?({_MONTH})(?: (\d{{4}}))? ?({_TO}|AND|/) ?({_MONTH}) (\d{{4}})"
)
_HEAD = re.compile(
    r"(?:SHIPMENTS? )?(?:TO BE )?(?:MADE |EFFECTED )?(?:IN|BY) (?:\w+ )?(?:EQUAL )?(?:MONTHLY )?"
    r"(?:PARTIAL )?(?:INSTALL?MENTS|LOTS|SHIPMENTS|CONSIGNMENTS)(?: AS FOLLOWS)?[ :,-]+"
)
_EARLIEST = re.compile(
    rf"(?:SHIPMENT )?EARLIEST (?:ON |BY )?({_DAY})[ ,/]+(?:AND )?LATEST (?:ON |BY )?({_DAY})"
)
_SIX_FIGURES = re.compile(rf"(?:FROM |BETWEEN )?(\d{{6}}) ?(?:{_TO}|AND) ?(\d{{6}})")
_A_YEAR = timedelta(days=366)
_COMMA_AND_THREE = re.compile(r"\b\d{1,3},\d{3}(?![\d.,])")
_POINT_AND_THREE = re.compile(r"\b\d{1,3}\.\d{3}(?![\d.,])")
_OWN = re.compile(
    r"INSTALMENT \d+: SHIPMENT FROM (\d{4}-\d\d-\d\d) TO (\d{4}-\d\d-\d\d)"
    r"(?:, (\d+(?:\.\d+)?) ([a-z][a-z0-9 ]*))?(?:, ([A-Z]{3}\d+,\d*))?"
)


@dataclass(frozen=True)
class Schedule:
    """What 44D says: a period as art. 3 words it, or instalments in their order; one of them."""

    period: str | None = None
    instalments: tuple[Instalment, ...] = ()


@dataclass(frozen=True)
class _Part:
    """One period with what is to be shipped in it."""

    period: str
    label: bool
    quantity: Quantity | None
    each: bool
    amount: Amount | None
    borrowed: bool = False


def schedule_of(text: str, whole: Quantity | None = None) -> Schedule | None:
    """What 44D says of the time of shipment; None where it is not all understood.

    A part without a first day ("latest 30 April") is not: nothing tells it from the one before.

    Args:
        whole: the quantity of the goods; said beside a single period, it adds nothing.
    """
    words = " ".join(text.upper().split()).strip(" .")
    words = re.sub(rf"\b(\d{{1,2}})(?:ST|ND|RD|TH)(?= (?:OF )?{_MONTH}| ?{_TO} ?\d)", r"\1", words)
    words = _usual(words)
    try:
        shipment_window(words)
    except ValueError:
        pass
    else:
        return Schedule(period=words.lower())
    if months := _SEVERAL.fullmatch(words):
        return _several(months)
    if _COMMA_AND_THREE.search(words) and _POINT_AND_THREE.search(words):
        return None  # one of the two is a thousand, and nothing says which
    words = _HEAD.sub("", words, count=1)
    parts = _parts(words, _FORMS[0]) or _parts(words, _FORMS[1])
    if not parts:
        return None
    if len(parts) == 1:
        (only,) = parts
        told = only.amount is None and (only.quantity is None or only.quantity == whole)
        window = _window(only.period) if told and not only.label else None
        return Schedule(period=f"from {window.first} to {window.last}") if window else None
    made = [_instalment(each) for each in parts]
    if not all(each.label or each.quantity or each.amount for each in parts):
        return None
    instalments = tuple(each for each in made if each)
    if len(instalments) < len(parts) or not _in_order(parts, instalments):
        return None
    return Schedule(instalments=instalments)


def _usual(words: str) -> str:
    """Days and parts of a month as art. 3 has them, where messages write them otherwise."""
    words = re.sub(rf"\b(\d{{1,2}})-?({_MONTH})-?(\d{{4}})(?!\w)", r"\1 \2 \3", words)
    words = re.sub(rf"(?<= \d{{4}})-(?=\d{{1,2}} {_MONTH})", " - ", words)
    words = re.sub(r"\b1ST HALF\b", "FIRST HALF", words)
    words = re.sub(r"\b2ND HALF\b", "SECOND HALF", words)
    words = re.sub(rf"\bMID[ -](?={_MONTH}\b)", "MIDDLE OF ", words)
    if both := _EARLIEST.fullmatch(words):
        return f"NOT BEFORE {both[1]} AND NOT LATER THAN {both[2]}"
    if both := _SIX_FIGURES.fullmatch(words):
        period = _by_year(both[1], both[2])
        return words if period is None else f"FROM {period[0]} TO {period[1]}"
    return words


def _by_year(first: str, last: str) -> tuple[date, date] | None:
    """Two days as messages write them, year first; None where they could be two others."""
    read: list[tuple[date, date]] = []
    for order in (slice(None), slice(None, None, -1)):
        try:
            days = [_six(text, order) for text in (first, last)]
        except ValueError:
            continue
        if days[0] <= days[1] <= days[0] + _A_YEAR:
            read.append((days[0], days[1]))
        elif order == slice(None):
            return None
    return read[0] if len(set(read)) == 1 else None


def _six(text: str, order: slice) -> date:
    year, month, day = [text[at : at + 2] for at in (0, 2, 4)][order]
    return date(2000 + int(year), int(month), int(day))


def _several(months: re.Match[str]) -> Schedule | None:
    """Months as one period; "April and June" are two, with one between that is neither."""
    one = shipment_window(f"in {months[2]} {months[3] or months[6]}")
    other = shipment_window(f"in {months[5]} {months[6]}")
    if one.first is None or one.last is None or other.first is None or one.first > other.first:
        return None
    is_range = months[1] == "BETWEEN " or months[4] not in ("AND", "/")
    if not is_range and one.last + timedelta(days=1) < other.first:
        return None
    return Schedule(period=f"from {one.first} to {other.last}")


def _in_order(parts: Sequence[_Part], made: Sequence[Instalment]) -> bool:
    """Whether no year that a part has from a later one puts it after that one."""
    return not any(
        part.borrowed and each.first > following.first
        for part, (each, following) in zip(parts, pairwise(made), strict=False)
    )


def taken_out(conditions: Sequence[str]) -> tuple[list[str], tuple[Instalment, ...]]:
    """Conditions (47A) without the instalments that our own messages write there, and those."""
    rest: list[str] = []
    found: list[Instalment] = []
    for each in conditions:
        match = _OWN.fullmatch(" ".join(each.split()))
        if match is None:
            rest.append(each)
            continue
        found.append(
            Instalment(
                first=date.fromisoformat(match[1]),
                last=date.fromisoformat(match[2]),
                quantity=Quantity(Decimal(match[3]), match[4]) if match[3] else None,
                amount=Amount.parse_swift(match[5]) if match[5] else None,
            )
        )
    return rest, tuple(found)


def _parts(words: str, form: re.Pattern[str]) -> list[_Part]:
    """The parts, where the words are nothing else; a year may be said with a later one."""
    found: list[_Part] = []
    at = 0
    while at < len(words):
        match = form.match(words, at)
        part = _part(match) if match else None
        if match is None or part is None:
            return []
        found.append(part)
        between = _BETWEEN.match(words, match.end())
        at = between.end() if between else match.end()
    year = ""
    for place in range(len(found) - 1, -1, -1):
        said = re.search(r"\b(\d{4})\b", found[place].period)
        if said is None and not year:
            return []
        if said is None:
            period = f"{found[place].period} {year}"
            found[place] = replace(found[place], period=period, borrowed=True)
        year = said[1] if said else year
    if found and found[0].each:
        found = [replace(each, quantity=each.quantity or found[0].quantity) for each in found]
    return found


def _part(match: re.Match[str]) -> _Part | None:
    """One part; None for figures that cannot be read, or a sum that is said twice."""
    quantity = None
    if match["amount"]:
        count = number(match["amount"])
        if not count:
            return None
        quantity = quantity_in(count, match["unit"])
    said = [each for each in (match["first"], match["second"]) if each]
    amount = money(said[0][:3], said[0][3:]) if len(said) == 1 else None
    if said and amount is None:
        return None
    return _Part(match["period"], bool(match["label"]), quantity, bool(match["each"]), amount)


def _instalment(part: _Part) -> Instalment | None:
    window = _window(part.period)
    if window is None or window.first is None or window.last is None:
        return None
    return Instalment(
        first=window.first, last=window.last, quantity=part.quantity, amount=part.amount
    )


def _window(period: str) -> Window | None:
    """The days of a period with both ends."""
    short = re.fullmatch(
        rf"(?:FROM |BETWEEN )?(\d{{1,2}}) ?(?:{_TO}|AND) ?(\d{{1,2}}) ({_MONTH} \d{{4}})", period
    )
    if short:
        period = f"FROM {short[1]} {short[3]} TO {short[2]} {short[3]}"
    elif re.fullmatch(rf"{_DAY} {_TO} {_DAY}", period):
        period = f"FROM {period}"
    period = re.sub(rf"(?<=\d) {_TO} (?=\d|{_MONTH})", " TO ", period).replace(",", "")
    for phrase in (period, f"IN {period}", re.sub(r"^(?:IN|DURING|WITHIN) ", "", period)):
        try:
            window = shipment_window(phrase)
        except ValueError:
            continue
        if window.first is not None and window.last is not None:
            return window
    return None
