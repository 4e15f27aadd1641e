"""Documents as the interface takes and gives them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas import READ_ANEW, Answer, Hash32, Lei, ReceiptView, Request, ShortWords


class RegisterDocument(Request):
    """A structured document of `dhow.trade.documents`, and who may read it besides its issuer."""

    document: dict[str, Any] = Field(
        description="the document's JSON with its `kind`; `salt` is added where left out",
        examples=[{"kind": "packing_list", "number": "PL-1", "issued_on": "2026-03-01"}],
    )
    grant_to: tuple[Lei, ...] = Field(default=(), max_length=40)


class GrantDocument(Request):
    """The organisation that may read the document from now on."""

    organisation: Lei


class RevokeDocument(Request):
    """Why, in at most 31 printable characters without spaces; stands on the ledger."""

    reason: ShortWords


class DocumentSummary(Answer):
    """What a document is and whether it stands."""

    hash: Hash32
    kind: str
    issuer: str
    standing: str
    registered_at: datetime


class DocumentView(DocumentSummary):
    """A document with its content and who may read it."""

    document: Annotated[dict[str, Any], READ_ANEW]
    grantees: tuple[str, ...]
    receipt: ReceiptView | None = None


class AskForDocument(Request):
    """One organisation's process asks another's for a document: signed by the reader, for once."""

    document: Hash32
    owner: Lei
    reader: Lei
    seal_to: Hash32 = Field(description="X25519 public key that the answer is sealed to")
    nonce: Hash32 = Field(description="by chance; each request is answered once")
    deadline: int = Field(ge=0, le=2**53, description="unix seconds, by the ledger's clock")
    signature: str = Field(
        pattern="^0x[0-9a-f]{130}$",
        description="EIP-712 `DocumentRequest` by a key that acts for the reader",
    )


class SealedDocument(Answer):
    """The document's canonical bytes, sealed to the key of the request."""

    document: Hash32
    ephemeral: Hash32 = Field(description="X25519 public key of the one who sealed")
    ciphertext: str = Field(pattern="^0x[0-9a-f]*$", description="ChaCha20-Poly1305")


class FetchDocument(Request):
    """The organisation whose process has the document."""

    owner: Lei
