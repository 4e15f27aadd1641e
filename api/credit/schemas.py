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


class CreditView(Answer):
    """A credit and where it stands on the ledger."""

    id: Hash32
    reference: str
    number: str | None
    state: str
    applicant: str
    beneficiary: str
    issuing_bank: str
    nominated_bank: str | None
    issuing_place: str
    nominated_place: str | None
    amount: MoneyView
    available: MoneyView
    drawn: MoneyView
    collateral: MoneyView | None
    reimbursed: MoneyView | None
    issued_at: datetime | None
    expiry_day: date
    latest_shipment_day: date | None
    terms_hash: Hash32
    terms: dict[str, Any]
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


class PresentationView(Answer):
    """A presentation as far as its reader may see it."""

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
    examination: ExaminationView | None
    disposal: str | None
    notice: str | None
    sightings: tuple[SightingView, ...] = Field(
        default=(), description="told to the banks alone: ask before you pay"
    )
    receipt: ReceiptView | None = None
