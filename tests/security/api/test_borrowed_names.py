"""Papers in another's name: a carrier's bill, an inspector's certificate, an exporter's invoice."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.api import (
    CARRIER,
    EXPORTER,
    GOODS,
    IMPORTER,
    INSPECTOR,
    ISSUER,
    STRANGER,
    Network,
    bill_of_lading,
    commercial_invoice,
    lei,
    open_network,
    party,
    salt,
    terms,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def refused_document(network: Network, by: str, document: dict[str, Any]) -> dict[str, Any]:
    problem = network.refused("/documents", by, {"document": document})
    assert problem["status"] == 422
    return problem


def test_the_exporter_makes_a_bill_of_lading_in_the_carriers_name(network: Network) -> None:
    """Own LEI, the carrier's name: the face would be the carrier's."""
    forged = bill_of_lading("NAME-1", issuer={"name": "Malabar Line", "lei": EXPORTER})
    problem = refused_document(network, EXPORTER, forged)
    assert problem["fields"] == [
        {
            "path": "document.issuer.name",
            "problem": f"is Malabar Line; {EXPORTER} is in the directory as Orchards",
        }
    ]
    assert "Orchards" in problem["next"]
    assert network.get("/documents", EXPORTER) == []


@pytest.mark.parametrize("name", ["Inspection", "INSPECTION", "Inspectïon", "I.nspection"])
def test_the_exporter_certifies_its_own_goods_as_the_inspector(network: Network, name: str) -> None:
    certificate = {
        "kind": "inspection_certificate",
        "number": "IC-1",
        "issuer": {"name": name, "lei": EXPORTER},
        "issued_on": "2026-04-18",
        "salt": salt("NAME-2", name),
        "goods": GOODS,
        "satisfactory": True,
        "signature": {"name": "Inspection"},
    }
    problem = refused_document(network, EXPORTER, certificate)
    assert problem["fields"][0]["path"] == "document.issuer.name"
    assert network.post(
        "/documents", INSPECTOR, {"document": {**certificate, "issuer": party(INSPECTOR)}}
    )["issuer"] == INSPECTOR  # fmt: skip


@pytest.mark.parametrize("name", ["Malabar Line", "MALABAR LINE", "  Malabar  Line "])
def test_ones_own_name_in_other_letters_is_ones_own(network: Network, name: str) -> None:
    issuer = {"name": name, "lei": CARRIER}
    bill = bill_of_lading("NAME-3", issuer=issuer, salt=salt("NAME-3", name))
    assert network.post("/documents", CARRIER, {"document": bill})["issuer"] == CARRIER


def test_a_document_in_ones_own_name_and_anothers_lei(network: Network) -> None:
    invoice = commercial_invoice("NAME-4", issuer={"name": "Stranger", "lei": EXPORTER})
    problem = refused_document(network, STRANGER, invoice)
    assert problem["fields"][0]["path"] == "document.issuer.lei"


def orchards_invoice(number: str, **seller: Any) -> dict[str, Any]:
    return {
        "number": number,
        "issue_date": "2026-03-30",
        "currency": "USD",
        "seller": seller,
        "buyer": {"name": "Juice Works", "lei": IMPORTER, "country": "AE"},
        "total_minor": 500_000,
    }


VAT = "IN27AAPFU0939F1ZV"
SQUATS = {
    "the LEI left out": {"name": "Orchards", "country": "IN"},
    "the LEI and the country left out": {"name": "ORCHARDS Pvt. Ltd."},
    "by VAT number": {"name": "Orchards", "country": "IN", "vat": VAT},
    "by VAT number alone": {"country": "IN", "vat": VAT},
    "with the owner's LEI": {"name": "Stranger", "lei": EXPORTER},
    "own name, another country": {"name": "Stranger", "country": "IN"},
}


@pytest.mark.parametrize("seller", SQUATS.values(), ids=SQUATS)
def test_a_stranger_registers_the_exporters_invoice(
    network: Network, seller: dict[str, Any]
) -> None:
    problem = network.refused("/invoices", STRANGER, orchards_invoice("SQ-1", **seller))
    assert (problem["status"], problem["fields"][0]["path"]) == (422, "invoice.seller")


@pytest.mark.parametrize(
    "copy",
    [
        {"name": "Orchards", "country": "IN"},
        {"name": "Orchards", "country": "IN", "vat": VAT},
        {"name": "Orchards", "country": "IN", "lei": EXPORTER},
    ],
    ids=["by name", "by VAT number", "by LEI"],
)
def test_a_stranger_states_its_own_lei_beside_the_exporters_name(
    network: Network, copy: dict[str, Any]
) -> None:
    """It may: and takes nobody's place, however the exporter writes its own invoice."""
    number = f"SQ-{sorted(copy)}"
    squat = {"name": "Orchards", "country": "IN", "vat": VAT, "lei": STRANGER}
    network.post("/invoices", STRANGER, orchards_invoice(number, **squat))
    owned = network.post("/invoices", EXPORTER, orchards_invoice(number, **copy))
    assert (owned["status"], owned["seller"]) == ("REGISTERED", EXPORTER)


def test_the_exporter_registers_one_invoice_with_and_without_its_lei(network: Network) -> None:
    """Whatever a copy leaves out of the seller, it is the same seller."""
    network.post("/invoices", EXPORTER, orchards_invoice("SQ-3", name="Orchards", country="IN"))
    for seller in ({"name": "orchards"}, {"lei": EXPORTER}, {"name": "Orchards", "vat": VAT}):
        again = network.refused("/invoices", EXPORTER, orchards_invoice("SQ-3", **seller))
        assert again["error"] == "Invoices_Duplicate"


def application(number: str, **changed: Any) -> dict[str, Any]:
    asked = terms(number)
    asked["documents"].append({"kind": "inspection_certificate", "issuer": party(INSPECTOR)})
    asked["documents"][-1]["issuer"].update(changed)
    return {"reference": number, "terms": asked}


def test_an_issuer_asked_for_by_name_alone(network: Network) -> None:
    given = network.post("/credits/applications", IMPORTER, application("NAME-6", lei=None))
    assert ["documents[2].issuer.lei" in each for each in given["warnings"]] == [True]
    given = network.post("/credits/applications", IMPORTER, application("NAME-7"))
    assert given["warnings"] == []


@pytest.mark.parametrize(
    ("number", "changed", "words"),
    [
        ("NAME-8", {"name": "Inspectorate"}, "is in the directory as Inspection"),
        ("NAME-9", {"lei": lei("nobody")}, "is no member"),
    ],
)
def test_a_credit_asks_for_a_document_nobody_can_register(
    network: Network, number: str, changed: dict[str, Any], words: str
) -> None:
    given = network.post("/credits/applications", IMPORTER, application(number, **changed))
    (warning,) = given["warnings"]
    assert warning.startswith("WARN documents[2].issuer: ")
    assert words in warning


def test_a_credit_of_one_bank_in_the_name_of_another(network: Network) -> None:
    """A stranger's LEI, the well-known bank's name: the beneficiary would read the name."""
    borrowed = {**terms("BORROWED"), "issuing_bank": {**party(ISSUER), "lei": STRANGER}}
    wanted = {"reference": "BORROWED-1", "terms": borrowed}
    problem = network.refused("/credits/applications", IMPORTER, wanted)
    assert problem["status"] == 422
    assert problem["fields"][0]["path"] == "terms.issuing_bank.name"
    assert party(STRANGER)["name"] in problem["fields"][0]["problem"]
    assert all(c["reference"] != "BORROWED-1" for c in network.get("/credits", IMPORTER))
