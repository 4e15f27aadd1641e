"""Who would bring a credit to where nobody can leave it, or move another's day: attacks by name."""

from datetime import date
from typing import Any

import pytest
from eth_utils.crypto import keccak

from dhow.trade.members import make_calendar
from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    ACCEPTANCE,
    CONFIRM,
    EXPIRY,
    FOR_INSTRUCTIONS,
    FOR_WAIVER,
    FROM_SIGHT,
    FROM_STATED_DAY,
    NOBODY,
    NOTICE_HASH,
    REPORT_HASH,
    TERMS_HASH,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id
from tests.unit.contracts.credit.test_amendments import changes
from tests.unit.contracts.credit.test_clauses import MONTHS, root
from tests.unit.contracts.credit.test_settlement import moved

SUM = 100_000 * USD
USANCE = {"availability": ACCEPTANCE, "tenor_start": FROM_SIGHT, "tenor_days": 60}


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(deals: Deals, chain: Chain) -> tuple[Deals, Chain]:
    """Whatever a test does is undone after it."""
    return deals, chain


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_bank_that_accepted_sits_on_the_documents(deals: Deals, is_confirmed: bool) -> None:
    """It neither sends them on nor pays at maturity: the issuing bank's own duty is reached all the
    same (UCP 600 art. 7(a)(iii) to (v))."""
    credit = deals.confirmed(**USANCE) if is_confirmed else deals.issued(clauses=USANCE)
    presentation = deals.found_complying(credit)
    deals.do("undertake", presentation, 0, by="nominated")
    with expect_refusal("Credit_StillInTime"):
        deals.do("forward", presentation, by="beneficiary")
    deals.chain.set_time(deals.presentation(presentation).forward_by + 1)
    deals.do("forward", presentation, by="beneficiary")
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    deals.chain.set_time((deals.drawing(presentation).maturity_day + 1) * 86_400)
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "beneficiary": SUM}
    with expect_refusal("Credit_NothingDue"):
        deals.do("payUndertaking", presentation, by="nominated")


def test_collateral_taken_back_before_maturity(deals: Deals) -> None:
    """A tenor longer than the long stop: what secures an acceptance stays until it was due."""
    credit = deals.issued(clauses=USANCE | {"tenor_days": 360})
    deals.lodge(credit, SUM)
    presentation = deals.examined(credit, complying=True)
    deals.do("undertake", presentation, 0, by="bank")
    maturity = deals.drawing(presentation).maturity_day
    deals.chain.set_time((day_number(EXPIRY) + 183) * 86_400)
    with expect_refusal("Members_NotTheParty"):
        deals.do("returnCollateral", credit, by="applicant")
    deals.chain.set_time((maturity + 183) * 86_400)
    assert moved(deals, "returnCollateral", credit, by="applicant") == {"applicant": SUM}


def test_pre_advice_that_can_never_be_followed(deals: Deals) -> None:
    """Bound to issue what cannot be issued: a pre-advice asks for all that an issue asks for."""
    credit = deals.applied(clauses={"instalments_root": root(MONTHS)})
    args = (TERMS_HASH, day_number(date(2026, 4, 1)), False)
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("preAdvise", credit, *args, by="bank")
    late = deals.applied("APP-2", expiry_day=day_number(date(2031, 6, 15)))
    with expect_refusal("Calendars_NotPublished"):
        deals.do("preAdvise", late, *args, by="bank")


def test_pre_advised_and_never_issued(deals: Deals) -> None:
    """PRE_ADVISED -> EXPIRED: past its last day nothing keeps the applicant's collateral."""
    credit = deals.applied()
    deals.lodge(credit, SUM)
    deals.do("preAdvise", credit, TERMS_HASH, day_number(date(2026, 4, 1)), False, by="bank")
    with expect_refusal("Credit_NotExpired"):
        deals.do("expire", credit, by="outsider")
    deals.chain.set_time(unix(2026, 7, 1))
    assert moved(deals, "expire", credit, by="outsider") == {"applicant": SUM}
    assert deals.state(credit) == "EXPIRED"


def test_hours_published_after_confirming(deals: Deals) -> None:
    """A bank that confirms, or extends to an amendment, has published its hours up to the end."""
    deals.chain.set_time(unix(2027, 10, 1))
    publish(deals, "bank", "SGSIN", 2028)
    expiry = day_number(date(2028, 2, 15))
    credit = deals.issued(clauses={"confirmation": CONFIRM}, expiry_day=expiry)
    with expect_refusal("Calendars_NotPublished"):
        deals.do("confirm", credit, by="nominated")
    near = deals.issued(
        "APP-2", clauses={"confirmation": CONFIRM}, expiry_day=day_number(date(2027, 11, 30))
    )
    deals.do("confirm", near, by="nominated")
    deals.do("issueAmendment", near, 1, changes(expiry_day=expiry), by="bank")
    with expect_refusal("Calendars_NotPublished"):
        deals.do("extendConfirmation", near, 1, True, by="nominated")
    publish(deals, "nominated", "INBOM", 2028)
    deals.do("extendConfirmation", near, 1, True, by="nominated")
    deals.do("confirm", credit, by="nominated")


def publish(deals: Deals, bank: str, place: str, year: int) -> None:
    """A bank publishes one more year of its place."""
    made = make_calendar(place, [year]).year(year).to_ledger()
    told = (
        made.closed_low,
        made.closed_high,
        made.utc_offset_minutes,
        made.summer_from,
        made.summer_until,
        made.summer_shift_minutes,
        made.opens_minute,
        made.closes_minute,
    )
    place_id = place.encode()
    deals.send(deals.calendars, "publish", org_id(bank), place_id, year, told, by=bank)


def test_documents_taken_back_from_the_bank_that_paid_for_them(deals: Deals) -> None:
    """Paid without recourse, the beneficiary has nothing to take back: the waiver is the bank's."""
    presentation = deals.found_complying(deals.confirmed())
    deals.do("honour", presentation, by="nominated")
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation, FOR_WAIVER)
    with expect_refusal("Members_NotTheParty"):
        deals.do("takeBack", presentation, by="beneficiary")
    deals.do("waive", presentation, by="bank")
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


def test_a_credit_cut_by_the_banks_own_finding(deals: Deals) -> None:
    """An amendment that takes away is accepted by the beneficiary alone, whatever else it says."""
    credit = deals.issued()
    cut = changes(amount_delta_minor=-150_000 * USD, changes_text=True)
    deals.do("issueAmendment", credit, 1, cut, by="bank")
    presentation = deals.examined(credit, complying=True)
    with expect_refusal("Credit_NotAcceptedByPresentation"):
        deals.do("acceptByPresentation", presentation, 1, keccak(text="finding"), by="bank")
    assert deals.record(credit).terms.amount_minor == 250_000 * USD


@pytest.mark.parametrize("stated", [{}, {"latest_shipment_day": day_number(EXPIRY)}], ids=str)
def test_words_that_take_put_in_force_by_the_banks_own_word(
    deals: Deals, stated: dict[str, Any]
) -> None:
    """Payable against a certificate that the applicant has signed; beside a gift perhaps."""
    credit = deals.issued()
    worded = changes(changes_text=True, **stated)
    deals.do("issueAmendment", credit, 1, worded, by="bank")
    before = deals.record(credit).terms
    presentation = deals.examined(credit, USD, complying=True)
    deals.do("acceptByPresentation", presentation, 1, keccak(text="finding"), by="bank")
    assert deals.record(credit).terms == before
    told = deals.net.call(deals.credit.view("amendment", credit, 1))
    assert told.state.name == "PENDING"
    deals.do("answerAmendment", credit, 1, False, NOBODY, by="beneficiary")
    other = deals.examined(credit, USD, complying=True)
    with expect_refusal("Credit_AmendmentAnswered"):
        deals.do("acceptByPresentation", other, 1, keccak(text="finding"), by="bank")


@pytest.mark.parametrize("text", [False, True], ids=["a later shipment", "words"])
def test_acceptance_taken_back_from_a_nominated_bank_that_paid(deals: Deals, *, text: bool) -> None:
    """Documents comply by the amendment alone; who pays against them has it stated first."""
    credit = deals.issued()
    given = {"changes_text": True} if text else {"latest_shipment_day": day_number(EXPIRY)}
    deals.do("issueAmendment", credit, 1, changes(**given), by="bank")
    presentation = deals.found_complying(credit)
    deals.do("acceptByPresentation", presentation, 1, keccak(text="finding"), by="nominated")
    paid = moved(deals, "honour", presentation, by="nominated")
    assert paid == {"nominated": -SUM, "beneficiary": SUM}
    if text:  # for the rest of the credit; for these documents it stays accepted
        deals.do("answerAmendment", credit, 1, False, NOBODY, by="beneficiary")
        assert deals.net.call(deals.credit.view("isStatedFor", presentation, 1)) is True
    else:
        with expect_refusal("Credit_AmendmentAnswered"):
            deals.do("answerAmendment", credit, 1, False, NOBODY, by="beneficiary")
        assert deals.record(credit).terms.latest_shipment_day == day_number(EXPIRY)


@pytest.mark.parametrize("answer", ["rejected", "undone by the next"])
def test_an_extension_that_was_not_to_be_keeps_the_credit_open(deals: Deals, answer: str) -> None:
    """What was refused, or changed back, leaves nothing behind: the collateral goes home."""
    credit = deals.issued()
    deals.lodge(credit, SUM)
    later = changes(expiry_day=day_number(date(2026, 11, 30)))
    deals.do("issueAmendment", credit, 1, later, by="bank")
    accepts = answer != "rejected"
    deals.do("answerAmendment", credit, 1, accepts, NOBODY, by="beneficiary")
    if accepts:
        again = changes(expiry_day=day_number(EXPIRY))
        deals.do("issueAmendment", credit, 2, again, by="bank")
        deals.do("answerAmendment", credit, 2, True, NOBODY, by="beneficiary")
    deals.chain.set_time(unix(2026, 8, 1))
    assert moved(deals, "expire", credit, by="outsider") == {"applicant": SUM}


def test_held_for_a_waiver_that_nobody_can_ask(deals: Deals) -> None:
    """REFUSED -> RECEIVED: what a confirming bank refused goes on to the bank that may waive."""
    credit = deals.confirmed()
    presentation = deals.presented(credit, to="nominated")
    deals.do("examine", presentation, False, REPORT_HASH, by="nominated")
    why = [fixed("LATE_SHIPMENT", 32)]
    with expect_refusal("Credit_NoDisposal"):  # art. 16(c)(iii)(b) is the issuing bank's
        deals.do("refuse", presentation, why, FOR_WAIVER, NOTICE_HASH, by="nominated")
    deals.do("refuse", presentation, why, FOR_INSTRUCTIONS, NOTICE_HASH, by="nominated")
    assert deals.record(credit).reserved_minor == 0
    deals.do("forward", presentation, by="beneficiary")
    assert (deals.stage(presentation), deals.record(credit).reserved_minor) == ("RECEIVED", SUM)
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.do("askWaiver", presentation, by="bank")
    deals.do("answerWaiver", presentation, True, by="applicant")
    deals.do("waive", presentation, by="bank")
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "beneficiary": SUM}


def test_refused_long_ago_and_sent_on_after_the_end(deals: Deals) -> None:
    """A credit that has ended is opened by the issuing bank's own word only."""
    credit = deals.confirmed()
    presentation = deals.presented(credit, to="nominated")
    deals.do("examine", presentation, False, REPORT_HASH, by="nominated")
    why = [fixed("LATE_SHIPMENT", 32)]
    deals.do("refuse", presentation, why, FOR_INSTRUCTIONS, NOTICE_HASH, by="nominated")
    deals.chain.set_time(unix(2026, 7, 1))
    deals.do("expire", credit, by="outsider")
    with expect_refusal("Credit_WrongState"):
        deals.do("forward", presentation, by="beneficiary")


def test_a_stated_day_after_the_presentation(deals: Deals) -> None:
    """No document states a day after the one on which it was presented: maturity cannot drift."""
    tenor: dict[str, Any] = USANCE | {"tenor_start": FROM_STATED_DAY}
    presentation = deals.examined(deals.issued(clauses=tenor), complying=True)
    shown = deals.presentation(presentation).presented_day
    deals.chain.set_time(unix(2027, 1, 4))
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("undertake", presentation, shown + 30, by="bank")
    deals.do("undertake", presentation, shown - 5, by="bank")
