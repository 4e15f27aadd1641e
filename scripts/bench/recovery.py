"""How long until all goes on, after this and that was killed: processes, chain, validators.

Killed means SIGKILL, and what was killed is started again at once. Every run ends by comparing what
was accepted with what the ledger holds: figures stand only where nothing was lost or doubled.
"""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.processes import DHOW, environment

RUNS: Final = 3
BLOCKS: Final = 1_500
KEPT: Final = 10_000
KEPT_SECONDS: Final = 5.0  # design, section 5
_CHILD: Final = (DHOW[0], "-m", "scripts.bench.killed")


def run() -> list[Table]:
    """Measure; what needs anvil or the validator says so where it is not there."""
    from dhow.ledger.engines import EngineError
    from scripts.bench import recovery_api, recovery_network

    tables = []
    for title, measure in (
        ("The API", recovery_api.measure),
        ("The follower", _follower),
        ("The embedded chain", _embedded),
        ("Until the next command is mined", recovery_network.measure),
    ):
        try:
            tables += measure()
        except EngineError as missing:
            tables.append(Table(title, f"Not measured: {missing}", ()))
    return tables


# ------------------------------------------------------------------ the follower


def _follower() -> list[Table]:
    from dhow.ledger.bindings.values import Capability
    from dhow.ledger.engines.anvil import AnvilEngine
    from scripts.bench.network import Network

    with tempfile.TemporaryDirectory(prefix="dhow-bench-") as place, AnvilEngine() as engine:
        network = Network(engine)
        network.admit("issuer", Capability.EXPORTER)
        first = network.nonce("issuer")
        for number in range(BLOCKS):
            raw = network.raw(network.registration(f"followed {number}"), "issuer", first + number)
            engine.rpc("eth_sendRawTransaction", [raw])
        manifest = Path(place) / "network.json"
        network.contracts.manifest.write(manifest)
        whole, rest = [], []
        for number in range(RUNS):
            following = ("follow", engine.url, str(manifest))
            with _child(*following, f"{place}/whole-{number}.db") as (_, said):
                began = time.perf_counter()
                _read_to(said, "tip")
                whole.append(time.perf_counter() - began)
            database = f"{place}/killed-{number}.db"
            with _child(*following, database) as (process, said):
                while _number_of(said.readline(), "block") < BLOCKS // 2:
                    pass
                process.kill()
                began = time.perf_counter()
            with _child(*following, database) as (_, said):
                told = _read_to(said, "tip")
                rest.append(time.perf_counter() - began)
            if _number_of(told, "tip") != BLOCKS:
                raise RuntimeError(f"{BLOCKS} documents were registered, the tables say: {told}")
    plain = Limit("never killed: all of them", statistics.median(whole))
    return [
        Table(
            "The follower",
            f"A process that follows {BLOCKS:,} blocks of one event each on anvil into a SQLite "
            f"file, killed after half of them; the median of {RUNS}. Seconds until the tables are "
            "at the tip, the start of Python and imports with them; less is better.",
            (
                Figure("never killed, all of them", plain.value, "s"),
                Figure("killed, started again, until the tip", statistics.median(rest), "s", plain),
            ),
        )
    ]


# ------------------------------------------------------------ the embedded chain


def _embedded() -> list[Table]:
    with tempfile.TemporaryDirectory(prefix="dhow-bench-") as place:
        chain = str(Path(place) / "chain")
        accepted = 0
        with _child("keep", chain) as (process, said):
            while accepted < KEPT:
                accepted = _number_of(said.readline(), "sent")
            process.kill()
            # what it had told before it died; the last line may be torn
            rest = [line for line in said.read().splitlines(keepends=True) if line.endswith("\n")]
            accepted = max([accepted, *(_number_of(line, "sent") for line in rest)])
        taken, opened = [], []
        for _ in range(RUNS):
            began = time.perf_counter()
            with _child("reopen", chain) as (_, said):
                seconds, stands = said.readline().split()[1:]
                taken.append(time.perf_counter() - began)
                opened.append(float(seconds))
            # the one that was being written when it died may be there or not
            if int(stands) not in (accepted, accepted + 1):
                raise RuntimeError(f"{accepted} transactions were answered, {stands} are there")
    bar = Limit("bar", KEPT_SECONDS)
    return [
        Table(
            "The embedded chain",
            f"A process with `embedded:FOLDER`, killed while it writes, {accepted:,} transactions "
            f"in a block each behind it; the median of {RUNS} starts. Every transaction that was "
            "answered is there again. Less is better.",
            (
                Figure("the chain read again", statistics.median(opened), "s", bar),
                Figure(
                    "from the start of the process to its first answer",
                    statistics.median(taken),
                    "s",
                    bar,
                ),
            ),
        )
    ]


# -------------------------------------------------------------------- the inside


@contextmanager
def _child(*arguments: str) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    with subprocess.Popen(
        [*_CHILD, *arguments], stdout=subprocess.PIPE, text=True, env=environment()
    ) as process:
        if process.stdout is None:
            raise RuntimeError("a process has no output to read")
        try:
            yield process, process.stdout
        finally:
            process.kill()


def _read_to(said: IO[str], word: str) -> str:
    for line in said:
        if line.startswith(word):
            return line
    raise RuntimeError(f"a process of the benchmark ended before it said {word!r}")


def _number_of(line: str, word: str) -> int:
    if not line.startswith(f"{word} "):
        raise RuntimeError(f"a process of the benchmark said {line!r} where {word!r} should come")
    return int(line.split()[1])
