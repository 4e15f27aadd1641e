"""Messages as acts: which act each stands for, by the bank that sends it (MT700 to 759).

    instruction = instruction_of(messages, case, bank=lei, today=day)

A message that stands for no act here, says more than its act has place for, or contradicts the
record is refused by tag and rule, and nothing is done.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from dhow.trade.credit.terms import Terms
from dhow.trade.swift.correspondence import (
    accepting_authority,
    accepting_documents,
    accepting_transfer,
    accepting_words,
    opening,
)
from dhow.trade.swift.correspondence.agreeing import disagreeing
from dhow.trade.swift.correspondence.case import Case, Happened
from dhow.trade.swift.correspondence.instruction import (
    Deed,
    Instruction,
    Reader,
    Sent,
)
from dhow.trade.swift.findings import Finding, MessageRefused, errors
from dhow.trade.swift.mapping.amended import read_amendment
from dhow.trade.swift.mapping.credit import Knowledge
from dhow.trade.swift.mapping.issue import fields_of
from dhow.trade.swift.message import Message
from dhow.trade.swift.reader import examine
from dhow.trade.swift.series import join
from dhow.trade.swift.values import read_date

_DEEDS = (
    (r"WE HAVE ADVISED (?:YOUR|THE) CREDIT", Deed.ADVISE),
    (r"WE HAVE ADDED OUR CONFIRMATION TO YOUR CREDIT", Deed.CONFIRM),
    (r"WE HAVE ADVISED AMENDMENT 0*(\d{1,3})", Deed.ADVISE_AMENDMENT),
    (r"OUR CONFIRMATION EXTENDS TO AMENDMENT 0*(\d{1,3})", Deed.EXTEND_CONFIRMATION),
)
_ANSWER = r"BENEFICIARY (ACCEPTS|REJECTS) AMENDMENT 0*(\d{1,3})"
_GUARANTEES = ("760", "765", "767", "768", "769", "785", "786", "787")
_NO_ACT: Mapping[str, str] = {
    "744": "is no act here: a claim is of what was drawn and authorised, or is not made; one that "
    "is not paid stands, and the issuing bank owes it (UCP 600 art. 13(c))",
    "799": "says in words what no act follows from",
    **dict.fromkeys(
        _GUARANTEES, "is of a demand guarantee or standby credit, which is not issued here"
    ),
}


def instruction_of(
    messages: Sequence[Message],
    case: Case,
    *,
    bank: str,
    today: date,
    knowledge: Knowledge | None = None,
) -> Instruction:
    """The act that a bank asks for by a message, or one with those that continue it.

    Args:
        bank: the LEI of the bank that sends it.
        today: the day in UTC, on which what it asks for is done.

    Raises:
        MessageRefused: by tag and rule.
    """
    if wrong := [found for message in messages for found in errors(examine(message))]:
        raise MessageRefused(wrong)
    message = join(messages)
    reader = _READERS.get(message.mt)
    if reader is None:
        why = _NO_ACT.get(message.mt, "stands for no act under a credit here")
        known = ", ".join(f"MT{each}" for each in _READERS)
        words = f"MT{message.mt} {why}; these are taken as acts: {known}"
        raise MessageRefused([Finding("block 2", "act", words, 1, 1)])
    return reader(
        Sent(
            message=message,
            parts=tuple(messages),
            bank=bank,
            today=today,
            case=case,
            knowledge=knowledge or Knowledge(banks={}),
        )
    )


def _pre_advise(sent: Sent) -> Instruction:
    """An MT705 pre-advises the terms applied for; by when they are issued it does not say."""
    case = sent.case
    sent.between(case.issuing_bank, case.advising_bank, "an MT705")
    now = datetime.combine(sent.today, time(), UTC)
    act = Happened(name="CreditPreAdvised", at=now, reference="NONREF")
    recorded = {
        each.tag: each.value
        for draft in opening.WRITERS[act.name](case, act)
        for message in draft.write()
        for each in message.fields
    }
    if faults := disagreeing(sent, recorded):
        raise MessageRefused(faults)
    return Instruction(deed=Deed.PRE_ADVISE)


def _issue(sent: Sent) -> Instruction:
    """An MT700 issues the very terms that were applied for."""
    case = sent.case
    sent.between(case.issuing_bank, case.advising_bank, "an MT700")
    terms = case.issued
    if terms.issued_on is None:
        terms = replace(terms, issued_on=read_date(sent.message.get("31C") or ""))
    _same_credit(sent, terms, "700")
    return Instruction(deed=Deed.ISSUE)


def _advice_on(sent: Sent) -> Instruction:
    """An MT710 advises the credit, to the second advising bank."""
    case = sent.case
    sent.between(case.advising_bank, case.second_advising_bank, "an MT710")
    terms = replace(case.issued, advising_bank=case.advising_bank, second_advising_bank=None)
    _same_credit(sent, terms, "710")
    return Instruction(deed=Deed.ADVISE)


def _amend(sent: Sent) -> Instruction:
    """An MT707, with the MT708s after it, issues the amendment that it says."""
    case = sent.case
    sent.between(case.issuing_bank, case.advising_bank, "an MT707")
    terms = case.terms_now
    sent.has_the_number("20")
    issued_on = terms.issued_on
    sent.same("31C", read_date(sent.message.get("31C") or ""), issued_on, "the date of issue")
    read = read_amendment(sent.parts, terms, sent.knowledge)
    return Instruction(deed=Deed.AMEND, amendment=read.amendment, number=read.amendment.number)


def _acknowledge(sent: Sent) -> Instruction:
    """An MT730 says what its bank has done: in words, or by the date of what it acknowledges."""
    case, message = sent.case, sent.message
    first, second = case.advising_bank, case.second_advising_bank
    on = second is not None and second.lei == sent.bank
    bank = case.party(sent.bank)
    sent.between(bank, first if on else case.issuing_bank, "an MT730")
    sent.has_the_number("21")
    sent.only("20", "21", "30", "79Z")
    narrative = " ".join((message.get("79Z") or "").split())
    for pattern, deed in _DEEDS:
        if found := re.fullmatch(pattern + r"\.?", narrative):
            number = int(found[1]) if found.groups() else 0
            return Instruction(deed=deed, number=number)
    if found := re.fullmatch(_ANSWER + r"\.?", narrative):
        return accepting_authority.answered(sent, found[1], int(found[2]))
    if narrative:
        known = "; ".join(pattern.replace(r"0*(\d{1,3})", "001") for pattern, _ in _DEEDS)
        known = known.replace("(?:YOUR|THE)", "YOUR")
        words = (
            f'says "{narrative[:60]}", which no act follows from; leave it out, or write: {known}'
        )
        raise sent.refuse("79Z", "act", words)
    return _acknowledged(sent, read_date(message.get("30") or ""))


def _acknowledged(sent: Sent, day: date) -> Instruction:
    """What is left to be advised of what is dated that day."""
    case = sent.case
    done = {
        (each.name, int(each.values.get("number", 0)))
        for each in case.happened
        if sent.bank in each.values.values()
    }
    open_to_it = []
    if case.issued.issued_on == day and not {("CreditAdvised", 0), ("CreditAdvisedOn", 0)} & done:
        open_to_it.append(Instruction(deed=Deed.ADVISE))
    for number, amendment in case.amendments.items():
        if amendment.issued_on == day and ("AmendmentAdvised", number) not in done:
            open_to_it.append(Instruction(deed=Deed.ADVISE_AMENDMENT, number=number))
    if len(open_to_it) != 1:
        why = "several are" if open_to_it else "nothing is"
        words = f"is {day}; {why} to be advised that is dated so. Say in 79Z which is meant"
        raise sent.refuse("30", "record", words)
    return open_to_it[0]


def _same_credit(sent: Sent, terms: Terms, mt: str) -> None:
    added = "ADDING OUR CONFIRMATION" in (sent.message.get("40B") or "")
    if faults := disagreeing(sent, fields_of(terms, mt, added)):
        raise MessageRefused(faults)


_READERS: Mapping[str, Reader] = {
    "700": _issue,
    "705": _pre_advise,
    "707": _amend,
    "710": _advice_on,
    "730": _acknowledge,
    **accepting_authority.READERS,
    **accepting_documents.READERS,
    **accepting_transfer.READERS,
    **accepting_words.READERS,
}

__all__ = ["Case", "Deed", "Instruction", "instruction_of"]
