"""Commands of ours as processes of their own, timed from outside."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from dhow.errors import EnvironmentProblemError
from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT

TIME_LIMIT_SECONDS = 300
DHOW = (sys.executable, "-m", "scripts.cli.main")


@dataclass(frozen=True)
class Taken:
    """Seconds a process took: by the clock, to its first line, and of the processor.

    The processor's seconds are of the process and its children, and do not grow when others use
    the machine; the clock's do.
    """

    clock: float
    first_line: float
    processor: float


def middle(taken: Sequence[Taken]) -> Taken:
    """The median of each."""
    return Taken(
        median(one.clock for one in taken),
        median(one.first_line for one in taken),
        median(one.processor for one in taken),
    )


def environment() -> dict[str, str]:
    """As a user starts it: with Python's stored bytecode, whatever this shell says of that."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


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
            env=environment(),
        )
    except subprocess.TimeoutExpired:
        raise EnvironmentProblemError(
            f"`{_words(command)}` was stopped after {TIME_LIMIT_SECONDS} s. Make it run by itself, "
            "then measure again."
        ) from None
    if done.returncode:
        raise _failed(command, done.returncode, done.stderr)
    return done.stdout


def timed(command: Sequence[str]) -> Taken:
    """Run it to its end, its two streams as one.

    Raises:
        EnvironmentProblemError: it ended with an error.
    """
    before = _children()
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=REPOSITORY_ROOT,
        env=environment(),
    ) as child:
        assert child.stdout is not None  # noqa: S101 - a pipe was asked for
        said = child.stdout.readline()
        first = time.perf_counter() - began
        said += child.stdout.read()
    clock = time.perf_counter() - began
    if child.returncode:
        raise _failed(command, child.returncode, said)
    return Taken(clock, first, _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _failed(command: Sequence[str], code: int, said: str) -> EnvironmentProblemError:
    last = said.strip().splitlines()[-1] if said.strip() else "without a word"
    return EnvironmentProblemError(
        f"`{_words(command)}` ended with {code}: {last}. Make it run by itself, then measure again."
    )


def _words(command: Sequence[str]) -> str:
    """The command without this machine's path to Python."""
    return " ".join(["python", *command[1:]])
