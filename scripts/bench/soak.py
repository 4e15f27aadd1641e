"""A soak: `dhow serve` as a process, a member at work for long, and what the process uses.

Chain, SQLite file and encrypted keys are in a folder, as an operator has them. Writes and reads
come at a steady rate; a stream of events and a webhook are told what happens. The last sixth of the
time is of reads only: what grows then grows with nothing that is kept.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dhow.errors import EnvironmentProblemError
from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.serving import Serving, Use, can_be_watched
from scripts.bench.traffic import Member, receiver, steadily

SECONDS: Final = 120.0
WRITES: Final = 4.0  # a second
READS: Final = 12.0
LOOKS: Final = 240  # at the process, over the whole time
_WARM_UP: Final = 0.25  # of the time of writing: caches fill, threads begin
_READS_ONLY: Final = 1 / 6
_TELLING_SECONDS: Final = 120.0

MEMORY_PER_ACT: Final = 16 * 1024
"""Bytes. The embedded chain keeps its whole state and every block in memory, some 8 KiB an act;
what the API keeps besides has to fit into the rest."""
MEMORY_AT_ONCE: Final = 24 * 2**20
"""Bytes that it may be off that line, and that reads alone may add: caches, pages of the allocator.
Nothing that goes on: in an hour a leak of a few hundred bytes a request is more."""
DISK_PER_ACT: Final = 20 * 1024
"""Bytes in database, journal and rows of the chain together."""
DISK_AT_ONCE: Final = 16 * 2**20
"""Bytes that the disk may be off that line: SQLite's write-ahead log before it is taken over."""
HANDLES: Final = 100
THREADS: Final = 64


@dataclass(frozen=True)
class Soaked:
    """What was done and what it took.

    Attributes:
        seconds: of traffic.
        writing: what the process used while there were writes, in time's order.
        reading: and when there were only reads.
        writes, reads: seconds of each that was waited for.
        asked: how many writes and reads were asked for.
        files: bytes kept at the end, by file.
        faults: what was lost, doubled or not told; empty where all is well.
    """

    seconds: float
    writing: tuple[Use, ...]
    reading: tuple[Use, ...]
    writes: tuple[float, ...]
    reads: tuple[float, ...]
    asked: tuple[int, int]
    files: dict[str, int]
    faults: tuple[str, ...]

    @property
    def warm(self) -> tuple[Use, ...]:
        """The looks after the warm-up."""
        return self.writing[int(len(self.writing) * _WARM_UP) :]

    @property
    def memory_of_reads(self) -> int:
        """Bytes by which reads alone made it grow: ends held against each other, by medians."""
        fifth = max(1, len(self.reading) // 5)
        first, last = self.reading[:fifth], self.reading[-fifth:]
        return int(
            statistics.median(use.memory for use in last)
            - statistics.median(use.memory for use in first)
        )

    @property
    def disk_per_act(self) -> float:
        """Bytes of disk that each act takes."""
        return slope([(use.acts, use.disk) for use in self.warm])

    @property
    def handles(self) -> int:
        """The most files and sockets that were open."""
        return max(use.handles for use in (*self.writing, *self.reading))

    @property
    def threads(self) -> int:
        """The most threads that there were."""
        return max(use.threads for use in (*self.writing, *self.reading))


def run(seconds: float = SECONDS) -> list[Table]:
    """Soak for so long; what went over its bounds or was lost is an error, not a figure.

    Raises:
        EnvironmentProblemError: the system does not tell what a process uses.
        RuntimeError: something was lost, doubled or went over its bound.
    """
    with tempfile.TemporaryDirectory(prefix="dhow-soak-") as folder:
        soaked = soak(Path(folder), seconds)
    if found := excesses(soaked):
        raise RuntimeError("the soak failed: " + "; ".join(found))
    return [_table(soaked)]


def soak(folder: Path, seconds: float) -> Soaked:
    """Serve from this folder, be at work for so long, then compare what was told with the ledger.

    Raises:
        EnvironmentProblemError: the system does not tell what a process uses.
    """
    if not can_be_watched():
        raise EnvironmentProblemError(
            "What a process uses is read from /proc, which this system has not. Soak on Linux."
        )
    serving = Serving(folder, own_keys=True)
    serving.start()
    try:
        serving.wait_until_ready()
        soaked, accepted = asyncio.run(_at_work(serving, seconds))
        serving.wait_until_ready()
        serving.stop()
    finally:
        serving.kill()
    faults = [*soaked.faults, *on_the_ledger(serving, accepted), *_audited(serving)]
    return Soaked(**{**vars(soaked), "faults": tuple(faults), "files": serving.kept()})


def excesses(soaked: Soaked) -> list[str]:
    """What was lost, doubled, or went over its bound, in words; none where all is well."""
    found = list(soaked.faults)
    for words, value, bound in (
        ("bytes of memory by reads alone", soaked.memory_of_reads, MEMORY_AT_ONCE),
        ("open files", soaked.handles, HANDLES),
        ("threads", soaked.threads, THREADS),
    ):
        if value > bound:
            found.append(f"{value:,.0f} {words}, where {bound:,} are allowed")
    first = soaked.warm[0]
    for use in soaked.warm:
        acts = use.acts - first.acts
        grown = (
            ("memory", use.memory - first.memory, acts * MEMORY_PER_ACT + MEMORY_AT_ONCE),
            ("disk", use.disk - first.disk, acts * DISK_PER_ACT + DISK_AT_ONCE),
        )
        over = [
            f"{more:,} bytes more of {what} after {acts} acts, where {allowed:,} are allowed"
            for what, more, allowed in grown
            if more > allowed
        ]
        if over:
            return found + over
    return found


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The second over the first by least squares; 0 where the first does not vary."""
    if len({x for x, _ in points}) < 2:
        return 0.0
    return statistics.linear_regression(*zip(*points, strict=True)).slope


async def _at_work(serving: Serving, seconds: float) -> tuple[Soaked, dict[str, str]]:
    member = Member(serving.url, seed=1)
    with receiver(member.heard) as hook:
        await member.join(serving.password(), hook)
        began = time.monotonic()
        uses: list[Use] = []

        async def watched() -> None:
            while True:
                uses.append(serving.use(began, len(member.accepted)))
                await asyncio.sleep(max(0.2, seconds / LOOKS))

        beside = [asyncio.create_task(watched()), asyncio.create_task(member.listen())]
        try:
            writing = seconds * (1 - _READS_ONLY)
            asked_writes, asked_reads = await asyncio.gather(
                steadily(member.write, WRITES, writing), steadily(member.read, READS, writing)
            )
            until = time.monotonic() + _TELLING_SECONDS
            while member.heard.missing(member.accepted) and time.monotonic() < until:
                await asyncio.sleep(0.1)
            written = len(uses)
            asked_reads += await steadily(member.read, READS, seconds - writing)
        finally:
            for task in beside:
                if task.done():
                    task.result()  # what watched or listened must not have ended
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await member.close()
    return (
        Soaked(
            seconds=seconds,
            writing=tuple(uses[:written]),
            reading=tuple(uses[written:]),
            writes=tuple(member.writing),
            reads=tuple(member.reading),
            asked=(asked_writes, asked_reads),
            files={},
            faults=tuple(_told(member, asked_writes)),
        ),
        member.accepted,
    )


def _told(member: Member, asked: int) -> list[str]:
    """What of that which the member was told is not so."""
    transactions = set(member.accepted.values())
    heard = member.heard
    found = [
        (len(member.accepted) != asked, f"{asked} writes, {len(member.accepted)} documents"),
        (len(transactions) != len(member.accepted), "a transaction answers for two documents"),
        (bool(missing := heard.missing(member.accepted)), f"{missing} were not told"),
        (any(times > 1 for times in heard.streamed.values()), "the stream told something twice"),
        (bool(heard.streamed.keys() - transactions), "the stream told what nobody asked for"),
        (bool(heard.hooked.keys() - transactions), "the webhook told what nobody asked for"),
    ]
    return [words for wrong, words in found if wrong]


def on_the_ledger(serving: Serving, accepted: dict[str, str]) -> list[str]:
    """What the chain, opened again from its folder, has else than was answered."""
    from dhow.ledger.bindings.events import DocumentRegistered
    from dhow.ledger.bindings.registry import decoder
    from dhow.ledger.client import LedgerClient
    from dhow.ledger.deploy import load
    from dhow.ledger.engines import open_engine

    with open_engine(serving.chain) as engine:
        ledger = LedgerClient(engine, decoder())
        contracts = load(serving.manifest, ledger)
        logs = ledger.events(contracts=[contracts.documents.address])
        stands = Counter(
            ("0x" + log.event.document.hex(), log.transaction_hash)
            for log in logs
            if isinstance(log.event, DocumentRegistered)
        )
    wanted = Counter(accepted.items())
    found = [
        (len(wanted - stands), "accepted writes are not on the ledger as they were answered"),
        (len(stands - wanted), "registrations on the ledger were answered to nobody"),
    ]
    return [f"{count} {words}" for count, words in found if count]


def _audited(serving: Serving) -> list[str]:
    verdict = json.loads(serving.verify_audit_log())
    return [] if verdict["lines"] and not verdict["breaks"] else [f"the audit log: {verdict}"]


def _table(soaked: Soaked) -> Table:
    acts = soaked.writing[-1].acts
    first, last = soaked.warm[0], soaked.writing[-1]
    half, rare = _cuts(soaked.writes)
    half_read, rare_read = _cuts(soaked.reads)
    kept = soaked.files
    database = sum(size for name, size in kept.items() if name.startswith("network.db"))
    figures = [
        Figure("writes accepted, each on the ledger once", acts, "writes"),
        Figure(
            "writes a second",
            acts / (soaked.seconds * (1 - _READS_ONLY)),
            "a second",
            Limit("asked for", WRITES),
        ),
        Figure("half of the writes within", half, "ms"),
        Figure("99 of 100 writes within", rare, "ms"),
        Figure("half of the reads within", half_read, "ms"),
        Figure("99 of 100 reads within", rare_read, "ms"),
        Figure("memory after the warm-up", first.memory / 2**20, "MiB"),
        Figure("memory at the end of the writes", last.memory / 2**20, "MiB"),
        Figure(
            f"memory that {last.acts - first.acts:,} acts added",
            (last.memory - first.memory) / 2**20,
            "MiB",
            Limit("bound", ((last.acts - first.acts) * MEMORY_PER_ACT + MEMORY_AT_ONCE) / 2**20),
        ),
        Figure(
            "memory that reads alone added",
            soaked.memory_of_reads / 2**20,
            "MiB",
            Limit("bound", MEMORY_AT_ONCE / 2**20),
        ),
        Figure(
            "disk an act", soaked.disk_per_act / 1024, "KiB", Limit("bound", DISK_PER_ACT / 1024)
        ),
        Figure("of it database", database / acts / 1024, "KiB"),
        Figure("of it the chain's journal", kept["blocks.journal"] / acts / 1024, "KiB"),
        Figure("of it the chain's rows", kept["state.rows"] / acts / 1024, "KiB"),
        Figure("most open files", soaked.handles, "files", Limit("bound", HANDLES)),
        Figure("most threads", soaked.threads, "threads", Limit("bound", THREADS)),
    ]
    return Table(
        f"{soaked.seconds:,.0f} seconds at a steady rate",
        f"`dhow serve` as a process with an embedded chain, a SQLite file and encrypted keys in a "
        f"folder; {WRITES:g} writes and {READS:g} reads a second, a stream of events and a "
        "webhook. Afterwards every accepted write stood on the ledger once, was told by stream and "
        "webhook, and the audit log agreed with the ledger. The embedded chain lives in memory, "
        f"some 8 KiB an act; the bound is {MEMORY_PER_ACT // 1024} KiB an act, and "
        f"{MEMORY_AT_ONCE // 2**20} MiB at once for caches that fill.",
        tuple(figures),
    )


def _cuts(seconds: Sequence[float]) -> tuple[float, float]:
    """Half and 99 of 100 within, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000
