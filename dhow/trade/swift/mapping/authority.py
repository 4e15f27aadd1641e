"""MT740: the issuing bank's authority to a reimbursing bank, made of the terms of the credit."""

from dhow.trade.credit.reimbursement import Bearer, ReimbursementRules
from dhow.trade.credit.terms import Terms
from dhow.trade.members.party import Party
from dhow.trade.swift.findings import Finding, MessageRefused, errors
from dhow.trade.swift.mapping.issue import fields_of
from dhow.trade.swift.message import Message, compose
from dhow.trade.swift.reader import examine
from dhow.trade.swift.types import message_type

_SHARED = ("20", "59", "32B", "39A", "39C", "41A", "41D", "42C", "42A", "42D", "42M", "42P")


def write_authority(terms: Terms) -> Message:
    """The authority to reimburse claims under a credit on these terms.

    It has no expiry date, since an authority must not (UCP 600 art. 13(b)(i)), and says whose the
    charges are only where the credit does.

    Raises:
        MessageRefused: no reimbursing bank is agreed, or a bank has no BIC.
    """
    agreed, bank = terms.reimbursement, terms.reimbursing_bank
    if bank is None:
        words = "the credit names no reimbursing bank; there is nobody to authorise"
        raise MessageRefused([Finding("53a", "mandatory", words)])
    issue = fields_of(terms)
    values = {tag: issue[tag] for tag in _SHARED if tag in issue}
    urr = agreed is not None and agreed.rules is ReimbursementRules.URR_725
    values["40F"] = "URR LATEST VERSION" if urr else "NOTURR"
    if agreed is not None and agreed.charges is not Bearer.APPLICANT:
        values["71A"] = "OUR" if agreed.charges is Bearer.ISSUING_BANK else "CLM"
    kind = message_type("740")
    slots = kind.sections[0].slots if kind else ()
    fields = tuple((tag, values[tag]) for slot in slots for tag in slot.tags if values.get(tag))
    message = compose("740", fields, sender=_bic(terms.issuing_bank), receiver=_bic(bank))
    if wrong := errors(examine(message)):
        raise MessageRefused(wrong)
    return message


def _bic(bank: Party) -> str:
    if bank.bic is None:
        words = f"{bank.name} has no BIC; a message goes from BIC to BIC"
        raise MessageRefused([Finding("block 1", "mandatory", words)])
    return bank.bic
