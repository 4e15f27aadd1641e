"""Files made to harm their reader, each by the name of the attack."""

import time
import zlib
from io import BytesIO

import pytest

from dhow.trade.invoices import BadInvoice, InvoiceError, NotAnInvoice, read_invoice, render_ubl
from dhow.trade.invoices.readers.facturx import MAX_PDF_BYTES, MAX_UNPACKED
from dhow.trade.invoices.readers.xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS
from tests.support.invoices import sample_invoice


def _with_doctype(doctype: str, old: str = "", new: str = "") -> bytes:
    text = render_ubl(sample_invoice()).decode()
    head, _, body = text.partition("?>\n")
    return f"{head}?>\n{doctype}\n{body.replace(old, new) if old else body}".encode()


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


@pytest.mark.parametrize(
    "data",
    [
        _with_doctype(f"<!DOCTYPE Invoice [{LAUGHS}]>", "PO-0042", "&l9;"),
        _with_doctype(
            '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "PO-0042", "&x;"
        ),
        _with_doctype('<!DOCTYPE Invoice [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'),
        _with_doctype('<!DOCTYPE Invoice SYSTEM "http://127.0.0.1:9/x.dtd">'),
        _with_doctype(f'<!DOCTYPE Invoice [<!ENTITY q "{"q" * 100_000}">]>', "PO-0042", "&q;" * 99),
    ],
    ids=["billion-laughs", "external-entity", "parameter-entity", "external-dtd", "blow-up"],
)
def test_entities_and_document_types_are_refused(data: bytes) -> None:
    started = time.perf_counter()
    with pytest.raises(BadInvoice, match="document type or entities"):
        read_invoice(data, "attack.xml")
    assert time.perf_counter() - started < 1


def test_deep_nesting() -> None:
    data = b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1)
    with pytest.raises(BadInvoice, match="nested deeper"):
        read_invoice(data, "deep.xml")
    with pytest.raises(BadInvoice, match="nested deeper"):
        read_invoice(b"<a>" * 1_000_000, "deeper.xml")


def test_element_flood() -> None:
    with pytest.raises(BadInvoice, match="more than 400000 elements"):
        read_invoice(b"<a>" + b"<b/>" * (MAX_ELEMENTS + 1) + b"</a>", "flood.xml")


def test_oversized_xml() -> None:
    with pytest.raises(BadInvoice, match="more than"):
        read_invoice(b"<a>" + b" " * MAX_BYTES + b"</a>", "big.xml")


def test_huge_decimal() -> None:
    data = render_ubl(sample_invoice()).replace(b">120000.00<", b">" + b"1" * 1500 + b"<")
    with pytest.raises(BadInvoice, match=r"PayableAmount: found .* expected a number"):
        read_invoice(data, "x.xml")


def test_entity_in_the_encoding_of_another_width() -> None:
    text = _with_doctype(f"<!DOCTYPE Invoice [{LAUGHS}]>", "PO-0042", "&l9;").decode()
    with pytest.raises(InvoiceError, match="document type or entities"):
        read_invoice(text.replace("UTF-8", "UTF-16").encode("utf-16"), "wide.xml")


def _pdf_bomb(unpacked: int) -> bytes:
    """A small PDF whose attachment unpacks to `unpacked` bytes."""
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, StreamObject

    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_attachment("factur-x.xml", b"<a/>")
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(unpacked >> 20))
    packed += packer.flush()
    for reference in writer._objects:  # the attachment is the one stream that is an EmbeddedFile
        if isinstance(reference, StreamObject) and reference.get("/Type") == "/EmbeddedFile":
            reference[NameObject("/Filter")] = NameObject("/FlateDecode")
            reference._data = packed
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("unpacked", [26 << 20, 200 << 20])
def test_decompression_bomb(unpacked: int) -> None:
    bomb = _pdf_bomb(unpacked)
    assert len(bomb) < 1_000_000
    started = time.perf_counter()
    with pytest.raises(BadInvoice, match=f"unpacks to more than {MAX_UNPACKED}"):
        read_invoice(bomb, "bomb.pdf")
    assert time.perf_counter() - started < 3


def test_attachment_within_the_limit_is_still_no_invoice() -> None:
    with pytest.raises(NotAnInvoice):
        read_invoice(_pdf_bomb(4 << 20), "zeros.pdf")


def test_oversized_pdf() -> None:
    with pytest.raises(BadInvoice, match="the PDF has"):
        read_invoice(b"%PDF-1.7\n" + bytes(MAX_PDF_BYTES), "big.pdf")


@pytest.mark.parametrize(
    "tail",
    [b"", b"startxref\n9999999999\n%%EOF", b"trailer\n<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"],
    ids=["header-only", "far-xref", "self-referring-trailer"],
)
def test_malformed_pdf(tail: bytes) -> None:
    with pytest.raises(InvoiceError):
        read_invoice(b"%PDF-1.7\n" + tail, "bad.pdf")


def test_homoglyph_number_does_not_escape_the_duplicate_check() -> None:
    """A Cyrillic letter in the number looks the same to a banker and must to the registry."""
    from dataclasses import replace

    from dhow.trade.invoices import Match, compare

    honest = sample_invoice()
    forged = replace(honest, number="ЕХР/2026-0105")  # noqa: RUF001 - the attack
    assert forged.number != honest.number
    assert compare(honest, forged).match is Match.DUPLICATE


@pytest.mark.parametrize("dropped", ["lei", "vat", "both"])
def test_an_identifier_left_out_does_not_escape_the_duplicate_check(dropped: str) -> None:
    """A second copy that says less about its seller is the same invoice."""
    from dataclasses import replace

    from dhow.trade.invoices import Match, compare

    honest = sample_invoice()
    seller = honest.seller
    if dropped in ("lei", "both"):
        seller = replace(seller, identifiers=())
    if dropped in ("vat", "both"):
        seller = replace(seller, vat=None)
    assert compare(honest, replace(honest, seller=seller)).match is Match.DUPLICATE
