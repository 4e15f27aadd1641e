"""The act that a bank's message stands for, and the checks that every message passes first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from dhow.trade.credit.amendment import Amendment
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.swift.correspondence.case import Case, presentation_reference
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.credit import Knowledge
from dhow.trade.swift.mapping.parties import short_bic
from dhow.trade.swift.message import Message, bic_of


class Deed(Enum):
    """What a bank does by a message."""

    PRE_ADVISE = "pre-advice"
    ISSUE = "issue"
    ADVISE = "advice"
    CONFIRM = "confirmation"
    AMEND = "amendment"
    ADVISE_AMENDMENT = "advice of an amendment"
    EXTEND_CONFIRMATION = "extension of the confirmation"
    FIND_DISCREPANT = "examination"
    REFUSE = "refusal"
    TAKE_UP = "taking up"
    HONOUR = "honour"
    UNDERTAKE = "undertaking"
    NEGOTIATE = "negotiation"
    PAY_AT_MATURITY = "payment at maturity"
    CLAIM = "reimbursement claim"
    REIMBURSE = "reimbursement"
    TRANSFER = "transfer"
    REFUSE_ADVICE = "refusal to advise"
    DECLINE_CONFIRMATION = "declination of the confirmation"
    DO_NOT_EXTEND = "no extension of the confirmation"
    REFUND = "refund"
    AUTHORISE = "authority to reimburse"
    AMEND_AUTHORITY = "amended authority to reimburse"
    TELL_ANSWER = "beneficiary's answer"


ON_RECORD = frozenset((Deed.AUTHORISE, Deed.AMEND_AUTHORITY, Deed.TELL_ANSWER))
"""What is done by another act: the message tells of it, and nothing is left to do."""


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """One act, as a message asks for it.

    Attributes:
        presentation: the id of the presentation it is about; empty where about none.
        number: of the amendment or the transfer it is about; 0 where about none.
        disposal: of refused documents, as the ledger names it.
        discrepancies: as the message names them.
        narrative: the words of an act that is told in words.
        reference: the sender's own, where the act keeps it.
    """

    deed: Deed
    presentation: str = ""
    number: int = 0
    amendment: Amendment | None = None
    disposal: str = ""
    discrepancies: tuple[str, ...] = ()
    narrative: str = ""
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message, or one with those that continue it, as a bank sends it.

    Attributes:
        message: put together, where there were several.
        parts: each as it came.
        bank: the LEI of the bank that sends it.
        today: the day on which it is sent, in UTC.
    """

    message: Message
    parts: tuple[Message, ...]
    bank: str
    today: date
    case: Case
    knowledge: Knowledge

    def fault(self, tag: str, rule: str, words: str) -> Finding:
        """Something wrong, with the line of its field."""
        line = next((each.line for each in self.message.fields if each.tag == tag), 0)
        return Finding(tag, rule, words, line, 1 if line else 0)

    def refuse(self, tag: str, rule: str, words: str) -> MessageRefused:
        """The same as the reason to refuse."""
        return MessageRefused([self.fault(tag, rule, words)])

    def between(self, sender: Party | None, receiver: Party | None, what: str) -> None:
        """It goes from the one bank to the other, and is sent by the first.

        Raises:
            MessageRefused: another bank stands there.
        """
        own = self.case.party(self.bank)
        if sender is None or sender.lei != self.bank:
            told = sender.name if sender is not None else "no bank under this credit"
            raise self.refuse("block 1", "sender", f"{what} is sent by {told}, not by {own.name}")
        if receiver is None:
            raise self.refuse("block 2", "receiver", f"there is no bank that {what} goes to here")
        for block, bank, found in (
            ("block 1", sender, bic_of(self.message.sender)),
            ("block 2", receiver, bic_of(self.message.receiver)),
        ):
            if bank.bic is None or short_bic(bank.bic) != short_bic(found):
                known = bank.bic or "none is known"
                words = f"is {found}; {what} goes here with the BIC of {bank.name}: {known}"
                raise self.refuse(block, "bank", words)

    def same(self, tag: str, said: object, recorded: object, what: str) -> None:
        """A value is that of the record.

        Raises:
            MessageRefused: it contradicts it.
        """
        if said != recorded:
            words = f"is {said}; {what} is {recorded}"
            raise self.refuse(tag, "record", words)

    def has_the_number(self, tag: str) -> None:
        """The field has the number of the credit."""
        number = self.case.terms.credit_number
        self.same(tag, self.message.get(tag), number, "the number of this credit")

    def only(self, *tags: str) -> None:
        """No fields but these: what the act has no place for is not passed over.

        Raises:
            MessageRefused: every other field.
        """
        over = [each for each in self.message.fields if each.tag not in tags]
        if over:
            words = f"has no place in the act that an MT{self.message.mt} is here; leave it out"
            raise MessageRefused([self.fault(each.tag, "act", words) for each in over])

    def drawn(self, tag: str, said: Amount, presentation: str) -> None:
        """An amount is what the presentation draws."""
        self.same(tag, said, self.case.drawn(presentation), "the amount of this presentation")

    def presentation(self, tag: str) -> str:
        """The presentation that a field refers to.

        Raises:
            MessageRefused: none under this credit.
        """
        known = presentations(self.case)
        reference = self.message.get(tag) or ""
        found = next((each for each in known if presentation_reference(each) == reference), None)
        if found is None:
            there = ", ".join(map(presentation_reference, known)) or "none"
            words = f"is {reference}; the presentations under this credit are {there}"
            raise self.refuse(tag, "record", words)
        return found


Reader = Callable[[Sent], Instruction]


def presentations(case: Case) -> tuple[str, ...]:
    """The presentations under a credit, oldest first."""
    return tuple(each.presentation for each in case.happened if each.name == "Presented")
