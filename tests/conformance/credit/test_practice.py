"""What documents look like in practice: each row is a presentation that a checker has seen.

The rows without a code comply; the others have the one discrepancy named, on the field named.
"""

import pytest

from dhow.trade.credit import ExaminationReport, Presentation, Terms, examine
from tests.conformance.credit.test_document_rows import (
    Change,
    Row,
    asked,
    both,
    delivered,
    examined_papers,
    on,
    presented,
    route,
)
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, INSURANCE, INVOICE, ORIGIN, Json
from tests.support.presentations import papers


def of_origin(country: str) -> Change:
    """The credit says where the goods come from."""
    return lambda terms, _: terms["goods"].update(country_of_origin=country)


def at_address(*lines: str) -> Json:
    """The applicant with these lines of address."""
    return {**bc.APPLICANT, "address": list(lines)}


def examined_json(terms: Json, presented: Json) -> ExaminationReport:
    """What is found on papers as JSON, presented in Singapore."""
    calendars = {"SGSIN": bc.SINGAPORE}
    return examine(Terms.from_json(terms), Presentation.from_json(presented), calendars)


def told(contact: str) -> Change:
    """The credit gives the applicant's telephone."""
    return lambda terms, _: terms["applicant"].update(contacts=[contact])


BANK = "IMPORT BANK OF SINGAPORE"
CIF_2020 = {"rule": "CIF", "place": "SINGAPORE", "version": 2020}
TELEPHONE = told("TEL: +65 6222 1111")


def stale_will_do(terms: Json, _: Json) -> None:
    """The credit takes stale documents."""
    terms["conditions"] = ["STALE DOCUMENTS ACCEPTABLE"]


ROWS = (
    Row("trade term at the port", on(INVOICE, incoterm={"rule": "CIF", "place": "Singapore Port"})),
    Row(
        "another place of the trade term",
        on(INVOICE, incoterm={"rule": "CIF", "place": "PORT KLANG"}),
        "INCOTERM", field="incoterm",
    ),
    Row("consignee with its address", on(BILL, consignee=f"TO ORDER OF {BANK}, 1 RAFFLES PLACE")),
    Row(
        "to the order of another bank",
        on(BILL, consignee="TO ORDER OF EXPORT BANK, SINGAPORE"),
        "CONSIGNEE", field="consignee",
    ),
    Row("certificate to order", on(ORIGIN, consignee="TO ORDER")),
    Row("certificate to order, with a colon", on(ORIGIN, consignee=f"To order of: {BANK}")),
    Row("certificate to the applicant", on(ORIGIN, consignee="Lion City Foods Pte Ltd, Anson Rd")),
    Row(
        "certificate to somebody else",
        on(ORIGIN, consignee="OTHER FOODS PTE LTD"),
        "CONFLICT", field="consignee",
    ),
    Row(
        "war asked, and excluded",
        both(
            asked(INSURANCE, insurance={"risks": ["WAR RISKS"]}),
            on(INSURANCE, risks=["ICC (A) EXCLUDING WAR"]),
        ),
        "INSURED_RISKS", field="risks",
    ),
    Row(
        "ICC (A) for Institute Cargo Clauses (A)",
        both(
            asked(INSURANCE, insurance={"risks": ["INSTITUTE CARGO CLAUSES (A)"]}),
            on(INSURANCE, risks=["I.C.C. (A)", "INSTITUTE WAR CLAUSES (CARGO)"]),
        ),
    ),
    Row("shrimp paste", on(BILL, goods="SHRIMP PASTE"), "CONFLICT", field="goods"),
    Row(
        "origin by name",
        both(of_origin("INDIA"), on(INVOICE, country_of_origin="Republic of India")),
    ),
    Row(
        "origin by another name",
        of_origin("VIET NAM"),
        "CONFLICT", field="country_of_origin",
    ),
    Row(
        "notify party with its country",
        on(BILL, notify=at_address(*bc.APPLICANT["address"], "Republic of Singapore")),
    ),
    Row(
        "notify party in another country",
        on(BILL, notify=at_address(*bc.APPLICANT["address"], "MALAYSIA")),
        "NOTIFY", field="notify.address",
    ),
    Row("units written with points", on(INVOICE, quantity={"amount": "50.000", "unit": "M.TONS"})),
    Row("packages with (s)", both(
        on(INVOICE, packages={"amount": "5000", "unit": "CTNS"}),
        on(BILL, packages={"amount": "5000", "unit": "Carton(s)"}),
    )),
    Row("vessel with its voyage", on(INVOICE, vessel="M/V KONKAN STAR VOY. NO. 018E")),
    Row("vessel with its voyage after a stroke", on(INSURANCE, vessel="Konkan Star / 18E")),
    Row(
        "vessel with another voyage",
        on(INVOICE, vessel="MV KONKAN STAR V.019E"),
        "CONFLICT", field="voyage",
    ),
    Row("another ship", on(INVOICE, vessel="KONKAN STAR 2"), "CONFLICT", field="vessel"),
    Row(
        "shipped after it was presented",
        both(
            on(BILL, on_board_on="2026-05-19"),
            lambda _, p: p.update(presented_at="2026-05-18T06:00:00Z"),
        ),
        "POSTDATED", field="shipment_date",
    ),
    Row("credit number introduced", on(ORIGIN, credit_number=f"L/C NO. {bc.NUMBER}")),
    Row("a trade term of no year, the invoice's of one", on(INVOICE, incoterm=CIF_2020)),
    Row(
        "a trade term of a year, the invoice's of none",
        lambda t, _: t["goods"].update(incoterm=CIF_2020),
        "INCOTERM", field="incoterm",
    ),
    Row(
        "a trade term that a credit has in its description",
        both(
            lambda t, _: t["goods"].update(description=f"{bc.DESCRIPTION}, CIF SINGAPORE"),
            lambda t, _: t["goods"].pop("incoterm"),
        ),
    ),
    Row("two of three originals, as asked", both(
        asked(BILL, originals=2, set_of=3), delivered(BILL, originals=2),
    )),
    Row(
        "one of three originals, two asked",
        both(asked(BILL, originals=2, set_of=3), delivered(BILL, originals=1)),
        "ORIGINAL", field="originals",
    ),
    Row("stale documents acceptable", both(stale_will_do, presented("2026-06-12"))),
    Row(
        "stale documents acceptable, and expired",
        both(stale_will_do, presented("2026-06-17")),
        "EXPIRED", field="presented_at",
    ),
    Row(
        "stale documents not acceptable",
        both(
            lambda t, _: t.update(conditions=["STALE DOCUMENTS ARE NOT ACCEPTABLE"]),
            presented("2026-06-12"),
        ),
        "LATE_PRESENTATION", field="presented_at",
    ),
    Row("to order, and to order of shipper", both(
        asked(BILL, transport={"consignee": "TO ORDER", "endorsed_in_blank": True}),
        on(BILL, consignee="TO ORDER OF SHIPPER", endorsed_in_blank=True),
    )),
    Row("to order of shipper, and to order", both(
        asked(BILL, transport={"consignee": "TO THE ORDER OF SHIPPER"}),
        on(BILL, consignee="To order.", endorsed_in_blank=True),
    )),
    Row(
        "to order of the bank, and to order",
        on(BILL, consignee="TO ORDER", endorsed_in_blank=True),
        "CONSIGNEE", field="consignee",
    ),
    Row("second-hand packaging", on(BILL, clauses=[
        "SECOND-HAND PACKAGING MATERIALS USED", "RE-USED CARTONS", "used drums",
    ])),
    Row("price of another unit", on(
        INVOICE, quantity={"amount": "50000", "unit": "kg"}, unit_price="USD 5.00",
    )),
    Row("price of the credit's unit, quantity in another", on(
        INVOICE, quantity={"amount": "50000", "unit": "kg"},
    )),
    Row(
        "another price of another unit",
        on(INVOICE, quantity={"amount": "50000", "unit": "kg"}, unit_price="USD 5.01"),
        "UNIT_PRICE", field="unit_price",
    ),
    Row("a forwarder's number", on(BILL, number="WCL-NSA-1190"), mode="air"),
    Row(
        "another telephone of the applicant as notify party",
        both(TELEPHONE, on(BILL, notify={**bc.APPLICANT, "contacts": ["TEL 6222 0000"]})),
        "NOTIFY", "UCP 600 art. 14(j)", "notify.contacts",
    ),
    Row("the telephone of the credit, and an e-mail beside it", both(
        TELEPHONE,
        on(BILL, notify={**bc.APPLICANT, "contacts": ["+65 62221111", "docs@lion.example"]}),
    )),
    Row(
        "certificate of a ministry of something else",
        on(ORIGIN, issuer={"name": "MINISTRY OF AGRICULTURE", "country": "IN"}),
        "ISSUER", "UCP 600 art. 14(f)", "issuer",
    ),
    Row("certificate of the department of trade", on(
        ORIGIN, issuer={"name": "DEPARTMENT OF TRADE AND COMMERCE", "country": "IN"},
    )),
    Row(
        "any port, on the bill too",
        both(
            route(port_of_loading=[{"name": "ANY PORT", "country": "IN", "any_in_country": True}]),
            on(BILL, port_of_loading={"name": "ANY PORT IN INDIA", "country": "IN"}),
        ),
        "PORT", "UCP 600 art. 20(a)(iii)", "port_of_loading",
    ),
    Row(
        "signed as carrier by another company",
        on(BILL, signature={"name": "EAST LINES LTD", "capacity": "carrier"}),
        "SIGNATURE", "UCP 600 art. 20(a)(i)", "signature",
    ),
    Row("signed as carrier by a person", on(
        BILL, signature={"name": "R. MEHTA", "capacity": "carrier"},
    )),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_practice(row: Row) -> None:
    report = examined_papers(row)
    found = [(f.code.value, f.field) for f in report.findings]
    assert found == ([(row.code, row.field)] if row.code else []), report.words()


@pytest.mark.parametrize(
    ("shipped", "codes"),
    [
        ("0001-01-01", ["LATE_PRESENTATION", "INSURANCE_DATE", "TENOR"]),
        ("2016-05-10", ["LATE_PRESENTATION", "INSURANCE_DATE", "TENOR"]),
        ("2062-05-10", ["LATE_SHIPMENT", "TENOR"]),
        ("9999-12-31", ["LATE_SHIPMENT"]),
    ],
)
def test_a_shipment_of_a_year_without_a_calendar_is_examined(
    shipped: str, codes: list[str]
) -> None:
    """A mistyped year is a discrepancy; no calendar of that year is needed to say so."""
    change = on(BILL, on_board_on=shipped)
    report = examined_papers(Row("", change, available="acceptance"))
    assert [f.code.value for f in report.findings] == codes


@pytest.mark.parametrize(
    "condition",
    [
        "ALL DOCUMENTS TO INDICATE CREDIT NUMBER LC2026000123",
        "All required documents must bear our L/C No.",
        "EACH DOCUMENT SHOULD QUOTE THIS DOCUMENTARY CREDIT NUMBER",
    ],
)
def test_a_condition_that_asks_the_credit_number_of_all_documents(condition: str) -> None:
    """It is no non-documentary condition (UCP 600 art. 14(h)): documents are named."""
    terms, presented = papers()
    terms["conditions"] = [condition]
    for one in presented["documents"]:
        one["document"]["credit_number"] = bc.NUMBER
    shown = examined_json(terms, presented)
    assert shown.complying, shown.words()
    assert not any(condition in each.words for each in shown.observations)
    del presented["documents"][ORIGIN]["document"]["credit_number"]
    found = examined_json(terms, presented).findings
    assert [(f.code.value, f.field) for f in found] == [("CREDIT_NUMBER", "credit_number")]


@pytest.mark.parametrize(
    ("condition", "said", "article"),
    [
        ("GOODS MUST ARRIVE BY 1 JUNE", "disregarded", "14(h)"),
        ("DISCREPANCY FEE USD 50 FOR EACH DRAWING", "not about what the documents show", "14(a)"),
        ("ALL DOCUMENTS IN ENGLISH", "read them for it", "14(a)"),
    ],
)
def test_what_is_said_of_a_condition(condition: str, said: str, article: str) -> None:
    terms, presented = papers()
    terms["conditions"] = [condition]
    (observed,) = (
        each for each in examined_json(terms, presented).observations if condition in each.words
    )
    assert said in observed.words
    assert observed.article == f"UCP 600 art. {article}"


@pytest.mark.parametrize(
    ("stipulated", "words"),
    [
        (
            {"kind": "inspection_certificate", "issuer_description": "SGS or Bureau Veritas"},
            "Inspection certificate as stipulated, issued by SGS or Bureau Veritas",
        ),
        (
            {"kind": "inspection_certificate", "issuer": {"name": "SGS INDIA"}},
            "Inspection certificate as stipulated, issued by SGS INDIA",
        ),
        ({"kind": "packing_list"}, "Packing list as stipulated"),
    ],
)
def test_what_is_missing_is_named_with_its_issuer(stipulated: Json, words: str) -> None:
    terms = bc.terms()
    terms["documents"].append(stipulated)
    (found,) = examined_json(terms, bc.presentation()).findings
    assert (found.code.value, found.required) == ("MISSING", words)


def test_the_draft_that_is_missing_is_named_as_42c_and_42a_call_for_it() -> None:
    terms = bc.terms()
    terms["availability"].update(mode="acceptance", drawee="issuing_bank")
    (found,) = examined_json(terms, bc.presentation()).findings
    drawn = f"60 days after bill of lading date drawn on {BANK} for USD 250,000.00"
    assert (found.code.value, found.required) == ("MISSING", f"a draft {drawn}")
