"""`dhow examine`: documents examined under a letter of credit. Nothing leaves the machine."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dhow.errors import BadInputError
from scripts.cli.options import AsJson
from scripts.cli.output import say, tell, write_json
from scripts.cli.swift import named_places

if TYPE_CHECKING:  # imported where it is used: a command starts without what it does not need
    from dhow.trade.credit import ExaminationReport, Presentation, Terms
    from dhow.trade.members import BankingCalendar

FINDINGS = 3
FARTHEST_YEARS = 10
ENVELOPE = "presentation.json"


class FailOn(StrEnum):
    """From which finding on the exit code says so."""

    DISCREPANCY = "discrepancy"


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("examine")(examine)


def examine(
    credit: Annotated[Path, typer.Argument(help="the credit: terms as JSON, or an MT700")],
    presentation: Annotated[
        Path, typer.Argument(help="presentation as JSON, or a folder with presentation.json")
    ],
    closed: Annotated[
        list[datetime] | None,
        typer.Option("--closed", formats=["%Y-%m-%d"], help="a day on which the bank is closed"),
    ] = None,
    place: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=LOCODE", help="of an MT700: which place a name in 31D means"),
    ] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="exit 3 where the documents do not comply")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Examine documents under a letter of credit: UCP 600, eUCP 2.1, each finding with its article.

    A document in presentation.json is given in full ("document"), or by "file": JSON, or an invoice
    as UBL, CII or Factur-X, with what that has no place for in "document". Files of a folder that
    presentation.json does not name are documents too.
    """
    from dhow.trade.credit import examine as examine_presentation

    terms = _terms(credit, named_places(place or []))
    presented = _presentation(presentation)
    calendars = _calendars(presentation, terms, presented, [day.date() for day in closed or []])
    report = examine_presentation(terms, presented, calendars)
    if as_json:
        write_json(report.as_dict())
    else:
        _tell(report)
    if fail_on and not report.complying:
        raise typer.Exit(FINDINGS)


def _tell(report: "ExaminationReport") -> None:
    heading, *rest = report.words()
    tell(heading, style="green" if report.complying else "red")
    for finding in report.findings:
        tell()
        tell(f"{finding.code.value}  {finding.article}", style="bold")
        tell(f"  {finding.document}: {finding.field}")
        tell(f"  found:               {finding.found}")
        tell(f"  required:            {finding.required}")
        tell(f"  would have complied: {finding.would_comply}")
    for line in rest[len(report.findings) :]:
        tell(line, style="yellow")
    tell()
    tell(f"Presented {report.presentation_day}; last day {report.last_day_for_presentation}.")
    tell(
        f"Honour or give one notice of refusal by close of {report.decide_by} (art. 14(b), 16(d))."
    )
    tell(f"If honoured: {report.amount_to_honour}.")


def _read(path: Path) -> bytes:
    from dhow.trade.records import MAX_JSON_BYTES

    try:
        with path.open("rb") as opened:  # a device or a pipe does not say how long it is
            data = opened.read(MAX_JSON_BYTES + 1)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}. Check the path and its permissions."
        raise BadInputError(message) from None
    if len(data) > MAX_JSON_BYTES:
        message = f"{path} is larger than {MAX_JSON_BYTES:,} bytes. Give the document alone."
        raise BadInputError(message)
    return data


@contextmanager
def _said_of(path: Path, next_step: str) -> Iterator[None]:
    """Bad input of one file, told with the file, each field, and what to do."""
    from dhow.trade.records import InvalidInput

    try:
        yield
    except InvalidInput as error:
        words = "; ".join(str(problem).rstrip(".") for problem in error.problems)
        raise BadInputError(f"{path}: {words}. {next_step}") from None


def _terms(path: Path, places: dict[str, str]) -> "Terms":
    from dhow.trade.credit import Terms

    data = _read(path)
    if data.lstrip()[:4] == b"{1:F":
        return _from_mt700(path, data, places)
    with _said_of(path, "Correct the terms; docs/schemas/terms.json says their form."):
        return Terms.from_json(data)


def _from_mt700(path: Path, data: bytes, places: dict[str, str]) -> "Terms":
    from dhow.trade.swift import MessageRefused, read_file
    from dhow.trade.swift.mapping import Knowledge, read_credit

    advice = f"dhow swift {path} tells what is wrong with a message."
    try:
        read = [each.message for each in read_file(data).messages]
        messages = [message for message in read if message is not None]
        if len(messages) < len(read):
            raise BadInputError(f"{path}: a message in it is not valid. {advice}")
        found = read_credit(messages, Knowledge(places=places))
    except MessageRefused as refused:
        if "UN/LOCODE" in str(refused):
            advice = "Say which place it is: --place NAME=LOCODE."
        raise BadInputError(f"{path}: {refused}. {advice}") from None
    for note in found.notes:
        say(f"{path}: {note}", style="yellow")
    return found.terms


def _presentation(path: Path) -> "Presentation":
    from dhow.trade.credit import Presentation
    from dhow.trade.records import load

    envelope = path / ENVELOPE if path.is_dir() else path
    if path.is_dir() and not envelope.is_file():
        message = (
            f"{path} has no {ENVELOPE}. Put one there with credit_number, drawn, presented_at and "
            "place; the other files of the folder are the documents."
        )
        raise BadInputError(message)
    advice = "Correct it; docs/schemas/presentation.json says its form."
    with _said_of(envelope, advice):
        given = dict(load(_read(envelope), "presentation"))
    listed = given.get("documents", [])
    if not isinstance(listed, list):
        raise BadInputError(f"{envelope}: documents: must be a list. {advice}")
    entries = [_entry(envelope, i, one) for i, one in enumerate(listed)]
    if path.is_dir():
        named = {one.get("file") for one in listed if isinstance(one, Mapping)}
        entries += [
            _from_file(child, {})
            for child in sorted(path.iterdir())
            if _holds_a_document(child) and child.name != ENVELOPE and child.name not in named
            and not child.name.startswith(".")
        ]  # fmt: skip
    with _said_of(envelope, advice):
        return Presentation.from_json({**given, "documents": entries})


def _holds_a_document(child: Path) -> bool:
    """A file, or a link that leads to none: left out unsaid, its document would be missed."""
    return child.is_file() or (child.is_symlink() and not child.is_dir())


def _entry(envelope: Path, at: int, given: Any) -> Any:
    """One document of the list: as it stands, or from the file that it names."""
    if not isinstance(given, Mapping):
        return given
    if "file" not in given:
        document = given.get("document")
        if not isinstance(document, Mapping) or "salt" in document:
            return given
        written = json.dumps(document, sort_keys=True, default=str).encode()
        salt = hashlib.sha256(written).hexdigest()[:32]  # as for files: the same, the same
        return {**given, "document": {**document, "salt": salt}}
    name = given["file"]
    if not isinstance(name, str) or Path(name).name != name:
        message = (
            f"{envelope}: documents[{at}].file: must be the name of a file beside it. "
            "Put the document there and give its name alone."
        )
        raise BadInputError(message)
    return _from_file(envelope.parent / name, {k: v for k, v in given.items() if k != "file"})


def _from_file(path: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    from dhow.trade.documents.files import read_document

    beside = given.get("document", {})
    if not isinstance(beside, Mapping):
        raise BadInputError(f"{path}: document: must be an object with the fields beside the file.")
    with _said_of(path, "Correct it; docs/schemas/documents has the form of each kind."):
        document = read_document(_read(path), path.name, beside)
    return {**given, "document": document.as_dict()}


def _calendars(
    path: Path, terms: "Terms", presented: "Presentation", closed: list[date]
) -> dict[str, "BankingCalendar"]:
    from dhow.trade.members import make_calendar

    year, last = presented.presented_at.year, terms.expiry.day.year
    if abs(last - year) > FARTHEST_YEARS:
        message = (
            f"{path}: presented_at: is in {year} and the credit expires in {last}, more than "
            f"{FARTHEST_YEARS} years apart. Check both dates."
        )
        raise BadInputError(message)
    years = range(min(year, last) - 1, max(year, last) + 2)
    try:
        calendar = make_calendar(
            presented.place, years, closed=[day for day in closed if day.year in years]
        )
    except ValueError as error:
        message = f"{path}: place: {error}. Give one whose banking days are known."
        raise BadInputError(message) from None
    return {presented.place: calendar}
