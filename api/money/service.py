"""Balances, issue, allowances, payments, redemption: between settlement accounts only."""

from typing import get_args

from api import records
from api.acts import carry_out, send_from_account
from api.auth.roles import Actor
from api.context import ApiContext
from api.drafting import drafting
from api.errors import conflict
from api.ids import org_bytes, text_bytes
from api.money.schemas import AllowanceView, BalanceView, ContractName, OrderView
from api.schemas import MoneyView
from api.shown import receipt_view
from dhow.ledger.abi import Refusal
from dhow.ledger.bindings.values import Standing
from dhow.ledger.types import Address
from dhow.trade.money import Currency


def balances(context: ApiContext, actor: Actor) -> list[BalanceView]:
    """Every currency on the actor's settlement account, and what the contracts may take of it."""
    account = settlement_account(context, actor.organisation)
    names: tuple[ContractName, ...] = get_args(ContractName)
    with context.store.read() as work:
        held = work.ledger.system_balances(account)
    return [
        BalanceView(
            currency=code,
            minor_units=Currency(code).minor_units,
            balance=held.get(code, 0),
            # asked of the token: no event tells how much of one is used up
            allowances={
                name: context.ledger.call(
                    money.allowance(owner=account, spender=_address(context, name))
                )
                for name in names
            },
        )
        for code, money in sorted(context.contracts.money.items())
    ]


def issue(
    context: ApiContext, actor: Actor, currency: str, organisation: str, minor: int, reference: str
) -> OrderView:
    """Put money on a member's settlement account, against money held outside.

    Raises:
        Refusal: the reference was used before, or no such member.
    """
    money = context.money_of(currency)
    act = money.issue(
        account=settlement_account(context, organisation),
        amount_minor=minor,
        order_reference=text_bytes(reference, 32),
    )
    return OrderView(
        organisation=organisation,
        amount=MoneyView(currency=currency, minor=minor),
        reference=reference,
        receipt=receipt_view(carry_out(context, actor, act)),
    )


def allow(
    context: ApiContext, actor: Actor, currency: str, contract: ContractName, minor: int
) -> AllowanceView:
    """Let a contract take up to so much from the actor's settlement account.

    Raises:
        ApiError: 409 where the key of that account is not kept here and no draft is asked for.
    """
    held = context.keys.account(actor.organisation).address
    if drafting.get() is None and settlement_account(context, actor.organisation) != held:
        raise conflict(
            "account-held-elsewhere",
            "Your settlement account's key is not kept here.",
            next_step='Ask for a draft, Prefer: draft="0x<the account>", and sign it yourselves.',
        )
    money = context.money_of(currency)
    act = money.approve(spender=_address(context, contract), value=minor)
    receipt = send_from_account(context, actor, act)
    return AllowanceView(
        contract=contract,
        allowance=MoneyView(currency=currency, minor=minor),
        receipt=receipt_view(receipt),
    )


def pay(
    context: ApiContext, actor: Actor, currency: str, organisation: str, minor: int, reference: str
) -> OrderView:
    """Pay from the actor's settlement account to another member's.

    Raises:
        Refusal: the account holds less, or no such member.
    """
    money = context.money_of(currency)
    act = money.transfer(to=settlement_account(context, organisation), value=minor)
    receipt = send_from_account(context, actor, act)
    return OrderView(
        organisation=organisation,
        amount=MoneyView(currency=currency, minor=minor),
        reference=reference,
        receipt=receipt_view(receipt),
    )


def redeem(
    context: ApiContext, actor: Actor, currency: str, minor: int, reference: str
) -> OrderView:
    """Take money of the actor's settlement account out of circulation.

    Raises:
        Refusal: the account holds less, or the reference was used before.
    """
    money = context.money_of(currency)
    act = money.redeem(amount_minor=minor, order_reference=text_bytes(reference, 32))
    receipt = send_from_account(context, actor, act)
    return OrderView(
        organisation=actor.organisation,
        amount=MoneyView(currency=currency, minor=minor),
        reference=reference,
        receipt=receipt_view(receipt),
    )


def settlement_account(context: ApiContext, organisation: str) -> Address:
    """Where an organisation pays from and is paid to.

    Raises:
        Refusal: no such member.
    """
    with context.store.read() as work:
        found = records.organisation(work, organisation)
    if found.standing is Standing.NONE:
        unknown = {"organisation": org_bytes(organisation)}
        raise Refusal("Members_UnknownOrganisation", unknown)
    return found.settlement_account


def _address(context: ApiContext, contract: ContractName) -> Address:
    # what is due under a credit is paid by the contract of its settlement
    place = "credit_settlement" if contract == "credit" else contract
    found: Address = getattr(context.contracts, place).address
    return found
