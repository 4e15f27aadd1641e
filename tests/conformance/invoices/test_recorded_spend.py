"""The red rule on real invoices: no false alarm among them, no cosmetic copy missed."""

import csv
import gzip
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from dhow.trade.invoices import Identifier, Invoice, Party, fingerprint
from dhow.trade.invoices.amounts import parse_minor
from dhow.trade.money import Currency
from tests.support.invoices import SECRET

EVERY = 4  # of 19,851 recorded invoices, to stay quick


@pytest.fixture(scope="module")
def spend(shared_data: Path) -> list[Invoice]:
    """Invoices an English council paid; the day is the payment's, for theirs is not published."""
    buyer = Party(name="The Council", country="GB")
    with gzip.open(shared_data / "spend" / "council_invoices_2012_2013.csv.gz", "rt") as file:
        return [
            Invoice(
                number=row["invoice_number"],
                issue_date=date.fromisoformat(row["payment_date"]),
                type_code="380",
                currency="GBP",
                seller=Party(
                    row["supplier"], legal_id=Identifier(row["supplier_id"]), country="GB"
                ),
                buyer=buyer,
                total_minor=(minor := parse_minor(row["amount"], Currency("GBP"))),
                payable_minor=minor,
            )
            for row in islice(csv.DictReader(file), 0, None, EVERY)
        ]


COSMETICS: list[Callable[[str], str]] = [
    str.lower,
    str.title,
    lambda number: number.replace("-", "/").replace(" ", "-"),
    lambda number: "".join(c for c in number if c.isalnum()),
    lambda number: f"00{number}" if number[0].isdigit() else f"{number} ",
    lambda number: f" {number.replace('/', ' . ')}",
    lambda number: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in number),
]


def test_no_false_red_and_every_cosmetic_copy_red(spend: list[Invoice]) -> None:
    assert len(spend) > 4_900
    registered = [fingerprint(invoice, SECRET) for invoice in spend]
    counted = Counter(tokens.fingerprint for tokens in registered)
    assert set(counted.values()) == {1}
    assert not any(alias in counted for tokens in registered for alias in tokens.aliases)
    chance = random.Random(8)
    missed = []
    for invoice, tokens in zip(spend, registered, strict=True):
        copy = replace(invoice, number=chance.choice(COSMETICS)(invoice.number))
        if not tokens.duplicates(fingerprint(copy, SECRET)):
            missed.append((invoice.number, copy.number))
    assert missed == []
