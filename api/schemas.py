"""Shapes that every capability shares: identifiers, money, time, receipts.

Requests refuse fields they do not know, so that a misspelt one is an error and not silence.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from dhow.trade.members import identifiers
from dhow.trade.money import Currency

MAX_MINOR = 2**128 - 1  # uint128 on the ledger
_SHORT = 31  # a bytes32 with an end
_FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)


SHOWN_ONCE = "shown once"
"""Marks a field of an answer that holds a secret: `Annotated[str, SHOWN_ONCE]`. Kept nowhere."""
READ_ANEW = "read anew"
"""Marks a field of an answer whose content may be erased: read again each time it is told."""


class Request(BaseModel):
    """Base of what is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Answer(BaseModel):
    """Base of what is given back: whole, with what has a default too."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


def _utc_seconds(value: datetime) -> datetime:
    """Instants on the ledger are whole seconds of UTC."""
    if value.microsecond:
        raise ValueError("must be whole seconds, such as 2026-03-01T08:00:00Z")
    utc = value.astimezone(UTC)
    if utc < _FIRST_INSTANT:
        raise ValueError("must not lie before 1970-01-01T00:00:00Z, where the ledger's time begins")
    return utc


def _unix(value: Any) -> Any:
    """Whole unix seconds are an instant too; nothing else that is not text."""
    if isinstance(value, bool | float):
        raise ValueError("must be an instant such as 2026-03-01T08:00:00Z")
    return value


Hash32 = Annotated[
    str,
    StringConstraints(pattern=r"^0x[0-9a-f]{64}$"),
    Field(description="32 bytes as 0x and 64 small hexadecimal digits"),
]
Address = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-fA-F]{40}$")]
HexBytes = Annotated[
    str, StringConstraints(pattern=r"^0x([0-9a-fA-F]{2})*$", max_length=2 + 2 * 64 * 31)
]
Lei = Annotated[
    str,
    AfterValidator(identifiers.lei),
    Field(description="Legal Entity Identifier, ISO 17442"),
]
Locode = Annotated[str, AfterValidator(identifiers.un_locode), Field(description="UN/LOCODE")]
CountryCode = Annotated[str, AfterValidator(identifiers.country)]
Bic = Annotated[str, AfterValidator(identifiers.bic)]
Instant = Annotated[AwareDatetime, BeforeValidator(_unix), AfterValidator(_utc_seconds)]
Minor = Annotated[int, Field(gt=0, le=MAX_MINOR, strict=True, description="minor units")]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")
]
ShortAscii = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,31}$")]


def _short_words(text: str) -> str:
    if not text or len(text) > _SHORT or not (text.isascii() and text.isprintable()):
        raise ValueError(
            f"must be 1 to {_SHORT} letters, digits, spaces and signs of ASCII: it stands on the"
            f" ledger in one word of storage; found {len(text)}"
        )
    return text


ShortWords = Annotated[
    str,
    AfterValidator(_short_words),
    Field(description="ordinary words, at most 31 printable ASCII characters; on the ledger"),
]


def _currency(code: str) -> str:
    return Currency(code).code


CurrencyCode = Annotated[str, AfterValidator(_currency), Field(description="ISO 4217 code")]


class Money(Request):
    """An amount: whole minor units of a currency."""

    currency: CurrencyCode
    minor: Minor


class MoneyView(Answer):
    """An amount: whole minor units of a currency."""

    currency: str
    minor: int


class EventView(Answer):
    """One event of an act, named as in the contract's interface."""

    name: str
    values: dict[str, Any]


class ReceiptView(Answer):
    """What became of an act on the ledger."""

    transaction: str
    block: int
    at: datetime
    gas_used: int
    events: tuple[EventView, ...]


class PreparedView(Answer):
    """A binding act that a maker prepared and a checker has yet to carry out."""

    act: str
    summary: str
    awaits: str = "checker"
    prepared_by: str
    prepared_at: datetime


class Problem(Answer):
    """RFC 9457 problem details, as every error answers."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    rule: str = ""
    next: str = ""
    error: str = ""
    values: dict[str, Any] = {}
    fields: tuple[dict[str, str], ...] = ()


__all__ = [
    "Address",
    "Answer",
    "Bic",
    "CountryCode",
    "CurrencyCode",
    "EventView",
    "Hash32",
    "HexBytes",
    "Instant",
    "Lei",
    "Locode",
    "Minor",
    "Money",
    "MoneyView",
    "PreparedView",
    "Problem",
    "ReceiptView",
    "Request",
    "ShortAscii",
    "ShortWords",
    "Text",
    "date",
]
