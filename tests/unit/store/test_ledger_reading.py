"""Reading what stands on the ledger: now, as it was, its story, and only what one may see."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pytest

from dhow.store import Store, StoreError, StoreUnusable, open_store
from dhow.store.projections import StoredProjections
from tests.support.stores import (
    BANK,
    CHEAP,
    EXPORTER,
    IMPORTER,
    MASTER_KEY,
    STRANGER,
    add_credit,
    an_id,
    store,
    store_url,
)

__all__ = ["store", "store_url"]

CREDIT = an_id(0xC)
ACCOUNT = "0x" + "Ab" * 20
HUGE = 2**255


class ABlock(NamedTuple):
    """What `advance` takes."""

    number: int
    hash: str
    timestamp: int
    changes: Sequence[Any] = ()
    lines: Sequence[Any] = ()


def applied(at: int) -> tuple[Any, ...]:
    put = {
        "state": "APPLIED",
        "applicant": IMPORTER,
        "beneficiary": EXPORTER,
        "issuing_bank": BANK,
        "amount_minor": 100,
        "tolerance_plus_bps": 0,
        "partial_shipments": True,
        "issuing_place": "AEDXB",
        "money": ACCOUNT,
        "expiry_day": 20_000,
        "latest_shipment_day": 0,
        "terms_hash": an_id(1),
        "applied_at": at,
        "changed_at": at,
    }
    return ("ledger_credits", (CREDIT,), put, {})


def changed(at: int, state: str, **add: int) -> tuple[Any, ...]:
    return ("ledger_credits", (CREDIT,), {"state": state, "changed_at": at}, add)


def line(log_index: int, event: str) -> tuple[Any, ...]:
    return (CREDIT, "credit", log_index, "Credit", event, an_id(2), "{}")


BLOCKS = (
    ABlock(5, an_id(5), 50, [applied(50)], [line(0, "CreditAppliedFor")]),
    ABlock(6, an_id(6), 60),
    ABlock(
        7,
        an_id(7),
        70,
        [
            changed(70, "ISSUED"),
            ("ledger_balances", (ACCOUNT, "USD"), {"changed_at": 70}, {"balance_minor": HUGE}),
        ],
        [line(0, "CreditIssued"), line(1, "CollateralLodged")],
    ),
    ABlock(
        8,
        an_id(8),
        80,
        [
            changed(80, "ADVISED", drawn_minor=7),
            changed(80, "ADVISED", drawn_minor=-2),
            ("ledger_balances", (ACCOUNT, "USD"), {"changed_at": 80}, {"balance_minor": -1}),
        ],
        [line(3, "CreditAdvised")],
    ),
)


@pytest.fixture
def tables(store: Store) -> StoredProjections:
    with store.begin() as work:
        add_credit(work)
    made = StoredProjections(store)
    assert made.advance("this ledger", BLOCKS, expected=None, keep=100)
    return made


def test_a_credit_is_read_as_it_stands_and_as_it_stood(
    tables: StoredProjections,  # noqa: ARG001 - folded before
    store: Store,
) -> None:
    with store.read() as work:
        assert work.ledger.block() == (8, 80)
        now = work.ledger.get(IMPORTER, "credit", CREDIT)
        assert now is not None
        assert (now.values["state"], now.values["drawn_minor"]) == ("ADVISED", 5)
        assert (now.object_id, now.since_block, now.until_block) == (CREDIT, 8, None)
        then = {
            at: row and row.values["state"]
            for at in range(4, 10)
            if (row := work.ledger.get(IMPORTER, "credit", CREDIT, at_block=at)) or True
        }
        history = work.ledger.history(IMPORTER, "credit", CREDIT)
    assert then == {
        4: None,
        5: "APPLIED",
        6: "APPLIED",
        7: "ISSUED",
        8: "ADVISED",
        9: "ADVISED",
    }
    assert [(row.since_block, row.until_block) for row in history] == [(5, 7), (7, 8), (8, None)]


def test_a_balance_beyond_what_a_database_counts_is_exact(
    tables: StoredProjections,  # noqa: ARG001 - folded before
    store: Store,
) -> None:
    with store.read() as work:
        assert work.ledger.system_balance(ACCOUNT, "USD") == HUGE - 1
        assert work.ledger.system_balance(ACCOUNT, "USD", at_block=7) == HUGE
        assert work.ledger.system_balance(ACCOUNT, "USD", at_block=6) == 0
        assert work.ledger.system_balance(ACCOUNT, "EUR") == 0


def test_a_story_is_read_in_pages(
    tables: StoredProjections,  # noqa: ARG001 - folded before
    store: Store,
) -> None:
    told: list[str] = []
    after = (-1, -1)
    with store.read() as work:
        while page := work.ledger.timeline(EXPORTER, "credit", CREDIT, after=after, limit=2):
            told += [row.event for row in page]
            after = (page[-1].block_number, page[-1].log_index)
    assert told == ["CreditAppliedFor", "CreditIssued", "CollateralLodged", "CreditAdvised"]


def test_what_happened_first_is_told_by_block_and_place_in_it(
    tables: StoredProjections,  # noqa: ARG001 - folded before
    store: Store,
) -> None:
    with store.read() as work:
        places = work.ledger.system_places
        assert places("CreditAppliedFor", (CREDIT, an_id(1))) == {CREDIT: (5, 0)}
        assert places("CollateralLodged", (CREDIT,)) == {CREDIT: (7, 1)}
        assert places("CreditExpired", (CREDIT,)) == {}


def test_another_s_credit_is_absent(
    tables: StoredProjections,  # noqa: ARG001 - folded before
    store: Store,
) -> None:
    with store.read() as work:
        assert work.ledger.get(STRANGER, "credit", CREDIT) is None
        assert work.ledger.history(STRANGER, "credit", CREDIT) == ()
        assert work.ledger.timeline(STRANGER, "credit", CREDIT) == ()
        # what one may see as one kind of thing is not seen as another
        assert work.ledger.timeline(IMPORTER, "document", CREDIT) == ()


def test_what_is_not_followed_is_refused_in_words(store: Store) -> None:
    with store.read() as work, pytest.raises(StoreError, match="is not followed"):
        work.ledger.get(IMPORTER, "shipment", CREDIT)


def test_undoing_opens_again_what_was_closed(tables: StoredProjections, store: Store) -> None:
    other = ABlock(8, an_id(88), 81, [changed(81, "EXPIRED")])
    moved = tables.advance("this ledger", [other], expected=(8, an_id(8)), back_to=7, keep=100)
    assert moved
    assert tables.position() == ("this ledger", 8, an_id(88))
    with store.read() as work:
        history = work.ledger.history(IMPORTER, "credit", CREDIT)
        told = work.ledger.timeline(IMPORTER, "credit", CREDIT)
        assert work.ledger.system_balance(ACCOUNT, "USD") == HUGE
    assert [(row.values["state"], row.values["drawn_minor"]) for row in history] == [
        ("APPLIED", 0),
        ("ISSUED", 0),
        ("EXPIRED", 0),
    ]
    assert [row.event for row in told][-1] == "CollateralLodged"


def test_undoing_all_leaves_nothing(tables: StoredProjections, store: Store) -> None:
    assert tables.advance("this ledger", [], expected=(8, an_id(8)), back_to=4, keep=100)
    assert tables.position() is None
    with store.read() as work:
        assert work.ledger.block() is None
        assert work.ledger.history(IMPORTER, "credit", CREDIT) == ()


def test_whoever_was_overtaken_writes_nothing(tables: StoredProjections, store: Store) -> None:
    late = ABlock(8, an_id(88), 81, [changed(81, "EXPIRED")])
    assert not tables.advance("this ledger", [late], expected=(7, an_id(7)), keep=100)
    with store.read() as work:
        row = work.ledger.get(IMPORTER, "credit", CREDIT)
    assert row is not None
    assert row.values["state"] == "ADVISED"


def test_a_change_of_what_never_began_leaves_nothing_behind(store: Store) -> None:
    tables = StoredProjections(store)
    orphan = ABlock(9, an_id(9), 90, [changed(90, "ISSUED")], [line(0, "CreditIssued")])
    with pytest.raises(StoreError, match="never began here"):
        tables.advance("this ledger", [ABlock(8, an_id(8), 80), orphan], expected=None, keep=100)
    assert tables.position() is None


def test_only_so_many_hashes_are_kept(store: Store) -> None:
    tables = StoredProjections(store)
    blocks = [ABlock(number, an_id(number), number) for number in range(1, 31)]
    tables.advance("this ledger", blocks[:20], expected=None, keep=8)
    tables.advance("this ledger", blocks[20:], expected=(20, an_id(20)), keep=8)
    assert tables.kept_hashes() == (23, 30)
    assert (tables.kept_hash(22), tables.kept_hash(23)) == (None, an_id(23))


@pytest.fixture
def on_disk(store_url: str) -> Iterator[Store]:
    with open_store(store_url, MASTER_KEY, password_cost=CHEAP) as opened:
        yield opened


def test_readers_beside_the_projector_see_whole_blocks(on_disk: Store) -> None:
    tables = StoredProjections(on_disk)
    with on_disk.begin() as work:
        add_credit(work)
    first = ABlock(1, an_id(1), 1, [applied(1)])
    tables.advance("this ledger", [first], expected=None, keep=10)
    done = threading.Event()
    torn: list[tuple[int, int]] = []
    read = 0

    def reading() -> None:
        nonlocal read
        while not done.is_set():
            with on_disk.read() as work:
                block = work.ledger.block()
                row = work.ledger.get(IMPORTER, "credit", CREDIT)
            assert block is not None
            assert row is not None
            if row.values["presentations"] != block[0] - 1:
                torn.append((block[0], row.values["presentations"]))
            read += 1

    readers = [threading.Thread(target=reading) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(2, 60):
        more = ABlock(number, an_id(number), number, [changed(number, "ISSUED", presentations=1)])
        tables.advance("this ledger", [more], expected=(number - 1, an_id(number - 1)), keep=10)
    done.set()
    for reader in readers:
        reader.join()
    assert torn == []
    assert read > 0


def test_a_reader_cannot_fold(on_disk: Store) -> None:
    with pytest.raises(StoreUnusable, match=r"read-?only"), on_disk.read() as work:
        work.folding.clear()
