"""Who tells the beneficiary, who confirms, and what a pre-advice binds the issuing bank to."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    CONFIRM,
    EXPIRY,
    MAY_ADD,
    NOBODY,
    TERMS_HASH,
    USD,
    WITHOUT,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id

WHY = keccak(text="the authenticity could not be established")
ROUTE = {"advising_bank": org_id("stranger"), "second_advising_bank": org_id("nominated")}


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def advice(deals: Deals, credit: bytes) -> Any:
    return deals.net.call(deals.credit.view("advice", credit))


def test_two_banks_advise_one_after_the_other(deals: Deals) -> None:
    credit = deals.issued(clauses=ROUTE)
    with expect_refusal("Credit_WrongState"):
        deals.do("advise", credit, by="nominated")  # it has the credit from the first
    assert deals.do("advise", credit, by="stranger").event("CreditAdvised").advising_bank == org_id(
        "stranger"
    )
    onward = deals.do("advise", credit, by="nominated").event("CreditAdvisedOn")
    assert onward.second_advising_bank == org_id("nominated")
    assert deals.state(credit) == "ADVISED"
    assert [advice(deals, credit).first.name, advice(deals, credit).second.name] == ["ADVISED"] * 2
    with expect_refusal("Credit_AdviceGiven"):
        deals.do("advise", credit, by="nominated")
    with expect_refusal("Credit_WrongState"):
        deals.do("advise", credit, by="stranger")


@pytest.mark.parametrize("bank", ["stranger", "nominated"])
def test_a_bank_that_refused_to_advise_does_not_advise(deals: Deals, bank: str) -> None:
    credit = deals.issued(clauses=ROUTE)
    refused = deals.do("refuseToAdvise", credit, WHY, by=bank).event("AdviceRefused")
    assert (refused.advising_bank, refused.reason_hash) == (org_id(bank), WHY)
    for function, more in (("advise", ()), ("refuseToAdvise", (WHY,))):
        with expect_refusal("Credit_AdviceGiven", credit=credit):
            deals.do(function, credit, *more, by=bank)


def test_a_refusal_to_advise_has_a_reason_and_a_binding_credit(deals: Deals) -> None:
    credit = deals.issued(clauses=ROUTE)
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("refuseToAdvise", credit, bytes(32), by="stranger")
    with expect_refusal("Members_NotTheParty"):
        deals.do("refuseToAdvise", credit, WHY, by="bank")
    applied = deals.applied("APP-2", clauses=ROUTE)
    with expect_refusal("Credit_WrongState"):
        deals.do("refuseToAdvise", applied, WHY, by="stranger")
    silent = deals.issued("APP-3", nominated_bank=NOBODY, nominated_place=bytes(5), clauses={})
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("advise", silent, by="stranger")


@pytest.mark.parametrize("asked", [MAY_ADD, CONFIRM], ids=["NONE -> ADDED may add", "confirm"])
def test_confirmation_is_added(deals: Deals, asked: int) -> None:
    credit = deals.issued(clauses={"confirmation": asked}, tolerance_plus_bps=500)
    added = deals.do("confirm", credit, by="nominated").event("ConfirmationAdded")
    assert (added.confirming_bank, added.amount_minor) == (org_id("nominated"), 262_500 * USD)
    record = advice(deals, credit)
    assert (record.confirmation.name, record.confirmed_minor) == ("ADDED", 262_500 * USD)
    assert record.confirmed_expiry_day == day_number(EXPIRY)
    for answer in ("confirm", "declineConfirmation"):
        with expect_refusal("Credit_NotToConfirm", credit=credit):
            deals.do(answer, credit, by="nominated")


@pytest.mark.rule("A12", by="contract")
def test_a_bank_asked_to_confirm_declines_and_advises(deals: Deals) -> None:
    """NONE -> DECLINED: the beneficiary is advised all the same, and the issuing bank is told."""
    credit = deals.issued(clauses={"confirmation": CONFIRM})
    told = deals.do("declineConfirmation", credit, by="nominated").event("ConfirmationDeclined")
    assert told.bank == org_id("nominated")
    deals.do("advise", credit, by="nominated")
    assert (deals.state(credit), advice(deals, credit).confirmation.name) == ("ADVISED", "DECLINED")
    covered = deals.credit.view("isConfirmedFor", credit, org_id("nominated"), day_number(EXPIRY))
    assert deals.net.call(covered) is False


def test_nobody_confirms_unasked(deals: Deals) -> None:
    plain = deals.issued(clauses={"confirmation": WITHOUT})
    with expect_refusal("Credit_NotToConfirm"):
        deals.do("confirm", plain, by="nominated")
    asked = deals.issued("APP-2", clauses={"confirmation": CONFIRM})
    with expect_refusal("Members_NotTheParty"):
        deals.do("confirm", asked, by="bank")
    with expect_refusal("Credit_WrongState"):
        deals.do(
            "confirm", deals.applied("APP-3", clauses={"confirmation": CONFIRM}), by="nominated"
        )


@pytest.mark.rule("A15", by="contract")
def test_a_pre_advice_binds_the_bank_to_issue(deals: Deals) -> None:
    """APPLIED -> PRE_ADVISED, PRE_ADVISED -> ISSUED: late or not, paused or not."""
    credit = deals.applied()
    by = day_number(EXPIRY) - 60
    told = deals.do("preAdvise", credit, TERMS_HASH, by, False, by="bank").event("CreditPreAdvised")
    assert (told.issue_by_day, told.full_details_to_follow) == (by, False)
    for function, who in (("withdrawApplication", "applicant"), ("declineApplication", "bank")):
        with expect_refusal("Credit_WrongState"):
            deals.do(function, credit, by=who)
    overdue = deals.credit.view("isIssueOverdue", credit)
    assert deals.net.call(overdue) is False
    deals.chain.set_time(unix(2026, 4, 18))
    deals.do("pauseNewCredits", True, by="guardian")
    assert deals.net.call(overdue) is True
    with expect_refusal("Credit_TermsDiffer"):
        deals.do("issue", credit, keccak(text="other terms"), fixed("LC-9", 16), by="bank")
    deals.do("issue", credit, TERMS_HASH, fixed("LC-9", 16), by="bank")
    assert deals.state(credit) == "ISSUED"
    assert deals.net.call(overdue) is False


@pytest.mark.rule("A16", by="contract")
def test_what_says_full_details_to_follow_is_not_operative(deals: Deals) -> None:
    credit = deals.applied()
    deals.do("preAdvise", credit, TERMS_HASH, day_number(EXPIRY) - 60, True, by="bank")
    papers = deals.papers()
    for function, who, more in (
        ("present", "beneficiary", (org_id("bank"), USD, papers)),
        ("advise", "nominated", ()),
    ):
        with expect_refusal("Credit_WrongState", credit=credit):
            deals.do(function, credit, *more, by=who)
    assert deals.available(credit) == 0


def test_a_pre_advice_is_of_the_terms_applied_for(deals: Deals) -> None:
    credit = deals.applied()
    by = day_number(EXPIRY) - 60
    with expect_refusal("Credit_TermsDiffer"):
        deals.do("preAdvise", credit, keccak(text="other"), by, False, by="bank")
    for day in (day_number(EXPIRY) + 1, 0):
        with expect_refusal("Credit_InvalidTerms"):
            deals.do("preAdvise", credit, TERMS_HASH, day, False, by="bank")
    with expect_refusal("Members_NotTheParty"):
        deals.do("preAdvise", credit, TERMS_HASH, by, False, by="nominated")
    deals.do("pauseNewCredits", True, by="guardian")
    with expect_refusal("Credit_Paused"):
        deals.do("preAdvise", credit, TERMS_HASH, by, False, by="bank")
