"""`dhow screen`: the duplicate check on invoices of one's own. Nothing leaves the machine."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from dhow.errors import BadInputError
from scripts.cli.output import say, tell, write_json

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
    as_json: Annotated[bool, typer.Option("--json", help="the result as JSON on stdout")] = False,
) -> None:
    """Check invoices against each other: red, amber and why. Nothing leaves this machine."""
    from dhow.trade.invoices import InvoiceError, read_invoice
    from dhow.trade.invoices.screening import Flag
    from dhow.trade.invoices.screening import screen as screen_invoices

    read: list[tuple[str, Any]] = []
    unreadable: list[str] = []
    for path in _files(files):
        try:
            invoice = read_invoice(path.read_bytes(), str(path))
        except InvoiceError as error:
            unreadable.append(str(error))
        except OSError as error:
            unreadable.append(f"{path}: {error.strerror}. Check its permissions.")
        else:
            read.append((str(path), invoice))
    pairs = screen_invoices(read)
    red = sum(pair.flag is Flag.RED for pair in pairs)
    amber = len(pairs) - red
    if as_json:
        write_json(
            {
                "invoices": len(read),
                "red": red,
                "amber": amber,
                "pairs": [
                    {
                        "flag": pair.flag.value,
                        "first": pair.first,
                        "second": pair.second,
                        "match": pair.comparison.match.value,
                        "matching": list(pair.comparison.matching),
                        "differing": list(pair.comparison.differing),
                        "alerts": [alert.value for alert in pair.comparison.alerts],
                        "words": pair.comparison.words(),
                    }
                    for pair in pairs
                ],
                "unreadable": unreadable,
            }
        )
    else:
        for pair in pairs:
            tell(
                f"{pair.flag.value.upper():5}  {pair.first}",
                style="red" if pair.flag is Flag.RED else "yellow",
            )
            tell(f"       {pair.second}")
            tell(f"       {pair.comparison.words()}")
        tell(f"{len(read)} invoices: {red} red, {amber} amber, {len(unreadable)} not read")
    for line in unreadable:
        say(line, style="yellow")
    if not read:
        message = "None of the files is an invoice that can be read; UBL 2.1, CII and Factur-X can."
        raise BadInputError(message)
    if (fail_on is FailOn.RED and red) or (fail_on is FailOn.AMBER and pairs):
        raise typer.Exit(FINDINGS)
    if unreadable:
        raise typer.Exit(BadInputError.exit_code)


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
