"""What complies beside what nearly does: each fault next to the harmless case nearest to it."""

from collections.abc import Callable
from typing import Any

import pytest

from dhow.trade.credit import ExaminationReport, Presentation, Terms, examine
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, INSURANCE, INVOICE, Json
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
    (on(BILL, freight=None), ["FREIGHT"]),
    (on(BILL, clauses=["TERMINAL HANDLING CHARGES COLLECT"]), []),
    (on(BILL, clauses=["BACK FREIGHT COLLECT IF CONSIGNEE REFUSES"]), []),
    (both(on(BILL, clauses=["FREIGHT COLLECT"]), asked(BILL, transport={})), ["CONFLICT"]),
    (both(on(BILL, freight="collect"), asked(BILL, transport={})), []),
]


@pytest.mark.parametrize(("change", "found"), FREIGHT)
def test_a_clause_marks_freight_as_its_own_field_does(change: Change, found: list[str]) -> None:
    assert codes(change) == found
