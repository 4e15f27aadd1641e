"""The anvil engine: Foundry's development node as a child process, Cancun rules.

The child is watched through a pipe: when this process ends, even by kill -9, the pipe closes and
the watcher ends anvil. (The kernel's parent-death signal would not do: it fires when the thread
that started the child ends.)
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from dhow.errors import BadInputError
from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
from dhow.ledger.engines.base import (
    BLOCK_GAS_LIMIT,
    DEFAULT_GENESIS_TIME,
    DEVELOPMENT_CHAIN_ID,
    Closing,
    EngineError,
    TimeControlError,
)
from dhow.ledger.engines.transport import HttpTransport
from dhow.ledger.ports import free_port, in_use

_BALANCE = hex(10**24)
_START_SECONDS = 15.0
_STOP_SECONDS = 5.0
_FOLDER_PREFIX = "dhow-anvil-"

# $0 is the folder, the rest the command. `cat` ends when the last holder of the pipe does.
_WATCHER = """
folder=$0
"$@" </dev/null & child=$!
trap 'kill -9 $child 2>/dev/null' TERM
cat >/dev/null
kill -9 $child 2>/dev/null
wait $child 2>/dev/null
rm -rf "$folder"
"""


def find_anvil(root: Path = REPOSITORY_ROOT) -> Path:
    """The anvil binary: the one npm brought, else the one on the PATH.

    npm's launcher script is passed over: it would leave the real process behind when killed.

    Raises:
        EngineError: there is none.
    """
    for place in sorted((root / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil*")):
        if os.access(place, os.X_OK):
            return place
    if found := shutil.which("anvil"):
        return Path(found)
    raise EngineError(
        f"anvil is not installed: nothing under {root / 'node_modules/@foundry-rs'} nor on the "
        "PATH; run `npm ci --ignore-scripts` (it is an optional package), or use --chain embedded"
    )


class AnvilEngine(Closing):
    """A development node of our own, faster than the embedded chain and separate from it."""

    name = "anvil"
    controls_time = True
    free_of_charge = True

    def __init__(
        self,
        *,
        funded: Iterable[str] = (),
        genesis_time: int = DEFAULT_GENESIS_TIME,
        chain_id: int = DEVELOPMENT_CHAIN_ID,
        gas_limit: int = BLOCK_GAS_LIMIT,
        port: int | None = None,
    ) -> None:
        """Start a node on 127.0.0.1.

        Args:
            funded: addresses that hold native coin.
            genesis_time: unix seconds of block 0.
            chain_id: as signed into transactions and typed data.
            gas_limit: of every block.
            port: a free one is chosen where not given.

        Raises:
            EngineError: anvil is missing, the port is in use, or it does not start.
        """
        self.chain_id = chain_id
        self._set_to: int | None = None
        self._snapshots: dict[str, tuple[int, int | None, str]] = {}
        binary = find_anvil()
        chosen = free_port() if port is None else port
        if port is not None and in_use(port):
            raise EngineError(
                f"port {port} is in use; stop what listens there, or leave the port out to have a "
                "free one chosen"
            )
        self.url = f"http://127.0.0.1:{chosen}"
        # states and logs go where they are removed with the process, not into the home folder
        self._folder = Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX))
        command = [
            str(binary),
            *("--host", "127.0.0.1", "--port", str(chosen), "--quiet", "--no-cors"),
            *("--hardfork", "cancun", "--chain-id", str(chain_id), "--accounts", "1"),
            *("--timestamp", str(genesis_time), "--gas-limit", str(gas_limit)),
            *("--base-fee", "0", "--gas-price", "0", "--no-priority-fee"),
            *("--cache-path", str(self._folder)),
        ]
        self._log = self._folder / "anvil.log"
        with self._log.open("wb") as log:
            self._watcher = subprocess.Popen(  # noqa: S603 - our own command, no shell expansion
                ["/bin/sh", "-c", _WATCHER, str(self._folder), *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, "HOME": str(self._folder)},
                start_new_session=True,  # Ctrl-C is ours to handle
            )
        self._transport = HttpTransport(self.url)
        try:
            self._await_start()
            self.rpc("anvil_setBlockTimestampInterval", [1])
            for address in funded:
                self.rpc("anvil_setBalance", [address, _BALANCE])
        except BaseException:
            self.close()
            raise

    def _await_start(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            said = self._log.read_text(errors="replace").strip()
            if said:  # --quiet: it speaks only of trouble
                raise EngineError(f"anvil did not start: {said.splitlines()[-1]}")
            try:
                served = int(self._transport.request("eth_chainId", []), 16)
            except EngineError:
                if time.monotonic() > deadline or self._watcher.poll() is not None:
                    raise EngineError(
                        f"anvil does not answer at {self.url} after {_START_SECONDS:.0f} s"
                    ) from None
                time.sleep(0.01)
                continue
            if served != self.chain_id:
                raise EngineError(
                    f"{self.url} serves chain {served}, not ours ({self.chain_id}): another node "
                    "took the port; try again"
                )
            return

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One JSON-RPC request; see `Engine.rpc`."""
        answer = self._transport.request(method, params)
        if method == "eth_sendRawTransaction":
            self._set_to = None
        return answer

    def rpc_many(self, method: str, many: Sequence[list[Any]]) -> list[Any]:
        """One method with many parameters: results in order, refusals as `RpcError`."""
        answers = self._transport.request_many(method, many)
        if method == "eth_sendRawTransaction":
            self._set_to = None
        return answers

    def now(self) -> int:
        """Time of the latest block, or as set for the next."""
        return self._set_to if self._set_to is not None else self._latest()

    def next_time(self) -> int:
        """Time that the next block will bear."""
        return self._set_to if self._set_to is not None else self._latest() + 1

    def set_time(self, unix: int) -> None:
        """Give the next block this timestamp."""
        latest = self._latest()
        if unix <= latest:
            raise TimeControlError(
                f"the next block cannot be at {unix}: the latest block is at {latest} and "
                "blocks only go forward"
            )
        self.rpc("evm_setNextBlockTimestamp", [hex(unix)])
        self._set_to = unix

    def snapshot(self) -> str:
        """Remember state, blocks and clock."""
        name = hex(len(self._snapshots) + 1)
        taken = self.rpc("evm_snapshot", [])
        self._snapshots[name] = (len(self._snapshots) + 1, self._set_to, taken)
        return name

    def restore(self, snapshot: str) -> None:
        """Return to a snapshot."""
        try:
            number, set_to, taken = self._snapshots[snapshot]
        except KeyError:
            raise BadInputError(f"no snapshot {snapshot} on this engine") from None
        self.rpc("evm_revert", [taken])
        # anvil uses a snapshot up and keeps its clock running: take it again, set the clock back
        latest = self._latest()
        self._snapshots = {k: s for k, s in self._snapshots.items() if s[0] < number}
        self._snapshots[snapshot] = (number, set_to, self.rpc("evm_snapshot", []))
        self._set_to = set_to
        self.rpc("evm_setNextBlockTimestamp", [hex(set_to if set_to is not None else latest + 1)])

    def mine(self) -> None:
        """One empty block."""
        self.rpc("evm_mine", [])
        self._set_to = None

    def _latest(self) -> int:
        return int(self.rpc("eth_getBlockByNumber", ["latest", False])["timestamp"], 16)

    @property
    def process(self) -> int:
        """Process id of the watcher, whose child anvil is."""
        return self._watcher.pid

    def close(self) -> None:
        """Stop anvil and remove what it wrote."""
        self._transport.close()
        if self._watcher.poll() is None:
            if self._watcher.stdin is not None:
                self._watcher.stdin.close()
            try:
                self._watcher.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self._watcher.pid, signal.SIGKILL)
                self._watcher.wait(_STOP_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)
