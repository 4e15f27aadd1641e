"""What the outbox does in each single case; what it does in all of them is the simulation's."""

import inspect
import threading
import time
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from dhow.errors import BadInputError
from dhow.ledger.engines.anvil import AnvilEngine
from dhow.ledger.engines.base import EngineError, RpcError
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.engines.remote import RemoteEngine
from dhow.ledger.sending import (
    Command,
    EngineNode,
    ForgottenCommand,
    IdempotencyConflict,
    KeySuspended,
    Outbox,
    OutboxRecords,
    State,
)
from dhow.ledger.sending.records import AttemptRow, EntryRow, KeyRow, OutboxRows
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Act
from dhow.store import Store, UnitOfWork
from dhow.store.repositories.outbox import Outbox as Repository
from dhow.store.rows import OutboxAttemptRow, OutboxEntryRow, OutboxKeyRow
from tests.support.sending import POLICY, SENDER, TARGET, FakeSigner, SimChain
from tests.support.stores import store

__all__ = ["store"]


class Desk:
    """A chain, a database, a clock; outboxes over them that do not fail."""

    def __init__(self, store: Store, *, charges: bool = False, keeps_gaps: bool = True) -> None:
        self.store = store
        self.now = 1_000
        self.chain = SimChain(9, Random(1), charges=charges, keeps_gaps=keeps_gaps)
        self.asked: Counter[str] = Counter()
        self.chain_id, self.controls_time = 9, False
        self.free_of_charge = not charges
        self.down = False
        self.outbox = self.process("first")

    def rpc(self, method: str, params: list[Any]) -> Any:
        """The chain, counting what is asked of it."""
        if self.down:
            raise EngineError("no answer from the node")
        self.asked[method] += 1
        return self.chain.rpc(method, params)

    def process(self, name: str, *, confirmations: int = 0) -> Outbox:
        """An outbox of the one key in a process of this name."""
        node = EngineNode(self, confirmations=confirmations)
        return Outbox(
            self.store, node, FakeSigner(), holder=name, clock=lambda: self.now, policy=POLICY
        )

    def mine(self) -> None:
        """One block with all that can be in it."""
        before = self.chain.rng
        self.chain.rng = _Greedy()
        self.chain.mine()
        self.chain.rng = before

    def until_settled(self, outbox: Outbox | None = None) -> None:
        """Rounds and blocks until nothing is open."""
        outbox = outbox or self.outbox
        for _ in range(40):
            outbox.tend()
            self.mine()
            self.now += 2
            outbox.tend()
            if not outbox.inspect().open_count:
                return
        pytest.fail(f"still open: {outbox.inspect()}")


class _Greedy(Random):
    """Always all that can be."""

    def choice(self, seq: Any) -> Any:
        return seq[-1]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def command(text: str, *, gas: int = 60_000) -> Command:
    return Command("issue", TARGET, text.encode(), gas)


# ------------------------------------------------------------------- accepting


def test_what_is_accepted_is_on_record_before_anything_is_sent(desk: Desk) -> None:
    entry = desk.outbox.accept("LC-1", command("LC-1"))
    assert (entry.state, entry.nonce, entry.name) == (State.OPEN, 0, "issue")
    assert desk.chain.pool == {}
    with desk.store.read() as work:
        (row,) = work.outbox.find(9, SENDER, ["LC-1"])
        (attempt,) = work.outbox.attempts([row.entry])
    assert (row.target, row.calldata, row.gas) == (TARGET, b"LC-1", 60_000)
    desk.outbox.tend()
    assert desk.chain.pool[0][0] == attempt.tx_hash


def test_the_same_key_with_the_same_command_returns_the_first_outcome(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    desk.until_settled()
    again = desk.outbox.accept("LC-1", command("LC-1", gas=90_000))
    assert again.state is State.MINED
    assert again == desk.outbox.find("LC-1")
    assert (again.block_number, again.gas_used) == (1, 21_000)
    assert desk.outbox.inspect().next_nonce == 1


def test_the_same_key_with_another_command_is_refused_in_words(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    with pytest.raises(IdempotencyConflict, match="'LC-1' was used before for another command"):
        desk.outbox.accept("LC-1", command("LC-2"))
    with pytest.raises(IdempotencyConflict):
        desk.outbox.accept_many([("new", command("a")), ("new", command("b"))])
    with pytest.raises(IdempotencyConflict):
        desk.outbox.accept_many([("other", command("c")), ("LC-1", command("LC-3"))])
    assert desk.outbox.find("new") is None
    assert desk.outbox.find("other") is None
    assert desk.outbox.inspect().next_nonce == 1


def test_many_are_accepted_in_order_and_known_ones_found(desk: Desk) -> None:
    desk.outbox.accept("b", command("b"))
    entries = desk.outbox.accept_many([(k, command(k)) for k in ("a", "b", "c", "a")])
    assert [entry.nonce for entry in entries] == [1, 0, 2, 1]


@pytest.mark.parametrize("key", ["", "x" * 201, "two\nlines", "nul\0"])
def test_what_cannot_be_an_idempotency_key_is_refused(desk: Desk, key: str) -> None:
    with pytest.raises(BadInputError, match="1 to 200 printable characters"):
        desk.outbox.accept(key, command("x"))


def test_with_the_node_down_a_known_key_still_accepts_where_gas_is_free(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    desk.down = True
    assert desk.outbox.accept("LC-2", command("LC-2")).nonce == 1
    with pytest.raises(EngineError):
        desk.outbox.tend()
    desk.down = False
    desk.until_settled()


def test_a_command_keeps_its_arguments_for_people() -> None:
    act: Act[None] = Act(TARGET, b"\x01", "issue", {"id": b"\xab", "n": 2**70}, lambda _: None)
    asked = Command.of(act, gas=5)
    assert asked.arguments == '{"id":"0xab","n":1180591620717411303424}'
    assert asked.fingerprint == Command("other name", TARGET, b"\x01", 9).fingerprint
    assert asked.fingerprint != Command("issue", None, b"\x01", 5).fingerprint


def test_nobody_waits_for_a_command_that_was_never_given(desk: Desk) -> None:
    with pytest.raises(ForgottenCommand, match="no command of the key 'LC-9'"):
        desk.outbox.wait("LC-9", seconds=0)
    desk.outbox.accept("LC-1", command("LC-1"))
    assert desk.outbox.wait("LC-1", seconds=0).state is State.OPEN


# ---------------------------------------------------------------------- rounds


def test_a_new_process_broadcasts_the_same_bytes_again(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    desk.outbox.tend()
    (sent,) = [tx_hash for tx_hash, _ in desk.chain.pool.values()]
    desk.chain.restart()
    desk.now += POLICY.lease
    desk.process("second").tend()
    assert [tx_hash for tx_hash, _ in desk.chain.pool.values()] == [sent]


def test_outcomes_are_read_by_block_not_by_transaction(desk: Desk) -> None:
    desk.outbox.accept_many([(f"k{n}", command(f"k{n}")) for n in range(12)])
    desk.until_settled()
    assert desk.asked["eth_getTransactionReceipt"] == 0
    assert desk.asked["eth_getBlockReceipts"] == 1
    assert desk.asked["eth_sendRawTransaction"] == 12


def test_outcomes_wait_for_the_confirmations(desk: Desk) -> None:
    outbox = desk.process("careful", confirmations=2)
    outbox.accept("LC-1", command("LC-1"))
    outbox.tend()
    for _ in range(2):
        desk.mine()
        outbox.tend()
        assert outbox.inspect().open_count == 1
    desk.mine()
    outbox.tend()
    assert outbox.find("LC-1") == outbox.wait("LC-1", seconds=0)
    assert outbox.wait("LC-1", seconds=0).state is State.MINED


def test_what_no_node_takes_gives_its_nonce_to_a_noop(desk: Desk) -> None:
    desk.outbox.accept("bad", command("poison"))
    desk.outbox.accept("good", command("good"))
    desk.until_settled()
    bad, good = desk.outbox.find("bad"), desk.outbox.find("good")
    assert bad is not None
    assert good is not None
    assert (bad.state, good.state) == (State.REFUSED, State.MINED)
    assert "intrinsic gas too low" in (bad.refusal or "")
    (noop, _) = [fields for block in desk.chain.blocks for _, fields in block.transactions]
    assert (noop["nonce"], noop["to"], noop["value"], noop["data"]) == (0, SENDER, 0, "")


def test_a_command_that_reverts_says_so(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("fails"))
    desk.until_settled()
    assert desk.outbox.wait("LC-1", seconds=0).state is State.REVERTED


def test_a_gap_that_others_left_is_filled_with_a_noop(desk: Desk) -> None:
    stranger = FakeSigner().sign_transaction(
        {"nonce": 0, "gas": 21_000, "maxFeePerGas": 0, "to": SENDER, "data": b"stranger"}
    )
    desk.chain.rpc("eth_sendRawTransaction", ["0x" + stranger.hex()])
    assert desk.outbox.accept("LC-1", command("LC-1")).nonce == 1
    desk.chain.restart()  # and with it the stranger's
    desk.until_settled()
    first, second = (fields for block in desk.chain.blocks for _, fields in block.transactions)
    assert (first["nonce"], first["data"]) == (0, "")
    assert (second["nonce"], bytes.fromhex(second["data"])) == (1, b"LC-1")


def test_a_nonce_that_another_used_is_replaced_and_never_taken_back(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    stranger = FakeSigner().sign_transaction(
        {"nonce": 0, "gas": 21_000, "maxFeePerGas": 0, "to": SENDER, "data": b"stranger"}
    )
    desk.chain.rpc("eth_sendRawTransaction", ["0x" + stranger.hex()])
    desk.mine()
    desk.until_settled()
    entry = desk.outbox.wait("LC-1", seconds=0)
    assert (entry.state, entry.nonce) == (State.MINED, 1)
    assert desk.outbox.inspect().next_nonce == 2


def test_a_higher_fee_has_the_same_nonce_and_leaves_the_old_bytes_on_record(store: Store) -> None:
    desk = Desk(store, charges=True)
    desk.outbox.accept("LC-1", command("LC-1"))
    desk.outbox.tend()
    desk.chain.base_fee = 1_000  # what was offered does not do any more
    desk.mine()
    desk.now += POLICY.resubmit_after
    desk.until_settled()
    with store.read() as work:
        (row,) = work.outbox.find(9, SENDER, ["LC-1"])
        attempts = work.outbox.attempts([row.entry])
    assert len(attempts) > 1
    assert {attempt.nonce for attempt in attempts} == {0}
    fees = [attempt.max_fee for attempt in attempts]
    assert fees == sorted(set(fees))
    assert fees[-1] >= 2_000
    assert row.tx_hash == attempts[-1].tx_hash


def test_where_gas_is_free_nothing_is_offered_twice(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    for _ in range(5):
        desk.outbox.tend()
        desk.now += POLICY.resubmit_after
    with desk.store.read() as work:
        (row,) = work.outbox.open_entries(9, SENDER, 9)
        assert len(work.outbox.attempts([row.entry])) == 1


def test_an_unfunded_key_waits_and_says_so(store: Store) -> None:
    desk = Desk(store, charges=True)
    desk.chain.balance = 0
    desk.outbox.accept("LC-1", command("LC-1"))
    assert "nonce 0 (issue): insufficient funds" in (desk.outbox.tend().trouble or "")
    assert "insufficient funds" in (desk.outbox.inspect().trouble or "")
    desk.chain.balance = 10**30
    assert desk.outbox.tend().trouble is None
    assert desk.outbox.inspect().trouble is None
    desk.until_settled()


def test_a_contract_is_deployed_like_any_command(store: Store) -> None:
    with EmbeddedEngine() as engine:
        outbox = Outbox(store, EngineNode(engine), LocalSigner.named("deployer"))
        creation = bytes.fromhex("6001600c60003960016000f300")  # one byte of code: STOP
        outbox.accept("deploy", Command("deployment", None, creation, 100_000))
        outbox.tend()
        outbox.tend()
        entry = outbox.wait("deploy", seconds=0)
        assert entry.state is State.MINED
        receipt = engine.rpc("eth_getTransactionReceipt", [entry.tx_hash])
        assert engine.rpc("eth_getCode", [receipt["contractAddress"], "latest"]) == "0x00"


# ------------------------------------------------------------------- one leader


def test_only_one_process_leads_and_another_follows_when_it_falls_silent(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    second = desk.process("second")
    assert desk.outbox.tend().leading
    assert not second.tend().leading
    desk.now += POLICY.lease
    assert second.tend().leading
    assert not desk.outbox.tend().leading
    assert second.inspect().fence == 2


def test_a_leader_that_goes_on_renews_its_lease(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    second = desk.process("second")
    for _ in range(10):
        desk.now += POLICY.lease - 1
        assert desk.outbox.tend().leading
        assert not second.tend().leading
    assert desk.outbox.inspect().fence == 1


def test_both_processes_accept_and_their_nonces_do_not_meet(desk: Desk) -> None:
    second = desk.process("second")
    nonces = [
        process.accept(f"k{n}", command(f"k{n}")).nonce
        for n, process in enumerate([desk.outbox, second, second, desk.outbox])
    ]
    assert nonces == [0, 1, 2, 3]
    desk.until_settled()


def test_a_leader_that_was_overtaken_writes_nothing(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    assert desk.outbox.tend().leading
    desk.mine()
    second = desk.process("second")
    real = desk.chain.rpc

    def overtaken(method: str, params: list[Any]) -> Any:
        if method == "eth_getBlockReceipts":  # the first sleeps here, and the second takes over
            desk.chain.rpc = real  # type: ignore[method-assign]
            desk.now += POLICY.lease
            assert second.tend().settled == 1
        return real(method, params)

    desk.chain.rpc = overtaken  # type: ignore[method-assign]
    assert not desk.outbox.tend().leading
    assert second.inspect().fence == 2
    assert second.inspect().open_count == 0


def test_a_process_that_stops_hands_over_at_once(desk: Desk) -> None:
    import threading

    desk.outbox.accept("LC-1", command("LC-1"))
    desk.outbox.tend()
    stop = threading.Event()
    stop.set()
    desk.outbox.run(stop)
    assert desk.process("second").tend().leading


def test_a_thread_runs_the_rounds_through_an_outage(desk: Desk) -> None:
    import threading

    desk.outbox.accept("LC-1", command("LC-1"))
    desk.down = True
    stop = threading.Event()
    thread = threading.Thread(target=desk.outbox.run, args=(stop,), kwargs={"pause": 0.001})
    thread.start()
    try:
        stop.wait(0.05)
        desk.down = False
        for _ in range(200):
            desk.mine()
            if desk.outbox.wait("LC-1", seconds=0.05).settled:
                break
    finally:
        stop.set()
        thread.join()
    assert desk.outbox.wait("LC-1", seconds=0).state is State.MINED


# ---------------------------------------------------------------------- by hand


def test_a_suspended_key_takes_and_sends_nothing_until_resumed(desk: Desk) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    desk.outbox.suspend("the key is being replaced")
    with pytest.raises(KeySuspended, match="the key is being replaced; resume it first"):
        desk.outbox.accept("LC-2", command("LC-2"))
    assert desk.outbox.accept("LC-1", command("LC-1")).state is State.OPEN  # known already
    assert desk.outbox.tend().trouble == "the key is being replaced"
    assert desk.chain.pool == {}
    desk.outbox.resume()
    desk.until_settled()


@pytest.mark.parametrize("forgotten", [True, False])
def test_final_blocks_that_are_replaced_suspend_the_key(desk: Desk, forgotten: bool) -> None:
    desk.outbox.accept("LC-1", command("LC-1"))
    desk.until_settled()
    desk.outbox.accept("LC-2", command("LC-2"))
    desk.outbox.tend()
    # block 1, in which LC-1 was, is no more; two others come
    last = desk.chain.blocks.pop()
    if not forgotten:
        desk.chain.pool.update({fields["nonce"]: (h, fields) for h, fields in last.transactions})
    desk.mine()
    desk.mine()
    assert "was replaced although it counted as final" in (desk.outbox.tend().trouble or "")
    with pytest.raises(KeySuspended, match="counted as final"):
        desk.outbox.accept("LC-3", command("LC-3"))
    desk.outbox.resume()
    desk.until_settled()
    done = [bytes.fromhex(tx["data"]) for b in desk.chain.blocks for _, tx in b.transactions]
    assert Counter(done) == {b"LC-1": 1, b"LC-2": 1}
    assert desk.outbox.wait("LC-1", seconds=0).state is State.MINED


def test_inspection_shows_the_key_as_it_stands(desk: Desk) -> None:
    desk.outbox.accept_many([(f"k{n}", command(f"k{n}")) for n in range(5)])
    desk.outbox.tend()
    view = desk.outbox.inspect(limit=2)
    assert (view.chain_id, view.sender, view.next_nonce, view.open_count) == (9, SENDER, 5, 5)
    assert [entry.idempotency_key for entry in view.open] == ["k0", "k1"]
    assert (view.holder, view.fence, view.lease_until) == ("first", 1, 1_000 + POLICY.lease)


# ------------------------------------------------------------------------ nodes


@pytest.mark.parametrize("answer", [RpcError("Unknown block", -39001), None])
def test_a_node_that_knows_no_finalized_block_is_final_at_its_latest(
    desk: Desk, answer: RpcError | None
) -> None:
    real = desk.chain.rpc

    def besu(method: str, params: list[Any]) -> Any:
        if params and params[0] == "finalized":
            if answer is not None:
                raise answer
            return None
        return real(method, params)

    desk.chain.rpc = besu  # type: ignore[method-assign]
    desk.mine()
    assert EngineNode(desk).final_block() == 1


def test_a_node_that_knows_its_finalized_block_is_believed(desk: Desk) -> None:
    real = desk.chain.rpc

    def proof_of_stake(method: str, params: list[Any]) -> Any:
        return real(method, ["0x1", False] if params and params[0] == "finalized" else params)

    desk.chain.rpc = proof_of_stake  # type: ignore[method-assign]
    for _ in range(4):
        desk.mine()
    assert EngineNode(desk).final_block() == 1


class _Pipe:
    """Desk's chain over a line that carries many at once."""

    chain_id, controls_time, free_of_charge = 9, False, True

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.batches: list[int] = []
        self.reading, self.waited = threading.Event(), list[bool]()
        self.reading.set()

    def rpc(self, method: str, params: list[Any]) -> Any:
        if method == "eth_getBlockByNumber":
            self.waited.append(self.reading.wait(60))
        return self.desk.rpc(method, params)

    def rpc_many(self, method: str, many: Sequence[list[Any]]) -> list[Any]:
        self.batches.append(len(many))
        self.reading.set()
        said: list[Any] = []
        for params in many:
            try:
                said.append(self.rpc(method, params))
            except RpcError as refusal:
                said.append(refusal)
        return said


def test_many_are_broadcast_in_one_go_where_the_node_can(desk: Desk) -> None:
    pipe = _Pipe(desk)
    outbox = Outbox(
        desk.store,
        EngineNode(pipe, confirmations=0),
        FakeSigner(),
        clock=lambda: desk.now,
        policy=POLICY,
    )
    outbox.accept_many([(f"k{n}", command("poison" if n == 3 else f"k{n}")) for n in range(9)])
    desk.until_settled(outbox)
    assert pipe.batches[0] == 9
    states = [outbox.wait(f"k{n}", seconds=0).state for n in range(9)]
    assert states == [State.REFUSED if n == 3 else State.MINED for n in range(9)]


def test_what_is_new_goes_out_while_the_outcomes_of_what_went_before_are_read(desk: Desk) -> None:
    pipe = _Pipe(desk)
    outbox = Outbox(
        desk.store,
        EngineNode(pipe, confirmations=0),
        FakeSigner(),
        clock=lambda: desk.now,
        policy=POLICY,
    )
    half = POLICY.in_flight // 2
    asked = [(f"k{n}", command(f"k{n}")) for n in range(2 * half)]
    outbox.accept_many(asked[:half])
    outbox.tend()
    desk.mine()
    outbox.accept_many(asked[half:])
    pipe.reading.clear()
    pipe.waited.clear()
    done = outbox.tend()  # whose reading waits until the second half is on its way
    assert (pipe.batches, pipe.waited) == ([half, half], [True])
    assert (done.settled, done.broadcast, done.open) == (half, half, half)


def test_no_more_than_half_of_what_may_be_in_flight_goes_out_in_one_round(desk: Desk) -> None:
    pipe = _Pipe(desk)
    outbox = Outbox(
        desk.store,
        EngineNode(pipe, confirmations=0),
        FakeSigner(),
        clock=lambda: desk.now,
        policy=POLICY,
    )
    outbox.accept("first", command("first"))
    desk.until_settled(outbox)
    pipe.batches.clear()
    most = POLICY.in_flight
    outbox.accept_many([(f"k{n}", command(f"k{n}")) for n in range(most + 3)])
    rounds = [outbox.tend() for _ in range(3)]
    assert pipe.batches == [most // 2, most // 2]
    assert [done.broadcast for done in rounds] == [most // 2, most // 2, 0]
    desk.until_settled(outbox)
    assert pipe.batches == [most // 2, most // 2, 3]


@pytest.mark.anvil
def test_what_anvil_has_and_leaves_out_of_its_blocks_is_sent_anew(store: Store) -> None:
    signer, now = LocalSigner.named("bank"), [1_000]
    with AnvilEngine() as anvil:
        node = EngineNode(anvil)
        outbox = Outbox(store, node, signer, clock=lambda: now[0])
        first = Command("note", signer.address, b"first", 60_000)
        outbox.accept_many([("first", first)])
        _until_anvil_has_mined(outbox, now)
        asked = [(f"k{n}", Command("note", signer.address, b"%d" % n, 60_000)) for n in range(5)]
        outbox.accept_many(asked)
        # as if each had arrived before the block with the first one was seen
        anvil.rpc("anvil_setNonce", [signer.address, "0x0"])
        outbox.tend()
        anvil.rpc("anvil_setNonce", [signer.address, "0x1"])
        assert anvil.rpc("txpool_status", []) == {"pending": "0x0", "queued": "0x5"}
        anvil.mine()
        assert outbox.tend().open == 5
        _until_anvil_has_mined(outbox, now)
        assert outbox.wait("k4", seconds=0).state is State.MINED


def _until_anvil_has_mined(outbox: Outbox, now: list[int]) -> None:
    for _ in range(200):
        if not outbox.tend().open:
            return
        now[0] += 1
        time.sleep(0.01)  # anvil makes its block after it has answered
    pytest.fail(f"still open: {outbox.inspect()}")


@pytest.mark.anvil
def test_a_batch_over_http_is_answered_in_order(store: Store) -> None:
    with AnvilEngine() as anvil, RemoteEngine(anvil.url) as engine:
        said = engine.rpc_many("eth_getBlockByNumber", [["0x0", False], ["0x0"], ["0x0", False]])
        assert said[0] == said[2] == engine.rpc("eth_getBlockByNumber", ["0x0", False])
        assert isinstance(said[1], RpcError)
        signer = LocalSigner.named("bank")
        outbox = Outbox(store, EngineNode(engine, confirmations=0), signer)
        asked = [(f"k{n}", Command("note", signer.address, b"%d" % n, 60_000)) for n in range(250)]
        outbox.accept_many(asked)
        for _ in range(500):
            if not outbox.tend().open:
                break
            time.sleep(0.01)
        assert outbox.wait("k249", seconds=0).state is State.MINED
        assert outbox.inspect().open_count == 0


# --------------------------------------------------- the store is what is asked for


def test_the_store_answers_every_question_of_the_outbox(store: Store) -> None:
    records: OutboxRecords = store  # mypy compares the shapes
    with records.begin() as work:
        assert isinstance(work, UnitOfWork)
        rows: OutboxRows = work.outbox
        assert isinstance(rows, Repository)
    for name, asked in inspect.getmembers(OutboxRows, inspect.isfunction):
        if not name.startswith("_"):
            answered = inspect.signature(getattr(Repository, name))
            assert list(answered.parameters) == list(inspect.signature(asked).parameters), name
    for row, shape in (
        (OutboxKeyRow, KeyRow),
        (OutboxEntryRow, EntryRow),
        (OutboxAttemptRow, AttemptRow),
    ):
        wanted = {n for n, v in vars(shape).items() if isinstance(v, property)}
        assert wanted == set(row.__slots__)
