"""Numbers and names that texts give by their label: HS code, brand, lot, order, origin.

Told under one label they are one datum, which two documents state without conflict (UCP 600
art. 14(d)). A text is read as far as it is plain; what may be meant otherwise is no finding.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dhow.trade.credit.examination.wording import letters_and_figures, same_word, words
from dhow.trade.members.countries import country_named, country_of_origin

_NUMBER = r"(?:numbers?|nos?|nr|code|codes)\b"
_INTRODUCED = rf"(?:[\s.]{{0,2}}{_NUMBER}[\s.:#-]{{0,4}}|\s?[:#]\s{{0,2}})"
"""What makes a word a label: "no.", "number", a colon."""
_VALUE = re.compile(r"(?=[^\s,;()]{0,30}\d)[a-z0-9][a-z0-9/.-]{0,30}", re.IGNORECASE)
_HS_VALUE = re.compile(r"\d{4}(?:(?: \d{2}){2,3}\b|(?:\.?\d{2}){0,3})(?!\d)")
_PO = re.compile(r"^po-", re.IGNORECASE)
_NEXT = re.compile(r"\s?(?:,|/|&|\band\b)\s?", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|to\b|through\b|until\b|onwards?\b)\s?", re.IGNORECASE)
_ENDS = re.compile(r"\s?(?:$|[,;.)&/\n-]|(?:and|to|through)\b)", re.IGNORECASE)
_A_RANGE = re.compile(r"\d+-\d+")
_BRAND = re.compile(r"\bbrand(?: name)?\s?[:-]?\s?(?=[\"'\u201c]?[a-z])", re.IGNORECASE)
_BRAND_ENDS = re.compile(r"[,;.:\n/()\"'\u201c\u201d+\d]")
_NO_BRAND = frozenset(
    (
        *("new", "name", "owner", "as", "per", "to", "and", "or", "is", "not", "number", "nil"),
        *("none", "na", "n", "of", "any", "various", "buyer", "seller", "unbranded", "same"),
    )
)
_AFTER_A_BRAND = frozenset(
    (
        *("packed", "packing", "in", "of", "made", "origin", "net", "gross", "each", "per"),
        *("count", "size", "grade", "quality", "and", "with", "from", "as", "for"),
    )
)
_MOST = 16  # values of one label
_LONGEST = 4_000  # characters of a text that are read for labels
_SHORTEST_HS = 4
_LONGEST_HS = 6  # digits that are the same in every country


@dataclass(frozen=True)
class Label:
    """A label in words, and where in a text it stands."""

    name: str
    pattern: re.Pattern[str]


def _label(name: str, written: str, introduced: str = _INTRODUCED) -> Label:
    return Label(name, re.compile(rf"\b(?:{written}){introduced}", re.IGNORECASE))


HS = _label(
    "HS code",
    r"h\.?\s?s\.?\s?n?\.?|hts(?:us)?|customs tariff|tariff",
    rf"(?:[\s.]{{0,2}}(?:tariff|heading|{_NUMBER})){{0,3}}[\s.:#-]{{0,4}}",
)
LABELS = (
    _label("lot", "lot"),
    _label("batch", "batch"),
    _label("model", "model", rf"(?:{_INTRODUCED}|\s(?=[a-z]{{1,4}}-?\d))"),  # MODEL CK6140
    _label(
        "purchase order",
        r"purchase order|p\.?\s?/?o",
        rf"(?:{_INTRODUCED}|\s?-(?=\d)|\s(?=po-?\d))",
    ),
    _label("contract", r"(?:(?:sales?|purchase) )?contract|s/c"),
    _label("pro forma invoice", r"pro-?\s?forma(?: invoice)?|p\.?\s?/?i"),
    _label("invoice", "invoice"),
    _label("bill of lading", r"bills? of lading|b/l"),
    _label("air waybill", r"air ?waybill|awb"),
)
BRAND = "brand"
ORIGIN = "origin"
_OF_ANOTHER = re.compile(
    r"\b(?:service|carriage|freight|insurance|charter|transport|framework|forward|exchange|"
    r"pro-?\s?forma|master|house|ocean|previous|another)\s$",
    re.IGNORECASE,
)
"""Words before a label that make another of it: a service contract, a house air waybill."""
_OF_A_PART = re.compile(r"\b(?:with|incl\w*|plus|and) (?:\w+ ){1,2}$", re.IGNORECASE)
"""With motor model Y132: not the model of the goods."""
_COUNTRY = re.compile(
    r"\b(?:origin(?: of (?:the )?goods)?\s?(?:[:-]|is)?\s?|produ(?:ct|ce) of |"
    r"(?:(?<=[,;.] )|(?<=goods ))made in )(?:the )?"  # in cartons made in Vietnam says it of them
    r"([a-z]{3,20}(?: [a-z]{2,20}){0,3})|\bof ([a-z]{4,20}) origin\b",
    re.IGNORECASE,
)
_SHORTEST_COUNTRY = 4  # letters: "no", "is" and "per" are codes of countries, too
_SHORT_COUNTRIES = frozenset(("uae", "usa", "prc"))


def labelled(text: str) -> dict[str, frozenset[str]]:
    """The values that a text gives of each label; of one given as a range or very often, none."""
    text = text[:_LONGEST]
    found: dict[str, set[str]] = {}
    doubtful: set[str] = set()
    for name, value in _told(text):
        if value is None:
            doubtful.add(name)
        else:
            found.setdefault(name, set()).add(value)
    return {
        name: frozenset(each)
        for name, each in found.items()
        if name not in doubtful and len(each) <= _MOST
    }


def _told(text: str) -> Iterator[tuple[str, str | None]]:
    for match in HS.pattern.finditer(text):
        for value in _values(text, match.end(), _HS_VALUE):
            yield HS.name, None if value is None else re.sub(r"\D", "", value)[:_LONGEST_HS]
    for label in LABELS:
        for match in label.pattern.finditer(text):
            before = text[max(match.start() - 20, 0) : match.start()]
            if _OF_ANOTHER.search(before) or (label.name == "model" and _OF_A_PART.search(before)):
                continue
            for value in _values(text, match.end(), _VALUE):
                known = value is not None and not _A_RANGE.fullmatch(value)
                yield label.name, _PO.sub("", value) if value and known else None
    for match in _COUNTRY.finditer(text):
        if (code := _country(match)) is not None:
            yield ORIGIN, code
    for match in _BRAND.finditer(text):
        rest = text[match.end() : match.end() + 40].lstrip("\"'\u201c")
        named = words(_BRAND_ENDS.split(rest, maxsplit=1)[0])
        ends = next((i for i, word in enumerate(named) if word in _AFTER_A_BRAND), len(named))
        if named[:1] and named[0] not in _NO_BRAND and ends:
            yield BRAND, " ".join(named[:ends])


def _country(match: re.Match[str]) -> str | None:
    """The country that the longest run of words from a place on names."""
    if match[2]:
        return country_of_origin(match[2])
    named = match[1].split()
    for end in range(len(named), 0, -1):
        name = " ".join(named[:end])
        long = len(name) >= _SHORTEST_COUNTRY or name.casefold() in _SHORT_COUNTRIES
        if long and (code := country_named(name)) is not None:
            return code
    return None


def _values(text: str, at: int, form: re.Pattern[str]) -> Iterator[str | None]:
    """The values that stand from a place on, one after the other; None where they go on."""
    for i in range(_MOST):
        value = form.match(text, at)
        if value is None or (i and not _ENDS.match(text, value.end())):
            return  # "77, 5000 cartons" is one lot
        yield value[0].rstrip(".-/")
        if _RANGE.match(text, value.end()):
            yield None
        following = _NEXT.match(text, value.end())
        if following is None:
            return
        at = following.end()


def agree(name: str, one: str, other: str) -> bool:
    """Whether two values of a label may be one: in doubt they may."""
    if name == HS.name:
        return one.startswith(other) or other.startswith(one)
    if name == ORIGIN:
        return one == other
    if name == BRAND:
        return not _other_words(one, other)
    left, right = (letters_and_figures(each) for each in (one, other))
    short, long = sorted((left, right), key=len)
    return long.endswith(short) and not any(c.isdigit() for c in long[: len(long) - len(short)])


def stands_in(value: str, plain_text: str) -> bool:
    """Whether a value is told in a text all the same, under whatever label."""
    return letters_and_figures(value) in plain_text


def _other_words(one: str, other: str) -> bool:
    """Whether two names share no word and neither is the other together or by its initials."""
    initials = ("".join(word[0] for word in name.split()) for name in (one, other))
    if not {one, other}.isdisjoint(initials):
        return False
    joined = sorted((one.replace(" ", ""), other.replace(" ", "")), key=len)
    shared = any(same_word(a, b) for a in one.split() for b in other.split())
    return not shared and joined[0] not in joined[1]
