"""Phrases of UCP 600 art. 3 for shipment, and maturities."""

from datetime import date

import pytest

from dhow.trade.credit import Tenor, TenorStart, maturity
from dhow.trade.credit.maturity import bill_of_lading_start
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
        ("shipment as soon as possible", Window()),
    ],
)
def test_phrases(phrase: str, window: Window) -> None:
    assert shipment_window(phrase) == window


@pytest.mark.parametrize(
    "phrase",
    ["soon", "about 31 June 2026", "from 9 June 2026 to 1 June 2026", "before then", "end of 2026"],
)
def test_other_phrases_are_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"June|period|day"):
        shipment_window(phrase)


def test_c15_runs_from_the_on_board_date() -> None:
    tenor = Tenor(days=60, after=TenorStart.BILL_OF_LADING_DATE)
    assert maturity(tenor, date(2026, 5, 21)) == date(2026, 7, 20)


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
