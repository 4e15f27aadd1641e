"""Assignment of proceeds (UCP 600 art. 39): money goes elsewhere, the right to perform does not."""

from dataclasses import dataclass

from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record


@dataclass(frozen=True, kw_only=True)
class Assignment(Record):
    """Proceeds that the paying bank has acknowledged it will pay to somebody else.

    `amount` is the most of all drawings together; absent, all of them. The law that applies says
    whether the assignment is good; the bank's acknowledgement is what counts here.
    """

    credit_number: str
    assignee: Party
    amount: Amount | None = None

    def __post_init__(self) -> None:
        if self.amount is not None and self.amount.minor <= 0:
            raise FieldRefused("amount", "must be more than nothing")
