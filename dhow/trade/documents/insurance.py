"""Insurance documents (UCP 600 art. 28)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from dhow.trade.documents.base import Document
from dhow.trade.documents.place import Place
from dhow.trade.members.party import Party
from dhow.trade.money import Amount


class InsuranceForm(Enum):
    """A policy may stand for a certificate, never a cover note for either (art. 28(c), (d))."""

    POLICY = "policy"
    CERTIFICATE = "certificate"
    DECLARATION = "declaration"
    COVER_NOTE = "cover_note"


@dataclass(frozen=True, kw_only=True)
class InsuranceDocument(Document):
    """Evidence of cargo cover (art. 28).

    `effective_from` is the day cover begins, where the document says one. Franchise, excess and
    exclusion clauses are acceptable (art. 28(i), (j)) and go to `clauses`. `insured` is the party
    to whom claims are payable; `endorsed_to` whom it has endorsed the document to, where by name.
    """

    kind: ClassVar[str] = "insurance_document"
    title: ClassVar[str] = "Insurance document"

    form: InsuranceForm
    insured_amount: Amount
    covered_from: Place
    covered_to: Place
    risks: tuple[str, ...]
    insured: Party | None = None
    effective_from: date | None = None
    goods: str | None = None
    invoice_number: str | None = None
    vessel: str | None = None
    containers: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    originals_issued: int = 1
    endorsed_in_blank: bool = False
    endorsed_to: str | None = None
