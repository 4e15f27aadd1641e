"""Whether a message says what the record does: by its fields, and where those differ by meaning.

Banks write one thing in several ways: a BIC of a head office with XXX or without, a line earlier or
later, a comma more. What is read from both as the same terms is the same; what is not is shown.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import Any

from dhow.trade.credit.terms import Goods, Terms
from dhow.trade.records import encode
from dhow.trade.swift.correspondence.instruction import Sent
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.credit import AFTER_SHIPMENT, read_whole
from dhow.trade.swift.mapping.documents import read_document
from dhow.trade.swift.mapping.issue import ISSUES
from dhow.trade.swift.mapping.parties import short_bic
from dhow.trade.swift.mapping.places import locode_of
from dhow.trade.swift.mapping.text import items
from dhow.trade.swift.message import Field

_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}XXX")
_BANKS = frozenset(("41", "42", "51", "52", "53", "54", "57", "58"))
_COMMA = re.compile(r",(?!\d)")  # before a digit it may be a decimal's, as a leading point may
_FIGURE = re.compile(r"\d")
_SHOWN = 80
_BEFORE = 3
"""Words shown before the first that differs."""

_OF_THE_WHOLE = frozenset(
    (
        *("PURCHASE", "ORDER", "PO", "P.O", "HS", "H.S", "HSN", "AT", "UNIT", "PRICE", "TOTAL"),
        *("CONTRACT", "SALES", "PROFORMA", "PRO-FORMA", "PI", "AS"),
    )
)
"""First words of lines that are of all the goods and not of one article among them."""

_PARTS: Mapping[str, tuple[str, ...]] = {
    "39A": ("tolerance", "amount_about"),
    "39C": ("additional_amounts", "conditions"),
    "45A": ("goods",),
    "46A": ("documents",),
    "47A": ("conditions", "shipment"),
    "48": ("presentation_days", "presentation_narrative"),
    "49G": ("special_payment_conditions",),
    "49H": ("special_payment_conditions_for_bank",),
    "50": ("applicant",),
    "59": ("beneficiary",),
    "71D": ("charges",),
    "72Z": ("sender_to_receiver",),
    "78": ("instructions_to_bank",),
    **dict.fromkeys(("41A", "41D"), ("availability", "nominated_bank")),
    **dict.fromkeys(("42A", "42C", "42D", "42M", "42P"), ("availability",)),
    **dict.fromkeys(("43P", "43T", "44A", "44B", "44C", "44D", "44E", "44F"), ("shipment",)),
    **dict.fromkeys(("51A", "51D"), ("applicant_bank",)),
    **dict.fromkeys(("52A", "52D"), ("issuing_bank",)),
    **dict.fromkeys(("53A", "53D"), ("reimbursing_bank",)),
    **dict.fromkeys(("57A", "57D"), ("second_advising_bank",)),
    **dict.fromkeys(("58A", "58D"), ("confirming_bank",)),
}
"""What of the terms a field says; a field that stands nowhere here says itself."""


def disagreeing(sent: Sent, recorded: Mapping[str, str]) -> list[Finding]:
    """What a message says otherwise than the record's own fields, each with both.

    Args:
        recorded: the fields of the message as the record would write it, by tag.
    """
    said = {each.tag: each.value for each in sent.message.fields}
    apart = list(differing(said, recorded, sent.knowledge.places))
    if apart and sent.message.mt in ISSUES:
        apart = _in_meaning(sent, recorded, apart)
    return [sent.fault(tag, "record", words) for tag, words in apart]


def differing(
    said: Mapping[str, str],
    recorded: Mapping[str, str],
    places: Mapping[str, str] | None = None,
) -> Iterable[tuple[str, str]]:
    """The fields that say something else than the record, with words.

    Spacing does not count, nor XXX after the BIC of a head office, nor which of its names a place
    has; `places` are UN/LOCODEs by names that our own table does not have.
    """
    known = places or {}
    for tag in dict.fromkeys((*said, *recorded)):
        ours, theirs = recorded.get(tag), said.get(tag)
        if _plain(tag, ours or "", known) == _plain(tag, theirs or "", known):
            continue
        if theirs is None:
            yield tag, f"is missing; the credit says {_short(ours or '')}"
        elif ours is None:
            yield tag, f"says {_short(theirs)}, which the credit does not"
        else:
            yield tag, _both(theirs, ours)


def _plain(tag: str, value: str, places: Mapping[str, str]) -> list[str]:
    """A field's words in one notation."""
    if tag[:2] in _BANKS and tag[2:] == "A":
        return [short_bic(w) if _BIC.fullmatch(w) else w for w in value.split()]
    if tag == "31D":
        return [value[:6], locode_of(value[6:], places) or " ".join(value[6:].split())]
    if tag == "48":
        days, _, narrative = value.partition("/")
        words = " ".join(narrative.upper().split())
        return [days.lstrip("0"), "" if words in AFTER_SHIPMENT else words]
    return value.split()


def _in_meaning(
    sent: Sent, recorded: Mapping[str, str], apart: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Those of the differences that are left once both are read as terms."""
    own = sent.message.with_fields(tuple(Field(tag, value) for tag, value in recorded.items()))
    # 31D was compared as a place already; one that nobody knows hides nothing else
    place = recorded.get("31D", "")
    told = sent.message.with_fields(
        tuple(Field(f.tag, place) if f.tag == "31D" else f for f in sent.message.fields)
    )
    try:
        theirs = read_whole(told, sent.knowledge).terms
        ours = read_whole(own, sent.knowledge).terms
    except MessageRefused:
        return apart
    found: list[tuple[str, str]] = []
    for tag, words in apart:
        parts = _PARTS.get(tag)
        if parts and all(_meant(theirs, part) == _meant(ours, part) for part in parts):
            continue
        found.append((tag, _closer(tag, sent.message.get(tag), recorded.get(tag), words)))
        if tag == "45A":
            found[-1] = (tag, _of_goods(theirs.goods, ours.goods) or words)
    return found


def _meant(terms: Terms, part: str) -> object:
    """A part of the terms as it is compared."""
    value = getattr(terms, part)
    if isinstance(value, Goods):
        return {**_bare(encode(value)), "description": _lines(value.description)}
    return _bare(encode(value))


def _bare(value: Any) -> Any:
    """Text by its words alone, in all that a record holds."""
    if isinstance(value, str):
        return _words(value)
    if isinstance(value, dict):
        return {name: _bare(each) for name, each in value.items()}
    return [_bare(each) for each in value] if isinstance(value, list | tuple) else value


def _words(text: str) -> list[str]:
    """The words of a text, without the signs that only set them apart."""
    bare = (word.rstrip(".;:") for word in _COMMA.sub(" ", text.upper()).split())
    return [short_bic(word) if _BIC.fullmatch(word) else word for word in bare if word]


def _lines(text: str) -> list[list[str]]:
    """The lines of a description, whose order counts unless each stands alone.

    That is under a label of its own, with a figure: of an article and its quantity on two lines
    neither does, since the same lines in another order give it another's. Nor do they where more
    than one is neither of an order, a code or a price, and so may be an article's own.
    """
    lines = [words for line in text.split("\n") if (words := _words(line))]
    labels = [tuple(takewhile(lambda word: not _FIGURE.search(word), each)) for each in lines]
    alone = all(0 < len(of) < len(each) for of, each in zip(labels, lines, strict=True))
    articles = sum(1 for label in labels if not _OF_THE_WHOLE.intersection(label[:1]))
    apart = alone and len(set(labels)) == len(labels) and articles <= 1
    return sorted(lines) if apart else lines


def _of_goods(theirs: Goods, ours: Goods) -> str:
    """What of the goods is described otherwise."""
    said: list[str] = []
    names = ("quantity", "quantity_about", "quantity_tolerance", "unit_price", "unit_price_about")
    for name in (*names, "incoterm", "country_of_origin"):
        one, other = getattr(theirs, name), getattr(ours, name)
        if one != other:
            label = name.replace("_", " ")
            said.append(f"says {label} {_told(one)}; the credit says {_told(other)}")
    more = _only(theirs.description.split("\n"), ours.description.split("\n"), _words)
    return "; ".join((*said, more) if more else said)


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def _closer(tag: str, said: str | None, recorded: str | None, words: str) -> str:
    """The items that only one of them has, where a field is a list of such."""
    if tag not in ("46A", "47A", "49G", "49H") or said is None or recorded is None:
        return words
    meaning = (lambda text: _bare(encode(read_document(text)))) if tag == "46A" else _words
    return _only(items(said), items(recorded), meaning) or words


def _only(theirs: list[str], ours: list[str], meaning: Any) -> str:
    """What the one has and the other has not, the first of each set side by side."""
    known, told = [meaning(each) for each in ours], [meaning(each) for each in theirs]
    more = [each for each, meant in zip(theirs, told, strict=True) if meant not in known]
    less = [each for each, meant in zip(ours, known, strict=True) if meant not in told]
    if more and less:
        return _both(more[0], less[0])
    if more:
        return f"says {_short(more[0])}, which the credit does not"
    return f"leaves out {_short(less[0])}, which the credit says" if less else ""


def _both(theirs: str, ours: str) -> str:
    """Both from shortly before the first word in which they differ."""
    one, other = theirs.split(), ours.split()
    same = 0
    for left, right in zip(one, other, strict=False):
        if _words(left) != _words(right):
            break
        same += 1
    start = max(same - _BEFORE, 0) if max(len(theirs), len(ours)) > _SHOWN else 0
    lead = "... " * (start > 0)
    quoted = [_short(lead + " ".join(words[start:])) for words in (one, other)]
    return f"says {quoted[0]}; the credit says {quoted[1]}"


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return f'"{joined[: _SHOWN - 3]}..."' if len(joined) > _SHOWN else f'"{joined}"'
