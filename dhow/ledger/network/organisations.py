"""An organisation's own API process beside the network: its own keys, a node of its own."""

import sys
from collections.abc import Mapping
from pathlib import Path

from dhow.ledger.network.control import Network
from dhow.ledger.network.layout import Service
from dhow.ledger.ports import free_port

PREFIX = "api-"


def organisation_service(
    network: Network,
    name: str,
    organisations: tuple[str, ...],
    *,
    number: int,
    database: str | None = None,
    secrets: Path | None = None,
    about: Mapping[str, str] | None = None,
) -> Service:
    """The process of one organisation, to be started with `Network.add_service`.

    Without a `database` it has one of its own in the network's folder, and is told by the others'
    processes what concerns it; where they answer stands in the network's file of peers, this one
    among them from now on.

    Args:
        name: short, of the process.
        organisations: LEIs whose keys it holds; `OPERATOR` for the operator.
        number: which node it prefers, counted round.
        database: that several share, as `dhow serve --db` takes it.
        secrets: the file of the database's secrets.
    """
    nodes = network.layout.nodes
    first = number % len(nodes)
    urls = [node.url for node in (*nodes[first:], *nodes[:first])]
    port = free_port()
    command = [sys.executable, "-m", "scripts.cli.main", "serve", "--chain", ",".join(urls)]
    own = own_database(network, name, organisations)
    command += ["--db", database or own, "--manifest", str(network.manifest), "--port", str(port)]
    command += ["--secrets", str(secrets)] if secrets is not None else []
    if database is None:
        network.add_peers(dict.fromkeys(organisations, f"http://127.0.0.1:{port}"))
        command += ["--peers", str(network.peers)]
    for organisation in organisations:
        command += ["--organisation", organisation]
    told = {"node": nodes[first].name, **(about or {})}
    return Service(PREFIX + name, tuple(command), port=port, about=told)


def own_database(network: Network, name: str, organisations: tuple[str, ...]) -> str:
    """The database of an organisation's own: for the operator, the one the network began with."""
    if "OPERATOR" in organisations:
        return f"sqlite:///{network.folder / 'dhow.db'}"
    folder = network.folder / "organisations"
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / name}.db"
