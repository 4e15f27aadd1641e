"""What every electronic document of the trade carries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, ClassVar, Self

from dhow.trade.members.party import Party
from dhow.trade.records import (
    FieldRefused,
    InvalidInput,
    Problem,
    Record,
    decode,
    encode_fields,
    load,
)

SALT_FORM = "[0-9a-f]{32,64}"
_SALT = re.compile(SALT_FORM)


class SigningCapacity(Enum):
    """In what capacity a document is signed (UCP 600 art. 19 to 28 ask for it)."""

    ISSUER = "issuer"
    CARRIER = "carrier"
    MASTER = "master"
    AGENT = "agent"  # for the party named as principal
    OWNER = "owner"
    CHARTERER = "charterer"
    INSURER = "insurer"
    UNDERWRITER = "underwriter"


@dataclass(frozen=True, kw_only=True)
class Signature(Record):
    """Who signed, as what, and for whom. Electronic authentication is a signature (UCP 600 art. 3).

    `principal` names the carrier, master or insurer for whom an agent signs;
    `principal_capacity` says which of them that is.
    """

    name: str
    capacity: SigningCapacity = SigningCapacity.ISSUER
    principal: str | None = None
    principal_capacity: SigningCapacity | None = None


@dataclass(frozen=True, kw_only=True)
class Alteration(Record):
    """A correction of data on a document and who authenticated it, if anyone did."""

    field: str
    authenticated_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Document(Record):
    """Base of all documents.

    Fields of the same name on different documents say the same datum, which is what the rule on
    conflicting data compares (UCP 600 art. 14(d)). `salt` is 16 to 32 random bytes in hex, so that
    the hash on the ledger cannot be guessed from a document's likely content.
    """

    kind: ClassVar[str]
    title: ClassVar[str]

    number: str
    issuer: Party
    issued_on: date
    salt: str
    credit_number: str | None = None
    signature: Signature | None = None
    alterations: tuple[Alteration, ...] = ()
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _SALT.fullmatch(self.salt):
            raise FieldRefused(
                "salt", "must be 32 to 64 hexadecimal digits, small letters, at random"
            )

    @classmethod
    def from_json(cls, source: str | bytes | Mapping[str, Any]) -> Self:
        """Read a document of this kind; `kind`, where given, must be this one.

        Raises:
            InvalidInput: naming each field that is wrong.
        """
        data = load(source, cls.title.lower())
        if data.get("kind", cls.kind) != cls.kind:
            words = f"must be {cls.kind}, found {data['kind']!r}"
            raise InvalidInput(cls.title.lower(), (Problem("kind", words),))
        return decode(cls, data, ignore=("kind",))

    def encode_json(self) -> dict[str, Any]:
        """Plain JSON values, the kind among them."""
        return {"kind": self.kind, **encode_fields(self)}

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
