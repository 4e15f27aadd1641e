"""Transfers as the interface takes and gives them."""

from datetime import date
from typing import Any

from pydantic import Field

from api.credit.schemas import ShortReference
from api.schemas import Answer, Hash32, MoneyView, ReceiptView, Request


class AskForTransfer(Request):
    """`transfer` is the JSON of `dhow.trade.credit.transfer.TransferRequest`."""

    transfer: dict[str, Any]


class TransferCredit(Request):
    """The transferring bank's own reference of the part, once for it."""

    reference: ShortReference


class SubstituteInvoice(Request):
    """The first beneficiary's invoice, and its presentation of the difference where it draws one.

    That presentation is made under the original credit to the transferring bank, before.
    """

    invoice: Hash32
    drawing: Hash32 | None = None


class TransferView(Answer):
    """A transfer asked for, and the second beneficiary's credit that came of it.

    `state` is REQUESTED, WITHDRAWN, TRANSFERRED or CLOSED; `amendments` is what of later amendments
    the second beneficiary is told: ALL, ASK_FIRST or NONE (art. 38(e)).
    """

    credit: Hash32
    number: int
    state: str
    second_beneficiary: str
    amount: MoneyView
    expiry_day: date
    latest_shipment_day: date | None
    amendments: str
    names_first_beneficiary: bool
    terms_hash: Hash32
    terms: dict[str, Any] | None = Field(description="as transferred, where held here")
    transferred: Hash32 | None = Field(description="the second beneficiary's credit")
    receipt: ReceiptView | None = None


class AmendmentToPassOnView(Answer):
    """What the issuing bank means to issue of a part whose first beneficiary wanted to be asked.

    `allowed` is whether these words may be issued now (art. 38(e)).
    """

    credit: Hash32
    number: int
    text_hash: Hash32
    amendment: dict[str, Any]
    allowed: bool


class AllowAmendment(Request):
    """The words allowed, as the issuing bank told them; no others are issued under the number.

    `amendment` is the JSON of `dhow.trade.credit.amendment.Amendment`.
    """

    amendment: dict[str, Any]


class AmendmentAllowedView(Answer):
    """An amendment that the first beneficiary lets pass on to the second, by its text's hash."""

    credit: Hash32
    number: int
    text_hash: Hash32
    receipt: ReceiptView | None = None
