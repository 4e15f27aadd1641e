"""Goods of several articles are invoiced line by line (UCP 600 art. 18(c), 30)."""

import pytest

from dhow.trade.credit.examination.articles import articles_of
from tests.support.base_credit import INVOICE, Change, Json, document, examined

SIXTEEN = ("FROZEN SHRIMP, BLOCK FROZEN, 16/20 COUNT", "30", "USD 5,000.00")
TWENTY_ONE = ("FROZEN SHRIMP, BLOCK FROZEN, 21/25 COUNT", "20", "USD 5,000.00")
WANTED = (
    "1) 30 MT FROZEN SHRIMP, BLOCK FROZEN, 16/20 COUNT AT USD 5000/MT\n"
    "2) 20 MT FROZEN SHRIMP, BLOCK FROZEN, 21/25 COUNT AT USD 5000/MT"
)
Line = tuple[str, str, str | None]


def invoiced(
    *lines: Line, wanted: str = WANTED, goods: str = "FROZEN SHRIMP", partial: str = "ALLOWED"
) -> Change:
    def change(credit: Json, presented: Json) -> None:
        credit["goods"] = {"description": wanted, "incoterm": credit["goods"]["incoterm"]}
        credit["shipment"]["partial_shipments"] = partial
        invoice = document(presented, INVOICE)
        invoice.pop("unit_price", None)
        invoice.pop("quantity", None)
        invoice["goods"] = goods
        invoice["lines"] = [
            {"description": what, "quantity": {"amount": tonnes, "unit": "t"}}
            | ({"unit_price": price} if price else {})
            for what, tonnes, price in lines
        ]

    return change


BLUE = ("BLUE FROZEN SHRIMP, BLOCK FROZEN, 16/20 COUNT", "20", "USD 5,000.00")
WITH_BLUE = WANTED.replace("FROZEN SHRIMP, BLOCK FROZEN, 21/25", BLUE[0].replace(" COUNT", ""))


def at(line: Line, **changed: str | None) -> Line:
    what, tonnes, price = line
    return (
        changed.get("what") or what,
        changed.get("tonnes") or tonnes,
        changed.get("price", price),
    )


DEARER = WANTED.replace("21/25 COUNT AT USD 5000", "21/25 COUNT AT USD 4000")
CHEAP = at(TWENTY_ONE, price="USD 4,000.00")
ONE_SHIPMENT = "NOT ALLOWED"
WITH_ORDER = WANTED + "\nPURCHASE ORDER PO-77812"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (invoiced(SIXTEEN, TWENTY_ONE), []),
        (invoiced(TWENTY_ONE, SIXTEEN, partial=ONE_SHIPMENT), []),
        (invoiced(SIXTEEN, BLUE, wanted=WITH_BLUE, partial=ONE_SHIPMENT), []),
        (invoiced(SIXTEEN, at(BLUE, tonnes="31"), wanted=WITH_BLUE), ["QUANTITY"]),
        (invoiced(SIXTEEN), []),
        (invoiced(SIXTEEN, partial=ONE_SHIPMENT), ["SHORT"]),
        (invoiced(at(SIXTEEN, tonnes="31.5"), TWENTY_ONE), []),
        (invoiced(at(SIXTEEN, tonnes="31.6"), TWENTY_ONE), ["QUANTITY"]),
        (invoiced(SIXTEEN, at(SIXTEEN, tonnes="20")), ["QUANTITY"]),
        (invoiced(SIXTEEN, CHEAP, wanted=DEARER), []),
        (invoiced(at(SIXTEEN, price="USD 4,000.00"), at(CHEAP, price="USD 5,000.00"),
                  wanted=DEARER), ["UNIT_PRICE", "UNIT_PRICE"]),
        (invoiced(at(SIXTEEN, price=None), TWENTY_ONE), ["UNIT_PRICE"]),
        (invoiced(SIXTEEN, at(TWENTY_ONE, what="FROZEN SHRIMP, BLOCK FROZEN, 26/30 COUNT")),
         ["DESCRIPTION"]),
        (invoiced(SIXTEEN, TWENTY_ONE, wanted=WITH_ORDER), ["DESCRIPTION"]),
        (invoiced(SIXTEEN, TWENTY_ONE, wanted=WITH_ORDER,
                  goods="FROZEN SHRIMP UNDER PURCHASE ORDER PO-77812"), []),
        (invoiced(SIXTEEN, at(TWENTY_ONE, what="USED FROZEN SHRIMP, BLOCK FROZEN, 21/25 COUNT")),
         ["DESCRIPTION"]),
    ],
)  # fmt: skip
def test_each_line_is_of_an_article_and_no_more_of_it(change: Change, found: list[str]) -> None:
    assert [each.code.value for each in examined(change).findings] == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (WANTED, 2),
        ("30 MT SHRIMP\nAT USD 5000 PER MT\n20 MT FISH AT USD 3000 PER MT", 2),
        ("30 MT SHRIMP, PACKED IN\n10 KG CARTONS", 0),
        ("30 MT SHRIMP", 0),
    ],
)
def test_articles_begin_a_line_with_their_quantity(text: str, count: int) -> None:
    articles, beside = articles_of(text)
    assert len(articles) == count
    assert count or beside == text
