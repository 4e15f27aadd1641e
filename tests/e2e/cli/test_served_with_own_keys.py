"""`dhow keys` and `dhow serve --keys`, as an operator types them: a network on keys of its own."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.cli.test_served_network_restarts import environment
from tests.support.api import CARRIER
from tests.support.commands import dhow
from tests.support.ports import free_port

PASSPHRASE = "correct horse battery staple"


def test_a_network_on_keys_of_its_own(tmp_path: Path, repository_root: Path) -> None:
    folder, passphrase = tmp_path / "keys", tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    passphrase.chmod(0o600)
    how = ("--keys", folder, "--passphrase-file", passphrase)
    made = dhow("keys", "new", "OPERATOR/system", *map(str, how), "--json")
    assert made.returncode == 0, made.stderr
    operator = json.loads(made.stdout)[0]["address"]

    port = free_port()
    kept = ("--chain", f"embedded:{tmp_path / 'chain'}", "--db", f"sqlite:///{tmp_path / 'n.db'}")
    command = ["serve", *kept, "--manifest", tmp_path / "n.json", "--port", port, *how]
    server = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli.main", *map(str, command)],
        cwd=repository_root,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(repository_root),
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as api:
            password = _first_password(tmp_path / "n.db.operator", server)
            token = _signed_in(api, "OPERATOR/registrar", password)
            me = api.get("/members/me", headers=token).json()
            assert me["key"] == operator
            user = {"name": "checker", "duty": "checker", "password": "a secret of the carrier"}
            newcomer = {
                "lei": CARRIER,
                "name": "Malabar Line",
                "country": "IN",
                "capabilities": ["carrier"],
                "users": [user],
            }
            admitted = api.post("/members", headers=token, json=newcomer)
            assert admitted.status_code == 201, admitted.text
            before = api.get(
                "/members/me", headers=_signed_in(api, f"{CARRIER}/checker", user["password"])
            ).json()["key"]
        word = tmp_path / "password"
        word.write_text(user["password"])
        word.chmod(0o600)
        url = f"http://127.0.0.1:{port}"
        rotated = dhow(
            *("keys", "rotate", "checker", "--as", f"{CARRIER}/checker"),
            *("--url", url, "--password-file", str(word), "--json"),
        )
        assert rotated.returncode == 0, rotated.stderr
        assert json.loads(rotated.stdout)["retired"] == [before]
    finally:
        server.send_signal(signal.SIGTERM)
        told = server.communicate(timeout=30)[1]
    assert "Traceback" not in told, told
    assert str(tmp_path / "n.db.operator") in told
    for secret in (PASSPHRASE, password, user["password"]):
        assert secret not in told

    listed = json.loads(dhow("keys", "list", "--keys", str(folder), "--json").stdout)
    names = {(each["name"], each["number"]) for each in listed}
    assert {("OPERATOR/system", 1), (f"{CARRIER}/user/checker", 2)} <= names


def _first_password(path: Path, server: "subprocess.Popen[str]") -> str:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        if path.exists() and (text := path.read_text().strip()):
            return text
        time.sleep(0.1)
    raise AssertionError(f"no password was written: {server.communicate(timeout=10)[1]}")


def _signed_in(api: httpx.Client, user: str, password: str) -> dict[str, str]:
    until = time.monotonic() + 60
    while True:
        form: dict[str, Any] = {"username": user, "password": password}
        try:
            answer = api.post("/auth/token", data=form)
            break
        except httpx.TransportError:
            assert time.monotonic() < until, "the API does not answer"
            time.sleep(0.1)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
