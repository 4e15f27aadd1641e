"""Engines: the same acts give the same results on each; clocks, snapshots, and how they end."""

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dhow.errors import BadInputError
from dhow.ledger.client import TransactionError
from dhow.ledger.compiler import Artifacts
from dhow.ledger.engines import Engine, EngineError, RpcError, TimeControlError, open_engine
from dhow.ledger.engines.base import DEFAULT_GENESIS_TIME
from dhow.ledger.signing import LocalSigner, Signer
from dhow.ledger.types import Receipt
from tests.support.chain import Chain, expect_refusal

NOBODY = "0x" + "00" * 20
TICKET = b"\x07" * 32


ANVIL, HTTP, WS = (pytest.param(kind, marks=pytest.mark.anvil) for kind in ("anvil", "http", "ws"))
OWNED = pytest.mark.parametrize("engine", ["embedded", ANVIL], indirect=True, scope="module")


@pytest.fixture(params=["embedded", ANVIL, HTTP, WS], scope="module")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "embedded":
        with open_engine("embedded") as embedded:
            yield embedded
        return
    with open_engine("anvil") as anvil:
        if request.param == "anvil":
            yield anvil
            return
        url = anvil.url.replace("http", request.param)  # type: ignore[attr-defined]
        with open_engine(url) as remote:
            yield remote


def story(engine: Engine, artifacts: Artifacts) -> list[Receipt[object]]:
    chain = Chain(engine, artifacts)
    counter = chain.deploy("Counter", 100, NOBODY)
    entry = {"who": NOBODY, "amount_minor": 5, "mood": 1, "proofs": []}
    first = chain.send(counter.act("count", TICKET, entry), "buyer")
    engine.set_time(first.timestamp + 86_400)
    return [
        first,
        chain.send(counter.act("after_", first.timestamp + 86_400), "seller"),
        chain.send(counter.act("after_", 0), "seller"),
    ]


@pytest.mark.anvil
def test_the_same_acts_give_the_same_receipts_on_both(artifacts: Artifacts) -> None:
    with open_engine("embedded") as embedded, open_engine("anvil") as anvil:
        left, right = story(embedded, artifacts), story(anvil, artifacts)
    # each chain made its own classes for the events: compare what they say; blocks have hashes of
    # their own
    said = [repr([replace(each, block_hash="") for each in receipts]) for receipts in (left, right)]
    assert said[0] == said[1]
    assert left[1].timestamp == DEFAULT_GENESIS_TIME + 2 + 86_400
    assert left[2].timestamp == left[1].timestamp + 1


def test_acts_views_and_refusals_on_every_kind(engine: Engine, artifacts: Artifacts) -> None:
    chain = Chain(engine, artifacts)
    counter = chain.deploy("Counter", 100, NOBODY)
    entry = {"who": NOBODY, "amount_minor": 7, "mood": 0, "proofs": [TICKET]}
    receipt = chain.send(counter.act("count", TICKET, entry), "buyer")
    assert receipt.event("Counted").amount_minor == receipt.result == 7
    assert chain.call(counter.view("total")) == 7
    with expect_refusal("TooMuch", limit=100):
        chain.send(counter.act("count", TICKET, entry | {"amount_minor": 101}), "buyer")
    assert (
        chain.client.events(receipt.block_number, contracts=[counter.address])[-1:]
        == (receipt.events[-1:])
    )
    for ticket, found in ((TICKET, 1), (bytes(32), 0)):
        kept = chain.client.events(
            receipt.block_number, contracts=[counter.address], first_indexed=[ticket]
        )
        assert [log.event for log in kept] == [receipt.event("Counted")][:found]


@OWNED
def test_restore_takes_back_state_blocks_and_clock(engine: Engine, artifacts: Artifacts) -> None:
    chain = Chain(engine, artifacts)
    counter = chain.deploy("Counter", 100, NOBODY)
    engine.set_time(engine.now() + 1000)
    before = engine.snapshot(), engine.now(), chain.client.block_number()
    for _ in range(2):  # a snapshot can be restored again
        receipt = chain.send(counter.act("after_", 0), "buyer")
        assert receipt.timestamp == before[1]
        engine.set_time(engine.now() + 10_000)
        chain.send(counter.act("after_", 0), "buyer")
        engine.restore(before[0])
        assert (engine.now(), chain.client.block_number()) == before[1:]
        assert chain.call(counter.view("total")) == 0
        assert engine.rpc("eth_getTransactionReceipt", [receipt.transaction_hash]) is None


@OWNED
def test_time_only_goes_forward(engine: Engine) -> None:
    engine.mine()
    with pytest.raises(TimeControlError, match="blocks only go forward"):
        engine.set_time(engine.now())
    with pytest.raises(BadInputError, match="no snapshot"):
        engine.restore("0xffff")


@pytest.mark.anvil
def test_a_remote_clock_is_refused() -> None:
    with open_engine("anvil") as anvil, open_engine(anvil.url) as remote:  # type: ignore[attr-defined]
        with pytest.raises(TimeControlError, match="cannot be set"):
            remote.set_time(2_000_000_000)
        with pytest.raises(TimeControlError, match="snapshots"):
            remote.snapshot()


def nothing_to_oneself(signer: Signer, chain_id: int) -> str:
    """A signed transaction that moves nothing, for some chain."""
    signed = signer.sign_transaction(
        {
            "type": 2,
            "chainId": chain_id,
            "nonce": 0,
            "gas": 21_000,
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
            "to": signer.address,
            "value": 0,
            "data": b"",
        }
    )
    return "0x" + signed.hex()


@OWNED
def test_a_transaction_signed_for_another_chain_is_refused(
    engine: Engine, artifacts: Artifacts
) -> None:
    """Replay across chains: what was signed for one network must not count on the next."""
    raw = nothing_to_oneself(Chain(engine, artifacts).signer("traveller"), engine.chain_id + 1)

    with pytest.raises(RpcError, match="chain id"):
        engine.rpc("eth_sendRawTransaction", [raw])


@OWNED
def test_a_used_nonce_is_refused_in_words(engine: Engine, artifacts: Artifacts) -> None:
    chain = Chain(engine, artifacts)
    raw = nothing_to_oneself(chain.signer("buyer of nonces"), engine.chain_id)
    assert engine.rpc("eth_sendRawTransaction", [raw])
    with pytest.raises(RpcError, match=r"nonce too low|already (known|imported)"):
        engine.rpc("eth_sendRawTransaction", [raw])


@pytest.mark.parametrize(
    ("spec", "problem", "says"),
    [
        ("besu", BadInputError, "no chain is called 'besu'"),
        ("anvil:99999", BadInputError, "no chain is called"),
        ("ftp://example.org/key", BadInputError, "is not an http"),
        ("http://127.0.0.1:1/v3/secret", EngineError, r"at http://127\.0\.0\.1:1: "),
        ("ws://127.0.0.1:1/v3/secret", EngineError, r"at ws://127\.0\.0\.1:1: "),
    ],
)
def test_a_chain_that_is_not_there(spec: str, problem: type[Exception], says: str) -> None:
    with pytest.raises(problem, match=says) as caught:
        open_engine(spec)
    assert "secret" not in str(caught.value)


@pytest.mark.anvil
def test_a_port_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(EngineError, match="is in use"):
            open_engine(f"anvil:{taken.getsockname()[1]}")


def test_anvil_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dhow.ledger.engines.anvil import find_anvil

    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="anvil is not installed"):
        find_anvil(tmp_path)


@pytest.mark.anvil
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, None])
def test_no_anvil_outlives_us(how: signal.Signals | None, repository_root: Path) -> None:
    """Killed, ended or crashed: the child goes with the parent."""
    script = (
        "import sys, time\n"
        "from dhow.ledger.engines import open_engine\n"
        "engine = open_engine('anvil')\n"
        "print(engine.url, engine._folder, flush=True)\n"
        + ("sys.exit('crashed')\n" if how is None else "time.sleep(60)\n")
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=repository_root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    url, folder = parent.stdout.readline().split()
    if how is not None:
        os.kill(parent.pid, how)
    parent.wait(10)
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            open_engine(url).close()
        except EngineError:
            if not Path(folder).exists():
                return
        time.sleep(0.02)
    pytest.fail(f"anvil at {url} outlived its parent, or left {folder} behind")


@pytest.mark.anvil
def test_another_chain_than_the_one_asked_for() -> None:
    with open_engine("anvil", chain_id=4242) as anvil:
        url: str = anvil.url  # type: ignore[attr-defined]
        open_engine(url, chain_id=4242).close()
        with pytest.raises(EngineError, match="serves chain 4242, not 31337"):
            open_engine(url, chain_id=31337)


@pytest.mark.anvil
def test_where_gas_is_paid_for(artifacts: Artifacts) -> None:
    payer = LocalSigner.named("payer")
    with open_engine("anvil", funded=[payer.address]) as anvil:
        anvil.rpc("anvil_setNextBlockBaseFeePerGas", [hex(10**9)])
        anvil.mine()
        with open_engine(anvil.url) as remote:  # type: ignore[attr-defined]
            chain = Chain(remote, artifacts)
            counter = chain.deploy("Counter", 100, NOBODY, signer=payer)
            sent = chain.send(counter.act("after_", 0), payer)
            receipt = remote.rpc("eth_getTransactionReceipt", [sent.transaction_hash])
            assert int(receipt["effectiveGasPrice"], 16) > 0
            with pytest.raises((TransactionError, RpcError), match=r"(?i)insufficient"):
                chain.send(counter.act("after_", 0), "pauper")


class _Odd(http.server.BaseHTTPRequestHandler):
    """Answers every request with what the test put there."""

    answer = b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def odd_node() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"<html>hello</html>", "does not speak JSON-RPC"),
        (b"", "does not speak JSON-RPC"),
        (b"[]", "not JSON-RPC; is it a node"),
        (b'{"jsonrpc": "2.0", "id": 1}', "not JSON-RPC; is it a node"),
        (b'{"error": {"code": -32601, "message": "no such method"}}', "refuses to talk: no such"),
    ],
)
def test_what_answers_is_no_node(odd_node: str, answer: bytes, says: str) -> None:
    _Odd.answer = answer
    with pytest.raises(EngineError, match=says):
        open_engine(odd_node)


@pytest.mark.parametrize(
    "error",
    [
        {"code": 3, "message": "execution reverted", "data": "0xdeadbeef"},
        {"code": -32015, "message": "VM execution error.", "data": "Reverted 0xdeadbeef"},
        {"code": -32000, "message": "revert", "data": {"data": "0xdeadbeef"}},
        {"code": -32000, "message": "revert", "data": {"result": "0xdeadbeef"}},
    ],
    ids=["geth", "parity", "ganache", "hardhat"],
)
def test_revert_data_wherever_a_node_puts_it(odd_node: str, error: dict[str, object]) -> None:
    _Odd.answer = b'{"result": "0x1"}'
    with open_engine(odd_node) as remote:
        _Odd.answer = json.dumps({"error": error}).encode()
        with pytest.raises(RpcError) as caught:
            remote.rpc("eth_call", [])
    assert caught.value.data == b"\xde\xad\xbe\xef"
