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


def country_named(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country given by name or code; None for an unknown one."""
    plain = _plain(text)
    return _names().get(plain) or _names().get(_STYLE.sub("", plain))


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
