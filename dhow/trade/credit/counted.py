"""What the period for presentation counts from (48), where a credit says it in words.

counted_from("AFTER DATE OF INVOICE")                     -> "commercial_invoice", its date
counted_from("DAYS FROM B/L DATE")                        -> SHIPMENT (ISBP 745 B2(c))
counted_from("AFTER ISSUANCE OF THE TRANSPORT DOCUMENT")  -> ISSUE_OF_TRANSPORT
counted_from("AFTER ARRIVAL OF THE VESSEL")               -> None
"""

import re
from collections.abc import Mapping

from dhow.trade.documents.registry import DOCUMENTS
from dhow.trade.documents.transport import TRANSPORT_KINDS

SHIPMENT = "shipment"
ISSUE_OF_TRANSPORT = "issue_of_transport"
TRANSPORT_NAMES = (
    *("BILL OF LADING", "BILLS OF LADING", "B/L", "BL", "TRANSPORT DOCUMENT"),
    *("AIR WAYBILL", "AIRWAY BILL", "AIRWAYBILL", "AWB", "SEA WAYBILL", "TRUCK WAYBILL"),
    *("CMR", "CMR CONSIGNMENT NOTE", "ROAD CONSIGNMENT NOTE", "CONSIGNMENT NOTE", "CIM"),
    *("RAIL CONSIGNMENT NOTE", "MULTIMODAL TRANSPORT DOCUMENT"),
)
"""What credits call transport documents; the date of one is that of shipment, which it shows."""
_SHIPPED = frozenset(("SHIPMENT", "ON BOARD", "SHIPPED ON BOARD", "DESPATCH", "DISPATCH"))
_KINDS: Mapping[str, str] = {
    **{cls.title.upper(): kind for kind, cls in DOCUMENTS.items() if kind != "other_document"},
    "INVOICE": "commercial_invoice",
    "QUALITY CERTIFICATE": "quality_certificate",
    "CERTIFICATE OF INSPECTION": "inspection_certificate",
}
_AFTER = re.compile(
    r"(?:(?:CALENDAR )?DAYS? )?(?:AFTER|FROM|OF) (?:THE )?(?P<what>.+?)"
    r"(?: BUT (?:ALWAYS )?WITHIN .*(?:VALIDITY|EXPIRY)\b.*)?"
)
_ISSUE = r"(?:ISSUE|ISSUANCE|ISSUING)"
_OF_ISSUE = re.compile(
    rf"(?:DATE OF )?(?:THE )?{_ISSUE}(?: DATE)? OF (?:THE )?(?P<one>.+)"
    rf"|(?P<other>.+?) {_ISSUE} DATE"
)
_OF_DATE = re.compile(
    r"DATE OF (?:THE )?(?P<one>.+)|(?P<other>.+?)(?:'S)? DATE|(?P<third>SHIPMENT)"
)


def counted_from(narrative: str | None) -> str | None:
    """What the days count from: `SHIPMENT`, `ISSUE_OF_TRANSPORT` or a kind of document.

    None where that is not understood. A credit that says nothing counts from shipment (art. 14(c)).
    """
    if narrative is None:
        return SHIPMENT
    said = _AFTER.fullmatch(" ".join(narrative.upper().split()).strip(" ."))
    if said is None:
        return None
    issued = _OF_ISSUE.fullmatch(said["what"])
    found = issued or _OF_DATE.fullmatch(said["what"])
    if found is None:
        return None
    name = next(group for group in found.groups() if group)
    name = re.sub(r"\(S\)$|(?<=[A-Z])S$", "", name)
    if name in _SHIPPED:
        return None if issued else SHIPMENT
    kind = _KINDS.get(name)
    if name in TRANSPORT_NAMES or kind in TRANSPORT_KINDS:
        return ISSUE_OF_TRANSPORT if issued else SHIPMENT
    return kind
