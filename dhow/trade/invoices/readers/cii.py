"""UN/CEFACT Cross Industry Invoice (D16B and later; the CII syntax binding of EN 16931-3-3)."""

from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from dhow.trade.invoices.model import (
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

_DATA: Final = "urn:un:unece:uncefact:data:standard:"
NAMESPACES: Final = {
    "rsm": f"{_DATA}CrossIndustryInvoice:100",
    "ram": f"{_DATA}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_DATA}UnqualifiedDataType:100",
    "qdt": f"{_DATA}QualifiedDataType:100",
}
ROOT: Final = f"{{{NAMESPACES['rsm']}}}CrossIndustryInvoice"

_OBJECT_REFERENCE: Final = "130"  # UNTDID 1001: the document code that marks BT-18
_ACCOUNT: Final = "ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount"


def read_cii(element: Element, file: str) -> Invoice:
    """The invoice in a CII `CrossIndustryInvoice` element.

    Raises:
        BadInvoice: when a mandatory element of EN 16931 is missing or an element is malformed.
    """
    root = Node(element, file, "CrossIndustryInvoice", NAMESPACES)
    document = root.need("rsm:ExchangedDocument", "the document header")
    trade = root.need("rsm:SupplyChainTradeTransaction", "the transaction")
    agreement = trade.need("ram:ApplicableHeaderTradeAgreement", "the agreement")
    delivery = trade.first("ram:ApplicableHeaderTradeDelivery")
    settlement = trade.need("ram:ApplicableHeaderTradeSettlement", "the settlement")
    currency = currency_of(
        settlement.find_needed("ram:InvoiceCurrencyCode", "currency", "the currency (BT-5)")
    )
    totals = settlement.need(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation", "the document totals (BG-22)"
    )
    payee = settlement.first("ram:PayeeTradeParty")
    return Invoice(
        number=document.read_needed("ram:ID", "number", "the invoice number (BT-1)"),
        issue_date=document.find_needed(
            "ram:IssueDateTime/udt:DateTimeString", "issue_date", "the issue date (BT-2)"
        ).compact_date(),
        type_code=document.read_needed("ram:TypeCode", "type_code", "the type code (BT-3)"),
        currency=currency.code,
        seller=_party(agreement.need("ram:SellerTradeParty", "the seller (BG-4)"), "seller"),
        buyer=_party(agreement.need("ram:BuyerTradeParty", "the buyer (BG-7)"), "buyer"),
        total_minor=_total(totals, "ram:GrandTotalAmount", "total_minor", currency),
        payable_minor=_total(totals, "ram:DuePayableAmount", "payable_minor", currency),
        net_minor=_money(totals, "ram:TaxBasisTotalAmount", "net_minor", currency),
        tax_minor=_money(totals, "ram:TaxTotalAmount", "tax_minor", currency),
        prepaid_minor=_money(totals, "ram:TotalPrepaidAmount", "prepaid_minor", currency) or 0,
        due_date=_due_date(settlement),
        purchase_order=agreement.read(
            "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID", "purchase_order"
        ),
        contract=agreement.read("ram:ContractReferencedDocument/ram:IssuerAssignedID", "contract"),
        despatch_advice=delivery.read(
            "ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID", "despatch_advice"
        )
        if delivery
        else None,
        buyer_reference=agreement.read("ram:BuyerReference", "buyer_reference"),
        payee=_party(payee, "payee") if payee else None,
        payee_accounts=_accounts(settlement),
        transport_documents=_transport(agreement),
        preceding=_preceding(settlement),
        lines=tuple(
            _line(line, currency) for line in trade.all("ram:IncludedSupplyChainTradeLineItem")
        ),
        provenance=root.sources(),
    )


def _in_currency(totals: Node, path: str, currency: Currency) -> Node | None:
    """The amount in the invoice's currency: CII may repeat a total in the accounting currency."""
    stated = [n for n in totals.all(path) if n.text()]
    for node in stated:
        if node.attribute("currencyID") in (None, currency.code):
            return node
    return stated[0] if stated else None


def _money(totals: Node, path: str, element: str, currency: Currency) -> int | None:
    node = _in_currency(totals, path, currency)
    if node is None:
        return None
    totals.provenance[element] = node.path
    return node.money(currency)


def _total(totals: Node, path: str, element: str, currency: Currency) -> int:
    amount = _money(totals, path, element, currency)
    if amount is None:
        raise totals.need(path, "an amount").wrong("is empty, expected an amount")
    return amount


def _due_date(settlement: Node) -> date | None:
    node = settlement.find(
        "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString", "due_date"
    )
    return node.compact_date() if node else None


def _accounts(settlement: Node) -> tuple[str, ...]:
    paths = (f"{_ACCOUNT}/ram:IBANID", f"{_ACCOUNT}/ram:ProprietaryID")
    texts = (node.text() for path in paths for node in settlement.all(path))
    return tuple(dict.fromkeys(text for text in texts if text))


def _identifier(node: Node | None) -> Identifier | None:
    if node is None or not node.text():
        return None
    return Identifier(node.text(), node.attribute("schemeID"))


def _party(node: Node, role: str) -> Party:
    identifiers = [
        _identifier(found) for path in ("ram:ID", "ram:GlobalID") for found in node.all(path)
    ]
    address = node.find("ram:URIUniversalCommunication/ram:URIID", f"{role}.electronic_address")
    legal = node.find("ram:SpecifiedLegalOrganization/ram:ID", f"{role}.legal_id")
    party = Party(
        name=node.read("ram:Name", f"{role}.name"),
        trading_name=node.read(
            "ram:SpecifiedLegalOrganization/ram:TradingBusinessName", f"{role}.trading_name"
        ),
        legal_id=_identifier(legal),
        vat=_vat(node, role),
        country=node.read("ram:PostalTradeAddress/ram:CountryID", f"{role}.country"),
        electronic_address=_identifier(address),
        identifiers=tuple(i for i in identifiers if i is not None),
    )
    return require_named(party, node, role)


def _vat(node: Node, role: str) -> str | None:
    """The VAT number (scheme VA); FC is the tax office's number, not the same thing."""
    for registration in node.all("ram:SpecifiedTaxRegistration/ram:ID"):
        if registration.attribute("schemeID") == "VA" and registration.text():
            node.provenance[f"{role}.vat"] = registration.path
            return registration.text()
    return None


def _transport(agreement: Node) -> tuple[TransportDocument, ...]:
    found = []
    for reference in agreement.all("ram:AdditionalReferencedDocument"):
        code = reference.first("ram:TypeCode")
        number = reference.first("ram:IssuerAssignedID")
        scheme = reference.first("ram:ReferenceTypeCode")
        if number is None or scheme is None or code is None or code.text() != _OBJECT_REFERENCE:
            continue
        found.append(transport_document(number, scheme.text()))
    return tuple(document for document in found if document is not None)


def _preceding(settlement: Node) -> tuple[PrecedingInvoice, ...]:
    found = []
    for reference in settlement.all("ram:InvoiceReferencedDocument"):
        number = reference.first("ram:IssuerAssignedID")
        issued = reference.first("ram:FormattedIssueDateTime/qdt:DateTimeString")
        if number is not None and number.text():
            found.append(PrecedingInvoice(number.text(), issued.compact_date() if issued else None))
    return tuple(found)


def _line(node: Node, currency: Currency) -> Line:
    quantity = node.first("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
    price = node.first(
        "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount"
    )
    name = node.first("ram:SpecifiedTradeProduct/ram:Name")
    return Line(
        number=node.need(
            "ram:AssociatedDocumentLineDocument/ram:LineID", "the line number (BT-126)"
        ).text()
        or None,
        name=(name.text() if name else None) or None,
        net_minor=node.need(
            "ram:SpecifiedLineTradeSettlement"
            "/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
            "the line's net amount (BT-131)",
        ).money(currency),
        quantity=quantity.decimal() if quantity else None,
        unit=quantity.attribute("unitCode") if quantity else None,
        unit_price=price.decimal() if price else None,
    )
