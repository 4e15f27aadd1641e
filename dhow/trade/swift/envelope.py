"""The headers and trailers of a FIN message: blocks 1, 2, 3 and 5."""

from collections.abc import Iterator

from dhow.trade.swift import values
from dhow.trade.swift.findings import Finding
from dhow.trade.swift.message import Message
from dhow.trade.swift.notation import parse_format

_TERMINAL = "4!a2!a2!c4!c"
_BASIC = parse_format(f"1!a2!n{_TERMINAL}4!n6!n")
_INPUT = parse_format(f"1!a3!n{_TERMINAL}1!a[1!n][3!n]")
_OUTPUT = parse_format(f"1!a3!n4!n6!n{_TERMINAL}4!n6!n6!n4!n1!a")
_SERVICES = ("01", "21")
_PRIORITIES = ("S", "U", "N")
_UUID = "8!z1!z4!z1!z4!z1!z4!z1!z12!z"

_USER = {
    "103": "3!a",
    "106": "28x",
    "108": "16x",
    "111": "3!n",
    "113": "4!x",
    "115": "32x",
    "119": "8c",
    "121": _UUID,
    "165": "3!c/34x",
    "423": "18n",
    "424": "16x",
    "433": "3!a[/20x]",
    "434": "3!a[/20x]",
}
"""Fields of the user header and their formats."""

_TRAILERS = {
    "CHK": "12!h",
    "MAC": "8!h",
    "PAC": "8!h",
    "TNG": "",
    "PDE": "28x",
    "PDM": "28x",
    "DLM": "",
    "MRF": "35x",
    "SYS": "28x",
}
"""Trailers and their formats; what may be left empty is taken empty too."""

_MAY_BE_EMPTY = frozenset(("PDE", "PDM", "SYS"))


def broken_headers(message: Message, line: int) -> Iterator[Finding]:
    """What is wrong in the envelope; all headers stand on `line`, where the message begins."""
    yield from _basic(message.basic_header, line)
    yield from _application(message.application_header, line, len(message.basic_header) + 8)
    for block, pairs, formats in (
        ("block 3", message.user_header, _USER),
        ("block 5", message.trailers, _TRAILERS),
    ):
        for tag, content in pairs or ():
            yield from _tagged(block, tag, content, formats, line)


def _basic(header: str, line: int) -> Iterator[Finding]:
    misfit = _BASIC.misfit(header)
    if misfit is not None:
        words = f"{misfit}; write F01, the address of 12 characters, session and sequence"
        yield Finding("block 1", _BASIC.notation, words, line, misfit.at + 4)
    elif header[0] not in "FAL" or header[1:3] not in _SERVICES:
        words = f"{header[:3]} is no service; a message of a user begins with F01"
        yield Finding("block 1", "codes", words, line, 4)


def _application(header: str, line: int, column: int) -> Iterator[Finding]:
    if not header.startswith(("I", "O")):
        words = "begins with I for a message to the network, or with O for one from it"
        yield Finding("block 2", "codes", words, line, column)
        return
    form = _INPUT if header[0] == "I" else _OUTPUT
    misfit = form.misfit(header)
    if misfit is not None:
        words = f"{misfit}; write {header[0]}, the message's number, then as {form.notation}"
        yield Finding("block 2", form.notation, words, line, column + misfit.at)
        return
    if header[0] == "I":
        priority, at = header[16], 16
    else:
        priority, at = header[-1], len(header) - 1
        for day_at in (8, 36):
            for fault in values.dated(header[day_at : day_at + 6]):
                yield Finding("block 2", fault.rule, fault.words, line, column + day_at)
    if priority not in _PRIORITIES:
        words = f"{priority} is no priority; write N, or U where it is urgent"
        yield Finding("block 2", "codes", words, line, column + at)


def _tagged(
    block: str, tag: str, content: str, formats: dict[str, str], line: int
) -> Iterator[Finding]:
    notation = formats.get(tag)
    if notation is None:
        words = f"{tag} is no field of {block}; there are {', '.join(formats)}"
        yield Finding(block, "T13", words, line, 1)
        return
    if not content and (not notation or tag in _MAY_BE_EMPTY):
        return
    form = parse_format(notation)
    misfit = form.misfit(content)
    if misfit is not None or not content:
        words = f"{tag}: {misfit or f'is empty; write {notation}'}"
        yield Finding(block, notation or "empty", words, line, 1)
