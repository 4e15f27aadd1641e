"""The API killed at any of its steps: who asks again with the same key is served exactly once.

A client that knows nothing but its keys sends documents to be registered, each until it has an
answer, while the process behind the address dies and is started again. In the end every document
stands on the ledger once, each by one transaction, and each key answers what it answered.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.context import DEVELOPMENT_PASSWORD
from dhow.ledger.engines.anvil import AnvilEngine
from tests.support.api import EXPORTER, Json, commercial_invoice
from tests.support.ports import free_port

pytestmark = pytest.mark.anvil

_FAULTS_IN_A_LIFE = 1_000
_HANGS_SECONDS = 1_800.0  # nobody answers and nobody dies: for a machine that does much else


@contextmanager
def nursery(engine: AnvilEngine, folder: Path, first: int, every: int) -> Iterator[str]:
    """Processes that serve and die; their address."""
    port = free_port()
    arguments = [engine.url, str(folder), str(port), str(first), str(every)]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.api_nursery", *arguments], stderr=subprocess.PIPE
    ) as process:
        try:
            yield f"http://127.0.0.1:{port}"
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
        finally:
            os.kill(process.pid, signal.SIGTERM)
            process.wait(30)


def until_answered(
    client: httpx.Client, method: str, path: str, *, folder: Path, **how: object
) -> httpx.Response:
    """Ask until there is an answer that is no fault of the server's, as long as any process dies.

    Patience is counted in faults told between two deaths, which no slow machine makes more.

    Where each gets a step further than the one before it, the first answer comes after a hundred.
    """
    died, faults = -1, 0
    deadline = 0.0
    while True:
        if deaths(folder) != died:
            died, faults = deaths(folder), 0
            deadline = time.monotonic() + _HANGS_SECONDS
        try:
            answer = client.request(method, path, **how)  # type: ignore[arg-type]
        except httpx.TransportError as problem:
            said = repr(problem)
        else:
            if answer.status_code < 500:
                return answer
            said = answer.text
            faults += 1
            deadline = time.monotonic() + _HANGS_SECONDS
        assert faults < _FAULTS_IN_A_LIFE, f"{method} {path}: {said}"
        assert time.monotonic() < deadline, f"{method} {path}: {said}"
        time.sleep(0.02)


def register(client: httpx.Client, number: int, folder: Path) -> httpx.Response:
    body = {"document": commercial_invoice(f"KILL-{number}")}
    headers = {"Idempotency-Key": f'"kill-{number}"'}
    return until_answered(client, "POST", "/documents", folder=folder, json=body, headers=headers)


def deaths(folder: Path) -> int:
    told = folder / "deaths"
    return len(told.read_text().splitlines()) if told.exists() else 0


def calls_of(engine: AnvilEngine, selector: str) -> Counter[str]:
    """How often each call of a function is on the chain and went well."""
    found: Counter[str] = Counter()
    for number in range(int(engine.rpc("eth_blockNumber", []), 16) + 1):
        block = engine.rpc("eth_getBlockByNumber", [hex(number), True])
        for sent in block["transactions"]:
            if sent["input"].startswith(selector):
                receipt = engine.rpc("eth_getTransactionReceipt", [sent["hash"]])
                assert receipt["status"] == "0x1", sent
                found[sent["input"]] += 1
    return found


@pytest.mark.parametrize(
    ("first", "every", "wanted"),
    [
        pytest.param(3, 41, 5, id="some"),
        pytest.param(0, 1, 211, id="each step", marks=pytest.mark.long),
        pytest.param(0, 7, 400, id="many", marks=pytest.mark.long),
    ],
)
def test_each_is_done_once_whatever_dies(
    tmp_path: Path, first: int, every: int, wanted: int
) -> None:
    with AnvilEngine() as engine, nursery(engine, tmp_path, first, every) as address:
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            signed_in = until_answered(
                client,
                "POST",
                "/auth/token",
                folder=tmp_path,
                data={"username": f"{EXPORTER}/checker", "password": DEVELOPMENT_PASSWORD},
            )
            client.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
            answers: list[httpx.Response] = []
            while deaths(tmp_path) < wanted:
                answers.append(register(client, len(answers), tmp_path))
            (tmp_path / "calm").touch()
            answers.append(register(client, len(answers), tmp_path))
            again = [register(client, number, tmp_path) for number in range(len(answers))]
            listed: list[Json] = []
            path: str | None = "/documents?limit=200"
            while path:
                page = until_answered(client, "GET", path, folder=tmp_path)
                listed += page.json()
                link = page.headers.get("link", "")
                path = link[1 : link.index(">")] if link else None
        assert {answer.status_code for answer in answers} == {201}, [a.text for a in answers]
        assert [answer.json() for answer in again] == [answer.json() for answer in answers]
        assert {each.headers["idempotent-replayed"] for each in again} == {"true"}
        hashes = {answer.json()["hash"] for answer in answers}
        assert len(hashes) == len(answers)
        assert {each["hash"] for each in listed if each["standing"] == "REGISTERED"} == hashes
        transactions = {answer.json()["receipt"]["transaction"] for answer in answers}
        assert len(transactions) == len(answers)
        first_sent = engine.rpc("eth_getTransactionByHash", [min(transactions)])
        calls = calls_of(engine, first_sent["input"][:10])
        assert sum(calls.values()) == len(answers)
        assert set(calls.values()) == {1}
