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


class FetchDocument(Request):
    """The organisation whose process has the document."""

    owner: Lei
