"""Who is to issue a document, and what else its item asks: the one is taken, the other kept."""

import pytest

from dhow.trade.swift.mapping import read_credit, write_credit
from dhow.trade.swift.mapping.document_words import document_words
from dhow.trade.swift.mapping.documents import read_document
from tests.support.swift import with_fields
from tests.support.swift_credits import base, knowledge


@pytest.mark.parametrize(
    ("issuer", "more"),
    [
        ("CHAMBER OF COMMERCE IN INDIA", " AND LEGALISED BY UAE EMBASSY"),
        ("CHAMBER OF COMMERCE", " AND DULY LEGALIZED."),
        ("BUREAU VERITAS", " CERTIFYING QUALITY AND QUANTITY"),
        ("BUREAU VERITAS", " STATING THAT GOODS ARE OF EXPORT QUALITY"),
        ("SGS INDIA PVT LTD", " WHICH MUST BE COUNTERSIGNED BY THE APPLICANT"),
        ("SGS INDIA PVT LTD", "; ATTESTED BY THE CONSULATE"),
        ("SGS INDIA PVT LTD", " DATED NOT LATER THAN SHIPMENT"),
        ("SGS INDIA PVT LTD", " AT PORT OF LOADING"),
        ("A CERTIFIED LABORATORY", ""),
        ("A GOVERNMENT APPROVED SURVEYOR", ""),
        ("THE FORTH PORTS STATISTICAL OFFICE", ""),
        ("DUBAI SHIPPING AND TRADING LLC", ""),
    ],
)
def test_what_is_asked_beside_the_issuer_is_no_part_of_its_name(issuer: str, more: str) -> None:
    text = f"INSPECTION CERTIFICATE ISSUED BY {issuer}{more}"
    document = read_document(text)
    assert document.issuer_description == issuer
    assert document.wording == (text if more else None)
    assert read_document(document_words(document)) == document


@pytest.mark.parametrize("name", ["PRE-SHIPMENT", "PRE SHIPMENT", "PRESHIPMENT"])
def test_inspection_before_shipment_stays_so_by_its_title(name: str) -> None:
    document = read_document(f"{name} INSPECTION CERTIFICATES ISSUED BY SGS")
    assert (document.kind, document.wording) == ("inspection_certificate", None)
    assert document.title == f"{name} INSPECTION CERTIFICATE"
    assert read_document(document_words(document)) == document


def test_what_is_left_over_is_told() -> None:
    (message,) = write_credit(base())
    item = "CERTIFICATE OF ORIGIN ISSUED BY A CHAMBER OF COMMERCE AND\nLEGALISED BY UAE EMBASSY"
    read = read_credit([with_fields(message, "46A", f"+{item}")], knowledge())
    assert ["LEGALISED" in note.words for note in read.notes if note.tag == "46A"] == [True]
