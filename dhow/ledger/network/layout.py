"""What a network's folder holds, and the one file that says it: `network.json`.

network.json      nodes, ports, links, process numbers
manifest.json     where the contracts are, see `dhow.ledger.deploy`
peers.json        where the organisations' API processes answer, by LEI
cut.json          which links are cut now, for the process that carries them
logs/NAME.log     what each process said
NAME/             a validator's keys, settings and state
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.engines.base import DEVELOPMENT_CHAIN_ID
from dhow.ledger.network.processes import Process

FORMAT = 1
FILE = "network.json"
CLOCK = "clock"
CUT = "cut.json"
CUT_DONE = "cut-done.json"
LINKS = "links"
MOST_NODES = 16


class NetworkError(EnvironmentProblemError):
    """A network cannot be made, started or reached as asked."""


class NotInNetworkError(NetworkError):
    """What was named is not there: no network in the folder, no node of that name."""

    exit_code = BadInputError.exit_code


@dataclass(frozen=True, slots=True)
class Plan:
    """A network to be made.

    Attributes:
        nodes: how many validators; n of them bear the loss of (n - 1) // 3.
        block_milliseconds: pause between two blocks.
        begins: unix seconds at which the chain's clock starts, where it is to be set as a
            development chain's is; None for the true time, which nobody sets.
        funded: addresses that hold coin from the first block on; nobody needs any, gas is free.
    """

    nodes: int = 4
    chain_id: int = DEVELOPMENT_CHAIN_ID
    block_milliseconds: int = 1000
    begins: int | None = None
    funded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 1 <= self.nodes <= MOST_NODES:
            raise NetworkError(f"{self.nodes} validators: give from 1 to {MOST_NODES}")
        if not 50 <= self.block_milliseconds <= 60_000:
            raise NetworkError(
                f"{self.block_milliseconds} ms between blocks: give from 50 to 60000"
            )


@dataclass(frozen=True, slots=True)
class Node:
    """One validator: its ports on the loopback interface, and its process where it runs."""

    name: str
    json_rpc: int
    p2p: int
    rpc: int
    ws: int
    process: Process | None = None

    @property
    def url(self) -> str:
        """Where it speaks Ethereum's JSON-RPC."""
        return f"http://127.0.0.1:{self.json_rpc}"


@dataclass(frozen=True, slots=True)
class Link:
    """The way from one validator to another, through a port that can be cut."""

    dialler: str
    listener: str
    port: int


@dataclass(frozen=True, slots=True)
class Service:
    """Another process of the network: what carries the links, or an organisation's API."""

    name: str
    command: tuple[str, ...]
    port: int | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    process: Process | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A network as its file says it."""

    chain_id: int
    block_milliseconds: int
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    services: tuple[Service, ...] = ()

    @property
    def spec(self) -> str:
        """Every node's address, as `--chain` takes them."""
        return ",".join(node.url for node in self.nodes)

    def node(self, name: str) -> Node:
        """A validator by its name.

        Raises:
            NetworkError: there is none of that name.
        """
        for node in self.nodes:
            if node.name == name:
                return node
        known = ", ".join(node.name for node in self.nodes)
        raise NotInNetworkError(f"no node is called {name!r}; there are {known}")

    def with_node(self, changed: Node) -> "Layout":
        """The same with one node changed."""
        nodes = tuple(changed if node.name == changed.name else node for node in self.nodes)
        return replace(self, nodes=nodes)

    def with_service(self, changed: Service) -> "Layout":
        """The same with one service changed, or added."""
        kept = [service for service in self.services if service.name != changed.name]
        return replace(self, services=(*kept, changed))


def read_layout(folder: Path) -> Layout:
    """What the folder's file says.

    Raises:
        NetworkError: no network there, or its file is damaged.
    """
    place = folder / FILE
    try:
        body = json.loads(place.read_text(encoding="utf-8"))
        if body["format"] != FORMAT:
            raise NetworkError(f"{place} is of format {body['format']}, not {FORMAT}")
        return Layout(
            chain_id=int(body["chain_id"]),
            block_milliseconds=int(body["block_milliseconds"]),
            nodes=tuple(Node(**_with_process(node)) for node in body["nodes"]),
            links=tuple(Link(**link) for link in body["links"]),
            services=tuple(
                Service(**(_with_process(service) | {"command": tuple(service["command"])}))
                for service in body["services"]
            ),
        )
    except FileNotFoundError as problem:
        raise NotInNetworkError(
            f"no network in {folder}; make one with `dhow network up --folder {folder}`"
        ) from problem
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise NetworkError(f"{place} is damaged: {type(problem).__name__} {problem}") from problem


def write_layout(folder: Path, layout: Layout) -> None:
    """Write the file, whole or not at all."""
    write_json(folder / FILE, {"format": FORMAT, **asdict(layout)})


def write_json(place: Path, value: Any) -> None:
    """Write one JSON file, whole or not at all.

    Raises:
        NetworkError: the folder cannot be written to.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, half = tempfile.mkstemp(dir=place.parent, suffix=".part")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(value, file, indent=2)
            file.write("\n")
        Path(half).replace(place)
    except OSError as problem:
        raise NetworkError(f"cannot write {place}: {problem.strerror}") from problem


def _with_process(body: dict[str, Any]) -> dict[str, Any]:
    process = body.get("process")
    return body | {"process": None if process is None else Process(**process)}
