"""Banking days: the vectors of Singapore 2026, hours, zones, summer time, force majeure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhow.trade.members import (
    PLACES,
    BankingCalendar,
    BankingYear,
    MissingCalendarYear,
    make_calendar,
)

SINGAPORE = make_calendar("SGSIN", [2026, 2027])
LONDON = make_calendar("GBLON", [2025, 2026])


def day(month: int, number: int) -> date:
    return date(2026, month, number)


@pytest.mark.parametrize(
    ("presented", "last"),
    [
        (day(5, 28), day(6, 5)),
        (day(4, 2), day(4, 10)),
        (day(2, 12), day(2, 23)),
        (day(12, 23), day(12, 31)),
    ],
)
def test_d01_five_banking_days_in_singapore(presented: date, last: date) -> None:
    assert SINGAPORE.examination_deadline(presented) == last


@pytest.mark.parametrize(
    ("expiry", "rolled"),
    [
        (day(5, 31), day(6, 2)),
        (day(8, 9), day(8, 11)),
        (day(12, 25), day(12, 28)),
        (day(6, 15), day(6, 15)),
    ],
)
def test_c05_expiry_rolls_in_singapore(expiry: date, rolled: date) -> None:
    assert SINGAPORE.roll_forward(expiry) == rolled


def test_friday_and_saturday_weekend() -> None:
    """Thursday 9 April to Thursday 16 April where Friday and Saturday are the only closed days."""
    fridays = [day(1, 1) + timedelta(days=i) for i in range(365)]
    year = BankingYear.with_closed_days(2026, [d for d in fridays if d.weekday() in (4, 5)], 360)
    calendar = BankingCalendar("BDDAC", {2026: year})
    assert calendar.examination_deadline(day(4, 9)) == day(4, 16)


def test_weekends_follow_the_law_of_the_year() -> None:
    """The Emirates moved from Friday and Saturday to Saturday and Sunday in 2022."""
    dubai = make_calendar("AEDXB", [2021, 2026])
    assert not dubai.is_banking_day(date(2021, 6, 4))  # Friday
    assert dubai.is_banking_day(date(2021, 6, 6))  # Sunday
    assert dubai.is_banking_day(date(2026, 6, 5))
    assert not dubai.is_banking_day(date(2026, 6, 7))


@pytest.mark.parametrize(
    ("instant", "counts_on"),
    [
        ("2026-06-02T08:59:00Z", day(6, 2)),  # 16:59 in Singapore
        ("2026-06-02T09:00:00Z", day(6, 3)),  # 17:00, closing time
        ("2026-06-02T11:30:00Z", day(6, 3)),  # 19:30
        ("2026-06-01T22:00:00Z", day(6, 2)),  # 06:00, before opening
        ("2026-05-30T02:00:00Z", day(6, 2)),  # Saturday
    ],
)
def test_c14_banking_hours(instant: str, counts_on: date) -> None:
    assert SINGAPORE.presentation_day(datetime.fromisoformat(instant)) == counts_on


def test_the_local_day_is_the_place_s_own() -> None:
    late = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
    assert SINGAPORE.local_day(late) == day(3, 11)
    assert make_calendar("USNYC", [2026]).local_day(late) == day(3, 10)


def test_summer_time_moves_the_close_of_business() -> None:
    assert LONDON.close_of(day(3, 27)) == datetime(2026, 3, 27, 17, 0, tzinfo=UTC)
    assert LONDON.close_of(day(3, 30)) == datetime(2026, 3, 30, 16, 0, tzinfo=UTC)
    assert LONDON.close_of(day(10, 26)) == datetime(2026, 10, 26, 17, 0, tzinfo=UTC)


def test_summer_over_the_new_year() -> None:
    """Sydney: summer time until 5 April and again from 4 October."""
    year = BankingYear(2026, 0, 600, summer_from=276, summer_until=94)
    assert year.offset_on(0) == 660
    assert year.offset_on(94) == 600
    assert year.offset_on(276) == 660


def test_second_and_fourth_saturdays_in_india() -> None:
    mumbai = make_calendar("INBOM", [2026])
    saturdays = [day(6, n) for n in (6, 13, 20, 27)]
    assert [mumbai.is_banking_day(d) for d in saturdays] == [True, False, True, False]


def test_a_weekend_day_worked_in_place_of_another() -> None:
    """In China a Saturday may be worked to lengthen a holiday."""
    shanghai = make_calendar("CNSHA", [2026])
    assert shanghai.is_banking_day(day(2, 14))
    assert not shanghai.is_banking_day(day(2, 7))


def test_a_year_that_is_not_known_is_an_error() -> None:
    with pytest.raises(MissingCalendarYear, match="SGSIN in 2028"):
        SINGAPORE.is_banking_day(date(2028, 1, 3))
    with pytest.raises(MissingCalendarYear, match="2028"):
        SINGAPORE.examination_deadline(date(2027, 12, 30))


def test_c08_force_majeure_does_not_roll_expiry() -> None:
    struck = make_calendar("SGSIN", [2026], interrupted=[day(6, 15)])
    assert not struck.is_banking_day(day(6, 15))
    assert struck.roll_forward(day(6, 15)) == day(6, 15)
    assert struck.banking_days_after(day(6, 12), 1) == day(6, 16)


def test_overrides_close_and_open_days() -> None:
    calendar = make_calendar("SGSIN", [2026], closed=[day(7, 1)], opened=[day(6, 6)])
    assert not calendar.is_banking_day(day(7, 1))
    assert calendar.is_banking_day(day(6, 6))
    with pytest.raises(ValueError, match="2027"):
        make_calendar("SGSIN", [2026], closed=[date(2027, 1, 4)])


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="XXXXX"):
        make_calendar("XXXXX", [2026])
    with pytest.raises(ValueError, match="time zone"):
        SINGAPORE.local_day(datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose
    with pytest.raises(ValueError, match="365 days"):
        BankingYear(2026, 1 << 365, 0)
    with pytest.raises(ValueError, match="opens_minute"):
        BankingYear(2026, 0, 0, opens_minute=600, closes_minute=600)
    with pytest.raises(ValueError, match="at least 1"):
        SINGAPORE.banking_days_after(day(6, 1), 0)


@pytest.mark.parametrize("place", sorted(PLACES))
def test_every_place_has_a_plausible_year(place: str) -> None:
    year = make_calendar(place, [2026]).year(2026)
    assert 90 < year.closed.bit_count() < 140
    ledger = year.to_ledger()
    assert ledger.closed_low | ledger.closed_high << 256 == year.closed
    assert ledger.closed_low < 1 << 256
    assert ledger.closed_high < 1 << 109


@given(st.dates(date(2026, 1, 1), date(2027, 11, 30)), st.integers(1, 8))
def test_the_nth_banking_day_is_open_and_the_nth(start: date, n: int) -> None:
    last = SINGAPORE.banking_days_after(start, n)
    between = [start + timedelta(days=i + 1) for i in range((last - start).days)]
    assert sum(map(SINGAPORE.is_banking_day, between)) == n
    assert SINGAPORE.is_banking_day(last)


@given(st.integers(min_value=0, max_value=360 * 24 * 60))
def test_local_time_agrees_with_the_close(minutes: int) -> None:
    """An instant counts on its own open day exactly when it is before that day's close."""
    instant = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    local = LONDON.local_day(instant)
    if LONDON.is_banking_day(local):
        in_time = instant < LONDON.close_of(local)
        assert (LONDON.presentation_day(instant) == local) == in_time
