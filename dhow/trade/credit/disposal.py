"""What a bank may do with documents it has refused, when nobody says what (eUCP art. e8)."""

from datetime import date, timedelta

DAYS_FOR_INSTRUCTIONS = 30
"""Calendar days from the notice of refusal within which the presenter instructs."""


def free_to_dispose(refused_on: date, today: date, *, instructed: bool) -> bool:
    """Whether the bank may return paper and dispose of electronic records as it sees fit.

    Of a mixed presentation it returns the paper, if it has not done so before, and disposes of the
    records without responsibility, once 30 calendar days have passed without instructions.
    """
    return not instructed and today > refused_on + timedelta(days=DAYS_FOR_INSTRUCTIONS)
