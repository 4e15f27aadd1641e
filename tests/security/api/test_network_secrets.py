"""Secrets that everyone knows, secrets that others can read, and secrets that are lost."""

import json
import stat
import threading
from pathlib import Path

import pytest

from api.secrets import Secrets, secrets_of
from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.store import StoreUnusable, open_store

HEX = "ab" * 32


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'network.db'}"


def test_the_values_everyone_knows_guard_nothing_that_is_kept(tmp_path: Path) -> None:
    known = secrets_of("sqlite://", {})
    assert known.master_key == bytes(32)
    kept = secrets_of(url(tmp_path), {})
    other = secrets_of(f"sqlite:///{tmp_path / 'other.db'}", {})
    values = [
        getattr(each, name)
        for each in (known, kept, other)
        for name in Secrets.__dataclass_fields__
    ]
    assert len(set(values)) == len(values)
    assert {len(value) for value in values} == {32}


def test_the_file_is_its_owners_alone_and_the_same_at_every_start(tmp_path: Path) -> None:
    first = secrets_of(url(tmp_path), {})
    path = tmp_path / "network.db.secrets"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secrets_of(url(tmp_path), {}) == first
    path.chmod(0o640)
    with pytest.raises(BadInputError, match="chmod 600"):
        secrets_of(url(tmp_path), {})


def test_a_database_is_not_opened_with_another_networks_secrets(tmp_path: Path) -> None:
    open_store(url(tmp_path), secrets_of(url(tmp_path), {}).master_key).close()
    (tmp_path / "network.db.secrets").rename(tmp_path / "lost")
    with pytest.raises(BadInputError, match="DHOW_MASTER_KEY, DHOW_INVOICE_SECRET"):
        secrets_of(url(tmp_path), {})
    assert not (tmp_path / "network.db.secrets").exists()
    with pytest.raises(StoreUnusable, match="master key"):
        open_store(url(tmp_path), secrets_of(url(tmp_path), ENVIRONMENT).master_key)


ENVIRONMENT = {
    "DHOW_MASTER_KEY": HEX,
    "DHOW_INVOICE_SECRET": HEX.upper(),
    "DHOW_TOKEN_SECRET": HEX,
}


def test_secrets_of_the_environment_are_not_written_down(tmp_path: Path) -> None:
    found = secrets_of(url(tmp_path), ENVIRONMENT)
    assert found.master_key == found.invoice_secret == bytes.fromhex(HEX)
    assert list(tmp_path.iterdir()) == []
    some = secrets_of(url(tmp_path), {"DHOW_MASTER_KEY": HEX})
    assert some.master_key == bytes.fromhex(HEX)
    written = json.loads((tmp_path / "network.db.secrets").read_text())
    assert set(written) == {"invoice_secret", "token_secret"}
    with pytest.raises(BadInputError, match="does not hold master_key"):
        secrets_of(url(tmp_path), {})


@pytest.mark.parametrize("value", ["", "ab", HEX + "ab", "zz" * 32, "password"])
def test_a_weak_secret_in_the_environment(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadInputError, match="DHOW_TOKEN_SECRET in the environment is not 32 bytes"):
        secrets_of(url(tmp_path), {**ENVIRONMENT, "DHOW_TOKEN_SECRET": value})


@pytest.mark.parametrize("content", ["", "{", "[]", '{"master_key": 1}', '"é"'])
def test_a_file_that_was_cut_short_or_altered(tmp_path: Path, content: str) -> None:
    path = tmp_path / "network.db.secrets"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(BadInputError, match="Put it back from a backup"):
        secrets_of(url(tmp_path), {})


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblemError, match="Check the folder"):
        secrets_of(f"sqlite:///{tmp_path / 'nowhere' / 'network.db'}", {})


def test_a_servers_database_without_a_file_for_its_secrets(bare_postgresql_url: str) -> None:
    """The values everyone knows must not guard a database that others can reach."""
    with pytest.raises(BadInputError, match="--secrets FILE or DHOW_SECRETS"):
        secrets_of(bare_postgresql_url, {})
    with pytest.raises(BadInputError, match="DHOW_INVOICE_SECRET, DHOW_TOKEN_SECRET in"):
        secrets_of(bare_postgresql_url, {"DHOW_MASTER_KEY": HEX})
    assert secrets_of(bare_postgresql_url, ENVIRONMENT).master_key == bytes.fromhex(HEX)


def test_a_servers_secrets_are_made_once_and_not_again(
    bare_postgresql_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "trade.secrets"
    first = secrets_of(bare_postgresql_url, {}, secrets_file=path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secrets_of(bare_postgresql_url, {"DHOW_SECRETS": str(path)}) == first
    open_store(bare_postgresql_url, first.master_key).close()
    path.rename(tmp_path / "lost")
    with pytest.raises(BadInputError, match="holds a network, and its secrets are not in"):
        secrets_of(bare_postgresql_url, {}, secrets_file=path)
    assert [file.name for file in tmp_path.iterdir()] == ["lost"]


def test_a_named_file_keeps_the_secrets_of_a_database_file_too(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.secrets"
    kept = secrets_of(url(tmp_path), {}, secrets_file=path)
    assert [file.name for file in tmp_path.iterdir()] == ["elsewhere.secrets"]
    assert secrets_of(url(tmp_path), {"DHOW_SECRETS": str(path)}) == kept


def test_processes_that_start_at_once_keep_the_same_secrets(tmp_path: Path) -> None:
    barrier = threading.Barrier(8)
    found: list[Secrets] = []

    def start() -> None:
        barrier.wait()
        found.append(secrets_of(url(tmp_path), {}))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [secrets_of(url(tmp_path), {})] * 8
    assert [file.name for file in tmp_path.iterdir()] == ["network.db.secrets"]


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblemError, match="cannot be asked"):
        secrets_of("postgresql://dhow:secret@127.0.0.1:1/x", {}, secrets_file=tmp_path / "s")
    assert list(tmp_path.iterdir()) == []


def test_secrets_do_not_show(tmp_path: Path) -> None:
    assert repr(secrets_of(url(tmp_path), ENVIRONMENT)) == "Secrets()"
