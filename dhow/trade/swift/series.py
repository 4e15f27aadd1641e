"""A message that is too long, continued in others, and put together again.

A narrative field has at most 100 lines (150 for the text of an undertaking), a whole message at
most 10,000 characters. What does not fit goes on in the message made for it: MT700 in MT701, MT707
in MT708, MT710 in MT711, MT720 in MT721, MT760 in MT761, MT767 in MT775; field 27 counts, up to
eight in all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dhow.trade.swift.fields import field_format
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.message import Field, Message
from dhow.trade.swift.notation import Lines
from dhow.trade.swift.reader import MAX_MESSAGE
from dhow.trade.swift.types import message_type
from dhow.trade.swift.values import LONGEST_SERIES


@dataclass(frozen=True)
class Series:
    """How one message is continued: in which, with which fields repeated, and which going on."""

    continued_in: str
    repeated: tuple[str, ...]
    going_on: tuple[str, ...]


_TERMS = ("45A", "46A", "47A", "49G", "49H")
_CHANGES = ("45B", "46B", "47B", "49M", "49N")
_UNDERTAKING = ("77U", "77L")

SERIES: dict[str, Series] = {
    "700": Series("701", ("20",), _TERMS),
    "707": Series("708", ("20", "21", "23", "26E", "30"), _CHANGES),
    "710": Series("711", ("20", "21"), _TERMS),
    "720": Series("721", ("20", "21"), _TERMS),
    "760": Series("761", ("20", "52A", "52D"), _UNDERTAKING),
    "767": Series("775", ("20", "21", "26E", "52A", "52D"), _UNDERTAKING),
}
"""By the message that begins."""


def split(message: Message) -> tuple[Message, ...]:
    """The message, or it and those that continue it, each within the bounds of the network.

    Raises:
        MessageRefused: it has no continuation, or would need more than eight messages.
    """
    series = SERIES.get(message.mt)
    if series is None or _fits(message, series):
        return (message,)
    waiting = {field.tag: field.lines for field in message.fields if field.tag in series.going_on}
    first = tuple(field for field in message.fields if field.tag not in series.going_on)
    repeated = _repeated(message, series)
    envelope = replace(
        message,
        mt=series.continued_in,
        application_header=_renamed(message.application_header, series.continued_in),
    )
    parts: list[Message] = []
    while not parts or any(waiting.values()):
        if len(parts) == LONGEST_SERIES:
            words = f"needs more than {LONGEST_SERIES} messages; shorten the text"
            raise MessageRefused([Finding("27", "series", words)])
        within = message if not parts else envelope
        fixed = first if not parts else (Field("27", "2/2"), *repeated)
        parts.append(_filled(within, series, fixed, waiting))
    total = len(parts)
    return tuple(_numbered(part, place, total) for place, part in enumerate(parts, 1))


def join(messages: Sequence[Message]) -> Message:
    """The one message that a series stands for; its field 27 says 1/1.

    Raises:
        MessageRefused: messages of different credits, one that is missing, or one twice.
    """
    if not messages:
        raise MessageRefused([Finding("27", "series", "is of no message; give the first")])
    first = messages[0]
    series = SERIES.get(first.mt)
    if series is None:
        if len(messages) > 1:
            words = f"MT{first.mt} is not continued by another message"
            raise MessageRefused([Finding("27", "series", words)])
        return first
    _check_series(messages, series)
    lines: dict[str, list[str]] = {}
    begun: dict[str, int] = {}
    for message in messages:
        for field in message.fields:
            if field.tag in series.going_on:
                lines.setdefault(field.tag, []).extend(field.lines)
                begun.setdefault(field.tag, field.line)
    fixed = [field for field in first.fields if field.tag not in series.going_on]
    going_on = [Field(tag, "\n".join(held), begun[tag]) for tag, held in lines.items()]
    whole = first.with_fields(_in_order(first.mt, (*fixed, *going_on)))
    return _numbered(whole, 1, 1)


def _check_series(messages: Sequence[Message], series: Series) -> None:
    total = len(messages)
    other = next((each for each in messages[1:] if each.mt != series.continued_in), None)
    if other is not None:
        words = f"MT{other.mt} does not continue an MT{messages[0].mt}, which MT"
        words += f"{series.continued_in} does; give the messages of one series alone"
        raise MessageRefused([Finding("27", "series", words)])
    for place, message in enumerate(messages, 1):
        if message.get("27") != f"{place}/{total}":
            words = f"is {message.get('27')}; message {place} of {total} says {place}/{total}."
            words += " Give the messages of one series, all of them, in their order"
            raise MessageRefused([Finding("27", "series", words)])
        for field in _repeated(messages[0], series):
            said = message.option(field.number)
            if said != field:
                words = f"is {said and said.value} in message {place} and {field.value} in"
                words += " the first; a series is about one credit"
                raise MessageRefused([Finding(field.tag, "series", words)])


def _repeated(message: Message, series: Series) -> tuple[Field, ...]:
    """The fields that each message of a series repeats, once each.

    Of an undertaking with a local one, whose issuer stands in a sequence of its own, the first.
    """
    found: dict[str, Field] = {}
    for field in message.fields:
        if field.tag in series.repeated:
            found.setdefault(field.number, field)
    return tuple(found.values())


def _fits(message: Message, series: Series) -> bool:
    if _length(message) > MAX_MESSAGE:
        return False
    return all(
        len(field.lines) <= _most_lines(message.mt, field.tag)
        for field in message.fields
        if field.tag in series.going_on
    )


def _filled(
    envelope: Message, series: Series, fixed: tuple[Field, ...], waiting: dict[str, list[str]]
) -> Message:
    """A message with as much of what waits as it holds; takes that from `waiting`."""
    message = envelope.with_fields(fixed)
    room = MAX_MESSAGE - _length(message)
    taken: list[Field] = []
    for tag in series.going_on:
        lines = waiting.get(tag) or []
        room -= len(tag) + 2
        number = 0
        most = _most_lines(envelope.mt, tag)
        while number < min(len(lines), most) and room >= len(lines[number]) + 2:
            room -= len(lines[number]) + 2
            number += 1
        if number:
            taken.append(Field(tag, "\n".join(lines[:number])))
            waiting[tag] = lines[number:]
        else:
            room += len(tag) + 2
    if not taken:
        words = "leaves no room for the texts that go on; shorten the other fields"
        raise MessageRefused([Finding("message", "size", words)])
    return message.with_fields(_in_order(envelope.mt, (*fixed, *taken)))


def _in_order(mt: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Fields put where the message has them; what stands in one sequence stays in it."""
    kind = message_type(mt)
    if kind is None:  # pragma: no cover - the table of series names messages known here
        return fields
    if not kind.sections[0].name:
        order = {tag: at for at, slot in enumerate(kind.sections[0].slots) for tag in slot.tags}
        return tuple(sorted(fields, key=lambda field: order.get(field.tag, len(order))))
    return _in_sequences(mt, fields)


def _in_sequences(mt: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    kind = message_type(mt)
    sections = () if kind is None else kind.sections
    moved = {field.tag: field for field in fields if field.tag in _UNDERTAKING}
    held: list[list[Field]] = []
    for field in fields:
        if field.tag in moved:
            continue
        if not held or field.tag in {section.opening for section in sections}:
            held.append([])
        held[-1].append(field)
    ordered: list[Field] = []
    for group, section in zip(held, sections, strict=False):
        order = {tag: at for at, slot in enumerate(section.slots) for tag in slot.tags}
        group += [field for tag, field in moved.items() if tag in order]
        ordered += sorted(group, key=lambda field: order.get(field.tag, len(order)))
    return tuple(ordered)


def _most_lines(mt: str, tag: str) -> int:
    form = field_format(mt, tag)
    lines = form.format.root.parts[0] if form else None
    return lines.most if isinstance(lines, Lines) else 1


def _length(message: Message) -> int:
    """Characters as the network counts them: a line end is two."""
    written = replace(message, newline="\n").emit()
    return len(written) + written.count("\n")


def _renamed(header: str, mt: str) -> str:
    return header[:1] + mt + header[4:] if header else header


def _numbered(message: Message, place: int, total: int) -> Message:
    return message.with_fields(
        tuple(
            Field("27", f"{place}/{total}", field.line) if field.tag == "27" else field
            for field in message.fields
        )
    )
