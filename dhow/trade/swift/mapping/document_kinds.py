"""How credits call each kind of document (46A), as parts of patterns."""

import re

KINDS: tuple[tuple[str, str], ...] = (
    ("charter_party_bill_of_lading", r"CHARTER[ -]PARTY BILLS? OF LADING"),
    (
        "multimodal_transport_document",
        r"(?:MULTIMODAL|COMBINED) (?:TRANSPORT (?:DOCUMENTS?|BILLS? OF LADING)|BILLS? OF LADING)",
    ),
    ("sea_waybill", r"(?:NON-NEGOTIABLE )?SEA ?WAYBILLS?"),
    (
        "bill_of_lading",
        r"(?:MARINE|OCEAN|PORT[ -]TO[ -]PORT)?(?:/OCEAN)? ?(?:BILLS? OF LADING|B/LS?)",
    ),
    ("air_waybill", r"AIR ?WAY ?BILLS?|AWB|AIR (?:CONSIGNMENT NOTES?|TRANSPORT DOCUMENTS?)"),
    (
        "road_consignment_note",
        r"(?:CMR|ROAD)(?: \(CMR\))? ?(?:CONSIGNMENT NOTES?|WAY ?BILLS?)?"
        r"|TRUCK(?:/ROAD)? (?:CONSIGNMENT NOTES?|WAY ?BILLS?)",
    ),
    ("rail_consignment_note", r"(?:CIM|RAIL(?:WAY)?)(?: CONSIGNMENT NOTES?| (?:WAY)? ?BILLS?)"),
    ("courier_receipt", r"COURIER RECEIPTS?"),
    ("postal_receipt", r"POST(?:AL)? RECEIPTS?|CERTIFICATE OF POSTING"),
    ("commercial_invoice", r"COMMERCIAL INVOICES?|INVOICES?"),
    (
        "insurance_document",
        r"INSURANCE (?:POLICY(?: OR CERTIFICATE)?|CERTIFICATE(?: OR POLICY)?|POLICY/CERTIFICATE"
        r"|DOCUMENTS?)",
    ),
    ("certificate_of_origin", r"CERTIFICATES? OF ORIGIN"),
    ("phytosanitary_certificate", r"PHYTO-?SANITARY CERTIFICATES?"),
    ("health_certificate", r"(?:VETERINARY )?HEALTH CERTIFICATES?"),
    ("weight_certificate", r"CERTIFICATES? OF WEIGHT|WEIGHT (?:CERTIFICATES?|LIST)"),
    ("quality_certificate", r"CERTIFICATES? OF QUALITY|QUALITY CERTIFICATES?"),
    ("quantity_certificate", r"CERTIFICATES? OF QUANTITY|QUANTITY CERTIFICATES?"),
    (
        "inspection_certificate",
        r"(?:PRE[- ]?SHIPMENT )?INSPECTION CERTIFICATES?|CERTIFICATES? OF INSPECTION",
    ),
    ("temperature_certificate", r"TEMPERATURE (?:LOG )?(?:CERTIFICATES?|LOGS?|RECORDS?)"),
    ("notice_of_arrival", r"NOTICE OF ARRIVAL|ARRIVAL NOTICE"),
    (
        "beneficiary_certificate",
        r"BENEFICIARY(?:'S|S)? (?:CERTIFICATES?|DECLARATION|STATEMENT)"
        r"|(?:CERTIFICATE|DECLARATION|STATEMENT) (?:ISSUED |SIGNED )?(?:BY|FROM) "
        r"(?:THE )?BENEFICIARY",
    ),
    ("packing_list", r"(?:DETAILED )?PACKING(?:(?: ?/ ?| AND )WEIGHT)? LISTS?"),
    ("draft", r"(?:SIGHT |USANCE )?DRAFTS?(?! SURVEY)|BILLS? OF EXCHANGE"),
)

SAYS = re.compile(
    r"\b(?:THAT|STATING|CERTIFYING|CONFIRMING|EVIDENCING|SHOWING|INDICATING|DECLARING|ADVISING|SENT)\b"
)
"""After these words stands what a document says."""
_OF_ANOTHER = re.compile(
    rf"{SAYS.pattern}|\b(?:MENTIONING|INCLUDING|QUOTING|GIVING|IN LIEU OF)\b|(?<=\bRECEIPT) FOR\b"
)
_A_PAPER = re.compile(
    r"\b(?:CERTIFICAT|STATEMENT|DECLARATION|ADVICE|FAX|TELEX|CABLE|E-?MAIL|MESSAGE|RECEIPT|LETTER"
    r"|REPORT|NOTICE|NOTIFICATION|UNDERTAKING)"
)
_WAS_SENT = re.compile(
    r"\b(?:SENT|FORWARDED|DI?E?SPATCHED|MAILED|AIRMAILED|COURIERED|FAXED|HANDED|DELIVERED)\b"
)


def names_itself(item: str) -> int:
    """How far an item of 46A says which document it is, and not what that says of others.

    A shipment advice "showing invoice value" is no invoice.
    """
    said = _OF_ANOTHER.search(item)
    return said.start() if said and _A_PAPER.search(item, 0, said.start()) else len(item)


def of_itself(item: str) -> int:
    """How far the numbers of an item are its own: "stating that 2 originals were sent" is not."""
    said = SAYS.search(item)
    return said.start() if said and _WAS_SENT.search(item, said.start()) else len(item)
