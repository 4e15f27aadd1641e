"""Fixtures for tests on the embedded chain. Loaded for all tests by `tests/conftest.py`.

Usual shape of a contract test:

    @pytest.fixture(scope="module")
    def members(module_chain):             # deployed once a module
        return module_chain.deploy("Members", manager, forwarder)

    def test_admits(chain, members):       # `chain` goes back to that state after each test
        receipt = chain.send(members.act("admit", ...), chain.signer("registrar"))
        assert receipt.event("Admitted").country == b"ES"
        with expect_refusal("NotAdmitted", organisation=...):
            chain.send(...)

Names of arguments, fields and events' fields are Solidity's in snake case (`amountMinor` ->
`amount_minor`); enums are IntEnum, structs are given as dict, tuple or dataclass.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dhow.ledger.abi import Decoder, Refusal, Shapes
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler import PROJECT, Artifacts, compile_contracts
from dhow.ledger.contract import Contract
from dhow.ledger.engines.base import Engine, EngineError
from dhow.ledger.signing import LocalSigner, Signer
from dhow.ledger.types import Act, Receipt, View

# Solidity that only tests need: attackers, harnesses of libraries.
TEST_SOURCES = "tests/support/contracts"


class Chain:
    """A chain for tests: deploys by name, signs by name."""

    def __init__(self, engine: Engine, artifacts: Artifacts) -> None:
        self.engine = engine
        self.artifacts = artifacts
        self.shapes = Shapes(artifacts.enums)
        decoder = Decoder(self.shapes)
        for artifact in artifacts.everything:
            decoder.learn(artifact.abi)
        self.client = LedgerClient(engine, decoder)

    def signer(self, name: str) -> LocalSigner:
        """The key of this name, the same in every run."""
        return LocalSigner.named(name)

    def deploy(
        self, name: str, *args: Any, signer: Signer | None = None, **kwargs: Any
    ) -> Contract:
        """Deploy a contract by its Solidity name, by default signed by `deployer`."""
        artifact = self.artifacts[name]
        receipt = self.client.create(artifact, signer or self.signer("deployer"), *args, **kwargs)
        assert receipt.created is not None
        return Contract(receipt.created, artifact.abi, self.shapes)

    def at(self, name: str, address: str) -> Contract:
        """A contract that is already there."""
        return Contract(address, self.artifacts[name].abi, self.shapes)

    def enum(self, name: str) -> Any:
        """The enum of this Solidity name."""
        return self.shapes.enum(name)

    def send(self, act: Act[Any], signer: Signer | str) -> Receipt[Any]:
        """Send an act; refusals raise `Refusal`."""
        who = self.signer(signer) if isinstance(signer, str) else signer
        return self.client.send(act, who)

    def call(self, view: View[Any], sender: Signer | None = None) -> Any:
        """Ask a view."""
        return self.client.call(view, sender=sender.address if sender else "0x" + "00" * 20)

    def now(self) -> int:
        """Unix seconds."""
        return self.engine.now()

    def set_time(self, unix: int) -> None:
        """Let the next block bear this time."""
        self.engine.set_time(unix)

    def advance(self, seconds: int) -> None:
        """Move the next block this far beyond now."""
        self.engine.set_time(self.engine.now() + seconds)


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option, for `tests/support/contract_coverage.py`."""
    parser.addoption(
        "--contract-coverage",
        action="store_true",
        help="measure which lines and branches of our Solidity the tests run",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Load the coverage only where it is asked for."""
    if config.getoption("--contract-coverage"):
        from tests.support.contract_coverage import ContractCoverage

        config.pluginmanager.register(ContractCoverage(config.rootpath), "contract-coverage")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, saying so, what needs anvil where npm brought none for this machine."""
    if item.get_closest_marker("anvil") is not None:
        from dhow.ledger.engines.anvil import find_anvil

        try:
            find_anvil()
        except EngineError as problem:
            pytest.skip(str(problem))


@pytest.fixture(scope="session")
def artifacts(request: pytest.FixtureRequest) -> Artifacts:
    """All contracts, compiled once per state of the sources (xdist workers share the cache).

    `DHOW_CONTRACTS=contracts/members,contracts/money pytest ...` compiles a part only, for work
    on one contract while another does not compile.
    """
    if (coverage := request.config.pluginmanager.get_plugin("contract-coverage")) is not None:
        measured: Artifacts = coverage.artifacts
        return measured.joined(compile_contracts([TEST_SOURCES]))
    chosen = os.environ.get("DHOW_CONTRACTS")
    entries = tuple(chosen.split(",")) + PROJECT[1:] if chosen else PROJECT
    # apart, so that the project's build is the one that demo and API have compiled already
    return compile_contracts(entries).joined(compile_contracts([TEST_SOURCES]))


@pytest.fixture(scope="module")
def module_chain(artifacts: Artifacts) -> Iterator[Chain]:
    """One fresh embedded chain for a module: deploy on it in module-scoped fixtures."""
    from dhow.ledger.engines.embedded import EmbeddedEngine

    with EmbeddedEngine() as engine:
        yield Chain(engine, artifacts)


@pytest.fixture
def chain(module_chain: Chain) -> Iterator[Chain]:
    """The module's chain; whatever a test does to it is undone after the test."""
    before = module_chain.engine.snapshot()
    yield module_chain
    module_chain.engine.restore(before)


@contextmanager
def expect_refusal(error_name: str, **arguments: Any) -> Iterator[None]:
    """The block must end in this custom error, with at least these arguments."""
    with pytest.raises(Refusal) as caught:
        yield
    refusal = caught.value
    assert refusal.error_name == error_name, f"refused, but with {refusal}"
    for name, value in arguments.items():
        assert refusal.arguments[name] == value, f"{name} of {refusal}"
