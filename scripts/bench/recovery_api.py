"""`dhow serve` over anvil, killed while a member is at work, and started again at once."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.serving import Serving
from scripts.bench.soak import on_the_ledger
from scripts.bench.traffic import Member, receiver, steadily

RUNS: Final = 3
WRITES: Final = 60.0  # a second
BEFORE: Final = 6.0  # seconds of work before it is killed
AFTER: Final = 2.0  # and after it answers again
UNANSWERED: Final = 3  # writes under way at least when it is killed

Times = tuple[float, float]


def measure() -> list[Table]:
    """Measure.

    Raises:
        EngineError: anvil is not installed.
        RuntimeError: something accepted was lost or doubled.
    """
    from dhow.ledger.engines.anvil import AnvilEngine

    with tempfile.TemporaryDirectory(prefix="dhow-bench-") as folder, AnvilEngine() as engine:
        serving = Serving(Path(folder), chain=engine.url)
        serving.start()
        try:
            serving.wait_until_ready()
            plain = [_started_again(serving) for _ in range(RUNS)]
            times, accepted, unanswered = asyncio.run(_killed(serving))
            serving.stop()
        finally:
            serving.kill()
        if faults := on_the_ledger(serving, accepted):
            raise RuntimeError(f"the API was killed, and {'; '.join(faults)}")
    ready, done = (statistics.median(each) for each in zip(*times, strict=True))
    usual = Limit("started after an ordinary stop", statistics.median(plain))
    return [
        Table(
            "The API",
            f"`dhow serve` over anvil with a SQLite file, killed under {WRITES:g} writes a second "
            f"and started again at once; the median of {RUNS}. Seconds from the kill, the start "
            f"of Python and imports with them; less is better. {unanswered} writes were under way "
            f"when it was killed; all {len(accepted):,} were accepted in the end, and each is on "
            "the ledger once.",
            (
                Figure("started after an ordinary stop, until it is ready", usual.value, "s"),
                Figure("killed, until it is ready", ready, "s", usual),
                Figure("killed, until the writes under way are answered", done, "s", usual),
            ),
        )
    ]


def _started_again(serving: Serving) -> float:
    serving.stop()
    began = time.perf_counter()
    serving.start()
    serving.wait_until_ready()
    return time.perf_counter() - began


async def _killed(serving: Serving) -> tuple[list[Times], dict[str, str], int]:
    member = Member(serving.url, seed=2)
    asked: set[int] = set()

    async def write(number: int) -> None:
        asked.add(number)
        await member.write(number)
        asked.discard(number)

    async def ready() -> None:
        await asyncio.to_thread(serving.wait_until_ready)

    times: list[Times] = []
    unanswered = 0
    with receiver(member.heard) as hook:
        await member.join(serving.password(), hook)
        try:
            for _ in range(RUNS):
                at_work = asyncio.create_task(steadily(write, WRITES, BEFORE))
                await asyncio.sleep(BEFORE * 0.75)
                while len(asked) < UNANSWERED and not at_work.done():
                    await asyncio.sleep(0)
                before = frozenset(asked)
                if not before:
                    raise RuntimeError("nothing was under way: there is nothing to measure")
                unanswered += len(before)
                began = time.perf_counter()
                serving.kill()
                serving.start()
                await ready()
                answers = time.perf_counter() - began
                while before & asked and not at_work.done():
                    await asyncio.sleep(0.01)
                times.append((answers, time.perf_counter() - began))
                await at_work
                await steadily(write, WRITES, AFTER)
        finally:
            await member.close()
    return times, member.accepted, unanswered
