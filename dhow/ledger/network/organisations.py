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
    database: str,
    secrets: Path | None = None,
    about: Mapping[str, str] | None = None,
) -> Service:
    """The process of one organisation, to be started with `Network.add_service`.

    Args:
        name: short, of the process.
        organisations: LEIs whose keys it holds; `OPERATOR` for the operator.
        number: which node it prefers, counted round.
        database: as `dhow serve --db` takes it.
        secrets: the file of the database's secrets.
    """
    nodes = network.layout.nodes
    first = number % len(nodes)
    urls = [node.url for node in (*nodes[first:], *nodes[:first])]
    port = free_port()
    command = [sys.executable, "-m", "scripts.cli.main", "serve", "--chain", ",".join(urls)]
    command += ["--db", database, "--manifest", str(network.manifest), "--port", str(port)]
    command += ["--secrets", str(secrets)] if secrets is not None else []
    for organisation in organisations:
        command += ["--organisation", organisation]
    told = {"node": nodes[first].name, **(about or {})}
    return Service(PREFIX + name, tuple(command), port=port, about=told)
