"""Proceeds assigned, acknowledged and paid, to the cent; and what an assignee never sees."""

from collections.abc import Iterator

import pytest

from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    RIVAL,
    Network,
    issued_credit,
    open_network,
    party,
    presented,
    problem_of,
    registered_documents,
    terms,
)

PRICE = 10_000_000
SHARE = 6_000_000


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def usd(minor: int) -> dict[str, object]:
    return {"currency": "USD", "minor": minor}


def test_the_assignee_is_paid_by_the_bank_that_acknowledged(network: Network) -> None:
    """UCP 600 art. 39: the rest is the beneficiary's; what binds nobody pays nobody."""
    credit = issued_credit(network, "AS-1")
    path = f"/credits/{credit}/assignments"
    given = {"assignee": FINANCIER, "amount": usd(SHARE)}
    assigned = network.post(path, EXPORTER, given)
    assert (assigned["number"], assigned["state"], assigned["acknowledged_by"]) == (
        1,
        "NOTIFIED",
        [],
    )
    # asked for again it is the same one
    assert network.post(path, EXPORTER, given)["receipt"] is None
    # a carrier with all of the rest, behind the financier
    network.post(path, EXPORTER, {"assignee": CARRIER, "amount": None})
    bound = network.bind(f"{path}/1/acknowledgement", ISSUER)
    assert (bound["state"], bound["acknowledged_by"]) == ("ACKNOWLEDGED", [ISSUER])
    assert network.post(f"{path}/1/acknowledgement", ISSUER)["receipt"] is None
    network.post("/money/USD/allowances", ISSUER, {"contract": "credit", "minor": PRICE})
    network.at(2026, 4, 22, 8)
    drawing = presented(network, credit, registered_documents(network, "AS-1"))
    before = {each: _balance(network, each) for each in (FINANCIER, EXPORTER)}
    network.bind(f"/presentations/{drawing}/examination", ISSUER)
    network.bind(f"/presentations/{drawing}/honour", ISSUER)
    moved = {each: _balance(network, each) - before[each] for each in before}
    assert moved == {FINANCIER: SHARE, EXPORTER: PRICE - SHARE}
    first, second = network.get(path, EXPORTER)
    assert (first["paid"], first["payments"]) == (
        usd(SHARE),
        [{"presentation": drawing, "amount": usd(SHARE)}],
    )
    assert (second["state"], second["amount"], second["payments"]) == ("NOTIFIED", None, [])


def _balance(network: Network, organisation: str) -> int:
    found = network.get("/money/balances", organisation)
    return next((each["balance"] for each in found if each["currency"] == "USD"), 0)


def test_an_assignee_sees_its_assignment_and_nothing_of_the_credit(network: Network) -> None:
    """Neither terms nor documents, nor another's assignment; and it can neither present nor act."""
    credit = issued_credit(network, "AS-2")
    path = f"/credits/{credit}/assignments"
    for assignee in (FINANCIER, RIVAL):
        network.post(path, EXPORTER, {"assignee": assignee, "amount": usd(SHARE)})
    (own,) = network.get(path, FINANCIER)
    assert (own["assignee"], own["credit_number"], own["beneficiary"]) == (
        FINANCIER,
        "AS-2",
        EXPORTER,
    )
    assert IMPORTER not in str(own)
    assert credit in [each["credit"] for each in network.get("/assignments", FINANCIER)]
    assert {each["assignee"] for each in network.get("/assignments", FINANCIER)} == {FINANCIER}
    for route in ("", "/presentations", "/amendments"):
        assert network.send("GET", f"/credits/{credit}{route}", FINANCIER).status_code == 404
    told = network.send("GET", "/events?limit=200", FINANCIER).text
    assert credit not in told
    # all of it for who assigns and who may pay; nothing for the applicant, nor for a stranger
    for organisation in (EXPORTER, ISSUER, NOMINATED):
        assert len(network.get(path, organisation)) == 2, organisation
    assert network.get(path, IMPORTER) == []
    problem = problem_of(network.send("GET", path, CARRIER))
    assert problem["status"] == 404
    body = {"bank": NOMINATED, "amount": usd(1), "documents": [credit]}
    assert network.refused(f"/credits/{credit}/presentations", FINANCIER, body)["status"] == 403
    # F19: who may present documents of its own is no better placed
    refused = network.refused(f"{path}/1/withdrawal", FINANCIER)
    assert refused["status"] == 403


def test_only_the_assignee_ends_what_a_bank_acknowledged(network: Network) -> None:
    credit = issued_credit(network, "AS-3")
    path = f"/credits/{credit}/assignments"
    network.post(path, EXPORTER, {"assignee": FINANCIER, "amount": usd(SHARE)})
    network.post(path, EXPORTER, {"assignee": RIVAL, "amount": usd(SHARE)})
    network.post(f"{path}/1/acknowledgement", NOMINATED)
    # together they never exceed the credit
    over = network.refused(f"{path}/2/acknowledgement", NOMINATED)
    assert (over["status"], over["rule"]) == (409, "UCP 600 art. 39")
    stands = network.refused(f"{path}/1/withdrawal", EXPORTER)
    assert stands["status"] == 409
    for organisation in (EXPORTER, ISSUER):
        response = network.send("POST", f"{path}/1/release", organisation, user="checker")
        assert response.status_code in (403, 409), response.text
    assert network.refused(f"{path}/1/release", RIVAL)["status"] == 404
    released = network.post(f"{path}/1/release", FINANCIER)
    assert released["state"] == "RELEASED"
    assert network.post(f"{path}/2/acknowledgement", NOMINATED)["state"] == "ACKNOWLEDGED"
    assert network.post(f"{path}/1/release", FINANCIER)["receipt"] is None


def test_a_bank_that_only_advises_acknowledges_no_assignment(network: Network) -> None:
    """It pays nothing; the issuing bank does (UCP 600 art. 9(a), 39)."""
    words = terms("AS-ADV") | {"advising_bank": party(NOMINATED)}
    del words["nominated_bank"]
    words["availability"] = {"mode": "sight", "with_bank": "issuing_bank"}
    asked = {"reference": "AS-ADV", "terms": words}
    credit = network.post("/credits/applications", IMPORTER, asked)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": "AS-ADV"})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    path = f"/credits/{credit}/assignments"
    made = network.post(path, EXPORTER, {"assignee": FINANCIER, "amount": usd(SHARE)})
    assert made["nominated_bank"] is None
    refused = network.refused(f"{path}/1/acknowledgement", NOMINATED)
    assert (refused["status"], refused["rule"]) == (403, "UCP 600 art. 39")
    assert "issuing bank" in refused["next"]
    bound = network.bind(f"{path}/1/acknowledgement", ISSUER)
    assert bound["acknowledged_by"] == [ISSUER]
    (own,) = network.get(path, FINANCIER)
    assert own["nominated_bank"] is None


@pytest.mark.parametrize(
    ("by", "body", "status", "field"),
    [
        (EXPORTER, {"assignee": EXPORTER}, 422, "assignee"),
        (EXPORTER, {"assignee": "8945" + "0" * 14 + "11"}, 422, "assignee"),
        (
            EXPORTER,
            {"assignee": FINANCIER, "amount": {"currency": "EUR", "minor": 1}},
            422,
            "amount.currency",
        ),
        (
            EXPORTER,
            {"assignee": FINANCIER, "amount": {"currency": "USD", "minor": 0}},
            422,
            "amount.minor",
        ),
    ],
    ids=["to oneself", "to nobody", "another currency", "nothing"],
)
def test_an_assignment_that_cannot_be_is_refused_by_field(
    network: Network, by: str, body: dict[str, object], status: int, field: str
) -> None:
    credit = next(each["id"] for each in network.get("/credits", EXPORTER))
    count = len(network.get(f"/credits/{credit}/assignments", EXPORTER))
    problem = network.refused(f"/credits/{credit}/assignments", by, body)
    assert (problem["status"], problem["fields"][0]["path"]) == (status, field)
    assert len(network.get(f"/credits/{credit}/assignments", EXPORTER)) == count
