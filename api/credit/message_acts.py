"""A SWIFT message as the act it stands for: read, held against the record, and carried out.

What each stands for is decided in `dhow.trade.swift.correspondence`; the act itself is the one of
its own route, with its rights, its maker and checker, and its refusals.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import (
    advice,
    amending,
    correspondence,
    deciding,
    fin,
    reimbursing,
    service,
    settling,
    transferring,
    transfers_kept,
)
from api.credit.amendment_schemas import AmendmentView
from api.credit.message_schemas import MessageActView, SendMessage
from api.credit.presentation_schemas import PresentationView
from api.credit.presentations import require_found
from api.credit.schemas import CreditView, PreAdvise
from api.credit.settlement_schemas import DrawingView, Negotiate
from api.credit.transfer_schemas import TransferView
from api.errors import unacceptable
from dhow.trade.credit import Terms
from dhow.trade.swift import Finding, Message, MessageRefused
from dhow.trade.swift.correspondence.accepting import instruction_of
from dhow.trade.swift.correspondence.accepting_documents import same_discrepancies
from dhow.trade.swift.correspondence.instruction import ON_RECORD, Deed, Instruction
from dhow.trade.swift.mapping import Knowledge
from dhow.trade.swift.mapping.acts import discrepancy_line

Done = CreditView | AmendmentView | PresentationView | DrawingView | TransferView


def act_on(context: ApiContext, actor: Actor, credit_id: str, given: SendMessage) -> MessageActView:
    """Do what a message stands for: by the bank that sends it.

    Raises:
        ApiError: 404 no credit of the actor's; 422 a message that is refused, that stands for no
            act here, or that contradicts the record; and what the act's own route answers.
        Refusal: the ledger's own checks.
        AwaitsChecker: a maker prepared it.
    """
    row = correspondence.require_concerned(context, actor, credit_id)
    messages = fin.read(given.message)
    case = correspondence.as_seen(context, actor, correspondence.case_of(context, row))
    if messages[0].mt == "720":
        case = replace(case, requested=transfers_kept.told_by_message(context, actor, credit_id))
    with context.store.read() as work:
        banks = fin.banks_named(work, actor, messages, {})
    places = {name.upper(): locode for name, locode in given.places.items()}
    try:
        instruction = instruction_of(
            messages,
            case,
            bank=actor.organisation,
            today=datetime.fromtimestamp(context.now(), UTC).date(),
            knowledge=Knowledge(banks=banks, places=places),
        )
        if instruction.deed is Deed.FIND_DISCREPANT:
            _require_found(context, actor, messages[0], instruction)
    except MessageRefused as problem:
        raise fin.refused(problem.findings) from None
    receipt = None
    if instruction.deed not in ON_RECORD:
        beside = _BESIDE.get(instruction.deed)
        done = (
            beside(context, actor, credit_id, instruction, given)
            if beside is not None
            else _DEEDS[instruction.deed](context, actor, credit_id, instruction)
        )
        receipt = done.receipt
    transfers = instruction.deed is Deed.TRANSFER
    return MessageActView(
        mt=messages[0].mt,
        act=instruction.deed.value,
        credit=credit_id,
        presentation=instruction.presentation or None,
        amendment=None if transfers else instruction.number or None,
        transfer=instruction.number if transfers else None,
        receipt=receipt,
    )


def _require_found(
    context: ApiContext, actor: Actor, message: Message, instruction: Instruction
) -> None:
    """The message tells of what the examination finds, and of nothing else.

    Raises:
        MessageRefused: the documents comply, or other discrepancies are found.
    """
    found = require_found(context, actor, instruction.presentation)
    _, report = deciding.report_on(context, actor, found)
    if report.complying:
        words = "states discrepancies, and the examination of these documents finds none"
        raise MessageRefused([Finding("77J", "record", words)])
    lines = tuple(discrepancy_line(each.encode_json()) for each in report.findings)
    same_discrepancies(message, instruction.discrepancies, lines)


def _issue(context: ApiContext, actor: Actor, credit_id: str, _: Instruction) -> Done:
    row, _record = service.require(context, actor, credit_id)
    return service.issue(context, actor, credit_id, Terms.from_json(row.terms).credit_number)


def _amend(context: ApiContext, actor: Actor, credit_id: str, asked: Instruction) -> Done:
    amendment = asked.amendment
    given: dict[str, Any] = amendment.as_dict() if amendment is not None else {}
    return amending.issue(context, actor, credit_id, given)


def _advise(context: ApiContext, actor: Actor, credit_id: str, _: Instruction) -> Done:
    return advice.advise(context, actor, credit_id)


def _confirm(context: ApiContext, actor: Actor, credit_id: str, _: Instruction) -> Done:
    return advice.confirm(context, actor, credit_id)


def _advise_amendment(
    context: ApiContext, actor: Actor, credit_id: str, asked: Instruction
) -> Done:
    return amending.advise(context, actor, credit_id, asked.number)


def _extend(context: ApiContext, actor: Actor, credit_id: str, asked: Instruction) -> Done:
    return amending.extend(context, actor, credit_id, asked.number, extends=True)


def _do_not_extend(context: ApiContext, actor: Actor, credit_id: str, asked: Instruction) -> Done:
    return amending.extend(context, actor, credit_id, asked.number, extends=False)


def _refuse_to_advise(
    context: ApiContext, actor: Actor, credit_id: str, asked: Instruction
) -> Done:
    return advice.refuse_to_advise(context, actor, credit_id, asked.narrative)


def _decline(context: ApiContext, actor: Actor, credit_id: str, _: Instruction) -> Done:
    return advice.decline_confirmation(context, actor, credit_id)


def _transfer(context: ApiContext, actor: Actor, credit_id: str, asked: Instruction) -> Done:
    return transferring.consent(context, actor, credit_id, asked.number, asked.reference)


def _refuse(context: ApiContext, actor: Actor, _: str, asked: Instruction) -> Done:
    return deciding.refuse(context, actor, asked.presentation, asked.disposal)


def _pre_advise(
    context: ApiContext, actor: Actor, credit_id: str, _: Instruction, given: SendMessage
) -> Done:
    if given.issue_by is None:
        raise unacceptable(
            "issue_by", "is missing; an MT705 does not say by which day the credit is issued"
        )
    asked = PreAdvise(issue_by=given.issue_by, full_details_to_follow=given.full_details_to_follow)
    return advice.pre_advise(context, actor, credit_id, asked)


def _undertake(
    context: ApiContext, actor: Actor, _: str, asked: Instruction, given: SendMessage
) -> Done:
    return settling.undertake(context, actor, asked.presentation, given.stated_day)


def _negotiate(
    context: ApiContext, actor: Actor, _: str, asked: Instruction, given: SendMessage
) -> Done:
    if given.advance_minor is None:
        raise unacceptable("advance_minor", "is missing; an MT754 does not say what was paid")
    price = Negotiate(advance_minor=given.advance_minor, with_recourse=given.with_recourse)
    return settling.negotiate(context, actor, asked.presentation, price)


def _on_drawing(act: Callable[[ApiContext, Actor, str], Done]) -> "_Deed":
    def deed(context: ApiContext, actor: Actor, _: str, asked: Instruction) -> Done:
        return act(context, actor, asked.presentation)

    return deed


_Deed = Callable[[ApiContext, Actor, str, Instruction], Done]
_BESIDE: Mapping[Deed, Callable[[ApiContext, Actor, str, Instruction, SendMessage], Done]] = {
    Deed.PRE_ADVISE: _pre_advise,
    Deed.UNDERTAKE: _undertake,
    Deed.NEGOTIATE: _negotiate,
}
"""Acts of which their message does not say all."""
_DEEDS: Mapping[Deed, _Deed] = {
    Deed.ISSUE: _issue,
    Deed.ADVISE: _advise,
    Deed.CONFIRM: _confirm,
    Deed.AMEND: _amend,
    Deed.ADVISE_AMENDMENT: _advise_amendment,
    Deed.EXTEND_CONFIRMATION: _extend,
    Deed.REFUSE: _refuse,
    Deed.FIND_DISCREPANT: _on_drawing(deciding.examine),
    Deed.TAKE_UP: _on_drawing(deciding.waive),
    Deed.HONOUR: _on_drawing(settling.honour),
    Deed.PAY_AT_MATURITY: _on_drawing(settling.pay_at_maturity),
    Deed.CLAIM: _on_drawing(reimbursing.claim),
    Deed.REIMBURSE: _on_drawing(reimbursing.reimburse),
    Deed.TRANSFER: _transfer,
    Deed.REFUND: _on_drawing(reimbursing.refund),
    Deed.REFUSE_ADVICE: _refuse_to_advise,
    Deed.DECLINE_CONFIRMATION: _decline,
    Deed.DO_NOT_EXTEND: _do_not_extend,
}
