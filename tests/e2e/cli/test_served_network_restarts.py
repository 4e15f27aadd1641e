"""`dhow serve --chain embedded:FOLDER`: killed or stopped, network and credits are there again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.context import DEVELOPMENT_PASSWORD, development_context
from api.development import seed
from dhow.ledger.engines import open_engine
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NEWCOMERS,
    NOMINATED,
    Json,
    Network,
    issued_credit,
    terms,
)
from tests.support.ports import free_port


class Place:
    """Where a network is kept: chain, database, manifest."""

    def __init__(self, folder: Path) -> None:
        self.chain = f"embedded:{folder / 'chain'}"
        self.manifest = folder / "network.json"
        self.database = f"sqlite:///{folder / 'network.db'}"


class Served:
    """A client of the served network."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def token(self, organisation: str) -> dict[str, str]:
        form = {"username": f"{organisation}/checker", "password": DEVELOPMENT_PASSWORD}
        answer = self._client.post("/auth/token", data=form)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def get(self, path: str, organisation: str) -> Any:
        answer = self._client.get(path, headers=self.token(organisation))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, organisation: str, body: Json) -> Any:
        answer = self._client.post(path, headers=self.token(organisation), json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def close(self) -> None:
        self._client.close()


def command(place: Place, port: int) -> list[str]:
    kept = ["--chain", place.chain, "--db", place.database, "--manifest", str(place.manifest)]
    return [sys.executable, "-m", "scripts.cli.main", "serve", *kept, "--port", str(port)]


def environment(root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore"}


@contextmanager
def served(place: Place, root: Path, ended_by: signal.Signals) -> Iterator[Served]:
    port = free_port()
    server = subprocess.Popen(
        command(place, port),
        cwd=root,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(root),
    )
    client = Served(f"http://127.0.0.1:{port}")
    try:
        until = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        assert server.poll() is None, server.communicate()[1]
        yield client
    finally:
        client.close()
        server.send_signal(ended_by)
        _, told = server.communicate(timeout=30)
    assert "Traceback" not in told, told


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A network with a credit issued and advised, closed again."""
    place = Place(tmp_path_factory.mktemp("served"))
    parties = [each for each in NEWCOMERS if each.lei in (EXPORTER, IMPORTER, ISSUER, NOMINATED)]
    with open_engine(place.chain) as engine, asyncio.Runner() as runner:
        context = development_context(engine, place.database, manifest=place.manifest)
        network = Network(context, runner)
        try:
            network.at(2026, 4, 1)
            seed(context, parties, years=(2026, 2027))
            issued_credit(network, "KEPT-1")
        finally:
            network.close()
            context.store.close()
    return place


def credits_of(client: Served, organisation: str) -> dict[str, Json]:
    found = client.get("/credits", organisation)
    listed = found["items"] if isinstance(found, dict) else found
    return {each["id"]: each for each in listed}


def test_a_served_network_is_taken_up_with_its_credits(place: Place, repository_root: Path) -> None:
    with served(place, repository_root, signal.SIGKILL) as client:
        before = credits_of(client, EXPORTER)
        assert before
        new = client.post(
            "/credits/applications", IMPORTER, {"reference": "KEPT-2", "terms": terms("KEPT-2")}
        )
        money = client.get("/money/balances", ISSUER)

    with served(place, repository_root, signal.SIGTERM) as again:
        assert credits_of(again, EXPORTER) == before
        assert credits_of(again, IMPORTER)[new["id"]] == new | {"receipt": None}
        assert again.get("/money/balances", ISSUER) == money
        second = subprocess.run(
            command(place, free_port()),
            cwd=repository_root,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env=environment(repository_root),
        )

    assert second.returncode == 5
    assert "in use by another process" in second.stderr
    assert "Traceback" not in second.stderr
