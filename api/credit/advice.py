"""Who tells the beneficiary of a credit, and who binds itself to it (UCP 600 art. 8, 9, 11)."""

from eth_utils.crypto import keccak

from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import reasons
from api.credit.schemas import CreditView, PreAdvise
from api.credit.service import (
    acted,
    id_of,
    read,
    require,
    require_agreed,
    standing_of,
)
from api.ids import bytes_text, is_zero, org_bytes, org_hex
from api.shown import day_number
from dhow.ledger.bindings.values import AdviceState, ConfirmationState, CreditState, Day, OrgId
from dhow.trade.credit import Terms


def pre_advise(context: ApiContext, actor: Actor, credit_id: str, given: PreAdvise) -> CreditView:
    """Tell that the credit will be issued: by the issuing bank, which then must (art. 11(b)).

    Raises:
        ApiError: 409 the words say something else than the ledger was asked for.
        Refusal: the day lies behind, or after the credit's expiry.
        AwaitsChecker: a maker prepared it.
    """
    row, record = require_agreed(context, actor, credit_id)
    own = row.issuing_bank == org_hex(actor.organisation)
    if own and record.state is CreditState.PRE_ADVISED:
        return read(context, actor, credit_id)  # by an earlier request
    act = context.contracts.credit.pre_advise(
        credit=id_of(credit_id),
        terms_hash=keccak(row.terms),
        issue_by_day=Day(max(day_number(given.issue_by), 0)),
        full_details_to_follow=given.full_details_to_follow,
    )
    number = Terms.from_json(row.terms).credit_number
    receipt = bind(context, actor, act, f"Pre-advise credit {number}, to issue by {given.issue_by}")
    return read(context, actor, credit_id, receipt)


def advise(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Advise the credit to the beneficiary, without undertaking (art. 9): by the advising bank.

    The second advising bank has it from the first, and advises after it (art. 9(c)).

    Raises:
        ApiError: 409 the words say something else than the ledger enforces.
    """
    require_agreed(context, actor, credit_id)
    act = context.contracts.credit_advice.advise(id_of(credit_id))
    return acted(context, actor, credit_id, act)


def refuse_to_advise(context: ApiContext, actor: Actor, credit_id: str, reason: str) -> CreditView:
    """Tell that one will not advise: by an advising bank (art. 9(e)).

    The hash of the reason goes on the ledger; the words are for the bank one had the credit from.
    """
    _, record = require(context, actor, credit_id)
    standing = standing_of(context, credit_id, record)
    own = OrgId(org_bytes(actor.organisation))
    given = {standing.clauses.second_advising_bank: standing.advice.second}
    first = standing.clauses.advising_bank
    given[record.terms.nominated_bank if is_zero(first) else first] = standing.advice.first
    if given.get(own) is AdviceState.REFUSED:
        return read(context, actor, credit_id)  # by an earlier request
    act = context.contracts.credit_advice.refuse_to_advise(
        credit=id_of(credit_id), reason_hash=reasons.give(context, actor, credit_id, reason)
    )
    return read(context, actor, credit_id, carry_out(context, actor, act))


def confirm(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Add a confirmation: by the nominated bank, where the credit asks for it (art. 8).

    Raises:
        ApiError: 409 the words say something else than the ledger enforces.
        Refusal: the credit does not ask for it, or it was answered.
        AwaitsChecker: a maker prepared it.
    """
    row, record = require_agreed(context, actor, credit_id)
    own = row.nominated_bank == org_hex(actor.organisation)
    standing = standing_of(context, credit_id, record)
    if own and standing.advice.confirmation is ConfirmationState.ADDED:
        return read(context, actor, credit_id)  # by an earlier request
    act = context.contracts.credit_advice.confirm(id_of(credit_id))
    receipt = bind(context, actor, act, f"Confirm credit {bytes_text(record.number)}")
    return read(context, actor, credit_id, receipt)


def decline_confirmation(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Decline to confirm, and tell the issuing bank: by the nominated bank (art. 8(d))."""
    act = context.contracts.credit_advice.decline_confirmation(id_of(credit_id))
    return acted(context, actor, credit_id, act)
