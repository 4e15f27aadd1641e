"""The days for presentation (48) count from what the credit says (UCP 600 art. 14(c))."""

import pytest

from dhow.trade.credit.counted import ISSUE_OF_TRANSPORT, SHIPMENT, counted_from
from tests.support.base_credit import BILL, INVOICE, Json, document, examined


@pytest.mark.parametrize(
    ("narrative", "counts"),
    [
        (None, SHIPMENT),
        ("DAYS AFTER SHIPMENT DATE", SHIPMENT),
        ("FROM THE DATE OF SHIPMENT BUT WITHIN VALIDITY OF THE CREDIT", SHIPMENT),
        ("AFTER B/L DATE", SHIPMENT),
        ("FROM DATE OF CHARTER PARTY BILL OF LADING", SHIPMENT),
        ("AFTER DATE OF ISSUANCE OF THE TRANSPORT DOCUMENT(S)", ISSUE_OF_TRANSPORT),
        ("AFTER AWB ISSUE DATE", ISSUE_OF_TRANSPORT),
        ("AFTER DATE OF INVOICE", "commercial_invoice"),
        ("AFTER THE DATE OF ISSUE OF THE INSPECTION CERTIFICATES", "inspection_certificate"),
        ("AFTER ARRIVAL OF THE VESSEL", None),
        ("AFTER ISSUE OF SHIPMENT", None),
        ("AFTER DATE OF CARGO RECEIPT", None),
        ("BEFORE DATE OF INVOICE", None),
    ],
)
def test_what_the_days_count_from(narrative: str | None, counts: str | None) -> None:
    assert counted_from(narrative) == counts


@pytest.mark.parametrize(
    ("narrative", "invoiced", "issued", "presented", "late"),
    [
        ("AFTER DATE OF INVOICE", "2026-05-06", "2026-05-10", "2026-05-21", False),
        ("AFTER DATE OF INVOICE", "2026-05-06", "2026-05-10", "2026-05-22", True),
        ("AFTER B/L DATE", "2026-05-06", "2026-05-08", "2026-05-25", False),
        ("AFTER B/L DATE", "2026-05-06", "2026-05-08", "2026-05-26", True),
        ("AFTER ISSUANCE OF THE B/L", "2026-05-09", "2026-05-06", "2026-05-22", True),
        ("AFTER ARRIVAL", "2026-05-06", "2026-05-10", "2026-05-29", False),
    ],
)
def test_the_period_runs_from_the_day_that_is_named(
    narrative: str, invoiced: str, issued: str, presented: str, late: bool
) -> None:
    def change(credit: Json, given: Json) -> None:
        credit.update(presentation_days=15, presentation_narrative=narrative)
        given["presented_at"] = f"{presented}T02:00:00Z"
        document(given, INVOICE)["issued_on"] = invoiced
        document(given, BILL)["issued_on"] = issued

    report = examined(change)
    assert [each.code.value for each in report.findings] == ["LATE_PRESENTATION"] * late
    told = [each.words for each in report.observations if "count them by hand" in each.words]
    assert bool(told) is (counted_from(narrative) is None)


def test_the_period_counts_without_a_transport_document_too() -> None:
    def change(credit: Json, given: Json) -> None:
        credit.update(presentation_days=5, presentation_narrative="AFTER DATE OF INVOICE")
        del credit["documents"][BILL]
        given["documents"] = [
            each for each in given["documents"] if each["document"]["kind"] != "bill_of_lading"
        ]

    assert "LATE_PRESENTATION" in [each.code.value for each in examined(change).findings]
