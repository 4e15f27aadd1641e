"""`dhow audit-log`: checks the audit logs of a database against themselves and the ledger."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dhow.errors import BadInputError, DhowError
from scripts.cli.kept import kept_store
from scripts.cli.options import (
    AsJson,
    Database,
    Secrets,
    chain_option,
    is_typed,
    manifest_option,
)
from scripts.cli.output import say, tell, write_json

if TYPE_CHECKING:
    from api.audit.verifying import OnLedger

audit_log = typer.Typer(help="The audit logs: are they as they were written.", no_args_is_help=True)


class LogBroken(DhowError):
    """A log is not what was written."""

    exit_code = 3


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(audit_log, name="audit-log")


@audit_log.callback()
def _group() -> None:
    """The audit logs: are they as they were written."""


@audit_log.command("verify")
def verify(
    context: typer.Context,
    database: Database,
    chain: Annotated[str | None, chain_option("as dhow serve has it; with --manifest")] = None,
    manifest: Annotated[Path | None, manifest_option()] = None,
    by: Annotated[
        str | None, typer.Option(help="address whose roots on the ledger are this database's")
    ] = None,
    secrets: Secrets = None,
    as_json: AsJson = False,
) -> None:
    """Recompute every audit log and name the first broken line of each. Exit code 3 where one is.

    Without a chain a log that was cut off, or written anew with its hashes, is not found out.
    """
    from api.audit import verifying

    if manifest is None and not is_typed(context, "chain"):
        chain = None  # named for every command, and not meant to ask for more here
    if (chain is None) != (manifest is None):
        raise BadInputError("Give --chain and --manifest together, or neither.")
    with kept_store(database, secrets) as store:
        anchored = None if chain is None or manifest is None else _on_ledger(chain, manifest)
        verdict = verifying.verify(store, anchored, by=by)
    if as_json:
        write_json(asdict(verdict))
    for found in verdict.breaks:
        if not as_json:
            tell(f"{_whose(found.organisation)}: line {found.number} {found.reason}")
    against = "the ledger" if anchored is not None else "themselves only: no --manifest was given"
    say(f"{verdict.lines} lines of {verdict.logs} logs checked against {against}")
    if verdict.breaks:
        raise LogBroken(
            f"{len(verdict.breaks)} findings: these logs are not as they were written. Keep the "
            "database as it is, and compare it with a backup."
        )


def _on_ledger(chain: str, manifest: Path) -> "tuple[OnLedger, ...]":
    from api.audit import verifying
    from dhow.ledger.bindings.registry import decoder
    from dhow.ledger.client import LedgerClient
    from dhow.ledger.deploy import load
    from dhow.ledger.engines import open_engine

    with open_engine(chain) as engine:
        ledger = LedgerClient(engine, decoder())
        return verifying.on_ledger(ledger, load(manifest, ledger))


def _whose(organisation: str) -> str:
    from api.ids import lei_of

    return lei_of(organisation) if organisation.startswith("0x") else organisation
