"""Electronic documents of the trade as frozen dataclasses with canonical JSON.

    document = parse_document(json_text)      # InvalidInput names every wrong field
    document.kind, document.number, document.issuer.name
    document.to_json()                        # canonical bytes, what the ledger's hash is over

Kinds: commercial_invoice, bill_of_lading, air_waybill, insurance_document, certificate_of_origin,
inspection_certificate, packing_list, temperature_certificate, notice_of_arrival,
production_record, customs_release, purchase_order.
"""

from dhow.trade.documents.base import Document, Signature, SigningCapacity
from dhow.trade.documents.commercial import (
    CertificateOfOrigin,
    CommercialInvoice,
    Incoterm,
    IncotermRule,
    InspectionCertificate,
    InvoiceLine,
    Measurement,
    PackingList,
    PurchaseOrder,
)
from dhow.trade.documents.evidence import (
    ArrivalSource,
    CustomsRelease,
    Lot,
    NoticeOfArrival,
    ProductionRecord,
    RecordTerms,
    TemperatureCertificate,
    TemperatureLimits,
)
from dhow.trade.documents.place import Place
from dhow.trade.documents.quantity import Quantity
from dhow.trade.documents.registry import DOCUMENTS, parse_document
from dhow.trade.documents.transport import (
    AirWaybill,
    BillOfLading,
    Freight,
    InsuranceDocument,
    InsuranceForm,
    TransportDocument,
)

__all__ = [
    "DOCUMENTS",
    "AirWaybill",
    "ArrivalSource",
    "BillOfLading",
    "CertificateOfOrigin",
    "CommercialInvoice",
    "CustomsRelease",
    "Document",
    "Freight",
    "Incoterm",
    "IncotermRule",
    "InspectionCertificate",
    "InsuranceDocument",
    "InsuranceForm",
    "InvoiceLine",
    "Lot",
    "Measurement",
    "NoticeOfArrival",
    "PackingList",
    "Place",
    "ProductionRecord",
    "PurchaseOrder",
    "Quantity",
    "RecordTerms",
    "Signature",
    "SigningCapacity",
    "TemperatureCertificate",
    "TemperatureLimits",
    "TransportDocument",
    "parse_document",
]
