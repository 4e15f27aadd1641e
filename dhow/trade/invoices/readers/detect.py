"""Which reader an unknown file needs, decided by its bytes; its name means nothing."""

from typing import Final
from xml.etree.ElementTree import Element

from dhow.trade.invoices.errors import BadInvoice, NotAnInvoice
from dhow.trade.invoices.model import Invoice
from dhow.trade.invoices.readers.cii import ROOT as CII_ROOT
from dhow.trade.invoices.readers.cii import read_cii
from dhow.trade.invoices.readers.facturx import embedded_invoice
from dhow.trade.invoices.readers.ubl import ROOTS as UBL_ROOTS
from dhow.trade.invoices.readers.ubl import read_ubl
from dhow.trade.invoices.readers.xml import local_name, parse_xml
from dhow.trade.records import FieldRefused

_PDF_HEADER_WITHIN: Final = 1024  # where PDF readers look for %PDF-
_ENVELOPE: Final = (
    "{http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader}"
    "StandardBusinessDocument"
)
_ADVICE: Final = "Send a UBL 2.1 or CII invoice, or a Factur-X PDF (EN 16931)"

# What people send instead, by the root element's name.
_OTHERS: Final = {
    "html": "a web page",
    "Order": "a purchase order",
    "OrderResponse": "an order response",
    "DespatchAdvice": "a despatch advice",
    "Catalogue": "a catalogue",
    "ApplicationResponse": "an application response",
    "SCRDMCCBDACIOMessageStructure": "an Order-X purchase order",
    "CrossIndustryDocument": "a ZUGFeRD 1.0 invoice, older than EN 16931",
    "Document": "an ISO 20022 message",
}


def read_invoice(data: bytes, name: str) -> Invoice:
    """The invoice in `data`: UBL, CII, or a PDF with CII inside; `name` is for errors only.

    Raises:
        NotAnInvoice: when the bytes are something else.
        BadInvoice: when it is an invoice that cannot be taken; says which element and why.
    """
    if not data.strip():
        raise NotAnInvoice(name, "", "the file is empty", _ADVICE)
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return _read_root(parse_xml(embedded_invoice(data, name), name), name)
    if not _looks_like_xml(data):
        raise NotAnInvoice(name, "", f"it is {_kind(data)}, neither XML nor PDF", _ADVICE)
    return _read_root(parse_xml(data, name), name)


def _looks_like_xml(data: bytes) -> bool:
    start = data[:64]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        start = start.removeprefix(mark)
    return start.replace(b"\x00", b"").lstrip()[:1] == b"<"


def _kind(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        return "a ZIP archive or an office document"
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")):
        return "a picture"
    if data.lstrip()[:1] in (b"{", b"["):
        return "JSON"
    return "binary data" if b"\x00" in data[:512] else "plain text"


def _read_root(root: Element, name: str) -> Invoice:
    if root.tag == _ENVELOPE:
        root = next((child for child in root if child.tag in (*UBL_ROOTS, CII_ROOT)), root)
    reader = read_cii if root.tag == CII_ROOT else read_ubl if root.tag in UBL_ROOTS else None
    if reader is not None:
        try:
            return reader(root, name)
        except FieldRefused as refused:
            advice = "Correct the element and send it again"
            raise BadInvoice(name, refused.field, refused.words, advice) from None
    what = local_name(root.tag)
    if what in ("Invoice", "CreditNote", "CrossIndustryInvoice"):
        namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else "none"
        problem = f"the {what} is in namespace {namespace[:120]}, not UBL 2 or CII 100"
    else:
        problem = f"the XML is {_OTHERS.get(what, f'a {what[:60]}')}, not an invoice"
    raise NotAnInvoice(name, what[:60], problem, _ADVICE)
