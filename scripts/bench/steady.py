"""Steady work on a network: several keys that send without pause, each with a node of its own.

Each key has an outbox of its own over several nodes, its own node first, and accepts one command
after the other, whatever happens to the nodes meanwhile. What was accepted can then be compared
with what the chain holds.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from eth_utils.crypto import keccak

from dhow.errors import EnvironmentProblemError
from dhow.ledger.bindings import Money
from dhow.ledger.client import GAS_PER_TRANSACTION
from dhow.ledger.engines import Engine, open_engine
from dhow.ledger.sending import Command, EngineNode, Entry, Outbox, Policy
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Address
from dhow.store import Store

POLICY = Policy(lease=10, rebroadcast_after=2, doubt_after=4, fill_after=6)
_GAS = min(GAS_PER_TRANSACTION, 200_000)


@dataclass(slots=True)
class Sender:
    """One key: its outbox, and what it accepted so far."""

    name: str
    address: str
    outbox: Outbox
    commands: dict[str, Command] = field(default_factory=dict)


class SteadyWork:
    """Sends until told to stop; then waits for every outcome."""

    def __init__(
        self,
        urls: Sequence[str],
        store: Store,
        money: Money,
        *,
        keys: int = 4,
        pause: float = 0.1,
        named: str = "steady",
    ) -> None:
        """Begin.

        Args:
            urls: the nodes; key number n prefers the nth.
            money: whose `approve` is sent, with another spender each time.
            pause: seconds between two commands of one key.
            named: of whom the keys are; work of another name that was broken off sends with others.
        """
        self._open = ExitStack()
        self._money = money
        self._pause = pause
        self._stop, self._end = threading.Event(), threading.Event()
        self.senders: list[Sender] = []
        self._threads: list[threading.Thread] = []
        self._sending: list[threading.Thread] = []
        for number in range(keys):
            first = number % len(urls)
            spec = ",".join([*urls[first:], *urls[:first]])
            engine = self._open.enter_context(open_engine(spec))
            signer = LocalSigner.named(f"{named} {number}")
            outbox = Outbox(store, EngineNode(engine), signer, policy=POLICY)
            sender = Sender(f"key{number}", signer.address.lower(), outbox)
            self.senders.append(sender)
            self._sending.append(self._begin(self._send, sender))
            self._begin(outbox.run, self._end)

    @property
    def accepted(self) -> int:
        """Commands accepted so far, of all keys."""
        return sum(len(sender.commands) for sender in self.senders)

    def finish(self, seconds: float) -> dict[str, Entry]:
        """Accept no more, wait for every outcome, end: each accepted command with its entry.

        Raises:
            EnvironmentProblemError: some have no outcome in time.
        """
        self._stop.set()
        deadline = time.monotonic() + seconds
        for thread in self._sending:
            thread.join(seconds)
        settled: dict[str, Entry] = {}
        for sender in self.senders:
            for key in sender.commands:
                left = max(deadline - time.monotonic(), 0.1)
                entry = sender.outbox.wait(key, seconds=left)
                if not entry.settled:
                    view = sender.outbox.inspect()
                    raise EnvironmentProblemError(
                        f"{sender.name}: {key} has no outcome; {view.open_count} are open, "
                        f"trouble: {view.trouble}"
                    )
                settled[key] = entry
        self.close()
        return settled

    def close(self) -> None:
        """End every thread."""
        self._stop.set()
        self._end.set()
        for thread in self._threads:
            thread.join(60)
        self._open.close()

    def on_chain(self, engine: Engine, since: int) -> Counter[bytes]:
        """How often each call of these keys stands in the blocks from `since` on."""
        ours = {sender.address for sender in self.senders}
        last = int(engine.rpc("eth_blockNumber", []), 16)
        return Counter(
            bytes.fromhex(line["input"][2:])
            for number in range(since, last + 1)
            for line in engine.rpc("eth_getBlockByNumber", [hex(number), True])["transactions"]
            if line["from"].lower() in ours
        )

    def _begin(self, work: Callable[..., None], *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        thread.start()
        self._threads.append(thread)
        return thread

    def _send(self, sender: Sender) -> None:
        number = 0
        while not self._stop.is_set():
            key = f"{sender.name}-{number}"
            spender = Address("0x" + keccak(text=key)[:20].hex())
            command = Command.of(self._money.approve(spender=spender, value=number), gas=_GAS)
            with suppress(EnvironmentProblemError):  # no node answers: the same key is tried again
                sender.outbox.accept(key, command)
                sender.commands[key] = command
                number += 1
            self._stop.wait(self._pause)
