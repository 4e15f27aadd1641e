"""When a bank of a story is at work: on banking days of its place, in its hours there."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from dhow.trade.members import BankingCalendar, make_calendar


def next_open(place: str, when: datetime) -> datetime:
    """The instant itself where banks at the UN/LOCODE are open then; else when they open next.

    Args:
        when: in UTC.
    """
    calendar = _calendar(place, when.year)
    day, minute = calendar.local_time(when)
    hours = calendar.year(day.year)
    if calendar.is_banking_day(day) and minute < hours.closes_minute:
        return max(when, opening(calendar, day))
    return opening(calendar, calendar.banking_days_after(day, 1))


def is_open(place: str, when: datetime) -> bool:
    """Whether banks at the UN/LOCODE are open at the instant."""
    return next_open(place, when) == when


def opening(calendar: BankingCalendar, day: date) -> datetime:
    """The instant (UTC) at which banks open on a banking day."""
    hours = calendar.year(day.year)
    open_for = timedelta(minutes=hours.closes_minute - hours.opens_minute)
    return (calendar.close_of(day) - open_for).astimezone(UTC)


@lru_cache(maxsize=64)
def _calendar(place: str, year: int) -> BankingCalendar:
    # About new year the local day is of the year before, or the next banking day of the year after.
    return make_calendar(place, [year - 1, year, year + 1])
