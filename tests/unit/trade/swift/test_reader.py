"""Where a message is not what it should be, the words say what, where, and what to write."""

import re

import pytest

from dhow.trade.swift import Field, MessageRefused, examine, read_file, read_message, read_text
from dhow.trade.swift.reader import MAX_FILE_BYTES
from tests.support.swift import valid_message

ACKNOWLEDGEMENT = (
    "{1:F01EXBKINBBXXXX0000000000}{2:I730IMBKSGSGXXXXN}{4:\r\n"
    ":20:EXBK-ACK-0091\r\n:21:LC2026000123\r\n:30:260410\r\n"
    ":72Z:/BENACC/AMENDMENT 001\r\n//ACCEPTED\r\n-}"
)


@pytest.mark.parametrize(
    ("old", "new", "tag", "line", "column", "words"),
    [
        (":30:260410", ":30:260431", "30", 4, 5, "260431 is no day"),
        (":21:LC2026000123", ":21:LC2026//123", "21", 3, 11, "no // inside"),
        ("//ACCEPTED", "//ACC[PTED", "72Z", 6, 6, r"found \["),
        (":30:260410", ":30:2604100", "30", 4, 11, "at most 6 characters"),
        (":30:260410\r\n", "", "30", 3, 1, "is missing; it is mandatory in MT730"),
        (":20:EXBK", ":20C:EXBK", "20C", 2, 1, "is no option in MT730; there are 20"),
        (":20:EXBK", ":9:EXBK", "block 4", 2, 1, "begins no field"),
        ("{4:\r\n", "{4:", "block 4", 1, 54, "begin the first field on the next line"),
        ("F01EXBK", "F09EXBK", "block 1", 1, 4, "begins with F01"),
        ("XXXXN}", "XXXXQ}", "block 2", 1, 49, "Q is no priority"),
        ("//ACCEPTED\r\n", "//ACCEPTED\n", "block 4", 6, 11, "end in two ways"),
        ("\r\n-}", "", "block 4", 1, 51, "does not end"),
        ("{4:", "{3:{999:X}}{4:", "block 3", 1, 1, "999 is no field of block 3"),
        ("\r\n-}", "\r\n-}{5:{CHK:XYZ}}", "block 5", 1, 1, "CHK: found X"),
        ("{4:", "\r\n{4:", "block 4", 1, 51, "is missing"),
        ("I730", "I999", "block 2", 1, 1, "MT999 is not a message known here"),
    ],
)
def test_errors_say_where(old: str, new: str, tag: str, line: int, column: int, words: str) -> None:
    assert old in ACKNOWLEDGEMENT
    file = read_file(ACKNOWLEDGEMENT.replace(old, new, 1).encode())
    found = file.messages[0].findings[0]
    assert (found.tag, found.line, found.column) == (tag, line, column), found
    assert re.search(words, found.words), found
    assert not file.valid


def test_positions_count_from_the_beginning_of_the_file() -> None:
    bad = ACKNOWLEDGEMENT.replace("260410", "260499")
    file = read_file(f"{ACKNOWLEDGEMENT}\r\n$\r\n{bad}".encode())
    (finding,) = file.messages[1].findings
    assert (file.messages[1].line, finding.line, finding.column) == (9, 12, 5)


@pytest.mark.parametrize("data", [b"", b"   \r\n", b"$"])
def test_a_file_without_a_message_is_refused(data: bytes) -> None:
    with pytest.raises(MessageRefused, match="there is no message"):
        read_file(data)


def test_too_large_a_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(MessageRefused, match="at most 16,000,000 are read"):
        read_file(b" " * (MAX_FILE_BYTES + 1))


def test_one_message_is_wanted() -> None:
    with pytest.raises(MessageRefused, match="holds 2 messages"):
        read_message(ACKNOWLEDGEMENT * 2)
    with pytest.raises(MessageRefused, match="mandatory"):
        read_message(ACKNOWLEDGEMENT.replace(":30:260410\r\n", ""))


def test_bare_text_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(MessageRefused, match="MT103 is not a message known here"):
        read_text("103", b":20:X\n")


def test_a_message_beyond_10_000_characters_is_refused() -> None:
    message = valid_message("734", 1)
    wide = "\n".join(["D" * 50] * 70)
    fields = [f for f in message.fields if f.tag not in ("77J", "72Z")]
    at = next(n for n, f in enumerate(fields) if f.tag == "77B")
    fits = message.with_fields((*fields[:at], Field("77J", wide), *fields[at:]))
    assert not [f for f in examine(fits) if f.rule == "size"]
    long = valid_message("700", 3)
    texts = {"45A", "46A", "47A", "49G", "49H"}
    fields = [f for f in long.fields if f.tag not in texts]
    at = next(n for n, f in enumerate(fields) if f.tag[:2] in ("71", "48", "49"))
    big = [Field(tag, "\n".join(["G" * 65] * 60)) for tag in sorted(texts)]
    found = examine(long.with_fields((*fields[:at], *big, *fields[at:])))
    assert [f.rule for f in found if f.rule == "size"] == ["size"]


@pytest.mark.parametrize(
    ("unit", "messages"),
    [
        (b"{1:F01EXBKINBBXXXX0000000000}{2:I730IMBKSGSGXXXXN}{4:\n:20:A\n", 2_300),
        (b"{1:F01}{2:I700}{4:\n", 7_500),
        (b"{1:", 1),
        (b"{4:\n-}", 1),
        (b"\n:20:", 1),
    ],
    ids=["no-end", "no-text", "openings", "texts", "fields"],
)
def test_a_file_of_beginnings_is_read_once_and_not_over_and_over(
    unit: bytes, messages: int
) -> None:
    """Looking for an end from every beginning would keep this busy for minutes."""
    file = read_file(unit * (150_000 // len(unit)))
    assert len(file.messages) >= messages * 0.9
    assert not file.valid
