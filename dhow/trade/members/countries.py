"""Countries by name or code, as documents and messages write them.

Names and ISO 3166 codes are those of the `holidays` package, which also knows the banking days.
"""

import re
import unicodedata
from functools import lru_cache

from holidays.registry import COUNTRIES

_STYLE = re.compile(
    r"^(?:the )?(?:(?:peoples |federal |arab |islamic )?republic|kingdom|state|"
    r"sultanate|commonwealth) of (?:the )?|^the "
)
_ALSO = {
    "uae": "AE", "great britain": "GB", "england": "GB", "united states of america": "US",
    "viet nam": "VN", "turkiye": "TR", "prc": "CN", "pr china": "CN", "holland": "NL",
    "cote divoire": "CI", "ksa": "SA", "burma": "MM", "czech republic": "CZ",
}  # fmt: skip


_ENDINGS = ("n", "an", "ian", "ese", "i", "ish", "")
_SHORTEST_STEM = 4
_OF_TWO = ("dominican", "guinean", "korean", "congolese")
"""Adjectives of more than one country."""


def country_named(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country given by name or code; None for an unknown one."""
    plain = _plain(text)
    return _names().get(plain) or _names().get(_STYLE.sub("", plain))


def country_of_origin(text: str) -> str | None:
    """The code of a country given by name, code or its adjective: India, IN, Indian.

    None for an adjective that is not the country's name with an ending, or that is of two.
    """
    plain = _plain(text)
    if (code := country_named(plain)) is not None:
        return code
    if plain in _OF_TWO:
        return None
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST_STEM:
            stem = plain.removesuffix(ending)
            found = {_names().get(stem + more) for more in ("", "a", "y", "e", "land")} - {None}
            if found:
                return found.pop() if len(found) == 1 else None
    return None


def same_country(left: str, right: str) -> bool:
    """Whether two texts name one country: IN is India."""
    a, b = country_named(left), country_named(right)
    if a is not None and b is not None:
        return a == b
    return _plain(left) == _plain(right)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names = dict(_ALSO)
    for name, (_, code, *others) in COUNTRIES.items():
        for each in (name.replace("_", " "), code, *others):
            names.setdefault(each.casefold(), code)
    return names


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in folded if not unicodedata.combining(c) and c not in ".'\u2019")
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
