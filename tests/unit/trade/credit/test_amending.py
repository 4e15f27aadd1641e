"""Checks before an amendment is issued."""

from datetime import date
from typing import Any

import pytest

from dhow.trade.credit import Severity, Terms
from dhow.trade.credit.amendment import Action, Amendment, Change
from dhow.trade.credit.drafting.amending import check_amendment
from dhow.trade.members import Party
from tests.support import base_credit as bc

REJECT, WARN = Severity.REJECT, Severity.WARN
ADVISER = {"name": "EXPORT BANK OF INDIA", "country": "IN"}
TERMS = Terms.from_json({**bc.terms(), "advising_bank": ADVISER})
RAISED = Change(path="amount", action=Action.INCREASE, value="USD 25,000.00")


def notes(*changes: Change, **more: Any) -> set[tuple[Severity, str]]:
    amendment = Amendment(
        credit_number=bc.NUMBER, number=1, issued_on=date(2026, 4, 1), changes=changes, **more
    )
    found = check_amendment(TERMS, amendment)
    assert all(note.article and note.words for note in found)
    return {(note.severity, note.field) for note in found}


@pytest.mark.rule("A14", by="terms")
@pytest.mark.parametrize(
    ("through", "found"),
    [
        (None, set()),
        ({"name": "Export Bank of India"}, set()),
        ({"name": "HARBOUR BANK"}, {(REJECT, "advised_through")}),
    ],
)
def test_a14_an_amendment_goes_by_the_bank_that_advised_the_credit(
    through: dict[str, str] | None, found: set[tuple[Severity, str]]
) -> None:
    assert notes(RAISED, advised_through=Party(**through) if through else None) == found


@pytest.mark.rule("B05", by="terms")
@pytest.mark.parametrize(
    ("narrative", "is_clause"),
    [
        ("THIS AMENDMENT IS IN FORCE UNLESS REJECTED WITHIN 7 DAYS", True),
        ("In force unless the beneficiary refuses it by 10 April", True),
        ("DEEMED ACCEPTED AFTER 14 DAYS", True),
        ("IN THE ABSENCE OF YOUR REJECTION WE REGARD IT AS AGREED", True),
        ("PLEASE ADVISE THE BENEFICIARY'S ACCEPTANCE OR REJECTION", False),
        ("ALL OTHER TERMS REMAIN UNCHANGED", False),
    ],
)
def test_b05_a_silence_clause_is_told_to_be_disregarded(narrative: str, is_clause: bool) -> None:
    assert notes(RAISED, narrative=(narrative,)) == (
        {(WARN, "narrative[0]")} if is_clause else set()
    )


def test_notes_are_those_that_the_amendment_brings() -> None:
    """The base credit has a note of its own, which is not the amendment's."""
    later = Change(path="shipment.latest", value="2026-06-30")
    assert notes(later) == {(WARN, "shipment.latest")}
    assert notes(Change(path="expiry.day", value="2026-01-01")) == {
        (REJECT, "expiry.day"),
        (WARN, "shipment.latest"),
    }


def test_what_cannot_be_made_stops_the_issue() -> None:
    assert notes(Change(path="tolerance")) == {(REJECT, "changes[0].path")}
    assert notes(Change(path="expiry.day", value="soon")) == {(REJECT, "expiry.day")}
    assert notes(cancels=True) == set()
