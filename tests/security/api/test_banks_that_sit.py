"""A bank that does nothing, or may not act, keeps nobody from what is due."""

from collections.abc import Iterator

import pytest

from tests.support.api import (
    EXPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Network,
    confirmed_credit,
    issued_credit,
    open_network,
    presented,
    presented_to_nominated,
    problem_of,
    registered_documents,
)


@pytest.fixture
def network() -> Iterator[Network]:
    with open_network() as network:
        yield network


def test_nominated_bank_sits_on_a_timely_presentation(network: Network) -> None:
    number = "LC-SIT"
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    made = presented_to_nominated(network, credit, documents)
    path = f"/presentations/{made}/forward"
    early = network.send("POST", path, EXPORTER)
    assert early.status_code == 409, early.text
    assert problem_of(early)["error"] == "Credit_StillInTime"
    assert network.send("GET", f"/presentations/{made}", ISSUER).status_code == 404
    network.at(2026, 6, 1, 12)
    assert network.send("POST", path, STRANGER).status_code in (403, 404)
    assert network.post(path, EXPORTER)["state"] == "RECEIVED"
    assert network.get(f"/presentations/{made}", ISSUER)["state"] == "RECEIVED"
    for document in documents:
        assert network.get(f"/documents/{document}", ISSUER)["hash"] == document


def test_what_a_confirming_bank_refused_is_beyond_waiver_when_the_credit_ends(
    network: Network,
) -> None:
    """Nobody can present it anew: the issuing bank sees that it is refused, and may take it up."""
    number = "LC-REFUSED"
    credit = confirmed_credit(network, number)
    documents = registered_documents(network, number)
    made = presented_to_nominated(network, credit, documents)
    path = f"/presentations/{made}"
    assert network.bind(f"{path}/examination", NOMINATED)["state"] == "DISCREPANT"
    network.bind(f"{path}/refusal", NOMINATED, {"disposal": "RETURNING"})
    assert network.send("GET", path, ISSUER).status_code == 404
    assert network.send("POST", f"{path}/waiver", ISSUER, user="maker").status_code == 404
    network.at(2026, 7, 20, 6)
    network.post(f"/credits/{credit}/expiry", EXPORTER)
    seen = network.get(path, ISSUER)
    assert seen["state"] == "REFUSED"
    unseen = [network.send("GET", f"/documents/{each}", ISSUER).status_code for each in documents]
    assert unseen == [404] * len(documents)
    assert network.bind(f"{path}/waiver", ISSUER)["state"] == "WAIVED"
    for document in documents:
        assert network.get(f"/documents/{document}", ISSUER)["hash"] == document
    assert network.send("GET", path, STRANGER).status_code == 404


def test_suspended_bank_honours(network: Network) -> None:
    number = "LC-SUSPENDED"
    credit = issued_credit(network, number)
    network.at(2026, 4, 22, 7)
    made = presented(network, credit, registered_documents(network, number))
    network.bind(f"/presentations/{made}/examination", ISSUER)
    suspension = f"/members/{ISSUER}/suspension"
    network.post(suspension, "OPERATOR", {"reason": "SANCTIONS"}, user="registrar")
    before = network.balance(EXPORTER)
    assert network.bind(f"/presentations/{made}/honour", ISSUER)["state"] == "HONOURED"
    assert network.balance(EXPORTER) == before + 10_000_000
