"""The kinds of document and how one is read."""

from collections.abc import Mapping
from typing import Any

from dhow.trade.documents.base import Document
from dhow.trade.documents.commercial import (
    CertificateOfOrigin,
    CommercialInvoice,
    InspectionCertificate,
    PackingList,
    PurchaseOrder,
)
from dhow.trade.documents.evidence import (
    CustomsRelease,
    NoticeOfArrival,
    ProductionRecord,
    TemperatureCertificate,
)
from dhow.trade.documents.transport import AirWaybill, BillOfLading, InsuranceDocument
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
    )
}
"""Every kind of document by its name in JSON, in the order of the ledger's `DocumentKind`."""


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
