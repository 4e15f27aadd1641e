"""From delivery of documents to payment or refusal: every transition of a presentation."""

from datetime import date

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    FOR_INSTRUCTIONS,
    FOR_WAIVER,
    NOBODY,
    NOTICE_HASH,
    PRIOR,
    REPORT_HASH,
    RETURNING,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def test_presented_to_the_issuing_bank(deals: Deals, chain: Chain) -> None:  # NONE -> RECEIVED
    credit, papers = deals.issued(), deals.papers("invoice", "bill", "certificate")
    chain.set_time(unix(2026, 5, 28))
    act = deals.credit.act("present", credit, org_id("bank"), 100_000 * USD, papers)
    receipt = deals.net.send(act, "beneficiary")
    presented = receipt.event("Presented")
    assert presented.presentation == receipt.result
    assert (presented.credit, presented.bank) == (credit, org_id("bank"))
    assert (presented.amount_minor, list(presented.documents)) == (100_000 * USD, papers)
    assert receipt.event("PresentationReceived").decide_by == unix(2026, 6, 5, 9)

    made = deals.presentation(presented.presentation)
    assert (made.state.name, made.credit) == ("RECEIVED", credit)
    assert made.presented_day == presented.presented_day == day_number(date(2026, 5, 28))
    assert made.forward_by == presented.forward_by == 0
    assert made.presented_at == made.received_at == receipt.timestamp
    assert made.documents_root == keccak(encode(["bytes32[]"], [papers]))
    record = deals.record(credit)
    assert (record.presentations, record.open_presentations) == (1, 1)
    assert record.reserved_minor == 100_000 * USD
    assert deals.available(credit) == 150_000 * USD
    first = deals.net.call(deals.credit.view("presentationIdOf", credit, 1))
    assert first == presented.presentation


def test_presented_to_the_nominated_bank(deals: Deals, chain: Chain) -> None:
    # NONE -> WITH_NOMINATED_BANK
    credit = deals.issued()
    presentation = deals.presented(credit, to="nominated")
    made = deals.presentation(presentation)
    assert made.state.name == "WITH_NOMINATED_BANK"
    assert (made.received_at, made.decide_by) == (0, 0)
    # WITH_NOMINATED_BANK -> RECEIVED
    chain.set_time(unix(2026, 5, 28))
    receipt = deals.do("forward", presentation, by="nominated")
    received = receipt.event("PresentationReceived")
    assert (received.presentation, received.decide_by) == (presentation, unix(2026, 6, 5, 9))
    assert deals.presentation(presentation).state.name == "RECEIVED"
    with expect_refusal("Credit_WrongPresentationState", presentation=presentation):
        deals.do("forward", presentation, by="nominated")


def test_taken_back_from_the_nominated_bank(deals: Deals) -> None:
    # WITH_NOMINATED_BANK -> RETURNED
    credit = deals.issued()
    presentation = deals.presented(credit, to="nominated")
    receipt = deals.do("takeBack", presentation, by="beneficiary")
    assert receipt.event("DocumentsTakenBack").presentation == presentation
    assert deals.presentation(presentation).state.name == "RETURNED"
    assert deals.available(credit) == 250_000 * USD
    assert deals.record(credit).open_presentations == 0


@pytest.mark.parametrize(
    ("complying", "state"),
    [
        pytest.param(True, "COMPLYING", id="RECEIVED -> COMPLYING"),
        pytest.param(False, "DISCREPANT", id="RECEIVED -> DISCREPANT"),
    ],
)
def test_examination(deals: Deals, complying: bool, state: str) -> None:
    presentation = deals.presented(deals.issued())
    receipt = deals.do("examine", presentation, complying, REPORT_HASH, by="bank")
    examined = receipt.event("Examined")
    assert (examined.complying, examined.examination_hash) == (complying, REPORT_HASH)
    made = deals.presentation(presentation)
    assert (made.state.name, made.examination_hash) == (state, REPORT_HASH)
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("examine", presentation, not complying, REPORT_HASH, by="bank")


def test_refusal(deals: Deals) -> None:  # DISCREPANT -> REFUSED
    credit = deals.issued()
    presentation = deals.examined(credit, complying=False)
    refused = deals.refuse(presentation, RETURNING, "LATE_SHIPMENT", "MISSING").event("Refused")
    assert [bytes(name).rstrip(b"\0") for name in refused.discrepancies] == [
        b"LATE_SHIPMENT",
        b"MISSING",
    ]
    assert (refused.disposal.name, refused.notice_hash) == ("RETURNING", NOTICE_HASH)
    made = deals.presentation(presentation)
    assert (made.state.name, made.disposal.name) == ("REFUSED", "RETURNING")
    assert made.notice_hash == NOTICE_HASH
    # The drawing is free again, and the credit can expire although nobody collects the documents.
    assert deals.available(credit) == 250_000 * USD
    assert deals.record(credit).open_presentations == 0


def test_refusal_must_be_complete(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=False)
    name = fixed("LATE_SHIPMENT", 32)
    rows = [
        ([], FOR_WAIVER, NOTICE_HASH, "Credit_NoDiscrepancies"),
        ([name, bytes(32)], FOR_WAIVER, NOTICE_HASH, "Credit_NoDiscrepancies"),
        ([name], 0, NOTICE_HASH, "Credit_NoDisposal"),
        ([name], FOR_WAIVER, bytes(32), "Credit_InvalidTerms"),
        ([name] * 65, FOR_WAIVER, NOTICE_HASH, "Credit_InvalidTerms"),
    ]
    for discrepancies, disposal, notice, error in rows:
        with expect_refusal(error):
            deals.do("refuse", presentation, discrepancies, disposal, notice, by="bank")
    deals.do("refuse", presentation, [name] * 64, FOR_WAIVER, NOTICE_HASH, by="bank")


def test_examination_needs_a_report(deals: Deals) -> None:
    presentation = deals.presented(deals.issued())
    with expect_refusal("Credit_InvalidTerms", field=fixed("examinationHash", 32)):
        deals.do("examine", presentation, True, bytes(32), by="bank")


def test_waiver_before_refusal(deals: Deals) -> None:  # DISCREPANT -> WAIVED
    presentation = deals.examined(deals.issued(), complying=False)
    waived = deals.do("waive", presentation, by="bank").event("DiscrepanciesWaived")
    assert waived.presentation == presentation
    assert deals.presentation(presentation).state.name == "WAIVED"


def test_waiver_of_documents_held_for_it(deals: Deals) -> None:  # REFUSED -> WAIVED
    credit = deals.issued()
    presentation = deals.refused(credit, FOR_WAIVER)
    deals.do("waive", presentation, by="bank")
    record = deals.record(credit)
    assert (record.reserved_minor, record.open_presentations) == (100_000 * USD, 1)
    deals.do("honour", presentation, by="bank")  # WAIVED -> HONOURED
    assert deals.presentation(presentation).state.name == "HONOURED"


@pytest.mark.parametrize("disposal", [FOR_INSTRUCTIONS, RETURNING, PRIOR])
def test_no_waiver_of_documents_not_held_for_it(deals: Deals, disposal: int) -> None:
    presentation = deals.refused(deals.issued(), disposal)
    with expect_refusal("Credit_NotHeldForWaiver", presentation=presentation):
        deals.do("waive", presentation, by="bank")


def test_waiver_needs_what_has_been_drawn_meanwhile(deals: Deals) -> None:
    credit = deals.issued()
    presentation = deals.refused(credit)
    deals.presented(credit, 200_000 * USD)
    with expect_refusal("Credit_DrawingExceedsCredit", available=50_000 * USD):
        deals.do("waive", presentation, by="bank")


def test_waiver_where_another_drawing_was_made_meanwhile(deals: Deals) -> None:
    credit = deals.issued(partial_shipments=False)
    presentation = deals.refused(credit)
    deals.presented(credit)
    with expect_refusal("Credit_PartialDrawingNotAllowed"):
        deals.do("waive", presentation, by="bank")


def test_waiver_after_the_credit_expired(deals: Deals, chain: Chain) -> None:
    # The presentation was in time; nobody can cut the waiver off by closing the credit.
    credit = deals.issued()
    presentation = deals.refused(credit)
    chain.set_time(unix(2026, 6, 16))
    deals.do("expire", credit, by="applicant")
    deals.do("waive", presentation, by="bank")
    before = deals.balance("beneficiary")
    deals.do("honour", presentation, by="bank")
    assert deals.balance("beneficiary") == before + 100_000 * USD
    assert deals.state(credit) == "EXPIRED"


def test_waiver_after_the_time_to_decide(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=False)
    deals.after_decision_time(presentation)
    deals.do("waive", presentation, by="bank")


def test_returned_documents_cannot_be_taken_up(deals: Deals) -> None:  # REFUSED -> RETURNED
    presentation = deals.refused(deals.issued())
    deals.do("takeBack", presentation, by="beneficiary")
    assert deals.presentation(presentation).state.name == "RETURNED"
    for function, by in (("waive", "bank"), ("honour", "bank"), ("takeBack", "beneficiary")):
        with expect_refusal("Credit_WrongPresentationState", presentation=presentation):
            deals.do(function, presentation, by=by)


@pytest.mark.parametrize(
    "examined",
    [
        pytest.param(False, id="RECEIVED -> PRECLUDED"),
        pytest.param(True, id="DISCREPANT -> PRECLUDED"),
    ],
)
def test_preclusion(deals: Deals, chain: Chain, examined: bool) -> None:
    credit = deals.issued()
    presentation = deals.presented(credit)
    if examined:
        deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    decide_by = deals.presentation(presentation).decide_by
    chain.set_time(decide_by)
    with expect_refusal("Credit_StillInTime", presentation=presentation, decide_by=decide_by):
        deals.do("preclude", presentation, by="stranger")
    chain.set_time(decide_by + 1)
    precluded = deals.do("preclude", presentation, by="outsider").event("Precluded")
    assert precluded.presentation == presentation
    assert deals.presentation(presentation).state.name == "PRECLUDED"
    deals.do("honour", presentation, by="bank")  # PRECLUDED -> HONOURED
    assert deals.record(credit).drawn_minor == 100_000 * USD


def test_last_second_of_the_fifth_day(deals: Deals, chain: Chain) -> None:
    first, second = (deals.presented(credit := deals.issued()), deals.presented(credit))
    decide_by = deals.presentation(first).decide_by
    chain.set_time(decide_by - 1)
    deals.do("examine", first, False, REPORT_HASH, by="bank")
    assert chain.now() == decide_by - 1
    deals.refuse(first)  # at decide_by itself
    assert chain.now() == decide_by
    with expect_refusal("Credit_TooLate", presentation=second, decide_by=decide_by):
        deals.do("examine", second, True, REPORT_HASH, by="bank")


def test_honour_pays_in_full(deals: Deals) -> None:  # COMPLYING -> HONOURED
    credit = deals.issued()
    presentation = deals.examined(credit, complying=True)
    bank, beneficiary = deals.balance("bank"), deals.balance("beneficiary")
    honoured = deals.do("honour", presentation, by="bank").event("Honoured")
    assert (honoured.presentation, honoured.credit) == (presentation, credit)
    assert (honoured.beneficiary, honoured.amount_minor) == (
        org_id("beneficiary"),
        100_000 * USD,
    )
    assert deals.balance("bank") == bank - 100_000 * USD
    assert deals.balance("beneficiary") == beneficiary + 100_000 * USD
    assert deals.presentation(presentation).state.name == "HONOURED"
    record = deals.record(credit)
    assert (record.drawn_minor, record.open_presentations) == (100_000 * USD, 0)


def test_honour_needs_the_banks_money(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=True)
    withdraw = deals.money.act("approve", deals.credit.settlement.address, 0)
    deals.chain.send(withdraw, "bank.account")
    with expect_refusal("ERC20InsufficientAllowance"):
        deals.do("honour", presentation, by="bank")
    assert deals.presentation(presentation).state.name == "COMPLYING"  # nothing half-done


@pytest.mark.parametrize("state", ["with nominated bank", "received", "discrepant", "refused"])
def test_nothing_is_paid_before_the_bank_is_bound(deals: Deals, state: str) -> None:
    credit = deals.issued()
    presentation = {
        "with nominated bank": lambda: deals.presented(credit, to="nominated"),
        "received": lambda: deals.presented(credit),
        "discrepant": lambda: deals.examined(credit, complying=False),
        "refused": lambda: deals.refused(credit),
    }[state]()
    with expect_refusal("Credit_WrongPresentationState", presentation=presentation):
        deals.do("honour", presentation, by="bank")


def test_complying_documents_stay_so(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=True)
    deals.after_decision_time(presentation)
    for function, args in (
        ("refuse", ([fixed("LATE", 32)], RETURNING, NOTICE_HASH)),
        ("waive", ()),
        ("preclude", ()),
    ):
        with expect_refusal("Credit_WrongPresentationState", presentation=presentation):
            deals.do(function, presentation, *args, by="bank")
    deals.do("honour", presentation, by="bank")


def test_presentation_refusals(deals: Deals) -> None:
    credit, papers = deals.issued(), deals.papers()
    with expect_refusal("Credit_NotAPlaceForPresentation", bank=org_id("stranger")):
        deals.presented(credit, to="stranger")
    with expect_refusal("Credit_InvalidTerms", field=fixed("amountMinor", 32)):
        deals.presented(credit, 0)
    with expect_refusal("Credit_DrawingExceedsCredit", available=250_000 * USD):
        deals.presented(credit, 250_000 * USD + 1)
    unregistered = keccak(text="nobody registered this")
    for documents, error in (
        ([], "Credit_InvalidDocuments"),
        ([papers[0], papers[1], papers[0]], "Credit_InvalidDocuments"),
        (papers * 17, "Credit_InvalidDocuments"),
        ([papers[0], unregistered], "Documents_Unknown"),
    ):
        with expect_refusal(error):
            deals.do("present", credit, org_id("bank"), 1, documents, by="beneficiary")
    deals.send(deals.documents, "revoke", papers[1], fixed("WRONG", 32), by="beneficiary")
    with expect_refusal("Documents_Revoked"):
        deals.presented(credit, papers=papers)


def test_nobody_is_no_place_for_presentation(deals: Deals) -> None:
    credit = deals.issued(nominated_bank=NOBODY, nominated_place=bytes(5))
    for bank in (NOBODY, org_id("nominated")):
        with expect_refusal("Credit_NotAPlaceForPresentation", bank=bank):
            deals.do("present", credit, bank, 1, deals.papers(), by="beneficiary")
        with expect_refusal("Credit_NotAPlaceForPresentation", bank=bank):
            deals.net.call(deals.credit.view("lastDayForPresentation", credit, bank))


def test_thirty_two_documents_fit(deals: Deals) -> None:
    papers = deals.papers(*(f"document {n}" for n in range(32)))
    deals.presented(deals.issued(), papers=papers)


@pytest.mark.parametrize("state", ["APPLIED", "WITHDRAWN", "DECLINED", "FULLY_DRAWN", "EXPIRED"])
def test_no_presentation_where_the_credit_is_not_in_force(
    deals: Deals, chain: Chain, state: str
) -> None:
    credit = deals.applied() if state in {"APPLIED", "WITHDRAWN", "DECLINED"} else deals.issued()
    if state == "WITHDRAWN":
        deals.do("withdrawApplication", credit, by="applicant")
    elif state == "DECLINED":
        deals.do("declineApplication", credit, by="bank")
    elif state == "FULLY_DRAWN":
        deals.do("honour", deals.examined(credit, 250_000 * USD, complying=True), by="bank")
    elif state == "EXPIRED":
        chain.set_time(unix(2026, 6, 16))
        deals.do("expire", credit, by="stranger")
    assert deals.state(credit) == state
    with expect_refusal("Credit_WrongState", credit=credit):
        deals.presented(credit)


def test_nothing_is_known_of_an_unknown_presentation(deals: Deals) -> None:
    nothing = bytes(31) + b"\1"
    calls = {
        "forward": (),
        "examine": (True, REPORT_HASH),
        "refuse": ([REPORT_HASH], FOR_WAIVER, NOTICE_HASH),
        "waive": (),
        "preclude": (),
        "honour": (),
        "takeBack": (),
    }
    for function, args in calls.items():
        with expect_refusal("Credit_WrongPresentationState", presentation=nothing, found=0):
            deals.do(function, nothing, *args, by="stranger")


def test_forwarded_by_the_beneficiary(deals: Deals, chain: Chain) -> None:
    # UCP 600 art. 6(d), 14(b): after the nominated bank's own five days, to the second
    credit = deals.issued()
    chain.set_time(unix(2026, 6, 10))
    presentation = deals.presented(credit, to="nominated")
    forward_by = deals.presentation(presentation).forward_by
    closes = deals.net.call(
        deals.calendars.view(
            "bankingDaysAfter",
            org_id("nominated"),
            b"INBOM",
            deals.presentation(presentation).presented_day,
            5,
        )
    )[1]
    assert forward_by == closes
    chain.set_time(forward_by - 1)
    with expect_refusal("Credit_StillInTime", presentation=presentation, decide_by=forward_by):
        deals.do("forward", presentation, by="beneficiary")
    chain.set_time(forward_by + 1)
    for caller, error in {
        "stranger": "Members_NotTheParty",
        "applicant": "Members_NotTheParty",
        "outsider": "Members_UnknownKey",
    }.items():
        with expect_refusal(error):
            deals.do("forward", presentation, by=caller)
    receipt = deals.do("forward", presentation, by="beneficiary")
    received = receipt.event("PresentationReceived")
    assert received.decide_by > chain.now()
    assert deals.presentation(presentation).state.name == "RECEIVED"
    with expect_refusal("Credit_WrongPresentationState", presentation=presentation):
        deals.do("forward", presentation, by="beneficiary")


def test_a_nominated_bank_may_forward_late(deals: Deals, chain: Chain) -> None:
    presentation = deals.presented(deals.issued(), to="nominated")
    chain.set_time(deals.presentation(presentation).forward_by + 86_400)
    deals.do("forward", presentation, by="nominated")
    assert deals.presentation(presentation).state.name == "RECEIVED"


def test_what_the_issuing_bank_received_is_not_forwarded(deals: Deals) -> None:
    presentation = deals.presented(deals.issued())
    assert deals.presentation(presentation).forward_by == 0
    for caller in ("nominated", "beneficiary"):
        with expect_refusal("Credit_WrongPresentationState", presentation=presentation):
            deals.do("forward", presentation, by=caller)


def test_suspended_issuing_bank_honours(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=True)
    suspend = deals.net.members.act("suspend", org_id("bank"), fixed("SANCTIONS", 32))
    deals.net.send(suspend, "registrar")
    before = deals.balance("bank"), deals.balance("beneficiary")
    deals.do("honour", presentation, by="bank")
    assert deals.presentation(presentation).state.name == "HONOURED"
    after = deals.balance("bank"), deals.balance("beneficiary")
    assert after == (before[0] - 100_000 * USD, before[1] + 100_000 * USD)


def test_suspended_beneficiary_is_paid(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=True)
    suspend = deals.net.members.act("suspend", org_id("beneficiary"), fixed("LICENCE", 32))
    deals.net.send(suspend, "registrar")
    before = deals.balance("beneficiary")
    deals.do("honour", presentation, by="bank")
    assert deals.balance("beneficiary") == before + 100_000 * USD


def test_what_can_still_be_drawn(deals: Deals, chain: Chain) -> None:
    credit = deals.applied()
    assert deals.available(credit) == 0  # an application binds nobody
    alone = deals.issued("APP-2", partial_shipments=False)
    assert deals.available(alone) == 250_000 * USD
    presentation = deals.presented(alone)
    assert deals.available(alone) == 0  # one drawing stands alone
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation)
    assert deals.available(alone) == 250_000 * USD
    chain.set_time(unix(2026, 6, 16))
    expired = deals.do("expire", alone, by="stranger").event("CreditExpired")
    assert expired.undrawn_minor == 250_000 * USD
    assert deals.available(alone) == 0
