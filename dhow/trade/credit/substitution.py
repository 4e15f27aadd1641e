"""The first beneficiary's invoice in the place of the second's (UCP 600 art. 38(h), 38(i))."""

from dataclasses import dataclass
from enum import Enum

from dhow.trade.credit.refused import NotAllowed
from dhow.trade.money import Amount
from dhow.trade.records import Record


class Invoices(Enum):
    """Whose invoices go to the issuing bank."""

    AWAITED = "awaited"
    """The first beneficiary has not been asked yet, or has time still."""
    SUBSTITUTED = "substituted"
    AS_RECEIVED = "as_received"
    """The second beneficiary's; the right to substitute is lost."""


@dataclass(frozen=True, kw_only=True)
class Shares(Record):
    """What each beneficiary draws, and whose invoices go on."""

    invoices: Invoices
    second: Amount
    first: Amount


def shares(
    drawn_by_second: Amount,
    first_invoice: Amount | None,
    *,
    available: Amount,
    asked: bool,
    corrected: bool = True,
) -> Shares:
    """Who draws what of a presentation under a transferred credit.

    `available` is what the original credit allows. `asked` says that the first beneficiary was
    asked for its invoice and did not give it on that first demand. `corrected` is False where its
    invoice made a discrepancy that the second's papers had not, and was not put right on demand.

    Raises:
        NotAllowed: for an invoice below the second beneficiary's drawing, or above the credit.
    """
    nothing = Amount(0, drawn_by_second.currency)
    if first_invoice is None or not corrected:
        lost = asked or not corrected
        found = Invoices.AS_RECEIVED if lost else Invoices.AWAITED
        return Shares(invoices=found, second=drawn_by_second, first=nothing)
    if first_invoice > available:
        raise NotAllowed(
            "UCP 600 art. 38(h)",
            "first_invoice",
            f"{first_invoice} is more than the {available} that the credit allows; invoice less",
        )
    if first_invoice < drawn_by_second:
        raise NotAllowed(
            "UCP 600 art. 38(h)",
            "first_invoice",
            f"{first_invoice} is less than the {drawn_by_second} drawn by the second beneficiary; "
            "the difference would be owed by nobody",
        )
    return Shares(
        invoices=Invoices.SUBSTITUTED,
        second=drawn_by_second,
        first=first_invoice - drawn_by_second,
    )
