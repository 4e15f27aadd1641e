"""MT759 as acts: what has no message of its own, by the words in which it is told.

The words are those in which the system writes the same act (`opening`, `amending`, `settling`), so
that what one bank is told another can say. Any other words stand for no act.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dhow.trade.members.party import Party
from dhow.trade.swift.correspondence import amending, opening, settling
from dhow.trade.swift.correspondence.instruction import Deed, Instruction, Reader, Sent
from dhow.trade.swift.mapping.acts import read_act
from dhow.trade.swift.mapping.parties import short_bic
from dhow.trade.swift.mapping.records import FreeMessage, Function, Undertaking

_WRITERS = {**opening.WRITERS, **amending.WRITERS, **settling.WRITERS}
_CITATION = r"(?: \(UCP 600 ART\. \d+\(.\)\))?\.?"


@dataclass(frozen=True, kw_only=True)
class _Said:
    """Words that an act is told in.

    Attributes:
        example: as they are to be written.
        function: what 23H says of them; OTHERFNC is taken too.
        figures: whether the words as the system writes them say amounts and days, which the ledger
            counts and no bank states beforehand.
    """

    pattern: str
    example: str
    deed: Deed
    function: Function
    ends: Callable[[Sent, str], tuple[Party | None, Party | None]]
    of_presentation: bool = False
    figures: str = ""


def _advises(sent: Sent, _: str) -> tuple[Party | None, Party | None]:
    """Whoever advises, to whom it has the credit from."""
    case = sent.case
    first, second = case.advising_bank, case.second_advising_bank
    if second is not None and second.lei == sent.bank and first is not None:
        return second, first
    return first, case.opener


def _confirms(sent: Sent, _: str) -> tuple[Party | None, Party | None]:
    terms = sent.case.issued
    bank = terms.confirming_bank or terms.nominated_bank
    lei = bank.lei if bank is not None else None
    return (sent.case.party(lei) if lei else None), sent.case.issuing_bank


def _issues(sent: Sent, presentation: str) -> tuple[Party | None, Party | None]:
    return sent.case.issuing_bank, sent.case.presented_through(presentation)


def _refunds(sent: Sent, presentation: str) -> tuple[Party | None, Party | None]:
    case = sent.case
    paid = case.first("Reimbursed", presentation)
    payer = case.party(str(paid.values["reimburser"])) if paid else case.issuing_bank
    return case.presented_through(presentation), payer


_WORDS = (
    _Said(
        pattern=r"WE ELECT NOT TO ADVISE YOUR CREDIT",
        example="WE ELECT NOT TO ADVISE YOUR CREDIT",
        deed=Deed.REFUSE_ADVICE,
        function=Function.INFORMATION,
        ends=_advises,
    ),
    _Said(
        pattern=r"WE ARE NOT PREPARED TO ADD OUR CONFIRMATION",
        example="WE ARE NOT PREPARED TO ADD OUR CONFIRMATION",
        deed=Deed.DECLINE_CONFIRMATION,
        function=Function.INFORMATION,
        ends=_confirms,
    ),
    _Said(
        pattern=r"OUR CONFIRMATION DOES NOT EXTEND TO AMENDMENT 0*(\d{1,3})",
        example="OUR CONFIRMATION DOES NOT EXTEND TO AMENDMENT 001",
        deed=Deed.DO_NOT_EXTEND,
        function=Function.AMENDMENT,
        ends=_confirms,
    ),
    _Said(
        pattern=r"WE ACCEPT YOUR DOCUMENTS AND PAY AT MATURITY",
        example="WE ACCEPT YOUR DOCUMENTS AND PAY AT MATURITY",
        deed=Deed.UNDERTAKE,
        function=Function.INFORMATION,
        ends=_issues,
        of_presentation=True,
        figures=r"WE ACCEPT YOUR DOCUMENTS AND PAY [A-Z]{3}[\d,]+ ON [\d-]{10}",
    ),
    _Said(
        pattern=r"WE REFUND WITH INTEREST",
        example="WE REFUND WITH INTEREST",
        deed=Deed.REFUND,
        function=Function.REIMBURSEMENT,
        ends=_refunds,
        of_presentation=True,
        figures=r"WE REFUND [A-Z]{3}[\d,]+ WITH INTEREST [A-Z]{3}[\d,]+",
    ),
)


def _free(sent: Sent) -> Instruction:
    """An MT759 about a credit, in words that an act is told in."""
    act = read_act(sent.message, sent.knowledge.banks)
    assert isinstance(act, FreeMessage)  # noqa: S101 - by the number of the message
    narrative = " ".join(act.narrative.split())
    for each in _WORDS:
        found = re.fullmatch(each.pattern + _CITATION, narrative)
        figured = bool(each.figures) and re.fullmatch(each.figures + _CITATION, narrative)
        if found is None and not figured:
            continue
        presentation = sent.presentation("21") if each.of_presentation else ""
        if not presentation:
            sent.has_the_number("21")
        _about_this_credit(sent, act, each)
        sent.between(*each.ends(sent, presentation), "an MT759 in these words")
        if found is None and not _told(sent, narrative, presentation):
            words = f'says figures that the ledger counts; leave them out: "{each.example}"'
            raise sent.refuse("45D", "act", words)
        number = int(found[1]) if found is not None and found.groups() else 0
        return Instruction(
            deed=each.deed, presentation=presentation, number=number, narrative=narrative
        )
    known = "; ".join(each.example for each in _WORDS)
    words = f'says "{narrative[:60]}", which no act follows from; these words are taken as acts:'
    raise sent.refuse("45D", "act", f"{words} {known}")


def _about_this_credit(sent: Sent, act: FreeMessage, said: _Said) -> None:
    sent.only("27", "20", "21", "22D", "23", "52A", "52D", "23H", "45D")
    sent.same("22D", act.form.value, Undertaking.CREDIT.value, "what these words are about")
    if act.undertaking_number is not None:
        sent.has_the_number("23")
    issuer = sent.case.issuing_bank.bic
    if act.issuing_bank is not None and act.issuing_bank.bic is not None and issuer is not None:
        named = short_bic(act.issuing_bank.bic)
        sent.same("52A", named, short_bic(issuer), "the issuing bank of this credit")
    if act.function not in (said.function, Function.OTHER):
        words = f"is {act.function.value}; what is said is {said.function.value}"
        raise sent.refuse("23H", "act", words)


def _told(sent: Sent, narrative: str, presentation: str) -> bool:
    """Whether the record has told the same in the same words."""
    for happened in sent.case.happened:
        if happened.presentation != presentation or happened.name not in _WRITERS:
            continue
        for draft in _WRITERS[happened.name](sent.case, happened):
            if draft.mt != "759" or draft.sender.lei != sent.bank:
                continue
            (message,) = draft.write()
            if " ".join((message.get("45D") or "").split()) == narrative:
                return True
    return False


READERS: Mapping[str, Reader] = {"759": _free}
