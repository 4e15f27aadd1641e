"""`dhow`: one command.

Exit codes: 0 ok, 1 internal error, 2 usage, 3 findings, 4 bad input, 5 environment.
"""

import atexit
import gc
import signal
import sys
import tomllib
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from dhow.errors import DhowError
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
from scripts.cli.output import say, tell
from scripts.cli.settings import default_map

_NEW_OBJECTS = 50_000  # more than were freed, until the youngest are looked through for cycles

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


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _version(asked: bool) -> None:
    if asked:
        project = Path(__file__).parents[2] / "pyproject.toml"
        tell(str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="the version", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Trade finance on smart contracts: letters of credit, invoices and signed evidence."""
    del version  # told by its callback


def main() -> None:
    """Run the command line; every error a person is meant to read comes without a traceback."""
    signal.signal(signal.SIGTERM, _stop)
    # much is imported and stays: to look for cycles so often while it is takes a fifth of a start
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    # what is left goes with the process: to look through it for cycles takes half a second
    atexit.register(gc.freeze)
    try:
        command = typer.main.get_command(app)
        names = list(getattr(command, "commands", {}))
        done = command.main(prog_name="dhow", standalone_mode=False, default_map=default_map(names))
        sys.exit(done if isinstance(done, int) else 0)  # click hands an exit code back
    except DhowError as error:
        say(f"dhow: {error}", style="bold red")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        say("dhow: stopped")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        _usage_or_raise(error)


def _usage_or_raise(error: Exception) -> None:
    show = getattr(error, "show", None)
    if show is None:
        raise error
    show()
    sys.exit(getattr(error, "exit_code", 2))


if __name__ == "__main__":
    main()
