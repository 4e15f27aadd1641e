"""ISO 4217: which currency codes are in use and how many minor units each has."""

from dataclasses import dataclass
from typing import Any, Self

_NO_MINOR = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD"
    " CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS"
    " GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD"
    " LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB"
    " PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP"
    " SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW"
    " ZWG"
)
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"

MINOR_UNITS: dict[str, int] = {
    code: digits
    for digits, codes in ((0, _NO_MINOR), (2, _TWO), (3, _THREE), (4, _FOUR))
    for code in codes.split()
}
"""Decimal places of every currency code in use (ISO 4217 list one, as of 2026).

Precious metals, bond units and test codes (XAU, XDR, XTS ...) have no minor unit and cannot
denominate a credit, so they are absent.
"""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency by its ISO 4217 code.

    Raises:
        ValueError: when the code is not in use.
    """

    code: str

    def __post_init__(self) -> None:
        if self.code not in MINOR_UNITS:
            raise ValueError(f'"{self.code}" is not an ISO 4217 currency code in use')

    @property
    def minor_units(self) -> int:
        """Decimal places: 2 for USD, 0 for JPY, 3 for KWD."""
        return MINOR_UNITS[self.code]

    def __str__(self) -> str:
        return self.code

    def encode_json(self) -> str:
        return self.code

    @classmethod
    def decode_json(cls, data: Any) -> Self:
        if not isinstance(data, str):
            raise ValueError("must be a three-letter currency code")
        return cls(data)
