"""`dhow serve` as a process of its own, with chain, database and keys kept in a folder.

It is started, killed and watched from outside as an operator would: what it uses is read from the
system's `/proc`, what it keeps from the folder.
"""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dhow.errors import EnvironmentProblemError
from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
from dhow.ledger.ports import free_port
from scripts.bench.processes import DHOW, environment

PATIENCE_SECONDS: Final = 180.0
_NO_LIMITS: Final = {
    "DHOW_LIMIT_READS": "0",
    "DHOW_LIMIT_WRITES": "0",
    "DHOW_LIMIT_SCREENINGS": "0",
}
_PROC: Final = Path("/proc")


@dataclass(frozen=True)
class Use:
    """What a process uses at one moment.

    Attributes:
        seconds: since the first look.
        acts: how many acts had been accepted by then.
        memory: bytes that are its own in memory (resident).
        handles: open files, sockets included.
        threads: how many.
        disk: bytes in its folder.
    """

    seconds: float
    acts: int
    memory: int
    handles: int
    threads: int
    disk: int


class Serving:
    """A network served from a folder; the same folder is taken up again after each start."""

    def __init__(self, folder: Path, *, chain: str | None = None, own_keys: bool = False) -> None:
        """Nothing is started yet.

        Args:
            chain: as `--chain` has it; an embedded chain kept in the folder unless given.
            own_keys: encrypted keys in the folder instead of development keys.
        """
        self.folder = folder
        self.chain = chain or f"embedded:{folder / 'chain'}"
        self.database = f"sqlite:///{folder / 'network.db'}"
        self.manifest = folder / "network.json"
        self.port = free_port()
        self._keys: tuple[object, ...] = self._made_keys() if own_keys else ()
        self._process: subprocess.Popen[bytes] | None = None
        self._told = folder / "told"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the process that runs.

        Raises:
            EnvironmentProblemError: it has ended; the message has its last line.
        """
        if self._process is None or self._process.poll() is not None:
            raise EnvironmentProblemError(f"dhow serve has ended: {self._last_line()}")
        return self._process.pid

    def password(self) -> str:
        """The operator's first password, as the process wrote it beside the database."""
        return (self.folder / "network.db.operator").read_text(encoding="utf-8").strip()

    def start(self) -> None:
        """Start the process; it may not answer yet."""
        options = (
            *("--chain", self.chain, "--db", self.database, "--manifest", self.manifest),
            *("--port", self.port, "--log", "warning", *self._keys),
        )
        with self._told.open("ab") as told:
            self._process = subprocess.Popen(
                [*DHOW, "serve", *map(str, options)],
                cwd=REPOSITORY_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=told,
                env={**environment(), **_NO_LIMITS},
            )

    def wait_until_ready(self) -> None:
        """Until it says of itself that it can serve.

        Raises:
            EnvironmentProblemError: it has ended, or is not ready after minutes.
        """
        import httpx

        until = time.monotonic() + PATIENCE_SECONDS
        said = "no answer"
        with httpx.Client(base_url=self.url, timeout=10, trust_env=False) as client:
            while time.monotonic() < until and self.pid:
                try:
                    answer = client.get("/health/ready")
                except httpx.TransportError as problem:
                    said = str(problem)
                else:
                    if answer.status_code == httpx.codes.OK:
                        return
                    said = answer.text
                time.sleep(0.01)
        raise EnvironmentProblemError(f"dhow serve is not ready: {said}. Look into {self._told}.")

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End it as an operator would: SIGTERM.

        Raises:
            EnvironmentProblemError: it does not end, or said something went wrong.
        """
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise EnvironmentProblemError("dhow serve did not stop within a minute") from None
        if "Traceback" in self._told.read_text(encoding="utf-8", errors="replace"):
            raise EnvironmentProblemError(f"dhow serve told of an error: {self._last_line()}")

    def use(self, began: float, acts: int) -> Use:
        """What it uses now.

        Args:
            began: the monotonic clock at the first look.
            acts: how many were accepted until now.
        """
        own = _PROC / str(self.pid)
        fields = dict(
            line.split(":", 1)
            for line in (own / "status").read_text(encoding="utf-8").splitlines()
            if ":" in line
        )
        return Use(
            seconds=time.monotonic() - began,
            acts=acts,
            memory=int(fields["VmRSS"].split()[0]) * 1024,
            handles=len(list((own / "fd").iterdir())),
            threads=int(fields["Threads"]),
            disk=sum(self.kept().values()),
        )

    def kept(self) -> dict[str, int]:
        """Bytes of each file it keeps, by name."""
        found = {}
        for place in (self.folder, self.folder / "chain"):
            for file in place.iterdir() if place.exists() else ():
                try:
                    found[file.name] = file.stat().st_size
                except FileNotFoundError:  # SQLite's own files come and go
                    continue
        return found

    def verify_audit_log(self) -> Any:
        """`dhow audit-log verify` against database and ledger, while nothing is served."""
        from scripts.bench.processes import output_of

        return output_of(
            (
                *(*DHOW, "audit-log", "verify", "--db", self.database, "--json"),
                *("--chain", self.chain, "--manifest", str(self.manifest)),
            )
        )

    def _made_keys(self) -> tuple[object, ...]:
        from scripts.bench.processes import output_of

        passphrase = self.folder / "passphrase"
        passphrase.write_text("of a benchmark only\n", encoding="utf-8")
        passphrase.chmod(0o600)
        keys = ("--keys", str(self.folder / "keys"), "--passphrase-file", str(passphrase))
        output_of((*DHOW, "keys", "new", "OPERATOR/system", *keys, "--json"))
        return keys

    def _last_line(self) -> str:
        told = self._told.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return told[-1] if told else "without a word"


def can_be_watched() -> bool:
    """Whether this system tells what a process uses."""
    return sys.platform == "linux" and (_PROC / "self" / "fd").exists()
