"""Opening, migrating and closing a database, and what a unit of work keeps."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from dhow.store import AlreadyStored, Store, StoreError, StoreUnusable, UnitOfWork, open_store
from dhow.store.databases import database_at
from dhow.store.migrate import upgrade
from dhow.store.tables import metadata
from tests.support.migrated import migrated
from tests.support.stores import (
    CARRIER,
    EXPORTER,
    MASTER_KEY,
    add_document,
    alter,
    an_id,
    store,
    store_url,
)

__all__ = ["store", "store_url"]


def test_migrations_make_the_tables_the_program_knows(store_url: str) -> None:
    database = database_at(store_url)
    with database.engine.begin() as connection:
        upgrade(connection)
        difference = compare_metadata(MigrationContext.configure(connection), metadata)
    database.close()
    assert difference == []


def test_a_store_of_these_tests_is_as_the_migrations_make_it(tmp_path: Path) -> None:
    def left(by: Callable[[Connection], None], name: str) -> list[str]:
        database = database_at(f"sqlite:///{tmp_path / name}")
        with database.engine.begin() as connection:
            by(connection)
        driver = sqlite3.connect(tmp_path / name)
        lines = [str(line) for line in driver.iterdump()]
        driver.close()
        database.close()
        return lines

    left(migrated, "the first, by which the others are made")
    assert left(migrated, "by statements") == left(upgrade, "by migrations")


def test_a_second_opening_finds_what_the_first_kept(store_url: str) -> None:
    with open_store(store_url, MASTER_KEY) as first, first.begin() as work:
        document = add_document(work, 1)
    with open_store(store_url, MASTER_KEY) as second, second.read() as work:
        assert work.documents.content(EXPORTER, document) == b"clean on board 1"


def test_another_master_key_is_refused_at_once(store_url: str) -> None:
    open_store(store_url, MASTER_KEY).close()
    with pytest.raises(StoreUnusable, match="another master key"):
        open_store(store_url, bytes(32))


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(StoreUnusable, match="expected 32"):
        open_store("sqlite://", b"short")


def test_a_database_of_a_newer_program_is_refused(store_url: str) -> None:
    open_store(store_url, MASTER_KEY).close()
    alter(
        store_url,
        "DELETE FROM alembic_version",
        "INSERT INTO alembic_version VALUES ('9999')",
    )
    with pytest.raises(StoreUnusable, match=r"9999.*newer program"):
        open_store(store_url, MASTER_KEY)


@pytest.mark.parametrize(
    ("url", "words", "exit_code"),
    [
        ("not an address", "not a database address", 4),
        ("mysql://localhost/x", "not supported", 4),
        ("sqlite:////nowhere/at/all/dhow.db", "cannot be opened", 5),
    ],
)
def test_an_unusable_address_is_refused_in_words(url: str, words: str, exit_code: int) -> None:
    with pytest.raises(StoreUnusable, match=words) as caught:
        open_store(url, MASTER_KEY)
    assert caught.value.exit_code == exit_code


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dhow.db").write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(StoreUnusable, match=r"not a dhow database|cannot be opened"):
        open_store(f"sqlite:///{tmp_path / 'dhow.db'}", MASTER_KEY)


def test_an_exception_keeps_nothing(store: Store) -> None:
    def cut_short() -> None:
        with store.begin() as work:
            add_document(work, 1)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        cut_short()
    with store.read() as work:
        assert work.documents.get(EXPORTER, an_id(1)) is None


def test_a_refused_insertion_leaves_the_rest_of_the_unit(store: Store) -> None:
    with store.begin() as work:
        add_document(work, 1)
        _open_shipment(work)
        with pytest.raises(AlreadyStored, match=f"shipment {an_id(5)}"):
            _open_shipment(work)
        add_document(work, 2)
    with store.read() as work:
        assert len(work.documents.all(EXPORTER)) == 2
        assert len(work.shipments.all(CARRIER)) == 1


def _open_shipment(work: UnitOfWork) -> None:
    work.shipments.add(
        CARRIER, shipment_id=an_id(5), reference="B", participants=(), body=b"legs", at=1
    )


@pytest.fixture(params=["memory", "file", "postgresql"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of each kind."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql_store")
        return
    url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'dhow.db'}"
    with open_store(url, MASTER_KEY) as opened:
        yield opened


def test_a_reading_unit_cannot_write(any_store: Store) -> None:
    with pytest.raises(StoreUnusable, match=r"read-?only"), any_store.read() as work:
        add_document(work, 1)
    with any_store.begin() as work:
        add_document(work, 1)
    with any_store.read() as work:
        assert len(work.documents.all(EXPORTER)) == 1


def test_a_unit_within_a_unit_is_refused(store: Store) -> None:
    with (
        store.begin(),
        pytest.raises(StoreError, match="in a unit of work already"),
        store.read(),
    ):
        pass
    with store.read():
        pass


def test_threads_share_a_store_and_lose_nothing(any_store: Store) -> None:
    failures: list[BaseException] = []

    def write(thread: int) -> None:
        try:
            for n in range(10):
                with any_store.begin() as work:
                    add_document(work, 1000 * thread + n)
                with any_store.read() as work:
                    assert work.documents.get(EXPORTER, an_id(1000 * thread + n))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with any_store.read() as work:
        assert len(work.documents.all(EXPORTER)) == 50


def test_a_reader_does_not_wait_for_the_writer(store_url: str) -> None:
    with open_store(store_url, MASTER_KEY) as store:
        seen: list[int] = []

        def read() -> None:
            with store.read() as work:
                seen.append(len(work.documents.all(EXPORTER)))

        with store.begin() as work:
            add_document(work, 1)
            reader = threading.Thread(target=read)
            reader.start()
            reader.join(timeout=5)
            assert seen == [0]  # read beside the open write, which it does not see yet
        read()
        assert seen == [0, 1]


def test_a_reader_sees_one_state_to_its_end(store_url: str) -> None:
    with open_store(store_url, MASTER_KEY) as store:

        def write(number: int) -> None:
            with store.begin() as work:
                add_document(work, number)

        write(1)
        with store.read() as work:
            before = len(work.documents.all(EXPORTER))
            writer = threading.Thread(target=write, args=(2,))
            writer.start()
            writer.join(timeout=5)
            after = len(work.documents.all(EXPORTER))
        assert (before, after) == (1, 1)


def test_ids_are_checked() -> None:
    from dhow.store import check_id

    assert check_id(an_id(7), "x") == an_id(7)
    for wrong in ("", "0x12", an_id(10).upper(), an_id(1)[2:], an_id(1) + "\n"):
        with pytest.raises(StoreError, match="the credit is"):
            check_id(wrong, "the credit")
