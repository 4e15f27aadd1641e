"""Amendments, as far as terms and presentations decide them: rows B of the conformance table."""

from datetime import date
from typing import Any

import pytest

from dhow.trade.credit import Presentation, Terms
from dhow.trade.credit.amendment import Action, Amendment, Change, apply, diff
from dhow.trade.credit.consent import examine_beside_pending
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, INSURANCE, INVOICE, Json, document

TERMS = Terms.from_json(bc.terms())


def amendment(*changes: Change, number: int = 1, **more: Any) -> Amendment:
    day = date(2026, 4, 1)
    return Amendment(credit_number=bc.NUMBER, number=number, issued_on=day, changes=changes, **more)


def shipped_until(day: str) -> Change:
    return Change(path="shipment.latest", value=day)


def expires_on(day: str) -> Change:
    return Change(path="expiry.day", value=day)


RAISED = Change(path="amount", action=Action.INCREASE, value="USD 25,000.00")


def presented(**changes: Any) -> Presentation:
    """Shipped and drawn as given, complying in all else."""
    p = bc.presentation()
    if day := changes.get("shipped"):
        document(p, BILL).update(on_board_on=day, issued_on=day)
        document(p, INSURANCE).update(issued_on="2026-05-01")
        p["presented_at"] = bc.at_singapore(changes.get("on", "2026-06-10"))
    if drawn := changes.get("drawn"):
        p["drawn"] = drawn
        document(p, INVOICE).update(
            total=drawn, quantity={"amount": changes["tonnes"], "unit": "t"}
        )
    return Presentation.from_json(p)


def accepted(
    presentation: Presentation, *pending: Amendment, terms: Terms = TERMS
) -> tuple[int, ...]:
    """The pending amendments, by number, that a presentation accepts."""
    report = examine_beside_pending(terms, pending, presentation, {"SGSIN": bc.SINGAPORE})
    return report.accepts


LATER = amendment(shipped_until("2026-06-05"), number=1)


@pytest.mark.rule("B06", by="examination")
def test_b06_a_presentation_that_needs_the_amendment_accepts_it() -> None:
    assert accepted(presented(shipped="2026-06-01"), LATER) == (1,)


@pytest.mark.rule("B06", by="examination")
def test_b06_only_that_amendment_is_accepted() -> None:
    more = amendment(RAISED, number=2)
    assert accepted(presented(shipped="2026-06-01"), LATER, more) == (1,)


@pytest.mark.rule("B06", by="examination")
def test_b06_one_that_complies_with_neither_accepts_nothing() -> None:
    assert accepted(presented(shipped="2026-06-06"), LATER) == ()


@pytest.mark.rule("B06", by="examination")
def test_b06_two_amendments_either_of_which_would_do_stay_pending() -> None:
    again = amendment(shipped_until("2026-06-08"), number=2)
    assert accepted(presented(shipped="2026-06-01"), LATER, again) == ()
    assert accepted(presented(shipped="2026-06-07"), LATER, again) == (2,)


HUNDRED = Terms.from_json(
    {
        **bc.terms(),
        "amount": "USD 100,000.00",
        "goods": {**bc.terms()["goods"], "quantity": {"amount": "20", "unit": "t"}},
    }
)
REDUCED = amendment(Change(path="amount", action=Action.DECREASE, value="USD 50,000.00"))
HALF = {"drawn": "USD 50,000.00", "tonnes": "10"}


@pytest.mark.rule("B07", by="examination")
def test_b07_a_presentation_that_fits_both_leaves_a_reduction_pending() -> None:
    """B08 is what it leaves open: that the reduction is accepted in writing later."""
    half = presented(**HALF)
    for terms in (HUNDRED, apply(HUNDRED, REDUCED)):
        assert examine_beside_pending(terms, (), half, {"SGSIN": bc.SINGAPORE}).complying
    assert accepted(half, REDUCED, terms=HUNDRED) == ()
    assert apply(HUNDRED, REDUCED).maximum_amount == half.drawn  # nothing is left, once accepted


@pytest.mark.rule("B09", by="examination")
def test_b09_no_presentation_accepts_a_cancellation() -> None:
    assert accepted(presented(), amendment(cancels=True)) == ()
    assert accepted(presented(shipped="2026-06-06"), amendment(cancels=True)) == ()


@pytest.mark.rule("B10", by="terms")
def test_b10_each_amendment_is_judged_by_itself() -> None:
    """One that was refused leaves no trace in the next."""
    second = amendment(expires_on("2026-06-30"), number=2)
    assert diff(TERMS, apply(TERMS, second)) == second.changes


@pytest.mark.rule("B10", by="terms")
def test_b10_increases_add_up_whatever_their_order() -> None:
    more = amendment(Change(path="amount", action=Action.INCREASE, value="USD 5,000.00"), number=2)
    for first, then in ((amendment(RAISED), more), (more, amendment(RAISED))):
        assert str(apply(apply(TERMS, first), then).amount) == "USD 280,000.00"


def test_amendments_that_cannot_stand_together_comply_with_nothing() -> None:
    phrase: Json = {"path": "shipment.period", "value": "prompt"}  # 44C is there already
    contradicting = amendment(Change.from_json(phrase), number=2)
    assert accepted(presented(shipped="2026-06-01"), LATER, contradicting) == (1,)
