"""Every act that banks tell each other of has its message, for its two banks and nobody else."""

from collections.abc import Iterator

import pytest

from dhow.trade.swift import read_file
from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    draft,
    open_network,
    party,
    registered_documents,
    terms,
)

MINOR = 10_000_000


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 4, 28, 8)
        given = {"organisation": NOMINATED, "minor": 100 * MINOR, "reference": "OPENING"}
        opened.post("/money/USD/issues", "OPERATOR", given, user="agent")
        opened.post(
            "/money/USD/allowances", NOMINATED, {"contract": "credit", "minor": 100 * MINOR}
        )
        yield opened


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
    amount = {"currency": "USD", "minor": MINOR}
    body = {"bank": NOMINATED, "amount": amount, "documents": documents}
    presentation: str = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    return presentation


def messages(network: Network, credit: str, bank: str) -> list[Json]:
    """A bank's messages, each of which its network would take."""
    found: list[Json] = network.get(f"/credits/{credit}/messages", bank)
    for each in found:
        assert each["problem"] is None, each
        assert bank in (each["sender"], each["receiver"])
        for text in each["messages"]:
            (read,) = read_file(text.encode("latin-1")).messages
            assert read.valid, (text, read.findings)
            assert not read.findings, (text, read.findings)
    return found


def kinds(network: Network, credit: str, bank: str) -> list[str]:
    return [each["mt"] for each in messages(network, credit, bank)]


def test_advice_confirmation_and_amendment_are_told(network: Network) -> None:
    number = "MS-1"
    body = {"reference": number, "terms": terms(number) | {"confirmation": "MAY ADD"}}
    credit = network.post("/credits/applications", IMPORTER, body)["id"]
    assert network.get(f"/credits/{credit}/messages", ISSUER) == []
    network.bind(f"/credits/{credit}/pre-advice", ISSUER, {"issue_by": "2026-05-04"})
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    network.post(f"/credits/{credit}/confirmation", NOMINATED)
    change = {"path": "amount", "action": "increase", "value": {"currency": "USD", "minor": 500}}
    amendment = {"credit_number": number, "number": 1, "issued_on": "2026-04-29"}
    path = f"/credits/{credit}/amendments"
    network.bind(path, ISSUER, {"amendment": {**amendment, "changes": [change]}})
    network.post(f"{path}/1/extension", NOMINATED, {"extends": True})
    network.post(f"{path}/1/advice", NOMINATED)
    network.post(f"{path}/1/answer", EXPORTER, {"accepts": True})
    change["value"] = {"currency": "USD", "minor": 700}
    network.bind(path, ISSUER, {"amendment": {**amendment, "number": 2, "changes": [change]}})
    network.post(f"{path}/2/answer", EXPORTER, {"accepts": False})
    told = messages(network, credit, NOMINATED)
    assert [each["mt"] for each in told] == [
        *("705", "700", "730", "730"),
        *("707", "730", "730", "730", "707", "730"),
    ]
    assert told == messages(network, credit, ISSUER)
    assert ":32B:USD5,00" in told[4]["messages"][0]
    # neither applicant nor beneficiary is a bank of the network
    assert network.get(f"/credits/{credit}/messages", IMPORTER) == []
    assert network.get(f"/credits/{credit}/messages", EXPORTER) == []
    assert network.send("GET", f"/credits/{credit}/messages", FINANCIER).status_code == 404


def test_refusal_and_waiver_are_told_to_the_bank_that_presented(network: Network) -> None:
    credit = issued(network, "MS-2", expiry={"day": "2026-06-29", "place": "INBOM"})
    drawing = delivered(network, credit, "MS-2", on_board="2026-04-26")
    network.post(f"/presentations/{drawing}/examination", NOMINATED)
    # what it found is the nominated bank's own until the documents go on
    assert kinds(network, credit, NOMINATED) == ["700", "750"]
    assert kinds(network, credit, ISSUER) == ["700"]
    network.post(f"/presentations/{drawing}/forward", NOMINATED)
    network.bind(f"/presentations/{drawing}/examination", ISSUER)
    body = {"disposal": "HOLDING_FOR_WAIVER"}
    network.bind(f"/presentations/{drawing}/refusal", ISSUER, body)
    network.bind(f"/presentations/{drawing}/waiver", ISSUER)
    network.bind(f"/presentations/{drawing}/honour", ISSUER)
    told = messages(network, credit, NOMINATED)
    assert [each["mt"] for each in told] == ["700", "750", "734", "752", "756"]
    notice = told[2]["messages"][0]
    assert ":77B:/NOTIFY/" in notice
    assert ":77J:+LATE SHIPMENT (" in notice
    assert told == messages(network, credit, ISSUER)


def test_documents_taken_up_without_question_are_discharged(network: Network) -> None:
    credit = issued(network, "MS-3")
    drawing = delivered(network, credit, "MS-3", on_board="2026-04-26")
    network.post(f"/presentations/{drawing}/forward", NOMINATED)
    network.bind(f"/presentations/{drawing}/examination", ISSUER)
    network.bind(f"/presentations/{drawing}/waiver", ISSUER)
    assert kinds(network, credit, ISSUER) == ["700", "732"]


def test_a_bank_that_acted_is_reimbursed_by_a_third(network: Network) -> None:
    credit = issued(network, "MS-4", reimbursing_bank=party(STRANGER) | {"bic": "STRASGSG"})
    drawing = delivered(network, credit, "MS-4")
    network.post(f"/presentations/{drawing}/examination", NOMINATED)
    network.post(f"/presentations/{drawing}/honour", NOMINATED)
    network.post(f"/presentations/{drawing}/reimbursement-claim", NOMINATED)
    assert kinds(network, credit, NOMINATED) == ["700", "754", "742"]
    assert kinds(network, credit, ISSUER) == ["700", "740", "754"]
    # neither the terms nor what the other two tell each other
    seen = messages(network, credit, STRANGER)
    assert [each["mt"] for each in seen] == ["740", "742"]
    assert "MANGOES" not in "".join(text for each in seen for text in each["messages"])
    assert network.send("GET", f"/credits/{credit}", STRANGER).status_code == 404
    # the law that binds it may keep that bank from paying too, and it learns no more by saying so
    hold = {"legal_basis": "MAS Notice 626", "jurisdiction": "SG"}
    held = network.post(f"/credits/{credit}/compliance-hold", STRANGER, hold)
    assert held["compliance_hold"]["legal_basis"] == "MAS Notice 626"
    assert "terms" not in held
    assert network.post(f"/credits/{credit}/compliance-hold", STRANGER, hold)["receipt"] is None
    refused = network.refused(f"/presentations/{drawing}/reimbursement", STRANGER)
    assert refused["error"] == "Credit_OnHold"
    for reader in (ISSUER, NOMINATED):
        assert network.get(f"/credits/{credit}", reader)["compliance_hold"] is None
    ended = network.post(f"/credits/{credit}/compliance-hold/end", STRANGER)
    assert ended["compliance_hold"] is None
    assert network.get("/reimbursements", STRANGER)[-1]["compliance_hold"] is None


def test_a_draft_accepted_and_paid_when_due(network: Network) -> None:
    availability: Json = {
        "mode": "acceptance",
        "with_bank": "issuing_bank",
        "drawee": "issuing_bank",
        "tenor": {"days": 30, "after": "bill_of_lading_date"},
    }
    credit = issued(network, "MS-5", availability=availability)
    drawing = delivered(network, credit, "MS-5", "2026-04-20", draft("MS-5", "2026-05-20"))
    network.post(f"/presentations/{drawing}/forward", NOMINATED)
    network.bind(f"/presentations/{drawing}/examination", ISSUER)
    day = {"stated_day": "2026-04-20"}
    network.bind(f"/presentations/{drawing}/undertaking", ISSUER, day)
    told = messages(network, credit, NOMINATED)
    assert [each["mt"] for each in told] == ["700", "759"]
    assert "2026-05-20" in told[1]["messages"][0]


def test_a_bank_without_bic_is_told_why_there_is_no_message(network: Network) -> None:
    without = {**party(STRANGER)}
    body = {
        "reference": "MS-6",
        "terms": terms("MS-6")
        | {"nominated_bank": without, "expiry": {"day": "2026-05-29", "place": "SGSIN"}},
    }
    credit = network.post("/credits/applications", IMPORTER, body)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": "MS-6"})
    (only,) = network.get(f"/credits/{credit}/messages", STRANGER)
    assert (only["mt"], only["messages"]) == ("700", [])
    assert "has no BIC" in only["problem"]
