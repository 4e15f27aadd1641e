"""Figures of 45A as they are meant: with words beside them, and by the price they come to.

in_figures("1 (ONE) SET LATHE") -> "1 SET LATHE"
as_priced(50 kg, USD 5.00, USD 250,000.00, "50.000 KGS") -> 50000 kg
"""

import re
from fractions import Fraction

from dhow.trade.documents.figures import NOT_PACKING, UNITS
from dhow.trade.documents.quantity import Quantity
from dhow.trade.money import Amount

_WORDS = ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN")
_IN_WORDS = re.compile(
    rf"^({'|'.join(_WORDS)})(?: ?\(\d{{1,3}}\))?(?= (?:SETS?|UNITS?|METRIC TONS?)\b)", re.MULTILINE
)
_IN_BOTH = re.compile(rf"^(\d[\d,.]{{0,20}}) ?\([A-Z -]{{3,40}}\)(?= (?:{UNITS})\b)", re.MULTILINE)
"""1 (ONE) SET, ONE (1) SET, ONE SET: one set; a ONE PIECE suit is no number."""
_DOLLARS = re.compile(r"\b(?:US|U\.S\.) DOLLARS?(?= ?\d)")
_NEXT_ARTICLE = re.compile(
    rf"(?P<price>\b[A-Z]{{3}} ?\d[\d,.]{{0,20}} ?/ ?(?:{UNITS})),? "
    rf"(?=\d[\d,.]{{0,20}} ?(?:{UNITS})\b{NOT_PACKING})"
)
"""A price after which a quantity stands: the line before was full."""
_OF_THOUSANDS = -3  # the exponent of a figure with three decimals


def in_figures(text: str) -> str:
    """A description with its quantities in figures alone, each article on a line of its own."""
    text = _IN_WORDS.sub(lambda each: str(_WORDS.index(each[1]) + 1), text)
    text = _DOLLARS.sub("USD", _IN_BOTH.sub(r"\1", text))
    return _NEXT_ARTICLE.sub(r"\g<price>\n", text)


def as_priced(
    quantity: Quantity | None, price: Amount | None, amount: Amount | None, text: str
) -> Quantity | None:
    """The quantity as it was meant, where its stop or comma may be of thousands or of decimals.

    "50.000 KGS" at USD 5,00 is fifty thousand where the credit is for USD 250,000.00; "1.500 PCS"
    is in any case what can be counted.
    """
    if quantity is None:
        return None
    thousands = quantity.amount.as_tuple().exponent == _OF_THOUSANDS and quantity.amount >= 1
    scale = Fraction(1000) if thousands else Fraction(1, 1000)
    meant = Quantity(quantity.amount * scale.numerator / scale.denominator, quantity.unit)
    if thousands and not quantity.is_bulk:
        return meant
    written = rf"(?<![\d.,]){quantity.amount:,}(?![\d.,]*\d)"
    if not thousands and not (quantity.is_bulk and re.search(written, text)):
        return quantity
    if price is None or amount is None or price.currency != amount.currency:
        return quantity
    come_to = (Fraction(price.minor) * Fraction(each.amount) for each in (quantity, meant))
    fits = [abs(total - amount.minor) * 10 <= amount.minor for total in come_to]
    return meant if fits == [False, True] else quantity
