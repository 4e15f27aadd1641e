"""Reading words as an examiner does: same meaning passes, another meaning does not.

Data need not be identical but must not conflict (UCP 600 art. 14(d)); abbreviations in general use
and misspellings that do not change the meaning are no discrepancy (ISBP 745 A1, A23).
"""

import re
import unicodedata
from collections.abc import Iterable

from dhow.trade.documents.place import Place


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ABBREVIATIONS = {
    "ltd": "limited",
    "pvt": "private",
    "pte": "private",
    "co": "company",
    "corp": "corporation",
    "inc": "incorporated",
    "intl": "international",
    "intnl": "international",
    "int'l": "international",
    "mfg": "manufacturing",
    "ind": "industries",
    "rd": "road",
    "st": "street",
    "ave": "avenue",
    "bldg": "building",
    "no": "number",
    "nr": "number",
    "kgs": "kg",
    "kilos": "kg",
    "mt": "tonnes",
    "pcs": "pieces",
    "ctns": "cartons",
    "ctn": "cartons",
    "&": "and",
}
_SMALL_WORDS = _word_set("a an and as at by for from in of on or per the to with goods number")
_CHANGES_THE_GOODS = _word_set(
    "used secondhand second-hand second rebuilt reconditioned refurbished damaged"
    " defective expired imitation artificial substitute synthetic rejected reject"
    " spoiled rotten seconds offgrade off-grade salvage scrap sample samples not non"
    " without replica"
)
_GENERAL_TERMS = _word_set(
    "merchandise cargo commodity commodities product products produce fruit fruits"
    " food foodstuff foodstuffs seafood textile textiles garment garments machinery"
    " metal metals chemicals juice juices oil grain perishables reefer"
)
_VESSEL_PREFIX = frozenset(("mv", "ms", "mt", "ss", "vessel", "motor"))
_SHORTEST_TYPO = 6


def words(text: str) -> list[str]:
    """The words of a text: folded case, accents off, abbreviations in full."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"(?<=[a-z])[.'\u2019](?=[a-z]|\b|\s|$)", "", plain)
    found = re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+|&", plain)
    return [_ABBREVIATIONS.get(word, word) for word in found]


def same_word(left: str, right: str) -> bool:
    """Equal, singular and plural of one word, or a harmless misspelling of it.

    Numbers must be equal: model 789 is not model 987. A misspelling is one letter added, lost,
    changed or two neighbours swapped, in a word of six letters or more, its first letter right.
    """
    if left == right:
        return True
    if not all(word.isalpha() and word.isascii() for word in (left, right)):
        return False  # a look-alike letter of another script is no misspelling
    short, long = sorted((left, right), key=len)
    if long in (short + "s", short + "es"):
        return True
    return len(short) >= _SHORTEST_TYPO and left[0] == right[0] and _one_slip(short, long)


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
    a, b = words(left), words(right)
    return len(a) == len(b) and all(map(same_word, a, b))


def same_name(left: str, right: str) -> bool:
    """Whether two names are one: small words and the spelling of legal forms aside.

    Misspellings are not forgiven here: one letter may make another company.
    """
    a, b = ([w for w in words(t) if w not in _SMALL_WORDS] for t in (left, right))
    return a == b


def same_vessel(left: str, right: str) -> bool:
    """Whether two names are of one ship; M.V. and the like do not matter."""
    a, b = ([w for w in words(t) if w not in _VESSEL_PREFIX] for t in (left, right))
    return a == b


def mentions(text: str, phrase: str) -> bool:
    """Whether `text` contains the words of `phrase`, in order and together."""
    found, wanted = words(text), words(phrase)
    return any(
        all(map(same_word, found[i : i + len(wanted)], wanted))
        for i in range(len(found) - len(wanted) + 1)
    )


def missing_words(text: str, required: str) -> list[str]:
    """Words of `required` that `text` does not have; small words aside."""
    found = words(text)
    missing = []
    for word in words(required):
        if word in _SMALL_WORDS:
            continue
        match = next((f for f in found if same_word(f, word)), None)
        if match is None:
            missing.append(word)
        else:
            found.remove(match)
    return missing


def changing_words(text: str, required: str) -> list[str]:
    """Words of `text` that make other goods of them ("used"), absent from `required`."""
    known = set(words(required))
    return [w for w in words(text) if w in _CHANGES_THE_GOODS and w not in known]


def general_terms_conflict(text: str, required: str) -> bool:
    """Whether a description in general terms is of other goods (UCP 600 art. 14(e)).

    It conflicts when it shares no word with the credit's description and has no general term.
    """
    if changing_words(text, required):
        return True
    found = [w for w in words(text) if w not in _SMALL_WORDS]
    wanted = [w for w in words(required) if w not in _SMALL_WORDS]
    if any(w in _GENERAL_TERMS for w in found):
        return False
    return not any(same_word(f, w) for f in found for w in wanted if not w.isdigit())


def same_place(found: Place, allowed: Place) -> bool:
    """Whether a place on a document is the one in the credit, or within its range.

    UN/LOCODEs decide where both have one; else one name's words must all be in the other's, so
    "Nhava Sheva" is "NHAVA SHEVA, INDIA".
    """
    if allowed.any_in_country:
        return found.country == allowed.country
    if found.locode and allowed.locode:
        return found.locode == allowed.locode
    if found.country and allowed.country and found.country != allowed.country:
        return False
    a, b = words(found.name), words(allowed.name)
    short, long = sorted((a, b), key=len)
    return bool(short) and all(any(same_word(w, x) for x in long) for w in short)


def one_of(places: Iterable[Place]) -> str:
    """The places of a credit in words."""
    names = [f"any port in {p.country}" if p.any_in_country else str(p) for p in places]
    return " or ".join(names)
