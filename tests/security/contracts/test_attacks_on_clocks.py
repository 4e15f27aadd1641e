"""Attacks on time: a bank that closes, keeps silent or sits on documents to escape its duty."""

from datetime import date, timedelta

import pytest

from dhow.trade.members import make_calendar
from tests.support.chain import Chain, expect_refusal
from tests.support.deals import REPORT_HASH, USD, Deals, day_number, unix
from tests.support.network import fixed, org_id
from tests.unit.contracts.credit.test_amendments import changes

EXPIRES = date(2027, 12, 20)  # published are 2026 and 2027


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def year_end_credit(deals: Deals, chain: Chain) -> bytes:
    """An advised credit that expires on the last Monday before Christmas of the last known year."""
    chain.set_time(unix(2027, 10, 1))
    return deals.advised(
        expiry_day=day_number(EXPIRES), latest_shipment_day=day_number(date(2027, 12, 1))
    )


@pytest.mark.parametrize("days", [1, 366, 2**32 - 1 - (date(9997, 12, 31) - date(1970, 1, 1)).days])
def test_applicant_applies_for_a_day_that_no_calendar_has(deals: Deals, days: int) -> None:
    """A bank that is asked for it could not even tell what it was asked for."""
    last = day_number(date(9997, 12, 31))
    expired = {"field": fixed("expiryDay", 32)}
    with expect_refusal("Credit_InvalidTerms", **expired):
        deals.applied(expiry_day=last + days)
    assert deals.state(deals.applied("APP-LAST", expiry_day=last)) == "APPLIED"
    credit = deals.issued("APP-AMENDED", number="LC-AMENDED")
    with expect_refusal("Credit_InvalidTerms", **expired):
        deals.do("issueAmendment", credit, 1, changes(expiry_day=last + days), by="bank")


def close(deals: Deals, bank: str, place: bytes, *days: int) -> None:
    for on in days:
        closed = day_number(date(2027, 12, on))
        args = (org_id(bank), place, closed, fixed("STOCKTAKING", 32))
        deals.send(deals.calendars, "announceClosure", *args, by=bank)


@pytest.mark.parametrize("presented", [16, 20])
def test_bank_closes_into_the_unpublished_year(deals: Deals, chain: Chain, presented: int) -> None:
    """Closed from the expiry day to the end of the last year it published, and 2028 kept back."""
    credit = year_end_credit(deals, chain)
    close(deals, "bank", b"SGSIN", *range(21, 32))
    chain.set_time(unix(2027, 12, presented))
    presentation = deals.presented(credit)
    # What it left unpublished counts as open, Saturday the 1st included.
    last = date(2028, 1, 3) if presented == 16 else date(2028, 1, 5)
    decide_by = deals.presentation(presentation).decide_by
    assert decide_by == unix(last.year, last.month, last.day, 9)
    chain.set_time(decide_by + 1)
    deals.do("preclude", presentation, by="beneficiary")
    deals.do("honour", presentation, by="bank")


def test_bank_closes_on_the_expiry_day_itself(deals: Deals, chain: Chain) -> None:
    """The expiry day rolls for the presenter (art. 29(a)); it is never lost."""
    credit = year_end_credit(deals, chain)
    close(deals, "bank", b"SGSIN", *range(20, 32))
    chain.set_time(unix(2027, 12, 20))
    presentation = deals.presented(credit)
    assert deals.presentation(presentation).presented_day == day_number(date(2028, 1, 1))
    with expect_refusal("Credit_NotExpired"):
        deals.do("expire", credit, by="applicant")


def test_nominated_bank_forwards_into_an_unpublished_year(deals: Deals, chain: Chain) -> None:
    credit = year_end_credit(deals, chain)
    chain.set_time(unix(2027, 12, 17))
    presentation = deals.presented(credit, to="nominated")
    chain.set_time(unix(2027, 12, 29))  # within its own five days, Christmas among them or not
    deals.do("forward", presentation, by="nominated")
    # 30 and 31 December, and the first three days of a year read as open.
    assert deals.presentation(presentation).decide_by == unix(2028, 1, 3, 9)


def test_nominated_bank_publishes_no_further_year(deals: Deals, chain: Chain) -> None:
    """Neither presenting to it nor expiring what it should have received needs its new year."""
    chain.set_time(unix(2027, 10, 1))
    calendar = make_calendar("SGSIN", [2028]).year(2028).to_ledger()
    year = (
        calendar.closed_low,
        calendar.closed_high,
        calendar.utc_offset_minutes,
        calendar.summer_from,
        calendar.summer_until,
        calendar.summer_shift_minutes,
        calendar.opens_minute,
        calendar.closes_minute,
    )
    deals.send(deals.calendars, "publish", org_id("bank"), b"SGSIN", 2028, year, by="bank")
    first, second = (
        deals.advised(reference, expiry_day=day_number(date(2028, 2, 15)))
        for reference in ("APP-1", "APP-2")
    )
    chain.set_time(unix(2028, 2, 14))
    presentation = deals.presented(first, to="nominated")
    made = deals.presentation(presentation)
    assert made.presented_day == day_number(date(2028, 2, 14))
    assert made.forward_by == unix(2028, 2, 19, 11, 30)  # a Saturday: nobody said it was closed
    chain.set_time(unix(2028, 2, 16))
    deals.do("expire", second, by="applicant")


def test_publishing_later_moves_no_running_clock(deals: Deals, chain: Chain) -> None:
    """A deadline read against the bank stays, whatever it publishes afterwards."""
    credit = year_end_credit(deals, chain)
    chain.set_time(unix(2027, 12, 20))
    to_issuing = deals.presented(credit)
    to_nominated = deals.presented(credit, to="nominated")
    before = deals.presentation(to_issuing).decide_by, deals.presentation(to_nominated).forward_by
    close(deals, "bank", b"SGSIN", *range(22, 32))
    close(deals, "nominated", b"INBOM", *range(22, 32))
    closed_low = sum(1 << day for day in range(3))
    for bank, place in (("bank", b"SGSIN"), ("nominated", b"INBOM")):
        year = (closed_low, 0, -720, 0, 0, 0, 0, 1)
        deals.send(deals.calendars, "publish", org_id(bank), place, 2028, year, by=bank)
    after = deals.presentation(to_issuing).decide_by, deals.presentation(to_nominated).forward_by
    assert after == before
    chain.set_time(before[1] + 1)
    deals.do("forward", to_nominated, by="beneficiary")


@pytest.mark.parametrize("closures", [(), tuple(range(17, 31))])
def test_closures_never_make_a_timely_presentation_late(
    deals: Deals, chain: Chain, closures: tuple[int, ...]
) -> None:
    """Whichever days the bank closes, documents delivered by the expiry day are in time."""
    credit = year_end_credit(deals, chain)
    close(deals, "bank", b"SGSIN", *closures)
    before = chain.engine.snapshot()
    for days in range(6):
        at = EXPIRES - timedelta(days=days)
        chain.set_time(unix(at.year, at.month, at.day, 8, 59, 50))
        deals.presented(credit, 1_000 * USD)
        chain.engine.restore(before)
        before = chain.engine.snapshot()


def test_nominated_bank_sits_on_a_timely_presentation(deals: Deals, chain: Chain) -> None:
    """UCP 600 art. 6(d), 14(b): it does not die with a bank that does nothing."""
    credit = deals.advised()
    chain.set_time(unix(2026, 6, 10))
    presentation = deals.presented(credit, to="nominated")
    suspend = deals.net.members.act("suspend", org_id("nominated"), fixed("LICENCE", 32))
    deals.net.send(suspend, "registrar")
    with expect_refusal("Credit_StillInTime"):
        deals.do("forward", presentation, by="beneficiary")
    chain.set_time(unix(2026, 7, 10))  # long after the credit's expiry
    with expect_refusal("Credit_Expired"):
        deals.presented(credit)
    deals.do("forward", presentation, by="beneficiary")
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    deals.do("honour", presentation, by="bank")
    assert deals.presentation(presentation).state.name == "HONOURED"


def test_nominated_bank_stretches_its_time_by_announcing_closures(
    deals: Deals, chain: Chain
) -> None:
    chain.set_time(unix(2027, 12, 1))
    credit = deals.advised(
        expiry_day=day_number(EXPIRES), latest_shipment_day=day_number(date(2027, 12, 1))
    )
    presentation = deals.presented(credit, to="nominated")
    forward_by = deals.presentation(presentation).forward_by
    close(deals, "nominated", b"INBOM", *range(2, 12))
    chain.set_time(forward_by + 1)
    deals.do("forward", presentation, by="beneficiary")


def test_suspended_bank_hides_behind_its_suspension(deals: Deals) -> None:
    """It may not act, so it gives no notice, is precluded, and still pays, by maker and checker."""
    credit = deals.applied(issuing_bank=org_id("careful"))
    issue = deals.credit.act("issue", credit, deals.terms()["terms_hash"], fixed("LC-1", 16))
    deals.net.prepare(issue, "careful.maker")
    deals.net.send(issue, "careful")
    presentation = deals.presented(credit, to="careful")
    suspend = deals.net.members.act("suspend", org_id("careful"), fixed("LICENCE", 32))
    deals.net.send(suspend, "registrar")
    with expect_refusal("Members_Suspended"):
        deals.do("examine", presentation, True, REPORT_HASH, by="careful")
    deals.after_decision_time(presentation)
    deals.do("preclude", presentation, by="beneficiary")
    honour = deals.credit.act("honour", presentation)
    with expect_refusal("Members_NotPrepared"):
        deals.net.send(honour, "careful")
    with expect_refusal("Members_WrongDuty"):
        deals.net.send(honour, "careful.maker")
    with expect_refusal("Members_NotTheParty"):
        deals.net.send(honour, "stranger")
    deals.net.prepare(honour, "careful.maker")
    before = deals.balance("beneficiary")
    deals.net.send(honour, "careful")
    assert deals.balance("beneficiary") == before + 100_000 * USD
