"""Who pays whom and when: nomination, undertakings, negotiation, reimbursement, refund."""

from datetime import date
from typing import Any

import pytest

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    ACCEPTANCE,
    DEFERRED,
    FOR_WAIVER,
    FROM_SIGHT,
    FROM_STATED_DAY,
    MIXED,
    NEGOTIATION,
    NOBODY,
    REPORT_HASH,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import org_id

SUM = 100_000 * USD
USANCE = {"availability": ACCEPTANCE, "tenor_start": FROM_SIGHT, "tenor_days": 60}
ON_BOARD = day_number(date(2026, 2, 25))
SHIPPED = {"availability": DEFERRED, "tenor_start": FROM_STATED_DAY, "tenor_days": 60}
MATURITY = day_number(date(2026, 4, 27))  # the 60th day is a Sunday
NEGOTIABLE = {"availability": NEGOTIATION, "refund_interest_bps": 720}
COVER = {"reimbursing_bank": org_id("stranger"), "refund_interest_bps": 720}


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def moved(deals: Deals, function: str, *args: Any, by: str) -> dict[str, int]:
    """What an act moves between settlement accounts."""
    names = ("applicant", "beneficiary", "bank", "nominated", "stranger")
    before = {name: deals.balance(name) for name in names}
    deals.do(function, *args, by=by)
    after = {name: deals.balance(name) - before[name] for name in names}
    return {name: change for name, change in after.items() if change}


def sent_on(deals: Deals, presentation: bytes, *, complying: bool = True) -> bytes:
    """The nominated bank sends the documents on and the issuing bank examines them."""
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, complying, REPORT_HASH, by="bank")
    return presentation


def negotiated(deals: Deals, credit: bytes, *, recourse: bool, advance: int = SUM) -> bytes:
    presentation = deals.found_complying(credit)
    deals.do("offerAdvance", presentation, advance, recourse, by="beneficiary")
    deals.do("negotiate", presentation, advance, recourse, by="nominated")
    return presentation


# ------------------------------------------------------------------ nomination


@pytest.mark.rule("A10", by="contract")
def test_a_nominated_bank_owes_nothing_until_it_agrees(deals: Deals) -> None:
    """Receipt, examination and forwarding are no agreement (UCP 600 art. 12(c))."""
    presentation = deals.found_complying(deals.issued())
    assert deals.handling(presentation).bound_at == 0
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("preclude", presentation, by="beneficiary")
    told = deals.do("agreeToAct", presentation, by="nominated").event("AgreedToAct")
    assert told.bank == org_id("nominated")
    assert deals.handling(presentation).bound_at == deals.chain.now()
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("agreeToAct", presentation, by="nominated")


def test_a_nominated_bank_honours_and_is_reimbursed(deals: Deals) -> None:
    """WITH_NOMINATED_BANK -> ACTED_UPON, ACTED_UPON -> RECEIVED, NONE -> HONOURED."""
    presentation = deals.found_complying(deals.issued())
    paid = moved(deals, "honour", presentation, by="nominated")
    assert paid == {"nominated": -SUM, "beneficiary": SUM}
    assert deals.stage(presentation) == "ACTED_UPON"
    with expect_refusal("Credit_StillInTime"):
        deals.do("forward", presentation, by="beneficiary")
    sent_on(deals, presentation)
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}
    assert (deals.stage(presentation), deals.drawing(presentation).nomination.name) == (
        "HONOURED",
        "HONOURED",
    )


def test_nobody_pays_on_documents_not_found_complying(deals: Deals) -> None:
    presentation = deals.presented(deals.issued(), to="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("honour", presentation, by="nominated")
    deals.do("examineAsNominated", presentation, False, REPORT_HASH, by="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("honour", presentation, by="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("honour", bytes(32), by="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("honour", presentation, by="bank")


@pytest.mark.parametrize("how", ["COMPLYING -> ACTED_UPON", "PRECLUDED -> ACTED_UPON"])
def test_a_confirming_bank_must_honour(deals: Deals, how: str) -> None:
    credit = deals.confirmed()
    presentation = deals.presented(credit, to="nominated")
    if how.startswith("COMPLYING"):
        deals.do("examine", presentation, True, REPORT_HASH, by="nominated")
    else:
        deals.after_decision_time(presentation)
        deals.do("preclude", presentation, by="beneficiary")
    paid = moved(deals, "honour", presentation, by="nominated")
    assert paid == {"nominated": -SUM, "beneficiary": SUM}
    assert deals.stage(presentation) == "ACTED_UPON"


# ------------------------------------------------------------------ usance


@pytest.mark.parametrize(
    "state",
    ["COMPLYING -> UNDERTAKEN", "WAIVED -> UNDERTAKEN", "PRECLUDED -> UNDERTAKEN"],
)
def test_the_issuing_bank_undertakes_and_pays_at_maturity(deals: Deals, state: str) -> None:
    """UNDERTAKEN -> HONOURED at maturity and not a day sooner."""
    credit = deals.issued(clauses=USANCE)
    presentation = deals.presented(credit)
    if state.startswith("PRECLUDED"):
        deals.after_decision_time(presentation)
        deals.do("preclude", presentation, by="beneficiary")
    else:
        deals.do("examine", presentation, state.startswith("COMPLYING"), REPORT_HASH, by="bank")
        if state.startswith("WAIVED"):
            deals.do("waive", presentation, by="bank")
    with expect_refusal("Credit_NotAvailableThus"):
        deals.do("honour", presentation, by="bank")
    told = deals.do("undertake", presentation, 0, by="bank").event("UndertakingIncurred")
    assert told.maturity_day == day_number(date(2026, 5, 4))  # 60 days after 2 March is 1 May
    assert (told.sight_minor, deals.stage(presentation)) == (0, "UNDERTAKEN")
    with expect_refusal("Credit_NotMatured", maturity_day=told.maturity_day):
        deals.do("payAtMaturity", presentation, by="bank")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("undertake", presentation, 0, by="bank")
    deals.chain.set_time(unix(2026, 5, 4))
    paid = moved(deals, "payAtMaturity", presentation, by="bank")
    assert paid == {"bank": -SUM, "beneficiary": SUM}
    assert deals.stage(presentation) == "HONOURED"
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("payAtMaturity", presentation, by="bank")


@pytest.mark.rule("C15", by="contract")
def test_maturity_runs_from_the_day_in_the_documents(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(clauses=SHIPPED), complying=True)
    for day in (0, day_number(date(2026, 3, 3))):
        with expect_refusal("Credit_InvalidTerms"):
            deals.do("undertake", presentation, day, by="bank")
    told = deals.do("undertake", presentation, ON_BOARD, by="bank").event("UndertakingIncurred")
    assert told.maturity_day == MATURITY
    sight = deals.examined(deals.issued("APP-2", clauses=USANCE), complying=True)
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("undertake", sight, ON_BOARD, by="bank")
    plain = deals.examined(deals.issued("APP-3"), complying=True)
    with expect_refusal("Credit_NotAvailableThus"):
        deals.do("undertake", plain, 0, by="bank")


@pytest.mark.parametrize("nominated", [False, True])
def test_a_mixed_credit_pays_a_part_at_sight(deals: Deals, nominated: bool) -> None:
    credit = deals.issued(clauses={**USANCE, "availability": MIXED, "sight_bps": 3_000})
    payer = "nominated" if nominated else "bank"
    presentation = (
        deals.found_complying(credit) if nominated else deals.examined(credit, complying=True)
    )
    first = moved(deals, "undertake", presentation, 0, by=payer)
    assert first == {payer: -30_000 * USD, "beneficiary": 30_000 * USD}
    deals.chain.set_time(unix(2026, 5, 5))
    rest = "payUndertaking" if nominated else "payAtMaturity"
    paid = moved(deals, rest, presentation, by=payer)
    assert paid == {payer: -70_000 * USD, "beneficiary": 70_000 * USD}


@pytest.mark.rule("A17", by="contract")
def test_a_bank_that_prepays_is_reimbursed_at_maturity_still(deals: Deals) -> None:
    """NONE -> UNDERTAKEN, UNDERTAKEN -> PURCHASED: bought the same day, and 7(c) keeps its day."""
    presentation = deals.found_complying(deals.issued(clauses=SHIPPED))
    told = deals.do("undertake", presentation, ON_BOARD, by="nominated")
    assert told.event("UndertakingIncurredOnNomination").maturity_day == MATURITY
    with expect_refusal("Credit_AdvanceTooLow", minimum_minor=0):
        deals.do("prepay", presentation, 98_000 * USD, by="nominated")
    deals.do("offerAdvance", presentation, 98_000 * USD, False, by="beneficiary")
    with expect_refusal("Credit_AdvanceTooLow", minimum_minor=98_000 * USD):
        deals.do("prepay", presentation, 97_999 * USD, by="nominated")
    paid = moved(deals, "prepay", presentation, 98_500 * USD, by="nominated")
    assert paid == {"nominated": -98_500 * USD, "beneficiary": 98_500 * USD}
    with expect_refusal("Credit_NothingDue"):
        deals.do("payUndertaking", presentation, by="nominated")
    sent_on(deals, presentation)
    with expect_refusal("Credit_NotMatured", maturity_day=MATURITY):
        deals.do("honour", presentation, by="bank")
    with expect_refusal("Credit_NotMatured", maturity_day=MATURITY):
        deals.do("reimburse", presentation, by="bank")
    deals.chain.set_time(unix(2026, 4, 27))
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


def test_a_nominated_bank_pays_its_undertaking(deals: Deals) -> None:
    """UNDERTAKEN -> HONOURED, of the nominated bank's own."""
    presentation = deals.found_complying(deals.issued(clauses=SHIPPED))
    deals.do("undertake", presentation, ON_BOARD, by="nominated")
    with expect_refusal("Credit_NotMatured"):
        deals.do("payUndertaking", presentation, by="nominated")
    deals.chain.set_time(unix(2026, 4, 27))
    paid = moved(deals, "payUndertaking", presentation, by="nominated")
    assert paid == {"nominated": -SUM, "beneficiary": SUM}
    assert deals.drawing(presentation).nomination.name == "HONOURED"


@pytest.mark.parametrize("sight_bps", [0, 3_000])
def test_the_issuing_bank_pays_where_the_nominated_bank_did_not(
    deals: Deals, sight_bps: int
) -> None:
    clauses = {**SHIPPED, "availability": MIXED, "sight_bps": sight_bps} if sight_bps else SHIPPED
    presentation = deals.found_complying(deals.issued(clauses=clauses))
    deals.do("undertake", presentation, ON_BOARD, by="nominated")
    sent_on(deals, presentation)
    deals.chain.set_time(unix(2026, 4, 28))
    first = SUM * sight_bps // 10_000
    paid = moved(deals, "honour", presentation, by="bank")
    wanted = {"bank": -SUM, "beneficiary": SUM - first}
    assert paid == (wanted | {"nominated": first} if first else wanted)
    with expect_refusal("Credit_NothingDue"):
        deals.do("payUndertaking", presentation, by="nominated")


# ------------------------------------------------------------------ negotiation


def test_negotiation_is_at_the_beneficiarys_price(deals: Deals) -> None:
    """NONE -> NEGOTIATED."""
    presentation = deals.found_complying(deals.issued(clauses=NEGOTIABLE))
    with expect_refusal("Credit_NotAvailableThus"):
        deals.do("honour", presentation, by="nominated")
    for minimum in (0, SUM + 1):
        with expect_refusal("Credit_InvalidTerms"):
            deals.do("offerAdvance", presentation, minimum, False, by="beneficiary")
    with expect_refusal("Members_NotTheParty"):
        deals.do("offerAdvance", presentation, 1, True, by="nominated")
    offered = deals.do("offerAdvance", presentation, 99_000 * USD, False, by="beneficiary")
    assert offered.event("AdvanceOffered").minimum_minor == 99_000 * USD
    assert deals.net.call(deals.credit.view("advanceTerms", presentation)).with_recourse is False
    for advance in (99_000 * USD - 1, SUM + 1):
        with expect_refusal("Credit_AdvanceTooLow"):
            deals.do("negotiate", presentation, advance, False, by="nominated")
    with expect_refusal("Credit_NoRecourse"):
        deals.do("negotiate", presentation, 99_000 * USD, True, by="nominated")
    paid = moved(deals, "negotiate", presentation, 99_000 * USD, False, by="nominated")
    assert paid == {"nominated": -99_000 * USD, "beneficiary": 99_000 * USD}
    sent_on(deals, presentation)
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


def test_only_a_credit_by_negotiation_is_negotiated(deals: Deals) -> None:
    presentation = deals.found_complying(deals.issued())
    deals.do("offerAdvance", presentation, SUM, False, by="beneficiary")
    with expect_refusal("Credit_NotAvailableThus"):
        deals.do("negotiate", presentation, SUM, False, by="nominated")
    direct = deals.examined(deals.issued("APP-2", clauses=NEGOTIABLE), complying=True)
    with expect_refusal("Credit_NotAvailableThus"):
        deals.do("negotiate", direct, SUM, False, by="nominated")
    assert moved(deals, "honour", direct, by="bank") == {"bank": -SUM, "beneficiary": SUM}


@pytest.mark.rule("A11", by="contract")
def test_a_confirming_bank_negotiates_without_recourse(deals: Deals) -> None:
    """The issuing bank refuses; the beneficiary keeps its money (UCP 600 art. 8(a)(ii))."""
    presentation = deals.found_complying(deals.confirmed(**NEGOTIABLE))
    deals.do("offerAdvance", presentation, SUM, True, by="beneficiary")
    with expect_refusal("Credit_NoRecourse"):
        deals.do("negotiate", presentation, SUM, True, by="nominated")
    deals.do("negotiate", presentation, SUM, False, by="nominated")
    sent_on(deals, presentation, complying=False)
    deals.refuse(presentation)
    with expect_refusal("Credit_NoRecourse"):
        deals.do("repay", presentation, by="beneficiary")


def test_recourse_where_it_was_agreed(deals: Deals) -> None:
    presentation = negotiated(deals, deals.issued(clauses=NEGOTIABLE), recourse=True)
    deals.allow(deals.money, "beneficiary")
    with expect_refusal("Credit_NothingDue"):
        deals.do("repay", presentation, by="beneficiary")
    sent_on(deals, presentation, complying=False)
    deals.refuse(presentation, FOR_WAIVER)
    paid = moved(deals, "repay", presentation, by="beneficiary")
    assert paid == {"beneficiary": -SUM, "nominated": SUM}
    with expect_refusal("Credit_NothingDue"):
        deals.do("repay", presentation, by="beneficiary")
    # Taken up after all: it is the beneficiary now that is out of pocket.
    deals.do("waive", presentation, by="bank")
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "beneficiary": SUM}


def test_a_bank_that_was_repaid_is_not_reimbursed_as_well(deals: Deals) -> None:
    """Refused, repaid on recourse, then taken up after all: the drawing is paid for once."""
    presentation = negotiated(
        deals,
        deals.issued(clauses={**NEGOTIABLE, "reimbursing_bank": COVER["reimbursing_bank"]}),
        recourse=True,
    )
    deals.allow(deals.money, "beneficiary")
    deals.do("claimReimbursement", presentation, by="nominated")
    sent_on(deals, presentation, complying=False)
    deals.refuse(presentation, FOR_WAIVER)
    deals.do("repay", presentation, by="beneficiary")
    deals.do("waive", presentation, by="bank")
    for bank in ("stranger", "bank"):
        with expect_refusal("Credit_NothingDue"):
            deals.do("reimburse", presentation, by=bank)
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "beneficiary": SUM}


# ------------------------------------------------------------------ reimbursement and refund


def test_the_reimbursing_bank_reimburses_on_a_claim(deals: Deals) -> None:
    presentation = deals.found_complying(deals.issued(clauses=COVER))
    with expect_refusal("Members_NotTheParty"):
        deals.do("claimReimbursement", presentation, by="nominated")  # has paid nothing yet
    deals.do("honour", presentation, by="nominated")
    with expect_refusal("Members_NotTheParty"):
        deals.do("reimburse", presentation, by="stranger")  # nobody claimed
    told = deals.do("claimReimbursement", presentation, by="nominated")
    assert told.event("ReimbursementClaimed").reimbursing_bank == org_id("stranger")
    with expect_refusal("Credit_NothingDue"):
        deals.do("claimReimbursement", presentation, by="nominated")
    paid = moved(deals, "reimburse", presentation, by="stranger")
    assert paid == {"stranger": -SUM, "nominated": SUM}
    for bank in ("stranger", "bank"):
        with expect_refusal("Credit_NothingDue"):
            deals.do("reimburse", presentation, by=bank)
    sent_on(deals, presentation)
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "stranger": SUM}


def test_the_issuing_bank_stays_liable_where_the_reimbursing_bank_fails(deals: Deals) -> None:
    presentation = deals.found_complying(deals.issued(clauses=COVER))
    deals.do("honour", presentation, by="nominated")
    deals.do("claimReimbursement", presentation, by="nominated")
    paid = moved(deals, "reimburse", presentation, by="bank")  # art. 13(c)
    assert paid == {"bank": -SUM, "nominated": SUM}
    sent_on(deals, presentation)
    assert moved(deals, "honour", presentation, by="bank") == {}
    assert deals.stage(presentation) == "HONOURED"


def test_nothing_is_claimed_of_a_bank_the_credit_does_not_name(deals: Deals) -> None:
    presentation = deals.found_complying(deals.issued())
    with expect_refusal("Credit_NothingDue"):
        deals.do("reimburse", presentation, by="bank")
    deals.do("honour", presentation, by="nominated")
    with expect_refusal("Credit_NothingDue"):
        deals.do("claimReimbursement", presentation, by="nominated")
    assert deals.drawing(presentation).reimburser == NOBODY


@pytest.mark.rule("D16", by="contract")
@pytest.mark.parametrize("reimburser", ["bank", "stranger"])
def test_what_was_reimbursed_goes_back_with_interest(deals: Deals, reimburser: str) -> None:
    """A refusal in time after reimbursement (UCP 600 art. 16(g)): 7.2% a year of 360 days."""
    presentation = deals.found_complying(deals.issued(clauses=COVER))
    deals.do("honour", presentation, by="nominated")
    deals.do("claimReimbursement", presentation, by="nominated")
    deals.do("reimburse", presentation, by=reimburser)
    with expect_refusal("Credit_NothingDue"):
        deals.do("refund", presentation, by="nominated")
    sent_on(deals, presentation, complying=False)
    deals.refuse(presentation)
    deals.chain.set_time(deals.drawing(presentation).reimbursed_at + 10 * 86_400)
    paid = moved(deals, "refund", presentation, by="nominated")
    interest = SUM * 720 * 10 // (10_000 * 360)
    assert paid == {"nominated": -SUM - interest, reimburser: SUM + interest}
    with expect_refusal("Credit_NothingDue"):
        deals.do("refund", presentation, by="nominated")
    # Taken up after all: the bank that acted is out of pocket again.
    deals.do("waive", presentation, by="bank")
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


@pytest.mark.parametrize("restraint", ["court", "hold"])
def test_a_refund_is_a_bank_s_payment_and_stops_as_the_others_do(
    deals: Deals, restraint: str
) -> None:
    """Neither a court's order nor the law lets a bank pay another; lifted, it is due again."""
    credit = deals.issued(clauses=COVER)
    presentation = deals.found_complying(credit)
    deals.do("honour", presentation, by="nominated")
    deals.do("reimburse", presentation, by="bank")
    sent_on(deals, presentation, complying=False)
    deals.refuse(presentation)
    nominated, basis = org_id("nominated"), b"\x05" * 32
    if restraint == "court":
        deals.do("suspendByCourt", credit, basis, by="regulator")
        with expect_refusal("Credit_SuspendedByCourt"):
            deals.do("refund", presentation, by="nominated")
        deals.do("liftCourtOrder", credit, org_id("regulator"), by="regulator")
    else:
        deals.do("holdForCompliance", credit, nominated, basis, b"SG", by="nominated")
        with expect_refusal("Credit_OnHold"):
            deals.do("refund", presentation, by="nominated")
        deals.do("endComplianceHold", credit, nominated, by="nominated")
    assert moved(deals, "refund", presentation, by="nominated")["nominated"] < 0


def test_recourse_waits_for_the_refund(deals: Deals) -> None:
    presentation = negotiated(deals, deals.issued(clauses=NEGOTIABLE), recourse=True)
    deals.allow(deals.money, "beneficiary")
    deals.do("reimburse", presentation, by="bank")
    sent_on(deals, presentation, complying=False)
    deals.refuse(presentation)
    with expect_refusal("Credit_NothingDue"):
        deals.do("repay", presentation, by="beneficiary")
    deals.do("refund", presentation, by="nominated")
    assert moved(deals, "repay", presentation, by="beneficiary") == {
        "beneficiary": -SUM,
        "nominated": SUM,
    }


def test_what_was_reimbursed_is_claimed_of_nobody_and_refunded_once_it_was(deals: Deals) -> None:
    credit = deals.issued(clauses=NEGOTIABLE | COVER)
    claimed, refused = (deals.found_complying(credit) for _ in range(2))
    for presentation in (claimed, refused):
        deals.do("offerAdvance", presentation, SUM, False, by="beneficiary")
        deals.do("negotiate", presentation, SUM, False, by="nominated")
    deals.do("reimburse", claimed, by="bank")
    with expect_refusal("Credit_NothingDue"):
        deals.do("claimReimbursement", claimed, by="nominated")
    sent_on(deals, refused, complying=False)
    deals.refuse(refused)
    with expect_refusal("Credit_NothingDue"):
        deals.do("refund", refused, by="nominated")
