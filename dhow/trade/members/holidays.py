"""Calendars of the financial centres: weekends, public holidays and hours, with overrides.

Public holidays come from the `holidays` package. Where a country's banks keep days of their own
(regional holidays, an ad hoc closure, a working Saturday) the registrar overrides them: a library
can seed a calendar, only the bank can know it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

import holidays

from dhow.trade.members.calendar import BankingCalendar, BankingYear, bitmap, day_of_year

SATURDAY, SUNDAY = 5, 6


class SummerTime(Enum):
    """When clocks move in the places listed here."""

    NONE = "none"
    EUROPE = "europe"  # last Sunday of March to last Sunday of October
    NORTH_AMERICA = "north_america"  # second Sunday of March to first Sunday of November


@dataclass(frozen=True)
class BankingPlace:
    """What is known of a place: ISO country, standard offset (minutes), summer time and hours.

    `open_saturdays` says which Saturdays of a month banks open (1 is the first), where that is not
    what the country's weekend says.
    """

    country: str
    utc_offset_minutes: int
    summer: SummerTime = SummerTime.NONE
    subdivision: str | None = None
    opens_minute: int = 9 * 60
    closes_minute: int = 17 * 60
    open_saturdays: tuple[int, ...] | None = None


PLACES: dict[str, BankingPlace] = {
    "AEAUH": BankingPlace("AE", 240, opens_minute=8 * 60, closes_minute=16 * 60),
    "AEDXB": BankingPlace("AE", 240, opens_minute=8 * 60, closes_minute=16 * 60),
    "BDDAC": BankingPlace("BD", 360, opens_minute=10 * 60, closes_minute=16 * 60),
    "CHGVA": BankingPlace("CH", 60, SummerTime.EUROPE, subdivision="GE"),
    "CNSHA": BankingPlace("CN", 480),
    "DEFRA": BankingPlace("DE", 60, SummerTime.EUROPE, subdivision="HE"),
    "ESMAD": BankingPlace("ES", 60, SummerTime.EUROPE, subdivision="MD"),
    "ESVLC": BankingPlace("ES", 60, SummerTime.EUROPE, subdivision="VC"),
    "FRPAR": BankingPlace("FR", 60, SummerTime.EUROPE),
    "GBLON": BankingPlace("GB", 0, SummerTime.EUROPE, subdivision="ENG"),
    "HKHKG": BankingPlace("HK", 480, open_saturdays=()),  # clearing is Monday to Friday
    "INBOM": BankingPlace(  # second and fourth Saturdays are bank holidays in India, others not
        "IN", 330, subdivision="MH", opens_minute=10 * 60, open_saturdays=(1, 3, 5)
    ),
    "JPTYO": BankingPlace("JP", 540, closes_minute=15 * 60),
    "KEMBA": BankingPlace("KE", 180, closes_minute=16 * 60),
    "MYKUL": BankingPlace("MY", 480, subdivision="KUL"),
    "NLRTM": BankingPlace("NL", 60, SummerTime.EUROPE),
    "SGSIN": BankingPlace("SG", 480),
    "USNYC": BankingPlace("US", -300, SummerTime.NORTH_AMERICA, subdivision="NY"),
    "ZAJNB": BankingPlace("ZA", 120),
}
"""Financial centres by UN/LOCODE. Hours are customary ones, to be replaced by the bank's own."""


def make_calendar(
    place: str,
    years: Iterable[int],
    *,
    at: BankingPlace | None = None,
    closed: Iterable[date] = (),
    opened: Iterable[date] = (),
    interrupted: Iterable[date] = (),
) -> BankingCalendar:
    """The calendar of `place` for `years`.

    `closed` adds closures, `opened` takes days back, `interrupted` marks days shut by force majeure
    (UCP 600 art. 36). `at` describes a place that is not among PLACES.

    Raises:
        ValueError: for an unknown place or country.
    """
    known = at or PLACES.get(place)
    if known is None:
        raise ValueError(
            f'the banking days of "{place}" are not known; known: {", ".join(sorted(PLACES))}'
        )
    overrides = set(closed), set(opened), set(interrupted)
    records = {year: _year(year, known, *overrides) for year in years}
    for day in set.union(*overrides):
        if day.year not in records:
            raise ValueError(f"{day} is outside the years of this calendar")
    return BankingCalendar(place, records)


def _year(
    year: int, place: BankingPlace, closed: set[date], opened: set[date], interrupted: set[date]
) -> BankingYear:
    off = (_closed_days(year, place) | {d for d in closed if d.year == year}) - opened
    start, end = _summer(year, place.summer)
    return BankingYear(
        year=year,
        closed=bitmap(year, off),
        utc_offset_minutes=place.utc_offset_minutes,
        opens_minute=place.opens_minute,
        closes_minute=place.closes_minute,
        summer_from=start,
        summer_until=end,
        interrupted=bitmap(year, (d for d in interrupted if d.year == year)),
    )


def _closed_days(year: int, place: BankingPlace) -> set[date]:
    """Weekend days by the rule in force in that year, and the public holidays."""
    try:
        table = holidays.country_holidays(
            place.country, subdiv=place.subdivision, years=year, language="en_US"
        )
    except NotImplementedError as error:
        raise ValueError(f"no public holidays known for {place.country}: {error}") from None
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return {day for day in days if _is_closed(day, table, place)}


def _is_closed(day: date, table: holidays.HolidayBase, place: BankingPlace) -> bool:
    if day in table:
        return True
    if day.weekday() == SATURDAY and place.open_saturdays is not None:
        return (day.day - 1) // 7 + 1 not in place.open_saturdays
    return not table.is_working_day(day)  # knows weekends by year, and weekend days worked


def _summer(year: int, rule: SummerTime) -> tuple[int, int]:
    """First day of the year on summer time and first day off it again; (0, 0) where none.

    The change happens in the small hours of a Sunday, when no bank is open, so the whole Sunday is
    counted as already changed.
    """
    match rule:
        case SummerTime.EUROPE:
            start, end = _sunday(year, 3, -1), _sunday(year, 10, -1)
        case SummerTime.NORTH_AMERICA:
            start, end = _sunday(year, 3, 2), _sunday(year, 11, 1)
        case SummerTime.NONE:
            return 0, 0
    return day_of_year(start), day_of_year(end)


def _sunday(year: int, month: int, nth: int) -> date:
    """The nth Sunday of a month, the last for -1."""
    day = date(year, month, 1)
    sundays = [day + timedelta(days=i) for i in range(31)]
    sundays = [d for d in sundays if d.month == month and d.weekday() == SUNDAY]
    return sundays[nth - 1 if nth > 0 else nth]
