"""The format notation: what it takes, and where it says a value leaves it."""

import pytest

from dhow.trade.swift.fields import field_format, known_tags
from dhow.trade.swift.notation import parse_format
from dhow.trade.swift.types import MESSAGE_TYPES, message_type


@pytest.mark.parametrize(
    ("notation", "value"),
    [
        ("16x", "LC 2026/1"),
        ("6!n", "260410"),
        ("3!a15d", "USD250000,00"),
        ("3!a15d", "JPY1,"),
        ("3!a15d", "USD12345678901234,"),
        ("4*35x", "ONE\nTWO\nTHREE\nFOUR"),
        ("[/34x$]4*35x", "/INR001\nKONKAN SPICES"),
        ("[/34x$]4*35x", "KONKAN SPICES"),
        ("[/1!a[/34x]$|/34x$]4!a2!a2!c[3!c]", "/D/1234\nIMBKSGSGXXX"),
        ("[/1!a[/34x]$|/34x$]4!a2!a2!c[3!c]", "/1234\nIMBKSGSG"),
        ("[/1!a[/34x]$|/34x$]4!a2!a2!c[3!c]", "IMBKSGSG"),
        ("4*35x$14x", "ANY BANK IN\nINDIA\nBY PAYMENT"),
        ("30x[/35x]", "OTHR/HOUSE RULES"),
        ("", ""),
    ],
)
def test_takes(notation: str, value: str) -> None:
    assert parse_format(notation).misfit(value) is None


@pytest.mark.parametrize(
    ("notation", "value", "line", "column", "words"),
    [
        ("16x", "A" * 17, 1, 17, "at most 16 characters"),
        ("16x", "LC@1", 1, 3, "found @"),
        ("16x", "", 1, 1, "found the end"),
        ("6!n", "2604", 1, 5, "found the end; expected digits"),
        ("3!a15d", "USD250000.00", 1, 10, "the decimal comma, which is never left out"),
        ("3!a15d", "USD250000", 1, 10, "the decimal comma, which is never left out"),
        ("3!a15d", "USD1,000,00", 1, 9, "no second comma"),
        ("3!a15d", "USD,50", 1, 4, "a number with a decimal comma"),
        ("3!a15d", "USD1234567890123,45", 1, 19, "at most 15 characters"),
        ("4*35x", "A\nB\nC\nD\nE", 4, 2, "no more lines: at most 4"),
        ("4*35x", "A\n\nC", 2, 1, "found a new line"),
        ("100*65z", "OK\n" + "W" * 66, 2, 66, "at most 65 characters"),
        ("[/34x$]4*35x", "\nA", 1, 1, "something on the first line"),
        ("4*35x$14x", "ONLY ONE LINE", 1, 14, "a new line"),
        ("1!n/1!n", "1-1", 1, 2, 'expected "/"'),
        ("", "TEXT", 1, 1, "the end of the field"),
    ],
)
def test_says_where_a_value_leaves_it(
    notation: str, value: str, line: int, column: int, words: str
) -> None:
    misfit = parse_format(notation).misfit(value)
    assert misfit is not None
    assert (misfit.line, misfit.column) == (line, column)
    assert words in str(misfit)


@pytest.mark.parametrize("notation", ["[16x", "16x]", "[[1!a]"])
def test_brackets_match(notation: str) -> None:
    with pytest.raises(ValueError, match=r"\[|\]"):
        parse_format(notation)


def test_every_field_of_every_message_has_a_format_and_no_format_is_idle() -> None:
    used: set[str] = set()
    for mt in MESSAGE_TYPES:
        kind = message_type(mt)
        assert kind is not None
        for tag in kind.tags:
            assert field_format(mt, tag) is not None, (mt, tag)
        used |= kind.tags
    assert used == known_tags()
