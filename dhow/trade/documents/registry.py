"""The kinds of document and how one is read."""

from collections.abc import Mapping
from typing import Any

from dhow.trade.documents.base import Document
from dhow.trade.documents.certificates import (
    BeneficiaryCertificate,
    CertificateOfOrigin,
    HealthCertificate,
    InspectionCertificate,
    OtherDocument,
    PhytosanitaryCertificate,
    QualityCertificate,
    QuantityCertificate,
    WeightCertificate,
)
from dhow.trade.documents.commercial import CommercialInvoice, PackingList, PurchaseOrder
from dhow.trade.documents.draft import Draft
from dhow.trade.documents.evidence import (
    CustomsRelease,
    NoticeOfArrival,
    ProductionRecord,
    TemperatureCertificate,
)
from dhow.trade.documents.insurance import InsuranceDocument
from dhow.trade.documents.transport import (
    AirWaybill,
    BillOfLading,
    CharterPartyBill,
    CourierReceipt,
    InlandWaterwayDocument,
    MultimodalDocument,
    PostalReceipt,
    RailConsignmentNote,
    RoadConsignmentNote,
    SeaWaybill,
)
from dhow.trade.records import InvalidInput, Problem, decode, load

DOCUMENTS: dict[str, type[Document]] = {
    cls.kind: cls
    for cls in (
        CommercialInvoice,
        BillOfLading,
        AirWaybill,
        InsuranceDocument,
        CertificateOfOrigin,
        InspectionCertificate,
        PackingList,
        TemperatureCertificate,
        NoticeOfArrival,
        ProductionRecord,
        CustomsRelease,
        PurchaseOrder,
        Draft,
        MultimodalDocument,
        SeaWaybill,
        CharterPartyBill,
        RoadConsignmentNote,
        RailConsignmentNote,
        InlandWaterwayDocument,
        CourierReceipt,
        PostalReceipt,
        QualityCertificate,
        QuantityCertificate,
        WeightCertificate,
        PhytosanitaryCertificate,
        HealthCertificate,
        BeneficiaryCertificate,
        OtherDocument,
    )
}
"""Every kind of document by its name in JSON: first those that the ledger's `DocumentKind` has a
name for, in its order; the ledger knows the others as OTHER."""


def parse_document(source: str | bytes | Mapping[str, Any]) -> Document:
    """Read a document of any kind from JSON; its `kind` says which.

    Raises:
        InvalidInput: naming the kind that is unknown, or each field that is wrong.
    """
    data = load(source, "document")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in DOCUMENTS:
        known = ", ".join(DOCUMENTS)
        words = "is missing" if kind is None else f"{kind!r} is not a kind of document"
        raise InvalidInput("document", (Problem("kind", f"{words}; known: {known}"),))
    return decode(DOCUMENTS[kind], data, ignore=("kind",))
