"""The loop from blocks to tables: what counts, what waits, what is undone, what is refused."""

import random
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from dhow.errors import BadInputError
from dhow.ledger.engines import EngineError, RpcError
from dhow.ledger.following import (
    AfterBlocks,
    AnotherLedger,
    ChainMoved,
    Finalized,
    NodeBlocks,
    Progress,
    Projections,
    Projector,
    ReorganisedTooDeep,
    final_of,
)
from dhow.store import Store, StoreError, open_store
from dhow.store.projections import StoredProjections
from tests.support.chain import Chain
from tests.support.followed import BlockTree, RecordedNode, Trading, dump, followed_from, recorded
from tests.support.stores import CHEAP, MASTER_KEY


@pytest.fixture(scope="module")
def trading(module_chain: Chain) -> Trading:
    return Trading(module_chain)


@pytest.fixture(scope="module")
def tree(trading: Trading) -> BlockTree:
    """Two branches at least that end at different heights."""
    return recorded(trading, random.Random(3), branches=4, acts=8)


@pytest.fixture(scope="module")
def opened() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as store:
        yield store


@pytest.fixture
def tables(opened: Store) -> StoredProjections:
    made = StoredProjections(opened)
    made.clear()
    return made


@pytest.fixture
def node(tree: BlockTree) -> RecordedNode:
    return RecordedNode(tree, _highest(tree))


def _highest(tree: BlockTree) -> str:
    return max(tree.tips, key=lambda tip: len(tree.branch(tip)))


def _other(tree: BlockTree) -> str:
    """The lowest tip that is not on the highest branch."""
    highest = tree.branch(_highest(tree))
    others = [tip for tip in tree.tips if tip not in highest]
    return min(others, key=lambda tip: len(tree.branch(tip)))


def _projector(
    node: RecordedNode, trading: Trading, tables: Projections, confirmations: int = 0, **how: Any
) -> Projector:
    return Projector(NodeBlocks(node, AfterBlocks(confirmations)), trading.followed, tables, **how)


def test_the_store_is_what_the_projector_asks_for(tables: StoredProjections) -> None:
    asked: Projections = tables  # mypy compares the shapes; here we ask it to work
    assert asked.position() is None
    assert asked.kept_hashes() == (0, -1)
    assert asked.kept_hash(0) is None


def test_following_ends_at_the_head_and_then_does_nothing(
    node: RecordedNode, trading: Trading, tables: StoredProjections
) -> None:
    projector = _projector(node, trading, tables, batch_blocks=10)
    head = len(node.branch) - 1
    assert projector.catch_up() == Progress(head, head, 0, head % 10 or 10)
    assert tables.position() == (trading.followed.words, head, node.branch[-1])
    assert projector.step() == Progress(head, head, 0, 0)


@pytest.mark.parametrize("batch", [1, 3, 1_000])
def test_the_size_of_batches_changes_nothing(
    batch: int, node: RecordedNode, trading: Trading, tables: StoredProjections, opened: Store
) -> None:
    _projector(node, trading, tables).catch_up()
    at_once = dump(opened)
    _projector(node, trading, tables, batch_blocks=batch).rebuild()
    assert dump(opened) == at_once


def test_a_replaced_branch_leaves_no_row(
    node: RecordedNode, trading: Trading, tables: StoredProjections, opened: Store, tree: BlockTree
) -> None:
    projector = _projector(node, trading, tables)
    node.turn(_other(tree))
    projector.catch_up()
    alone = dump(opened)
    node.turn(_highest(tree))
    assert projector.catch_up().caught_up
    assert dump(opened) != alone
    node.turn(_other(tree))
    undone = projector.catch_up()
    assert undone.undone > 0
    assert dump(opened) == alone


def test_everything_may_be_replaced_from_the_first_block_on(
    trading: Trading, tree: BlockTree, tables: StoredProjections, opened: Store
) -> None:
    fork = next(
        at
        for at, (ours, other) in enumerate(
            zip(tree.branch(_highest(tree)), tree.branch(_other(tree)), strict=False)
        )
        if ours != other
    )
    followed = followed_from(trading.contracts, fork)
    node = RecordedNode(tree, _highest(tree))
    source = NodeBlocks(node, AfterBlocks(0))
    with pytest.raises(StoreError, match="never began here: follow from the block"):
        Projector(source, followed, tables).catch_up()  # its credits began before
    assert tables.position() is None
    followed = followed_from(trading.contracts, 1)
    Projector(source, followed, tables).catch_up()
    node.turn(_other(tree))
    Projector(source, followed, tables).catch_up()
    after = dump(opened)
    Projector(source, followed, tables).rebuild()
    assert dump(opened) == after


def test_a_reorganisation_deeper_than_hashes_are_kept_is_refused_and_rebuilt(
    node: RecordedNode, trading: Trading, tables: StoredProjections, opened: Store, tree: BlockTree
) -> None:
    _projector(node, trading, tables, keep=1).catch_up()
    before = dump(opened)
    node.turn(_other(tree))
    projector = _projector(node, trading, tables, keep=1)
    with pytest.raises(ReorganisedTooDeep, match="Rebuild the tables") as refused:
        projector.step()
    assert refused.value.exit_code == 4
    assert dump(opened) == before
    assert projector.rebuild().caught_up
    assert tables.position() == (trading.followed.words, len(node.branch) - 1, node.branch[-1])


def test_a_node_that_lags_undoes_nothing(
    trading: Trading, tables: StoredProjections, opened: Store, tree: BlockTree
) -> None:
    node = RecordedNode(tree, _highest(tree), may_shorten=False)
    projector = _projector(node, trading, tables)
    projector.catch_up()
    before = dump(opened)
    node.branch = node.branch[:-3]
    assert projector.catch_up().undone == 0
    assert dump(opened) == before


def test_a_chain_of_ours_that_goes_back_in_time_is_followed_back(
    node: RecordedNode, trading: Trading, tables: StoredProjections
) -> None:
    projector = _projector(node, trading, tables)
    head = projector.catch_up().block
    node.branch = node.branch[:-3]
    assert projector.catch_up() == Progress(head - 3, head - 3, 3, 0)
    assert tables.position() == (trading.followed.words, head - 3, node.branch[-1])


def test_a_block_waits_for_its_confirmations(
    node: RecordedNode, trading: Trading, tables: StoredProjections
) -> None:
    head = len(node.branch) - 1
    assert _projector(node, trading, tables, confirmations=5).catch_up().block == head - 5
    assert _projector(node, trading, tables, confirmations=0).catch_up().block == head


def test_finalised_is_asked_of_the_node_and_where_unknown_the_latest_is_final(
    node: RecordedNode,
) -> None:
    head = len(node.branch) - 1
    assert Finalized().head(node) == head
    node.knows_finalized = False  # Besu with QBFT
    assert Finalized().head(node) == head


@pytest.mark.parametrize(
    ("ours", "given", "expected"),
    [(True, None, AfterBlocks(0)), (False, None, Finalized()), (False, 12, AfterBlocks(12))],
)
def test_what_is_final_goes_by_engine(
    ours: bool, given: int | None, expected: object, tree: BlockTree
) -> None:
    assert final_of(RecordedNode(tree, tree.tips[0], may_shorten=ours), given) == expected


def test_confirmations_below_nothing_are_refused() -> None:
    with pytest.raises(BadInputError, match="give 0 or more"):
        AfterBlocks(-1)


@pytest.mark.parametrize("how", [{"batch_blocks": 0}, {"keep": 0}])
def test_a_projector_that_could_not_work_is_refused(
    how: dict[str, int], node: RecordedNode, trading: Trading, tables: StoredProjections
) -> None:
    with pytest.raises(BadInputError, match="give 1 or more"):
        _projector(node, trading, tables, **how)


def test_tables_of_another_ledger_are_refused_until_rebuilt(
    node: RecordedNode, trading: Trading, tables: StoredProjections
) -> None:
    _projector(node, trading, tables).catch_up()
    other = Projector(NodeBlocks(node, AfterBlocks(0)), followed_from(trading.contracts, 2), tables)
    with pytest.raises(AnotherLedger, match="Rebuild them") as refused:
        other.step()
    assert trading.followed.words in str(refused.value)
    tables.clear()
    _projector(node, trading, tables).catch_up()


def test_a_node_without_block_receipts_gives_the_same_tables(
    node: RecordedNode, trading: Trading, tables: StoredProjections, opened: Store
) -> None:
    _projector(node, trading, tables).catch_up()
    usual = dump(opened)
    node.knows_block_receipts = False
    _projector(node, trading, tables).rebuild()
    assert dump(opened) == usual


def test_an_event_of_a_stranger_s_contract_does_not_count(
    node: RecordedNode, trading: Trading
) -> None:
    source = NodeBlocks(node, AfterBlocks(0))
    block = next(
        b
        for number in range(1, len(node.branch))
        if (b := source.block(number)) and trading.followed.folded(b).changes
    )
    forged = [dict(log, address="0x" + "66" * 20) for log in block.logs]
    assert trading.followed.folded(block._replace(logs=forged)).changes == []
    assert trading.followed.folded(block._replace(logs=forged)).lines == []


@pytest.mark.parametrize("fault", ["none", "fewer", "foreign", "without its last log"])
def test_receipts_that_do_not_belong_to_the_block_are_refused(
    fault: str, node: RecordedNode, tree: BlockTree
) -> None:
    number, full = next(
        (at, tree.receipts[block])
        for at, block in enumerate(node.branch)
        if len(tree.receipts[block]) > 1 and len(tree.receipts[block][0]["logs"]) > 0
    )
    answers: dict[str, Any] = {
        "none": None,
        "fewer": full[:-1],
        "foreign": tree.receipts[node.branch[number - 1]],
        "without its last log": [dict(full[0], logs=full[0]["logs"][1:]), *full[1:]],
    }
    plain = node.rpc

    def answering(method: str, params: list[Any]) -> Any:
        return answers[fault] if method == "eth_getBlockReceipts" else plain(method, params)

    node.rpc = answering  # type: ignore[method-assign]
    with pytest.raises(ChainMoved, match="ask again"):
        NodeBlocks(node, AfterBlocks(0)).block(number)


def test_following_outlives_a_failing_node(
    node: RecordedNode, trading: Trading, tables: StoredProjections
) -> None:
    failures: list[Exception] = [EngineError("gone"), RpcError("busy"), EngineError("gone")]
    stop = threading.Event()

    def before(method: str, _params: list[Any]) -> None:
        if failures and method == "eth_blockNumber":
            raise failures.pop()
        position = tables.position()
        if position and position[1] == len(node.branch) - 1:
            stop.set()

    node.before = before
    _projector(node, trading, tables, batch_blocks=20).follow(stop, pause=0.001)
    assert failures == []
    position = tables.position()
    assert position is not None
    assert position[1] == len(node.branch) - 1


def test_two_that_fold_into_the_same_tables_do_it_once(
    node: RecordedNode, trading: Trading, tables: StoredProjections, opened: Store
) -> None:
    first, second = (_projector(node, trading, tables, batch_blocks=7) for _ in range(2))
    overtaking = {"left": 3}

    def before(method: str, _params: list[Any]) -> None:
        if method == "eth_getBlockReceipts" and overtaking["left"]:
            overtaking["left"] -= 1
            second.step()

    node.before = before
    while not first.step().caught_up:
        pass
    followed = dump(opened)
    node.before = lambda _method, _params: None
    first.rebuild()
    assert dump(opened) == followed
