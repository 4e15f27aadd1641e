"""Reading FIN: bytes to messages, with everything wrong named by tag, line, column and rule.

A file may hold several messages, one after the other, parted by line ends, `$`, or the bytes 01 and
03 that printers and queues put around them; `FinFile.emit` gives the same bytes back. A message
that cannot be followed is passed over up to where the next one begins, so that one broken message
does not hide the others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dhow.trade.swift.envelope import broken_headers
from dhow.trade.swift.findings import (
    MOST_FINDINGS,
    Finding,
    MessageRefused,
    errors,
)
from dhow.trade.swift.message import Field, Message
from dhow.trade.swift.source import TEXT_END, Source
from dhow.trade.swift.structure import examine_fields
from dhow.trade.swift.types import MESSAGE_TYPES, message_type

MAX_FILE_BYTES = 16_000_000
"""Larger files are refused before they are looked at."""

MAX_MESSAGE = 10_000
"""Characters of a whole message on the network, line ends counted as two."""

_BETWEEN = re.compile(r"[\s$\x01\x03]*")
_NEXT = re.compile(r"(?:^|[\n$\x01\x03])(\{1:)")
_BASIC = re.compile(r"\{1:([^{}]*)\}")
_APPLICATION = re.compile(r"\{2:([^{}]*)\}")
_USER = re.compile(r"\{3:((?:\{[A-Z0-9]{1,3}:[^{}]*\})*)\}")
_TRAILER = re.compile(r"\{5:((?:\{[A-Z0-9]{1,3}:[^{}]*\})*)\}")
_TAGGED = re.compile(r"\{([A-Z0-9]{1,3}):([^{}]*)\}")
_FIELD = re.compile(r":(\d\d[A-Z]?):")
_MT = re.compile(r"[IO](\d{3})")
_BARE_LINE_FEED = re.compile(r"(?<!\r)\n|\r(?!\n)")
_AROUND = "\r\n\t $\x01\x03"


@dataclass(frozen=True)
class ReadMessage:
    """One message of a file: the message where it could be followed, and what was found."""

    message: Message | None
    findings: tuple[Finding, ...]
    line: int
    source: str

    @property
    def valid(self) -> bool:
        """Whether nothing refuses it."""
        return self.message is not None and not errors(self.findings)


@dataclass(frozen=True)
class FinFile:
    """Messages in their order and what stands around them: before each, and after the last."""

    messages: tuple[ReadMessage, ...]
    between: tuple[str, ...]

    @property
    def valid(self) -> bool:
        """Whether it has messages and nothing refuses one of them."""
        return bool(self.messages) and all(read.valid for read in self.messages)

    def emit(self) -> str:
        """The file again; a message that could not be followed as it was."""
        parts: list[str] = []
        for gap, read in zip(self.between, self.messages, strict=False):
            parts += (gap, read.source if read.message is None else read.message.emit())
        return "".join((*parts, self.between[-1]))


class _Stop(Exception):
    """The message cannot be followed any further."""

    def __init__(self, at: int, tag: str, words: str) -> None:
        self.at, self.tag, self.words = at, tag, words
        super().__init__(words)


def read_file(data: bytes) -> FinFile:
    """Read every message of a file.

    Raises:
        MessageRefused: the file is too large, or holds no message at all.
    """
    if len(data) > MAX_FILE_BYTES:
        words = f"the file has {len(data):,} bytes; at most {MAX_FILE_BYTES:,} are read. Split it."
        raise MessageRefused([Finding("file", "size", words)])
    # a character is one byte: what no set has is found as such, and every byte comes back
    text = data.decode("latin-1")
    source = Source(text)
    messages: list[ReadMessage] = []
    between: list[str] = []
    at = 0
    while True:
        gap = _BETWEEN.match(text, at)
        start = gap.end() if gap else at
        between.append(text[at:start])
        if start == len(text):
            break
        read, at = _message(source, start)
        messages.append(read)
    if not messages:
        words = "there is no message; a FIN message begins with {1:F01"
        raise MessageRefused([Finding("file", "envelope", words)])
    return FinFile(tuple(messages), tuple(between))


def read_message(data: bytes | str) -> Message:
    """Read exactly one message and take it only where nothing refuses it.

    Raises:
        MessageRefused: with every finding.
    """
    file = read_file(data.encode("latin-1", "replace") if isinstance(data, str) else data)
    if len(file.messages) > 1:
        words = f"holds {len(file.messages)} messages; give one"
        raise MessageRefused([Finding("file", "envelope", words, file.messages[1].line, 1)])
    read = file.messages[0]
    if read.message is None or not read.valid:
        raise MessageRefused(errors(read.findings))
    return read.message


def read_text(mt: str, data: bytes) -> FinFile:
    """Read the bare text of a message of a known type: fields without blocks around them.

    Raises:
        MessageRefused: the text is too large, or no message of that type is known.
    """
    kind = message_type(mt)
    if kind is None:
        raise MessageRefused([_unknown_type(mt, 1)])
    if len(data) > MAX_FILE_BYTES:
        words = f"the text has {len(data):,} bytes; at most {MAX_FILE_BYTES:,} are read"
        raise MessageRefused([Finding("file", "size", words)])
    text = data.decode("latin-1")
    newline = "\r\n" if "\r\n" in text else "\n"
    end = newline if text.endswith(newline) else ""
    body = newline + text.removesuffix(newline) + newline
    try:
        fields = _fields(body, 0, newline)
    except _Stop as stop:
        source = Source(body)
        found = Finding(
            stop.tag, "envelope", stop.words, source.line(stop.at) - 1, source.column(stop.at)
        )
        return FinFile((ReadMessage(None, (found,), 1, text),), ("", ""))
    bare = Message(mt=mt, basic_header="", application_header="", fields=fields, newline=newline)
    findings = tuple(examine_fields(kind, fields))[:MOST_FINDINGS]
    return FinFile((ReadMessage(bare, findings, 1, text),), ("", end))


def examine(message: Message) -> tuple[Finding, ...]:
    """What is wrong in a message that was composed rather than read."""
    try:
        read = read_file(message.emit().encode("latin-1", "replace")).messages[0]
    except MessageRefused as refused:  # pragma: no cover - a composed message has its blocks
        return refused.findings
    return read.findings


def _message(source: Source, start: int) -> tuple[ReadMessage, int]:
    text = source.text
    line = source.line(start)
    try:
        message, first, end = _follow(source, start)
    except _Stop as stop:
        at = source.line(stop.at), source.column(stop.at)
        following = _NEXT.search(text, start + 1)
        end = following.start(1) if following else len(text)
        end = start + max(len(text[start:end].rstrip(_AROUND)), 1)
        found = Finding(stop.tag, "envelope", stop.words, *at)
        return ReadMessage(None, (found,), line, text[start:end]), end
    kind = message_type(message.mt)
    findings = list(broken_headers(message, line))
    numbered = tuple(replace(field, line=field.line + first - 1) for field in message.fields)
    message = message.with_fields(numbered)
    if kind is None:
        findings.append(_unknown_type(message.mt, line))
    else:
        findings += examine_fields(kind, message.fields)
    findings += _size(text[start:end], line)
    return ReadMessage(message, tuple(findings[:MOST_FINDINGS]), line, text[start:end]), end


def _size(source: str, line: int) -> Iterator[Finding]:
    length = len(source) + source.count("\n") - source.count("\r\n")
    if length > MAX_MESSAGE:
        words = f"has {length:,} characters; the network takes {MAX_MESSAGE:,}. Continue it in"
        yield Finding("message", "size", f"{words} the message that extends it.", line, 1)


def _unknown_type(mt: str, line: int) -> Finding:
    words = f"MT{mt} is not a message known here; there are {', '.join(MESSAGE_TYPES)}"
    return Finding("block 2", "type", words, line, 1)


def _follow(source: Source, start: int) -> tuple[Message, int, int]:
    """The message that begins at `start`, the line of its first field, and where it ends."""
    text = source.text
    basic = _block(_BASIC, text, start, "block 1", "{1:F01, address, session and sequence}")
    at = basic.end()
    application = _block(_APPLICATION, text, at, "block 2", "{2:I700, the receiver, N} after it")
    at = application.end()
    user = trailers = None
    if text.startswith("{3:", at):
        block = _block(_USER, text, at, "block 3", "{3:{108:REFERENCE}}")
        user, at = _pairs(block[1]), block.end()
    if not text.startswith("{4:", at):
        raise _Stop(at, "block 4", "is missing; write {4: and the fields right after the headers")
    at += 3
    end = source.text_end(at)
    if end == len(text) or _NEXT.search(text, at, end):
        raise _Stop(at - 3, "block 4", "does not end; write -} on a line of its own at its end")
    newline = "\r\n" if text.startswith("\r\n", at) else "\n"
    if not text.startswith(newline, at):
        raise _Stop(at, "block 4", "has text beside {4:; begin the first field on the next line")
    first = source.line(at) + 1
    fields = _fields(text[at : end + 1], at, newline)
    after = end + len(TEXT_END)
    if text.startswith("{5:", after):
        block = _block(_TRAILER, text, after, "block 5", "{5:{CHK:0123456789AB}}")
        trailers, after = _pairs(block[1]), block.end()
    number = _MT.match(application[1])
    message = Message(
        mt=number[1] if number else "",
        basic_header=basic[1],
        application_header=application[1],
        user_header=user,
        fields=fields,
        trailers=trailers,
        newline=newline,
    )
    return message, first, after


def _block(pattern: re.Pattern[str], text: str, at: int, name: str, written: str) -> re.Match[str]:
    found = pattern.match(text, at)
    if found is None:
        raise _Stop(at, name, f"cannot be followed; write {written}, nothing between the blocks")
    return found


def _pairs(content: str) -> tuple[tuple[str, str], ...]:
    return tuple((found[1], found[2]) for found in _TAGGED.finditer(content))


def _fields(body: str, start: int, newline: str) -> tuple[Field, ...]:
    """The fields of a text block between `{4:` and `-}`; lines are counted from its first field."""
    other = body.find("\r") if newline == "\n" else _BARE_LINE_FEED.search(body)
    at = other if isinstance(other, int) else (other.start() if other else -1)
    if at >= 0:
        words = "has lines that end in two ways; end all with CR LF, or all with LF"
        raise _Stop(start + at, "block 4", words)
    lines = body.split(newline)[1:-1]
    fields: list[Field] = []
    tag, value, line = "", list[str](), 0
    for number, text in enumerate(lines, 1):
        begins = _FIELD.match(text)
        if begins is not None:
            if tag:
                fields.append(Field(tag, "\n".join(value), line))
            tag, value, line = begins[1], [text[begins.end() :]], number
        elif tag and not text.startswith((":", "-")):
            value.append(text)
        else:
            place = start + sum(len(one) + len(newline) for one in lines[: number - 1])
            raise _Stop(place + len(newline), "block 4", _no_field(text, bool(tag)))
    if tag:
        fields.append(Field(tag, "\n".join(value), line))
    return tuple(fields)


def _no_field(text: str, within: bool) -> str:
    begins = text[:20]
    if text.startswith("-") and within:
        return f'line "{begins}" begins with -, which ends the text; begin it with another sign'
    return f'line "{begins}" begins no field; write the tag as :20: or :32B:'
