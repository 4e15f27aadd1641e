"""Messages as JSON and back: the same fields, so that whoever has no FIN can write one.

    {"messages": [{"mt": "730", "sender": "EXBKINBB", "receiver": "IMBKSGSG",
                   "fields": [{"tag": "20", "value": "EXBK-ACK-0091"}, ...]}]}

Headers may be given whole (`basic_header`, `application_header`) or as `sender` and `receiver`;
where there is neither, it is the fields only. What reading adds for a person (`name`, `findings`
and the like) may stand there and is not taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from dhow.trade.records import FieldRefused, InvalidInput, Problem, Record, decode, load
from dhow.trade.swift.fields import field_format
from dhow.trade.swift.message import Field, Message, bic_of, terminal_of


class LineEnds(Enum):
    """How the lines of the text end; on the network always CR LF."""

    CRLF = "CRLF"
    LF = "LF"


@dataclass(frozen=True, kw_only=True)
class TaggedText(Record):
    """A field: `value` is left out where it is empty; `name` is for a person and not read."""

    tag: str
    value: str | None = None
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlainMessage(Record):
    """One message as JSON."""

    mt: str
    fields: tuple[TaggedText, ...]
    sender: str | None = None
    receiver: str | None = None
    basic_header: str | None = None
    application_header: str | None = None
    user_header: tuple[TaggedText, ...] | None = None
    trailers: tuple[TaggedText, ...] | None = None
    line_ends: LineEnds = LineEnds.CRLF

    def __post_init__(self) -> None:
        basic = self.basic_header or self.sender
        application = self.application_header or self.receiver
        if application and not basic:
            raise FieldRefused("sender", "is missing; give the BIC, or basic_header whole")
        if basic and not application:
            raise FieldRefused("receiver", "is missing; give the BIC, or application_header whole")

    @classmethod
    def of(cls, message: Message) -> "PlainMessage":
        """A message as JSON."""
        return cls(
            mt=message.mt,
            sender=None if message.is_bare else bic_of(message.sender),
            receiver=None if message.is_bare else bic_of(message.receiver),
            basic_header=message.basic_header or None,
            application_header=message.application_header or None,
            user_header=_texts(message.user_header),
            fields=tuple(
                TaggedText(tag=field.tag, value=field.value or None, name=_name(message.mt, field))
                for field in message.fields
            ),
            trailers=_texts(message.trailers),
            line_ends=LineEnds.CRLF if message.newline == "\r\n" else LineEnds.LF,
        )

    def message(self) -> Message:
        """The message; what it says is checked where it is read, not here."""
        basic, application = self.basic_header, self.application_header
        if basic is None and self.sender:
            basic = f"F01{terminal_of(self.sender)}0000000000"
        if application is None and self.receiver:
            application = f"I{self.mt}{terminal_of(self.receiver)}N"
        return Message(
            mt=self.mt,
            basic_header=basic or "",
            application_header=application or "",
            user_header=_pairs(self.user_header),
            fields=tuple(Field(text.tag, text.value or "") for text in self.fields),
            trailers=_pairs(self.trailers),
            newline="\r\n" if self.line_ends is LineEnds.CRLF else "\n",
        )


def read_plain(source: str | bytes) -> tuple[Message, ...]:
    """Messages from JSON: one message, or `{"messages": [...]}` as `dhow swift --json` writes it.

    Raises:
        InvalidInput: naming each field that is missing, unknown, or not of its form.
    """
    data = load(source, "message")
    entries = data.get("messages")
    if entries is None:
        return (decode(PlainMessage, data).message(),)
    if not isinstance(entries, list) or not entries:
        raise InvalidInput("messages", (Problem("messages", "must be a list of messages"),))
    found: list[Message] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries):
        path = f"messages[{number}]"
        held = entry.get("message", entry) if isinstance(entry, Mapping) else entry
        if not isinstance(held, Mapping):
            problems.append(Problem(path, "must be a message as an object"))
            continue
        try:
            found.append(decode(PlainMessage, held).message())
        except InvalidInput as refused:
            problems += [Problem(f"{path}.{one.path}", one.words) for one in refused.problems]
    if problems:
        raise InvalidInput("messages", tuple(problems))
    return tuple(found)


def plain(message: Message) -> dict[str, Any]:
    """A message as JSON values."""
    return PlainMessage.of(message).as_dict()


def _name(mt: str, field: Field) -> str | None:
    form = field_format(mt, field.tag)
    return None if form is None else form.name


def _texts(pairs: tuple[tuple[str, str], ...] | None) -> tuple[TaggedText, ...] | None:
    if pairs is None:
        return None
    return tuple(TaggedText(tag=tag, value=content or None) for tag, content in pairs)


def _pairs(texts: tuple[TaggedText, ...] | None) -> tuple[tuple[str, str], ...] | None:
    return None if texts is None else tuple((text.tag, text.value or "") for text in texts)
