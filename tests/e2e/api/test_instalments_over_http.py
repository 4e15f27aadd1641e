"""Credits drawn by instalments: counted, missed, ended (UCP 600 art. 32), over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.credit.instalments import schedule, warnings
from dhow.trade.credit import Terms
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
    open_network,
    registered_documents,
    terms,
)

FIRST, SECOND = 4_000_000, 6_000_000


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 4, 8, 6, 0)
        yield opened


def usd(minor: int) -> Json:
    return {"currency": "USD", "minor": minor}


def stated(number: str, *instalments: tuple[str, str, int]) -> Json:
    """Terms in instalments: their first and last days of shipment, and their amounts."""
    said = terms(number)
    said["shipment"] |= {
        "partial_shipments": "ALLOWED",
        "latest": "2026-05-20",
        "instalments": [
            {"first": first, "last": last, "amount": usd(minor)}
            for first, last, minor in instalments
        ],
    }
    return said


APART = (("2026-03-20", "2026-03-26", FIRST), ("2026-05-01", "2026-05-20", SECOND))
IN_MAY = (("2026-04-28", "2026-05-02", FIRST), ("2026-05-03", "2026-05-20", SECOND))


def issued(network: Network, number: str, *instalments: tuple[str, str, int]) -> str:
    said = stated(number, *(instalments or APART))
    applied = network.post("/credits/applications", IMPORTER, {"reference": number, "terms": said})
    credit: str = applied["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    return credit


def shipment(network: Network, number: str, day: str, minor: int) -> Json:
    name = f"{number}-{day}"
    invoice = commercial_invoice(name, minor, issued_on=day, credit_number=number)
    lading = bill_of_lading(name, on_board=day, credit_number=number)
    documents = registered_documents(network, name, (EXPORTER, invoice), (CARRIER, lading))
    return {"bank": NOMINATED, "amount": usd(minor), "documents": documents}


def drawn(network: Network, credit: str, body: Json) -> Json:
    drawing = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    network.post(f"/presentations/{drawing}/forward", NOMINATED)
    found: Json = network.bind(f"/presentations/{drawing}/examination", ISSUER)["examination"]
    assert found["complying"], found["findings"]
    network.bind(f"/presentations/{drawing}/honour", ISSUER)
    return found


def standing(network: Network, credit: str, reader: str = EXPORTER) -> tuple[Any, ...]:
    seen = network.get(f"/credits/{credit}", reader)
    each = [(one["state"], one["drawn"]["minor"]) for one in seen["instalments"]]
    return seen["available"]["minor"], *each


def test_each_is_drawn_in_its_period_and_one_missed_ends_the_rest(network: Network) -> None:
    kept, missed = issued(network, "IN-1"), issued(network, "IN-2")
    view = network.get(f"/credits/{kept}", IMPORTER)
    periods = [(each["first"], each["until"]) for each in view["instalments"]]
    # what is shipped on the last day may be presented for 21 days, and until expiry at most
    assert periods == [("2026-03-20", "2026-04-16"), ("2026-05-01", "2026-05-29")]
    assert standing(network, kept) == (FIRST + SECOND, ("OPEN", 0), ("TO_COME", 0))
    more = shipment(network, "IN-1", "2026-03-25", FIRST + 1)
    refused = network.refused(f"/credits/{kept}/presentations", EXPORTER, more)
    assert refused["status"] == 409
    drawn(network, kept, shipment(network, "IN-1", "2026-03-26", FIRST - 500))
    assert standing(network, kept) == (SECOND + 500, ("OPEN", FIRST - 500), ("TO_COME", 0))
    early = network.refused(f"/credits/{missed}/lapse", EXPORTER)
    assert early["status"] == 409  # nothing is missed yet

    network.at(2026, 5, 4, 6, 0)
    # what was not drawn of an instalment in its period is gone with it
    assert standing(network, kept) == (SECOND, ("DRAWN", FIRST - 500), ("OPEN", 0))
    assert standing(network, missed) == (0, ("MISSED", 0), ("CEASED", 0))
    assert network.get(f"/credits/{missed}", IMPORTER)["state"] == "ADVISED"
    late = shipment(network, "IN-2", "2026-05-02", SECOND)
    refused = network.refused(f"/credits/{missed}/presentations", EXPORTER, late)
    assert (refused["status"], "art. 32" in str(refused["rule"])) == (409, True)
    assert network.refused(f"/credits/{kept}/lapse", EXPORTER)["status"] == 409
    assert network.post(f"/credits/{missed}/lapse", IMPORTER)["state"] == "LAPSED"
    assert standing(network, missed, ISSUER)[0] == 0

    # the examination knows that the first was shipped in its time
    drawn(network, kept, shipment(network, "IN-1", "2026-05-02", SECOND))
    assert standing(network, kept)[1:] == (("DRAWN", FIRST - 500), ("DRAWN", SECOND))
    assert network.get(f"/credits/{kept}", EXPORTER)["drawn"]["minor"] == FIRST + SECOND - 500


@pytest.mark.parametrize(("last", "counted"), [("2026-03-26", True), ("2026-03-27", False)])
def test_a_closed_banks_last_day_runs_into_no_other_instalment(last: str, *, counted: bool) -> None:
    """The bank opens again after a holiday: its day is in the period of one of them alone."""
    said = stated("IN-7", ("2026-03-20", last, FIRST), ("2026-05-01", "2026-05-20", SECOND))
    told = Terms.from_json(said)
    assert bool(schedule(told)) is counted
    assert ["runs on to days of the next" in each for each in warnings(told)] == [True] * (
        not counted
    )


@pytest.mark.parametrize(
    ("first", "last"), [("2026-04-01", "9999-12-31"), ("0001-01-01", "0001-01-02")]
)
def test_days_that_the_ledger_cannot_count_are_held_by_examination(first: str, last: str) -> None:
    said = stated("IN-ODD", (first, last, 10_000_000))
    terms = Terms.from_json(said)
    assert (schedule(terms) == ()) is (first < "1970")
    assert ("the ledger counts" in " ".join(warnings(terms))) is (first < "1970")


def test_periods_that_overlap_are_held_by_examination_and_the_applicant_is_told(
    network: Network,
) -> None:
    months = (("2026-04-01", "2026-04-30", FIRST), ("2026-05-01", "2026-05-20", SECOND))
    said = stated("IN-3", *months)
    applied = network.post("/credits/applications", IMPORTER, {"reference": "IN-3", "terms": said})
    assert applied["instalments"] == []
    (words,) = [each for each in applied["warnings"] if "art. 32" in each]
    assert "may still be presented while the next is shipped" in words
    network.bind(f"/credits/{applied['id']}/issue", ISSUER, {"number": "IN-3"})
    body = shipment(network, "IN-3", "2026-05-02", SECOND)
    drawing = network.post(f"/credits/{applied['id']}/presentations", EXPORTER, body)["id"]
    network.post(f"/presentations/{drawing}/forward", NOMINATED)
    found = network.bind(f"/presentations/{drawing}/examination", ISSUER)["examination"]
    assert [each["code"] for each in found["findings"]] == ["INSTALMENT"]


def test_a_schedule_on_the_ledger_is_not_amended(network: Network) -> None:
    credit = issued(network, "IN-4", ("2026-04-01", "2026-05-20", FIRST + SECOND))
    assert standing(network, credit) == (FIRST + SECOND, ("OPEN", 0))
    change = {"path": "presentation_days", "action": "set", "value": 5}
    amendment = {
        "credit_number": "IN-4",
        "number": 1,
        "issued_on": "2026-05-04",
        "changes": [change],
    }
    path = f"/credits/{credit}/amendments"
    refused = network.refused(path, ISSUER, {"amendment": amendment})
    assert (refused["status"], refused["rule"]) == (422, "UCP 600 art. 10")
    assert "instalments" in str(refused["fields"])


def test_what_was_presented_elsewhere_and_is_not_seen_is_not_missed(network: Network) -> None:
    credit = issued(network, "IN-5", *IN_MAY)
    network.post(
        f"/credits/{credit}/presentations", EXPORTER, shipment(network, "IN-5", "2026-05-01", FIRST)
    )  # the nominated bank has it, and has not looked at it
    second = shipment(network, "IN-5", "2026-05-04", SECOND) | {"bank": ISSUER}
    drawing = network.post(f"/credits/{credit}/presentations", EXPORTER, second)["id"]
    found = network.bind(f"/presentations/{drawing}/examination", ISSUER)["examination"]
    assert found["complying"], found["findings"]
    assert any("is not seen here" in each["words"] for each in found["observations"])


@pytest.mark.long
def test_no_more_is_drawn_than_an_instalment_is_for_where_the_ledger_counts_the_whole(
    network: Network,
) -> None:
    credit = issued(network, "IN-6", *IN_MAY)
    drawn(network, credit, shipment(network, "IN-6", "2026-05-02", FIRST))
    body = shipment(network, "IN-6", "2026-05-01", 1)  # of the same instalment, and too much
    drawing = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    network.post(f"/presentations/{drawing}/forward", NOMINATED)
    (found,) = network.bind(f"/presentations/{drawing}/examination", ISSUER)["examination"][
        "findings"
    ]
    assert (found["code"], found["found"]) == ("INSTALMENT", "USD 0.01")
    assert found["required"] == "at most USD 0.00, for instalment 1"
