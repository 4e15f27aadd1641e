"""What the model keeps. Amounts are minor units; parties are the short names of `Deals`."""

from dataclasses import dataclass, field

ENDED = frozenset({"WITHDRAWN", "DECLINED", "FULLY_DRAWN", "EXPIRED", "LAPSED", "CANCELLED"})
BINDING = frozenset({"ISSUED", "ADVISED"})
# A presentation that is over without payment takes nothing from the credit.
GONE = frozenset({"REFUSED", "RETURNED"})
USANCE = frozenset({"DEFERRED", "ACCEPTANCE", "MIXED"})
WHOLE_BPS = 10_000


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
    assignments: list[Assignment] = field(default_factory=list)
    acknowledged: dict[str, list[Assignment]] = field(default_factory=dict)  # by bank, in order
    advised: str = "NONE"
    advised_on: str = "NONE"
    confirmation: str = "NONE"
    confirmed: int = 0
    confirmed_until: int = 0
    lodged: int = 0  # collateral still held
    taken: int = 0  # of it, by the issuing bank
    order: tuple[str, bytes, int] | None = None
    holds: dict[str, tuple[bytes, bytes, int]] = field(default_factory=dict)

    @property
    def unassigned(self) -> int:
        """What may still be assigned: what stands, and what was paid under it, is not again."""
        standing = [each for each in self.assignments if each.state == "ACKNOWLEDGED"]
        if any(not each.amount for each in standing):
            return 0
        ended = sum(each.paid for each in self.assignments if each.state == "RELEASED")
        return max(0, self.terms.cap - sum(each.amount for each in standing) - ended)

    @property
    def open_until(self) -> int:
        """The day before which it does not expire: the latest that was offered stands."""
        offered = (each.changes.expiry for each in self.amendments)
        return max(self.terms.expiry, *offered, 0)

    @property
    def live(self) -> list["Presentation"]:
        """What is honoured or may still be."""
        return [each for each in self.made if each.state not in GONE]

    @property
    def open(self) -> list["Presentation"]:
        """What still awaits its end."""
        return [each for each in self.live if each.state != "HONOURED"]

    @property
    def drawn(self) -> int:
        """What was honoured."""
        return sum(each.amount for each in self.made if each.state == "HONOURED")

    @property
    def reserved(self) -> int:
        """What is honoured or under documents that are still open."""
        return sum(each.amount for each in self.live)

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
    documents: bytes
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
    is_found_complying: bool = False
    finding: bytes = bytes(32)
    waiver: str = "NONE"
    is_corruption_reported: bool = False
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
    sight: int = 0
    minimum: int = 0
    sells_with_recourse: bool = False

    @property
    def is_at_nominated(self) -> bool:
        """Whether the nominated or confirming bank acts next."""
        return self.is_with_confirming or self.state == "WITH_NOMINATED_BANK"

    @property
    def decider(self) -> str:
        """The bank whose five days run."""
        return self.confirming if self.is_with_confirming else self.credit.terms.issuing


def with_tolerance(amount: int, tolerance_bps: int) -> int:
    """An amount with what may be drawn above it."""
    return amount + amount * tolerance_bps // WHOLE_BPS
