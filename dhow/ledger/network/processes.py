"""Processes that outlive the command that starts them, found again by number and start time.

A number alone does not tell a process: it is given out again. So the time at which the kernel says
it began is kept beside it, and nothing is ended that began at another.
"""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Process:
    """A process, told from every other that had or will have its number."""

    pid: int
    began: str

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return _began(self.pid) == self.began


def spawn(command: Sequence[str], log: Path, extra: Mapping[str, str] | None = None) -> Process:
    """Start a process in a session of its own, its words appended to a log.

    Args:
        extra: environment variables over those of this process.

    Raises:
        OSError: it cannot be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    pid = os.posix_spawn(
        command[0],
        list(command),
        {**os.environ, **(extra or {})},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), append, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    return Process(pid, _began(pid) or "")


def end(process: Process, seconds: float = 15.0) -> None:
    """Ask a process to stop; kill it where it does not in time. Nothing where it is gone."""
    _signal(process, signal.SIGTERM)
    if not _gone(process, seconds):
        kill(process)


def kill(process: Process) -> None:
    """Kill a process at once, as a power cut would."""
    _signal(process, signal.SIGKILL)
    _gone(process, 10.0)


def _signal(process: Process, number: signal.Signals) -> None:
    if process.alive:
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)


def _gone(process: Process, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while process.alive:
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def _began(pid: int) -> str | None:
    """When a process began, as the system tells it; None where it does not run."""
    with suppress(ChildProcessError, OSError):
        os.waitpid(pid, os.WNOHANG)  # a child of ours that ended is let go
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return None
        # the first thread of a killed process is over before the others, which still hold its ports
        over = fields[0] == "X" or (fields[0] == "Z" and int(fields[17]) <= 1)
        return None if over else fields[19]
    said = subprocess.run(  # noqa: S603 - systems without /proc
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    ).stdout.split()
    return None if not said or said[0].startswith("Z") else " ".join(said[1:])
