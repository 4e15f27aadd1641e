"""The description of goods (45A): quantity, price and trade term as far as they stand in it.

What is not understood stays in the description, word for word.
"""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from dhow.trade.credit.terms import Goods, Tolerance
from dhow.trade.credit.tolerances import MARGIN, WHOSE
from dhow.trade.documents.commercial import Incoterm, IncotermRule
from dhow.trade.documents.figures import NOT_PACKING, UNITS, money, number, quantity_in
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount
from dhow.trade.records import plain_decimal
from dhow.trade.swift.mapping.goods_figures import as_priced, in_figures
from dhow.trade.swift.mapping.margins import quantity_tolerance
from dhow.trade.swift.mapping.places import country_of
from dhow.trade.swift.mapping.text import block, unwrapped

_ABOUT = r"(?:(ABOUT|ABT\.?|APPROXIMATELY|APPROX\.?) )?"
_QUANTITY = re.compile(rf"^{_ABOUT}(\d[\d,. ]*?) ?({UNITS})\b(?: OF)? *")
_GAP = r"\s{0,4}"
_PRICE = re.compile(
    rf"(?:\b(?:AT(?: THE RATE OF)?|(?:UNIT )?PRICE *[:.-]*|UNIT RATE *[:.-]*|RATE *[:.-]+)|@"
    rf"|(?:^|[,;])(?={_GAP}[A-Z]{{3}} ?\d)|(?<=[A-Z)] )(?=(?:USD|EUR|GBP|JPY|CNY|INR|AED) ?\d))"
    rf"{_GAP}{_ABOUT}([A-Z]{{3}})\s?(\d[\d,.]*?)(?:/-)?[,.-]*"
    rf"{_GAP}(?:PER|P?/|P(?=MT\b)){_GAP}(?:(?:1|ONE) )?({UNITS})\b"
    rf"(?:[.,](?!{_GAP}[A-Z]{{3}} ?\d))?",
    re.MULTILINE,
)
_LABELLED = r"(?:TOTAL |NET )?(?:QUANTITY|QTY)\b *[:.-]* *"
_QUANTITY_LINE = re.compile(
    rf"(?:^|[,;] ){_LABELLED}{_ABOUT}(\d[\d,. ]*?) ?({UNITS})\b(?: OF)? *", re.MULTILINE
)
_MARGIN = MARGIN + WHOSE
_QUANTITY_ALONE = re.compile(
    rf"^{_ABOUT}(\d[\d,. ]*?) ?({UNITS})\b(?=[ ,]*(?:\(?{_MARGIN}\)?)?[ .]*$) *", re.MULTILINE
)
_ABOUT_PERCENT = Tolerance(plus_percent=10, minus_percent=10)
_TOTAL = re.compile(
    r"^(?:(?:TOTAL|GROSS) )?(?:(?:INVOICE|CONTRACT|CREDIT|CIF|CFR|FOB) )?"
    r"(?:AMOUNT|VALUE|PRICE|TOTAL) *[:.-]* *(?:OF )?([A-Z]{3}) ?(\d[\d,.]*\d)[.,-]*",
    re.MULTILINE,
)
_LABEL = re.compile(
    r"^(?:COMMODITY|GOODS|PRODUCT|MERCHANDISE|DESCRIPTION(?: OF (?:THE )?GOODS)?) *[:] *"
)
_PLUS = re.compile(r"^\+(?! *(?:/|-|OR )) *")
_UNREAD = re.compile(
    r"^(?:TOTAL |NET |UNIT )?(?:QUANTITY|QTY|PRICE|RATE|AMOUNT|VALUE|TOLERANCE)\b *[:.-]"
    rf"|@ ?[A-Z]{{3}} ?\d|{_MARGIN}",
    re.MULTILINE,
)
_ARTICLE = re.compile(
    rf"(?:^[+ ]*(?:\d{{1,2}}[.)] +)?|\b(?:AND|PLUS|WITH) |[;,] |/ ?){_ABOUT}"
    rf"(?P<count>\d[\d,. ]{{0,20}}?) ?(?P<unit>{UNITS})\b{NOT_PACKING}",
    re.MULTILINE,
)
"""A quantity where an article of the goods begins: not that of what each of them is packed in."""
_ITEMS = frozenset(("piece", "set", "unit"))
_DOTTED = {r"\.? ?".join(rule.value) + r"\.?": rule for rule in IncotermRule}
"""C.I.F. and F. O. B. are CIF and FOB."""
_CFR = r"CNF|CANDF|C ?(?:AND|&|\+) ?F|C\. ?(?:AND|&|\+) ?F\.|C/F"
"""What cost and freight is called beside CFR."""
_RULES = "|".join((*_DOTTED, _CFR))
_EDITION = r"INCOTERMS?(?: ?\(R\))?"
_TERM_LABEL = (
    r"(?:(?:(?:TRADE|PRICE|DELIVERY|SHIPMENT|SHIPPING) TERMS?|TERMS? OF (?:DELIVERY|SALE|PRICE)"
    rf"|{_EDITION})[ :.-]+)?"
)
_TERM = re.compile(
    rf"{_TERM_LABEL}(?<![\w.])(?P<rule>{_RULES}) (?P<place>[A-Za-z][A-Za-z ,.'-]{{0,80}}?)"
    rf"[ ,]*\(?,? ?(?:(?:AS )?PER |ACCORDING TO |ICC )?{_EDITION} ?(?P<year>\d{{4}})\)?\.?"
)
_TERM_ALONE = re.compile(
    rf"^{_TERM_LABEL}(?:(?P<year>\d{{4}})[ :,-]+)?(?P<rule>{_RULES})[ :]+"
    rf"(?P<place>[A-Z][A-Za-z ,.'-]{{0,80}}?)"
    rf"(?:[ ,]*\(?(?:AS PER )?{_EDITION}\)?)?[ ,.]*$",
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
_UNIT_WORDS = {
    **{"t": "METRIC TONS", "kg": "KGS", "l": "LITRES", "bbl": "BARRELS", "m3": "CBM"},
    **{"lb": "LBS", "ozt": "TROY OUNCES", "m": "METRES", "yd": "YARDS", "m2": "SQUARE METRES"},
    **{"gal": "GALLONS", "us gal": "US GALLONS"},
}


def read_goods(
    value: str, amount: Amount | None = None, tolerance: Tolerance | None = None
) -> Goods:
    """Goods from 45A; the description is what is left once the rest has been taken out.

    Args:
        amount: of the credit (32B); a total that is the same says nothing more.
        tolerance: of the amount (39A).
    """
    whole = unwrapped(value, 65).strip()
    text = "\n".join(_LABEL.sub("", _PLUS.sub("", line)) for line in whole.split("\n"))
    text = in_figures(text)
    quantity, price, about, own, price_about = None, None, False, None, False
    if not _are_several(text):
        quantity, about, own, text = _quantity(text, tolerance)
        price, price_about, text = _price(text, quantity)
        quantity = as_priced(quantity, price, amount, whole)
    text = _total(text, quantity, price, amount)
    term, text = _term(text)
    origin, text = _origin(text)
    description = "\n".join(line for part in text.split("\n") if (line := part.strip(" ,.")))
    return Goods(
        description=description or value.strip(),
        quantity=quantity,
        quantity_about=about,
        quantity_tolerance=own,
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
        margin = _margin_words(goods.quantity_tolerance)
        first = f"{'ABOUT ' * goods.quantity_about}{amount} {unit} {margin}{first}"
    parts = [f"+{first}"]
    if goods.unit_price is not None:
        unit = goods.quantity.unit if goods.quantity else "unit"
        singular = _UNIT_WORDS.get(unit, unit.upper()).removesuffix("S")
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


def _margin_words(stated: Tolerance | None) -> str:
    if stated is None:
        return ""
    plus, minus = stated.plus_percent, stated.minus_percent
    return f"(+/-{plus} PERCENT) " if plus == minus else f"(+{plus}/-{minus} PERCENT) "


def _are_several(text: str) -> bool:
    """Whether a description is of several articles, each with a quantity or a price of its own.

    Terms have one quantity and one price; that of the first article is not that of the whole.
    """
    counted = [
        quantity_in(count, each["unit"])
        for each in _ARTICLE.finditer(text)
        if (count := number(each["count"])) is not None
    ]
    alike = any(
        one.unit == other.unit
        or one.comparable(other)
        or {one.unit, other.unit} <= _ITEMS  # so many pumps, so many sets of spares
        for one, other in combinations(counted, 2)
    )
    priced = {(each[2], number(each[3]), each[4]) for each in _PRICE.finditer(text)}
    return alike or len(priced) > 1


def _quantity(
    text: str, tolerance: Tolerance | None
) -> tuple[Quantity | None, bool, Tolerance | None, str]:
    """The quantity at the beginning or in a line of its own, with what it may differ by."""
    found = _QUANTITY.match(text)
    labelled = tuple(_QUANTITY_LINE.finditer(text)) or tuple(_QUANTITY_ALONE.finditer(text))
    if found is None and len(labelled) == 1:
        (found,) = labelled
    amount = number(found[2]) if found else None
    if found is None or amount is None:
        return None, False, None, text
    quantity = quantity_in(amount, found[3])
    before, rest = text[: found.start()], text[found.end() :]
    about = found[1] is not None
    own: Tolerance | None = None
    if not about:
        own, rest = quantity_tolerance(rest, tolerance)
    rest = re.sub(r"^ *(?:OF )?", "", rest)
    for line in _QUANTITY_LINE.finditer(rest):
        again = number(line[2])
        if again is not None and quantity_in(again, line[3]) == quantity:
            rest = rest[: line.start()] + rest[line.end() :]
            break
    if own == _ABOUT_PERCENT:  # UCP 600 art. 30(a)
        return quantity, True, None, before + rest
    return quantity, about, own, before + rest


def _price(text: str, quantity: Quantity | None) -> tuple[Amount | None, bool, str]:
    """The price of one unit of the quantity: of 5 a kilogram and tonnes, 5,000."""
    found = _PRICE.search(text)
    price = money(found[2], found[3]) if found else None
    if found is None or price is None:
        return None, False, text
    unit = quantity_in(Decimal(1), found[4])
    if quantity is not None and unit.unit != quantity.unit and unit.comparable(quantity):
        minor = price.minor * Quantity(Decimal(1), quantity.unit).base / unit.base
        if minor.denominator != 1:
            return None, False, text
        price = Amount(minor.numerator, price.currency)
    after = text[found.end() :]
    if re.match(rf"[ ,]*{_TERM_LABEL}(?:\d{{4}}[ :,-]+)?(?:{_RULES}) ", after):
        after = "\n" + after.lstrip(" ,")
    return price, found[1] is not None, text[: found.start()] + after


def _total(
    text: str, quantity: Quantity | None, price: Amount | None, amount: Amount | None
) -> str:
    """The text without a total that says nothing more: the credit's, or quantity times price."""
    found = _TOTAL.search(text)
    total = money(found[1], found[2]) if found else None
    if found is None or total is None:
        return text
    product = (
        price is not None
        and quantity is not None
        and price.currency == total.currency
        and Fraction(price.minor) * Fraction(quantity.amount) == total.minor
    )
    if not product and total != amount:
        return text
    return f"{text[: found.start()]}\n{text[found.end() :]}"


def _origin(text: str) -> tuple[str | None, str]:
    found = _ORIGIN.search(text)
    country = country_of(found[1]) if found else None
    if found is None or country is None:
        return None, text
    return country, text[: found.start()] + text[found.end() :]


def _term(text: str) -> tuple[Incoterm | None, str]:
    """The trade term, with the Incoterms it names or, in a line of its own, without."""
    found = _TERM.search(text)
    if found is None:
        found = _TERM_ALONE.search(text)
        if found is None or _NO_PLACE & set(re.findall(r"[A-Z]+", found["place"].upper())):
            return None, text
    version = int(found["year"]) if found["year"] else None
    term = Incoterm(rule=_rule(found["rule"]), place=found["place"].strip(" ,"), version=version)
    return term, text[: found.start()] + text[found.end() :]


def _rule(words: str) -> IncotermRule:
    found = (rule for form, rule in _DOTTED.items() if re.fullmatch(form, words))
    return next(found, IncotermRule.CFR)


def unread(goods: Goods) -> list[str]:
    """What of a description reads as a term and is kept in it by its wording; with what to do."""
    told: list[str] = []
    if goods.quantity is None and _are_several(goods.description):
        told.append(
            "several articles, each with its quantity or price, are kept as the description: the "
            "lines of an invoice are held to each that begins a line with its quantity"
        )
    if goods.incoterm is None and re.search(rf"\b(?:{_RULES}) [A-Z]", goods.description):
        told.append(
            "a trade term among other words is kept as part of the description; "
            "write it on a line of its own: CIF JEBEL ALI (INCOTERMS 2020)"
        )
    if found := _UNREAD.search(goods.description):
        told.append(
            f'"{found[0]}" is kept as part of the description, which invoices then have to repeat; '
            "write 24 MT (+/-5 PCT) SHRIMP AT USD 2000,00 PER MT, a tolerance of the amount in 39A"
        )
    return told
