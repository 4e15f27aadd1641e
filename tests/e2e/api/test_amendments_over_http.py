"""Amendments, each answered by itself, and what keeps a bank from paying: over HTTP."""

from collections.abc import Iterator

import pytest

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
    assert network.post(f"{path}/1/advice", NOMINATED)["advised"]
    strange = {"accepts": True, "only": ["goods"]}
    assert network.refused(f"{path}/1/answer", EXPORTER, strange)["status"] == 422
    accepted = network.post(f"{path}/1/answer", EXPORTER, {"accepts": True})
    assert accepted["state"] == "ACCEPTED"
    seen = network.get(f"/credits/{credit}", IMPORTER)
    assert (seen["amount"]["minor"], seen["amendments"]) == (10_000_500, 1)


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


def test_what_stands_for_good_is_not_amended(network: Network) -> None:
    credit = issued_credit(network, "AM-3")
    wrong = change("AM-3", "form", "IRREVOCABLE TRANSFERABLE")
    refused = network.refused(f"/credits/{credit}/amendments", ISSUER, wrong)
    assert (refused["status"], refused["rule"]) == (422, "UCP 600 art. 10")


def test_a_hold_is_its_banks_own_and_an_order_is_told_to_all(network: Network) -> None:
    credit = issued_credit(network, "AM-4")
    held = {"legal_basis": "Federal Decree 10 of 2025", "jurisdiction": "AE"}
    seen = network.bind(f"/credits/{credit}/compliance-hold", ISSUER, held)
    assert seen["compliance_hold"]["jurisdiction"] == "AE"
    for other in (EXPORTER, IMPORTER, NOMINATED):
        assert network.get(f"/credits/{credit}", other)["compliance_hold"] is None
    network.bind(f"/credits/{credit}/compliance-hold/end", ISSUER)
    order = {"order_reference": "CC/2026/17"}
    recorded = network.post(f"/credits/{credit}/court-order", REGULATOR, order)
    assert recorded["registrar"] == REGULATOR
    assert network.get(f"/credits/{credit}", EXPORTER)["court_order"]["registrar"] == REGULATOR
    network.post(f"/credits/{credit}/court-order/lifting", REGULATOR)
    assert network.get(f"/credits/{credit}", EXPORTER)["court_order"] is None
    assert network.refused(f"/credits/{credit}/court-order/lifting", REGULATOR)["status"] == 409
