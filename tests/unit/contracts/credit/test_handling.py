"""Confirming and nominated banks with the documents, corrupted records, waivers, loss, return."""

from datetime import date
from typing import Any

import pytest

from dhow.ledger.bindings.values import PresentationState
from dhow.ledger.deploy import Part
from tests.support.chain import Chain, expect_refusal
from tests.support.credit_model.presentations import root_of
from tests.support.deals import (
    FOR_INSTRUCTIONS,
    FOR_WAIVER,
    NOTICE_HASH,
    REPORT_HASH,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import org_id


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def test_a_confirming_bank_has_five_days_of_its_own(deals: Deals) -> None:
    presentation = deals.presented(deals.confirmed(), to="nominated")
    made = deals.presentation(presentation)
    assert (made.state.name, made.decide_by, made.received_at) == ("RECEIVED", made.forward_by, 0)
    assert deals.handling(presentation).confirming_bank == org_id("nominated")
    with expect_refusal("Members_NotTheParty"):
        deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    deals.do("examine", presentation, False, REPORT_HASH, by="nominated")
    assert deals.stage(presentation) == "DISCREPANT"
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("waive", presentation, by="bank")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("askWaiver", presentation, by="bank")
    named = [b"LATE".ljust(32, b"\0")]
    deals.do("refuse", presentation, named, FOR_INSTRUCTIONS, NOTICE_HASH, by="nominated")
    assert (deals.stage(presentation), deals.record(deals.presentation(presentation).credit)) == (
        "REFUSED",
        deals.record(deals.presentation(presentation).credit),
    )
    deals.do("returnDocuments", presentation, by="nominated")
    assert deals.stage(presentation) == "RETURNED"


def test_a_confirmation_covers_its_amount_and_its_time_only(deals: Deals) -> None:
    credit = deals.confirmed()
    covered = deals.credit.view("isConfirmedFor", credit, org_id("nominated"), 20_619)
    assert deals.net.call(covered) is True
    late = deals.credit.view(
        "isConfirmedFor", credit, org_id("nominated"), day_number(date(2026, 6, 16))
    )
    other = deals.credit.view("isConfirmedFor", credit, org_id("bank"), 20_619)
    assert [deals.net.call(late), deals.net.call(other)] == [False, False]


@pytest.mark.parametrize("state", ["COMPLYING -> RECEIVED", "PRECLUDED -> RECEIVED"])
def test_the_presenter_goes_past_a_confirming_bank_that_does_not_pay(
    deals: Deals, state: str
) -> None:
    presentation = deals.presented(deals.confirmed(), to="nominated")
    if state.startswith("COMPLYING"):
        deals.do("examine", presentation, True, REPORT_HASH, by="nominated")
        with expect_refusal("Members_NotTheParty"):
            deals.do("forward", presentation, by="nominated")  # it honours, or it owes
        with expect_refusal("Credit_StillInTime"):
            deals.do("forward", presentation, by="beneficiary")
    deals.after_decision_time(presentation)
    if state.startswith("PRECLUDED"):
        with expect_refusal("Credit_WrongPresentationState"):
            deals.do("forward", presentation, by="beneficiary")
        deals.do("preclude", presentation, by="beneficiary")
    deals.do("forward", presentation, by="beneficiary")
    assert deals.stage(presentation) == "RECEIVED"
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    deals.do("honour", presentation, by="bank")


@pytest.mark.rule("D09", by="contract")
def test_a_plain_nominated_bank_is_never_precluded(deals: Deals) -> None:
    presentation = deals.presented(deals.issued(), to="nominated")
    deals.chain.set_time(unix(2026, 3, 20))
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("preclude", presentation, by="beneficiary")
    deals.do("forward", presentation, by="nominated")
    assert deals.presentation(presentation).decide_by > deals.chain.now()


def test_a_nominated_bank_finds_once_and_for_a_reason(deals: Deals) -> None:
    presentation = deals.presented(deals.issued(), to="nominated")
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("examineAsNominated", presentation, True, bytes(32), by="nominated")
    with expect_refusal("Members_NotTheParty"):
        deals.do("examineAsNominated", presentation, True, REPORT_HASH, by="bank")
    deals.do("examineAsNominated", presentation, False, REPORT_HASH, by="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("examineAsNominated", presentation, True, REPORT_HASH, by="nominated")


@pytest.mark.rule("D22", by="contract")
@pytest.mark.parametrize("paid", [False, True], ids=["WITH_NOMINATED_BANK -> COMPLYING", "paid"])
def test_lost_on_the_way_after_complying(deals: Deals, paid: bool) -> None:
    """ACTED_UPON -> COMPLYING as well: the issuing bank honours what it never saw (art. 35)."""
    presentation = deals.found_complying(deals.issued())
    if paid:
        deals.do("honour", presentation, by="nominated")
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("reportLost", presentation, bytes(32), by="nominated")
    deals.do("reportLost", presentation, NOTICE_HASH, by="nominated")
    payee = "nominated" if paid else "beneficiary"
    before = deals.balance(payee)
    deals.do("honour", presentation, by="bank")
    assert deals.balance(payee) == before + 100_000 * USD


@pytest.mark.parametrize("found", [None, False])
def test_nothing_is_lost_that_did_not_comply(deals: Deals, found: bool | None) -> None:
    presentation = deals.presented(deals.issued(), to="nominated")
    if found is not None:
        deals.do("examineAsNominated", presentation, found, REPORT_HASH, by="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("reportLost", presentation, NOTICE_HASH, by="nominated")
    received = deals.found_complying(deals.issued("APP-2"))
    deals.do("forward", received, by="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("reportLost", received, NOTICE_HASH, by="nominated")


def test_the_covering_statement_of_a_rolled_last_day(deals: Deals) -> None:
    expiry = day_number(date(2026, 5, 31))  # a Sunday; the Monday is a holiday in Singapore
    credit = deals.issued(expiry_day=expiry)
    deals.chain.set_time(unix(2026, 6, 1, 4))
    presentation = deals.presented(credit, to="nominated")
    receipt = deals.do("forward", presentation, by="nominated")
    assert receipt.event("PresentedWithinExtendedTime").presented_day == expiry + 1


# ------------------------------------------------------------------ corrupted records


def reported(deals: Deals, day: tuple[int, int], **terms: Any) -> bytes:
    """Presented on Monday 9 March; one record reported as corrupted at a later day."""
    credit = deals.issued(clauses=ELECTRONIC, **terms)
    papers = deals.papers()
    deals.chain.set_time(unix(2026, 3, 9))
    presentation = deals.presented(credit, papers=papers)
    deals.chain.set_time(unix(2026, *day, 3))
    deals.do("reportCorruption", presentation, papers, FIRST, by="bank")
    return presentation


@pytest.mark.rule("G07", by="contract")
@pytest.mark.parametrize(
    ("told", "left", "again", "closes"),
    [
        ((3, 11), 3, (3, 17), date(2026, 3, 20)),  # the second day; a week later three are left
        ((3, 9), 5, (3, 10), date(2026, 3, 17)),
        ((3, 16), 0, (3, 18), date(2026, 3, 18)),
    ],
)
def test_corruption_suspends_the_clock(
    deals: Deals, told: tuple[int, int], left: int, again: tuple[int, int], closes: date
) -> None:
    """RECEIVED -> CORRUPTED, CORRUPTED -> RECEIVED: what was left of five days runs on."""
    presentation = reported(deals, told)
    assert (deals.stage(presentation), deals.handling(presentation).banking_days_left) == (
        "CORRUPTED",
        left,
    )
    for function, args, who in (
        ("examine", (True, REPORT_HASH), "bank"),
        ("preclude", (), "outsider"),
        ("reportCorruption", (deals.papers(), FIRST), "bank"),
    ):
        with expect_refusal("Credit_WrongPresentationState"):
            deals.do(function, presentation, *args, by=who)
    deals.chain.set_time(unix(2026, *again))
    first = deals.papers()
    again = deals.papers("the same again")[:1]
    deals.do("replaceRecords", presentation, first, again, by="beneficiary")
    fresh = again + first[1:]
    assert deals.presentation(presentation).documents_root == root_of(fresh)
    close = deals.calendars.view("closeOfBusiness", org_id("bank"), b"SGSIN", day_number(closes))
    assert deals.presentation(presentation).decide_by == deals.net.call(close)
    with expect_refusal("Credit_CorruptionReported"):
        deals.do("reportCorruption", presentation, fresh, FIRST, by="bank")


@pytest.mark.rule("G08", by="contract")
@pytest.mark.parametrize(
    ("expiry", "last"), [(date(2026, 6, 15), date(2026, 4, 10)), (date(2026, 3, 20),) * 2]
)
def test_records_that_do_not_come_again(deals: Deals, expiry: date, last: date) -> None:
    """CORRUPTED -> RETURNED: 30 days or the last day for presentation, whichever is first."""
    presentation = reported(
        deals, (3, 11), expiry_day=day_number(expiry), latest_shipment_day=day_number(SHIPPED)
    )
    limit = deals.handling(presentation).replace_by_day
    assert limit == day_number(last)
    with expect_refusal("Credit_RecordsStillAwaited", replace_by_day=limit):
        deals.do("dropCorrupted", presentation, by="outsider")
    deals.chain.set_time((limit + 4) * 86_400)
    fresh = deals.papers("too late")[:1]
    with expect_refusal("Credit_Expired"):
        deals.do("replaceRecords", presentation, deals.papers(), fresh, by="beneficiary")
    deals.do("dropCorrupted", presentation, by="outsider")
    credit = deals.presentation(presentation).credit
    assert (deals.stage(presentation), deals.record(credit).reserved_minor) == ("RETURNED", 0)
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("dropCorrupted", presentation, by="outsider")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("replaceRecords", presentation, deals.papers(), fresh, by="beneficiary")


SHIPPED = date(2026, 3, 1)
FIRST = 1  # the bit of the first document
ELECTRONIC = {"is_electronic": True}


def test_corruption_is_reported_in_time_and_names_records(deals: Deals) -> None:
    papers = deals.papers()
    presentation = deals.presented(deals.issued(clauses=ELECTRONIC), papers=papers)
    for named, bits in ((papers, 0), (papers, 1 << len(papers)), (papers[:-1], FIRST), ([], FIRST)):
        with expect_refusal("Credit_InvalidTerms"):
            deals.do("reportCorruption", presentation, named, bits, by="bank")
    deals.after_decision_time(presentation)
    with expect_refusal("Credit_TooLate"):
        deals.do("reportCorruption", presentation, papers, FIRST, by="bank")


def test_nothing_but_what_could_not_be_read_is_replaced(deals: Deals) -> None:
    """Half a set is not made whole after the fact, nor are other documents put in its place."""
    presentation = reported(deals, (3, 11))
    first, others = deals.papers(), deals.papers("another invoice", "another bill")
    for named, fresh, why in (
        (first, others[:2], "Credit_InvalidDocuments"),
        (first, [], "Credit_InvalidDocuments"),
        (first, first[1:2], "Credit_InvalidDocuments"),
        (others, others[:1], "Credit_InvalidTerms"),
    ):
        with expect_refusal(why):
            deals.do("replaceRecords", presentation, named, fresh, by="beneficiary")


@pytest.mark.parametrize("confirmed", [False, True], ids=["issuing bank", "confirming bank"])
def test_a_banks_own_key_stops_its_clock_under_a_credit_without_the_eucp(
    deals: Deals, *, confirmed: bool
) -> None:
    """UCP 600 knows no such report: after five banking days the bank is precluded."""
    credit = deals.confirmed() if confirmed else deals.issued()
    bank = "nominated" if confirmed else "bank"
    presentation = deals.presented(credit, to=bank)
    with expect_refusal("Credit_NotElectronic", credit=credit):
        deals.do("reportCorruption", presentation, deals.papers(), FIRST, by=bank)
    deals.after_decision_time(presentation)
    deals.do("preclude", presentation, by="outsider")
    assert deals.stage(presentation) == "PRECLUDED"


def test_corruption_is_no_way_out_once_nothing_can_come_again(deals: Deals) -> None:
    """Presented on the last day; a report the day after would undo a presentation made in time."""
    expiry = date(2026, 6, 15)
    credit = deals.issued(clauses=ELECTRONIC, expiry_day=day_number(expiry))
    deals.chain.set_time(unix(2026, 6, 15, 3))
    papers = deals.papers()
    presentation = deals.presented(credit, papers=papers)
    for day in (15, 16):
        deals.chain.set_time(unix(2026, 6, day, 4))
        with expect_refusal("Credit_Expired"):
            deals.do("reportCorruption", presentation, papers, FIRST, by="bank")


# ------------------------------------------------------------------ waiver and return


@pytest.mark.rule("D10", "D11", by="contract")
def test_a_waiver_is_asked_by_the_issuing_bank_and_binds_nobody(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=False)
    decide_by = deals.presentation(presentation).decide_by
    for who in ("nominated", "applicant"):
        with expect_refusal("Members_NotTheParty"):
            deals.do("askWaiver", presentation, by=who)
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("answerWaiver", presentation, True, by="applicant")
    deals.do("askWaiver", presentation, by="bank")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("askWaiver", presentation, by="bank")
    deals.do("answerWaiver", presentation, True, by="applicant")
    assert deals.handling(presentation).waiver.name == "WAIVES"
    assert deals.presentation(presentation).decide_by == decide_by  # no clock stood still
    deals.refuse(presentation)
    assert deals.stage(presentation) == "REFUSED"


@pytest.mark.rule("D10", by="contract")
def test_an_answer_too_late_does_not_help_the_bank(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=False)
    deals.do("askWaiver", presentation, by="bank")
    deals.after_decision_time(presentation)
    deals.do("answerWaiver", presentation, False, by="applicant")
    assert deals.handling(presentation).waiver.name == "DECLINES"
    with expect_refusal("Credit_TooLate"):
        deals.refuse(presentation)
    deals.do("preclude", presentation, by="outsider")
    deals.do("honour", presentation, by="bank")


@pytest.mark.rule("D13", "D14", by="contract")
@pytest.mark.parametrize("who", ["bank", "beneficiary"])
def test_documents_go_back_and_are_not_taken_up_any_more(deals: Deals, who: str) -> None:
    """REFUSED -> RETURNED: by the bank at any time, by the presenter's word before a waiver."""
    presentation = deals.refused(deals.issued(), FOR_WAIVER)
    deals.do("returnDocuments" if who == "bank" else "takeBack", presentation, by=who)
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("waive", presentation, by="bank")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("returnDocuments", presentation, by="bank")


def test_a_nominated_bank_agrees_to_nothing_that_has_left_it(deals: Deals) -> None:
    presentation = deals.presented(deals.issued(), to="nominated")
    deals.do("forward", presentation, by="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("agreeToAct", presentation, by="nominated")


def test_a_waiver_is_asked_of_documents_that_need_one(deals: Deals) -> None:
    credit = deals.issued()
    refused = deals.refused(credit)
    deals.do("askWaiver", refused, by="bank")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("askWaiver", deals.examined(credit, USD, complying=True), by="bank")


@pytest.mark.parametrize("to", ["HONOURED", "UNDERTAKEN", "ACTED_UPON"])
def test_whoever_settles_moves_no_documents_past_their_state(deals: Deals, to: str) -> None:
    """The states hold whatever the contract that pays might ask."""
    settler = deals.chain.signer("settler")
    grant = deals.net.manager.act("grantRole", Part.CREDIT_SETTLEMENT.value, settler.address, 0)
    deals.chain.send(grant, deals.net.admin)
    state = PresentationState[to]
    plain = deals.issued()
    undecided = [
        deals.presented(plain, USD),
        deals.presented(plain, USD, to="nominated"),
        deals.examined(plain, USD, complying=False),
        deals.presented(deals.confirmed("A-2"), USD, to="nominated"),
    ]
    if to == "ACTED_UPON":
        undecided.append(deals.examined(plain, USD, complying=True))
    else:
        undecided.append(deals.found_complying(deals.confirmed("A-3"), USD))
    for presentation in undecided:
        found = deals.stage(presentation)
        act = deals.credit.act("discharge", presentation, state.value)
        with expect_refusal("Credit_WrongPresentationState", found=PresentationState[found].value):
            deals.chain.send(act, settler)
