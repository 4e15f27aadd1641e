"""`dhow doctor`: what is installed, what is missing, what to do."""

import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from dhow.errors import DhowError, EnvironmentProblemError
from scripts.cli.options import AsJson
from scripts.cli.output import tell, write_json


@dataclass(frozen=True)
class Finding:
    """One part: whether it works, what was found, what to do."""

    part: str
    works: bool
    found: str
    what_to_do: str
    needed_for: str


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("doctor")(doctor)


def doctor(
    as_json: AsJson = False,
) -> None:
    """What is installed, what is missing, what to do."""
    findings = [
        _python(),
        _try("Solidity compiler", "everything on the chain", _compiler),
        _try("embedded chain", "the demo and the tests", _embedded),
        _try("anvil", "--chain anvil only", _anvil),
        _try("validator", "`dhow network` only", _validator, "run `dhow network build`"),
        _try("Go", "building the validator only", _go, "install Go 1.25 or newer"),
        _try("PostgreSQL", "tests of --db postgresql://... only", _postgresql, "install it"),
        _writable(),
    ]
    if as_json:
        write_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "ok     " if finding.works else "MISSING"
            tell(f"{mark}  {finding.part}: {finding.found}")
            if not finding.works:
                tell(f"         needed for {finding.needed_for}; {finding.what_to_do}")
    if not all(finding.works for finding in findings if not finding.needed_for.endswith("only")):
        raise typer.Exit(EnvironmentProblemError.exit_code)


def _python() -> Finding:
    return Finding(
        "Python",
        sys.version_info >= (3, 11),
        platform.python_version(),
        "install Python 3.11",
        "everything",
    )


def _try(
    part: str, needed_for: str, look: Callable[[], str], what_to_do: str = "run `make setup`"
) -> Finding:
    try:
        return Finding(part, True, look(), "", needed_for)
    except DhowError as error:
        return Finding(part, False, str(error), what_to_do, needed_for)


def _compiler() -> str:
    from dhow.ledger.compiler import compile_contracts

    compiled = compile_contracts()
    deployable = sum(artifact.deployable for artifact in compiled.values())
    return f"{compiled.compiler}, {deployable} contracts"


def _embedded() -> str:
    from dhow.ledger.engines import open_engine

    with open_engine("embedded") as engine:
        engine.mine()
        return f"makes blocks, chain {engine.chain_id}"


def _anvil() -> str:
    from dhow.ledger.engines import open_engine

    with open_engine("anvil") as engine:
        engine.mine()
        return f"makes blocks, chain {engine.chain_id}"


def _validator() -> str:
    from dhow.ledger.network import find_validator

    return str(find_validator())


def _go() -> str:
    return _on_the_path("go")


def _postgresql() -> str:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return str(installed[-1]) if installed else _on_the_path("postgres")


def _on_the_path(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise EnvironmentProblemError(f"there is no `{program}` on the PATH")
    return found


def _writable() -> Finding:
    folder = Path.cwd()
    free = shutil.disk_usage(folder).free // 2**20
    return Finding("disk", free > 200, f"{free:,} MiB free", "make room", "the compiler's cache")
