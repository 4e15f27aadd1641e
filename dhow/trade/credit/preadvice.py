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
    r"|not\s+(?:yet\s+)?(?:(?:to\s+be\s+)?(?:considered|regarded)\s+(?:as\s+)?)?(?:the\s+)?operative"
    r"|becomes?\s+operative"
    r"|operative\s+(?:only\s+)?(?:upon|when|once|after|subject\s+to)",
    re.IGNORECASE,
)
_CREDIT = r"credit|l/?c|instrument|message|(?:tele)?transmission|telex|cable|swift"
_ANOTHER = (
    r"mail\s+confirmation|bonds?|guarantees?|polic(?:y|ies)|insurance|cover|contracts?|agreements?"
    r"|licen[cs]es?|permits?|quota|certificates?|shipp?(?:ing|ment)\s+advices?|documents?|invoices?|lists?"
)
_NAMED = re.compile(rf"\b(?:(?P<another>{_ANOTHER})|(?:{_CREDIT}))\b", re.IGNORECASE)
_NEAR = 200  # characters before words in which they name what they are about
_SENTENCE_END = re.compile(r"[.;](?=\s|$)")


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
    later: such a message binds nobody, and the instrument must be sent without delay. That a mail
    confirmation is not the instrument says the opposite, and of a bond, a policy or a shipping
    advice it is said as well: what is named last before the words is what they are about.
    """
    return any(
        _is_of_the_credit(sentence[max(found.start() - _NEAR, 0) : found.start()])
        for sentence in _SENTENCE_END.split(text)
        for found in _NOT_OPERATIVE.finditer(sentence)
    )


def _is_of_the_credit(before: str) -> bool:
    """Whether words after these are about the credit: also where nothing is named before them."""
    named = list(_NAMED.finditer(before))
    return not named or named[-1]["another"] is None
