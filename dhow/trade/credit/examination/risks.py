"""Risks that an insurance document covers, against those the credit names (UCP 600 art. 28(g)).

What is excluded is not covered, though the words stand there; "war risks" are what the Institute
War Clauses cover, whatever the two are called.
"""

import re
from collections.abc import Iterable

from dhow.trade.credit.examination.wording import mentions, words

_EXCLUDED = re.compile(
    r"\b(?:excluding|excludes|excl|except(?:ing)?|without|but not|other than|exclusion of)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_NOT_COVERED = re.compile(
    r"\b(?:excluded|deleted|(?:not|never|nor)\s+(?:\w+\s+)?(?:covered|insured|included))\b",
    re.IGNORECASE,
)
_SEPARATE = re.compile(r"[;\n]")
_ABOUT_RISKS = frozenset(
    ("institute", "cargo", "clause", "clauses", "risk", "risks", "cover", "and", "the", "of")
)
_PERILS = {"war": "war", "strike": "strikes", "strikes": "strikes", "srcc": "strikes"}
"""Words that name one peril; strikes, riots and civil commotions are insured together."""


_IMPRECISE = re.compile(r"\b(?:usual|customary)\s+(?:\w+\s+)?risks?\b", re.IGNORECASE)


def is_imprecise(wanted: str) -> bool:
    """Whether a credit asks for "usual risks" or the like, which names none (art. 28(g))."""
    return _IMPRECISE.search(wanted) is not None


def covers(said: Iterable[str], wanted: str) -> bool:
    """Whether the risks named on a document include one that the credit asks for.

    Any all-risks clause meets "all risks" (art. 28(h)).
    """
    covered = [kept for text in said for kept in _covered(text)]
    if mentions(" ; ".join(covered), wanted):
        return True
    if mentions(wanted, "all risks"):
        return any(mentions(text, "clauses (A)") for text in covered)
    perils = _perils(wanted)
    if perils is None:
        return False
    named = {_PERILS.get(word, "") for text in covered for word in words(text)}
    return perils <= named


def _covered(text: str) -> list[str]:
    parts = (part for part in _SEPARATE.split(text) if not _NOT_COVERED.search(part))
    return [_EXCLUDED.sub("", part) for part in parts]


def _perils(wanted: str) -> set[str] | None:
    """The perils that a requirement names, where it names nothing else."""
    left = [word for word in words(wanted) if word not in _ABOUT_RISKS]
    found = {_PERILS.get(word) for word in left}
    return None if not found or None in found else {peril for peril in found if peril}
