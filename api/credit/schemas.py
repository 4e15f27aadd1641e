"""Credits as the interface takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.schemas import (
    Answer,
    Hash32,
    Locode,
    Minor,
    MoneyView,
    ReceiptView,
    Request,
)

ShortReference = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,16}$")]


Words = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=2000,
        strip_whitespace=True,
        # Line feeds, and no other control: least of all what turns the order of what is read.
        pattern=r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+$",
    ),
]


class ApplyForCredit(Request):
    """An application. `terms` is the JSON of `dhow.trade.credit.Terms`.

    The places are where the banks receive presentations. Where left out, it is the place of expiry
    if the bank keeps a calendar there, else the one place where it keeps one.
    """

    reference: ShortReference = Field(description="the applicant's own, once for this bank")
    terms: dict[str, Any]
    issuing_place: Locode | None = None
    nominated_place: Locode | None = None


class IssueCredit(Request):
    """The bank's documentary credit number (field 20), as the terms have it."""

    number: ShortReference


class LodgeCollateral(Request):
    """How much, in minor units of the credit's currency."""

    minor: Minor


class PreAdvise(Request):
    """Until when the bank means to issue, and whether full details follow (art. 11(a)(ii))."""

    issue_by: date
    full_details_to_follow: bool = True


class RefuseToAdvise(Request):
    """Why the bank will not advise (art. 9(e)), told to the bank it had the credit from.

    The ledger keeps a hash of these words.
    """

    reason: Words


class HoldForCompliance(Request):
    """The provision that binds the bank, and whose law it is (ISO 3166-1 alpha-2).

    The words are told to that bank alone; the ledger keeps a hash of them.
    """

    legal_basis: Words
    jurisdiction: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class RecordCourtOrder(Request):
    """The court's own reference, told to the credit's parties; the ledger keeps a hash of it."""

    order_reference: Words


class CourtOrderView(Answer):
    """A court's order not to pay under a credit; its reference in words, where they are here."""

    credit: Hash32
    registrar: str
    order_reference: str | None
    order_reference_hash: Hash32
    recorded_at: datetime
    receipt: ReceiptView | None = None


class ComplianceHoldView(Answer):
    """A bank's hold on its own payments, told to that bank alone."""

    legal_basis: str | None
    legal_basis_hash: Hash32
    jurisdiction: str
    set_at: datetime


class AdviceRefusalView(Answer):
    """Why a bank will not advise, told to the bank that it had the credit from (art. 9(e))."""

    bank: str
    reason: str | None = Field(description="null where the words never came here")
    reason_hash: Hash32


class InstalmentView(Answer):
    """An instalment as the ledger counts it (art. 32): what may be presented for in its period.

    `until` is the last day for its presentation; `drawn` is what is open or drawn of it, as far as
    the reader is told. `state` is TO_COME, OPEN, DRAWN, MISSED, or CEASED after one missed.
    """

    first: date
    until: date
    amount: MoneyView
    drawn: MoneyView
    state: str


class CreditView(Answer):
    """A credit and where it stands on the ledger.

    `amount` is what the ledger enforces: with additional amounts (39C), the most that may be drawn.
    `terms` are the words as issued; none where they say something else than the ledger enforces,
    which `warnings` then tells. `nominated_bank` is none where a bank only advises.
    """

    id: Hash32
    reference: str
    number: str | None
    state: str
    applicant: str
    beneficiary: str
    issuing_bank: str
    nominated_bank: str | None
    advising_bank: str | None
    second_advising_bank: str | None
    reimbursing_bank: str | None
    issuing_place: str
    nominated_place: str | None
    availability: str
    transferable: bool
    advice: str
    second_advice: str
    advice_refusals: tuple[AdviceRefusalView, ...] = ()
    confirmation: str
    confirmed: MoneyView | None
    confirmed_expiry_day: date | None
    issue_by: date | None
    court_order: CourtOrderView | None
    court_orders: tuple[CourtOrderView, ...]
    compliance_hold: ComplianceHoldView | None
    amendments: int
    transferred_by: str | None = Field(
        description="of a transferred credit: the bank to present to (art. 38(k))"
    )
    original: Hash32 | None = Field(
        description="what it was transferred of; the second beneficiary is not told"
    )
    amount: MoneyView
    instalments: tuple[InstalmentView, ...] = Field(
        default=(), description="none where the credit has none, or examination alone holds them"
    )
    available: MoneyView
    drawn: MoneyView
    collateral: MoneyView | None
    reimbursed: MoneyView | None
    issued_at: datetime | None
    expiry_day: date
    latest_shipment_day: date | None
    terms_hash: Hash32
    terms: dict[str, Any] | None
    terms_in_force: dict[str, Any] | None = Field(
        description="the terms with every amendment accepted (art. 10(c)); null where there is none"
    )
    warnings: tuple[str, ...] = ()
    presentations: tuple[str, ...]
    receipt: ReceiptView | None = None
