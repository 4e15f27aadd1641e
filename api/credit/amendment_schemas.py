"""Amendments as the interface takes and gives them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas import (
    Answer,
    Hash32,
    ReceiptView,
    Request,
)


class IssueAmendment(Request):
    """`amendment` is the JSON of `dhow.trade.credit.amendment.Amendment`."""

    amendment: dict[str, Any]


class ExtendConfirmation(Request):
    """Whether the confirmation extends to the amendment (art. 10(b))."""

    extends: bool


class AnswerAmendment(Request):
    """Accepted or rejected; `only` names changes by path, and accepting parts rejects (10(e))."""

    accepts: bool
    only: tuple[str, ...] = ()


class AcceptByPresentation(Request):
    """The number of the amendment that the presentation accepts."""

    number: Annotated[int, Field(ge=1, le=999)]


class AmendmentView(Answer):
    """An amendment and who has answered it; its text where it is held here.

    Words that say something else than the ledger would change are not shown as the amendment, and
    `warnings` tells of them. Where a bank stated that documents accept one that changes text,
    `accepted_for` names their presentations: it is in force for these alone until the beneficiary
    accepts it (`accepted_by` a presentation made under it, or in words).
    """

    credit: Hash32
    number: int
    state: str
    extension: str
    advised: bool
    advised_on: bool
    issued_at: datetime
    cancels: bool
    text_hash: Hash32
    accepted_by: str | None
    accepted_for: tuple[str, ...] = ()
    amendment: dict[str, Any] | None
    warnings: tuple[str, ...] = ()
    receipt: ReceiptView | None = None
