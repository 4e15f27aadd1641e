"""What clauses must agree with one another, instalments, and what keeps a bank from paying."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    ACCEPTANCE,
    CONFIRM,
    DEFERRED,
    EXPIRY,
    FROM_SIGHT,
    MIXED,
    NEGOTIATION,
    NOBODY,
    REPORT_HASH,
    SIGHT,
    TERMS_HASH,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id

NO_NOMINATED = {"nominated_bank": NOBODY, "nominated_place": bytes(5)}
USANCE = {"tenor_start": FROM_SIGHT, "tenor_days": 60}
ORDER = keccak(text="HC/S 12/2026")
BASIS = keccak(text="Regulation 14")


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


@pytest.mark.parametrize(
    ("clauses", "terms", "field"),
    [
        ({"confirmation": CONFIRM}, NO_NOMINATED, "confirmation"),
        ({"availability": NEGOTIATION}, NO_NOMINATED, "availability"),
        ({"availability": ACCEPTANCE, "tenor_days": 60}, {}, "tenorStart"),
        ({"availability": SIGHT, **USANCE}, {}, "tenorStart"),
        ({"availability": DEFERRED, "tenor_start": FROM_SIGHT}, {}, "tenorDays"),
        ({"availability": SIGHT, "tenor_days": 60}, {}, "tenorDays"),
        ({"availability": MIXED, **USANCE}, {}, "sightBps"),
        ({"availability": MIXED, "sight_bps": 10_000, **USANCE}, {}, "sightBps"),
        ({"sight_bps": 5_000}, {}, "sightBps"),
        ({"instalments_root": TERMS_HASH}, {"partial_shipments": False}, "instalmentsRoot"),
        ({"instalments_root": TERMS_HASH, "transferable": True}, {}, "transferable"),
        ({"advising_bank": org_id("bank")}, {}, "advisingBank"),
        ({"second_advising_bank": org_id("applicant")}, {}, "secondAdvisingBank"),
        ({"reimbursing_bank": org_id("beneficiary")}, {}, "reimbursingBank"),
        ({"second_advising_bank": org_id("nominated")}, {}, "secondAdvisingBank"),
        ({"second_advising_bank": org_id("stranger")}, NO_NOMINATED, "secondAdvisingBank"),
    ],
)
def test_clauses_that_contradict(
    deals: Deals, clauses: dict[str, Any], terms: dict[str, Any], field: str
) -> None:
    with expect_refusal("Credit_InvalidTerms", field=fixed(field, 32)):
        deals.applied(clauses=clauses, **terms)


# What each mode of availability bears, and no other.
MARKS: dict[int, dict[str, int]] = {
    SIGHT: {},
    DEFERRED: USANCE,
    ACCEPTANCE: USANCE,
    NEGOTIATION: {},
    MIXED: {**USANCE, "sight_bps": 3_000},
}


@pytest.mark.rule("A04", by="contract")
@pytest.mark.parametrize("mode", MARKS)
def test_a04_a_credit_is_available_in_exactly_one_way(deals: Deals, mode: int) -> None:
    """With its own marks it is taken; with those of any other way besides, or instead, refused."""
    for other, marks in MARKS.items():
        stated = {"availability": mode, **marks}
        if marks == MARKS[mode]:
            credit = deals.applied(f"A-{other}", clauses=stated)
            assert deals.net.call(deals.credit.view("clausesOf", credit)).availability.value == mode
        else:
            with expect_refusal("Credit_InvalidTerms"):
                deals.applied(f"A-{other}", clauses=stated)


@pytest.mark.rule("A04", by="contract")
@pytest.mark.parametrize("mode", [len(MARKS), 255])
def test_a04_what_is_no_way_of_availability_is_not_even_read(deals: Deals, mode: int) -> None:
    """No number stands for two of them."""
    reference = fixed("A-1", 16)
    act = deals.credit.act("applyForWith", deals.terms(), deals.clauses(), reference)
    # the clauses' fourth word is the mode, after 13 words of terms and three banks
    at = 4 + 32 * (13 + 3)
    forged = act.calldata[:at] + mode.to_bytes(32) + act.calldata[at + 32 :]
    assert act.calldata[at : at + 32] == bytes(32)
    with expect_refusal("NoReason"):
        deals.net.send(replace(act, calldata=forged), "applicant")
    parties = (org_id("bank"), org_id("applicant"))
    credit = deals.net.call(deals.credit.view("creditIdOf", *parties, reference))
    assert deals.state(credit) == "NONE"


@pytest.mark.rule("A04", by="contract")
def test_a04_negotiation_is_with_a_bank(deals: Deals) -> None:
    with expect_refusal("Credit_InvalidTerms", field=fixed("availability", 32)):
        deals.applied(clauses={"availability": NEGOTIATION}, **NO_NOMINATED)
    credit = deals.issued(clauses={"availability": NEGOTIATION})
    with expect_refusal("Credit_NotAPlaceForPresentation"):
        deals.presented(credit, to="stranger")
    assert deals.stage(deals.presented(credit, to="nominated")) == "WITH_NOMINATED_BANK"


def test_a_bank_that_is_none_is_named_in_no_clause(deals: Deals) -> None:
    with expect_refusal("Members_LacksCapability"):
        deals.applied(clauses={"reimbursing_bank": org_id("carrier")})


def test_clauses_are_kept_and_told(deals: Deals) -> None:
    stated = {"availability": MIXED, "sight_bps": 3_000, **USANCE}
    credit = deals.applied(clauses=stated)
    kept = deals.net.call(deals.credit.view("clausesOf", credit))
    assert (kept.availability.name, kept.sight_bps, kept.tenor_days) == ("MIXED", 3_000, 60)
    assert deals.net.call(deals.credit.view("clausesOf", deals.applied("A-2"))).tenor_days == 0


# ------------------------------------------------------------------ instalments (art. 32)

MONTHS = [
    (day_number(EXPIRY) - 76, day_number(EXPIRY) - 60, 100_000 * USD),  # 31 March to 16 April
    (day_number(EXPIRY) - 45, day_number(EXPIRY) - 16, 100_000 * USD),  # 1 to 30 May, a Saturday
    (day_number(EXPIRY) - 1, day_number(EXPIRY), 50_000 * USD),  # 14 and 15 June
]


def root(instalments: list[tuple[int, int, int]]) -> bytes:
    return keccak(encode(["(uint32,uint32,uint128)[]"], [instalments]))


def in_instalments(deals: Deals, instalments: list[tuple[int, int, int]] | None = None) -> bytes:
    stated = MONTHS if instalments is None else instalments
    credit = deals.applied(clauses={"instalments_root": root(stated)})
    deals.do("stateInstalments", credit, stated, by="outsider")
    deals.do("issue", credit, TERMS_HASH, fixed("LC-INST", 16), by="bank")
    return credit


@pytest.mark.parametrize(
    "instalments",
    [
        [],
        [(1, 2, 250_000 * USD)] * 37,
        [(9, 8, 250_000 * USD)],
        [(1, 8, 0), (23, 24, 250_000 * USD)],
        [(1, day_number(EXPIRY) + 1, 250_000 * USD)],
        [(1, 8, 250_000 * USD - 1)],
    ],
    ids=["none", "too many", "backwards", "empty", "past expiry", "short"],
)
def test_instalments_that_are_none(deals: Deals, instalments: list[tuple[int, int, int]]) -> None:
    credit = deals.applied(clauses={"instalments_root": root(instalments)})
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("stateInstalments", credit, instalments, by="applicant")
    with expect_refusal("Credit_InvalidTerms", field=fixed("instalments", 32)):
        deals.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="bank")


@pytest.mark.rule("F10", by="contract")
@pytest.mark.parametrize(
    ("last", "first", "taken"),
    [
        (date(2026, 4, 25), date(2026, 4, 25), False),
        (date(2026, 4, 25), date(2026, 4, 26), False),  # a Saturday, and the Sunday after it
        (date(2026, 4, 25), date(2026, 5, 9), False),
        (date(2026, 4, 25), date(2026, 5, 10), True),
    ],
)
def test_two_instalments_on_one_day(deals: Deals, last: date, first: date, *, taken: bool) -> None:
    """Where a bank is closed on the last day of one (art. 29(a)), announced later perhaps, it runs
    on up to 14 days, and what is presented then would be counted in the wrong one."""
    begins, last_of_all = day_number(date(2026, 3, 2)), day_number(EXPIRY)
    stated = [
        (begins, day_number(last), 100_000 * USD),
        (day_number(first), last_of_all, 150_000 * USD),
    ]
    credit = deals.applied(clauses={"instalments_root": root(stated)})
    if taken:
        deals.do("stateInstalments", credit, stated, by="outsider")
        assert len(deals.net.call(deals.credit.view("instalmentsOf", credit))) == len(stated)
        return
    with expect_refusal("Credit_InstalmentsMeet", instalment=1):
        deals.do("stateInstalments", credit, stated, by="applicant")
    with expect_refusal("Credit_InvalidTerms", field=fixed("instalments", 32)):
        deals.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="bank")


def test_instalments_are_those_applied_for_and_stated_once(deals: Deals) -> None:
    credit = deals.applied(clauses={"instalments_root": root(MONTHS)})
    with expect_refusal("Credit_InvalidTerms", field=fixed("instalmentsRoot", 32)):
        deals.do("stateInstalments", credit, MONTHS[:2], by="applicant")
    deals.do("stateInstalments", credit, MONTHS, by="applicant")
    assert len(deals.net.call(deals.credit.view("instalmentsOf", credit))) == 3
    with expect_refusal("Credit_InvalidTerms", field=fixed("instalments", 32)):
        deals.do("stateInstalments", credit, MONTHS, by="applicant")
    deals.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="bank")
    with expect_refusal("Credit_WrongState"):
        deals.do("stateInstalments", credit, MONTHS, by="applicant")


def test_each_instalment_is_drawn_in_its_period(deals: Deals) -> None:
    credit = in_instalments(deals)
    with expect_refusal("Credit_NoInstalment"):
        deals.presented(credit, USD)  # in March, before the first
    deals.chain.set_time(unix(2026, 4, 15))
    with expect_refusal("Credit_DrawingExceedsCredit", available=100_000 * USD):
        deals.presented(credit, 100_001 * USD)
    first = deals.presented(credit, 60_000 * USD)
    with expect_refusal("Credit_DrawingExceedsCredit", available=40_000 * USD):
        deals.presented(credit, 40_001 * USD)
    deals.do("examine", first, False, REPORT_HASH, by="bank")
    deals.refuse(first)
    deals.presented(credit, 100_000 * USD)  # what was refused is free again
    with expect_refusal("Credit_DrawingExceedsCredit", available=0):
        deals.do("waive", first, by="bank")
    deals.chain.set_time(unix(2026, 6, 2))  # 30 May rolled to the banking day after the holiday
    deals.presented(credit, 100_000 * USD)
    deals.chain.set_time(unix(2026, 6, 17))
    with expect_refusal("Credit_Expired"):
        deals.presented(credit, USD)


@pytest.mark.rule("F10", by="contract")
@pytest.mark.parametrize("advised", [False, True], ids=["ISSUED -> LAPSED", "ADVISED -> LAPSED"])
def test_a_missed_instalment_ends_the_credit_for_it_and_all_later(
    deals: Deals, advised: bool
) -> None:
    credit = in_instalments(deals)
    if advised:
        deals.do("advise", credit, by="nominated")
    deals.lodge(credit, 10_000 * USD)
    deals.chain.set_time(unix(2026, 4, 15))
    first = deals.presented(credit, 100_000 * USD)
    deals.chain.set_time(unix(2026, 6, 5))
    with expect_refusal("Credit_InstalmentMissed", instalment=1):
        deals.presented(credit, 50_000 * USD)
    with expect_refusal("Credit_NothingMissed"):
        deals.do("lapse", credit, by="outsider")  # the first drawing is open
    deals.do("preclude", first, by="outsider")
    deals.do("honour", first, by="bank")
    before = deals.balance("bank")
    lapsed = deals.do("lapse", credit, by="outsider").event("CreditLapsed")
    assert (lapsed.instalment, deals.state(credit)) == (1, "LAPSED")
    assert deals.available(credit) == deals.held(deals.collateral) == 0
    assert deals.balance("bank") == before + 10_000 * USD  # what it honoured comes first
    with expect_refusal("Credit_WrongState"):
        deals.do("lapse", credit, by="outsider")


def test_nothing_lapses_in_time_or_without_instalments(deals: Deals) -> None:
    with expect_refusal("Credit_NothingMissed"):
        deals.do("lapse", in_instalments(deals), by="outsider")
    with expect_refusal("Credit_NothingMissed"):
        deals.do("lapse", deals.issued("APP-2"), by="outsider")


# ------------------------------------------------------------------ court orders and holds


def test_a_court_order_stops_payment_and_no_clock(deals: Deals) -> None:
    credit = deals.issued()
    presentation = deals.presented(credit)
    deals.do("suspendByCourt", credit, ORDER, by="regulator")
    (kept,) = deals.net.call(deals.credit.view("courtOrders", credit))
    assert (kept.registrar, kept.order_reference) == (org_id("regulator"), ORDER)
    deals.presented(credit, USD, papers=deals.papers("other"))
    deals.after_decision_time(presentation)
    deals.do("preclude", presentation, by="outsider")
    with expect_refusal("Credit_SuspendedByCourt", order_reference=ORDER):
        deals.do("honour", presentation, by="bank")
    deals.do("liftCourtOrder", credit, org_id("regulator"), by="regulator")
    deals.do("honour", presentation, by="bank")
    assert deals.presentation(presentation).state.name == "HONOURED"


def test_an_order_is_recorded_once_and_lifted_by_its_register(deals: Deals) -> None:
    credit = deals.issued()
    with expect_refusal("Credit_NoSuchRestraint"):
        deals.do("liftCourtOrder", credit, org_id("regulator"), by="regulator")
    with expect_refusal("Credit_InvalidTerms"):
        deals.do("suspendByCourt", credit, bytes(32), by="regulator")
    deals.do("suspendByCourt", credit, ORDER, by="regulator")
    with expect_refusal("Credit_RestraintStands"):
        deals.do("suspendByCourt", credit, TERMS_HASH, by="regulator")
    with expect_refusal("Credit_Unknown"):
        deals.do("suspendByCourt", TERMS_HASH, ORDER, by="regulator")


def test_a_compliance_hold_stops_its_bank_and_no_clock(deals: Deals) -> None:
    credit = deals.issued()
    presentation = deals.examined(credit, complying=False)
    deals.do("holdForCompliance", credit, org_id("bank"), BASIS, b"SG", by="bank")
    kept = deals.net.call(deals.credit.view("complianceHold", credit, org_id("bank")))
    assert (kept.legal_basis, kept.jurisdiction) == (BASIS, b"SG")
    deals.after_decision_time(presentation)
    with expect_refusal("Credit_TooLate"):
        deals.refuse(presentation)
    deals.do("preclude", presentation, by="outsider")
    with expect_refusal("Credit_OnHold", bank=org_id("bank"), legal_basis=BASIS):
        deals.do("honour", presentation, by="bank")
    deals.do("endComplianceHold", credit, org_id("bank"), by="bank")
    deals.do("honour", presentation, by="bank")


def test_a_hold_is_a_partys_own_and_names_the_law(deals: Deals) -> None:
    credit = deals.issued(clauses={"reimbursing_bank": org_id("stranger")})
    for basis, law in ((bytes(32), b"SG"), (BASIS, bytes(2))):
        with expect_refusal("Credit_InvalidTerms"):
            deals.do("holdForCompliance", credit, org_id("bank"), basis, law, by="bank")
    for bank in ("bank", "nominated", "stranger"):
        deals.do("holdForCompliance", credit, org_id(bank), BASIS, b"SG", by=bank)
        with expect_refusal("Credit_RestraintStands"):
            deals.do("holdForCompliance", credit, org_id(bank), BASIS, b"SG", by=bank)
        deals.do("endComplianceHold", credit, org_id(bank), by=bank)
        with expect_refusal("Credit_NoSuchRestraint"):
            deals.do("endComplianceHold", credit, org_id(bank), by=bank)
    plain = deals.issued("APP-2")
    with expect_refusal("Credit_NotAPayer"):
        deals.do("holdForCompliance", plain, org_id("stranger"), BASIS, b"SG", by="stranger")
    with expect_refusal("Members_NotTheParty"):
        deals.do("holdForCompliance", plain, org_id("bank"), BASIS, b"SG", by="nominated")


def test_nothing_is_presented_after_the_last_instalment(deals: Deals) -> None:
    """Though the credit runs on: what is left of the last one is not drawn in its own time."""
    first, last, _ = MONTHS[0]
    credit = in_instalments(deals, [(first, last - 6, 250_000 * USD)])
    deals.chain.set_time(unix(2026, 4, 6))
    deals.presented(credit, 100_000 * USD)
    deals.chain.set_time(unix(2026, 4, 20))
    with expect_refusal("Credit_NoInstalment"):
        deals.presented(credit, USD)
