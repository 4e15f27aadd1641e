"""Banking days of one bank at one place: the clock of every credit.

A banking day is one on which the bank is regularly open at the place where the act is to be done
(UCP 600 art. 2), so a calendar belongs to a bank and a place, never to a contract. The ledger keeps
the same calendar (`BankingCalendars`) and runs the same algorithm; `LedgerYear` is its encoding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

_DAY_MINUTES = 24 * 60
_LOW_BITS = 256
_LONGEST_OFFSET = 14 * 60
_LARGEST_SHIFT = 120
_HORIZON = 400  # no calendar is closed for longer; a search beyond it means a broken calendar

EXAMINATION_DAYS = 5
"""Banking days a bank has following the day of presentation (UCP 600 art. 14(b), 16(d))."""


class MissingCalendarYear(ValueError):
    """A day was asked for in a year whose banking days are not known; guessing is not allowed."""

    def __init__(self, place: str, year: int) -> None:
        self.place = place
        self.year = year
        super().__init__(
            f"no banking calendar for {place} in {year}; add that year before examining or "
            "counting days in it"
        )


@dataclass(frozen=True)
class LedgerYear:
    """One year as the ledger stores it (`YearCalendar` in MemberTypes.sol)."""

    year: int
    closed_low: int  # bit i = day i of the year is closed, days 0 to 255
    closed_high: int  # bit i = day 256 + i
    utc_offset_minutes: int
    summer_from: int  # first day of the year on summer time
    summer_until: int  # first day of the year off it again; equal: no summer time
    summer_shift_minutes: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True)
class BankingYear:
    """Closed days and hours of one year. Days of the year count from 0 (1 January).

    `closed` is a bitmap: bit i set means day i is not a banking day. `interrupted` marks days shut
    by force majeure (UCP 600 art. 36): no banking days either, but expiry does not roll over them.
    The ledger's calendar has no such mark: a bank announces the closure there as any other.
    Offsets and hours are minutes; the local day is that of the offset in force.
    """

    year: int
    closed: int
    utc_offset_minutes: int
    opens_minute: int = 9 * 60
    closes_minute: int = 17 * 60
    summer_from: int = 0
    summer_until: int = 0
    summer_shift_minutes: int = 60
    interrupted: int = 0

    def __post_init__(self) -> None:
        length = days_in_year(self.year)
        for name in ("closed", "interrupted"):
            bitmap = getattr(self, name)
            if not 0 <= bitmap < 1 << length:
                raise ValueError(f"{name}: {self.year} has only {length} days")
        if not -_LONGEST_OFFSET <= self.utc_offset_minutes <= _LONGEST_OFFSET:
            raise ValueError("utc_offset_minutes: no place is more than 14 hours from UTC")
        if not 0 <= self.opens_minute < self.closes_minute <= _DAY_MINUTES:
            raise ValueError("opens_minute must come before closes_minute, both within one day")
        if not (0 <= self.summer_from <= length and 0 <= self.summer_until <= length):
            raise ValueError(f"summer_from and summer_until are days of {self.year}: 0 to {length}")
        if not 0 <= self.summer_shift_minutes <= _LARGEST_SHIFT:
            raise ValueError(f"summer_shift_minutes: between 0 and {_LARGEST_SHIFT}")

    @classmethod
    def with_closed_days(
        cls, year: int, closed_days: Iterable[date], utc_offset_minutes: int, **rest: int
    ) -> "BankingYear":
        """Build the bitmap from dates; all must lie in `year`."""
        return cls(year, bitmap(year, closed_days), utc_offset_minutes, **rest)

    def is_closed(self, day: date) -> bool:
        """Whether the bank is regularly closed on `day`."""
        return bool(self.closed >> day_of_year(day) & 1)

    def is_interrupted(self, day: date) -> bool:
        """Whether force majeure shuts the bank on `day`."""
        return bool(self.interrupted >> day_of_year(day) & 1)

    def offset_on(self, day: int) -> int:
        """Minutes east of UTC on the `day`-th day of the year (from 0)."""
        start, end = self.summer_from, self.summer_until
        # South of the equator summer goes over the new year: it then starts after it ends.
        summer = start <= day < end if start <= end else day >= start or day < end
        return self.utc_offset_minutes + (self.summer_shift_minutes if summer else 0)

    def to_ledger(self) -> LedgerYear:
        """The encoding of the on-chain calendar."""
        return LedgerYear(
            year=self.year,
            closed_low=self.closed & ((1 << _LOW_BITS) - 1),
            closed_high=self.closed >> _LOW_BITS,
            utc_offset_minutes=self.utc_offset_minutes,
            summer_from=self.summer_from,
            summer_until=self.summer_until,
            summer_shift_minutes=self.summer_shift_minutes,
            opens_minute=self.opens_minute,
            closes_minute=self.closes_minute,
        )


@dataclass(frozen=True)
class BankingCalendar:
    """The banking days of one place (a UN/LOCODE), or of one bank there, over some years."""

    place: str
    years: Mapping[int, BankingYear]

    def __post_init__(self) -> None:
        if not self.years:
            raise ValueError(f"the calendar of {self.place} has no years")
        for year, record in self.years.items():
            if record.year != year:
                raise ValueError(f"years: {record.year} is filed under {year}")
        object.__setattr__(self, "years", MappingProxyType(dict(sorted(self.years.items()))))

    def year(self, year: int) -> BankingYear:
        """One year's record.

        Raises:
            MissingCalendarYear: when it is not known.
        """
        try:
            return self.years[year]
        except KeyError:
            raise MissingCalendarYear(self.place, year) from None

    def is_banking_day(self, day: date) -> bool:
        """Whether the bank is open on `day` (UCP 600 art. 2)."""
        year = self.year(day.year)
        return not year.is_closed(day) and not year.is_interrupted(day)

    def roll_forward(self, day: date) -> date:
        """`day`, or the next banking day where the bank is regularly closed (UCP 600 art. 29(a)).

        A day shut by force majeure does not roll: art. 36 excludes it, and a credit that expires
        during the interruption stays expired.
        """
        for _ in range(_HORIZON):
            if not self.year(day.year).is_closed(day):
                return day
            day += timedelta(days=1)
        raise ValueError(f"the calendar of {self.place} has no banking day for {_HORIZON} days")

    def banking_days_after(self, day: date, n: int) -> date:
        """The `n`-th banking day following `day`; `day` itself never counts. `n` is at least 1."""
        if n < 1:
            raise ValueError("n counts banking days following a day: at least 1")
        for _ in range(_HORIZON):
            day += timedelta(days=1)
            n -= self.is_banking_day(day)
            if n == 0:
                return day
        raise ValueError(f"the calendar of {self.place} has too few banking days")

    def examination_deadline(self, presentation_day: date) -> date:
        """The last day to examine and to give notice of refusal (UCP 600 art. 14(b), 16(d))."""
        return self.banking_days_after(presentation_day, EXAMINATION_DAYS)

    def local_day(self, instant: datetime) -> date:
        """The calendar day at the place at a UTC instant."""
        return self.local_time(instant)[0]

    def local_time(self, instant: datetime) -> tuple[date, int]:
        """The day at the place and the minute of that day, at an aware instant.

        Standard time decides the year and whether summer time is on; then the shift is added. This
        is the order the contract uses, so both name the same day at every second.

        Raises:
            ValueError: for a naive datetime.
            MissingCalendarYear: when the year is not known.
        """
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone; give it in UTC")
        utc = instant.astimezone(UTC)
        year = self._year_at(utc)
        standard = utc + timedelta(minutes=year.utc_offset_minutes)
        shift = year.offset_on(day_of_year(standard.date())) - year.utc_offset_minutes
        local = standard + timedelta(minutes=shift)
        return local.date(), local.hour * 60 + local.minute

    def _year_at(self, utc: datetime) -> BankingYear:
        """The record in force: the UTC year's, unless its own offset lands in a neighbour year."""
        year = self.year(utc.year)
        local_year = (utc + timedelta(minutes=year.utc_offset_minutes)).year
        return year if local_year == year.year else self.year(local_year)

    def presentation_day(self, instant: datetime) -> date:
        """The day on which a delivery counts as presented (UCP 600 art. 33).

        A delivery at or after closing time, or on a day the bank is closed, counts on the next
        banking day; one before opening counts on that day.
        """
        day, minute = self.local_time(instant)
        if self.is_banking_day(day) and minute < self.year(day.year).closes_minute:
            return day
        return self.banking_days_after(day, 1)

    def close_of(self, day: date) -> datetime:
        """The UTC instant at which the bank closes on `day`."""
        year = self.year(day.year)
        offset = year.offset_on(day_of_year(day))
        midnight = datetime.combine(day, time(), UTC)
        return midnight + timedelta(minutes=year.closes_minute - offset)


def day_of_year(day: date) -> int:
    """0 for 1 January."""
    return day.timetuple().tm_yday - 1


def days_in_year(year: int) -> int:
    """365 or 366."""
    return (date(year, 12, 31) - date(year, 1, 1)).days + 1


def bitmap(year: int, days: Iterable[date]) -> int:
    """Bit i set for each of `days` that is the i-th day of `year`.

    Raises:
        ValueError: when a day lies in another year.
    """
    result = 0
    for day in days:
        if day.year != year:
            raise ValueError(f"{day} is not in {year}")
        result |= 1 << day_of_year(day)
    return result
