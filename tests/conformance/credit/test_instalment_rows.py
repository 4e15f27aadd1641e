"""Instalments: row F10, and what shipping less than an instalment means."""

from datetime import date
from decimal import Decimal

import pytest

from dhow.trade.credit.instalments import Shipped, ceased_from, instalment_of
from dhow.trade.credit.shipment import Instalment
from dhow.trade.documents.quantity import Quantity

MARCH, APRIL, MAY = 0, 1, 2


def schedule(unit: str | None = None) -> list[Instalment]:
    """March, April and May, of 100 each where they are measured."""
    quantity = Quantity(Decimal(100), unit) if unit else None
    return [
        Instalment(first=date(2026, 3, 1), last=date(2026, 3, 31), quantity=quantity),
        Instalment(first=date(2026, 4, 1), last=date(2026, 4, 30), quantity=quantity),
        Instalment(first=date(2026, 5, 1), last=date(2026, 5, 31), quantity=quantity),
    ]


def on(*days: str) -> list[Shipped]:
    return [Shipped(day=date.fromisoformat(day)) for day in days]


@pytest.mark.rule("F10", by="terms")
@pytest.mark.parametrize(
    ("shipped", "today", "ceased"),
    [
        (on("2026-03-15"), "2026-04-30", None),  # April is not over
        (on("2026-03-15"), "2026-05-01", APRIL),
        (on("2026-03-15", "2026-05-10"), "2026-05-10", APRIL),  # May does not mend April
        (on("2026-03-15", "2026-04-30", "2026-05-10"), "2026-07-01", None),
        (on("2026-04-15"), "2026-04-15", MARCH),
        ([], "2026-03-31", None),
        ([], "2026-04-01", MARCH),
    ],
)
def test_f10_a_missed_instalment_ends_it_and_those_after_it(
    shipped: list[Shipped], today: str, ceased: int | None
) -> None:
    assert ceased_from(schedule(), shipped, date.fromisoformat(today)) == ceased


@pytest.mark.rule("F10", by="terms")
@pytest.mark.parametrize(
    ("unit", "amounts", "ceased"),
    [
        ("t", ["100"], None),
        ("t", ["60", "35"], None),  # 95 of 100 in bulk: five per cent less is allowed
        ("t", ["94.9"], MARCH),
        ("carton", ["100"], None),
        ("carton", ["99"], MARCH),
        ("kg", ["100"], None),
    ],
)
def test_f10_an_instalment_is_shipped_in_full(
    unit: str, amounts: list[str], ceased: int | None
) -> None:
    day = date(2026, 3, 15)
    shipped = [Shipped(day=day, quantity=Quantity(Decimal(a), unit)) for a in amounts]
    assert ceased_from(schedule(unit), shipped, date(2026, 4, 1)) == ceased


def test_tonnes_are_counted_in_kilograms() -> None:
    shipped = [Shipped(day=date(2026, 3, 15), quantity=Quantity(Decimal(95_000), "kg"))]
    assert ceased_from(schedule("t"), shipped, date(2026, 4, 1)) is None


def test_a_shipment_belongs_to_the_period_it_falls_into() -> None:
    gap = [schedule()[MARCH], schedule()[MAY]]
    found = [instalment_of(gap, date.fromisoformat(day)) for day in ("2026-03-31", "2026-04-10")]
    assert found == [0, None]
