"""Nominated, confirming and reimbursing banks at work over HTTP, and what each of them is told."""

from collections.abc import Iterator

import pytest

from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    draft,
    open_network,
    registered_documents,
    terms,
)

MINOR = 10_000_000


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 4, 28, 8)
        opened.post("/money/USD/issues", "OPERATOR", _issue(), user="agent")
        opened.post(
            "/money/USD/allowances", NOMINATED, {"contract": "credit", "minor": 100 * MINOR}
        )
        yield opened


def _issue() -> Json:
    return {"organisation": NOMINATED, "minor": 100 * MINOR, "reference": "OPENING"}


def issued(network: Network, number: str, **changed: object) -> str:
    body = {"reference": number, "terms": terms(number) | changed}
    credit: str = network.post("/credits/applications", IMPORTER, body)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    return credit


def delivered(
    network: Network, credit: str, number: str, on_board: str = "2026-04-20", *more: Json
) -> str:
    documents = registered_documents(
        network,
        number,
        (EXPORTER, commercial_invoice(number)),
        (CARRIER, bill_of_lading(number, on_board=on_board)),
        *[(EXPORTER, document) for document in more],
    )
    body = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": MINOR},
        "documents": documents,
    }
    presentation: str = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    return f"/presentations/{presentation}"


def test_a_confirming_bank_decides_first_and_is_paid_by_the_issuing_bank(
    network: Network,
) -> None:
    credit = issued(network, "SET-1", confirmation="CONFIRM")
    network.post(f"/credits/{credit}/confirmation", NOMINATED)
    drawing = delivered(network, credit, "SET-1")
    assert network.get(drawing, NOMINATED)["handling"]["with_confirming_bank"]
    assert network.send("GET", drawing, ISSUER).status_code == 404  # it has not received them
    found = network.post(f"{drawing}/examination", NOMINATED)
    assert (found["state"], found["examination"]["complying"]) == ("COMPLYING", True)
    before = network.balance(EXPORTER), network.balance(ISSUER)
    acted = network.post(f"{drawing}/honour", NOMINATED)
    assert (acted["state"], acted["drawing"]["nomination"]) == ("ACTED_UPON", "HONOURED")
    assert network.balance(EXPORTER) == before[0] + MINOR
    network.post(f"{drawing}/forward", NOMINATED)
    network.bind(f"{drawing}/examination", ISSUER)
    assert network.bind(f"{drawing}/honour", ISSUER)["state"] == "HONOURED"
    assert network.balance(ISSUER) == before[1] - MINOR
    # how banks settled between them is no concern of the applicant
    assert network.get(drawing, EXPORTER)["drawing"]["claimant"] == NOMINATED
    assert network.get(drawing, IMPORTER)["drawing"] is None


def test_a_confirming_bank_refuses_in_one_notice(network: Network) -> None:
    credit = issued(network, "SET-2", confirmation="CONFIRM")
    network.post(f"/credits/{credit}/confirmation", NOMINATED)
    drawing = delivered(network, credit, "SET-2", on_board="2026-04-26")
    network.post(f"{drawing}/examination", NOMINATED)
    refused = network.post(f"{drawing}/refusal", NOMINATED, {"disposal": "RETURNING"})
    assert "NOTICE OF REFUSAL" in refused["notice"]
    seen = network.get(drawing, EXPORTER)
    assert (seen["notice"], seen["examination"]) == (refused["notice"], refused["examination"])
    assert network.post(f"{drawing}/documents-return", NOMINATED)["state"] == "RETURNED"


def test_a_bank_that_only_is_nominated_shows_its_finding_to_nobody(network: Network) -> None:
    credit = issued(network, "SET-3")
    drawing = delivered(network, credit, "SET-3")
    assert network.post(f"{drawing}/agreement", NOMINATED)["handling"]["agreed_at"]
    assert network.post(f"{drawing}/examination", NOMINATED)["handling"]["found_complying"]
    assert network.get(drawing, EXPORTER)["examination"] is None
    again = network.post(f"{drawing}/examination", NOMINATED)
    assert again["receipt"] is None
    network.post(f"{drawing}/forward", NOMINATED)
    refused = network.refused(f"{drawing}/undertaking", ISSUER, {})
    assert refused["status"] in (403, 409)


def test_a_drawing_is_sold_at_the_beneficiarys_price_and_reimbursed(network: Network) -> None:
    credit = issued(
        network,
        "SET-4",
        availability={"mode": "negotiation", "with_bank": "nominated_bank"},
    )
    drawing = delivered(network, credit, "SET-4")
    network.post(f"{drawing}/examination", NOMINATED)
    network.post(f"{drawing}/advance-offer", EXPORTER, {"minimum_minor": MINOR - 700})
    low = network.refused(f"{drawing}/negotiation", NOMINATED, {"advance_minor": MINOR - 800})
    assert low["type"].endswith("credit-advance-too-low"), low
    bought = network.post(f"{drawing}/negotiation", NOMINATED, {"advance_minor": MINOR - 700})
    assert bought["drawing"]["advanced"]["minor"] == MINOR - 700
    # claimed of nobody: the credit names no reimbursing bank
    assert network.refused(f"{drawing}/reimbursement-claim", NOMINATED)["status"] == 409
    paid = network.bind(f"{drawing}/reimbursement", ISSUER)
    assert (paid["reimburser"], paid["refund_due"]) == (ISSUER, None)
    assert network.get("/reimbursements", ISSUER) == []


def test_a_draft_accepted_is_paid_when_it_falls_due(network: Network) -> None:
    credit = issued(
        network,
        "SET-5",
        availability={
            "mode": "acceptance",
            "with_bank": "issuing_bank",
            "drawee": "issuing_bank",
            "tenor": {"days": 30, "after": "bill_of_lading_date"},
        },
    )
    drawing = delivered(network, credit, "SET-5", "2026-04-20", draft("SET-5", "2026-05-20"))
    network.post(f"{drawing}/forward", NOMINATED)
    network.bind(f"{drawing}/examination", ISSUER)
    later = {"stated_day": "2026-04-27"}  # a week of the beneficiary's money
    problem = network.refused(f"{drawing}/undertaking", ISSUER, later, user="maker")
    assert problem["status"] == 422
    (field,) = problem["fields"]
    assert "is 2026-04-27; the documents show 2026-04-20" in field["problem"]
    accepted = network.bind(f"{drawing}/undertaking", ISSUER, {"stated_day": None})
    assert (accepted["state"], accepted["drawing"]["maturity_day"]) == ("UNDERTAKEN", "2026-05-20")
    # accepted, the documents are the applicant's
    assert len(network.get(drawing, IMPORTER)["documents"]) == 3
    assert network.refused(f"{drawing}/maturity-payment", ISSUER)["status"] == 409
    network.at(2026, 5, 20, 9)
    assert network.bind(f"{drawing}/maturity-payment", ISSUER)["state"] == "HONOURED"


def test_the_applicant_answers_and_the_bank_judges(network: Network) -> None:
    credit = issued(network, "SET-6", expiry={"day": "2026-06-29", "place": "INBOM"})
    drawing = delivered(network, credit, "SET-6", on_board="2026-04-26")
    network.post(f"{drawing}/forward", NOMINATED)
    network.bind(f"{drawing}/examination", ISSUER)
    assert network.send("GET", drawing, IMPORTER).status_code == 404
    network.bind(f"{drawing}/waiver-enquiry", ISSUER)
    answered = network.post(f"{drawing}/waiver-answer", IMPORTER, {"waives": False})
    assert answered["handling"]["waiver"] == "DECLINES"
    twice = network.refused(f"{drawing}/waiver-answer", IMPORTER, {"waives": True})
    assert (twice["status"], twice["type"]) == (409, "urn:dhow:problem:waiver-answered")
    assert "DECLINES" in twice["detail"]
    early = network.refused(f"{drawing}/documents-return", ISSUER)
    assert early["next"].startswith("They were found discrepant")
    # it binds nobody: the bank may take up all the same (UCP 600 art. 16(b))
    assert network.bind(f"{drawing}/waiver", ISSUER)["state"] == "WAIVED"
