"""`dhow store` and what `dhow backup` and `dhow restore` refuse, as a person meets them."""

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from api.secrets import secrets_of
from dhow.store import open_store
from dhow.store.tables import outbox_entries
from tests.support.commands import dhow
from tests.support.stores import CHEAP, add_commands, add_document, alter

DAY = 24 * 60 * 60


@pytest.fixture
def kept(tmp_path: Path) -> list[str]:
    """Options that name a store with a settled command and a document under a wrong hash."""
    store_url, secrets = f"sqlite:///{tmp_path / 'dhow.db'}", tmp_path / "network.secrets"
    key = secrets_of(store_url, {}, secrets_file=secrets).master_key
    with open_store(store_url, key, password_cost=CHEAP) as store, store.begin() as work:
        add_document(work, 1)
        add_commands(work, range(3), at=1)
        long_ago = int(time.time()) - 40 * DAY
        work.pruning._connection.execute(
            update(outbox_entries)
            .where(outbox_entries.c.nonce < 2)
            .values(state="MINED", settled_at=long_ago)
        )
    return ["--db", store_url, "--secrets", str(secrets)]


def test_a_store_is_checked_and_kept_small(kept: list[str]) -> None:
    found = dhow("store", "check", *kept, "--json")
    assert found.returncode == 3, found.stderr
    (finding,) = json.loads(found.stdout)
    assert "is not what its hash says" in finding
    alter(kept[1], "DELETE FROM documents")
    whole = dhow("store", "check", *kept)
    assert (whole.returncode, whole.stdout) == (0, ""), whole.stderr
    pruned = dhow("store", "prune", *kept, "--json")
    assert json.loads(pruned.stdout) == {"commands": 2, "versions": 0}
    hasty = dhow("store", "prune", *kept, "--older-than", "1")
    assert hasty.returncode == 4
    assert "7 days at least" in hasty.stderr


def test_asking_makes_no_store(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'absent.db'}"
    for command in (["store", "check"], ["backup", str(tmp_path / "x.dhow")]):
        refused = dhow(*command, "--db", url)
        assert refused.returncode == 4, refused.stderr
        assert "no store at" in refused.stderr
    restored = dhow("restore", str(tmp_path / "x.dhow"), "--db", url)
    assert restored.returncode == 4
    assert "there is no backup" in restored.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_remote_chain_is_not_part_of_a_backup(tmp_path: Path) -> None:
    refused = dhow("backup", str(tmp_path / "x.dhow"), "--db", "sqlite:///x.db", "--chain", "anvil")
    assert refused.returncode == 4
    assert "only an embedded chain" in refused.stderr


def test_a_chain_that_is_named_for_every_command_stops_no_backup(
    kept: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DHOW_CHAIN", "http://127.0.0.1:9")
    archive = str(tmp_path / "x.dhow")
    made = dhow("backup", archive, *kept, "--with-secrets", "--json")
    assert made.returncode == 0, made.stderr
    assert list(json.loads(made.stdout)["parts"]) == ["secrets.json"]
    monkeypatch.setenv("DHOW_CHAIN", f"embedded:{tmp_path / 'chain'}")
    place = tmp_path / "new.secrets"
    where = ("--db", f"sqlite:///{tmp_path / 'new.db'}", "--secrets", str(place))
    restored = dhow("restore", archive, *where)
    assert restored.returncode == 0, restored.stderr
    assert place.read_bytes() == Path(kept[3]).read_bytes()
    assert not (tmp_path / "chain").exists()


def test_a_restore_without_secrets_says_what_opens_it(kept: list[str], tmp_path: Path) -> None:
    archive = str(tmp_path / "x.dhow")
    assert dhow("backup", archive, *kept).returncode == 0
    restored = dhow("restore", archive, "--db", f"sqlite:///{tmp_path / 'new.db'}")
    assert restored.returncode == 0, restored.stderr
    assert "put them where this one's are looked for" in " ".join(restored.stderr.split())


def test_a_key_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    folder = ("--keys", str(tmp_path / "keys"))
    refused = dhow(
        "keys", "import", "OPERATOR/system", "--from", str(tmp_path / "no.json"), *folder
    )
    assert refused.returncode == 4
    assert "there is no key file" in refused.stderr
    assert list(tmp_path.iterdir()) == []
