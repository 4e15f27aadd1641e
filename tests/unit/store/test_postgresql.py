"""What only a server that several processes share can get wrong."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from dhow.store import Store, StoreError, StoreUnusable, open_store
from dhow.store.databases import database_at, parsed_url, shown_url
from dhow.store.databases.holding import Holding, number_of
from dhow.store.projections import StoredProjections
from tests.support.postgresql import Server
from tests.support.stores import (
    CARRIER,
    CHEAP,
    EXPORTER,
    MASTER_KEY,
    add_document,
    an_id,
)


class _Block(NamedTuple):
    """What `advance` takes."""

    number: int
    hash: str
    timestamp: int
    changes: Sequence[Any] = ()
    lines: Sequence[Any] = ()


HOLDER = """
import sys, time
from dhow.store import open_store
from tests.support.stores import CHEAP, MASTER_KEY
with open_store(sys.argv[1], MASTER_KEY, password_cost=CHEAP) as store:
    with store.{what} as work:
        print("held", flush=True)
        time.sleep(600)
"""


@pytest.fixture
def two(postgresql_url: str) -> Iterator[tuple[Store, Store]]:
    """One database opened twice, as by two processes."""
    with (
        open_store(postgresql_url, MASTER_KEY, password_cost=CHEAP) as one,
        open_store(postgresql_url, MASTER_KEY, password_cost=CHEAP) as other,
    ):
        yield one, other


def _process(url: str, what: str) -> subprocess.Popen[str]:
    """Another process which holds something; returns once it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(what=what), url],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_writers_of_two_processes_follow_each_other(two: tuple[Store, Store]) -> None:
    """Positions count without gaps although each is one more than the highest that was read."""
    with two[0].begin() as work:
        work.shipments.add(
            CARRIER, shipment_id=an_id(5), reference="B", participants=(), body=b"x", at=1
        )
    failures: list[BaseException] = []

    def report(store: Store) -> None:
        try:
            for n in range(25):
                with store.begin() as work:
                    work.shipments.add_event(CARRIER, an_id(5), b"%d" % n, at=n)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=report, args=(store,)) for store in (*two, *two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with two[1].read() as work:
        assert [event.position for event in work.shipments.events(CARRIER, an_id(5))] == [
            *range(1, 101)
        ]


def test_many_processes_make_the_tables_once(bare_postgresql_url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            open_store(bare_postgresql_url, MASTER_KEY, password_cost=CHEAP).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_writer_that_is_killed_lets_the_others_go_on(postgresql_url: str) -> None:
    with open_store(postgresql_url, MASTER_KEY, password_cost=CHEAP) as store:
        process = _process(postgresql_url, "begin()")
        written = threading.Event()

        def write() -> None:
            with store.begin() as work:
                add_document(work, 1)
            written.set()

        thread = threading.Thread(target=write)
        thread.start()
        waited = not written.wait(0.3)
        _end(process)
        assert written.wait(20)
        thread.join()
        assert waited


def test_a_server_that_crashes_keeps_what_was_told_and_serves_again(
    postgresql_server: Server, postgresql_url: str
) -> None:
    with open_store(postgresql_url, MASTER_KEY, password_cost=CHEAP) as store:
        with store.begin() as work:
            add_document(work, 1)

        def write_while_it_crashes() -> None:
            with store.begin() as work:
                add_document(work, 2)
                postgresql_server.stop(signal.SIGQUIT)

        with pytest.raises(StoreUnusable, match="the database refused"):
            write_while_it_crashes()
        with pytest.raises(StoreUnusable, match="the database refused"), store.read():
            pass
        with pytest.raises(StoreUnusable, match=r"cannot be opened.*check its address"):
            open_store(postgresql_url, MASTER_KEY)
        postgresql_server.start()
        with store.read() as work:
            assert [row.document_id for row in work.documents.all(EXPORTER)] == [an_id(1)]
        with store.begin() as work:
            add_document(work, 2)


def test_a_connection_cut_between_two_units_is_not_noticed(
    postgresql_server: Server, postgresql_url: str
) -> None:
    with open_store(postgresql_url, MASTER_KEY, password_cost=CHEAP) as store:
        with store.begin() as work:
            add_document(work, 1)
        _cut_connections(postgresql_server, postgresql_url)
        with store.begin() as work:
            add_document(work, 2)


def _cut_connections(server: Server, url: str) -> None:
    with server.connect("postgres") as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (parsed_url(url).database,),
        )


# ------------------------------------------------------------------------------ names


def _hasty(url: str) -> Holding:
    """As a third process that waits for a moment only."""
    plain = parsed_url(url).difference_update_query(["pool_size"])
    engine = create_engine(
        plain.set(drivername="postgresql+psycopg"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    return Holding(engine, seconds=0.05)


def test_a_name_is_held_against_the_other_process_until_it_is_let_go(
    two: tuple[Store, Store],
) -> None:
    entered = threading.Event()

    def other() -> None:
        with two[1].hold(["credit 1", "credit 2"]):
            entered.set()

    thread = threading.Thread(target=other)
    with two[0].hold(["credit 2"]):
        with two[1].hold(["credit 3"]):
            pass  # another name waits for nobody
        thread.start()
        assert not entered.wait(0.3)
    assert entered.wait(20)
    thread.join()


def test_a_name_of_a_process_that_is_killed_is_free(postgresql_url: str) -> None:
    with open_store(postgresql_url, MASTER_KEY, password_cost=CHEAP) as store:
        process = _process(postgresql_url, "hold(['credit 1'])")
        hasty = _hasty(postgresql_url)
        with pytest.raises(StoreUnusable, match="credit 1"), hasty.hold(["credit 1"]):
            pass
        hasty.close()
        _end(process)
        with store.hold(["credit 1"]):
            pass


def test_a_name_outlives_the_session_it_was_taken_by(
    postgresql_server: Server, postgresql_url: str, two: tuple[Store, Store]
) -> None:
    with two[0].hold(["credit 1"]):
        _cut_connections(postgresql_server, postgresql_url)
        with pytest.raises(StoreUnusable), two[0].hold(["credit 2"]):
            pass  # the loss is noticed here, told, and mended
        with two[0].hold(["credit 2"]):
            pass
        hasty = _hasty(postgresql_url)
        with pytest.raises(StoreUnusable, match="credit 1"), hasty.hold(["credit 1"]):
            pass
        hasty.close()


def test_names_are_numbers_of_64_bits_that_differ() -> None:
    numbers = {number_of(f"credit {n}") for n in range(1000)}
    assert len(numbers) == 1000
    assert all(-(2**63) <= number < 2**63 for number in numbers)


# ---------------------------------------------------------------------------- addresses


def test_a_password_in_the_address_is_not_shown() -> None:
    url = "postgresql://dhow:open-sesame@db.example/trade"
    assert "open-sesame" not in shown_url(url)
    unreachable = "postgresql://dhow:open-sesame@127.0.0.1:1/trade"
    with pytest.raises(StoreUnusable, match="cannot be opened") as caught:
        open_store(unreachable, MASTER_KEY)
    assert "open-sesame" not in str(caught.value)
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("size", ["0", "-1", "many", "1.5"])
def test_a_pool_of_no_size_is_refused(size: str) -> None:
    with pytest.raises(StoreUnusable, match="pool_size"):
        open_store(f"postgresql://dhow@/trade?pool_size={size}", MASTER_KEY)


def test_another_alphabet_is_refused(postgresql_server: Server) -> None:
    with postgresql_server.connect("postgres") as connection:
        connection.execute(
            "CREATE DATABASE in_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
        )
    with pytest.raises(StoreUnusable, match=r"LATIN1.*UTF8"):
        open_store(postgresql_server.url("in_latin"), MASTER_KEY)
    postgresql_server.drop("in_latin")


def test_settings_that_break_the_promise_are_overruled(
    postgresql_server: Server, postgresql_url: str
) -> None:
    """The tests' server acknowledges before the disk has it; the store's sessions do not."""
    with postgresql_server.connect("postgres") as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("off",)
    database = database_at(postgresql_url)
    with database.engine.begin() as connection:
        asked = "SELECT current_setting('synchronous_commit'), current_setting('lock_timeout')"
        assert connection.exec_driver_sql(asked).one() == ("on", "30s")
    database.close()


# ------------------------------------------------------------------------------ values


def test_what_does_not_fit_is_refused_and_nothing_is_kept(postgresql_store: Store) -> None:
    def put(kind: str) -> None:
        with postgresql_store.begin() as work:
            add_document(work, 1)
            work.documents.put(
                EXPORTER, document_id=an_id(2), kind=kind, issuer=CARRIER, content=b"", at=1
            )

    for too_much in ("x" * 41, "with a NUL \x00"):
        with pytest.raises(StoreError, match="does not fit"):
            put(too_much)
    with postgresql_store.read() as work:
        assert work.documents.all(EXPORTER) == ()


def test_amounts_beyond_64_bits_come_back_whole(postgresql_store: Store) -> None:
    tables = StoredProjections(postgresql_store)
    account = "0x" + "Ab" * 20
    for number, amount in enumerate((2**256 - 1, -1, 1 - 2**200), start=1):
        put = {"changed_at": number}
        change = ("ledger_balances", (account, "USD"), put, {"balance_minor": amount})
        block = _Block(number, an_id(number), number, [change])
        expected = (number - 1, an_id(number - 1)) if number > 1 else None
        assert tables.advance("this ledger", [block], expected=expected, keep=10)
    with postgresql_store.read() as work:
        found = [work.ledger.system_balance(account, "USD", at_block=n) for n in (1, 2, 3)]
    assert found == [2**256 - 1, 2**256 - 2, 2**256 - 1 - 2**200]
