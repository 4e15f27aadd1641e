"""MT720 as an act: the transferring bank's consent to a transfer that it was asked for."""

from collections.abc import Mapping
from dataclasses import replace

from dhow.trade.members.party import Party
from dhow.trade.swift.correspondence.agreeing import disagreeing
from dhow.trade.swift.correspondence.case import Requested
from dhow.trade.swift.correspondence.instruction import (
    Deed,
    Instruction,
    Reader,
    Sent,
)
from dhow.trade.swift.correspondence.opening import as_transferred
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.issue import fields_of
from dhow.trade.swift.mapping.parties import short_bic
from dhow.trade.swift.message import bic_of


def _transferred(sent: Sent) -> Instruction:
    """An MT720, with the MT721s after it, transfers what was asked for, on those very terms.

    Field 20 is the bank's own reference of the part. Nobody can transfer what the first beneficiary
    has not asked for (UCP 600 art. 38(b)).
    """
    issued = sent.case.issued
    bank = issued.nominated_bank or issued.issuing_bank
    sender = sent.case.party(bank.lei) if bank.lei else bank
    found = bic_of(sent.message.receiver)
    # that bank is no party to the part, which its own bank advises: any may be named
    sent.between(sender, Party(name="the second beneficiary's bank", bic=found), "an MT720")
    if sender.bic and short_bic(sender.bic) == short_bic(found):
        words = "is the sender itself; an MT720 goes to the second beneficiary's bank"
        raise sent.refuse("block 2", "receiver", words)
    sent.has_the_number("21")
    if not sent.case.requested:
        words = "is of a credit of which no transfer is asked for; the first beneficiary asks first"
        raise sent.refuse("21", "UCP 600 art. 38(b)", words)
    reference = sent.message.get("20") or ""
    made = {n: each for n, each in sent.case.requested.items() if each.reference == reference}
    asked = made or {n: each for n, each in sent.case.requested.items() if not each.reference}
    if not asked:
        words = f"is {reference}; every transfer that was asked for is made, none of them by that"
        raise sent.refuse("20", "record", f"{words} reference")
    wrong = {number: _faults(sent, sender, each) for number, each in asked.items()}
    number = min(wrong, key=lambda each: len(wrong[each]))
    if wrong[number]:
        raise MessageRefused(wrong[number])
    return Instruction(deed=Deed.TRANSFER, number=number, reference=reference)


def _faults(sent: Sent, sender: Party, asked: Requested) -> list[Finding]:
    """What it says otherwise than the transfer as it was asked for."""
    case = sent.case
    day = asked.terms.issued_on or case.issued.issued_on
    terms = replace(case, terms=replace(asked.terms, issued_on=day)).issued
    added = case.first("ConfirmationAdded") is not None
    recorded = fields_of(as_transferred(terms, sender), "720", added)
    recorded["20"] = sent.message.get("20") or ""
    faults = disagreeing(sent, recorded)
    receiver, found = asked.advise_through, bic_of(sent.message.receiver)
    if receiver is not None and receiver.bic and short_bic(receiver.bic) != short_bic(found):
        words = f"is {found}; the transfer was asked for through {receiver.name}: {receiver.bic}"
        faults.append(sent.fault("block 2", "bank", words))
    return faults


READERS: Mapping[str, Reader] = {"720": _transferred}
