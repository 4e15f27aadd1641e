"""The drafts that a credit calls for in 42C and 42a, or in the parts of a mixed payment (42M).

A credit calls for its draft there and hardly ever in 46A as well; without one nothing can be
accepted or negotiated (UCP 600 art. 2, 6(c); ISBP 745 B1).
"""

from dataclasses import dataclass

from dhow.trade.credit.maturity import Tenor
from dhow.trade.credit.terms import Drawee, Terms
from dhow.trade.members.party import Party
from dhow.trade.money import Amount


@dataclass(frozen=True)
class CalledFor:
    """One draft: on which bank (`None` where the credit names none), at what tenor, for how much.

    `tenor` is `None` at sight.
    """

    bank: Party | None
    tenor: Tenor | None
    amount: Amount

    def __str__(self) -> str:
        bank = self.bank.name if self.bank else "the bank that the credit names"
        return f"a draft {self.tenor or 'at sight'} drawn on {bank} for {self.amount}"


def drafts_called_for(terms: Terms, drawn: Amount) -> tuple[CalledFor, ...]:
    """The drafts that belong to a drawing of `drawn`; empty where the credit has no drawee."""
    available = terms.availability
    if available.drawee is not None:
        return (CalledFor(_bank(terms, available.drawee), available.tenor, drawn),)
    return tuple(
        CalledFor(_bank(terms, part.drawee), part.tenor, amount)
        for part, amount in available.split(drawn)
        if part.drawee is not None
    )


def _bank(terms: Terms, drawee: Drawee) -> Party | None:
    match drawee:
        case Drawee.ISSUING_BANK:
            return terms.issuing_bank
        case Drawee.CONFIRMING_BANK:
            return terms.confirming_bank
        case Drawee.NOMINATED_BANK:
            return terms.nominated_bank
        case Drawee.REIMBURSING_BANK:
            return terms.reimbursing_bank
