"""What is told before the credit itself: pre-advice, and messages that are not the instrument
(UCP 600 art. 11)."""

import re
from dataclasses import dataclass
from datetime import date

from dhow.trade.credit.availability import Availability
from dhow.trade.credit.shipment import Shipment
from dhow.trade.credit.terms import Expiry, Form, Goods, Tolerance
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import Record

_NOT_OPERATIVE = re.compile(
    r"full\s+details\s+(?:will\s+|to\s+)?follow"
    r"|mail\s+confirmation\s+(?:will\s+be|is|to\s+be)\s+the\s+operative"
    r"|(?:details|operative\s+instrument|confirmation)\s+(?:will\s+)?follows?\s+by\s+(?:air\s?)?mail"
    r"|not\s+(?:the\s+)?operative"
    r"|becomes?\s+operative"
    r"|operative\s+(?:only\s+)?(?:upon|when|once|after|subject\s+to)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class PreAdvice(Record):
    """A preliminary advice of a credit (MT705): the bank will issue without delay (art. 11(b)).

    Only what it states binds; the credit may say more, and nothing inconsistent.
    """

    credit_number: str
    pre_advised_on: date
    issuing_bank: Party
    applicant: Party
    beneficiary: Party
    amount: Amount
    expiry: Expiry
    form: Form = Form.IRREVOCABLE
    tolerance: Tolerance | None = None
    availability: Availability | None = None
    shipment: Shipment | None = None
    goods: Goods | None = None


def says_it_is_not_operative(text: str) -> bool:
    """Whether words make a teletransmission something else than the credit itself (art. 11(a)).

    "Full details to follow", that a mail confirmation is the instrument, that it becomes operative
    later: such a message binds nobody, and the instrument must be sent without delay.
    """
    return bool(_NOT_OPERATIVE.search(text))
