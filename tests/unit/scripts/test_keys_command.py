"""`dhow keys` as people meet it: what it makes, what it tells, what it never takes or shows."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.signers import Keystore
from dhow.ledger.signing import LocalSigner
from scripts.cli.keys import keys
from scripts.cli.passphrase import key_box, passphrase_for

PASSPHRASE = "correct horse battery staple"
LEI = "5493001KJTIIGC8Y1R12"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousandth of scrypt's cost; and nothing of the environment the tests run in."""
    monkeypatch.setitem(Keystore.open.__func__.__kwdefaults__, "scrypt_n", 2**10)  # type: ignore[attr-defined]
    for variable in ("DHOW_PASSPHRASE", "DHOW_PASSPHRASE_FILE", "DHOW_KEYS"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    path.chmod(0o600)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(keys, [str(each) for each in arguments])


def test_keys_made_listed_and_checked(tmp_path: Path, passphrase: Path) -> None:
    folder = tmp_path / "keys"
    how = ("--keys", folder, "--passphrase-file", passphrase)
    made = [
        json.loads(run("new", place, *how, "--json").stdout)[0]
        for place in ("OPERATOR/system", f"{LEI}/user/checker", f"{LEI}/account")
    ]
    listed = json.loads(run("list", "--keys", folder, "--json").stdout)
    assert sorted(listed, key=str) == sorted(made, key=str)
    checked = run("check", *how)
    assert checked.exit_code == 0, checked.output
    assert all(each["address"] in checked.stdout for each in made)
    assert "3 keys" in checked.stderr
    assert PASSPHRASE not in checked.output
    opened = Keystore.open(folder, PASSPHRASE)
    assert {str(address) for _, address in opened.addresses()} == {m["address"] for m in made}


def test_the_passphrase_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DHOW_PASSPHRASE", PASSPHRASE)
    assert run("new", "OPERATOR/system", "--keys", tmp_path / "keys").exit_code == 0
    monkeypatch.setenv("DHOW_PASSPHRASE", "something else")
    refused = run("check", "--keys", tmp_path / "keys")
    assert isinstance(refused.exception, BadInputError)
    assert "does not open" in str(refused.exception)


def test_nobody_to_ask(tmp_path: Path) -> None:
    refused = run("new", "OPERATOR/system", "--keys", tmp_path / "keys")
    assert isinstance(refused.exception, BadInputError)
    assert "--passphrase-file" in str(refused.exception)
    assert not (tmp_path / "keys").exists()


def test_asked_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["a long passphrase", "another passphrase", "a long passphrase", "a long passphrase"]
    monkeypatch.setattr("getpass.getpass", lambda _: answers.pop(0))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    with pytest.raises(BadInputError, match="differ; nothing was done"):
        passphrase_for("the keys", None, new=True)
    assert passphrase_for("the keys", None, new=True) == "a long passphrase"


@pytest.mark.parametrize("prefix", ["", "0x"])
def test_a_key_imported_as_digits(tmp_path: Path, passphrase: Path, prefix: str) -> None:
    secret = bytes(range(1, 33))
    source = tmp_path / "source"
    source.write_text(prefix + secret.hex() + "\n")
    source.chmod(0o600)
    how = ("--keys", tmp_path / "keys", "--passphrase-file", passphrase)
    done = run("import", f"{LEI}/user/checker", "--from", source, *how)
    assert done.exit_code == 0, done.output
    assert LocalSigner(secret).address in done.stdout
    assert secret.hex() not in done.output
    source.chmod(0o644)
    refused = run("import", f"{LEI}/user/maker", "--from", source, *how)
    assert "chmod 600" in str(refused.exception)


def test_a_key_imported_from_another_tools_file(tmp_path: Path, passphrase: Path) -> None:
    other = Keystore.open(tmp_path / "other", "the other passphrase")
    from dhow.ledger.signers import KeyName

    signer = other.new(KeyName(LEI, "account"))
    source, opens = tmp_path / "other" / f"{LEI}.account.1.json", tmp_path / "opens"
    opens.write_text("the other passphrase")
    opens.chmod(0o600)
    how = ("--keys", tmp_path / "keys", "--passphrase-file", passphrase)
    done = run(
        "import", f"{LEI}/account", "--from", source, "--source-passphrase-file", opens, *how
    )
    assert done.exit_code == 0, done.output
    assert signer.address in done.stdout


@pytest.mark.parametrize("content", ["", "0x12", "zz" * 32, "{}", '{"version": 3}'])
def test_what_is_no_key_is_not_imported(tmp_path: Path, passphrase: Path, content: str) -> None:
    source = tmp_path / "source"
    source.write_text(content)
    source.chmod(0o600)
    refused = run(
        "import",
        f"{LEI}/account",
        "--from",
        source,
        "--keys",
        tmp_path / "keys",
        "--passphrase-file",
        passphrase,
    )
    assert isinstance(refused.exception, BadInputError)
    assert not (tmp_path / "keys").exists() or not list((tmp_path / "keys").iterdir())


def test_a_key_that_everyone_has(tmp_path: Path, passphrase: Path) -> None:
    source = tmp_path / "source"
    source.write_text("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")  # anvil's
    source.chmod(0o600)
    how = ("--keys", tmp_path / "keys", "--passphrase-file", passphrase)
    done = run("import", "OPERATOR/system", "--from", source, *how)
    assert "account 0 of anvil" in done.stderr
    assert run("check", *how, "--chain-id", 31337).exit_code == 0
    refused = run("check", *how, "--chain-id", 1)
    assert "known to everyone" in str(refused.exception)


def test_no_command_takes_a_secret_as_an_argument() -> None:
    for command in keys.registered_commands:
        assert command.callback is not None
        taken = set(command.callback.__annotations__)
        assert {"passphrase", "password", "secret", "key"}.isdisjoint(taken), command.name


def test_serving_with_keys_that_are_not_there(tmp_path: Path) -> None:
    assert key_box(None, None) is None
    with pytest.raises(BadInputError, match="dhow keys new OPERATOR/system"):
        key_box(tmp_path / "keys", None)


def test_rotating_at_an_api_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DHOW_PASSWORD", "a password of somebody")
    refused = run("rotate", "checker", "--as", f"{LEI}/checker", "--url", "http://127.0.0.1:9/")
    assert isinstance(refused.exception, EnvironmentProblemError)
    assert "dhow serve" in str(refused.exception)
    monkeypatch.delenv("DHOW_PASSWORD")
    refused = run("rotate", "checker", "--as", f"{LEI}/checker")
    assert isinstance(refused.exception, BadInputError)
