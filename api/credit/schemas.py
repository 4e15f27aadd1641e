"""Credits and presentations as the interface takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.documents.schemas import DocumentSummary
from api.schemas import (
    Answer,
    Hash32,
    Lei,
    Locode,
    Minor,
    Money,
    MoneyView,
    ReceiptView,
    Request,
)

ShortReference = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,16}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
DisposalName = Literal[
    "HOLDING_FOR_INSTRUCTIONS", "HOLDING_FOR_WAIVER", "RETURNING", "PRIOR_INSTRUCTIONS"
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


class PresentDocuments(Request):
    """Documents presented, to whom, and the drawing."""

    bank: Lei
    amount: Money
    documents: Annotated[tuple[Hash32, ...], Field(min_length=1, max_length=32)]


class Refuse(Request):
    """What happens to the documents (UCP 600 art. 16(c)(iii)): the four cases a) to d)."""

    disposal: DisposalName


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


class AmendmentView(Answer):
    """An amendment and who has answered it; its text where it is held here.

    Words that say something else than the ledger would change are not shown as the amendment, and
    `warnings` tells of them.
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
    amendment: dict[str, Any] | None
    warnings: tuple[str, ...] = ()
    receipt: ReceiptView | None = None


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


class CreditView(Answer):
    """A credit and where it stands on the ledger.

    `amount` is what the ledger enforces: with additional amounts (39C), the most that may be drawn.
    `terms` are the words as issued; none where they say something else than the ledger enforces,
    which `warnings` then tells. `nominated_bank` is none where that bank only advises.
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
    compliance_hold: ComplianceHoldView | None
    amendments: int
    transferred_by: str | None = Field(
        description="of a transferred credit: the bank to present to (art. 38(k))"
    )
    original: Hash32 | None = Field(
        description="what it was transferred of; the second beneficiary is not told"
    )
    amount: MoneyView
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


class FindingView(Answer):
    """One discrepancy: the rule, the document, the field, and words."""

    code: str
    article: str
    document: str
    field: str
    found: str
    required: str
    would_comply: str
    words: str


class ObservationView(Answer):
    """Something the bank should know that is no discrepancy."""

    article: str
    document: str
    words: str


class ExaminationView(Answer):
    """An examination's outcome; `hash` is that of its canonical bytes, as on the ledger."""

    complying: bool
    findings: tuple[FindingView, ...]
    observations: tuple[ObservationView, ...]
    last_day_for_presentation: date
    amount_to_honour: MoneyView
    words: tuple[str, ...]
    hash: Hash32


class AnswerWaiver(Request):
    """Whether the applicant would accept the documents; it binds nobody (art. 16(b))."""

    waives: bool


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


class HandlingView(Answer):
    """What befell a presentation besides the issuing bank's decision."""

    confirming_bank: str | None
    with_confirming_bank: bool
    found_complying: bool
    agreed_at: datetime | None
    waiver: str


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


class SightingView(Answer):
    """A document presented was seen elsewhere too; whose, by which bank and for how much is unsaid.

    `match` is RECORD, TRANSPORT_DOCUMENT, INVOICE or INVOICE_NUMBER; `under` is THIS_CREDIT,
    ANOTHER_CREDIT or INVOICE_REGISTRY; `standing` is WITH_A_BANK, TAKEN_UP or REFUSED, or the
    status in the registry of invoices. `earlier`: whether there before here.
    """

    document: Hash32
    match: str
    under: str
    standing: str
    earlier: bool
    words: str


class SubstitutionView(Answer):
    """Whose invoice goes on with a presentation under a transferred credit (art. 38(h), 38(i)).

    `state` is NONE, DEMANDED, SUBSTITUTED or AS_RECEIVED: the right to substitute is lost then.
    `drawing` is the first beneficiary's presentation of the difference.
    """

    presentation: Hash32
    original: Hash32
    state: str
    answer_by: datetime | None
    invoice: Hash32 | None
    drawing: Hash32 | None
    receipt: ReceiptView | None = None


class PresentationView(Answer):
    """A presentation as far as its reader may see it.

    `examination` is that of the bank that decides, to a bank its own; `nominated_examination` what
    the nominated or confirming bank found, told to it, to the presenter and, with the documents, to
    the issuing bank.
    """

    id: Hash32
    credit: Hash32
    state: str
    bank: str
    amount: MoneyView
    presented_day: date
    presented_at: datetime
    received_at: datetime | None
    decide_by: datetime | None
    documents: tuple[DocumentSummary, ...]
    not_held: tuple[Hash32, ...] = Field(
        default=(),
        description="presented to the reader, and their content never came: examined as not"
        " presented",
    )
    examination: ExaminationView | None
    nominated_examination: ExaminationView | None
    disposal: str | None
    notice: str | None
    handling: HandlingView
    drawing: DrawingView | None
    substitution: SubstitutionView | None = Field(
        description="under a transferred credit; null for the second beneficiary"
    )
    sightings: tuple[SightingView, ...] = Field(
        default=(), description="told to the banks alone: ask before you pay"
    )
    receipt: ReceiptView | None = None
