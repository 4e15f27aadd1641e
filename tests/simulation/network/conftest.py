"""Four real validators with the contracts on them, for the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.keys import DevelopmentKeyRing
from dhow.ledger.bindings.registry import decoder
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.deploy import Deployment, deploy
from dhow.ledger.deploy import Plan as Contracts
from dhow.ledger.engines import open_engine
from dhow.ledger.network import Network, NetworkError, Plan, find_validator
from dhow.trade.money import Currency


@pytest.fixture(scope="session")
def validator() -> Path:
    """The validator's binary; skips, saying so, where there is none."""
    try:
        return find_validator()
    except NetworkError as problem:
        pytest.skip(str(problem))


@pytest.fixture(scope="module")
def network(validator: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Four validators, gone with the tests even where these are killed."""
    del validator
    one = Network(tmp_path_factory.mktemp("network"))
    with one.tie():
        one.up(Plan(block_milliseconds=200))
        yield one


@pytest.fixture(scope="module")
def contracts(network: Network) -> Deployment:
    """The contracts on them."""
    with open_engine(network.layout.spec) as engine:
        client = LedgerClient(engine, decoder())
        operator = DevelopmentKeyRing().operator()
        placed = deploy(client, compile_contracts(), operator, Contracts((Currency("USD"),)))
    placed.manifest.write(network.manifest)
    return placed
