"""Who would get out of what a bank owes, have it twice, or play one court against another."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    ACCEPTANCE,
    FOR_WAIVER,
    FROM_SIGHT,
    MIXED,
    NEGOTIATION,
    NOTICE_HASH,
    REPORT_HASH,
    RETURNING,
    USD,
    Deals,
)
from tests.support.network import fixed, org_id
from tests.unit.contracts.credit.test_settlement import moved, sent_on

SUM = 100_000 * USD
SIGHT = SUM * 3 // 10
USANCE = {"availability": ACCEPTANCE, "tenor_start": FROM_SIGHT, "tenor_days": 60}
PARTLY = USANCE | {"availability": MIXED, "sight_bps": 3_000}
HIGH_COURT, COURT_OF_APPEAL = keccak(text="OS 17/2026"), keccak(text="CA 3/2026")


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    made = Deals(module_chain)
    made.net.admit("court", "REGULATOR")
    return made


@pytest.fixture(autouse=True)
def restored(deals: Deals, chain: Chain) -> tuple[Deals, Chain]:
    """Whatever a test does is undone after it."""
    return deals, chain


def gone_past(deals: Deals, *, found: bool = True, **clauses: Any) -> bytes:
    """Presented to a confirming bank that sits; the beneficiary goes on to the issuing bank."""
    credit = deals.confirmed(**clauses)
    presentation = (
        deals.found_complying(credit) if found else deals.presented(credit, to="nominated")
    )
    deals.chain.set_time(deals.presentation(presentation).forward_by + 1)
    if not found:
        deals.do("preclude", presentation, by="outsider")
    deals.do("forward", presentation, by="beneficiary")
    return presentation


def wait_until_due(deals: Deals, presentation: bytes) -> None:
    """To a day after its maturity at every place."""
    deals.chain.set_time((deals.drawing(presentation).maturity_day + 2) * 86_400)


# ------------------------------------------------------- a confirming bank that sits


@pytest.mark.parametrize("found", [True, False])
def test_confirming_bank_let_off_by_sitting(deals: Deals, found: bool) -> None:
    """Found complying or precluded, it owes beside the issuing bank (art. 8(a), (b)), and once."""
    presentation = gone_past(deals, found=found)
    deals.after_decision_time(presentation)
    deals.do("preclude", presentation, by="outsider")
    assert deals.handling(presentation).is_still_bound
    paid = moved(deals, "honour", presentation, by="nominated")
    assert paid == {"nominated": -SUM, "beneficiary": SUM}
    assert (deals.stage(presentation), deals.handling(presentation).is_still_bound) == (
        "PRECLUDED",
        False,
    )
    with expect_refusal("Members_NotTheParty"):
        deals.do("honour", presentation, by="nominated")
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


@pytest.mark.parametrize("step", ["received", "discrepant", "refused", "returned"])
def test_confirming_bank_hides_behind_the_issuing_banks_decision(deals: Deals, step: str) -> None:
    """Whatever the other bank finds or does with the documents, this one is bound already."""
    presentation = gone_past(deals)
    if step != "received":
        deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    if step in {"refused", "returned"}:
        deals.refuse(presentation)
    if step == "returned":
        deals.do("returnDocuments", presentation, by="bank")
    stage = deals.stage(presentation)
    paid = moved(deals, "honour", presentation, by="nominated")
    assert paid == {"nominated": -SUM, "beneficiary": SUM}
    assert deals.stage(presentation) == stage


def test_paid_by_one_bank_and_asked_of_the_other(deals: Deals) -> None:
    """Once the issuing bank has paid, or the presenter has its documents back, nobody owes."""
    honoured = gone_past(deals)
    deals.do("examine", honoured, True, REPORT_HASH, by="bank")
    deals.do("honour", honoured, by="bank")
    assert not deals.handling(honoured).is_still_bound
    with expect_refusal("Members_NotTheParty"):
        deals.do("honour", honoured, by="nominated")


def test_documents_taken_back_and_payment_asked_all_the_same(deals: Deals) -> None:
    presentation = gone_past(deals)
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation)
    deals.do("takeBack", presentation, by="beneficiary")
    with expect_refusal("Members_NotTheParty"):
        deals.do("honour", presentation, by="nominated")


@pytest.mark.parametrize("end", ["taken back", "paid"])
def test_same_documents_presented_beside_a_bank_that_is_bound_on_them(
    deals: Deals, end: str
) -> None:
    """Returned, they are that bank's to pay on; the presenter has them back or is paid on them."""
    first = gone_past(deals)
    credit = deals.presentation(first).credit
    deals.do("examine", first, False, REPORT_HASH, by="bank")
    deals.refuse(first)
    deals.do("returnDocuments", first, by="bank")
    with expect_refusal("Credit_BankBoundOnDocuments", presentation=first):
        deals.presented(credit, SUM)
    if end == "paid":
        assert moved(deals, "honour", first, by="nominated")["beneficiary"] == SUM
        with expect_refusal("Credit_BankBoundOnDocuments", presentation=first):
            deals.presented(credit, SUM)
        with expect_refusal("Members_NotTheParty"):
            deals.do("takeBack", first, by="beneficiary")
        assert (deals.record(credit).open_presentations, deals.record(credit).drawn_minor) == (0, 0)
        return
    deals.do("takeBack", first, by="beneficiary")
    again = deals.presented(credit, SUM)
    deals.do("examine", again, True, REPORT_HASH, by="bank")
    assert moved(deals, "honour", again, by="bank") == {"bank": -SUM, "beneficiary": SUM}
    with expect_refusal("Members_NotTheParty"):
        deals.do("honour", first, by="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("takeBack", first, by="beneficiary")


@pytest.mark.parametrize("papers", ["reversed", "one of them", "among others", "put in its place"])
def test_a_document_that_a_bank_is_bound_on_in_another_set(deals: Deals, papers: str) -> None:
    """By document and not by set: for one cargo two banks would pay."""
    first = gone_past(deals, is_electronic=True)
    credit = deals.presentation(first).credit
    deals.do("examine", first, False, REPORT_HASH, by="bank")
    deals.refuse(first)
    deals.do("returnDocuments", first, by="bank")
    held, others = deals.papers(), deals.papers("invoice of other goods", "packing list")
    sets = {"reversed": held[::-1], "one of them": held[1:], "among others": [*others, held[0]]}
    if papers in sets:
        with expect_refusal("Credit_BankBoundOnDocuments", presentation=first):
            deals.presented(credit, SUM, papers=sets[papers])
        return
    beside = deals.presented(credit, SUM, papers=others)
    deals.do("reportCorruption", beside, others, 1, by="bank")
    with expect_refusal("Credit_BankBoundOnDocuments", presentation=first):
        deals.do("replaceRecords", beside, others, held[:1], by="beneficiary")


@pytest.mark.parametrize("confirmed", [False, True])
def test_documents_that_a_bank_paid_on_and_was_refused_are_presented_again(
    deals: Deals, confirmed: bool
) -> None:
    """They are all that it has for its money, and it alone takes them back (art. 17(a))."""
    credit = deals.confirmed() if confirmed else deals.issued()
    paid = deals.found_complying(credit)
    deals.do("honour", paid, by="nominated")
    deals.do("forward", paid, by="nominated")
    deals.do("examine", paid, False, REPORT_HASH, by="bank")
    deals.refuse(paid)
    with expect_refusal("Credit_BankBoundOnDocuments", presentation=paid):
        deals.presented(credit, SUM)
    deals.do("takeBack", paid, by="nominated")
    with expect_refusal("Credit_BankBoundOnDocuments", presentation=paid):
        deals.presented(credit, SUM)


def test_credit_expired_under_documents_that_a_confirming_bank_refused(deals: Deals) -> None:
    """Whoever ends it, the issuing bank may take them up at its own word (art. 16(b))."""
    credit = deals.confirmed()
    presentation = deals.presented(credit, to="nominated")
    deals.do("examine", presentation, False, REPORT_HASH, by="nominated")
    named = [fixed("LATE_SHIPMENT", 32)]
    deals.do("refuse", presentation, named, RETURNING, NOTICE_HASH, by="nominated")
    deals.chain.set_time((deals.record(credit).terms.expiry_day + 10) * 86_400)
    deals.do("expire", credit, by="outsider")
    with expect_refusal("Credit_WrongState"):
        deals.do("forward", presentation, by="beneficiary")
    deals.do("waive", presentation, by="bank")
    assert not deals.handling(presentation).is_with_confirming_bank
    assert moved(deals, "honour", presentation, by="bank")["beneficiary"] == SUM


@pytest.mark.parametrize("confirmed", [False, True])
def test_records_that_cannot_be_read_take_nothing_from_the_bank_that_paid(
    deals: Deals, confirmed: bool
) -> None:
    """It is out of pocket, and presents them again itself; the beneficiary spoils nothing."""
    clauses = {"is_electronic": True}
    credit = deals.confirmed(**clauses) if confirmed else deals.issued(clauses=clauses)
    presentation = deals.found_complying(credit)
    deals.do("honour", presentation, by="nominated")
    deals.do("forward", presentation, by="nominated")
    deals.do("reportCorruption", presentation, deals.papers(), 1, by="bank")
    with expect_refusal("Members_NotTheParty"):
        deals.do(
            "replaceRecords", presentation, deals.papers(), deals.papers("junk"), by="beneficiary"
        )
    again = deals.papers("again")
    deals.do("replaceRecords", presentation, deals.papers(), again, by="nominated")
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


def paid_and_unreadable(deals: Deals, credit: bytes) -> bytes:
    """A bank honoured and sent the records on; the first of them nobody can read there."""
    presentation = deals.found_complying(credit)
    deals.do("honour", presentation, by="nominated")
    deals.do("forward", presentation, by="nominated")
    deals.do("reportCorruption", presentation, deals.papers(), 1, by="bank")
    return presentation


def test_paid_beneficiary_revokes_what_the_bank_must_send_again(deals: Deals) -> None:
    """What was presented and examined stays so: the very records are sent again."""
    presentation = paid_and_unreadable(deals, deals.issued(clauses={"is_electronic": True}))
    papers = deals.papers()
    for paper in papers:
        deals.send(deals.documents, "revoke", paper, keccak(text="paid"), by="beneficiary")
    with expect_refusal("Documents_Unknown"):
        other = keccak(text="nobody registered it")
        deals.do("replaceRecords", presentation, papers, [other], by="nominated")
    deals.do("replaceRecords", presentation, papers, papers[:1], by="nominated")
    assert moved(deals, "reimburse", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


@pytest.mark.parametrize("unread", [0b01, 0b11], ids=["the same", "in another order"])
def test_bank_that_sat_is_forgotten_by_the_very_records_sent_again(
    deals: Deals, unread: int
) -> None:
    """Records that no longer open and those in their place are the same: they stay that bank's."""
    presentation = gone_past(deals, is_electronic=True)
    papers = deals.papers()
    deals.do("reportCorruption", presentation, papers, unread, by="bank")
    again = papers[:1] if unread == 0b01 else papers[::-1]
    deals.do("replaceRecords", presentation, papers, again, by="beneficiary")
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation)
    credit = deals.presentation(presentation).credit
    with expect_refusal("Credit_BankBoundOnDocuments", presentation=presentation):
        deals.presented(credit, SUM, papers=papers[:1])
    assert moved(deals, "honour", presentation, by="nominated")["nominated"] == -SUM


def test_paid_beneficiary_makes_sending_again_too_dear(deals: Deals) -> None:
    """However many drawings of a cent it makes on the same records and takes back."""
    gas = []
    for drawings in (0, 3):
        credit = deals.issued(f"APP-{drawings}", clauses={"is_electronic": True})
        presentation = paid_and_unreadable(deals, credit)
        for _ in range(drawings):
            deals.do("takeBack", deals.presented(credit, 1, to="nominated"), by="beneficiary")
        sent = (presentation, deals.papers(), deals.papers(f"again {drawings}"))
        gas.append(deals.do("replaceRecords", *sent, by="nominated").gas_used)
    assert abs(gas[1] - gas[0]) < 1_000  # of one slot that is read, 2,100


def test_bank_that_paid_twice_stands_in_its_own_way(deals: Deals) -> None:
    """One record in both drawings: that it is this bank's in the one harms the other not."""
    credit = deals.issued(clauses={"is_electronic": True})
    shared = deals.papers("second invoice") + deals.papers()[1:]
    other = deals.found_complying(credit, papers=shared)
    deals.do("honour", other, by="nominated")
    presentation = paid_and_unreadable(deals, credit)
    sent_on(deals, other, complying=False)
    deals.refuse(other)
    deals.do("replaceRecords", presentation, deals.papers(), deals.papers("again"), by="nominated")
    assert deals.stage(presentation) == "RECEIVED"


def test_issuing_bank_waives_before_the_beneficiary_corrects(deals: Deals) -> None:
    """What a confirming bank refused is presented to it again while the credit lasts (art. 8)."""
    credit = deals.confirmed()
    whole = deals.available(credit)
    first = deals.presented(credit, whole, to="nominated")
    deals.do("examine", first, False, REPORT_HASH, by="nominated")
    why = [fixed("LATE_SHIPMENT", 32)]
    deals.do("refuse", first, why, RETURNING, NOTICE_HASH, by="nominated")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("waive", first, by="bank")
    second = deals.presented(credit, whole, to="nominated", papers=deals.papers("corrected"))
    deals.do("examine", second, True, REPORT_HASH, by="nominated")
    assert moved(deals, "honour", second, by="nominated")["beneficiary"] == whole


@pytest.mark.parametrize("end", ["paid", "taken back"])
def test_bank_let_off_by_records_that_another_could_not_read(deals: Deals, end: str) -> None:
    """It could read them, and found that they comply: it owes what it owed (art. 8(a))."""
    presentation = gone_past(deals, is_electronic=True)
    credit = deals.presentation(presentation).credit
    left = deals.available(credit)
    deals.do("reportCorruption", presentation, deals.papers(), 1, by="bank")
    deals.chain.set_time((deals.handling(presentation).replace_by_day + 2) * 86_400)
    deals.do("dropCorrupted", presentation, by="nominated")
    assert deals.handling(presentation).is_still_bound
    if end == "paid":
        assert moved(deals, "honour", presentation, by="nominated")["beneficiary"] == SUM
        return
    deals.do("takeBack", presentation, by="beneficiary")
    assert deals.record(credit).open_presentations == 0
    assert (deals.record(credit).reserved_minor, deals.available(credit)) == (0, left + SUM)
    with expect_refusal("Members_NotTheParty"):
        deals.do("honour", presentation, by="nominated")


@pytest.mark.parametrize("paid", [False, True])
def test_drawing_that_a_bank_comes_to_owe_is_hidden_by_a_later_one(
    deals: Deals, paid: bool
) -> None:
    """The same documents with the bank again for one cent, before it owes or pays the first."""
    credit = deals.confirmed()
    first = deals.found_complying(credit)
    deals.presented(credit, 1, to="nominated")
    if paid:
        deals.do("honour", first, by="nominated")
    deals.chain.set_time(deals.presentation(first).forward_by + 1)
    deals.do("forward", first, by="nominated" if paid else "beneficiary")
    deals.do("examine", first, False, REPORT_HASH, by="bank")
    deals.refuse(first)
    with expect_refusal("Credit_BankBoundOnDocuments", presentation=first):
        deals.presented(credit, SUM)


def test_credit_drawn_anew_beside_a_drawing_that_a_bank_still_owes(deals: Deals) -> None:
    """A refusal frees nothing of it: both banks together never pay above the credit."""
    first = gone_past(deals)
    credit = deals.presentation(first).credit
    left = deals.available(credit)
    deals.do("examine", first, False, REPORT_HASH, by="bank")
    deals.refuse(first)
    with expect_refusal("Credit_DrawingExceedsCredit", available=left):
        deals.presented(credit, left + 1, papers=deals.papers("second set"))
    second = deals.presented(credit, left, papers=deals.papers("second set"))
    deals.do("examine", second, True, REPORT_HASH, by="bank")
    deals.do("honour", second, by="bank")
    assert deals.state(credit) != "FULLY_DRAWN"
    assert moved(deals, "honour", first, by="nominated")["beneficiary"] == SUM
    deals.do("takeBack", first, by="nominated")
    assert (deals.available(credit), deals.record(credit).open_presentations) == (0, 0)


def test_drawing_that_a_confirming_bank_paid_is_made_again_after_a_refusal(deals: Deals) -> None:
    """It pays without recourse; what it paid stays drawn of the one credit (art. 8(a))."""
    credit = deals.confirmed()
    presentation = deals.found_complying(credit)
    deals.do("honour", presentation, by="nominated")
    left = deals.available(credit)
    sent_on(deals, presentation, complying=False)
    deals.refuse(presentation, FOR_WAIVER)
    assert deals.available(credit) == left
    deals.do("waive", presentation, by="bank")
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}
    assert deals.available(credit) == left


def test_issuing_bank_undertook_and_neither_pays_at_maturity(deals: Deals) -> None:
    """The confirming bank pays what the other undertook; the other pays it, and nobody else."""
    presentation = gone_past(deals, **PARTLY)
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    with expect_refusal("Credit_NotAvailableThus"):
        deals.do("honour", presentation, by="nominated")
    assert moved(deals, "undertake", presentation, 0, by="bank")["beneficiary"] == SIGHT
    with expect_refusal("Credit_NotAvailableThus"):
        deals.do("undertake", presentation, 0, by="nominated")
    with expect_refusal("Credit_NotMatured"):
        deals.do("honour", presentation, by="nominated")
    wait_until_due(deals, presentation)
    rest = SUM - SIGHT
    paid = moved(deals, "honour", presentation, by="nominated")
    assert paid == {"nominated": -rest, "beneficiary": rest}
    assert moved(deals, "payAtMaturity", presentation, by="bank") == {
        "bank": -rest,
        "nominated": rest,
    }


def test_confirming_bank_undertakes_late(deals: Deals) -> None:
    """Beside an issuing bank that lets its time pass; the maturity is its own and stands."""
    presentation = gone_past(deals, **USANCE)
    deals.after_decision_time(presentation)
    deals.do("preclude", presentation, by="outsider")
    deals.do("undertake", presentation, 0, by="nominated")
    assert deals.stage(presentation) == "PRECLUDED"
    with expect_refusal("Credit_NotAvailableThus"):
        deals.do("undertake", presentation, 0, by="bank")
    wait_until_due(deals, presentation)
    assert moved(deals, "payUndertaking", presentation, by="nominated")["beneficiary"] == SUM
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


def test_confirming_bank_negotiates_late_and_wants_recourse(deals: Deals) -> None:
    presentation = gone_past(deals, availability=NEGOTIATION)
    deals.do("offerAdvance", presentation, SUM, True, by="beneficiary")
    with expect_refusal("Credit_NoRecourse"):
        deals.do("negotiate", presentation, SUM, True, by="nominated")
    deals.do("negotiate", presentation, SUM, False, by="nominated")
    assert deals.stage(presentation) == "RECEIVED"


# ------------------------------------------------------------- a mixed payment


def partly_paid(deals: Deals, **clauses: Any) -> bytes:
    """A nominated bank has undertaken, and paid the part at sight."""
    presentation = deals.found_complying(deals.issued(clauses=PARTLY | clauses))
    deals.do("undertake", presentation, 0, by="nominated")
    return presentation


def test_part_at_sight_is_owed_until_maturity(deals: Deals) -> None:
    """Art. 7(c): due at once, once, and the rest at maturity: never more than was paid."""
    presentation = partly_paid(deals)
    paid = moved(deals, "reimburse", presentation, by="bank")
    assert paid == {"bank": -SIGHT, "nominated": SIGHT}
    with expect_refusal("Credit_NothingDue"):
        deals.do("reimburse", presentation, by="bank")
    sent_on(deals, presentation)
    wait_until_due(deals, presentation)
    with expect_refusal("Credit_NothingDue"):
        deals.do("reimburse", presentation, by="bank")
    deals.do("payUndertaking", presentation, by="nominated")
    rest = {"bank": SIGHT - SUM, "nominated": SUM - SIGHT}
    assert moved(deals, "reimburse", presentation, by="bank") == rest
    assert moved(deals, "honour", presentation, by="bank") == {}


def test_two_banks_reimburse_and_the_issuing_bank_refuses(deals: Deals) -> None:
    """Each has back what it paid, with interest from when it paid it (art. 16(g))."""
    presentation = partly_paid(
        deals, reimbursing_bank=org_id("stranger"), refund_interest_bps=3_600
    )
    deals.allow(deals.money, "stranger")
    deals.do("claimReimbursement", presentation, by="nominated")
    assert moved(deals, "reimburse", presentation, by="stranger")["nominated"] == SIGHT
    first = deals.drawing(presentation).sight_reimbursed_at
    wait_until_due(deals, presentation)
    deals.do("payUndertaking", presentation, by="nominated")
    assert moved(deals, "reimburse", presentation, by="bank")["nominated"] == SUM - SIGHT
    sent_on(deals, presentation, complying=False)
    deals.refuse(presentation, FOR_WAIVER)
    second = deals.drawing(presentation).reimbursed_at
    back = moved(deals, "refund", presentation, by="nominated")
    at, year = deals.chain.now(), 10_000 * 360 * 86_400
    wanted = {
        "stranger": SIGHT + SIGHT * 3_600 * (at - first) // year,
        "bank": SUM - SIGHT + (SUM - SIGHT) * 3_600 * (at - second) // year,
    }
    assert back == wanted | {"nominated": -sum(wanted.values())}
    deals.do("waive", presentation, by="bank")
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


def test_reimbursed_at_sight_alone_and_refused(deals: Deals) -> None:
    """Who reimbursed nothing but the part at sight has that back, and nobody else anything."""
    presentation = partly_paid(deals)
    assert moved(deals, "reimburse", presentation, by="bank")["nominated"] == SIGHT
    sent_on(deals, presentation, complying=False)
    deals.refuse(presentation, FOR_WAIVER)
    back = moved(deals, "refund", presentation, by="nominated")
    assert back == {"nominated": -SIGHT, "bank": SIGHT}
    with expect_refusal("Credit_NothingDue"):
        deals.do("refund", presentation, by="nominated")


def test_reimbursed_at_sight_and_honoured_past_the_bank_that_undertook(deals: Deals) -> None:
    """It pays the beneficiary nothing at maturity: who reimbursed it has its part, and it none."""
    presentation = partly_paid(deals, reimbursing_bank=org_id("stranger"))
    deals.allow(deals.money, "stranger")
    deals.do("claimReimbursement", presentation, by="nominated")
    with expect_refusal("Credit_NothingDue"):
        deals.do("claimReimbursement", presentation, by="nominated")
    deals.do("reimburse", presentation, by="stranger")
    with expect_refusal("Credit_NothingDue"):
        deals.do("claimReimbursement", presentation, by="nominated")
    sent_on(deals, presentation)
    wait_until_due(deals, presentation)
    assert moved(deals, "honour", presentation, by="bank") == {
        "bank": -SUM,
        "stranger": SIGHT,
        "beneficiary": SUM - SIGHT,
    }


# --------------------------------------------------------------------- courts


def test_second_court_is_told_that_one_is_enough(deals: Deals) -> None:
    """Each register has its own, lifts its own, and nobody pays while one stands."""
    credit = deals.issued()
    presentation = deals.examined(credit, complying=True)
    deals.do("suspendByCourt", credit, HIGH_COURT, by="regulator")
    deals.do("suspendByCourt", credit, COURT_OF_APPEAL, by="court")
    with expect_refusal("Credit_RestraintStands"):
        deals.do("suspendByCourt", credit, HIGH_COURT, by="court")
    with expect_refusal("Members_NotTheParty"):
        deals.do("liftCourtOrder", credit, org_id("court"), by="regulator")
    deals.do("liftCourtOrder", credit, org_id("regulator"), by="regulator")
    with expect_refusal("Credit_SuspendedByCourt", order_reference=COURT_OF_APPEAL):
        deals.do("honour", presentation, by="bank")
    deals.do("liftCourtOrder", credit, org_id("court"), by="court")
    deals.do("honour", presentation, by="bank")


def test_order_of_a_register_that_is_suspended(deals: Deals) -> None:
    """What its court lifts reaches the ledger by another register, and by nobody else."""
    credit = deals.issued()
    deals.do("suspendByCourt", credit, HIGH_COURT, by="court")
    deals.send(deals.net.members, "suspend", org_id("court"), bytes(31) + b"1", by="registrar")
    order = (credit, org_id("court"))
    with expect_refusal("Members_Suspended"):
        deals.do("liftCourtOrder", *order, by="court")
    with expect_refusal("Members_LacksCapability"):
        deals.do("liftCourtOrder", *order, by="bank")
    deals.do("liftCourtOrder", *order, by="regulator")
    assert deals.net.call(deals.credit.view("courtOrders", credit)) == ()
