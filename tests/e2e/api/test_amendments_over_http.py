"""Amendments, each answered by itself, and what keeps a bank from paying: over HTTP."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from eth_utils.crypto import keccak

from api.acts import act_hash
from api.auth.roles import Actor, Duty
from api.credit import amending
from api.credit.in_force import terms_in_force
from api.credit.service import require
from api.errors import ApiError
from api.ids import from_hex, to_hex
from dhow.ledger.abi import Refusal
from dhow.ledger.bindings.values import AmendmentChanges, CreditId, Day, PartialDrawings
from dhow.trade.credit.amendment import Amendment
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    REGULATOR,
    Json,
    Network,
    issued_credit,
    open_network,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def change(number: str, path: str, value: object, action: str = "set", place: int = 1) -> Json:
    return {
        "amendment": {
            "credit_number": number,
            "number": place,
            "issued_on": "2026-04-10",
            "changes": [{"path": path, "action": action, "value": value}],
        }
    }


def test_an_amendment_counts_when_the_beneficiary_accepts_it(network: Network) -> None:
    credit = issued_credit(network, "AM-1")
    path = f"/credits/{credit}/amendments"
    more = change("AM-1", "amount", {"currency": "USD", "minor": 500}, "increase")
    issued = network.bind(path, ISSUER, more)
    assert (issued["state"], issued["amendment"]["number"]) == ("PENDING", 1)
    assert network.get(f"/credits/{credit}", EXPORTER)["amount"]["minor"] == 10_000_000
    # asked for again it is the same one; another under its number is out of turn
    assert network.post(path, ISSUER, more)["receipt"] is None
    other = change("AM-1", "expiry.day", "2026-06-20")
    assert network.refused(path, ISSUER, other)["status"] == 409
    early = network.refused(f"{path}/1/answer", EXPORTER, {"accepts": True})
    assert (early["type"], early["rule"]) == (
        "urn:dhow:problem:amendment-not-advised",
        "UCP 600 art. 9(d)",
    )
    assert NOMINATED in early["detail"]
    assert "a week after its issue" in early["next"]
    assert network.post(f"{path}/1/advice", NOMINATED)["advised"]
    assert network.get(f"/credits/{credit}", EXPORTER)["terms_in_force"] is None
    strange = {"accepts": True, "only": ["goods"]}
    assert network.refused(f"{path}/1/answer", EXPORTER, strange)["status"] == 422
    accepted = network.post(f"{path}/1/answer", EXPORTER, {"accepts": True})
    assert accepted["state"] == "ACCEPTED"
    seen = network.get(f"/credits/{credit}", IMPORTER)
    assert (seen["amount"]["minor"], seen["amendments"]) == (10_000_500, 1)
    in_force = seen["terms"] | {"amount": {"currency": "USD", "minor": 10_000_500}}
    assert seen["terms"]["amount"]["minor"] == 10_000_000  # as issued
    for party in (EXPORTER, IMPORTER, ISSUER, NOMINATED):
        assert network.get(f"/credits/{credit}", party)["terms_in_force"] == in_force


@pytest.mark.rule("A16", "B05", by="terms")
def test_what_no_bank_may_issue_is_not_issued_and_the_rest_is_told(network: Network) -> None:
    """UCP 600 art. 10(f), 11(a): of the amendment itself, and of the terms it would make."""
    credit = issued_credit(network, "AM-9")
    path = f"/credits/{credit}/amendments"
    more = change("AM-9", "amount", {"currency": "USD", "minor": 500}, "increase")
    later = change("AM-9", "conditions", "FULL DETAILS TO FOLLOW", "add")
    refused = network.refused(path, ISSUER, later)
    assert (refused["status"], refused["rule"]) == (422, "UCP 600 art. 11(a)")
    assert [each["path"] for each in refused["fields"]] == ["amendment.conditions[0]"]
    assert network.get(path, ISSUER) == []
    silent = ["IN FORCE UNLESS REJECTED WITHIN 7 DAYS"]
    given = {"amendment": more["amendment"] | {"narrative": silent}}
    (warning,) = network.bind(path, ISSUER, given)["warnings"]
    assert "takes silence for acceptance" in warning
    assert "10(f)" in warning


def test_accepting_parts_rejects_and_leaves_no_trace(network: Network) -> None:
    credit = issued_credit(network, "AM-2")
    path = f"/credits/{credit}/amendments"
    both = change("AM-2", "expiry.day", "2026-06-20")
    both["amendment"]["changes"].append(
        {"path": "amount", "action": "decrease", "value": {"currency": "USD", "minor": 900}}
    )
    network.bind(path, ISSUER, both)
    rejected = network.post(f"{path}/1/answer", EXPORTER, {"accepts": True, "only": ["expiry.day"]})
    assert rejected["state"] == "REJECTED"
    assert network.get(f"/credits/{credit}", EXPORTER)["expiry_day"] == "2026-05-29"
    assert network.refused(f"{path}/2/answer", EXPORTER, {"accepts": True})["status"] == 409
    (only,) = network.get(path, EXPORTER)
    assert only["amendment"]["changes"] == both["amendment"]["changes"]


def test_each_is_answered_in_any_order_and_words_and_ledger_agree(network: Network) -> None:
    """Expiry is set by both: whichever is accepted last counts, on the ledger and in words."""
    credit = issued_credit(network, "AM-5")
    path = f"/credits/{credit}/amendments"
    more = {"currency": "USD", "minor": 700}
    for place, day in ((1, "2026-06-20"), (2, "2026-06-10")):
        both = change("AM-5", "expiry.day", day, place=place)
        both["amendment"]["changes"].append({"path": "amount", "action": "increase", "value": more})
        network.bind(path, ISSUER, both)
    for place in (2, 1):
        network.post(f"{path}/{place}/advice", NOMINATED)
        assert network.post(f"{path}/{place}/answer", EXPORTER, {"accepts": True})
    seen = network.get(f"/credits/{credit}", EXPORTER)
    assert (seen["expiry_day"], seen["amount"]["minor"]) == ("2026-06-20", 10_001_400)
    actor = Actor(EXPORTER, "checker", Duty.CHECKER, frozenset())
    row, record = require(network.context, actor, credit)
    words = terms_in_force(network.context, actor, row, record)
    assert (words.expiry.day.isoformat(), words.amount.minor) == ("2026-06-20", 10_001_400)


@pytest.mark.parametrize(
    ("path", "value", "action"),
    [
        ("amount", {"currency": "USD", "minor": 12_000_000}, "set"),
        ("documents", "the second", "delete"),
    ],
    ids=["the amount set twice", "a document deleted twice"],
)
def test_two_that_cannot_both_be_accepted_are_not_pending_at_once(
    network: Network, path: str, value: Any, action: str
) -> None:
    number = f"AM-6-{action.upper()}"
    credit = issued_credit(network, number)
    if action == "delete":
        value = network.get(f"/credits/{credit}", ISSUER)["terms"]["documents"][1]
    to = f"/credits/{credit}/amendments"
    network.bind(to, ISSUER, change(number, path, value, action))
    again = change(number, path, value, action, place=2)
    refused = network.send("POST", to, ISSUER, user="maker", json=again)
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("amendment-clashes")
    network.post(f"{to}/1/answer", EXPORTER, {"accepts": False})
    network.bind(to, ISSUER, again)  # the first is answered


def test_words_kinder_than_what_the_ledger_changes_are_not_accepted(network: Network) -> None:
    """The bank has its words kept here, and signs something else with their hash."""
    credit, context = issued_credit(network, "AM-7"), network.context
    given = change("AM-7", "amount", {"currency": "USD", "minor": 500}, "increase")
    key = context.keys.user(ISSUER, "checker")
    path = f"/credits/{credit}/amendments"
    assert network.send("POST", path, ISSUER, user="maker", json=given).status_code == 202
    hashed = keccak(Amendment.from_json(given["amendment"]).to_json())
    nothing = Day(0)
    less = AmendmentChanges(
        -9_000_000, 0, nothing, nothing, PartialDrawings.UNCHANGED, False, False, hashed
    )
    act = context.contracts.credit_amendments.issue_amendment(
        credit=CreditId(from_hex(credit)), number=1, changes=less
    )
    prepare = context.contracts.members.prepare(from_hex(act_hash(act)))
    context.ledger.send(prepare, context.keys.user(ISSUER, "maker"))
    context.ledger.send(act, key)
    refused = network.refused(f"{path}/1/answer", EXPORTER, {"accepts": True})
    assert (refused["status"], refused["rule"]) == (409, "UCP 600 art. 10")
    assert "something else than the ledger" in refused["detail"]
    assert network.get(f"/credits/{credit}", EXPORTER)["amount"]["minor"] == 10_000_000
    assert network.post(f"{path}/1/answer", EXPORTER, {"accepts": False})["state"] == "REJECTED"


def test_of_two_at_once_under_one_number_the_issued_one_keeps_its_words(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    credit, context = issued_credit(network, "AM-8"), network.context
    path = f"/credits/{credit}/amendments"
    one, other = (change("AM-8", "expiry.day", f"2026-06-{day}") for day in (20, 10))
    for each in (one, other):
        assert network.send("POST", path, ISSUER, user="maker", json=each).status_code == 202
    actor = Actor(ISSUER, "checker", Duty.CHECKER, frozenset())
    usual, meanwhile = amending.changes_of, []

    def slowly(*given: Any) -> AmendmentChanges:
        if not meanwhile:
            meanwhile.append(threading.Thread(target=second))
            meanwhile[0].start()
            meanwhile[0].join(0.5)
        return usual(*given)

    def second() -> None:
        with suppress(Refusal, ApiError):
            amending.issue(context, actor, credit, other["amendment"])

    monkeypatch.setattr(amending, "changes_of", slowly)
    amending.issue(context, actor, credit, one["amendment"])
    meanwhile[0].join()
    (issued,) = network.get(path, EXPORTER)
    assert issued["amendment"]["changes"] == one["amendment"]["changes"]


def test_what_stands_for_good_is_not_amended(network: Network) -> None:
    credit = issued_credit(network, "AM-3")
    wrong = change("AM-3", "form", "IRREVOCABLE TRANSFERABLE")
    refused = network.refused(f"/credits/{credit}/amendments", ISSUER, wrong)
    assert (refused["status"], refused["rule"]) == (422, "UCP 600 art. 10")
    # where presentations are made and whose clock runs: in words alone it would be believed
    for path, value in (("expiry.place", "AEDXB"), ("availability.with_bank", "any_bank")):
        moved = change("AM-3", path, value)
        refused = network.refused(f"/credits/{credit}/amendments", ISSUER, moved)
        assert (refused["status"], "for good" in refused["detail"]) == (422, True), refused


def test_a_hold_is_its_banks_own_and_an_order_is_told_to_all(network: Network) -> None:
    credit = issued_credit(network, "AM-4")
    held = {"legal_basis": "Federal Decree 10 of 2025", "jurisdiction": "AE"}
    seen = network.bind(f"/credits/{credit}/compliance-hold", ISSUER, held)
    assert seen["compliance_hold"]["jurisdiction"] == "AE"
    assert seen["compliance_hold"]["legal_basis"] == held["legal_basis"]
    # salted: who tries the few laws there are on what everybody's node holds, learns nothing
    guessed = to_hex(keccak(text=held["legal_basis"]))
    assert seen["compliance_hold"]["legal_basis_hash"] != guessed
    again = network.post(f"/credits/{credit}/compliance-hold", ISSUER, held)
    assert again["receipt"] is None
    for other in (EXPORTER, IMPORTER, NOMINATED):
        assert network.get(f"/credits/{credit}", other)["compliance_hold"] is None
    network.bind(f"/credits/{credit}/compliance-hold/end", ISSUER)
    order = {"order_reference": "CC/2026/17"}
    recorded = network.post(f"/credits/{credit}/court-order", REGULATOR, order)
    assert (recorded["registrar"], recorded["order_reference"]) == (REGULATOR, "CC/2026/17")
    for party in (EXPORTER, IMPORTER, ISSUER, NOMINATED):
        told = network.get(f"/credits/{credit}", party)["court_order"]
        assert (told["registrar"], told["order_reference"]) == (REGULATOR, "CC/2026/17")
    network.post(f"/credits/{credit}/court-order/lifting", REGULATOR)
    assert network.get(f"/credits/{credit}", EXPORTER)["court_order"] is None
    assert network.refused(f"/credits/{credit}/court-order/lifting", REGULATOR)["status"] == 409
