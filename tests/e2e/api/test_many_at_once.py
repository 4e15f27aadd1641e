"""Requests that come at the same time: nothing twice, nothing lost, nobody blocked."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.api import (
    CARRIER,
    CUSTOMS,
    EXPORTER,
    IMPORTER,
    NOMINATED,
    Network,
    commercial_invoice,
    issued_credit,
    open_network,
    registered_documents,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def at_once(network: Network, requests: list[tuple[str, str, str, Any]]) -> list[httpx.Response]:
    """All of these (method, path, organisation, body) together."""
    tokens = {organisation: network.token(organisation) for _, _, organisation, _ in requests}

    async def run() -> list[httpx.Response]:
        return await asyncio.gather(
            *(
                network.client.request(
                    method,
                    path,
                    json=body,
                    headers={"Authorization": f"Bearer {tokens[organisation]}"},
                )
                for method, path, organisation, body in requests
            )
        )

    return network.run(run())


def test_one_document_registered_ten_times_at_once_is_registered_once(network: Network) -> None:
    body = {"document": commercial_invoice("RACE-1")}
    answers = at_once(network, [("POST", "/documents", EXPORTER, body)] * 10)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9


def test_one_invoice_in_two_spellings_at_once_is_registered_once(network: Network) -> None:
    def invoice(number: str) -> dict[str, Any]:
        return {
            "number": number,
            "issue_date": "2026-03-30",
            "currency": "USD",
            "seller": {"name": "Orchards", "lei": EXPORTER},
            "buyer": {"name": "Juice Works", "lei": IMPORTER},
            "total_minor": 1_000,
        }

    spellings = ["AMJ/2026-0047", "amj 2026 0047", "AMJ20260047", "Amj-2026/0047"] * 3
    answers = at_once(
        network, [("POST", "/invoices", EXPORTER, invoice(number)) for number in spellings]
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 11


def test_one_drawing_presented_twice_at_once_is_taken_once(network: Network) -> None:
    credit = issued_credit(network, "LC-RACE")
    body = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": registered_documents(network, "LC-RACE"),
    }
    path = f"/credits/{credit}/presentations"
    answers = at_once(network, [("POST", path, EXPORTER, body)] * 4)
    assert {answer.status_code for answer in answers} == {201}
    # one of them made it; the others found it made
    assert sum(answer.json()["receipt"] is not None for answer in answers) == 1
    (made,) = network.get(path, EXPORTER)
    assert {answer.json()["id"] for answer in answers} == {made["id"]}


def test_a_lot_is_used_up_once_whoever_comes_first(network: Network) -> None:
    shipment = network.post(
        "/goods/shipments",
        CARRIER,
        {
            "reference": "RACE",
            "participants": [IMPORTER, CUSTOMS],
            "legs": [{"mode": "sea", "from_place": "INNSA", "to_place": "AEJEA"}],
            "lots": [{"lot": "A", "goods": "mangoes", "kilograms": 100}],
        },
    )["id"]
    body = {"inputs": [{"lot": "A", "kilograms": 60}], "outputs": []}
    path = f"/goods/shipments/{shipment}/lots"
    answers = at_once(
        network, [("POST", path, who, body) for who in (IMPORTER, CUSTOMS, CARRIER, IMPORTER)]
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert network.get(f"/goods/shipments/{shipment}", CARRIER)["lots"][0]["kilograms"] == 40


def test_many_parties_write_and_read_together(network: Network) -> None:
    writers = [
        ("POST", "/documents", EXPORTER, {"document": commercial_invoice(f"MANY-{n}")})
        for n in range(12)
    ]
    readers = [("GET", "/money/balances", who, None) for who in (IMPORTER, NOMINATED)] * 6
    answers = at_once(
        network, [each for pair in zip(writers, readers, strict=True) for each in pair]
    )
    assert {answer.status_code for answer in answers} == {200, 201}
    hashes = {answer.json()["hash"] for answer in answers if answer.status_code == 201}
    assert hashes <= {each["hash"] for each in network.get("/documents", EXPORTER)}
    assert len(hashes) == 12
