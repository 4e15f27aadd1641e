"""Whoever would have more of a credit than was transferred: attacks by name."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    ACCEPTANCE,
    CONFIRM,
    EXPIRY,
    FROM_SIGHT,
    NOBODY,
    REPORT_HASH,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id
from tests.unit.contracts.credit.test_amendments import changes
from tests.unit.contracts.credit.test_assignments import moved
from tests.unit.contracts.credit.test_transfers import (
    ASK_FIRST,
    EARLIER,
    FIRSTS_INVOICE,
    PART,
    asked,
    grant,
    honoured,
    request,
    shown,
    transferable,
    transferred,
)


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    deals = Deals(module_chain)
    for name in ("maker", "grower"):
        deals.net.admit(name, "EXPORTER")
    deals.send(deals.documents, "register", keccak(text="papers of maker"), 0, by="maker")
    deals.send(deals.documents, "register", FIRSTS_INVOICE, 0, by="beneficiary")
    return deals


@pytest.fixture(scope="module")
def credit(deals: Deals) -> bytes:
    """A transferable credit."""
    return transferable(deals)


@pytest.fixture(scope="module")
def part(deals: Deals, credit: bytes) -> bytes:
    """What of it went to the maker."""
    return transferred(deals, credit, amendments=ASK_FIRST)


@pytest.fixture(autouse=True)
def restored(part: bytes, chain: Chain) -> tuple[bytes, Chain]:
    """Whatever a test does is undone after it, but for the part."""
    return part, chain


@pytest.mark.parametrize("function", ["issuePart", "endPart"])
def test_part_made_or_ended_past_the_rules(
    deals: Deals, credit: bytes, part: bytes, function: str
) -> None:
    """The register takes neither from anybody but the contract that knows the rules."""
    terms = deals.terms(beneficiary=org_id("grower"))
    arguments = (
        (credit, terms, deals.clauses(), fixed("X", 16)) if function == "issuePart" else (part,)
    )
    for caller in ("beneficiary", "bank", "maker", "admin"):
        with expect_refusal("AccessManagedUnauthorized"):
            deals.do(function, *arguments, by=caller)
    with expect_refusal("AccessManagedUnauthorized"):
        deals.do("carryConfirmation", part, org_id("nominated"), PART, 30_000, by="nominated")


def test_first_beneficiary_draws_what_it_transferred(deals: Deals, credit: bytes) -> None:
    with expect_refusal("Credit_DrawingExceedsCredit", available=160_000 * USD):
        deals.presented(credit, 160_000 * USD + 1)


def test_second_beneficiary_draws_the_credit_of_the_first(
    deals: Deals, credit: bytes, part: bytes
) -> None:
    with expect_refusal("Members_NotTheParty"):
        shown(deals, credit, USD)
    with expect_refusal("Members_NotTheParty"):
        deals.presented(part, USD, to="nominated")


def test_waiver_after_the_part_was_given_back(deals: Deals, credit: bytes, part: bytes) -> None:
    """Refused, given back, drawn by the first: nothing is behind what the bank then takes up."""
    presentation = shown(deals, part)
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, False, keccak(text="report"), by="bank")
    deals.refuse(presentation)
    deals.do("giveBack", part, by="maker")
    deals.presented(credit, 250_000 * USD)
    with expect_refusal("Credit_DrawingExceedsCredit", available=0):
        deals.do("waive", presentation, by="bank")


def test_applicant_put_aside_by_giving_the_part_back(deals: Deals, part: bytes) -> None:
    """Who waives does not become the first beneficiary because the part is over (art. 16(b))."""
    presentation = shown(deals, part)
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, False, keccak(text="report"), by="bank")
    deals.refuse(presentation)
    deals.do("askWaiver", presentation, by="bank")
    deals.do("giveBack", part, by="maker")
    with expect_refusal("Members_NotTheParty"):
        deals.do("answerWaiver", presentation, True, by="beneficiary")
    deals.do("answerWaiver", presentation, False, by="applicant")
    assert deals.handling(presentation).waiver.name == "DECLINES"


def test_outsider_closes_a_part_on_which_a_waiver_is_open(
    deals: Deals, credit: bytes, part: bytes
) -> None:
    """Expired, refused, held for a waiver: what a bank may still take up no outsider ends."""
    presentation = shown(deals, part)
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, False, keccak(text="report"), by="bank")
    deals.refuse(presentation)
    deals.chain.set_time(unix(2026, 6, 9))
    deals.do("expire", part, by="carrier")
    for outsider in ("carrier", "stranger", "grower"):
        with expect_refusal("Members_NotTheParty"):
            deals.do("closePart", part, by=outsider)
    with expect_refusal("Members_UnknownKey"):
        deals.do("closePart", part, by="an unknown key")
    deals.do("waive", presentation, by="bank")
    deals.do("honour", presentation, by="bank")
    assert deals.record(credit).drawn_minor == PART


def test_part_closed_twice_for_twice_the_room(deals: Deals, credit: bytes, part: bytes) -> None:
    deals.do("giveBack", part, by="maker")
    for function, by in (("giveBack", "maker"), ("closePart", "beneficiary")):
        with expect_refusal("Credit_NotTransferred"):
            deals.do(function, part, by=by)
    assert deals.available(credit) == 250_000 * USD
    assert deals.record(credit).reserved_minor == 0


def test_credit_cancelled_or_cut_under_a_second_beneficiary(
    deals: Deals, credit: bytes, part: bytes
) -> None:
    """What the first agrees to takes nothing from the second (UCP 600 art. 38(f))."""
    for number, stated in (
        (1, {"cancels": True}),
        (2, {"amount_delta_minor": -200_000 * USD}),
    ):
        deals.do("issueAmendment", credit, number, changes(**stated), by="bank")
    with expect_refusal("Credit_PresentationsOpen"):
        deals.do("answerAmendment", credit, 1, True, NOBODY, by="beneficiary")
    with expect_refusal("Credit_DrawingExceedsCredit"):
        deals.do("answerAmendment", credit, 2, True, NOBODY, by="beneficiary")
    assert deals.available(part) == PART


def test_two_drawings_under_a_credit_that_allows_one(deals: Deals) -> None:
    """The difference is one share of the drawing, once."""
    alone = transferable(deals, "APP-2", number="LC-2", partial_shipments=False)
    request(deals, alone, amount=200_000 * USD)
    deals.do("transfer", alone, 1, fixed("TR-9", 16), by="nominated")
    deals.presented(alone, 10_000 * USD, to="nominated")
    with expect_refusal("Credit_PartialDrawingNotAllowed"):
        deals.presented(alone, 10_000 * USD, to="nominated")


def test_proceeds_of_a_part_are_the_second_beneficiarys_to_assign(
    deals: Deals, credit: bytes, part: bytes
) -> None:
    notice = keccak(text="notice")
    with expect_refusal("Members_NotTheParty"):
        deals.do("assignProceeds", part, 1, org_id("financier"), PART, notice, by="beneficiary")
    deals.do("assignProceeds", credit, 1, org_id("carrier"), 0, notice, by="beneficiary")
    deals.do("acknowledgeAssignment", credit, 1, by="bank")
    deals.do("assignProceeds", part, 1, org_id("financier"), 0, notice, by="maker")
    deals.do("acknowledgeAssignment", part, 1, by="bank")
    presentation = shown(deals, part)
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, True, keccak(text="report"), by="bank")
    paid = moved(deals, "honour", presentation, by="bank")
    assert paid == {"bank": -PART, "financier": PART}


@pytest.mark.parametrize("assigned", [0, 200_000 * USD], ids=["all proceeds", "a sum"])
def test_first_beneficiary_transfers_what_it_assigned(deals: Deals, assigned: int) -> None:
    """What a bank acknowledged, no transfer takes from the assignee (art. 39)."""
    credit = transferable(deals, "APP-2", number="LC-2")
    notice = keccak(text="notice")
    deals.do("assignProceeds", credit, 1, org_id("financier"), assigned, notice, by="beneficiary")
    deals.do("acknowledgeAssignment", credit, 1, by="bank")
    for number, amount in ((1, 50_000 * USD), (2, 1), (3, 200_000 * USD)):
        wanted = asked(amount=amount)
        deals.do("requestTransfer", credit, number, wanted, by="beneficiary")
    told = {"assigned_minor": assigned}
    if assigned:
        first = bytes(deals.do("transfer", credit, 1, fixed("A-1", 16), by="nominated").result)
        # What the second has drawn is gone as it was; it takes from nobody twice.
        honoured(deals, shown(deals, first, 50_000 * USD))
    for number in (2, 3):
        with expect_refusal("Credit_AssignedBeyondProceeds", **told):
            deals.do("transfer", credit, number, fixed(f"A-{number}", 16), by="nominated")
    deals.do("releaseAssignment", credit, 1, by="financier")
    granted = deals.do("transfer", credit, 3, fixed("A-3", 16), by="nominated")
    assert deals.available(bytes(granted.result)) == 200_000 * USD


@pytest.mark.parametrize(
    "issued",
    [
        {"changes_text": True, "text_hash": keccak(text="another amendment")},
        {"cancels": True},
        {"expiry_day": EARLIER - 5},
        {"changes_text": True, "expiry_day": EARLIER - 5},
    ],
    ids=["another text", "a cancellation", "an earlier day", "an earlier day besides"],
)
def test_bank_has_another_amendment_pass_under_the_number_allowed(
    deals: Deals, part: bytes, issued: dict[str, Any]
) -> None:
    """The first beneficiary consents to what it was told, and not to a number (art. 38(e))."""
    deals.do("allowAmendment", part, 1, changes(changes_text=True), by="beneficiary")
    with expect_refusal("Credit_AmendmentNotPassedOn", number=1):
        deals.do("issueAmendment", part, 1, changes(**issued), by="bank")
    # Asked again, it allows the other in the place of the first.
    deals.do("allowAmendment", part, 1, changes(**issued), by="beneficiary")
    with expect_refusal("Credit_AmendmentNotPassedOn", number=1):
        deals.do("issueAmendment", part, 1, changes(changes_text=True), by="bank")
    deals.do("issueAmendment", part, 1, changes(**issued), by="bank")


def test_first_beneficiary_takes_back_what_it_let_pass(deals: Deals, part: bytes) -> None:
    """The issuing bank is bound by what it issued, and the second answers it (art. 10(b), (c))."""
    deals.do("allowAmendment", part, 1, changes(changes_text=True), by="beneficiary")
    deals.do("issueAmendment", part, 1, changes(changes_text=True), by="bank")
    deals.do("allowAmendment", part, 1, changes(cancels=True), by="beneficiary")
    deals.do("answerAmendment", part, 1, True, NOBODY, by="maker")
    told = deals.net.call(deals.credit.view("amendment", part, 1))
    assert told.state.name == "ACCEPTED"


@pytest.mark.parametrize("assigned", [0, 250_000 * USD], ids=["all proceeds", "a sum"])
def test_first_beneficiary_assigns_what_it_transferred(deals: Deals, assigned: int) -> None:
    """The maker would be paid, and the assignee nothing that a bank had acknowledged."""
    credit = transferable(deals, "APP-2", number="LC-2")
    notice = keccak(text="notice")
    deals.do("assignProceeds", credit, 1, org_id("financier"), assigned, notice, by="beneficiary")
    whole = transferred(deals, credit, amount=250_000 * USD)
    for bank in ("bank", "nominated"):
        told = {"assigned_minor": assigned, "left_minor": 0}
        with expect_refusal("Credit_AssignedBeyondProceeds", **told):
            deals.do("acknowledgeAssignment", credit, 1, by=bank)
    honoured(deals, shown(deals, whole, 200_000 * USD))
    deals.do("giveBack", whole, by="maker")
    deals.do(
        "assignProceeds", credit, 2, org_id("financier"), 50_000 * USD, notice, by="beneficiary"
    )
    deals.do("acknowledgeAssignment", credit, 2, by="bank")


@pytest.mark.parametrize("against", ["the credit", "the part"])
def test_court_order_against_the_credit_is_passed_by_a_transfer(
    deals: Deals, credit: bytes, part: bytes, against: str
) -> None:
    """What stands against a credit stands against its parts, and not the other way round."""
    presentation = shown(deals, part, USD)
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, True, keccak(text="report"), by="bank")
    own = deals.examined(credit, USD, complying=True)
    ordered = credit if against == "the credit" else part
    deals.do("suspendByCourt", ordered, keccak(text="order"), by="regulator")
    with expect_refusal("Credit_SuspendedByCourt", credit=ordered):
        deals.do("honour", presentation, by="bank")
    if against == "the part":
        deals.do("honour", own, by="bank")
    deals.do("liftCourtOrder", ordered, org_id("regulator"), by="regulator")
    deals.do("holdForCompliance", credit, org_id("bank"), keccak(text="law"), b"SG", by="bank")
    with expect_refusal("Credit_OnHold", credit=credit):
        deals.do("honour", presentation, by="bank")


@pytest.mark.parametrize("named", ["the applicant", "the first beneficiary"])
def test_collateral_taken_twice_for_one_drawing(deals: Deals, named: str) -> None:
    """What is drawn of a part is drawn of the credit: behind both, it would cover it twice."""
    first = "beneficiary" if named == "the applicant" else "stranger"
    lodger = "applicant" if named == "the applicant" else "stranger"
    credit = transferable(deals, "APP-2", number="LC-2", beneficiary=org_id(first))
    deals.lodge(credit, PART)
    names_first = named == "the first beneficiary"
    wanted = asked(names_first_beneficiary=names_first)
    deals.do("requestTransfer", credit, 1, wanted, by=first)
    part = grant(deals, credit)
    before = {name: deals.balance(name) for name in ("bank", lodger)}
    with expect_refusal("Credit_CollateralBehindOriginal", credit=part, original=credit):
        deals.do("lodgeCollateral", part, PART, by=lodger)
    honoured(deals, shown(deals, part))
    deals.do("applyCollateral", credit, by="bank")
    for each in (credit, part):
        with expect_refusal("Credit_NoCollateral", credit=each):
            deals.do("applyCollateral", each, by="bank")
    after = {name: deals.balance(name) - before[name] for name in before}
    assert after == {"bank": 0, lodger: 0}
    deals.do("closePart", part, by=first)
    # Nor is there any to be lodged once the part is over.
    with expect_refusal("Credit_WrongState", credit=part):
        deals.do("lodgeCollateral", part, PART, by=lodger)


def test_collateral_taken_back_while_a_part_falls_due(deals: Deals) -> None:
    """What the bank undertook to the second beneficiary is secured where the collateral lies."""
    usance = {"availability": ACCEPTANCE, "tenor_start": FROM_SIGHT, "tenor_days": 360}
    credit = transferable(deals, "APP-2", number="LC-2", clauses=usance)
    deals.lodge(credit, PART)
    part = transferred(deals, credit)
    for half in range(2):
        papers = [keccak(text=f"half {half}")]
        deals.send(deals.documents, "register", papers[0], 0, by="maker")
        made = deals.do("present", part, org_id("nominated"), PART // 2, papers, by="maker")
        presentation = bytes(made.result or b"")
        deals.do("forward", presentation, by="nominated")
        deals.do("examine", presentation, True, REPORT_HASH, by="bank")
        deals.do("undertake", presentation, 0, by="bank")
    maturity = deals.drawing(presentation).maturity_day
    deals.chain.set_time((day_number(EXPIRY) + 183) * 86_400)
    with expect_refusal("Members_NotTheParty"):
        deals.do("returnCollateral", credit, by="applicant")
    deals.chain.set_time((maturity + 183) * 86_400)
    before = deals.balance("applicant")
    deals.do("returnCollateral", credit, by="applicant")
    assert deals.balance("applicant") - before == PART


def test_confirming_bank_bound_by_a_transfer_to_what_it_did_not_extend_to(deals: Deals) -> None:
    """UCP 600 art. 10(b), 38(g): a part carries the confirmation there is, and no more."""
    credit = transferable(deals, "APP-2", number="LC-2", clauses={"confirmation": CONFIRM})
    deals.do("confirm", credit, by="nominated")
    more = changes(amount_delta_minor=50_000 * USD, expiry_day=day_number(EXPIRY) + 10)
    deals.do("issueAmendment", credit, 1, more, by="bank")
    deals.do("extendConfirmation", credit, 1, False, by="nominated")
    deals.do("answerAmendment", credit, 1, True, NOBODY, by="beneficiary")
    own = deals.presented(credit, 10_000 * USD, to="nominated")
    wanted = [
        asked(amount=200_000 * USD, expiry_day=day_number(EXPIRY) + 10),
        asked(amount=60_000 * USD),
        asked(amount=30_000 * USD),
    ]
    parts = []
    for number, each in enumerate(wanted, start=1):
        deals.do("requestTransfer", credit, number, each, by="beneficiary")
        granted = deals.do("transfer", credit, number, fixed(f"CF-{number}", 16), by="nominated")
        parts.append(bytes(granted.result))
    given = [deals.net.call(deals.credit.view("advice", each)) for each in parts]
    bound = [(each.confirmed_minor, each.confirmed_expiry_day) for each in given]
    assert bound == [
        (200_000 * USD, day_number(EXPIRY)),
        (40_000 * USD, EARLIER),
        (0, EARLIER),
    ]
    for part, amount in ((parts[1], 50_000 * USD), (parts[2], 30_000 * USD)):
        beyond = shown(deals, part, amount)
        assert not deals.handling(beyond).is_with_confirming_bank
    assert deals.handling(own).is_with_confirming_bank
    assert deals.handling(shown(deals, parts[0], 200_000 * USD)).is_with_confirming_bank


def test_first_beneficiary_waives_in_the_applicants_place(deals: Deals) -> None:
    """UCP 600 art. 16(b), 38(g): its name stands in the part, its word is not the applicant's."""
    credit = transferable(deals, "APP-2", number="LC-2", beneficiary=org_id("stranger"))
    deals.do("requestTransfer", credit, 1, asked(), by="stranger")
    part = grant(deals, credit)
    assert deals.record(part).terms.applicant == org_id("stranger")
    presentation = shown(deals, part)
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, False, keccak(text="report"), by="bank")
    deals.do("askWaiver", presentation, by="bank")
    with expect_refusal("Members_NotTheParty"):
        deals.do("answerWaiver", presentation, True, by="stranger")
    deals.do("answerWaiver", presentation, False, by="applicant")
