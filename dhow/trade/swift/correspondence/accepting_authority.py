"""Messages that tell of what the record has by another act: MT740, 747, the beneficiary's answers.

A reimbursing bank's authority is given by the issue of the credit and changed by the amendment that
is accepted; the beneficiary answers an amendment itself. What a bank's message says of them is held
against the record, and there is nothing left to do.
"""

from collections.abc import Iterable, Mapping

from dhow.trade.swift.correspondence import amending, opening
from dhow.trade.swift.correspondence.agreeing import differing
from dhow.trade.swift.correspondence.case import Draft
from dhow.trade.swift.correspondence.instruction import (
    Deed,
    Instruction,
    Reader,
    Sent,
)
from dhow.trade.swift.findings import MessageRefused
from dhow.trade.swift.values import read_date

_ANSWERS = {"ACCEPTS": "AmendmentAccepted", "REJECTS": "AmendmentRejected"}


def _authority(sent: Sent) -> Instruction:
    """An MT740 gives the authority that the issue of the credit gave."""
    case = sent.case
    sent.between(case.issuing_bank, case.reimbursing_bank, "an MT740")
    issue = case.first("CreditIssued")
    if issue is None:
        words = "is of a credit that is not issued; the authority is given by the issue: send that"
        raise sent.refuse("20", "record", f"{words} first (MT700)")
    _says(sent, opening.WRITERS[issue.name](case, issue))
    return Instruction(deed=Deed.AUTHORISE)


def _authority_amended(sent: Sent) -> Instruction:
    """An MT747 changes the authority as an amendment that was accepted did.

    Its field 21 is the reimbursing bank's own reference, which is not kept here.
    """
    case = sent.case
    sent.between(case.issuing_bank, case.reimbursing_bank, "an MT747")
    sent.has_the_number("20")
    accepted = {
        int(each.values["number"]): tuple(
            draft for draft in amending.WRITERS[each.name](case, each) if draft.mt == "747"
        )
        for each in case.happened
        if each.name == "AmendmentAccepted"
    }
    changing = {number: drafts for number, drafts in accepted.items() if drafts}
    if not changing:
        words = "is of an authority that no amendment has changed; it changes with the amendment"
        raise sent.refuse("20", "record", f"{words} that is accepted (MT707)")
    refused: dict[int, MessageRefused] = {}
    for number, drafts in changing.items():
        try:
            _says(sent, drafts, but=("21",))
        except MessageRefused as problem:
            refused[number] = problem
        else:
            return Instruction(deed=Deed.AMEND_AUTHORITY, number=number)
    # against the one that it differs least from
    raise min(refused.values(), key=lambda each: len(each.findings))


def answered(sent: Sent, answer: str, number: int) -> Instruction:
    """An MT730 tells what the beneficiary answered to an amendment, which it did itself.

    Args:
        answer: ACCEPTS or REJECTS.
    """
    case = sent.case
    recorded = any(
        each.name == _ANSWERS[answer] and int(each.values["number"]) == number
        for each in case.happened
    )
    if not recorded:
        words = f"says that the beneficiary {answer.lower()} amendment {number}, which it has not"
        raise sent.refuse("79Z", "record", f"{words} done on the ledger; it answers there itself")
    amendment = case.amendments.get(number)
    if amendment is not None:
        day = read_date(sent.message.get("30") or "")
        sent.same("30", day, amendment.issued_on, f"the date of amendment {number}")
    return Instruction(deed=Deed.TELL_ANSWER, number=number)


def _says(sent: Sent, drafts: Iterable[Draft], but: tuple[str, ...] = ()) -> None:
    """The message says what the record's own of its kind does, field for field.

    Raises:
        MessageRefused: each field that says something else.
    """
    (draft,) = (each for each in drafts if each.mt == sent.message.mt)
    (recorded,) = draft.write()
    ours = {each.tag: each.value for each in recorded.fields if each.tag not in but}
    said = {each.tag: each.value for each in sent.message.fields if each.tag not in but}
    apart = differing(said, ours, sent.knowledge.places)
    if faults := [sent.fault(tag, "record", words) for tag, words in apart]:
        raise MessageRefused(faults)


READERS: Mapping[str, Reader] = {"740": _authority, "747": _authority_amended}
