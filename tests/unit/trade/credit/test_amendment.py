"""Amendments as data: what changes, how it is written, what cannot be changed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Action, Amendment, Change, apply, diff
from dhow.trade.records import InvalidInput
from tests.support import base_credit as bc

TERMS = Terms.from_json(bc.terms())


def amended(*changes: Change, credit_number: str = bc.NUMBER) -> Terms:
    day = date(2026, 4, 1)
    return apply(
        TERMS, Amendment(credit_number=credit_number, number=1, issued_on=day, changes=changes)
    )


DIFFERENCES: list[dict[str, Any]] = [
    {"amount": "USD 300,000.00"},
    {"expiry": {"day": "2026-07-15", "place": "INBOM"}},
    {"tolerance": {"plus_percent": 5, "minus_percent": 5}},
    {"presentation_days": None},
    {"conditions": ["THIRD PARTY DOCUMENTS ACCEPTABLE"]},
    {"documents": bc.terms()["documents"][:3]},
    {"documents": [*bc.terms()["documents"], {"kind": "packing_list"}]},
    {"documents": list(reversed(bc.terms()["documents"]))},
    {"beneficiary": {**bc.BENEFICIARY, "address": ["PLOT 8"]}},
    {"shipment": {"period": "first half of June 2026"}},
    {"availability": {"mode": "sight"}},
]


@given(st.lists(st.sampled_from(DIFFERENCES), min_size=1, max_size=4))
def test_the_difference_of_two_terms_makes_the_one_of_the_other(
    chosen: list[dict[str, Any]],
) -> None:
    wanted = bc.terms()
    for each in chosen:
        wanted.update(each)
    after = Terms.from_json(wanted)
    changes = diff(TERMS, after)
    assert changes
    assert amended(*changes) == after


def test_a_difference_is_as_small_as_it_can_be_said() -> None:
    wanted = bc.terms()
    wanted["expiry"]["day"] = "2026-07-15"
    wanted["documents"].append({"kind": "packing_list"})
    found = [(c.path, c.action) for c in diff(TERMS, Terms.from_json(wanted))]
    assert found == [("documents", Action.ADD), ("expiry.day", Action.SET)]
    assert diff(TERMS, TERMS) == ()


def test_round_trip() -> None:
    changes = diff(TERMS, Terms.from_json({**bc.terms(), **DIFFERENCES[5], **DIFFERENCES[0]}))
    made = Amendment(credit_number="LC1", number=3, issued_on=date(2026, 4, 1), changes=changes)
    assert Amendment.from_json(made.to_json()) == made


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"path": "credit_number", "value": "LC2"}, "credit_number cannot be amended"),
        ({"path": "issuing_bank.name", "value": "X"}, "issuing_bank.name cannot be amended"),
        ({"path": "goods", "action": "increase", "value": "USD 1.00"}, "only the amount is incre"),
        ({"path": "amount", "action": "decrease", "value": "USD 0.00"}, "more than nothing"),
        ({"path": "amount", "action": "decrease", "value": "a lot"}, "is not an amount"),
        ({"path": "documents", "action": "add"}, "say what to add"),
        ({"path": "goods", "value": 1.5}, "float"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        Change.from_json(change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(path="colour", value="blue"), "colour: is not a field"),
        (Change(path="tolerance"), "tolerance: is not in the terms"),
        (Change(path="documents[0].copies", value=1), "lists change by add and delete"),
        (Change(path="amount.minor.more", value=1), "minor has no fields"),
        (Change(path="expiry", action=Action.ADD, value=1), "is not a list"),
        (Change(path="conditions", action=Action.DELETE, value="X"), "does not hold"),
        (Change(path="expiry.day", value="soon"), "expiry.day: must be a date"),
        (Change(path="expiry"), "expiry: is missing"),
        (Change(path="amount", action=Action.DECREASE, value="USD 250,000.00"), "more than noth"),
        (Change(path="amount", action=Action.INCREASE, value="EUR 1.00"), "different currencies"),
    ],
)
def test_what_cannot_be_made_is_refused_by_its_place(change: Change, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        amended(change)


def test_an_amendment_of_another_credit_is_refused() -> None:
    with pytest.raises(InvalidInput, match="credit_number: is LC2; this credit is"):
        amended(Change(path="tolerance", value={"plus_percent": 5}), credit_number="LC2")
    other = Terms.from_json({**bc.terms(), "credit_number": "LC2"})
    with pytest.raises(InvalidInput, match="credit_number: cannot be amended"):
        diff(TERMS, other)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": 0}, "numbered from 1"),
        ({}, "an amendment changes something"),
        ({"cancels": True, "changes": [{"path": "charges", "value": "X"}]}, "no terms to change"),
    ],
)
def test_an_amendment_that_makes_no_sense_is_refused(fields: dict[str, Any], words: str) -> None:
    given = {"credit_number": "LC1", "number": 1, "issued_on": "2026-04-01", **fields}
    with pytest.raises(InvalidInput, match=words):
        Amendment.from_json(given)
