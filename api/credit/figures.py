"""A refusal of the ledger with its figures, where its words alone leave a trader to ask."""

from typing import Final

from api import records
from api.context import ApiContext
from api.errors import ApiError
from dhow.trade.money import Amount

_ABOVE: Final = "Credit_DrawingExceedsCredit"


def told(context: ApiContext, problem: ApiError) -> ApiError:
    """The same problem; of a drawing above what is left, how much of how much."""
    if problem.error != _ABOVE:
        return problem
    with context.store.read() as work:
        terms = records.credit(work, str(problem.values["credit"])).terms
    currency = context.currency_of(terms.money)
    if currency:
        minor = (int(problem.values[each]) for each in ("drawing", "available"))
        wanted, most = (Amount.of(currency, each) for each in minor)
        problem.detail = (
            f"The drawing is above what is left of the credit: {wanted}, of {most} that may be"
            " drawn."
        )
    return problem
