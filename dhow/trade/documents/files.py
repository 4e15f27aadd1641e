"""Documents as they arrive in files: JSON, and invoices as UBL, CII or Factur-X.

An electronic invoice says what EN 16931 has a place for. What it has none for (trade term,
signature, weights) may be given beside it, in the fields of our own form; what both say, the file
decides, since it is the document.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dhow.trade.documents.base import Document
from dhow.trade.documents.registry import parse_document
from dhow.trade.invoices import Invoice, read_invoice
from dhow.trade.invoices.model import Party
from dhow.trade.money import Currency
from dhow.trade.records import InvalidInput, Problem, load, plain_decimal

_INVOICES = ("380", "384", "389")
_UNITS = {
    "KGM": "kg",
    "TNE": "t",
    "GRM": "g",
    "LBR": "lb",
    "LTR": "l",
    "MLT": "ml",
    "MTQ": "m3",
    "BLL": "bbl",
    "MTR": "m",
    "CT": "carton",
    "XCT": "carton",
    "BX": "box",
    "XBX": "box",
    "BG": "bag",
    "XBG": "bag",
    "PK": "package",
    "XPK": "package",
    "PF": "pallet",
    "XPX": "pallet",
    "C62": "unit",
    "H87": "piece",
    "EA": "piece",
    "XPP": "piece",
    "PCE": "piece",
}
"""UN/ECE Recommendation 20 and 21 codes as units of ours."""


def read_document(data: bytes, name: str, beside: Mapping[str, Any] | None = None) -> Document:
    """The document in a file's bytes, with `beside` for what its form has no place for.

    A salt that is not given is made of the bytes, so that the same file gives the same document.

    Raises:
        InvalidInput: naming each field that is wrong; `name` says in which file.
        InvoiceError: the XML or PDF is no invoice that can be read.
    """
    given = dict(beside or {})
    if data.lstrip()[:1] == b"{":
        fields = {**given, **load(data, name)}
    else:
        invoice = read_invoice(data, name)
        if invoice.type_code not in _INVOICES:
            words = f"is type {invoice.type_code}; a commercial invoice (380) is examined"
            raise InvalidInput(name, (Problem("type_code", words),))
        fields = {**given, **invoice_fields(invoice)}
    fields.setdefault("salt", hashlib.sha256(data).hexdigest()[:32])
    try:
        return parse_document(fields)
    except InvalidInput as error:
        raise InvalidInput(name, error.problems) from None


def invoice_fields(invoice: Invoice) -> dict[str, Any]:
    """What an electronic invoice says, in the fields of a commercial invoice."""
    fields: dict[str, Any] = {
        "kind": "commercial_invoice",
        "number": invoice.number,
        "issued_on": invoice.issue_date.isoformat(),
        "issuer": _party(invoice.seller),
        "buyer": _party(invoice.buyer),
        "goods": ", ".join(dict.fromkeys(line.name for line in invoice.lines if line.name)),
        "total": {"currency": invoice.currency, "minor": invoice.total_minor},
        "lines": [_line(invoice, i) for i in range(len(invoice.lines))],
        "purchase_order": invoice.purchase_order,
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _party(party: Party) -> dict[str, Any]:
    name = party.name or party.trading_name or (party.legal_id.value if party.legal_id else None)
    found = {"name": name or party.vat or "", "country": party.country, "lei": party.lei}
    return {field: value for field, value in found.items() if value is not None}


def _line(invoice: Invoice, at: int) -> dict[str, Any]:
    line = invoice.lines[at]
    fields: dict[str, Any] = {
        "description": line.name or f"line {line.number or at + 1}",
        "amount": {"currency": invoice.currency, "minor": line.net_minor},
    }
    unit = _UNITS.get(line.unit or "")
    if line.quantity is not None and unit is not None:
        fields["quantity"] = {"amount": plain_decimal(line.quantity), "unit": unit}
    price = _minor(line.unit_price, invoice.currency)
    if price is not None:
        fields["unit_price"] = {"currency": invoice.currency, "minor": price}
    return fields


def _minor(price: Decimal | None, currency: str) -> int | None:
    """A price in minor units, where it is a whole number of them."""
    if price is None:
        return None
    minor = price.scaleb(Currency(currency).minor_units)
    return int(minor) if minor == minor.to_integral_value() else None
