"""A credit made available to second beneficiaries, in whole or in part (UCP 600 art. 38)."""

from datetime import date
from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    CONFIRM,
    EXPIRY,
    NOBODY,
    REPORT_HASH,
    SHIPMENT,
    TERMS_HASH,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id
from tests.unit.contracts.credit.test_amendments import changes

PART = 90_000 * USD
THE_LOT = 225_000 * USD
EARLIER = day_number(date(2026, 6, 5))
SHIPPED_BY = day_number(date(2026, 5, 10))
AS_TRANSFERRED = keccak(text="the canonical terms as transferred")
ALL, ASK_FIRST, NONE = range(3)
FIRSTS_INVOICE = keccak(text="the first beneficiary's invoice")


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    """With two second beneficiaries."""
    deals = Deals(module_chain)
    for name in ("maker", "grower"):
        deals.net.admit(name, "EXPORTER")
    for name in ("maker", "grower"):
        paper = keccak(text=f"papers of {name}")
        deals.send(deals.documents, "register", paper, 0, by=name)
    deals.send(deals.documents, "register", FIRSTS_INVOICE, 0, by="beneficiary")
    return deals


@pytest.fixture(autouse=True)
def restored(deals: Deals, chain: Chain) -> tuple[Deals, Chain]:
    """Whatever a test does is undone after it."""
    return deals, chain


def transferable(deals: Deals, reference: str = "APP-1", **stated: Any) -> bytes:
    clauses = {"transferable": True} | stated.pop("clauses", {})
    return deals.issued(reference, clauses=clauses, **stated)


def asked(to: str = "maker", amount: int = PART, **stated: Any) -> dict[str, Any]:
    """A request that reduces the amount, curtails expiry and shipment, and passes all on."""
    return {
        "second_beneficiary": org_id(to),
        "amount_minor": amount,
        "expiry_day": EARLIER,
        "latest_shipment_day": SHIPPED_BY,
        "insured_bps": 0,
        "amendments": ALL,
        "names_first_beneficiary": True,
        "terms_hash": AS_TRANSFERRED,
    } | stated


def request(deals: Deals, credit: bytes, number: int = 1, **stated: Any) -> Any:
    return deals.do("requestTransfer", credit, number, asked(**stated), by="beneficiary")


def grant(deals: Deals, credit: bytes, number: int = 1, by: str = "nominated") -> bytes:
    given = deals.do("transfer", credit, number, fixed(f"TR-{number}", 16), by=by)
    return bytes(given.result)


def transferred(deals: Deals, credit: bytes, number: int = 1, **stated: Any) -> bytes:
    """A part of a credit, transferred; its id."""
    request(deals, credit, number, **stated)
    return grant(deals, credit, number)


def standing(deals: Deals, credit: bytes, number: int = 1) -> str:
    return str(deals.net.call(deals.credit.view("transferOf", credit, number)).state.name)


def whose(deals: Deals, presentation: bytes) -> str:
    """Whose invoice goes on."""
    return str(deals.net.call(deals.credit.view("substitution", presentation)).state.name)


def shown(
    deals: Deals, part: bytes, amount: int = PART, *, by: str = "maker", to: str = "nominated"
) -> bytes:
    """A presentation under a transferred credit; its id."""
    papers = [keccak(text=f"papers of {by}")]
    made = deals.do("present", part, org_id(to), amount, papers, by=by)
    return bytes(made.result)


def honoured(deals: Deals, presentation: bytes) -> None:
    """The nominated bank sends it on, the issuing bank pays."""
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    deals.do("honour", presentation, by="bank")


# ------------------------------------------------------------------ what becomes of it


def test_a_part_becomes_a_credit_with_the_issuing_bank_behind_it(deals: Deals) -> None:
    """NONE -> REQUESTED, REQUESTED -> TRANSFERRED."""
    credit = transferable(deals)
    request(deals, credit)
    assert standing(deals, credit) == "REQUESTED"
    assert deals.available(credit) == 250_000 * USD
    given = deals.do("transfer", credit, 1, fixed("TR-1", 16), by="nominated")
    told = given.event("CreditTransferred")
    part = bytes(given.result)
    assert (told.transferred, told.second_beneficiary, told.transferring_bank) == (
        part,
        org_id("maker"),
        org_id("nominated"),
    )
    assert standing(deals, credit) == "TRANSFERRED"
    original, made = deals.record(credit).terms, deals.record(part).terms
    differing = {each for each in made.__slots__ if getattr(made, each) != getattr(original, each)}
    assert differing == {
        "beneficiary",
        "applicant",
        "amount_minor",
        "expiry_day",
        "latest_shipment_day",
        "terms_hash",
    }
    assert made.applicant == org_id("beneficiary")
    assert made.issuing_bank == org_id("bank")
    assert deals.record(part).number == deals.record(credit).number
    assert deals.state(part) == "ISSUED"
    assert (deals.available(credit), deals.available(part)) == (160_000 * USD, PART)
    from_where = deals.net.call(deals.credit.view("partOf", part))
    assert (from_where.original, from_where.number) == (credit, 1)


def test_what_is_drawn_of_a_part_is_drawn_of_the_credit(deals: Deals) -> None:
    """To the second beneficiary; the collateral behind the credit follows."""
    credit = transferable(deals)
    deals.lodge(credit, 50_000 * USD)
    part = transferred(deals, credit)
    before = {name: deals.balance(name) for name in ("bank", "beneficiary", "maker")}
    honoured(deals, shown(deals, part))
    after = {name: deals.balance(name) - before[name] for name in before}
    assert after == {"bank": -PART, "beneficiary": 0, "maker": PART}
    assert (deals.record(credit).drawn_minor, deals.record(part).drawn_minor) == (PART, PART)
    assert deals.state(part) == "FULLY_DRAWN"
    deals.do("applyCollateral", credit, by="bank")
    assert deals.lodged(credit).reimbursed_minor == 50_000 * USD
    deals.do("closePart", part, by="beneficiary")
    assert deals.record(credit).open_presentations == 0
    assert deals.available(credit) == 160_000 * USD


def test_a_credit_drawn_by_its_parts_has_ended(deals: Deals) -> None:
    credit = transferable(deals, partial_shipments=True)
    deals.lodge(credit, 10_000 * USD)
    first = transferred(deals, credit, amount=100_000 * USD)
    second = transferred(deals, credit, 2, to="grower", amount=150_000 * USD)
    assert deals.available(credit) == 0
    honoured(deals, shown(deals, first, 100_000 * USD))
    assert deals.state(credit) == "ISSUED"
    last = shown(deals, second, 150_000 * USD, by="grower")
    deals.do("forward", last, by="nominated")
    deals.do("examine", last, True, REPORT_HASH, by="bank")
    deals.do("honour", last, by="bank")
    assert deals.state(credit) == "ISSUED"
    deals.do("closePart", first, by="beneficiary")
    receipt = deals.do("closePart", second, by="beneficiary")
    assert receipt.event("CollateralApplied").amount_minor == 10_000 * USD
    assert {deals.state(each) for each in (credit, first, second)} == {"FULLY_DRAWN"}


def test_the_register_keeps_what_is_open_and_no_more(deals: Deals) -> None:
    credit = transferable(deals, tolerance_plus_bps=1_000)
    part = transferred(deals, credit)
    assert deals.available(credit) == (275_000 - 99_000) * USD
    with expect_refusal("Credit_DrawingExceedsCredit", available=176_000 * USD):
        request(deals, credit, 2, amount=170_000 * USD)
        grant(deals, credit, 2)
    with expect_refusal("Credit_DrawingExceedsCredit", available=99_000 * USD):
        shown(deals, part, 99_000 * USD + 1)
    shown(deals, part, 99_000 * USD)


def test_a_request_is_withdrawn_before_the_bank_grants_it(deals: Deals) -> None:
    """REQUESTED -> WITHDRAWN."""
    credit = transferable(deals)
    request(deals, credit)
    deals.do("withdrawTransferRequest", credit, 1, by="beneficiary")
    assert standing(deals, credit) == "WITHDRAWN"
    for function, extra, by in (
        ("withdrawTransferRequest", (), "beneficiary"),
        ("transfer", (fixed("TR-1", 16),), "nominated"),
    ):
        with expect_refusal("Credit_NoSuchTransfer", number=1):
            deals.do(function, credit, 1, *extra, by=by)
    with expect_refusal("Credit_TransferOutOfTurn", next=2, given=1):
        request(deals, credit, 1)
    grant_of_nothing = deals.credit.act("transfer", credit, 3, fixed("TR", 16))
    with expect_refusal("Credit_NoSuchTransfer", number=3):
        deals.net.send(grant_of_nothing, "nominated")


def test_a_bank_gives_each_part_a_reference_of_its_own(deals: Deals) -> None:
    credit = transferable(deals)
    for number in (1, 2):
        request(deals, credit, number, amount=10_000 * USD)
    with expect_refusal("Credit_InvalidTerms", field=fixed("ownReference", 32)):
        deals.do("transfer", credit, 1, bytes(16), by="nominated")
    deals.do("transfer", credit, 1, fixed("SAME", 16), by="nominated")
    with expect_refusal("Credit_AlreadyExists"):
        deals.do("transfer", credit, 2, fixed("SAME", 16), by="nominated")


# ------------------------------------------------------------------ F12, F13: the word, once


@pytest.mark.rule("F12", by="contract")
def test_f12_only_a_credit_that_says_so_by_the_bank_that_agrees(deals: Deals) -> None:
    plain = deals.issued("APP-2", number="LC-PLAIN")
    with expect_refusal("Credit_NotTransferable"):
        request(deals, plain)
    credit = transferable(deals)
    request(deals, credit)
    assert deals.available(credit) == 250_000 * USD
    for other in ("bank", "beneficiary", "maker", "applicant"):
        with expect_refusal("Members_NotTheParty"):
            deals.do("transfer", credit, 1, fixed("TR-1", 16), by=other)
    alone = transferable(
        deals, "APP-3", number="LC-3", nominated_bank=NOBODY, nominated_place=bytes(5)
    )
    request(deals, alone)
    assert deals.state(grant(deals, alone, by="bank")) == "ISSUED"


@pytest.mark.rule("F13", by="contract")
def test_f13_a_second_beneficiary_gives_back_and_transfers_to_nobody(deals: Deals) -> None:
    """TRANSFERRED -> CLOSED."""
    credit = transferable(deals)
    part = transferred(deals, credit)
    with expect_refusal("Credit_NotTransferable"):
        deals.do("requestTransfer", part, 1, asked(to="grower", amount=USD), by="maker")
    with expect_refusal("Credit_InvalidTerms", field=fixed("secondBeneficiary", 32)):
        request(deals, credit, 2, to="beneficiary")
    receipt = deals.do("giveBack", part, by="maker")
    assert receipt.event("PartClosed").original == credit
    assert receipt.event("CreditCancelled").undrawn_minor == PART
    assert (standing(deals, credit), deals.state(part)) == ("CLOSED", "CANCELLED")
    assert (deals.available(credit), deals.available(part)) == (250_000 * USD, 0)
    assert deals.record(credit).open_presentations == 0
    for function, by in (("giveBack", "maker"), ("closePart", "beneficiary")):
        with expect_refusal("Credit_NotTransferred"):
            deals.do(function, part, by=by)
    # What came back may go to another.
    assert deals.state(transferred(deals, credit, 2, to="grower")) == "ISSUED"


def test_a_part_is_given_back_less_what_is_drawn_and_never_while_open(deals: Deals) -> None:
    credit = transferable(deals)
    part = transferred(deals, credit)
    presentation = shown(deals, part, 30_000 * USD)
    with expect_refusal("Credit_PresentationsOpen", open_presentations=1):
        deals.do("giveBack", part, by="maker")
    honoured(deals, presentation)
    deals.do("giveBack", part, by="maker")
    assert deals.available(credit) == 220_000 * USD
    assert deals.record(credit).drawn_minor == 30_000 * USD


def test_an_ended_part_is_closed_by_a_party_and_then_the_credit_may_end(
    deals: Deals,
) -> None:
    credit = transferable(deals)
    part = transferred(deals, credit)
    with expect_refusal("Credit_WrongState"):
        deals.do("closePart", part, by="beneficiary")
    deals.chain.set_time(unix(2026, 7, 1))
    with expect_refusal("Credit_NotExpired", open_presentations=1):
        deals.do("expire", credit, by="carrier")
    deals.do("expire", part, by="carrier")
    deals.do("closePart", part, by="beneficiary")
    assert standing(deals, credit) == "CLOSED"
    deals.do("expire", credit, by="carrier")
    assert deals.state(credit) == "EXPIRED"


def test_partial_drawings_decide_how_many_may_be_second(deals: Deals) -> None:
    """UCP 600 art. 38(d)."""
    credit = transferable(deals, partial_shipments=False)
    transferred(deals, credit, amount=THE_LOT)
    with expect_refusal("Credit_PartialDrawingNotAllowed"):
        request(deals, credit, 2, to="grower", amount=USD)


# ------------------------------------------------------------------ F14: the reducible set


@pytest.mark.rule("F14", by="contract")
@pytest.mark.parametrize(
    ("field", "stated"),
    [
        ("amountMinor", {"amount": 250_000 * USD + 1}),
        ("expiryDay", {"expiry_day": day_number(EXPIRY) + 1}),
        ("latestShipmentDay", {"latest_shipment_day": day_number(SHIPMENT) + 1}),
        ("latestShipmentDay", {"latest_shipment_day": 0}),
        ("insuredBps", {"insured_bps": 10_999}),
        ("insuredBps", {"insured_bps": 0}),
    ],
)
def test_f14_what_is_raised_prolonged_or_left_out(
    deals: Deals, field: str, stated: dict[str, Any]
) -> None:
    credit = transferable(deals, clauses={"insured_bps": 11_000})
    with expect_refusal("Credit_NotReducible", field=fixed(field, 32)):
        request(deals, credit, **({"insured_bps": 12_223} | stated))


@pytest.mark.rule("F14", by="contract")
def test_f14_as_it_stands_or_reduced(deals: Deals) -> None:
    credit = transferable(deals, clauses={"insured_bps": 11_000})
    whole = {
        "amount": 250_000 * USD,
        "expiry_day": day_number(EXPIRY),
        "latest_shipment_day": day_number(SHIPMENT),
        "insured_bps": 11_000,
        "names_first_beneficiary": False,
    }
    part = transferred(deals, credit, **whole)
    assert deals.record(part).terms.applicant == org_id("applicant")
    clauses = deals.net.call(deals.credit.view("clausesOf", part))
    assert (clauses.insured_bps, clauses.transferable) == (11_000, False)


def test_no_cover_and_no_shipment_day_are_invented(deals: Deals) -> None:
    credit = transferable(deals, latest_shipment_day=0)
    with expect_refusal("Credit_NotReducible", field=fixed("insuredBps", 32)):
        request(deals, credit, latest_shipment_day=0, insured_bps=11_000)
    with expect_refusal("Credit_NotReducible", field=fixed("latestShipmentDay", 32)):
        request(deals, credit)
    request(deals, credit, latest_shipment_day=0)


@pytest.mark.parametrize(
    ("field", "stated"),
    [
        ("secondBeneficiary", {"to": "applicant"}),
        ("amountMinor", {"amount": 0}),
        ("expiryDay", {"expiry_day": day_number(date(2026, 3, 2)), "latest_shipment_day": 1}),
        ("latestShipmentDay", {"expiry_day": SHIPPED_BY - 1}),
        ("termsHash", {"terms_hash": bytes(32)}),
    ],
)
def test_a_part_is_sound_as_any_credit_is(deals: Deals, field: str, stated: dict[str, Any]) -> None:
    credit = transferable(deals)
    with expect_refusal("Credit_InvalidTerms", field=fixed(field, 32)):
        request(deals, credit, **stated)


def test_a_second_beneficiary_is_an_exporter_and_a_member(deals: Deals) -> None:
    credit = transferable(deals)
    with expect_refusal("Members_LacksCapability"):
        request(deals, credit, to="carrier")


def test_a_transfer_is_held_against_the_credit_as_it_stands_when_granted(deals: Deals) -> None:
    credit = transferable(deals)
    request(deals, credit, amount=THE_LOT)
    cut = changes(amount_delta_minor=-50_000 * USD)
    deals.do("issueAmendment", credit, 1, cut, by="bank")
    deals.do("answerAmendment", credit, 1, True, NOBODY, by="beneficiary")
    with expect_refusal("Credit_NotReducible", field=fixed("amountMinor", 32)):
        grant(deals, credit)


# ------------------------------------------------------------------ F16, F17: presenting


@pytest.mark.rule("F17", by="contract")
def test_f17_a_second_beneficiary_presents_to_the_transferring_bank(deals: Deals) -> None:
    credit = transferable(deals)
    part = transferred(deals, credit)
    with expect_refusal("Credit_NotTheTransferringBank", bank=org_id("bank")):
        shown(deals, part, to="bank")
    presentation = shown(deals, part)
    assert deals.stage(presentation) == "WITH_NOMINATED_BANK"
    # The first beneficiary itself may still go to the issuing bank (art. 6(a)).
    assert deals.stage(deals.presented(credit, USD)) == "RECEIVED"


def test_where_the_issuing_bank_transferred_it_is_presented_to_it(deals: Deals) -> None:
    credit = transferable(deals, nominated_bank=NOBODY, nominated_place=bytes(5))
    request(deals, credit)
    part = grant(deals, credit, by="bank")
    presentation = shown(deals, part, to="bank")
    deals.do("demandSubstitution", presentation, by="bank")
    own = deals.presented(credit, 10_000 * USD)
    deals.do("substitute", presentation, FIRSTS_INVOICE, own, by="beneficiary")
    assert whose(deals, presentation) == "SUBSTITUTED"


@pytest.mark.rule("F16", by="contract")
def test_f16_a_first_beneficiary_that_is_silent_has_lost_the_right(deals: Deals) -> None:
    """NONE -> DEMANDED, DEMANDED -> AS_RECEIVED."""
    credit = transferable(deals)
    presentation = shown(deals, transferred(deals, credit))
    with expect_refusal("Credit_NoSubstitution"):
        deals.do("takeAsReceived", presentation, by="nominated")
    told = deals.do("demandSubstitution", presentation, by="nominated")
    until = told.event("SubstitutionDemanded").answer_by
    assert until > deals.chain.now()
    with expect_refusal("Credit_NoSubstitution"):
        deals.do("demandSubstitution", presentation, by="nominated")
    with expect_refusal("Credit_StillInTime", decide_by=until):
        deals.do("takeAsReceived", presentation, by="nominated")
    deals.chain.set_time(until + 1)
    deals.do("takeAsReceived", presentation, by="nominated")
    assert whose(deals, presentation) == "AS_RECEIVED"
    for invoice in (FIRSTS_INVOICE,):
        with expect_refusal("Credit_NoSubstitution"):
            deals.do("substitute", presentation, invoice, NOBODY, by="beneficiary")
    before = deals.balance("maker")
    honoured(deals, presentation)
    assert deals.balance("maker") - before == PART


@pytest.mark.rule("F16", by="contract")
@pytest.mark.parametrize("partial", [True, False])
def test_f16_the_first_beneficiary_draws_the_difference(deals: Deals, partial: bool) -> None:
    """DEMANDED -> SUBSTITUTED."""
    credit = transferable(deals, partial_shipments=partial)
    part = transferred(deals, credit, amount=THE_LOT)
    presentation = shown(deals, part, THE_LOT)
    deals.do("demandSubstitution", presentation, by="nominated")
    assert deals.available(credit) == 25_000 * USD
    own = deals.presented(credit, 25_000 * USD, to="nominated", papers=[FIRSTS_INVOICE])
    assert deals.available(credit) == 0
    told = deals.do("substitute", presentation, FIRSTS_INVOICE, own, by="beneficiary")
    assert told.event("InvoiceSubstituted").own == own
    assert whose(deals, presentation) == "SUBSTITUTED"
    with expect_refusal("Credit_NoSubstitution"):
        deals.do("substitute", presentation, FIRSTS_INVOICE, NOBODY, by="beneficiary")
    before = {name: deals.balance(name) for name in ("bank", "beneficiary", "maker")}
    honoured(deals, presentation)
    honoured(deals, own)
    after = {name: deals.balance(name) - before[name] for name in before}
    assert after == {"bank": -250_000 * USD, "beneficiary": 25_000 * USD, "maker": THE_LOT}
    deals.do("closePart", part, by="beneficiary")
    assert deals.state(credit) == "FULLY_DRAWN"
    assert deals.record(credit).drawn_minor == 250_000 * USD


def test_an_invoice_is_substituted_unasked_and_without_a_difference(deals: Deals) -> None:
    """NONE -> SUBSTITUTED."""
    credit = transferable(deals)
    presentation = shown(deals, transferred(deals, credit))
    with expect_refusal("Credit_InvalidDocuments"):
        theirs = keccak(text="papers of maker")
        deals.do("substitute", presentation, theirs, NOBODY, by="beneficiary")
    deals.do("substitute", presentation, FIRSTS_INVOICE, NOBODY, by="beneficiary")
    assert whose(deals, presentation) == "SUBSTITUTED"


@pytest.mark.parametrize("fault", ["another credit's", "at another bank", "taken back", "used"])
def test_the_difference_is_drawn_once_where_the_part_is(deals: Deals, fault: str) -> None:
    credit = transferable(deals)
    part = transferred(deals, credit)
    presentation = shown(deals, part, USD)
    if fault == "another credit's":
        own = shown(deals, part, USD)
    elif fault == "at another bank":
        own = deals.presented(credit, USD)
    else:
        own = deals.presented(credit, USD, to="nominated")
    if fault == "taken back":
        deals.do("takeBack", own, by="beneficiary")
    elif fault == "used":
        other = shown(deals, part, USD)
        deals.do("substitute", other, FIRSTS_INVOICE, own, by="beneficiary")
    with expect_refusal("Credit_WrongPresentationState"):
        deals.do("substitute", presentation, FIRSTS_INVOICE, own, by="beneficiary")


def test_nothing_is_substituted_where_nothing_was_transferred_or_all_is_over(deals: Deals) -> None:
    credit = transferable(deals)
    with expect_refusal("Credit_NotTransferred"):
        deals.do("demandSubstitution", deals.presented(credit, USD), by="bank")
    presentation = shown(deals, transferred(deals, credit))
    honoured(deals, presentation)
    with expect_refusal("Credit_NoSubstitution"):
        deals.do("demandSubstitution", presentation, by="nominated")


def test_a_confirmation_goes_with_the_part(deals: Deals) -> None:
    """UCP 600 art. 38(g): NONE -> ADDED."""
    credit = transferable(deals, clauses={"confirmation": CONFIRM})
    deals.do("confirm", credit, by="nominated")
    part = transferred(deals, credit)
    given = deals.net.call(deals.credit.view("advice", part))
    assert (given.confirmation.name, given.confirmed_minor, given.confirmed_expiry_day) == (
        "ADDED",
        PART,
        EARLIER,
    )
    presentation = shown(deals, part)
    assert deals.handling(presentation).is_with_confirming_bank
    deals.do("examine", presentation, True, REPORT_HASH, by="nominated")
    before = deals.balance("maker")
    deals.do("honour", presentation, by="nominated")
    assert deals.balance("maker") - before == PART


# ------------------------------------------------------------------ F18: amendments of parts


@pytest.mark.rule("F18", by="contract")
def test_f18_an_amendment_takes_effect_for_who_accepts_it(deals: Deals) -> None:
    credit = transferable(deals)
    first = transferred(deals, credit)
    second = transferred(deals, credit, 2, to="grower", amount=40_000 * USD)
    later = changes(expiry_day=EARLIER + 3)
    for part in (first, second):
        deals.do("advise", part, by="nominated")
        deals.do("issueAmendment", part, 1, later, by="bank")
        deals.do("adviseAmendment", part, 1, by="nominated")
    with expect_refusal("Members_NotTheParty"):
        deals.do("answerAmendment", first, 1, True, NOBODY, by="beneficiary")
    deals.do("answerAmendment", first, 1, True, NOBODY, by="maker")
    deals.do("answerAmendment", second, 1, False, NOBODY, by="grower")
    expiries = [deals.record(each).terms.expiry_day for each in (credit, first, second)]
    assert expiries == [day_number(EXPIRY), EARLIER + 3, EARLIER]


@pytest.mark.parametrize(
    ("field", "stated"),
    [
        ("amountDeltaMinor", {"amount_delta_minor": USD}),
        ("amountDeltaMinor", {"amount_delta_minor": -USD}),
        ("toleranceDeltaBps", {"tolerance_delta_bps": 500}),
        ("expiryDay", {"expiry_day": day_number(EXPIRY) + 1}),
        ("latestShipmentDay", {"latest_shipment_day": day_number(SHIPMENT) + 1}),
        ("partialDrawings", {"partial_drawings": 1}),
    ],
)
def test_a_part_is_amended_within_the_credit(
    deals: Deals, field: str, stated: dict[str, Any]
) -> None:
    credit = transferable(deals, partial_shipments=field != "partialDrawings")
    part = transferred(deals, credit)
    with expect_refusal("Credit_NotReducible", field=fixed(field, 32)):
        deals.do("issueAmendment", part, 1, changes(**stated), by="bank")


def test_what_the_credit_lost_since_is_not_accepted_for_a_part(deals: Deals) -> None:
    credit = transferable(deals)
    part = transferred(deals, credit)
    deals.do("issueAmendment", part, 1, changes(expiry_day=EARLIER + 3), by="bank")
    deals.do("issueAmendment", credit, 1, changes(expiry_day=EARLIER), by="bank")
    deals.do("answerAmendment", credit, 1, True, NOBODY, by="beneficiary")
    with expect_refusal("Credit_NotReducible", field=fixed("expiryDay", 32)):
        deals.do("answerAmendment", part, 1, True, NOBODY, by="maker")
    deals.do("answerAmendment", part, 1, False, NOBODY, by="maker")


@pytest.mark.parametrize("passed", [NONE, ASK_FIRST])
def test_the_first_beneficiary_keeps_amendments_from_the_second(deals: Deals, passed: int) -> None:
    """UCP 600 art. 38(e)."""
    credit = transferable(deals)
    part = transferred(deals, credit, amendments=passed)
    with expect_refusal("Credit_AmendmentNotPassedOn", number=1):
        deals.do("issueAmendment", part, 1, changes(changes_text=True), by="bank")
    if passed == NONE:
        with expect_refusal("Credit_AmendmentNotPassedOn"):
            deals.do("allowAmendment", part, 1, changes(changes_text=True), by="beneficiary")
        return
    with expect_refusal("Credit_InvalidTerms", field=fixed("textHash", 32)):
        deals.do("allowAmendment", part, 1, changes(text_hash=NOBODY), by="beneficiary")
    told = deals.do("allowAmendment", part, 1, changes(changes_text=True), by="beneficiary")
    allowed = deals.net.call(deals.credit.view("allowedAmendment", part, 1))
    assert told.event("AmendmentAllowed").changes_hash == allowed != NOBODY
    deals.do("issueAmendment", part, 1, changes(changes_text=True), by="bank")
    deals.do("answerAmendment", part, 1, True, NOBODY, by="maker")
    with expect_refusal("Credit_AmendmentNotPassedOn", number=2):
        deals.do("issueAmendment", part, 2, changes(changes_text=True), by="bank")


def test_a_cancelled_part_goes_back_to_the_credit(deals: Deals) -> None:
    credit = transferable(deals)
    part = transferred(deals, credit)
    deals.do("issueAmendment", part, 1, changes(cancels=True), by="bank")
    deals.do("answerAmendment", part, 1, True, NOBODY, by="maker")
    assert deals.state(part) == "CANCELLED"
    assert deals.available(credit) == 160_000 * USD
    deals.do("closePart", part, by="beneficiary")
    assert deals.available(credit) == 250_000 * USD
    assert deals.record(part).terms.terms_hash != TERMS_HASH
