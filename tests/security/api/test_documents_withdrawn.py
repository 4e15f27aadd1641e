"""An issuer withdraws a document to stop a payment: too late once it has been presented."""

from collections.abc import Iterator

import pytest

from tests.support.api import (
    CARRIER,
    EXPORTER,
    ISSUER,
    NOMINATED,
    Network,
    issued_credit,
    open_network,
    presented,
    registered_documents,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 4, 21, 7)
        yield opened


@pytest.mark.parametrize("when", ["before the examination", "after the examination"])
def test_a_carrier_withdraws_its_bill_while_the_bank_has_it(network: Network, when: str) -> None:
    number = f"LC-{when[:3].upper()}"
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    presentation = presented(network, credit, documents)
    path, withdrawal = f"/presentations/{presentation}", f"/documents/{documents[1]}/revocation"
    if when.startswith("before"):
        network.post(withdrawal, CARRIER, {"reason": "goods never loaded"})
    examined = network.bind(f"{path}/examination", ISSUER)
    if when.startswith("after"):
        network.post(withdrawal, CARRIER, {"reason": "goods never loaded"})

    seen = network.get(path, ISSUER)
    assert seen["state"] == "COMPLYING"
    # the report is the one whose hash is on the ledger; this stands beside it
    assert seen["examination"]["hash"] == examined["examination"]["hash"]
    (noted,) = [
        each for each in seen["examination"]["observations"] if "withdrawn" in each["words"]
    ]
    assert noted["article"] == "UCP 600 art. 14(a)"
    assert noted["document"].endswith(f"BL-{number}")
    assert "2026-04-21" in noted["words"]
    assert "no discrepancy" in noted["words"]
    assert network.bind(f"{path}/honour", ISSUER)["state"] == "HONOURED"


def test_a_document_withdrawn_before_is_not_presented(network: Network) -> None:
    credit = issued_credit(network, "LC-WITHDRAWN")
    documents = registered_documents(network, "LC-WITHDRAWN")
    network.post(f"/documents/{documents[1]}/revocation", CARRIER, {"reason": "goods never loaded"})
    refusal = network.refused(
        f"/credits/{credit}/presentations",
        EXPORTER,
        {
            "bank": NOMINATED,
            "amount": {"currency": "USD", "minor": 10_000_000},
            "documents": documents,
        },
    )
    assert refusal["error"] == "Documents_Revoked"
