"""What documents say of a condition that no document need show (UCP 600 art. 14(h)).

Nobody has to show that it is met; what a stipulated document says of it is not to conflict with it
(ISBP 745 A26).
"""

import re
from collections.abc import Iterator

from dhow.trade.credit.conditions import asks_of_documents, is_between_banks
from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.lexicon import SMALL_WORDS
from dhow.trade.credit.examination.model import Code
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.wording import same_word, words
from dhow.trade.documents.base import Document
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members.countries import country_of_origin, same_country

_ORIGIN = re.compile(
    r"\b(?:of|have|in) (?:the )?([a-z]{4,20}) origin\b|"
    r"\borigin(?: of (?:the )?goods)?(?: (?:must be|to be|shall be|is|only)|\s?:)? ?"
    r"([a-z]{2,20}(?: [a-z]{2,20}){0,3})\s*\.?$",
    re.IGNORECASE,
)
_PACKED = re.compile(
    r"\bpack(?:ed|ing)\b(?: (?:must be|to be|shall be|is))? ?:? ?(?:in )?"
    r"((?:[a-z-]{2,20} ){0,4}[a-z-]{2,20})",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:not|no|non|or|and/or|except|other than|without|unless|if|prohibited|may|optional)\b",
    re.IGNORECASE,
)
"""Words with which a condition does not ask for one thing alone."""
_SORTS = (
    frozenset(("carton",)),
    frozenset(("case", "crate", "box", "chest")),
    frozenset(("bag", "sack")),
    frozenset(("drum", "barrel", "cask")),
    frozenset(("bale",)),
    frozenset(("tin", "can")),
    frozenset(("bottle",)),
    frozenset(("roll", "reel")),
)
"""Packages that are another packing than those of the other sorts."""
_OF_WOOD = frozenset(("wooden", "wood", "timber", "plywood"))
_SAYS_LITTLE = SMALL_WORDS | frozenset(
    (
        *("must", "shall", "should", "will", "be", "is", "are", "has", "have", "been", "only"),
        *("shipment", "shipped", "cargo", "merchandise", "all", "any", "not", "no", "made", "it"),
        *("under", "credit", "required", "allowed", "permitted", "acceptable", "effected", "or"),
        *("before", "after", "later", "than", "days", "day", "within", "latest", "prior"),
    )
)
_SHORTEST = 4
_MOST_WORDS = 400


@rule("ISBP 745 A26")
def nothing_against_a_condition(case: Case) -> Findings:
    """No document shows another packing or origin than a condition has; none need show one."""
    for condition in case.terms.conditions:
        if asks_of_documents(condition) or is_between_banks(condition) or _OPEN.search(condition):
            continue
        for document in case.each_document:
            for field, found, wanted in (
                *_other_origin(condition, document),
                *_other_packing(condition, document),
            ):
                yield found_on(
                    Code.CONFLICT, "", document, field, found,
                    f'nothing against "{condition}", {wanted}',
                    "show what the credit has, or nothing of it",
                )  # fmt: skip


Unlike = Iterator[tuple[str, str, str]]
"""Field, what the document says, what the condition has."""


def _other_origin(condition: str, document: Document) -> Unlike:
    asked = _ORIGIN.search(condition)
    found = getattr(document, "country_of_origin", None)
    if asked is None or found is None:
        return
    wanted = country_of_origin(asked[1] or asked[2])
    if wanted is not None and not same_country(found, wanted):
        yield "country_of_origin", found, f"origin {wanted}"


def _other_packing(condition: str, document: Document) -> Unlike:
    """Cartons where wooden cases are asked for, unless the document speaks of cases too."""
    asked = _PACKED.search(condition)
    packages = getattr(document, "packages", None)
    if asked is None or not isinstance(packages, Quantity):
        return
    said = {word.rstrip("s") for word in words(asked[1])}
    wanted = next((sort for sort in _SORTS if sort & said), None)
    shown = next((sort for sort in _SORTS if packages.unit in sort), None)
    if wanted is None or shown is None or wanted is shown:
        return
    alike = {"carton", "case", "crate", "box"}  # a case of board is a carton
    if wanted | shown <= alike | {"chest"} and not (said & _OF_WOOD):
        return
    if not wanted.isdisjoint(word.rstrip("s") for word in _all_words(document)):
        return
    yield "packages", str(packages), f"packed in {' '.join(words(asked[1]))}"


def speaking_of(case: Case, condition: str) -> tuple[str, ...]:
    """The documents that have a word of a condition: what they say is to be read beside it."""
    telling = [
        word
        for word in dict.fromkeys(words(condition)[:_MOST_WORDS])
        if len(word) >= _SHORTEST and word not in _SAYS_LITTLE and word.isalpha()
    ]
    goods = set(words(case.terms.goods.description))
    telling = [word for word in telling if word not in goods]
    return tuple(
        str(document)
        for document in case.each_document
        if any(same_word(word, said) for said in set(_all_words(document)) for word in telling)
    )


def _all_words(document: Document) -> list[str]:
    texts = [getattr(document, "goods", None) or "", getattr(document, "name", "")]
    texts += [*document.remarks, *getattr(document, "statements", ())]
    texts += getattr(document, "clauses", ())
    found = [word for text in texts for word in words(text)[:_MOST_WORDS]]
    if getattr(document, "country_of_origin", None):
        found.append("origin")
    packages = getattr(document, "packages", None)
    if isinstance(packages, Quantity):
        found += ["packed", "packing", packages.unit]
    return found[:_MOST_WORDS]


RULES = (nothing_against_a_condition,)
