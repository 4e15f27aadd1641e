"""What is told before the credit itself: pre-advice, and messages that are not the instrument
(UCP 600 art. 11)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dhow.trade.credit.availability import Availability
from dhow.trade.credit.refused import NotAllowed
from dhow.trade.credit.shipment import Shipment
from dhow.trade.credit.terms import Expiry, Form, Goods, Terms, Tolerance
from dhow.trade.members.calendar import BankingCalendar
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import Record

_NOT_OPERATIVE = re.compile(
    r"full\s+details\s+(?:will\s+|to\s+)?follow"
    r"|mail\s+confirmation\s+(?:will\s+be|is|to\s+be)\s+the\s+operative"
    r"|(?:details|operative\s+instrument|confirmation)\s+(?:will\s+)?follows?\s+by\s+(?:air\s?)?mail"
    r"|not\s+(?:the\s+)?operative",
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


_COMPARED = (
    *("credit_number", "issuing_bank", "applicant", "beneficiary", "amount", "expiry", "form"),
    *("tolerance", "availability", "shipment", "goods"),
)


def is_operative(words: Iterable[str]) -> bool:
    """Whether a teletransmission is the credit itself (art. 11(a)).

    Not where it says "full details to follow" or that a mail confirmation is the instrument: then
    it binds nobody, and the issuing bank must send the instrument without delay.
    """
    return not any(_NOT_OPERATIVE.search(text) for text in words)


def issue_due(pre_advice: PreAdvice, calendar: BankingCalendar, banking_days: int) -> date:
    """The last day for "without delay", as the bank and its regulator read it for `calendar`.

    Art. 11(b) gives no number of days; `banking_days` (at least 1) is the house's own.
    """
    return calendar.banking_days_after(pre_advice.pre_advised_on, banking_days)


def is_overdue(
    pre_advice: PreAdvice,
    issued_on: date | None,
    today: date,
    calendar: BankingCalendar,
    banking_days: int,
) -> bool:
    """Whether the issuing bank owes a credit that it has not issued, or issued too late."""
    return (issued_on or today) > issue_due(pre_advice, calendar, banking_days)


def inconsistencies(pre_advice: PreAdvice, terms: Terms) -> tuple[NotAllowed, ...]:
    """Where a credit is not the one that was pre-advised; none: it may be issued as it is."""
    found = []
    for name in _COMPARED:
        told, now = getattr(pre_advice, name), getattr(terms, name)
        if told is not None and told != now:
            found.append(
                NotAllowed(
                    "UCP 600 art. 11(b)",
                    name,
                    f"was pre-advised as {_shown(told)}; issue it so, or agree an amendment with "
                    "the beneficiary",
                )
            )
    return tuple(found)


def _shown(value: object) -> str:
    if isinstance(value, Record):
        return value.to_json().decode() if not isinstance(value, Party) else value.name
    return str(getattr(value, "value", value))
