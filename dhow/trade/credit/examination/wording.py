"""Reading words as an examiner does: same meaning passes, another meaning does not.

Data need not be identical but must not conflict (UCP 600 art. 14(d)); abbreviations in general use
and misspellings that do not change the meaning are no discrepancy (ISBP 745 A1, A23).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product

from dhow.trade.credit.examination.lexicon import (
    ABBREVIATIONS,
    CHANGES_THE_GOODS,
    CHEMICAL_ENDINGS,
    CONTAINED_IN,
    EXCLUDE_EACH_OTHER,
    FORMS_OF_GOODS,
    GENERAL_TERMS,
    LABELS,
    MEASURES,
    PHRASES,
    PLACE_FILLERS,
    QUALITIES,
    ROMAN,
    SMALL_WORDS,
    TRADE_WORDS,
    VESSEL_PREFIX,
)
from dhow.trade.documents.place import Place

_SHORTEST_TYPO = 6
_REMEMBERED = 512  # one presentation has some hundred texts, each compared with several
_LONGEST_REMEMBERED = 1_000
_MOST_COMPARED = 400
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|&|%")
_DIGRAPHS = str.maketrans(
    {
        "\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00e5": "aa",
        "\u00e6": "ae", "\u00f8": "oe", "\u0153": "oe",
    }
)  # fmt: skip
_LETTERS = str.maketrans(
    {
        "\u00df": "ss", "\u00e6": "ae", "\u0153": "oe", "\u00f8": "o", "\u0142": "l",
        "\u0111": "d", "\u0131": "i", "\u00f0": "d", "\u00fe": "th", "\u2019": "'",
        "\u2018": "'", "\u02bc": "'", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    }
)  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a text: folded case, accents off, abbreviations in full, numbers in one form."""
    return list(spellings(text)[0])


def spellings(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text in each way that its letters may be transliterated."""
    return _spellings(text) if len(text) <= _LONGEST_REMEMBERED else _spelled(text)


def _spelled(text: str) -> tuple[tuple[str, ...], ...]:
    folded = unicodedata.normalize("NFC", text.casefold())
    if folded.isascii() or (other := folded.translate(_DIGRAPHS)) == folded:
        return (_words(folded),)
    return (_words(folded), _words(other))


_spellings = lru_cache(maxsize=_REMEMBERED)(_spelled)


def forget() -> None:
    """Forget the texts read last: a measurement begins with none of them."""
    _spellings.cache_clear()


def _words(folded: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", folded.translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)
    plain = re.sub(r"(?<=[a-z])[.'](?=[a-z(]|\b|\s|$)", "", plain)
    plain = _THOUSANDS.sub(lambda m: m[0].replace(",", ""), plain)
    for pattern, written in PHRASES:
        plain = pattern.sub(written, plain)
    found = [ABBREVIATIONS.get(word, word) for word in _TOKEN.findall(plain)]
    before = ["", *found]
    found = [ROMAN.get(w, w) if b in LABELS else w for b, w in zip(before, found, strict=False)]
    following = [*found[1:], ""]
    return tuple(
        word.rstrip("0").rstrip(".") if "." in word and after in MEASURES else word
        for word, after in zip(found, following, strict=False)
    )


def same_word(left: str, right: str) -> bool:
    """Equal, singular and plural of one word, or a harmless misspelling of it.

    Numbers must be equal: model 789 is not model 987. A misspelling is one letter added, lost,
    changed or two neighbours swapped, in a word of six letters or more, its first letter right.
    Where both are words of the trade (propane, propene; boiled, broiled) neither is misspelt.
    """
    if left == right:
        return True
    if not all(word.isalpha() and word.isascii() for word in (left, right)):
        return False  # a look-alike letter of another script is no misspelling
    short, long = sorted((left, right), key=len)
    if long in (short + "s", short + "es") or (short[:-1] + "ies" == long and short[-1] == "y"):
        return True
    if short.endswith("os") and long == short[:-1] + "es":  # mangos, mangoes
        return True
    if _both_known(left, right):
        return False
    return len(long) >= _SHORTEST_TYPO and left[0] == right[0] and _one_slip(short, long)


def _both_known(left: str, right: str) -> bool:
    """Whether each is a word of its own, so that one is no misspelling of the other."""
    if left in TRADE_WORDS and right in TRADE_WORDS:
        return True
    endings = [next((e for e in CHEMICAL_ENDINGS if w.endswith(e)), None) for w in (left, right)]
    return None not in endings and endings[0] != endings[1]


def _one_slip(short: str, long: str) -> bool:
    """Whether one insertion, change or swap of neighbours turns `short` into `long`."""
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]


def same_text(left: str, right: str) -> bool:
    """Whether two texts say the same, word by word in order."""
    return any(
        len(a) == len(b) and all(map(same_word, a, b))
        for a, b in product(spellings(left), spellings(right))
    )


def same_name(left: str, right: str) -> bool:
    """Whether two names are one: small words and the spelling of legal forms aside.

    Misspellings are not forgiven here: one letter may make another company.
    """
    return _same_without(SMALL_WORDS, left, right)


def same_vessel(left: str, right: str) -> bool:
    """Whether two names are of one ship; M.V. and the like do not matter."""
    return _same_without(VESSEL_PREFIX, left, right)


def _same_without(dropped: frozenset[str], left: str, right: str) -> bool:
    return any(
        [w for w in a if w not in dropped] == [w for w in b if w not in dropped]
        for a, b in product(spellings(left), spellings(right))
    )


def same_reference(left: str, right: str) -> bool:
    """Whether two references are one, however they are spaced and punctuated."""
    a, b = ("".join(c for c in text.casefold() if c.isalnum()) for text in (left, right))
    return a == b


def mentions(text: str, phrase: str) -> bool:
    """Whether `text` contains the words of `phrase`, in order and together."""
    found, wanted = words(text), words(phrase)
    return any(
        all(map(same_word, found[i : i + len(wanted)], wanted))
        for i in range(len(found) - len(wanted) + 1)
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


def same_place(found: Place, allowed: Place) -> bool:
    """Whether a place on a document is the one in the credit, or within its range.

    UN/LOCODEs decide where both have one; else one name's words must all be in the other's, so
    "Nhava Sheva" is "NHAVA SHEVA PORT, INDIA". What follows a comma only says where it is.
    """
    if allowed.any_in_country:
        return found.country == allowed.country
    if found.locode and allowed.locode:
        return found.locode == allowed.locode
    if found.country and allowed.country and found.country != allowed.country:
        return False
    a, b = _place_words(found.name), _place_words(allowed.name)
    short, long = sorted((a, b), key=len)
    return bool(short) and all(any(same_word(w, x) for x in long) for w in short)


def _place_words(name: str) -> list[str]:
    """The words that name a place: without country or region, and without "port of"."""
    main = words(name.split(",", maxsplit=1)[0])
    return [w for w in main if w not in PLACE_FILLERS] or main


def one_of(places: Iterable[Place]) -> str:
    """The places of a credit in words."""
    names = [f"any port in {p.country}" if p.any_in_country else str(p) for p in places]
    return " or ".join(names)
