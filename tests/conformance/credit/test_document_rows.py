"""Documents by the article they are examined under: each row changes one thing of what complies.

Rows of the conformance table bear its ids; the others are named by article or paragraph.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from dhow.trade.credit import ExaminationReport, Presentation, Terms, examine
from dhow.trade.credit.examination import RULES
from tests.conformance.credit.test_examination_rows import ROWS as BASE_ROWS
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, INSURANCE, INVOICE, ORIGIN, Json, document
from tests.support.certified import certified, examined, on_ledger
from tests.support.conformance import rows
from tests.support.presentations import AVAILABLE, MODES, papers

PACKING, WEIGHT, BENEFICIARY, DRAFT = range(4, 8)
Change = Callable[[Json, Json], None]


@dataclass(frozen=True)
class Row:
    """One change to the papers of a mode; `codes` and `article` are what is found, if anything."""

    id: str
    change: Change
    code: str = ""
    article: str = ""
    field: str = ""
    mode: str = "bill of lading"
    available: str = "sight"


def examined_papers(row: Row) -> ExaminationReport:
    terms, presented = papers(row.mode, row.available)
    row.change(terms, presented)
    return examine(
        Terms.from_json(terms), Presentation.from_json(presented), {"SGSIN": bc.SINGAPORE}
    )


def on(at: int, **changes: Any) -> Change:
    """Change fields of one document; None takes a field away."""

    def change(_: Json, p: Json) -> None:
        fields = document(p, at)
        fields.update(changes)
        for name in [n for n, v in changes.items() if v is None]:
            del fields[name]

    return change


def delivered(at: int, **how: Any) -> Change:
    def change(_: Json, p: Json) -> None:
        p["documents"][at].update(how)

    return change


def asked(at: int, **changes: Any) -> Change:
    def change(t: Json, _: Json) -> None:
        t["documents"][at].update(changes)

    return change


def both(*changes: Change) -> Change:
    def change(t: Json, p: Json) -> None:
        for one in changes:
            one(t, p)

    return change


def route(**changes: Any) -> Change:
    def change(t: Json, _: Json) -> None:
        t["shipment"].update(changes)

    return change


def agent(principal: str | None, capacity: str | None = "carrier") -> Json:
    signature = {"name": "HARBOUR AGENCIES", "capacity": "agent"}
    named = {"principal": principal, "principal_capacity": capacity}
    return signature | {name: value for name, value in named.items() if value}


def signed(name: str, capacity: str = "issuer") -> Json:
    """A signature of one's own."""
    return {"name": name, "capacity": capacity}


def second_set(**changes: Any) -> Change:
    """The goods on two sets of transport documents, half on each."""

    def change(t: Json, p: Json) -> None:
        first = document(p, BILL)
        first.update(gross_weight={"amount": "27300", "unit": "kg"})
        first.pop("packages", None)
        presented = {**p["documents"][BILL], "document": {**first, "number": "SECOND-2", **changes}}
        p["documents"].append(presented)
        t["shipment"]["partial_shipments"] = "NOT ALLOWED"

    return change


def electronic(**record: Any) -> Change:
    """All records electronic; what became of the certificate of origin."""

    def change(t: Json, p: Json) -> None:
        t["rules"] = "EUCP LATEST VERSION"
        for one in p["documents"]:
            one.update(medium="electronic", originals=1)
        p["documents"][ORIGIN]["record"] = record
        p["notice_of_completeness"] = {
            "credit_number": bc.NUMBER,
            "received_at": p["presented_at"],
        }

    return change


def presented(day: str) -> Change:
    def change(_: Json, p: Json) -> None:
        p["presented_at"] = bc.at_singapore(day)

    return change


def nothing(_: Json, __: Json) -> None:
    pass


ELSEWHERE = {"name": "COLOMBO", "locode": "LKCMB"}
NO_TERMS = {"carriage_terms_shown": False}
CHARTERED = {"mode": "charter party"}


def each_mode(name: str, change: Change, code: str, modes: dict[str, str], field: str) -> list[Row]:
    return [
        Row(f"{name}-{mode}".replace(" ", "-"), change, code, article, field, mode=mode)
        for mode, article in modes.items()
    ]


CARRIAGE = (
    *[Row(f"complying-{mode}".replace(" ", "-"), nothing, mode=mode) for mode in MODES],
    *each_mode(
        "unsigned",
        on(BILL, signature=None),
        "SIGNATURE",
        {
            "sea waybill": "21(a)(i)",
            "charter party": "22(a)(i)",
            "multimodal": "19(a)(i)",
            "air": "23(a)(i)",
            "road": "24(a)(i)",
            "rail": "24(a)(i)",
            "inland waterway": "24(a)(i)",
            "courier": "25(a)(i)",
        },
        "signature",
    ),
    *each_mode(
        "no-carrier",
        on(BILL, carrier=None),
        "SIGNATURE",
        {"sea waybill": "21(a)(i)", "multimodal": "19(a)(i)", "air": "23", "road": "24(a)(i)"},
        "carrier",
    ),
    Row("24-rail-without-carrier", on(BILL, carrier=None), mode="rail"),
    *each_mode(
        "no-terms",
        on(BILL, **NO_TERMS),
        "CARRIAGE_TERMS",
        {
            "multimodal": "19(a)(v)",
            "bill of lading": "20(a)(v)",
            "sea waybill": "21(a)(v)",
            "air": "23(a)(vi)",
        },
        "carriage_terms_shown",
    ),
    Row("22-needs-no-terms-of-carriage", on(BILL, **NO_TERMS), **CHARTERED),
    Row(
        "22-signed-by-carrier",
        on(BILL, signature={"name": "LINE", "capacity": "carrier"}),
        "SIGNATURE",
        "22(a)(i)",
        "signature",
        **CHARTERED,
    ),
    Row("22-by-agent-of-owner", on(BILL, signature=agent("OWNERS LTD", "owner")), **CHARTERED),
    Row("22-actual-port", on(BILL, port_of_discharge={"name": "JURONG", "country": "SG"}),
        **CHARTERED),
    Row(
        "20-port-of-discharge-as-range",
        both(
            route(port_of_discharge=[{"name": "x", "country": "SG", "any_in_country": True}]),
            on(BILL, port_of_discharge={"name": "x", "country": "SG", "any_in_country": True}),
        ),
        "PORT",
        "20(a)(iii)",
        "port_of_discharge",
    ),
    Row(
        "22-where-a-bill-of-lading-is-asked-for",
        asked(BILL, kind="bill_of_lading"),
        "CHARTER_PARTY",
        "20(a)(vi)",
        "subject_to_charter_party",
        **CHARTERED,
    ),
    Row(
        "22-where-the-credit-allows-one",
        asked(BILL, kind="bill_of_lading", transport={"charter_party_acceptable": True}),
        **CHARTERED,
    ),
    Row(
        "19-subject-to-charter-party",
        on(BILL, subject_to_charter_party=True),
        "CHARTER_PARTY",
        "19(a)(vi)",
        "subject_to_charter_party",
        mode="multimodal",
    ),
    Row("agent-for-another", on(BILL, signature=agent("OTHER LINES")), "SIGNATURE", "20(a)(i)",
        "signature"),
    Row("agent-for-the-master", on(BILL, signature=agent(None, "master"))),
    *each_mode(
        "elsewhere",
        both(route(taking_in_charge=ELSEWHERE), on(INSURANCE, covered_from=ELSEWHERE)),
        "PORT",
        {"multimodal": "19(a)(iii)", "road": "24(a)(iii)", "rail": "24(a)(iii)", "post": "25"},
        "",
    ),
    Row(
        "21-port",
        on(BILL, port_of_loading=ELSEWHERE),
        "PORT",
        "21(a)(iii)",
        "port_of_loading",
        mode="sea waybill",
    ),
    Row(
        "19-port-in-addition-not-shown",
        route(port_of_loading=[{"name": "NHAVA SHEVA", "locode": "INNSA"}]),
        "PORT",
        "19(a)(iii)",
        "port_of_loading",
        mode="multimodal",
    ),
    Row(
        "19-port-in-addition-shown",
        both(
            route(port_of_loading=[{"name": "NHAVA SHEVA", "locode": "INNSA"}]),
            on(BILL, port_of_loading={"name": "NHAVA SHEVA PORT, INDIA"}),
        ),
        mode="multimodal",
    ),
    Row("21-received", on(BILL, received_for_shipment=True, on_board_on=None), "ON_BOARD",
        "21(a)(ii)", "on_board_on", mode="sea waybill"),
    Row("22-received", on(BILL, received_for_shipment=True, on_board_on=None), "ON_BOARD",
        "22(a)(ii)", "on_board_on", **CHARTERED),
    Row("23-not-accepted", on(BILL, accepted_for_carriage=False), "CARRIAGE", "23(a)(ii)",
        "accepted_for_carriage", mode="air"),
    Row("23-consignee-copy", on(BILL, marked_for="consignee"), "ORIGINAL", "23(a)(v)",
        "marked_for", mode="air"),
    Row("24-consignee-copy", on(BILL, marked_for="carrier"), "ORIGINAL", "24(b)(i)", "marked_for",
        mode="road"),
    Row("23-one-original-of-a-full-set", asked(BILL, originals=3), mode="air"),
    *each_mode(
        "full-set",
        both(asked(BILL, originals=2), delivered(BILL, originals=2)),
        "FULL_SET",
        {"charter party": "22(a)(iv)", "multimodal": "19(a)(iv)"},
        "originals",
    ),
    Row("21-full-set", both(on(BILL, originals_issued=2)), "FULL_SET", "21(a)(iv)", "originals",
        mode="sea waybill"),
    Row("24-number-not-stated", nothing, mode="inland waterway"),
    Row("24-full-set", on(BILL, originals_issued=2), "FULL_SET", "24(c)", "originals",
        mode="inland waterway"),
    Row("25-no-date", on(BILL, received_on=None), "SHIPMENT_DATE", "25(a)(ii)", "received_on",
        mode="courier"),
    Row("19-date-of-notation", on(BILL, issued_on="2026-05-12", dispatched_on="2026-05-08"),
        "INSURANCE_DATE", "", "", mode="multimodal"),
    Row("24-late", on(BILL, received_on="2026-05-21"), "LATE_SHIPMENT", "29(c)", "shipment_date",
        mode="road"),
    Row(
        "19-transhipment-under-two-documents",
        on(BILL, covers_whole_carriage=False),
        "TRANSHIPMENT",
        "19(c)(i)",
        "covers_whole_carriage",
        mode="multimodal",
    ),
    Row("23-transhipment", both(on(BILL, transhipment=True), route(transhipment="NOT ALLOWED")),
        mode="air"),
    Row(
        "21-transhipment",
        both(on(BILL, transhipment=True, containers=[]), route(transhipment="NOT ALLOWED")),
        "TRANSHIPMENT",
        "21(c)(ii)",
        "transhipment",
        mode="sea waybill",
    ),
    Row("31b-two-trucks", second_set(vehicle="MH 14 CD 9"), "PARTIAL", "31(b)", "vehicle",
        mode="road"),
    Row("31b-one-truck", second_set(), mode="road"),
    Row("31b-one-ship-of-two-spellings", second_set(vessel="M.V. Konkan Star", voyage="Voy. 18-E")),
    Row("31c-one-posting", second_set(), mode="post"),
    Row("31c-two-days", second_set(received_on="2026-05-11"), "PARTIAL", "31(c)", "received_on",
        mode="post"),
    Row(
        "A6-copies-are-not-examined-as-transport-documents",
        both(
            asked(BILL, originals=0, copies=1, transport={}),
            delivered(BILL, originals=0, copies=1),
            on(BILL, signature=None, received_for_shipment=True, on_board_on=None),
        ),
    ),
    Row("E13-to-order-not-endorsed",
        both(asked(BILL, transport={}), on(BILL, consignee="TO ORDER")),
        "ENDORSEMENT", "E13", "endorsed_in_blank"),
    Row("E13-endorsed",
        both(asked(BILL, transport={}), on(BILL, consignee="TO ORDER", endorsed_in_blank=True))),
    Row("27-disclaimer", on(BILL, clauses=["CARRIER NOT RESPONSIBLE FOR RUST OR LEAKAGE"])),
    Row("E5-agent-of-the-carrier-named-elsewhere", on(BILL, signature=agent(None, "carrier"))),
    Row("E5-agent-of-the-carrier", on(BILL, signature=agent("THE CARRIER"))),
    Row("H13-iata-code", on(BILL, airport_of_departure={"name": "BOM"}), mode="air"),
    Row("H13-another-code", on(BILL, airport_of_departure={"name": "DEL"}), "PORT", "23(a)(iv)",
        "airport_of_departure", mode="air"),
    Row("E5-agent-of-nobody", on(BILL, signature=agent(None, None)), "SIGNATURE", "20(a)(i)",
        "signature"),
    Row("E5-agent-of-an-owner-not-named", on(BILL, signature=agent(None, "owner")), "SIGNATURE",
        "20(a)(i)", "signature"),
    Row("27-in-the-remarks", on(BILL, remarks=["3 CARTONS DAMAGED AND LEAKING"]), "UNCLEAN", "27",
        "remarks[0]"),
    Row("27-a-remark-of-nothing", on(BILL, remarks=["REEFER CONTAINER SET AT -18 C"])),
    Row("26-in-the-remarks", on(BILL, remarks=["SHIPPED ON DECK"]), "ON_DECK", "26(a)",
        "remarks[0]"),
    Row("20vi-freight-as-per-charter-party",
        on(BILL, clauses=["FREIGHT PAYABLE AS PER CHARTER PARTY DATED 2 MAY 2026"]),
        "CHARTER_PARTY", "20(a)(vi)", "clauses[0]"),
    Row("19vi-charter-party-in-the-remarks", on(BILL, remarks=["FREIGHT AS PER CHARTER PARTY"]),
        "CHARTER_PARTY", "19(a)(vi)", "remarks[0]", mode="multimodal"),
    Row("22-freight-as-per-charter-party",
        on(BILL, clauses=["FREIGHT PAYABLE AS PER CHARTER PARTY"]), mode="charter party"),
    Row("20vi-no-charter-party", on(BILL, clauses=["NOT SUBJECT TO A CHARTER PARTY"])),
    Row("27-may-be", on(BILL, clauses=["PACKING MAY BE INSUFFICIENT FOR SEA JOURNEY"])),
    Row("27-packing", on(BILL, clauses=["PACKING NOT SUFFICIENT FOR SEA JOURNEY"]), "UNCLEAN", "27",
        "clauses[0]"),
    Row("26-not-on-deck", on(BILL, clauses=["GOODS NOT STOWED ON DECK"])),
    Row("14j-notify-address", on(BILL, notify={**bc.APPLICANT, "address": ["1 OTHER STREET"]}),
        "NOTIFY", "14(j)", "notify.address"),
)  # fmt: skip


def no_draft(_: Json, p: Json) -> None:
    """The draft is left at home."""
    del p["documents"][DRAFT]


def mixed(t: Json, _: Json) -> None:
    """A tenth at sight without a draft, the rest by acceptance of one."""
    usance = {**t["availability"], "percent": "90"}
    parts = [{"mode": "sight", "percent": "10"}, usance]
    t["availability"] = {"mode": "mixed", "parts": parts}


def after(start: str, **more: Any) -> Change:
    """The credit has another tenor; 60 days."""
    tenor = {"days": 60, "after": start, **more}
    return lambda t, _: t["availability"].update(tenor=tenor)


BROKER: Json = {"name": "MARSH INSURANCE BROKERS"}
NINE_TENTHS: Json = {"amount": "USD 225,000.00", "amount_in_words": None}
DRAFTS = (
    Row("6-no-draft-to-accept", no_draft, "MISSING", "14(a)", "document", available="acceptance"),
    Row("6-no-draft-to-negotiate", no_draft, "MISSING", "14(a)", "document",
        available="negotiation"),
    Row("6-no-draft-at-sight",
        both(no_draft, lambda t, _: t.update(availability={"mode": "sight",
             "drawee": "issuing_bank"})),
        "MISSING", "14(a)", "document", available="negotiation"),
    Row("6-no-draft-for-a-part", both(no_draft, mixed), "MISSING", "14(a)", "document",
        available="acceptance"),
    Row("B13-of-a-part", both(mixed, on(DRAFT, **NINE_TENTHS)), available="acceptance"),
    Row("B13-of-more-than-the-part", mixed, "DRAFT_AMOUNT", "B13", "amount",
        available="acceptance"),
    Row("B2-tenor-of-no-part", both(mixed, on(DRAFT, **NINE_TENTHS, days=90, matures_on=None)),
        "TENOR", "B2", "after", available="acceptance"),
    Row("B2b-untold", on(DRAFT, matures_on=None), "TENOR", "B2(b)", "matures_on",
        available="acceptance"),
    Row("B2b-bill-dated-elsewhere-on-it", on(DRAFT, matures_on=None, from_date="2026-05-10"),
        available="acceptance"),
    Row("B2b-after-that-day",
        on(DRAFT, matures_on=None, after="fixed_date", from_date="2026-05-10"),
        available="acceptance"),
    Row("B2b-after-another-day",
        on(DRAFT, matures_on=None, after="fixed_date", from_date="2026-05-12"), "TENOR", "B4",
        "from_date", available="acceptance"),
    Row("B2b-due-date-alone", on(DRAFT, after="fixed_date", days=None), available="acceptance"),
    Row("B2b-after-its-own-date",
        on(DRAFT, matures_on=None, after="draft_date", issued_on="2026-05-10"),
        available="acceptance"),
    Row("B2b-after-its-own-later-date", on(DRAFT, matures_on=None, after="draft_date"), "TENOR",
        "B4", "from_date", available="acceptance"),
    Row("B2-shipment-for-bill", both(after("shipment_date"), on(DRAFT, after="shipment_date")),
        available="acceptance"),
    Row("B2-draft-date", both(after("draft_date"), on(DRAFT, after="draft_date", matures_on=None)),
        available="acceptance"),
    Row("B2-after-sight", both(after("sight"), on(DRAFT, after="sight", matures_on=None)),
        available="acceptance"),
    Row("B2-invoice-date-untold",
        both(after("invoice_date"), on(DRAFT, after="invoice_date", matures_on=None)), "TENOR",
        "B2(b)", "matures_on", available="acceptance"),
    *[Row(f"complying-{name}", nothing, available=name) for name in AVAILABLE],
    Row(
        "A05-draft-on-the-applicant",
        on(DRAFT, drawee=bc.APPLICANT),
        "DRAWEE",
        "6(c)",
        "drawee",
        available="acceptance",
    ),
    Row("B9-on-another-bank", on(DRAFT, drawee={"name": "OTHER BANK"}), "DRAWEE", "B9", "drawee",
        available="negotiation"),
    Row("B8-drawn-by-another", on(DRAFT, issuer={"name": "DECCAN EXPORTS"}), "ISSUER", "B8",
        "issuer", available="acceptance"),
    Row("B8-unsigned", on(DRAFT, signature=None), "SIGNATURE", "B8", "signature",
        available="acceptance"),
    Row("B13-amount", on(DRAFT, amount="USD 249,000.00", amount_in_words=None), "DRAFT_AMOUNT",
        "B13", "amount", available="acceptance"),
    Row("B13-currency", on(DRAFT, amount="EUR 250,000.00"), "CURRENCY", "B13", "amount",
        available="acceptance"),
    Row("B14-words", on(DRAFT, amount_in_words="US DOLLARS TWO HUNDRED FIFTEEN THOUSAND ONLY"),
        "DRAFT_AMOUNT", "B14", "amount_in_words", available="acceptance"),
    Row("B14-cents", on(DRAFT, amount_in_words="Two hundred fifty thousand and 00/100 US Dollars"),
        available="acceptance"),
    Row("B2-tenor", on(DRAFT, days=90, matures_on=None), "TENOR", "B2", "after",
        available="acceptance"),
    Row("B2-at-sight", on(DRAFT, days=30), "TENOR", "B2", "after", available="negotiation"),
    Row("B4-due-date", on(DRAFT, matures_on="2026-07-10"), "TENOR", "B4", "matures_on",
        available="acceptance"),
    Row("B16-corrected-draft", on(DRAFT, alterations=[{"field": "amount"}]), "ALTERATION", "A7",
        "amount", available="acceptance"),
)  # fmt: skip

PAPERS = (
    Row("K21-insured-and-not-endorsed", on(INSURANCE, insured=bc.BENEFICIARY), "ENDORSEMENT",
        "K21", "insured"),
    Row("Q8-remark-on-a-certificate", on(WEIGHT, remarks=["NOT IN CONFORMITY WITH CONTRACT"]),
        "CONTENT", "Q8", "remarks[0]"),
    Row("14d-box-that-was-not-shipped", on(PACKING, containers=["CSQU3054383", "APZU4812090"]),
        "CONFLICT", "14(d)", "containers"),
    Row("A26-other-origin", both(lambda t, _: t.update(conditions=["OF INDIAN ORIGIN"]),
        on(ORIGIN, country_of_origin="VN")), "CONFLICT", "A26", "country_of_origin"),
    Row("A12b-not-before-shipment", both(asked(WEIGHT, title="PRE-SHIPMENT WEIGHT CERTIFICATE"),
        on(WEIGHT, issued_on="2026-05-16")), "CONTENT", "A12(b)", "issued_on"),
    Row("14d-other-HS-code", both(on(INVOICE, goods=bc.DESCRIPTION + ", HS 030617"),
        on(ORIGIN, goods="FROZEN SHRIMP, HS 160521")), "CONFLICT", "14(d)", "goods"),
    Row("28a-agent-of-nobody", on(INSURANCE, signature=agent(None, None)), "SIGNATURE", "28(a)",
        "signature"),
    Row("28a-agent-of-the-insurer", on(INSURANCE, signature=agent("WESTERN GHATS", "insurer"))),
    *[
        Row(f"28a-{id_}", on(INSURANCE, **changes), "SIGNATURE", "28(a)", "signature")
        for id_, changes in (
            ("broker-as-insurer", {"signature": signed("MARSH BROKERS", "insurer")}),
            ("broker-in-its-own-name", {"signature": signed("MARSH BROKERS")}),
            ("of-a-broker", {"issuer": BROKER, "signature": signed(BROKER["name"], "insurer")}),
            ("of-a-broker-by-its-clerk", {"issuer": BROKER, "signature": signed("A. Rao")}),
            ("agent-of-a-broker", {"signature": agent(BROKER["name"], "insurer")}),
            ("another-company", {"signature": signed("HARBOUR LOGISTICS LLC", "insurer")}),
        )
    ],
    *[
        Row(f"28a-{id_}", on(INSURANCE, **changes))
        for id_, changes in (
            ("clerk-of-the-insurer", {"signature": signed("A. Rao", "insurer")}),
            ("insurer-on-a-brokers-paper",
             {"issuer": BROKER, "signature": signed("WESTERN GHATS INSURANCE", "insurer")}),
            ("broker-for-the-insurer",
             {"issuer": BROKER,
              "signature": {**agent("WESTERN GHATS INSURANCE", "insurer"), **BROKER}}),
            ("written-in-full", {"signature": signed("WESTERN GHATS INSURANCE CO. LTD.")}),
        )
    ],
    Row("28d-policy-asked-certificate-given", asked(INSURANCE, insurance={"form": "policy"}),
        "INSURANCE_FORM", "28(d)", "form"),
    Row("E21-policy-for-declaration",
        both(asked(INSURANCE, insurance={"form": "declaration"}), on(INSURANCE, form="policy"))),
    Row("28e-cover-begins-later", on(INSURANCE, effective_from="2026-05-12"), "INSURANCE_DATE",
        "28(e)", "issued_on"),
    Row("28i-exclusions-and-excess", on(INSURANCE, clauses=["EXCESS 0.5%", "EXCLUDING WAR"])),
    Row("K20-not-endorsed", asked(INSURANCE, insurance={"endorsed_in_blank": True}),
        "ENDORSEMENT", "K20", "endorsed_in_blank"),
    Row("A3-certificate-unsigned", on(ORIGIN, signature=None), "SIGNATURE", "A3", "signature"),
    *[
        Row(f"L3-{name}", both(asked(ORIGIN, issuer_description="chamber of commerce"),
            on(ORIGIN, issuer={"name": name})))
        for name in (
            "C\u00c2MARA DE COM\u00c9RCIO DE SANTOS",
            "CAMARA DE COMERCIO DE LIMA",
            "INDUSTRIE- UND HANDELSKAMMER HAMBURG",
            "CCI PARIS ILE-DE-FRANCE, CHAMBRE DE COMMERCE",
            "CAMERA DI COMMERCIO DI MILANO",
            "KAMER VAN KOOPHANDEL ROTTERDAM",
            "ISTANBUL TICARET ODASI",
        )
    ],
    Row("L3-a-shop", both(asked(ORIGIN, issuer_description="chamber of commerce"),
        on(ORIGIN, issuer={"name": "CAMERA SHOP HAMBURG GMBH"})), "ISSUER", "14(f)", "issuer"),
    Row("L3-chamber", both(asked(ORIGIN, issuer_description="chamber of commerce"),
        on(ORIGIN, issuer={"name": "SHARMA AND SONS"})), "ISSUER", "14(f)", "issuer"),
    Row("L3-customs", both(asked(ORIGIN, issuer_description="chamber of commerce"),
        on(ORIGIN, issuer={"name": "INDIAN CUSTOMS"}))),
    Row("beneficiary-certificate-by-another", on(BENEFICIARY, issuer={"name": "DECCAN EXPORTS"}),
        "ISSUER", "14(f)", "issuer"),
    Row("beneficiary-certificate-of-something-else", on(BENEFICIARY, statements=["All is well."]),
        "CONTENT", "14(d)", "text"),
    Row("result-above", on(WEIGHT, results=[{"name": "glazing", "value": "11", "unit": "percent"}]),
        "CONTENT", "14(d)", "results.glazing"),
    Row("adverse", on(WEIGHT, adverse_finding="20 cartons below weight"), "CONTENT", "14(f)",
        "adverse_finding"),
    Row("net-above-gross", on(PACKING, net_weight=None, gross_weight=None, packages=None)),
    Row("net-above-gross-on-one",
        both(on(WEIGHT, net_weight=None), on(PACKING, net_weight={"amount": "55", "unit": "t"})),
        "CONFLICT", "14(d)", "net_weight"),
    Row("L5-consignee-of-nobody", on(ORIGIN, consignee="TIGER FOODS"), "CONFLICT", "L5",
        "consignee"),
    Row("L5-the-applicant", on(ORIGIN, consignee="Lion City Foods Private Ltd.")),
    Row("14j-address-elsewhere", on(PACKING, issuer={**bc.BENEFICIARY, "country": "LK"}),
        "CONFLICT", "14(j)", "issuer.country"),
    Row("C1-provisional", on(INVOICE, heading="PROVISIONAL INVOICE"), "CONTENT", "C1", "heading"),
    Row("C5-free-of-charge",
        on(INVOICE, lines=[{"description": "SAMPLES OF SQUID, FREE OF CHARGE"}]),
        "DESCRIPTION", "C5", "lines[0].description"),
    Row("E24-by-the-beneficiary",
        on(ORIGIN, alterations=[{"field": "goods", "authenticated_by": "Konkan Spices Pvt. Ltd."}]),
        "ALTERATION", "A7", "goods"),
    Row("D18-written-otherwise",
        both(on(INVOICE, buyer={**bc.APPLICANT, "address": ["10 Anson Rd #12-08"]}),
             on(PACKING, gross_weight={"amount": "54.6", "unit": "MT"},
                invoice_number="KS 2026/041"),
             on(WEIGHT, gross_weight={"amount": "120372.4", "unit": "lbs"}))),
    Row("14f-function-not-name",
        both(asked(BENEFICIARY, kind="other_document", title="Shipment advice", states=["sailed"]),
             on(BENEFICIARY, kind="other_document", name="Advice to the applicant",
                statements=["The vessel sailed."]))),
    Row("14f-no-word-of-it",
        both(asked(BENEFICIARY, kind="other_document", title="Letter of the master",
                   states=["voyage begins"]),
             on(BENEFICIARY, kind="other_document", name="Carrier's paper",
                statements=["The voyage begins."]))),
)  # fmt: skip


def long_open(t: Json, _: Json) -> None:
    """Documents may be presented until long after the thirty days for a corrupted record."""
    t["expiry"]["day"] = "2026-07-31"
    t["presentation_days"] = 90


ELECTRONIC = (
    Row("complying-records", electronic()),
    Row("G03", electronic(names_credit=False), "NOT_PRESENTED", "e6(d)", "credit_number"),
    Row("G03-named-in-the-record",
        both(electronic(names_credit=False), on(ORIGIN, credit_number=bc.NUMBER))),
    Row("G05-bad-signature", electronic(authentic=False), "NOT_PRESENTED", "e6(f)",
        "record.authentic"),
    Row("e5-format",
        both(electronic(format="application/msword"),
             lambda t, _: t.update(electronic_formats=["PDF", "XML"])),
        "FORMAT", "e5", "record.format"),
    Row("e5-format-allowed",
        both(electronic(format=".pdf"), lambda t, _: t.update(electronic_formats=["PDF"]))),
    Row("e7-link", electronic(link_opens=False), "NOT_PRESENTED", "e7", "record.link_opens"),
    Row("G10", electronic(format="DJVU", readable=False)),
    Row("G08", electronic(corrupted_on="2026-05-21"), "NOT_PRESENTED", "e12(b)(iii)",
        "record.re_presented_on"),
    Row("G08-too-late", electronic(corrupted_on="2026-05-21", re_presented_on="2026-06-03"),
        "NOT_PRESENTED", "e12(b)(iii)", "record.re_presented_on"),
    # asked on Friday 22 May, time for presentation until 31 July: thirty days are to 21 June
    Row("G08-thirty-days",
        both(long_open, electronic(corrupted_on="2026-05-22", re_presented_on="2026-06-21"))),
    Row("G08-thirty-first-day",
        both(long_open, electronic(corrupted_on="2026-05-22", re_presented_on="2026-06-22")),
        "NOT_PRESENTED", "e12(b)(iii)", "record.re_presented_on"),
    Row("G07", electronic(corrupted_on="2026-05-22", re_presented_on="2026-05-28")),
    Row("G04", both(electronic(), presented("2026-06-03"),
        lambda _, p: p.update(unable_on=["2026-06-02"]))),
    Row("G04-able", both(electronic(), presented("2026-06-03")), "LATE_PRESENTATION", "14(c)",
        "presented_at"),
)  # fmt: skip

CONTROL = {
    "is_to_order": True,
    "acts": [
        {"action": "ISSUE", "by": "LINE", "to": "TIGER FOODS", "at": "2026-05-10T08:00:00Z"},
    ],
}
WITH_A_BANK = {"delivered_before": True}
CONTROLLED = (
    Row("MLETR-control-elsewhere", on(BILL, control=CONTROL), "CONTROL", "MLETR", "control"),
    Row("original-with-a-bank", both(electronic(), delivered(BILL, record=WITH_A_BANK)), "CONTROL",
        "17(a)", "record.delivered_before"),
    Row("invoice-with-a-bank", both(electronic(), delivered(0, record=WITH_A_BANK))),
)  # fmt: skip

TOLD = (
    Row("shipment-allowed-until-after-expiry", route(latest="2026-07-01")),
    Row("a-record-without-the-eUCP", delivered(ORIGIN, medium="electronic")),
    # beside a set that is whole: what of it is missing is found by what the credit asks for
    Row("a-record-never-delivered", lambda _, p: p.update(undelivered=["0x" + "5e" * 32])),
)
ROWS = (*CONTROLLED, *CARRIAGE, *DRAFTS, *PAPERS, *ELECTRONIC, *TOLD)
TABLE = tuple(row for row in ROWS if row.id.split("-")[0] in ("G03", "G04", "G05", "G07", "G08",
    "G10", "E21", "E24", "D18"))  # fmt: skip
OTHERS = tuple(row for row in ROWS if row not in TABLE)


def check(row: Row) -> None:
    report = examined_papers(row)
    wanted = (row.code,) if row.code else ()
    assert report.codes == wanted, report.words()
    if row.code:
        (finding,) = report.findings
        assert row.article in finding.article
        assert row.field in finding.field
        assert finding.document


@pytest.mark.parametrize("row", rows(TABLE, by="examination", name=lambda row: row.id))
def test_row_of_the_table(row: Row) -> None:
    check(row)


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: row.id)
def test_row(row: Row) -> None:
    check(row)


def test_a_row_is_named_once() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == len(set(ids))


@pytest.mark.rule("G07", by="examination")
def test_who_drew_one_part_of_two_is_told_of_each() -> None:
    """ISBP 745 B13: a fifth at sight by a draft, too, and one draft presented for the rest."""

    def change(t: Json, p: Json) -> None:
        usance = t["availability"]
        sight = {"mode": "sight", "percent": "20", "drawee": usance["drawee"]}
        t["availability"] = {"mode": "mixed", "parts": [sight, {**usance, "percent": "80"}]}
        on(DRAFT, amount="USD 200,000.00", amount_in_words=None)(t, p)

    report = examined_papers(Row("B13", change, available="acceptance"))
    assert report.codes == ("DRAFT_AMOUNT",)
    told = "draw for USD 250,000.00, by a draft for each part: USD 50,000.00, USD 200,000.00"
    assert report.findings[0].would_comply == told


def test_time_stands_still_while_a_corrupted_record_is_awaited() -> None:
    """G07: asked on the second day, again there on the sixth: three banking days are left."""
    row = next(r for r in ELECTRONIC if r.id == "G07")
    report = examined_papers(row)
    # presented Wednesday 20 May; 27 May is Vesak day in the calendar used where it is closed
    days = [bc.SINGAPORE.banking_days_after(report.presentation_day, n) for n in (2, 5)]
    assert days[0].isoformat() == "2026-05-22"
    came = days[0].replace(day=28)
    assert report.decide_by == bc.SINGAPORE.banking_days_after(came, 3)
    assert report.decide_by > days[1]


@pytest.mark.rule("G10", by="examination")
def test_a_format_the_bank_cannot_read_is_told_and_is_no_discrepancy() -> None:
    """G10: the inability to read a permitted format is no ground to refuse."""
    row = next(r for r in ELECTRONIC if r.id == "G10")
    assert [o.rule for o in examined_papers(row).observations] == ["unreadable_record"]


def test_every_rule_speaks_in_some_row() -> None:
    """A rule no row can make speak would be a rule that cannot be wrong."""
    spoken: set[str] = set()
    elsewhere = {each: replace(r, subject=b"\x99" * 32) for each, r in on_ledger().items()}
    reports = [bc.examined(row.change, row.calendars) for row in BASE_ROWS]
    reports += [examined_papers(row) for row in ROWS]
    for report in (*reports, examined(certified(), elsewhere)):
        spoken.update(finding.rule for finding in report.findings)
        spoken.update(observation.rule for observation in report.observations)
    assert {rule.name for rule in RULES} == spoken
