"""Places as documents and terms name them, compared as an examiner compares them."""

from collections.abc import Iterable

from dhow.trade.credit.examination.lexicon import PLACE_FILLERS, PLACE_QUALIFIERS
from dhow.trade.credit.examination.wording import same_word, words
from dhow.trade.documents.place import Place
from dhow.trade.members.locodes import LOCODES


def same_place(found: Place, allowed: Place) -> bool:
    """Whether a place on a document is the one in the credit, or within its range.

    UN/LOCODEs decide where both have one; else one name's words must all be in the other's, so
    "Nhava Sheva" is "NHAVA SHEVA PORT, INDIA". What follows a comma only says where it is.
    """
    if allowed.any_in_country:
        here = found.country or LOCODES.get(without_fillers(found.name), "")[:2]
        return here == allowed.country
    if found.locode and allowed.locode:
        return found.locode == allowed.locode
    if found.country and allowed.country and found.country != allowed.country:
        return False
    a, b = _place_words(found.name), _place_words(allowed.name)
    return _same_names(a, b)


def same_named_place(left: str, right: str) -> bool:
    """Whether two names are of one place: "Jebel Ali Port, UAE" is Jebel Ali."""
    return _same_names(_place_words(left), _place_words(right))


def _same_names(left: list[str], right: list[str]) -> bool:
    """Whether all words of one are in the other; "East London" is not London, though."""
    short, long = sorted((left, right), key=len)
    if "".join(short) == "".join(long):
        return bool(short)
    if not short or not all(any(same_word(w, x) for x in long) for w in short):
        return False
    begins = next(i for i, x in enumerate(long) if any(same_word(w, x) for w in short))
    return not PLACE_QUALIFIERS & set(long[:begins])


def _place_words(name: str) -> list[str]:
    """The words that name a place: without country or region, and without "port of"."""
    main = ["saint" if w == "street" else w for w in words(name.split(",", maxsplit=1)[0])]
    return [w for w in main if w not in PLACE_FILLERS] or main


def without_fillers(name: str) -> str:
    """The name of a place in capitals, without country and without "port of": MUMBAI."""
    return " ".join(_place_words(name)).upper()


def one_of(places: Iterable[Place]) -> str:
    """The places of a credit in words."""
    names = [
        f"any {_port_or_airport(p)} in {p.country}" if p.any_in_country else str(p) for p in places
    ]
    return " or ".join(dict.fromkeys(names))


def _port_or_airport(place: Place) -> str:
    named = " ".join(words(place.name))
    return next((kind for kind in ("airport", "port") if kind in named), "place")
