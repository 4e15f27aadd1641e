"""Reading UBL, CII and Factur-X: what is taken, and what is said when it cannot be."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dhow.trade.invoices import (
    BadInvoice,
    Identifier,
    Invoice,
    InvoiceError,
    NotAnInvoice,
    PrecedingInvoice,
    read_invoice,
    render_cii,
    render_ubl,
)
from dhow.trade.records import InvalidInput
from tests.support.invoices import sample_invoice

UBL = "ubl"
CII = "cii"
RENDER = {UBL: render_ubl, CII: render_cii}


@pytest.mark.parametrize("syntax", [UBL, CII])
def test_round_trip_keeps_every_element(syntax: str) -> None:
    invoice = sample_invoice()
    assert read_invoice(RENDER[syntax](invoice), "sample") == invoice


@pytest.mark.parametrize("syntax", [UBL, CII])
def test_round_trip_of_a_credit_note(syntax: str) -> None:
    note = replace(
        sample_invoice(),
        type_code="381",
        preceding=(PrecedingInvoice("EXP/2026-0105", date(2026, 3, 1)), PrecedingInvoice("X-2")),
    )
    data = RENDER[syntax](note)
    assert (b"CreditNote" in data) is (syntax == UBL)
    assert read_invoice(data, "note") == note


@pytest.mark.parametrize("currency", ["JPY", "USD", "KWD"])
@pytest.mark.parametrize("syntax", [UBL, CII])
def test_minor_units_follow_the_currency(syntax: str, currency: str) -> None:
    invoice = replace(sample_invoice(), currency=currency)
    text = {"JPY": b">12500000<", "USD": b">125000.00<", "KWD": b">12500.000<"}[currency]
    data = RENDER[syntax](invoice)
    assert text in data
    assert read_invoice(data, "x").total_minor == 12_500_000


@pytest.mark.parametrize("syntax", [UBL, CII])
def test_provenance_names_the_element_read(syntax: str) -> None:
    sources = {
        source.element: source.path
        for source in read_invoice(RENDER[syntax](sample_invoice()), "x").provenance
    }
    assert sources["number"].endswith(("/cbc:ID", "/ram:ID"))
    assert "TaxScheme" in sources["seller.vat"] or "TaxRegistration" in sources["seller.vat"]


def test_prefixes_are_free() -> None:
    data = render_ubl(sample_invoice())
    renamed = data.replace(b"cbc:", b"x:").replace(b":cbc=", b":x=")
    assert renamed != data
    assert read_invoice(renamed, "renamed") == sample_invoice()


def test_another_encoding_is_read() -> None:
    accented = replace(sample_invoice(), contract="Verträge Ø9")
    text = render_ubl(accented).decode().replace("encoding='UTF-8'", "encoding='UTF-16'")
    assert read_invoice(text.encode("utf-16"), "wide").contract == "Verträge Ø9"


def test_an_envelope_is_opened() -> None:
    namespace = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
    body = render_ubl(sample_invoice()).partition(b"?>")[2]
    wrapped = b"<S:StandardBusinessDocument xmlns:S='%s'><S:StandardBusinessDocumentHeader/>" % (
        namespace.encode()
    )
    data = wrapped + body + b"</S:StandardBusinessDocument>"
    assert read_invoice(data, "sbdh") == sample_invoice()


TAX_OFFICE = {
    # A tax office's reference stands before the VAT number in many real invoices.
    UBL: (
        b"<cac:PartyTaxScheme>",
        b"<cac:PartyTaxScheme><cbc:CompanyID>201/113/40209</cbc:CompanyID><cac:TaxScheme>"
        b"<cbc:ID>FC</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyTaxScheme>",
    ),
    CII: (
        b"<ram:SpecifiedTaxRegistration>",
        b"<ram:SpecifiedTaxRegistration><ram:ID schemeID='FC'>201/113/40209</ram:ID>"
        b"</ram:SpecifiedTaxRegistration><ram:SpecifiedTaxRegistration>",
    ),
}


@pytest.mark.parametrize("syntax", [UBL, CII])
def test_the_vat_number_is_not_the_tax_office_number(syntax: str) -> None:
    old, new = TAX_OFFICE[syntax]
    data = RENDER[syntax](sample_invoice()).replace(old, new)
    assert b"201/113" in data
    assert read_invoice(data, "fc").seller.vat == sample_invoice().seller.vat


def test_a_type_code_ubl_leaves_out_is_taken_from_the_root() -> None:
    data = render_ubl(sample_invoice()).replace(
        b"<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", b""
    )
    invoice = read_invoice(data, "x")
    assert invoice.type_code == "380"
    assert any(s.element == "type_code" and "assumed" in s.path for s in invoice.provenance)


# What is changed in a good UBL file, and what the error must say: where, and what was expected.
WRONG_UBL = [
    ("<cbc:IssueDate>2026-03-01", "<cbc:IssueDate>01.03.2026", "Invoice/cbc:IssueDate", "a day"),
    ("<cbc:IssueDate>2026-03-01", "<cbc:IssueDate>2026-02-30", "Invoice/cbc:IssueDate", "a day"),
    ("Code>USD<", "Code>US$<", "cbc:DocumentCurrencyCode", "ISO 4217"),
    ("Code>USD<", "Code>XXX<", "cbc:DocumentCurrencyCode", "ISO 4217"),
    (
        'TaxInclusiveAmount currencyID="USD"',
        'TaxInclusiveAmount currencyID="EUR"',
        "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
        "in EUR, but the invoice is in USD",
    ),
    (">120000.00<", ">120,000.00<", "cbc:PayableAmount", "a number such as"),
    (">120000.00<", ">120000.005<", "cbc:PayableAmount", "2 digits after the point"),
    (">120000.00<", ">1.2e5<", "cbc:PayableAmount", "a number such as"),
    (">120000.00<", ">NaN<", "cbc:PayableAmount", "a number such as"),
    (">120000.00<", f">{'9' * 35}<", "cbc:PayableAmount", "larger than any amount"),
    ("<cbc:ID>EXP/2026-0105</cbc:ID>", "", "Invoice/cbc:ID", "the invoice number (BT-1)"),
    ("<cbc:ID>EXP/2026-0105</cbc:ID>", "<cbc:ID> </cbc:ID>", "Invoice/cbc:ID", "is empty"),
    ("cac:LegalMonetaryTotal>", "cac:Totals>", "cac:LegalMonetaryTotal", "the document totals"),
    ("<cbc:ID>EXP/2026-0105<", "<cbc:ID>---<", "number", "expected letters or digits"),
    ("TypeCode>380<", "TypeCode>invoice<", "type_code", "UNTDID 1001"),
    (">IN<", ">India<", "cac:AccountingSupplierParty/cac:Party", "two letters"),
    ("EXP/2026-0105", "9" * 3000, "Invoice/cbc:ID", "3000 characters"),
]


@pytest.mark.parametrize(("old", "new", "where", "expected"), WRONG_UBL)
def test_an_error_says_file_element_and_what_was_expected(
    old: str, new: str, where: str, expected: str
) -> None:
    good = render_ubl(sample_invoice()).decode()
    assert old in good
    with pytest.raises(BadInvoice) as caught:
        read_invoice(good.replace(old, new).encode(), "march.xml")
    assert str(caught.value).startswith("march.xml: ")
    assert where in caught.value.where
    assert expected in caught.value.problem
    assert caught.value.advice
    assert caught.value.exit_code == 4


def test_a_cii_date_in_another_format_is_refused() -> None:
    data = render_cii(sample_invoice()).replace(b'format="102">20260301', b'format="610">202603')
    with pytest.raises(BadInvoice, match=r"ExchangedDocument/ram:IssueDateTime.*expected 102"):
        read_invoice(data, "x.xml")


def test_a_party_of_nobody_is_refused() -> None:
    data = render_cii(sample_invoice()).decode()
    start = data.index("<ram:BuyerTradeParty>")
    end = data.index("</ram:BuyerTradeParty>")
    with pytest.raises(BadInvoice, match="the buyer has neither a name nor an identifier"):
        read_invoice((data[:start] + "<ram:BuyerTradeParty>" + data[end:]).encode(), "x.xml")


NOT_INVOICES = [
    (b"", "empty"),
    (b"   \n", "empty"),
    (b"Dear Sir, please find our invoice attached.", "plain text"),
    (b'{"number": "1"}', "JSON"),
    (b"PK\x03\x04rest", "ZIP archive or an office document"),
    (b"\x89PNG\r\n", "a picture"),
    (b"<html xmlns='http://www.w3.org/1999/xhtml'><body>Invoice</body></html>", "a web page"),
    (
        b"<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>",
        "a purchase order",
    ),
    (b"<Invoice><ID>1</ID></Invoice>", "not UBL 2 or CII 100"),
    (b"<CrossIndustryDocument xmlns='urn:ferd:x'/>", "ZUGFeRD 1.0"),
    (b"<Invoice", "not well-formed"),
    (b"<a>\xff\xfe</a>", "not well-formed"),
    (b"<?xml version='1.0' encoding='nonsense'?><a/>", "not well-formed"),
]


@pytest.mark.parametrize(("data", "words"), NOT_INVOICES)
def test_what_is_no_invoice_is_called_by_its_name(data: bytes, words: str) -> None:
    # The name lies on purpose: files are known by their content.
    with pytest.raises(NotAnInvoice) as caught:
        read_invoice(data, "invoice.xml")
    assert words in str(caught.value)


def test_a_pdf_without_an_invoice_says_so() -> None:
    with pytest.raises(NotAnInvoice, match=r"embeds no electronic invoice; it embeds terms\.txt"):
        read_invoice(_pdf({"terms.txt": b"terms"}), "scan.pdf")


def test_a_pdf_we_make_is_read_whatever_its_name() -> None:
    pdf = _pdf({"terms.txt": b"terms", "Factur-X.xml": render_cii(sample_invoice())})
    assert read_invoice(pdf, "letter.doc") == sample_invoice()


def test_a_damaged_pdf_is_refused() -> None:
    pdf = _pdf({"factur-x.xml": render_cii(sample_invoice())})
    with pytest.raises(InvoiceError, match=r"broken\.pdf"):
        read_invoice(pdf[: len(pdf) // 3], "broken.pdf")


def test_an_encrypted_pdf_is_refused() -> None:
    with pytest.raises(BadInvoice, match="encrypted"):
        read_invoice(_pdf({"factur-x.xml": b"<a/>"}, password="secret"), "locked.pdf")


def _pdf(files: dict[str, bytes], password: str | None = None) -> bytes:
    from io import BytesIO

    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in files.items():
        writer.add_attachment(name, content)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_json_keeps_the_invoice() -> None:
    invoice = read_invoice(render_ubl(sample_invoice()), "x")
    again = Invoice.from_json(invoice.to_json())
    assert again == invoice
    assert again.provenance == invoice.provenance


def test_every_recorded_invoice_reads_and_renders_back(shared_data: Path) -> None:
    files = sorted((shared_data / "invoices").rglob("*.*"))
    assert len(files) >= 28
    for file in files:
        invoice = read_invoice(file.read_bytes(), file.name)
        for render in RENDER.values():
            assert read_invoice(render(invoice), file.name) == invoice, file.name


def test_the_lei_is_found_among_the_identifiers() -> None:
    seller = sample_invoice().seller
    assert seller.lei == "529900T8BM49AURSDO55"
    assert replace(seller, identifiers=(), legal_id=Identifier("X", "0002")).lei is None


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"number": "//"}, "number"),
        ({"currency": "DOLLARS"}, "currency"),
        ({"type_code": "x"}, "type_code"),
        ({"buyer": {"country": "AE"}}, "buyer"),
        ({"seller": {"name": "X", "country": "india"}}, "seller.country"),
        ({"total_minor": "12"}, "total_minor"),
    ],
)
def test_json_that_is_no_invoice_names_the_field(change: dict[str, object], path: str) -> None:
    good = sample_invoice().as_dict()
    with pytest.raises(InvalidInput) as caught:
        Invoice.from_json({**good, **change})
    assert [problem.path for problem in caught.value.problems] == [path]
