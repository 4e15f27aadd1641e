"""`dhow swift`: SWIFT messages of category 7 checked, and turned into JSON and back."""

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dhow.errors import BadInputError
from scripts.cli.options import json_option
from scripts.cli.output import say, tell, write_json

if TYPE_CHECKING:  # imported where it is used: a command starts without what it does not need
    from dhow.trade.swift import FinFile, Message

FINDINGS = 3
_BLANK = " \t\r\n"
_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")


class FailOn(StrEnum):
    """From which finding on the exit code says so."""

    ERROR = "error"
    WARNING = "warning"


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("swift")(swift)


def swift(
    file: Annotated[Path, typer.Argument(help="FIN messages, or JSON of them; - reads from stdin")],
    as_json: Annotated[bool, json_option("messages and findings as JSON on stdout")] = False,
    emit: Annotated[
        bool, typer.Option("--emit", help="the messages as FIN on stdout, byte for byte")
    ] = False,
    mt: Annotated[
        str | None,
        typer.Option("--type", metavar="MT", help="the file has the fields of this message only"),
    ] = None,
    terms: Annotated[
        bool, typer.Option("--terms", help="the terms of the credit as JSON on stdout")
    ] = False,
    place: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=LOCODE", help="with --terms: which place a name in 31D means"),
    ] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="exit 3 where such a finding is made")
    ] = None,
) -> None:
    """Check SWIFT messages MT700 to MT787: every error with its tag, position and rule.

    FIN in gives findings, or JSON with --json; JSON in gives FIN, the terms of a credit an MT700.
    An MT700, 710 or 720 with what continues it gives terms with --terms. A message that the network
    would refuse ends with exit code 4.
    """
    if as_json + emit + terms > 1:
        raise typer.BadParameter("give one of --json, --emit and --terms")
    data = _read(file)
    from_json = data.lstrip()[:1] in (b"{", b"[") and not data.lstrip().startswith(b"{1:")
    if mt is not None:
        found = _text_only(data, mt, file)
    elif from_json:
        found = _from_json(data, file)
    else:
        found = _from_fin(data, file)
    if terms:
        _write_terms(found, named_places(place or []), file)
    elif as_json:
        write_json(_document(file, found))
    elif emit or from_json:
        if found.valid:
            sys.stdout.buffer.write(found.emit().encode("latin-1"))
            sys.stdout.buffer.flush()
        _tell(found, say)
    else:
        _tell(found, tell)
    _end(found, fail_on)


def _end(found: "FinFile", fail_on: FailOn | None) -> None:
    findings = [finding for read in found.messages for finding in read.findings]
    wanted = fail_on is FailOn.WARNING and findings
    if wanted or (fail_on is FailOn.ERROR and not found.valid):
        raise typer.Exit(FINDINGS)
    if not found.valid:
        raise typer.Exit(BadInputError.exit_code)


def _read(file: Path) -> bytes:
    from dhow.trade.swift.reader import MAX_FILE_BYTES

    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}. Check the path and its permissions."
        raise BadInputError(message) from None


def _from_fin(data: bytes, file: Path) -> "FinFile":
    from dhow.trade.swift import MessageRefused, read_file

    if data.lstrip().startswith(b":"):
        message = f"{file} has fields without blocks around them. Say of which message: --type 707."
        raise BadInputError(message)
    try:
        return read_file(data)
    except MessageRefused as refused:
        raise BadInputError(f"{file}: {refused}") from None


def named_places(given: list[str]) -> dict[str, str]:
    """What --place says: the UN/LOCODE of each place by the name that a message gives it."""
    from dhow.trade.swift.mapping.places import locode_of

    found: dict[str, str] = {}
    for each in given:
        name, equals, locode = each.rpartition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"--place {each}: write it as INDIA=INBOM")
        found[name.strip().upper()] = _locode(locode.strip().upper(), each)
    for name, told in found.items():
        if (known := locode_of(name, {})) is not None and known != told:
            words = f"--place: {name} is {known} in our own table; {told} is taken, as you say"
            say(f"warning, {words}", style="yellow")
    return found


def _locode(code: str, given: str) -> str:
    """A UN/LOCODE, of a country that there is."""
    from dhow.trade.members.countries import country_named

    if not _LOCODE.fullmatch(code) or country_named(code[:2]) is None:
        raise typer.BadParameter(
            f"--place {given}: {code} is no UN/LOCODE; it is a country's two letters and three more"
            " for the place, as INBOM"
        )
    return code


def _write_terms(found: "FinFile", places: dict[str, str], file: Path) -> None:
    from dhow.trade.swift import MessageRefused
    from dhow.trade.swift.mapping import Knowledge, read_credit

    messages = [read.message for read in found.messages if read.message is not None]
    if not found.valid:
        _tell(found, say)
        return
    try:
        read = read_credit(messages, Knowledge(places=places))
    except MessageRefused as refused:
        hint = " For a place: --place NAME=LOCODE." if "UN/LOCODE" in str(refused) else ""
        raise BadInputError(f"{file}: {refused}.{hint}") from None
    for note in read.notes:
        say(f"warning, {note}", style="yellow")
    write_json(read.terms.as_dict())


def _from_json(data: bytes, file: Path) -> "FinFile":
    from dhow.trade.credit import Terms
    from dhow.trade.records import InvalidInput, load
    from dhow.trade.swift import MessageRefused, read_file, read_text
    from dhow.trade.swift.mapping import write_credit
    from dhow.trade.swift.plain import read_plain

    try:
        parsed = load(data, "message")
        if "credit_number" in parsed:
            messages = write_credit(Terms.from_json(parsed))
        else:
            messages = read_plain(data)
    except (InvalidInput, MessageRefused) as refused:
        raise BadInputError(f"{file}: {refused}") from None
    written = _joined(messages, parsed.get("between")).encode("latin-1", "replace")
    try:
        bare = messages[0].is_bare and len(messages) == 1
        found = read_text(messages[0].mt, written) if bare else read_file(written)
    except MessageRefused as refused:
        raise BadInputError(f"{file}: the messages cannot be written as FIN: {refused}") from None
    if found.valid and tuple(read.message for read in found.messages) != messages:
        message = f"{file}: a value holds what ends its field or message in FIN. Leave it out."
        raise BadInputError(message)
    return found


def _joined(messages: "tuple[Message, ...]", between: object) -> str:
    """The messages as one file: with what stood around them where that is told, else by lines."""
    usual = [message.newline for message in messages]
    around = ["", *usual[:-1], ""]
    if isinstance(between, list) and len(between) == len(around):
        blank = all(isinstance(each, str) and not each.strip(_BLANK) for each in between)
        around = between if blank else around
    parts = [gap + message.emit() for gap, message in zip(around, messages, strict=False)]
    return "".join((*parts, around[-1]))


def _text_only(data: bytes, mt: str, file: Path) -> "FinFile":
    from dhow.trade.swift import MessageRefused, read_text

    try:
        return read_text(mt, data)
    except MessageRefused as refused:
        raise BadInputError(f"{file}: {refused}") from None


def _document(file: Path, found: "FinFile") -> dict[str, Any]:
    from dhow.trade.swift.plain import plain

    return {
        "file": str(file),
        "valid": found.valid,
        "between": list(found.between),
        "messages": [
            {
                "line": read.line,
                "valid": read.valid,
                "findings": [finding.as_dict() for finding in read.findings],
                "message": None if read.message is None else plain(read.message),
            }
            for read in found.messages
        ],
    }


def _tell(found: "FinFile", line: Any) -> None:
    for read in found.messages:
        name = "a message" if read.message is None else f"MT{read.message.mt}"
        reference = read.message.get("20") if read.message else None
        told = f"{name} {reference}" if reference else name
        outcome = "valid" if read.valid else "refused"
        line(f"{told}, line {read.line}: {outcome}", style=None if read.valid else "red")
        for finding in read.findings:
            severity = finding.severity.value
            line(f"  {severity}, {finding}", style=_STYLES[severity])
    refused = sum(not read.valid for read in found.messages)
    message_s = "message" if len(found.messages) == 1 else "messages"
    line(f"{len(found.messages)} {message_s} read, {refused} refused")


_STYLES = {"error": "red", "warning": "yellow"}
