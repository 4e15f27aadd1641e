"""What a condition in words (47A) speaks of: documents, dealings between banks, or neither.

Only one that names no document is non-documentary (UCP 600 art. 14(h)).
"""

import re

_PAPER = re.compile(
    r"\b(?:documents?|invoices?|bills?\s+of\s+lading|b/?ls?|(?:air\s?|sea\s?)?way\s?bills?|awbs?|"
    r"certificates?|drafts?|polic(?:y|ies)\s+(?:number|no)|packing\s+lists?|receipts?|"
    r"consignment\s+notes?|declarations?|statements?|telexes|insurance\s+polic(?:y|ies))\b",
    re.IGNORECASE,
)
_BETWEEN_BANKS = re.compile(
    r"\b(?:fees?|charges?|commissions?|deduct\w*|reimburs\w*|negotiat\w*|remit\w*|presentations?|"
    r"credit\s+number|drawings?|amendments?|transfer\w*)\b",
    re.IGNORECASE,
)
_CREDIT_NUMBER = re.compile(
    r"\b(?:all|each|every)\s+(?:\w+\s+){0,2}documents?\b.{0,40}"
    r"\b(?:indicat|show|bear|quot|mention|stat|carry|cit)\w*\b.{0,40}"
    r"\b(?:credit|l/?c|d/?c)\s*(?:number|no\b|nr\b|ref)"
    r"|\b(?:credit|l/?c|d/?c)\s*(?:number|no\b\.?|nr\b\.?)(?:\s+and\s+date)?\s+"
    r"(?:must|should|shall|to|is\s+to|has\s+to)\s+(?:be\s+)?"
    r"(?:indicated|shown|quoted|mentioned|stated|cited|appear)\s+(?:on|in)\s+(?:all|each|every)\s+"
    r"(?:\w+\s+){0,2}documents?\b",
    re.IGNORECASE | re.DOTALL,
)
_STALE = re.compile(
    r"\bstale\s+(?:[\w/]+\s+){1,4}(?:are\s+|is\s+)?(?:acceptable|accepted|allowed|permitted)\b",
    re.IGNORECASE,
)

_WITHIN = r"(?:,?\s*(?:but\s+)?within\s+(?:\w+\s+){0,5}"
_WITHIN += r"(?:validity|expiry)(?:\s+of\s+(?:the\s+)?\w+)?,?)?"
_PRESENTED_LATE = re.compile(
    r"\b(?:documents?\s+(?:\w+\s+){0,2}presented\s+(?:later\s+than|after|beyond|more\s+than)\s+"
    r"[\w()\s/]{1,60}?|late\s+presentation(?:\s+of\s+documents)?)"
    + _WITHIN
    + r"\s+(?:(?:is|are|will\s+be|shall\s+be)\s+)?(?:not\s+)?"
    r"(?:acceptable|accepted|allowed|permitted)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=\w{3})\.\s|;")
_LONGEST = 120  # characters
_PART = re.compile(r"(?<=\w{3})\.\s|[;,]")
_CHARTER_PARTY = re.compile(
    r"\bcharter[\s-]*party\s+(?:bills?(?:\s+of\s+lading)?|b/?ls?)\s+"
    r"(?:(?:is|are|also|will\s+be|shall\s+be)\s+)*(?:acceptable|accepted|allowed|permitted)\b",
    re.IGNORECASE,
)
_OF_A_SORT = (
    r"(?:house|master|(?:freight\s+)?forwarder'?s?'?|third\s+part(?:y|ies)|charter[\s-]*party|"
    r"short\s+form|blank\s+back(?:ed)?|stale|combined|claused|unclean|straight|through|"
    r"received\s+for\s+shipment|non[\s-]*negotiable|electronic)"
)
_SORT_OF_PAPER = (
    r"(?:documents?|bills?(?:\s+of\s+lading)?|b/?ls?|(?:air\s?)?way\s?bills?|awbs?|invoices?|"
    r"(?:transport|shipping)\s+documents?)"
)
_PERMISSION = re.compile(
    rf"(?:no\s+)?{_OF_A_SORT}(?:(?:\s*[/,]\s*|\s+(?:and|or)\s+|\s+){_OF_A_SORT})*"
    rf"(?:\s+{_SORT_OF_PAPER})?(?:\s+(?:is|are|will\s+be|shall\s+be))?(?:\s+not)?"
    r"\s+(?:acceptable|accepted|allowed|permitted|prohibited|forbidden)\s*\.?\s*"
    r"|(?:all\s+)?documents\s+(?:(?:to|must|should|shall)\s+be\s+)?(?:issued\s+|made\s+out\s+)?"
    r"in\s+(?:the\s+)?english(?:\s+language)?\s*\.?\s*"
    r"|(?:marine\s+)?insurance\s+(?:(?:is|to\s+be|will\s+be|shall\s+be)\s+)?"
    r"(?:covered|effected|arranged|taken\s+out)\s+(?:locally\s+)?by\s+(?:the\s+)?"
    r"(?:applicant|buyer|importer|opener|consignee)s?(?:\s+locally)?\s*\.?\s*"
    r"|(?:the\s+)?(?:bills?\s+of\s+lading|b/?l|(?:air\s?)?way\s?bill|awb|(?:commercial\s+)?invoice|"
    r"packing\s+list|certificate\s+of\s+origin|insurance\s+(?:policy|certificate))\s+"
    r"(?:must|should|shall)\s+(?!.*\b(?:accompan|attach|certificat|cop(?:y|ies)\b))"
    r"(?:also\s+)?(?:show|indicate|state|bear|mention|evidence)\b.*",
    re.IGNORECASE,
)
"""What is acceptable or not, who insures, what a document asked for is to show, and nothing else.

In doubt it is a requirement.
"""
_DENIES = re.compile(
    r"\b(?:no|not|non|never|neither|nor|cannot|without|unless|if)\b", re.IGNORECASE
)
_WITHIN_VALIDITY = re.compile(
    r"[\s,]*(?:(?:but|provided|as\s+long\s+as|if|so\s+long\s+as)\s+)?(?:that\s+)?"
    r"(?:(?:they|such\s+documents|documents)\s+)?(?:(?:is|are)\s+)?(?:presented\s+)?"
    r"within\s+(?:\w+\s+){0,5}(?:validity|expiry)(?:\s+of\s+(?:\w+\s+){0,2}\w+)?",
    re.IGNORECASE,
)
_CONDITIONS = re.compile(
    r"\b(?:only|subject|provid(?:ed|ing)|if|unless|except\w*|with|against|upon|after|until|but|"
    r"not|no)\b",
    re.IGNORECASE,
)


def accepts_stale_documents(condition: str) -> bool:
    """Whether a condition takes documents that come after the period for presentation.

    They may then be presented until the credit expires, whatever period it states (ISBP 745 A19).
    Not where the sentence denies it, or takes them on a condition: with somebody's approval only.
    """
    return any(
        _takes(sentence, _STALE) or _takes(sentence, _PRESENTED_LATE)
        for sentence in _SENTENCE.split(condition)
    )


def accepts_charter_party(condition: str) -> bool:
    """Whether a condition takes a bill of lading that is subject to a charter party (art. 22)."""
    return any(_takes(part, _CHARTER_PARTY) for part in _PART.split(condition))


def asks_for_nothing(item: str) -> bool:
    """Whether an item of 46A says what is acceptable or not, and asks for no document."""
    if len(item) > _LONGEST:
        return False
    return _PERMISSION.fullmatch(item) is not None or _CREDIT_NUMBER.match(item) is not None


def _takes(sentence: str, what: re.Pattern[str]) -> bool:
    """Whether a sentence takes it, with no word that denies that or puts it on a condition."""
    found = what.search(sentence)
    if found is None or _DENIES.search(sentence[: found.end()]):
        return False
    return not _CONDITIONS.search(_WITHIN_VALIDITY.sub("", sentence[found.end() :], count=1))


def asks_of_documents(condition: str) -> bool:
    """Whether a condition names documents that would show what it asks."""
    return bool(_PAPER.search(condition))


def is_between_banks(condition: str) -> bool:
    """Whether a condition is about fees, reimbursement and the like."""
    return bool(_BETWEEN_BANKS.search(condition))


def asks_credit_number(condition: str) -> bool:
    """Whether a condition asks that every document show the credit's number."""
    return bool(_CREDIT_NUMBER.search(condition))
