"""Whoever was once offered an invoice reads on: the ledger ends that, not what was shared."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support.api import EXPORTER, FINANCIER, IMPORTER, RIVAL, Network, open_network, party


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.post("/money/USD/allowances", FINANCIER, {"contract": "invoices", "minor": 10**7})
        yield opened


def registered(network: Network, number: str) -> str:
    invoice = {
        "number": number,
        "issue_date": "2026-03-30",
        "currency": "USD",
        "seller": party(EXPORTER),
        "buyer": party(IMPORTER),
        "total_minor": 100_000,
    }
    fingerprint: str = network.post("/invoices", EXPORTER, invoice)["fingerprint"]
    return f"/invoices/{fingerprint}"


def offered(network: Network, path: str, financier: str, minor: int = 90_000) -> None:
    body = {
        "financier": financier,
        "advance": {"currency": "USD", "minor": minor},
        "reserved_until": (network.now() + timedelta(days=1)).isoformat(),
    }
    network.post(f"{path}/offers", EXPORTER, body)


def passes(network: Network, **time: int) -> None:
    network.context.ledger.engine.set_time(int((network.now() + timedelta(**time)).timestamp()))


def assert_hidden(network: Network, path: str, organisation: str) -> None:
    assert network.send("GET", path, organisation).status_code == 404
    listed: list[dict[str, Any]] = network.get("/invoices", organisation)
    assert path.removeprefix("/invoices/") not in {each["fingerprint"] for each in listed}


def test_the_one_whose_offer_lapsed_reads_its_rivals(network: Network) -> None:
    path = registered(network, "LAPSED")
    offered(network, path, RIVAL)
    assert network.get(path, RIVAL)["advance"]["minor"] == 90_000
    passes(network, days=1, seconds=1)
    assert_hidden(network, path, RIVAL)
    offered(network, path, FINANCIER, minor=91_234)
    assert_hidden(network, path, RIVAL)
    assert network.get(path, FINANCIER)["advance"]["minor"] == 91_234


def test_the_one_whose_offer_was_withdrawn_reads_its_rivals(network: Network) -> None:
    path = registered(network, "WITHDRAWN")
    offered(network, path, RIVAL)
    network.post(f"{path}/withdrawal", EXPORTER)
    assert_hidden(network, path, RIVAL)
    offered(network, path, FINANCIER)
    assert_hidden(network, path, RIVAL)


def test_the_one_who_released_reads_the_next_offer(network: Network) -> None:
    path = registered(network, "RELEASED")
    offered(network, path, FINANCIER)
    assert network.post(f"{path}/finance", FINANCIER)["status"] == "FINANCED"
    assert network.post(f"{path}/release", FINANCIER)["status"] == "REGISTERED"
    assert_hidden(network, path, FINANCIER)
    offered(network, path, RIVAL)
    assert_hidden(network, path, FINANCIER)
    for act in ("finance", "settle", "release"):
        assert network.send("POST", f"{path}/{act}", FINANCIER).status_code == 404


def test_the_one_who_paid_reads_on_after_the_offers_end(network: Network) -> None:
    path = registered(network, "PAID")
    offered(network, path, FINANCIER)
    network.post(f"{path}/finance", FINANCIER)
    passes(network, days=30)
    assert network.get(path, FINANCIER)["status"] == "FINANCED"
    assert network.post(f"{path}/settle", FINANCIER)["status"] == "SETTLED"
    assert network.get(path, FINANCIER)["status"] == "SETTLED"


def test_an_offer_the_ledger_refuses_shows_nothing(network: Network) -> None:
    """Shared before the act is sent: without the act it gives no right."""
    path = registered(network, "REFUSED")
    offered(network, path, FINANCIER)
    body = {
        "financier": RIVAL,
        "advance": {"currency": "USD", "minor": 1},
        "reserved_until": (network.now() + timedelta(days=1)).isoformat(),
    }
    refusal = network.refused(f"{path}/offers", EXPORTER, body)
    assert refusal["error"] == "Invoices_Reserved"
    assert_hidden(network, path, RIVAL)
