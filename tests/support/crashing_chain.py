"""A kept chain whose process is killed again and again: what was acknowledged must be there.

`python -m tests.support.crashing_chain FOLDER FIRST_SEED SEEDS` runs so many seeds and prints one
line of JSON for each that fails. It is a process of its own because it forks: the children start
without importing anything.

A child does acts drawn by the seed and acknowledges each over a pipe. It dies by kill -9 at the
n-th call that touches the disk: before it, after half of its bytes, after it, or by a power cut
that takes what was not forced to the disk. The parent then takes the chain up again and holds it
against what was acknowledged. With `forgetful` as a fourth argument nothing is ever forced to the
disk, which the check must find.
"""

import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.engines.embedded_journal import ROWS
from dhow.ledger.signing import LocalSigner

KEY = LocalSigner.named("crashing")
# counts its calls in slot 0, and logs one topic each time
COUNTER = bytes.fromhex("6011600c60003960116000f3600054600101600055600760006000a100")
ROUNDS = 4
ACTS = 12
DISK_CALLS = 40

State = tuple[int, str, int]  # number and hash of the latest block, clock


def raw(engine: EmbeddedEngine, nonce: int, to: str | None) -> bytes:
    """A signed call of the counter, or its creation."""
    return signed(engine, nonce, to, b"" if to else COUNTER)


def signed(engine: EmbeddedEngine, nonce: int, to: str | None, data: bytes) -> bytes:
    """A signed call of a contract, or the creation of one."""
    return KEY.sign_transaction(
        {
            "type": 2,
            "chainId": engine.chain_id,
            "nonce": nonce,
            "gas": 200_000,
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
            "value": 0,
            "data": data,
            **({"to": to} if to else {}),
        }
    )


def receipt_of(engine: EmbeddedEngine, to: str | None, data: bytes = b"") -> dict[str, Any]:
    """The receipt of a call of a contract, or of the creation of one, sent next by the key."""
    made = signed(engine, nonce(engine), to, data)
    sent = engine.rpc("eth_sendRawTransaction", ["0x" + made.hex()])
    receipt: dict[str, Any] = engine.rpc("eth_getTransactionReceipt", [sent])
    return receipt


def create(engine: EmbeddedEngine) -> str:
    """Put the counter on the chain; its address."""
    sent = engine.rpc("eth_sendRawTransaction", ["0x" + raw(engine, 0, None).hex()])
    return str(engine.rpc("eth_getTransactionReceipt", [sent])["contractAddress"])


def nonce(engine: EmbeddedEngine) -> int:
    """How many transactions the key has sent."""
    return int(engine.rpc("eth_getTransactionCount", [KEY.address, "latest"]), 16)


def state(engine: EmbeddedEngine) -> State:
    """What is acknowledged."""
    latest = engine.rpc("eth_getBlockByNumber", ["latest", False])
    return int(latest["number"], 16), latest["hash"], engine.now()


def hashes(engine: EmbeddedEngine) -> list[str]:
    """Hash of every block, from the first."""
    return [
        engine.rpc("eth_getBlockByNumber", [hex(number), False])["hash"]
        for number in range(state(engine)[0] + 1)
    ]


class Disk:
    """Kills this process at a call that touches the disk, or cuts the power there.

    Without power, what was written and never forced to the disk is gone in part or whole. With
    `forgetful` nothing is ever forced to the disk: a planted fault that must be found.
    """

    def __init__(self, chosen: random.Random, forgetful: bool) -> None:
        self._chosen = chosen
        self._left = chosen.randrange(DISK_CALLS)
        self._how = chosen.choice(("before", "half", "after", "power", "power"))
        self._forgetful = forgetful
        self._safe: dict[int, int] = {}
        self._pwrite, self._fsync, self._ftruncate = os.pwrite, os.fsync, os.ftruncate
        os.pwrite, os.ftruncate = self.pwrite, self.ftruncate
        os.fsync = self.fsync  # type: ignore[assignment]  # ours takes descriptors alone

    def pwrite(self, descriptor: int, data: Any, at: int) -> int:
        self._safe.setdefault(descriptor, os.fstat(descriptor).st_size)
        half = lambda: self._pwrite(descriptor, data[: len(data) // 2], at)  # noqa: E731
        return int(self._or_die(lambda: self._pwrite(descriptor, data, at), half))

    def fsync(self, descriptor: int) -> None:
        self._or_die(lambda: self._fsync(descriptor))
        if not self._forgetful:
            self._safe[descriptor] = os.fstat(descriptor).st_size

    def ftruncate(self, descriptor: int, length: int) -> None:
        self._or_die(lambda: self._ftruncate(descriptor, length))
        self._safe[descriptor] = min(length, self._safe.get(descriptor, length))

    def _or_die(self, call: Callable[[], Any], half: Callable[[], Any] | None = None) -> Any:
        self._left -= 1
        if self._left >= 0:
            return call()
        if self._how == "half" and half:
            half()
        elif self._how == "after":
            call()
        elif self._how == "power":
            for descriptor, safe in self._safe.items():
                lost = max(0, os.fstat(descriptor).st_size - safe)
                self._ftruncate(descriptor, safe + self._chosen.randrange(lost + 1))
        os.kill(os.getpid(), signal.SIGKILL)
        return None


def child(folder: Path, chosen: random.Random, tell: int, forgetful: bool) -> None:
    """Act until killed; say before each act what may come of it, and after it what did."""

    def say(word: str, *what: Any) -> None:
        os.write(tell, (json.dumps([word, *what]) + "\n").encode())

    Disk(chosen, forgetful)
    engine = EmbeddedEngine(folder=folder)
    counter = known_counter(engine) or ""
    snapshots: list[tuple[str, State]] = []
    for _ in range(ACTS):
        act = chosen.choice(("send", "send", "send", "many", "mine", "clock", "keep", "back"))
        if not counter:
            act = "create"
        if act == "create":
            say("try", 1)
            counter = create(engine)
        elif act == "send":
            say("try", 1)
            engine.rpc("eth_sendRawTransaction", ["0x" + raw(engine, nonce(engine), counter).hex()])
        elif act == "many":
            first = nonce(engine)
            burst = [raw(engine, first + place, counter) for place in range(chosen.randrange(1, 5))]
            burst.insert(chosen.randrange(len(burst) + 1), b"no transaction")
            say("try", 1)
            engine.send_many(burst)
        elif act == "mine":
            say("try", 1)
            engine.mine()
        elif act == "clock":
            later = engine.now() + chosen.randrange(1, 10_000)
            say("try", 0, later)
            engine.set_time(later)
        elif act == "keep":
            snapshots.append((engine.snapshot(), state(engine)))
            continue
        elif snapshots:
            name, then = chosen.choice(snapshots)
            say("back", then)
            engine.restore(name)
            snapshots = [kept for kept in snapshots if int(kept[0], 16) <= int(name, 16)]
        say("done", state(engine))
    os.kill(os.getpid(), signal.SIGKILL)


def known_counter(engine: EmbeddedEngine) -> str | None:
    """The counter's address, where it is on the chain."""
    if not nonce(engine):
        return None
    for number in range(1, state(engine)[0] + 1):
        for receipt in engine.rpc("eth_getBlockReceipts", [hex(number)]):
            if receipt["contractAddress"]:
                return str(receipt["contractAddress"])
    raise AssertionError("transactions, and no counter")


def check(engine: EmbeddedEngine, before: list[str], said: list[list[Any]], start: State) -> None:
    """What the chain must be after the kill."""
    acknowledged: State = start
    trying: list[Any] | None = None
    for word, *what in said:
        if word == "done":
            acknowledged, trying = tuple(what[0]), None
        else:
            trying = [word, *what]
    found = state(engine)
    allowed = [acknowledged]
    if trying and trying[0] == "back":
        allowed.append(tuple(trying[1]))
    if trying and trying[0] == "try" and len(trying) == 3:
        allowed.append((acknowledged[0], acknowledged[1], trying[2]))
    if found not in allowed:
        assert trying, f"acknowledged {acknowledged}, found {found}"
        assert trying[:2] == ["try", 1], f"acknowledged {acknowledged}, {trying}, found {found}"
        chain = hashes(engine)
        assert found[0] == acknowledged[0] + 1, f"{acknowledged} became {found}"
        assert chain[acknowledged[0]] == acknowledged[1], "an acknowledged block is another one"
    assert hashes(engine)[0] == before[0], "another first block"
    mined = [
        receipt
        for number in range(found[0] + 1)
        for receipt in engine.rpc("eth_getBlockReceipts", [hex(number)])
    ]
    assert len(mined) == nonce(engine), "transactions and nonce differ"
    assert all(receipt["status"] == "0x1" for receipt in mined)
    counter = known_counter(engine)
    if counter:
        counted = int(engine.rpc("eth_getStorageAt", [counter, "0x0"]), 16)
        assert counted == len(mined) - 1, f"counted {counted}, sent {len(mined) - 1}"


def survive(folder: Path, seed: int, forgetful: bool = False) -> int:
    """One chain killed some times; how many acts were acknowledged.

    Raises:
        AssertionError: something acknowledged is lost, or something else is there.
    """
    chosen = random.Random(seed)
    with EmbeddedEngine(folder=folder) as engine:
        before, start = hashes(engine), state(engine)
    acknowledged = 0
    for _ in range(ROUNDS):
        listen, tell = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(listen)
            try:
                child(folder, chosen, tell, forgetful)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(tell)
        with os.fdopen(listen, "rb") as pipe:
            said = [json.loads(line) for line in pipe.read().splitlines()]
        _, status = os.waitpid(pid, 0)
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "the child failed by itself"
        acknowledged += sum(word == "done" for word, *_ in said)
        if chosen.random() < 0.3:
            spoil(folder / ROWS, chosen)
        with EmbeddedEngine(folder=folder) as engine:
            check(engine, before, said, start)
            before, start = hashes(engine), state(engine)
        chosen = random.Random(chosen.random())
    (folder / ROWS).unlink()
    with EmbeddedEngine(folder=folder) as engine:
        assert hashes(engine) == before, "made again, the blocks are others"
        assert state(engine) == start
    return acknowledged


def spoil(path: Path, chosen: random.Random) -> None:
    """What a power failure may do to a file that was never forced to the disk."""
    data = bytearray(path.read_bytes())
    at = chosen.randrange(len(data) + 1)
    if chosen.random() < 0.5:
        del data[at:]
    else:
        data[at : at + 1] = bytes([chosen.randrange(256)])
    path.write_bytes(data)


def main() -> int:
    """Run the seeds; exit code 1 where one failed."""
    folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    failed = acknowledged = 0
    for seed in range(first, first + count):
        try:
            acknowledged += survive(folder / str(seed), seed, "forgetful" in sys.argv[4:])
        except Exception as problem:  # whatever it is, the seed is to be told
            failed += 1
            again = f"python -m tests.support.crashing_chain EMPTY_FOLDER {seed} 1"
            print(json.dumps({"seed": seed, "problem": repr(problem), "again": again}))  # noqa: T201
    print(json.dumps({"acknowledged": acknowledged}))  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
