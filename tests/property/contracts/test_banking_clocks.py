"""Clocks of any plausible calendar: they never run backwards, and ledger and `dhow.trade` agree."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhow.ledger.contract import Contract
from dhow.trade.members import BankingCalendar, BankingYear
from tests.support.chain import Chain
from tests.support.network import Network, org_id

BANK, PLACE = org_id("bank"), b"XXXXX"
YEARS = (2027, 2028, 2029)  # a leap year between two common ones
EPOCH, FIRST, LAST = date(1970, 1, 1), date(2027, 2, 1), date(2029, 10, 31)
PROBES = 12  # days and instants tried in each calendar


@pytest.fixture(scope="module")
def net(module_chain: Chain) -> Network:
    net = Network(module_chain)
    net.admit("bank", "BANK")
    return net


@pytest.fixture(scope="module")
def calendars(net: Network) -> Contract:
    return net.deploy("BankingCalendars", net.members.address)


@st.composite
def plausible_years(draw: st.DrawFn) -> dict[int, BankingYear]:
    """A weekend, holidays that leave no closed run longer than 14 days, hours, offset, summer."""
    weekend = draw(st.sampled_from([(5, 6), (4, 5), (6,), ()]))
    offset = draw(st.integers(-14 * 4, 14 * 4)) * 15
    opens = draw(st.integers(0, 1439))
    closes = draw(st.integers(opens + 1, 1440))
    years = {}
    for year in YEARS:
        length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        days = [date(year, 1, 1) + timedelta(days=at) for at in range(length)]
        closed = {day for day in days if day.weekday() in weekend}
        # Runs of up to four days, kept apart, so that with weekends none comes near 14.
        for start in range(draw(st.integers(0, 20)), length, draw(st.integers(15, 60))):
            closed.update(days[start : start + draw(st.integers(1, 4))])
        summer = sorted(draw(st.tuples(st.integers(1, 360), st.integers(1, 360))))
        years[year] = BankingYear.with_closed_days(
            year,
            closed,
            offset,
            opens_minute=opens,
            closes_minute=closes,
            summer_from=summer[0],
            summer_until=summer[1],
            summer_shift_minutes=draw(st.sampled_from([0, 30, 60, 120])),
        )
    return years


def number(day: date) -> int:
    return (day - EPOCH).days


def on_ledger(year: BankingYear) -> dict[str, Any]:
    fields = asdict(year.to_ledger())
    del fields["year"]
    return fields


@settings(max_examples=6)
@given(
    years=plausible_years(),
    days=st.lists(st.dates(FIRST, LAST), min_size=PROBES, max_size=PROBES),
    seconds=st.lists(st.integers(0, 86_399), min_size=PROBES, max_size=PROBES),
    count=st.integers(1, 30),
)
def test_ledger_and_rules_agree_and_time_runs_forward(
    net: Network,
    calendars: Contract,
    years: dict[int, BankingYear],
    days: list[date],
    seconds: list[int],
    count: int,
) -> None:
    before = net.chain.engine.snapshot()
    try:
        for year, content in years.items():
            act = calendars.act("publish", BANK, PLACE, year, on_ledger(content))
            net.send(act, "bank")
        rules = BankingCalendar("XXXXX", years)

        def ask(function: str, *arguments: Any) -> Any:
            return net.call(calendars.view(function, BANK, PLACE, *arguments))

        deadlines = []
        for day, second in zip(sorted(days), seconds, strict=True):
            open_on = rules.is_banking_day(day)
            assert ask("isBankingDay", number(day)) == open_on

            rolled = ask("rollForward", number(day))
            assert rolled == number(rules.roll_forward(day))
            assert rolled >= number(day)
            assert ask("rollForward", rolled) == rolled
            assert (rolled == number(day)) == open_on

            last, closes = ask("bankingDaysAfter", number(day), count)
            assert last == number(rules.banking_days_after(day, count))
            assert last >= number(day) + count
            close = rules.close_of(rules.banking_days_after(day, count))
            assert closes == int(close.timestamp())
            deadlines.append(last)

            instant = datetime.combine(day, datetime.min.time(), UTC) + timedelta(seconds=second)
            unix = int(instant.timestamp())
            local = ask("localDay", unix)
            assert local == number(rules.local_day(instant))
            delivered = ask("deliveryDay", unix)
            assert delivered == number(rules.presentation_day(instant))
            assert delivered >= local
        # Whoever presents later never gets an earlier answer.
        assert deadlines == sorted(deadlines)
    finally:
        net.chain.engine.restore(before)
