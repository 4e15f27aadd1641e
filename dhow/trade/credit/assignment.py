"""Assignment of proceeds (UCP 600 art. 39): money goes elsewhere, the right to perform does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.refused import NotAllowed
from dhow.trade.credit.terms import Terms
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


def payments(
    proceeds: Amount,
    beneficiary: Party,
    assignments: Sequence[Assignment],
    paid_before: Sequence[Amount] = (),
) -> tuple[tuple[Party, Amount], ...]:
    """Who is paid how much of the proceeds of one drawing; the amounts come to the proceeds.

    Assignments are served in the order in which they were acknowledged. `paid_before` is what each
    had from earlier drawings, in the same order.
    """
    had = [*paid_before, *(Amount(0, proceeds.currency) for _ in assignments[len(paid_before) :])]
    left, paid = proceeds, []
    for assignment, before in zip(assignments, had, strict=True):
        due = left if assignment.amount is None else min(left, assignment.amount - before)
        if due.minor > 0:
            paid.append((assignment.assignee, due))
            left -= due
    if left.minor > 0:
        paid.append((beneficiary, left))
    return tuple(paid)


def check_presenter(terms: Terms, presenter: Party, assignments: Sequence[Assignment]) -> None:
    """An assignee of proceeds presents nothing of its own right.

    Raises:
        NotAllowed: when the presenter is an assignee and not the beneficiary.
    """
    if _same(presenter, terms.beneficiary):
        return
    if any(_same(presenter, each.assignee) for each in assignments):
        raise NotAllowed(
            "UCP 600 art. 39",
            "presenter",
            f"{presenter} has the proceeds assigned to it and not the right to perform; "
            f"{terms.beneficiary} presents",
        )


def _same(one: Party, other: Party) -> bool:
    if one.lei is not None and other.lei is not None:
        return one.lei == other.lei
    return same_name(one.name, other.name)
