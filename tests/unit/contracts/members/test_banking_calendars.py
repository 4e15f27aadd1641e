"""Banking days on the ledger: publishing, closures, and the clocks of UCP 600."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dhow.ledger.contract import Contract
from dhow.trade.members import BankingYear, make_calendar
from tests.support.chain import Chain, expect_refusal
from tests.support.network import Network, fixed, org_id

BANK = org_id("bank")
SG, BD, US, SYD = b"SGSIN", b"BDDAC", b"USNYC", b"AUSYD"
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
EPOCH = date(1970, 1, 1)
REASON = fixed("TYPHOON", 32)
STARTED = "2026-03-02T02:00:00"


def day(text: str) -> int:
    """Days since 1 January 1970 of an ISO date."""
    return (date.fromisoformat(text) - EPOCH).days


def iso(number: int) -> str:
    """The ISO date of a day number."""
    return (EPOCH + timedelta(days=number)).isoformat()


def instant(text: str) -> int:
    """Unix seconds of an ISO date and time in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def weekends(year: int, *weekdays: int, offset: int = 0, **rest: int) -> dict[str, Any]:
    """A year in which only these days of the week are closed."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    closed = [d for d in days if d.year == year and d.weekday() in weekdays]
    return on_ledger(BankingYear.with_closed_days(year, closed, offset, **rest))


def on_ledger(year: BankingYear) -> dict[str, Any]:
    """The contract's `YearCalendar`."""
    fields = asdict(year.to_ledger())
    del fields["year"]
    return fields


@pytest.fixture(scope="module")
def net(module_chain: Chain) -> Network:
    net = Network(module_chain)
    net.admit("bank", "BANK")
    net.admit("careful", "BANK", dual_control=True)
    net.admit("seller", "EXPORTER")
    return net


@pytest.fixture(scope="module")
def calendars(net: Network) -> Contract:
    """The bank's years: Singapore, a Friday-Saturday country, New York, Sydney."""
    calendars = net.deploy("BankingCalendars", net.members.address)
    singapore = make_calendar("SGSIN", [2026, 2027])
    new_york = make_calendar("USNYC", [2026])
    years: list[tuple[bytes, int, dict[str, Any]]] = [
        (SG, 2026, on_ledger(singapore.year(2026))),
        (SG, 2027, on_ledger(singapore.year(2027))),
        (BD, 2026, weekends(2026, FRIDAY, SATURDAY, offset=360)),
        (US, 2026, on_ledger(new_york.year(2026))),
        # Summer time until 5 April and again from 4 October: over the new year.
        (
            SYD,
            2026,
            weekends(2026, SATURDAY, SUNDAY, offset=600)
            | {
                "summer_from": day("2026-10-04") - day("2026-01-01"),
                "summer_until": day("2026-04-05") - day("2026-01-01"),
            },
        ),
    ]
    for place, year, content in years:
        net.send(calendars.act("publish", BANK, place, year, content), "bank")
    return calendars


@pytest.fixture(autouse=True)
def restored(chain: Chain, calendars: Contract) -> Chain:  # noqa: ARG001 - built before the snapshot
    """Whatever a test does is undone after it."""
    return chain


# ---------------------------------------------------------------- the clocks

EXAMINATION = [
    pytest.param(SG, "2026-05-28", "2026-06-05", id="D01 Vesak observed on 1 June"),
    pytest.param(SG, "2026-04-02", "2026-04-10", id="D01 Good Friday"),
    pytest.param(SG, "2026-02-12", "2026-02-23", id="D01 New Year of 17 and 18 February"),
    pytest.param(SG, "2026-12-23", "2026-12-31", id="D01 Christmas"),
    pytest.param(SG, "2026-12-28", "2027-01-05", id="D01 over the new year"),
    pytest.param(BD, "2026-04-09", "2026-04-16", id="D01 Friday and Saturday closed"),
]


@pytest.mark.parametrize(("place", "presented", "last"), EXAMINATION)
def test_fifth_banking_day_following_presentation(  # UCP 600 art. 14(b), 16(d)
    net: Network, calendars: Contract, place: bytes, presented: str, last: str
) -> None:
    found, closes = net.call(calendars.view("bankingDaysAfter", BANK, place, day(presented), 5))
    assert iso(found) == last
    assert closes == net.call(calendars.view("closeOfBusiness", BANK, place, found))


EXPIRY = [("2026-05-31", "2026-06-02"), ("2026-08-09", "2026-08-11"), ("2026-12-25", "2026-12-28")]


@pytest.mark.parametrize(("expiry", "last"), EXPIRY)
def test_expiry_rolls_to_the_next_banking_day(  # UCP 600 art. 29(a)
    net: Network, calendars: Contract, expiry: str, last: str
) -> None:
    assert iso(net.call(calendars.view("rollForward", BANK, SG, day(expiry)))) == last
    assert iso(net.call(calendars.view("rollForward", BANK, SG, day(last)))) == last
    assert not net.call(calendars.view("isBankingDay", BANK, SG, day(expiry)))
    assert net.call(calendars.view("isBankingDay", BANK, SG, day(last)))


# Hours in Singapore end at 17:00, which is 09:00 UTC.
DELIVERY = [
    pytest.param("2026-05-28T03:00:00", "2026-05-28", id="within hours"),
    pytest.param("2026-05-27T22:00:00", "2026-05-28", id="before opening"),
    pytest.param("2026-05-28T08:59:59", "2026-05-28", id="the last second"),
    pytest.param("2026-05-28T09:00:00", "2026-05-29", id="at close"),
    pytest.param("2026-05-28T11:30:00", "2026-05-29", id="C14 19:30 where hours end at 17:00"),
    pytest.param("2026-05-29T11:30:00", "2026-06-02", id="C14 on the eve of a long weekend"),
    pytest.param("2026-05-30T03:00:00", "2026-06-02", id="on a Saturday"),
]


@pytest.mark.parametrize(("delivered", "counts"), DELIVERY)
def test_outside_banking_hours_counts_on_the_next_banking_day(  # UCP 600 art. 33
    net: Network, calendars: Contract, delivered: str, counts: str
) -> None:
    view = calendars.view("deliveryDay", BANK, SG, instant(delivered))
    assert iso(net.call(view)) == counts


LOCAL_DAYS = [
    pytest.param(SG, "2026-05-28T15:59:59", "2026-05-28", id="Singapore before midnight"),
    pytest.param(SG, "2026-05-28T16:00:00", "2026-05-29", id="Singapore at midnight"),
    pytest.param(SG, "2026-12-31T16:00:00", "2027-01-01", id="Singapore at the new year"),
    pytest.param(US, "2026-01-15T04:59:59", "2026-01-14", id="New York in winter"),
    pytest.param(US, "2026-01-15T05:00:00", "2026-01-15", id="New York in winter, midnight"),
    pytest.param(US, "2026-07-15T03:59:59", "2026-07-14", id="New York in summer"),
    pytest.param(US, "2026-07-15T04:00:00", "2026-07-15", id="New York in summer, midnight"),
    pytest.param(SYD, "2026-01-15T12:59:59", "2026-01-15", id="Sydney in summer"),
    pytest.param(SYD, "2026-01-15T13:00:00", "2026-01-16", id="Sydney in summer, midnight"),
    pytest.param(SYD, "2026-07-15T13:59:59", "2026-07-15", id="Sydney in winter"),
    pytest.param(SYD, "2026-07-15T14:00:00", "2026-07-16", id="Sydney in winter, midnight"),
    pytest.param(SYD, "2026-11-15T13:00:00", "2026-11-16", id="Sydney in summer again"),
]


@pytest.mark.parametrize(("place", "at", "local"), LOCAL_DAYS)
def test_the_day_is_the_places_own(
    net: Network, calendars: Contract, place: bytes, at: str, local: str
) -> None:
    assert iso(net.call(calendars.view("localDay", BANK, place, instant(at)))) == local


def test_a_place_that_moves_its_clock_with_the_year(net: Network, calendars: Contract) -> None:
    """Where the new year's offset is another, the new year's decides once it has begun."""
    years = {
        2030: weekends(2030, SATURDAY, SUNDAY, offset=480),
        2031: weekends(2031, SATURDAY, SUNDAY, offset=420),
    }
    for year, content in years.items():
        net.send(calendars.act("publish", BANK, b"WSAPW", year, content), "bank")
    for at, local in {
        "2030-12-31T15:59:59": "2030-12-31",
        "2030-12-31T16:30:00": "2030-12-31",  # 00:30 by the old offset, 23:30 by the new one
        "2030-12-31T17:00:00": "2031-01-01",
    }.items():
        assert iso(net.call(calendars.view("localDay", BANK, b"WSAPW", instant(at)))) == local


CLOSES = [
    pytest.param(SG, "2026-05-28", "2026-05-28T09:00:00", id="Singapore"),
    pytest.param(US, "2026-01-15", "2026-01-15T22:00:00", id="New York in winter"),
    pytest.param(US, "2026-07-15", "2026-07-15T21:00:00", id="New York in summer"),
    pytest.param(SYD, "2026-01-15", "2026-01-15T06:00:00", id="Sydney in summer"),
]


@pytest.mark.parametrize(("place", "on", "closes"), CLOSES)
def test_close_of_business(
    net: Network, calendars: Contract, place: bytes, on: str, closes: str
) -> None:
    assert net.call(calendars.view("closeOfBusiness", BANK, place, day(on))) == instant(closes)


@pytest.mark.parametrize("count", [0, 31, 65535])
def test_more_banking_days_than_a_calendar_answers(
    net: Network, calendars: Contract, count: int
) -> None:
    with expect_refusal("Calendars_TooFar", banking_days=count):
        net.call(calendars.view("bankingDaysAfter", BANK, SG, day("2026-05-28"), count))
    last, _ = net.call(calendars.view("bankingDaysAfter", BANK, SG, day("2026-05-28"), 30))
    assert iso(last) == "2026-07-10"


NOT_PUBLISHED = {
    "calendar": ("calendar", (2028,), 2028),
    "a local day": ("localDay", (instant("2025-06-01T00:00:00"),), 2025),
    "a day before the first year": ("isBankingDay", (day("2025-12-31"),), 2025),
    "a close before the first year": ("closeOfBusiness", (day("2025-12-31"),), 2025),
    "the first year of all": ("isBankingDay", (day("2000-01-03"),), 2000),
    "before the first year of all": ("isBankingDay", (day("1999-12-31"),), 1999),
    "after the last year of all": ("isBankingDay", (day("2201-01-01"),), 2201),
    "a clock's start": ("requirePublished", (day("2026-06-15"), 5), 2028),
    "a clock's end": ("requirePublished", (day("2027-12-28"), 5), 2028),
    "the last day of all": ("isBankingDay", (2**32 - 1,), 65535),
    "the last instant of all": ("localDay", (2**64 - 1,), 65535),
}


@pytest.mark.parametrize("case", NOT_PUBLISHED)
def test_where_no_year_can_be_read_it_is_named_and_never_guessed(
    chain: Chain, net: Network, calendars: Contract, case: str
) -> None:
    function, arguments, year = NOT_PUBLISHED[case]
    chain.set_time(instant("2028-02-01T02:00:00" if case == "a clock's start" else STARTED))
    with expect_refusal("Calendars_NotPublished", bank=BANK, place=SG, year=year):
        net.call(calendars.view(function, BANK, SG, *arguments))


# 2027-12-31 is a Friday; of Singapore's 2027 only hours (09:00 to 17:00) and offset hold in 2028.
AGAINST_THE_BANK = {
    "a Saturday": ("isBankingDay", (day("2028-01-01"),), True),
    "an expiry": ("rollForward", (day("2028-01-01"),), day("2028-01-01")),
    "a local day": ("localDay", (instant("2027-12-31T16:00:00"),), day("2028-01-01")),
    "after hours": ("deliveryDay", (instant("2027-12-31T09:00:00"),), day("2028-01-01")),
    "within hours": ("deliveryDay", (instant("2028-01-02T08:59:59"),), day("2028-01-02")),
    "at close": ("deliveryDay", (instant("2028-01-02T09:00:00"),), day("2028-01-03")),
    "a close": ("closeOfBusiness", (day("2028-01-01"),), instant("2028-01-01T09:00:00")),
    "years later": ("isBankingDay", (day("2199-12-25"),), True),
    "an examination": (
        "bankingDaysAfter",
        (day("2027-12-28"), 5),
        (day("2028-01-02"), instant("2028-01-02T09:00:00")),
    ),
}


@pytest.mark.parametrize("case", AGAINST_THE_BANK)
def test_a_later_year_not_published_is_read_against_the_bank(
    net: Network, calendars: Contract, case: str
) -> None:
    function, arguments, expected = AGAINST_THE_BANK[case]
    assert net.call(calendars.view(function, BANK, SG, *arguments)) == expected


def test_the_last_year_before_it_gives_the_hours(net: Network, calendars: Contract) -> None:
    """Years published out of order and with a gap: 2030 is read by 2029, not by 2031."""
    for year, closes in ((2031, 900), (2029, 960)):
        content = weekends(year, SATURDAY, SUNDAY, offset=480) | {"closes_minute": closes}
        net.send(calendars.act("publish", BANK, SG, year, content), "bank")
    found = net.call(calendars.view("closeOfBusiness", BANK, SG, day("2030-06-01")))
    assert found == instant("2030-06-01T08:00:00")
    # Once published, the year's own days and hours hold.
    content = weekends(2030, SATURDAY, SUNDAY, offset=480) | {"closes_minute": 720}
    net.send(calendars.act("publish", BANK, SG, 2030, content), "bank")
    found = net.call(calendars.view("closeOfBusiness", BANK, SG, day("2030-06-01")))
    assert found == instant("2030-06-01T04:00:00")
    assert not net.call(calendars.view("isBankingDay", BANK, SG, day("2030-06-01")))


def test_a_clock_within_published_years_is_confirmed(
    chain: Chain, net: Network, calendars: Contract
) -> None:
    chain.set_time(instant(STARTED))
    net.call(calendars.view("requirePublished", BANK, SG, day("2027-12-17"), 5))
    with expect_refusal("Calendars_TooFar", banking_days=31):
        net.call(calendars.view("requirePublished", BANK, SG, day("2027-06-01"), 31))


# ---------------------------------------------------------------- publishing


def plain(**changes: Any) -> dict[str, Any]:
    return weekends(2028, SATURDAY, SUNDAY) | changes


def test_a_year_is_published_once(net: Network, calendars: Contract) -> None:
    act = calendars.act("publish", BANK, SG, 2028, plain())
    published = net.send(act, "bank").event("CalendarPublished")
    assert (published.bank, published.place, published.year) == (BANK, SG, 2028)
    kept = net.call(calendars.view("calendar", BANK, SG, 2028))
    assert {name: getattr(kept, name) for name in plain()} == plain()
    assert {name: getattr(published.calendar, name) for name in plain()} == plain()
    with expect_refusal("Calendars_AlreadyPublished", bank=BANK, place=SG, year=2028):
        net.send(calendars.act("publish", BANK, SG, 2028, plain(closes_minute=900)), "bank")


RUN_15 = sum(1 << n for n in range(100, 115))
IMPLAUSIBLE = {
    "before 2000": (1999, {}, 0),
    "after 2200": (2201, {}, 0),
    "opens when it closes": (2028, {"opens_minute": 1020}, 0),
    "opens after it closes": (2028, {"opens_minute": 1021}, 0),
    "closes after midnight": (2028, {"closes_minute": 1441}, 0),
    "east of any place": (2028, {"utc_offset_minutes": 841}, 0),
    "west of any place": (2028, {"utc_offset_minutes": -841}, 0),
    "shifted by more than two hours": (2028, {"summer_shift_minutes": 121}, 0),
    "summer from after the year": (2028, {"summer_from": 367}, 0),
    "summer until after the year": (2028, {"summer_until": 367}, 0),
    "a day after a leap year": (2028, {"closed_high": 1 << 110}, 0),
    "a 366th day in a common year": (2029, {"closed_high": 1 << 109}, 0),
    "closed for 15 days": (2028, {"closed_low": RUN_15}, 15),
    "closed for ever": (2028, {"closed_low": 2**256 - 1, "closed_high": 2**110 - 1}, 366),
}


@pytest.mark.parametrize("case", IMPLAUSIBLE)
def test_an_implausible_year_is_refused(net: Network, calendars: Contract, case: str) -> None:
    year, changes, run = IMPLAUSIBLE[case]
    content = plain(closed_low=0, closed_high=0) | changes
    with expect_refusal("Calendars_Implausible", year=year, closed_run=run):
        net.send(calendars.act("publish", BANK, SG, year, content), "bank")


AT_THE_LIMITS = {
    "the first year": (2000, {}),
    "the last year": (2200, {}),
    "open all day": (2028, {"opens_minute": 0, "closes_minute": 1440}),
    "furthest east": (2028, {"utc_offset_minutes": 840, "summer_shift_minutes": 120}),
    "furthest west": (2028, {"utc_offset_minutes": -840}),
    "the 366th day of a leap year": (2028, {"closed_high": 1 << 109}),
    "closed for 14 days": (2028, {"closed_low": RUN_15 >> 1 & ~(1 << 99)}),
}


@pytest.mark.parametrize("case", AT_THE_LIMITS)
def test_a_year_at_the_limits_is_taken(net: Network, calendars: Contract, case: str) -> None:
    year, changes = AT_THE_LIMITS[case]
    content = plain(closed_low=0, closed_high=0) | changes
    net.send(calendars.act("publish", BANK, SG, year, content), "bank")


@pytest.mark.parametrize("order", [(2028, 2029), (2029, 2028)])
def test_closed_days_add_up_over_the_new_year(
    net: Network, calendars: Contract, order: tuple[int, int]
) -> None:
    eight_last = {"closed_low": 0, "closed_high": sum(1 << n for n in range(102, 110))}
    years = {
        2028: plain() | eight_last,
        2029: plain(closed_low=2**7 - 1, closed_high=0),
    }
    first, second = order
    net.send(calendars.act("publish", BANK, SG, first, years[first]), "bank")
    with expect_refusal("Calendars_Implausible", year=second, closed_run=15):
        net.send(calendars.act("publish", BANK, SG, second, years[second]), "bank")


# ---------------------------------------------------------------- closures to come


def test_a_closure_to_come_moves_what_follows(
    chain: Chain, net: Network, calendars: Contract
) -> None:
    chain.set_time(instant("2026-05-20T03:00:00"))
    act = calendars.act("announceClosure", BANK, SG, day("2026-06-03"), REASON)
    announced = net.send(act, "bank").event("ClosureAnnounced")
    assert (announced.bank, announced.place, iso(announced.day)) == (BANK, SG, "2026-06-03")
    assert announced.reason == REASON
    assert not net.call(calendars.view("isBankingDay", BANK, SG, day("2026-06-03")))
    found, _ = net.call(calendars.view("bankingDaysAfter", BANK, SG, day("2026-05-28"), 5))
    assert iso(found) == "2026-06-08"
    # Another place of the same bank keeps its own days.
    assert net.call(calendars.view("isBankingDay", BANK, US, day("2026-06-03")))


def test_a_closure_late_in_the_year(chain: Chain, net: Network, calendars: Contract) -> None:
    chain.set_time(instant("2026-05-20T03:00:00"))
    net.send(calendars.act("announceClosure", BANK, SG, day("2026-11-16"), REASON), "bank")
    rolled = net.call(calendars.view("rollForward", BANK, SG, day("2026-11-14")))
    assert iso(rolled) == "2026-11-17"


@pytest.mark.parametrize("closed", ["2026-05-28", "2026-05-27"])
def test_a_closure_is_announced_before_its_day_begins_at_the_place(
    chain: Chain, net: Network, calendars: Contract, closed: str
) -> None:
    # 18:00 UTC on the 27th is the 28th in Singapore.
    chain.set_time(instant("2026-05-27T18:00:00"))
    today = day("2026-05-28")
    with expect_refusal("Calendars_ClosureNotAhead", day=day(closed), today=today):
        net.send(calendars.act("announceClosure", BANK, SG, day(closed), REASON), "bank")
    net.send(calendars.act("announceClosure", BANK, SG, today + 1, REASON), "bank")


def test_a_closure_needs_its_year(chain: Chain, net: Network, calendars: Contract) -> None:
    chain.set_time(instant("2027-12-20T03:00:00"))
    with expect_refusal("Calendars_NotPublished", year=2028):
        net.send(calendars.act("announceClosure", BANK, SG, day("2028-01-04"), REASON), "bank")


def test_closures_do_not_add_up_to_more_than_14_days(
    chain: Chain, net: Network, calendars: Contract
) -> None:
    run_14 = {"closed_low": sum(1 << n for n in range(100, 114)), "closed_high": 0}
    net.send(calendars.act("publish", BANK, SG, 2028, plain(**run_14)), "bank")
    chain.set_time(instant("2027-12-20T03:00:00"))
    for neighbour in (99, 114):
        closed = day("2028-01-01") + neighbour
        with expect_refusal("Calendars_Implausible", year=2028, closed_run=15):
            net.send(calendars.act("announceClosure", BANK, SG, closed, REASON), "bank")
    net.send(calendars.act("announceClosure", BANK, SG, day("2028-01-01") + 115, REASON), "bank")


def test_every_day_lies_in_its_year(net: Network, calendars: Contract) -> None:
    """The refusal names the year: first and last day of each, at a place without a calendar."""
    for year in (*range(1970, 2202), 9999):
        for on in (date(year, 1, 1), date(year, 12, 31)):
            with expect_refusal("Calendars_NotPublished", year=year):
                net.call(calendars.view("isBankingDay", BANK, b"ZZZZZ", (on - EPOCH).days))


# ---------------------------------------------------------------- who may

WHO = {
    "seller": "Members_NotTheParty",
    "careful": "Members_NotTheParty",
    "stranger": "Members_UnknownKey",
    "registrar": "Members_UnknownKey",
}


@pytest.mark.parametrize("caller", WHO)
@pytest.mark.parametrize("function", ["publish", "announceClosure"])
def test_only_the_bank_keeps_its_calendar(
    net: Network, calendars: Contract, function: str, caller: str
) -> None:
    rest = (2028, plain()) if function == "publish" else (day("2027-03-01"), REASON)
    with expect_refusal(WHO[caller]):
        net.send(calendars.act(function, BANK, SG, *rest), caller)


def test_only_banks_have_banking_days(net: Network, calendars: Contract) -> None:
    with expect_refusal("Members_LacksCapability", organisation=org_id("seller")):
        net.send(calendars.act("publish", org_id("seller"), SG, 2028, plain()), "seller")


def test_publishing_takes_maker_and_checker(net: Network, calendars: Contract) -> None:
    act = calendars.act("publish", org_id("careful"), SG, 2028, plain())
    with expect_refusal("Members_NotPrepared"):
        net.send(act, "careful")
    net.prepare(act, "careful.maker")
    net.send(net.forwarded(act, "careful"), "courier")
