"""Which fields each message of category 7 has, typed from a list of the release of 2025.

It owes nothing to the product's own table, so that a mistake there shows. `!` is mandatory; letters
in brackets are the options that the list gives, `a` without them leaves the options open.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SHIPMENT = "44A 44E 44F 44B 44C 44D"
_CHANGED = "45B 46B 47B 49M 49N"

_LIST: Mapping[str, str] = {
    "700": "27! 40A! 20! 23 31C! 40E! 31D! 51a(AD) 50! 59! 32B! 39A 39C 41a(AD)! 42C 42a(AD) 42M "
    f"42P 43P 43T {_SHIPMENT} 45A 46A 47A 49G 49H 71D 48 49! 58a(AD) 53a(AD) 78 57a(ABD) 72Z",
    "701": "27! 20! 45A 46A 47A 49G 49H",
    "705": f"40A! 20! 31D! 50! 59! 32B! 39A 39C 41a {_SHIPMENT} 45A 57a 79Z 72Z",
    "707": "27! 20! 21! 23! 52a 50B 31C! 26E! 30! 22A! 23S 40A 40E 31D 50 59 32B 33B 39A 39C 41a "
    f"42C 42a 42M 42P 43P 43T {_SHIPMENT} {_CHANGED} 71D 71N 48 49 58a 53a 78 57a 72Z",
    "708": f"27! 20! 21! 23! 26E! 30! {_CHANGED}",
    "711": "27! 20! 21! 45A 46A 47A 49G 49H",
    "721": "27! 20! 21! 45A 46A 47A 49G 49H",
    "730": "20! 21! 25 30! 32a(BD) 57a 71D 72Z 79Z",
    "732": "20! 21! 30! 32B! 72Z",
    "734": "20! 21! 32A! 73A 33a(AB) 57a 72Z 77J! 77B!",
    "740": "20! 25 40F! 31D 58a 59 32B! 39A 39C 41a! 42C 42a 42M 42P 71A 71D 72Z",
    "742": "20! 21! 31C 52a! 32B! 33B 71D 34a! 57a 58a 72Z",
    "744": "20! 21! 52a! 21A! 31C 34a! 73R! 73S! 71D 72Z",
    "747": "20! 21 30! 31E 32B 33B 34B 39A 39C 72Z 77",
    "750": "20! 21! 32B! 33B 71D 73A 34B 57a 72Z 77J!",
    "752": "20! 21! 23! 30! 32B 71D 33a 53a 54a 72Z 79Z",
    "754": "20! 21! 32a(AB)! 33B 71D 73A 34a 53a 57a 58a 72Z 77",
    "756": "20! 21! 32B! 33A! 53a 54a 72Z 79Z",
    "759": "27! 20! 21 22D! 23 52a 23H! 45D! 23X",
    "760 A": "15A! 27! 22A! 72Z 23X",
    "760 B": "15B! 20! 30! 22D! 40C! 23B! 31E 35G 50 51 52a! 59a! 56a 23 57a 32B! 39F 41a 71D 45C "
    "77U! 49 58a 44a 23F 78 26E 31S 48B 48D 39E 45L 24E 24G",
}
"""By message, or message and sequence, in their order."""

_WORD = re.compile(r"(\d\d)([A-Za-z]?)(?:\(([A-Z]+)\))?(!?)")

FORMATS: Mapping[str, str] = {
    **{"27": "1!n/1!n", "40A": "24x", "20": "16x", "23": "16x", "31C": "6!n", "40E": "30x[/35x]"},
    **{"31D": "6!n29x", "50": "4*35x", "32B": "3!a15d", "39A": "2n/2n", "39C": "4*35x"},
    **{"41D": "4*35x$14x", "42C": "3*35x", "42M": "4*35x", "42P": "4*35x", "43P": "11x"},
    **{"43T": "11x", "44A": "140z", "44E": "140z", "44F": "140z", "44B": "140z", "44C": "6!n"},
    **{"44D": "6*65x", "45A": "100*65z", "46A": "100*65z", "47A": "100*65z", "49G": "100*65z"},
    **{"49H": "100*65z", "71D": "6*35z", "48": "3n[/35x]", "49": "7!x", "78": "12*65x"},
    **{"72Z": "6*35z", "26E": "3n", "77J": "70*50z", "77B": "3*35x", "23H": "8!c"},
}
"""The formats that the list gives."""


@dataclass(frozen=True)
class Listed:
    """One field of the list; `options` are its letters, None where the list leaves them open."""

    number: str
    mandatory: bool
    options: frozenset[str] | None


def _listed(word: str) -> Listed:
    match = _WORD.fullmatch(word)
    assert match, word
    number, letter, options, mandatory = match.groups()
    if letter == "a":
        return Listed(number, bool(mandatory), frozenset(options) if options else None)
    return Listed(number, bool(mandatory), frozenset((letter,)))


def listed(mt: str, section: str = "") -> tuple[Listed, ...] | None:
    """The fields of a message, or of one of its sequences; None where the list has it not."""
    words = _LIST.get(f"{mt} {section}".strip())
    return None if words is None else tuple(map(_listed, words.split()))


_OF_AN_ADVICE = frozenset(_listed(word) for word in ("40B!", "21!", "52a", "50B", "78D"))

ADVICES: Mapping[str, tuple[frozenset[str], frozenset[Listed]]] = {
    "710": (frozenset(("40A",)), _OF_AN_ADVICE),
    "720": (frozenset(("40A", "23", "51", "53")), _OF_AN_ADVICE),
}
"""Of an advice and a transfer: what an MT700 has and they have not, and what they have beside."""
