"""Several nodes as one: the same bytes to the next, and never back in time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from dhow.errors import BadInputError
from dhow.ledger.engines import EngineError, RpcError, open_engine
from dhow.ledger.engines.failover import FailoverTransport
from dhow.ledger.engines.remote import RemoteEngine
from tests.support.fake_node import FakeNode, Refused

RAW = b"\x02signed bytes"
SENT = "0x" + RAW.hex()
HASH = "0x" + keccak(RAW).hex()

Nodes = Callable[..., FakeNode]
Over = Callable[..., FailoverTransport]


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.on_sleep: Callable[[], None] = lambda: None

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.on_sleep()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What is let go after a test."""
    with ExitStack() as held:
        yield held


@pytest.fixture
def node(stack: ExitStack) -> Nodes:
    """Makes fake nodes."""
    return lambda **told: stack.enter_context(FakeNode(**told))


@pytest.fixture
def over(stack: ExitStack) -> Over:
    """Makes a transport over fake nodes, whose time passes only where it sleeps."""

    def made(clock: Clock, *nodes: FakeNode, patience: float = 2.0) -> FailoverTransport:
        transport = FailoverTransport(
            [each.url for each in nodes],
            timeout=5,
            patience=patience,
            clock=clock,
            sleep=clock.sleep,
        )
        stack.callback(transport.close)
        return transport

    return made


def refusing(words: str) -> Callable[[list[Any]], Any]:
    def refuse(_: list[Any]) -> Any:
        raise Refused(words)

    return refuse


def test_an_engine_takes_several_addresses(node: Nodes) -> None:
    first, second = node(height=4), node(height=4)
    with open_engine(f"{first.url}, {second.url}", chain_id=31337) as engine:
        assert isinstance(engine, RemoteEngine)
        assert engine.rpc("eth_blockNumber", []) == "0x4"
        first.dead = True
        assert engine.rpc("eth_blockNumber", []) == "0x4"
    assert first.times("eth_blockNumber") >= 1
    assert second.times("eth_blockNumber") >= 1


@pytest.mark.parametrize("addresses", [[], ["http://127.0.0.1:1", "http://127.0.0.1:1"]])
def test_each_address_is_given_once(addresses: list[str]) -> None:
    with pytest.raises(BadInputError, match="each node's address once"):
        FailoverTransport(addresses)


def test_a_dead_node_is_passed_over_and_the_next_gets_the_same_bytes(
    node: Nodes, over: Over
) -> None:
    first, second = node(height=7), node(height=7, eth_sendRawTransaction=HASH)
    first.dead = True
    assert over(Clock(), first, second).request("eth_sendRawTransaction", [SENT]) == HASH
    assert ("eth_sendRawTransaction", [SENT]) in second.asked


@pytest.mark.parametrize("words", ["already known", "Known transaction"])
def test_what_the_next_node_knows_already_was_taken(node: Nodes, over: Over, words: str) -> None:
    first = node(height=7, eth_sendRawTransaction=HASH)
    second = node(height=7, eth_sendRawTransaction=refusing(words))
    transport = over(Clock(), first, second)
    transport.request("eth_blockNumber", [])  # it is known before its answers are lost
    first.dumb = True
    assert transport.request("eth_sendRawTransaction", [SENT]) == HASH
    assert first.times("eth_sendRawTransaction") == 1


@pytest.mark.parametrize(
    ("receipt", "taken"),
    [({"transactionHash": HASH}, True), (None, False)],
    ids=["mined meanwhile", "another used the nonce"],
)
def test_a_used_nonce_is_ours_only_where_the_block_says_so(
    node: Nodes, over: Over, receipt: Any, taken: bool
) -> None:
    first = node(height=7)
    first.dead = True
    second = node(
        height=7,
        eth_sendRawTransaction=refusing("nonce too low"),
        eth_getTransactionReceipt=receipt,
    )
    transport = over(Clock(), first, second)
    if taken:
        assert transport.request("eth_sendRawTransaction", [SENT]) == HASH
    else:
        with pytest.raises(RpcError, match="nonce too low"):
            transport.request("eth_sendRawTransaction", [SENT])


def test_a_first_refusal_stands(node: Nodes, over: Over) -> None:
    first = node(height=7, eth_sendRawTransaction=refusing("already known"))
    second = node(height=7)
    with pytest.raises(RpcError, match="already known"):
        over(Clock(), first, second).request("eth_sendRawTransaction", [SENT])
    assert second.times("eth_sendRawTransaction") == 0


def test_a_node_that_starts_leaves_a_transaction_to_the_next(node: Nodes, over: Over) -> None:
    starting = "this node is in the initial sync after its start: no new block yet; try again"
    first = node(height=7, eth_sendRawTransaction=refusing(starting))
    second = node(height=7, eth_sendRawTransaction=HASH)
    transport = over(Clock(), first, second)
    assert transport.request("eth_sendRawTransaction", [SENT]) == HASH
    second.answers["eth_sendRawTransaction"] = refusing(starting)
    with pytest.raises(RpcError, match="initial sync"):  # all of them start
        transport.request("eth_sendRawTransaction", [SENT])


def test_a_refusal_is_an_answer_and_goes_to_no_other_node(node: Nodes, over: Over) -> None:
    first = node(height=7, eth_call=refusing("execution reverted"))
    second = node(height=7, eth_call="0x01")
    with pytest.raises(RpcError, match="reverted"):
        over(Clock(), first, second).request("eth_call", [{}, "latest"])


def test_a_node_behind_what_was_seen_is_waited_for(node: Nodes, over: Over) -> None:
    clock = Clock()
    first, second = node(height=10, eth_call="0x0a"), node(height=8, eth_call="0x08")
    transport = over(clock, first, second)
    assert transport.request("eth_call", [{}, "latest"]) == "0x0a"
    first.dead = True

    def catch_up() -> None:
        second.height, second.answers["eth_call"] = 10, "0x0a"

    clock.on_sleep = catch_up
    assert transport.request("eth_call", [{}, "latest"]) == "0x0a"
    assert second.times("eth_call") >= 2  # what it said at block 8 was thrown away


def test_where_no_node_catches_up_it_is_said_who_is_where(node: Nodes, over: Over) -> None:
    first, second = node(height=10), node(height=8)
    transport = over(Clock(), first, second)
    transport.request("eth_blockNumber", [])
    first.dead = True
    with pytest.raises(EngineError, match=r"block 10 or later .*is at block 8, 10 was seen"):
        transport.request("eth_blockNumber", [])


def test_a_missing_receipt_is_believed_of_a_node_that_is_up_to_date_only(
    node: Nodes, over: Over
) -> None:
    first = node(height=10, eth_getTransactionReceipt={"status": "0x1"})
    second = node(height=9, eth_getTransactionReceipt=None)
    transport = over(Clock(), second, first)
    second.height = 10
    transport.request("eth_blockNumber", [])
    second.height = 9  # restored from an older copy
    assert transport.request("eth_getTransactionReceipt", [HASH]) == {"status": "0x1"}


def test_a_lagging_node_that_took_a_transaction_is_not_the_only_one_asked(
    node: Nodes, over: Over
) -> None:
    first, second = node(height=10), node(height=3, eth_sendRawTransaction=HASH)
    transport = over(Clock(), first, second)
    transport.request("eth_blockNumber", [])
    first.dead = True
    assert transport.request("eth_sendRawTransaction", [SENT]) == HASH  # it will pass it on
    first.dead = False
    first.answers["eth_sendRawTransaction"] = HASH
    transport.request("eth_sendRawTransaction", [SENT])
    assert first.times("eth_sendRawTransaction") == 1


def test_a_node_of_another_chain_is_never_used(node: Nodes, over: Over) -> None:
    first, other = node(height=5), node(chain_id=1, height=50)
    transport = over(Clock(), first, other)
    assert transport.request("eth_blockNumber", []) == "0x5"
    first.dead = True
    with pytest.raises(EngineError, match="serves chain 1, the others 31337"):
        transport.request("eth_blockNumber", [])
    assert other.times("eth_blockNumber") == 0


def test_a_node_that_stands_still_is_left_for_one_that_goes_on(node: Nodes, over: Over) -> None:
    clock = Clock()
    cut_off, going_on = node(height=5), node(height=5)
    transport = over(clock, cut_off, going_on)
    assert transport.request("eth_blockNumber", []) == "0x5"
    going_on.height = 9
    assert transport.request("eth_blockNumber", []) == "0x5"  # not yet: blocks take their time
    clock.now += 3.5
    assert transport.request("eth_blockNumber", []) == "0x9"
    assert transport.current == going_on.url


def test_where_all_stand_still_the_reads_go_on(node: Nodes, over: Over) -> None:
    clock = Clock()
    first, second = node(height=5), node(height=5)
    transport = over(clock, first, second)
    for _ in range(5):
        assert transport.request("eth_blockNumber", []) == "0x5"
        clock.now += 3.5


def test_a_batch_is_one_answer_of_one_node(node: Nodes, over: Over) -> None:
    first = node(height=7, eth_getTransactionCount=lambda params: params[0])
    transport = over(Clock(), first, node(height=7))
    assert transport.request_many("eth_getTransactionCount", [["0x1"], ["0x2"]]) == ["0x1", "0x2"]


class InMemory:
    """A node that says at which height it answers."""

    def __init__(self) -> None:
        self.height, self.dead = 5, False

    def request(self, method: str, params: list[Any]) -> Any:
        return self.request_many(method, [params])[0]

    def request_many(self, method: str, many: Sequence[list[Any]]) -> list[Any]:
        return self.request_all([(method, params) for params in many])

    def request_all(self, asked: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        if self.dead:
            raise EngineError("silence")
        return [hex(31337) if method == "eth_chainId" else hex(self.height) for method, _ in asked]

    def close(self) -> None:
        return


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ask", "die", "live", "grow", "shrink"]), st.sampled_from([0, 1, 2])
        ),
        max_size=40,
    )
)
def test_heights_never_fall_whatever_the_nodes_do(steps: list[tuple[str, int]]) -> None:
    clock = Clock()
    nodes = {f"http://127.0.0.1:{number}": InMemory() for number in (1, 2, 3)}
    transport = FailoverTransport(
        list(nodes),
        patience=0.0,
        clock=clock,
        sleep=clock.sleep,
        dial=lambda url, _: nodes[url],
    )
    highest = 0
    for act, which in steps:
        one = list(nodes.values())[which]
        if act == "ask":
            try:
                height = int(transport.request("eth_call", [{}, "latest"]), 16)
            except EngineError:
                continue
            assert height >= highest
            highest = height
        elif act in ("die", "live"):
            one.dead = act == "die"
        else:
            one.height = max(one.height + (1 if act == "grow" else -2), 0)
        clock.now += 0.7
