"""Invoices over HTTP: one invoice, one registration, one financing."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.development import Newcomer, seed
from dhow.trade.invoices import Invoice, read_invoice, render_cii, render_ubl
from tests.support.api import (
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    RIVAL,
    STRANGER,
    Network,
    lei,
    open_network,
    problem_of,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def as_json(number: str, **changed: Any) -> dict[str, Any]:
    return {
        "number": number,
        "issue_date": "2026-03-30",
        "currency": "USD",
        "seller": {"name": "Orchards", "lei": EXPORTER, "country": "IN"},
        "buyer": {"name": "Juice Works", "lei": IMPORTER, "country": "AE"},
        "total_minor": 80_000,
        **changed,
    }


def as_invoice(number: str) -> Invoice:
    given = as_json(number, type_code="380", payable_minor=80_000, net_minor=80_000, tax_minor=0)
    for role in ("seller", "buyer"):
        lei = given[role].pop("lei")
        given[role]["legal_id"] = {"value": lei, "scheme": "0199"}
    given["lines"] = [{"number": "1", "name": "mangoes", "net_minor": 80_000}]
    return Invoice.from_json(given)


def register(network: Network, number: str) -> str:
    fingerprint: str = network.post("/invoices", EXPORTER, as_json(number))["fingerprint"]
    return fingerprint


def offer(network: Network, days: int = 5, minor: int = 60_000) -> Any:
    until = network.now().replace(microsecond=0) + timedelta(days=days)
    return {
        "financier": FINANCIER,
        "advance": {"currency": "USD", "minor": minor},
        "reserved_until": until.isoformat(),
    }


def test_financed_once_and_settled(network: Network) -> None:
    fingerprint = register(network, "2026/001")
    before = network.balance(EXPORTER), network.balance(FINANCIER)
    path = f"/invoices/{fingerprint}"
    reserved = network.post(f"{path}/offers", EXPORTER, offer(network))
    assert reserved["status"] == "RESERVED"
    paid = network.post(f"{path}/finance", FINANCIER)
    assert (paid["status"], paid["advance"]["minor"]) == ("FINANCED", 60_000)
    assert network.balance(EXPORTER) - before[0] == 60_000
    assert before[1] - network.balance(FINANCIER) == 60_000

    again = network.refused(f"{path}/finance", FINANCIER)
    assert again["error"] == "Invoices_AlreadyFinanced"
    assert again["rule"] == "one invoice, one financing (red flag)"
    assert network.post(f"{path}/settle", FINANCIER)["status"] == "SETTLED"


def test_the_same_invoice_in_another_syntax_and_spelling_is_red(network: Network) -> None:
    first = network.send(
        "POST",
        "/invoices",
        EXPORTER,
        content=render_ubl(as_invoice("AMJ/2026-0047")),
        headers={"Content-Type": "application/xml"},
    )
    assert first.status_code == 201, first.text
    second = network.send(
        "POST",
        "/invoices",
        EXPORTER,
        content=render_cii(as_invoice("amj 2026 / 0047")),
        headers={"Content-Type": "text/xml; charset=utf-8"},
    )
    problem = problem_of(second)
    assert (problem["status"], problem["error"]) == (409, "Invoices_Duplicate")
    assert problem["rule"] == "one invoice, one registration (red flag)"
    # class and status, and nothing that tells whose it is or for how much
    assert set(problem["values"]) == {"fingerprint", "status"}
    assert "80000" not in second.text
    assert "800.00" not in second.text


def test_the_same_number_with_another_amount_is_taken_and_named(network: Network) -> None:
    first = register(network, "2026/777")
    amber = network.post("/invoices", EXPORTER, as_json("2026/777", total_minor=80_001))
    assert amber["status"] == "REGISTERED"
    assert amber["conflicts"] == [{"fingerprint": first, "match": "CONFLICT"}]
    assert "ConflictNoted" in [event["name"] for event in amber["receipt"]["events"]]


def test_what_meets_an_invoice_is_told_to_its_financier_and_of_the_earlier_one_too(
    network: Network,
) -> None:
    first = register(network, "2026/778")
    amber = network.post("/invoices", EXPORTER, as_json("2026/778", total_minor=80_001))
    path = f"/invoices/{amber['fingerprint']}"
    conflicts = [{"fingerprint": first, "match": "CONFLICT"}]
    again = network.get(path, EXPORTER)
    assert again["conflicts"] == conflicts
    assert again["warnings"] == amber["warnings"]
    (late,) = network.get(f"/invoices/{first}", EXPORTER)["conflicts"]
    assert late == {"fingerprint": amber["fingerprint"], "match": "CONFLICT"}

    network.post(f"{path}/offers", EXPORTER, offer(network))
    seen = network.get(path, FINANCIER)
    assert seen["conflicts"] == conflicts
    assert seen["warnings"] == amber["warnings"]
    (listed,) = [
        each
        for each in network.get("/invoices", FINANCIER)
        if each["fingerprint"] == amber["fingerprint"]
    ]
    assert listed["conflicts"] == conflicts
    assert network.send("GET", f"/invoices/{first}", FINANCIER).status_code == 404


def test_only_the_financier_offered_sees_it_and_no_longer_than_offered(network: Network) -> None:
    fingerprint = register(network, "2026/002")
    path = f"/invoices/{fingerprint}"
    for other in (FINANCIER, RIVAL, STRANGER):
        assert network.send("GET", path, other).status_code == 404
    network.post(f"{path}/offers", EXPORTER, offer(network))
    assert network.get(path, FINANCIER)["invoice"]["number"] == "2026/002"
    assert network.send("POST", f"{path}/finance", RIVAL).status_code == 404
    network.post(f"{path}/withdrawal", EXPORTER)
    assert network.send("GET", path, FINANCIER).status_code == 404


def test_an_act_done_before_is_prepared_anew_and_done_again(network: Network) -> None:
    """Financed, released, offered and financed again: the very same call, twice prepared."""
    fingerprint = register(network, "2026/006")
    path = f"/invoices/{fingerprint}"
    for _ in range(2):
        body = {**offer(network), "financier": ISSUER}
        network.post(f"{path}/offers", EXPORTER, body)
        alone = network.refused(f"{path}/finance", ISSUER)
        assert alone["error"] == "Members_NotPrepared"
        prepared = network.send("POST", f"{path}/finance", ISSUER, user="maker")
        assert prepared.status_code == 202
        (waiting,) = network.get("/members/acts", ISSUER)
        assert waiting["act"] == prepared.json()["act"]
        assert network.post(f"{path}/finance", ISSUER)["status"] == "FINANCED"
        assert network.get("/members/acts", ISSUER) == []
        assert network.bind(f"{path}/release", ISSUER)["status"] == "REGISTERED"


def test_an_offer_that_lapsed_is_not_financed(network: Network) -> None:
    fingerprint = register(network, "2026/003")
    path = f"/invoices/{fingerprint}"
    network.post(f"{path}/offers", EXPORTER, offer(network, days=1))
    network.context.ledger.engine.set_time(network.context.now() + 2 * 86_400)
    assert network.refused(f"{path}/finance", FINANCIER)["error"] == "Invoices_OfferLapsed"


BAD = [
    ("plain text", b"not an invoice", "application/xml", 422),
    ("a PDF without an invoice", b"%PDF-1.4\n%%EOF", "application/pdf", 422),
    ("entities", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "application/xml", 422),
    ("JSON that is none", b"{", "application/json", 422),
    ("a float", b'{"number": "1", "total_minor": 1.5}', "application/json", 422),
    ("an image", b"\x89PNG", "image/png", 415),
    ("no content type", b"x", "", 415),
]


@pytest.mark.parametrize(
    ("content", "media_type", "status"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_what_is_no_invoice_is_refused_with_advice(
    network: Network, content: bytes, media_type: str, status: int
) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    response = network.send("POST", "/invoices", EXPORTER, content=content, headers=headers)
    problem = problem_of(response)
    assert problem["status"] == status
    assert problem["detail"]


def test_anothers_invoice_is_refused(network: Network) -> None:
    problem = network.refused("/invoices", STRANGER, as_json("2026/004"))
    assert problem["fields"][0]["path"] == "invoice.seller"


def test_a_credit_note_is_refused(network: Network) -> None:
    problem = network.refused("/invoices", EXPORTER, as_json("2026/005", type_code="381"))
    assert problem["fields"][0]["path"] == "invoice.type_code"


def test_real_files_in_two_syntaxes_are_one_invoice(network: Network, shared_data: Path) -> None:
    ubl = next((shared_data / "invoices" / "ubl").glob("*example1.xml"))
    cii = next((shared_data / "invoices" / "cii").glob("*example1.xml"))
    headers = {"Content-Type": "application/xml"}
    seller = read_invoice(ubl.read_bytes(), ubl.name).seller
    member = lei("realseller")
    seed(
        network.context,
        (
            Newcomer(
                lei=member,
                name=seller.name or "",
                country=seller.country or "",
                capabilities=("exporter",),
            ),
        ),
        years=(2026,),
    )
    first = network.send("POST", "/invoices", member, content=ubl.read_bytes(), headers=headers)
    assert first.status_code == 201, first.text
    assert date.fromisoformat(first.json()["invoice"]["issue_date"])
    second = network.send("POST", "/invoices", member, content=cii.read_bytes(), headers=headers)
    assert problem_of(second)["error"] == "Invoices_Duplicate"
