"""`dhow audit-log`: checks the audit logs of a database against themselves and the ledger."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dhow.errors import BadInputError, DhowError
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
    database: Annotated[
        str,
        typer.Option(
            "--db", envvar="DHOW_DB", help="sqlite:///FILE or postgresql://USER@HOST/NAME"
        ),
    ],
    chain: Annotated[
        str | None,
        typer.Option("--chain", help="as dhow serve has it; with --manifest"),
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option(help="deployment manifest of the network")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="address whose roots on the ledger are this database's")
    ] = None,
    secrets: Annotated[
        Path | None,
        typer.Option(
            "--secrets", envvar="DHOW_SECRETS", help="secrets, if not beside the database"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the result as JSON on stdout")] = False,
) -> None:
    """Recompute every audit log and name the first broken line of each. Exit code 3 where one is.

    Without a chain a log that was cut off, or written anew with its hashes, is not found out.
    """
    from api.audit import verifying
    from api.secrets import secrets_of
    from dhow.store import has_begun, open_store, shown_url

    if (chain is None) != (manifest is None):
        raise BadInputError("Give --chain and --manifest together, or neither.")
    if not has_begun(database):
        message = f"There is no store at {shown_url(database)}. Give the one that is served: --db."
        raise BadInputError(message)
    anchored = _on_ledger(chain, manifest) if chain is not None and manifest is not None else None
    key = secrets_of(database, secrets_file=secrets).master_key
    with open_store(database, key) as store:
        verdict = verifying.verify(store, anchored, by=by)
    if as_json:
        write_json(asdict(verdict))
    for found in verdict.breaks:
        if not as_json:
            tell(f"{_whose(found.organisation)}: line {found.number} {found.reason}")
    against = "the ledger" if anchored is not None else "themselves only: no chain was given"
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
