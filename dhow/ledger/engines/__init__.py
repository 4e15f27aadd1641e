"""Chains behind one interface: `open_engine("embedded" | "anvil" | URL)` is the way in."""

from collections.abc import Iterable
from pathlib import Path

from dhow.errors import BadInputError
from dhow.ledger.engines.base import (
    DEFAULT_GENESIS_TIME,
    DEVELOPMENT_CHAIN_ID,
    Engine,
    EngineError,
    RpcError,
    SendsMany,
    Sent,
    TimeControlError,
)

__all__ = [
    "Engine",
    "EngineError",
    "RpcError",
    "SendsMany",
    "Sent",
    "TimeControlError",
    "open_engine",
]


def open_engine(
    spec: str,
    *,
    funded: Iterable[str] = (),
    genesis_time: int = DEFAULT_GENESIS_TIME,
    chain_id: int | None = None,
) -> Engine:
    """Start or reach a chain.

    Args:
        spec: `embedded`, `embedded:FOLDER` (kept there, and taken up again), `anvil`,
            `anvil:PORT`, `network:FOLDER` (of `dhow network up`), or the http(s):// or ws(s)://
            address of a node; of several nodes of one chain, by commas, which then stand in for
            each other.
        funded: addresses that hold native coin on a chain we start.
        genesis_time: unix seconds of block 0 of a chain we start.
        chain_id: of a chain we start (31337 where not given); of a node, any other is refused.

    Raises:
        BadInputError: not a chain.
        EngineError: it cannot be started or does not answer.
    """
    # each engine is imported only where it is used: the embedded chain takes a second to import
    own_id = DEVELOPMENT_CHAIN_ID if chain_id is None else chain_id
    kind, colon, port = spec.partition(":")
    if kind == "embedded" and bool(port) == bool(colon):
        from dhow.ledger.engines.embedded import EmbeddedEngine  # noqa: PLC0415

        return EmbeddedEngine(
            funded=funded,
            genesis_time=genesis_time,
            chain_id=own_id,
            folder=Path(port).expanduser() if port else None,
        )
    if kind == "anvil" and (not port or (port.isdecimal() and 0 < int(port) < 65536)):
        from dhow.ledger.engines.anvil import AnvilEngine  # noqa: PLC0415

        return AnvilEngine(
            funded=funded,
            genesis_time=genesis_time,
            chain_id=own_id,
            port=int(port) if port else None,
        )
    if kind == "network" and port:
        from dhow.ledger.network.engine import NetworkEngine  # noqa: PLC0415

        return NetworkEngine(Path(port))
    if "://" in spec:
        from dhow.ledger.engines.remote import RemoteEngine  # noqa: PLC0415

        return RemoteEngine(spec, chain_id=chain_id)
    raise BadInputError(
        f"no chain is called {spec!r}: give embedded, embedded:FOLDER, anvil, anvil:PORT, "
        "network:FOLDER, or the http(s):// or ws(s):// address of a node"
    )
