"""A PostgreSQL server of the tests' own: in a private folder, by a socket there, gone afterwards.

It answers nobody else (no port), is started at the first test that asks, and forces nothing to the
disk: what the tests kill is clients, not the machine. Where PostgreSQL's programs are missing, the
tests that need it skip and say so; where `DHOW_REQUIRE_POSTGRESQL` is set, they fail instead.
"""

import ctypes
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dhow.store import Store, open_store
from dhow.store.databases import parsed_url
from tests.support.stores import CHEAP, MASTER_KEY

_SERVER_USER = "postgres"
_PARENT_DIED = 1  # PR_SET_PDEATHSIG
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "listen_addresses": "",
    "log_min_messages": "fatal",
}

# In any order: what a foreign key would say is not asked while it lasts.
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
        AND tablename NOT IN ('alembic_version', 'vault_check')
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END $$
"""


def programs() -> Path | None:
    """The folder of the newest `postgres` on this machine."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    newest = max(found, key=lambda path: int(path.parent.parent.name), default=None)
    if newest is None:
        named = shutil.which("postgres")
        newest = Path(named) if named else None
    return newest.parent if newest else None


class Server:
    """A running server; its databases are made from a migrated template."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder = folder
        self._bin = bin_folder
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._user = _other_user()
        if self._user is not None:
            os.chown(folder, *self._user)
        self._run("initdb", "-D", str(folder / "data"), "-U", "dhow", "-A", "trust", "-N")
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    self._bin / "postgres",
                    *("-D", self.folder / "data"),
                    *("-k", self.folder),
                    *options,
                ],
                preexec_fn=self._become,  # noqa: PLW1509 - no threads before exec that hold locks
                start_new_session=True,
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        for _ in range(600):
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.05)
            else:
                return
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: at once, in order; SIGQUIT: as in a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def connect(self, database: str) -> psycopg.Connection:
        """A connection of the test's own, in autocommit."""
        return psycopg.connect(
            host=str(self.folder), user="dhow", dbname=database, autocommit=True, connect_timeout=5
        )

    def url(self, database: str) -> str:
        """The address as `open_store` takes it."""
        return f"postgresql://dhow@/{database}?host={self.folder}&pool_size=5"

    def new(self, *, template: str | None = None) -> str:
        """The name of a new database, a copy of `template` where one is given."""
        name = f"test_{next(self._numbers)}"
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        with self.connect("postgres") as connection:
            connection.execute(make)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        with self.connect("postgres") as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._bin / program, *arguments],
            preexec_fn=self._become,
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    def _become(self) -> None:
        """In the child: not root, which the server refuses, and not longer than the tests."""
        if self._user is not None:
            os.setgroups([])
            os.setgid(self._user[1])
            os.setuid(self._user[0])
        if hasattr(signal, "SIGQUIT") and Path("/proc").is_dir():
            ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGQUIT)


def _other_user() -> tuple[int, int] | None:
    """Whom root becomes; None for anyone else."""
    if os.geteuid() != 0:
        return None
    for name in (_SERVER_USER, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    return None


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """One server for all tests of this process."""
    bin_folder = programs()
    if bin_folder is None:
        words = "PostgreSQL's programs are absent: install the package postgresql"
        if os.environ.get("DHOW_REQUIRE_POSTGRESQL"):
            pytest.fail(words)
        pytest.skip(words)
    folder = Path(tempfile.mkdtemp(prefix="dhow-pg-"))
    server: Server | None = None
    try:
        server = Server(folder, bin_folder)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_template(postgresql_server: Server) -> str:
    """A database at the newest revision, made with `MASTER_KEY`, that others are copied from."""
    name = postgresql_server.new()
    open_store(postgresql_server.url(name), MASTER_KEY, password_cost=CHEAP).close()
    return name


@pytest.fixture(scope="session")
def opened_postgresql_store(postgresql_server: Server) -> Iterator[Store]:
    """One store for all tests of this process that do not mind what its numbers begin with."""
    url = postgresql_server.url(postgresql_server.new())
    with open_store(url, MASTER_KEY, password_cost=CHEAP) as opened:
        yield opened


@pytest.fixture
def postgresql_store(postgresql_server: Server, opened_postgresql_store: Store) -> Store:
    """A store with nothing in it; emptying one takes a twentieth of the time of making one."""
    url = parsed_url(opened_postgresql_store.address)
    with postgresql_server.connect(str(url.database)) as connection:
        connection.execute(_EMPTY)
    return opened_postgresql_store


@pytest.fixture
def postgresql_url(postgresql_server: Server, migrated_template: str) -> Iterator[str]:
    """The address of an empty store's database."""
    name = postgresql_server.new(template=migrated_template)
    yield postgresql_server.url(name)
    postgresql_server.drop(name)


@pytest.fixture
def bare_postgresql_url(postgresql_server: Server) -> Iterator[str]:
    """The address of a database without any table."""
    name = postgresql_server.new()
    yield postgresql_server.url(name)
    postgresql_server.drop(name)
