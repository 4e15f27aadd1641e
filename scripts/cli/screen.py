"""`dhow screen`: the duplicate check on invoices of one's own. Nothing leaves the machine."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dhow.errors import BadInputError
from scripts.cli.options import AsJson
from scripts.cli.output import say, tell, write_json

if TYPE_CHECKING:  # imported where it is used: a command starts without what it does not need
    from dhow.trade.invoices.comparison import Comparison
    from dhow.trade.invoices.screening import Screening

FINDINGS = 3


class FailOn(StrEnum):
    """From which flag on the exit code says so."""

    RED = "red"
    AMBER = "amber"


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("screen")(screen)


def screen(
    files: Annotated[
        list[Path], typer.Argument(help="UBL, CII or Factur-X invoices, or folders of them")
    ],
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="exit 3 where such a flag is found")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check invoices against each other: red, amber and why. Nothing leaves this machine."""
    from dhow.trade.invoices import InvoiceError, read_invoice
    from dhow.trade.invoices.screening import screen as screen_invoices

    read: list[tuple[str, Any]] = []
    unreadable: list[str] = []
    paths = _files(files)
    for path in paths:
        try:
            invoice = read_invoice(path.read_bytes(), str(path))
        except InvoiceError as error:
            unreadable.append(str(error))
        except OSError as error:
            unreadable.append(f"{path}: {error.strerror}. Check its permissions.")
        else:
            read.append((str(path), invoice))
    found = screen_invoices(read)
    if as_json:
        write_json(
            {
                "invoices": len(read),
                "red": [
                    {"files": list(same.names), **_findings(same.comparison)} for same in found.red
                ],
                "amber": [
                    {"files": [pair.first, pair.second], **_findings(pair.comparison)}
                    for pair in found.amber
                ],
                "unreadable": unreadable,
            }
        )
    else:
        _tell(dict(read), found, len(unreadable))
    for line in unreadable:
        say(line, style="yellow")
    if not paths:
        message = "There is no file in what was given. Name invoices, or a folder that has some."
        raise BadInputError(message)
    if not read:
        message = "None of the files is an invoice that can be read; UBL 2.1, CII and Factur-X can."
        raise BadInputError(message)
    if (fail_on and found.red) or (fail_on is FailOn.AMBER and found.amber):
        raise typer.Exit(FINDINGS)
    if unreadable:
        raise typer.Exit(BadInputError.exit_code)


def _findings(comparison: "Comparison") -> dict[str, Any]:
    return {
        "match": comparison.match.value,
        "matching": list(comparison.matching),
        "differing": list(comparison.differing),
        "alerts": [alert.value for alert in comparison.alerts],
        "words": comparison.words(),
    }


def _tell(invoices: dict[str, Any], found: "Screening", unreadable: int) -> None:
    from dhow.trade.money import Amount

    def line(name: str) -> str:
        invoice = invoices[name]
        total = Amount.of(invoice.currency, invoice.total_minor)
        return f"       {invoice.number}, {invoice.issue_date}, {total}: {name}"

    for same in found.red:
        tell(f"RED    {same.comparison.words()}", style="red")
        for name in same.names:
            tell(line(name))
    for pair in found.amber:
        tell(f"AMBER  {pair.comparison.words()}", style="yellow")
        tell(line(pair.first))
        tell(line(pair.second))
    invoice_s = "invoice" if len(invoices) == 1 else "invoices"
    tell(
        f"{len(invoices)} {invoice_s} read, {unreadable} not: "
        f"{len(found.red)} given more than once (red), {len(found.amber)} pairs to explain (amber)"
    )


def _files(given: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            found += sorted(child for child in path.rglob("*") if child.is_file())
        elif path.is_file():
            found.append(path)
        else:
            message = f"There is no file or folder {path}. Check the path and try again."
            raise BadInputError(message)
    return list(dict.fromkeys(found))
