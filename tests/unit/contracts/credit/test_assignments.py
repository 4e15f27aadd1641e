"""To whom a bank pays what it owes the beneficiary (UCP 600 art. 39)."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    DEFERRED,
    FROM_SIGHT,
    MIXED,
    NEGOTIATION,
    NOBODY,
    REPORT_HASH,
    USD,
    Deals,
    unix,
)
from tests.support.network import org_id
from tests.unit.contracts.credit.test_amendments import changes
from tests.unit.contracts.credit.test_clauses import in_instalments

SUM = 100_000 * USD
NOTICE = keccak(text="notice of assignment")
NAMES = ("beneficiary", "bank", "nominated", "financier", "carrier", "stranger")
SHARED = {"availability": MIXED, "tenor_start": FROM_SIGHT, "tenor_days": 60, "sight_bps": 2_000}


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def assign(
    deals: Deals, credit: bytes, to: str, amount: int, number: int = 1, by: str = "beneficiary"
) -> Any:
    return deals.do("assignProceeds", credit, number, org_id(to), amount, NOTICE, by=by)


def acknowledged(
    deals: Deals, credit: bytes, *shares: tuple[str, int], by: str = "bank"
) -> list[int]:
    """Assignments that a bank acknowledges in this order; their numbers."""
    numbers = list(range(1, len(shares) + 1))
    for number, (to, amount) in zip(numbers, shares, strict=True):
        assign(deals, credit, to, amount, number)
        deals.do("acknowledgeAssignment", credit, number, by=by)
    return numbers


def assignment(deals: Deals, credit: bytes, number: int = 1) -> Any:
    return deals.net.call(deals.credit.view("assignment", credit, number))


def standing(deals: Deals, credit: bytes, number: int = 1) -> str:
    return str(assignment(deals, credit, number).state.name)


def moved(deals: Deals, function: str, *args: Any, by: str) -> dict[str, int]:
    """What an act moves between settlement accounts."""
    before = {name: deals.balance(name) for name in NAMES}
    deals.do(function, *args, by=by)
    after = {name: deals.balance(name) - before[name] for name in NAMES}
    return {name: change for name, change in after.items() if change}


# ------------------------------------------------------------------ its life


def test_an_assignment_binds_nobody_before_a_bank_acknowledges_it(deals: Deals) -> None:
    """NONE -> NOTIFIED, NOTIFIED -> ACKNOWLEDGED."""
    credit = deals.advised()
    told = assign(deals, credit, "financier", 60_000 * USD).event("ProceedsAssigned")
    assert (told.number, told.assignee, told.amount_minor, told.notice_hash) == (
        1,
        org_id("financier"),
        60_000 * USD,
        NOTICE,
    )
    assert standing(deals, credit) == "NOTIFIED"
    first = deals.examined(credit, 40_000 * USD, complying=True)
    whole = {"bank": -40_000 * USD, "beneficiary": 40_000 * USD}
    assert moved(deals, "honour", first, by="bank") == whole
    receipt = deals.do("acknowledgeAssignment", credit, 1, by="bank")
    assert receipt.event("AssignmentAcknowledged").bank == org_id("bank")
    kept = assignment(deals, credit)
    assert (kept.state.name, kept.is_by_issuing_bank, kept.is_by_nominated_bank) == (
        "ACKNOWLEDGED",
        True,
        False,
    )
    with expect_refusal("Credit_AssignmentAnswered"):
        deals.do("acknowledgeAssignment", credit, 1, by="bank")


def test_what_no_bank_acknowledged_is_withdrawn(deals: Deals) -> None:
    """NOTIFIED -> WITHDRAWN."""
    credit = deals.advised()
    assign(deals, credit, "financier", SUM)
    assert deals.do("withdrawAssignment", credit, 1, by="beneficiary").event("AssignmentWithdrawn")
    assert standing(deals, credit) == "WITHDRAWN"
    for function, by in (
        ("acknowledgeAssignment", "bank"),
        ("withdrawAssignment", "beneficiary"),
        ("releaseAssignment", "financier"),
    ):
        with expect_refusal("Credit_AssignmentAnswered", number=1):
            deals.do(function, credit, 1, by=by)


def test_what_a_bank_acknowledged_ends_by_the_assignees_word_alone(deals: Deals) -> None:
    """ACKNOWLEDGED -> RELEASED."""
    credit = deals.advised()
    acknowledged(deals, credit, ("financier", SUM))
    with expect_refusal("Credit_AssignmentStands"):
        deals.do("withdrawAssignment", credit, 1, by="beneficiary")
    for other in ("beneficiary", "bank", "stranger"):
        with expect_refusal("Members_NotTheParty"):
            deals.do("releaseAssignment", credit, 1, by=other)
    assert deals.do("releaseAssignment", credit, 1, by="financier").event("AssignmentReleased")
    assert standing(deals, credit) == "RELEASED"
    presentation = deals.examined(credit, complying=True)
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "beneficiary": SUM}
    with expect_refusal("Credit_AssignmentAnswered"):
        deals.do("acknowledgeAssignment", credit, 1, by="nominated")


def test_an_assignment_sent_twice_is_made_once(deals: Deals) -> None:
    credit = deals.advised()
    assign(deals, credit, "financier", SUM)
    with expect_refusal("Credit_AssignmentOutOfTurn", next=2, given=1):
        assign(deals, credit, "financier", SUM)
    with expect_refusal("Credit_NoSuchAssignment", number=2):
        deals.do("acknowledgeAssignment", credit, 2, by="bank")


@pytest.mark.parametrize(
    ("field", "changed"),
    [("assignee", {"to": "beneficiary"}), ("noticeHash", {"notice": NOBODY})],
)
def test_what_an_assignment_must_say(deals: Deals, field: str, changed: dict[str, Any]) -> None:
    credit = deals.advised()
    with expect_refusal("Credit_InvalidTerms", field=field.encode().ljust(32, b"\0")):
        deals.do(
            "assignProceeds",
            credit,
            1,
            org_id(changed.get("to", "financier")),
            SUM,
            changed.get("notice", NOTICE),
            by="beneficiary",
        )


def test_an_assignee_is_a_member(deals: Deals) -> None:
    credit = deals.advised()
    with expect_refusal("Members_UnknownOrganisation"):
        assign(deals, credit, "nobody of this network", SUM)


@pytest.mark.parametrize("state", ["APPLIED", "CANCELLED"])
def test_nothing_is_assigned_where_nothing_can_be_paid(deals: Deals, state: str) -> None:
    if state == "APPLIED":
        credit = deals.applied()
    else:
        credit = deals.advised()
        deals.do("issueAmendment", credit, 1, changes(cancels=True), by="bank")
        deals.do("answerAmendment", credit, 1, True, NOBODY, by="beneficiary")
    assert deals.state(credit) == state
    with expect_refusal("Credit_WrongState"):
        assign(deals, credit, "financier", SUM)


@pytest.mark.parametrize("state", ["ISSUED", "FULLY_DRAWN", "EXPIRED"])
def test_what_is_still_to_be_paid_is_assigned(deals: Deals, state: str) -> None:
    credit = deals.issued()
    if state == "FULLY_DRAWN":
        deals.do("honour", deals.examined(credit, 250_000 * USD, complying=True), by="bank")
    elif state == "EXPIRED":
        deals.chain.set_time(unix(2026, 7, 1))
        deals.do("expire", credit, by="stranger")
    assert deals.state(credit) == state
    assign(deals, credit, "financier", SUM)
    assert standing(deals, credit) == "NOTIFIED"


def test_what_lapsed_still_pays_what_is_open(deals: Deals) -> None:
    credit = in_instalments(deals)
    deals.chain.set_time(unix(2026, 8, 1))
    deals.do("lapse", credit, by="stranger")
    assign(deals, credit, "financier", SUM)
    assert standing(deals, credit) == "NOTIFIED"


# ------------------------------------------------------------------ who is paid


@pytest.mark.rule("F19", by="contract")
def test_f19_the_assignee_is_paid_and_presents_nothing(deals: Deals) -> None:
    credit = deals.advised()
    acknowledged(deals, credit, ("stranger", 60_000 * USD))
    deals.papers()
    with expect_refusal("Members_NotTheParty"):
        deals.do("present", credit, org_id("bank"), SUM, deals.papers(), by="stranger")
    presentation = deals.examined(credit, complying=True)
    for function in ("forward", "takeBack"):
        with expect_refusal("Members_NotTheParty"):
            deals.do(function, presentation, by="stranger")
    assert moved(deals, "honour", presentation, by="bank") == {
        "bank": -SUM,
        "stranger": 60_000 * USD,
        "beneficiary": 40_000 * USD,
    }


@pytest.mark.rule("F19", by="contract")
def test_f19_assignees_are_paid_in_the_order_of_acknowledgement(deals: Deals) -> None:
    credit = deals.advised()
    for number, (to, amount) in enumerate(
        (("financier", 60_000 * USD), ("carrier", 50_000 * USD), ("stranger", 0)), 1
    ):
        assign(deals, credit, to, amount, number)
    for number in (2, 1, 3):
        deals.do("acknowledgeAssignment", credit, number, by="bank")
    order = deals.net.call(deals.credit.view("acknowledgedBy", credit, org_id("bank")))
    assert list(order) == [2, 1, 3]
    first = deals.examined(credit, SUM, complying=True)
    assert moved(deals, "honour", first, by="bank") == {
        "bank": -SUM,
        "carrier": 50_000 * USD,
        "financier": 50_000 * USD,
    }
    second = deals.presented(credit, SUM, papers=deals.papers("the second set"))
    deals.do("examine", second, True, REPORT_HASH, by="bank")
    assert moved(deals, "honour", second, by="bank") == {
        "bank": -SUM,
        "financier": 10_000 * USD,
        "stranger": 90_000 * USD,
    }
    assert [assignment(deals, credit, number).paid_minor for number in (1, 2, 3)] == [
        60_000 * USD,
        50_000 * USD,
        90_000 * USD,
    ]


def test_every_cent_is_somebodys(deals: Deals) -> None:
    credit = deals.advised()
    acknowledged(deals, credit, ("financier", 1), ("carrier", 33_333_33))
    presentation = deals.presented(credit, 33_333_35)
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    assert moved(deals, "honour", presentation, by="bank") == {
        "bank": -33_333_35,
        "financier": 1,
        "carrier": 33_333_33,
        "beneficiary": 1,
    }


def test_a_bank_pays_what_it_acknowledged_itself_and_no_other(deals: Deals) -> None:
    credit = deals.advised()
    acknowledged(deals, credit, ("financier", SUM))
    presentation = deals.found_complying(credit)
    paid = moved(deals, "honour", presentation, by="nominated")
    assert paid == {"nominated": -SUM, "beneficiary": SUM}
    assert assignment(deals, credit).paid_minor == 0
    deals.do("acknowledgeAssignment", credit, 1, by="nominated")
    kept = assignment(deals, credit)
    assert kept.is_by_issuing_bank
    assert kept.is_by_nominated_bank
    second = deals.presented(credit, SUM, to="nominated", papers=deals.papers("second"))
    deals.do("examineAsNominated", second, True, REPORT_HASH, by="nominated")
    paid = moved(deals, "honour", second, by="nominated")
    assert paid == {"nominated": -SUM, "financier": SUM}


def test_a_bank_that_is_the_assignee_keeps_its_share(deals: Deals) -> None:
    credit = deals.advised()
    acknowledged(deals, credit, ("nominated", 70_000 * USD), by="nominated")
    presentation = deals.found_complying(credit)
    paid = moved(deals, "honour", presentation, by="nominated")
    assert paid == {"nominated": -30_000 * USD, "beneficiary": 30_000 * USD}
    assert assignment(deals, credit).paid_minor == 70_000 * USD


@pytest.mark.parametrize("nominated", [False, True])
def test_a_part_at_sight_and_the_rest_at_maturity(deals: Deals, nominated: bool) -> None:
    credit = deals.issued(clauses=SHARED)
    bank = "nominated" if nominated else "bank"
    acknowledged(deals, credit, ("financier", 50_000 * USD), by=bank)
    if nominated:
        presentation = deals.found_complying(credit)
    else:
        presentation = deals.examined(credit, complying=True)
    sight = moved(deals, "undertake", presentation, 0, by=bank)
    assert sight == {bank: -20_000 * USD, "financier": 20_000 * USD}
    deals.chain.set_time(unix(2026, 5, 15))
    last = "payUndertaking" if nominated else "payAtMaturity"
    assert moved(deals, last, presentation, by=bank) == {
        bank: -80_000 * USD,
        "financier": 30_000 * USD,
        "beneficiary": 50_000 * USD,
    }


def test_the_issuing_bank_pays_in_the_nominated_banks_place(deals: Deals) -> None:
    credit = deals.issued(
        clauses={"availability": DEFERRED, "tenor_start": FROM_SIGHT, "tenor_days": 60}
    )
    acknowledged(deals, credit, ("financier", 30_000 * USD))
    presentation = deals.found_complying(credit)
    deals.do("undertake", presentation, 0, by="nominated")
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    deals.chain.set_time(unix(2026, 5, 15))
    assert moved(deals, "honour", presentation, by="bank") == {
        "bank": -SUM,
        "financier": 30_000 * USD,
        "beneficiary": 70_000 * USD,
    }


def test_what_is_advanced_is_proceeds_and_reimbursement_is_not(deals: Deals) -> None:
    credit = deals.issued(clauses={"availability": NEGOTIATION})
    acknowledged(deals, credit, ("financier", 0), by="nominated")
    deals.do("acknowledgeAssignment", credit, 1, by="bank")
    presentation = deals.found_complying(credit)
    deals.do("offerAdvance", presentation, 90_000 * USD, False, by="beneficiary")
    paid = moved(deals, "negotiate", presentation, 90_000 * USD, False, by="nominated")
    assert paid == {"nominated": -90_000 * USD, "financier": 90_000 * USD}
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    assert moved(deals, "honour", presentation, by="bank") == {"bank": -SUM, "nominated": SUM}


def test_a_purchase_before_maturity_pays_the_assignee(deals: Deals) -> None:
    credit = deals.issued(
        clauses={"availability": DEFERRED, "tenor_start": FROM_SIGHT, "tenor_days": 60}
    )
    acknowledged(deals, credit, ("financier", 10_000 * USD), by="nominated")
    presentation = deals.found_complying(credit)
    deals.do("undertake", presentation, 0, by="nominated")
    deals.do("offerAdvance", presentation, 95_000 * USD, False, by="beneficiary")
    assert moved(deals, "prepay", presentation, 95_000 * USD, by="nominated") == {
        "nominated": -95_000 * USD,
        "financier": 10_000 * USD,
        "beneficiary": 85_000 * USD,
    }


# ------------------------------------------------------------------ never beyond the proceeds


def test_the_same_proceeds_are_not_assigned_twice(deals: Deals) -> None:
    credit = deals.advised()
    acknowledged(deals, credit, ("financier", 200_000 * USD))
    assign(deals, credit, "carrier", 50_000 * USD + 1, 2)
    for bank in ("bank", "nominated"):
        with expect_refusal(
            "Credit_AssignedBeyondProceeds",
            assigned_minor=50_000 * USD + 1,
            left_minor=50_000 * USD,
        ):
            deals.do("acknowledgeAssignment", credit, 2, by=bank)
    assign(deals, credit, "carrier", 50_000 * USD, 3)
    deals.do("acknowledgeAssignment", credit, 3, by="nominated")
    assign(deals, credit, "carrier", 0, 4)
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=0):
        deals.do("acknowledgeAssignment", credit, 4, by="bank")


def test_after_all_proceeds_nothing_is_left_to_assign(deals: Deals) -> None:
    credit = deals.advised()
    acknowledged(deals, credit, ("financier", 0))
    assign(deals, credit, "carrier", 1, 2)
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=0):
        deals.do("acknowledgeAssignment", credit, 2, by="bank")


@pytest.mark.parametrize("amount", [150_000 * USD, 0], ids=["a sum", "all proceeds"])
def test_what_is_released_may_be_assigned_again_less_what_was_paid(
    deals: Deals, amount: int
) -> None:
    credit = deals.advised()
    acknowledged(deals, credit, ("financier", amount))
    deals.do("honour", deals.examined(credit, SUM, complying=True), by="bank")
    deals.do("releaseAssignment", credit, 1, by="financier")
    assign(deals, credit, "carrier", 150_000 * USD + 1, 2)
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=150_000 * USD):
        deals.do("acknowledgeAssignment", credit, 2, by="bank")
    assign(deals, credit, "carrier", 150_000 * USD, 3)
    deals.do("acknowledgeAssignment", credit, 3, by="bank")
    rest = deals.presented(credit, 150_000 * USD, papers=deals.papers("the rest"))
    deals.do("examine", rest, True, REPORT_HASH, by="bank")
    paid = moved(deals, "honour", rest, by="bank")
    assert paid == {"bank": -150_000 * USD, "carrier": 150_000 * USD}


def test_a_credit_amended_down_pays_what_there_is(deals: Deals) -> None:
    credit = deals.advised()
    acknowledged(deals, credit, ("financier", 200_000 * USD), ("carrier", 50_000 * USD))
    deals.do("issueAmendment", credit, 1, changes(amount_delta_minor=-225_000 * USD), by="bank")
    deals.do("answerAmendment", credit, 1, True, NOBODY, by="beneficiary")
    presentation = deals.presented(credit, 25_000 * USD)
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    paid = moved(deals, "honour", presentation, by="bank")
    assert paid == {"bank": -25_000 * USD, "financier": 25_000 * USD}
    assign(deals, credit, "carrier", 1, 3)
    with expect_refusal("Credit_AssignedBeyondProceeds", left_minor=0):
        deals.do("acknowledgeAssignment", credit, 3, by="bank")


def test_a_bank_acknowledges_sixteen_at_most(deals: Deals) -> None:
    """Each payment goes through all of them."""
    credit = deals.advised()
    acknowledged(deals, credit, *[("financier", USD)] * 16)
    assign(deals, credit, "financier", USD, 17)
    with expect_refusal("Credit_InvalidTerms", field=b"assignments".ljust(32, b"\0")):
        deals.do("acknowledgeAssignment", credit, 17, by="bank")
    deals.do("acknowledgeAssignment", credit, 17, by="nominated")
    presentation = deals.examined(credit, complying=True)
    paid = moved(deals, "honour", presentation, by="bank")
    assert paid == {"bank": -SUM, "financier": 16 * USD, "beneficiary": SUM - 16 * USD}


def test_a_credit_without_nominated_bank_is_acknowledged_by_its_issuer(deals: Deals) -> None:
    credit = deals.issued(nominated_bank=NOBODY, nominated_place=bytes(5))
    assign(deals, credit, "financier", SUM)
    for other in ("nominated", "beneficiary"):
        with expect_refusal("Credit_NotAPlaceForPresentation"):
            deals.do("acknowledgeAssignment", credit, 1, by=other)
    with expect_refusal("Credit_NotAPlaceForPresentation"):
        deals.do("acknowledgeAssignment", credit, 1, by="an unknown key")
    deals.do("acknowledgeAssignment", credit, 1, by="bank")
    assert standing(deals, credit) == "ACKNOWLEDGED"
