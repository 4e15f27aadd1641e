"""Following the ledger: logs decoded, folded into rows, written to SQLite; and whether it stays so.

Every act that the gas benchmark knows is done once on the embedded chain. Its blocks are then
copied as often as needed, each copy with ids of its own, several copies side by side in a block:
deals that go on at once. A second here is one of processor time unless its words say otherwise.
All of it takes about a minute and a half of the processor, and up to 4 GB in a temporary folder.
"""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from dhow.ledger.abi import Decoder
from dhow.ledger.following import AfterBlocks, Block, Followed, NodeBlocks, Projector
from scripts.bench.measure import Figure, Limit, Table, taking_turns

SIDE_BY_SIDE = 8
DECODED = 20_000
FEW, MANY = 10_000, 1_000_000
RUNS = 5
AT_A_TIME = 10_000
DECODED_BAR = Limit("design: decoded", 50_000)
WRITTEN_BAR = Limit("design: into SQLite", 20_000)
MASTER_KEY = bytes(32)


def run() -> list[Table]:
    """Measure on copies of one recorded trade."""
    from dhow.ledger.bindings.registry import decoder

    life, followed = _recorded()
    copies = Copies(life, followed)
    return [_decoding(copies, decoder()), *_writing(copies)]


def _recorded() -> tuple[list[Block], Followed]:
    """One life of everything, block by block, and the contracts it is about."""
    from dhow.ledger.engines import open_engine
    from scripts.bench.gas import credit, invoices, members, oracles, undertaking
    from scripts.bench.gas.meter import START, Meter
    from scripts.bench.network import Network

    with open_engine("embedded") as engine:
        engine.set_time(START)
        meter = Meter(Network(engine))
        members.measure(meter)
        before = meter.network.client.block_number()
        for capability in (credit, undertaking, oracles, invoices):
            capability.measure(meter)
        source = NodeBlocks(engine, AfterBlocks(0))
        numbers = range(before + 1, source.head() + 1)
        life = [block for number in numbers if (block := source.block(number)) and block.logs]
        return life, Followed.of(meter.network.contracts)


class Copies:
    """A source of blocks without end: the same life again and again, of other deals each time."""

    may_shorten = False

    def __init__(self, life: list[Block], followed: Followed) -> None:
        self.life = life
        manifest_first = followed.first_block
        self.followed = followed
        self.first = manifest_first
        self.last = manifest_first - 1
        self.seconds = 0.0
        self._ids = {
            line.subject[2:]
            for block in life
            for line in followed.folded(block).lines
            if line.subject_kind != "organisation"
        }

    def head(self) -> int:
        """As far as we let it."""
        return self.last

    def hash_of(self, number: int) -> str | None:
        """A hash for a number."""
        return f"0x{number:064x}"

    def block(self, number: int) -> Block:
        """A block; the time it takes to make one up is kept apart."""
        began = time.process_time()
        lives, at = divmod(number - self.first, len(self.life))
        model = self.life[at]
        logs: list[dict[str, Any]] = []
        for deal in range(lives * SIDE_BY_SIDE, (lives + 1) * SIDE_BY_SIDE):
            for log in model.logs:
                made = dict(log)
                made["logIndex"] = hex(len(logs))
                made["topics"] = [self._of_deal(topic, deal) for topic in log["topics"]]
                made["data"] = self._of_deal(log["data"], deal)
                logs.append(made)
        made_up = Block(number, f"0x{number:064x}", f"0x{number - 1:064x}", model.timestamp, logs)
        self.seconds += time.process_time() - began
        return made_up

    def _of_deal(self, text: str, deal: int) -> str:
        words = [text[at : at + 64] for at in range(2, len(text), 64)]
        return "0x" + "".join(
            f"{word[:56]}{deal:08x}" if word in self._ids else word for word in words
        )

    def blocks(self, events: int) -> Iterator[Block]:
        """Blocks from the first, with so many events or a few more."""
        number, found = self.first, 0
        while found < events:
            block = self.block(number)
            found += len(block.logs)
            number += 1
            yield block


def _decoding(copies: Copies, general: Decoder) -> Table:
    blocks = list(copies.blocks(DECODED))
    logs = [log for block in blocks for log in block.logs]
    followed = copies.followed

    def in_the_general_way() -> None:
        for log in islice(logs, DECODED // 10):
            topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
            general.event(topics, bytes.fromhex(log["data"][2:]))

    taken = taking_turns(
        RUNS,
        {
            "general": in_the_general_way,
            "read": lambda: [followed.read(block) for block in blocks],
            "folded": lambda: [followed.folded(block) for block in blocks],
        },
    )
    plain = Limit("the general decoder", DECODED // 10 / taken["general"])
    read = len(logs) / taken["read"]
    return Table(
        "Decoding and folding",
        f"{len(logs):,} logs as JSON-RPC gives them, of every kind our contracts emit in a trade; "
        f"the median of {RUNS} runs that take turns.",
        (
            Figure("the general decoder", plain.value, "events/s"),
            Figure("decoded by slices worked out beforehand", read, "events/s", plain),
            Figure("the same against its bar", read, "events/s", DECODED_BAR),
            Figure(
                "decoded, folded into changes, told as lines",
                len(logs) / taken["folded"],
                "events/s",
                Limit("decoded only", read),
            ),
        ),
    )


def _writing(copies: Copies) -> list[Table]:
    from dhow.store import open_store
    from dhow.store.projections import StoredProjections

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "followed.db"
        with open_store(f"sqlite:///{place}", MASTER_KEY) as store:
            projector = Projector(copies, copies.followed, StoredProjections(store))
            few = _followed(projector, copies, FEW)
            many = _followed(projector, copies, MANY)
        rows, bare = _bare(place, Path(folder) / "bare.db")
    per_event = (few[1] / few[0], (few[1] + many[1]) / (few[0] + many[0]))
    events, seconds, clock = few[0] + many[0], few[1] + many[1], few[2] + many[2]
    ceiling = Limit("bare executemany", rows / bare)
    return [
        Table(
            "Into SQLite",
            f"{events:,} events from JSON to rows with their checkpoints, a file in write-ahead "
            "mode with full synchronisation. The ceiling is the same rows through sqlite3's own "
            "executemany, a transaction for each table, into the same tables.",
            (
                Figure("bare executemany", ceiling.value, "rows/s"),
                Figure("decoded, folded, written", rows / seconds, "rows/s", ceiling),
                Figure("the same against its bar", rows / seconds, "rows/s", WRITTEN_BAR),
                Figure("decoded, folded, written, by the clock", rows / clock, "rows/s"),
                Figure("decoded, folded, written", events / seconds, "events/s"),
            ),
        ),
        Table(
            "As the ledger grows",
            "From JSON to rows; nearer 1 is flatter.",
            (
                Figure(f"an event of the first {few[0]:,}", per_event[0] * 1e6, "µs"),
                Figure(
                    f"an event of {events:,}",
                    per_event[1] * 1e6,
                    "µs",
                    Limit(f"of the first {few[0]:,}", per_event[0] * 1e6),
                ),
                Figure(
                    "an event of the last tenth",
                    many[3] * 1e6,
                    "µs",
                    Limit(f"of the first {few[0]:,}", per_event[0] * 1e6),
                ),
            ),
        ),
    ]


def _followed(projector: Projector, copies: Copies, until: int) -> tuple[int, float, float, float]:
    """Events, seconds of the processor, seconds by the clock, seconds an event at the end."""
    per_life = sum(len(block.logs) for block in copies.life) * SIDE_BY_SIDE
    blocks = until * len(copies.life) // per_life
    already = copies.last - copies.first + 1
    events = 0
    spent = clock = last = 0.0
    tenth = already + (blocks - already) * 9 // 10
    for goal in (tenth, blocks):
        copies.last = copies.first + goal - 1
        began, on_the_clock, made_up = time.process_time(), time.perf_counter(), copies.seconds
        projector.catch_up()
        making = copies.seconds - made_up
        seconds = time.process_time() - began - making
        clock += time.perf_counter() - on_the_clock - making
        counted = (goal - already) * per_life // len(copies.life)
        events += counted
        spent += seconds
        last = seconds / counted
        already = goal
    return events, spent, clock, last


def _bare(written: Path, fresh: Path) -> tuple[int, float]:
    """How many rows there are, and the seconds that writing them again takes at the least."""
    with sqlite3.connect(written) as source, sqlite3.connect(fresh) as target:
        target.execute("PRAGMA journal_mode = WAL")
        schema = source.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE ledger_%'"
        ).fetchall()
        indexes = source.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'ledger_%' "
            "AND sql IS NOT NULL"
        ).fetchall()
        for _, sql in schema:
            target.execute(sql)
        for (sql,) in indexes:
            target.execute(sql)
        rows, spent = 0, 0.0
        for name, _ in schema:
            kept = source.execute(f"SELECT * FROM {name} ORDER BY rowid")  # noqa: S608
            marks = ", ".join("?" * len(kept.description))
            insert = f"INSERT INTO {name} VALUES ({marks})"  # noqa: S608
            while batch := kept.fetchmany(AT_A_TIME):  # never all in memory
                began = time.process_time()
                target.executemany(insert, batch)
                spent += time.process_time() - began
                rows += len(batch)
            began = time.process_time()
            target.commit()
            spent += time.process_time() - began
    source.close()
    target.close()
    return rows, spent
