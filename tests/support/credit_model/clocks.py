"""Each bank's own days, read from the calendars of the trade and not from the ledger's.

Days are numbers since 1 January 1970, instants unix seconds.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from dhow.trade.members import BankingCalendar, make_calendar
from dhow.trade.members.calendar import MissingCalendarYear, day_of_year

EPOCH = date(1970, 1, 1)
EXAMINATION_DAYS = 5  # UCP 600 art. 14(b)
YEARS = (2026, 2027)


class Clocks:
    """When each bank is open, with what it announced since."""

    def __init__(self, places: dict[str, str]) -> None:
        """Take up the calendar of each bank's place."""
        self._calendars = {bank: _calendar(place) for bank, place in places.items()}

    def close_on(self, bank: str, day: int) -> None:
        """The bank announced that it is shut on a day."""
        calendar, shut = self._calendars[bank], date_of(day)
        year = calendar.year(shut.year)
        changed = replace(year, closed=year.closed | 1 << day_of_year(shut))
        years = dict(calendar.years) | {shut.year: changed}
        self._calendars[bank] = BankingCalendar(calendar.place, years)

    def today(self, bank: str, instant: int) -> int:
        """The civil date at the bank's place."""
        return number_of(self._calendars[bank].local_day(_moment(instant)))

    def delivered(self, bank: str, instant: int) -> int:
        """The day on which what comes at an instant counts as received (art. 33)."""
        return number_of(self._calendars[bank].presentation_day(_moment(instant)))

    def rolled(self, bank: str, day: int) -> int:
        """That day, or the next on which the bank is open (art. 29(a))."""
        return number_of(self._calendars[bank].roll_forward(date_of(day)))

    def is_open(self, bank: str, day: int) -> bool:
        """Whether it is a banking day."""
        return self._calendars[bank].is_banking_day(date_of(day))

    def is_known(self, bank: str, day: int, count: int) -> bool:
        """Whether the bank published up to the `count`th banking day following a day."""
        try:
            opens = self._calendars[bank].roll_forward(date_of(day))
            self._calendars[bank].banking_days_after(opens, count)
        except MissingCalendarYear:
            return False
        return True

    def close(self, bank: str, day: int) -> int:
        """The instant at which the bank closes on a day."""
        return int(self._calendars[bank].close_of(date_of(day)).timestamp())

    def close_after(self, bank: str, day: int, count: int = EXAMINATION_DAYS) -> int:
        """The close of the `count`th banking day following a day; of that day itself for none."""
        calendar = self._calendars[bank]
        last = calendar.banking_days_after(date_of(day), count) if count else date_of(day)
        return self.close(bank, number_of(last))

    def left_until(self, bank: str, instant: int, deadline: int) -> int:
        """How many banking days follow today up to that of a deadline.

        That day was one when the deadline was fixed, and counts though it was closed since.
        """
        first, last = self.today(bank, instant) + 1, self.today(bank, deadline)
        return sum(self.is_open(bank, day) for day in range(first, last)) + (last >= first)


def number_of(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """The date of a day's number."""
    return EPOCH + timedelta(days=day)


def _moment(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)


@cache
def _calendar(place: str) -> BankingCalendar:
    return make_calendar(place, list(YEARS))
