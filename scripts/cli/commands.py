"""The command line's commands, put together."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from scripts.cli import (
    audit_log,
    backup,
    bench,
    docs,
    doctor,
    examine,
    keys,
    ledger,
    network,
    outbox,
    run,
    screen,
    serve,
    store,
    swift,
)
from scripts.cli.output import tell
from scripts.cli.settings import default_map
from scripts.cli.stopping import begin

IMPORT_FIRST = ("demo", "run")
"""Commands that say themselves when they begin; before, they only import."""

app = typer.Typer(
    name="dhow",
    help="Trade finance on smart contracts: letters of credit, invoices and signed evidence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (
    run,
    serve,
    screen,
    examine,
    swift,
    bench,
    doctor,
    docs,
    keys,
    network,
    backup,
    outbox,
    ledger,
    audit_log,
    store,
):
    module.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        project = Path(__file__).parents[2] / "pyproject.toml"
        tell(str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]))
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="the version", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Trade finance on smart contracts: letters of credit, invoices and signed evidence."""
    del version  # told by its callback
    if context.invoked_subcommand not in IMPORT_FIRST:
        begin()


def run_named_command() -> int:
    """Run what the arguments name; returns its exit code.

    Raises:
        Exception: click's own, for what is wrong with the arguments.
    """
    command = typer.main.get_command(app)
    names = list(getattr(command, "commands", {}))
    try:
        done = command.main(prog_name="dhow", standalone_mode=False, default_map=default_map(names))
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    return done if isinstance(done, int) else 0  # click hands an exit code back
