"""Keeping a store small without taking what is needed; finding what is not whole."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from dhow.store import Store, StoreError, open_store
from dhow.store.projections import StoredProjections
from dhow.store.tables import outbox_attempts, outbox_entries
from dhow.store.upkeep import DAY, check, prune
from dhow.trade.oracles.merkle import keccak256
from tests.support.stores import (
    CHAIN,
    CHEAP,
    EXPORTER,
    IMPORTER,
    MASTER_KEY,
    SENDER,
    add_commands,
    add_credit,
    alter,
    an_id,
    store,
    store_url,
)
from tests.unit.store.test_ledger_reading import CREDIT, ABlock, applied, changed

__all__ = ["store", "store_url"]

NOW = 1_000 * DAY


def settled(store: Store, nonces: range, *, at: int) -> list[int]:
    """Commands with an outcome and a signed attempt each."""
    with store.begin() as work:
        entries = list(add_commands(work, nonces, at=at))
    with store.begin() as work:
        connection = work.pruning._connection
        for entry, nonce in zip(entries, nonces, strict=True):
            connection.execute(
                update(outbox_entries)
                .where(outbox_entries.c.entry == entry)
                .values(state="MINED", settled_at=at)
            )
            attempt = {
                "tx_hash": an_id(nonce),
                "entry": entry,
                "number": 1,
                "purpose": "act",
                "nonce": nonce,
                "max_fee": 0,
                "tip": 0,
                "raw": b"",
                "written_at": at,
            }
            connection.execute(insert(outbox_attempts).values(attempt))
    return entries


def test_old_outcomes_go_and_open_commands_stay(store: Store) -> None:
    settled(store, range(1200), at=NOW - 31 * DAY)
    recent = settled(store, range(1200, 1210), at=NOW - 29 * DAY)
    with store.begin() as work:
        still_open = list(add_commands(work, range(1210, 1215), at=NOW - 400 * DAY))
    assert prune(store, now=NOW).commands == 1200
    with store.read() as work:
        found = work.outbox.find(CHAIN, SENDER, [f"key {n}" for n in range(1215)])
        assert sorted(row.entry for row in found) == recent + still_open
        assert [row.entry for row in work.outbox.attempts(recent)] == recent
    assert prune(store, now=NOW).commands == 0


def test_keys_are_known_for_a_week_whatever_is_asked(store: Store) -> None:
    settled(store, range(3), at=NOW - 6 * DAY)
    with pytest.raises(StoreError, match="7 days at least"):
        prune(store, now=NOW, days=6)
    assert prune(store, now=NOW, days=7).commands == 0
    stop = threading.Event()
    stop.set()
    assert prune(store, now=NOW + 2 * DAY, days=7, stop=stop).commands == 0
    assert prune(store, now=NOW + 2 * DAY, days=7).commands == 3


def test_versions_that_no_undoing_brings_back_go(store: Store) -> None:
    tables = StoredProjections(store)
    with store.begin() as work:
        add_credit(work)
    first = ABlock(1, an_id(1), 1, [applied(1)])
    tables.advance("this ledger", [first], expected=None, keep=5)
    for number in range(2, 31):
        block = ABlock(number, an_id(number), number, [changed(number, "ISSUED", presentations=1)])
        tables.advance("this ledger", [block], expected=(number - 1, an_id(number - 1)), keep=5)

    def history() -> list[tuple[int, int | None]]:
        with store.read() as work:
            rows = work.ledger.history(IMPORTER, "credit", CREDIT)
        return [(row.since_block, row.values["presentations"]) for row in rows]

    before = history()
    assert prune(store, now=NOW).versions == 0
    assert prune(store, now=NOW, versions=True).versions == 24
    assert history() == before[24:]
    # what can be replaced still can: five blocks are undone, then folded anew
    other = ABlock(26, an_id(0xBEEF), 26, [changed(26, "EXPIRED")])
    assert tables.advance("this ledger", [other], expected=(30, an_id(30)), back_to=25, keep=5)
    assert history() == [*before[24:25], (26, 24)]


def test_a_file_stays_as_large_as_what_it_keeps(tmp_path: Path) -> None:
    """Forty rounds of commands, each settled and pruned later: the file is that of a few."""
    path = tmp_path / "dhow.db"
    sizes: list[int] = []
    with open_store(f"sqlite:///{path}", MASTER_KEY, password_cost=CHEAP) as store:
        for number in range(40):
            now = NOW + number * 10 * DAY
            settled(store, range(number * 100, number * 100 + 100), at=now)
            prune(store, now=now, days=30)
            sizes.append(sum(each.stat().st_size for each in tmp_path.iterdir()))
    assert max(sizes[20:]) <= 1.05 * max(sizes[10:20])
    assert path.stat().st_size < 1.5 * sizes[6]


# ---------------------------------------------------------------------------------- check


def _document(store: Store, content: bytes) -> str:
    document_id = f"0x{keccak256(content).hex()}"
    with store.begin() as work:
        work.documents.put(
            EXPORTER,
            document_id=document_id,
            kind="commercial_invoice",
            issuer=EXPORTER,
            content=content,
            at=1,
        )
    return document_id


def _filled(url: str) -> tuple[str, str]:
    with open_store(url, MASTER_KEY, password_cost=CHEAP) as store:
        found = _document(store, b"one"), _document(store, b"other")
        with store.begin() as work:
            add_credit(work)
    return found


def _findings(url: str) -> list[str]:
    with open_store(url, MASTER_KEY, password_cost=CHEAP) as store:
        return list(check(store))


def test_a_whole_store_has_no_findings(store_url: str) -> None:
    one, _ = _filled(store_url)
    assert _findings(store_url) == []
    alter(store_url, "UPDATE documents SET content = :no, wrapped_key = :no", no=b"")
    assert _findings(store_url) == []  # erased, which is no damage
    assert one


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE documents SET content = :zeros WHERE document_id = :one", "does not open"),
        ("UPDATE documents SET document_id = :other WHERE document_id = :one", "does not open"),
        ("UPDATE credits SET terms = :zeros", "does not open"),
    ],
    ids=["altered", "under-another-name", "terms"],
)
def test_what_is_altered_is_found(store_url: str, statement: str, words: str) -> None:
    one, _ = _filled(store_url)
    used = {"one": one, "other": an_id(0xBAD), "zeros": bytes(60)}
    alter(store_url, statement, **{name: used[name] for name in used if f":{name}" in statement})
    (finding,) = _findings(store_url)
    assert words in finding


def test_a_document_stored_under_a_wrong_hash_is_found(store: Store) -> None:
    with store.begin() as work:
        work.documents.put(
            EXPORTER,
            document_id=an_id(7),
            kind="commercial_invoice",
            issuer=EXPORTER,
            content=b"something else",
            at=1,
        )
    assert list(check(store)) == [f"document {an_id(7)} is not what its hash says"]


def test_a_damaged_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "dhow.db"
    url = f"sqlite:///{path}"
    with open_store(url, MASTER_KEY, password_cost=CHEAP) as store:
        for number in range(60):
            _document(store, b"document %d" % number * 50)
    alter(url, "PRAGMA wal_checkpoint(TRUNCATE)")
    whole = bytearray(path.read_bytes())
    page = 4096
    for at in range(len(whole) // 2, len(whole) - page, page):
        whole[at : at + 200] = bytes(200)
    path.write_bytes(whole)
    try:
        findings = _findings(url)
    except Exception as problem:
        findings = [str(problem)]
    assert findings
