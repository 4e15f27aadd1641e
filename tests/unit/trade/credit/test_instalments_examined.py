"""Each instalment's own quantity and amount, and what was shipped before it (UCP 600 art. 32)."""

from collections.abc import Sequence

import pytest

from dhow.trade.credit import ExaminationReport
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, Json, document

HALF = "USD 125,000.00"
FULL = {"amount": "50", "unit": "t"}


def examined(
    *,
    quantity: Sequence[Json] = (FULL, FULL),
    amount: Sequence[str] = (),
    parts: Sequence[Json] = ({"day": "2026-04-10"},),
    goods: Json | None = None,
    partial: str = "ALLOWED",
) -> ExaminationReport:
    """50 t for USD 250,000 shipped in May, in the second of two instalments."""

    def change(terms: Json, presentation: Json) -> None:
        terms["shipment"].pop("latest")
        terms["shipment"]["partial_shipments"] = partial
        terms["goods"] |= goods or {}
        months = (("2026-04-01", "2026-04-30"), ("2026-05-01", "2026-05-20"))
        terms["shipment"]["instalments"] = [
            {"first": first, "last": last, "quantity": each}
            for (first, last), each in zip(months, quantity, strict=True)
        ]
        for instalment, each in zip(terms["shipment"]["instalments"], amount, strict=False):
            instalment["amount"] = each
        document(presentation, BILL)["on_board_on"] = "2026-05-10"
        presentation["before"] = {"parts": list(parts)}

    return bc.examined(change)


def of_instalments(report: ExaminationReport) -> list[tuple[str, str, str]]:
    return [(f.field, f.found, f.required) for f in report.findings if f.code.value == "INSTALMENT"]


def tonnes(amount: str) -> Json:
    return {"amount": amount, "unit": "t"}


@pytest.mark.parametrize(
    ("second", "goods", "found"),
    [
        ("50", {}, []),
        ("47.7", {}, []),  # five per cent more in bulk: 50.085 t
        ("47.6", {}, [("quantity", "50 t", "within 5% of 47.6 t, for instalment 2")]),
        ("45.5", {"quantity_about": True}, []),
        ("100", {}, []),  # more may follow within the period
    ],
)
def test_no_more_is_shipped_than_the_instalment_is_for(
    second: str, goods: Json, found: list[tuple[str, str, str]]
) -> None:
    assert of_instalments(examined(quantity=(FULL, tonnes(second)), goods=goods)) == found


def test_what_was_shipped_of_the_same_instalment_before_counts() -> None:
    parts = ({"day": "2026-04-10"}, {"day": "2026-05-04", "quantity": tonnes("10")})
    (found,) = of_instalments(examined(parts=parts))
    assert found[1] == "50 t, 60 t with the 10 t shipped before"


@pytest.mark.parametrize(
    ("second", "before", "most"),
    [
        ("USD 250,000.00", None, None),
        ("USD 249,999.99", None, "USD 249,999.99"),
        ("USD 260,000.00", "USD 10,000.00", None),
        ("USD 260,000.00", "USD 10,000.01", "USD 249,999.99"),
    ],
)
def test_no_more_is_drawn_than_the_instalment_is_for(
    second: str, before: str | None, most: str | None
) -> None:
    earlier = [{"day": "2026-05-04", "amount": before}] if before else []
    first = {"day": "2026-04-10", "amount": HALF}  # another's, and does not count
    report = examined(amount=(HALF, second), parts=(first, *earlier))
    found = [(field, required) for field, _, required in of_instalments(report)]
    assert found == ([("drawn", f"at most {most}, for instalment 2")] if most else [])
    assert str(report.amount_to_honour) == (most or "USD 250,000.00")


@pytest.mark.parametrize(
    ("shipped", "found"),
    [("47.5", []), ("47.4", ["47.4 t of 50 t shipped from 2026-04-01 to 2026-04-30"])],
)
def test_an_instalment_shipped_short_was_missed(shipped: str, found: list[str]) -> None:
    report = examined(parts=({"day": "2026-04-10", "quantity": tonnes(shipped)},))
    assert [words for _, words, _ in of_instalments(report)] == found


@pytest.mark.parametrize(("presented", "missed"), [("2026-04-01", False), ("2026-03-31", True)])
def test_what_is_not_seen_is_not_missed_where_it_may_have_been_in_time(
    presented: str, *, missed: bool
) -> None:
    report = examined(parts=({"presented_on": presented, "amount": HALF},))
    noted = [each for each in report.observations if "is not seen here" in each.words]
    assert (bool(of_instalments(report)), bool(noted)) == (missed, not missed)


def test_each_instalment_is_one_shipment_where_the_credit_bars_parts() -> None:
    report = examined(partial="NOT ALLOWED")
    assert report.complying, report.words()
    assert any("has instalments" in each.words for each in report.observations)
    short = examined(partial="NOT ALLOWED", quantity=(FULL, tonnes("53")))
    assert of_instalments(short) == [("quantity", "50 t", "within 5% of 53 t, for instalment 2")]


def test_the_words_of_a_quantity_count_what_was_shipped_before() -> None:
    report = examined(parts=({"day": "2026-04-10", "quantity": tonnes("50")},))
    (found,) = [each for each in report.findings if each.code.value == "QUANTITY"]
    assert found.found == "50 t, 100 t with the 50 t shipped before"


def test_a_shipment_says_when() -> None:
    with pytest.raises(ValueError, match=r"parts.*day: is missing; give it, or presented_on"):
        examined(parts=({"amount": HALF},))


@pytest.mark.parametrize(
    ("presented", "found"),
    [
        ("2026-05-08", []),
        ("2026-05-11", []),  # the period's last day, the 9th, is a Saturday (art. 29(a))
        ("2026-05-12", ["drawn 2026-05-12"]),
    ],
)
def test_without_a_transport_document_the_drawing_is_to_be_within_a_period(
    presented: str, found: list[str]
) -> None:
    def change(terms: Json, presentation: Json) -> None:
        terms["shipment"].pop("latest")
        terms["shipment"]["instalments"] = [{"first": "2026-05-01", "last": "2026-05-09"}]
        terms["documents"] = [terms["documents"][bc.INVOICE]]
        presentation["documents"] = [presentation["documents"][bc.INVOICE]]
        presentation["presented_at"] = bc.at_singapore(presented)

    assert [told for _, told, _ in of_instalments(bc.examined(change))] == found


def test_a_drawing_after_one_that_was_missed_finds_the_credit_ended() -> None:
    def change(terms: Json, presentation: Json) -> None:
        terms["shipment"].pop("latest")
        terms["shipment"]["instalments"] = [
            {"first": "2026-04-01", "last": "2026-04-30"},
            {"first": "2026-05-01", "last": "2026-05-29"},
        ]
        terms["documents"] = [terms["documents"][bc.INVOICE]]
        presentation["documents"] = [presentation["documents"][bc.INVOICE]]

    (found,) = of_instalments(bc.examined(change))
    assert found[1] == "nothing shipped from 2026-04-01 to 2026-04-30"
