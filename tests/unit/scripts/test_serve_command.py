"""`dhow serve`: what is kept is kept whole, or not begun."""

from pathlib import Path

import pytest

from dhow.errors import BadInputError
from dhow.store.errors import NotADatabaseAddress
from scripts.cli.serve import _apart, _require_kept_whole

KEPT = "sqlite:///kept.db"
MANIFEST = Path("network.json")


@pytest.mark.parametrize(
    ("chain", "manifest", "missing"),
    [
        ("embedded", None, ["embedded:FOLDER", "--manifest FILE"]),
        ("embedded", MANIFEST, ["embedded:FOLDER"]),
        ("anvil", MANIFEST, ["embedded:FOLDER"]),
        ("anvil:8545", MANIFEST, ["embedded:FOLDER"]),
        ("embedded:chain", None, ["--manifest FILE"]),
        ("http://127.0.0.1:8545", None, ["--manifest FILE"]),
    ],
)
def test_a_kept_database_wants_a_kept_chain_and_manifest(
    chain: str, manifest: Path | None, missing: list[str]
) -> None:
    with pytest.raises(BadInputError) as refused:
        _require_kept_whole(chain, KEPT, manifest)
    assert all(option in str(refused.value) for option in missing)


@pytest.mark.parametrize(
    ("chain", "database", "manifest"),
    [
        ("embedded", "sqlite://", None),
        ("embedded", "sqlite://", MANIFEST),
        ("embedded:chain", KEPT, MANIFEST),
        ("network:net", KEPT, MANIFEST),
        ("http://127.0.0.1:1,http://127.0.0.1:2", "postgresql://dhow@db/trade", MANIFEST),
    ],
)
def test_what_is_whole_is_served(chain: str, database: str, manifest: Path | None) -> None:
    _require_kept_whole(chain, database, manifest)


def test_a_password_in_the_address_is_not_repeated() -> None:
    with pytest.raises(BadInputError) as refused:
        _require_kept_whole("embedded", "postgresql://dhow:hush@db/trade", MANIFEST)
    assert "hush" not in str(refused.value)


def test_an_address_of_no_database_is_bad_input() -> None:
    with pytest.raises(NotADatabaseAddress, match="sqlite:///") as refused:
        _require_kept_whole("embedded", "mysql://db/trade", MANIFEST)
    assert refused.value.exit_code == BadInputError.exit_code


def test_a_file_of_peers_wants_to_know_whose_process_it_is(tmp_path: Path) -> None:
    peers = tmp_path / "peers.json"
    peers.write_text('{"OPERATOR": "http://127.0.0.1:1"}', encoding="utf-8")
    assert _apart(None, ["OPERATOR"]) is None
    with pytest.raises(BadInputError, match="--organisation LEI"):
        _apart(peers, None)
    found = _apart(peers, ["894500000CREEKBANK66"])
    assert found is not None
    assert found.organisations == {"894500000CREEKBANK66"}
    assert dict(found.peers) == {"OPERATOR": "http://127.0.0.1:1"}
