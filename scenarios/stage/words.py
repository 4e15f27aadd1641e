"""How a story writes amounts, temperatures and instants."""

from datetime import date, datetime
from typing import TypeVar

from api.client.shapes import Money, MoneyView
from dhow.trade.documents import Quantity
from dhow.trade.money import Amount

Given = TypeVar("Given")


def given(value: Given | None) -> Given:
    """A value that may be absent in general and is there in a story."""
    if value is None:
        raise AssertionError("the story counts on a value that is absent")
    return value


def as_money(amount: Amount) -> Money:
    """An amount as the API takes it."""
    return {"currency": amount.currency.code, "minor": amount.minor}


def money(amount: MoneyView | Money) -> str:
    """An amount as the API gives it."""
    return str(Amount.of(amount["currency"], amount["minor"]))


def celsius(milli_c: int) -> str:
    """Thousandths of a degree Celsius, to a hundredth."""
    return f"{milli_c / 1000:.2f} °C"


def clock(text: str) -> str:
    """An instant as the API gives it, for people."""
    return f"{datetime.fromisoformat(text):%d %B %Y %H:%M UTC}"


def day(text: str) -> str:
    """A day as the API gives it, for people."""
    return f"{date.fromisoformat(text):%d %B %Y}"


def quantity(of: Quantity) -> str:
    """How much, with separators, in the unit's plural."""
    unit = "boxes" if of.unit == "box" and of.amount != 1 else of.unit
    return f"{of.amount.normalize():,f} {unit}"


def short(identifier: str) -> str:
    """The ends of a long hexadecimal id."""
    return f"{identifier[:10]}...{identifier[-6:]}"


def instant(when: datetime) -> str:
    """A UTC instant as the API takes it."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
