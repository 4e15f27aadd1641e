"""Where NEAR begins, and what is said beside the match."""

from dataclasses import replace
from datetime import date

import pytest

from dhow.trade.invoices import Alert, Match, Party, compare
from dhow.trade.invoices.comparison import NEAR_POINTS
from tests.support.invoices import sample_invoice


def test_a_duplicate_over_the_same_cargo_is_no_collateral_conflict() -> None:
    result = compare(sample_invoice(), sample_invoice())
    assert result.match is Match.DUPLICATE
    assert result.alerts == (Alert.ASSIGNED,)


BARE = replace(
    sample_invoice(),
    payee=None,
    purchase_order=None,
    despatch_advice=None,
    transport_documents=(),
    due_date=None,
)


@pytest.mark.parametrize(
    ("change", "match", "points"),
    [
        # A monthly invoice: seller, buyer, amount and contract agree, as they should.
        ({"number": "EXP/2026-0106", "issue_date": date(2026, 4, 1)}, Match.DIFFERENT, 8),
        # The number comes back a year later: seller, buyer, amount, contract and number agree.
        ({"issue_date": date(2027, 3, 1)}, Match.NEAR, 11),
        # Another number for the same amount on the same day.
        ({"number": "EXP/2026-0107"}, Match.NEAR, 10),
        # The same number from a firm of the same name under another tax number.
        (
            {"seller": Party(name="Konkan Fruit Exports", vat="29AAACK9999F1Z5", country="IN")},
            Match.NEAR,
            13,
        ),
        # Nothing but the number.
        (
            {
                "seller": Party(name="Malabar Spices", country="IN"),
                "buyer": Party(name="Dunes Foods", country="AE"),
                "issue_date": date(2026, 8, 9),
                "total_minor": 1,
                "contract": None,
            },
            Match.DIFFERENT,
            3,
        ),
    ],
    ids=["monthly", "next-year", "other-number", "namesake", "number-only"],
)
def test_near_is_a_sum_of_what_agrees(change: dict[str, object], match: Match, points: int) -> None:
    result = compare(BARE, replace(BARE, **change))  # type: ignore[arg-type]
    assert (result.match, result.points) == (match, points)
    assert (points >= NEAR_POINTS) is (match is Match.NEAR)


def test_a_party_known_by_name_only_is_said_so() -> None:
    nameless = replace(BARE, buyer=Party(name="Al Noor Juices LLC", country="AE"))
    result = compare(BARE, nameless)
    assert result.match is Match.DUPLICATE
    assert result.alerts == (Alert.WEAK_IDENTITY,)


def test_words_name_what_agrees_and_what_does_not() -> None:
    words = compare(BARE, replace(BARE, total_minor=1)).words()
    assert "yet not the same invoice" in words
    assert "The same: seller, buyer, number, issue date, type" in words
    assert "not the same: amount." in words


def test_an_element_only_one_states_is_in_neither_list() -> None:
    result = compare(BARE, sample_invoice())
    assert "purchase_order" not in result.matching + result.differing
    assert "contract" in result.matching
