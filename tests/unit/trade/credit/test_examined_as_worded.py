"""Credits in the words of banks: what they mean passes, what falls short of it is found."""

import copy
from typing import Any

import pytest

from tests.support.base_credit import (
    BENEFICIARY,
    BILL,
    INSURANCE,
    INVOICE,
    SALT,
    Change,
    Json,
    add,
    document,
    examined,
)


def codes(change: Change) -> list[str]:
    return [each.code.value for each in examined(change).findings]


def observed(change: Change) -> str:
    return " ".join(each.words for each in examined(change).observations)


def consigned(asked: str, shown: str) -> Change:
    def change(credit: Json, presented: Json) -> None:
        credit["documents"][BILL]["transport"]["consignee"] = asked
        document(presented, BILL)["consignee"] = shown

    return change


@pytest.mark.parametrize(
    ("asked", "shown", "found"),
    [
        ("TO ORDER OF ISSUING BANK", "TO ORDER OF IMPORT BANK OF SINGAPORE", []),
        ("TO THE ORDER OF THE ISSUING BANK", "TO ORDER OF IMPORT BANK OF SINGAPORE", []),
        ("APPLICANT", "LION CITY FOODS PTE LTD", []),
        ("TO ORDER OF THE L/C ISSUING BANK", "TO ORDER OF IMPORT BANK OF SINGAPORE", []),
        ("TO ORDER OF APPLICANT", "TO ORDER OF LION CITY FOODS PTE LTD", []),
        ("TO ORDER OF ISSUING BANK", "TO ORDER OF ISSUING BANK", ["CONSIGNEE"]),
        ("TO ORDER OF ISSUING BANK", "TO ORDER OF LION CITY FOODS PTE LTD", ["CONSIGNEE"]),
    ],
)
def test_a_role_stands_for_the_partys_name(asked: str, shown: str, found: list[str]) -> None:
    assert codes(consigned(asked, shown)) == found


@pytest.mark.parametrize(
    ("asked", "shown", "found"),
    [
        ("ISSUING BANK", "IMPORT BANK OF SINGAPORE", []),
        ("issuing_bank", "IMPORT BANK OF SINGAPORE", []),
        ("ISSUING BANK", "LION CITY FOODS PTE LTD", ["NOTIFY"]),
        ("OURSELVES", "IMPORT BANK OF SINGAPORE", []),
        ("ACCOUNTEE", "LION CITY FOODS PTE LTD", []),
        ("THE BUYERS", "LION CITY FOODS PTE LTD", []),
        ("OPENER", "IMPORT BANK OF SINGAPORE", ["NOTIFY"]),
        ("LION CITY FOODS PTE LTD 10 ANSON ROAD 12-08 SINGAPORE", "LION CITY FOODS PTE LTD", []),
        ("LION CITY FOODS PTE LTD DUBAI", "LION CITY FOODS PTE LTD", ["NOTIFY"]),
        ("ISSUING BANK", "ISSUING BANK", ["NOTIFY"]),
    ],
)
def test_a_bank_is_notified_by_its_name(asked: str, shown: str, found: list[str]) -> None:
    def change(credit: Json, presented: Json) -> None:
        credit["documents"][BILL]["transport"]["notify"] = asked
        document(presented, BILL)["notify"] = {"name": shown, "country": "SG"}

    assert codes(change) == found


def test_a_bank_of_no_name_is_asked_for() -> None:
    def change(credit: Json, presented: Json) -> None:
        credit["documents"][BILL]["transport"]["notify"] = "ISSUING BANK"
        credit["documents"][BILL]["transport"]["consignee"] = "TO ORDER"
        credit["issuing_bank"]["name"] = credit["issuing_bank"]["bic"]
        document(presented, BILL).update(
            consignee="TO ORDER", notify={"name": "IMPORT BANK OF SINGAPORE"}
        )
        document(presented, BILL)["endorsed_in_blank"] = True

    assert "NOTIFY" not in codes(change)
    assert "as notify party" in observed(change)


@pytest.mark.parametrize(("each", "found"), [(137_500, []), (130_000, ["INSURED_AMOUNT"])])
def test_cover_of_several_insurance_documents_adds_up(each: int, found: list[str]) -> None:
    """UCP 600 art. 28(f)(ii)."""

    def change(_: Json, presented: Json) -> None:
        first = document(presented, INSURANCE)
        first["insured_amount"] = f"USD {each}.00"
        add(presented, {**copy.deepcopy(first), "number": "MC-99121"})

    assert codes(change) == found


def test_one_insurance_document_delivered_twice_covers_once() -> None:
    def change(_: Json, presented: Json) -> None:
        first = document(presented, INSURANCE)
        first["insured_amount"] = "USD 137500.00"
        add(presented, copy.deepcopy(first))

    assert codes(change) == ["INSURED_AMOUNT"]


def test_a_duplicate_insures_nothing_more() -> None:
    def change(_: Json, presented: Json) -> None:
        first = document(presented, INSURANCE)
        first["insured_amount"] = "USD 137500.00"
        add(presented, {**copy.deepcopy(first), "number": "MC-99120 (DUPLICATE)"})

    assert codes(change) == ["INSURED_AMOUNT"]


@pytest.mark.parametrize("asked", ["usual risks", "CUSTOMARY RISKS", "usual marine risks"])
def test_imprecise_risks_are_no_ground_to_refuse(asked: str) -> None:
    """UCP 600 art. 28(g)."""

    def change(credit: Json, _: Json) -> None:
        credit["documents"][INSURANCE]["insurance"]["risks"] = [asked]

    assert codes(change) == []
    assert "names no risk" in observed(change)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ({"name": "NAGPUR", "locode": "INNAG"}, []),
        ({"name": "NHAVA SHEVA", "locode": "INNSA"}, ["INSURED_ROUTE"]),
        ({"name": "PUNE", "country": "IN"}, []),
    ],
)
def test_cover_from_the_port_leaves_the_way_to_it_out(place: Json, found: list[str]) -> None:
    """UCP 600 art. 28(f)(iii)."""

    def change(credit: Json, presented: Json) -> None:
        inland = {"name": "NAGPUR", "locode": "INNAG", "country": "IN"}
        credit["shipment"]["taking_in_charge"] = inland
        document(presented, INSURANCE)["covered_from"] = place

    assert [each for each in codes(change) if each.startswith("INSURED")] == found


def other(name: str, **more: Any) -> Json:
    return {
        "kind": "other_document",
        "name": name,
        "number": "X-1",
        "issuer": {"name": "PEST CONTROL INDIA", "country": "IN"},
        "issued_on": "2026-05-07",
        "salt": SALT,
        "signature": {"name": "K. Rao"},
        "statements": ["DONE IN GOOD ORDER."],
        **more,
    }


def test_what_shares_no_word_with_what_is_asked_is_told() -> None:
    """In doubt the bank reads it (ISBP 745 A39)."""

    def change(credit: Json, presented: Json) -> None:
        asked = {"kind": "other_document", "wording": "SHIPPING COMPANY'S CERTIFICATE"}
        credit["documents"].append(asked)
        add(presented, other("CARRIER'S DECLARATION"))

    assert codes(change) == []
    assert "read whether it fulfils that function" in observed(change)


@pytest.mark.parametrize("kind", ["other_document", "quality_certificate"])
def test_an_analysis_is_a_certificate_of_quality_or_one_by_its_title(kind: str) -> None:
    def change(credit: Json, presented: Json) -> None:
        asked = {"kind": "other_document", "wording": "CERTIFICATE OF ANALYSIS ISSUED BY SGS"}
        credit["documents"].append(asked)
        shown = other("CERTIFICATE OF ANALYSIS")
        if kind == "quality_certificate":
            del shown["name"], shown["statements"]
            shown |= {"kind": kind, "goods": "FROZEN SHRIMP"}
        add(presented, shown)

    assert "MISSING" not in codes(change)


@pytest.mark.parametrize(("drawn", "found"), [(255_000, []), (255_001, ["OVERDRAWN"])])
def test_additional_amounts_are_drawn_on_top_of_the_credit(drawn: int, found: list[str]) -> None:
    """Field 39C."""

    def change(credit: Json, presented: Json) -> None:
        credit["additional_amounts"] = [{"purpose": "FREIGHT", "amount": "USD 5000.00"}]
        presented["drawn"] = f"USD {drawn}.00"

    assert [each for each in codes(change) if each == "OVERDRAWN"] == found


def test_a_bank_known_by_its_bic_alone_is_told_and_not_refused_for() -> None:
    def change(credit: Json, _: Json) -> None:
        credit["issuing_bank"]["name"] = credit["issuing_bank"]["bic"]
        credit["documents"][BILL]["transport"]["consignee"] = "TO ORDER OF ISSUING BANK"

    assert "CONSIGNEE" not in codes(change)
    assert "has no name for that bank" in observed(change)


@pytest.mark.parametrize(
    ("presented_as", "found"),
    [
        (other("FUMIGATION CERTIFICATE"), []),
        (other("CERTIFICATE OF PEST TREATMENT", statements=["THE GOODS WERE FUMIGATED."]), []),
        (other("CERTIFICATE OF ANALYSIS"), ["MISSING"]),
        (other("PEST CONTROL CERTIFICATE"), []),
        (other("FUMIGATION CERTIFICATE", signature=None), ["SIGNATURE"]),
    ],
)
def test_a_document_of_another_function_does_not_do(presented_as: Json, found: list[str]) -> None:
    """UCP 600 art. 14(f); ISBP 745 A3."""

    def change(credit: Json, presented: Json) -> None:
        credit["documents"].append({"kind": "other_document", "wording": "FUMIGATION CERTIFICATE"})
        add(presented, presented_as)

    assert codes(change) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("CHARTER PARTY BILL OF LADING IS ACCEPTABLE", []),
        ("CHARTER PARTY BILLS OF LADING ARE NOT ACCEPTABLE", ["CHARTER_PARTY"]),
        ("NO CHARTER PARTY BILL OF LADING IS ACCEPTABLE", ["CHARTER_PARTY"]),
    ],
)
@pytest.mark.parametrize("field", ["47A", "46A"])
def test_a_charter_party_is_taken_where_the_credit_says_so(
    condition: str, found: list[str], field: str
) -> None:
    """UCP 600 art. 20(a)(vi), 22."""

    def change(credit: Json, presented: Json) -> None:
        if field == "47A":
            credit["conditions"] = [condition]
        else:
            credit["documents"].append({"kind": "bill_of_lading", "wording": condition})
        document(presented, BILL)["clauses"] = ["FREIGHT PAYABLE AS PER CHARTER PARTY"]

    assert codes(change) == found


def test_no_run_of_figures_keeps_a_bank_from_examining() -> None:
    """Neither in a statement nor in a draft's amount in words."""
    long = "9" * 5_000

    def change(credit: Json, presented: Json) -> None:
        credit["availability"]["mode"] = "acceptance"
        credit["availability"]["drawee"] = "issuing_bank"
        credit["documents"].append(
            {"kind": "beneficiary_certificate", "states": ["SENT TO THE APPLICANT"]}
        )
        own = {
            "issuer": BENEFICIARY,
            "issued_on": "2026-05-12",
            "salt": SALT,
            "signature": {"name": "R. Naik"},
        }
        said = {"number": "B", "statements": [f"SENT TO THE APPLICANT {long}"]}
        add(presented, {"kind": "beneficiary_certificate", **said, **own})
        drawn = {
            "number": "D",
            "drawee": credit["issuing_bank"],
            "amount": credit["amount"],
            "amount_in_words": long,
            "days": 60,
            "after": "bill_of_lading_date",
            "matures_on": "2026-07-09",
        }
        add(presented, {"kind": "draft", **drawn, **own})

    assert codes(change) == ["DRAFT_AMOUNT"]


def test_what_asks_for_no_document_is_none_that_is_missing() -> None:
    said = [
        "THIRD PARTY DOCUMENTS ACCEPTABLE",
        "HOUSE BILL OF LADING NOT ACCEPTABLE",
        "INSURANCE TO BE COVERED BY APPLICANT",
        "BILL OF LADING MUST SHOW CONTAINER AND SEAL NUMBERS",
    ]

    def change(credit: Json, _: Json) -> None:
        kinds = ("other_document", "bill_of_lading") * 2
        credit["documents"] += [
            {"kind": kind, "wording": words} for kind, words in zip(kinds, said, strict=True)
        ]

    assert codes(change) == []
    assert all(each in observed(change) for each in said)


@pytest.mark.parametrize(
    "wording",
    [
        "INSPECTOR'S REPORT THAT THE GOODS ARE ACCEPTED",
        "EXPORT LICENCE SHOWING EXPORT PERMITTED",
        "STATEMENT THAT NO TRANSHIPMENT WAS ALLOWED",
        "INSURANCE COVERED BY APPLICANT: COPY OF ADVICE TO THE INSURER",
        "CERTIFICATE THAT INSURANCE IS COVERED BY APPLICANT",
    ],
)
def test_a_document_is_asked_for_whatever_word_its_item_ends_with(wording: str) -> None:
    def change(credit: Json, _: Json) -> None:
        credit["documents"].append({"kind": "other_document", "wording": wording})

    assert codes(change) == ["MISSING"]


def test_the_credits_number_is_asked_for_on_all_documents_by_an_item_of_46a() -> None:
    def change(credit: Json, _: Json) -> None:
        words = "ALL DOCUMENTS MUST BEAR LC NUMBER"
        credit["documents"].append({"kind": "other_document", "wording": words})

    assert set(codes(change)) == {"CREDIT_NUMBER"}


def test_the_only_bill_asked_for_is_asked_for_whatever_else_its_item_says() -> None:
    def change(credit: Json, presented: Json) -> None:
        words = "BILL OF LADING SHORT FORM NOT ACCEPTABLE"
        credit["documents"][BILL] = {"kind": "bill_of_lading", "wording": words}
        del presented["documents"][BILL]

    assert "MISSING" in codes(change)


def test_a_beneficiarys_own_name_is_a_role_too() -> None:
    assert codes(consigned("TO ORDER OF BENEFICIARY", f"TO ORDER OF {BENEFICIARY['name']}")) == [
        "ENDORSEMENT"
    ]


@pytest.mark.parametrize(
    ("shown", "found"),
    [("CSQU 305438-3", []), ("csqu3054383", []), ("CSQU 305438-4", ["CONFLICT"])],
)
def test_a_container_is_one_however_its_number_is_spaced(shown: str, found: list[str]) -> None:
    def change(_: Json, presented: Json) -> None:
        document(presented, INVOICE)["containers"] = [shown]

    assert codes(change) == found


@pytest.mark.parametrize(
    ("said", "shown", "found"),
    [
        (" IN CARTONS, 50 METRIC TONS IN ALL", " IN CARTONS, IN ALL", []),
        (", 50,000 KGS IN CARTONS", " IN CARTONS", []),
        (" IN CARTONS, 60 METRIC TONS IN ALL", " IN CARTONS, IN ALL", ["DESCRIPTION"]),
        (", 50 PIECES PER BOX", ", PIECES PER BOX", ["DESCRIPTION"]),
        (", 50 MT BAGS", ", BAGS", ["DESCRIPTION"]),
    ],
)
def test_an_invoices_quantity_says_what_the_description_has_of_it(
    said: str, shown: str, found: list[str]
) -> None:
    def change(credit: Json, presented: Json) -> None:
        goods = "FROZEN SHRIMP"
        credit["goods"]["description"] = f"{goods}{said}"
        document(presented, INVOICE)["goods"] = f"{goods}{shown}"

    assert codes(change) == found


@pytest.mark.parametrize(
    ("asked", "issuer", "found"),
    [
        ("SGS", "SGS INDIA PRIVATE LIMITED", []),
        ("SGS", "SOCIETE GENERALE DE SURVEILLANCE S.A.", []),
        ("SGS", "BUREAU VERITAS", ["ISSUER"]),
        ("SGS", "DECCAN SURVEYORS", ["ISSUER"]),
        ("SGS OR BUREAU VERITAS", "BUREAU VERITAS (INDIA) PVT LTD", []),
        ("SGS OR EQUIVALENT", "DECCAN SURVEYORS", []),
        ("AN INDEPENDENT SURVEYOR", "DECCAN SURVEYORS", []),
    ],
)
def test_a_company_of_inspection_is_named_by_its_name(
    asked: str, issuer: str, found: list[str]
) -> None:
    def change(credit: Json, presented: Json) -> None:
        credit["documents"].append({"kind": "quality_certificate", "issuer_description": asked})
        own = {"issuer": {"name": issuer}, "issued_on": "2026-05-06", "salt": SALT}
        said = {"number": "Q", "goods": "FROZEN SHRIMP", "signature": {"name": "A"}}
        add(presented, {"kind": "quality_certificate", **own, **said})

    assert codes(change) == found


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("CERTIFICATE OF ANALYSIS", "MATERIAL SAFETY DATA SHEET"), []),
        (("CERTIFICATE OF ANALYSIS",), ["MISSING"]),
        (("MATERIAL SAFETY DATA SHEET",), ["MISSING"]),
    ],
)
def test_each_document_asked_for_by_its_words_takes_one(
    names: tuple[str, ...], found: list[str], order: int
) -> None:
    def change(credit: Json, presented: Json) -> None:
        for words in ("CERTIFICATE OF ANALYSIS", "MSDS"):
            credit["documents"].append({"kind": "other_document", "wording": words})
        for name in names[::order]:
            own = {"issuer": BENEFICIARY, "issued_on": "2026-05-06", "salt": SALT, "number": name}
            said = {"name": name, "statements": ["X"], "signature": {"name": "A"}}
            add(presented, {"kind": "other_document", **own, **said})

    assert codes(change) == found
