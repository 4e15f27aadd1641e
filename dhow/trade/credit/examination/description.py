"""Descriptions of goods: corresponding with the credit's, or in general terms (art. 14(e), 18(c)).

The words of one are looked for in the other; numbers and labels tell one kind from another.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from dhow.trade.credit.examination.lexicon import (
    CHANGES_THE_GOODS,
    CONTAINED_IN,
    EXCLUDE_EACH_OTHER,
    FORMS_OF_GOODS,
    GENERAL_TERMS,
    LABELS,
    MEASURES,
    QUALITIES,
    SMALL_WORDS,
)
from dhow.trade.credit.examination.wording import same_word, words
from dhow.trade.documents.figures import UNITS, number, quantity_in
from dhow.trade.documents.quantity import Quantity

_MOST_COMPARED = 400
_QUANTITY = re.compile(
    rf"(?<![\w.,/])(\d[\d,.]{{0,20}}) ?({UNITS})\b"
    r"(?! *(?:PER|EACH|NET|GROSS|PACK|BAG|CARTON|CTN|DRUM|BOX|BALE|PALLET|SACK|/|\())",
    re.IGNORECASE,
)


def _significant(text: str) -> list[str]:
    """The words that say something; the A of "grade A" does, that of "a box" does not."""
    found = words(text)
    before = ["", *found[:-1]]
    return [
        word
        for previous, word in zip(before, found, strict=False)
        if word not in SMALL_WORDS or (len(word) == 1 and previous in LABELS)
    ]


def missing_words(text: str, required: str) -> list[str]:
    """Words of `required` that `text` does not have; small words aside.

    A word may be written in two, two as one. Numbers that stand together ("16/20") are to stand
    together in the same order.
    """
    found, wanted = _significant(text), _significant(required)
    left, missing = Counter(found), list[str]()
    joined = set(_pairs(found))
    for i, word in enumerate(wanted):
        match = _match(word, left)
        if match is not None:
            left[match] -= 1
            if not left[match]:
                del left[match]
        elif word not in joined and not any(
            pair in left for pair in _pairs(wanted[max(i - 1, 0) : i + 2])
        ):
            missing.append(word)
    runs = [run for run in _number_runs(wanted) if not _contains(found, run)]
    return missing or [" ".join(run) for run in runs]


def without_quantity(required: str, invoiced: Quantity) -> str:
    """A description without the quantity in it that an invoice has in a column of its own."""
    for found in _QUANTITY.finditer(required):
        amount = number(found[1])
        said = None if amount is None else quantity_in(amount, found[2].upper())
        if said is not None and said.comparable(invoiced) and said.base == invoiced.base:
            return f"{required[: found.start()]} {required[found.end() :]}"
    return required


def _match(word: str, among: Collection[str]) -> str | None:
    """The word itself among others, else one that is harmlessly misspelt.

    In a text of more words than any description has, none is taken for a misspelling.
    """
    if word in among:
        return word
    if len(among) > _MOST_COMPARED:
        return None
    return next((each for each in among if same_word(each, word)), None)


def _pairs(neighbours: Sequence[str]) -> list[str]:
    return [a + b for a, b in pairwise(neighbours) if (a + b).isalpha()]


def _number_runs(found: Sequence[str]) -> list[list[str]]:
    """Numbers beside each other, with the label before them where there is one."""
    runs: list[list[str]] = []
    previous = ""
    for word in found:
        if not word[0].isdigit():
            previous = word
            continue
        if previous == "\0":
            runs[-1].append(word)
        else:
            runs.append([previous, word] if previous in LABELS else [word])
        previous = "\0"
    return runs


def _contains(found: Sequence[str], run: Sequence[str]) -> bool:
    n = len(run)
    return any(all(map(same_word, found[i : i + n], run)) for i in range(len(found) - n + 1))


def changing_words(text: str, required: str) -> list[str]:
    """Words of `text` that make other goods of them ("used"), absent from `required`."""
    known, found = set(words(required)), words(text)
    made = FORMS_OF_GOODS if not FORMS_OF_GOODS & known else frozenset[str]()
    changing = [w for w in found if w in CHANGES_THE_GOODS | made and w not in known]
    return changing + [w for w in _excluded(found, known) if w not in changing]


def _excluded(found: Sequence[str], known: set[str]) -> list[str]:
    """Words that one of `known` excludes: "fresh" where the goods are frozen."""
    said = set(found)
    return [
        word
        for group in EXCLUDE_EACH_OTHER
        if group & known and not group & known & said
        for word in found
        if word in group
    ]


def general_terms_conflict(text: str, required: str) -> bool:
    """Whether a description in general terms is of other goods (UCP 600 art. 14(e)).

    It conflicts where it has a word that changes them, another model, grade or count, or neither a
    general term nor a word of the credit's description that names the goods.
    """
    if changing_words(text, required) or _other_label(text, required):
        return True
    found = _significant(text)
    wanted = [w for w in _significant(required) if w.isalpha()]
    naming = [w for w in wanted if w not in QUALITIES] or wanted
    if any(w in GENERAL_TERMS for w in found):
        return False
    said = dict.fromkeys(found)
    joined = set(_pairs(found))
    return not any(w in joined or _match(w, said) for w in naming[:_MOST_COMPARED])


def _other_label(text: str, required: str) -> bool:
    """Whether both say a model, grade or the like, and no value of one is the other's."""
    said, wanted = _labelled(words(text)), _labelled(words(required))
    return any(not said[label] & wanted[label] for label in said.keys() & wanted.keys())


def _labelled(found: Sequence[str]) -> dict[str, set[tuple[str, ...]]]:
    """The values of each label: {"model": {("789",)}, "count": {("16", "20")}}.

    What a package holds is one too: "cartons of 5 kg" are not of 10.
    """
    values: dict[str, set[tuple[str, ...]]] = {}
    for i, word in enumerate(found):
        if word not in LABELS:
            continue
        after = [w for w in found[i + 1 : i + 2] if w[0].isdigit() or len(w) == 1]
        before: list[str] = []
        for earlier in reversed(found[:i]):
            if not earlier[0].isdigit():
                break
            before.insert(0, earlier)
        value = tuple(before) if word == "count" else tuple(after)
        if value:
            values.setdefault(word, set()).add(value)
    for i, word in enumerate(found[:-3]):
        joiner, amount, unit = found[i + 1 : i + 4]
        if word.rstrip("s") not in CONTAINED_IN or joiner != "of" or unit not in MEASURES:
            continue
        if amount[0].isdigit() and found[i + 4 : i + 5] != ["gross"]:
            values.setdefault("packed", set()).add((amount, unit))
    return values
