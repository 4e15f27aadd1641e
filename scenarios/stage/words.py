"""How a story writes amounts, temperatures and instants."""

from datetime import datetime
from typing import Any

from dhow.trade.money import Amount


def money(amount: dict[str, Any]) -> str:
    """An amount as the API gives it."""
    return str(Amount.of(amount["currency"], amount["minor"]))


def celsius(milli_c: int) -> str:
    """Thousandths of a degree Celsius, to a hundredth."""
    return f"{milli_c / 1000:.2f} °C"


def instant(when: datetime) -> str:
    """A UTC instant as the API takes it."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
