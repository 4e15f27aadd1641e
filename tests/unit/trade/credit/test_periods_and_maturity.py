"""Phrases of UCP 600 art. 3 for shipment, and maturities."""

from datetime import date

import pytest

from dhow.trade.credit import Tenor, TenorStart, maturity
from dhow.trade.credit.maturity import (
    Dates,
    bill_of_lading_start,
    start_of,
)
from dhow.trade.credit.periods import Window, shipment_window
from dhow.trade.records import InvalidInput


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("phrase", "window"),
    [
        ("on or about 10 June 2026", Window(june(5), june(15))),
        ("about 2026-06-10", Window(june(5), june(15))),
        ("until 10 June 2026", Window(None, june(10))),
        ("Till 10 June 2026", Window(None, june(10))),
        ("before 10 June 2026", Window(None, june(9))),
        ("after 10 June 2026", Window(june(11), None)),
        ("from 10 June 2026", Window(june(10), None)),
        ("between 1 June 2026 and 9 June 2026", Window(june(1), june(9))),
        ("first half of June 2026", Window(june(1), june(15))),
        ("second half of June 2026", Window(june(16), june(30))),
        ("beginning of June 2026", Window(june(1), june(10))),
        ("middle of June 2026", Window(june(11), june(20))),
        ("end of February 2028", Window(date(2028, 2, 21), date(2028, 2, 29))),
        ("end of December 2026", Window(date(2026, 12, 21), date(2026, 12, 31))),
        ("Prompt", Window()),
        ("immediate shipment", Window()),
        ("after 1 June 2026 and before 10 June 2026", Window(june(2), june(9))),
        ("on 10 June 2026", Window(june(10), june(10))),
        ("between 1 and 15 June 2026", Window(june(1), june(15))),
        ("from 1st to 15th June 2026", Window(june(1), june(15))),
        ("during the first half of June 2026", Window(june(1), june(15))),
        ("at the end of June 2026", Window(june(21), june(30))),
        ("end June 2026", Window(june(21), june(30))),
        ("after 1 June 2026 until 15 June 2026", Window(june(2), june(15))),
        ("not before 1 June 2026 and not later than 15 June 2026", Window(june(1), june(15))),
        ("latest by 10 June 2026", Window(None, june(10))),
        ("on or after June 10, 2026", Window(june(10), None)),
        ("not earlier than 10 JUN 2026", Window(june(10), None)),
        ("latest 10 June 2026", Window(None, june(10))),
        ("no later than 10 June 2026", Window(None, june(10))),
        ("not later than end of June 2026", Window(None, june(30))),
        ("by end June 2026", Window(None, june(30))),
        ("until the end of February 2028", Window(None, date(2028, 2, 29))),
        ("during June 2026", Window(june(1), june(30))),
        ("in the month of February 2028", Window(date(2028, 2, 1), date(2028, 2, 29))),
        ("the first half of JUN 2026", Window(june(1), june(15))),
        ("shipment as soon as possible", Window()),
    ],
)
def test_phrases(phrase: str, window: Window) -> None:
    assert shipment_window(phrase) == window


@pytest.mark.parametrize(
    "phrase",
    [
        "10/06/2026",
        "until 10/06/2026",
        "after 9 June 2026 and before 10 June 2026",
        "soon",
        "about 31 June 2026",
        "from 9 June 2026 to 1 June 2026",
        "before then",
        "end of 2026",
        "before end of June 2026",  # before its 21st or its 30th
    ],
)
def test_other_phrases_are_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"June|period|day"):
        shipment_window(phrase)


@pytest.mark.rule("C15", by="terms")
def test_c15_runs_from_the_on_board_date() -> None:
    tenor = Tenor(days=60, after=TenorStart.BILL_OF_LADING_DATE)
    assert maturity(tenor, date(2026, 5, 21)) == date(2026, 7, 20)


@pytest.mark.rule("C16", by="terms")
def test_c16_from_excludes_the_day() -> None:
    tenor = Tenor(days=60, after=TenorStart.FIXED_DATE, fixed=date(2002, 5, 12))
    assert maturity(tenor, date(2002, 1, 1)) == date(2002, 7, 11)


def test_several_on_board_dates() -> None:
    """ISBP 745 B2: the earliest of one set, the latest of several sets."""
    assert bill_of_lading_start([[june(1), june(3)]]) == june(1)
    assert bill_of_lading_start([[june(1), june(3)], [june(2)]]) == june(2)


def test_a_fixed_date_goes_with_its_day() -> None:
    with pytest.raises(ValueError, match="fixed"):
        Tenor(days=60, after=TenorStart.FIXED_DATE)
    with pytest.raises(InvalidInput, match="days"):
        Tenor.from_json({"days": -1, "after": "sight"})


def days(*texts: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


FROM_BILL = Tenor(days=60, after=TenorStart.BILL_OF_LADING_DATE)
AFTER_SIGHT = Tenor(days=30, after=TenorStart.SIGHT)
MAY, JUNE = date(2026, 5, 21), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("tenor", "dates", "due"),
    [
        pytest.param(
            FROM_BILL,
            Dates(on_board=[days("2026-05-21")]),
            "2026-07-20",
            marks=pytest.mark.rule("C15", by="terms"),
        ),
        # one bill with two notations: the earliest; two bills under one draft: the latest of them
        (FROM_BILL, Dates(on_board=[days("2026-05-23", "2026-05-21")]), "2026-07-20"),
        (FROM_BILL, Dates(on_board=[days("2026-05-21"), days("2026-05-25")]), "2026-07-24"),
        (
            FROM_BILL,
            Dates(on_board=[days("2026-05-21", "2026-05-30"), days("2026-05-25")]),
            "2026-07-24",
        ),
        (AFTER_SIGHT, Dates(presented=MAY), "2026-06-20"),
        (AFTER_SIGHT, Dates(presented=MAY, waived=JUNE), "2026-07-01"),
        (Tenor(days=0, after=TenorStart.SIGHT), Dates(presented=MAY), "2026-05-21"),
        (Tenor(days=90, after=TenorStart.PRESENTATION_DATE), Dates(presented=MAY), "2026-08-19"),
        (Tenor(days=1, after=TenorStart.INVOICE_DATE), Dates(invoices=[MAY, MAY]), "2026-05-22"),
        (Tenor(days=1, after=TenorStart.DRAFT_DATE), Dates(drafts=[MAY]), "2026-05-22"),
        (Tenor(days=1, after=TenorStart.SHIPMENT_DATE), Dates(on_board=[[MAY]]), "2026-05-22"),
        (Tenor(days=1, after=TenorStart.FIXED_DATE, fixed=MAY), Dates(), "2026-05-22"),
    ],
)
def test_maturity_of_a_drawing(tenor: Tenor, dates: Dates, due: str) -> None:
    assert maturity(tenor, start_of(tenor, dates)) == date.fromisoformat(due)


@pytest.mark.parametrize("after", [s for s in TenorStart if s is not TenorStart.FIXED_DATE])
def test_without_the_day_it_counts_from_there_is_no_maturity(after: TenorStart) -> None:
    with pytest.raises(ValueError, match="show no"):
        start_of(Tenor(days=30, after=after), Dates())


def test_two_invoice_dates_give_no_maturity() -> None:
    with pytest.raises(ValueError, match="2026-05-21, 2026-06-01; have the draft state"):
        start_of(Tenor(days=30, after=TenorStart.INVOICE_DATE), Dates(invoices=[JUNE, MAY]))


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(), "any day"),
        (Window(june(1), None), "on or after 2026-06-01"),
        (Window(None, june(9)), "on or before 2026-06-09"),
        (Window(june(1), june(9)), "from 2026-06-01 to 2026-06-09, both days included"),
    ],
)
def test_a_period_in_words(window: Window, words: str) -> None:
    assert str(window) == words


@pytest.mark.parametrize(
    ("tenor", "words"),
    [
        (FROM_BILL, "60 days after bill of lading date"),
        (Tenor(days=0, after=TenorStart.SIGHT), "at sight"),
        (Tenor(days=5, after=TenorStart.FIXED_DATE, fixed=MAY), "5 days after 2026-05-21"),
    ],
)
def test_a_tenor_in_words(tenor: Tenor, words: str) -> None:
    assert str(tenor) == words


@pytest.mark.parametrize(
    "phrase", ["on or about 0001-01-02", "before 0001-01-01", "after 9999-12-31"]
)
def test_a_period_beyond_the_calendar_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="beyond the calendar"):
        shipment_window(phrase)
