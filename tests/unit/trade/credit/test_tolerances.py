"""Tolerances of the quantity that a credit states itself, with the goods or in a condition."""

import pytest

from dhow.trade.credit.tolerances import StatedTolerance, stated_tolerance
from tests.support.base_credit import INSURANCE, INVOICE, Change, Json, document, examined

BOTH = (True, True)
QUANTITY = (False, True)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10 PCT MORE OR LESS IN AMOUNT AND QUANTITY ALLOWED", (10, 10, *BOTH)),
        ("Both quantity and credit amount 10 percent more or less are allowed", (10, 10, *BOTH)),
        ("A TOLERANCE OF 5% MORE OR LESS BOTH IN QUANTITY AND IN VALUE OF THE CREDIT IS ALLOWED",
         (5, 5, *BOTH)),
        ("QUANTITY/AMOUNT: +/-3PCT ACCEPTABLE.", (3, 3, *BOTH)),
        ("TOLERANCE OF +/-10 PCT IN QUANTITY IS ACCEPTABLE", (10, 10, *QUANTITY)),
        ("+5/-2 PCT IN QUANTITY", (5, 2, *QUANTITY)),
        ("PLUS 5 PCT AND MINUS 2 PCT OF THE QUANTITY OF THE GOODS", (5, 2, *QUANTITY)),
        ("5 PCT MORE OR 2 PCT LESS IN QUANTITY", (5, 2, *QUANTITY)),
        ("TOLERANCE 10 PCT PLUS/MINUS IN THE AMOUNT", (10, 10, True, False)),
        ("+/-10 PCT ALLOWED", (10, 10, False, False)),
        ("10 PCT MORE OR LESS IN QUANTITY AT SELLER'S OPTION ALLOWED", (10, 10, False, True)),
        ("5 PCT MOLSO (IN BUYERS' OPTION) IN QUANTITY", (5, 5, False, True)),
        ("TOLERANCE OF 5 PCT IN QUANTITY AND AMOUNT ALLOWED", (5, 5, True, True)),
        ("(+/-) 5 PCT IN AMOUNT AND QUANTITY ALLOWED", (5, 5, True, True)),
        ("10 (TEN) PERCENT MORE OR LESS IN QUANTITY AND AMOUNT", (10, 10, True, True)),
    ],
)  # fmt: skip
def test_a_tolerance_is_read(text: str, read: tuple[int, int, bool, bool]) -> None:
    assert stated_tolerance(text) == StatedTolerance(*read)


@pytest.mark.parametrize(
    "text",
    [
        "10 PCT MORE OR LESS IN QUANTITY NOT ALLOWED",
        "10 PCT MORE OR LESS IN QUANTITY OF EACH SIZE",
        "2.5 PCT MORE OR LESS IN QUANTITY",
        "MOISTURE +/-2 PCT",
        "10 PCT MORE OR LESS IN UNIT PRICE",
        "TOLERANCE OF 5 PCT IN WEIGHT OF EACH ROLL",
        "DEDUCTION OF 5 PCT OF AMOUNT ALLOWED",
        "10 PCT MORE OR LESS IN QUANTITY AT BUYER'S CONFIRMATION",
        "10 PCT MORE OR LESS" + " QUANTITY AND AMOUNT" * 60,
    ],
)
def test_what_says_more_or_less_than_a_tolerance_is_none(text: str) -> None:
    assert stated_tolerance(text) is None


def _shipped(
    tonnes: str, *, partial: str = "ALLOWED", condition: str = "", **stated: int
) -> Change:
    """So many tonnes under a credit that states a tolerance; the amount would bear them."""

    def change(credit: Json, presented: Json) -> None:
        if stated:
            credit["goods"]["quantity_tolerance"] = {f"{k}_percent": v for k, v in stated.items()}
        credit["conditions"] = [condition] if condition else []
        credit["shipment"]["partial_shipments"] = partial
        drawn = f"USD {float(tonnes) * 5000:,.2f}"
        credit["tolerance"] = {"plus_percent": 50, "minus_percent": 50}
        presented["drawn"] = drawn
        document(presented, INVOICE).update(quantity={"amount": tonnes, "unit": "t"}, total=drawn)
        document(presented, INSURANCE)["insured_amount"] = "USD 500,000.00"

    return change


IN_WORDS = "TOLERANCE OF +/-20 PCT IN QUANTITY IS ACCEPTABLE"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_shipped("60", plus=20, minus=20), []),
        (_shipped("60.1", plus=20, minus=20), ["QUANTITY"]),
        (_shipped("40", partial="NOT ALLOWED", plus=0, minus=20), []),
        (_shipped("39.9", partial="NOT ALLOWED", plus=0, minus=20), ["SHORT"]),
        (_shipped("50.1", plus=0, minus=20), ["QUANTITY"]),
        (_shipped("51", plus=2, minus=2), []),
        (_shipped("51.1", plus=2, minus=2), ["QUANTITY"]),
        (_shipped("60", condition=IN_WORDS), []),
        (_shipped("60.1", condition=IN_WORDS), ["QUANTITY"]),
        (_shipped("52.6"), ["QUANTITY"]),
    ],
)
def test_the_quantity_is_held_to_the_tolerance_that_is_stated(
    change: Change, found: list[str]
) -> None:
    assert [each.code.value for each in examined(change).findings] == found


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (IN_WORDS, ""),
        ("+/-20 PCT ALLOWED", "says neither of the amount nor of the quantity"),
        ("+/-20 PCT IN AMOUNT AND QUANTITY ALLOWED", "is held to field 39A: at most USD 375,000"),
        ("+/-50 PCT IN AMOUNT ALLOWED", ""),
        ("10 PCT MORE OR LESS OF EACH SIZE", "in words that are not understood"),
    ],
)
def test_a_condition_of_tolerance_is_never_called_non_documentary(
    condition: str, told: str
) -> None:
    said = " ".join(
        each.words
        for each in examined(_shipped("50", condition=condition)).observations
        if condition in each.words
    )
    assert told in said
    assert bool(told) is bool(said)
    assert "disregarded" not in said
