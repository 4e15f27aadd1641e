"""The organisations of a story: invented names with identifiers that check out."""

from dataclasses import dataclass
from typing import Literal

from dhow.trade.members import Party

_LEI_ISSUER = "8945"  # no operating issuer's prefix, so that no invented LEI is somebody's
_LETTERS_TO_DIGITS = 55  # "A" counts 10 in ISO 7064

Capability = Literal[
    "exporter",
    "importer",
    "bank",
    "carrier",
    "inspector",
    "customs",
    "terminal",
    "financier",
    "oracle operator",
    "regulator",
]


def invented_lei(word: str) -> str:
    """A 20-character LEI made of an invented word, with the check digits of ISO 17442.

    Args:
        word: 1 to 12 letters or digits.
    """
    body = f"{_LEI_ISSUER}00{word.upper():0>12}"[:18]
    digits = "".join(
        str(ord(char) - _LETTERS_TO_DIGITS) if char.isalpha() else char for char in f"{body}00"
    )
    return f"{body}{98 - int(digits) % 97:02d}"


@dataclass(frozen=True, kw_only=True)
class Member:
    """One organisation of a story and how it is admitted.

    Attributes:
        code: short name within the story.
        capabilities: as the API names them, such as `bank`.
        dual_control: binding acts need a maker and a checker.
        calendars: UN/LOCODE to the years of banking days to publish, for banks.
        opening: currency code to minor units on its account at the start.
    """

    code: str
    name: str
    country: str
    city: str
    capabilities: tuple[Capability, ...]
    bic: str | None = None
    dual_control: bool = False
    place: str | None = None
    opening: tuple[tuple[str, int], ...] = ()

    @property
    def lei(self) -> str:
        """Its legal entity identifier."""
        return invented_lei(self.code.replace("-", ""))

    @property
    def party(self) -> Party:
        """The organisation as terms and documents name it."""
        return Party(
            name=self.name, country=self.country, address=(self.city,), lei=self.lei, bic=self.bic
        )
