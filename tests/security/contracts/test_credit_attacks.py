"""Attacks on credits and their collateral, each named by what the attacker tries."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from dhow.ledger.contract import Contract
from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    CONFIRM,
    EXPIRY,
    NOTICE_HASH,
    REPORT_HASH,
    TERMS_HASH,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id

LODGED = 50_000 * USD
REENTERED = keccak(text="ReentrancyGuardReentrantCall()")[:4]


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


@pytest.fixture(scope="module")
def hostile(deals: Deals) -> Contract:
    """A currency under the attacker's control; its contract also acts as a key of the bank."""
    token = deals.chain.deploy("HostileToken")
    for name in ("applicant", "bank", "financier"):
        act = token.act("mint", deals.account(name), 1_000_000 * USD)
        deals.chain.send(act, "outsider")
        deals.allow(token, name)
    restore = deals.net.members.act("restoreKey", org_id("bank"), token.address, 2)
    deals.net.send(restore, "registrar")
    return token


def arm(deals: Deals, token: Contract, target: Contract, function: str, *args: Any) -> None:
    """Let the token call a contract back when it next moves."""
    data = target.act(function, *args).calldata
    deals.chain.send(token.act("setCallback", target.address, data), "outsider")


def assert_kept_out(deals: Deals, token: Contract) -> None:
    assert deals.net.call(token.view("calledBack")) is True
    assert deals.net.call(token.view("succeeded")) is False
    assert bytes(deals.net.call(token.view("answer")))[:4] == REENTERED


@pytest.mark.parametrize("again", ["the same drawing", "another drawing"])
def test_reentrancy_at_honour(deals: Deals, hostile: Contract, again: str) -> None:
    credit = deals.issued(money=hostile.address)
    first = deals.examined(credit, complying=True)
    second = deals.examined(credit, complying=True)
    target = first if again == "the same drawing" else second
    arm(deals, hostile, deals.credit.settlement, "honour", target)
    deals.do("honour", first, by="bank")
    assert_kept_out(deals, hostile)
    assert deals.balance("beneficiary", hostile) == 100_000 * USD
    assert deals.presentation(second).state.name == "COMPLYING"


@pytest.mark.parametrize("function", ["returnCollateral", "applyCollateral", "lodgeCollateral"])
def test_reentrancy_at_collateral(deals: Deals, hostile: Contract, function: str) -> None:
    credit = deals.issued(money=hostile.address)
    other = deals.issued("APP-2", money=hostile.address)
    deals.lodge(credit, LODGED)
    deals.lodge(other, LODGED)
    deals.do("honour", deals.examined(credit, USD, complying=True), by="bank")
    arm(deals, hostile, deals.collateral, "returnCollateral", credit)
    if function == "lodgeCollateral":
        deals.lodge(credit, LODGED)
    else:
        deals.do(function, credit, by="bank")
    assert_kept_out(deals, hostile)
    assert deals.owed(deals.collateral, hostile) == deals.held(deals.collateral, hostile)
    assert deals.lodged(other).held_minor == LODGED


def test_fee_on_transfer_as_payment(deals: Deals, hostile: Contract) -> None:
    credit = deals.issued(money=hostile.address)
    presentation = deals.examined(credit, complying=True)
    deals.chain.send(hostile.act("setFee", 100), "outsider")
    arrived = {"due_minor": 100_000 * USD, "arrived_minor": 99_000 * USD}
    with expect_refusal("Money_NotInFull", **arrived):
        deals.do("honour", presentation, by="bank")
    with expect_refusal("Money_NotInFull"):
        deals.lodge(credit, LODGED)
    assert deals.presentation(presentation).state.name == "COMPLYING"
    assert deals.owed(deals.collateral, hostile) == 0


def test_token_that_says_yes_and_moves_nothing(deals: Deals, hostile: Contract) -> None:
    credit = deals.issued(money=hostile.address)
    presentation = deals.examined(credit, complying=True)
    deals.chain.send(hostile.act("setLying", True), "outsider")
    with expect_refusal("Money_NotInFull", arrived_minor=0):
        deals.do("honour", presentation, by="bank")
    with expect_refusal("Money_NotInFull", arrived_minor=0):
        deals.lodge(credit, LODGED)


def test_blocked_applicant_holds_up_the_payment(deals: Deals, hostile: Contract) -> None:
    credit = deals.issued(money=hostile.address, partial_shipments=False)
    deals.lodge(credit, 150_000 * USD)
    presentation = deals.examined(credit, complying=True)
    block = hostile.act("setBlocked", deals.account("applicant"), True)
    deals.chain.send(block, "outsider")
    deals.do("honour", presentation, by="bank")
    assert deals.balance("beneficiary", hostile) == 100_000 * USD
    # The applicant's share stays owed, and is had once its account takes money again.
    assert deals.owed(deals.collateral, hostile) == deals.held(deals.collateral, hostile) == LODGED
    with expect_refusal("Credit_NoCollateral"):
        deals.do("returnCollateral", credit, by="outsider")
    unblock = hostile.act("setBlocked", deals.account("applicant"), False)
    deals.chain.send(unblock, "outsider")
    deals.do("returnCollateral", credit, by="outsider")
    assert deals.held(deals.collateral, hostile) == 0


def test_blocked_bank_holds_up_the_applicants_share(deals: Deals, hostile: Contract) -> None:
    credit = deals.issued(money=hostile.address)
    deals.lodge(credit, LODGED)
    deals.do("honour", deals.examined(credit, USD, complying=True), by="bank")
    deals.chain.send(hostile.act("setBlocked", deals.account("bank"), True), "outsider")
    deals.do("returnCollateral", credit, by="bank")
    record = deals.lodged(credit)
    assert (record.held_minor, record.reimbursed_minor) == (USD, 0)
    deals.chain.send(hostile.act("setBlocked", deals.account("bank"), False), "outsider")
    deals.do("applyCollateral", credit, by="bank")
    assert deals.lodged(credit).reimbursed_minor == USD


def test_double_honour(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=True)
    deals.do("honour", presentation, by="bank")
    paid = deals.balance("beneficiary")
    with expect_refusal("Credit_WrongPresentationState", presentation=presentation):
        deals.do("honour", presentation, by="bank")
    assert deals.balance("beneficiary") == paid


def test_honour_after_refusal(deals: Deals) -> None:
    presentation = deals.refused(deals.issued())
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("honour", presentation, by="bank")


def test_refuse_twice(deals: Deals) -> None:
    presentation = deals.refused(deals.issued())
    with expect_refusal("Credit_WrongPresentationState"):
        deals.refuse(presentation)
    # Nor by examining again first.
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("examine", presentation, False, REPORT_HASH, by="bank")


def test_second_notice_adding_a_discrepancy_d07(deals: Deals) -> None:
    presentation = deals.refused(deals.issued())
    with expect_refusal("Credit_WrongPresentationState"):
        deals.refuse(presentation, 2, "LATE_SHIPMENT", "MISSING_ORIGIN", "ONE_MORE")
    assert deals.presentation(presentation).notice_hash == NOTICE_HASH


def test_late_notice(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=False)
    deals.after_decision_time(presentation)
    with expect_refusal("Credit_TooLate"):
        deals.refuse(presentation)


def test_bank_stretches_its_clock_by_announcing_closures(deals: Deals) -> None:
    credit = deals.issued()
    deals.chain.set_time(unix(2026, 5, 28))
    presentation = deals.presented(credit)
    for day in (3, 4, 5):
        args = (org_id("bank"), b"SGSIN", day_number(EXPIRY) - 15 + day, fixed("LONG WEEKEND", 32))
        deals.send(deals.calendars, "announceClosure", *args, by="bank")
    assert deals.presentation(presentation).decide_by == unix(2026, 6, 5, 9)
    deals.chain.set_time(unix(2026, 6, 5, 9) + 1)
    deals.do("preclude", presentation, by="beneficiary")


def test_bank_shrinks_its_confirmation_by_extending_to_what_it_confirmed(deals: Deals) -> None:
    """The decrease is in the confirmation already: it is not taken off a second time."""
    credit = deals.issued(clauses={"confirmation": CONFIRM})
    amend(deals, credit, amount_delta_minor=-100_000 * USD)
    deals.do("confirm", credit, by="nominated")
    with expect_refusal("Credit_AmendmentAnswered"):
        deals.do("extendConfirmation", credit, 1, True, by="nominated")
    assert deals.net.call(deals.credit.view("advice", credit)).confirmed_minor == 150_000 * USD


def test_bank_brings_its_confirmation_forward_by_an_older_amendment(deals: Deals) -> None:
    credit = deals.confirmed()
    for number, days in ((1, 14), (2, 28)):
        amend(deals, credit, number, expiry_day=day_number(EXPIRY) + days)
    for number in (2, 1):
        deals.do("extendConfirmation", credit, number, True, by="nominated")
    until = deals.net.call(deals.credit.view("advice", credit)).confirmed_expiry_day
    assert until == day_number(EXPIRY) + 28


def amend(deals: Deals, credit: bytes, number: int = 1, **stated: Any) -> None:
    """An amendment that the beneficiary accepts."""
    nothing = {
        "amount_delta_minor": 0,
        "tolerance_delta_bps": 0,
        "expiry_day": 0,
        "latest_shipment_day": 0,
        "partial_drawings": 0,
        "changes_text": False,
        "cancels": False,
        "text_hash": keccak(text="the amendment"),
    }
    deals.do("issueAmendment", credit, number, nothing | stated, by="bank")
    deals.do("answerAmendment", credit, number, True, bytes(32), by="beneficiary")


def test_overwrite_a_credit_by_the_same_id(deals: Deals) -> None:
    credit = deals.issued()
    with expect_refusal("Credit_AlreadyExists", credit=credit):
        deals.applied(amount_minor=1)
    assert deals.record(credit).terms.amount_minor == 250_000 * USD


def test_take_another_applicants_reference(deals: Deals) -> None:
    # Ids hold the applicant, so nobody can squat on another's.
    terms = deals.terms(applicant=org_id("stranger"))
    act = deals.credit.act("applyFor", terms, fixed("APP-1", 16))
    squatted = deals.net.send(act, "stranger").result
    assert squatted != deals.applied("APP-1")


def test_drawing_above_the_cap_by_parallel_presentations(deals: Deals) -> None:
    credit = deals.issued()
    open_ones = [deals.presented(credit, 125_000 * USD, to=bank) for bank in ("bank", "nominated")]
    with expect_refusal("Credit_DrawingExceedsCredit", available=0):
        deals.presented(credit, 1)
    deals.do("takeBack", open_ones[1], by="beneficiary")
    deals.presented(credit, 125_000 * USD)
    with expect_refusal("Credit_DrawingExceedsCredit"):
        deals.presented(credit, 1)


def test_paying_with_somebody_elses_collateral(deals: Deals) -> None:
    other, own = deals.issued("APP-1"), deals.issued("APP-2")
    deals.lodge(other, LODGED)
    deals.do("honour", deals.examined(own, complying=True), by="bank")
    for function in ("applyCollateral", "returnCollateral"):
        with expect_refusal("Credit_NoCollateral", credit=own):
            deals.do(function, own, by="bank")
    assert deals.lodged(other).held_minor == LODGED


def test_surplus_sent_to_the_contract_is_nobodys(deals: Deals) -> None:
    credit = deals.issued()
    deals.lodge(credit, LODGED)
    gift = deals.money.act("transfer", deals.collateral.address, USD)
    deals.chain.send(gift, "bank.account")
    assert deals.owed(deals.collateral) == LODGED
    deals.do("returnCollateral", credit, by="bank")
    assert deals.held(deals.collateral) == USD


def test_stranger_as_bank(deals: Deals) -> None:
    presentation = deals.presented(deals.issued())
    for function, args in (
        ("examine", (presentation, True, REPORT_HASH)),
        ("waive", (presentation,)),
        ("honour", (presentation,)),
    ):
        with expect_refusal("Members_NotTheParty", required=org_id("bank")):
            deals.do(function, *args, by="stranger")


def test_forged_sender_appended_to_a_direct_call(deals: Deals) -> None:
    # ERC-2771 appends the signer; anyone else appending it must stay who they are.
    presentation = deals.examined(deals.issued(), complying=True)
    act = deals.credit.act("honour", presentation)
    forged = type(act)(
        **{
            **{name: getattr(act, name) for name in act.__dataclass_fields__},
            "calldata": act.calldata + bytes.fromhex(deals.chain.signer("bank").address[2:]),
        }
    )
    with expect_refusal("Members_NotTheParty"):
        deals.net.send(forged, "stranger")


def test_replayed_forward_request(deals: Deals) -> None:
    credit = deals.issued()
    deals.papers()
    args = (credit, org_id("bank"), 50_000 * USD, deals.papers())
    request = deals.net.forwarded(deals.credit.act("present", *args), "beneficiary")
    deals.net.send(request, "outsider")  # anyone carries the beneficiary's signed consent
    assert deals.record(credit).presentations == 1
    with expect_refusal("ERC2771ForwarderInvalidSigner"):
        deals.net.send(request, "outsider")
    assert deals.record(credit).presentations == 1


class TestMakerAndChecker:
    """A bank under dual control: `careful`, its maker `careful.maker`."""

    @pytest.fixture
    def applied(self, deals: Deals) -> bytes:
        return deals.applied(issuing_bank=org_id("careful"))

    def issue(self, deals: Deals, credit: bytes, number: str = "LC-1") -> Any:
        return deals.credit.act("issue", credit, TERMS_HASH, fixed(number, 16))

    def test_checker_alone(self, deals: Deals, applied: bytes) -> None:
        with expect_refusal("Members_NotPrepared", organisation=org_id("careful")):
            deals.net.send(self.issue(deals, applied), "careful")

    def test_maker_acting_as_checker(self, deals: Deals, applied: bytes) -> None:
        act = self.issue(deals, applied)
        deals.net.prepare(act, "careful.maker")
        with expect_refusal("Members_WrongDuty"):
            deals.net.send(act, "careful.maker")
        deals.net.send(act, "careful")
        assert deals.state(applied) == "ISSUED"

    def test_checker_changes_what_was_prepared(self, deals: Deals, applied: bytes) -> None:
        deals.net.prepare(self.issue(deals, applied), "careful.maker")
        with expect_refusal("Members_NotPrepared"):
            deals.net.send(self.issue(deals, applied, "LC-2"), "careful")

    def test_preparation_used_twice(self, deals: Deals, applied: bytes) -> None:
        act = self.issue(deals, applied)
        deals.net.prepare(act, "careful.maker")
        deals.net.send(act, "careful")
        with expect_refusal("Members_NotPrepared"):
            deals.net.send(act, "careful")

    def test_preparation_used_up_by_another_contract(self, deals: Deals, applied: bytes) -> None:
        act = self.issue(deals, applied)
        deals.net.prepare(act, "careful.maker")
        # Whoever calls {authorise} directly asks for an act of its own, not for the credit's.
        checker = deals.chain.signer("careful").address
        steal = deals.net.members.act("authorise", checker, org_id("careful"), 3, act.calldata)
        with expect_refusal("Members_NotPrepared"):
            deals.net.send(steal, "outsider")
        deals.net.send(act, "careful")

    def test_preparation_serves_a_signed_consent_too(self, deals: Deals, applied: bytes) -> None:
        act = self.issue(deals, applied)
        deals.net.prepare(act, "careful.maker")
        deals.net.send(deals.net.forwarded(act, "careful"), "outsider")
        assert deals.state(applied) == "ISSUED"


def test_collateral_stranded_by_a_bank_that_never_answers(deals: Deals, chain: Chain) -> None:
    credits = [deals.applied("APP-1"), deals.issued("APP-2"), deals.advised("APP-3")]
    for credit in credits:
        deals.lodge(credit, LODGED)
    deals.presented(credits[1])
    deals.presented(credits[2], to="nominated")
    chain.set_time((day_number(EXPIRY) + 182) * 86_400 + 1)
    for credit in credits:
        deals.do("returnCollateral", credit, by="applicant")
    assert deals.held(deals.collateral) == 0
