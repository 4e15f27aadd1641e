"""An amount of money: a whole number of minor units in one currency."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from dhow.trade.money.currency import Currency

BPS = 10_000
"""Basis points in the whole: 1% is 100 basis points."""

_PRINTED = re.compile(r"([A-Z]{3}) ?(-?)(\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.(\d{1,4}))?", re.ASCII)
_SWIFT = re.compile(r"([A-Z]{3})(\d{1,14}),(\d*)", re.ASCII)
_SWIFT_LENGTH = 15


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum or comparison; conversion is never implied."""


@dataclass(frozen=True, slots=True)
class Amount:
    """`minor` whole minor units of `currency`: Amount(25_000_000, Currency("USD")) is USD 250,000.

    Raises:
        TypeError: when `minor` is not an int.
    """

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError(f"minor units are whole numbers, found {self.minor!r}")

    @classmethod
    def of(cls, code: str, minor: int) -> Self:
        """`minor` minor units of the currency `code`."""
        return cls(minor, Currency(code))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "USD 250,000.00" or "USD 250000"; decimals may not exceed the minor units.

        Raises:
            ValueError: when the text is not an amount or has too many decimals.
        """
        match = _PRINTED.fullmatch(text.strip())
        if match is None:
            raise ValueError(f'"{text[:40]}" is not an amount; write it as "USD 250,000.00"')
        code, sign, whole, decimals = match.groups()
        return cls._from_parts(code, sign + whole.replace(",", ""), decimals or "")

    @classmethod
    def parse_swift(cls, text: str) -> Self:
        """Read the form of SWIFT field 32B, "USD250000,00": the decimal comma is mandatory.

        Raises:
            ValueError: when the comma is missing, the number is longer than 15 characters, or it
                has more decimals than the currency (error code C03).
        """
        match = _SWIFT.fullmatch(text)
        if match is None or len(text) - 3 > _SWIFT_LENGTH:
            raise ValueError(f'"{text[:40]}" is not a SWIFT amount; write it as "USD250000,00"')
        return cls._from_parts(*match.groups())

    @classmethod
    def _from_parts(cls, code: str, whole: str, decimals: str) -> Self:
        currency = Currency(code)
        digits = currency.minor_units
        if len(decimals) > digits:
            raise ValueError(f"{code} has {digits} decimal places, found {len(decimals)}")
        return cls(int(whole + decimals.ljust(digits, "0")), currency)

    def __str__(self) -> str:
        whole, decimals = self._split()
        sign = "-" if self.minor < 0 else ""
        tail = f".{decimals}" if decimals else ""
        return f"{self.currency.code} {sign}{int(whole):,}{tail}"

    def swift(self) -> str:
        """The form of SWIFT field 32B.

        Raises:
            ValueError: for a negative amount, or one that does not fit in 15 characters.
        """
        whole, decimals = self._split()
        number = f"{whole},{decimals}"
        if self.minor < 0 or len(number) > _SWIFT_LENGTH:
            raise ValueError(f"{self} cannot be written in a SWIFT amount field")
        return f"{self.currency.code}{number}"

    def _split(self) -> tuple[str, str]:
        digits = self.currency.minor_units
        text = str(abs(self.minor)).rjust(digits + 1, "0")
        return (text[:-digits], text[-digits:]) if digits else (text, "")

    def _same(self, other: "Amount") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} are in different currencies")
        return other.minor

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Amount":
        return Amount(-self.minor, self.currency)

    def __lt__(self, other: "Amount") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Amount") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Amount") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Amount") -> bool:
        return self.minor >= self._same(other)

    def mul_ratio_down(self, ratio: Fraction) -> "Amount":
        """This amount times `ratio`, rounded towards minus infinity to a whole minor unit."""
        product = self.minor * ratio
        return Amount(product.numerator // product.denominator, self.currency)

    def mul_ratio_up(self, ratio: Fraction) -> "Amount":
        """This amount times `ratio`, rounded towards plus infinity to a whole minor unit."""
        product = self.minor * ratio
        return Amount(-(-product.numerator // product.denominator), self.currency)

    def mul_bps_down(self, bps: int) -> "Amount":
        """`bps` basis points of this amount, rounded down."""
        return self.mul_ratio_down(Fraction(bps, BPS))

    def mul_bps_up(self, bps: int) -> "Amount":
        """`bps` basis points of this amount, rounded up."""
        return self.mul_ratio_up(Fraction(bps, BPS))

    def mul_percent_down(self, percent: int) -> "Amount":
        """`percent` per cent of this amount, rounded down."""
        return self.mul_bps_down(percent * 100)

    def mul_percent_up(self, percent: int) -> "Amount":
        """`percent` per cent of this amount, rounded up."""
        return self.mul_bps_up(percent * 100)

    def encode_json(self) -> dict[str, Any]:
        return {"currency": self.currency.code, "minor": self.minor}

    @classmethod
    def decode_json(cls, data: Any) -> Self:
        """From {"currency": "USD", "minor": 25000000} or the printed form "USD 250,000.00"."""
        if isinstance(data, str):
            return cls.parse(data)
        if not isinstance(data, Mapping) or set(data) != {"currency", "minor"}:
            raise ValueError('must be {"currency": "USD", "minor": 25000000} or "USD 250,000.00"')
        minor = data["minor"]
        if not isinstance(minor, int) or isinstance(minor, bool):
            raise ValueError("minor must be a whole number of minor units")
        return cls(minor, Currency.decode_json(data["currency"]))
