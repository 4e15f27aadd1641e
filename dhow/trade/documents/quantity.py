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
    "quintal": ("kg", Fraction(100)),
    "carat": ("kg", Fraction(2, 10_000)),
    "lb": ("kg", Fraction(45_359_237, 100_000_000)),
    "oz": ("kg", Fraction(28_349_523_125, 10**12)),
    "ozt": ("kg", Fraction(311_034_768, 10**10)),
    "short ton": ("kg", Fraction(90_718_474, 100_000)),
    "long ton": ("kg", Fraction(10_160_469_088, 10**7)),
    "ton": ("ton", Fraction(1)),  # a short, a long or a metric one: nobody can tell
    "l": ("l", Fraction(1)),
    "ml": ("l", Fraction(1, 1000)),
    "hl": ("l", Fraction(100)),
    "m3": ("l", Fraction(1000)),
    "ft3": ("l", Fraction(28_316_846_592, 10**9)),
    "bbl": ("l", Fraction(158_987_294_928, 1_000_000_000)),
    "us gal": ("l", Fraction(3_785_411_784, 10**9)),
    "gal": ("gal", Fraction(1)),  # of the United States or an imperial one
    "m": ("m", Fraction(1)),
    "yd": ("m", Fraction(9_144, 10_000)),
    "ft": ("m", Fraction(3_048, 10_000)),
    "m2": ("m2", Fraction(1)),
    "ft2": ("m2", Fraction(9_290_304, 10**8)),
    "yd2": ("m2", Fraction(83_612_736, 10**8)),
    "kwh": ("kwh", Fraction(1)),
    "mwh": ("kwh", Fraction(1000)),
    "gj": ("kwh", Fraction(10_000, 36)),
    "mmbtu": ("kwh", Fraction(105_505_585_262, 36 * 10**7)),
}
"""Measures and what one is in the base unit of its kind (UN/ECE recommendation 20)."""
_CUSTOMARY = frozenset(
    (
        *("lb", "oz", "ozt", "short ton", "long ton", "ft3", "bbl", "us gal", "yd", "ft"),
        *("ft2", "yd2", "mmbtu"),
    )
)

_SPELLINGS = {
    spelling: unit
    for unit, spellings in {
        "t": (
            *("mt", "mts", "m/t", "tonne", "metric tonne", "metric ton", "mton", "te", "m t"),
            *("m ton", "m/ton", "tne"),
        ),
        "kg": ("kgs", "kilo", "kilogram", "kilogramme", "kgm"),
        "g": ("gm", "gram", "gramme", "grm"),
        "quintal": ("qtl", "metric quintal", "dtn"),
        "carat": ("ctm",),
        "lb": ("lbs", "pound", "lbr"),
        "oz": ("ounce", "onz"),
        "ozt": ("troy ounce", "troy oz", "oz troy", "fine troy ounce", "apz"),
        "short ton": ("us ton", "u s ton", "net ton", "stn"),
        "long ton": ("imperial ton", "gross ton", "ltn"),
        "l": ("ltr", "litre", "liter"),
        "ml": ("millilitre", "milliliter"),
        "hl": ("hectolitre", "hectoliter", "hlt"),
        "m3": ("cbm", "m\u00b3", "cubic metre", "cubic meter", "cu m", "mtq"),
        "ft3": ("cubic foot", "cubic feet", "cu ft", "cft", "ft\u00b3", "ftq"),
        "bbl": ("barrel", "bbls", "bll"),
        "us gal": ("us gallon", "u s gallon", "usg", "gll"),
        "gal": ("gallon",),
        "m": ("metre", "meter", "mtr"),
        "yd": ("yard", "yds", "yrd"),
        "ft": ("foot", "feet", "fot"),
        "m2": (
            *("sqm", "sq m", "sq mtr", "sq metre", "sq meter", "square metre", "square meter"),
            *("m\u00b2", "mtk"),
        ),
        "ft2": ("sqft", "sq ft", "sft", "square foot", "square feet", "ft\u00b2", "ftk"),
        "yd2": ("sqyd", "sq yd", "square yard", "yd\u00b2", "ydk"),
        "kwh": ("kw h", "kilowatt hour"),
        "mwh": ("mw h", "megawatt hour"),
        "gj": ("gigajoule",),
        "mmbtu": ("mm btu", "million btu"),
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

    Units of weight, volume, length, area and energy are measures; anything else (cartons, pieces)
    counts packing units or items. The difference decides the tolerance of UCP 600 art. 30(b).
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
    def is_customary(self) -> bool:
        """Whether its unit is no metric one, so that a figure beside it was converted."""
        return self.unit in _CUSTOMARY

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
