"""A world in which the outbox is tried: a node and a database that fail as one seed says.

One thread, one random number generator, no clock but the world's: the same seed makes the same
run to the last byte. At every step a process takes outside itself it may be killed, find the node
or the database failing before or after the deed, or lose the time in which others act.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from dhow.errors import DhowError
from dhow.ledger.engines.base import Engine, EngineError, RpcError
from dhow.ledger.sending import (
    Answer,
    Command,
    EngineNode,
    Entry,
    IdempotencyConflict,
    Outbox,
    Policy,
    State,
)
from dhow.ledger.sending.posting import Posting
from dhow.ledger.signing import Signer
from dhow.ledger.types import Address
from dhow.store import Store, StoreUnusable, UnitOfWork
from tests.support.killed import Killed

SENDER = Address(to_checksum_address("0x" + "5e" * 20))
TARGET = Address(to_checksum_address("0x" + "7a" * 20))
POISON, FAILS, GOOD = b"poison", b"fails", b"good"  # what a node never takes, what reverts

POLICY = Policy(
    lease=10,
    look_after=3,
    rebroadcast_after=8,
    resubmit_after=12,
    doubt_after=6,
    fill_after=4,
    in_flight=16,
    blocks_a_round=8,
)


class FakeSigner:
    """Signs in the clear: what a node would recover from a signature it reads off the bytes."""

    address = SENDER

    def sign_transaction(self, transaction: dict[str, Any]) -> bytes:
        """Readable bytes."""
        fields = {**transaction, "data": transaction["data"].hex(), "from": SENDER}
        return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)

    def sign_typed_data(self, message: dict[str, Any]) -> bytes:
        """Not asked for here."""
        raise NotImplementedError(str(message))


@dataclass(slots=True)
class SimBlock:
    """A block: its transactions with their fields, hashes first."""

    number: int
    block_hash: str
    parent_hash: str
    transactions: list[tuple[str, dict[str, Any]]]


@dataclass
class SimChain:
    """A node with a pool, in the words of go-ethereum. `rpc` as an engine's.

    Where it `leaves_behind`, it does what anvil does to a transaction that arrives at the wrong
    moment: it has it, and never puts it into a block.
    """

    chain_id: int
    rng: random.Random
    charges: bool
    keeps_gaps: bool
    leaves_behind: bool = False
    controls_time: bool = False
    base_fee: int = 0
    balance: int = 10**30
    pool_size: int = 40
    pool: dict[int, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    blocks: list[SimBlock] = field(default_factory=list)
    seen: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        """Genesis."""
        self.blocks.append(SimBlock(0, _hash(self.chain_id, "genesis"), "0x" + "00" * 32, []))
        if self.charges:
            self.base_fee = 100

    @property
    def free_of_charge(self) -> bool:
        """Whether gas costs nothing."""
        return not self.charges

    # ----------------------------------------------------------- what happens

    def next_nonce(self, up_to: int | None = None) -> int:
        """Of the one sender there is."""
        blocks = self.blocks if up_to is None else self.blocks[: up_to + 1]
        return sum(len(block.transactions) for block in blocks)

    def mine(self) -> None:
        """One block with some of the pool."""
        chosen: list[tuple[str, dict[str, Any]]] = []
        nonce = self.next_nonce()
        most = self.rng.choice((0, 1, 3, 40))
        while len(chosen) < most and self._is_ready(nonce):
            if self.pool[nonce][1]["maxFeePerGas"] < self.base_fee:
                break
            chosen.append(self.pool.pop(nonce))
            nonce += 1
        parent = self.blocks[-1]
        number = parent.number + 1
        salt = self.rng.getrandbits(64)
        self.blocks.append(
            SimBlock(number, _hash(number, parent.block_hash, salt), parent.block_hash, chosen)
        )

    def reorganise(self, depth: int) -> None:
        """Replace the last blocks by one more than they were; some transactions are forgotten."""
        if not 0 < depth < len(self.blocks):
            return
        for block in self.blocks[-depth:]:
            for tx_hash, fields in block.transactions:
                if self.rng.random() < 0.7:
                    self.pool.setdefault(fields["nonce"], (tx_hash, fields))
        del self.blocks[-depth:]
        for _ in range(depth + 1):
            self.mine()

    def restart(self) -> None:
        """A node that keeps its chain and forgets its pool."""
        self.pool.clear()
        self.left.clear()

    def _is_ready(self, nonce: int) -> bool:
        return nonce in self.pool and nonce not in self.left

    # ---------------------------------------------------------------- JSON-RPC

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One request."""
        answered: dict[str, Callable[..., Any]] = {
            "eth_sendRawTransaction": lambda raw: self._take(bytes.fromhex(raw[2:])),
            "eth_blockNumber": lambda: hex(self.blocks[-1].number),
            "eth_getBlockByNumber": lambda tag, _: self._header(tag),
            "eth_getBlockReceipts": self._receipts,
            "eth_getTransactionReceipt": self._receipt_of,
            "eth_getTransactionCount": lambda _, tag: hex(self._count(tag)),
            "eth_getBalance": lambda *_: hex(self.balance),
            "eth_gasPrice": lambda: hex(self.base_fee + (2 if self.charges else 0)),
        }
        if self.leaves_behind:
            answered["web3_clientVersion"] = lambda: "anvil/v1.4.4"
            answered["anvil_removePoolTransactions"] = lambda _: self.restart()
        if method not in answered:
            raise RpcError(f"the method {method} does not exist", -32601)
        return answered[method](*params)

    def _count(self, tag: str) -> int:
        if tag != "pending":
            return self.next_nonce(int(tag, 16))
        nonce = self.next_nonce()
        while self._is_ready(nonce):
            nonce += 1
        return nonce

    def _receipts(self, tag: str) -> list[dict[str, Any]] | None:
        block = self._block(tag)
        if block is None:
            return None
        return [self._receipt(block, *sent) for sent in block.transactions]

    def _receipt_of(self, wanted: str) -> dict[str, Any] | None:
        for block in self.blocks:
            for tx_hash, fields in block.transactions:
                if tx_hash == wanted:
                    return self._receipt(block, tx_hash, fields)
        return None

    def _take(self, raw: bytes) -> str:
        tx_hash = "0x" + keccak(raw).hex()
        self.seen(tx_hash)
        fields = orjson.loads(raw)
        nonce, fee = fields["nonce"], fields["maxFeePerGas"]
        waiting = self.pool.get(nonce)
        if waiting is not None and waiting[0] == tx_hash:
            raise RpcError("already known")
        if nonce < self.next_nonce():
            raise RpcError(f"nonce too low: next nonce {self.next_nonce()}, tx nonce {nonce}")
        if bytes.fromhex(fields["data"]).startswith(POISON):
            raise RpcError("intrinsic gas too low: gas 21000, minimum needed 21064")
        if fee * fields["gas"] > self.balance:
            raise RpcError("insufficient funds for gas * price + value")
        if waiting is not None and fee * 10 < waiting[1]["maxFeePerGas"] * 11 + 1:
            raise RpcError("replacement transaction underpriced")
        if not self.keeps_gaps and any(n not in self.pool for n in range(self.next_nonce(), nonce)):
            raise RpcError(f"nonce too high: next {self.next_nonce()}, given {nonce}")
        if waiting is None and len(self.pool) >= self.pool_size:
            raise RpcError("txpool is full")
        self.pool[nonce] = (tx_hash, fields)
        self.left.discard(nonce)
        if self.leaves_behind and nonce == self.next_nonce() and self.rng.random() < 0.1:
            self.left.add(nonce)
        return tx_hash

    def _block(self, tag: str) -> SimBlock | None:
        if tag == "latest":
            return self.blocks[-1]
        number = int(tag, 16)
        return self.blocks[number] if number < len(self.blocks) else None

    def _header(self, tag: str) -> dict[str, Any] | None:
        block = self._block(tag)
        if block is None:
            return None
        return {
            "number": hex(block.number),
            "hash": block.block_hash,
            "parentHash": block.parent_hash,
            "baseFeePerGas": hex(self.base_fee),
            "transactions": [tx_hash for tx_hash, _ in block.transactions],
        }

    def _receipt(self, block: SimBlock, tx_hash: str, fields: dict[str, Any]) -> dict[str, Any]:
        failed = bytes.fromhex(fields["data"]).startswith(FAILS)
        return {
            "transactionHash": tx_hash,
            "blockHash": block.block_hash,
            "blockNumber": hex(block.number),
            "from": fields["from"],
            "status": "0x0" if failed else "0x1",
            "gasUsed": hex(21_000),
        }


class RealChain:
    """An engine of ours in the place of `SimChain`: nothing waits, nothing is replaced."""

    charges = False
    controls_time = True
    free_of_charge = True
    base_fee = 0
    balance = 0
    pool_size = 0
    pool: ClassVar[dict[int, Any]] = {}

    def __init__(self, engine: Engine) -> None:
        """Over an engine that is already started."""
        self.engine = engine
        self.chain_id = engine.chain_id
        self.seen: Callable[[str], None] = lambda _: None

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One request."""
        if method == "eth_sendRawTransaction":
            self.seen("0x" + keccak(bytes.fromhex(params[0][2:])).hex())
        return self.engine.rpc(method, params)

    def mine(self) -> None:
        """One block."""
        self.engine.mine()

    def restart(self) -> None:
        """It has no pool to forget."""

    def reorganise(self, depth: int) -> None:
        """It never does."""

    @property
    def blocks(self) -> list[SimBlock]:
        """All of them, with what was sent in call data."""
        found = []
        for number in range(int(self.rpc("eth_blockNumber", []), 16) + 1):
            block = self.rpc("eth_getBlockByNumber", [hex(number), True])
            sent = [(tx["hash"], {"data": tx["input"][2:]}) for tx in block["transactions"]]
            found.append(SimBlock(number, block["hash"], block["parentHash"], sent))
        return found


class Process:
    """One process: its view of node and database, and the outbox in it."""

    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.name = name
        self.start()

    def start(self) -> None:
        """A new incarnation, which remembers nothing."""
        self.world.incarnations += 1
        self.outbox = Outbox(
            FailingRecords(self.world, self.world.store),
            LateNode(self.world),
            self.world.signer,
            holder=f"{self.name}.{self.world.incarnations}",
            clock=lambda: self.world.now,
            policy=POLICY,
        )


class LateNode(EngineNode):
    """A node that is sent to beside what the process does meanwhile: at once, or as late as can be.

    What a process that dies had handed over may still arrive, or not.
    """

    def __init__(self, world: "World") -> None:
        super().__init__(FailingEngine(world), confirmations=world.confirmations)
        self._world = world

    def post(self, raws: Sequence[bytes]) -> Posting:
        """Sent now, or when the answers are waited for."""
        if self._world.rng.random() < 0.3:
            return super().post(raws)
        self._world.counts["sent late"] += 1
        return _Late(self._world, lambda: self.send(raws))


class _Late:
    """A broadcast that has not left yet."""

    def __init__(self, world: "World", send: Callable[[], Sequence[Answer]]) -> None:
        self._world = world
        self._send = send
        self._said: Sequence[Answer] | None = None
        self._problem: DhowError | None = None

    def wait(self) -> None:
        """It leaves now, unless the process died."""
        dying = isinstance(sys.exception(), Killed)
        if self._said is not None or (dying and self._world.rng.random() < 0.5):
            return
        try:
            self._said = self._send()
        except DhowError as problem:
            self._said, self._problem = (), problem

    def answers(self) -> Sequence[Answer]:
        """What was said, or the node's trouble."""
        self.wait()
        if self._problem is not None:
            raise self._problem
        return self._said or ()


class FailingEngine:
    """The chain as a process sees it over a line that fails."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.chain_id = world.chain.chain_id
        self.controls_time = world.chain.controls_time
        self.free_of_charge = world.chain.free_of_charge

    def rpc(self, method: str, params: list[Any]) -> Any:
        """Lost on the way there, refused for no reason, done, lost on the way back."""
        world = self._world
        world.step(f"{method} asked")
        if world.fails(0.04):
            raise EngineError("no answer from the node: connection reset")
        if world.fails(0.02):
            raise RpcError(world.rng.choice(("Internal error", "the weather is bad")))
        answer = world.chain.rpc(method, params)
        world.step(f"{method} answered")
        if world.fails(0.04):
            raise EngineError("no answer from the node: timed out")
        return answer


class FailingRecords:
    """The database as a process sees it."""

    def __init__(self, world: "World", store: Store) -> None:
        self._world = world
        self._store = store

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """A unit that may fail before, between two statements, or after it was kept."""
        world = self._world
        world.step("unit begins")
        with self._store.begin() as work:
            yield _FailingUnit(world, work)
            world.may_die("before commit")
            if world.fails(0.01):
                raise StoreUnusable("the database refused: disk I/O error")
        world.step("unit kept")
        if world.fails(0.02):
            raise StoreUnusable("the database refused: connection lost after commit")

    @contextmanager
    def read(self) -> Iterator[Any]:
        """A unit that may fail at its beginning."""
        world = self._world
        world.step("reading")
        if world.fails(0.01):
            raise StoreUnusable("the database refused: locked")
        with self._store.read() as work:
            yield work


class _FailingUnit:
    def __init__(self, world: "World", work: UnitOfWork) -> None:
        self._world = world
        self._work = work

    @property
    def outbox(self) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        self._world.may_die(f"before {name}")
        if self._world.fails(0.005):
            raise StoreUnusable(f"the database refused: {name}")
        return getattr(self._work.outbox, name)


class World:
    """Several processes over one key, one database, one chain; what happens is the seed's."""

    def __init__(
        self,
        seed: int,
        store: Store,
        *,
        chain: Any = None,
        signer: Signer | None = None,
        target: Address = TARGET,
    ) -> None:
        """Where a chain is given it is a real one: its blocks stay, and come with each sending."""
        self.seed = seed
        self.rng = random.Random(seed)
        self.store = store
        self.now = 1_700_000_000
        self.signer: Signer = signer or FakeSigner()
        self.target = target
        self.confirmations = 0 if chain else self.rng.choice((0, 0, 1, 3))
        self.chain = chain or SimChain(
            chain_id=seed + 1,  # each seed has its own rows in the one database
            rng=self.rng,
            charges=self.rng.random() < 0.5,
            keeps_gaps=self.rng.random() < 0.6,
            leaves_behind=self.rng.random() < 0.3,
        )
        self.chain.seen = self._must_be_on_record
        self.incarnations = 0
        self.faults = True
        self.depth = 0
        self.busy: list[Process] = []
        self.log: list[str] = []
        self.commands: dict[str, Command] = {}
        self.accepted: set[str] = set()
        self.foreign: set[str] = set()
        self.least_nonce = 0
        self.counts: Counter[str] = Counter()
        self.processes = [Process(self, f"p{n}") for n in range(self.rng.choice((1, 2, 3)))]

    # ----------------------------------------------------------------- faults

    def fails(self, chance: float) -> bool:
        """Whether something goes wrong here."""
        failed = self.faults and self.rng.random() < chance
        self.counts["failures"] += failed
        return failed

    def may_die(self, where: str) -> None:
        """A place at which the process may be killed."""
        if self.faults and self.rng.random() < 0.006:
            self.log.append(f"  killed: {where}")
            self.counts["kills"] += 1
            raise Killed

    def step(self, where: str) -> None:
        """Between two steps: death, or the others' turn."""
        self.may_die(where)
        if self.faults and self.depth == 0 and self.rng.random() < 0.03:
            self.depth += 1
            self.log.append(f"  meanwhile, {where}:")
            self.counts["interleavings"] += 1
            try:
                self.happen()
            finally:
                self.depth -= 1

    # ---------------------------------------------------------------- deeds

    def run(self, deeds: int) -> None:
        """Let things happen, then let them calm down, then look at what was promised."""
        for _ in range(deeds):
            self.happen()
            self._nonce_never_falls()
        self.faults = False
        self._calm_down()
        self._check()

    def happen(self) -> None:
        """One deed of the seed's choice."""
        deed = self.rng.choices(
            (
                self._accept,
                self._tend,
                self._mine,
                self._time_passes,
                self._reorganise,
                self._node_restarts,
                self._weather,
                self._foreigner,
                self._hand,
            ),
            (24, 34, 20, 9, 4, 3, 3, 1, 2),
        )[0]
        deed()

    def _by_a_process(self, deed: Callable[[Process], None]) -> None:
        idle = [process for process in self.processes if process not in self.busy]
        if not idle:
            return
        process = self.rng.choice(idle)
        self.busy.append(process)
        try:
            deed(process)
        except Killed:
            process.start()
        except DhowError as problem:
            self.log.append(f"  {process.name}: {type(problem).__name__}: {problem}")
        finally:
            self.busy.remove(process)

    def _accept(self) -> None:
        asked = [self._some_command() for _ in range(self.rng.choice((1, 1, 1, 4)))]

        def deed(process: Process) -> None:
            self.log.append(f"{process.name} accepts {[key for key, _ in asked]}")
            entries = process.outbox.accept_many(asked)
            assert [entry.idempotency_key for entry in entries] == [key for key, _ in asked]
            self.accepted.update(key for key, _ in asked)

        if self.rng.random() < 0.05 and self.accepted:
            asked = [self._another_command_with_a_used_key()]
            self._by_a_process(lambda process: self._conflicts(process, *asked[0]))
        else:
            self._by_a_process(deed)

    def _some_command(self) -> tuple[str, Command]:
        if self.commands and self.rng.random() < 0.3:  # a caller who had no answer asks again
            key = self.rng.choice(list(self.commands))
            return key, self.commands[key]
        key = f"key {len(self.commands)}"
        kind = self.rng.choices((GOOD, FAILS, POISON), (20, 2, 1))[0]
        gas = 21_000 if kind == POISON else 60_000  # too little for any call data
        command = Command("do", self.target, kind + key.encode(), gas)
        self.commands[key] = command
        return key, command

    def _another_command_with_a_used_key(self) -> tuple[str, Command]:
        key = self.rng.choice(sorted(self.accepted))
        return key, Command("do", self.target, b"another " + key.encode(), 60_000)

    def _conflicts(self, process: Process, key: str, command: Command) -> None:
        try:
            process.outbox.accept(key, command)
        except IdempotencyConflict:
            return
        raise AssertionError(f"{key} was accepted for two commands")

    def _tend(self) -> None:
        def deed(process: Process) -> None:
            done = process.outbox.tend()
            self.log.append(f"{process.name} tends: {done}")
            self.counts["rounds led"] += done.leading

        self._by_a_process(deed)

    def _mine(self) -> None:
        self.chain.mine()
        self.log.append(f"block {self.chain.blocks[-1].number}")

    def _time_passes(self) -> None:
        self.now += self.rng.choice((1, 5, 15, 40))

    def _reorganise(self) -> None:
        if self.confirmations:
            depth = self.rng.randint(1, self.confirmations)
            self.log.append(f"the last {depth} blocks are replaced")
            self.counts["reorganisations"] += 1
            self.chain.reorganise(depth)

    def _node_restarts(self) -> None:
        self.log.append("the node forgets its pool")
        self.chain.restart()

    def _weather(self) -> None:
        if self.chain.charges:
            self.chain.base_fee = self.rng.choice((50, 100, 400, 3000))
            self.chain.balance = self.rng.choice((10**30, 10**30, 0))
        self.chain.pool_size = self.rng.choice((2, 10, 40))
        self.log.append(f"base fee {self.chain.base_fee}, balance {self.chain.balance:.0e}")

    def _foreigner(self) -> None:
        """Somebody who holds the key too sends past the outbox."""
        nonce = int(self.chain.rpc("eth_getTransactionCount", [self.signer.address, "pending"]), 16)
        nonce += self.rng.choice((0, 0, 1))
        raw = self.signer.sign_transaction(
            {
                "type": 2,
                "chainId": self.chain.chain_id,
                "nonce": nonce,
                "gas": 60_000,
                "maxFeePerGas": 10_000 if self.chain.charges else 0,
                "maxPriorityFeePerGas": 0,
                "value": 0,
                "to": self.signer.address,
                "data": b"foreign" + bytes([self.rng.randrange(256)]),
            }
        )
        self.foreign.add("0x" + keccak(raw).hex())
        self.log.append(f"somebody else uses nonce {nonce}")
        try:
            self.chain.rpc("eth_sendRawTransaction", ["0x" + raw.hex()])
        except RpcError as problem:
            self.log.append(f"  {problem}")

    def _hand(self) -> None:
        def deed(process: Process) -> None:
            if self.rng.random() < 0.5:
                self.log.append(f"{process.name} suspends")
                process.outbox.suspend("by hand")
            else:
                self.log.append(f"{process.name} resumes")
                process.outbox.resume()

        self._by_a_process(deed)

    # ------------------------------------------------------------- the promise

    def _must_be_on_record(self, tx_hash: str) -> None:
        if tx_hash in self.foreign:
            return
        with self.store.read() as work:
            assert work.outbox.attempts_by_hash([tx_hash]), f"{tx_hash} was sent unrecorded"

    def _nonce_never_falls(self) -> None:
        with self.store.read() as work:
            key = work.outbox.key(self.chain.chain_id, self.signer.address)
        if key is not None:
            assert key.next_nonce >= self.least_nonce, "the next nonce went down"
            self.least_nonce = key.next_nonce

    def _calm_down(self) -> None:
        self.chain.balance, self.chain.pool_size = 10**30, 100
        if self.chain.charges:
            self.chain.base_fee = 100
        if not self.commands:
            return
        self.processes[0].outbox.resume()
        for _ in range(150):
            self.now += 5
            for process in self.processes:
                process.outbox.tend()
            self.chain.mine()
            # a stranger's may wait for ever behind a nonce that nobody uses
            waiting = [tx_hash for tx_hash, _ in self.chain.pool.values()]
            if self.foreign.issuperset(waiting) and not (
                self.processes[0].outbox.inspect().open_count
            ):
                return
        raise AssertionError(f"stuck: {self.processes[0].outbox.inspect()}")

    def _check(self) -> None:
        mined = {
            tx_hash: (block.number, fields)
            for block in self.chain.blocks
            for tx_hash, fields in block.transactions
        }
        done = Counter(bytes.fromhex(fields["data"]) for _, fields in mined.values())
        outbox = self.processes[0].outbox
        kept = {key: entry for key in self.commands if (entry := outbox.find(key)) is not None}
        missing = self.accepted - kept.keys()
        assert not missing, f"accepted and lost: {missing}"
        for key, entry in kept.items():
            self._check_entry(key, entry, done[self.commands[key].calldata])
            if entry.tx_hash is not None:
                assert mined[entry.tx_hash][0] == entry.block_number, f"{key} is elsewhere"
        for key in self.commands.keys() - kept.keys():
            assert not done[self.commands[key].calldata], f"{key} was not accepted, yet mined"
        with self.store.read() as work:
            ours = {a.tx_hash for a in work.outbox.attempts_by_hash(list(mined))}
        strange = mined.keys() - ours - self.foreign
        assert not strange, f"on the chain from nowhere: {strange}"
        self.counts["accepted"] += len(kept)
        self.counts["mined"] += len(mined)

    def _check_entry(self, key: str, entry: Entry, times: int) -> None:
        calldata = self.commands[key].calldata
        wanted = (
            (State.REFUSED, 0)
            if calldata.startswith(POISON)
            else (State.REVERTED, 1)
            if calldata.startswith(FAILS)
            else (State.MINED, 1)
        )
        assert (entry.state, times) == wanted, f"{key}: {entry}, mined {times} times"


def _hash(*parts: object) -> str:
    return "0x" + keccak(repr(parts).encode()).hex()


__all__ = ["SENDER", "TARGET", "FakeSigner", "Killed", "RealChain", "SimChain", "World"]
