"""Invoices: reading, canonical form, fingerprint, comparison.

    invoice = read_invoice(data, "file name for errors")     # UBL 2.1, CII, Factur-X; by content
    tokens = fingerprint(invoice, secret)                     # secret: the registry's, 32 bytes
    tokens.fingerprint, tokens.conflict_key                   # 32 bytes each, for the ledger
    compare(one, other)                                       # DUPLICATE, CONFLICT, NEAR, DIFFERENT
    dilution(invoice, credit_notes, financed_minor)           # what credit notes leave of it
    render_ubl(invoice), render_cii(invoice)                  # bytes, for our own samples
    invoice.to_json(), Invoice.from_json(data)                # canonical JSON of the model

The model follows EN 16931; identity and keys follow `canonical` and `fingerprint`.
"""

from dhow.trade.invoices.canonical import RULES_VERSION, CanonicalInvoice, canonicalise
from dhow.trade.invoices.comparison import Alert, Comparison, Match, compare, credits, is_assigned
from dhow.trade.invoices.dilution import Dilution, dilution
from dhow.trade.invoices.errors import BadInvoice, InvoiceError, NotAnInvoice
from dhow.trade.invoices.fingerprint import Fingerprint, InvoiceTokens, fingerprint
from dhow.trade.invoices.model import (
    Identifier,
    Invoice,
    Line,
    Party,
    PrecedingInvoice,
    TransportDocument,
)
from dhow.trade.invoices.readers import read_invoice
from dhow.trade.invoices.render import render_cii, render_ubl

__all__ = [
    "RULES_VERSION",
    "Alert",
    "BadInvoice",
    "CanonicalInvoice",
    "Comparison",
    "Dilution",
    "Fingerprint",
    "Identifier",
    "Invoice",
    "InvoiceError",
    "InvoiceTokens",
    "Line",
    "Match",
    "NotAnInvoice",
    "Party",
    "PrecedingInvoice",
    "TransportDocument",
    "canonicalise",
    "compare",
    "credits",
    "dilution",
    "fingerprint",
    "is_assigned",
    "read_invoice",
    "render_cii",
    "render_ubl",
]
