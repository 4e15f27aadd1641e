"""Who is bound to pay under a credit, and how (UCP 600 art. 7, 8, 9, 12)."""

from dataclasses import dataclass
from enum import Enum

from dhow.trade.credit.terms import AvailableWith, Mode, Terms


class Role(Enum):
    """What a bank is to a credit."""

    ISSUING = "issuing_bank"
    CONFIRMING = "confirming_bank"
    NOMINATED = "nominated_bank"
    ADVISING = "advising_bank"
    SECOND_ADVISING = "second_advising_bank"
    REIMBURSING = "reimbursing_bank"
    TRANSFERRING = "transferring_bank"


class Duty(Enum):
    """What a bank owes the beneficiary for a complying presentation."""

    NOTHING = "nothing"
    HONOUR = "honour"
    NEGOTIATE = "negotiate"


@dataclass(frozen=True, kw_only=True)
class Undertaking:
    """What a bank owes, and whether it may ask for its money back from the beneficiary."""

    duty: Duty
    recourse: bool = False
    article: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the banks have said so far. A bank that was asked to confirm and did not say that it
    does has not; a nominated bank agrees only by saying so to the beneficiary (art. 12(a), (c))."""

    confirmed: bool = False
    nominated_agreed: bool = False


def undertaking(role: Role, terms: Terms, standing: Standing = Standing()) -> Undertaking:
    """What the bank in `role` owes the beneficiary for a complying presentation.

    The issuing bank is bound from issue, whatever another bank does (art. 7(b)); a confirming bank
    from adding its confirmation, and negotiates without recourse (art. 8(a)(ii)). A nominated bank
    that agreed pays as the credit says, and where it negotiates, with recourse as it has agreed
    with the beneficiary. Advising, reimbursing and transferring bind nobody to pay.
    """
    negotiates = terms.availability.mode is Mode.NEGOTIATION
    by_issuer = terms.availability.with_bank is AvailableWith.ISSUING_BANK
    match role:
        case Role.ISSUING:
            return Undertaking(duty=Duty.HONOUR, article="UCP 600 art. 7(a), 7(b)")
        case Role.CONFIRMING if standing.confirmed:
            duty = Duty.NEGOTIATE if negotiates and not by_issuer else Duty.HONOUR
            return Undertaking(duty=duty, article="UCP 600 art. 8(a), 8(b)")
        case Role.CONFIRMING:
            return Undertaking(duty=Duty.NOTHING, article="UCP 600 art. 8(d)")
        case Role.NOMINATED if standing.nominated_agreed:
            duty = Duty.NEGOTIATE if negotiates else Duty.HONOUR
            return Undertaking(duty=duty, recourse=negotiates, article="UCP 600 art. 12(a)")
        case Role.NOMINATED:
            return Undertaking(duty=Duty.NOTHING, article="UCP 600 art. 12(a), 12(c)")
        case Role.ADVISING | Role.SECOND_ADVISING:
            return Undertaking(duty=Duty.NOTHING, article="UCP 600 art. 9(a)")
        case Role.REIMBURSING:
            return Undertaking(duty=Duty.NOTHING, article="UCP 600 art. 13(c)")
        case Role.TRANSFERRING:
            return Undertaking(duty=Duty.NOTHING, article="UCP 600 art. 38(a)")
