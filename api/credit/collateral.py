"""Collateral between applicant and issuing bank, in which the beneficiary has no part.

The duty to honour stands with or without it (UCP 600 art. 4, 7).
"""

from api.acts import carry_out, send_from_account
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit.schemas import CreditView
from api.credit.service import acted, id_of, read, require
from api.errors import not_found
from api.ids import org_hex
from api.money.service import settlement_account

_UNLIMITED = 2**256 - 1  # the token's own word for an allowance that is not used up


def lodge(context: ApiContext, actor: Actor, credit_id: str, minor: int) -> CreditView:
    """Lodge collateral with the bank: by the applicant, from its settlement account.

    The allowance is raised by just what the lodging takes; whatever stops it, the allowance is set
    back. Lodgings from one account take turns, else one could set back what another counts on.

    Raises:
        Refusal: another than the applicant asks, or the account holds less.
    """
    row, record = require(context, actor, credit_id)
    if row.applicant != org_hex(actor.organisation):
        raise not_found("collateral of yours under this credit")
    money = context.contracts.money[context.currency_of(record.terms.money)]
    spender = context.contracts.credit_collateral.address
    owner = settlement_account(context, actor.organisation)
    act = context.contracts.credit_collateral.lodge_collateral(
        credit=id_of(credit_id), amount_minor=minor
    )
    with context.turns.hold(f"allowance of {owner} in {money.address}"):
        before = context.ledger.call(money.allowance(owner=owner, spender=spender))
        raised = min(before + minor, _UNLIMITED)
        try:
            send_from_account(context, actor, money.approve(spender=spender, value=raised))
            receipt = carry_out(context, actor, act)
        except BaseException:
            if context.ledger.call(money.allowance(owner=owner, spender=spender)) != before:
                send_from_account(context, actor, money.approve(spender=spender, value=before))
            raise
    return read(context, actor, credit_id, receipt)


def apply(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Take collateral for what was honoured and not yet reimbursed: by the issuing bank."""
    act = context.contracts.credit_collateral.apply_collateral(id_of(credit_id))
    return acted(context, actor, credit_id, act)


def give_back(context: ApiContext, actor: Actor, credit_id: str) -> CreditView:
    """Give collateral back: by the issuing bank, or by a party once the credit has ended."""
    act = context.contracts.credit_collateral.return_collateral(id_of(credit_id))
    return acted(context, actor, credit_id, act)
