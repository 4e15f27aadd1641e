"""`dhow docs`: what is generated from the product, compared with it or written anew."""

from enum import StrEnum
from typing import Annotated

import typer

from dhow.errors import DhowError
from scripts.cli.output import say, tell


class Part(StrEnum):
    """What can be generated."""

    CLIENT = "client"
    EXAMPLES = "examples"
    PRIVACY = "privacy"
    SCHEMAS = "schemas"
    CONFORMANCE = "conformance"
    EXAMINATION = "examination"


class NotInStep(DhowError):
    """A generated file is not what the product gives."""

    exit_code = 3


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("docs")(docs)


def docs(
    parts: Annotated[
        list[Part] | None, typer.Argument(help="which; all of them unless named")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="write them anew")] = False,
) -> None:
    """Compare the generated pages, examples and client with the product, or write them anew.

    Exit code 3 where one is not in step. Needs the development tools (`make setup-dev`).
    """
    from scripts.docs.catalogue import PARTS, differing
    from scripts.docs.catalogue import write as write_files

    stale = []
    for part in parts or list(Part):
        files = PARTS[part.value]()
        changed = differing(files)
        stale += changed
        if write:
            write_files(files)
            say(f"{part.value}: {len(changed)} of {len(files)} files written")
    for path in stale:
        tell(path)
    if stale and not write:
        raise NotInStep("these files are not what the product gives; run: dhow docs --write")
