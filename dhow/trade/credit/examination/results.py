"""Measured results and the limits a credit sets for them (UCP 600 art. 14(d))."""

import unicodedata

from dhow.trade.credit.examination.wording import same_name, words
from dhow.trade.credit.stipulations import ResultLimit
from dhow.trade.documents.certificates import Measurement

_ONE_UNIT = {
    **dict.fromkeys(("%", "pct", "percent", "per cent", "percentage", "p.c."), "%"),
    **dict.fromkeys(("c", "deg c", "degc", "degrees c", "celsius", "degrees celsius"), "c"),
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilograms", "kilo", "kilos"), "kg"),
    **dict.fromkeys(("g", "gm", "gms", "gram", "grams"), "g"),
    **dict.fromkeys(("mg", "mgs", "milligram", "milligrams"), "mg"),
    **dict.fromkeys(("t", "mt", "mts", "tonne", "tonnes", "metric ton", "metric tons"), "t"),
    **dict.fromkeys(("ppm", "parts per million"), "ppm"),
    **dict.fromkeys(("ppb", "parts per billion"), "ppb"),
}
"""How units of results are written: only what is the same beyond doubt."""
_SAY_NOTHING = frozenset(("content", "contents", "level", "value", "percentage", "%", "result"))


def is_of(measured: Measurement, limit: ResultLimit) -> bool:
    """Whether a result is of what the limit is for: "GLAZING CONTENT" is of glazing."""
    return same_name(measured.name, limit.name) or _named(measured.name) == _named(limit.name)


def keeps(measured: Measurement, limit: ResultLimit) -> bool:
    """Whether a result is in the unit of the limit, however written, and within it."""
    return (
        _unit(measured.unit) == _unit(limit.unit)
        and (limit.minimum is None or measured.value >= limit.minimum)
        and (limit.maximum is None or measured.value <= limit.maximum)
    )


def _named(name: str) -> list[str]:
    found = words(name)
    return [word for word in found if word not in _SAY_NOTHING] or found


def _unit(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.casefold()).replace("\u00b0", "")
    plain = " ".join(plain.split())
    return _ONE_UNIT.get(plain.rstrip("."), plain)
