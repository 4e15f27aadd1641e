"""What a bank may do with records it has refused, when nobody says what (eUCP art. e8)."""

from datetime import date, timedelta

DAYS_FOR_INSTRUCTIONS = 30
"""Calendar days from the notice of refusal within which the presenter instructs."""


def disposable_from(refused_on: date) -> date:
    """The first day on which a bank that has no instructions may dispose of records as it sees fit.

    Of a mixed presentation it then returns the paper, if it has not done so before, and disposes of
    the records without responsibility: 30 calendar days after the notice of refusal have passed.
    """
    return refused_on + timedelta(days=DAYS_FOR_INSTRUCTIONS + 1)
