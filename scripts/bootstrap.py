"""Makes the checkout ready to run: tools, Python environment, Solidity compiler and libraries.

    python3 scripts/bootstrap.py [runtime|dev]

Needs Python 3.11 or newer with pip, and nothing else: no venv module, no Node, no compiler.
It uses the standard library only, because it runs before anything is installed, and syntax that
an old Python can read, so that it can say so. The parts are in `scripts/setting_up/`.

What it makes, each from a lock file with hashes:

    .tools/         uv, and Node where the machine has no usable one
    .venv/          the Python environment, with the command `dhow` in .venv/bin
    node_modules/   the Solidity compiler, OpenZeppelin's contracts and anvil

A stamp in each result holds the fingerprint of its lock file and is written last, so an
interrupted run is taken up by the next one, and a run with nothing to do costs a few
milliseconds. Two runs at once wait for each other. Exit codes: 0 ready, 2 usage, 5 environment.
"""

import os
import shutil
import sys

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
LEVELS = ("runtime", "dev")
USAGE_ERROR = 2
ENVIRONMENT_ERROR = 5
INTERRUPTED = 130


def tell(*lines: str) -> None:
    """Write to the person; standard output stays free for data."""
    for line in lines:
        if line:
            print(line, file=sys.stderr, flush=True)


def is_python_new_enough() -> bool:
    return sys.version_info >= OLDEST_PYTHON


def go_on_in_newer_python() -> None:
    """Replace this process by a newer Python where the machine has one; else return."""
    import subprocess

    for name in NEWER_PYTHONS:
        found = shutil.which(name)
        # a version manager's stand-in may be on PATH and yet not run
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(found, [found] + sys.argv)  # noqa: S606, RUF005 - no shell; old syntax


def main(arguments: "list[str]") -> int:
    """Bring the checkout to a level and return the exit code, having said what is missing."""
    wanted = arguments[0] if arguments else "runtime"
    if len(arguments) > 1 or wanted not in LEVELS:
        tell("usage: bootstrap.py [{}]".format("|".join(LEVELS)))
        return USAGE_ERROR
    if not is_python_new_enough():
        go_on_in_newer_python()
        tell(
            f"setting up stopped: Python {sys.version.split()[0]} is too old.",
            "what to do: install Python 3.11 or newer; where it is not called python3, "
            "say `make PYTHON=/path/to/python3.11 ...`.",
        )
        return ENVIRONMENT_ERROR

    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    from scripts.setting_up.checkout import set_up
    from scripts.setting_up.failures import CannotSetUpError

    try:
        set_up(wanted)
    except CannotSetUpError as failure:
        tell(
            failure.details,
            f"setting up stopped: {failure.what}.",
            f"what to do: {failure.next_step}.",
        )
        return ENVIRONMENT_ERROR
    except KeyboardInterrupt:
        tell("setting up was interrupted; the same command takes it up again.")
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
