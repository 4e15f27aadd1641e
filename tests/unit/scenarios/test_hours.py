"""When a bank of a story acts next: over nights, weekends, new year and summer time."""

from datetime import UTC, datetime

import pytest

from scenarios.stage.hours import is_open, next_open


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("place", "when", "acts"),
    [
        # in hours, at the first minute of them, and before it
        ("AEDXB", utc(2026, 4, 1, 7), utc(2026, 4, 1, 7)),
        ("AEDXB", utc(2026, 4, 1, 4), utc(2026, 4, 1, 4)),
        ("AEDXB", utc(2026, 4, 1, 3, 59), utc(2026, 4, 1, 4)),
        # closed at four; Saturday and Sunday lie between
        ("AEDXB", utc(2026, 4, 3, 11, 59), utc(2026, 4, 3, 11, 59)),
        ("AEDXB", utc(2026, 4, 3, 12), utc(2026, 4, 6, 4)),
        # the second Saturday of a month is free in Mumbai, the third is not
        ("INBOM", utc(2026, 5, 9, 6), utc(2026, 5, 11, 4, 30)),
        ("INBOM", utc(2026, 5, 16, 6), utc(2026, 5, 16, 6)),
        # the clocks of London move over the weekend
        ("GBLON", utc(2026, 3, 27, 17, 30), utc(2026, 3, 30, 8)),
        # it is last year still in New York, and next year already in Dubai
        ("USNYC", utc(2027, 1, 1, 2), utc(2027, 1, 4, 14)),
        ("USNYC", utc(2026, 12, 31, 15), utc(2026, 12, 31, 15)),
        ("AEDXB", utc(2026, 12, 31, 21), utc(2027, 1, 4, 4)),
    ],
)
def test_a_bank_acts_when_its_doors_are_open_next(
    place: str, when: datetime, acts: datetime
) -> None:
    assert next_open(place, when) == acts
    assert is_open(place, when) is (when == acts)
