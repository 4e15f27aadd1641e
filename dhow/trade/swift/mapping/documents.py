"""The documents required (46A), item by item, as far as they follow usual wording.

What is understood becomes fields of the stipulation. Where words are left over, the whole item is
kept as its `wording`, so that nothing a credit asks for is dropped; an item whose kind of document
is not understood becomes one of no special kind, with its wording.
"""

import re
from decimal import Decimal
from typing import Any

from dhow.trade.credit.stipulations import (
    DocumentRequired,
    InsuranceStipulation,
    TransportStipulation,
)
from dhow.trade.documents.evidence import TemperatureLimits
from dhow.trade.documents.transport import TRANSPORT_KINDS, Freight
from dhow.trade.swift.mapping.document_kinds import KINDS, SAYS, names_itself, of_itself
from dhow.trade.swift.mapping.issuers import ISSUED_BY
from dhow.trade.swift.mapping.text import items, unwrapped

_FIRST_OF = tuple((kind, re.compile(rf"\b(?:{words})(?!\w)")) for kind, words in KINDS)
_WIDTH = 65  # characters of a line of 46A
_ANY_KIND = "|".join(words for _, words in KINDS)
_FIRST_LINE = re.compile(
    rf"(?:(?:FULL SET OF|(?:DULY |MANUALLY )?SIGNED|CLEAN|ON BOARD|ORIGINAL|A|ONE|THE) )*"
    rf"(?:{_ANY_KIND})(?!\w)"
)
_TWO = re.compile(
    rf"(?:(?:DULY |MANUALLY )?SIGNED )?(?P<kind>(?:COMMERCIAL )?INVOICES?"
    rf"|(?:DETAILED )?PACKING LISTS?|CERTIFICATES? OF ORIGIN)"
    rf" AND (?:A |AN )?(?P<other>{_ANY_KIND})(?!\w)"
)
"""Two documents in one item, the first of a kind that is no part of another's name."""
_NUMBERS = {
    **{"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5, "SIX": 6},
    **{"DUPLICATE": 2, "TRIPLICATE": 3, "QUADRUPLICATE": 4, "QUINTUPLICATE": 5},
}
_PART_OF_SET = (
    r"(?:\bTWO[ -]THIRDS )?(?<![\d/])\(?"
    r"(?:(1)/([2-9])|(2)/([3-9])|(3)/([4-9]))\)?(?: SETS?| ORIGINALS?)*(?= |$)"
)
_LESS_ONE = r"\bLESS (?:ONE|1)(?: ?\(1\)| ?\(ONE\))?(?: ORIGINALS?\b|(?= |,|$))"
_COPY_OF = r"^\W*(?:(?:ONE|1|A)(?: \(\w+\))? )?(?:NON[- ]NEGOTIABLE )?(?:PHOTO)?COPY OF\b"
"""A copy is all that is asked for: of a transport document too (ISBP 745 A6, A29(d)(iii))."""
_USUAL_SET = 3
"""Originals of a set whose number a credit leaves open; the item is then kept by its wording."""
_COUNT = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})"
_FILLERS = frozenset(
    (
        *(
            "A",
            "AN",
            "THE",
            "OF",
            "IN",
            "AND",
            "OR",
            "TO",
            "BE",
            "FOR",
            "BY",
            "WITH",
            "MADE",
            "OUT",
        ),
        *("MARKED", "SHOWING", "DULY", "EACH", "CLEAN", "ON", "BOARD", "SHIPPED", "SET", "SETS"),
        *("ORIGINAL", "COVERING", "AT", "LEAST"),
    )
)
"""Words that ask for nothing by themselves: "clean" is not needed (UCP 600 art. 27)."""


class _Item:
    """An item while it is read: what is left of its words, and what is known of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[str, Any] = {}
        self.unsure = False

    def take(self, pattern: str, leaving: str = " ") -> re.Match[str] | None:
        """Take out the first place where the pattern stands."""
        found = re.search(pattern, self.text)
        if found is not None:
            self.text = f"{self.text[: found.start()]}{leaving}{self.text[found.end() :]}"
        return found

    @property
    def left(self) -> list[str]:
        """The words nothing was made of."""
        words = re.findall(r"[A-Z0-9][A-Z0-9/'.-]*", self.text)
        return [word for word in words if word.strip("'.-") not in _FILLERS]


def read_documents(value: str) -> tuple[tuple[DocumentRequired, ...], tuple[str, ...]]:
    """The documents of 46A, and the items kept by their wording because words were left over."""
    found: list[DocumentRequired] = []
    kept: list[str] = []
    for text in _each_asked_for(items(value), value):
        document = read_document(text)
        found.append(document)
        if document.wording is not None:
            kept.append(text)
    return tuple(found), tuple(kept)


def _each_asked_for(found: list[str], value: str) -> list[str]:
    """The items, where one asks for two documents or is several lines without a sign, apart."""
    if len(found) == 1:
        by_line = [each for each in unwrapped(value, _WIDTH).split("\n") if each.strip()]
        if all(_FIRST_LINE.match(each.strip(" +").upper()) for each in by_line):
            found = [each.strip(" +") for each in by_line]
    return [each for item in found for each in _two_in_one(item)]


def _two_in_one(item: str) -> tuple[str, ...]:
    """An invoice and packing list: two documents, with what is said of both said of each."""
    both = _TWO.match(item.upper())
    if both is None or both["kind"].strip() == both["other"].strip():
        return (item,)
    said, rest = item[: both.start("kind")], item[both.end() :]
    return tuple(f"{said}{item[slice(*both.span(each))]}{rest}" for each in ("kind", "other"))


def read_document(text: str) -> DocumentRequired:
    """One item of 46A."""
    item = _Item(" ".join(text.upper().split()))
    ends = names_itself(item.text)
    places = [
        (found.start(), -found.end(), kind)
        for kind, pattern in _FIRST_OF
        if (found := pattern.search(item.text)) and found.start() < ends
    ]
    if not places:
        item.text = SAYS.split(item.text)[0]  # what it says of other documents is not of itself
        _copies("other_document", item)
        return DocumentRequired(kind="other_document", wording=text, **item.known)
    start, end, kind = min(places)
    if "SHIPMENT" in (name := item.text[start:-end]):  # ISBP 745 A12(b)
        item.known["title"] = re.sub(r"S$", "", name)
    item.text = f"{item.text[:start]} {_alternatives(kind, item, item.text[-end:])}"
    own = len(item.text) if kind in TRANSPORT_KINDS else of_itself(item.text)
    item.text, said = item.text[:own], item.text[own:]
    _copies(kind, item)
    item.text += said
    if item.take(r"\bSIGNED\b"):
        item.known["signed"] = True
    if item.take(
        r"\b(?:SHOWING|INDICATING|QUOTING|BEARING) (?:THE |THIS )?(?:L/?C|CREDIT) (?:NO\.?|NUMBER)"
    ):
        item.known["show_credit_number"] = True
    for reader in (_transport, _insurance, _temperature):
        reader(kind, item)
    _issuer(item)
    if item.left or item.unsure:
        item.known["wording"] = text
    return DocumentRequired(kind=kind, **item.known)


def _alternatives(kind: str, item: _Item, rest: str) -> str:
    """Kinds that would do as well, "bill of lading or sea waybill", and what stands after them."""
    others: list[str] = []
    while True:
        found = [
            (match.end(), other)
            for other, pattern in KINDS
            if (match := re.match(rf" OR (?:AN? )?(?:{pattern})(?!\w)", rest))
        ]
        if not found:
            break
        end, other = max(found)
        others += [other] if other not in (kind, *others) else []
        rest = rest[end:]
    if others:
        item.known["alternatives"] = tuple(others)
    return rest


def _copies(kind: str, item: _Item) -> None:
    """How many originals and copies; "in 3 copies" is one original and two copies (art. 17(e))."""
    if item.take(_COPY_OF):
        item.known |= {"originals": 0, "copies": 1}
        return
    less = item.take(_LESS_ONE) if kind in TRANSPORT_KINDS else None
    part = item.take(_PART_OF_SET) if kind in TRANSPORT_KINDS else None
    originals = item.take(rf"\b(?:IN )?{_COUNT} (?:\(\w+\) )?ORIGINALS?\b")
    copies = item.take(
        rf"\b(?:AND |PLUS )?(?:IN )?{_COUNT} (?:\(\w+\) )?(?:NON-NEGOTIABLE )?COP(?:Y|IES)\b"
    )
    photocopies = item.take(rf"\b(?:IN )?{_COUNT} PHOTOCOP(?:Y|IES)\b")
    fold = item.take(r"\bIN (DUPLICATE|TRIPLICATE|QUADRUPLICATE|QUINTUPLICATE)\b")
    full_set = item.take(r"(?:\b(?:FULL|COMPLETE) SET (?:OF )?)?\(?\b(?P<n>\d)/(?P=n)\)?")
    whole = full_set or item.take(r"\b(?:FULL|COMPLETE) SETS?\b")
    if less is not None and whole:
        number = int(full_set["n"]) if full_set else _USUAL_SET
        if not full_set and originals is not None:
            number = _count(originals[1])
        item.known |= {"originals": max(number - 1, 1), "set_of": max(number, 2)}
        if number == _USUAL_SET and full_set is None and originals is None:
            item.unsure = True
    elif originals is not None:
        item.known["originals"] = _count(originals[1])
    elif part is not None:
        asked, issued = (int(figure) for figure in part.groups() if figure)
        item.known |= {"originals": asked, "set_of": issued}
    elif full_set is not None and int(full_set["n"]):
        item.known["originals"] = int(full_set["n"])
    one = re.search(r"\bORIGINAL\b(?! NOT)", item.text)  # "original and 1 copy"
    if copies is not None and (originals or whole or part or one):
        item.known["copies"] = _count(copies[1])
    elif photocopies is not None and not originals:
        item.known |= {"originals": 0, "copies": _count(photocopies[1])}
    elif not originals and not whole and (several := copies or fold) is not None:
        item.known["copies"] = max(_count(several[1]) - 1, 0)


def _count(text: str) -> int:
    return _NUMBERS.get(text) or max(int(text), 1)


_FREIGHT = (
    r"\b(?:MARKED )?(?:\"|')?FREIGHT (?:IS )?(PRE-?PAID|PAID|(?:TO (?:BE )?)?COLLECT(?:ED)?"
    r"|PAYABLE AT DESTINATION)\b(?! BY)(?:\"|')?"
)
_BESIDE_A_NAME = (
    r"(?=,| MARKED| (?:AND )?(?:SHOWING|INDICATING|EVIDENCING|STATING|BEARING|QUOTING|MENTIONING)\b"
    r"| WITH (?:FULL|COMPLETE|THEIR|NAME|ADDRESS)|{more}$)"
)
_NOTIFIED_ENDS = _BESIDE_A_NAME.format(more=" AND (?:MADE|CONSIGNED|ISSUED|ENDORSED) |")
_CONSIGNEE_ENDS = _BESIDE_A_NAME.format(more=" NOTIFY|")
_ORDER_ENDS = _BESIDE_A_NAME.format(more=" NOTIFY| AND|")


def _transport(kind: str, item: _Item) -> None:
    if kind not in TRANSPORT_KINDS:
        return
    said: dict[str, Any] = {}
    if item.take(r"\b(?:BLANK ENDORSED|ENDORSED IN BLANK)\b", " ,"):
        said["endorsed_in_blank"] = True
    if found := item.take(_FREIGHT, " ,"):
        prepaid = found[1].startswith("P") and "AT" not in found[1].split()
        said["freight"] = Freight.PREPAID if prepaid else Freight.COLLECT
    if item.take(r"\b(?:AND )?(?:NOTIFY(?:ING)?|NOTIFY PARTY:?) (?:THE )?APPLICANT\b(?!')", " ,"):
        said["notify"] = "applicant"
    elif found := item.take(rf"\bNOTIFY(?:ING)? ([A-Z0-9][^,]+?){_NOTIFIED_ENDS}", " ,"):
        said["notify"] = re.sub(r" AND\s*$", "", found[1]).strip()
    if item.take(r"(?<!NOT )\b(?:MADE OUT |CONSIGNED |ISSUED )?(?<!NOT MADE OUT )TO OUR ORDER\b"):
        said["consignee"] = "TO ORDER OF ISSUING BANK"  # whose message it is
    consigned = item.take(
        r"\b(?:MADE OUT |CONSIGNED |ISSUED )?TO (?:THE )?(ORDER(?: OF [A-Z0-9][^,]*?)?)"
        + _ORDER_ENDS
    )
    if consigned is not None:
        said["consignee"] = f"TO {' '.join(consigned[1].split())}"
    elif found := item.take(rf"\bCONSIGNED TO ([A-Z0-9][^,]*?){_CONSIGNEE_ENDS}"):
        said["consignee"] = " ".join(found[1].split())
    if said:
        item.known["transport"] = TransportStipulation(**said)


_WHOLE = 100
_PERCENT_OF = (
    r"(?<![\d.,])\b(?:FOR |COVERING )?(?:AT LEAST )?(\d{2,3}(?:[.,]\d{1,4})?) ?"
    r"(?:PERCENT|PER CENT|PCT|%)"
    r"(?: OF (?:THE )?(?:FULL )?(?:CIF|CIP|INVOICE)(?:/C[I]P)?(?: INVOICE)? VALUE)?"
)
_VALUE_PLUS = (
    r"\b(?:FOR |COVERING )?(?:AT LEAST |MINIMUM )?(?:THE )?"
    r"(?:100 ?(?:PERCENT|PER CENT|PCT|%)(?: OF)? )?(?:THE )?(?:FULL |GROSS )?"
    r"(?:(?:CIF|CIP|INVOICE)(?:/CIP)? ?)+(?:VALUE|AMOUNT)? ?"
    r"(?:PLUS|\+) ?(\d{1,2}(?:[.,]\d{1,4})?) ?(?:PERCENT|PER CENT|PCT|%)"
)
"""Cover for the value and so much more: "for full CIF value plus 10 percent" is 110."""


def _insurance(kind: str, item: _Item) -> None:
    if kind != "insurance_document":
        return
    said: dict[str, Any] = {}
    if item.take(r"\b(?:BLANK ENDORSED|ENDORSED IN BLANK)\b"):
        said["endorsed_in_blank"] = True
    if more := item.take(_VALUE_PLUS):
        said["minimum_percent"] = 100 + Decimal(more[1].replace(",", "."))
    elif found := item.take(_PERCENT_OF):
        percent = Decimal(found[1].replace(",", "."))
        if percent >= _WHOLE or " OF " in found[0]:
            said["minimum_percent"] = percent
        else:
            item.unsure = True  # ten per cent of what, or above what, is not said
    risks: list[str] = []
    while found := item.take(r"\b(INSTITUTE [A-Z ]+CLAUSES?(?: \([A-Z-]+\))?|ALL RISKS)"):
        risks.append(" ".join(found[1].split()))
    if risks and (found := item.take(r"(?<!EXCLUDING )\b(WAR RISKS?)\b(?! (?:EXCL|NOT|IS|ARE))")):
        risks.append(found[1])
    if risks:
        said["risks"] = tuple(risks)
    if said:
        item.known["insurance"] = InsuranceStipulation(**said)


def _temperature(kind: str, item: _Item) -> None:
    if kind != "temperature_certificate":
        return
    limits: dict[str, int] = {}
    for name, words in (("maximum_milli_c", "ABOVE"), ("minimum_milli_c", "BELOW")):
        found = item.take(
            rf"\b(?:SHOWING )?(?:TEMPERATURE )?NOT {words} (MINUS )?(\d+(?:[.,]\d)?)"
            r" DEGREES?(?: CELSIUS| C)?\b"
        )
        if found is not None:
            degrees = Decimal(found[2].replace(",", "."))
            limits[name] = int(degrees * 1000) * (-1 if found[1] else 1)
    if limits.get("minimum_milli_c", -(10**9)) <= limits.get("maximum_milli_c", 10**9) and limits:
        item.known["temperature"] = TemperatureLimits(**limits)
    if item.take(r"\bFROM LOADING (?:UP )?TO DISCHARGE\b"):
        item.known["covers_voyage"] = True


def _issuer(item: _Item) -> None:
    found = item.take(ISSUED_BY)
    if found is not None:
        item.known["issuer_description"] = found[1].strip()
