"""Conditions in words (47A), and what of them a bank does not or should not say."""

import re
from collections.abc import Iterator

from dhow.trade.credit.conditions import asks_of_documents, is_between_banks
from dhow.trade.credit.drafting.notes import DraftingNote, reject, warn
from dhow.trade.credit.preadvice import says_it_is_not_operative
from dhow.trade.credit.terms import Permission, Terms, Tolerance
from dhow.trade.credit.tolerances import speaks_of_tolerance, stated_tolerance

_SANCTIONS = re.compile(
    r"\b(?:sanction\w*|embargo\w*|ofac|boycott\w*|restrictive\s+measures)\b", re.IGNORECASE
)
_BEYOND_LAW = re.compile(
    r"\b(?:polic(?:y|ies)|internal|discretion|any\s+(?:country|jurisdiction|government|authority)|"
    r"whether\s+or\s+not|may\s+be\s+subject|guidelines?|group)\b",
    re.IGNORECASE,
)
_SILENCE = re.compile(
    r"unless\s+(?:\w+\s+){0,6}(?:reject|refus|object|hear|notif|advis)\w*"
    r"|(?:deemed|considered|regarded\s+as|taken\s+as)\s+(?:to\s+be\s+)?accepted"
    r"|(?:absence|lack|failure)\s+of\s+(?:\w+\s+){0,4}(?:reject|refus|object|respon|answer|repl)\w*"
    r"|silence\s+(?:\w+\s+){0,3}accept\w*",
    re.IGNORECASE,
)
_APPLICANTS_SAY = re.compile(
    r"(?:subject\s+to|after|upon|until|against|with)\s+(?:\w+\s+){0,4}"
    r"(?:applicant|buyer|opener|importer)\S*\s+(?:\w+\s+){0,3}"
    r"(?:approv\w*|accept\w*|consent|satisf\w*|inspect\w*|instruct\w*|payment|funds|authori[sz]\w*)"
    r"|(?:approv\w*|accept\w*|consent|satisfaction|authori[sz]ation|receipt\s+of\s+funds)\s+"
    r"(?:of|by|from)\s+(?:the\s+)?(?:applicant|buyer|opener|importer)",
    re.IGNORECASE,
)
_MUST_REFUSE = re.compile(
    r"\b(?:discrepan\w+|not\s+compl(?:y|ying|iant))\b.{0,40}\b(?:must|shall|will|to)\s+be\s+"
    r"(?:refused|rejected|returned)\b",
    re.IGNORECASE,
)
_UNDEFINED = {
    "shipping documents": "name the documents",
    "stale documents acceptable": "give the period for presentation in days (48)",
    "third party documents acceptable": "say which documents may be issued by whom",
    "third party documents not acceptable": "say which documents must be issued by whom",
    "exporting country": "name the country",
    "shipping company": "say carrier, master or agent",
    "documents acceptable as presented": "say which discrepancies are acceptable",
}
"""Expressions that UCP 600 does not define (ISBP 745 A19), and what to say instead."""


def is_silence_clause(text: str) -> bool:
    """Whether the words take silence for acceptance of an amendment (UCP 600 art. 10(f))."""
    return bool(_SILENCE.search(text))


def in_words(terms: Terms) -> Iterator[DraftingNote]:
    """Each condition by itself: the first rule that speaks of it."""
    for i, condition in enumerate(terms.conditions):
        if speaks_of_tolerance(condition):
            yield from _of_tolerance(terms, f"conditions[{i}]", condition)
        else:
            yield from _note(f"conditions[{i}]", condition)


def _of_tolerance(terms: Terms, field: str, condition: str) -> Iterator[DraftingNote]:
    """A tolerance has a field of its own, which the drawing is held to."""
    said = stated_tolerance(condition)
    if said is None or not (said.of_amount or said.of_quantity):
        yield warn(
            "UCP 600 art. 30", field,
            f'"{condition}" is no tolerance that is understood, of the amount or of the quantity',
            "a tolerance of the amount in 39A, one of the quantity with the goods",
        )  # fmt: skip
        return
    own = Tolerance(plus_percent=said.plus_percent, minus_percent=said.minus_percent)
    if said.of_amount and terms.tolerance != own:
        yield warn(
            "field 39A", field, f'"{condition}" is of the amount, of which 39A does not say it',
            f"39A {own.plus_percent}/{own.minus_percent}",
        )  # fmt: skip
    stated = terms.goods.quantity_tolerance
    if said.of_quantity and (terms.goods.quantity_about or stated not in (None, own)):
        yield warn(
            "UCP 600 art. 30", field,
            f'"{condition}" is of the quantity, of which the goods say another tolerance',
            "one tolerance of the quantity, with the goods",
        )  # fmt: skip


def _note(field: str, condition: str) -> Iterator[DraftingNote]:
    text = " ".join(condition.split())
    undefined = next((p for p in _UNDEFINED if p in text.casefold()), None)
    if says_it_is_not_operative(text):
        yield reject(
            "UCP 600 art. 11(a)", field,
            f'"{text}" says that this is not the operative credit; issued, it would bind the bank',
            "pre-advise the credit until then, or leave the words out",
        )  # fmt: skip
    elif is_silence_clause(text):
        yield warn(
            "UCP 600 art. 10(f)", field,
            f'"{text}" takes silence for acceptance of an amendment; it will be disregarded',
            "leave it out; an amendment is accepted by saying so, or by a presentation",
        )  # fmt: skip
    elif _SANCTIONS.search(text):
        if _BEYOND_LAW.search(text):
            yield warn(
                "ICC guidance on sanctions clauses, 2014 and 2020", field,
                f'"{text}" goes beyond the law that binds the bank, so that nobody can tell '
                "whether the credit will be paid",
                "leave it out, or name the law that applies to the issuing bank and no policy",
            )  # fmt: skip
    elif _APPLICANTS_SAY.search(text):
        yield warn(
            "UCP 600 art. 4(a), 7; ISBP 745, preliminary considerations", field,
            f'"{text}" makes payment hang on the applicant', "leave it out; the bank is bound",
        )  # fmt: skip
    elif _MUST_REFUSE.search(text):
        yield warn(
            "UCP 600 art. 16(a), 16(b)", field,
            f'"{text}" takes from the bank what it may decide, or ask the applicant',
            "leave it out; a bank may refuse what does not comply",
        )  # fmt: skip
    elif undefined is not None:
        yield warn(
            "ISBP 745 A19", field,
            f'"{undefined}" has no meaning in UCP 600', _UNDEFINED[undefined],
        )  # fmt: skip
    elif not asks_of_documents(text) and not is_between_banks(text):
        yield warn(
            "UCP 600 art. 14(h)", field,
            f'"{text}" names no document that would show it; the bank will disregard it',
            "stipulate a document that shows it, such as a certificate or a notice of arrival",
        )  # fmt: skip
    elif asks_of_documents(text) and not is_between_banks(text):
        yield warn(
            "UCP 600 art. 14(a)", field,
            f'"{text}" asks something of documents in words, which an examiner has to read',
            "put it among what the document required is to state",
        )  # fmt: skip


def shipments(terms: Terms) -> Iterator[DraftingNote]:
    """CONDITIONAL needs the condition."""
    for name in ("partial_shipments", "transhipment"):
        conditional = getattr(terms.shipment, name) is Permission.CONDITIONAL
        word = "partial" if name == "partial_shipments" else "trans"
        if conditional and not any(word in each.casefold() for each in terms.conditions):
            yield warn(
                "UCP 600 art. 31(a)" if word == "partial" else "UCP 600 art. 19(c), 20(c)",
                f"shipment.{name}", "is CONDITIONAL, but no condition says on what",
                "ALLOWED, NOT ALLOWED, or the condition in 47A",
            )  # fmt: skip


CHECKS = (in_words, shipments)
