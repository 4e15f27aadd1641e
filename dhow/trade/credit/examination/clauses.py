"""What a clause on a transport document declares (UCP 600 art. 20(a)(vi), 26, 27).

A clause is read sentence by sentence: that the carrier is not responsible for one thing does not
take back the statement of another.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from dhow.trade.documents.transport import TransportDocument

_DEFECT = re.compile(
    r"\b(torn|damaged?|(?:rain-?)?wet(?:ted)?|rust(y|ed)?|broken|leak(ing|age|ed)?|stain(ed|s)|dented|crushed|burst|"
    r"mou?ldy|(?:insufficient|inadequate|not sufficient|not adequate)(?:ly)?|defective|"
    r"missing|punctured|frayed|cracked|split|scratched|bent|soiled|dirty|infested|"
    r"contaminated|chafed|re-?nailed|rotten|loose (?:straps|bands|lids|packing)|"
    r"short[- ]?(?:landed|shipped)|spoil(ed|t)|corroded|caked|moist|deformed|collapsed|"
    r"thawed|defrosted|melted|mildewed|swollen|over-?ripe(?:ned)?|bruised|decay(?:ed|ing)|"
    r"wilted|withered|shrivell?ed|ferment(?:ed|ing)|sprout(?:ed|ing)|putrid|rancid|tainted|"
    r"discolou?red|breakage|seep(?:ing|age)|oozing|holed|pierced|bulging|in bad order|"
    r"traces of mou?ld|mou?ld (?:growth|found|visible|observed)|weevill?ed|perished)\b"
)
_ON_DECK = re.compile(
    r"\b(?:(?:on|upon)[- ](?:the )?(?:open |weather |main |upper )?deck|"
    r"deck (?:cargo|stowage|shipment))\b(?!\s*(?:or|and/or|/)\s*(?:under|below))"
)
_CHARTERED = re.compile(
    r"\b(?:charter[- ]?part(?:y|ies)|c[/.]p(?=\W+(?:dated|dd|of|no|\d))|c/p$"
    r"|(?:per|under|to|by) (?:the |a |any |said )?(?:c[/.]p|charter(?=\W*$|\W+(?:dated|dd|of|\d))))"
    r"(?!\w)"
)
_NOT_CHARTERED = re.compile(
    r"\b(?:no|without|(?:not|nor) (?:(?:issued|made|shipped|carried|incorporating|referring)\s+)?"
    r"(?:a|(?:(?:as )?per|under|pursuant to|subject to|to)))(?: (?:a|any|the))?\s$"
    r"|\bno (?:reference|subject(?:ion)?) to (?:a |any |the )?$|\bnot (?:a |any )?$"
)
"""What denies a charter party itself, and not something else that is said of it."""
_DENIED = re.compile(r"\b(no|not|without|free from|nor)\s+([\w-]+\s+){0,2}$")
_DISCLAIMED = re.compile(r"\b(liab\w+|responsib\w+|may|might|claims? for|risks? of)\b")
_POSSIBLE = re.compile(r"\b(may|might|can|could|liberty|option|if|when|unless|should|whether)\b")
_ONLY_MAY = re.compile(
    r"\b(?:(?:rights?|entitled|permission|permitted|allowed|agrees?|consents?|reserves?)\b"
    r"(?: [\w-]+){0,4} (?:to|for) (?:carry|stow|load|ship|place|transport|stuff|store|have|keep|"
    r"carriage|stowage|loading|shipment|transport)\b(?: [\w-]+){0,5}|optional|"
    r"(?:consents?|agrees?) to(?: the)?) $"
)
"""Before "on deck": what somebody may do, and not what was done."""
_ONLY_MAY_AFTER = re.compile(
    r"\W{0,3}(?:(?:is|are|being|shall be) )?(?:permitted|allowed|optional|acceptable|if\b|"
    r"at (?:the )?(?:carrier|master|owner|merchant)(?:\W?s)?\W? option)"
)
_DONE = re.compile(
    r"\b(?:loaded|shipped|stowed|carried|laden|placed|stuffed|lashed)(?: \w+){0,2} $"
)
_WAS_DONE = re.compile(
    r"\b(?:been|being|were|was|are|is) (?:loaded|shipped|stowed|carried|laden|placed|stuffed)\b"
)
_EXERCISED = re.compile(r"\b(?:exercised|availed|made use|accordingly|done so)\b")
_UNIT_LOAD = re.compile(
    r"\b(?:in|on|into) (?:[\w'-]+ ){0,5}(?:trailers?|lash(?: barges?)?|containers?)\b"
    r"(?! (?:yard|freight|terminal|service|station|lashing))"
)
_TO_BE = re.compile(r"\b(?:(?<!said )to|will|must|shall) be\b|\bcan(?:not)?\b")
_NEAR = 100  # characters before
_SENTENCE = re.compile(r"(?<=[a-z]{4})\.\s+|[;\n]")
_WORD = re.compile(r"\w+")


def stated_on(document: TransportDocument) -> Iterator[tuple[str, str]]:
    """Each clause and each remark that a document bears, with the field it stands in."""
    for name, stated in (("clauses", document.clauses), ("remarks", document.remarks)):
        for i, text in enumerate(stated):
            yield f"{name}[{i}]", text


def declares_defect(clause: str, goods: str = "") -> bool:
    """Whether a clause expressly declares defective goods or packaging (art. 27).

    "Not damaged" and "may be wet" declare nothing, nor do "second-hand cases" and "used drums",
    which are not said to be defective, nor does a defect's word that the credit has in the
    description of the `goods`: split peas, broken rice, wet blue hides.
    """
    named = set(pairwise(_WORD.findall(goods.casefold())))
    return any(
        not _DENIED.search(before)
        and not _DISCLAIMED.search(before)
        and (match[0], _first_word(sentence[match.end() :])) not in named
        for sentence, before, match in _found(clause, _DEFECT)
    )


def declares_on_deck(clause: str) -> bool:
    """Whether a clause states that goods are, not only may be, loaded on deck (art. 26(a))."""
    return any(
        not _DENIED.search(before)
        and not _POSSIBLE.search(before)
        and not _DISCLAIMED.search(before)
        and not _only_may(sentence, before, match)
        for sentence, before, match in _found(clause, _ON_DECK)
    )


def _only_may(sentence: str, before: str, match: re.Match[str]) -> bool:
    """Whether stowage on deck is a right, permission or option that nobody is said to have used."""
    if _EXERCISED.search(sentence) or _WAS_DONE.search(before[-_NEAR:]):
        return False
    if _ONLY_MAY.search(before[-_NEAR:]):
        return True
    after = sentence[match.end() : match.end() + _NEAR]
    return bool(_ONLY_MAY_AFTER.match(after)) and not _DONE.search(before[-_NEAR:])


def declares_unit_load(text: str) -> bool:
    """Whether a text says that goods are in a trailer, LASH barge or container (art. 20(c)(ii))."""
    return any(
        not _DENIED.search(before[-_NEAR:])
        and not _POSSIBLE.search(sentence)
        and not _TO_BE.search(before)
        for sentence, before, _match in _found(text, _UNIT_LOAD)
    )


def refers_to_charter_party(clause: str) -> bool:
    """Whether a clause indicates a charter party (art. 20(a)(vi)), dated or not (ISBP 745 G3)."""
    return any(
        not _NOT_CHARTERED.search(before) for _, before, _match in _found(clause, _CHARTERED)
    )


def _found(clause: str, wanted: re.Pattern[str]) -> Iterator[tuple[str, str, re.Match[str]]]:
    """Each match with the sentence that it stands in and what stands before it there."""
    for sentence in sentences(clause):
        for match in wanted.finditer(sentence):
            yield sentence, sentence[: match.start()], match


def sentences(clause: str) -> Iterable[str]:
    """The sentences of a clause in small letters, one space between words."""
    return (" ".join(part.split()) for part in _SENTENCE.split(clause.casefold()))


def _first_word(text: str) -> str:
    found = _WORD.search(text)
    return found[0] if found else ""
