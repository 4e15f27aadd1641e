"""The description of goods (45A): quantity, price and trade term as far as they stand in it.

What is not understood stays in the description, word for word.
"""

import re
from decimal import Decimal

from dhow.trade.credit.terms import Goods
from dhow.trade.documents.commercial import Incoterm, IncotermRule
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount
from dhow.trade.records import plain_decimal
from dhow.trade.swift.mapping.places import country_of
from dhow.trade.swift.mapping.text import block, unwrapped

_ABOUT = r"(?:(ABOUT|APPROXIMATELY|APPROX\.?) )?"
UNITS = (
    r"METRIC TONN?E?S?|MTS?|TONN?E?S?|KGS?|KILOGRAMS?|LITRES?|LITERS?|BARRELS?|BBLS?|CBM|CARTONS?"
    r"|PIECES?|PCS|SETS?|UNITS?|BAGS?|DRUMS?|PALLETS?|BALES?|BOXES|BOX"
)
_QUANTITY = re.compile(rf"^{_ABOUT}(\d[\d,. ]*?) ?({UNITS})\b(?: OF)? *")
_PRICE = re.compile(
    rf"\b(?:AT|@) *{_ABOUT}([A-Z]{{3}}) ?(\d[\d,.]*?)(?:[,.-]*)(?= *(?:PER|/|EACH))"
    rf" *(?:PER|/) *(?:{UNITS})\b[.,]?"
)
_RULES = "|".join(rule.value for rule in IncotermRule)
_TERM = re.compile(
    rf"\b({_RULES}) ([A-Za-z][A-Za-z ,.'-]*?)"
    r"[ ,]*\(?,? ?(?:(?:AS )?PER |ACCORDING TO |ICC )?INCOTERMS?(?: \(R\))? ?(\d{4})\)?\.?"
)
_TERM_ALONE = re.compile(
    r"^(?:(?:(?:TRADE|PRICE|DELIVERY|SHIPMENT|SHIPPING) TERMS?|TERMS? OF (?:DELIVERY|SALE)"
    r"|INCOTERMS?)[ :-]+)?"
    rf"({_RULES})[ :]+([A-Z][A-Za-z ,.'-]*?)"
    r"(?:[ ,]*\(?(?:AS PER )?INCOTERMS?\)?)?[ ,.]*$",
    re.MULTILINE,
)
_NO_PLACE = frozenset(
    (
        *("VALUE", "PRICE", "BASIS", "TERM", "TERMS", "DELIVERY", "FREIGHT", "PACKED", "PACKING"),
        *("IN", "AS", "PER", "WITH", "AND", "OR", "INCLUDING", "EXCLUDING", "FOR", "CHARGES"),
    )
)
"""Words of no place: a line that has one says more than a trade term."""
_ORIGIN = re.compile(r"\bCOUNTRY OF ORIGIN:? ([A-Z][A-Z .]*?)\.?(?=\n|$)")
_SINGULAR = {"MTS": "t", "MT": "t", "TON": "t", "TONS": "t", "PCS": "piece", "BOXES": "box"}
_SINGULAR |= {"BBLS": "bbl", "BBL": "bbl", "BARREL": "bbl", "METRIC TONNE": "t", "KILOGRAM": "kg"}
_SINGULAR |= {"METRIC TONNES": "t", "METRIC TONS": "t", "METRIC TON": "t", "LITER": "l"}
_UNIT_WORDS = {"t": "METRIC TONS", "kg": "KGS", "l": "LITRES", "bbl": "BARRELS", "m3": "CBM"}


def read_goods(value: str) -> Goods:
    """Goods from 45A; the description is what is left once the rest has been taken out."""
    text = unwrapped(value, 65).strip().removeprefix("+").lstrip()
    quantity, about, text = _quantity(text)
    price, price_about, text = _price(text)
    term, text = _term(text)
    origin, text = _origin(text)
    description = "\n".join(line for part in text.split("\n") if (line := part.strip(" ,.")))
    return Goods(
        description=description or value.strip(),
        quantity=quantity,
        quantity_about=about,
        unit_price=price,
        unit_price_about=price_about,
        incoterm=term,
        country_of_origin=origin,
    )


def written_goods(goods: Goods, tag: str = "45A") -> str:
    """Goods as 45A: quantity before the description, price and trade term after it."""
    first = goods.description
    if goods.quantity is not None:
        unit = _UNIT_WORDS.get(goods.quantity.unit, goods.quantity.unit.upper())
        amount = plain_decimal(goods.quantity.amount)
        first = f"{'ABOUT ' * goods.quantity_about}{amount} {unit} {first}"
    parts = [f"+{first}"]
    if goods.unit_price is not None:
        unit = goods.quantity.unit if goods.quantity else "unit"
        singular = "METRIC TON" if unit == "t" else unit.upper()
        about = "ABOUT " * goods.unit_price_about
        amount = goods.unit_price.swift()
        parts.append(f"AT {about}{amount[:3]} {amount[3:]} PER {singular}")
    if goods.incoterm is not None:
        term = goods.incoterm
        named = f" (INCOTERMS {term.version})" if term.version else ""
        parts.append(f"{term.rule.value} {term.place}{named}")
    if goods.country_of_origin is not None:
        parts.append(f"COUNTRY OF ORIGIN {goods.country_of_origin}")
    return block("\n".join(parts), "z", 65, tag)


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


def _quantity(text: str) -> tuple[Quantity | None, bool, str]:
    found = _QUANTITY.match(text)
    amount = number(found[2]) if found else None
    if found is None or amount is None:
        return None, False, text
    return quantity_in(amount, found[3]), found[1] is not None, text[found.end() :]


def _price(text: str) -> tuple[Amount | None, bool, str]:
    found = _PRICE.search(text)
    price = money(found[2], found[3]) if found else None
    if found is None or price is None:
        return None, False, text
    after = text[found.end() :]
    if re.match(rf"[ ,]*(?:{_RULES}) ", after):
        after = "\n" + after.lstrip(" ,")
    return price, found[1] is not None, text[: found.start()] + after


def _origin(text: str) -> tuple[str | None, str]:
    found = _ORIGIN.search(text)
    country = country_of(found[1]) if found else None
    if found is None or country is None:
        return None, text
    return country, text[: found.start()] + text[found.end() :]


def _term(text: str) -> tuple[Incoterm | None, str]:
    """The trade term, with the Incoterms it names or, in a line of its own, without."""
    found = _TERM.search(text)
    if found is not None:
        version = int(found[3])
    elif (found := _TERM_ALONE.search(text)) is not None:
        version = None
        if _NO_PLACE & set(re.findall(r"[A-Z]+", found[2].upper())):
            return None, text
    else:
        return None, text
    term = Incoterm(rule=IncotermRule(found[1]), place=found[2].strip(" ,"), version=version)
    return term, text[: found.start()] + text[found.end() :]


def has_unread_term(description: str) -> bool:
    """Whether a trade term may still stand in a description, among other words."""
    return re.search(rf"\b(?:{_RULES}) [A-Z]", description) is not None
