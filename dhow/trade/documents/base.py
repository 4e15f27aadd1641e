"""What every electronic document of the trade carries."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, ClassVar

from dhow.trade.members.party import Party
from dhow.trade.records import FieldRefused, Record

_SALT = re.compile(r"[0-9a-f]{32,64}")


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
            raise FieldRefused("salt", "must be 32 to 64 hexadecimal digits, small letters")

    def as_dict(self) -> dict[str, Any]:
        """The record as plain JSON values, its kind among them."""
        return {"kind": self.kind, **super().as_dict()}

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
