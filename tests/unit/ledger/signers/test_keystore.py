"""Keys in files: kept, found again, never shown, refused in words where they cannot be used."""

import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from eth_account import Account

from dhow.errors import EnvironmentProblemError
from dhow.ledger.signers.keyfiles import KeystoreError, decrypt, read_passphrase
from dhow.ledger.signers.keystore import KeyName, Keystore, address_of, names_in
from dhow.ledger.signing import LocalSigner

LEI = "5493001KJTIIGC8Y1R12"
PASSPHRASE = "correct horse battery staple"
CHECKER = KeyName(LEI, "user", "checker")
ACCOUNT = KeyName(LEI, "account")
N = 2**10  # a thousandth of the real cost: this is not what these tests are about


def _other(found: re.Match[str]) -> str:
    return f'"iv": "{"5a" if found[1] != "5a" else "a5"}'


def opened(folder: Path, passphrase: str = PASSPHRASE) -> Keystore:
    return Keystore.open(folder, passphrase, scrypt_n=N)


def test_a_key_made_is_there_again_and_signs_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keystore = opened(folder)
    made = {name: keystore.new(name).address for name in (CHECKER, ACCOUNT, CHECKER.following())}
    assert len(set(made.values())) == 3
    again = opened(folder)
    assert {name: again.signer(name).address for name in again.names()} == made
    assert again.numbers(CHECKER) == (1, 2)
    assert {name: address_of(folder, name) for name in names_in(folder)} == made
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_the_file_is_one_that_other_tools_open(tmp_path: Path) -> None:
    keystore = opened(tmp_path / "keys")
    signer = keystore.new(CHECKER)
    written = json.loads((keystore.folder / CHECKER.file).read_text())
    assert Account.from_key(Account.decrypt(written, PASSPHRASE)).address == signer.address
    assert (written["version"], written["crypto"]["kdf"]) == (3, "scrypt")


def test_a_file_of_another_tool_is_taken(tmp_path: Path) -> None:
    # the definition's own example, whose secret and passphrase are published with it
    path = tmp_path / "example.json"
    path.write_text(
        json.dumps(
            {
                "crypto": {
                    "cipher": "aes-128-ctr",
                    "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
                    "ciphertext": "5318b4d5bcd28de64ee5559e671353e1"
                    "6f075ecae9f99c7a79a38af5f869aa46",
                    "kdf": "pbkdf2",
                    "kdfparams": {
                        "c": 262144,
                        "dklen": 32,
                        "prf": "hmac-sha256",
                        "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
                    },
                    "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
                },
                "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
                "version": 3,
            }
        )
    )
    path.chmod(0o600)
    secret = decrypt(path, "testpassword")
    assert secret.hex() == "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"


def test_a_wrong_passphrase_is_said_and_shows_nothing(tmp_path: Path) -> None:
    opened(tmp_path / "keys").new(CHECKER)
    with pytest.raises(KeystoreError, match="passphrase does not open") as caught:
        opened(tmp_path / "keys", "another passphrase")
    assert "another passphrase" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_short_passphrase_guards_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeystoreError, match="8 or more"):
        opened(tmp_path / "keys", "short")
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda text: text[: len(text) // 2], "damaged"),
        (lambda _: "", "damaged"),
        (lambda _: "[1, 2]", "damaged"),
        (lambda text: text.replace('"version": 3', '"version": 4'), "version 3"),
        (lambda text: text.replace(f'"n": {N}', '"n": 4194304'), "more work"),
        (lambda text: text.replace('"r": 8', '"r": 1000000000'), "more work"),
        (lambda text: text.replace(f'"n": {N}', '"n": "many"'), "damaged"),
        (lambda text: text.replace('"kdfparams"', '"parameters"'), "kdfparams"),
        (lambda text: text.replace('"ciphertext": "', '"ciphertext": "00'), "does not open"),
        # the file's own check does not cover this one: without ours it would be another key
        (lambda text: re.sub('"iv": "(..)', _other, text), "says it is"),
    ],
)
def test_a_damaged_file_is_named_and_left_alone(
    tmp_path: Path, damage: Callable[[str], str], words: str
) -> None:
    keystore = opened(tmp_path / "keys")
    keystore.new(CHECKER)
    path = keystore.folder / CHECKER.file
    broken = damage(path.read_text())
    assert broken != path.read_text()
    path.write_text(broken)
    with pytest.raises(KeystoreError, match=words) as caught:
        opened(keystore.folder)
    assert str(path) in str(caught.value)
    assert path.read_text() == broken


def test_a_file_that_states_another_address(tmp_path: Path) -> None:
    keystore = opened(tmp_path / "keys")
    signer = keystore.new(CHECKER)
    path = keystore.folder / CHECKER.file
    other = LocalSigner.named("other").address
    path.write_text(path.read_text().replace(signer.address[2:], other[2:]))
    with pytest.raises(KeystoreError, match=f"says it is the key of {other[2:]}"):
        opened(keystore.folder)


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_rights_too_wide(tmp_path: Path) -> None:
    keystore = opened(tmp_path / "keys")
    keystore.new(CHECKER)
    path = keystore.folder / CHECKER.file
    path.chmod(0o640)
    with pytest.raises(KeystoreError, match=f"chmod 600 {path}"):
        opened(keystore.folder)
    path.chmod(0o600)
    keystore.folder.chmod(0o755)
    with pytest.raises(KeystoreError, match=f"chmod 700 {keystore.folder}"):
        opened(keystore.folder)


def test_one_key_under_two_names(tmp_path: Path) -> None:
    keystore = opened(tmp_path / "keys")
    keystore.new(CHECKER)
    copy = keystore.folder / KeyName(LEI, "user", "maker").file
    copy.write_text((keystore.folder / CHECKER.file).read_text())
    copy.chmod(0o600)
    with pytest.raises(KeystoreError, match="hold the same key"):
        opened(keystore.folder)
    with pytest.raises(KeystoreError, match="kept already"):
        keystore.keep(ACCOUNT, decrypt(copy, PASSPHRASE))


def test_no_key_is_ever_written_over(tmp_path: Path) -> None:
    keystore = opened(tmp_path / "keys")
    keystore.new(CHECKER)
    before = (keystore.folder / CHECKER.file).read_bytes()
    with pytest.raises(KeystoreError, match="rotate it"):
        keystore.new(CHECKER)
    # nor by a process that does not know of it
    unaware = Keystore(keystore.folder, PASSPHRASE, scrypt_n=N)
    with pytest.raises(KeystoreError, match="left as it is"):
        unaware.new(CHECKER)
    assert (keystore.folder / CHECKER.file).read_bytes() == before
    assert [path.name for path in keystore.folder.iterdir()] == [CHECKER.file]


def test_what_is_no_key_file_is_not_passed_over(tmp_path: Path) -> None:
    keystore = opened(tmp_path / "keys")
    (keystore.folder / "notes.txt").write_text("x")
    with pytest.raises(KeystoreError, match="is no key file"):
        opened(keystore.folder)


def test_a_key_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(KeystoreError, match=f"dhow keys new {LEI}/user/checker"):
        opened(tmp_path / "keys").signer(CHECKER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        LEI,
        f"{LEI}/user",
        f"{LEI}/user/",
        f"{LEI}/account/checker",
        f"{LEI}/nothing/checker",
        "../etc/user/passwd",
        f"{LEI}/user/../../x",
        f"{LEI}/user/a/b",
    ],
)
def test_what_is_no_name_of_a_key(text: str) -> None:
    with pytest.raises(KeystoreError, match="names no key"):
        KeyName.parse(text)


@pytest.mark.parametrize("user", ["checker", "a.b", "1", "x.1", "-", "..json"])
def test_names_and_files_are_one_to_one(tmp_path: Path, user: str) -> None:
    name = KeyName(LEI, "user", user, 12)
    (tmp_path / name.file).write_text("{}")
    assert list(names_in(tmp_path)) == [name]
    assert KeyName.parse(name.place, 12) == name


def test_the_passphrase_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    path.write_text("a long passphrase \nanother line\n")
    path.chmod(0o600)
    assert read_passphrase(path) == "a long passphrase "
    path.write_text("\n")
    with pytest.raises(KeystoreError, match="first line"):
        read_passphrase(path)
    path.chmod(0o644)
    with pytest.raises(KeystoreError, match="chmod 600"):
        read_passphrase(path)
    with pytest.raises(EnvironmentProblemError, match="cannot be read"):
        read_passphrase(tmp_path / "nowhere")


def test_a_keystore_never_shows_its_secrets(tmp_path: Path) -> None:
    keystore = opened(tmp_path / "keys")
    keystore.keep(CHECKER, bytes(range(1, 33)))
    assert PASSPHRASE not in repr(keystore)
    assert bytes(range(1, 33)).hex() not in repr(keystore)
    whole = (keystore.folder / CHECKER.file).read_text()
    assert bytes(range(1, 33)).hex() not in whole
