"""Routes of money."""

from fastapi import APIRouter

from api.blocking import blocking
from api.dependencies import Context, MemberActor, SettlementAgent
from api.money import service
from api.money.schemas import (
    AllowanceView,
    AllowMoney,
    BalanceView,
    IssueMoney,
    OrderView,
    PayMoney,
    RedeemMoney,
)
from api.schemas import CurrencyCode

router = APIRouter(prefix="/money", tags=["money"])


@router.get("/balances", summary="Your balances")
async def balances(context: Context, actor: MemberActor) -> list[BalanceView]:
    """What lies on your settlement account, in minor units, and what contracts may take of it."""
    return await blocking(service.balances, context, actor)


@router.post("/{currency}/issues", status_code=201, summary="Put money into circulation")
async def issue(
    context: Context, actor: SettlementAgent, currency: CurrencyCode, body: IssueMoney
) -> OrderView:
    """Put money on a member's settlement account against money held outside: settlement agent."""
    return await blocking(
        service.issue, context, actor, currency, body.organisation, body.minor, body.reference
    )


@router.post("/{currency}/allowances", summary="Let a contract take money")
async def allow(
    context: Context, actor: MemberActor, currency: CurrencyCode, body: AllowMoney
) -> AllowanceView:
    """Let a contract take up to so much from your settlement account.

    A bank gives this once; each payment is still an act of its own (UCP 600 art. 7).
    """
    return await blocking(service.allow, context, actor, currency, body.contract, body.minor)


@router.post("/{currency}/payments", status_code=201, summary="Pay another member")
async def pay(
    context: Context, actor: MemberActor, currency: CurrencyCode, body: PayMoney
) -> OrderView:
    """Pay from your settlement account to another member's, outside any credit or undertaking."""
    return await blocking(
        service.pay, context, actor, currency, body.organisation, body.minor, body.reference
    )


@router.post("/{currency}/redemptions", status_code=201, summary="Take money out of circulation")
async def redeem(
    context: Context, actor: MemberActor, currency: CurrencyCode, body: RedeemMoney
) -> OrderView:
    """Take money of your settlement account out of circulation, to be paid out outside."""
    return await blocking(service.redeem, context, actor, currency, body.minor, body.reference)
