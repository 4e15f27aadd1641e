"""How the bank that honours or negotiates is reimbursed (UCP 600 art. 7(c), 13; URR 725; 53a)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from dhow.trade.records import Record


class ReimbursementRules(Enum):
    """What governs a claim on a reimbursing bank (UCP 600 art. 13(a), (b))."""

    URR_725 = "URR 725"
    UCP_600 = "UCP 600 art. 13(b)"


class Bearer(Enum):
    """For whose account charges are."""

    APPLICANT = "applicant"
    BENEFICIARY = "beneficiary"
    ISSUING_BANK = "issuing_bank"


@dataclass(frozen=True, kw_only=True)
class Reimbursement(Record):
    """The arrangement with a reimbursing bank.

    Where the credit does not say URR 725, art. 13(b) applies. `authority_expires` and
    `certificate_of_compliance` are fields so that a bank can be warned of them: an authority has no
    expiry date, and a claiming bank supplies no certificate (art. 13(b)(i), (ii)). Charges are the
    issuing bank's unless the credit says whose they are (art. 13(b)(iv)).
    """

    rules: ReimbursementRules = ReimbursementRules.UCP_600
    claim_by_teletransmission: bool = True
    authority_expires: date | None = None
    certificate_of_compliance: bool = False
    charges: Bearer = Bearer.ISSUING_BANK
