"""UBL 2.1 invoices and credit notes (OASIS; the UBL syntax binding of EN 16931-3-2)."""

from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from dhow.trade.invoices.model import (
    COMMERCIAL_INVOICE,
    CREDIT_NOTE,
    Identifier,
    Invoice,
    Line,
    Party,
    PrecedingInvoice,
    TransportDocument,
)
from dhow.trade.invoices.readers.common import currency_of, require_named, transport_document
from dhow.trade.invoices.readers.xml import Node
from dhow.trade.money import Currency

_SCHEMA: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
INVOICE_NAMESPACE: Final = f"{_SCHEMA}Invoice-2"
CREDIT_NOTE_NAMESPACE: Final = f"{_SCHEMA}CreditNote-2"
NAMESPACES: Final = {
    "cac": f"{_SCHEMA}CommonAggregateComponents-2",
    "cbc": f"{_SCHEMA}CommonBasicComponents-2",
}
ROOTS: Final = (f"{{{INVOICE_NAMESPACE}}}Invoice", f"{{{CREDIT_NOTE_NAMESPACE}}}CreditNote")

_OBJECT_REFERENCE: Final = "130"  # UNTDID 1001: the document code that marks BT-18


def read_ubl(element: Element, file: str) -> Invoice:
    """The invoice in a UBL `Invoice` or `CreditNote` element.

    Raises:
        BadInvoice: when a mandatory element of EN 16931 is missing or an element is malformed.
    """
    credit = element.tag == ROOTS[1]
    kind = "CreditNote" if credit else "Invoice"
    root = Node(element, file, kind, NAMESPACES)
    number = root.read_needed("cbc:ID", "number", "the invoice number (BT-1)")
    issued = root.find_needed("cbc:IssueDate", "issue_date", "the issue date (BT-2)").iso_date()
    type_code = root.read(f"cbc:{kind}TypeCode", "type_code")
    if type_code is None:
        # UBL leaves the code out where the root element says the same.
        type_code = CREDIT_NOTE if credit else COMMERCIAL_INVOICE
        root.provenance["type_code"] = f"assumed from the root element {kind}"
    currency = currency_of(
        root.find_needed("cbc:DocumentCurrencyCode", "currency", "the currency (BT-5)")
    )
    seller = _party(
        root.need("cac:AccountingSupplierParty/cac:Party", "the seller (BG-4)"), "seller"
    )
    buyer = _party(root.need("cac:AccountingCustomerParty/cac:Party", "the buyer (BG-7)"), "buyer")
    payee = root.first("cac:PayeeParty")
    totals = root.need("cac:LegalMonetaryTotal", "the document totals (BG-22)")
    return Invoice(
        number=number,
        issue_date=issued,
        type_code=type_code,
        currency=currency.code,
        seller=seller,
        buyer=buyer,
        total_minor=totals.find_needed(
            "cbc:TaxInclusiveAmount", "total_minor", "the total with VAT (BT-112)"
        ).money(currency),
        payable_minor=totals.find_needed(
            "cbc:PayableAmount", "payable_minor", "the amount due (BT-115)"
        ).money(currency),
        net_minor=_money(totals, "cbc:TaxExclusiveAmount", "net_minor", currency),
        tax_minor=_tax(root, currency),
        prepaid_minor=_money(totals, "cbc:PrepaidAmount", "prepaid_minor", currency) or 0,
        due_date=_date(root, "cbc:DueDate") or _date(root, "cac:PaymentMeans/cbc:PaymentDueDate"),
        purchase_order=root.read("cac:OrderReference/cbc:ID", "purchase_order"),
        contract=root.read("cac:ContractDocumentReference/cbc:ID", "contract"),
        despatch_advice=root.read("cac:DespatchDocumentReference/cbc:ID", "despatch_advice"),
        buyer_reference=root.read("cbc:BuyerReference", "buyer_reference"),
        payee=_party(payee, "payee") if payee else None,
        payee_accounts=_unique(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"),
        transport_documents=_transport(root),
        preceding=_preceding(root),
        lines=tuple(_line(line, kind, currency) for line in root.all(f"cac:{kind}Line")),
        provenance=root.sources(),
    )


def _money(node: Node, path: str, element: str, currency: Currency) -> int | None:
    found = node.find(path, element)
    return found.money(currency) if found else None


def _date(root: Node, path: str) -> date | None:
    found = root.find(path, "due_date")
    return found.iso_date() if found else None


def _tax(root: Node, currency: Currency) -> int | None:
    """BT-110: the total in the invoice currency; a second one is in the accounting currency."""
    for amount in root.all("cac:TaxTotal/cbc:TaxAmount"):
        if amount.attribute("currencyID") in (None, currency.code):
            root.provenance["tax_minor"] = amount.path
            return amount.money(currency)
    return None


def _unique(root: Node, path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for node in root.all(path) if (text := node.text())))


def _identifier(node: Node | None) -> Identifier | None:
    if node is None or not node.text():
        return None
    return Identifier(node.text(), node.attribute("schemeID"))


def _party(node: Node, role: str) -> Party:
    entity = node.first("cac:PartyLegalEntity")
    trading_name = node.read("cac:PartyName/cbc:Name", f"{role}.trading_name")
    name = node.read("cac:PartyLegalEntity/cbc:RegistrationName", f"{role}.name")
    if name is None and trading_name is not None:
        # BT-59 payees, and sellers of older files, carry the party name alone.
        name, trading_name = trading_name, None
        node.provenance[f"{role}.name"] = node.provenance.pop(f"{role}.trading_name")
    identifiers = (_identifier(n) for n in node.all("cac:PartyIdentification/cbc:ID"))
    party = Party(
        name=name,
        trading_name=trading_name,
        legal_id=_identifier(entity.find("cbc:CompanyID", f"{role}.legal_id")) if entity else None,
        vat=_vat(node, role),
        country=node.read("cac:PostalAddress/cac:Country/cbc:IdentificationCode", f"{role}.country")
        or node.read(
            "cac:PartyLegalEntity/cac:RegistrationAddress/cac:Country/cbc:IdentificationCode",
            f"{role}.country",
        ),
        electronic_address=_identifier(node.find("cbc:EndpointID", f"{role}.electronic_address")),
        identifiers=tuple(i for i in identifiers if i is not None),
    )
    return require_named(party, node, role)


def _vat(node: Node, role: str) -> str | None:
    """The VAT number: the scheme decides, for the first scheme is often a tax office's number."""
    for scheme in node.all("cac:PartyTaxScheme"):
        kind = scheme.first("cac:TaxScheme/cbc:ID")
        if kind is not None and kind.text().upper() == "VAT":
            vat = scheme.read("cbc:CompanyID", f"{role}.vat")
            if vat is not None:
                return vat
    return None


def _transport(root: Node) -> tuple[TransportDocument, ...]:
    found = []
    for reference in root.all("cac:AdditionalDocumentReference"):
        code = reference.first("cbc:DocumentTypeCode")
        identifier = reference.first("cbc:ID")
        if identifier is None or code is None or code.text() != _OBJECT_REFERENCE:
            continue
        found.append(transport_document(identifier, identifier.attribute("schemeID")))
    return tuple(document for document in found if document is not None)


def _preceding(root: Node) -> tuple[PrecedingInvoice, ...]:
    found = []
    for reference in root.all("cac:BillingReference/cac:InvoiceDocumentReference"):
        number = reference.first("cbc:ID")
        issued = reference.first("cbc:IssueDate")
        if number is not None and number.text():
            found.append(PrecedingInvoice(number.text(), issued.iso_date() if issued else None))
    return tuple(found)


def _line(node: Node, kind: str, currency: Currency) -> Line:
    quantity = node.first("cbc:InvoicedQuantity" if kind == "Invoice" else "cbc:CreditedQuantity")
    price = node.first("cac:Price/cbc:PriceAmount")
    name = node.first("cac:Item/cbc:Name") or node.first("cac:Item/cbc:Description")
    return Line(
        number=node.need("cbc:ID", "the line number (BT-126)").text() or None,
        name=(name.text() if name else None) or None,
        net_minor=node.need("cbc:LineExtensionAmount", "the line's net amount (BT-131)").money(
            currency
        ),
        quantity=quantity.decimal() if quantity else None,
        unit=quantity.attribute("unitCode") if quantity else None,
        unit_price=price.decimal() if price else None,
    )
