"""The base credit "BC" of the conformance table and a presentation that complies with it.

USD 250,000 for 50 t of frozen shrimp at USD 5,000 a tonne CIF Singapore; latest shipment
20 May 2026, expiry 15 June 2026, presented in Singapore. Everything is plain JSON, so that each row
changes what it is about and goes in by the front door.
"""

import copy
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from dhow.trade.credit import ExaminationReport, Presentation, Terms, examine
from dhow.trade.members import BankingCalendar, make_calendar
from dhow.trade.oracles.reports import Report

Json = dict[str, Any]
Change = Callable[[Json, Json], None]

SINGAPORE = make_calendar("SGSIN", [2026, 2027])

APPLICANT = {
    "name": "LION CITY FOODS PTE LTD",
    "address": ["10 ANSON ROAD 12-08", "SINGAPORE 079903"],
    "country": "SG",
}
BENEFICIARY = {
    "name": "KONKAN SPICES PVT LTD",
    "address": ["PLOT 7 MIDC TALOJA", "NAVI MUMBAI 410208"],
    "country": "IN",
}
ISSUING_BANK = {"name": "IMPORT BANK OF SINGAPORE", "country": "SG", "bic": "IMBKSGSGXXX"}
DESCRIPTION = "FROZEN SHRIMP, BLOCK FROZEN, 16/20 COUNT"
NUMBER = "LC2026000123"
SALT = "5a" * 16


def terms() -> Json:
    """The base credit, as JSON values of its own every time."""
    return copy.deepcopy(
        {
            "credit_number": NUMBER,
            "issuing_bank": ISSUING_BANK,
            "applicant": APPLICANT,
            "beneficiary": BENEFICIARY,
            "rules": "UCP LATEST VERSION",
            "issued_on": "2026-03-02",
            "amount": "USD 250,000.00",
            "availability": {
                "mode": "deferred",
                "tenor": {"days": 60, "after": "bill_of_lading_date"},
            },
            "expiry": {"day": "2026-06-15", "place": "SGSIN"},
            "presentation_days": 21,
            "shipment": {
                "port_of_loading": [{"name": "NHAVA SHEVA, INDIA", "locode": "INNSA"}],
                "port_of_discharge": [{"name": "SINGAPORE", "locode": "SGSIN"}],
                "latest": "2026-05-20",
                "partial_shipments": "ALLOWED",
                "transhipment": "ALLOWED",
            },
            "goods": {
                "description": DESCRIPTION,
                "quantity": {"amount": "50", "unit": "t"},
                "unit_price": "USD 5,000.00",
                "incoterm": {"rule": "CIF", "place": "SINGAPORE"},
            },
            "documents": [
                {"kind": "commercial_invoice", "signed": True, "originals": 3},
                {
                    "kind": "bill_of_lading",
                    "originals": 3,
                    "transport": {
                        "consignee": "TO ORDER OF IMPORT BANK OF SINGAPORE",
                        "notify": "applicant",
                        "freight": "prepaid",
                    },
                },
                {"kind": "insurance_document", "insurance": {"minimum_percent": 110}},
                {
                    "kind": "certificate_of_origin",
                    "issuer_description": "a competent chamber of commerce",
                },
            ],
        }
    )


def invoice() -> Json:
    return {
        "kind": "commercial_invoice",
        "number": "KS-2026-041",
        "issuer": copy.deepcopy(BENEFICIARY),
        "issued_on": "2026-05-06",
        "salt": SALT,
        "signature": {"name": "R. Naik"},
        "buyer": copy.deepcopy(APPLICANT),
        "goods": DESCRIPTION,
        "total": "USD 250,000.00",
        "quantity": {"amount": "50", "unit": "t"},
        "unit_price": "USD 5,000.00",
        "incoterm": {"rule": "CIF", "place": "SINGAPORE"},
        "gross_weight": {"amount": "54600", "unit": "kg"},
    }


def bill_of_lading() -> Json:
    return {
        "kind": "bill_of_lading",
        "number": "ARAB-NSA-7731",
        "issuer": {"name": "ARABIAN SEA LINES", "country": "AE"},
        "issued_on": "2026-05-10",
        "salt": SALT,
        "signature": {"name": "ARABIAN SEA LINES", "capacity": "carrier"},
        "carrier": {"name": "ARABIAN SEA LINES"},
        "shipper": copy.deepcopy(BENEFICIARY),
        "consignee": "TO ORDER OF IMPORT BANK OF SINGAPORE",
        "notify": copy.deepcopy(APPLICANT),
        "vessel": "MV KONKAN STAR",
        "vessel_imo": "9321483",
        "voyage": "018E",
        "port_of_loading": {"name": "NHAVA SHEVA", "locode": "INNSA"},
        "port_of_discharge": {"name": "SINGAPORE", "locode": "SGSIN"},
        "goods": "FROZEN SHRIMP",
        "on_board_on": "2026-05-10",
        "containers": ["CSQU3054383"],
        "gross_weight": {"amount": "54.6", "unit": "t"},
        "freight": "prepaid",
    }


def insurance() -> Json:
    return {
        "kind": "insurance_document",
        "number": "MC-99120",
        "issuer": {"name": "WESTERN GHATS INSURANCE"},
        "issued_on": "2026-05-09",
        "salt": SALT,
        "signature": {"name": "WESTERN GHATS INSURANCE", "capacity": "insurer"},
        "form": "certificate",
        "insured_amount": "USD 275,000.00",
        "covered_from": {"name": "NAVI MUMBAI", "country": "IN"},
        "covered_to": {"name": "SINGAPORE", "locode": "SGSIN"},
        "risks": ["INSTITUTE FROZEN FOOD CLAUSES (A)"],
    }


def origin() -> Json:
    return {
        "kind": "certificate_of_origin",
        "number": "CO-5521",
        "issuer": {"name": "MUMBAI CHAMBER OF COMMERCE", "country": "IN"},
        "signature": {"name": "P. Kulkarni"},
        "issued_on": "2026-05-07",
        "salt": SALT,
        "country_of_origin": "IN",
        "goods": "FROZEN SHRIMP",
    }


def temperature(**changes: Any) -> Json:
    """A certificate of -18 C and colder over the voyage."""
    return {
        "kind": "temperature_certificate",
        "number": "TC-1",
        "issuer": {"name": "DHOW ORACLE NETWORK"},
        "issued_on": "2026-05-18",
        "salt": SALT,
        "subject": "shipment of KS-2026-041",
        "container": "CSQU3054383",
        "from_time": "2026-05-10T06:00:00Z",
        "until_time": "2026-05-18T02:00:00Z",
        "minimum_milli_c": -21_000,
        "maximum_milli_c": -18_200,
        "mean_kinetic_milli_c": -19_400,
        "readings": 2256,
        "longest_gap_seconds": 900,
        "limits": {"maximum_milli_c": -18_000, "longest_gap_seconds": 3600},
        "readings_root": "0x" + "11" * 32,
        "policy": "0x" + "22" * 32,
        "evidence_id": "0x" + "33" * 32,
        "signers": ["0xA1", "0xB2", "0xC3"],
        **changes,
    }


def notice_of_arrival(**changes: Any) -> Json:
    return {
        "kind": "notice_of_arrival",
        "number": "NA-1",
        "issuer": {"name": "DHOW ORACLE NETWORK"},
        "issued_on": "2026-05-18",
        "salt": SALT,
        "subject": "shipment of KS-2026-041",
        "vessel_imo": "9321483",
        "place": "SGSIN",
        "arrived_at": "2026-05-18T01:00:00Z",
        "sources": ["ais", "terminal"],
        "evidence_id": "0x" + "44" * 32,
        "signers": ["0xA1", "0xB2", "0xC3"],
        **changes,
    }


def air_waybill() -> Json:
    return {
        "kind": "air_waybill",
        "number": "020-12345675",
        "issuer": {"name": "GULF AIR CARGO"},
        "issued_on": "2026-05-19",
        "salt": SALT,
        "signature": {"name": "GULF AIR CARGO", "capacity": "carrier"},
        "carrier": {"name": "GULF AIR CARGO"},
        "shipper": copy.deepcopy(BENEFICIARY),
        "consignee": "IMPORT BANK OF SINGAPORE",
        "airport_of_departure": {"name": "MUMBAI", "locode": "INBOM"},
        "airport_of_destination": {"name": "SINGAPORE", "locode": "SGSIN"},
        "goods": "FROZEN SHRIMP",
    }


def presentation() -> Json:
    """A complying presentation on paper, in Singapore on 20 May 2026 at 10:00."""
    return {
        "credit_number": NUMBER,
        "drawn": "USD 250,000.00",
        "presented_at": "2026-05-20T02:00:00Z",
        "place": "SGSIN",
        "documents": [
            {"document": invoice(), "medium": "paper", "originals": 3},
            {"document": bill_of_lading(), "medium": "paper", "originals": 3},
            {"document": insurance(), "medium": "paper"},
            {"document": origin(), "medium": "paper"},
        ],
    }


INVOICE, BILL, INSURANCE, ORIGIN = range(4)
"""Where each document is, in both lists."""


def document(presented: Json, at: int) -> Json:
    """The fields of the document at `at`."""
    fields: Json = presented["documents"][at]["document"]
    return fields


def add(presented: Json, fields: Json, **how: Any) -> None:
    """Put one more document into the presentation."""
    presented["documents"].append({"document": fields, "medium": "paper", **how})


def at_singapore(day: str, hour: str = "10:00") -> str:
    """An instant in UTC from Singapore time."""
    local = datetime.fromisoformat(f"{day}T{hour}:00+08:00")
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def examined(
    change: Change,
    calendars: Mapping[str, BankingCalendar] | None = None,
    reports: Mapping[str, Report] | None = None,
) -> ExaminationReport:
    """Examine the base presentation under the base credit, both changed by `change`."""
    credit, presented = terms(), presentation()
    change(credit, presented)
    return examine(
        Terms.from_json(credit),
        Presentation.from_json(presented),
        calendars or {"SGSIN": SINGAPORE},
        reports,
    )


def strike(day: date) -> Mapping[str, BankingCalendar]:
    """Singapore with its banks shut by force majeure on `day`."""
    return {"SGSIN": make_calendar("SGSIN", [2026], interrupted=[day])}
