"""Quantities of goods: a decimal number and a unit, compared only where the units allow."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dhow.trade.records import FieldRefused, Record, plain_decimal

_IN_BASE: dict[str, tuple[str, Fraction]] = {
    "kg": ("kg", Fraction(1)),
    "g": ("kg", Fraction(1, 1000)),
    "t": ("kg", Fraction(1000)),
    "lb": ("kg", Fraction(45359237, 100_000_000)),
    "l": ("l", Fraction(1)),
    "ml": ("l", Fraction(1, 1000)),
    "m3": ("l", Fraction(1000)),
    "bbl": ("l", Fraction(158_987_294_928, 1_000_000_000)),
    "m": ("m", Fraction(1)),
}
"""Bulk measures and what one is in the base unit of its kind."""

_SPELLINGS = {
    spelling: unit
    for unit, spellings in {
        "t": (
            "mt",
            "mts",
            "m/t",
            "tonne",
            "metric tonne",
            "metric ton",
            "mton",
            "te",
            "m t",
            "m ton",
            "m/ton",
        ),
        "kg": ("kgs", "kilo", "kilogram", "kilogramme", "kgm"),
        "g": ("gm", "gram", "gramme"),
        "lb": ("lbs", "pound"),
        "l": ("ltr", "litre", "liter"),
        "ml": ("millilitre", "milliliter"),
        "m3": ("cbm", "m\u00b3", "cubic metre", "cubic meter", "cu m"),
        "bbl": ("barrel", "bbls"),
        "m": ("metre", "meter", "mtr"),
        "carton": ("ctn", "ctns", "cartons"),
        "piece": ("pc", "pcs", "pieces"),
        "package": ("pkg", "pkgs", "packages"),
        "box": ("boxes", "bxs"),
        "bag": ("bgs",),
        "pallet": ("plt", "plts"),
        "unit": ("nos", "no", "number"),
    }.items()
    for spelling in spellings
}
"""How else a unit is written; a plural in s, and a full stop, are taken off before."""
_UNIT = re.compile(r"[a-z][a-z0-9 ]{0,29}")


@dataclass(frozen=True)
class Quantity(Record):
    """`amount` of `unit`: Quantity(Decimal("24.8"), "t").

    Units of weight, volume and length are bulk measures; anything else (cartons, pieces) counts
    packing units or items. The difference decides the tolerance of UCP 600 art. 30(b).
    """

    amount: Decimal
    unit: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount < 0:
            raise FieldRefused("amount", "must not be negative")
        unit = " ".join(self.unit.lower().replace("(s)", "s").replace(".", " ").split())
        unit = _SPELLINGS.get(unit, unit)
        if unit not in _IN_BASE:
            unit = unit.removesuffix("s")  # cartons and carton are one unit
            unit = _SPELLINGS.get(unit, unit)
        if not _UNIT.fullmatch(unit):
            raise FieldRefused("unit", f'"{self.unit}" is not a unit; write kg, t, l or carton')
        object.__setattr__(self, "unit", unit)

    @property
    def is_bulk(self) -> bool:
        """Whether it is measured rather than counted in packing units or items."""
        return self.unit in _IN_BASE

    @property
    def measure(self) -> str:
        """What it measures: quantities compare only within one measure."""
        return _IN_BASE[self.unit][0] if self.is_bulk else self.unit

    @property
    def base(self) -> Fraction:
        """The exact amount in the base unit of its measure."""
        factor = _IN_BASE[self.unit][1] if self.is_bulk else Fraction(1)
        return Fraction(self.amount) * factor

    def comparable(self, other: "Quantity") -> bool:
        """Whether both measure the same thing."""
        return self.measure == other.measure

    def __add__(self, other: "Quantity") -> "Quantity":
        if self.unit == other.unit:
            return Quantity(self.amount + other.amount, self.unit)
        if not self.comparable(other) or not self.is_bulk:
            raise ValueError(f"{self} and {other} cannot be added")
        ratio = _IN_BASE[other.unit][1] / _IN_BASE[self.unit][1]
        scaled = other.amount * ratio.numerator / ratio.denominator
        return Quantity(self.amount + scaled, self.unit)

    def __str__(self) -> str:
        return f"{plain_decimal(self.amount)} {self.unit}"
