"""Numbers, amounts and units as people write them in messages and descriptions of goods."""

import re
from decimal import Decimal

from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount

UNITS = (
    r"METRIC TONN?E?S?|MTS?|TONN?E?S?|KGS?|KILOGRAMS?|LITRES?|LITERS?|BARRELS?|BBLS?|CBM|CARTONS?"
    r"|PIECES?|PCS?|SETS?|UNITS?|BAGS?|DRUMS?|PALLETS?|BALES?|BOXES|BOX"
    r"|LBS?|POUNDS?|(?:US )?GALLONS?|TROY OUNCES?|YARDS?|YDS?|METRES?|METERS?|MTRS?|CARATS?"
    r"|SQUARE MET(?:RE|ER)S?|SQM|CUBIC MET(?:RE|ER)S?|(?:SHORT|LONG) TONS?|QUINTALS?|MMBTU"
    r"|DOZENS?|PAIRS?|ROLLS?|SACKS?|CASES?|CRATES?|BUNDLES?|COILS?|SHEETS?|REAMS?|BOTTLES?"
    r"|CTNS?|PACKAGES?|PKGS?|DOZ|PRS|NOS"
)
"""Units, as a part of a pattern."""
NOT_PACKING = r"(?! *(?:PER|EACH|NET|GROSS|PACK|BAG|CARTON|CTN|DRUM|BOX|BALE|PALLET|SACK|IN |/|\())"
"""After a unit, as a part of a pattern: not what goods are packed in, 10 KG CARTONS."""
_SINGULAR = {"MTS": "t", "MT": "t", "TON": "t", "TONS": "t", "PCS": "piece", "BOXES": "box"}
_SINGULAR |= {"BBLS": "bbl", "BBL": "bbl", "BARREL": "bbl", "METRIC TONNE": "t", "KILOGRAM": "kg"}
_SINGULAR |= {"DOZ": "dozen", "PRS": "pair"}
_SINGULAR |= {"METRIC TONNES": "t", "METRIC TONS": "t", "METRIC TON": "t", "LITER": "l"}


def number(text: str) -> Decimal | None:
    """A number as people write it in messages: 5000,00 or 5,000.00 or 5.000,00."""
    text = text.strip(" ,.").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", text) and ("," in text or text.count(".") > 1):
        text = text.replace(".", "").replace(",", ".")
    else:
        text = text.replace(",", ".")
    return Decimal(text) if re.fullmatch(r"\d{1,18}(\.\d{1,9})?", text) else None


def money(code: str, text: str) -> Amount | None:
    """An amount from its currency and a number as people write it."""
    found = number(text)
    try:
        return None if found is None else Amount.parse(f"{code} {found}")
    except ValueError:
        return None


def quantity_in(amount: Decimal, unit: str) -> Quantity:
    """A quantity in a unit as messages write it, one of `UNITS`."""
    return Quantity(amount, _SINGULAR.get(unit, unit))
