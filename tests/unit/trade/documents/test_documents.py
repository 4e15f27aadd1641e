"""Documents: canonical round trip of every kind, and errors that name the field."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dhow.trade.documents import DOCUMENTS, CommercialInvoice, Quantity, parse_document
from dhow.trade.records import InvalidInput, canonical
from tests.support import base_credit as bc

COMMON = {"number": "N-1", "issuer": {"name": "A"}, "issued_on": "2026-05-01", "salt": bc.SALT}
LOT = {"lot": "L1", "goods": "mangoes", "weight": {"amount": "900.5", "unit": "kg"}}
CARRIED = {**COMMON, "shipper": {"name": "A"}, "consignee": "TO ORDER", "goods": "juice"}
BY_SEA = {
    "vessel": "MV KONKAN STAR",
    "port_of_loading": {"name": "NHAVA SHEVA"},
    "port_of_discharge": {"name": "SINGAPORE"},
}
OVER_LAND = {
    "place_of_shipment": {"name": "PUNE"},
    "place_of_destination": {"name": "BASEL"},
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "commercial_invoice": bc.invoice(),
    "bill_of_lading": bc.bill_of_lading(),
    "air_waybill": bc.air_waybill(),
    "insurance_document": bc.insurance(),
    "certificate_of_origin": bc.origin(),
    "inspection_certificate": {
        **COMMON,
        "goods": "juice",
        "satisfactory": True,
        "results": [{"name": "brix", "value": "14.2", "unit": "degrees"}],
    },
    "packing_list": {**COMMON, "goods": "juice", "packages": {"amount": "10", "unit": "cartons"}},
    "temperature_certificate": bc.temperature(),
    "notice_of_arrival": bc.notice_of_arrival(),
    "production_record": {
        **COMMON,
        "process": "pressing",
        "inputs": [LOT],
        "outputs": [{**LOT, "lot": "J1"}],
        "completed_at": "2026-05-03T10:00:00Z",
    },
    "customs_release": {
        **COMMON,
        "declaration_number": "D-1",
        "place": {"name": "JEBEL ALI", "locode": "AEJEA"},
        "released_at": "2026-05-03T10:00:00Z",
    },
    "purchase_order": {
        **COMMON,
        "seller": {"name": "B"},
        "goods": "juice",
        "total": "USD 1.00",
    },
    "draft": {**COMMON, "drawee": {"name": "BANK"}, "amount": "USD 1.00", "days": 60},
    "multimodal_transport_document": {
        **CARRIED,
        "place_of_dispatch": {"name": "PUNE"},
        "final_destination": {"name": "BASEL"},
        "vessel_imo": "9321483",
    },
    "sea_waybill": {**CARRIED, **BY_SEA},
    "charter_party_bill_of_lading": {**CARRIED, **BY_SEA},
    "road_consignment_note": {**CARRIED, **OVER_LAND, "marked_for": "consignor"},
    "rail_consignment_note": {**CARRIED, **OVER_LAND},
    "inland_waterway_document": {**CARRIED, **OVER_LAND, "originals_issued": 2},
    "courier_receipt": {**CARRIED, "received_at": {"name": "PUNE"}, "received_on": "2026-05-01"},
    "postal_receipt": {**CARRIED, "received_at": {"name": "PUNE"}},
    "quality_certificate": {**COMMON, "goods": "juice", "adverse_finding": "cloudy"},
    "quantity_certificate": {**COMMON, "goods": "juice"},
    "weight_certificate": {**COMMON, "goods": "juice", "containers": ["CSQU3054383"]},
    "phytosanitary_certificate": {**COMMON, "goods": "mangoes", "country_of_origin": "IN"},
    "health_certificate": {**COMMON, "goods": "shrimp", "country_of_origin": "IN"},
    "beneficiary_certificate": {**COMMON, "statements": ["Copies were sent to the applicant."]},
    "other_document": {**COMMON, "name": "Fumigation certificate", "statements": ["Done."]},
}


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(DOCUMENTS)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_round_trip(kind: str) -> None:
    document = parse_document({**EXAMPLES[kind], "kind": kind})
    again = parse_document(document.to_json())
    assert again == document
    assert again.to_json() == document.to_json()
    assert type(document).from_json(document.to_json()) == document


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_each_required_field_is_missed_by_name(kind: str) -> None:
    for name in ("number", "issuer", "issued_on", "salt"):
        data = {k: v for k, v in {**EXAMPLES[kind], "kind": kind}.items() if k != name}
        with pytest.raises(InvalidInput, match=f"{name}: is missing"):
            parse_document(data)


@pytest.mark.parametrize(
    ("kind", "field", "value", "words"),
    [
        ("commercial_invoice", "total", {"currency": "USD", "minor": 1.5}, "total: "),
        ("commercial_invoice", "total", "USD 1.005", "total: USD has 2 decimal places"),
        ("commercial_invoice", "issued_on", "2026-02-30", "issued_on: .*not a day"),
        ("commercial_invoice", "colour", "red", "colour: is not a field here"),
        ("commercial_invoice", "salt", "00", "salt: must be 32"),
        (
            "commercial_invoice",
            "signature",
            {"name": "x", "capacity": "king"},
            "signature.capacity",
        ),
        ("bill_of_lading", "containers", ["MSKU9070324"], r"containers\[0\]: .*MSKU9070324"),
        ("bill_of_lading", "vessel_imo", "9074728", "vessel_imo: "),
        ("air_waybill", "number", "020-12345674", "number: .*check digit"),
        ("temperature_certificate", "maximum_milli_c", 7.5, "maximum_milli_c: .*whole number"),
        ("temperature_certificate", "maximum_milli_c", -30_000, "minimum_milli_c: is above"),
        ("temperature_certificate", "until_time", "2026-05-01T00:00:00Z", "until_time: must not"),
        ("temperature_certificate", "from_time", "2026-05-10T00:00:00", "from_time: .*instant"),
        ("temperature_certificate", "evidence_id", "0x12", "evidence_id: must be 0x"),
        ("notice_of_arrival", "place", "Jebel Ali", "place: .*UN/LOCODE"),
        ("notice_of_arrival", "sources", ["rumour"], r"sources\[0\]: must be one of"),
        ("production_record", "inputs", [LOT, LOT], "inputs: names a lot twice"),
        ("production_record", "outputs", [], "outputs: name at least one lot"),
        (
            "packing_list",
            "packages",
            {"amount": "-1", "unit": "cartons"},
            "packages.amount: must not",
        ),
        ("certificate_of_origin", "country_of_origin", "India", "country_of_origin: "),
    ],
)
def test_bad_fields_are_named(kind: str, field: str, value: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        parse_document({**EXAMPLES[kind], "kind": kind, field: value})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[]", "must be a JSON object"),
        ("{}", "kind: is missing"),
        ('{"kind": "poem"}', "not a kind of document"),
        ('{"kind": "packing_list", "kind": "packing_list"}', "twice"),
        ('{"kind": "packing_list", "x": 1.5}', "write decimals as strings"),
        ('{"kind": "packing_list", "x": NaN}', "x: is not a field"),
        ("[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
    ],
)
def test_unreadable_text(text: str | bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        parse_document(text)


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_document({"kind": "packing_list", "number": 7, "issuer": {"name": "A", "lei": "X"}})
    paths = {problem.path for problem in caught.value.problems}
    assert paths == {"number", "issuer.lei", "issued_on", "salt", "goods"}


def test_wrong_kind_for_a_class() -> None:
    with pytest.raises(InvalidInput, match="kind: must be commercial_invoice"):
        CommercialInvoice.from_json(bc.bill_of_lading())


def test_instants_may_come_as_unix_seconds() -> None:
    data = bc.notice_of_arrival(arrived_at=1_779_066_000)
    arrived = getattr(parse_document(data), "arrived_at")  # noqa: B009 - one kind of several
    assert arrived == datetime(2026, 5, 18, 1, 0, tzinfo=UTC)


def test_canonical_bytes_have_no_floats_and_one_order() -> None:
    assert canonical({"b": 1, "a": ["\u00e9", None]}) == '{"a":["\u00e9",null],"b":1}'.encode()
    with pytest.raises(TypeError, match="float"):
        canonical({"a": [1.0]})


def test_a_quantity_has_one_spelling() -> None:
    tonnes = Quantity(Decimal("24.80"), "MT")
    assert tonnes.unit == "t"
    assert Quantity(Decimal("24800"), "kgs").base == tonnes.base
    assert str(tonnes) == "24.8 t"
    assert not tonnes.comparable(Quantity(Decimal(10), "cartons"))
    assert str(tonnes + Quantity(Decimal(200), "kg")) == "25 t"
    with pytest.raises(ValueError, match="cannot be added"):
        tonnes + Quantity(Decimal(1), "carton")


def test_shipment_date_of_a_bill() -> None:
    shipped = {k: v for k, v in bc.bill_of_lading().items() if k != "on_board_on"}
    assert getattr(parse_document(shipped), "shipment_date") == date(2026, 5, 10)  # noqa: B009
    received = {**shipped, "received_for_shipment": True}
    assert getattr(parse_document(received), "shipment_date") is None  # noqa: B009
