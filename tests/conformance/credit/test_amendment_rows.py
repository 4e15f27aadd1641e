"""Amendments, as far as terms and presentations decide them: rows B of the conformance table."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from dhow.trade.credit import Presentation, Terms
from dhow.trade.credit.amendment import Action, Amendment, Change, diff
from dhow.trade.credit.consent import (
    Answer,
    Decided,
    Response,
    answer,
    answers,
    by_presentation,
    confirmed,
    in_force,
    is_cancelled,
)
from dhow.trade.records import read_instant
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, INSURANCE, INVOICE, Json, document

TERMS = Terms.from_json(bc.terms())
ACCEPTED, REJECTED, PENDING = Answer.ACCEPTED, Answer.REJECTED, Answer.PENDING
SECOND, THIRD = "SECOND SPICES", "THIRD SPICES"


def amendment(*changes: Change, number: int = 1, **more: Any) -> Amendment:
    day = date(2026, 4, 1)
    return Amendment(credit_number=bc.NUMBER, number=number, issued_on=day, changes=changes, **more)


def response(
    accepts: bool,
    *only: str,
    of: int = 1,
    by: str = str(bc.BENEFICIARY["name"]),
    at: str = "2026-04-09T08:00:00Z",
) -> Response:
    return Response(
        beneficiary=by, amendment=of, accepts=accepts, only=only, received_at=read_instant(at)
    )


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


def by(presentation: Presentation, *pending: Amendment, terms: Terms = TERMS) -> dict[int, Answer]:
    return dict(by_presentation(terms, pending, presentation, {"SGSIN": bc.SINGAPORE}))


@pytest.mark.rule("B01", by="terms")
def test_b01_silence_leaves_the_old_terms() -> None:
    assert answers(amendment(RAISED), ()) == {}
    assert in_force(TERMS, [Decided(amendment=amendment(RAISED))]) == TERMS


@pytest.mark.rule("B03", by="terms")
def test_b03_a_confirmation_not_extended_stays_as_it_was() -> None:
    raised = Decided(amendment=amendment(RAISED), answer=ACCEPTED, extended=False)
    assert str(in_force(TERMS, [raised]).amount) == "USD 275,000.00"
    assert str(confirmed(TERMS, [raised]).amount) == "USD 250,000.00"
    extended = Decided(amendment=amendment(RAISED), answer=ACCEPTED)
    assert str(confirmed(TERMS, [extended]).amount) == "USD 275,000.00"


BOTH = amendment(expires_on("2026-06-30"), RAISED)


@pytest.mark.rule("B04", by="terms")
@pytest.mark.parametrize(
    ("given", "comes_to"),
    [
        (response(True), ACCEPTED),
        (response(True, "expiry.day", "amount"), ACCEPTED),
        (response(True, "expiry.day"), REJECTED),
        (response(True, "amount"), REJECTED),
        (response(False), REJECTED),
        (response(False, "amount"), REJECTED),
    ],
    ids=["all", "all-by-name", "expiry-only", "amount-only", "none", "refuses-amount"],
)
def test_b04_partial_acceptance_is_rejection(given: Response, comes_to: Answer) -> None:
    assert answer(BOTH, given) is comes_to
    decided = [Decided(amendment=BOTH, answer=answer(BOTH, given))]
    changed = in_force(TERMS, decided) != TERMS
    assert changed == (comes_to is ACCEPTED)


@pytest.mark.rule("B05", by="terms")
def test_b05_a_silence_clause_answers_nothing() -> None:
    silent = amendment(RAISED, narrative=("IN FORCE UNLESS REJECTED WITHIN 7 DAYS",))
    assert answers(silent, ()) == {}
    assert in_force(TERMS, [Decided(amendment=silent)]) == TERMS


LATER = amendment(shipped_until("2026-06-05"), number=1)


@pytest.mark.rule("B06", by="terms")
def test_b06_a_presentation_that_needs_the_amendment_accepts_it() -> None:
    assert by(presented(shipped="2026-06-01"), LATER) == {1: ACCEPTED}


@pytest.mark.rule("B06", by="terms")
def test_b06_only_that_amendment_is_accepted() -> None:
    more = amendment(RAISED, number=2)
    assert by(presented(shipped="2026-06-01"), LATER, more) == {1: ACCEPTED, 2: PENDING}


@pytest.mark.rule("B06", by="terms")
def test_b06_one_that_complies_with_neither_accepts_nothing() -> None:
    assert by(presented(shipped="2026-06-06"), LATER) == {1: PENDING}


@pytest.mark.rule("B06", by="terms")
def test_b06_two_amendments_either_of_which_would_do_stay_pending() -> None:
    again = amendment(shipped_until("2026-06-08"), number=2)
    assert by(presented(shipped="2026-06-01"), LATER, again) == {1: PENDING, 2: PENDING}
    assert by(presented(shipped="2026-06-07"), LATER, again) == {1: PENDING, 2: ACCEPTED}


HUNDRED = Terms.from_json(
    {
        **bc.terms(),
        "amount": "USD 100,000.00",
        "goods": {**bc.terms()["goods"], "quantity": {"amount": "20", "unit": "t"}},
    }
)
REDUCED = amendment(Change(path="amount", action=Action.DECREASE, value="USD 50,000.00"))
HALF = {"drawn": "USD 50,000.00", "tonnes": "10"}


@pytest.mark.rule("B07", by="terms")
def test_b07_a_presentation_that_fits_both_leaves_a_reduction_pending() -> None:
    given = by(presented(**HALF), REDUCED, terms=HUNDRED)
    assert given == {1: PENDING}
    terms = in_force(HUNDRED, [Decided(amendment=REDUCED, answer=given[1])])
    drawn = presented(**HALF).drawn
    assert str(terms.maximum_amount - drawn) == "USD 50,000.00"


@pytest.mark.rule("B08", by="terms")
def test_b08_it_can_still_be_accepted_in_writing() -> None:
    accepted = Decided(amendment=REDUCED, answer=answer(REDUCED, response(True)))
    drawn = presented(**HALF).drawn
    assert str(in_force(HUNDRED, [accepted]).maximum_amount - drawn) == "USD 0.00"


@pytest.mark.rule("B09", by="terms")
def test_b09_a_cancellation_nobody_answered_cancels_nothing() -> None:
    cancelling = amendment(cancels=True)
    assert not is_cancelled([Decided(amendment=cancelling)])
    assert in_force(TERMS, [Decided(amendment=cancelling)]) == TERMS
    assert by(presented(), cancelling) == {}
    assert is_cancelled([Decided(amendment=cancelling, answer=ACCEPTED)])


@pytest.mark.rule("B10", by="terms")
def test_b10_each_amendment_is_answered_by_itself() -> None:
    first, second = amendment(RAISED), amendment(expires_on("2026-06-30"), number=2)
    given = [response(False), response(True, of=2)]
    decided = [
        Decided(amendment=a, answer=answers(a, given)[given[0].beneficiary])
        for a in (first, second)
    ]
    terms = in_force(TERMS, decided)
    assert diff(TERMS, terms) == second.changes


@pytest.mark.rule("B10", by="terms")
def test_b10_increases_add_up_whatever_their_order() -> None:
    more = Change(path="amount", action=Action.INCREASE, value="USD 5,000.00")
    decided = [
        Decided(amendment=amendment(more, number=2), answer=ACCEPTED),
        Decided(amendment=amendment(RAISED), answer=ACCEPTED),
    ]
    assert str(in_force(TERMS, decided).amount) == "USD 280,000.00"


@pytest.mark.rule("F18", by="terms")
def test_f18_each_second_beneficiary_answers_for_itself() -> None:
    given = answers(amendment(RAISED), [response(True, by=SECOND), response(False, by=THIRD)])
    assert given == {SECOND: ACCEPTED, THIRD: REJECTED}


def test_a_first_answer_stands() -> None:
    first, later = response(False), response(True, at="2026-04-10T08:00:00Z")
    assert list(answers(amendment(RAISED), [later, first]).values()) == [REJECTED]


def test_an_answer_to_another_amendment_is_none() -> None:
    assert answers(amendment(RAISED, number=2), [response(True)]) == {}
    with pytest.raises(ValueError, match="answers amendment 1, not 2"):
        answer(amendment(RAISED, number=2), response(True))
    with pytest.raises(ValueError, match="changes no tolerance"):
        answer(BOTH, response(True, "tolerance"))


def test_an_answer_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        replace(response(True), received_at=datetime(2026, 4, 9, 8))  # noqa: DTZ001


def test_too_many_at_once_are_not_guessed() -> None:
    with pytest.raises(ValueError, match="ask the beneficiary"):
        by(presented(), *(amendment(RAISED, number=n) for n in range(1, 8)))


def test_amendments_that_cannot_stand_together_comply_with_nothing() -> None:
    phrase: Json = {"path": "shipment.period", "value": "prompt"}  # 44C is there already
    contradicting = amendment(Change.from_json(phrase), number=2)
    assert by(presented(shipped="2026-06-01"), LATER, contradicting) == {1: ACCEPTED, 2: PENDING}
