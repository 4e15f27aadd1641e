"""Single faults: each makes one discrepancy, and says what an examiner is to call it."""

import copy
from collections.abc import Callable
from typing import Any

from tests.support import base_credit as bc
from tests.support.base_credit import Json
from tests.support.generated import (
    BY_SHIP,
    INSURANCE,
    INVOICE,
    ORIGIN,
    OVER_LAND,
    PACKING,
    POSTED,
    STATEMENT,
    TRANSPORT,
    WEIGHT,
    Expected,
    Papers,
)

Fault = Callable[[Papers], Expected]
ARTICLE = {
    "multimodal": "19",
    "bill of lading": "20",
    "sea waybill": "21",
    "charter party": "22",
    "air": "23",
    "road": "24",
    "rail": "24",
    "inland waterway": "24",
    "courier": "25",
    "post": "25",
}
NOT_POSTED = tuple(mode for mode in ARTICLE if mode not in POSTED)
CONTAINERS = ("MSKU9070323", "APZU4812090")


def on(at: int, code: str, article: str, field: str, *values: Any, **more: Any) -> Fault:
    """One field of one document set to one of `values`, None taking it away."""

    def fault(p: Papers) -> Expected:
        document = p.document(at)
        value = copy.deepcopy(p.rng.choice(values))
        if value is None:
            document.pop(field, None)
        else:
            document[field] = value
        document.update(copy.deepcopy(more.get("also", {})))
        told = article.replace("$", ARTICLE[p.mode])
        return Expected(code, told, more.get("told", field), document["kind"])

    return fault


def asked(at: int, code: str, article: str, field: str, **changes: Any) -> Fault:
    """Something the credit asks for that is not there."""

    def fault(p: Papers) -> Expected:
        p.terms["documents"][at].update(copy.deepcopy(changes))
        return Expected(code, article, field, p.document(at)["kind"])

    return fault


# --- time ------------------------------------------------------------------------------------


def late_presentation(p: Papers) -> Expected:
    """After the 21 days, before expiry."""
    p.presented["presented_at"] = bc.at_singapore(f"2026-06-{p.rng.randrange(3, 13):02}")
    return Expected("LATE_PRESENTATION", "14(c)", "presented_at", "Presentation")


def expired(p: Papers) -> Expected:
    """After expiry, the goods shipped late enough for the 21 days."""
    p.terms["expiry"]["day"] = "2026-05-22"
    p.presented["presented_at"] = bc.at_singapore(f"2026-05-{p.rng.randrange(25, 30)}")
    return Expected("EXPIRED", "6", "presented_at", "Presentation")


_SHIPMENT_FIELD = {
    "air": "flown_on",
    "multimodal": "dispatched_on",
    **dict.fromkeys(BY_SHIP, "on_board_on"),
    **dict.fromkeys((*OVER_LAND, *POSTED), "received_on"),
}


def late_shipment(p: Papers) -> Expected:
    """A day or more after the latest date; no holiday moves it."""
    latest = p.rng.choice(["2026-05-09", "2026-05-08", "2026-05-03"])
    p.terms["shipment"]["latest"] = latest
    return Expected("LATE_SHIPMENT", "29(c)", "shipment_date", p.document(TRANSPORT)["kind"])


def early_shipment(p: Papers) -> Expected:
    """Before the period that the credit gives."""
    del p.terms["shipment"]["latest"]
    said = ["middle of May 2026", "after 10 May 2026", "second half of May 2026"]
    p.terms["shipment"]["period"] = p.rng.choice(said)
    return Expected("EARLY_SHIPMENT", "art. 3", "shipment_date", p.document(TRANSPORT)["kind"])


# --- originals, issuers, signatures ----------------------------------------------------------


def missing_document(p: Papers) -> Expected:
    """One of the documents asked for is not there."""
    at = p.rng.choice([INSURANCE, ORIGIN, PACKING, WEIGHT, STATEMENT])
    kind = p.document(at)["kind"]
    del p.presented["documents"][at]
    return Expected("MISSING", "14(a)", "document", kind)


def only_a_copy(p: Papers) -> Expected:
    """Marked copy where an original is asked for."""
    at = p.rng.choice([ORIGIN, PACKING, WEIGHT, STATEMENT])
    p.presented["documents"][at].update(originals=0, copies=p.rng.randrange(1, 4))
    return Expected("ORIGINAL", "17", "originals", p.document(at)["kind"])


def too_few_copies(p: Papers) -> Expected:
    """Fewer copies than asked for."""
    at = p.rng.choice([ORIGIN, PACKING, WEIGHT])
    wanted = p.rng.randrange(2, 5)
    p.terms["documents"][at]["copies"] = wanted
    p.presented["documents"][at]["copies"] = p.rng.randrange(wanted)
    return Expected("COPIES", "17", "copies", p.document(at)["kind"])


def part_of_the_set(p: Papers) -> Expected:
    """Not all originals issued."""
    p.terms["documents"][TRANSPORT]["originals"] = 1
    p.document(TRANSPORT)["originals_issued"] = 3
    p.presented["documents"][TRANSPORT]["originals"] = p.rng.randrange(1, 3)
    article = "24(c)" if p.mode == "inland waterway" else f"{ARTICLE[p.mode]}(a)(iv)"
    return Expected("FULL_SET", article, "originals", p.document(TRANSPORT)["kind"])


def corrected(p: Papers) -> Expected:
    """A correction that its issuer did not authenticate."""
    at = p.rng.choice([ORIGIN, WEIGHT, TRANSPORT])
    by = p.rng.choice([{}, {"authenticated_by": bc.BENEFICIARY["name"]}])
    p.document(at)["alterations"] = [{"field": "goods", **by}]
    return Expected("ALTERATION", "A7", "goods", p.document(at)["kind"])


# --- what two documents say ------------------------------------------------------------------


def other_weight(p: Papers) -> Expected:
    """The same measure, another figure."""
    document = p.document(PACKING)
    kilograms = 54_600 + p.rng.choice([-200, -54, 60, 2000])
    document["gross_weight"] = {"amount": str(kilograms), "unit": "kg"}
    return Expected("CONFLICT", "14(d)", "gross_weight", document["kind"])


def other_container(p: Papers) -> Expected:
    """A box that no other document knows."""
    p.document(TRANSPORT)["containers"] = ["CSQU3054383"]
    p.document(WEIGHT)["containers"] = [p.rng.choice(CONTAINERS)]
    return Expected("CONFLICT", "14(d)", "containers", "weight_certificate")


def other_marks(p: Papers) -> Expected:
    """Shipping marks that differ."""
    p.document(TRANSPORT)["shipping_marks"] = "LCF 041 SINGAPORE 1-5000"
    p.document(PACKING)["shipping_marks"] = p.rng.choice(
        ["LCF 042 SINGAPORE 1-5000", "LCF 041 SINGAPORE 1-4000", "TIGER 041 SINGAPORE 1-5000"]
    )
    return Expected("CONFLICT", "14(d)", "shipping_marks", "packing_list")


def address_elsewhere(p: Papers) -> Expected:
    """An address of applicant or beneficiary in another country."""
    at, field = p.rng.choice([(INVOICE, "buyer"), (INVOICE, "issuer"), (PACKING, "issuer")])
    p.document(at)[field]["country"] = p.rng.choice(["MY", "LK", "US"])
    return Expected("CONFLICT", "14(j)", f"{field}.country", p.document(at)["kind"])


def two_leis(p: Papers) -> Expected:
    """One name with two identifiers."""
    p.document(PACKING)["issuer"]["lei"] = "894500000000KONKAN73"
    p.document(STATEMENT)["issuer"]["lei"] = "89450000ARABIANSEA64"
    return Expected("CONFLICT", "14(d)", "issuer.lei", "")


def other_goods(p: Papers) -> Expected:
    """Goods in general terms, and others."""
    at = p.rng.choice([TRANSPORT, ORIGIN, PACKING, WEIGHT])
    said = [
        "STEEL COILS",
        "FROZEN SQUID",
        "FRESH SHRIMP",
        "USED SHRIMP TRAPS",
        "SHRIMP 21/25 COUNT",
    ]
    p.document(at)["goods"] = p.rng.choice(said)
    return Expected("CONFLICT", "14(e)", "goods", p.document(at)["kind"])


# --- amount, quantity, goods -----------------------------------------------------------------


def _drawn(p: Papers, amount: str) -> None:
    p.presented["drawn"] = amount
    p.document(INVOICE)["total"] = amount


def overdrawn(p: Papers) -> Expected:
    """More than the credit."""
    _drawn(p, f"USD {250_000 + p.rng.choice([1, 500, 10_000])}.00")
    p.document(INSURANCE)["insured_amount"] = "USD 290,000.00"
    return Expected("OVERDRAWN", "18(b)", "drawn", "Presentation")


def underdrawn(p: Papers) -> Expected:
    """Less than 95 per cent, partial shipments barred, the quantity full."""
    p.terms["shipment"]["partial_shipments"] = "NOT ALLOWED"
    _drawn(p, f"USD {p.rng.randrange(200_000, 237_500)}.00")
    return Expected("UNDERDRAWN", "30(c)", "drawn", "Presentation")


def too_much(p: Papers) -> Expected:
    """Above the five per cent of art. 30(b), the amount within the credit."""
    tonnes = f"{p.rng.randrange(526, 600) / 10}"
    p.document(INVOICE)["quantity"] = {"amount": tonnes, "unit": "t"}
    return Expected("QUANTITY", "30(b)", "quantity", "commercial_invoice")


def too_little(p: Papers) -> Expected:
    """Below it, partial shipments barred."""
    p.terms["shipment"]["partial_shipments"] = "NOT ALLOWED"
    tonnes = f"{p.rng.randrange(400, 475) / 10}"
    p.document(INVOICE)["quantity"] = {"amount": tonnes, "unit": "t"}
    return Expected("SHORT", "30(b)", "quantity", "commercial_invoice")


def described_otherwise(p: Papers) -> Expected:
    """Other goods, another state, another size, a word left out."""
    goods = p.document(INVOICE)["goods"]
    ways = [
        f"USED {goods}",
        goods.replace("16/20", "21/25"),
        goods.replace("16/20", "20/16"),
        goods.replace("FROZEN SHRIMP", "FROZEN SQUID"),
        goods.replace("BLOCK FROZEN, ", ""),
        goods.replace("FROZEN SHRIMP, BLOCK FROZEN", "FRESH SHRIMP, BLOCK"),
        f"{goods}, SECOND GRADE",
        goods.replace("SHRIMP", "SHRIMP SUBSTITUTE"),
    ]
    p.document(INVOICE)["goods"] = p.rng.choice(ways)
    return Expected("DESCRIPTION", "18(c)", "goods", "commercial_invoice")


def two_conveyances(p: Papers) -> Expected:
    """Two ships, flights or trucks where partial shipments are barred."""
    first = p.document(TRANSPORT)
    for field in ("gross_weight", "packages"):
        first.pop(field, None)
    field, value = {
        "air": ("flight", "GA 900"),
        **dict.fromkeys(OVER_LAND, ("vehicle", "OTHER 7")),
        **dict.fromkeys(POSTED, ("received_on", "2026-05-11")),
    }.get(p.mode, ("vessel", "MV OTHER"))
    number = "020-98765435" if p.mode == "air" else "SECOND-2"
    second = {**copy.deepcopy(first), "number": number, field: value}
    if field == "vessel":
        second["vessel_imo"] = "9074729"
    one = p.presented["documents"][TRANSPORT]
    p.presented["documents"].append({**one, "document": second})
    p.terms["shipment"]["partial_shipments"] = "NOT ALLOWED"
    article = "31(c)" if p.mode in POSTED else "31(b)"
    return Expected("PARTIAL", article, field, first["kind"])


OTHER_BANK: Json = {"name": "HARBOUR BANK", "country": "SG"}
ELSEWHERE: Json = {"name": "COLOMBO", "locode": "LKCMB"}
_END = {
    "air": ("airport_of_departure", "airport_of_destination", "23(a)(iv)"),
    "multimodal": ("place_of_dispatch", "final_destination", "19(a)(iii)"),
    **{m: ("port_of_loading", "port_of_discharge", f"{ARTICLE[m]}(a)(iii)") for m in BY_SHIP},
    **dict.fromkeys(OVER_LAND, ("place_of_shipment", "place_of_destination", "24(a)(iii)")),
    **dict.fromkeys(POSTED, ("received_at", "received_at", "25(a)(i)")),
}


def other_places(p: Papers) -> Expected:
    """From or to another place."""
    start, end, article = _END[p.mode]
    field = p.rng.choice([start, end])
    p.document(TRANSPORT)[field] = copy.deepcopy(ELSEWHERE)
    return Expected("PORT", article, field, p.document(TRANSPORT)["kind"])


def insured_too_little(p: Papers) -> Expected:
    """Less than 110 per cent of the CIF or CIP value."""
    p.document(INSURANCE)["insured_amount"] = f"USD {p.rng.randrange(200_000, 275_000)}.00"
    return Expected("INSURED_AMOUNT", "28(f)(ii)", "insured_amount", "insurance_document")


def other_port_of_call(p: Papers) -> Expected:
    """Transhipment that is barred, of goods in no container."""
    p.terms["shipment"]["transhipment"] = "NOT ALLOWED"
    document = p.document(TRANSPORT)
    document["transhipment"] = True
    document.pop("containers", None)
    return Expected("TRANSHIPMENT", "(c)(ii)", "transhipment", document["kind"])


def not_endorsed(p: Papers) -> Expected:
    """Made out to order, or to the shipper's, and not endorsed."""
    p.terms["documents"][TRANSPORT]["transport"].pop("consignee")
    document = p.document(TRANSPORT)
    shipper = document["shipper"]["name"]
    to_order = ["TO ORDER", "To the order of shipper", f"TO ORDER OF {shipper}"]
    document["consignee"] = p.rng.choice(to_order)
    return Expected("ENDORSEMENT", "ISBP 745", "endorsed_in_blank", document["kind"])


def other_origin(p: Papers) -> Expected:
    """Goods of another country than the credit's."""
    p.terms["goods"]["country_of_origin"] = "IN"
    p.document(ORIGIN)["country_of_origin"] = p.rng.choice(["VN", "LK", "EC"])
    return Expected("CONFLICT", "14(d)", "country_of_origin", "certificate_of_origin")


def other_packages(p: Papers) -> Expected:
    """Another number of cartons."""
    count = p.rng.choice(["4990", "500", "5001"])
    p.document(WEIGHT)["packages"] = {"amount": count, "unit": "cartons"}
    return Expected("CONFLICT", "14(d)", "packages", "")


def presented_elsewhere(p: Papers) -> Expected:
    """At a place that is neither the credit's nor the issuing bank's."""
    p.terms["issuing_place"] = "HKHKG"
    p.terms["expiry"]["place"] = p.rng.choice(["INBOM", "AEDXB"])
    return Expected("PLACE", "6(d)(ii)", "place", "Presentation")


def temperature(p: Papers) -> Expected:
    """A temperature certificate out of limits, with a gap, or of another container."""
    ways: list[tuple[str, str, str, Json]] = [
        ("TEMPERATURE_CONTENT", "14(d)", "maximum_milli_c", {"maximum_milli_c": -17_500}),
        ("NO_EVIDENCE", "14(f)", "longest_gap_seconds", {"longest_gap_seconds": 7200}),
        ("NO_EVIDENCE", "14(f)", "readings", {"readings": 0}),
        ("CONFLICT", "14(d)", "container", {"container": "MSKU9070323"}),
    ]
    code, article, field, changes = p.rng.choice(ways)
    limits = {"maximum_milli_c": -18_000, "longest_gap_seconds": 3600}
    p.terms["documents"].append({"kind": "temperature_certificate", "temperature": limits})
    bc.add(p.presented, bc.temperature(**changes))
    return Expected(code, article, field, "temperature_certificate")
