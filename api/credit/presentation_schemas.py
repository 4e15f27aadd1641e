"""Presentations and what banks find in them, as the interface takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from api.credit.schemas import Words
from api.credit.settlement_schemas import DrawingView
from api.documents.schemas import DocumentSummary
from api.schemas import (
    Answer,
    Hash32,
    Lei,
    Money,
    MoneyView,
    ReceiptView,
    Request,
)

DisposalName = Literal[
    "HOLDING_FOR_INSTRUCTIONS", "HOLDING_FOR_WAIVER", "RETURNING", "PRIOR_INSTRUCTIONS"
]


class PresentDocuments(Request):
    """Documents presented, to whom, and the drawing."""

    bank: Lei
    amount: Money
    documents: Annotated[tuple[Hash32, ...], Field(min_length=1, max_length=32)]


class Refuse(Request):
    """What happens to the documents (UCP 600 art. 16(c)(iii)): the four cases a) to d)."""

    disposal: DisposalName


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
    """An examination's outcome; `hash` is that of its canonical bytes, as on the ledger.

    `accepts` are amendments, by number, that the presentation accepts by complying with them and
    not without (art. 10(c)); the bank that decides states it on the ledger before it honours.
    """

    complying: bool
    findings: tuple[FindingView, ...]
    observations: tuple[ObservationView, ...]
    last_day_for_presentation: date
    amount_to_honour: MoneyView
    accepts: tuple[int, ...] = ()
    words: tuple[str, ...]
    hash: Hash32


class AnswerWaiver(Request):
    """Whether the applicant would accept the documents; it binds nobody (art. 16(b))."""

    waives: bool


class ReportLoss(Request):
    """The covering letter, and the proof that the documents were sent (art. 35).

    The ledger keeps their hash, with a salt; presenter and banks read the words.
    """

    cover: Words


class AskForRecords(Request):
    """Every record that cannot be read: the bank asks once."""

    records: Annotated[tuple[Hash32, ...], Field(min_length=1, max_length=32)]


class ReplaceRecord(Request):
    """A record that could not be read, and the document presented in its place."""

    unreadable: Hash32
    replacement: Hash32


class ReplaceRecords(Request):
    """One for each record that the bank asked for."""

    records: Annotated[tuple[ReplaceRecord, ...], Field(min_length=1, max_length=32)]


class LossView(Answer):
    """Complying documents were lost on their way: since when the issuing bank must honour."""

    told_at: datetime
    cover: str | None = Field(description="the covering letter's words, where they are here")
    cover_hash: Hash32


class UnreadableView(Answer):
    """Records that a bank could not read, and by when they are to be presented again.

    `replaced_by` are the documents in their place, in the same order, where they came.
    """

    records: tuple[Hash32, ...]
    replace_by: date
    replaced_by: tuple[Hash32, ...]
    words: tuple[str, ...]


class HandlingView(Answer):
    """What befell a presentation besides the issuing bank's decision.

    `unreadable`, `lost`, `disposable_from` and `confirming_bank_still_bound` are told to presenter
    and banks only. From the day `disposable_from` on, 30 days after the notice of refusal, a bank
    that was not told what to do with electronic records may dispose of them (eUCP art. e8).
    """

    confirming_bank: str | None
    with_confirming_bank: bool
    confirming_bank_still_bound: bool
    found_complying: bool
    agreed_at: datetime | None
    waiver: str
    unreadable: UnreadableView | None = None
    lost: LossView | None = None
    disposable_from: date | None = None


class SightingView(Answer):
    """A document presented was seen elsewhere too; whose, by which bank and for how much is unsaid.

    `match` is RECORD, TRANSPORT_DOCUMENT, INVOICE or INVOICE_NUMBER; `under` is THIS_CREDIT,
    ANOTHER_CREDIT or INVOICE_REGISTRY; `standing` is WITH_A_BANK, TAKEN_UP, STILL_OWED (by a
    bank that confirmed, though refused) or REFUSED, or the status in the registry of invoices.
    `earlier`: whether there before here.
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
