"""Undertakings as the interface takes and gives them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas import (
    Answer,
    Hash32,
    Instant,
    Lei,
    Locode,
    Money,
    MoneyView,
    ReceiptView,
    Request,
)

DocumentKindName = Literal[
    "OTHER",
    "COMMERCIAL_INVOICE",
    "BILL_OF_LADING",
    "AIR_WAYBILL",
    "INSURANCE_DOCUMENT",
    "CERTIFICATE_OF_ORIGIN",
    "INSPECTION_CERTIFICATE",
    "PACKING_LIST",
    "TEMPERATURE_CERTIFICATE",
    "NOTICE_OF_ARRIVAL",
    "PRODUCTION_RECORD",
    "CUSTOMS_RELEASE",
    "PURCHASE_ORDER",
    "DRAFT",
]
MilliC = Annotated[int, Field(ge=-273_150, lt=2**31, strict=True)]
Seconds = Annotated[int, Field(ge=0, lt=2**32, strict=True)]
Statement = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class TemperatureCondition(Request):
    """A quorum's temperature report within these limits. Missing data is no evidence.

    `policy` is the hash of the agreed record: limits, container, and the stretch of its logger's
    record. The report must span `minimum_span_seconds` and lie between `not_before` and
    `not_after`; all three are the obligor's to state, none has a value it did not choose.
    """

    kind: Literal["TEMPERATURE"]
    policy: Hash32
    minimum_milli_c: MilliC
    maximum_milli_c: MilliC
    maximum_kinetic_milli_c: MilliC
    maximum_gap_seconds: Seconds
    minimum_span_seconds: Annotated[int, Field(ge=1, lt=2**32, strict=True)]
    not_before: Instant
    not_after: Instant


class ArrivalCondition(Request):
    """A quorum's arrival report of this vessel at this place, between these instants.

    Both are to be stated: a ship that calls often has arrived before.
    """

    kind: Literal["ARRIVAL"]
    policy: Hash32
    place: Locode
    vessel: Annotated[int, Field(gt=0, lt=2**32, strict=True)]
    minimum_sources: Annotated[int, Field(ge=1, le=3, strict=True)]
    not_before: Instant
    not_after: Instant


class AttestationCondition(Request):
    """A named organisation's statement; its hash stands on the ledger."""

    kind: Literal["ATTESTATION"]
    party: Lei
    statement: Statement


class DocumentCondition(Request):
    """A registered document of a kind, by a named issuer."""

    kind: Literal["DOCUMENT"]
    party: Lei
    document_kind: DocumentKindName
    not_before: Instant | None = None
    not_after: Instant | None = None


ConditionBody = Annotated[
    TemperatureCondition | ArrivalCondition | AttestationCondition | DocumentCondition,
    Field(discriminator="kind"),
]


class Undertake(Request):
    """What the obligor undertakes. `required` of the conditions must be met; all unless given."""

    reference: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,32}$")]
    beneficiary: Lei
    amount: Money
    expires_at: Instant
    payable_from: Instant | None = None
    required: Annotated[int, Field(ge=1, le=16, strict=True)] | None = None
    conditions: Annotated[tuple[ConditionBody, ...], Field(min_length=1, max_length=16)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=10_000)] | None = None


class Index(Request):
    """Which condition, from 0."""

    index: Annotated[int, Field(ge=0, le=15, strict=True)]


class ShowEvidence(Index):
    """Evidence on the ledger that meets a condition."""

    evidence: Hash32


class ShowDocument(Index):
    """A registered document that meets a condition."""

    document: Hash32


class ConditionView(Answer):
    """One condition and whether it is met. `terms` are as they were given."""

    index: int
    kind: str
    met: bool
    terms: ConditionBody


class UndertakingView(Answer):
    """An undertaking and where it stands."""

    id: Hash32
    state: str
    reference: str
    obligor: str
    beneficiary: str
    amount: MoneyView
    expires_at: datetime
    payable_from: datetime | None
    required: int
    met: int
    conditions: tuple[ConditionView, ...]
    text: str | None
    receipt: ReceiptView | None = None
