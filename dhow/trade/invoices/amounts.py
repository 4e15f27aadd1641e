"""Decimal text of an invoice to integers of minor units and back, exactly."""

import re
from decimal import Decimal
from typing import Final

from dhow.trade.money import Currency

_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")  # XML Schema's decimal
_MAX_LENGTH: Final = 40
MAX_MINOR: Final = 10**30
"""Above this an amount is a mistake, not money; far below what the ledger's words hold."""


def parse_decimal(text: str) -> Decimal:
    """An XML Schema decimal: no exponent, no grouping, no NaN. ValueError says what was found."""
    stripped = text.strip()
    if len(stripped) > _MAX_LENGTH or not _DECIMAL.fullmatch(stripped):
        raise ValueError(f"found {stripped[:_MAX_LENGTH]!r}, expected a number such as 1250.00")
    return Decimal(stripped)


def parse_minor(text: str, currency: Currency) -> int:
    """`text` in minor units of `currency`; ValueError where it does not come out whole."""
    digits = currency.minor_units
    scaled = parse_decimal(text).scaleb(digits)
    if scaled != scaled.to_integral_value():
        raise ValueError(
            f"found {text.strip()!r}, but {currency} has {digits} digits after the point"
        )
    minor = int(scaled)
    if abs(minor) > MAX_MINOR:
        raise ValueError(f"found {text.strip()!r}, larger than any amount of money")
    return minor


def format_minor(minor: int, currency: Currency) -> str:
    """The plain decimal an invoice carries: 125000 EUR is '1250.00', 125000 JPY '125000'."""
    digits = currency.minor_units
    return format(Decimal(minor).scaleb(-digits), f".{digits}f")
