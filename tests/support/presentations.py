"""Complying presentations by every mode of transport and availability, as plain JSON.

They know nothing of the rules of examination: they are what an exporter of frozen shrimp would
present under the base credit, had it been drawn up for carriage by air, by road, by post.
"""

import copy
from collections.abc import Callable
from typing import Any

from tests.support import base_credit as bc
from tests.support.base_credit import BILL, INVOICE, Json

CARRIER: Json = {"name": "ARABIAN SEA LINES", "country": "AE"}
INLAND = {"name": "NAGPUR, INDIA", "locode": "INNAG"}
BASEL = {"name": "BASEL, SWITZERLAND", "locode": "CHBSL"}
AIRPORT = {"name": "MUMBAI AIRPORT", "locode": "INBOM"}
SHIPPED = "2026-05-10"


def _carried(kind: str, number: str, **more: Any) -> Json:
    """What every transport document shows, with what `kind` adds."""
    return {
        "kind": kind,
        "number": number,
        "issuer": copy.deepcopy(CARRIER),
        "issued_on": SHIPPED,
        "salt": bc.SALT,
        "signature": {"name": CARRIER["name"], "capacity": "carrier"},
        "carrier": copy.deepcopy(CARRIER),
        "shipper": copy.deepcopy(bc.BENEFICIARY),
        "consignee": "IMPORT BANK OF SINGAPORE",
        "notify": copy.deepcopy(bc.APPLICANT),
        "goods": "FROZEN SHRIMP",
        "gross_weight": {"amount": "54600", "unit": "kg"},
        "packages": {"amount": "5000", "unit": "cartons"},
        "freight": "prepaid",
        **more,
    }


def _by_sea(kind: str, number: str, **more: Any) -> Json:
    bill = bc.bill_of_lading()
    own = {name: bill[name] for name in ("vessel", "vessel_imo", "voyage", "containers")}
    ports = {name: bill[name] for name in ("port_of_loading", "port_of_discharge")}
    return _carried(kind, number, **own, **ports, on_board_on=SHIPPED, **more)


def _route(terms: Json, start: Json, end: Json, *, ports: bool = False) -> None:
    route = terms["shipment"]
    if not ports:
        for name in ("port_of_loading", "port_of_discharge"):
            del route[name]
    route.update(taking_in_charge=start, final_destination=end)


def bill_of_lading(terms: Json) -> Json:
    """Art. 20: the base credit's own."""
    del terms
    return bc.bill_of_lading()


def sea_waybill(terms: Json) -> Json:
    """Art. 21."""
    terms["documents"][BILL].update(kind="sea_waybill", originals=1)
    return _by_sea("sea_waybill", "ASLW-118", originals_issued=1)


def charter_party(terms: Json) -> Json:
    """Art. 22: any port of Singapore, signed by the master, no carrier."""
    terms["documents"][BILL].update(kind="charter_party_bill_of_lading")
    anywhere = {"name": "ANY PORT IN SINGAPORE", "country": "SG", "any_in_country": True}
    terms["shipment"]["port_of_discharge"] = [anywhere]
    bill = _by_sea("charter_party_bill_of_lading", "CP-77", originals_issued=3)
    del bill["carrier"]
    bill.update(
        port_of_discharge=anywhere,
        signature={"name": "CAPT. F. ALVES", "capacity": "master"},
        consignee="TO ORDER OF IMPORT BANK OF SINGAPORE",
    )
    return bill


def multimodal(terms: Json) -> Json:
    """Art. 19: from inland to inland, the ship intended."""
    terms["documents"][BILL].update(kind="multimodal_transport_document")
    _route(terms, INLAND, BASEL)
    return _carried(
        "multimodal_transport_document",
        "CTD-5",
        consignee="TO ORDER OF IMPORT BANK OF SINGAPORE",
        place_of_dispatch=INLAND,
        final_destination=BASEL,
        dispatched_on=SHIPPED,
        vessel="MV KONKAN STAR",
        transhipment=True,
        containers=["CSQU3054383"],
        originals_issued=3,
    )


def air_waybill(terms: Json) -> Json:
    """Art. 23."""
    terms["documents"][BILL].update(kind="air_waybill")
    terms["shipment"]["port_of_loading"] = [AIRPORT]
    return _carried(
        "air_waybill",
        "020-12345675",
        airport_of_departure=AIRPORT,
        airport_of_destination={"name": "SINGAPORE CHANGI", "locode": "SGSIN"},
        flight="GA 412",
        flown_on=SHIPPED,
        marked_for="consignor",
    )


def _over_land(kind: str, number: str, vehicle: str) -> Callable[[Json], Json]:
    def made(terms: Json) -> Json:
        terms["documents"][BILL].update(kind=kind, originals=1)
        _route(terms, INLAND, BASEL)
        return _carried(
            kind,
            number,
            place_of_shipment=INLAND,
            place_of_destination=BASEL,
            received_on=SHIPPED,
            vehicle=vehicle,
        )

    return made


def _dispatched(kind: str, number: str) -> Callable[[Json], Json]:
    def made(terms: Json) -> Json:
        terms["documents"][BILL].update(kind=kind, originals=1)
        terms["documents"][BILL].pop("transport")
        _route(terms, INLAND, BASEL)
        return _carried(kind, number, received_at=INLAND, received_on=SHIPPED, destination=BASEL)

    return made


MODES: dict[str, Callable[[Json], Json]] = {
    "bill of lading": bill_of_lading,
    "sea waybill": sea_waybill,
    "charter party": charter_party,
    "multimodal": multimodal,
    "air": air_waybill,
    "road": _over_land("road_consignment_note", "CMR-9", "MH 12 AB 4410"),
    "rail": _over_land("rail_consignment_note", "CIM-31", "TRAIN 40912"),
    "inland waterway": _over_land("inland_waterway_document", "IW-2", "BARGE RHENUS 4"),
    "courier": _dispatched("courier_receipt", "CR-881"),
    "post": _dispatched("postal_receipt", "RR 482 IN"),
}
"""By mode: makes the credit one for that mode, and gives the transport document."""

AVAILABLE: dict[str, Json] = {
    "sight": {"mode": "sight"},
    "deferred": {"mode": "deferred", "tenor": {"days": 90, "after": "invoice_date"}},
    "acceptance": {
        "mode": "acceptance",
        "tenor": {"days": 60, "after": "bill_of_lading_date"},
        "drawee": "issuing_bank",
    },
    "negotiation": {"mode": "negotiation", "with_bank": "any_bank", "drawee": "issuing_bank"},
}


def draft(available: str) -> Json:
    """The draft of a credit by acceptance (60 days after shipment on 10 May) or negotiation."""
    usance = {"days": 60, "after": "bill_of_lading_date", "matures_on": "2026-07-09"}
    return {
        "kind": "draft",
        "number": "KS/D/17",
        "issuer": copy.deepcopy(bc.BENEFICIARY),
        "issued_on": "2026-05-12",
        "salt": bc.SALT,
        "signature": {"name": "R. Naik"},
        "drawee": copy.deepcopy(bc.ISSUING_BANK),
        "amount": "USD 250,000.00",
        "amount_in_words": "US DOLLARS TWO HUNDRED AND FIFTY THOUSAND ONLY",
        "payee": "ANY BANK",
        **(usance if available == "acceptance" else {}),
    }


def beneficiary_certificate() -> Json:
    """A statement that the credit asks for."""
    return {
        "kind": "beneficiary_certificate",
        "number": "BC-041",
        "issuer": copy.deepcopy(bc.BENEFICIARY),
        "issued_on": "2026-05-12",
        "salt": bc.SALT,
        "signature": {"name": "R. Naik"},
        "statements": ["We certify that one set of copies was sent to the applicant by courier."],
        "invoice_number": "KS-2026-041",
    }


def packing_list() -> Json:
    """What lies in which box."""
    return {
        "kind": "packing_list",
        "number": "PL-041",
        "issuer": copy.deepcopy(bc.BENEFICIARY),
        "issued_on": "2026-05-06",
        "salt": bc.SALT,
        "goods": "FROZEN SHRIMP",
        "invoice_number": "KS-2026-041",
        "packages": {"amount": "5000", "unit": "cartons"},
        "gross_weight": {"amount": "54600", "unit": "kg"},
        "net_weight": {"amount": "50", "unit": "t"},
    }


def weight_certificate() -> Json:
    """An independent weighing, for which the credit sets a limit."""
    return {
        "kind": "weight_certificate",
        "number": "WC-7",
        "issuer": {"name": "DECCAN SURVEYORS", "country": "IN"},
        "issued_on": "2026-05-08",
        "salt": bc.SALT,
        "signature": {"name": "S. Rao"},
        "goods": "FROZEN SHRIMP",
        "gross_weight": {"amount": "54.6", "unit": "t"},
        "net_weight": {"amount": "50000", "unit": "kg"},
        "results": [{"name": "Glazing", "value": "9.5", "unit": "percent"}],
    }


MORE = (
    {"kind": "packing_list"},
    {
        "kind": "weight_certificate",
        "issuer_description": "an independent surveyor",
        "results": [{"name": "glazing", "unit": "percent", "maximum": "10"}],
    },
    {"kind": "beneficiary_certificate", "states": ["one set of copies was sent to the applicant"]},
)


def _set_of(transport: Json) -> int:
    originals: int = transport.get("originals_issued", 1)
    return originals


def papers(mode: str = "bill of lading", available: str = "sight") -> tuple[Json, Json]:
    """Credit and complying presentation: invoice, transport document, insurance, certificates.

    Documents are in the credit's order: the base credit's four, then packing list, weight and
    beneficiary's certificates, then a draft where the credit is available by one.
    """
    terms, presented = bc.terms(), bc.presentation()
    terms["availability"] = copy.deepcopy(AVAILABLE[available])
    terms["documents"] += copy.deepcopy(list(MORE))
    transport = MODES[mode](terms)
    terms, transport = copy.deepcopy((terms, transport))
    asked = terms["documents"][BILL]
    if "transport" in asked and transport["consignee"] == "IMPORT BANK OF SINGAPORE":
        asked["transport"]["consignee"] = "IMPORT BANK OF SINGAPORE"
    presented["documents"][BILL] = {
        "document": transport,
        "medium": "paper",
        "originals": asked["originals"] if mode == "bill of lading" else _set_of(transport),
    }
    ends = terms["shipment"]
    if "final_destination" in ends:
        insured = bc.document(presented, 2)
        insured.update(covered_from=ends["taking_in_charge"], covered_to=ends["final_destination"])
    if mode in ("air", "road", "rail", "inland waterway", "courier", "post"):
        term = {"rule": "CIP", "place": "SINGAPORE"}
        terms["goods"]["incoterm"] = term
        bc.document(presented, INVOICE)["incoterm"] = dict(term)
    for document in (packing_list(), weight_certificate(), beneficiary_certificate()):
        bc.add(presented, document)
    if "drawee" in terms["availability"]:
        bc.add(presented, draft(available))
    return terms, presented
