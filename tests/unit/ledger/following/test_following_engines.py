"""Following the engines themselves: contracts as `deploy` places them, blocks replaced for real."""

from collections.abc import Iterator

import pytest

from dhow.ledger.bindings.registry import decoder
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.deploy import Deployment, Plan, deploy
from dhow.ledger.engines import Engine, open_engine
from dhow.ledger.following import Followed, NodeBlocks, Projector, final_of
from dhow.ledger.signing import LocalSigner
from dhow.store import Store, open_store
from dhow.store.projections import StoredProjections
from dhow.trade.money import Currency
from tests.support.stores import CHEAP, MASTER_KEY

OPERATOR, HOLDER, OTHER = (LocalSigner.named(name) for name in ("operator", "holder", "other"))


@pytest.fixture(params=["embedded", pytest.param("anvil", marks=pytest.mark.anvil)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with open_engine(request.param) as opened:
        yield opened


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as opened:
        yield opened


def balances(store: Store, code: str) -> list[int]:
    with store.read() as work:
        return [work.ledger.system_balance(who.address, code) for who in (HOLDER, OTHER)]


def asked(client: LedgerClient, contracts: Deployment, code: str) -> list[int]:
    money = contracts.money[code]
    return [client.call(money.balance_of(who.address)) for who in (HOLDER, OTHER)]


def test_what_the_engine_took_back_is_taken_back(engine: Engine, store: Store) -> None:
    client = LedgerClient(engine, decoder())
    plan = Plan((Currency("USD"), Currency("EUR")))
    contracts = deploy(client, compile_contracts(), OPERATOR, plan)
    projector = Projector(
        NodeBlocks(engine, final_of(engine)), Followed.of(contracts), StoredProjections(store)
    )
    for number, (code, money) in enumerate(contracts.money.items(), start=1):
        order = bytes([number] * 32)
        issue = money.issue(account=HOLDER.address, amount_minor=1_000, order_reference=order)
        client.send(issue, OPERATOR)
        assert projector.catch_up().caught_up
        assert balances(store, code) == asked(client, contracts, code) == [1_000, 0]

    dollars = contracts.money["USD"]
    before = engine.snapshot()
    for amount in (100, 20, 3):
        client.send(dollars.transfer(to=OTHER.address, value=amount), HOLDER)
    assert projector.catch_up().folded == 3
    assert balances(store, "USD") == asked(client, contracts, "USD") == [877, 123]

    engine.restore(before)
    assert projector.catch_up().undone == 3
    assert balances(store, "USD") == asked(client, contracts, "USD") == [1_000, 0]
    client.send(dollars.transfer(to=OTHER.address, value=7), HOLDER)
    projector.catch_up()
    assert balances(store, "USD") == asked(client, contracts, "USD") == [993, 7]
    assert balances(store, "EUR") == [1_000, 0]
