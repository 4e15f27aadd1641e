"""Reading words as an examiner does: same meaning passes, another meaning does not.

Data need not be identical but must not conflict (UCP 600 art. 14(d)); abbreviations in general use
and misspellings that do not change the meaning are no discrepancy (ISBP 745 A1, A23).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, pairwise, product

from dhow.trade.credit.examination.lexicon import (
    ABBREVIATIONS,
    BANKS,
    CHEMICAL_ENDINGS,
    FORMS_OF_BANKS,
    LABELS,
    MEASURES,
    PHRASES,
    ROMAN,
    SMALL_WORDS,
    TRADE_WORDS,
    VESSEL_PREFIX,
)

_SHORTEST_TYPO = 6
_REMEMBERED = 512  # one presentation has some hundred texts, each compared with several
_LONGEST_REMEMBERED = 1_000
_LONGER_IN_FULL = 20  # times: more than any abbreviation in a name is when written in full
_MOST_COMMAS = 16  # more than any name has: each is tried as its end
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|&|%")
_MESSRS = re.compile(r"(?:^|(?<=\s))(?:m/s|messrs)\b\.?\s*", re.IGNORECASE)
_DROPPED_FROM_NAMES = SMALL_WORDS - {"a", "an"}  # A. B. Trading is not B. Trading
_AFTER_A_NAME = re.compile(r"[,;\n]")
_REFERENCE_LABEL = re.compile(
    r"^(?:(?:documentary |letter of )?(?:l/?c|credit|d/?c|invoice|inv)\b[\s.:#-]*)?"
    r"(?:number|no|nr|ref)\b[\s.:#]+(?=\w)"
)
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
    """Whether two names are one: small words, M/S and the spelling of legal forms aside.

    Misspellings are not forgiven here: one letter may make another company. A bank is one whether
    or not its legal form is written; two forms are two banks.
    """
    one, other = (_MESSRS.sub(" ", text) for text in (left, right))
    banks = _names_a_bank(one) and _names_a_bank(other)
    return any(
        a == b or (banks and _same_bank(a, b))
        for a, b in _without_each(_DROPPED_FROM_NAMES, one, other)
    )


def _same_bank(left: list[str], right: list[str]) -> bool:
    """Whether both name a bank and differ in that one of them says its legal form."""
    bare, full = sorted((left, right), key=len)
    named = len(bare)
    return (
        full[:named] == bare
        and bare[-1] not in FORMS_OF_BANKS
        and FORMS_OF_BANKS.issuperset(full[named:])
    )


def _names_a_bank(name: str) -> bool:
    """Whether a bank is what is named, and not a part of a trader's name: Food Bank Trading."""
    named = words(name)
    while named and named[-1] in FORMS_OF_BANKS:
        named = named[:-1]
    return bool(named) and (
        not BANKS.isdisjoint((named[0], named[-1]))
        or any(one in BANKS and following == "of" for one, following in pairwise(named))
    )


def begins_with_name(text: str, name: str) -> bool:
    """Whether a text is a name alone, or followed by a comma or line end and an address."""
    longest = _LONGER_IN_FULL * len(name) + _LONGER_IN_FULL
    ends = islice((m.start() for m in _AFTER_A_NAME.finditer(text[:longest])), _MOST_COMMAS)
    return same_name(text, name) or any(same_name(text[:end], name) for end in ends)


def same_vessel(left: str, right: str) -> bool:
    """Whether two names are of one ship; M.V. and the like do not matter."""
    return _same_without(VESSEL_PREFIX, left, right)


def _same_without(dropped: frozenset[str], left: str, right: str) -> bool:
    return any(a == b for a, b in _without_each(dropped, left, right))


def _without_each(
    dropped: frozenset[str], left: str, right: str
) -> Iterator[tuple[list[str], list[str]]]:
    """The words of two names without some, in each way that they may be transliterated."""
    for a, b in product(spellings(left), spellings(right)):
        yield (
            _initials_joined(w for w in a if w not in dropped),
            _initials_joined(w for w in b if w not in dropped),
        )


def _initials_joined(found: Iterable[str]) -> list[str]:
    """Single letters that stand together are one word: L L C is LLC."""
    joined: list[str] = []
    last = ""
    for word in found:
        if len(word) == len(last) == 1 and word.isalpha() and last.isalpha():
            joined[-1] += word
        else:
            joined.append(word)
        last = word
    return joined


def same_reference(left: str, right: str) -> bool:
    """Whether two references are one, however they are spaced, punctuated and introduced."""
    return _reference(left) == _reference(right)


def _reference(text: str) -> str:
    folded = text.casefold().strip()
    bare = _REFERENCE_LABEL.sub("", folded)
    return letters_and_figures(bare) or letters_and_figures(folded)


def letters_and_figures(text: str) -> str:
    """Letters and figures alone, in small letters."""
    return "".join(c for c in text.casefold() if c.isalnum())


def mentions(text: str, phrase: str) -> bool:
    """Whether `text` contains the words of `phrase`, in order and together."""
    found, wanted = words(text), words(phrase)
    return any(
        all(map(same_word, found[i : i + len(wanted)], wanted))
        for i in range(len(found) - len(wanted) + 1)
    )
