"""Running pip, uv and npm: several at once, all stopped when one fails."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.setting_up.failures import CannotSetUpError, explain_failure
from scripts.setting_up.stamps import ROOT, fingerprint, remove_stamp, write_stamp


def say(text: str) -> None:
    """Tell the person what takes the time."""
    print(f"setting up: {text}", file=sys.stderr, flush=True)


def machine_python() -> str:
    """The Python below any environment that this runs in: that one has pip, where any has."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def has_pip() -> bool:
    """Whether the machine's Python can run pip."""
    asked = subprocess.run([machine_python(), "-c", "import pip"], capture_output=True, check=False)
    return asked.returncode == 0


class Installers:
    """The installers under way; once one has failed the others are stopped and none is started."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._running: list[subprocess.Popen[str]] = []
        self._stopped = False

    def run(self, what: str, command: Sequence[str | Path], **settings: str) -> None:
        """Run one installer to its end in the checkout, with extra environment variables.

        Raises CannotSetUpError, explained from the installer's own output, where it fails.
        """
        with self._guard:
            if self._stopped:
                raise CannotSetUpError(f"{what} was not started", "see the first failure")
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT,
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
            self._running.append(process)
        output, _ = process.communicate()
        with self._guard:
            self._running.remove(process)
        if process.returncode != 0:
            raise explain_failure(what, output)

    def stop(self) -> None:
        """End every installer under way and start no other."""
        with self._guard:
            self._stopped = True
            for process in self._running:
                process.terminate()

    def side_by_side(self, jobs: Sequence[Callable[[], None]]) -> None:
        """Do all jobs at once and return when all are done; raises the first failure."""
        failures: list[BaseException] = []

        def guarded(job: Callable[[], None]) -> None:
            try:
                job()
            except BaseException as failure:
                failures.append(failure)
                self.stop()

        threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException:  # Ctrl-C reaches the main thread only
            self.stop()
            raise
        if failures:
            raise failures[0]


def install_tool(installers: Installers, what: str, lock: Path, folder: Path) -> None:
    """Put one tool's wheel into a folder by pip alone; Python needs no venv module for this."""
    remove_stamp(folder)
    installers.run(
        what,
        [
            *(machine_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-input", "--retries", "2", "--no-compile", "--root-user-action", "ignore"),
            *("--target", folder, "--upgrade", "--no-deps", "--only-binary", ":all:"),
            *("--require-hashes", "-r", lock),
        ],
        # A user's wishes for ordinary installs do not apply to a folder of our own.
        PIP_USER="0",
        PIP_REQUIRE_VIRTUALENV="0",
    )
    write_stamp(folder, {"fingerprint": fingerprint(lock)})
