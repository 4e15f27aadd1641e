"""Money as the interface takes and gives it. Amounts are whole minor units."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas import (
    MAX_MINOR,
    Answer,
    Lei,
    Minor,
    MoneyView,
    ReceiptView,
    Request,
    ShortAscii,
)

ContractName = Literal["credit", "undertaking", "invoices"]


class IssueMoney(Request):
    """Money to be put on a member's settlement account; `reference` is used once only."""

    organisation: Lei
    minor: Minor
    reference: ShortAscii


class AllowMoney(Request):
    """How much a contract may take from the own settlement account; 0 ends the allowance."""

    contract: ContractName
    minor: Annotated[int, Field(ge=0, le=MAX_MINOR, strict=True)]


class RedeemMoney(Request):
    """Money to be taken out of circulation; `reference` is used once only."""

    minor: Minor
    reference: ShortAscii


class PayMoney(Request):
    """Money to be paid to another member's settlement account; `reference` tells it what for."""

    organisation: Lei
    minor: Minor
    reference: ShortAscii


class BalanceView(Answer):
    """One currency on the own settlement account, in minor units."""

    currency: str
    minor_units: int
    balance: int
    allowances: dict[ContractName, int]


class OrderView(Answer):
    """An order of issue, payment or redemption, carried out."""

    organisation: str
    amount: MoneyView
    reference: str
    receipt: ReceiptView


class AllowanceView(Answer):
    """What a contract may take from the own settlement account now."""

    contract: ContractName
    allowance: MoneyView
    receipt: ReceiptView
