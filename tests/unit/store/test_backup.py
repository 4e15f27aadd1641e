"""Backups: what comes back, from which database into which, and what is refused untouched."""

import gzip
import io
import json
import stat
import tarfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.store import StoreUnusable, open_store
from dhow.store.backup import (
    Contents,
    DamagedBackup,
    FilePart,
    back_up,
    opened_backup,
    restore,
)
from dhow.store.backup.rows import NOT_ROWS, lines_of, tables_of
from dhow.store.databases import database_at
from dhow.store.projections import StoredProjections
from tests.support.postgresql import Server
from tests.support.stores import (
    BANK,
    CHAIN,
    CHEAP,
    EXPORTER,
    IMPORTER,
    MASTER_KEY,
    SENDER,
    add_commands,
    add_credit,
    add_document,
    alter,
    an_id,
    store_url,
)

__all__ = ["store_url"]

WHY = "restored from a backup"


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place to restore to."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'restored.db'}"
    server: Server = request.getfixturevalue("postgresql_server")
    name = server.new()
    request.addfinalizer(lambda: server.drop(name))  # noqa: PT021 - only where there is one
    return server.url(name)


def fill(url: str) -> None:
    """Rows of many kinds: bytes, amounts of 256 bits, lists, numbers, nothing."""
    with open_store(url, MASTER_KEY, password_cost=CHEAP) as store:
        with store.begin() as work:
            for number in range(1, 8):
                add_document(work, number)
            add_credit(work)
            work.organisations.system_add(
                organisation=BANK,
                lei="529900T8BM49AURSDO55",
                name="Banque de l'Orient é",
                bic=None,
                country="AE",
                capabilities=("bank", "financier"),
                dual_control=True,
                at=1,
            )
            add_commands(work, range(3), at=7)
        StoredProjections(store).advance("this ledger", [BLOCK], expected=None, keep=10)


class _Block:
    number, hash, timestamp = 1, an_id(1), 1
    lines = ()
    changes = (
        (
            "ledger_balances",
            ("0x" + "Cd" * 20, "USD"),
            {"changed_at": 1},
            {"balance_minor": 2**256 - 1},
        ),
    )


BLOCK = _Block()


def everything(url: str) -> dict[str, list[bytes]]:
    """Every row of every table."""
    database = database_at(url)
    with database.engine.connect() as connection, database.reading(connection), connection.begin():
        found = {table.name: sorted(lines_of(connection, table)) for table in tables_of(connection)}
    database.close()
    assert NOT_ROWS not in found
    return found


def test_every_row_comes_back_on_either_database(
    store_url: str, other_url: str, tmp_path: Path
) -> None:
    fill(store_url)
    back_up(store_url, tmp_path / "monday.dhow")
    with opened_backup(tmp_path / "monday.dhow") as contents:
        restore(contents, other_url, suspend=None)
    assert everything(other_url) == everything(store_url)
    with open_store(other_url, MASTER_KEY, password_cost=CHEAP) as store:
        with store.read() as work:
            assert work.documents.content(EXPORTER, an_id(3)) == b"clean on board 3"
            assert work.ledger.system_balance("0x" + "Cd" * 20, "USD") == 2**256 - 1
            assert work.organisations.all(BANK)[0].capabilities == ("bank", "financier")
        with store.begin() as work:  # numbers go on where they ended
            last = max(row.entry for row in work.outbox.open_entries(CHAIN, SENDER, 10))
            assert add_commands(work, [3], at=8) == [last + 1]
    leftover = [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert leftover == []


def test_a_backup_is_its_owners_alone_and_tells_no_secret(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dhow.db'}"
    fill(url)
    path = tmp_path / "monday.dhow"
    back_up(url, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    raw = gzip.decompress(path.read_bytes())
    assert b"clean on board" not in raw
    assert MASTER_KEY not in raw


def test_sending_keys_are_suspended_where_the_chain_did_not_come_along(
    store_url: str, other_url: str, tmp_path: Path
) -> None:
    """Those of the backup, and any other when it is first used; the next backup keeps it so."""
    fill(store_url)
    back_up(store_url, tmp_path / "monday.dhow")
    with opened_backup(tmp_path / "monday.dhow") as contents:
        restore(contents, other_url, suspend=WHY)
    back_up(other_url, tmp_path / "tuesday.dhow")
    again = f"sqlite:///{tmp_path / 'again.db'}"
    with opened_backup(tmp_path / "tuesday.dhow") as contents:
        restore(contents, again, suspend=None)
    for url in (other_url, again):
        with open_store(url, MASTER_KEY, password_cost=CHEAP) as store, store.begin() as work:
            work.outbox.enrol(CHAIN, "0x" + "Cd" * 20, next_nonce=0, block=1, block_hash=an_id(1))
            for sender in (SENDER, "0x" + "Cd" * 20):
                key = work.outbox.key(CHAIN, sender)
                assert key is not None
                assert key.suspended == WHY
            waiting = work.outbox.open_entries(CHAIN, SENDER, 10)
            assert waiting
            assert all(entry.restored for entry in waiting)


def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(
    store_url: str, tmp_path: Path
) -> None:
    """Each unit of work adds a document of two organisations; a mark counts them."""
    fill(store_url)
    stop = threading.Event()
    failures: list[BaseException] = []

    with open_store(store_url, MASTER_KEY, password_cost=CHEAP) as store:

        def write() -> None:
            number = 1000
            try:
                while not stop.is_set():
                    with store.begin() as work:
                        add_document(work, number)
                        work.documents.grant(EXPORTER, an_id(number), IMPORTER, at=1)
                    number += 1
            except BaseException as error:
                failures.append(error)

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        try:
            for n in range(2):
                back_up(store_url, tmp_path / f"{n}.dhow")
        finally:
            stop.set()
            thread.join()
    assert failures == []
    counts = []
    for n in range(2):
        url = f"sqlite:///{tmp_path / f'restored-{n}.db'}"
        with opened_backup(tmp_path / f"{n}.dhow") as contents:
            restore(contents, url, suspend=None)
        with open_store(url, MASTER_KEY) as restored, restored.read() as work:
            mine = {row.document_id for row in work.documents.all(EXPORTER)}
            theirs = {row.document_id for row in work.documents.all(IMPORTER)}
        assert mine - {an_id(n) for n in range(1, 8)} == theirs
        counts.append(len(theirs))
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


class _Moving:
    """A chain that took a block while the store was being fixed, for the first few looks."""

    name = "chain"

    def __init__(self, restless: int) -> None:
        self.restless, self.looks, self.copied = restless, 0, 0

    def mark(self) -> int:
        self.looks += 1
        return min(self.looks, self.restless)

    def copy(self, to: Path) -> dict[str, object]:
        to.write_text("blocks")
        self.copied += 1
        return {"block": self.restless}


def test_store_and_chain_agree_or_it_is_done_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dhow.db'}"
    fill(url)
    moving = _Moving(5)
    made = back_up(url, tmp_path / "monday.dhow", parts=[moving])
    assert (made["parts"]["chain"], moving.looks, moving.copied) == ({"block": 5}, 6, 1)
    with pytest.raises(EnvironmentProblemError, match="too fast"):
        back_up(url, tmp_path / "x.dhow", parts=[_Moving(10**6)])
    assert not (tmp_path / "x.dhow").exists()


# -------------------------------------------------------------------------------- refusals


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    url = f"sqlite:///{tmp_path / 'dhow.db'}"
    fill(url)
    (tmp_path / "note").write_text("a part")
    path = tmp_path / "monday.dhow"
    back_up(url, path, parts=[FilePart("note.txt", tmp_path / "note")])
    return path


def _retold(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The archive with other contents."""
    with tarfile.open(path, "r:gz") as tar:
        parts = {
            member.name: content.read()
            for member in tar
            if (content := tar.extractfile(member)) is not None
        }
    change(parts)
    with tarfile.open(path, "w:gz") as tar:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def _manifest(parts: dict[str, bytes], **changed: object) -> None:
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | changed).encode()


DAMAGE: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "a-row-altered": (
        lambda parts: parts.update(
            {"rows/credits.jsonl": parts["rows/credits.jsonl"].replace(b"REF-1", b"REF-2")}
        ),
        "rows/credits.jsonl was altered",
    ),
    "a-row-added": (
        lambda parts: parts.update({"rows/credits.jsonl": parts["rows/credits.jsonl"] * 2}),
        "rows/credits.jsonl has",
    ),
    "a-part-missing": (lambda parts: parts.pop("note.txt") and None, "it lacks note.txt"),
    "a-part-too-much": (
        lambda parts: parts.update({"another.txt": b"x"}),
        "does not belong in it",
    ),
    "a-part-that-climbs-out": (
        lambda parts: parts.update({"../outside": b"x"}),
        "does not belong in it",
    ),
    "no-manifest": (
        lambda parts: parts.pop("manifest.json") and None,
        "does not begin with a manifest",
    ),
    "a-manifest-of-nothing": (
        lambda parts: parts.update({"manifest.json": b"[]"}),
        "its manifest is none",
    ),
    "a-manifest-without-a-sum": (
        lambda parts: parts.update(
            {"manifest.json": parts["manifest.json"].replace(b'"sha256"', b'"shq256"')}
        ),
        "its manifest does not say what",
    ),
    "a-manifest-without-its-format": (
        lambda parts: parts.update(
            {"manifest.json": parts["manifest.json"].replace(b'"format"', b'"fovmat"')}
        ),
        "does not say its format",
    ),
    "a-manifest-cut": (
        lambda parts: parts.update({"manifest.json": b'{"format": 1'}),
        "damaged or no backup",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_archive_is_refused(archive: Path, damage: str) -> None:
    change, words = DAMAGE[damage]
    _retold(archive, change)
    with pytest.raises(DamagedBackup, match=words), opened_backup(archive):
        pass
    assert not (archive.parent / "outside").exists()


@pytest.mark.parametrize("part", [0, 0.02, 0.5, 0.97])
def test_an_archive_cut_short_is_refused(archive: Path, part: float) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(DamagedBackup, match="Nothing was restored"), opened_backup(archive):
        pass


def test_a_bit_that_turned_over_is_found_wherever_it_changes_anything(archive: Path) -> None:
    """Among the zeros of a tar a copy from further back is the same copy: nothing has changed."""
    whole = archive.read_bytes()
    with opened_backup(archive) as contents:
        written = _unpacked(contents)
    refused = tried = 0
    for at in range(20, len(whole) - 8, max(1, len(whole) // 60)):
        archive.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        tried += 1
        try:
            with opened_backup(archive) as contents:
                assert _unpacked(contents) == written, f"a bit of byte {at}"
        except DamagedBackup:
            refused += 1
    assert refused > tried * 0.8


def _unpacked(contents: Contents) -> tuple[Mapping[str, Any], dict[str, bytes]]:
    files = {name: contents.file(name) for name in contents.manifest["files"]}
    return contents.manifest, {name: path.read_bytes() for name, path in files.items() if path}


def test_an_archive_of_a_newer_program_is_refused(archive: Path) -> None:
    _retold(archive, lambda parts: _manifest(parts, revisions=["9999"]))
    with pytest.raises(BadInputError, match=r"newer dhow.*9999"), opened_backup(archive):
        pass
    _retold(archive, lambda parts: _manifest(parts, format=2))
    with pytest.raises(BadInputError, match="has format 2"), opened_backup(archive):
        pass


def test_a_database_that_is_not_empty_is_left_alone(
    archive: Path, store_url: str, tmp_path: Path
) -> None:
    if store_url.startswith("sqlite"):
        store_url = f"sqlite:///{tmp_path / 'other.db'}"
    fill(store_url)
    alter(store_url, "DELETE FROM documents")
    before = everything(store_url)
    with (
        opened_backup(archive) as contents,
        pytest.raises(BadInputError, match="restored to a new database"),
    ):
        restore(contents, store_url, suspend=None)
    assert everything(store_url) == before


def test_rows_that_do_not_come_out_as_they_went_in_leave_nothing(
    archive: Path, other_url: str, tmp_path: Path
) -> None:
    """As where a database cut text short: the sum in the manifest is another one."""
    with opened_backup(archive) as contents:
        contents.manifest["tables"]["documents"]["sum"] = "0" * 64
        with pytest.raises(StoreUnusable, match="documents came out otherwise"):
            restore(contents, other_url, suspend=None)
        contents.manifest["tables"].pop("documents")
        with pytest.raises(DamagedBackup, match="not those of its revision"):
            restore(contents, other_url, suspend=None)
    if other_url.startswith("sqlite"):
        assert not any("restored" in path.name for path in tmp_path.iterdir())
    else:
        assert everything(other_url) == {}


def test_what_cannot_be_backed_up_is_said(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dhow.db'}"
    with pytest.raises(BadInputError, match="no store at"):
        back_up(url, tmp_path / "x.dhow")
    with pytest.raises(BadInputError, match="no store at"):
        back_up("sqlite://", tmp_path / "x.dhow")
    assert list(tmp_path.iterdir()) == []  # asking made no database
    fill(url)
    with pytest.raises(BadInputError, match="no folder"):
        back_up(url, tmp_path / "nowhere" / "x.dhow")
    with pytest.raises(BadInputError, match="cannot be read"):
        back_up(url, tmp_path / "x.dhow", parts=[FilePart("a", tmp_path / "absent")])
    (tmp_path / "x.dhow").write_text("mine")
    with pytest.raises(BadInputError, match="there already"):
        back_up(url, tmp_path / "x.dhow")
    assert (tmp_path / "x.dhow").read_text() == "mine"
    (tmp_path / "letter.db").write_bytes(b"a letter" * 1000)
    with pytest.raises(StoreUnusable):
        back_up(f"sqlite:///{tmp_path / 'letter.db'}", tmp_path / "y.dhow")
    assert sorted(path.name for path in tmp_path.iterdir() if "dhow" not in path.name[:5]) == [
        "letter.db",
        "x.dhow",
    ]


def test_a_database_in_memory_is_no_place_to_restore_to(archive: Path) -> None:
    with opened_backup(archive) as contents, pytest.raises(BadInputError, match="in memory"):
        restore(contents, "sqlite://", suspend=None)
