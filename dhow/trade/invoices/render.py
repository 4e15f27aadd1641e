"""Write an `Invoice` as UBL 2.1 or CII XML: our own samples, and the other half of the round trip.

Only the elements of the model are written, in the order the schemas demand. An element the model
does not hold (VAT breakdown, addresses beyond the country) is not made up.
"""

from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from dhow.trade.invoices.amounts import format_minor
from dhow.trade.invoices.model import Identifier, Invoice, Line, Party, TransportDocument
from dhow.trade.invoices.readers import cii, ubl
from dhow.trade.money import Currency
from dhow.trade.records import plain_decimal

CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017"
"""BT-24: the specification the samples follow."""

for _prefix, _uri in {**ubl.NAMESPACES, **cii.NAMESPACES}.items():
    register_namespace(_prefix, _uri)


class _Writer:
    """Appends children by the prefixed names of one syntax; absent values write nothing."""

    def __init__(self, element: Element, namespaces: dict[str, str]) -> None:
        self.element = element
        self.namespaces = namespaces

    def group(self, name: str) -> "_Writer":
        prefix, _, local = name.partition(":")
        child = SubElement(self.element, f"{{{self.namespaces[prefix]}}}{local}")
        return _Writer(child, self.namespaces)

    def at(self, path: str) -> "_Writer":
        """A new element at the end of a new chain of groups."""
        writer = self
        for step in path.split("/"):
            writer = writer.group(step)
        return writer

    def text(self, path: str, value: str | None, **attributes: str | None) -> None:
        if value is None:
            return
        element = self.at(path).element
        element.text = value
        for name, content in attributes.items():
            if content is not None:
                element.set(name, content)

    def identifier(self, path: str, identifier: Identifier | None) -> None:
        if identifier is not None:
            self.text(path, identifier.value, schemeID=identifier.scheme)


def _bytes(root: Element) -> bytes:
    indent(root)
    text: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def render_ubl(invoice: Invoice) -> bytes:
    """The invoice as UBL 2.1 (`CreditNote` for a credit note type), UTF-8."""
    kind = "CreditNote" if invoice.is_credit_note else "Invoice"
    namespace = ubl.CREDIT_NOTE_NAMESPACE if invoice.is_credit_note else ubl.INVOICE_NAMESPACE
    root = _Writer(Element(f"{{{namespace}}}{kind}"), ubl.NAMESPACES)
    currency = Currency(invoice.currency)
    root.text("cbc:CustomizationID", CUSTOMIZATION)
    root.text("cbc:ID", invoice.number)
    root.text("cbc:IssueDate", invoice.issue_date.isoformat())
    if kind == "Invoice":
        root.text("cbc:DueDate", _iso(invoice.due_date))
    root.text(f"cbc:{kind}TypeCode", invoice.type_code)
    root.text("cbc:DocumentCurrencyCode", currency.code)
    root.text("cbc:BuyerReference", invoice.buyer_reference)
    root.text("cac:OrderReference/cbc:ID", invoice.purchase_order)
    for preceding in invoice.preceding:
        reference = root.at("cac:BillingReference/cac:InvoiceDocumentReference")
        reference.text("cbc:ID", preceding.number)
        reference.text("cbc:IssueDate", _iso(preceding.issue_date))
    root.text("cac:DespatchDocumentReference/cbc:ID", invoice.despatch_advice)
    root.text("cac:ContractDocumentReference/cbc:ID", invoice.contract)
    for document in invoice.transport_documents:
        reference = root.group("cac:AdditionalDocumentReference")
        reference.text("cbc:ID", document.number, schemeID=document.scheme)
        reference.text("cbc:DocumentTypeCode", "130")
    _ubl_party(root.at("cac:AccountingSupplierParty/cac:Party"), invoice.seller)
    _ubl_party(root.at("cac:AccountingCustomerParty/cac:Party"), invoice.buyer)
    if invoice.payee:
        _ubl_party(root.group("cac:PayeeParty"), invoice.payee)
    _ubl_payment(root, invoice, kind)
    _ubl_totals(root, invoice, currency)
    for line in invoice.lines:
        _ubl_line(root.group(f"cac:{kind}Line"), line, kind, currency)
    return _bytes(root.element)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _ubl_party(node: _Writer, party: Party) -> None:
    node.identifier("cbc:EndpointID", party.electronic_address)
    for identifier in party.identifiers:
        node.identifier("cac:PartyIdentification/cbc:ID", identifier)
    node.text("cac:PartyName/cbc:Name", party.trading_name)
    node.text("cac:PostalAddress/cac:Country/cbc:IdentificationCode", party.country)
    if party.vat:
        tax = node.group("cac:PartyTaxScheme")
        tax.text("cbc:CompanyID", party.vat)
        tax.text("cac:TaxScheme/cbc:ID", "VAT")
    if party.name or party.legal_id:
        entity = node.group("cac:PartyLegalEntity")
        entity.text("cbc:RegistrationName", party.name)
        entity.identifier("cbc:CompanyID", party.legal_id)


def _ubl_payment(root: _Writer, invoice: Invoice, kind: str) -> None:
    """A credit note has its due date here, for UBL gives it none of its own (BT-9)."""
    due = invoice.due_date if kind == "CreditNote" else None
    accounts: tuple[str | None, ...] = invoice.payee_accounts or ((None,) if due else ())
    for account in accounts:
        means = root.group("cac:PaymentMeans")
        means.text("cbc:PaymentMeansCode", "30")
        means.text("cbc:PaymentDueDate", _iso(due))
        means.text("cac:PayeeFinancialAccount/cbc:ID", account)


def _ubl_totals(root: _Writer, invoice: Invoice, currency: Currency) -> None:
    def amount(node: _Writer, path: str, minor: int | None) -> None:
        if minor is not None:
            node.text(path, format_minor(minor, currency), currencyID=currency.code)

    if invoice.tax_minor is not None:
        amount(root, "cac:TaxTotal/cbc:TaxAmount", invoice.tax_minor)
    totals = root.group("cac:LegalMonetaryTotal")
    amount(totals, "cbc:LineExtensionAmount", sum(line.net_minor for line in invoice.lines))
    amount(totals, "cbc:TaxExclusiveAmount", invoice.net_minor)
    amount(totals, "cbc:TaxInclusiveAmount", invoice.total_minor)
    amount(totals, "cbc:PrepaidAmount", invoice.prepaid_minor or None)
    amount(totals, "cbc:PayableAmount", invoice.payable_minor)


def _ubl_line(node: _Writer, line: Line, kind: str, currency: Currency) -> None:
    node.text("cbc:ID", line.number or "")
    if line.quantity is not None:
        quantity = "cbc:InvoicedQuantity" if kind == "Invoice" else "cbc:CreditedQuantity"
        node.text(quantity, plain_decimal(line.quantity), unitCode=line.unit)
    node.text(
        "cbc:LineExtensionAmount",
        format_minor(line.net_minor, currency),
        currencyID=currency.code,
    )
    node.text("cac:Item/cbc:Name", line.name)
    if line.unit_price is not None:
        node.text(
            "cac:Price/cbc:PriceAmount", plain_decimal(line.unit_price), currencyID=currency.code
        )


def render_cii(invoice: Invoice) -> bytes:
    """The invoice as a UN/CEFACT Cross Industry Invoice, UTF-8."""
    root = _Writer(Element(cii.ROOT), cii.NAMESPACES)
    currency = Currency(invoice.currency)
    root.text(
        "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID",
        CUSTOMIZATION,
    )
    document = root.group("rsm:ExchangedDocument")
    document.text("ram:ID", invoice.number)
    document.text("ram:TypeCode", invoice.type_code)
    _cii_date(document, "ram:IssueDateTime/udt:DateTimeString", invoice.issue_date)
    trade = root.group("rsm:SupplyChainTradeTransaction")
    for line in invoice.lines:
        _cii_line(trade.group("ram:IncludedSupplyChainTradeLineItem"), line, currency)
    agreement = trade.group("ram:ApplicableHeaderTradeAgreement")
    agreement.text("ram:BuyerReference", invoice.buyer_reference)
    _cii_party(agreement.group("ram:SellerTradeParty"), invoice.seller)
    _cii_party(agreement.group("ram:BuyerTradeParty"), invoice.buyer)
    agreement.text("ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID", invoice.purchase_order)
    agreement.text("ram:ContractReferencedDocument/ram:IssuerAssignedID", invoice.contract)
    for transport in invoice.transport_documents:
        _cii_transport(agreement.group("ram:AdditionalReferencedDocument"), transport)
    delivery = trade.group("ram:ApplicableHeaderTradeDelivery")
    delivery.text(
        "ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID", invoice.despatch_advice
    )
    _cii_settlement(trade.group("ram:ApplicableHeaderTradeSettlement"), invoice, currency)
    return _bytes(root.element)


def _cii_date(node: _Writer, path: str, day: date | None) -> None:
    node.text(path, day.strftime("%Y%m%d") if day else None, format="102")


def _cii_party(node: _Writer, party: Party) -> None:
    for identifier in party.identifiers:
        node.identifier("ram:GlobalID" if identifier.scheme else "ram:ID", identifier)
    node.text("ram:Name", party.name)
    if party.legal_id or party.trading_name:
        entity = node.group("ram:SpecifiedLegalOrganization")
        entity.identifier("ram:ID", party.legal_id)
        entity.text("ram:TradingBusinessName", party.trading_name)
    node.text("ram:PostalTradeAddress/ram:CountryID", party.country)
    node.identifier("ram:URIUniversalCommunication/ram:URIID", party.electronic_address)
    node.text("ram:SpecifiedTaxRegistration/ram:ID", party.vat, schemeID="VA")


def _cii_transport(node: _Writer, document: TransportDocument) -> None:
    node.text("ram:IssuerAssignedID", document.number)
    node.text("ram:TypeCode", "130")
    node.text("ram:ReferenceTypeCode", document.scheme)


def _cii_settlement(node: _Writer, invoice: Invoice, currency: Currency) -> None:
    node.text("ram:InvoiceCurrencyCode", currency.code)
    if invoice.payee:
        _cii_party(node.group("ram:PayeeTradeParty"), invoice.payee)
    for account in invoice.payee_accounts:
        means = node.group("ram:SpecifiedTradeSettlementPaymentMeans")
        means.text("ram:TypeCode", "30")
        means.text("ram:PayeePartyCreditorFinancialAccount/ram:IBANID", account)
    _cii_date(
        node,
        "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString",
        invoice.due_date,
    )
    totals = node.group("ram:SpecifiedTradeSettlementHeaderMonetarySummation")

    def amount(name: str, minor: int | None, **attributes: str | None) -> None:
        if minor is not None:
            totals.text(f"ram:{name}", format_minor(minor, currency), **attributes)

    amount("LineTotalAmount", sum(line.net_minor for line in invoice.lines))
    amount("TaxBasisTotalAmount", invoice.net_minor)
    amount("TaxTotalAmount", invoice.tax_minor, currencyID=currency.code)
    amount("GrandTotalAmount", invoice.total_minor)
    amount("TotalPrepaidAmount", invoice.prepaid_minor or None)
    amount("DuePayableAmount", invoice.payable_minor)
    for preceding in invoice.preceding:
        reference = node.group("ram:InvoiceReferencedDocument")
        reference.text("ram:IssuerAssignedID", preceding.number)
        _cii_date(reference, "ram:FormattedIssueDateTime/qdt:DateTimeString", preceding.issue_date)


def _cii_line(node: _Writer, line: Line, currency: Currency) -> None:
    node.text("ram:AssociatedDocumentLineDocument/ram:LineID", line.number or "")
    node.text("ram:SpecifiedTradeProduct/ram:Name", line.name)
    if line.unit_price is not None:
        node.text(
            "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount",
            plain_decimal(line.unit_price),
        )
    if line.quantity is not None:
        node.text(
            "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
            plain_decimal(line.quantity),
            unitCode=line.unit,
        )
    node.text(
        "ram:SpecifiedLineTradeSettlement"
        "/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
        format_minor(line.net_minor, currency),
    )
