"""Variants that no careful examiner refuses: they differ without conflict (UCP 600 art. 14(d))."""

import copy
import re
from typing import Any

from tests.support import base_credit as bc
from tests.support.base_credit import Json
from tests.support.generated import (
    BY_SHIP,
    INSURANCE,
    INVOICE,
    ORIGIN,
    PACKING,
    POSTED,
    STATEMENT,
    TRANSPORT,
    WEIGHT,
    Expected,
    Kind,
    Papers,
    desk,
    worded,
)
from tests.support.presentations import MODES

_TEXTS = ("goods", "consignee", "vessel", "number", "invoice_number")


def _each_party(p: Papers) -> list[Json]:
    return [
        document[role]
        for document in p.documents
        for role in ("issuer", "buyer", "shipper", "notify", "carrier", "drawee")
        if role in document
    ]


def _each_name(p: Papers, change: Any) -> None:
    for party in _each_party(p):
        party["name"] = change(party["name"])


def letter_case(p: Papers) -> None:
    """Capitals, small letters, or the one after the other."""
    way = p.rng.choice([str.upper, str.lower, str.title, str.capitalize])
    _each_name(p, way)
    for document in p.documents:
        for field in _TEXTS:
            if field in document and field != "number":
                document[field] = way(document[field])


def punctuation(p: Papers) -> None:
    """Full stops, commas and spaces that people put into names."""
    ways = [
        lambda name: name.replace("PVT LTD", "PVT. LTD.").replace("PTE LTD", "PTE. LTD."),
        lambda name: name.replace(" ", "  "),
        lambda name: name + ".",
        lambda name: name.replace(" PVT", ", PVT").replace(" PTE", ", PTE"),
    ]
    _each_name(p, p.rng.choice(ways))
    invoice = p.document(INVOICE)
    invoice["goods"] = invoice["goods"].replace(",", p.rng.choice([";", " -", "."]))


def legal_forms(p: Papers) -> None:
    """Ltd and Limited, Pvt and Private."""
    for party in _each_party(p):
        if p.rng.random() < 0.7:
            name = party["name"].replace("PVT LTD", "PRIVATE LIMITED")
            party["name"] = name.replace("PTE LTD", "PRIVATE LIMITED")


def streets(p: Papers) -> None:
    """Another street of the same country, or the same one abbreviated (art. 14(j))."""
    ways = [
        ["10 Anson Rd 12-08", "Singapore 079903"],
        ["2 SHENTON WAY"],
        ["10 ANSON RD., NO. 12-08"],
        [],
    ]
    p.document(INVOICE)["buyer"]["address"] = p.rng.choice(ways)
    p.document(INVOICE)["issuer"]["address"] = [f"GALA NO. {p.rng.randrange(1, 90)}", "THANE"]
    p.document(PACKING)["issuer"].pop("address")


def contact_details(p: Papers) -> None:
    """Telephone and e-mail, which are disregarded (art. 14(j))."""
    for party in _each_party(p):
        party["contacts"] = [f"+91 22 {p.rng.randrange(10**7)}", "export@konkan.example"]


def typing_errors(p: Papers) -> None:
    """A letter lost, doubled or swapped in a longer word, which changes no meaning."""
    for at in p.rng.sample([INVOICE, TRANSPORT, ORIGIN, PACKING], 2):
        document = p.document(at)
        word = p.rng.choice(["FROZEN", "SHRIMP"])
        i = p.rng.randrange(1, len(word) - 2)
        slip = p.rng.choice(
            [
                word[:i] + word[i + 1 :],
                word[:i] + word[i] + word[i:],
                word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            ]
        )
        document["goods"] = document["goods"].replace(word, slip, 1)


def units(p: Papers) -> None:
    """The same weight in tonnes, kilograms or pounds, the price for one of them."""
    ways: list[Json] = [
        {"amount": "54.6", "unit": "MT"},
        {"amount": "54600.0", "unit": "KGS"},
        {"amount": "54.600", "unit": "metric tons"},
        {"amount": "54600000", "unit": "grams"},
        {"amount": "120372", "unit": "lbs"},
    ]
    for document in p.documents:
        if "gross_weight" in document:
            document["gross_weight"] = copy.deepcopy(p.rng.choice(ways))
    invoice = p.document(INVOICE)
    invoice["quantity"], price = p.rng.choice(
        [
            ({"amount": "50000", "unit": "Kilograms"}, "USD 5.00"),
            ({"amount": "50000", "unit": "kg"}, "USD 5,000.00"),
            ({"amount": "50.00", "unit": "M/T"}, "USD 5,000.00"),
        ]
    )
    invoice["unit_price"] = price


def figures(p: Papers) -> None:
    """Amounts with and without separators, decimals with more zeros."""
    p.document(INVOICE)["total"] = p.rng.choice(["USD 250000", "USD250000.00", "USD 250,000"])
    p.document(INVOICE)["unit_price"] = p.rng.choice(["USD 5000", "USD 5,000.00"])
    p.document(PACKING)["packages"] = {"amount": "5000.0", "unit": p.rng.choice(["ctns", "Carton"])}
    p.document(INSURANCE)["insured_amount"] = "USD 275000"


def general_terms(p: Papers) -> None:
    """Goods in general terms on everything but the invoice (art. 14(e))."""
    said = ["SHRIMP", "SEAFOOD", "Frozen seafood", "FROZEN FOODSTUFF", "FROZEN SHRIMPS IN CARTONS"]
    for document in p.documents:
        if "goods" in document and document["kind"] != "commercial_invoice":
            document["goods"] = p.rng.choice(said)


def more_detail(p: Papers) -> None:
    """More than the credit says of the goods, and nothing against it (ISBP 745 C3)."""
    more = [
        " PACKED IN 5,000 CARTONS OF 10 KG NET",
        ", HS CODE 030617, PROCESSED ON BOARD",
        ", CATCH AREA FAO 51, BRAND KONKAN PEARL",
    ]
    p.document(INVOICE)["goods"] += p.rng.choice(more)


def places(p: Papers) -> None:
    """A port with its country, without its code, or called a port."""
    document = p.document(TRANSPORT)
    for field, value in document.items():
        if isinstance(value, dict) and "locode" in value:
            name = value["name"].split(",")[0]
            document[field] = p.rng.choice(
                [{"name": name}, {"name": f"{name} PORT"}, {"name": f"{name.title()}, via sea"}]
            ) | ({"locode": value["locode"]} if p.rng.random() < 0.5 else {})


def vessels(p: Papers) -> None:
    """M.V. before the name or not, the voyage with a word before it."""
    document = p.document(TRANSPORT)
    document["vessel"] = p.rng.choice(["Konkan Star", "M/V KONKAN STAR", "M.V. Konkan Star"])
    document["voyage"] = p.rng.choice(["VOY. 018E", "018 E", "18E"])
    for at in (ORIGIN, PACKING):
        p.document(at)["vessel"] = p.rng.choice(["MV KONKAN STAR", "Konkan Star"])


def not_asked_for(p: Papers) -> None:
    """A document the credit does not ask for, whatever it says (art. 14(g))."""
    strange = {**bc.origin(), "kind": "quality_certificate", "number": "Q-1", "goods": "SQUID"}
    strange.pop("country_of_origin")
    strange["gross_weight"] = {"amount": str(p.rng.randrange(1, 99)), "unit": "kg"}
    bc.add(p.presented, strange)


def older_documents(p: Papers) -> None:
    """Documents older than the credit (art. 14(i)), presented within the time."""
    for at in (ORIGIN, PACKING, WEIGHT):
        p.document(at)["issued_on"] = f"2026-01-{p.rng.randrange(1, 29):02}"
    day = p.rng.choice(["2026-05-20", "2026-05-22", "2026-05-29", "2026-06-01"])
    p.presented["presented_at"] = bc.at_singapore(day, p.rng.choice(["09:40", "16:55"]))


def other_hands(p: Papers) -> None:
    """A shipper who is not the beneficiary (art. 14(k)), an agent that names its principal."""
    document = p.document(TRANSPORT)
    document["shipper"] = {"name": "RATNAGIRI FREEZING WORKS", "country": "IN"}
    if p.mode not in ("charter party", "courier", "post"):
        document["signature"] = {
            "name": "HARBOUR AGENCIES",
            "capacity": "agent",
            "principal": p.rng.choice(["ARABIAN SEA LINES", "Arabian Sea Lines."]),
            "principal_capacity": "carrier",
        }


def usual_clauses(p: Papers) -> None:
    """Clauses that declare no defect and no stowage on deck (art. 26, 27)."""
    usual = [
        "SHIPPER'S LOAD, STOW AND COUNT",
        "SAID TO CONTAIN",
        "CONTAINERS MAY BE CARRIED ON DECK",
        "CARRIER NOT RESPONSIBLE FOR RUST OR WET",
        "PACKING MAY BE INSUFFICIENT FOR THE JOURNEY",
        "NO DAMAGE NOTED AT RECEIPT",
        "FREE FROM BROKEN CARTONS",
        "CLEAN ON BOARD",
        "SECOND-HAND PACKAGING MATERIALS USED",
        "RE-USED CARTONS",
    ]
    p.document(TRANSPORT)["clauses"] = p.rng.sample(usual, 3)


def more_originals(p: Papers) -> None:
    """More originals and copies than were asked for."""
    for at in (INVOICE, ORIGIN, PACKING, STATEMENT):
        one = p.presented["documents"][at]
        one["originals"] = one.get("originals", 1) + p.rng.randrange(1, 4)
        one["copies"] = p.rng.randrange(4)


def better_cover(p: Papers) -> None:
    """More cover, a policy for a certificate, cover from an earlier day, usual exclusions."""
    document = p.document(INSURANCE)
    document["insured_amount"] = f"USD {p.rng.randrange(275_000, 400_000)}.00"
    document["form"] = p.rng.choice(["policy", "certificate", "declaration"])
    document["clauses"] = p.rng.sample(["EXCESS 0.5 PERCENT", "EXCLUDING WAR", "FRANCHISE 1%"], 2)
    if p.rng.random() < 0.5:
        document.update(issued_on="2026-05-12", effective_from="2026-05-08")


def transliterated(p: Papers) -> None:
    """A name with an umlaut or accent, as credit and documents each can write it."""
    written = [
        ("M\u00dcLLER K\u00dcHLKOST GMBH", "MUELLER KUEHLKOST GMBH"),
        ("M\u00fcller K\u00fchlkost GmbH", "MULLER KUHLKOST GMBH"),
        ("SOCI\u00c9T\u00c9 DU F\u00daL S.A.", "SOCIETE DU FUL SA"),
        ("\u00d8RSKOV FRYS A/S", "ORSKOV FRYS A/S"),
    ]
    credit, shown = p.rng.sample(p.rng.choice(written), 2)
    p.terms["applicant"]["name"] = credit
    for party in _each_party(p):
        if party["name"] == bc.APPLICANT["name"]:
            party["name"] = shown


def references(p: Papers) -> None:
    """Numbers of invoice and credit with other separators."""
    p.document(PACKING)["invoice_number"] = p.rng.choice(
        ["KS/2026/041", "KS 2026-041", "ks2026041"]
    )
    p.document(ORIGIN)["credit_number"] = p.rng.choice(["LC 2026000123", "LC-2026-000123"])
    p.document(STATEMENT)["credit_number"] = "lc2026000123"


def bulk_tolerance(p: Papers) -> None:
    """Up to five per cent more or less of a bulk quantity, within the amount (art. 30(b))."""
    tonnes = p.rng.randrange(475, 501)
    amount = f"USD {tonnes * 500}.00"
    p.document(INVOICE).update(quantity={"amount": str(tonnes / 10), "unit": "t"}, total=amount)
    p.presented["drawn"] = amount


def several_sets(p: Papers) -> None:
    """The goods under two sets of documents for one voyage (art. 31(b))."""
    first = p.document(TRANSPORT)
    first["gross_weight"] = {"amount": "27.3", "unit": "t"}
    first.pop("packages", None)
    numbered = f"{first['number']}-B"
    vessel = re.sub("^MV ", "M.V. ", first["vessel"])
    second = {**copy.deepcopy(first), "number": numbered, "vessel": vessel}
    second["on_board_on"] = p.rng.choice(["2026-05-10", "2026-05-11"])
    one = p.presented["documents"][TRANSPORT]
    p.presented["documents"].append({**one, "document": second})
    p.terms["shipment"]["partial_shipments"] = "NOT ALLOWED"


def some_containers(p: Papers) -> None:
    """A list that names some of the containers only."""
    p.document(TRANSPORT)["containers"] = ["CSQU3054383", "APZU4812090"]
    p.document(WEIGHT)["containers"] = [p.rng.choice(["CSQU3054383", "APZU4812090"])]


def consignee_words(p: Papers) -> None:
    """To order, to the order: one consignee; a certificate that names somebody known."""
    document = p.document(TRANSPORT)
    document["consignee"] = document["consignee"].replace("TO ORDER OF", "To the order of")
    known = [document["consignee"], bc.ISSUING_BANK["name"].title()]
    p.document(ORIGIN)["consignee"] = p.rng.choice(known)


def records(p: Papers) -> None:
    """The same as electronic records, in any format (eUCP art. e5, e9)."""
    p.terms["rules"] = "EUCP LATEST VERSION"
    for one in p.presented["documents"]:
        one.update(medium="electronic", originals=1)
        one["record"] = {"format": p.rng.choice(["PDF", "XML", ".json"]), "readable": True}
    p.presented["notice_of_completeness"] = {
        "credit_number": p.rng.choice([bc.NUMBER, "LC 2026-000123"]),
        "received_at": p.presented["presented_at"],
    }


NOT_POSTED = tuple(mode for mode in MODES if mode not in POSTED)
_SAME_SHIP = ("bill of lading", "sea waybill")
HARMLESS: tuple[Kind, ...] = (
    Kind("letter case", letter_case),
    Kind("punctuation and spaces", punctuation),
    Kind("legal forms", legal_forms),
    Kind("streets of one country", streets),
    Kind("contact details", contact_details),
    Kind("typing errors", typing_errors),
    Kind("units of weight", units),
    Kind("figures", figures),
    Kind("goods in general terms", general_terms),
    Kind("more detail of the goods", more_detail),
    Kind("names of places", places),
    Kind("names of ships", vessels, _SAME_SHIP),
    Kind("documents not asked for", not_asked_for),
    Kind("older documents", older_documents),
    Kind("shippers and agents", other_hands),
    Kind("usual clauses", usual_clauses),
    Kind("more originals", more_originals),
    Kind("better cover", better_cover),
    Kind("transliteration", transliterated),
    Kind("references", references),
    Kind("tolerance in bulk", bulk_tolerance, available=("sight", "deferred")),
    Kind("several sets of one voyage", several_sets, BY_SHIP, ("sight", "deferred")),
    Kind("some of the containers", some_containers, BY_SHIP),
    Kind("consignees", consignee_words),
    Kind("electronic records", records),
    Kind("several certificates of insurance", desk.several_certificates),
    Kind("usual risks", desk.usual_risks),
    Kind("claims payable", desk.payable_to_who_holds_it),
    Kind("roles for names", desk.roles, NOT_POSTED),
    Kind("dates in figures", desk.dates_in_figures),
    Kind("units of other measures", desk.measures),
    Kind("leave to stow on deck", desk.leave_to_stow_on_deck, BY_SHIP),
    Kind("titles of certificates", desk.titles),
    Kind("a draft for each part", desk.a_draft_for_each_part, available=("acceptance",)),
    Kind("as worded in an MT700", worded.as_worded, ("bill of lading",), ("sight",)),
)

__all__ = ["HARMLESS", "Expected"]
