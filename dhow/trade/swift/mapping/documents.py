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
from dhow.trade.swift.mapping.asked import Asked
from dhow.trade.swift.mapping.document_kinds import KINDS, SAYS, names_itself, of_itself
from dhow.trade.swift.mapping.issuers import ISSUED_BY
from dhow.trade.swift.mapping.sets import read_copies
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
    item = Asked(" ".join(text.upper().split()))
    ends = names_itself(item.text)
    places = [
        (found.start(), -found.end(), kind)
        for kind, pattern in _FIRST_OF
        if (found := pattern.search(item.text)) and found.start() < ends
    ]
    if not places:
        item.text = SAYS.split(item.text)[0]  # what it says of other documents is not of itself
        read_copies("other_document", item)
        return DocumentRequired(kind="other_document", wording=text, **item.known)
    start, end, kind = min(places)
    if "SHIPMENT" in (name := item.text[start:-end]):  # ISBP 745 A12(b)
        item.known["title"] = re.sub(r"S$", "", name)
    item.text = f"{item.text[:start]} {_alternatives(kind, item, item.text[-end:])}"
    own = len(item.text) if kind in TRANSPORT_KINDS else of_itself(item.text)
    item.text, said = item.text[:own], item.text[own:]
    read_copies(kind, item)
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


def _alternatives(kind: str, item: Asked, rest: str) -> str:
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


def _transport(kind: str, item: Asked) -> None:
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


def _insurance(kind: str, item: Asked) -> None:
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


def _temperature(kind: str, item: Asked) -> None:
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


def _issuer(item: Asked) -> None:
    found = item.take(ISSUED_BY)
    if found is not None:
        item.known["issuer_description"] = found[1].strip()
