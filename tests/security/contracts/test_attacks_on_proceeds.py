"""Whoever would have a beneficiary's proceeds, by the attack."""

import pytest
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    CONFIRM,
    DEFERRED,
    FROM_SIGHT,
    NEGOTIATION,
    REPORT_HASH,
    USD,
    Deals,
    unix,
)
from tests.support.network import org_id
from tests.unit.contracts.credit.test_amendments import changes
from tests.unit.contracts.credit.test_assignments import (
    acknowledged,
    assign,
    assignment,
    moved,
)

SUM = 100_000 * USD


def coming(deals: Deals, credit: bytes) -> int:
    """What the contracts say is still to be paid to its beneficiary."""
    return int(deals.net.call(deals.credit.view("toComeMinor", credit)))


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(scope="module")
def standing(deals: Deals) -> bytes:
    """A credit with an assignment acknowledged by the issuing bank and one by nobody; its id."""
    credit = deals.advised()
    acknowledged(deals, credit, ("financier", SUM))
    assign(deals, credit, "financier", SUM, 2)
    return credit


@pytest.fixture(autouse=True)
def restored(standing: bytes, chain: Chain) -> tuple[bytes, Chain]:
    """Whatever a test does is undone after it, but for the credit that stands."""
    return standing, chain


def test_assignee_counts_itself_as_paid_and_is_paid_again(deals: Deals, standing: bytes) -> None:
    """Only the contract that moves the money counts."""
    with expect_refusal("AccessManagedUnauthorized"):
        deals.do("apportion", bytes(32), standing, org_id("bank"), SUM, by="financier")
    presentation = deals.examined(standing, 150_000 * USD, complying=True)
    assert moved(deals, "honour", presentation, by="bank") == {
        "bank": -150_000 * USD,
        "financier": SUM,
        "beneficiary": 50_000 * USD,
    }
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("honour", presentation, by="bank")
    assert assignment(deals, standing).paid_minor == SUM


def test_beneficiary_assigns_the_same_proceeds_at_two_banks(deals: Deals, standing: bytes) -> None:
    assign(deals, standing, "carrier", 250_000 * USD, 3)
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=150_000 * USD):
        deals.do("acknowledgeAssignment", standing, 3, by="nominated")


def test_beneficiary_assigns_what_it_was_paid_already(deals: Deals) -> None:
    """A bank that acknowledges tells the assignee that there is something to come."""
    credit = deals.issued("APP-2", number="LC-2")
    deals.do("honour", deals.examined(credit, 240_000 * USD, complying=True), by="bank")
    assign(deals, credit, "financier", 250_000 * USD, 1)
    assign(deals, credit, "financier", 10_000 * USD, 2)
    assign(deals, credit, "carrier", 1, 3)
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=10_000 * USD):
        deals.do("acknowledgeAssignment", credit, 1, by="bank")
    deals.do("acknowledgeAssignment", credit, 2, by="bank")
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=0):
        deals.do("acknowledgeAssignment", credit, 3, by="nominated")


def test_assignee_of_an_accepted_draft_is_not_left_out(deals: Deals) -> None:
    """What was undertaken and is paid at maturity is drawn, and proceeds still to come."""
    tenor = {"availability": DEFERRED, "tenor_start": FROM_SIGHT, "tenor_days": 60}
    credit = deals.issued("APP-2", number="LC-2", clauses=tenor)
    whole = 250_000 * USD
    presentation = deals.examined(credit, whole, complying=True)
    deals.do("undertake", presentation, 0, by="bank")
    acknowledged(deals, credit, ("financier", whole))
    assert assignment(deals, credit).state.name == "ACKNOWLEDGED"


def test_beneficiary_assigns_what_a_nominated_bank_has_paid_it(deals: Deals) -> None:
    """The register counts nothing as drawn yet: the issuing bank reimburses and pays no more."""
    credit = deals.issued("APP-2", number="LC-2")
    deals.do("honour", deals.found_complying(credit, 240_000 * USD), by="nominated")
    assert deals.record(credit).drawn_minor == 0
    assign(deals, credit, "financier", 10_000 * USD + 1, 1)
    for bank in ("bank", "nominated"):
        with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=10_000 * USD):
            deals.do("acknowledgeAssignment", credit, 1, by=bank)
    assign(deals, credit, "financier", 10_000 * USD, 2)
    deals.do("acknowledgeAssignment", credit, 2, by="bank")


def test_second_bank_acknowledges_what_the_first_was_gone_past_with(deals: Deals) -> None:
    """The issuing bank paid the beneficiary what only the nominated one had acknowledged."""
    credit = deals.issued("APP-2", number="LC-2")
    assign(deals, credit, "financier", 200_000 * USD)
    deals.do("acknowledgeAssignment", credit, 1, by="nominated")
    deals.do("honour", deals.examined(credit, 240_000 * USD, complying=True), by="bank")
    told = {"assigned_minor": 200_000 * USD, "left_minor": 10_000 * USD}
    with expect_refusal("Credit_AssignedBeyondProceeds", **told):
        deals.do("acknowledgeAssignment", credit, 1, by="bank")


def _drawn_at_a_tenor(deals: Deals, by: str) -> tuple[bytes, bytes]:
    """A drawing of 200,000 that a bank has undertaken to pay in sixty days; credit and drawing."""
    tenor = {"availability": DEFERRED, "tenor_start": FROM_SIGHT, "tenor_days": 60}
    credit = deals.issued("APP-2", number="LC-2", clauses=tenor)
    if by == "bank":
        presentation = deals.examined(credit, 200_000 * USD, complying=True)
    else:
        presentation = deals.found_complying(credit, 200_000 * USD)
    deals.do("undertake", presentation, 0, by=by)
    return credit, presentation


@pytest.mark.parametrize("by", ["bank", "nominated"])
def test_beneficiary_assigns_what_was_paid_at_maturity(deals: Deals, by: str) -> None:
    """What is undertaken is to come until it is paid, and no longer."""
    credit, presentation = _drawn_at_a_tenor(deals, by)
    assert coming(deals, credit) == 250_000 * USD
    deals.chain.set_time(unix(2026, 5, 15))
    paying = "payAtMaturity" if by == "bank" else "payUndertaking"
    deals.do(paying, presentation, by=by)
    assert coming(deals, credit) == 50_000 * USD
    assign(deals, credit, "financier", 50_000 * USD + 1)
    for bank in ("bank", "nominated"):
        with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=50_000 * USD):
            deals.do("acknowledgeAssignment", credit, 1, by=bank)


def test_beneficiary_assigns_what_it_sold_before_maturity(deals: Deals) -> None:
    """Prepaid at a discount: the rest is the bank's, which bought all of it (art. 12(b))."""
    credit, presentation = _drawn_at_a_tenor(deals, "nominated")
    deals.do("offerAdvance", presentation, 190_000 * USD, False, by="beneficiary")
    deals.do("prepay", presentation, 190_000 * USD, by="nominated")
    assign(deals, credit, "financier", 50_000 * USD + 1)
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=50_000 * USD):
        deals.do("acknowledgeAssignment", credit, 1, by="nominated")


def test_assignee_of_an_undertaking_is_left_out_by_a_refusal(deals: Deals) -> None:
    """The nominated bank is bound by its own undertaking, whatever the issuing bank decides."""
    credit, presentation = _drawn_at_a_tenor(deals, "nominated")
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation)
    assert coming(deals, credit) == 450_000 * USD
    assign(deals, credit, "financier", 200_000 * USD)
    deals.do("acknowledgeAssignment", credit, 1, by="nominated")
    deals.chain.set_time(unix(2026, 5, 15))
    paid = moved(deals, "payUndertaking", presentation, by="nominated")
    assert paid == {"nominated": -200_000 * USD, "financier": 200_000 * USD}


def test_assignee_is_left_out_by_a_confirming_bank_that_sits(deals: Deals) -> None:
    """Gone past, and refused by the issuing bank, the drawing is still to be paid (art. 8(a))."""
    credit = deals.issued("APP-2", number="LC-2", clauses={"confirmation": CONFIRM})
    deals.do("confirm", credit, by="nominated")
    presentation = deals.found_complying(credit)
    deals.chain.set_time(deals.presentation(presentation).forward_by + 1)
    deals.do("forward", presentation, by="beneficiary")
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation)
    assert deals.available(credit) == 150_000 * USD
    acknowledged(deals, credit, ("financier", 250_000 * USD), by="nominated")
    paid = moved(deals, "honour", presentation, by="nominated")
    assert paid == {"nominated": -SUM, "financier": SUM}
    assert coming(deals, credit) == 150_000 * USD


def test_beneficiary_assigns_what_it_sold_with_recourse(deals: Deals) -> None:
    """It is the buyer's as long as that was not paid back, also when discrepancies are waived."""
    credit = deals.issued("APP-2", number="LC-2", clauses={"availability": NEGOTIATION})
    presentation = deals.found_complying(credit, 250_000 * USD)
    deals.do("offerAdvance", presentation, SUM, True, by="beneficiary")
    deals.do("negotiate", presentation, SUM, True, by="nominated")
    assert coming(deals, credit) == 0
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation)
    deals.do("waive", presentation, by="bank")
    assert coming(deals, credit) == 0
    assign(deals, credit, "financier", 1)
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=0):
        deals.do("acknowledgeAssignment", credit, 1, by="bank")


def test_drawing_repaid_on_recourse_is_the_beneficiarys_again(deals: Deals) -> None:
    credit = deals.issued("APP-2", number="LC-2", clauses={"availability": NEGOTIATION})
    presentation = deals.found_complying(credit, 200_000 * USD)
    deals.do("offerAdvance", presentation, SUM, True, by="beneficiary")
    deals.do("negotiate", presentation, SUM, True, by="nominated")
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation)
    deals.allow(deals.money, "beneficiary")
    deals.do("repay", presentation, by="beneficiary")
    assert coming(deals, credit) == 250_000 * USD == deals.available(credit)
    deals.do("waive", presentation, by="bank")
    assert (coming(deals, credit), deals.available(credit)) == (250_000 * USD, 50_000 * USD)
    acknowledged(deals, credit, ("financier", 200_000 * USD))
    paid = moved(deals, "honour", presentation, by="bank")
    assert paid == {"bank": -200_000 * USD, "financier": 200_000 * USD}


def test_settlement_is_named_anew_by_the_administrator(deals: Deals) -> None:
    """Another record of payments would have everything paid still to come."""
    elsewhere = deals.credit.assignments.act("connectSettlement", deals.account("bank"))
    connected = deals.credit.settlement.address
    with expect_refusal("Credit_AlreadyConnected", connected=connected):
        deals.net.send(elsewhere, "admin")


def test_bank_is_kept_from_acknowledging_by_what_was_released(deals: Deals) -> None:
    """Sixteen acknowledged and released are no sixteen to pay."""
    credit = deals.issued("APP-2", number="LC-2")
    acknowledged(deals, credit, *[("financier", USD)] * 16)
    for number in range(1, 16):
        deals.do("releaseAssignment", credit, number, by="financier")
    assign(deals, credit, "carrier", USD, 17)
    deals.do("acknowledgeAssignment", credit, 17, by="bank")
    order = deals.net.call(deals.credit.view("acknowledgedBy", credit, org_id("bank")))
    assert list(order) == [16, 17]
    presentation = deals.examined(credit, 2 * USD, complying=True)
    paid = moved(deals, "honour", presentation, by="bank")
    assert paid == {"bank": -2 * USD, "financier": USD, "carrier": USD}


def test_beneficiary_cancels_its_assignee_by_a_new_assignment(
    deals: Deals, standing: bytes
) -> None:
    assign(deals, standing, "carrier", 150_000 * USD, 3)
    deals.do("acknowledgeAssignment", standing, 3, by="bank")
    presentation = deals.examined(standing, SUM, complying=True)
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "financier": SUM}


def test_assignee_answers_an_amendment(deals: Deals, standing: bytes) -> None:
    """It has the proceeds and no say in the credit."""
    deals.do("issueAmendment", standing, 1, changes(amount_delta_minor=USD), by="bank")
    with expect_refusal("Members_NotTheParty"):
        deals.do("answerAmendment", standing, 1, True, bytes(32), by="financier")


def test_court_order_is_passed_by_paying_the_assignee(deals: Deals, standing: bytes) -> None:
    presentation = deals.examined(standing, SUM, complying=True)
    deals.do("suspendByCourt", standing, keccak(text="order"), by="regulator")
    with expect_refusal("Credit_SuspendedByCourt"):
        deals.do("honour", presentation, by="bank")
    assert assignment(deals, standing).paid_minor == 0


def test_token_calls_back_while_an_assignee_is_paid(deals: Deals) -> None:
    token = deals.chain.deploy("HostileToken")
    deals.chain.send(token.act("mint", deals.account("bank"), 10 * SUM), "outsider")
    deals.allow(token, "bank")
    act = deals.net.members.act("restoreKey", org_id("bank"), token.address, 2)
    deals.net.send(act, "registrar")
    credit = deals.issued("APP-2", money=token.address)
    acknowledged(deals, credit, ("financier", SUM))
    first, second = (deals.examined(credit, complying=True) for _ in range(2))
    again = deals.credit.settlement.act("honour", second).calldata
    deals.chain.send(token.act("setCallback", deals.credit.settlement.address, again), "outsider")
    deals.do("honour", first, by="bank")
    assert deals.net.call(token.view("calledBack")) is True
    assert deals.net.call(token.view("succeeded")) is False
    assert deals.balance("financier", token) == SUM
    assert deals.presentation(second).state.name == "COMPLYING"


def test_assignee_that_takes_no_money_leaves_nobody_half_paid(deals: Deals) -> None:
    """Paid whole or not at all: it is due again when its account takes money, or it releases."""
    token = deals.chain.deploy("HostileToken")
    deals.chain.send(token.act("mint", deals.account("bank"), 10 * SUM), "outsider")
    deals.allow(token, "bank")
    credit = deals.issued("APP-2", money=token.address)
    acknowledged(deals, credit, ("financier", SUM))
    presentation = deals.examined(credit, 150_000 * USD, complying=True)
    block = token.act("setBlocked", deals.account("financier"), True)
    deals.chain.send(block, "outsider")
    with expect_refusal("Error", reason="account is blocked"):
        deals.do("honour", presentation, by="bank")
    assert deals.balance("beneficiary", token) == 0
    assert deals.stage(presentation) == "COMPLYING"
    deals.do("releaseAssignment", credit, 1, by="financier")
    deals.do("honour", presentation, by="bank")
    assert deals.balance("beneficiary", token) == 150_000 * USD


def presented_and_taken_back(deals: Deals, credit: bytes, times: int) -> None:
    for _ in range(times):
        deals.do("takeBack", deals.presented(credit, 1, to="nominated"), by="beneficiary")


def test_drawings_of_a_cent_taken_back_make_no_acknowledgement_dearer(deals: Deals) -> None:
    """Once each cost 41,600 gas, whoever acknowledged whatever: 360 of them, a transaction's."""
    credit = deals.issued("APP-2", number="LC-2")
    presented_and_taken_back(deals, credit, 1)
    assign(deals, credit, "carrier", 10_000 * USD, 1)
    assign(deals, credit, "financier", 10_000 * USD, 2)
    before = deals.do("acknowledgeAssignment", credit, 1, by="nominated").gas_used

    presented_and_taken_back(deals, credit, 12)
    after = deals.do("acknowledgeAssignment", credit, 2, by="bank").gas_used

    # What it may still draw is enough, and the second slot of the same word is written.
    assert after <= before
    # Of the newest drawing it is to have the rest: those before it are not gone through.
    deals.presented(credit, 250_000 * USD)
    assign(deals, credit, "financier", 230_000 * USD, 3)
    assert deals.do("acknowledgeAssignment", credit, 3, by="bank").gas_used < before + 60_000


@pytest.mark.long
def test_no_number_of_drawings_keeps_a_bank_from_an_answer(deals: Deals) -> None:
    """An older drawing is left out then and told as nothing to come: too little, not too much."""
    tenor = {"availability": DEFERRED, "tenor_start": FROM_SIGHT, "tenor_days": 60}
    credit = deals.issued("APP-2", number="LC-2", clauses=tenor)
    deals.do("undertake", deals.examined(credit, 249_000 * USD, complying=True), 0, by="bank")
    assert coming(deals, credit) == 250_000 * USD
    presented_and_taken_back(deals, credit, 256)

    assert coming(deals, credit) == 1_000 * USD
    assign(deals, credit, "financier", 1_001 * USD, 1)
    assign(deals, credit, "financier", 1_000 * USD, 2)
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=1_000 * USD):
        deals.do("acknowledgeAssignment", credit, 1, by="bank")
    assert deals.do("acknowledgeAssignment", credit, 2, by="bank").gas_used < 1_000_000
