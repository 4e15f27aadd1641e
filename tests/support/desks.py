"""When somebody sits at a bank's desk, by wall clocks typed here and by nothing of the product's.

The stories ask the product's calendars when to act; a test that asked the same calendars would see
no wrong hour. Offsets and hours are those of the places that stories name; clocks move in 2026 as
their governments say. Public holidays are left to the calendars.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

_EUROPE: Final = (date(2026, 3, 29), date(2026, 10, 25))
_AMERICA: Final = (date(2026, 3, 8), date(2026, 11, 1))
_YEAR: Final = 2026
_SATURDAY, _SUNDAY = 5, 6


class Desk(NamedTuple):
    """Where it stands: hours ahead of UTC in winter, and from when to when it is manned."""

    ahead: float
    opens: int
    closes: int
    summer: tuple[date, date] | None = None  # first day on summer time, and first day off it
    closed: tuple[int, ...] = (_SATURDAY, _SUNDAY)


DESKS: Final = {
    "AEDXB": Desk(4, 8, 16),
    "CHGVA": Desk(1, 9, 17, _EUROPE),
    "CNSHA": Desk(8, 9, 17),
    "ESVLC": Desk(1, 9, 17, _EUROPE),
    "GBLON": Desk(0, 9, 17, _EUROPE),
    "INBOM": Desk(5.5, 10, 17, closed=(_SUNDAY,)),  # the odd Saturdays are worked
    "KEMBA": Desk(3, 9, 16),
    "MYKUL": Desk(8, 9, 17),
    "NLRTM": Desk(1, 9, 17, _EUROPE),
    "SGSIN": Desk(8, 9, 17),
    "USNYC": Desk(-5, 9, 17, _AMERICA),
    "ZAJNB": Desk(2, 9, 17),
}


def is_manned(place: str, when: datetime) -> bool:
    """Whether banks at the UN/LOCODE are at work at the instant, on a day that is no holiday."""
    desk = DESKS[place]
    standard = when.astimezone(UTC).replace(tzinfo=None) + timedelta(hours=desk.ahead)
    assert standard.year == _YEAR, f"type the summer time of {standard.year} here"
    first, last = desk.summer or (date.max, date.max)
    local = standard + timedelta(hours=first <= standard.date() < last)
    return local.weekday() not in desk.closed and desk.opens <= local.hour < desk.closes
