"""The page on running a network, followed to the letter: its own lines, one after the other.

A folder with nothing in it; keys are made, a network is served on them and acts; then it is looked
after with every command of the page that needs no other machine.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from eth_account import Account

from dhow.ledger.signers import Keystore
from tests.e2e.cli.test_served_network_restarts import environment, free_port
from tests.e2e.cli.test_served_with_own_keys import PASSPHRASE, _first_password, _signed_in
from tests.support.api import CARRIER
from tests.support.pages import commands, run

KEYS = (["keys", "new"], ["keys", "list"], ["keys", "import"], ["keys", "check"])
LOOKED_AFTER = (
    ["store", "check"],
    ["outbox", "list"],
    ["backup"],
    ["restore"],
    ["ledger", "verify"],
    ["audit-log", "verify"],
)
RESTORED = "sqlite:///restored.db"


def line(page: str, *begins: str) -> list[str]:
    """The page's first line of a command, word for word."""
    return next(each for each in commands(page) if each[: len(begins)] == list(begins))


def ordered(page: str) -> list[list[str]]:
    """What is carried out here, in the page's order."""
    every = commands(page)
    return sorted([*KEYS, *LOOKED_AFTER], key=lambda begins: every.index(line(page, *begins)))


@pytest.fixture
def page(repository_root: Path) -> str:
    return (repository_root / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the operator is; nothing of the environment the tests run in."""
    for variable in [name for name in os.environ if name.startswith("DHOW_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_is_followed(
    page: str,
    folder: Path,
    repository_root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cheap = Keystore.open.__func__.__kwdefaults__  # type: ignore[attr-defined]
    monkeypatch.setitem(cheap, "scrypt_n", 2**10)  # a thousandth of the usual cost
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    (folder / "passphrase").chmod(0o600)
    (folder / "wallet.json").write_text(Account.create().key.hex())
    (folder / "wallet.json").chmod(0o600)
    others = [
        words
        for words in commands(page)
        # a chain that went on without its store is played in the tests of restoring
        if words[0] != "serve" and not (words[0] == "outbox" and RESTORED in words)
    ]
    assert others == [line(page, *begins) for begins in ordered(page)]  # none is left out

    told = {}
    for begins in KEYS:
        assert run(line(page, *begins)) == 0
        told[begins[1]] = "".join(capsys.readouterr())
    assert "OPERATOR/system" in told["list"]
    assert "2 keys in keys open and are sound" in told["check"]

    serve_and_act(line(page, "serve"), folder, repository_root)

    for begins in LOOKED_AFTER:
        assert run(line(page, *begins)) == 0
        told[begins[0]] = "".join(capsys.readouterr())
    assert "The store is whole." in told["store"]
    assert "operator, next nonce" in told["outbox"]
    assert "up to block" in told["backup"]
    assert "restored what monday.dhow holds" in told["restore"]
    assert "The tables say what the ledger says" in told["ledger"]
    assert "checked against the ledger" in told["audit-log"]

    # what was restored is looked after in the same way
    shutil.copy(folder / "network.db.secrets", folder / "restored.db.secrets")
    restored = {
        "sqlite:///network.db": "sqlite:///restored.db",
        "embedded:chain": "embedded:restored",
        "network.json": "restored.json",
    }
    for begins in (["store", "check"], ["ledger", "verify"], ["audit-log", "verify"]):
        assert run([restored.get(word, word) for word in line(page, *begins)]) == 0
        assert "".join(capsys.readouterr()) == told[begins[0]]


def serve_and_act(words: list[str], folder: Path, root: Path) -> None:
    """Serve by the page's line, sign in with the first password, admit a member; stop."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli.main", *words, "--port", str(port)],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(root),
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as api:
            password = _first_password(folder / "network.db.operator", server)
            token = _signed_in(api, "OPERATOR/registrar", password)
            user = {"name": "checker", "duty": "checker", "password": "a secret of the carrier"}
            newcomer = {"lei": CARRIER, "name": "Malabar Line", "country": "IN"}
            newcomer |= {"capabilities": ["carrier"], "users": [user]}
            admitted = api.post("/members", headers=token, json=newcomer)
            assert admitted.status_code == 201, admitted.text
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=60)
    assert "Traceback" not in said, said
