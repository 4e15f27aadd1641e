"""44D as a period or as instalments; what is neither is refused, never left to be disregarded."""

from datetime import date

import pytest

from dhow.trade.credit.periods import shipment_window
from dhow.trade.credit.shipment import Instalment
from dhow.trade.swift import MessageRefused
from dhow.trade.swift.mapping import read_credit, write_credit
from dhow.trade.swift.mapping.schedule import Schedule, schedule_of, taken_out
from tests.support.swift import with_fields
from tests.support.swift_credits import base, knowledge

APRIL = (date(2026, 4, 1), date(2026, 4, 30))
MAY = (date(2026, 5, 1), date(2026, 5, 31))
HALVES = ((date(2026, 4, 1), date(2026, 4, 15)), (date(2026, 4, 16), date(2026, 4, 30)))


def _told(schedule: Schedule | None) -> list[tuple[tuple[date, date], str, str]]:
    assert schedule is not None
    assert schedule.period is None
    return [
        ((each.first, each.last), str(each.quantity or ""), str(each.amount or ""))
        for each in schedule.instalments
    ]


BOTH = [(APRIL, "12 t", ""), (MAY, "12 t", "")]
VALUED = [(APRIL, "12 t", "USD 24,000.00"), (MAY, "12 t", "USD 24,000.00")]


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("FROM 260501 TO 260515", "from 2026-05-01 to 2026-05-15"),
        ("260501-260515", "from 2026-05-01 to 2026-05-15"),
        ("01MAY2026-15MAY2026", "from 2026-05-01 to 2026-05-15"),
        ("NOT EARLIER THAN 1 MAY 2026 AND NOT LATER THAN 15 MAY 2026",
         "from 2026-05-01 to 2026-05-15"),
        ("EARLIEST 1 MAY 2026, LATEST 15 MAY 2026", "from 2026-05-01 to 2026-05-15"),
        ("1ST HALF OF MAY 2026", "from 2026-05-01 to 2026-05-15"),
        ("END MAY 2026", "from 2026-05-21 to 2026-05-31"),
        ("MID-MAY 2026", "from 2026-05-11 to 2026-05-20"),
    ],
)  # fmt: skip
def test_a_period_is_read_however_its_days_are_written(text: str, window: str) -> None:
    found = schedule_of(text)
    assert found is not None
    assert found.period is not None
    assert str(shipment_window(found.period)) == f"{window}, both days included"


@pytest.mark.parametrize(
    "text",
    [
        "FROM 260525 TO 260526",  # 25 and 26 May 2026, or a year to 26 May 2026
        "FROM 010526 TO 150526",
        "FROM 260515 TO 260501",
        "NOT LATER THAN 260515",
        "01/05/2026 TO 10/05/2026",
        "EARLIEST 1 MAY 2026",
    ],
)
def test_figures_that_may_be_other_days_are_no_period(text: str) -> None:
    assert schedule_of(text) is None


@pytest.mark.parametrize(
    ("text", "instalments"),
    [
        ("12 MT DURING APRIL 2026 / 12 MT DURING MAY 2026", BOTH),
        ("12 MT DURING APRIL 2026\n12 MT DURING MAY 2026", BOTH),
        ("12 MT IN APRIL AND 12 MT IN MAY 2026", BOTH),
        ("12 MT EACH IN APRIL 2026 AND MAY 2026", BOTH),
        ("APRIL 2026: 12 MT, MAY 2026: 12 MT", BOTH),
        ("1ST SHIPMENT: 12 MT DURING APRIL 2026; 2ND SHIPMENT: 12 MT DURING MAY 2026.", BOTH),
        ("12 MT FROM 1ST TO 30TH APRIL 2026, 12 MT FROM 2026-05-01 TO 2026-05-31", BOTH),
        ("IN TWO LOTS: 12 METRIC TONS FROM 1 APRIL 2026 TO 30 APRIL 2026 AND "
         "12 METRIC TONS BETWEEN 1 MAY 2026 AND 31 MAY 2026", BOTH),
        ("12 MT USD 24000,00 DURING APRIL 2026 / 12 MT USD 24,000.00 DURING MAY 2026", VALUED),
        ("12 MT DURING APRIL 2026 FOR USD 24000,00, 12 MT IN MAY 2026 FOR USD24000,00", VALUED),
        ("FIRST SHIPMENT IN APRIL 2026, SECOND SHIPMENT IN MAY 2026",
         [(APRIL, "", ""), (MAY, "", "")]),
        ("1. 12 MT DURING APRIL 2026 2. 12 MT DURING MAY 2026", BOTH),
        ("12.5 MT IN APRIL 2026, 12,5 MT IN MAY 2026",
         [(APRIL, "12.5 t", ""), (MAY, "12.5 t", "")]),
        ("USD 24000.00 IN APRIL 2026, USD 24000,00 IN MAY 2026",
         [(APRIL, "", "USD 24,000.00"), (MAY, "", "USD 24,000.00")]),
        ("10 MT FIRST HALF OF APRIL 2026, 14 MT SECOND HALF OF APRIL 2026",
         [(HALVES[0], "10 t", ""), (HALVES[1], "14 t", "")]),
    ],
)  # fmt: skip
def test_instalments_are_read_with_their_days_and_figures(
    text: str, instalments: list[tuple[tuple[date, date], str, str]]
) -> None:
    assert _told(schedule_of(text)) == instalments


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("DURING APRIL 2026", *APRIL),
        ("APRIL 2026", *APRIL),
        ("APRIL/MAY 2026", APRIL[0], MAY[1]),
        ("FROM APRIL TO MAY 2026", APRIL[0], MAY[1]),
        ("APRIL AND MAY 2026", APRIL[0], MAY[1]),
        ("BETWEEN MARCH AND MAY 2026", date(2026, 3, 1), MAY[1]),
        ("ABOUT 10 APRIL 2026", date(2026, 4, 5), date(2026, 4, 15)),
        ("24 MT DURING APRIL 2026", *APRIL),
        ("1-30 APRIL 2026", *APRIL),
    ],
)
def test_a_period_is_read_as_one(text: str, first: date, last: date) -> None:
    whole = schedule_of("24 MT IN MAY 2026 / 24 MT IN JUNE 2026")
    assert whole is not None
    found = schedule_of(text, whole.instalments[0].quantity)
    assert found is not None
    assert found.period is not None
    assert found.instalments == ()
    shipment = base(lambda data: data.update(shipment={"period": found.period})).shipment
    assert (shipment.window.first, shipment.window.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "AS SOON AS THE ICE MELTS",
        "12 MT DURING APRIL 2026 / 12 MT WHEN THE ICE MELTS",
        "12 MT LATEST 30 APRIL 2026, 12 MT LATEST 31 MAY 2026",
        "ABOUT 12 MT DURING APRIL 2026, ABOUT 12 MT DURING MAY 2026",
        "12 MT DURING APRIL, 12 MT DURING MAY",
        "12 MT DURING MAY 2026 / 12 MT DURING APRIL 2026",
        "12 MT IN DECEMBER AND 12 MT IN JANUARY 2027",
        "IN APRIL 2026, IN JUNE 2026",
        "MARCH AND MAY 2026",
        "SHIPMENT 1 500 MT IN APRIL 2026, SHIPMENT 2 500 MT IN MAY 2026",
        "12,500 MT IN APRIL 2026, 12.500 MT IN MAY 2026",
        "MARCH/MAY 2026",
        "5 AND 10 APRIL 2026",
        "LOT 1.5 MT IN APRIL 2026, LOT 2 IN MAY 2026",
        "12 MT IN APRIL 2026 ,5 MT IN MAY 2026",
        ", " * 30 + "APRIL",
        "12 MT DURING APRIL 2026",
        "12 MT DURING FEBRUARY 2026 EXCEPT SUNDAYS / 12 MT DURING MAY 2026",
    ],
)
def test_what_is_neither_is_refused_by_its_field(text: str) -> None:
    (message,) = write_credit(base())
    with pytest.raises(MessageRefused, match="12 MT DURING MAY 2026") as refused:
        read_credit([with_fields(message, "44C", None, "44D", text)], knowledge())
    (only,) = refused.value.findings
    assert (only.tag, only.rule) == ("44D", "UCP 600 art. 3, 32")


def test_instalments_of_a_message_bind_and_come_back() -> None:
    (message,) = write_credit(base())
    text = "12 MT USD 24000,00 DURING APRIL 2026 / 12 MT DURING MAY 2026"
    read = read_credit([with_fields(message, "44C", None, "44D", text)], knowledge())
    assert len(read.terms.shipment.instalments) == 2
    assert read.terms.shipment.period is None
    assert not [each for each in read.terms.conditions if "SHIPMENT" in each]
    again = read_credit(write_credit(read.terms), knowledge())
    assert again.terms == read.terms


def test_instalments_in_another_currency_are_refused_where_they_are_said() -> None:
    (message,) = write_credit(base())
    text = "12 MT EUR 24000,00 DURING APRIL 2026 / 12 MT DURING MAY 2026"
    with pytest.raises(MessageRefused) as refused:
        read_credit([with_fields(message, "44C", None, "44D", text)], knowledge())
    assert [each.tag for each in refused.value.findings] == ["44D"]


def test_only_our_own_words_of_instalments_leave_the_conditions() -> None:
    own = "INSTALMENT 1: SHIPMENT FROM 2026-04-01 TO 2026-04-30, 12 t, USD24000,"
    rest, found = taken_out([own, "INSTALMENT 2: AS AGREED"])
    assert rest == ["INSTALMENT 2: AS AGREED"]
    assert [type(each) for each in found] == [Instalment]
