"""Requests that come at the same time: nothing twice, nothing lost, nobody blocked."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from dhow.ledger.client import TransactionError
from dhow.ledger.signing import Signer
from dhow.ledger.types import Act
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


def test_reads_are_served_while_slow_acts_are_under_way(network: Network) -> None:
    """Neither the store nor the threads wait for the chain: not behind one act, nor behind many."""
    sender = network.context.sender
    send, released = sender.send, threading.Event()
    under_way = threading.Semaphore(0)
    for who in (CARRIER, EXPORTER):
        network.token(who)

    def slow(act: Act[Any], signer: Signer, **how: Any) -> Any:
        under_way.release()
        assert released.wait(60)
        return send(act, signer, **how)

    def ask(method: str, path: str, who: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {network.token(who)}"}
        return network.client.request(method, path, json=body, headers=headers)

    async def run() -> tuple[list[httpx.Response], list[httpx.Response]]:
        acts = [
            asyncio.create_task(
                ask("POST", "/documents", EXPORTER, {"document": commercial_invoice(f"SLOW-{n}")})
            )
            for n in range(20)
        ]
        while not under_way.acquire(blocking=False):  # one at least is with the chain
            await asyncio.sleep(0.01)
        try:
            async with asyncio.timeout(20):
                reads = [
                    await ask("GET", path, CARRIER) for path in ("/documents", "/money/balances")
                ]
            assert not any(act.done() for act in acts)
        finally:
            released.set()
        return reads, await asyncio.gather(*acts)

    sender.send = slow  # type: ignore[method-assign]
    try:
        reads, acts = network.run(run())
    finally:
        sender.send = send  # type: ignore[method-assign]
    assert [answer.status_code for answer in reads] == [200, 200]
    assert {answer.status_code for answer in acts} == {201}


def credit_allowance(network: Network) -> int:
    """What the credits may still take from the importer's account, USD minor units."""
    balances = network.get("/money/balances", IMPORTER)
    (found,) = (each["allowances"]["credit"] for each in balances if each["currency"] == "USD")
    return int(found)


def test_two_lodgings_at_once_are_both_taken_and_leave_no_allowance(network: Network) -> None:
    credits = [issued_credit(network, number) for number in ("LC-LODGE-1", "LC-LODGE-2")]
    lodgings = [
        ("POST", f"/credits/{credit}/collateral", IMPORTER, {"minor": minor})
        for credit in credits
        for minor in (300, 500, 700)
    ]
    answers = at_once(network, lodgings)
    assert {answer.status_code for answer in answers} == {200}, [a.text for a in answers]
    for credit in credits:
        assert network.get(f"/credits/{credit}", IMPORTER)["collateral"]["minor"] == 1_500
    assert credit_allowance(network) == 0


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lodging_whose_answer_is_lost_leaves_the_allowance_as_it_was(
    network: Network, when: str
) -> None:
    credit = issued_credit(network, f"LC-LOST-{when}")
    network.post("/money/USD/allowances", IMPORTER, {"contract": "credit", "minor": 77})
    sender = network.context.sender
    send = sender.send

    def lost(act: Act[Any], signer: Signer, **how: Any) -> Any:
        if "lodgeCollateral" not in act.name:
            return send(act, signer, **how)
        if when == "after":
            send(act, signer, **how)
        raise TransactionError("the node's answer was lost")

    sender.send = lost  # type: ignore[method-assign]
    try:
        answer = network.send(
            "POST", f"/credits/{credit}/collateral", IMPORTER, json={"minor": 900}
        )
    finally:
        sender.send = send  # type: ignore[method-assign]
    assert answer.status_code >= 500
    lodged = network.get(f"/credits/{credit}", IMPORTER)["collateral"]["minor"]
    assert lodged == (900 if when == "after" else 0)
    assert credit_allowance(network) == 77
    network.post("/money/USD/allowances", IMPORTER, {"contract": "credit", "minor": 0})


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
