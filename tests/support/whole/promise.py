"""What must hold in the end, whatever has happened."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import select

from api.audit.verifying import on_ledger, verify
from dhow.ledger.following import AfterBlocks, Followed, NodeBlocks, Projector
from dhow.ledger.sending import State
from dhow.store.projections import StoredProjections
from dhow.store.tables import metadata
from tests.support.api import EXPORTER, FINANCIER, IMPORTER, OPENING
from tests.support.followed import dump
from tests.support.whole.faults import Line
from tests.support.whole.listeners import happened

if TYPE_CHECKING:
    from tests.support.whole.process import Process
    from tests.support.whole.world import World


def check(world: "World") -> None:
    """Raises AssertionError for the first promise that is broken."""
    for intent in world.clients.intents:
        good = intent.done or intent.status == 202
        assert good or not intent.certain, (
            f"{intent.key} {intent.path} was refused: {intent.status} {intent.answer!r}"
        )
    _chain_and_outbox(world)
    last = world.processes[-1]
    with world.at(last):
        _money(world, last)
        _documents(world, last)
    first = world.processes[0]
    with world.at(first):
        _tables(world, first)
        _events(world, first)
        verdict = verify(first.store, on_ledger(first.context.ledger, first.context.contracts))
    assert not verdict.breaks, verdict.breaks
    world.counts["audit lines"] += verdict.lines


def happened_everywhere(world: "World") -> bool:
    """Whether the webhook's receiver was told all there is to tell."""
    first = world.processes[0]
    with world.at(first):
        return world.receiver.believer.believes() == happened(first)


def _chain_and_outbox(world: "World") -> None:
    """Every transaction was on record; every entry is in one block, and stands as it says."""
    told = world.chain.receipts()
    with world.processes[0].store.read() as work:
        attempts = work.outbox.attempts_by_hash(list(told))
        strange = told.keys() - {each.tx_hash for each in attempts}
        assert not strange, f"on the chain from nowhere: {strange}"
        entries: Counter[int] = Counter(each.entry for each in attempts)
        doubled = [entry for entry, times in entries.items() if times > 1]
        assert not doubled, f"entries in several blocks: {doubled}"
        table = metadata.tables["outbox_entries"]
        later = select(table).where(table.c.entry > world.founded.last_entry)
        for row in work.folding.connection.execute(later):
            wanted = None if row.tx_hash is None else told.get(row.tx_hash)
            state = {True: State.MINED, False: State.REVERTED, None: State.REFUSED}[wanted]
            assert row.state == state, f"{row.name}: {row.state}, on the chain {wanted}"
    world.counts["mined"] += len(told)


def _money(world: "World", process: "Process") -> None:
    books = Counter({EXPORTER: 0, IMPORTER: OPENING, FINANCIER: OPENING})
    for intent in world.clients.intents:
        if intent.done:
            books.update(intent.booked)
    found = {each: _balance(process, each) for each in books}
    assert found == dict(books), f"on the ledger {found}, by what clients were told {books}"


def _balance(process: "Process", organisation: str) -> int:
    answer = _read(process, "/money/balances", organisation).json()
    return next(int(each["balance"]) for each in answer if each["currency"] == "USD")


def _documents(world: "World", process: "Process") -> None:
    for intent in world.clients.intents:
        if intent.path == "/documents" and intent.done:
            answer = httpx.Response(200, content=intent.answer).json()
            found = _read(process, f"/documents/{answer['hash']}", intent.organisation)
            assert found.status_code == 200, f"{intent.key} was answered well, and is not there"


def _read(process: "Process", path: str, organisation: str) -> Any:
    return process.run(process.ask("GET", path, organisation, "checker"))


def _tables(world: "World", process: "Process") -> None:
    """The tables that were followed through all this are those of a fresh replay."""
    process.context.follower.catch_up()
    line: Any = Line(process)
    followed = Followed.of(process.context.contracts)
    fresh = world.founded.fresh
    Projector(NodeBlocks(line, AfterBlocks(0)), followed, StoredProjections(fresh)).rebuild()
    assert dump(process.store) == dump(fresh), "followed is not rebuilt"


def _events(world: "World", process: "Process") -> None:
    """Who listened and who was sent for knows what happened, in its order."""
    world.listener.listen(process, 40)
    found = happened(process)
    for who, believer in (
        ("the webhook's receiver", world.receiver.believer),
        ("the stream's reader", world.listener.believer),
    ):
        assert believer.believes() == found, (
            f"{who} believes {believer.believes()}, and there happened {found}"
        )
    assert world.listener.believer.again == 0, "a stream told something twice"
    world.counts["happened"] += len(found)
