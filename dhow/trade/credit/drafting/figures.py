"""Whether amount, quantity and price of a draft fit together (UCP 600 art. 30, 32)."""

from collections.abc import Iterator
from fractions import Fraction

from dhow.trade.credit.drafting.notes import DraftingNote, warn
from dhow.trade.credit.terms import Terms
from dhow.trade.credit.tolerances import of_quantity
from dhow.trade.money import Amount


def price(terms: Terms) -> Iterator[DraftingNote]:
    """The goods at their price can be paid out of the credit."""
    goods = terms.goods
    if goods.quantity is None or goods.unit_price is None:
        return
    value = goods.unit_price.mul_ratio_down(Fraction(goods.quantity.amount))
    if value > terms.maximum_amount:
        yield warn(
            "UCP 600 art. 18(b), 30", "amount",
            f"{goods.quantity} at {goods.unit_price} come to {value}, more than the "
            f"{terms.maximum_amount} that may be drawn", f"{value}, or a tolerance (39A)",
        )  # fmt: skip


def tolerance(terms: Terms) -> Iterator[DraftingNote]:
    """39A and "about" speak of the figure they stand with and of no other."""
    goods, quantity = terms.goods, terms.goods.quantity
    stated = goods.quantity_tolerance or of_quantity(terms.conditions)
    loose = terms.amount_about or terms.tolerance is not None
    exact = quantity is not None and not quantity.is_bulk and stated is None
    if loose and exact and not goods.quantity_about:
        yield warn(
            "UCP 600 art. 30(a), 30(b)", "goods.quantity_about",
            f"the amount has a tolerance, but {quantity} are counted and have none",
            '"about" with the quantity too, or no tolerance',
        )  # fmt: skip
    if goods.quantity_about and not loose:
        yield warn(
            "UCP 600 art. 30(a)", "amount_about",
            'the quantity is "about", but the amount is not: ten per cent more goods cannot be '
            "drawn for", '"about" with the amount too, or 39A',
        )  # fmt: skip
    elif stated is not None and stated.plus_percent and not loose:
        yield warn(
            "UCP 600 art. 30", "tolerance",
            f"{stated.plus_percent} per cent more goods may be shipped and cannot be drawn for",
            f"39A {stated.plus_percent}/{stated.minus_percent}",
        )  # fmt: skip


def instalments(terms: Terms) -> Iterator[DraftingNote]:
    """The instalments come to the credit."""
    schedule = terms.shipment.instalments
    amounts = [each.amount for each in schedule if each.amount is not None]
    total = sum(amounts, Amount(0, terms.amount.currency))
    if amounts and len(amounts) == len(schedule) and total > terms.maximum_amount:
        yield warn(
            "UCP 600 art. 32", "shipment.instalments",
            f"come to {total}, more than the {terms.maximum_amount} that may be drawn",
            f"instalments that come to {terms.amount}",
        )  # fmt: skip
    goods = terms.goods.quantity
    quantities = [each.quantity for each in schedule if each.quantity is not None]
    if goods is None or not quantities or len(quantities) != len(schedule):
        return
    if not all(each.comparable(goods) for each in quantities):
        yield warn(
            "UCP 600 art. 32", "shipment.instalments",
            f"are not measured in {goods.unit} as the goods are", f"quantities in {goods.unit}",
        )  # fmt: skip
    elif sum((each.base for each in quantities), Fraction(0)) != goods.base:
        yield warn(
            "UCP 600 art. 32", "shipment.instalments", f"do not come to {goods}",
            f"instalments that come to {goods}",
        )  # fmt: skip


CHECKS = (price, tolerance, instalments)
