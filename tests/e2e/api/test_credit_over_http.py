"""A letter of credit over HTTP, from application to honour and to refusal, on a real chain."""

from collections.abc import Iterator

import pytest
from eth_utils.crypto import keccak

from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    OPENING,
    Network,
    bill_of_lading,
    commercial_invoice,
    issued_credit,
    open_network,
    presented,
    problem_of,
    registered_documents,
    terms,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def test_a_complying_presentation_is_honoured_from_the_banks_own_money(network: Network) -> None:
    credit = issued_credit(network, "LC-HONOUR")
    lodged = network.post(f"/credits/{credit}/collateral", IMPORTER, {"minor": 3_000_000})
    assert lodged["collateral"] == {"currency": "USD", "minor": 3_000_000}
    before = {who: network.balance(who) for who in (EXPORTER, ISSUER, IMPORTER)}
    network.at(2026, 4, 27, 7)
    presentation = presented(network, credit, registered_documents(network, "LC-HONOUR"))

    examined = network.bind(f"/presentations/{presentation}/examination", ISSUER)
    assert examined["examination"]["findings"] == []
    assert examined["state"] == "COMPLYING"
    paid = network.bind(f"/presentations/{presentation}/honour", ISSUER)

    assert paid["state"] == "HONOURED"
    assert network.balance(EXPORTER) - before[EXPORTER] == 10_000_000
    # fully drawn: the collateral went to the bank in the same act, the rest is its own money
    assert before[ISSUER] - network.balance(ISSUER) == 10_000_000 - 3_000_000
    assert network.balance(IMPORTER) == before[IMPORTER]
    standing = network.get(f"/credits/{credit}", EXPORTER)
    assert standing["state"] == "FULLY_DRAWN"
    assert standing["drawn"]["minor"] == 10_000_000
    events = [event["name"] for event in paid["receipt"]["events"]]
    assert "Honoured" in events
    assert "ActChecked" in events


def test_the_examination_on_the_ledger_is_the_hash_of_the_report_shown(network: Network) -> None:
    credit = issued_credit(network, "LC-HASH")
    presentation = presented(network, credit, registered_documents(network, "LC-HASH"))
    examined = network.bind(f"/presentations/{presentation}/examination", ISSUER)
    event = next(e for e in examined["receipt"]["events"] if e["name"] == "Examined")
    assert event["values"]["examination_hash"] == examined["examination"]["hash"]
    assert event["values"]["complying"] is True


def test_a_discrepant_presentation_is_refused_once_with_everything_in_one_notice(
    network: Network,
) -> None:
    number = "LC-REFUSE"
    credit = issued_credit(network, number)
    documents = registered_documents(
        network,
        number,
        (EXPORTER, commercial_invoice(number, goods="FROZEN SHRIMP")),
        (CARRIER, bill_of_lading(number, on_board="2026-04-26")),
    )
    presentation = presented(network, credit, documents)
    before = network.balance(EXPORTER)

    examined = network.bind(f"/presentations/{presentation}/examination", ISSUER)
    codes = {finding["code"] for finding in examined["examination"]["findings"]}
    assert {"LATE_SHIPMENT", "DESCRIPTION"} <= codes
    assert all(
        f["article"].startswith(("UCP 600", "eUCP")) for f in examined["examination"]["findings"]
    )
    honour = network.refused(f"/presentations/{presentation}/honour", ISSUER)
    assert honour["error"] == "Members_NotPrepared"

    refused = network.bind(
        f"/presentations/{presentation}/refusal", ISSUER, {"disposal": "HOLDING_FOR_INSTRUCTIONS"}
    )
    assert refused["state"] == "REFUSED"
    assert refused["disposal"] == "HOLDING_FOR_INSTRUCTIONS"
    event = next(e for e in refused["receipt"]["events"] if e["name"] == "Refused")
    assert len(event["values"]["discrepancies"]) == len(refused["examination"]["findings"])
    assert set(event["values"]["discrepancies"]) == codes
    assert event["values"]["notice_hash"] == "0x" + keccak(refused["notice"].encode()).hex()
    for finding in refused["examination"]["findings"]:
        assert finding["words"] in refused["notice"]
    # the presenter reads the same notice
    assert network.get(f"/presentations/{presentation}", EXPORTER)["notice"] == refused["notice"]
    assert network.balance(EXPORTER) == before
    assert network.post(f"/presentations/{presentation}/return", EXPORTER)["state"] == "RETURNED"


def test_a_refusal_held_for_a_waiver_can_still_be_taken_up(network: Network) -> None:
    number = "LC-WAIVE"
    credit = issued_credit(network, number)
    documents = registered_documents(
        network,
        number,
        (EXPORTER, commercial_invoice(number)),
        (CARRIER, bill_of_lading(number, on_board="2026-04-26")),
    )
    presentation = presented(network, credit, documents)
    network.bind(f"/presentations/{presentation}/examination", ISSUER)
    assert network.send("GET", f"/presentations/{presentation}", IMPORTER).status_code == 404

    network.bind(f"/presentations/{presentation}/waiver-enquiry", ISSUER)
    asked = network.get(f"/presentations/{presentation}", IMPORTER)
    assert asked["examination"]["findings"][0]["code"] == "LATE_SHIPMENT"
    assert asked["documents"] == []  # the findings, not the documents

    network.bind(f"/presentations/{presentation}/waiver", ISSUER)
    paid = network.bind(f"/presentations/{presentation}/honour", ISSUER)
    assert paid["state"] == "HONOURED"
    taken_up = network.get(f"/presentations/{presentation}", IMPORTER)
    assert {each["hash"] for each in taken_up["documents"]} == set(documents)


def test_maker_prepares_and_checker_carries_out(network: Network) -> None:
    number = "LC-FOUREYES"
    credit = network.post(
        "/credits/applications", IMPORTER, {"reference": number, "terms": terms(number)}
    )["id"]
    path, body = f"/credits/{credit}/issue", {"number": number}

    alone = network.refused(path, ISSUER, body)
    assert (alone["status"], alone["error"]) == (409, "Members_NotPrepared")
    assert alone["rule"] == "four-eyes policy of the organisation"

    prepared = network.send("POST", path, ISSUER, user="maker", json=body)
    assert prepared.status_code == 202
    act = prepared.json()
    assert act["awaits"] == "checker"
    assert act["prepared_by"] == "maker"
    assert number in act["summary"]
    assert [each["act"] for each in network.get("/members/acts", ISSUER)] == [act["act"]]
    assert network.get("/members/acts", NOMINATED) == []  # nobody else's business

    assert network.post(path, ISSUER, body)["state"] == "ISSUED"
    assert network.get("/members/acts", ISSUER) == []


def test_an_application_is_seen_by_applicant_and_bank_only(network: Network) -> None:
    number = "LC-APPLIED"
    credit = network.post(
        "/credits/applications", IMPORTER, {"reference": number, "terms": terms(number)}
    )["id"]
    assert network.get(f"/credits/{credit}", ISSUER)["state"] == "APPLIED"
    for other in (EXPORTER, NOMINATED):
        assert network.send("GET", f"/credits/{credit}", other).status_code == 404
        assert credit not in [each["id"] for each in network.get("/credits", other)]
    assert network.post(f"/credits/{credit}/declination", ISSUER)["state"] == "DECLINED"


def test_collateral_comes_back_when_an_application_is_withdrawn(network: Network) -> None:
    number = "LC-WITHDRAW"
    credit = network.post(
        "/credits/applications", IMPORTER, {"reference": number, "terms": terms(number)}
    )["id"]
    before = network.balance(IMPORTER)
    network.post(f"/credits/{credit}/collateral", IMPORTER, {"minor": 500})
    assert network.balance(IMPORTER) == before - 500
    withdrawn = network.post(f"/credits/{credit}/withdrawal", IMPORTER)
    assert (withdrawn["state"], withdrawn["collateral"]["minor"]) == ("WITHDRAWN", 0)
    assert network.balance(IMPORTER) == before


def test_a_refused_collateral_leaves_no_allowance_behind(network: Network) -> None:
    credit = issued_credit(network, "LC-TOOMUCH")
    problem = network.refused(f"/credits/{credit}/collateral", IMPORTER, {"minor": OPENING * 10})
    assert problem["error"] == "ERC20InsufficientBalance"
    (usd,) = [b for b in network.get("/money/balances", IMPORTER) if b["currency"] == "USD"]
    assert usd["allowances"]["credit"] == 0


IN_WORDS = {"mode": "mixed", "mixed_details": "HALF NOW, HALF LATER"}
TERMS_NO_BANK_MAY_ISSUE = [
    ("no documents", {"documents": []}, "terms.documents"),
    ("paid in parts said in words", {"availability": IN_WORDS}, "terms.availability.parts"),
    ("a currency of no country", {"amount": {"currency": "XXX", "minor": 1}}, "terms.amount"),
    ("an amount in words", {"amount": "a lot"}, "terms.amount"),
    ("a field nobody knows", {"ammount": 3}, "terms.ammount"),
    (
        "money that is not here",
        {"amount": {"currency": "JPY", "minor": 1}},
        "terms.amount.currency",
    ),
]


@pytest.mark.parametrize(
    ("changed", "path"),
    [row[1:] for row in TERMS_NO_BANK_MAY_ISSUE],
    ids=[r[0] for r in TERMS_NO_BANK_MAY_ISSUE],
)
def test_terms_that_cannot_be_taken_are_refused_with_the_field(
    network: Network, changed: dict[str, object], path: str
) -> None:
    count = len(network.get("/credits", IMPORTER))
    body = {"reference": "LC-BAD", "terms": {**terms("LC-BAD"), **changed}}
    problem = network.refused("/credits/applications", IMPORTER, body)
    assert problem["status"] == 422
    assert path in [field["path"] for field in problem["fields"]], problem
    assert len(network.get("/credits", IMPORTER)) == count  # nothing half-done


def test_applying_in_anothers_name_is_refused(network: Network) -> None:
    body = {
        "reference": "LC-FAKE",
        "terms": {**terms("LC-FAKE"), "applicant": terms("x")["beneficiary"]},
    }
    problem = network.refused("/credits/applications", IMPORTER, body)
    assert problem["status"] == 422
    assert problem["fields"][0]["path"] == "terms.applicant.lei"


def test_presenting_above_the_credit_tells_figures_and_rule(network: Network) -> None:
    number = "LC-OVER"
    credit = issued_credit(network, number)
    body = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_001},
        "documents": registered_documents(network, number),
    }
    problem = network.refused(f"/credits/{credit}/presentations", EXPORTER, body)
    assert problem["status"] == 409
    assert problem["error"] == "Credit_DrawingExceedsCredit"
    assert problem["rule"] == "UCP 600 art. 18(b), 30"
    figures = "USD 100,000.01, of USD 100,000.00 that may be drawn"
    assert problem["detail"].endswith(f"what is left of the credit: {figures}.")
    assert problem["values"]["drawing"] == 10_000_001
    assert problem["values"]["available"] == 10_000_000
    assert network.get(f"/credits/{credit}/presentations", EXPORTER) == []  # nothing half-done


def test_a_bank_that_lets_its_time_pass_is_precluded_and_must_honour(network: Network) -> None:
    number = "LC-PRECLUDE"
    credit = issued_credit(network, number)
    presentation = presented(network, credit, registered_documents(network, number))
    early = network.refused(f"/presentations/{presentation}/preclusion", EXPORTER)
    assert (early["error"], early["rule"]) == ("Credit_StillInTime", "UCP 600 art. 14(b)")
    assert early["values"]["decide_by"].endswith("Z")
    network.at(2026, 5, 12, 8)
    assert (
        network.post(f"/presentations/{presentation}/preclusion", EXPORTER)["state"] == "PRECLUDED"
    )
    assert network.bind(f"/presentations/{presentation}/honour", ISSUER)["state"] == "HONOURED"


def test_presenting_after_expiry_is_refused_with_both_days(network: Network) -> None:
    number = "LC-EXPIRED"
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    network.at(2026, 6, 9, 8)
    body = {"bank": NOMINATED, "amount": {"currency": "USD", "minor": 1}, "documents": documents}
    response = network.send("POST", f"/credits/{credit}/presentations", EXPORTER, json=body)
    problem = problem_of(response)
    assert problem["type"] == "urn:dhow:problem:credit-expired"
    assert problem["rule"] == "UCP 600 art. 6(d), 6(e), 29(a)"
    assert problem["values"]["presented_day"] == "2026-06-09"
    assert problem["values"]["last_day"] == "2026-05-29"
    assert problem["next"]
    assert network.post(f"/credits/{credit}/expiry", IMPORTER)["state"] == "EXPIRED"
