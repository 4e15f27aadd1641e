"""The applicant's collateral: lodged, applied, returned, never stranded, never an excuse."""

import pytest

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import EXPIRY, REPORT_HASH, USD, Deals, day_number
from tests.support.network import fixed, org_id

LODGED = 60_000 * USD


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def after_the_long_stop() -> int:
    return (day_number(EXPIRY) + 182) * 86_400 + 1


def test_lodged_from_the_applicants_account(deals: Deals) -> None:
    credit = deals.applied()
    before = deals.balance("applicant")
    lodged = deals.lodge(credit, LODGED).event("CollateralLodged")
    assert (lodged.credit, lodged.amount_minor) == (credit, LODGED)
    assert deals.balance("applicant") == before - LODGED
    assert deals.owed(deals.collateral) == deals.held(deals.collateral) == LODGED
    deals.do("issue", credit, deals.terms()["terms_hash"], fixed("LC-1", 16), by="bank")
    deals.lodge(credit, LODGED)
    assert deals.lodged(credit).held_minor == 2 * LODGED
    with expect_refusal("Credit_InvalidTerms", field=fixed("amountMinor", 32)):
        deals.lodge(credit, 0)


def test_none_is_taken_once_the_credit_ended(deals: Deals) -> None:
    credit = deals.applied()
    deals.do("withdrawApplication", credit, by="applicant")
    with expect_refusal("Credit_WrongState", credit=credit):
        deals.lodge(credit, 1)


def test_bank_is_reimbursed_for_what_it_honoured(deals: Deals) -> None:
    credit = deals.issued()
    deals.lodge(credit, LODGED)
    with expect_refusal("Credit_NoCollateral", credit=credit):
        deals.do("applyCollateral", credit, by="bank")  # nothing honoured yet
    deals.do("honour", deals.examined(credit, 25_000 * USD, complying=True), by="bank")
    before = deals.balance("bank")
    applied = deals.do("applyCollateral", credit, by="bank").event("CollateralApplied")
    assert applied.amount_minor == 25_000 * USD
    assert deals.balance("bank") == before + 25_000 * USD
    record = deals.lodged(credit)
    assert (record.held_minor, record.reimbursed_minor) == (35_000 * USD, 25_000 * USD)
    with expect_refusal("Credit_NoCollateral"):
        deals.do("applyCollateral", credit, by="bank")  # never twice for the same drawing
    # A drawing above what is left takes all that is left.
    deals.do("honour", deals.examined(credit, 100_000 * USD, complying=True), by="bank")
    deals.do("applyCollateral", credit, by="bank")
    assert deals.lodged(credit).held_minor == 0
    assert deals.lodged(credit).reimbursed_minor == LODGED


@pytest.mark.parametrize("caller", ["applicant", "beneficiary", "nominated", "stranger"])
def test_only_the_bank_takes_or_releases_it(deals: Deals, caller: str) -> None:
    credit = deals.issued()
    deals.lodge(credit, LODGED)
    deals.do("honour", deals.examined(credit, USD, complying=True), by="bank")
    for function in ("applyCollateral", "returnCollateral"):
        with expect_refusal("Members_NotTheParty"):
            deals.do(function, credit, by=caller)


def test_bank_lets_it_go(deals: Deals) -> None:
    credit = deals.issued()
    deals.lodge(credit, LODGED)
    deals.do("honour", deals.examined(credit, USD, complying=True), by="bank")
    receipt = deals.do("returnCollateral", credit, by="bank")
    assert receipt.event("CollateralApplied").amount_minor == USD  # what it is owed comes first
    assert receipt.event("CollateralReturned").amount_minor == LODGED - USD
    assert deals.owed(deals.collateral) == deals.held(deals.collateral) == 0
    with expect_refusal("Credit_NoCollateral"):
        deals.do("returnCollateral", credit, by="bank")


def test_last_drawing_settles_it(deals: Deals) -> None:
    credit = deals.issued(partial_shipments=False)
    deals.lodge(credit, 150_000 * USD)
    applicant, bank = deals.balance("applicant"), deals.balance("bank")
    receipt = deals.do("honour", deals.examined(credit, complying=True), by="bank")
    assert deals.state(credit) == "FULLY_DRAWN"
    assert receipt.event("CollateralApplied").amount_minor == 100_000 * USD
    assert receipt.event("CollateralReturned").amount_minor == 50_000 * USD
    assert deals.balance("bank") == bank  # paid and reimbursed
    assert deals.balance("applicant") == applicant + 50_000 * USD


def test_returned_by_anyone_after_the_long_stop(deals: Deals, chain: Chain) -> None:
    credit = deals.issued()
    deals.lodge(credit, LODGED)
    presentation = deals.examined(credit, complying=True)  # and then the bank falls silent
    assert deals.net.call(deals.credit.view("LONG_STOP_DAYS")) == 180
    chain.set_time(after_the_long_stop() - 1)
    with expect_refusal("Members_NotTheParty"):
        deals.do("returnCollateral", credit, by="applicant")
    chain.set_time(after_the_long_stop())
    before = deals.balance("applicant")
    deals.do("returnCollateral", credit, by="outsider")
    assert deals.balance("applicant") == before + LODGED
    # The bank's duty to pay stands without collateral (UCP 600 art. 7).
    deals.do("honour", presentation, by="bank")


def test_application_never_answered_after_the_long_stop(deals: Deals, chain: Chain) -> None:
    credit = deals.applied()
    deals.lodge(credit, LODGED)
    chain.set_time(after_the_long_stop())
    deals.do("returnCollateral", credit, by="outsider")
    assert deals.held(deals.collateral) == 0


def test_suspended_banks_share_still_goes_to_it(deals: Deals, chain: Chain) -> None:
    credit = deals.issued()
    deals.lodge(credit, LODGED)
    deals.do("honour", deals.examined(credit, USD, complying=True), by="bank")
    suspend = deals.net.members.act("suspend", org_id("bank"), fixed("INSOLVENT", 32))
    deals.net.send(suspend, "registrar")
    with expect_refusal("Members_Suspended"):
        deals.do("applyCollateral", credit, by="bank")
    chain.set_time(after_the_long_stop())
    before = deals.balance("bank")
    deals.do("returnCollateral", credit, by="stranger")
    assert deals.balance("bank") == before + USD


def test_two_credits_collateral_is_kept_apart(deals: Deals) -> None:
    poor, rich = deals.issued("APP-1"), deals.issued("APP-2")
    deals.lodge(rich, LODGED)
    presentation = deals.presented(poor)
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    deals.do("honour", presentation, by="bank")
    with expect_refusal("Credit_NoCollateral", credit=poor):
        deals.do("applyCollateral", poor, by="bank")
    assert deals.lodged(rich).held_minor == LODGED
