"""Electronic documents of the trade as frozen dataclasses with canonical JSON.

    document = parse_document(json_text)      # InvalidInput names every wrong field
    document.kind, document.number, document.issuer.name
    document.to_json()                        # canonical bytes, what the ledger's hash is over

Kinds are the keys of `DOCUMENTS`: the invoice, the transport documents of UCP 600 art. 19 to 25,
the insurance document, the draft, certificates of the trade, and those that oracles issue.
"""

from dhow.trade.documents.base import Document, Signature, SigningCapacity
from dhow.trade.documents.certificates import (
    BeneficiaryCertificate,
    Certificate,
    CertificateOfOrigin,
    HealthCertificate,
    InspectionCertificate,
    Measurement,
    OtherDocument,
    PhytosanitaryCertificate,
    QualityCertificate,
    QuantityCertificate,
    WeightCertificate,
)
from dhow.trade.documents.commercial import (
    CommercialInvoice,
    Incoterm,
    IncotermRule,
    InvoiceLine,
    PackingList,
    PurchaseOrder,
)
from dhow.trade.documents.draft import CountedFrom, Draft
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
    CharterPartyBill,
    CopyFor,
    CourierReceipt,
    Freight,
    InlandWaterwayDocument,
    InsuranceDocument,
    InsuranceForm,
    MultimodalDocument,
    PostalReceipt,
    RailConsignmentNote,
    RoadConsignmentNote,
    SeaWaybill,
    TransportDocument,
)

__all__ = [
    "DOCUMENTS",
    "AirWaybill",
    "ArrivalSource",
    "BeneficiaryCertificate",
    "BillOfLading",
    "Certificate",
    "CertificateOfOrigin",
    "CharterPartyBill",
    "CommercialInvoice",
    "CopyFor",
    "CountedFrom",
    "CourierReceipt",
    "CustomsRelease",
    "Document",
    "Draft",
    "Freight",
    "HealthCertificate",
    "Incoterm",
    "IncotermRule",
    "InlandWaterwayDocument",
    "InspectionCertificate",
    "InsuranceDocument",
    "InsuranceForm",
    "InvoiceLine",
    "Lot",
    "Measurement",
    "MultimodalDocument",
    "NoticeOfArrival",
    "OtherDocument",
    "PackingList",
    "PhytosanitaryCertificate",
    "Place",
    "PostalReceipt",
    "ProductionRecord",
    "PurchaseOrder",
    "QualityCertificate",
    "Quantity",
    "QuantityCertificate",
    "RailConsignmentNote",
    "RecordTerms",
    "RoadConsignmentNote",
    "SeaWaybill",
    "Signature",
    "SigningCapacity",
    "TemperatureCertificate",
    "TemperatureLimits",
    "TransportDocument",
    "WeightCertificate",
    "parse_document",
]
