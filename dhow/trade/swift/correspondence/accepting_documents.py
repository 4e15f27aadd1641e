"""Messages about documents and payment as acts: MT732, 734, 742, 750, 752, 754, 756."""

from collections.abc import Iterable, Mapping

from dhow.trade.credit.availability import Mode
from dhow.trade.money import Amount
from dhow.trade.swift.correspondence.documents import DISPOSALS
from dhow.trade.swift.correspondence.instruction import Deed, Instruction, Reader, Sent
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.acts import read_act
from dhow.trade.swift.mapping.records import (
    Authorised,
    Authority,
    Discharge,
    Discrepancies,
    Payment,
    Refusal,
    Reimbursed,
    ReimbursementClaim,
)
from dhow.trade.swift.message import Message

_SETTLED_BY_ISSUER = frozenset(("Examined", "DiscrepanciesWaived", "Precluded"))


def _discharge(sent: Sent) -> Instruction:
    """An MT732 takes up documents that were found discrepant."""
    presentation = sent.presentation("21")
    sent.between(sent.case.issuing_bank, sent.case.presented_through(presentation), "an MT732")
    sent.only("20", "21", "30", "32B")
    act = read_act(sent.message, sent.knowledge.banks)
    assert isinstance(act, Discharge)  # noqa: S101 - by the number of the message
    sent.drawn("32B", act.amount, presentation)
    return Instruction(deed=Deed.TAKE_UP, presentation=presentation)


def _authority(sent: Sent) -> Instruction:
    """An MT752 takes the documents up in answer to an MT750; what it authorises is paid here."""
    presentation = sent.presentation("21")
    sent.between(sent.case.issuing_bank, sent.case.presented_through(presentation), "an MT752")
    sent.has_the_number("20")
    sent.only("20", "21", "23", "30", "32B", "72Z")
    act = read_act(sent.message, sent.knowledge.banks)
    assert isinstance(act, Authority)  # noqa: S101
    if act.authorised is not Authorised.SEE_72Z:
        words = (
            f"is {act.authorised.value}; here the issuing bank pays itself once it has taken the"
            f" documents up. Write {Authorised.SEE_72Z.value}"
        )
        raise sent.refuse("23", "act", words)
    if act.total is not None:
        sent.drawn("32B", act.total, presentation)
    return Instruction(deed=Deed.TAKE_UP, presentation=presentation)


def _refusal(sent: Sent) -> Instruction:
    """An MT734 refuses, with every discrepancy of the examination on record and no other."""
    presentation = sent.presentation("21")
    sent.between(sent.case.issuing_bank, sent.case.presented_through(presentation), "an MT734")
    sent.only("20", "21", "32A", "77J", "77B")
    act = read_act(sent.message, sent.knowledge.banks)
    assert isinstance(act, Refusal)  # noqa: S101
    sent.drawn("32A", act.drawing.amount, presentation)
    held = sent.case.presentations.get(presentation)
    if held is not None and held.found:
        same_discrepancies(sent.message, act.discrepancies, held.found)
    disposal = next(name for name, code in DISPOSALS.items() if code is act.disposal)
    return Instruction(
        deed=Deed.REFUSE,
        presentation=presentation,
        disposal=disposal,
        discrepancies=act.discrepancies,
    )


def _found(sent: Sent) -> Instruction:
    """An MT750 is the nominated bank's finding; its reference (20) is that of the presentation."""
    presentation = sent.presentation("20")
    sent.between(sent.case.presented_through(presentation), sent.case.issuing_bank, "an MT750")
    sent.has_the_number("21")
    sent.only("20", "21", "32B", "77J")
    act = read_act(sent.message, sent.knowledge.banks)
    assert isinstance(act, Discrepancies)  # noqa: S101
    sent.drawn("32B", act.drawing, presentation)
    return Instruction(
        deed=Deed.FIND_DISCREPANT,
        presentation=presentation,
        discrepancies=act.discrepancies,
    )


def _claim(sent: Sent) -> Instruction:
    """An MT742 claims what was drawn, no more and no less."""
    presentation = sent.presentation("20")
    sent.between(sent.case.presented_to(presentation), sent.case.reimbursing_bank, "an MT742")
    sent.has_the_number("21")
    sent.only("20", "21", "31C", "52A", "52D", "32B", "34A", "34B")
    act = read_act(sent.message, sent.knowledge.banks)
    assert isinstance(act, ReimbursementClaim)  # noqa: S101
    sent.drawn("32B", act.principal, presentation)
    tag = "34A" if sent.message.get("34A") else "34B"
    sent.drawn(tag, act.total.amount, presentation)
    return Instruction(deed=Deed.CLAIM, presentation=presentation)


def _paid_on_nomination(sent: Sent) -> Instruction:
    """An MT754 under a credit by payment at sight: the nominated or confirming bank pays."""
    presentation = sent.presentation("20")
    sent.between(sent.case.presented_through(presentation), sent.case.issuing_bank, "an MT754")
    sent.has_the_number("21")
    mode = sent.case.terms.availability.mode
    if mode is not Mode.SIGHT:
        words = (
            f"MT754 under a credit available by {mode.value} does not say what the act needs: the"
            " price paid, or the day that the tenor runs from; use the route of the act"
        )
        raise MessageRefused([Finding("block 2", "act", words, 1, 1)])
    sent.only("20", "21", "32A", "32B", "53A", "53D")
    act = read_act(sent.message, sent.knowledge.banks)
    assert isinstance(act, Payment)  # noqa: S101
    tag = "32A" if act.principal.day else "32B"
    sent.drawn(tag, act.principal.amount, presentation)
    if act.principal.day is not None:
        sent.same(tag, act.principal.day, sent.today, "the day on which it is paid here")
    return Instruction(deed=Deed.HONOUR, presentation=presentation)


def _paid(sent: Sent) -> Instruction:
    """An MT756 pays: a claim, the bank that acted, or what the issuing bank owes."""
    presentation, case = sent.presentation("21"), sent.case
    clearing = case.reimbursing_bank
    reimburses = clearing is not None and clearing.lei == sent.bank
    sender = clearing if reimburses else case.issuing_bank
    sent.between(sender, case.presented_through(presentation), "an MT756")
    sent.only("20", "21", "32B", "33A")
    act = read_act(sent.message, sent.knowledge.banks)
    assert isinstance(act, Reimbursed)  # noqa: S101
    sent.drawn("32B", act.claimed, presentation)
    happened = {each.name for each in case.happened if each.presentation == presentation}
    undertaken = case.first("UndertakingIncurred", presentation)
    deed, due = Deed.REIMBURSE, case.drawn(presentation)
    if not reimburses and undertaken is not None:
        deed = Deed.PAY_AT_MATURITY
        due = Amount(due.minor - int(undertaken.values["sight_minor"]), due.currency)
    elif not reimburses and happened & _SETTLED_BY_ISSUER:
        deed = Deed.HONOUR
    sent.same("33A", act.paid.amount, due, "what is paid here")
    sent.same("33A", act.paid.day, sent.today, "the day on which it is paid here")
    return Instruction(deed=deed, presentation=presentation)


def same_discrepancies(message: Message, said: Iterable[str], found: Iterable[str]) -> None:
    """77J names each discrepancy of the examination on record, by its name, and no other.

    A bank may add to the name in words of its own.

    Raises:
        MessageRefused: one that is missing, or one that the examination does not have.
    """
    names = [each.partition(" (")[0] for each in found]
    line = next((each.line for each in message.fields if each.tag == "77J"), 0)

    def refuse(words: str) -> MessageRefused:
        rule = "UCP 600 art. 16(c)(ii)"
        return MessageRefused([Finding("77J", rule, words, line, 1)])

    left = list(names)
    for item in said:
        name = next((each for each in left if item.upper().startswith(each)), None)
        if name is None:
            words = f'"{item[:60]}" is not among what the examination found: {", ".join(names)}'
            raise refuse(words)
        left.remove(name)
    if left:
        words = f"leaves out {', '.join(left)}; a notice states each discrepancy, once and for all"
        raise refuse(words)


READERS: Mapping[str, Reader] = {
    "732": _discharge,
    "734": _refusal,
    "742": _claim,
    "750": _found,
    "752": _authority,
    "754": _paid_on_nomination,
    "756": _paid,
}
