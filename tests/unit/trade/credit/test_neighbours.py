"""What complies beside what nearly does: each fault next to the harmless case nearest to it."""

from collections.abc import Callable
from typing import Any

import pytest

from dhow.trade.credit import ExaminationReport, Presentation, Terms, examine
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, INSURANCE, INVOICE, ORIGIN, Json
from tests.support.presentations import papers

PACKING, WEIGHT, STATEMENT = range(4, 7)
Change = Callable[[Json, Json], None]
Rows = list[tuple[Change, list[str]]]


def report(*changes: Change, mode: str = "bill of lading") -> ExaminationReport:
    terms, presented = papers(mode, "sight")
    for change in changes:
        change(terms, presented)
    return examine(
        Terms.from_json(terms), Presentation.from_json(presented), {"SGSIN": bc.SINGAPORE}
    )


def codes(*changes: Change, mode: str = "bill of lading") -> list[str]:
    return [each.code.value for each in report(*changes, mode=mode).findings]


def observed(*changes: Change) -> str:
    return " ".join(each.words for each in report(*changes).observations)


def on(at: int, **fields: Any) -> Change:
    def change(_: Json, presented: Json) -> None:
        bc.document(presented, at).update(fields)

    return change


def asked(at: int, **fields: Any) -> Change:
    def change(terms: Json, _: Json) -> None:
        terms["documents"][at].update(fields)

    return change


def both(*changes: Change) -> Change:
    def change(terms: Json, presented: Json) -> None:
        for each in changes:
            each(terms, presented)

    return change


def insured(name: str, **more: Any) -> Change:
    return on(INSURANCE, insured={"name": name}, **more)


SELLER = bc.BENEFICIARY["name"]
PAYEES: Rows = [
    (insured(SELLER), ["ENDORSEMENT"]),
    (insured(SELLER, endorsed_in_blank=True), []),
    (insured(SELLER, endorsed_to="IMPORT BANK OF SINGAPORE"), []),
    (insured(SELLER, endorsed_to="TIGER FOODS"), ["ENDORSEMENT"]),
    (insured("TIGER FOODS"), ["ENDORSEMENT"]),
    (insured("LION CITY FOODS PTE LTD"), []),
    (insured("Lion City Foods Pte. Ltd., Singapore"), []),
    (insured("IMPORT BANK OF SINGAPORE"), []),
    (insured(f"{SELLER} AND/OR LION CITY FOODS PTE LTD"), []),
    (insured("BEARER"), []),
    (insured(SELLER, clauses=["NOT ENDORSED"]), ["ENDORSEMENT"]),
    (insured(SELLER, clauses=["CLAIMS PAYABLE AT SINGAPORE"]), ["ENDORSEMENT"]),
]


@pytest.mark.parametrize(("change", "found"), PAYEES)
def test_claims_go_with_the_documents(change: Change, found: list[str]) -> None:
    """ISBP 745 K20, K21."""
    assert codes(change) == found


@pytest.mark.parametrize(
    "change",
    [
        insured(SELLER, clauses=["CLAIMS PAYABLE TO THE ORDER OF IMPORT BANK OF SINGAPORE"]),
        both(insured(SELLER), asked(INSURANCE, wording="POLICY IN THE NAME OF THE BENEFICIARY")),
        both(insured("IMPORT BANK"), lambda t, _: t["issuing_bank"].update(name="IMBKSGSGXXX")),
    ],
)
def test_where_it_is_not_clear_to_whom_claims_are_payable_that_is_told(change: Change) -> None:
    assert "ENDORSEMENT" not in codes(change)
    assert "read whether claims are payable" in observed(change)


SHIPPED, ANOTHER = "CSQU3054383", "APZU4812090"
BOXES: Rows = [
    (on(PACKING, containers=[SHIPPED, ANOTHER]), ["CONFLICT"]),
    (on(INVOICE, containers=[SHIPPED, ANOTHER]), ["CONFLICT"]),
    (on(PACKING, containers=[ANOTHER]), ["CONFLICT"]),
    (both(on(BILL, containers=[SHIPPED, ANOTHER]), on(PACKING, containers=[SHIPPED])), []),
    (on(PACKING, containers=[SHIPPED]), []),
    (both(on(BILL, containers=[]), on(PACKING, containers=[SHIPPED, ANOTHER])), []),
    (on(WEIGHT, containers=[SHIPPED, ANOTHER]), []),
]


@pytest.mark.parametrize(("change", "found"), BOXES)
def test_no_box_is_packed_that_was_not_shipped(change: Change, found: list[str]) -> None:
    assert codes(change) == found


def test_a_certificate_of_more_boxes_is_told() -> None:
    """ISBP 745 Q7."""
    assert f"names {ANOTHER}" in observed(on(WEIGHT, containers=[SHIPPED, ANOTHER]))


NOTED = {"on_board_vessel": "MV KONKAN STAR", "on_board_port": {"name": "NHAVA SHEVA PORT"}}
INTENDED = {"port_of_loading_intended": True}
MUMBAI = {"name": "MUMBAI", "locode": "INBOM"}
NOTATIONS: Rows = [
    (on(BILL, **INTENDED), ["ON_BOARD"]),
    (on(BILL, **INTENDED, on_board_vessel="MV KONKAN STAR"), ["ON_BOARD"]),
    (on(BILL, **INTENDED, on_board_port={"name": "NHAVA SHEVA"}), ["ON_BOARD"]),
    (on(BILL, **INTENDED, **NOTED), []),
    (on(BILL, **INTENDED, **{**NOTED, "on_board_port": MUMBAI}), ["PORT"]),
    (on(BILL, port_of_loading=MUMBAI, **NOTED), []),
    (on(BILL, port_of_loading=MUMBAI, on_board_port=NOTED["on_board_port"]), ["PORT"]),
]


@pytest.mark.parametrize(("change", "found"), NOTATIONS)
def test_a_notation_that_makes_a_port_actual_names_port_day_and_ship(
    change: Change, found: list[str]
) -> None:
    """UCP 600 art. 20(a)(iii)."""
    assert codes(change) == found
    assert all("art. 20(a)(iii)" in each.article for each in report(change).findings)


BAD = ["GOODS NOT IN CONFORMITY WITH CONTRACT"]
REMARKS: Rows = [
    (on(WEIGHT, remarks=BAD), ["CONTENT"]),
    (on(WEIGHT, remarks=["Cargo does not comply with the agreed quality"]), ["CONTENT"]),
    (on(WEIGHT, remarks=["500 cartons rejected"]), ["CONTENT"]),
    (on(WEIGHT, remarks=["NO GOODS REJECTED"]), []),
    (on(WEIGHT, remarks=["IF NOT IN CONFORMITY, CLAIMS WITHIN 30 DAYS"]), []),
    (on(WEIGHT, remarks=["GOODS IN CONFORMITY WITH CONTRACT"]), []),
    (on(WEIGHT, remarks=["NOTHING FOUND THAT IS UNFIT"]), []),
    (both(on(WEIGHT, remarks=BAD), asked(WEIGHT, results=[])), []),
]


@pytest.mark.parametrize(("change", "found"), REMARKS)
def test_a_certificate_that_is_to_state_something_remarks_nothing_against_it(
    change: Change, found: list[str]
) -> None:
    """ISBP 745 Q8, Q9."""
    assert codes(change) == found


def test_what_a_credit_is_silent_on_is_told() -> None:
    said = observed(both(on(WEIGHT, remarks=BAD), asked(WEIGHT, results=[])))
    assert "the credit is silent on what it is to state" in said


FREIGHT: Rows = [
    (on(BILL, clauses=["FREIGHT COLLECT"]), ["FREIGHT"]),
    (on(BILL, clauses=["Freight payable at destination."]), ["FREIGHT"]),
    (on(BILL, freight=None, clauses=["FREIGHT COLLECT"]), ["FREIGHT"]),
    (on(BILL, freight=None, clauses=["FREIGHT PREPAID"]), []),
    (on(BILL, freight=None, clauses=["FREIGHT: PREPAID AS ARRANGED"]), []),
    (on(BILL, clauses=["FREIGHT AND CHARGES COLLECT"]), ["FREIGHT"]),
    (on(BILL, clauses=["ALL OTHER CHARGES COLLECT"]), []),
    (on(BILL, freight=None), ["FREIGHT"]),
    (on(BILL, clauses=["TERMINAL HANDLING CHARGES COLLECT"]), []),
    (on(BILL, clauses=["BACK FREIGHT COLLECT IF CONSIGNEE REFUSES"]), []),
    (both(on(BILL, clauses=["FREIGHT COLLECT"]), asked(BILL, transport={})), ["CONFLICT"]),
    (both(on(BILL, freight="collect"), asked(BILL, transport={})), []),
]


@pytest.mark.parametrize(("change", "found"), FREIGHT)
def test_a_clause_marks_freight_as_its_own_field_does(change: Change, found: list[str]) -> None:
    assert codes(change) == found


GOODS = bc.DESCRIPTION


def described(invoice: str, packing: str) -> Change:
    return both(
        on(INVOICE, goods=f"{GOODS}{invoice}"), on(PACKING, goods=f"FROZEN SHRIMP{packing}")
    )


LABELLED = [
    (", HS CODE 030617", " HS CODE 160521", True),
    (", MODEL CK6140", " MODEL CK6150", True),
    (", MODEL CK6140", " MODEL CK-6140", False),
    (", MODEL CK6140 AND CK6150", " MODEL CK6150", False),
    (", MODEL CK6140", " WITH MOTOR MODEL Y132", False),
    (", MODEL OF 2026", " MODEL OF 2025 SHAPE", False),
    (", MADE IN INDIA", ", MADE IN VIETNAM", True),
    (", MADE IN INDIA", " IN BAGS MADE IN VIETNAM", False),
    (", HS CODE 030617", ", H.S. NO.: 0306.17.11", False),
    (", HS CODE 030617", ", HS 0306", False),
    (", HS CODES 030617, 030616", " HS 030616", False),
    (", HS 030617 5000 CARTONS", ", HSN CODE 0306 17 20", False),
    (", BRAND KONKAN PEARL", " BRAND SEA KING", True),
    (", BRAND KONKAN PEARL", ", BRAND: KONKANPEARL, IN CARTONS", False),
    (", BRAND KONKAN PEARL", ", KONKAN PEARL BRAND", False),
    (", KONKAN PEARL BRAND FROZEN SHRIMP", ", BRAND: KONKAN PEARL", False),
    (", BRAND: KONKAN PEARL PACKED IN CARTONS", ", BRAND KONKAN PEARL IN BOXES", False),
    (", BRAND KONKAN PEARL", ", NO BRAND", False),
    (", BRAND KONKAN PEARL", ", BRAND KP", False),
    (", BRAND KONKAN PEARL", ", BRAND SK", True),
    (", BRAND NEW PACKING", ", BRAND: KONKAN PEARL", False),
    (", LOT NO. 77", ", LOT NO: 78", True),
    (", LOT NO. 77", ", LOT: 077-77", False),
    (", LOT NOS. 70-79", ", LOT NO. 77", False),
    (", LOT NOS. 70 TO 79", ", LOT NO. 77", False),
    (", LOT NOS. 76, 77 AND 78", ", LOT NO. 77", False),
    (", LOT NO. 77", ", LOT OF 500 CARTONS", False),
    (", PO NO. 77812", ", PURCHASE ORDER NO. 77813", True),
    (", PO-77812", ", PURCHASE ORDER PO-77812", False),
    (", CONTRACT NO. KS/26/041", ", SALES CONTRACT NO KS/26/042", True),
    (", CONTRACT NO. KS/26/041", ", SERVICE CONTRACT NO. 4711", False),
    (", CONTRACT NO. KS/26/041", ", S/C NO. 26-041", False),
    (", MODEL NO. X-200", ", MODEL: X300", True),
    (", MODEL NO. X-200", ", MODEL: X200", False),
]


@pytest.mark.parametrize(("invoice", "packing", "conflicts"), LABELLED)
def test_what_is_told_under_one_label_is_one_datum(
    invoice: str, packing: str, conflicts: bool
) -> None:
    assert ("CONFLICT" in codes(described(invoice, packing))) is conflicts


def test_what_a_credit_tells_under_a_label_no_document_tells_otherwise() -> None:
    def change(terms: Json, presented: Json) -> None:
        terms["goods"]["description"] = f"{GOODS}, HS 030617"
        bc.document(presented, INVOICE)["goods"] = f"{GOODS}, HS 030617"
        bc.document(presented, ORIGIN)["goods"] = "FROZEN SHRIMP HS 160521"

    assert [(each.code.value, each.field) for each in report(change).findings] == [
        ("CONFLICT", "goods")
    ]


def test_what_a_statement_says_under_a_label_is_told_and_no_discrepancy() -> None:
    change = both(
        on(INVOICE, goods=f"{GOODS}, LOT NO. 77"), on(WEIGHT, remarks=["LOT NO. 78 KEPT"])
    )
    assert codes(change) == []
    assert "speaks of lot 78" in observed(change)


def test_long_runs_of_labels_are_read_soon() -> None:
    """No value of more than a few is compared with each of another's."""
    run = ", LOT NO. " + ", ".join(str(n) for n in range(900)) + ", BRAND " * 500
    assert "CONFLICT" not in codes(described(run, run.replace("LOT", "BATCH")))


DATES = [
    ("2 FEBRUARY 2026", "02.02.2026", []),
    ("2 FEBRUARY 2026", "2026-02-02", []),
    ("FEBRUARY 2, 2026", "2/2/26", []),
    ("2 DECEMBER 2026", "12.02.2026", []),
    ("02/12/2026", "2ND DECEMBER 2026", []),
    ("2 FEBRUARY 2026", "03.02.2026", ["DESCRIPTION"]),
    ("2 FEBRUARY 2026", "02.02.2025", ["DESCRIPTION"]),
    ("2 FEBRUARY 2026", "12.02.2026", ["DESCRIPTION"]),
    ("2 FEBRUARY 2026", "THE SAME DAY", ["DESCRIPTION"]),
]


@pytest.mark.parametrize(("credit", "invoice", "found"), DATES)
def test_a_day_is_one_however_it_is_written(credit: str, invoice: str, found: list[str]) -> None:
    """UCP 600 art. 18(c)."""
    text = "AS PER PROFORMA INVOICE NO. PI/22 DATED"

    def change(terms: Json, presented: Json) -> None:
        terms["goods"]["description"] = f"{GOODS} {text} {credit}"
        bc.document(presented, INVOICE)["goods"] = f"{GOODS} {text} {invoice}"

    assert codes(change) == found


def inspected(asked_for: str, **shown: Any) -> Change:
    """An inspection certificate of 16 May, six days after shipment."""

    def change(terms: Json, presented: Json) -> None:
        terms["documents"].append({"kind": "inspection_certificate", "title": asked_for})
        certificate = {
            "kind": "inspection_certificate",
            "number": "I-1",
            "issuer": {"name": "DECCAN SURVEYORS", "country": "IN"},
            "issued_on": "2026-05-16",
            "salt": bc.SALT,
            "signature": {"name": "S. Rao"},
            "goods": "FROZEN SHRIMP",
            "satisfactory": True,
        }
        bc.add(presented, {**certificate, **shown})

    return change


PRE = "PRE-SHIPMENT INSPECTION CERTIFICATE"
BEFORE: Rows = [
    (inspected(PRE), ["CONTENT"]),
    (inspected(PRE, remarks=["NOT INSPECTED BEFORE SHIPMENT"]), ["CONTENT"]),
    (inspected(PRE, remarks=["INSPECTED ON 15 MAY 2026"]), ["CONTENT"]),
    (inspected(PRE, issued_on="2026-05-11"), ["CONTENT"]),
    (inspected(PRE, issued_on="2026-05-10"), []),
    (inspected(PRE, remarks=["INSPECTED BEFORE LOADING"]), []),
    (inspected(PRE, remarks=["PRESHIPMENT INSPECTION"]), []),
    (inspected(PRE, remarks=["INSPECTED ON 8 MAY 2026"]), []),
    (inspected("INSPECTION CERTIFICATE"), []),
]


@pytest.mark.parametrize(("change", "found"), BEFORE)
def test_what_is_to_be_before_shipment_is_shown_to_be(change: Change, found: list[str]) -> None:
    """ISBP 745 A12."""
    assert codes(change) == found


def condition(text: str, *changes: Change) -> Change:
    return both(lambda terms, _: terms.update(conditions=[text]), *changes)


CARTONS, CASES = ({"amount": "5000", "unit": unit} for unit in ("cartons", "cases"))
WOODEN = "GOODS MUST BE PACKED IN WOODEN CASES"
INDIAN = "GOODS MUST BE OF INDIAN ORIGIN"
UNSTATED: Rows = [
    (condition(WOODEN, on(PACKING, packages=CARTONS)), ["CONFLICT"]),
    (condition(WOODEN, on(PACKING, packages=CASES)), []),
    (condition(WOODEN, on(PACKING, goods="FROZEN SHRIMP, CARTONS IN WOODEN CASES")), []),
    (condition("PACKED IN CASES", on(PACKING, packages=CARTONS)), []),
    (condition("PACKED IN CARTONS OR WOODEN CASES", on(PACKING, packages=CARTONS)), []),
    (condition("NOT TO BE PACKED IN WOODEN CASES", on(PACKING, packages=CARTONS)), []),
    (condition("PACKED IN JUTE BAGS", on(PACKING, packages=CARTONS)), ["CONFLICT"]),
    (condition(WOODEN, on(PACKING, packages={"amount": "40", "unit": "pallets"})), []),
    (condition(INDIAN, on(ORIGIN, country_of_origin="VN")), ["CONFLICT"]),
    (condition(INDIAN), []),
    (condition("ORIGIN: INDIA", on(ORIGIN, country_of_origin="VN")), ["CONFLICT"]),
    (condition("ORIGIN: VIETNAM", on(ORIGIN, country_of_origin="VN")), []),
    (condition("GOODS MUST NOT BE OF INDIAN ORIGIN", on(ORIGIN, country_of_origin="VN")), []),
    (condition("INDIAN OR THAI ORIGIN", on(ORIGIN, country_of_origin="TH")), []),
]


@pytest.mark.parametrize(("change", "found"), UNSTATED)
def test_what_no_document_need_show_none_contradicts(change: Change, found: list[str]) -> None:
    """ISBP 745 A26: its own example, wooden cases and cartons, among them."""
    assert codes(change) == found


def test_a_document_that_speaks_of_a_condition_is_named() -> None:
    text = "GOODS MUST BE FUMIGATED"
    assert "PL-041 may speak of it" in observed(
        condition(text, on(PACKING, remarks=["FUMIGATED ON 1 MAY"]))
    )
    assert "may speak" not in observed(condition(text))


DECK = [
    ("CARRIER RESERVES THE RIGHT TO CARRY GOODS ON DECK", False),
    ("STOWAGE ON DECK PERMITTED", False),
    ("OPTIONAL DECK STOWAGE", False),
    ("MERCHANT AGREES TO CARRIAGE ON DECK IF CARRIER SO ELECTS", False),
    ("CARRIAGE ON DECK AT CARRIER'S OPTION", False),
    ("CARRIER IS ENTITLED TO STOW ANY CONTAINER ON DECK", False),
    ("SHIPPER CONSENTS TO ON DECK STOWAGE", False),
    ("SHIPPED ON DECK WITH SHIPPER'S CONSENT", True),
    ("GOODS STOWED ON DECK", True),
    ("STOWED ON DECK AS PERMITTED BY SHIPPER", True),
    ("LOADED ON DECK AT CARRIER'S OPTION", True),
    ("CARRIER'S RIGHT TO STOW ON DECK EXERCISED", True),
    ("MERCHANT AGREES TO CONTAINERS BEING STOWED ON DECK", True),
    ("CARRIER ENTITLED TO FREIGHT FOR GOODS SHIPPED ON DECK", True),
    ("DECK CARGO", True),
]


@pytest.mark.parametrize(("clause", "found"), DECK)
def test_a_right_to_stow_on_deck_is_no_stowage(clause: str, found: bool) -> None:
    """UCP 600 art. 26(a)."""
    assert codes(on(BILL, clauses=[clause])) == (["ON_DECK"] if found else [])


def measured(asked_for: str, shown: str) -> Change:
    """A credit for 100 of a unit, its invoice for 104 of it."""

    def change(terms: Json, presented: Json) -> None:
        terms["goods"].pop("unit_price")
        terms["goods"]["quantity"] = {"amount": "100", "unit": asked_for}
        invoice = bc.document(presented, INVOICE)
        del invoice["unit_price"]
        invoice["quantity"] = {"amount": "104", "unit": shown}

    return change


UNITS: list[tuple[str, str, list[str]]] = [
    *((unit, unit, []) for unit in ("yards", "sq. ft.", "square metres", "US gallons", "hl")),
    *((unit, unit, []) for unit in ("short tons", "long tons", "tons", "quintals", "troy ounces")),
    *((unit, unit, []) for unit in ("carats", "MMBtu", "kWh", "MWH", "cubic feet", "gallons")),
    *((unit, unit, ["QUANTITY"]) for unit in ("cartons", "pairs", "dozen", "sets", "rolls")),
    ("yards", "yds", []),
    ("t", "TNE", []),
    ("sqm", "m\u00b2", []),
    ("short tons", "long tons", ["QUANTITY"]),
    ("feet", "yards", ["QUANTITY"]),
    ("tons", "t", ["QUANTITY"]),
]


@pytest.mark.parametrize(("asked_for", "shown", "found"), UNITS)
def test_what_is_measured_may_be_five_percent_more(
    asked_for: str, shown: str, found: list[str]
) -> None:
    """UCP 600 art. 30(b): not where packing units or items are counted."""
    assert codes(measured(asked_for, shown)) == found


MARKS = [
    ("N/M", "NO MARKS", False),
    ("N/M", "NIL", False),
    ("NO MARKS AND NUMBERS", "n/m", False),
    ("KS/SIN/1-5000", "KS SIN NOS. 1-5000", False),
    ("KS/SIN", "KS SIN 1-5000", False),
    ("KS/SIN/1-5000", "KS SIN NOS. 1-4000", True),
    ("KS 041 SIN 1-5000", "KS SIN 1-5000", True),
    ("KS/SIN", "AS PER B/L", False),
    ("KS SIN 1/5000", "KS SIN 1-UP", False),
    ("KS SIN 2/5000", "KS SIN 1-UP", True),
    ("KS SIN C/NO.1-5000", "KS SIN CTN NOS. 1-5000", False),
    ("KS SIN C/NO.1-5000", "KS SIN CTN NOS. 1-4000", True),
    ("KS/SIN", "AS PER SAMPLE", True),
    ("N/M", "KS SIN", True),
    ("KS/SIN", "TIGER", True),
]


@pytest.mark.parametrize(("bill", "packing", "conflicts"), MARKS)
def test_shipping_marks_are_one_however_they_are_set_out(
    bill: str, packing: str, conflicts: bool
) -> None:
    """ISBP 745 A33 to A35."""
    change = both(on(BILL, shipping_marks=bill), on(PACKING, shipping_marks=packing))
    assert codes(change) == (["CONFLICT"] if conflicts else [])


RESULTS = [
    ("Glazing", "9.5", "PCT", []),
    ("GLAZING CONTENT", "9.5", "%", []),
    ("Glazing (level)", "9.5", "per cent", []),
    ("Glazing", "10.5", "PCT", ["CONTENT"]),
    ("Glazing", "9.5", "ppm", ["CONTENT"]),
    ("Glazing agent", "9.5", "percent", ["CONTENT"]),
]


@pytest.mark.parametrize(("name", "value", "unit", "found"), RESULTS)
def test_a_result_is_one_in_whichever_spelling(
    name: str, value: str, unit: str, found: list[str]
) -> None:
    assert codes(on(WEIGHT, results=[{"name": name, "value": value, "unit": unit}])) == found


LOADS = [
    ("SHIPPED IN TRAILERS", []),
    ("CARGO STOWED IN LASH BARGES", []),
    ("SAID TO BE IN 2 X 40' HC CONTAINERS", []),
    ("NOT IN CONTAINERS", ["TRANSHIPMENT"]),
    ("GOODS MAY BE CARRIED IN CONTAINERS", ["TRANSHIPMENT"]),
    ("DELIVERED IN CONTAINER YARD", ["TRANSHIPMENT"]),
    ("FREIGHT PREPAID", ["TRANSHIPMENT"]),
]


@pytest.mark.parametrize(("clause", "found"), LOADS)
def test_goods_in_a_trailer_may_be_transhipped(clause: str, found: list[str]) -> None:
    """UCP 600 art. 20(c)(ii)."""

    def barred(terms: Json, _: Json) -> None:
        terms["shipment"]["transhipment"] = "NOT ALLOWED"

    assert codes(barred, on(BILL, transhipment=True, containers=[], clauses=[clause])) == found


@pytest.mark.parametrize(
    ("mark", "found"),
    [("shipper", []), ("consignor", []), ("consignee", ["ORIGINAL"]), ("carrier", ["ORIGINAL"])],
)
def test_the_original_for_the_shipper_is_the_one_to_present(mark: str, found: list[str]) -> None:
    """UCP 600 art. 23(a)(v): an air waybill's third is "for shipper"."""
    assert codes(on(BILL, marked_for=mark), mode="air") == found


SECOND = {"name": "DECCAN SPICES LLP", "country": "IN"}


@pytest.mark.parametrize(
    ("issuer", "second", "found"),
    [
        (SECOND, SECOND, []),
        (bc.BENEFICIARY, SECOND, []),
        (SECOND, None, ["ISSUER"]),
        ({"name": "TIGER FOODS", "country": "IN"}, SECOND, ["ISSUER"]),
    ],
)
def test_of_a_transferred_credit_either_beneficiary_certifies(
    issuer: Json, second: Json | None, found: list[str]
) -> None:
    """UCP 600 art. 38(h): invoice and draft are substituted, nothing else."""

    def goes_on(_: Json, presented: Json) -> None:
        bc.document(presented, STATEMENT)["issuer"] = issuer
        if second is not None:
            presented["second_beneficiary"] = second

    assert codes(goes_on) == found


def test_the_invoice_of_a_transferred_credit_is_the_first_beneficiarys() -> None:
    def goes_on(_: Json, presented: Json) -> None:
        presented["second_beneficiary"] = SECOND
        bc.document(presented, INVOICE)["issuer"] = SECOND

    assert codes(goes_on) == ["ISSUER"]


INSURER = bc.insurance()["issuer"]["name"]  # WESTERN GHATS INSURANCE
SIGNERS: list[tuple[str, str, list[str]]] = [
    ("EASTERN INSURANCE LTD", INSURER, ["SIGNATURE"]),
    ("WESTERN GHATS INSURANCE CO LTD", INSURER, []),
    ("WGI INSURANCE LTD", INSURER, []),
    ("A. RAO, INSURANCE MANAGER", INSURER, []),
    ("EASTERN INSURANCE LTD", "MARSH INSURANCE BROKERS", []),
    ("WESTERN GENERAL INSURANCE PLC", INSURER, []),
]


@pytest.mark.parametrize(("signer", "issuer", "found"), SIGNERS)
def test_an_insurer_signs_its_own_document(signer: str, issuer: str, found: list[str]) -> None:
    """UCP 600 art. 28(a); ISBP 745 K2 to K4."""
    signature = {"name": signer, "capacity": "insurer"}
    assert codes(on(INSURANCE, signature=signature, issuer={"name": issuer})) == found


def test_an_insurer_that_the_document_tells_of_may_sign() -> None:
    signature = {"name": "EASTERN INSURANCE LTD", "capacity": "insurer"}
    clauses = ["COINSURED: 50 PERCENT EASTERN INSURANCE LTD"]
    assert codes(on(INSURANCE, signature=signature, clauses=clauses)) == []


SEASIDE = {"name": "NHAVA SHEVA", "locode": "INNSA"}
ROUTES: Rows = [
    (on(BILL, port_of_loading=SEASIDE), []),
    (both(on(BILL, port_of_loading=SEASIDE), on(INSURANCE, covered_from=SEASIDE)),
     ["INSURED_ROUTE"]),
    (on(INSURANCE, covered_from=SEASIDE), []),
    (on(INSURANCE, covered_to={"name": "ANTWERP", "locode": "BEANR"}), ["INSURED_ROUTE"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "found"), ROUTES)
def test_cover_from_the_port_of_the_carriage_leaves_the_way_to_it_out(
    change: Change, found: list[str]
) -> None:
    """UCP 600 art. 28(f)(iii): from Nagpur to Basel, by several modes."""
    assert codes(change, mode="multimodal") == found


def test_of_another_place_inland_the_bank_is_told() -> None:
    seen = report(
        on(INSURANCE, covered_to={"name": "ZURICH", "locode": "CHZRH"}), mode="multimodal"
    )
    assert any("takes in BASEL" in each.words for each in seen.observations)


VESSELS: list[tuple[str, list[str]]] = [
    ("AS PER B/L", []),
    ("TO BE ADVISED", []),
    ("T.B.A.", []),
    ("MV KONKAN STAR AND/OR SUBSTITUTE", []),
    ("KONKAN STAR V.018E", []),
    ("MV KONKAN PRIDE AND/OR SUBSTITUTE", ["CONFLICT"]),
    ("ANY STAR", ["CONFLICT"]),
]


@pytest.mark.parametrize(("vessel", "found"), VESSELS)
def test_an_insurer_may_leave_the_ship_open_and_names_no_other(
    vessel: str, found: list[str]
) -> None:
    assert codes(on(INSURANCE, vessel=vessel)) == found


ORIGINS: list[tuple[str, list[str]]] = [
    (", ORIGIN: VIETNAM", ["CONFLICT"]),
    (", PRODUCT OF VIETNAM", ["CONFLICT"]),
    (", OF VIETNAMESE ORIGIN", ["CONFLICT"]),
    (", COUNTRY OF ORIGIN INDIA", []),
    (", ORIGIN: VIETNAM OR INDIA", []),
    (", INDIAN ORIGIN", []),
    (", CERTIFICATE OF ORIGIN NO. 5", []),
    (", IN CARTONS MADE IN VIETNAM", []),
    (", A BY-PRODUCT OF PRAWNS", []),
]


@pytest.mark.parametrize(("said", "found"), ORIGINS)
def test_the_origin_in_a_description_is_that_of_the_certificate(
    said: str, found: list[str]
) -> None:
    assert codes(on(PACKING, goods=f"FROZEN SHRIMP{said}")) == found


NUMBERS: list[tuple[str, list[str]]] = [
    (", INVOICE NO. KS-2026-099", ["CONFLICT"]),
    (", INVOICE NO. KS/2026/041", []),
    (", B/L NO. ARAB-NSA-9999", ["CONFLICT"]),
    (", BILL OF LADING NO: ARAB NSA 7731", []),
    (", AWB NO. 020-12345675", []),  # none is presented
    (", PROFORMA INVOICE NO. 22", []),
    (", HOUSE B/L NO. X-1", []),
]


@pytest.mark.parametrize(("said", "found"), NUMBERS)
def test_a_document_speaks_of_the_papers_presented(said: str, found: list[str]) -> None:
    assert codes(on(ORIGIN, goods=f"FROZEN SHRIMP{said}")) == found
    assert codes(on(ORIGIN, remarks=[f"GOODS{said}"])) == []


def test_what_a_remark_says_of_another_paper_is_told() -> None:
    assert "speaks of bill of lading 9999" in observed(on(ORIGIN, remarks=["B/L NO. 9999"]))
