"""Undertakings: every transition, condition, term, caller and refusal."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import (
    ARRIVAL,
    ATTESTATION,
    DOCUMENT,
    NOBODY,
    TEMPERATURE,
    TERMS_HASH,
    USD,
    Deals,
    unix,
)
from tests.support.network import fixed, org_id

AMOUNT = 40_000 * USD


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def act(deals: Deals, function: str, *args: Any, by: str) -> Any:
    return deals.send(deals.undertaking, function, *args, by=by)


def test_given_and_paid_in(deals: Deals) -> None:  # NONE -> CONDITIONAL
    terms, asked = deals.undertaking_terms(), deals.temperature_condition()
    before = deals.balance("financier")
    receipt = act(deals, "undertake", terms, [asked, deals.attestation()], by="financier")
    undertaking = receipt.result
    given = receipt.event("Undertaken")
    assert (given.undertaking, given.obligor) == (undertaking, org_id("financier"))
    assert (given.beneficiary, given.terms.amount_minor) == (org_id("beneficiary"), AMOUNT)
    assert (given.terms.terms_hash, given.conditions) == (TERMS_HASH, 2)
    assert deals.balance("financier") == before - AMOUNT
    assert deals.owed(deals.undertaking) == deals.held(deals.undertaking) == AMOUNT

    record = deals.net.call(deals.undertaking.view("undertaking", undertaking))
    assert (record.state.name, record.conditions, record.met) == ("CONDITIONAL", 2, 0)
    for name, value in terms.items():
        assert getattr(record.terms, name) == getattr(given.terms, name) == value, name
    kept = deals.net.call(deals.undertaking.view("condition", undertaking, 0))
    for name, value in asked.items():
        assert getattr(kept, name) == value, name
    with expect_refusal("Undertaking_WrongCondition", index=2):
        deals.net.call(deals.undertaking.view("condition", undertaking, 2))
    ids = ("undertakingIdOf", org_id("financier"), fixed("DEAL-1", 32))
    assert deals.net.call(deals.undertaking.view(*ids)) == undertaking


def test_bank_may_undertake(deals: Deals) -> None:
    deals.undertaken(by="bank", obligor=org_id("bank"))


def test_satisfied_and_paid_at_once(deals: Deals) -> None:  # CONDITIONAL -> PAID
    undertaking = deals.undertaken()
    evidence = deals.recorded(deals.temperature_report(undertaking))
    before = deals.balance("beneficiary")
    receipt = deals.satisfy(undertaking, evidence)
    met = receipt.event("ConditionMet")
    assert (met.undertaking, met.index, met.evidence) == (undertaking, 0, evidence)
    assert receipt.event("BecameUnconditional").payable_from == 0
    assert receipt.event("UndertakingPaid").amount_minor == AMOUNT
    assert deals.undertaking_state(undertaking) == "PAID"
    assert deals.balance("beneficiary") == before + AMOUNT
    assert deals.owed(deals.undertaking) == deals.held(deals.undertaking) == 0


def test_unconditional_until_maturity(deals: Deals, chain: Chain) -> None:
    maturity = unix(2026, 9, 1)
    undertaking = deals.undertaken(deals.arrival_condition(), payable_from=maturity)
    receipt = deals.satisfy(undertaking, deals.recorded(deals.arrival_report(undertaking)))
    # CONDITIONAL -> UNCONDITIONAL
    assert receipt.event("BecameUnconditional").payable_from == maturity
    assert deals.undertaking_state(undertaking) == "UNCONDITIONAL"
    with expect_refusal("Undertaking_NotYet", undertaking=undertaking, from_=maturity):
        act(deals, "pay", undertaking, by="outsider")
    # Nobody takes it back any more, whatever the time.
    chain.set_time(maturity - 10)
    with expect_refusal("Undertaking_WrongState"):
        act(deals, "reclaim", undertaking, by="financier")
    with expect_refusal("Undertaking_WrongState"):
        act(deals, "forgo", undertaking, by="beneficiary")
    # UNCONDITIONAL -> PAID
    chain.set_time(maturity)
    paid = act(deals, "pay", undertaking, by="outsider").event("UndertakingPaid")
    assert (paid.beneficiary, paid.amount_minor) == (org_id("beneficiary"), AMOUNT)
    assert deals.undertaking_state(undertaking) == "PAID"
    with expect_refusal("Undertaking_WrongState"):
        act(deals, "pay", undertaking, by="outsider")


def test_reclaimed_after_the_last_instant(deals: Deals, chain: Chain) -> None:
    # CONDITIONAL -> RECLAIMED
    undertaking = deals.undertaken()
    last = unix(2026, 6, 1)
    before = deals.balance("financier")
    chain.set_time(last)
    with expect_refusal("Undertaking_NotYet"):
        act(deals, "reclaim", undertaking, by="financier")
    chain.set_time(last + 1)
    reclaimed = act(deals, "reclaim", undertaking, by="outsider").event("UndertakingReclaimed")
    assert (reclaimed.obligor, reclaimed.amount_minor) == (org_id("financier"), AMOUNT)
    assert deals.undertaking_state(undertaking) == "RECLAIMED"
    assert deals.balance("financier") == before + AMOUNT
    with expect_refusal("Undertaking_WrongState"):
        act(deals, "reclaim", undertaking, by="financier")


def test_forgone_by_the_beneficiary(deals: Deals) -> None:  # CONDITIONAL -> FORGONE
    undertaking = deals.undertaken()
    before = deals.balance("financier")
    for caller, error in (
        ("financier", "Members_NotTheParty"),
        ("stranger", "Members_NotTheParty"),
        ("outsider", "Members_UnknownKey"),
    ):
        with expect_refusal(error):
            act(deals, "forgo", undertaking, by=caller)
    forgone = act(deals, "forgo", undertaking, by="beneficiary").event("UndertakingForgone")
    assert forgone.amount_minor == AMOUNT
    assert deals.undertaking_state(undertaking) == "FORGONE"
    assert deals.balance("financier") == before + AMOUNT


def test_evidence_in_the_last_second_and_after_it(deals: Deals, chain: Chain) -> None:
    first = deals.undertaken(obligor_reference=fixed("A", 32))
    second = deals.undertaken(obligor_reference=fixed("B", 32))
    evidence = {deal: deals.recorded(deals.temperature_report(deal)) for deal in (first, second)}
    chain.set_time(unix(2026, 6, 1))
    deals.satisfy(first, evidence[first])
    # Recorded in time, shown late: too late.
    with expect_refusal("Undertaking_Expired", undertaking=second, expires_at=unix(2026, 6, 1)):
        deals.satisfy(second, evidence[second])


def test_two_of_three(deals: Deals) -> None:
    undertaking = deals.undertaken(
        deals.temperature_condition(), deals.attestation(), deals.document_condition(), required=2
    )
    with expect_refusal("Members_NotTheParty"):
        act(deals, "attest", undertaking, 1, by="stranger")
    met = act(deals, "attest", undertaking, 1, by="carrier").event("ConditionMet")
    assert met.evidence == keccak(text="goods received")
    assert deals.undertaking_state(undertaking) == "CONDITIONAL"
    with expect_refusal("Undertaking_WrongCondition", index=1):
        act(deals, "attest", undertaking, 1, by="carrier")  # one condition counts once
    record = deals.net.call(deals.undertaking.view("undertaking", undertaking))
    assert (record.met, record.met_bitmap) == (1, 0b010)
    bill = keccak(text="carrier's bill")
    deals.send(deals.documents, "register", bill, 2, by="carrier")
    act(deals, "showDocument", undertaking, 2, bill, by="outsider")
    assert deals.undertaking_state(undertaking) == "PAID"
    with expect_refusal("Undertaking_WrongState"):
        deals.satisfy(undertaking, bytes(31) + b"\1")


# CONDITIONAL -> UNCONDITIONAL and CONDITIONAL -> PAID by a statement and by a document too
@pytest.mark.parametrize("payable_from", [0, unix(2026, 9, 1)])
@pytest.mark.parametrize("kind", ["attest", "showDocument"])
def test_other_ways_to_become_unconditional(deals: Deals, kind: str, payable_from: int) -> None:
    if kind == "attest":
        undertaking = deals.undertaken(deals.attestation(), payable_from=payable_from)
        act(deals, "attest", undertaking, 0, by="carrier")
    else:
        undertaking = deals.undertaken(deals.document_condition(), payable_from=payable_from)
        bill = keccak(text="bill")
        deals.send(deals.documents, "register", bill, 2, by="carrier")
        act(deals, "showDocument", undertaking, 0, bill, by="stranger")
    expected = "UNCONDITIONAL" if payable_from else "PAID"
    assert deals.undertaking_state(undertaking) == expected


TEMPERATURE_ROWS: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    ("at both limits", {"minimum_milli_c": -25_000, "maximum_milli_c": -18_000}, "", {}),
    (
        "a thousandth too warm",
        {"maximum_milli_c": -17_999},
        "Undertaking_TemperatureOutOfRange",
        {"maximum_found": -17_999, "maximum_allowed": -18_000},
    ),
    (
        "a thousandth too cold",
        {"minimum_milli_c": -25_001},
        "Undertaking_TemperatureOutOfRange",
        {"minimum_found": -25_001, "minimum_allowed": -25_000},
    ),
    ("silence as long as allowed", {"longest_gap_seconds": 900}, "", {}),
    (
        "a silence too long",
        {"longest_gap_seconds": 901},
        "Undertaking_NoEvidence",
        {"longest_gap_seconds": 901, "allowed_seconds": 900},
    ),
    ("just long enough", {"until_time": unix(2026, 3, 1, 3)}, "", {}),
    ("too short", {"until_time": unix(2026, 3, 1, 2, 59, 59)}, "Undertaking_SpanNotCovered", {}),
    ("before its time", {"from_time": unix(2025, 12, 31)}, "Undertaking_SpanNotCovered", {}),
    (
        "another policy",
        {"policy": keccak(text="other policy")},
        "Undertaking_ForeignEvidence",
        {},
    ),
]


@pytest.mark.parametrize(
    ("changes", "error", "values"),
    [row[1:] for row in TEMPERATURE_ROWS],
    ids=[row[0] for row in TEMPERATURE_ROWS],
)
def test_temperature(
    deals: Deals, changes: dict[str, Any], error: str, values: dict[str, Any]
) -> None:
    undertaking = deals.undertaken()
    evidence = deals.recorded(deals.temperature_report(undertaking, **changes))
    if error:
        with expect_refusal(error, **values):
            deals.satisfy(undertaking, evidence)
        assert deals.undertaking_state(undertaking) == "CONDITIONAL"
    else:
        deals.satisfy(undertaking, evidence)
        assert deals.undertaking_state(undertaking) == "PAID"


def test_kinetic_mean_and_window(deals: Deals) -> None:
    warm = deals.undertaken(deals.temperature_condition(maximum_kinetic_milli_c=-19_001))
    with expect_refusal("Undertaking_KineticTooHigh", found=-19_000, allowed=-19_001):
        deals.satisfy(warm, deals.recorded(deals.temperature_report(warm)))
    late = deals.undertaken(
        deals.temperature_condition(not_after=unix(2026, 3, 2, 0)), obligor_reference=fixed("B", 32)
    )
    with expect_refusal("Undertaking_SpanNotCovered", until_time=unix(2026, 3, 2, 1)):
        deals.satisfy(late, deals.recorded(deals.temperature_report(late)))


ARRIVAL_ROWS: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("place", {"place": b"AEDXB"}),
    ("vessel", {"vessel": 9_321_484}),
    ("arrivedAt", {"arrived_at": unix(2025, 12, 31)}),
    ("sources", {"sources": 4}),
    ("", {"sources": 6}),
    ("", {"sources": 7}),
]


@pytest.mark.parametrize(("field", "changes"), ARRIVAL_ROWS, ids=str)
def test_arrival(deals: Deals, field: str, changes: dict[str, Any]) -> None:
    undertaking = deals.undertaken(deals.arrival_condition())
    evidence = deals.recorded(deals.arrival_report(undertaking, **changes))
    if field:
        with expect_refusal("Undertaking_NotArrived", field=fixed(field, 32)):
            deals.satisfy(undertaking, evidence)
    else:
        deals.satisfy(undertaking, evidence)
        assert deals.undertaking_state(undertaking) == "PAID"


def test_arrival_after_the_window(deals: Deals) -> None:
    undertaking = deals.undertaken(deals.arrival_condition(not_after=unix(2026, 3, 1) - 1))
    evidence = deals.recorded(deals.arrival_report(undertaking))
    with expect_refusal("Undertaking_NotArrived", field=fixed("arrivedAt", 32)):
        deals.satisfy(undertaking, evidence)


def test_evidence_of_another_undertaking(deals: Deals) -> None:
    undertaking = deals.undertaken()
    foreign = deals.recorded(deals.temperature_report(bytes(31) + b"\1"))
    with expect_refusal("Undertaking_ForeignEvidence", evidence=foreign):
        deals.satisfy(undertaking, foreign)
    with expect_refusal("Oracles_UnknownEvidence"):
        deals.satisfy(undertaking, bytes(31) + b"\1")
    # A report of the other kind is no evidence of this kind.
    arrival = deals.recorded(deals.arrival_report(undertaking))
    with expect_refusal("Oracles_UnknownEvidence"):
        deals.satisfy(undertaking, arrival)


def test_document_must_be_the_one_asked_for(deals: Deals, chain: Chain) -> None:
    register = deals.documents
    bill, invoice, own = (keccak(text=name) for name in ("old bill", "invoice", "own bill"))
    deals.send(register, "register", bill, 2, by="carrier")
    deals.send(register, "register", invoice, 1, by="carrier")
    deals.send(register, "register", own, 2, by="beneficiary")
    start = chain.now() + 100
    undertaking = deals.undertaken(
        deals.document_condition(not_before=start, not_after=start + 1_000)
    )
    for document in (bill, invoice, own):  # too early, another kind, another issuer
        with expect_refusal("Undertaking_ForeignEvidence", evidence=document):
            act(deals, "showDocument", undertaking, 0, document, by="beneficiary")
    with expect_refusal("Documents_Unknown"):
        act(deals, "showDocument", undertaking, 0, keccak(text="none"), by="beneficiary")
    chain.set_time(start + 1_001)
    late = keccak(text="late bill")
    deals.send(register, "register", late, 2, by="carrier")
    with expect_refusal("Undertaking_ForeignEvidence"):
        act(deals, "showDocument", undertaking, 0, late, by="beneficiary")


def test_document_named_beforehand_and_revoked(deals: Deals) -> None:
    named, other = keccak(text="named"), keccak(text="other")
    for document in (named, other):
        deals.send(deals.documents, "register", document, 2, by="carrier")
    undertaking = deals.undertaken(deals.document_condition(policy=named))
    with expect_refusal("Undertaking_ForeignEvidence", evidence=other):
        act(deals, "showDocument", undertaking, 0, other, by="beneficiary")
    deals.send(deals.documents, "revoke", named, fixed("ERROR", 32), by="carrier")
    with expect_refusal("Documents_Revoked"):
        act(deals, "showDocument", undertaking, 0, named, by="beneficiary")


def test_each_way_serves_its_own_kind(deals: Deals) -> None:
    undertaking = deals.undertaken(
        deals.temperature_condition(),
        deals.arrival_condition(),
        deals.attestation(),
        deals.document_condition(),
        required=4,
    )
    nothing = bytes(31) + b"\1"
    kinds = {
        "satisfy": ({TEMPERATURE, ARRIVAL}, (nothing,)),
        "attest": ({ATTESTATION}, ()),
        "showDocument": ({DOCUMENT}, (nothing,)),
    }
    for function, (own, args) in kinds.items():
        for index in range(5):
            if index in own:
                continue
            with expect_refusal("Undertaking_WrongCondition", index=index):
                act(deals, function, undertaking, index, *args, by="carrier")


BAD_TERMS: list[tuple[str, dict[str, Any]]] = [
    ("beneficiary", {"beneficiary": org_id("financier")}),
    ("money", {"money": "0x" + "11" * 20}),
    ("amountMinor", {"amount_minor": 0}),
    ("expiresAt", {"expires_at": unix(2026, 3, 2)}),
    ("expiresAt", {"expires_at": unix(2036, 3, 3)}),
    ("payableFrom", {"payable_from": unix(2036, 6, 1)}),
    ("required", {"required": 0}),
    ("required", {"required": 2}),
    ("termsHash", {"terms_hash": bytes(32)}),
    ("obligorReference", {"obligor_reference": bytes(32)}),
]


@pytest.mark.parametrize(("field", "changes"), BAD_TERMS, ids=str)
def test_terms_that_cannot_be(deals: Deals, field: str, changes: dict[str, Any]) -> None:
    with expect_refusal("Undertaking_InvalidTerms", field=fixed(field, 32)):
        deals.undertaken(**changes)


@pytest.mark.parametrize("count", [0, 17])
def test_number_of_conditions(deals: Deals, count: int) -> None:
    asked = [deals.attestation()] * count
    with expect_refusal("Undertaking_InvalidTerms", field=fixed("conditions", 32)):
        act(deals, "undertake", deals.undertaking_terms(), asked, by="financier")


def test_sixteen_conditions_all_met(deals: Deals) -> None:
    undertaking = deals.undertaken(*[deals.attestation()] * 16, required=16)
    for index in range(16):
        assert deals.undertaking_state(undertaking) == "CONDITIONAL"
        act(deals, "attest", undertaking, index, by="carrier")
    assert deals.undertaking_state(undertaking) == "PAID"


BAD_CONDITIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("temperature", "policy", {"policy": bytes(32)}),
    ("temperature", "notAfter", {"not_after": unix(2026, 1, 1)}),
    ("temperature", "maximumMilliC", {"maximum_milli_c": -25_001}),
    ("temperature", "maximumKineticMilliC", {"maximum_kinetic_milli_c": -25_001}),
    ("temperature", "maximumGapSeconds", {"maximum_gap_seconds": 0}),
    ("temperature", "minimumSpanSeconds", {"minimum_span_seconds": 0}),
    ("temperature", "minimumSpanSeconds", {"minimum_span_seconds": 366 * 86_400}),
    ("temperature", "party", {"party": org_id("carrier")}),
    ("temperature", "documentKind", {"document_kind": 1}),
    ("temperature", "place", {"place": b"SGSIN"}),
    ("temperature", "vessel", {"vessel": 1}),
    ("temperature", "minimumSources", {"minimum_sources": 1}),
    ("arrival", "policy", {"policy": bytes(32)}),
    ("arrival", "notAfter", {"not_after": 0}),
    ("arrival", "place", {"place": bytes(5)}),
    ("arrival", "vessel", {"vessel": 0}),
    ("arrival", "minimumSources", {"minimum_sources": 0}),
    ("arrival", "minimumSources", {"minimum_sources": 4}),
    ("arrival", "party", {"party": org_id("carrier")}),
    ("arrival", "minimumMilliC", {"minimum_milli_c": 1}),
    ("arrival", "maximumMilliC", {"maximum_milli_c": 1}),
    ("arrival", "maximumKineticMilliC", {"maximum_kinetic_milli_c": 1}),
    ("arrival", "maximumGapSeconds", {"maximum_gap_seconds": 1}),
    ("arrival", "minimumSpanSeconds", {"minimum_span_seconds": 1}),
    ("attestation", "party", {"party": NOBODY}),
    ("attestation", "policy", {"policy": bytes(32)}),
    ("attestation", "documentKind", {"document_kind": 1}),
    ("attestation", "notBefore", {"not_before": 1}),
    ("attestation", "notAfter", {"not_after": 1}),
    ("attestation", "vessel", {"vessel": 1}),
    ("document", "party", {"party": NOBODY}),
    ("document", "notAfter", {"not_before": 5, "not_after": 5}),
    ("document", "maximumMilliC", {"maximum_milli_c": 1}),
]


@pytest.mark.parametrize(
    ("kind", "field", "changes"), BAD_CONDITIONS, ids=[f"{k}-{f}" for k, f, _ in BAD_CONDITIONS]
)
def test_conditions_that_cannot_be(
    deals: Deals, kind: str, field: str, changes: dict[str, Any]
) -> None:
    make = {
        "temperature": deals.temperature_condition,
        "arrival": deals.arrival_condition,
        "attestation": deals.attestation,
        "document": deals.document_condition,
    }[kind]
    with expect_refusal("Undertaking_InvalidTerms", field=fixed(field, 32)):
        deals.undertaken(make(**changes))


def test_parties_must_be_members(deals: Deals) -> None:
    for asked, changes in (
        (deals.attestation("outsider"), {}),
        (deals.attestation(), {"beneficiary": org_id("outsider")}),
    ):
        with expect_refusal("Members_UnknownOrganisation", organisation=org_id("outsider")):
            deals.undertaken(asked, **changes)


def test_who_may_undertake(deals: Deals) -> None:
    for caller, error in (
        ("stranger", "Members_NotTheParty"),
        ("beneficiary", "Members_NotTheParty"),
        ("outsider", "Members_UnknownKey"),
    ):
        with expect_refusal(error):
            deals.undertaken(by=caller)
    with expect_refusal("Members_LacksCapability", organisation=org_id("carrier")):
        deals.undertaken(by="carrier", obligor=org_id("carrier"))


def test_same_reference_twice(deals: Deals) -> None:
    undertaking = deals.undertaken()
    with expect_refusal("Undertaking_AlreadyExists", undertaking=undertaking):
        deals.undertaken()
    act(deals, "forgo", undertaking, by="beneficiary")
    with expect_refusal("Undertaking_AlreadyExists"):
        deals.undertaken()


def test_pause_stops_new_undertakings_only(deals: Deals) -> None:
    undertaking = deals.undertaken()
    evidence = deals.recorded(deals.temperature_report(undertaking))
    paused = act(deals, "pauseNewUndertakings", True, by="guardian")
    assert paused.event("NewUndertakingsPaused").paused is True
    with expect_refusal("Undertaking_Paused"):
        deals.undertaken(obligor_reference=fixed("B", 32))
    deals.satisfy(undertaking, evidence)
    act(deals, "pauseNewUndertakings", False, by="guardian")
    deals.undertaken(obligor_reference=fixed("B", 32))
    for caller in ("financier", "registrar", "outsider"):
        with expect_refusal("AccessManagedUnauthorized"):
            act(deals, "pauseNewUndertakings", True, by=caller)


def test_nothing_is_known_of_an_unknown_undertaking(deals: Deals) -> None:
    nothing = bytes(31) + b"\1"
    calls: dict[str, tuple[Any, ...]] = {
        "satisfy": (0, nothing),
        "attest": (0,),
        "showDocument": (0, nothing),
        "pay": (),
        "reclaim": (),
        "forgo": (),
    }
    for function, args in calls.items():
        with expect_refusal("Undertaking_Unknown", undertaking=nothing):
            act(deals, function, nothing, *args, by="stranger")
    with expect_refusal("Undertaking_Unknown"):
        deals.net.call(deals.undertaking.view("condition", nothing, 0))
    assert deals.undertaking_state(nothing) == "NONE"


def test_suspended_parties(deals: Deals, chain: Chain) -> None:
    paid = deals.undertaken(deals.attestation("stranger"), obligor_reference=fixed("A", 32))
    back = deals.undertaken(obligor_reference=fixed("B", 32))
    for name in ("beneficiary", "financier"):
        suspend = deals.net.members.act("suspend", org_id(name), fixed("LICENCE", 32))
        deals.net.send(suspend, "registrar")
    with expect_refusal("Members_Suspended"):
        act(deals, "forgo", paid, by="beneficiary")
    # What is due to either of them still reaches it.
    act(deals, "attest", paid, 0, by="stranger")
    assert deals.undertaking_state(paid) == "PAID"
    chain.set_time(unix(2026, 6, 1) + 1)
    act(deals, "reclaim", back, by="outsider")
    assert deals.undertaking_state(back) == "RECLAIMED"
