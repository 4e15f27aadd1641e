"""Who takes part: identifiers, parties, and the banking days of each place."""

from dhow.trade.members.calendar import BankingCalendar, BankingYear, MissingCalendarYear
from dhow.trade.members.holidays import PLACES, make_calendar
from dhow.trade.members.party import Party

__all__ = [
    "PLACES",
    "BankingCalendar",
    "BankingYear",
    "MissingCalendarYear",
    "Party",
    "make_calendar",
]
