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
    examined_papers,
    on,
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


BANK = "IMPORT BANK OF SINGAPORE"
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
    ("condition", "said"),
    [
        ("GOODS MUST ARRIVE BY 1 JUNE", "disregarded"),
        ("DISCREPANCY FEE USD 50 FOR EACH PRESENTATION", "not about what the documents show"),
        ("ALL DOCUMENTS IN ENGLISH", "read them for it"),
    ],
)
def test_what_is_said_of_a_condition(condition: str, said: str) -> None:
    terms, presented = papers()
    terms["conditions"] = [condition]
    (observed,) = (
        each.words
        for each in examined_json(terms, presented).observations
        if condition in each.words
    )
    assert said in observed
