"""What the model keeps. Amounts are minor units; parties are the short names of `Deals`."""

from dataclasses import dataclass, field

from eth_abi.abi import encode
from eth_utils.crypto import keccak

ENDED = frozenset({"WITHDRAWN", "DECLINED", "FULLY_DRAWN", "EXPIRED", "LAPSED", "CANCELLED"})
BINDING = frozenset({"ISSUED", "ADVISED"})
# A presentation that is over without payment takes nothing from the credit.
GONE = frozenset({"REFUSED", "RETURNED"})
USANCE = frozenset({"DEFERRED", "ACCEPTANCE", "MIXED"})
WHOLE_BPS = 10_000
PARTIAL_DRAWINGS = ("UNCHANGED", "ALLOWED", "PROHIBITED")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a credit says."""

    applicant: str
    beneficiary: str
    issuing: str
    nominated: str
    amount: int
    tolerance_bps: int
    partial: bool
    expiry: int
    hash: bytes
    availability: str = "SIGHT"
    confirmation: str = "WITHOUT"
    tenor_start: str = "NONE"
    tenor_days: int = 0
    sight_bps: int = 0
    interest_bps: int = 0
    advising: str = ""
    second_advising: str = ""
    reimbursing: str = ""
    instalments_root: bytes = bytes(32)
    shipment: int = 0  # the latest day, where one is stated
    transferable: bool = False
    insured_bps: int = 0  # what cover is stipulated, of the invoice's value; 0 where none is
    electronic: bool = False  # under the eUCP

    @property
    def transferring(self) -> str:
        """The bank that may transfer it (art. 38(b))."""
        return self.nominated or self.issuing

    @property
    def cap(self) -> int:
        """The most that may be drawn (art. 30)."""
        return with_tolerance(self.amount, self.tolerance_bps)

    @property
    def first_advising(self) -> str:
        """Who advises first; empty where nobody does."""
        return self.advising or self.nominated


@dataclass(frozen=True, slots=True)
class Instalment:
    """What may be drawn within one period (art. 32)."""

    first: int
    last: int
    amount: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What an amendment says: zeros and UNCHANGED where it says nothing."""

    amount_delta: int = 0
    tolerance_delta: int = 0
    expiry: int = 0
    shipment: int = 0
    partial: str = "UNCHANGED"
    changes_text: bool = False
    cancels: bool = False
    text_hash: bytes = bytes(32)

    @property
    def hash(self) -> bytes:
        """Over all that they say: what the first beneficiary of a part consents to."""
        types = "(int128,int16,uint32,uint32,uint8,bool,bool,bytes32)"
        told = (
            *(self.amount_delta, self.tolerance_delta, self.expiry, self.shipment),
            PARTIAL_DRAWINGS.index(self.partial),
            *(self.changes_text, self.cancels, self.text_hash),
        )
        return keccak(encode([types], [told]))

    @property
    def moves_schedule(self) -> bool:
        """Whether it changes what instalments are made of."""
        is_partial = self.partial != "UNCHANGED"
        return bool(self.amount_delta or self.tolerance_delta or self.expiry or is_partial)

    @property
    def says_anything(self) -> bool:
        """Whether it changes anything, cancellation apart."""
        return self.moves_schedule or bool(self.shipment) or self.changes_text


@dataclass(slots=True)
class Amendment:
    """One amendment and who has answered it."""

    changes: Changes
    issued_at: int
    state: str = "PENDING"
    extension: str = "NONE"
    is_advised: bool = False
    is_advised_on: bool = False
    cap_delta: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the first beneficiary wants transferred, to whom, and what it passes on (art. 38)."""

    second: str
    amount: int
    expiry: int
    shipment: int
    insured_bps: int
    passes: str  # of later amendments: ALL, ASK_FIRST or NONE
    names_first: bool  # in the applicant's place
    hash: bytes


@dataclass(slots=True)
class Transfer:
    """One request to transfer, and the part that came of it."""

    asked: Asked
    state: str = "REQUESTED"
    part: "Credit | None" = None
    # of amendments of the part, asked about one by one: what may be issued under their numbers
    allowed: dict[int, Changes] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether the part is the second beneficiary's still."""
        return self.state == "TRANSFERRED"

    @property
    def set_aside(self) -> int:
        """What the credit has given away: the whole part, or what was paid of one given back."""
        if self.part is None:
            return 0
        if self.stands:
            return self.part.terms.cap
        # what a confirming bank paid of it, too, whoever honours it
        return sum(each.amount for each in self.part.live)

    def passes_on(self, number: int, changes: Changes) -> bool:
        """Whether the second beneficiary is told of an amendment (art. 38(e))."""
        passes = self.asked.passes
        is_allowed = self.allowed.get(number) == changes
        return passes == "ALL" or (passes == "ASK_FIRST" and is_allowed)


@dataclass(slots=True)
class Assignment:
    """Proceeds that go to somebody else."""

    assignee: str
    amount: int  # the most of all payments together; 0 for all of them
    notice: bytes
    state: str = "NOTIFIED"
    paid: int = 0
    banks: set[str] = field(default_factory=set)  # that acknowledged it

    def share_of(self, amount: int) -> int:
        """What the assignee is still to have of a payment."""
        if self.state != "ACKNOWLEDGED":
            return 0
        return min(amount, self.amount - self.paid) if self.amount else amount


@dataclass(slots=True)
class Credit:
    """A credit and where it stands."""

    id: bytes
    terms: Terms
    state: str = "APPLIED"
    number: bytes = bytes(16)
    issued_at: int = 0
    issue_by: int = 0
    instalments: list[Instalment] = field(default_factory=list)
    made: list["Presentation"] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    accepted: list[Amendment] = field(default_factory=list)  # of them, in their order
    held_for: dict[bytes, list["Presentation"]] = field(default_factory=dict)  # by nominated banks
    assignments: list[Assignment] = field(default_factory=list)
    acknowledged: dict[str, list[Assignment]] = field(default_factory=dict)  # by bank, in order
    advised: str = "NONE"
    advised_on: str = "NONE"
    confirmation: str = "NONE"
    confirmed: int = 0
    confirmed_until: int = 0
    lodged: int = 0  # collateral still held
    taken: int = 0  # of it, by the issuing bank
    transfers: list[Transfer] = field(default_factory=list)
    original: "Credit | None" = None  # what it is a part of
    came_of: Transfer | None = None
    orders: dict[str, tuple[bytes, int]] = field(default_factory=dict)  # by register
    holds: dict[str, tuple[bytes, bytes, int]] = field(default_factory=dict)

    @property
    def available(self) -> int:
        """What may still be drawn; nothing where one drawing alone is allowed and stands.

        What was transferred leaves the first beneficiary its share of the one drawing.
        """
        may_draw = self.is_binding and (self.terms.partial or not self.live)
        return self.left_of(0) if may_draw else 0

    @property
    def to_come(self) -> int:
        """What its beneficiary can still be paid."""
        return self.available + sum(each.owed for each in self.made)

    @property
    def acknowledged_unpaid(self) -> int:
        """Of fixed sums that banks acknowledged, what no assignee has yet."""
        standing = [each for each in self.assignments if each.state == "ACKNOWLEDGED"]
        return sum(each.amount - each.paid for each in standing if each.amount)

    @property
    def is_all_assigned(self) -> bool:
        """Whether a bank acknowledged an assignment of all proceeds that stands."""
        return any(not each.amount and each.state == "ACKNOWLEDGED" for each in self.assignments)

    @property
    def open_until(self) -> int:
        """The day before which it does not expire: the latest that is still offered."""
        offered = (each.changes.expiry for each in self.amendments if each.state == "PENDING")
        return max(self.terms.expiry, *offered, 0)

    @property
    def applicant(self) -> str:
        """Who applied for it: of a part the original's, whoever its terms name."""
        return self.original.terms.applicant if self.original else self.terms.applicant

    @property
    def live(self) -> list["Presentation"]:
        """What is honoured or may still be."""
        return [each for each in self.made if each.state not in GONE or each.is_confirming_banks]

    @property
    def open(self) -> int:
        """How many presentations, and parts of it, still await their end."""
        awaited = [
            each
            for each in self.live
            if each.state != "HONOURED" and (each.state != "RETURNED" or each.is_still_bound)
        ]
        return len(awaited) + sum(each.stands for each in self.transfers)

    @property
    def drawn(self) -> int:
        """What was honoured: what is drawn of a part is drawn of the credit."""
        own = sum(each.amount for each in self.made if each.state == "HONOURED")
        return own + sum(each.part.drawn for each in self.transfers if each.part)

    @property
    def reserved(self) -> int:
        """What is honoured, under documents that are still open, or transferred."""
        if self.came_of is not None and not self.came_of.stands:
            return self.terms.cap  # nothing is left of what was given back
        own = sum(each.amount for each in self.live)
        return own + sum(each.set_aside for each in self.transfers)

    @property
    def is_binding(self) -> bool:
        """Whether something can be drawn."""
        return self.state in BINDING

    def left_of(self, instalment: int) -> int:
        """What may still be drawn of an instalment, from 1; of the whole credit for 0."""
        left = self.terms.cap - self.reserved
        if not instalment:
            return left
        within = self.instalments[instalment - 1].amount
        return min(
            left, with_tolerance(within, self.terms.tolerance_bps) - self.used_of(instalment)
        )

    def used_of(self, instalment: int) -> int:
        """What is honoured or open of an instalment."""
        return sum(each.amount for each in self.live if each.instalment == instalment)


@dataclass(slots=True)
class Presentation:
    """One presentation of documents, with what banks did about it."""

    id: bytes
    credit: Credit
    amount: int
    presented_day: int
    presented_at: int
    documents: list[bytes]
    state: str = "RECEIVED"
    instalment: int = 0
    disposal: str = "NONE"
    forward_by: int = 0
    received_at: int = 0
    decide_by: int = 0
    examination: bytes = bytes(32)
    notice: bytes = bytes(32)
    # what befell it on the way
    confirming: str = ""
    is_with_confirming: bool = False
    is_still_bound: bool = False  # the confirming bank, which owed it and was gone past unpaid
    is_found_complying: bool = False
    finding: bytes = bytes(32)
    stated: set[int] = field(default_factory=set)  # amendments of text it accepts, as a bank says
    waiver: str = "NONE"
    corrupted: int = 0  # a bit for each record that could not be read
    days_left: int = 0
    replace_by: int = 0
    bound_at: int = 0
    # the drawing
    claimant: str = ""
    nomination: str = "NONE"
    advanced: int = 0
    maturity: int = 0
    with_recourse: bool = False
    is_repaid: bool = False
    is_claimed: bool = False
    reimburser: str = ""
    reimbursed_at: int = 0
    is_refunded: bool = False
    sight: int = 0  # paid by the issuing bank, or reimbursed of what the other paid
    sight_reimburser: str = ""
    sight_reimbursed_at: int = 0
    # whose invoice goes on
    substitution: str = "NONE"
    answer_by: int = 0
    invoice: bytes = bytes(32)
    own: bytes = bytes(32)  # the first beneficiary's drawing of the difference
    is_difference: bool = False  # it is that drawing, for some other one
    minimum: int = 0
    sells_with_recourse: bool = False

    @property
    def is_acted_upon(self) -> bool:
        """Whether a bank paid or undertook to pay on its nomination, and was not repaid."""
        return self.nomination != "NONE" and not self.is_repaid

    @property
    def is_confirming_banks(self) -> bool:
        """Whether a confirming bank owes it or has paid it, whatever the other decides (art. 8)."""
        return bool(self.confirming) and (self.is_still_bound or self.is_acted_upon)

    @property
    def owed(self) -> int:
        """What the beneficiary is still to have of it, now or at maturity."""
        if self.nomination == "UNDERTAKEN":
            return self.amount - self.advanced
        is_over = self.state == "HONOURED" or (self.state in GONE and not self.is_still_bound)
        return 0 if self.is_acted_upon or is_over else self.amount - self.sight

    @property
    def is_at_nominated(self) -> bool:
        """Whether the nominated or confirming bank acts next."""
        return self.is_with_confirming or self.state == "WITH_NOMINATED_BANK"

    @property
    def is_at_another(self) -> bool:
        """Whether the bank presented to still has the documents, and the issuing bank has not."""
        return self.is_at_nominated or self.state == "ACTED_UPON"

    @property
    def having(self) -> str:
        """The bank that has the documents, or had them last."""
        terms = self.credit.terms
        return terms.nominated if self.is_at_another else terms.issuing

    def is_beside(self, by: str) -> bool:
        """Whether this bank owes it beside the issuing bank, which has the documents (art. 8)."""
        return self.is_still_bound and by == self.confirming

    @property
    def decider(self) -> str:
        """The bank whose five days run."""
        return self.confirming if self.is_with_confirming else self.credit.terms.issuing


def with_tolerance(amount: int, tolerance_bps: int) -> int:
    """An amount with what may be drawn above it."""
    return amount + amount * tolerance_bps // WHOLE_BPS
