"""What makes two documents one: carrier and number, or the elements of an invoice."""

from typing import Any

import pytest

from dhow.trade.credit.presented_before import MEETS, Match, marks
from dhow.trade.documents import parse_document
from tests.support.api import CARRIER, EXPORTER, bill_of_lading, commercial_invoice, party, salt

SECRET = bytes(range(32))
ELSEWHERE = {"salt": salt("another record"), "credit_number": "LC-OTHER"}


def met(one: dict[str, Any], other: dict[str, Any]) -> Match | None:
    """The gravest match of two documents, as the tables compare them."""
    ours, theirs = (marks(parse_document(each), SECRET) for each in (one, other))
    for kind, kinds, match in MEETS:
        for mark in ours:
            if mark.kind is kind and any(
                each.token == mark.token and each.kind in kinds for each in theirs
            ):
                return match
    return None


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        (ELSEWHERE, Match.TRANSPORT_DOCUMENT),
        ({**ELSEWHERE, "number": "bl lc 01"}, Match.TRANSPORT_DOCUMENT),
        (
            {**ELSEWHERE, "carrier": {"name": "MALABAR LINE", "country": "IN"}},
            Match.TRANSPORT_DOCUMENT,
        ),
        ({**ELSEWHERE, "consignee": "TO ORDER OF CREEK BANK"}, Match.TRANSPORT_DOCUMENT),
        ({**ELSEWHERE, "number": "BL-LC-02"}, None),
        (
            {
                **ELSEWHERE,
                "carrier": party(EXPORTER),
                "issuer": party(EXPORTER),
                "vessel": "MV OTHER",
            },
            None,
        ),
    ],
)
def test_a_transport_document_is_known_by_carrier_and_number(
    changed: dict[str, Any], match: Match | None
) -> None:
    bill = bill_of_lading("LC-1")
    assert met(bill, {**bill, **changed}) is match


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        (ELSEWHERE, Match.INVOICE),
        ({**ELSEWHERE, "number": "inv lc 1"}, Match.INVOICE),
        ({**ELSEWHERE, "issuer": {"name": "Orchards Pvt. Ltd.", "country": "IN"}}, Match.INVOICE),
        ({**ELSEWHERE, "total": {"currency": "USD", "minor": 9_000_000}}, Match.INVOICE_NUMBER),
        ({**ELSEWHERE, "buyer": party(CARRIER)}, Match.INVOICE_NUMBER),
        ({**ELSEWHERE, "number": "INV-LC-2"}, None),
        ({**ELSEWHERE, "issuer": party(CARRIER)}, None),
    ],
)
def test_an_invoice_is_known_by_its_elements(changed: dict[str, Any], match: Match | None) -> None:
    invoice = commercial_invoice("LC-1")
    assert met(invoice, {**invoice, **changed}) is match


def test_what_has_no_identity_of_its_own_is_not_marked() -> None:
    packing_list = {
        "kind": "packing_list",
        "number": "PL-1",
        "issuer": party(EXPORTER),
        "issued_on": "2026-04-18",
        "salt": salt("packing"),
        "goods": "MANGOES",
    }
    assert marks(parse_document(packing_list), SECRET) == frozenset()
    unnumbered = {**commercial_invoice("LC-1"), "number": "--"}
    assert marks(parse_document(unnumbered), SECRET) == frozenset()


def test_marks_cannot_be_compared_without_the_secret() -> None:
    bill = parse_document(bill_of_lading("LC-1"))
    assert not marks(bill, SECRET) & marks(bill, SECRET[::-1])
    with pytest.raises(ValueError, match="32"):
        marks(bill, b"short")
    with pytest.raises(ValueError, match="32"):
        marks(parse_document(commercial_invoice("LC-1")), b"short")
