"""A credit's own life: application, issue, advice, full drawing, expiry; every transition."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    EXPIRY,
    NOBODY,
    REPORT_HASH,
    TERMS_HASH,
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


def test_application_keeps_the_terms(deals: Deals) -> None:  # NONE -> APPLIED
    terms = deals.terms()
    receipt = deals.do("applyFor", terms, fixed("APP-1", 16), by="applicant")
    credit = receipt.result
    applied = receipt.event("CreditAppliedFor")
    assert (applied.credit, applied.applicant) == (credit, org_id("applicant"))
    assert (applied.issuing_bank, applied.terms.terms_hash) == (org_id("bank"), TERMS_HASH)
    record = deals.record(credit)
    assert record.state.name == "APPLIED"
    for name, value in terms.items():
        assert getattr(record.terms, name) == getattr(applied.terms, name) == value, name
    ids = ("creditIdOf", org_id("bank"), org_id("applicant"), fixed("APP-1", 16))
    assert deals.net.call(deals.credit.view(*ids)) == credit


def test_application_withdrawn(deals: Deals) -> None:  # APPLIED -> WITHDRAWN
    credit = deals.applied()
    deals.lodge(credit, 10 * USD)
    before = deals.balance("applicant")
    receipt = deals.do("withdrawApplication", credit, by="applicant")
    assert receipt.event("ApplicationWithdrawn").credit == credit
    assert receipt.event("CollateralReturned").amount_minor == 10 * USD
    assert deals.state(credit) == "WITHDRAWN"
    assert deals.balance("applicant") == before + 10 * USD


def test_application_declined(deals: Deals) -> None:  # APPLIED -> DECLINED
    credit = deals.applied()
    deals.lodge(credit, 10 * USD)
    receipt = deals.do("declineApplication", credit, by="bank")
    assert receipt.event("ApplicationDeclined").credit == credit
    assert deals.state(credit) == "DECLINED"
    assert deals.owed(deals.collateral) == deals.held(deals.collateral) == 0


def test_issue_binds_the_bank(deals: Deals) -> None:  # APPLIED -> ISSUED
    credit = deals.applied()
    receipt = deals.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="bank")
    issued = receipt.event("CreditIssued")
    assert (issued.credit, issued.issuing_bank) == (credit, org_id("bank"))
    assert (issued.beneficiary, issued.amount_minor) == (org_id("beneficiary"), 250_000 * USD)
    record = deals.record(credit)
    assert record.number == fixed("LC-1", 16)
    assert record.issued_at == receipt.timestamp
    assert record.state.name == "ISSUED"
    # Irrevocable: neither side can take it back (UCP 600 art. 7(b), 10(a)).
    with expect_refusal("Credit_WrongState", credit=credit):
        deals.do("withdrawApplication", credit, by="applicant")
    with expect_refusal("Credit_WrongState"):
        deals.do("declineApplication", credit, by="bank")


def test_advice(deals: Deals) -> None:  # ISSUED -> ADVISED
    credit = deals.issued()
    advised = deals.do("advise", credit, by="nominated").event("CreditAdvised")
    assert (advised.credit, advised.advising_bank) == (credit, org_id("nominated"))
    assert deals.state(credit) == "ADVISED"


@pytest.mark.parametrize(
    "begin",
    [
        pytest.param("issued", id="ISSUED -> FULLY_DRAWN"),
        pytest.param("advised", id="ADVISED -> FULLY_DRAWN"),
    ],
)
def test_drawn_to_the_last_unit(deals: Deals, begin: str) -> None:
    credit = getattr(deals, begin)(tolerance_plus_bps=500)
    for amount, state in ((250_000, begin.upper()), (12_500, "FULLY_DRAWN")):
        presentation = deals.examined(credit, amount * USD, complying=True)
        receipt = deals.do("honour", presentation, by="bank")
        assert deals.state(credit) == state
        told = [event.credit for event in receipt.named("CreditFullyDrawn")]
        assert told == ([credit] if state == "FULLY_DRAWN" else [])
    assert deals.record(credit).drawn_minor == 262_500 * USD
    assert deals.available(credit) == 0


@pytest.mark.parametrize(
    "begin",
    [
        pytest.param("issued", id="ISSUED -> EXPIRED"),
        pytest.param("advised", id="ADVISED -> EXPIRED"),
    ],
)
def test_expiry(deals: Deals, chain: Chain, begin: str) -> None:
    credit = getattr(deals, begin)()
    deals.lodge(credit, 1_000 * USD)
    before = deals.balance("applicant")
    # Mumbai closes later than Singapore: 17:00 there is 11:30 UTC.
    chain.set_time(unix(2026, 6, 15, 11, 29, 58))
    with expect_refusal("Credit_NotExpired", credit=credit, open_presentations=0):
        deals.do("expire", credit, by="stranger")
    # The instant from which a presentation is too late is the one of expiry.
    chain.set_time(unix(2026, 6, 15, 11, 30))
    with expect_refusal("Credit_Expired", credit=credit):
        deals.presented(credit, to="nominated")
    receipt = deals.do("expire", credit, by="stranger")
    assert receipt.event("CreditExpired").undrawn_minor == 250_000 * USD
    assert deals.state(credit) == "EXPIRED"
    assert deals.balance("applicant") == before + 1_000 * USD
    with expect_refusal("Credit_WrongState"):
        deals.do("expire", credit, by="stranger")


def test_expiry_waits_for_what_is_open(deals: Deals, chain: Chain) -> None:
    credit = deals.issued(nominated_bank=NOBODY, nominated_place=bytes(5))
    chain.set_time(unix(2026, 6, 15))
    presentation = deals.presented(credit)
    chain.set_time(unix(2026, 6, 16))
    with expect_refusal("Credit_NotExpired", open_presentations=1):
        deals.do("expire", credit, by="stranger")
    deals.do("examine", presentation, True, REPORT_HASH, by="bank")
    deals.do("honour", presentation, by="bank")
    receipt = deals.do("expire", credit, by="stranger")
    assert receipt.event("CreditExpired").undrawn_minor == 150_000 * USD


def test_a_credit_names_only_places_whose_clocks_can_be_read(deals: Deals) -> None:
    # Else nobody could present there, nor say when the credit has expired.
    credit = deals.applied(nominated_bank=org_id("stranger"), nominated_place=b"INBOM")
    with expect_refusal("Calendars_NotPublished", bank=org_id("stranger"), place=b"INBOM"):
        deals.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="bank")
    deals.publish("stranger", "INBOM")
    deals.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="bank")


def test_the_issuing_banks_own_years_are_published_from_issue_to_the_last_examination(
    deals: Deals, chain: Chain
) -> None:
    deals.publish("stranger", "AEDXB")  # 2026 and 2027
    chain.set_time(unix(2028, 1, 4))
    credit = deals.applied(
        issuing_bank=org_id("stranger"),
        issuing_place=b"AEDXB",
        expiry_day=day_number(date(2028, 6, 15)),
    )
    with expect_refusal("Calendars_NotPublished", place=b"AEDXB", year=2028):
        deals.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="stranger")


BAD_TERMS: list[tuple[str, dict[str, Any]]] = [
    ("beneficiary", {"beneficiary": org_id("applicant")}),
    ("issuingBank", {"issuing_bank": org_id("applicant")}),
    ("issuingBank", {"issuing_bank": org_id("beneficiary")}),
    ("nominatedBank", {"nominated_bank": org_id("bank")}),
    ("nominatedBank", {"nominated_bank": org_id("applicant")}),
    ("nominatedBank", {"nominated_bank": org_id("beneficiary")}),
    ("nominatedPlace", {"nominated_place": bytes(5)}),
    ("nominatedPlace", {"nominated_bank": NOBODY}),
    ("money", {"money": "0x" + "11" * 20}),
    ("tolerancePlusBps", {"tolerance_plus_bps": 10_001}),
    ("amountMinor", {"amount_minor": 0}),
    ("amountMinor", {"amount_minor": 2**127}),
    ("issuingPlace", {"issuing_place": bytes(5)}),
    ("expiryDay", {"expiry_day": day_number(date(2026, 3, 2))}),
    ("latestShipmentDay", {"latest_shipment_day": day_number(EXPIRY) + 1}),
    ("termsHash", {"terms_hash": bytes(32)}),
]


@pytest.mark.parametrize(
    ("field", "changes"), BAD_TERMS, ids=[f"{field}-{next(iter(c))}" for field, c in BAD_TERMS]
)
def test_terms_that_cannot_be(deals: Deals, field: str, changes: dict[str, Any]) -> None:
    with expect_refusal("Credit_InvalidTerms", field=fixed(field, 32)):
        deals.applied(**changes)


@pytest.mark.parametrize(
    ("party", "other"),
    [("beneficiary", "carrier"), ("issuing_bank", "carrier"), ("nominated_bank", "carrier")],
)
def test_party_without_the_capability(deals: Deals, party: str, other: str) -> None:
    with expect_refusal("Members_LacksCapability", organisation=org_id(other)):
        deals.applied(**{party: org_id(other)})


def test_largest_credit_there_can_be(deals: Deals) -> None:
    credit = deals.issued(amount_minor=2**127 - 1, tolerance_plus_bps=10_000)
    assert deals.available(credit) == 2**128 - 2


def test_tolerance_is_rounded_down(deals: Deals) -> None:
    credit = deals.issued(amount_minor=19_999, tolerance_plus_bps=5)
    assert deals.available(credit) == 19_999 + 9  # 9.9995


def test_same_application_twice(deals: Deals) -> None:
    credit = deals.applied("APP-1")
    with expect_refusal("Credit_AlreadyExists", credit=credit):
        deals.applied("APP-1")
    deals.do("withdrawApplication", credit, by="applicant")
    with expect_refusal("Credit_AlreadyExists", credit=credit):
        deals.applied("APP-1")
    with expect_refusal("Credit_InvalidTerms", field=fixed("applicationReference", 32)):
        deals.applied("")


def test_issue_refusals(deals: Deals, chain: Chain) -> None:
    first, second = deals.issued("APP-1", number="LC-7"), deals.applied("APP-2")
    other = bytes(31) + b"\1"
    with expect_refusal("Credit_TermsDiffer", applied=TERMS_HASH, offered=other):
        deals.do("issue", second, other, fixed("LC-8", 16), by="bank")
    with expect_refusal("Credit_AlreadyExists", credit=first):
        deals.do("issue", second, TERMS_HASH, fixed("LC-7", 16), by="bank")
    with expect_refusal("Credit_InvalidTerms", field=fixed("number", 32)):
        deals.do("issue", second, TERMS_HASH, bytes(16), by="bank")
    with expect_refusal("Credit_WrongState", credit=first):
        deals.do("issue", first, TERMS_HASH, fixed("LC-9", 16), by="bank")
    chain.set_time(unix(2026, 6, 15, 1))
    with expect_refusal("Credit_InvalidTerms", field=fixed("expiryDay", 32)):
        deals.do("issue", second, TERMS_HASH, fixed("LC-8", 16), by="bank")


def test_bank_without_a_calendar_cannot_bind_itself(deals: Deals) -> None:
    # Else it could hold every presentation up by never publishing one.
    credit = deals.applied(issuing_place=b"AEDXB")
    with expect_refusal("Calendars_NotPublished", bank=org_id("bank"), place=b"AEDXB"):
        deals.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="bank")
    # Nor where the year in which the last presentation is examined is missing.
    late = deals.applied("APP-2", expiry_day=day_number(date(2027, 12, 28)))
    with expect_refusal("Calendars_NotPublished", year=2028):
        deals.do("issue", late, TERMS_HASH, fixed("LC-2", 16), by="bank")


def test_advice_needs_a_nominated_bank(deals: Deals) -> None:
    credit = deals.issued(nominated_bank=NOBODY, nominated_place=bytes(5))
    with expect_refusal("Credit_InvalidTerms", field=fixed("nominatedBank", 32)):
        deals.do("advise", credit, by="nominated")


def test_two_banks_may_use_the_same_number(deals: Deals) -> None:
    deals.issued("APP-1", number="LC-1")
    credit = deals.applied("APP-1", issuing_bank=org_id("stranger"))
    deals.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="stranger")
    assert deals.state(credit) == "ISSUED"


def test_pause_stops_new_credits_only(deals: Deals) -> None:
    waiting, credit = deals.applied("APP-1"), deals.issued("APP-2")
    presentation = deals.examined(credit, complying=True)
    paused = deals.do("pauseNewCredits", True, by="guardian").event("NewCreditsPaused")
    assert paused.paused is True
    with expect_refusal("Credit_Paused"):
        deals.applied("APP-3")
    with expect_refusal("Credit_Paused"):
        deals.do("issue", waiting, TERMS_HASH, fixed("LC-1", 16), by="bank")
    deals.do("honour", presentation, by="bank")
    deals.do("pauseNewCredits", False, by="guardian")
    deals.do("issue", waiting, TERMS_HASH, fixed("LC-1", 16), by="bank")


def unknown_calls() -> list[tuple[str, tuple[Any, ...]]]:
    nothing = bytes(31) + b"\1"
    return [
        ("withdrawApplication", (nothing,)),
        ("declineApplication", (nothing,)),
        ("issue", (nothing, TERMS_HASH, fixed("LC", 16))),
        ("advise", (nothing,)),
        ("lodgeCollateral", (nothing, 1)),
        ("present", (nothing, org_id("bank"), 1, [nothing])),
        ("expire", (nothing,)),
        ("applyCollateral", (nothing,)),
        ("returnCollateral", (nothing,)),
    ]


def test_nothing_is_known_of_an_unknown_credit(deals: Deals) -> None:
    for function, args in unknown_calls():
        with expect_refusal("Credit_Unknown"):
            deals.do(function, *args, by="stranger")
    nothing = bytes(31) + b"\1"
    for view, more in (("availableMinor", ()), ("lastDayForPresentation", (org_id("bank"),))):
        with expect_refusal("Credit_Unknown"):
            deals.net.call(deals.credit.view(view, nothing, *more))
    assert deals.state(nothing) == "NONE"


CALLERS = ("applicant", "beneficiary", "bank", "nominated", "stranger", "outsider")
MAY: dict[str, tuple[Callable[[Deals], tuple[Any, ...]], str]] = {
    "applyFor": (lambda d: (d.terms(), fixed("APP-1", 16)), "applicant"),
    "withdrawApplication": (lambda d: (d.applied(),), "applicant"),
    "declineApplication": (lambda d: (d.applied(),), "bank"),
    "issue": (lambda d: (d.applied(), TERMS_HASH, fixed("LC-1", 16)), "bank"),
    "advise": (lambda d: (d.issued(),), "nominated"),
    "lodgeCollateral": (lambda d: (d.issued(), 5), "applicant"),
    "present": (lambda d: (d.issued(), org_id("bank"), 5, d.papers()), "beneficiary"),
    "forward": (lambda d: (d.presented(d.issued(), to="nominated"),), "nominated"),
    "examine": (lambda d: (d.presented(d.issued()), True, REPORT_HASH), "bank"),
    "refuse": (
        lambda d: (d.examined(d.issued(), complying=False), [b"X".ljust(32)], 1, REPORT_HASH),
        "bank",
    ),
    "waive": (lambda d: (d.examined(d.issued(), complying=False),), "bank"),
    "honour": (lambda d: (d.examined(d.issued(), complying=True),), "bank"),
    "takeBack": (lambda d: (d.refused(d.issued()),), "beneficiary"),
}


@pytest.mark.parametrize("function", MAY)
def test_who_may_act(deals: Deals, function: str) -> None:
    prepare, party = MAY[function]
    args = prepare(deals)
    for caller in CALLERS:
        if caller == party:
            continue
        error = "Members_UnknownKey" if caller == "outsider" else "Members_NotTheParty"
        if (function, caller) == ("forward", "beneficiary"):
            error = "Credit_StillInTime"  # its turn comes after the bank's five days
        with expect_refusal(error):
            deals.do(function, *args, by=caller)
    deals.do(function, *args, by=party)


@pytest.mark.parametrize("function", [name for name in MAY if name != "honour"])
def test_suspended_party_may_not_act(deals: Deals, function: str) -> None:
    prepare, party = MAY[function]
    args = prepare(deals)
    suspend = deals.net.members.act("suspend", org_id(party), fixed("LICENCE", 32))
    deals.net.send(suspend, "registrar")
    with expect_refusal("Members_Suspended", organisation=org_id(party)):
        deals.do(function, *args, by=party)


def test_only_the_guardian_pauses(deals: Deals) -> None:
    for caller in (*CALLERS, "registrar", "settlement_agent"):
        with expect_refusal("AccessManagedUnauthorized"):
            deals.do("pauseNewCredits", True, by=caller)


def test_collateral_is_connected_once(deals: Deals) -> None:
    elsewhere = deals.credit.register.act("connect", deals.credit.settlement.address)
    with expect_refusal("Credit_AlreadyConnected", connected=deals.collateral.address):
        deals.chain.send(elsewhere, deals.net.admin)
