"""Rows H01 to H11 of the conformance table: reading and writing messages.

The sample messages are made up; each was checked by hand against the release of 2025.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dhow.trade.swift import (
    Field,
    Finding,
    Message,
    errors,
    examine,
    read_file,
    read_message,
    read_text,
)
from dhow.trade.swift.series import join, split
from tests.support.conformance import rows

SAMPLES = Path(__file__).with_name("samples")
ISSUE = SAMPLES / "mt700.fin"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def rules_and_tags(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.tag, finding.rule) for finding in findings]


def issue() -> Message:
    return read_message(ISSUE.read_bytes())


def refusal() -> Message:
    read = read_text("734", sample("mt734.txt")).messages[0].message
    assert read is not None
    headers = {"basic_header": "F01IMBKSGSGXXXX0000000000", "user_header": None, "trailers": None}
    return Message(mt="734", application_header="I734EXBKINBBXXXXN", fields=read.fields, **headers)


def without(message: Message, *tags: str) -> Message:
    return message.with_fields(tuple(f for f in message.fields if f.tag not in tags))


def replaced(message: Message, tag: str, value: str) -> Message:
    fields = tuple(Field(tag, value) if f.tag == tag else f for f in message.fields)
    return message.with_fields(fields)


def added(message: Message, after: str, tag: str, value: str) -> Message:
    fields: list[Field] = []
    for field in message.fields:
        fields.append(field)
        if field.tag == after:
            fields.append(Field(tag, value))
    return message.with_fields(tuple(fields))


@pytest.mark.rule("H01", by="message")
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_h01_the_issue_comes_back_byte_for_byte(newline: bytes) -> None:
    data = ISSUE.read_bytes().replace(b"\n", newline)
    file = read_file(data)
    assert file.valid
    assert not file.messages[0].findings
    assert file.emit().encode() == data


@pytest.mark.rule("H01", by="message")
@pytest.mark.parametrize("mt", ["707", "730", "734", "750", "752", "754"])
def test_h01_the_other_samples_come_back_byte_for_byte(mt: str) -> None:
    data = sample(f"mt{mt}.txt")
    file = read_text(mt, data)
    assert file.valid, file.messages[0].findings
    assert file.emit().encode() == data


@dataclass(frozen=True)
class Row:
    id: str
    message: Callable[[], Message]
    found: list[tuple[str, str]]


ROWS = (
    Row("H02-no-49", lambda: without(issue(), "49"), [("49", "mandatory")]),
    Row("H03-42C-alone", lambda: without(issue(), "42A"), [("42C", "C90")]),
    Row("H03-42a-alone", lambda: without(issue(), "42C"), [("42A", "C90")]),
    Row(
        "H04-drafts-and-42P",
        lambda: added(issue(), "42A", "42P", "60 DAYS AFTER SIGHT"),
        [("42P", "C90")],
    ),
    Row("H05-44C-and-44D", lambda: added(issue(), "44C", "44D", "JUNE"), [("44D", "D06")]),
    Row("H06-point", lambda: replaced(issue(), "32B", "USD250000.00"), [("32B", "3!a15d")]),
    Row("H06-decimals", lambda: replaced(issue(), "32B", "JPY1000,50"), [("32B", "C03")]),
    Row("H07-66-wide", lambda: replaced(issue(), "45A", "G" * 66), [("45A", "100*65z")]),
    Row("H09-C1", lambda: without(refusal(), "33B"), [("73A", "C17")]),
    Row("H09-C2", lambda: replaced(refusal(), "33B", "EUR126050,00"), [("33B", "C02")]),
)


@pytest.mark.parametrize("row", rows(ROWS, by="message", name=lambda row: row.id))
def test_row(row: Row) -> None:
    """Exactly this is refused, so that no error hides behind another."""
    assert rules_and_tags(errors(examine(row.message()))) == row.found


@pytest.mark.rule("H07", by="message")
def test_h07_65_wide_is_taken() -> None:
    assert not examine(replaced(issue(), "45A", "G" * 65))


@pytest.mark.rule("H08", by="message")
@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("/REPALL/+INVOICE", []),
        ("/ADD/+INVOICE\n/DELETE/+PACKING LIST", []),
        ("/REPALL/+INVOICE\n/ADD/+PACKING LIST", [("46B", "REPALL")]),
        ("/ADD/+INVOICE\n/REPALL/+PACKING LIST", [("46B", "REPALL")]),
    ],
    ids=["alone", "add-and-delete", "then-add", "after-add"],
)
def test_h08_repall_stands_alone(value: str, found: list[tuple[str, str]]) -> None:
    read = read_text("707", sample("mt707.txt")).messages[0].message
    assert read is not None
    file = read_text("707", replaced(read, "46B", value).text.encode())
    assert rules_and_tags(file.messages[0].findings) == found


@pytest.mark.rule("H11", by="message")
def test_h11_130_lines_go_on_in_a_701() -> None:
    goods = "\n".join(f"+LINE {number:03} OF THE DESCRIPTION OF GOODS" for number in range(130))
    long = replaced(issue(), "45A", goods)
    assert ("45A", "100*65z") in rules_and_tags(examine(long))
    first, second = split(long)
    assert (first.mt, first.get("27")) == ("700", "1/2")
    assert (second.mt, second.get("27"), second.get("20")) == ("701", "2/2", long.get("20"))
    assert second.application_header.startswith("I701")
    assert (first.get("45A") or "").count("\n") == 99
    assert (second.get("45A") or "").count("\n") == 29
    for part in (first, second):
        assert not examine(part)
    assert join((first, second)) == long
