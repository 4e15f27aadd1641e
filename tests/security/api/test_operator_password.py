"""The operator's password: known to all only where nothing is kept."""

import stat
from pathlib import Path

import pytest

from api.operator_password import (
    DEVELOPMENT_PASSWORD,
    first_password,
    password_file,
    where_to_find,
)
from dhow.errors import BadInputError, EnvironmentProblemError


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'network.db'}"


def test_the_known_password_guards_nothing_that_is_kept(tmp_path: Path) -> None:
    assert first_password("sqlite://", {}) == DEVELOPMENT_PASSWORD
    kept = first_password(url(tmp_path), {})
    path = tmp_path / "network.db.operator"
    assert path.read_text().strip() == kept != DEVELOPMENT_PASSWORD
    assert len(kept) >= 24
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first_password(url(tmp_path), {}) != kept  # of a start that came to nothing


def test_a_password_of_the_environment_is_not_written_down(tmp_path: Path) -> None:
    given = {"DHOW_OPERATOR_PASSWORD": "a secret of the operator"}
    assert first_password(url(tmp_path), given) == "a secret of the operator"
    assert list(tmp_path.iterdir()) == []
    assert "a secret" not in where_to_find(url(tmp_path), given)


@pytest.mark.parametrize("weak", ["", "short", DEVELOPMENT_PASSWORD])
def test_a_weak_password_of_the_environment(tmp_path: Path, weak: str) -> None:
    with pytest.raises(BadInputError, match="12 characters or more"):
        first_password(url(tmp_path), {"DHOW_OPERATOR_PASSWORD": weak})


def test_a_servers_database_has_no_place_of_its_own(tmp_path: Path) -> None:
    server = "postgresql://dhow@localhost/dhow"
    with pytest.raises(BadInputError, match="no place"):
        first_password(server, {})
    secrets = tmp_path / "dhow.secrets"
    assert password_file(server, {}, secrets_file=secrets) == tmp_path / "dhow.operator"
    assert password_file(server, {"DHOW_SECRETS": str(secrets)}) == tmp_path / "dhow.operator"


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblemError, match="Check the folder"):
        first_password(f"sqlite:///{tmp_path / 'nowhere' / 'network.db'}", {})


def test_what_is_said_shows_only_what_everyone_knows(tmp_path: Path) -> None:
    assert DEVELOPMENT_PASSWORD in where_to_find("sqlite://", {})
    kept = first_password(url(tmp_path), {})
    said = where_to_find(url(tmp_path), {})
    assert str(tmp_path / "network.db.operator") in said
    assert kept not in said
    (tmp_path / "network.db.operator").unlink()
    assert where_to_find(url(tmp_path), {}).endswith("it was given.")
