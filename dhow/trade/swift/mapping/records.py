"""The acts under a credit that banks tell each other, one record each."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record
from dhow.trade.swift.mapping.codecs import Due


class Disposal(Enum):
    """What becomes of refused documents (77B; UCP 600 art. 16(c)(iii))."""

    HOLD = "/HOLD/"
    NOTIFY = "/NOTIFY/"
    PREVIOUS_INSTRUCTIONS = "/PREVINST/"
    RETURN = "/RETURN/"


class Authorised(Enum):
    """What a bank authorises after discrepancies were told (23 of MT752)."""

    ACCEPT = "ACCEPT"
    DEBIT = "DEBIT"
    NEGOTIATE = "NEGOTIATE"
    REIMBURSE = "REIMBURSE"
    REMITTED = "REMITTED"
    SEE_72Z = "SEE72Z"


class Function(Enum):
    """What a free message is about (23H of MT759)."""

    CLOSING = "CLSVCLOS"
    OPENING = "CLSVOPEN"
    FRAUD = "FRAUDMSG"
    INFORMATION = "GENINFAD"
    AMENDMENT = "ISSAMEND"
    ISSUANCE = "ISSUANCE"
    OTHER = "OTHERFNC"
    PRE_DEBIT = "PREDENOT"
    REIMBURSEMENT = "REIMBURS"
    AMENDMENT_REQUEST = "REQAMEND"
    FINANCE_REQUEST = "REQFINAN"
    ISSUE_REQUEST = "REQISSUE"
    TRANSFER = "TRANSFER"


class Undertaking(Enum):
    """What a free message is about (22D of MT759)."""

    CREDIT = "DOCR"
    GUARANTEE = "DGAR"
    STANDBY = "STBY"
    OTHER = "UNDK"


@dataclass(frozen=True, kw_only=True)
class Act(Record):
    """What every act has: the sender's reference (20) and what it relates to (21).

    Only a free message and an amended authority may relate to nothing.
    """

    reference: str
    related: str | None = None


@dataclass(frozen=True, kw_only=True)
class Acknowledgement(Act):
    """MT730: a credit or an amendment was received; or what the beneficiary answers to it."""

    received_on: date
    account: str | None = None
    charges_due: Due | None = None
    account_with: Party | None = None
    charges: str | None = None
    information: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, kw_only=True)
class Discharge(Act):
    """MT732: documents with discrepancies are taken up after all."""

    taken_up_on: date
    amount: Amount
    information: str | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal(Act):
    """MT734: the one notice of refusal, every discrepancy, and what becomes of the documents.

    A notice without one of the three is none (UCP 600 art. 16(c)).
    """

    drawing: Due
    discrepancies: tuple[str, ...]
    disposal: Disposal
    charges: str | None = None
    total_claimed: Due | None = None
    account_with: Party | None = None
    information: str | None = None

    def __post_init__(self) -> None:
        if self.drawing.day is None:
            raise FieldRefused("drawing.day", "is missing; a refusal says of which day")
        if not self.discrepancies:
            raise FieldRefused("discrepancies", "are missing; state each (art. 16(c)(ii))")


@dataclass(frozen=True, kw_only=True)
class ReimbursementClaim(Act):
    """MT742: a bank that has honoured or negotiated claims on the reimbursing bank."""

    issuing_bank: Party
    principal: Amount
    total: Due
    issued_on: date | None = None
    additional: Amount | None = None
    charges: str | None = None
    account_with: Party | None = None
    pay_to: Party | None = None
    information: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimRefused(Act):
    """MT744: the reimbursing bank does not pay a claim, and says why."""

    issuing_bank: Party
    credit_number: str
    claimed: Due
    reason: str
    disposal: str
    issued_on: date | None = None
    charges: str | None = None
    information: str | None = None


@dataclass(frozen=True, kw_only=True)
class AuthorityAmended(Act):
    """MT747: the authority to reimburse is for another amount or until another day."""

    amended_on: date
    expiry: date | None = None
    increase: Amount | None = None
    decrease: Amount | None = None
    total: Amount | None = None
    tolerance: str | None = None
    additional: str | None = None
    information: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, kw_only=True)
class Discrepancies(Act):
    """MT750: documents are held to be discrepant; may they be paid all the same?"""

    drawing: Amount
    discrepancies: tuple[str, ...]
    additional: Amount | None = None
    deducted: str | None = None
    added: str | None = None
    total: Amount | None = None
    account_with: Party | None = None
    information: str | None = None


@dataclass(frozen=True, kw_only=True)
class Authority(Act):
    """MT752: the issuing bank's authority to pay, accept or negotiate in spite of discrepancies."""

    authorised: Authorised
    advised_on: date
    total: Amount | None = None
    charges: str | None = None
    net: Due | None = None
    sender_correspondent: Party | None = None
    receiver_correspondent: Party | None = None
    information: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, kw_only=True)
class Payment(Act):
    """MT754: the bank has paid, accepted or negotiated; where and when it is to be reimbursed."""

    principal: Due
    additional: Amount | None = None
    deducted: str | None = None
    added: str | None = None
    total: Due | None = None
    reimbursing_bank: Party | None = None
    account_with: Party | None = None
    pay_to: Party | None = None
    information: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reimbursed(Act):
    """MT756: a claim has been paid."""

    claimed: Amount
    paid: Due
    sender_correspondent: Party | None = None
    receiver_correspondent: Party | None = None
    information: str | None = None
    narrative: str | None = None

    def __post_init__(self) -> None:
        if self.paid.day is None:
            raise FieldRefused("paid.day", "is missing; say when it was paid")


@dataclass(frozen=True, kw_only=True)
class FreeMessage(Act):
    """MT759: anything else about a credit, with a code of what it is about."""

    function: Function
    narrative: str
    form: Undertaking = Undertaking.CREDIT
    undertaking_number: str | None = None
    issuing_bank: Party | None = None
