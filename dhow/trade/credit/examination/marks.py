"""Shipping marks, which one document may show with more than another (ISBP 745 A33 to A35)."""

import re

from dhow.trade.credit.examination.wording import same_word, words

_NONE = re.compile(
    r"\W*(?:n\W?m|nil|none|(?:no|without|nil) (?:shipping )?marks?"
    r"(?: (?:and|&|or)? ?(?:no |nil )?num?bers?)?|unmarked)\W*",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\W*(?:as )?(?:per|on|see) (?:the )?(?:attached )?(?:commercial |tax )?"
    r"(?:invoice|b/?l|bill of lading|(?:air )?waybill|packing list)\b.{0,40}",
    re.IGNORECASE,
)
"""Marks that are those of another document."""
_NUMBERS_OF = re.compile(
    r"\b(?:c|ctns?|cartons?|cases?|pkgs?|packages?|bags?)[/. ]{0,2}(?:nos?|numbers?)\b",
    re.IGNORECASE,
)
"""C/NO., CTN NO.: of what the numbers are."""
_SAY_NOTHING = frozenset(("number", "numbers", "marks", "mark", "shipping", "and", "as", "per"))


def same_marks(left: str, right: str) -> bool:
    """Whether two texts show one mark: "N/M" is "no marks", KS/SIN/1-5000 is KS SIN NOS. 1-5000.

    What one shows behind it in addition is no conflict (ISBP 745 A35); other numbers are.
    """
    if _ELSEWHERE.fullmatch(left) or _ELSEWHERE.fullmatch(right):
        return True
    if _NONE.fullmatch(left) or _NONE.fullmatch(right):
        return bool(_NONE.fullmatch(left)) and bool(_NONE.fullmatch(right))
    one, other = (_telling(text) for text in (left, right))
    if "".join(one) == "".join(other):
        return True
    for begins, ends in ((one, other), (other, one)):
        if len(begins) > 1 and begins[-1] == "up" and begins[-2].isdecimal():  # 1-UP
            return ends[: len(begins) - 1] == begins[:-1]
    short, long = sorted((one, other), key=len)
    return bool(short) and all(map(same_word, short, long))


def _telling(text: str) -> list[str]:
    return [word for word in words(_NUMBERS_OF.sub(" ", text)) if word not in _SAY_NOTHING]
