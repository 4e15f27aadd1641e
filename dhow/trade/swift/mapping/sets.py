"""How many originals and copies an item of 46A asks for."""

import re

from dhow.trade.documents.transport import TRANSPORT_KINDS
from dhow.trade.swift.mapping.asked import Asked

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


def read_copies(kind: str, item: Asked) -> None:
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
