"""Assignments of proceeds as the interface takes and gives them."""

from pydantic import Field

from api.schemas import Answer, Hash32, Lei, Money, MoneyView, ReceiptView, Request


class AssignProceeds(Request):
    """To whom, and the most of all payments together; all proceeds where no amount is given."""

    assignee: Lei
    amount: Money | None = None


class ProceedsView(Answer):
    """What an assignee had of one payment; the presentation is named to the credit's parties."""

    presentation: Hash32 | None
    amount: MoneyView


class AssignmentView(Answer):
    """An assignment of proceeds: neither the credit's terms nor documents (art. 39).

    `state` is NOTIFIED, ACKNOWLEDGED, WITHDRAWN or RELEASED. `notice_hash` is of the canonical
    JSON of `dhow.trade.credit.assignment.Assignment`.
    """

    credit: Hash32
    credit_number: str
    number: int
    state: str
    beneficiary: str
    issuing_bank: str
    nominated_bank: str | None
    assignee: str
    amount: MoneyView | None = Field(description="null: all proceeds")
    acknowledged_by: tuple[str, ...]
    paid: MoneyView
    payments: tuple[ProceedsView, ...]
    notice_hash: Hash32
    receipt: ReceiptView | None = None
