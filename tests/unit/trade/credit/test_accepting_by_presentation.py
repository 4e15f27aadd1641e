"""What a report says of pending amendments: accepted, untouched, or not plain (art. 10(c))."""

from typing import Any

from dhow.trade.credit import ExaminationReport, Presentation, Terms, examine
from dhow.trade.credit.accepted_since import Standing, examine_as_it_stood
from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.credit.consent import MOST_PENDING, examine_beside_pending
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, INSURANCE, document

TERMS = Terms.from_json(bc.terms())
CALENDARS = {"SGSIN": bc.SINGAPORE}
LATE = "2026-06-01"  # shipped; the base credit's last day is in May


def amendment(number: int, day: str = "2026-06-05", **more: Any) -> Amendment:
    change = {"path": "shipment.latest", "action": "set", "value": day}
    given = {
        "credit_number": TERMS.credit_number,
        "number": number,
        "issued_on": "2026-05-01",
        "changes": [change],
    }
    return Amendment.from_json(given | more)


def shipped(day: str | None) -> Presentation:
    made = bc.presentation()
    if day is not None:
        document(made, BILL).update(on_board_on=day, issued_on=day)
        document(made, INSURANCE).update(issued_on="2026-05-01")
        made["presented_at"] = bc.at_singapore("2026-06-10")
    return Presentation.from_json(made)


def examined(presentation: Presentation, *pending: Amendment) -> ExaminationReport:
    return examine_beside_pending(TERMS, pending, presentation, CALENDARS)


def test_what_is_needed_is_accepted_and_nothing_else() -> None:
    assert not examine(TERMS, shipped(LATE), CALENDARS).complying
    raised = {"path": "amount", "action": "increase", "value": {"currency": "USD", "minor": 100}}
    report = examined(shipped(LATE), amendment(1, changes=[raised]), amendment(2))
    assert (report.complying, report.accepts) == (True, (2,))
    assert report.observations[-1].article == "UCP 600 art. 10(c)"


def test_what_fits_both_versions_accepts_nothing() -> None:
    report = examined(shipped(None), amendment(1))
    assert (report.complying, report.accepts) == (True, ())
    assert "accepts nothing" in report.observations[-1].words


def test_where_either_of_two_would_do_neither_is_accepted() -> None:
    report = examined(shipped(LATE), amendment(1), amendment(2, "2026-06-04"))
    assert (report.complying, report.accepts) == (False, ())
    assert "amendment 1 or amendment 2" in report.observations[-1].words


def test_what_complies_with_none_of_them_is_examined_as_the_credit_stands() -> None:
    plain = examine(TERMS, shipped("2026-06-08"), CALENDARS)
    assert examined(shipped("2026-06-08"), amendment(1)) == plain


def test_without_a_pending_amendment_the_report_is_the_same_to_the_byte() -> None:
    plain = examine(TERMS, shipped(None), CALENDARS)
    assert examined(shipped(None)).to_json() == plain.to_json()
    cancelled = amendment(1, changes=[], cancels=True)
    assert examined(shipped(None), cancelled).to_json() == plain.to_json()


def test_too_many_are_asked_about_and_not_judged() -> None:
    pending = [amendment(each) for each in range(1, MOST_PENDING + 2)]
    report = examined(shipped(LATE), *pending)
    assert not report.complying
    assert "ask the beneficiary" in report.observations[-1].words


def test_a_confirming_bank_finds_what_fails_the_credit_or_what_it_confirmed() -> None:
    sooner = Terms.from_json(bc.terms() | {"expiry": {"day": "2026-06-12", "place": "SGSIN"}})
    longer = apply(TERMS, amendment(1))  # accepted, and not extended to

    def by(terms: Terms, confirmed: Terms) -> ExaminationReport:
        made = shipped(LATE)
        return examine_beside_pending(terms, (), made, CALENDARS, confirmed=confirmed)

    alone = by(longer, longer)
    assert alone.complying
    assert alone == examine(longer, shipped(LATE), CALENDARS)
    given, taken = by(longer, TERMS), by(TERMS, longer)
    assert given.codes == taken.codes == ("LATE_SHIPMENT",)
    assert "1 of the discrepancies by the latter alone" in given.observations[-1].words
    assert "discrepancies" not in taken.observations[-1].words
    assert by(longer, apply(sooner, amendment(1))).last_day_for_presentation.day == 12
    pending = examine_beside_pending(
        TERMS, (amendment(2),), shipped(LATE), CALENDARS, confirmed=sooner
    )
    assert (pending.complying, pending.accepts) == (True, (2,))


def test_an_acceptance_after_the_presentation_helps_it_or_leaves_it_as_it_was() -> None:
    longer = apply(TERMS, amendment(1))
    made, again = Standing(terms=TERMS), Standing(terms=TERMS, by=2)
    since = Standing(terms=longer, by=1)
    late = shipped(LATE)

    def by(*stood: Standing, pending: tuple[Amendment, ...] = ()) -> ExaminationReport:
        return examine_as_it_stood(stood, pending, late, CALENDARS)

    assert by(made) == examine(TERMS, late, CALENDARS)
    at_presentation = examine(longer, late, CALENDARS)
    assert by(Standing(terms=longer), again) == at_presentation  # accepted later: less
    for helped in (by(made, since), by(made, since, again), by(made, again, since)):
        assert helped.complying
        assert "amendment 1, accepted after" in helped.observations[-1].words
    to_no_avail = by(made, again)
    assert to_no_avail.findings == examine(TERMS, late, CALENDARS).findings
    assert to_no_avail.observations[-1].words.endswith("to no avail: 2")


def test_what_documents_accept_is_found_as_the_credit_stood_before_and_after() -> None:
    shorter = Terms.from_json(bc.terms() | {"expiry": {"day": "2026-06-05", "place": "SGSIN"}})
    late, pending = shipped(LATE), (amendment(1),)
    less = Standing(terms=shorter, by=2)
    report = examine_as_it_stood((Standing(terms=TERMS), less), pending, late, CALENDARS)
    assert (report.complying, report.accepts) == (True, (1,))
    more = Standing(terms=TERMS, by=2)
    report = examine_as_it_stood((Standing(terms=shorter), more), pending, late, CALENDARS)
    assert (report.complying, report.accepts) == (True, (1,))
    accepted = Standing(terms=apply(TERMS, amendment(3)), by=3)  # needs no acceptance by documents
    report = examine_as_it_stood((Standing(terms=TERMS), accepted), pending, late, CALENDARS)
    assert (report.complying, report.accepts) == (True, ())


def test_an_amendment_that_cannot_be_made_is_left_out_and_told() -> None:
    stood = Standing(terms=TERMS, without=(4,))
    report = examine_as_it_stood((stood,), (), shipped(None), CALENDARS)
    assert report.complying
    assert "amendment 4 was accepted; it cannot be made" in report.observations[-1].words
