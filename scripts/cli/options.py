"""The options that several commands have: one name means one thing in all of them."""

from pathlib import Path
from typing import Annotated, Any

import typer


def database_option(words: str = "sqlite:///FILE or postgresql://USER@HOST/NAME") -> Any:
    """`--db`: where the store is."""
    return typer.Option("--db", envvar="DHOW_DB", help=words)


CHAINS = (
    "embedded, embedded:FOLDER (kept there), anvil, network:FOLDER (of dhow network), or the URL of"
    " a node; several of one chain by commas"
)


def chain_option(words: str = CHAINS) -> Any:
    """`--chain`: which chain."""
    return typer.Option("--chain", envvar="DHOW_CHAIN", help=words)


def manifest_option(words: str = "deployment manifest of the network") -> Any:
    """`--manifest`: the file that says which contracts."""
    return typer.Option("--manifest", help=words)


def secrets_option(words: str = "the file of its secrets, if not beside the database") -> Any:
    """`--secrets`: the file of the database's secrets."""
    return typer.Option("--secrets", envvar="DHOW_SECRETS", help=words)


def json_option(words: str = "the result as JSON on stdout") -> Any:
    """`--json`: one document on stdout, no prose there."""
    return typer.Option("--json", help=words)


Database = Annotated[str, database_option()]
Chain = Annotated[str, chain_option()]
Manifest = Annotated[Path, manifest_option()]
Secrets = Annotated[Path | None, secrets_option()]
AsJson = Annotated[bool, json_option()]


def is_typed(context: typer.Context, parameter: str) -> bool:
    """Whether a parameter was given on the command line itself.

    What the environment or `dhow.toml` says is meant for every command that has the option; a
    command that has no use for it must not refuse to run.
    """
    source = context.get_parameter_source(parameter)
    return source is not None and source.name == "COMMANDLINE"
