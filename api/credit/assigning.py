"""Assignment of proceeds (UCP 600 art. 39): money goes elsewhere, the right to perform does not.

Seen whole by the beneficiary, the issuing and the nominated bank; an assignee sees its own and
nothing else of the credit. Whom a beneficiary has paid in its place is no concern of the applicant.
"""

from collections.abc import Sequence
from typing import Any

from eth_utils.crypto import keccak

from api import records
from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import passed_on
from api.credit.assignment_schemas import AssignmentView, AssignProceeds
from api.credit.assignments_showing import assignment_view, own_view
from api.credit.service import id_of, organisation_id, require
from api.documents.service import require_members
from api.errors import ApiError, conflict, forbidden, not_found, unacceptable
from api.ids import bytes_text, org_bytes, org_hex
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from api.shown import receipt_view
from dhow.ledger.bindings.values import AssignmentRecord, AssignmentState, CreditRecord
from dhow.ledger.types import Act, Receipt
from dhow.store import CreditRow
from dhow.store.projections.credit_reading import Values
from dhow.trade.credit.assignment import Assignment
from dhow.trade.members import Party
from dhow.trade.money import Amount

_RULE = "UCP 600 art. 39"


def assign(
    context: ApiContext, actor: Actor, credit_id: str, given: AssignProceeds
) -> AssignmentView:
    """Assign proceeds: by the beneficiary. It binds no bank before that bank acknowledges it.

    Raises:
        ApiError: 403 another than the beneficiary; 422 another currency, or nobody to be paid.
        Refusal: nothing can be paid under the credit.
        AwaitsChecker: a maker prepared it.
    """
    row, record = require(context, actor, credit_id)
    _require_beneficiary(actor, row)
    notice = _notice(context, actor, record, given)
    minor = given.amount.minor if given.amount else 0
    assignee = organisation_id(given.assignee)
    with context.turns.hold(f"assignments of {credit_id}"):
        with context.store.read() as work:
            known = passed_on.assignments(work, credit_id)
        for number, each in known.items():
            same = (each.assignee, each.amount_minor) == (assignee, minor)
            if same and each.state is AssignmentState.NOTIFIED:
                return _read(context, actor, credit_id, number)  # by an earlier request
        number = len(known) + 1
        act = context.contracts.credit_assignments.assign_proceeds(
            credit=id_of(credit_id),
            number=number,
            assignee=assignee,
            amount_minor=minor,
            notice_hash=keccak(notice.to_json()),
        )
        what = str(notice.amount) if notice.amount else "all proceeds"
        summary = f"Assign {what} of credit {notice.credit_number} to {notice.assignee}"
        receipt = bind(context, actor, act, summary)
    return _read(context, actor, credit_id, number, receipt)


def acknowledge(context: ApiContext, actor: Actor, credit_id: str, number: int) -> AssignmentView:
    """Acknowledge an assignment: by a bank, for what it will pay itself.

    Raises:
        ApiError: 404 no such credit of the bank's; 403 it only advises the credit; 409 no such
            assignment.
        Refusal: more than the credit can pay, or another bank than one that pays.
        AwaitsChecker: a maker prepared it.
    """
    _, credit = require(context, actor, credit_id)
    record = _existing(context, credit_id, number)
    _require_paying(actor, credit)
    if _is_bound(actor, credit, record):
        return _read(context, actor, credit_id, number)  # by an earlier request
    act = context.contracts.credit_assignments.acknowledge_assignment(
        credit=id_of(credit_id), number=number
    )
    return _bound(context, actor, credit_id, number, act, "Acknowledge")


def withdraw(context: ApiContext, actor: Actor, credit_id: str, number: int) -> AssignmentView:
    """Take back an assignment that no bank has acknowledged: by the beneficiary.

    Raises:
        Refusal: a bank is bound by it, or it was answered.
    """
    row, _ = require(context, actor, credit_id)
    _require_beneficiary(actor, row)
    if _existing(context, credit_id, number).state is AssignmentState.WITHDRAWN:
        return _read(context, actor, credit_id, number)  # by an earlier request
    act = context.contracts.credit_assignments.withdraw_assignment(
        credit=id_of(credit_id), number=number
    )
    receipt = carry_out(context, actor, act)
    return _read(context, actor, credit_id, number, receipt)


def release(context: ApiContext, actor: Actor, credit_id: str, number: int) -> AssignmentView:
    """Give up what is not paid yet: by the assignee, and nobody else.

    Raises:
        ApiError: 404 no assignment the actor sees.
        Refusal: it is another's, or no bank is bound by it.
        AwaitsChecker: a maker prepared it.
    """
    seen = {each.number for each in read_all(context, actor, credit_id)}
    if number not in seen:
        raise _no_such(number) if _is_party(context, actor, credit_id) else not_found("assignment")
    record = _existing(context, credit_id, number)
    own = record.assignee == org_bytes(actor.organisation)
    if own and record.state is AssignmentState.RELEASED:
        return _read(context, actor, credit_id, number)  # by an earlier request
    act = context.contracts.credit_assignments.release_assignment(
        credit=id_of(credit_id), number=number
    )
    return _bound(context, actor, credit_id, number, act, "Release")


def read_all(context: ApiContext, actor: Actor, credit_id: str) -> list[AssignmentView]:
    """The assignments of a credit that the actor may see, by number.

    Raises:
        ApiError: 404 neither a party to the credit nor an assignee of its proceeds.
    """
    own = org_bytes(actor.organisation)
    party = _is_party(context, actor, credit_id)
    with context.store.read() as work:
        credit = records.credit(work, credit_id)
        known = passed_on.assignments(work, credit_id)
        whole = own in _concerned(credit)
        seen = [each for each, it in known.items() if it.assignee == own or (party and whole)]
        if not seen and not party:
            raise not_found("credit")
        return [
            assignment_view(
                context, work, credit_id, number, credit, known[number], inside=party and whole
            )
            for number in seen
        ]


def to_oneself(
    context: ApiContext, actor: Actor, asked: Asked = WHOLE_PAGE
) -> Page[AssignmentView]:
    """The assignments to the actor, of whichever credits.

    Raises:
        ApiError: 400 for a cursor of another list.
    """
    organisation = org_hex(actor.organisation)

    def fetch(after: Place | None, limit: int) -> Sequence[Values]:
        with context.store.read() as work:
            return work.ledger.assigned_to(organisation, after=after, limit=limit)

    def show(rows: Sequence[Values]) -> list[AssignmentView | None]:
        with context.store.read() as work:
            return [own_view(context, work, row["credit_id"], int(row["number"])) for row in rows]

    return page(
        cursors_of(context.store),
        asked,
        "assignments",
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row["credit_id"], row["number"]),
        show=show,
    )


def _notice(
    context: ApiContext, actor: Actor, record: CreditRecord, given: AssignProceeds
) -> Assignment:
    """The notice of assignment whose hash goes on the ledger."""
    currency = context.currency_of(record.terms.money)
    if given.amount is not None and given.amount.currency != currency:
        raise unacceptable(
            "amount.currency", f"is {given.amount.currency}; the credit is in {currency}"
        )
    if given.assignee == actor.organisation:
        raise unacceptable("assignee", "is the beneficiary itself", rule=_RULE)
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        require_members(work, organisation, (given.assignee,), "assignee")
        member = work.organisations.by_lei(organisation, given.assignee)
    name = member.name if member is not None else given.assignee
    return Assignment(
        credit_number=bytes_text(record.number),
        assignee=Party(name=name, lei=given.assignee),
        amount=Amount.of(currency, given.amount.minor) if given.amount else None,
    )


def _bound(
    context: ApiContext, actor: Actor, credit_id: str, number: int, act: Act[None], what: str
) -> AssignmentView:
    receipt = bind(context, actor, act, f"{what} assignment {number} under credit {credit_id}")
    return _read(context, actor, credit_id, number, receipt)


def _read(
    context: ApiContext,
    actor: Actor,
    credit_id: str,
    number: int,
    receipt: Receipt[Any] | None = None,
) -> AssignmentView:
    found = read_all(context, actor, credit_id)
    view = next(each for each in found if each.number == number)
    return view.model_copy(update={"receipt": receipt_view(receipt) if receipt else None})


def _existing(context: ApiContext, credit_id: str, number: int) -> AssignmentRecord:
    with context.store.read() as work:
        found = passed_on.assignments(work, credit_id).get(number)
    if found is None:
        raise _no_such(number)
    return found


def _no_such(number: int) -> ApiError:
    return conflict(
        "no-such-assignment",
        f"The credit has no assignment {number} that you may see.",
        rule=_RULE,
        next_step="See which there are: GET .../assignments.",
    )


def _require_beneficiary(actor: Actor, row: CreditRow) -> None:
    if row.beneficiary != org_hex(actor.organisation):
        raise forbidden("Proceeds are the beneficiary's to assign.", rule=_RULE)


def _require_paying(actor: Actor, credit: CreditRecord) -> None:
    """Raises 403 for a bank that only advises the credit."""
    paying = (credit.terms.issuing_bank, credit.terms.nominated_bank)
    if org_bytes(actor.organisation) not in paying:
        raise forbidden(
            "A bank that only advises the credit pays nothing under it, so it has no payment to"
            " send to an assignee.",
            next_step="The issuing bank acknowledges the assignment, for what it pays.",
            rule=_RULE,
        )


def _is_party(context: ApiContext, actor: Actor, credit_id: str) -> bool:
    try:
        require(context, actor, credit_id)
    except ApiError as problem:
        if problem.status != not_found("credit").status:
            raise
        return False
    return True


def _concerned(credit: CreditRecord) -> frozenset[bytes]:
    """Who sees every assignment: who assigns, and who may pay."""
    terms = credit.terms
    return frozenset((terms.beneficiary, terms.issuing_bank, terms.nominated_bank))


def _is_bound(actor: Actor, credit: CreditRecord, record: AssignmentRecord) -> bool:
    own = org_bytes(actor.organisation)
    if own == credit.terms.issuing_bank:
        return record.is_by_issuing_bank
    return own == credit.terms.nominated_bank and record.is_by_nominated_bank
