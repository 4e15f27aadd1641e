"""Who has agreed to which change of a credit, and what of it then holds (UCP 600 art. 10)."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    CONFIRM,
    EXPIRY,
    REPORT_HASH,
    TERMS_HASH,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import org_id
from tests.unit.contracts.credit.test_clauses import in_instalments

TEXT = keccak(text="the amendment, whole")
PARTS = keccak(text="the expiry, and not the amount")
FINDING = keccak(text="complies with the amendment and not without it")
NOTHING = bytes(32)
EXPIRES = day_number(EXPIRY)
LATER = EXPIRES + 14
SHIPMENT_LATER = day_number(EXPIRY) - 5
UNCHANGED, ALLOWED, PROHIBITED = range(3)


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def changes(**stated: Any) -> dict[str, Any]:
    """An amendment that changes what is stated and nothing besides."""
    return {
        "amount_delta_minor": 0,
        "tolerance_delta_bps": 0,
        "expiry_day": 0,
        "latest_shipment_day": 0,
        "partial_drawings": UNCHANGED,
        "changes_text": False,
        "cancels": False,
        "text_hash": TEXT,
    } | stated


def is_stated(deals: Deals, presentation: bytes, number: int) -> bool:
    return bool(deals.net.call(deals.credit.view("isStatedFor", presentation, number)))


def issue(deals: Deals, credit: bytes, number: int = 1, **stated: Any) -> Any:
    return deals.do("issueAmendment", credit, number, changes(**stated), by="bank")


def answer(
    deals: Deals, credit: bytes, number: int = 1, accepts: bool = True, parts: bytes = NOTHING
) -> Any:
    return deals.do("answerAmendment", credit, number, accepts, parts, by="beneficiary")


def present_under(
    deals: Deals,
    credit: bytes,
    amount: int,
    number: int = 1,
    *,
    to: str = "bank",
    by: str = "beneficiary",
) -> Any:
    papers = deals.papers()
    return deals.do("presentUnder", credit, number, org_id(to), amount, papers, by=by)


def amendment(deals: Deals, credit: bytes, number: int = 1) -> Any:
    return deals.net.call(deals.credit.view("amendment", credit, number))


def standing(deals: Deals, credit: bytes, number: int = 1) -> str:
    return str(amendment(deals, credit, number).state.name)


def confirmed_minor(deals: Deals, credit: bytes) -> int:
    return int(deals.net.call(deals.credit.view("advice", credit)).confirmed_minor)


# ------------------------------------------------------------------ issued, answered


@pytest.mark.rule("B01", by="contract")
def test_b01_silence_leaves_the_old_terms(deals: Deals) -> None:
    """NONE -> PENDING: what the issuing bank alone wants changes nothing."""
    credit = deals.advised()
    issued = issue(deals, credit, amount_delta_minor=25_000 * USD, expiry_day=LATER)
    assert issued.event("AmendmentIssued").number == 1
    assert standing(deals, credit) == "PENDING"
    assert deals.available(credit) == 250_000 * USD
    assert deals.record(credit).terms.expiry_day == day_number(EXPIRY)
    with expect_refusal("Credit_DrawingExceedsCredit"):
        deals.presented(credit, 275_000 * USD)


@pytest.mark.parametrize(
    ("stated", "field", "value"),
    [
        ({"amount_delta_minor": 25_000 * USD}, "amount_minor", 275_000 * USD),
        ({"amount_delta_minor": -50_000 * USD}, "amount_minor", 200_000 * USD),
        ({"tolerance_delta_bps": 500}, "tolerance_plus_bps", 500),
        ({"expiry_day": LATER}, "expiry_day", LATER),
        ({"latest_shipment_day": SHIPMENT_LATER}, "latest_shipment_day", SHIPMENT_LATER),
        ({"partial_drawings": PROHIBITED}, "partial_shipments", False),
        ({"partial_drawings": ALLOWED}, "partial_shipments", True),
        ({"changes_text": True}, "terms_hash", TERMS_HASH),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else None,
)
def test_what_is_accepted_holds(
    deals: Deals, stated: dict[str, Any], field: str, value: Any
) -> None:
    """PENDING -> ACCEPTED."""
    credit = deals.advised(partial_shipments=stated.get("partial_drawings") != ALLOWED)
    before = deals.record(credit).terms
    issue(deals, credit, **stated)
    receipt = answer(deals, credit)
    after = deals.record(credit).terms
    assert getattr(after, field) == value
    changed = {name for name in before.__slots__ if getattr(before, name) != getattr(after, name)}
    assert changed <= {field}
    told = receipt.event("CreditAmended")
    assert (told.amount_minor, told.tolerance_plus_bps, told.expiry_day) == (
        after.amount_minor,
        after.tolerance_plus_bps,
        after.expiry_day,
    )
    assert receipt.event("AmendmentAccepted").presentation == NOTHING
    assert standing(deals, credit) == "ACCEPTED"
    for again in (True, False):
        with expect_refusal("Credit_AmendmentAnswered"):
            answer(deals, credit, accepts=again)


@pytest.mark.rule("B02", by="contract")
def test_b02_the_issuing_bank_withdraws_no_amendment(deals: Deals) -> None:
    credit = deals.advised()
    issue(deals, credit, amount_delta_minor=25_000 * USD)
    with expect_refusal("Members_NotTheParty"):
        deals.do("answerAmendment", credit, 1, False, NOTHING, by="bank")
    with expect_refusal("Credit_AmendmentOutOfTurn", next=2, given=1):
        issue(deals, credit, 1, amount_delta_minor=USD)
    # An amendment that would undo it is one more, and answered by itself.
    issue(deals, credit, 2, amount_delta_minor=-25_000 * USD)
    answer(deals, credit, 2, accepts=False)
    answer(deals, credit, 1)
    assert deals.available(credit) == 275_000 * USD


@pytest.mark.rule("B04", by="contract")
def test_b04_accepting_parts_rejects_all(deals: Deals) -> None:
    """PENDING -> REJECTED."""
    credit = deals.advised()
    issue(deals, credit, amount_delta_minor=-25_000 * USD, expiry_day=LATER)
    receipt = answer(deals, credit, accepts=True, parts=PARTS)
    assert receipt.event("AmendmentRejected").accepted_parts_hash == PARTS
    assert standing(deals, credit) == "REJECTED"
    assert deals.record(credit).terms.expiry_day == day_number(EXPIRY)
    with expect_refusal("Credit_AmendmentAnswered"):
        answer(deals, credit)


@pytest.mark.rule("B05", by="contract")
def test_b05_no_time_makes_silence_an_answer(deals: Deals) -> None:
    credit = deals.advised()
    issue(deals, credit, amount_delta_minor=-25_000 * USD)
    deals.chain.set_time(unix(2026, 6, 1))
    assert standing(deals, credit) == "PENDING"
    assert deals.available(credit) == 250_000 * USD
    answer(deals, credit)
    assert deals.available(credit) == 225_000 * USD


@pytest.mark.rule("B10", by="contract")
def test_b10_each_is_judged_by_itself(deals: Deals) -> None:
    credit = deals.advised()
    issue(deals, credit, 1, amount_delta_minor=-100_000 * USD)
    issue(deals, credit, 2, amount_delta_minor=50_000 * USD)
    answer(deals, credit, 2)
    answer(deals, credit, 1, accepts=False)
    assert deals.available(credit) == 300_000 * USD
    assert deals.net.call(deals.credit.view("amendmentsOf", credit)) == 2


# ------------------------------------------------------------------ by presentation


@pytest.mark.rule("B06", by="contract")
def test_b06_a_presentation_that_needs_it_accepts_it(deals: Deals) -> None:
    credit = deals.advised()
    issue(deals, credit, 1, latest_shipment_day=SHIPMENT_LATER)
    issue(deals, credit, 2, changes_text=True)
    presentation = deals.examined(credit, complying=True)
    receipt = deals.do("acceptByPresentation", presentation, 1, FINDING, by="bank")
    assert receipt.event("AmendmentAccepted").presentation == presentation
    assert deals.record(credit).terms.latest_shipment_day == SHIPMENT_LATER
    assert standing(deals, credit, 2) == "PENDING"


@pytest.mark.rule("B06", by="contract")
@pytest.mark.parametrize("bank", ["bank", "nominated", "confirming"])
def test_b06_the_bank_that_has_the_documents_states_it_before_it_pays_or_after(
    deals: Deals, bank: str
) -> None:
    """For an amendment of text of these documents alone, and once."""
    credit = deals.confirmed() if bank == "confirming" else deals.advised()
    by = "bank" if bank == "bank" else "nominated"
    issue(deals, credit, 1, latest_shipment_day=SHIPMENT_LATER)
    issue(deals, credit, 2, changes_text=True)
    issue(deals, credit, 3, changes_text=True, latest_shipment_day=SHIPMENT_LATER + 1)
    for number in (1, 2, 3) if bank == "confirming" else ():
        deals.do("extendConfirmation", credit, number, True, by="nominated")
    examined = by == "bank"
    shown = deals.examined(credit, complying=True) if examined else deals.found_complying(credit)
    for number in (1, 2):
        with expect_refusal("Members_NotTheParty"):
            other = "nominated" if by == "bank" else "bank"
            deals.do("acceptByPresentation", shown, number, FINDING, by=other)
        deals.do("acceptByPresentation", shown, number, FINDING, by=by)
        with expect_refusal("Credit_AmendmentAnswered"):
            deals.do("acceptByPresentation", shown, number, FINDING, by=by)
    if by == "nominated":
        deals.do("honour", shown, by=by)  # ACTED_UPON: the documents are still there
        deals.do("acceptByPresentation", shown, 3, FINDING, by=by)
    assert [standing(deals, credit, n) for n in (1, 2, 3)] == ["ACCEPTED", "PENDING", "PENDING"]
    assert [is_stated(deals, shown, n) for n in (1, 2, 3)] == [False, True, by == "nominated"]
    assert deals.record(credit).terms.latest_shipment_day == SHIPMENT_LATER
    answer(deals, credit, 2)
    assert standing(deals, credit, 2) == "ACCEPTED"  # by the beneficiary, for the whole credit


def test_what_a_nominated_bank_has_not_found_complying_accepts_nothing(deals: Deals) -> None:
    credit = deals.advised()
    issue(deals, credit, changes_text=True)
    unseen = deals.presented(credit, USD, to="nominated")
    discrepant = deals.presented(credit, USD, to="nominated", papers=deals.papers("other"))
    deals.do("examineAsNominated", discrepant, False, REPORT_HASH, by="nominated")
    for presentation in (unseen, discrepant):
        with expect_refusal("Credit_NotAcceptedByPresentation"):
            deals.do("acceptByPresentation", presentation, 1, FINDING, by="nominated")


@pytest.mark.rule("B06", by="contract")
@pytest.mark.parametrize(
    ("stated", "refused"),
    [
        ({"amount_delta_minor": 25_000 * USD}, "Credit_DrawingExceedsCredit"),
        ({"tolerance_delta_bps": 1_000}, "Credit_DrawingExceedsCredit"),
        ({"expiry_day": LATER}, "Credit_Expired"),
        ({"partial_drawings": ALLOWED}, "Credit_PartialDrawingNotAllowed"),
    ],
    ids=lambda each: each if isinstance(each, str) else next(iter(each)),
)
def test_b06_what_only_the_amendment_allows_is_presented_under_it(
    deals: Deals, stated: dict[str, Any], refused: str
) -> None:
    credit = deals.advised(partial_shipments="partial_drawings" not in stated)
    if "partial_drawings" in stated:
        deals.presented(credit, USD)
    issue(deals, credit, **stated)
    if "expiry_day" in stated:
        deals.chain.set_time(unix(2026, 6, 17))
    amount = 275_000 * USD if refused == "Credit_DrawingExceedsCredit" else USD
    with expect_refusal(refused):
        deals.presented(credit, amount)
    receipt = present_under(deals, credit, amount)
    told = receipt.event("AmendmentAccepted")
    assert (told.presentation, standing(deals, credit)) == (receipt.result, "ACCEPTED")
    assert deals.stage(receipt.result) == "RECEIVED"
    assert receipt.event("Presented").amount_minor == amount
    # it is the beneficiary's word, whatever the bank finds
    deals.do("examine", receipt.result, False, REPORT_HASH, by="bank")
    deals.refuse(receipt.result)
    assert standing(deals, credit) == "ACCEPTED"


def test_an_amendment_and_its_presentation_are_done_or_refused_together(deals: Deals) -> None:
    credit = deals.advised()
    issue(deals, credit, 1, amount_delta_minor=25_000 * USD)
    issue(deals, credit, 2, amount_delta_minor=-25_000 * USD)
    issue(deals, credit, 3, cancels=True)
    with expect_refusal("Credit_DrawingExceedsCredit"):
        present_under(deals, credit, 275_000 * USD + 1)
    with expect_refusal("Credit_NotAPlaceForPresentation"):
        present_under(deals, credit, USD, to="stranger")
    with expect_refusal("Members_NotTheParty"):
        present_under(deals, credit, USD, by="bank")
    for number in (2, 3):
        with expect_refusal("Credit_NotAcceptedByPresentation"):
            present_under(deals, credit, USD, number)
    with expect_refusal("Credit_NoSuchAmendment"):
        present_under(deals, credit, USD, 4)
    assert [standing(deals, credit, number) for number in (1, 2, 3)] == ["PENDING"] * 3
    assert deals.record(credit).presentations == 0
    present_under(deals, credit, 275_000 * USD)
    with expect_refusal("Credit_AmendmentAnswered"):
        present_under(deals, credit, USD)


def test_nobody_presents_for_another(deals: Deals) -> None:
    credit = deals.advised()
    for who in ("beneficiary", "bank", "registrar"):
        with expect_refusal("AccessManagedUnauthorized"):
            deals.do("presentFor", credit, org_id("bank"), USD, deals.papers(), by=who)


@pytest.mark.rule("B07", by="contract")
@pytest.mark.rule("B08", by="contract")
def test_b07_b08_what_fits_both_versions_accepts_nothing(deals: Deals) -> None:
    credit = deals.advised(amount_minor=100_000 * USD)
    issue(deals, credit, amount_delta_minor=-50_000 * USD)
    presentation = deals.examined(credit, 50_000 * USD, complying=True)
    with expect_refusal("Credit_NotAcceptedByPresentation"):
        deals.do("acceptByPresentation", presentation, 1, FINDING, by="bank")
    deals.do("honour", presentation, by="bank")
    assert (standing(deals, credit), deals.available(credit)) == ("PENDING", 50_000 * USD)
    # ISSUED -> FULLY_DRAWN, ADVISED -> FULLY_DRAWN: accepted later, nothing is left.
    answer(deals, credit)
    assert (deals.available(credit), deals.state(credit)) == (0, "FULLY_DRAWN")


@pytest.mark.parametrize(
    "takes_away",
    [
        {"amount_delta_minor": -USD},
        {"expiry_day": day_number(EXPIRY) - 1},
        {"latest_shipment_day": day_number(EXPIRY) - 60},
        {"partial_drawings": PROHIBITED},
        {"partial_drawings": ALLOWED},  # which it does already
        {"cancels": True},
        # with what a presentation shows beside it, each
        {"changes_text": True, "amount_delta_minor": -USD},
        {"changes_text": True, "expiry_day": day_number(EXPIRY) - 1},
        {"changes_text": True, "latest_shipment_day": day_number(EXPIRY) - 60},
        {"changes_text": True, "partial_drawings": PROHIBITED},
    ],
    ids=str,
)
def test_a_bank_forces_no_restriction_by_a_presentation(
    deals: Deals, takes_away: dict[str, Any]
) -> None:
    credit = deals.advised()
    issue(deals, credit, **takes_away)
    presentation = deals.examined(credit, complying=True)
    with expect_refusal("Credit_NotAcceptedByPresentation"):
        deals.do("acceptByPresentation", presentation, 1, FINDING, by="bank")
    assert standing(deals, credit) == "PENDING"


def test_only_a_later_complying_presentation_accepts(deals: Deals) -> None:
    credit = deals.advised()
    earlier = deals.examined(credit, USD, complying=True)
    deals.chain.set_time(unix(2026, 3, 20))
    issue(deals, credit, changes_text=True)
    discrepant = deals.examined(credit, USD, complying=False)
    open_ = deals.presented(credit, USD)
    for presentation in (earlier, discrepant, open_):
        with expect_refusal("Credit_NotAcceptedByPresentation"):
            deals.do("acceptByPresentation", presentation, 1, FINDING, by="bank")
    complying = deals.examined(credit, USD, complying=True)
    with expect_refusal("Members_NotTheParty"):
        deals.do("acceptByPresentation", complying, 1, FINDING, by="nominated")
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("acceptByPresentation", complying, 1, NOTHING, by="bank")
    with expect_refusal("Credit_NoSuchAmendment"):
        deals.do("acceptByPresentation", complying, 2, FINDING, by="bank")
    answer(deals, credit, accepts=False)
    with expect_refusal("Credit_AmendmentAnswered"):
        deals.do("acceptByPresentation", complying, 1, FINDING, by="bank")


# ------------------------------------------------------------------ confirmation


@pytest.mark.rule("B03", by="contract")
def test_b03_a_confirming_bank_need_not_extend(deals: Deals) -> None:
    """NONE -> NOT_EXTENDED: it advises, and stands to its 250,000 until its day and to no more."""
    credit = deals.confirmed()
    deals.do("advise", credit, by="nominated")
    issue(deals, credit, amount_delta_minor=25_000 * USD, expiry_day=LATER)
    deals.do("extendConfirmation", credit, 1, False, by="nominated")
    deals.do("adviseAmendment", credit, 1, by="nominated")
    assert amendment(deals, credit).extension.name == "NOT_EXTENDED"
    answer(deals, credit)
    advice = deals.net.call(deals.credit.view("advice", credit))
    assert (advice.confirmed_minor, advice.confirmed_expiry_day) == (250_000 * USD, EXPIRES)
    assert deals.available(credit) == 275_000 * USD
    with expect_refusal("Credit_AmendmentAnswered"):
        deals.do("extendConfirmation", credit, 1, True, by="nominated")
    covered = deals.presented(credit, 250_000 * USD, to="nominated")
    beyond = deals.presented(credit, 25_000 * USD, to="nominated")
    assert [deals.stage(each) for each in (covered, beyond)] == ["RECEIVED", "WITH_NOMINATED_BANK"]
    # what it confirmed it must honour; what it did not, it need not even look at
    deals.after_decision_time(covered)
    deals.do("preclude", covered, by="beneficiary")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("preclude", beyond, by="beneficiary")
    before = deals.balance("beneficiary")
    deals.do("honour", covered, by="nominated")
    assert deals.balance("beneficiary") == before + 250_000 * USD


@pytest.mark.rule("B03", by="contract")
def test_b03_after_its_own_day_it_is_not_bound_either(deals: Deals) -> None:
    credit = deals.confirmed()
    issue(deals, credit, expiry_day=LATER)
    deals.do("extendConfirmation", credit, 1, False, by="nominated")
    answer(deals, credit)
    deals.chain.set_time(unix(2026, 6, 22))
    presentation = deals.presented(credit, USD, to="nominated")
    assert deals.stage(presentation) == "WITH_NOMINATED_BANK"
    assert not deals.handling(presentation).is_with_confirming_bank


@pytest.mark.parametrize("extends_first", [True, False])
def test_a_confirming_bank_extends(deals: Deals, extends_first: bool) -> None:
    """NONE -> EXTENDED: before the beneficiary's answer or after it."""
    credit = deals.confirmed()
    issue(deals, credit, amount_delta_minor=25_000 * USD, expiry_day=LATER)
    acts = [
        lambda: deals.do("extendConfirmation", credit, 1, True, by="nominated"),
        lambda: answer(deals, credit),
    ]
    for act in acts if extends_first else reversed(acts):
        assert confirmed_minor(deals, credit) == 250_000 * USD
        act()
    assert confirmed_minor(deals, credit) == 275_000 * USD
    assert deals.net.call(deals.credit.view("advice", credit)).confirmed_expiry_day == LATER
    whole = deals.presented(credit, 275_000 * USD, to="nominated")
    assert deals.handling(whole).is_with_confirming_bank


def test_a_confirmation_never_falls_below_nothing(deals: Deals) -> None:
    credit = deals.confirmed()
    issue(deals, credit, 1, amount_delta_minor=100_000 * USD)
    deals.do("extendConfirmation", credit, 1, False, by="nominated")
    answer(deals, credit, 1)
    issue(deals, credit, 2, amount_delta_minor=-300_000 * USD)
    deals.do("extendConfirmation", credit, 2, True, by="nominated")
    answer(deals, credit, 2)
    assert (confirmed_minor(deals, credit), deals.available(credit)) == (0, 50_000 * USD)


def test_a_confirming_bank_that_advises_without_a_word_is_bound(deals: Deals) -> None:
    credit = deals.confirmed()
    deals.do("advise", credit, by="nominated")
    for number, said in ((1, None), (2, False)):
        issue(deals, credit, number, amount_delta_minor=10_000 * USD)
        if said is not None:
            deals.do("extendConfirmation", credit, number, said, by="nominated")
        deals.do("adviseAmendment", credit, number, by="nominated")
        answer(deals, credit, number)
    extensions = [amendment(deals, credit, number).extension.name for number in (1, 2)]
    assert extensions == ["EXTENDED", "NOT_EXTENDED"]
    assert confirmed_minor(deals, credit) == 260_000 * USD


@pytest.mark.parametrize("by", ["answer", "presentation"])
def test_a_confirmation_is_of_the_credit_as_amended_before_it(deals: Deals, by: str) -> None:
    """NONE -> UNCONFIRMED: what was accepted before is in it, and nobody extends to it again."""
    credit = deals.advised(clauses={"confirmation": CONFIRM})
    issue(deals, credit, amount_delta_minor=25_000 * USD)
    if by == "answer":
        answer(deals, credit)
    else:
        presentation = deals.examined(credit, USD, complying=True)
        deals.do("acceptByPresentation", presentation, 1, FINDING, by="bank")
    assert amendment(deals, credit).extension.name == "UNCONFIRMED"
    deals.do("confirm", credit, by="nominated")
    assert confirmed_minor(deals, credit) == 275_000 * USD
    with expect_refusal("Credit_AmendmentAnswered"):
        deals.do("extendConfirmation", credit, 1, True, by="nominated")
    deals.do("adviseAmendment", credit, 1, by="nominated")
    assert confirmed_minor(deals, credit) == 275_000 * USD


@pytest.mark.parametrize(
    ("days", "extends_to", "until"),
    [
        # the credit's last day is the second's; the first would bring the confirmation forward
        ((LATER, LATER + 14), (2, 1), LATER + 14),
        ((EXPIRES - 7, LATER), (2, 1), LATER),
        ((EXPIRES - 7, LATER), (1,), EXPIRES),
        # what the credit has now the confirmation has too
        ((EXPIRES - 7,), (1,), EXPIRES - 7),
        ((LATER, EXPIRES - 7), (1, 2), EXPIRES - 7),
        ((LATER, LATER + 14), (1,), LATER),
    ],
)
def test_extending_late_to_an_older_amendment_shortens_nothing(
    deals: Deals, days: tuple[int, ...], extends_to: tuple[int, ...], until: int
) -> None:
    credit = deals.issued(clauses={"confirmation": CONFIRM}, latest_shipment_day=0)
    deals.do("confirm", credit, by="nominated")
    for number, day in enumerate(days, start=1):
        issue(deals, credit, number, expiry_day=day)
        answer(deals, credit, number)
    for number in extends_to:
        deals.do("extendConfirmation", credit, number, True, by="nominated")
    advice = deals.net.call(deals.credit.view("advice", credit))
    assert advice.confirmed_expiry_day == until


def test_nobody_extends_a_confirmation_that_is_none(deals: Deals) -> None:
    credit = deals.advised()
    issue(deals, credit, changes_text=True)
    with expect_refusal("Credit_AmendmentAnswered"):
        deals.do("extendConfirmation", credit, 1, True, by="nominated")
    with expect_refusal("Members_NotTheParty"):
        deals.do("extendConfirmation", credit, 1, True, by="bank")


def test_a_confirming_bank_accepts_by_presentation_what_it_extended_to(deals: Deals) -> None:
    credit = deals.confirmed()
    for number, day in ((1, SHIPMENT_LATER), (2, SHIPMENT_LATER + 1)):
        issue(deals, credit, number, latest_shipment_day=day)
    deals.do("extendConfirmation", credit, 1, True, by="nominated")
    presentation = deals.found_complying(credit)
    with expect_refusal("Members_NotTheParty"):
        deals.do("acceptByPresentation", presentation, 1, FINDING, by="bank")
    with expect_refusal("Credit_NotAcceptedByPresentation"):
        deals.do("acceptByPresentation", presentation, 2, FINDING, by="nominated")
    deals.do("acceptByPresentation", presentation, 1, FINDING, by="nominated")
    assert [standing(deals, credit, n) for n in (1, 2)] == ["ACCEPTED", "PENDING"]


# ------------------------------------------------------------------ advice


@pytest.mark.rule("A14", by="contract")
def test_a14_amendments_come_by_the_same_route(deals: Deals) -> None:
    route = {"advising_bank": org_id("stranger"), "second_advising_bank": org_id("nominated")}
    credit = deals.issued(clauses=route)
    issue(deals, credit, changes_text=True)
    with expect_refusal("Credit_NotTheAdvisingBank"):
        deals.do("adviseAmendment", credit, 1, by="stranger")  # it has not advised the credit
    deals.do("advise", credit, by="stranger")
    deals.do("advise", credit, by="nominated")
    with expect_refusal("Credit_NotTheAdvisingBank", bank=org_id("careful")):
        deals.do("adviseAmendment", credit, 1, by="careful.maker")
    with expect_refusal("Credit_NotTheAdvisingBank", bank=org_id("nominated")):
        deals.do("adviseAmendment", credit, 1, by="nominated")  # the second has it from the first
    told = deals.do("adviseAmendment", credit, 1, by="stranger").event("AmendmentAdvised")
    assert told.advising_bank == org_id("stranger")
    deals.do("adviseAmendment", credit, 1, by="nominated")
    for bank in ("stranger", "nominated"):
        with expect_refusal("Credit_AdviceGiven"):
            deals.do("adviseAmendment", credit, 1, by=bank)


# ------------------------------------------------------------------ cancellation


@pytest.mark.rule("B09", by="contract")
def test_b09_no_cancellation_without_the_beneficiary(deals: Deals) -> None:
    credit = deals.advised()
    deals.lodge(credit, 40_000 * USD)
    issue(deals, credit, cancels=True)
    deals.chain.set_time(unix(2026, 4, 20))
    assert deals.state(credit) == "ADVISED"
    open_ = deals.presented(credit)
    with expect_refusal("Credit_PresentationsOpen", open_presentations=1):
        answer(deals, credit)
    deals.do("examine", open_, True, REPORT_HASH, by="bank")
    deals.do("honour", open_, by="bank")
    before = deals.balance("bank")
    told = answer(deals, credit).event("CreditCancelled")
    assert told.undrawn_minor == 150_000 * USD
    assert (deals.state(credit), deals.available(credit)) == ("CANCELLED", 0)
    assert deals.balance("bank") == before + 40_000 * USD  # it has honoured more than was lodged
    with expect_refusal("Credit_WrongState"):
        deals.presented(credit)
    with expect_refusal("Credit_WrongState"):
        issue(deals, credit, 2, changes_text=True)


def test_issued_credits_are_cancelled_too(deals: Deals) -> None:
    """ISSUED -> CANCELLED, as ADVISED -> CANCELLED."""
    credit = deals.issued()
    issue(deals, credit, cancels=True)
    answer(deals, credit)
    assert deals.state(credit) == "CANCELLED"


def test_no_cancellation_without_the_confirming_bank(deals: Deals) -> None:
    credit = deals.confirmed()
    issue(deals, credit, cancels=True)
    with expect_refusal("Credit_ConfirmingBankNotAgreed"):
        answer(deals, credit)
    deals.do("extendConfirmation", credit, 1, True, by="nominated")
    answer(deals, credit)
    assert deals.state(credit) == "CANCELLED"


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({}, "changes"),
        ({"cancels": True, "changes_text": True}, "changes"),
        ({"changes_text": True, "text_hash": NOTHING}, "textHash"),
        ({"amount_delta_minor": -250_000 * USD}, "amountMinor"),
        ({"amount_delta_minor": 2**127 - 1}, "amountMinor"),
        ({"tolerance_delta_bps": -1}, "tolerancePlusBps"),
        ({"tolerance_delta_bps": 10_001}, "tolerancePlusBps"),
        ({"latest_shipment_day": day_number(EXPIRY) + 1}, "latestShipmentDay"),
        ({"expiry_day": 1}, "latestShipmentDay"),
    ],
    ids=str,
)
def test_an_amendment_that_no_credit_could_have(
    deals: Deals, stated: dict[str, Any], field: str
) -> None:
    credit = deals.advised()
    with expect_refusal("Credit_InvalidTerms", field=field.encode().ljust(32, b"\0")):
        issue(deals, credit, **stated)
    assert deals.net.call(deals.credit.view("amendmentsOf", credit)) == 0


def test_an_expiry_already_past_is_no_amendment(deals: Deals) -> None:
    credit = deals.advised(latest_shipment_day=0)
    with expect_refusal("Credit_InvalidTerms"):
        issue(deals, credit, expiry_day=1)


def test_who_may_issue_and_when(deals: Deals) -> None:
    credit = deals.advised()
    for other in ("applicant", "beneficiary", "nominated"):
        with expect_refusal("Members_NotTheParty"):
            deals.do("issueAmendment", credit, 1, changes(changes_text=True), by=other)
    with expect_refusal("Credit_AmendmentOutOfTurn"):
        issue(deals, credit, 2, changes_text=True)
    with expect_refusal("Calendars_NotPublished"):
        issue(deals, credit, expiry_day=day_number(EXPIRY) + 3_650)
    with expect_refusal("Credit_WrongState"):
        issue(deals, deals.applied("APP-2"), changes_text=True)
    deals.do("pauseNewCredits", True, by="guardian")
    with expect_refusal("Credit_Paused"):
        issue(deals, credit, changes_text=True)


def test_a_credit_drawn_once_ends_when_no_other_drawing_is_allowed(deals: Deals) -> None:
    """ADVISED -> FULLY_DRAWN: as one of which no part could be drawn before (art. 31(a))."""
    credit = deals.advised()
    deals.do("honour", deals.examined(credit, complying=True), by="bank")
    deals.lodge(credit, 40_000 * USD)
    issue(deals, credit, partial_drawings=PROHIBITED)
    before = deals.balance("bank")
    answer(deals, credit)
    assert (deals.state(credit), deals.available(credit)) == ("FULLY_DRAWN", 0)
    assert deals.balance("bank") == before + 40_000 * USD


def test_no_credit_ends_over_a_drawing_that_is_open(deals: Deals) -> None:
    """Two were presented while that was allowed: honouring one leaves the other its credit."""
    credit = deals.advised()
    one, other = (deals.examined(credit, complying=True) for _ in range(2))
    issue(deals, credit, partial_drawings=PROHIBITED)
    answer(deals, credit)
    deals.do("honour", one, by="bank")
    assert (deals.state(credit), deals.available(credit)) == ("ADVISED", 0)
    deals.do("honour", other, by="bank")
    assert deals.state(credit) == "FULLY_DRAWN"


def test_a_schedule_of_instalments_is_not_amended(deals: Deals) -> None:
    credit = in_instalments(deals)
    with expect_refusal("Credit_InvalidTerms"):
        issue(deals, credit, amount_delta_minor=USD)
    issue(deals, credit, changes_text=True)


def test_what_is_drawn_or_open_is_never_cut(deals: Deals) -> None:
    credit = deals.advised()
    presentation = deals.presented(credit, 200_000 * USD)
    issue(deals, credit, amount_delta_minor=-100_000 * USD)
    with expect_refusal("Credit_DrawingExceedsCredit"):
        answer(deals, credit)
    assert standing(deals, credit) == "PENDING"
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation)
    answer(deals, credit)
    assert deals.available(credit) == 150_000 * USD


def test_a_credit_stays_open_for_an_extension_that_is_pending(deals: Deals) -> None:
    """The bank is bound by it: nobody ends the credit before the beneficiary can answer."""
    credit = deals.advised()
    issue(deals, credit, 1, expiry_day=LATER)
    issue(deals, credit, 2, expiry_day=day_number(EXPIRY) + 7)  # shorter; the longer one stands
    deals.chain.set_time(unix(2026, 6, 17))
    with expect_refusal("Credit_NotExpired"):
        deals.do("expire", credit, by="stranger")
    with expect_refusal("Credit_Expired"):
        deals.presented(credit)
    answer(deals, credit, 1)
    assert deals.stage(deals.presented(credit)) == "RECEIVED"
    other = deals.issued("APP-3", expiry_day=LATER)
    issue(deals, other, 1, expiry_day=LATER + 3)
    answer(deals, other, 1)
    deals.chain.set_time(unix(2026, 7, 4))
    deals.do("expire", other, by="stranger")
    assert deals.state(other) == "EXPIRED"
    with expect_refusal("Credit_WrongState"):
        issue(deals, other, 2, changes_text=True)


def test_nobody_answers_what_is_not_there(deals: Deals) -> None:
    credit = deals.advised()
    for function, who, more in (
        ("answerAmendment", "beneficiary", (True, NOTHING)),
        ("adviseAmendment", "nominated", ()),
        ("extendConfirmation", "nominated", (True,)),
    ):
        with expect_refusal("Credit_NoSuchAmendment"):
            deals.do(function, credit, 1, *more, by=who)


def test_collateral_stands_while_a_pre_advice_binds_the_bank(deals: Deals) -> None:
    credit = deals.applied()
    deals.lodge(credit, 40_000 * USD)
    deals.do("preAdvise", credit, TERMS_HASH, day_number(EXPIRY) - 60, False, by="bank")
    with expect_refusal("Members_NotTheParty"):
        deals.do("returnCollateral", credit, by="stranger")
    deals.do("settle", credit, by="stranger")
    assert deals.lodged(credit).held_minor == 40_000 * USD
