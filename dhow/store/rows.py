"""What repositories give back: frozen and typed, never a live database row."""

from dataclasses import dataclass
from typing import Literal, Protocol

from dhow.store.ids import OrgId

MatchKind = Literal["DUPLICATE", "CONFLICT", "COLLATERAL_CONFLICT"]


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A member of the network."""

    organisation: OrgId
    lei: str
    name: str
    bic: str | None
    country: str
    capabilities: tuple[str, ...]
    dual_control: bool
    created_at: int


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person of an organisation; the password's hash stays in the database."""

    organisation: OrgId
    name: str
    duty: str  # "maker" or "checker"
    disabled: bool
    created_at: int
    administrator: bool = False
    epoch: int = 0  # session tokens of an earlier one are over
    person: str = ""  # stands for the name in the audit log
    erased: bool = False  # the name is a number too, and there is no password


@dataclass(frozen=True, slots=True)
class ServiceTokenRow:
    """A machine's token; its secret's hash stays in the database. Instants are of this machine."""

    token_id: str
    organisation: OrgId
    user: str
    name: str
    duty: str
    roles: tuple[str, ...]
    reads_only: bool
    created_by: str
    created_at: int
    expires_at: int
    revoked_by: str | None
    revoked_at: int | None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of an organisation's audit log; `body` is canonical JSON, `hash` covers the line
    and the one before."""

    organisation: OrgId
    number: int
    at: int
    kind: str
    body: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditLeafRow:
    """A log's last line at the time of a root: what stands under it."""

    organisation: OrgId
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditRootRow:
    """A root over the logs that have grown; without a transaction on its way to the ledger."""

    root: str
    at: int
    tx_hash: str | None
    block: int | None
    leaves: tuple[AuditLeafRow, ...]  # by organisation


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An electronic document without its content."""

    document_id: str
    kind: str
    owner: OrgId  # who stored it
    issuer: OrgId
    created_at: int
    erased: bool = False  # content and key are destroyed; the hash stands on the ledger


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A letter of credit's terms and parties; its state is on the ledger."""

    credit_id: str
    reference: str
    applicant: OrgId
    beneficiary: OrgId
    issuing_bank: OrgId
    nominated_bank: OrgId | None
    terms: bytes
    created_at: int


@dataclass(frozen=True, slots=True)
class PresentationRow:
    """A presentation: which documents, in order, and what examination said.

    `report` is the issuing bank's; `finding` that of the nominated or confirming bank before it.
    """

    presentation_id: str
    credit_id: str
    presenter: OrgId
    documents: tuple[str, ...]
    body: bytes
    report: bytes | None
    notice: bytes | None
    created_at: int
    finding: bytes | None = None


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """An amendment's whole text, canonical JSON of `dhow.trade.credit.amendment.Amendment`."""

    credit_id: str
    number: int
    body: bytes
    created_at: int


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer asked for: canonical JSON of the request (`request`) and the part's `terms`."""

    credit_id: str
    number: int
    body: bytes
    created_at: int


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason given under a credit: canonical JSON of its `words` and a `salt`.

    Attributes:
        hash: keccak-256 of `body`, as the ledger has it.
    """

    credit_id: str
    hash: str
    given_by: OrgId
    body: bytes
    created_at: int


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A shipment: legs and lots in `body` (JSON)."""

    shipment_id: str
    reference: str
    opened_by: OrgId
    participants: tuple[OrgId, ...]
    subjects: tuple[str, ...]
    body: bytes
    created_at: int


@dataclass(frozen=True, slots=True)
class ShipmentEventRow:
    """Something a participant reported about a shipment (JSON)."""

    shipment_id: str
    position: int  # from 1, in order of recording
    recorded_by: OrgId
    body: bytes
    recorded_at: int


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice as registered (canonical JSON of `dhow.trade.invoices.Invoice`)."""

    fingerprint: str
    conflict_key: str
    owner: OrgId
    body: bytes
    created_at: int


@dataclass(frozen=True, slots=True)
class TokenMatch:
    """Another registered invoice that shares tokens; whose it is stays unsaid."""

    fingerprint: str
    match: MatchKind


@dataclass(frozen=True, slots=True)
class UndertakingRow:
    """A payment undertaking's text and conditions (JSON in `body`)."""

    undertaking_id: str
    obligor: OrgId
    beneficiary: OrgId
    parties: tuple[OrgId, ...]
    body: bytes
    created_at: int


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A signed report about a subject (JSON in `body`)."""

    evidence_id: str
    subject: str
    kind: str
    body: bytes
    created_at: int


@dataclass(frozen=True, slots=True)
class ActRow:
    """A binding act one user prepared and another is to carry out."""

    act_id: str
    organisation: OrgId
    kind: str
    summary: str
    request: bytes
    prepared_by: str
    prepared_at: int
    completed_by: str | None
    completed_at: int | None


@dataclass(frozen=True, slots=True)
class OutboxKeyRow:
    """A sending key on one chain: its next nonce, what was read, who leads."""

    next_nonce: int
    block: int
    block_hash: str
    holder: str | None
    lease_until: int
    fence: int
    suspended: str | None
    trouble: str | None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxEntryRow:
    """A command accepted for sending; without an idempotency key, one that closes a gap."""

    entry: int
    idempotency_key: str | None
    fingerprint: str
    name: str
    target: str | None
    arguments: str
    calldata: bytes
    gas: int
    nonce: int
    state: str
    refusal: str | None
    accepted_at: int
    tx_hash: str | None
    block_number: int | None
    gas_used: int | None
    settled_at: int | None
    reason: bytes | None = None
    restored: bool = False
    traceparent: str | None = None


class NewOutboxEntry(Protocol):
    """A command to be kept: see `dhow.ledger.sending.records.NewEntry`."""

    @property
    def idempotency_key(self) -> str | None: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def target(self) -> str | None: ...
    @property
    def arguments(self) -> str: ...
    @property
    def calldata(self) -> bytes: ...
    @property
    def gas(self) -> int: ...
    @property
    def nonce(self) -> int: ...
    @property
    def traceparent(self) -> str | None: ...


class NewOutboxAttempt(Protocol):
    """Signed bytes to be kept: see `dhow.ledger.sending.records.NewAttempt`."""

    @property
    def entry(self) -> int: ...
    @property
    def tx_hash(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def purpose(self) -> str: ...
    @property
    def nonce(self) -> int: ...
    @property
    def max_fee(self) -> int: ...
    @property
    def tip(self) -> int: ...
    @property
    def raw(self) -> bytes: ...


class NewOutboxOutcome(Protocol):
    """What became of an entry: see `dhow.ledger.sending.records.NewOutcome`."""

    @property
    def entry(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def tx_hash(self) -> str | None: ...
    @property
    def block_number(self) -> int | None: ...
    @property
    def gas_used(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class OutboxAttemptRow:
    """Signed bytes of an entry."""

    tx_hash: str
    entry: int
    number: int
    purpose: str
    nonce: int
    max_fee: int
    tip: int
    raw: bytes
    written_at: int


@dataclass(frozen=True, slots=True)
class OperationRow:
    """A request to write, kept before it ran. Times are UTC seconds.

    `holder` runs it, and another may from `due_at` on; `promised`: its caller was told "accepted".
    `status` is that of its answer, or of its last attempt. `service_token` is the id of the token
    that asked for it; empty for a session of the user.
    """

    operation: str
    organisation: OrgId
    user: str
    idempotency_key: str | None
    method: str
    path: str
    fingerprint: str
    state: str
    promised: bool
    attempts: int
    holder: str | None
    due_at: int
    status: int | None
    accepted_at: int
    finished_at: int | None
    service_token: str = ""
