"""Commands of ours as processes of their own, timed from outside."""

import subprocess
import sys
import time
from collections.abc import Sequence

from dhow.errors import EnvironmentProblemError
from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT

TIME_LIMIT_SECONDS = 300
DHOW = (sys.executable, "-m", "scripts.cli.main")


def seconds_of(command: Sequence[str]) -> float:
    """Seconds from start to end.

    Raises:
        EnvironmentProblemError: it ended with an error.
    """
    began = time.perf_counter()
    output_of(command)
    return time.perf_counter() - began


def output_of(command: Sequence[str]) -> str:
    """What it says on stdout.

    Raises:
        EnvironmentProblemError: it ended with an error.
    """
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIME_LIMIT_SECONDS,
            cwd=REPOSITORY_ROOT,
        )
    except subprocess.TimeoutExpired:
        raise EnvironmentProblemError(
            f"`{_words(command)}` was stopped after {TIME_LIMIT_SECONDS} s. Make it run by itself, "
            "then measure again."
        ) from None
    if done.returncode:
        raise _failed(command, done.returncode, done.stderr)
    return done.stdout


def until_first_output(command: Sequence[str]) -> tuple[float, float]:
    """Seconds until its first line on either stream, and until its end.

    Raises:
        EnvironmentProblemError: it ended with an error.
    """
    began = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=REPOSITORY_ROOT
    ) as child:
        assert child.stdout is not None  # noqa: S101 - a pipe was asked for
        said = child.stdout.readline()
        first = time.perf_counter() - began
        said += child.stdout.read()
    if child.returncode:
        raise _failed(command, child.returncode, said)
    return first, time.perf_counter() - began


def _failed(command: Sequence[str], code: int, said: str) -> EnvironmentProblemError:
    last = said.strip().splitlines()[-1] if said.strip() else "without a word"
    return EnvironmentProblemError(
        f"`{_words(command)}` ended with {code}: {last}. Make it run by itself, then measure again."
    )


def _words(command: Sequence[str]) -> str:
    """The command without this machine's path to Python."""
    return " ".join(["python", *command[1:]])
