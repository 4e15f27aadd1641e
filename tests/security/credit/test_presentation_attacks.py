"""What a presenter might try, named by the attempt."""

from typing import Any

import pytest

from dhow.trade.credit import Presentation
from dhow.trade.credit.examination import wording
from dhow.trade.records import InvalidInput
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, INSURANCE, INVOICE, Json, add, document


def test_one_invoice_delivered_twice_does_not_cover_a_double_drawing() -> None:
    def change(t: Json, p: Json) -> None:
        t["amount"] = "USD 500,000.00"
        p["drawn"] = "USD 500,000.00"
        document(p, INSURANCE)["insured_amount"] = "USD 550,000.00"
        add(p, bc.invoice(), originals=3)

    assert bc.examined(change).codes == ("INVOICE_AMOUNT",)


def test_leaving_the_quantity_out_does_not_evade_the_quantity_rule() -> None:
    def change(_: Json, p: Json) -> None:
        del document(p, INVOICE)["quantity"]

    assert bc.examined(change).codes == ("QUANTITY",)


def test_leaving_the_unit_price_out_does_not_evade_the_price_rule() -> None:
    def change(_: Json, p: Json) -> None:
        del document(p, INVOICE)["unit_price"]

    assert bc.examined(change).codes == ("UNIT_PRICE",)


def test_one_line_at_another_price_among_many() -> None:
    def change(_: Json, p: Json) -> None:
        invoice = document(p, INVOICE)
        del invoice["unit_price"], invoice["quantity"]
        half = {"description": "shrimp", "quantity": {"amount": "25", "unit": "t"}}
        invoice["lines"] = [
            {**half, "unit_price": "USD 5,000.00"},
            {**half, "unit_price": "USD 5,001.00"},
        ]

    assert bc.examined(change).codes == ("UNIT_PRICE",)


def test_one_good_certificate_does_not_stand_for_two_containers() -> None:
    """Each of two stipulated certificates is matched to its own container."""

    def change(t: Json, p: Json) -> None:
        for container in ("CSQU3054383", "MSKU9070323"):
            limits = {"maximum_milli_c": -18_000}
            t["documents"].append(
                {"kind": "temperature_certificate", "container": container, "temperature": limits}
            )
        document(p, BILL)["containers"] = ["CSQU3054383", "MSKU9070323"]
        warm = bc.temperature(number="TC-2", container="MSKU9070323", maximum_milli_c=-9_000)
        add(p, warm)
        add(p, bc.temperature())

    report = bc.examined(change)
    assert report.codes == ("TEMPERATURE_CONTENT",)
    assert report.findings[0].document == "Temperature certificate TC-2"


def test_a_certificate_for_another_container_than_the_one_asked_for() -> None:
    def change(t: Json, p: Json) -> None:
        t["documents"].append({"kind": "temperature_certificate", "container": "CSQU3054383"})
        add(p, bc.temperature(container="MSKU9070323"))

    assert "CONFLICT" in bc.examined(change).codes


def test_a_certificate_that_names_no_container_at_all() -> None:
    def change(t: Json, p: Json) -> None:
        t["documents"].append({"kind": "temperature_certificate", "container": "CSQU3054383"})
        certificate = bc.temperature()
        del certificate["container"]
        add(p, certificate)

    assert bc.examined(change).codes == ("NO_EVIDENCE",)


def test_loose_limits_on_the_certificate_do_not_replace_the_credit_s() -> None:
    """The certificate's own policy said -5 C; the credit says -18 C and is what counts."""

    def change(t: Json, p: Json) -> None:
        limits = {"maximum_milli_c": -18_000}
        t["documents"].append({"kind": "temperature_certificate", "temperature": limits})
        add(p, bc.temperature(maximum_milli_c=-6_000, limits={"maximum_milli_c": -5_000}))

    assert bc.examined(change).codes == ("TEMPERATURE_CONTENT",)


def test_a_notice_of_completeness_for_another_credit() -> None:
    def change(t: Json, p: Json) -> None:
        t["rules"] = "EUCP LATEST VERSION"
        p["documents"] = [{"document": one["document"]} for one in p["documents"]]
        p["notice_of_completeness"] = {
            "credit_number": "LC-OTHER",
            "received_at": "2026-05-20T02:00:00Z",
        }

    assert bc.examined(change).codes == ("NOT_PRESENTED",)


def test_a_name_that_only_looks_like_the_beneficiary() -> None:
    """A Cyrillic letter in the name is another name."""

    def change(_: Json, p: Json) -> None:
        document(p, INVOICE)["issuer"] = {"name": "K\u041eNKAN SPICES PVT LTD", "country": "IN"}

    assert bc.examined(change).codes == ("ISSUER",)


@pytest.mark.parametrize(
    ("field", "value"),
    [("drawn", "USD -1.00"), ("drawn", {"currency": "USD", "minor": True}), ("documents", "all")],
)
def test_malformed_presentations_are_refused(field: str, value: Any) -> None:
    with pytest.raises(InvalidInput, match=field):
        Presentation.from_json({**bc.presentation(), field: value})


def test_a_bad_field_deep_inside_is_named_by_its_path() -> None:
    presented = bc.presentation()
    document(presented, BILL)["containers"] = ["MSKU9070324"]
    with pytest.raises(InvalidInput, match=r"documents\[1\]\.document\.containers\[0\]: "):
        Presentation.from_json(presented)


def test_a_consignee_of_commas_alone_does_not_hold_up_the_examination(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each comma may end a name; of many, a few near its beginning are tried."""
    tried: list[str] = []
    monkeypatch.setattr(wording, "same_name", lambda text, _: bool(tried.append(text)))
    for text in ("1, " * 50_000, "1" * 1_000 + "," * 50_000):
        tried.clear()
        assert not wording.begins_with_name(text, "TO ORDER OF IMPORT BANK OF SINGAPORE")
        assert len(tried) < 20
        assert sum(map(len, tried)) < len(text) + 20_000
