"""Rules of the conformance table that the ledger itself enforces, each row named by its id.

The base credit: USD 250,000, payable in Singapore, expiry 15 June 2026, partial shipments allowed.
"""

import re
from collections.abc import Callable
from datetime import date

import pytest

from tests.support.chain import Chain, expect_refusal
from tests.support.conformance import rows
from tests.support.deals import (
    FOR_INSTRUCTIONS,
    FOR_WAIVER,
    NOTICE_HASH,
    REPORT_HASH,
    RETURNING,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id

Row = Callable[[Deals], None]


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def a07_presentable_to_the_issuing_bank_direct(deals: Deals) -> None:
    presentation = deals.presented(deals.advised(), to="bank")
    assert deals.presentation(presentation).state.name == "RECEIVED"


def a08_bank_is_bound_whatever_the_applicant_has(deals: Deals) -> None:
    credit = deals.issued()
    presentation = deals.examined(credit, complying=True)
    drain = deals.money.act("transfer", deals.account("carrier"), deals.balance("applicant"))
    deals.chain.send(drain, "applicant.account")
    before = deals.balance("beneficiary")
    deals.do("honour", presentation, by="bank")
    assert deals.balance("beneficiary") == before + 100_000 * USD


def a09_applicant_cannot_stop_payment(deals: Deals) -> None:
    credit = deals.issued()
    presentation = deals.examined(credit, complying=True)
    for function, args in (
        ("withdrawApplication", (credit,)),
        ("takeBack", (presentation,)),
        ("refuse", (presentation, [fixed("POOR QUALITY", 32)], RETURNING, NOTICE_HASH)),
    ):
        with pytest.raises(Exception, match=r"WrongState|NotTheParty"):
            deals.do(function, *args, by="applicant")
    deals.do("honour", presentation, by="bank")


def a10_nominated_bank_owes_nothing(deals: Deals) -> None:
    credit = deals.advised()
    presentation = deals.presented(credit, to="nominated")
    before = deals.balance("nominated")
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    with expect_refusal("Members_NotTheParty"):
        deals.do("honour", presentation, by="nominated")
    deals.do("honour", presentation, by="bank")
    assert deals.balance("nominated") == before


def a13_advising_is_no_undertaking(deals: Deals) -> None:
    advised_only = {"advising_bank": org_id("stranger")}
    credit = deals.issued(clauses=advised_only)
    deals.do("advise", credit, by="stranger")
    with expect_refusal("Credit_NotAPlaceForPresentation"):
        deals.presented(credit, to="stranger")
    presentation = deals.examined(credit, complying=True)
    deals.after_decision_time(presentation)  # the issuing bank does not pay
    before = deals.balance("stranger")
    for function, args in (
        ("honour", ()),
        ("agreeToAct", ()),
        ("undertake", (0,)),
        ("negotiate", (1, False)),
    ):
        with pytest.raises(Exception, match=r"NotTheParty|WrongPresentationState|NotAvailable"):
            deals.do(function, presentation, *args, by="stranger")
    assert deals.balance("stranger") == before
    deals.do("honour", presentation, by="bank")  # it is bound still, and nobody else


def c03_never_after_expiry(deals: Deals) -> None:
    credit = deals.issued()
    deals.chain.set_time(unix(2026, 6, 16))
    expired = {"presented_day": day_number(date(2026, 6, 16)), "last_day": day_number(EXPIRES)}
    with expect_refusal("Credit_Expired", credit=credit, **expired):
        deals.presented(credit)


def c05_last_day_rolls_to_the_next_banking_day(deals: Deals) -> None:
    credit = deals.issued(expiry_day=day_number(date(2026, 5, 31)))  # a Sunday; Monday a holiday
    last = deals.net.call(deals.credit.view("lastDayForPresentation", credit, org_id("bank")))
    assert last == day_number(date(2026, 6, 2))
    deals.chain.set_time(unix(2026, 6, 2))
    deals.presented(credit)
    deals.chain.set_time(unix(2026, 6, 3))
    with expect_refusal("Credit_Expired"):
        deals.presented(credit)


def c05_each_place_has_its_own_last_day(deals: Deals) -> None:
    credit = deals.issued(expiry_day=day_number(date(2026, 6, 1)))  # a Monday; open in Mumbai
    at = {bank: deals.credit.view("lastDayForPresentation", credit, org_id(bank)) for bank in BANKS}
    assert deals.net.call(at["bank"]) == day_number(date(2026, 6, 2))
    assert deals.net.call(at["nominated"]) == day_number(date(2026, 6, 1))


def c08_force_majeure_extends_nothing(deals: Deals) -> None:
    # A strike is not announced ahead, so the calendar knows of none and the last day stands.
    credit = deals.issued()
    deals.chain.set_time(unix(2026, 6, 15))
    closure = ("announceClosure", org_id("bank"), b"SGSIN")
    strike = fixed("STRIKE", 32)
    with expect_refusal("Calendars_ClosureNotAhead"):
        deals.send(deals.calendars, *closure, day_number(EXPIRES), strike, by="bank")
    deals.chain.set_time(unix(2026, 6, 16))
    with expect_refusal("Credit_Expired"):
        deals.presented(credit)


def c14_after_hours_counts_as_the_next_banking_day(deals: Deals) -> None:
    credit = deals.issued()
    deals.chain.set_time(unix(2026, 5, 28, 11, 30))  # 19:30 in Singapore
    made = deals.presentation(deals.presented(credit))
    assert made.presented_day == day_number(date(2026, 5, 29))
    deals.chain.set_time(unix(2026, 6, 15, 11, 30))
    with expect_refusal("Credit_Expired", presented_day=day_number(date(2026, 6, 16))):
        deals.presented(credit)


def d01_five_banking_days(deals: Deals) -> None:
    credit = deals.issued()
    deals.chain.set_time(unix(2026, 5, 28))  # Thursday; the Monday after is a holiday
    made = deals.presentation(deals.presented(credit))
    assert made.decide_by == unix(2026, 6, 5, 9)  # 17:00 in Singapore


def d02_each_bank_has_its_own_five_days(deals: Deals) -> None:
    credit = deals.issued()
    deals.chain.set_time(unix(2026, 5, 22))
    presentation = deals.presented(credit, to="nominated")
    deals.chain.set_time(unix(2026, 5, 28))
    deals.do("forward", presentation, by="nominated")
    assert deals.presentation(presentation).decide_by == unix(2026, 6, 5, 9)


def d03_expiry_does_not_shorten(deals: Deals) -> None:
    credit = deals.issued(expiry_day=day_number(date(2026, 5, 29)))
    deals.chain.set_time(unix(2026, 5, 28))
    presentation = deals.presented(credit)
    assert deals.presentation(presentation).decide_by == unix(2026, 6, 5, 9)
    deals.chain.set_time(unix(2026, 6, 5, 8))
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    deals.do("honour", presentation, by="bank")


def d03_forwarded_after_expiry_is_still_in_time(deals: Deals) -> None:
    credit = deals.issued()
    deals.chain.set_time(unix(2026, 6, 15))
    presentation = deals.presented(credit, to="nominated")
    deals.chain.set_time(unix(2026, 6, 18))
    deals.do("forward", presentation, by="nominated")
    assert deals.presentation(presentation).state.name == "RECEIVED"


def d04_complying_is_honoured_and_nothing_else(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=True)
    before = deals.balance("beneficiary")
    for wait in (False, True):  # a bank that waits has no way back either
        if wait:
            deals.after_decision_time(presentation)
        for function, args in (
            ("examine", (False, REPORT_HASH)),
            ("refuse", ([fixed("LATE", 32)], RETURNING, NOTICE_HASH)),
            ("askWaiver", ()),
            ("returnDocuments", ()),
        ):
            with expect_refusal("Credit_WrongPresentationState"):
                deals.do(function, presentation, *args, by="bank")
        with expect_refusal("Credit_WrongPresentationState"):
            deals.do("takeBack", presentation, by="beneficiary")
    deals.do("honour", presentation, by="bank")
    assert deals.balance("beneficiary") == before + 100_000 * USD


def d04_no_time_is_waited_for(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=True)
    assert deals.chain.now() < deals.presentation(presentation).decide_by
    deals.do("honour", presentation, by="bank")


def d05_a_notice_names_its_discrepancies(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=False)
    with expect_refusal("Credit_NoDiscrepancies"):
        deals.do("refuse", presentation, [], FOR_WAIVER, NOTICE_HASH, by="bank")


def d06_a_notice_says_where_the_documents_are(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=False)
    with expect_refusal("Credit_NoDisposal"):
        deals.do("refuse", presentation, [fixed("LATE", 32)], 0, NOTICE_HASH, by="bank")


def d07_one_notice_only(deals: Deals) -> None:
    presentation = deals.refused(deals.issued(), FOR_INSTRUCTIONS)
    with expect_refusal("Credit_WrongPresentationState"):
        deals.refuse(presentation, FOR_INSTRUCTIONS, "ANOTHER_DISCREPANCY")


def d08_late_notice_precludes(deals: Deals) -> None:
    presentation = deals.examined(deals.issued(), complying=False)
    deals.after_decision_time(presentation)
    with expect_refusal("Credit_TooLate"):
        deals.refuse(presentation)
    deals.do("preclude", presentation, by="beneficiary")
    deals.do("honour", presentation, by="bank")


def d09_a_late_nominated_bank_precludes_nobody(deals: Deals) -> None:
    credit = deals.issued()
    presentation = deals.presented(credit, to="nominated")
    deals.chain.set_time(unix(2026, 5, 28))
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("preclude", presentation, by="beneficiary")


def d12_held_for_waiver_then_waived(deals: Deals) -> None:
    presentation = deals.refused(deals.issued(), FOR_WAIVER)
    deals.do("waive", presentation, by="bank")
    deals.do("honour", presentation, by="bank")


def d13_presenters_instruction_came_first(deals: Deals) -> None:
    presentation = deals.refused(deals.issued(), FOR_WAIVER)
    deals.do("takeBack", presentation, by="beneficiary")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("waive", presentation, by="bank")


def d14_returned_at_any_time(deals: Deals) -> None:
    presentation = deals.refused(deals.issued(), FOR_INSTRUCTIONS)
    deals.chain.set_time(unix(2026, 8, 1))
    deals.do("takeBack", presentation, by="beneficiary")


def d15_a_corrected_set_is_examined_anew(deals: Deals) -> None:
    credit = deals.issued(partial_shipments=False)
    deals.refused(credit, RETURNING)
    deals.chain.set_time(unix(2026, 5, 28))
    again = deals.presented(credit, papers=deals.papers("invoice", "corrected bill"))
    assert deals.presentation(again).decide_by == unix(2026, 6, 5, 9)
    deals.do("examine", again, True, REPORT_HASH, by="bank")
    deals.do("honour", again, by="bank")


def d15_no_corrected_set_after_the_last_day(deals: Deals) -> None:
    credit = deals.issued(partial_shipments=False)
    corrected = deals.papers("invoice", "corrected bill")
    deals.chain.set_time(unix(2026, 6, 12))
    deals.refused(credit, RETURNING)
    deals.chain.set_time(unix(2026, 6, 16))
    last = {"presented_day": day_number(date(2026, 6, 16)), "last_day": day_number(EXPIRES)}
    with expect_refusal("Credit_Expired", credit=credit, **last):
        deals.presented(credit, papers=corrected)


def f03_not_above_the_credit_amount(deals: Deals) -> None:
    credit = deals.issued()
    with expect_refusal("Credit_DrawingExceedsCredit", drawing=262_500 * USD):
        deals.presented(credit, 262_500 * USD)


def f04_tolerance_of_field_39a(deals: Deals) -> None:
    credit = deals.issued(tolerance_plus_bps=500)
    with expect_refusal("Credit_DrawingExceedsCredit", available=262_500 * USD):
        deals.presented(credit, 262_500 * USD + 1)
    deals.presented(credit, 262_500 * USD)


def f09_partial_drawings_barred(deals: Deals) -> None:
    credit = deals.issued(partial_shipments=False)
    first = deals.presented(credit)
    with expect_refusal("Credit_PartialDrawingNotAllowed", credit=credit):
        deals.presented(credit)  # while one is open
    deals.do("examine", first, True, REPORT_HASH, by="bank")
    deals.do("honour", first, by="bank")
    assert deals.state(credit) == "FULLY_DRAWN"  # one drawing is all there is
    with expect_refusal("Credit_WrongState"):
        deals.presented(credit)


def f11_cumulative_drawings(deals: Deals) -> None:
    credit = deals.issued()
    deals.do("honour", deals.examined(credit, 150_000 * USD, complying=True), by="bank")
    with expect_refusal(
        "Credit_DrawingExceedsCredit", drawing=101_000 * USD, available=100_000 * USD
    ):
        deals.presented(credit, 101_000 * USD)
    deals.presented(credit, 100_000 * USD)


def g01_the_presentation_is_the_notice(deals: Deals) -> None:
    """Records come from Monday on; the five days run from the act that says they are all."""
    credit = deals.issued(clauses={"is_electronic": True})
    deals.chain.set_time(unix(2026, 5, 25))
    papers = deals.papers()
    deals.chain.set_time(unix(2026, 5, 28))  # Thursday; the Monday after is a holiday
    made = deals.presentation(deals.presented(credit, papers=papers))
    assert made.decide_by == unix(2026, 6, 5, 9)  # 17:00 in Singapore


def g02_records_alone_are_no_presentation(deals: Deals) -> None:
    credit = deals.issued(clauses={"is_electronic": True})
    deals.chain.set_time(unix(2026, 6, 15))
    papers = deals.papers()
    deals.chain.set_time(unix(2026, 6, 16))
    with expect_refusal("Credit_Expired"):
        deals.presented(credit, papers=papers)
    deals.chain.set_time(unix(2026, 6, 17))
    deals.do("expire", credit, by="outsider")


EXPIRES = date(2026, 6, 15)
BANKS = ("bank", "nominated")
RULE = re.compile(r"[a-g]\d\d_")
ROWS: list[Row] = [row for name, row in sorted(globals().items()) if RULE.match(name)]


def identifier(row: Row) -> str:
    """`d07_one_notice_only` -> `D07_one_notice_only`."""
    return row.__name__[0].upper() + row.__name__[1:]


@pytest.mark.parametrize("row", rows(ROWS, by="contract", name=identifier))
def test_rule(deals: Deals, row: Row) -> None:
    row(deals)
