"""The tables behind the requests: at the tip when an act is answered, by one step at a time."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from api.context import ApiContext, development_context
from api.following import Follower, NotCaughtUp, NotFollowing
from dhow.ledger.engines import EngineError
from dhow.ledger.engines.embedded import EmbeddedEngine

HOLDER = "0x000000000000000000000000000000000000dEaD"


@pytest.fixture(params=["in memory", "in a file"])
def context(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[ApiContext]:
    url = "sqlite://" if request.param == "in memory" else f"sqlite:///{tmp_path}/dhow.db"
    with EmbeddedEngine() as engine:
        made = development_context(engine, url, currencies=("USD",))
        yield made
        made.background.stop()
        made.store.close()


def issued(context: ApiContext, number: int = 1, amount: int = 100) -> int:
    """Money put on an account behind the API's back; the block it is in."""
    act = context.contracts.money["USD"].issue(
        account=HOLDER,  # type: ignore[arg-type]
        amount_minor=amount,
        order_reference=bytes([number] * 32),
    )
    return context.ledger.send(act, context.keys.operator()).block_number


def balance(context: ApiContext) -> int:
    with context.store.read() as work:
        return work.ledger.system_balance(HOLDER, "USD")


def test_after_an_act_the_tables_hold_its_block(context: ApiContext) -> None:
    block = issued(context)
    assert context.follower.lag() > 0
    context.follower.caught_up_to(block)
    assert (balance(context), context.follower.lag()) == (100, 0)


def test_beside_the_requests_it_follows_by_itself_and_stops(context: ApiContext) -> None:
    follower = context.follower
    assert not follower.beside
    context.background.start()
    for number in range(1, 4):
        follower.caught_up_to(issued(context, number))
        assert balance(context) == 100 * number
    until = threading.Event()
    while not follower.beside:
        until.wait(0.01)
    context.background.stop()
    assert not follower.beside
    assert not context.background.failures()


def test_many_threads_wait_for_many_blocks_and_each_finds_its_own(context: ApiContext) -> None:
    context.background.start()
    found: dict[int, bool] = {}

    def act(number: int) -> None:
        block = issued(context, number)
        context.follower.caught_up_to(block)
        with context.store.read() as work:
            at = work.ledger.block()
        found[number] = at is not None and at[0] >= block

    threads = [threading.Thread(target=act, args=(number,)) for number in range(1, 13)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == dict.fromkeys(range(1, 13), True)
    assert balance(context) == 1_200


def test_a_block_that_never_comes_is_said_not_waited_for_for_ever(context: ApiContext) -> None:
    block = issued(context)
    with pytest.raises(NotCaughtUp, match=f"block {block + 5} .* end at block {block} "):
        context.follower.caught_up_to(block + 5, wait=0.05)
    assert balance(context) == 100


def test_a_node_that_fails_for_a_moment_is_asked_again(
    context: ApiContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = issued(context)
    engine = context.ledger.engine
    real, left = engine.rpc, [3]

    def failing(method: str, params: list[Any]) -> Any:
        if left[0]:
            left[0] -= 1
            raise EngineError("the line is down")
        return real(method, params)

    monkeypatch.setattr(engine, "rpc", failing)
    context.follower.caught_up_to(block)
    assert (balance(context), left) == (100, [0])


def test_a_block_that_the_chain_took_back_is_taken_back(context: ApiContext) -> None:
    context.follower.caught_up_to(issued(context))
    before = context.ledger.engine.snapshot()
    context.follower.caught_up_to(issued(context, 2))
    assert balance(context) == 200
    context.ledger.engine.restore(before)
    context.follower.catch_up()
    assert balance(context) == 100


def test_tables_of_another_ledger_are_never_folded_into(context: ApiContext) -> None:
    context.follower.catch_up()
    with EmbeddedEngine(genesis_time=1_800_000_000) as other:
        elsewhere = development_context(other, currencies=("USD",))
        stranger = Follower(other, elsewhere.contracts, context.store)
        with pytest.raises(NotFollowing, match="Rebuild them"):
            stranger.catch_up()
        with pytest.raises(NotFollowing):
            stranger.caught_up_to(other.rpc("eth_blockNumber", []) and 1)
        elsewhere.store.close()


def test_a_write_asks_the_database_only_where_the_chain_went_on(
    context: ApiContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower, asked = context.follower, []
    follower.catch_up()
    reads = context.store.read

    def counted() -> Any:
        asked.append(1)
        return reads()

    monkeypatch.setattr(context.store, "read", counted)
    follower.catch_up_if_it_can()
    assert not asked
    issued(context)
    follower.catch_up_if_it_can()
    assert asked
    assert balance(context) == 100


def test_a_block_in_the_place_of_another_is_noticed(context: ApiContext) -> None:
    """The height alone would say that nothing has changed."""
    before = context.ledger.engine.snapshot()
    block = issued(context, amount=100)
    context.follower.catch_up_if_it_can()
    assert balance(context) == 100
    context.ledger.engine.restore(before)
    assert issued(context, amount=250) == block
    context.follower.catch_up_if_it_can()
    assert balance(context) == 250


def test_without_its_node_a_write_goes_on_to_what_says_so(
    context: ApiContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    context.follower.catch_up()

    def silent(*_: object) -> None:
        raise EngineError("no answer")

    monkeypatch.setattr(context.ledger.engine, "rpc", silent)
    context.follower.catch_up_if_it_can()
    with pytest.raises(EngineError):
        context.follower.catch_up()
