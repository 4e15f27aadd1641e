"""Drawings between beneficiary and banks, as the interface takes and gives them."""

from datetime import date, datetime

from pydantic import Field

from api.credit.schemas import ComplianceHoldView
from api.schemas import (
    Answer,
    Hash32,
    Minor,
    MoneyView,
    ReceiptView,
    Request,
)


class UndertakePayment(Request):
    """The day in the documents that the tenor runs from; left out where it runs from sight."""

    stated_day: date | None = None


class OfferAdvance(Request):
    """The least the beneficiary takes for a drawing, minor units, and on what terms."""

    minimum_minor: Minor
    with_recourse: bool = False


class Negotiate(Request):
    """What the bank pays now, minor units, and whether it may ask it back (art. 8(a)(ii))."""

    advance_minor: Minor
    with_recourse: bool = False


class Prepay(Request):
    """What the bank pays now for its own undertaking, minor units (art. 12(b))."""

    advance_minor: Minor


class DrawingView(Answer):
    """A drawing as it stands between the banks and the beneficiary."""

    presentation: Hash32
    credit: Hash32
    amount: MoneyView
    nomination: str
    claimant: str | None
    advanced: MoneyView | None
    sight: MoneyView | None
    maturity_day: date | None
    with_recourse: bool
    minimum: MoneyView | None
    claimed: bool
    reimburser: str | None
    reimbursed_at: datetime | None
    refunded: bool
    repaid: bool
    refund_due: MoneyView | None
    receipt: ReceiptView | None = None


class ReimbursementView(Answer):
    """What a reimbursing bank is told of a credit: neither its terms nor its documents."""

    credit: Hash32
    number: str
    state: str
    issuing_bank: str
    claiming_bank: str | None
    beneficiary: str
    authorised: MoneyView
    expiry_day: date
    claims: tuple[DrawingView, ...]
    compliance_hold: ComplianceHoldView | None = Field(description="its own")
    receipt: ReceiptView | None = None
