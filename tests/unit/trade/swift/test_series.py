"""Long messages go on in others, and come together again as they were."""

import pytest

from dhow.trade.swift import Field, Message, MessageRefused, examine
from dhow.trade.swift.series import SERIES, join, split
from tests.support.swift import valid_message


def long_message(mt: str, lines: int, width: int = 60) -> Message:
    """A valid message of this type with every text that can go on made this long."""
    series = SERIES[mt]
    wanted = min(len(series.going_on), 2) if mt not in ("760", "767") else 1
    message, kept = next(
        (found, texts)
        for found in (valid_message(mt, seed) for seed in range(500))
        if len(texts := [f for f in found.fields if f.tag in series.going_on]) >= wanted
    )
    texts = {
        field.tag: "\n".join(f"{field.tag} {n:04} ".ljust(width, "T") for n in range(lines))
        for field in kept
    }
    if mt == "707":
        texts = {tag: f"/ADD/{text}" for tag, text in texts.items()}
    fields = tuple(Field(f.tag, texts.get(f.tag, f.value)) for f in message.fields)
    return message.with_fields(fields)


@pytest.mark.parametrize("mt", SERIES)
def test_what_is_split_is_joined_as_it_was(mt: str) -> None:
    long = long_message(mt, 260)
    parts = split(long)
    assert len(parts) > 1
    assert {part.mt for part in parts[1:]} == {SERIES[mt].continued_in}
    assert [part.get("27") for part in parts] == [
        f"{place}/{len(parts)}" for place in range(1, len(parts) + 1)
    ]
    for part in parts:
        assert not [found for found in examine(part) if found.severity.value == "error"]
    assert join(parts) == long


def test_what_fits_stays_one_message() -> None:
    message = valid_message("700", 5)
    assert split(message) == (message,)
    assert join([message]) == message
    other = valid_message("734", 5)
    assert split(other) == (other,)


def test_10_000_characters_are_the_bound_where_lines_are_not() -> None:
    """Two texts of 100 lines each are within the lines and beyond the message."""
    long = long_message("700", 100)
    parts = split(long)
    assert len(parts) > 1
    for part in parts:
        assert not [found for found in examine(part) if found.rule == "size"]


def test_more_than_eight_messages_are_refused() -> None:
    with pytest.raises(MessageRefused, match="more than 8 messages"):
        split(long_message("700", 900))


def test_a_series_is_whole_in_order_and_of_one_credit() -> None:
    first, second, *rest = split(long_message("700", 260))
    with pytest.raises(MessageRefused, match="all of them, in their order"):
        join([first, *rest])
    with pytest.raises(MessageRefused, match="all of them, in their order"):
        join([first, second, second, *rest[1:]])
    with pytest.raises(MessageRefused, match="MT711 does not continue an MT700"):
        join([first, Message(**{**vars(second), "mt": "711"}), *rest])
    other = second.with_fields(
        tuple(Field("20", "ANOTHER") if f.tag == "20" else f for f in second.fields)
    )
    with pytest.raises(MessageRefused, match="a series is about one credit"):
        join([first, other, *rest])
    with pytest.raises(MessageRefused, match="is of no message"):
        join([])
