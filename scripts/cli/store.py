"""`dhow store`: whether a store is whole, and keeping it small."""

import time
from typing import Annotated

import typer

from scripts.cli.kept import kept_store
from scripts.cli.options import AsJson, Database, Secrets
from scripts.cli.output import say, tell, write_json

store = typer.Typer(help="Whether a store is whole, and keeping it small.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(store, name="store")


@store.command("check")
def checked(database: Database, secrets: Secrets = None, as_json: AsJson = False) -> None:
    """Open every sealed row, compare every document with its hash. Exit code 3 where one fails."""
    from dhow.store.upkeep import check

    with kept_store(database, secrets) as opened:
        findings = list(check(opened))
    if as_json:
        write_json(findings)
    else:
        for finding in findings:
            tell(finding)
        say(f"{len(findings)} findings: restore a backup." if findings else "The store is whole.")
    if findings:
        raise typer.Exit(3)


@store.command("prune")
def pruned(
    database: Database,
    secrets: Secrets = None,
    days: Annotated[
        int, typer.Option("--older-than", help="days since a command had its outcome; 7 or more")
    ] = 30,
    versions: Annotated[
        bool,
        typer.Option("--versions", help="what rows of the ledger once were, too"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take away commands settled long ago; the API may go on meanwhile."""
    from dataclasses import asdict

    from dhow.store.upkeep import prune

    with kept_store(database, secrets) as opened:
        gone = prune(opened, now=int(time.time()), days=days, versions=versions)
    if as_json:
        write_json(asdict(gone))
    else:
        tell(f"{gone.commands} commands and {gone.versions} versions taken away")
