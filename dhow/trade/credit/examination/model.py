"""What an examination finds: discrepancies, observations, and the report that carries them."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from dhow.trade.money import Amount
from dhow.trade.records import Record, encode_fields


class Code(Enum):
    """Kinds of discrepancy, named as a trade-finance desk names them."""

    ADDRESSEE = "ADDRESSEE"
    ALTERATION = "ALTERATION"
    ARRIVAL_CONTENT = "ARRIVAL_CONTENT"
    CARRIAGE = "CARRIAGE"
    CARRIAGE_TERMS = "CARRIAGE_TERMS"
    CHARTER_PARTY = "CHARTER_PARTY"
    CONFLICT = "CONFLICT"
    CONSIGNEE = "CONSIGNEE"
    CONTENT = "CONTENT"
    CONTROL = "CONTROL"
    COPIES = "COPIES"
    CREDIT_NUMBER = "CREDIT_NUMBER"
    CURRENCY = "CURRENCY"
    DESCRIPTION = "DESCRIPTION"
    DRAFT_AMOUNT = "DRAFT_AMOUNT"
    DRAWEE = "DRAWEE"
    EARLY_SHIPMENT = "EARLY_SHIPMENT"
    ENDORSEMENT = "ENDORSEMENT"
    EXPIRED = "EXPIRED"
    FORMAT = "FORMAT"
    FREIGHT = "FREIGHT"
    FULL_SET = "FULL_SET"
    INCOTERM = "INCOTERM"
    INSTALMENT = "INSTALMENT"
    INSURANCE_DATE = "INSURANCE_DATE"
    INSURANCE_FORM = "INSURANCE_FORM"
    INSURED_AMOUNT = "INSURED_AMOUNT"
    INSURED_RISKS = "INSURED_RISKS"
    INSURED_ROUTE = "INSURED_ROUTE"
    INVOICE_AMOUNT = "INVOICE_AMOUNT"
    ISSUER = "ISSUER"
    LATE_PRESENTATION = "LATE_PRESENTATION"
    LATE_SHIPMENT = "LATE_SHIPMENT"
    MISSING = "MISSING"
    NO_EVIDENCE = "NO_EVIDENCE"
    NOTIFY = "NOTIFY"
    NOT_PRESENTED = "NOT_PRESENTED"
    ON_BOARD = "ON_BOARD"
    ON_DECK = "ON_DECK"
    ORIGINAL = "ORIGINAL"
    OVERDRAWN = "OVERDRAWN"
    PARTIAL = "PARTIAL"
    PLACE = "PLACE"
    PORT = "PORT"
    POSTDATED = "POSTDATED"
    QUANTITY = "QUANTITY"
    SHIPMENT_DATE = "SHIPMENT_DATE"
    SHORT = "SHORT"
    SIGNATURE = "SIGNATURE"
    TEMPERATURE_CONTENT = "TEMPERATURE_CONTENT"
    TENOR = "TENOR"
    TRANSHIPMENT = "TRANSHIPMENT"
    UNCLEAN = "UNCLEAN"
    UNDERDRAWN = "UNDERDRAWN"
    UNIT_PRICE = "UNIT_PRICE"


@dataclass(frozen=True, kw_only=True)
class Discrepancy(Record):
    """One reason to refuse: the rule, the document, the field, and words a trader understands."""

    code: Code
    article: str
    document: str
    field: str
    found: str
    required: str
    would_comply: str
    rule: str = ""

    @property
    def words(self) -> str:
        """One line for a trader: what is wrong, on which paper, and what would have been right.

        Article and field are told apart from it, so that a screen can show them where it likes.
        """
        return (
            f"{self.document}: found {self.found}; required {self.required}. "
            f"What would have complied: {self.would_comply}."
        )

    def encode_json(self) -> dict[str, Any]:
        return {**encode_fields(self), "words": self.words}


@dataclass(frozen=True, kw_only=True)
class Observation(Record):
    """Something the bank should know that is no discrepancy: disregarded data, an option it has."""

    article: str
    document: str
    words: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.document}: {self.words} ({self.article})"


@dataclass(frozen=True, kw_only=True)
class ExaminationReport(Record):
    """The outcome of examining one presentation. The same input gives the same bytes.

    `last_day_for_presentation` is the earlier of expiry and the presentation period, each rolled to
    a banking day where art. 29(a) allows; `decide_by` the fifth banking day following presentation.
    `amount_to_honour` is what is due if the bank honours. `accepts` are pending amendments, by
    number, that the presentation accepts: it complies with them and not without (art. 10(c)).
    """

    credit_number: str
    findings: tuple[Discrepancy, ...]
    observations: tuple[Observation, ...]
    presentation_day: date
    last_day_for_presentation: date
    decide_by: date
    shipment_date: date | None
    amount_to_honour: Amount
    examined: tuple[str, ...]
    accepts: tuple[int, ...] = ()

    @property
    def complying(self) -> bool:
        """Whether nothing stands against honour (UCP 600 art. 15)."""
        return not self.findings

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the findings, in order."""
        return tuple(finding.code.value for finding in self.findings)

    def encode_json(self) -> dict[str, Any]:
        return {"findings": [], **encode_fields(self), "complying": self.complying}

    def words(self) -> tuple[str, ...]:
        """The report for people: a heading, one line a finding, one line an observation."""
        if self.complying:
            heading = f"Credit {self.credit_number}: complying presentation; honour is due."
        else:
            n = len(self.findings)
            heading = f"Credit {self.credit_number}: {n} discrepanc{'y' if n == 1 else 'ies'}."
        lines = [f"{i}. {f.article}: {f.words}" for i, f in enumerate(self.findings, 1)]
        notes = [f"Note: {o}" for o in self.observations]
        return (heading, *lines, *notes)
