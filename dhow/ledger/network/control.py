"""Makes, starts, stops, kills and parts the validators of one network."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any, cast

from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
from dhow.ledger.engines.base import EngineError, RpcError
from dhow.ledger.engines.transport import HttpTransport
from dhow.ledger.network import processes
from dhow.ledger.network.layout import (
    CLOCK,
    CUT,
    CUT_DONE,
    FILE,
    LINKS,
    Layout,
    Link,
    NetworkError,
    Node,
    Plan,
    Service,
    read_layout,
    write_json,
    write_layout,
)
from dhow.ledger.network.validator import find_validator
from dhow.ledger.ports import free_ports, in_use

SETTLING_BLOCKS = 4
"""A validator takes transactions once it has seen so many blocks after its start."""
_START_SECONDS = 90.0
_CUT_SECONDS = 15.0
_ASK_SECONDS = 10.0
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """One validator now. `block` and `peers` are None where it does not answer."""

    name: str
    url: str
    running: bool
    pid: int | None
    block: int | None
    peers: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """A network now. `cut` are the pairs of nodes that cannot reach each other."""

    chain_id: int
    nodes: tuple[NodeStatus, ...]
    cut: tuple[tuple[str, str], ...]
    services: tuple[tuple[str, bool, int | None], ...]

    @property
    def bears(self) -> int:
        """How many of all validators may fail at once without stopping the blocks."""
        return (len(self.nodes) - 1) // 3

    @property
    def needed(self) -> int:
        """How many must run and reach each other for a block to be made."""
        return len(self.nodes) - self.bears

    @property
    def together(self) -> int:
        """How many run and reach each other: the largest group of them."""
        left = {node.name for node in self.nodes if node.running}
        parted = {frozenset(pair) for pair in self.cut}
        largest = 0
        while left:
            group, ahead = set[str](), [min(left)]
            while ahead:
                name = ahead.pop()
                group.add(name)
                reached = (each for each in left if frozenset((name, each)) not in parted)
                ahead += [each for each in reached if each not in group and each not in ahead]
            left -= group
            largest = max(largest, len(group))
        return largest

    @property
    def halted(self) -> bool:
        """Whether too few run, or reach each other, for a block to be made."""
        return self.together < self.needed


class Network:
    """One network in one folder; each method may be called from another process than the last."""

    def __init__(self, folder: Path) -> None:
        """The network of a folder, there or to be made."""
        self.folder = folder.expanduser().absolute()

    @property
    def layout(self) -> Layout:
        """As its file says it now.

        Raises:
            NetworkError: no network there.
        """
        return read_layout(self.folder)

    @property
    def manifest(self) -> Path:
        """Where the contracts' places are written."""
        return self.folder / "manifest.json"

    @property
    def peers(self) -> Path:
        """Where the organisations' processes answer, by LEI."""
        return self.folder / "peers.json"

    def add_peers(self, addresses: Mapping[str, str]) -> None:
        """Note where organisations' processes answer; those that run read it again."""
        with self._locked():
            known = (
                json.loads(self.peers.read_text(encoding="utf-8")) if self.peers.exists() else {}
            )
            write_json(self.peers, {**known, **addresses})

    def log(self, name: str) -> Path:
        """What a process of the network said."""
        return self.folder / "logs" / f"{name}.log"

    # ------------------------------------------------------------ up and down

    def up(self, plan: Plan | None = None) -> Layout:
        """Start the network, made now where the folder holds none, and wait for its blocks.

        Args:
            plan: of a network to be made; one that is there keeps its own.

        Raises:
            NetworkError: no binary, a port taken, or a validator that does not start.
        """
        with self._locked():
            if not (self.folder / FILE).exists():
                self._make(plan or Plan())
            layout = self.layout
            try:
                layout = self._start_links(layout)
                for node in layout.nodes:
                    layout = self._start_node(layout, node.name)
                for service in layout.services:
                    layout = self._start_service(layout, service)
            except BaseException:
                self._down()
                raise
        reached = max(self._node_status(node).block or 0 for node in layout.nodes)
        self.wait_for_block(reached + SETTLING_BLOCKS)
        return layout

    def down(self) -> None:
        """Stop every process of the network; what they hold stays in the folder."""
        if (self.folder / FILE).exists():
            with self._locked():
                self._down()

    def kill(self, name: str) -> None:
        """Kill a process of the network at once, as a power cut would.

        Raises:
            NetworkError: no node or service of that name.
        """
        with self._locked():
            layout = self.layout
            holder = self._found(layout, name)
            if holder.process is not None:
                processes.kill(holder.process)
            self._write_without_process(layout, holder)

    def stop(self, name: str) -> None:
        """Let a process of the network end by itself."""
        with self._locked():
            layout = self.layout
            holder = self._found(layout, name)
            if holder.process is not None:
                processes.end(holder.process)
            self._write_without_process(layout, holder)

    def start(self, name: str) -> None:
        """Start a process of the network again; nothing where it runs.

        Raises:
            NetworkError: no node or service of that name, or it does not start.
        """
        with self._locked():
            layout = self.layout
            holder = self._found(layout, name)
            if isinstance(holder, Node):
                self._start_node(self._start_links(layout), name)
            else:
                self._start_service(layout, holder)

    def add_service(self, service: Service) -> None:
        """Run another process with the network: started now, and with every `up` from now on."""
        with self._locked():
            layout = self.layout
            known = {each.name: each for each in layout.services}
            running = known.get(service.name, service).process
            self._start_service(layout, replace(service, process=running))

    def tie(self) -> "Tie":
        """Let the network end with this process, however this process ends."""
        return Tie(self.folder)

    def runs(self, name: str) -> bool:
        """Whether a process of the network runs.

        Raises:
            NotInNetworkError: no node or service of that name.
        """
        holder = self._found(self.layout, name)
        return holder.process is not None and holder.process.alive

    # ------------------------------------------------------------ the clock

    @property
    def settable(self) -> bool:
        """Whether the chain's clock may be set, as a development network's."""
        return (self.folder / CLOCK).exists()

    def set_clock(self, unix: int) -> None:
        """Move the clock of every validator on to a time; it runs on from there.

        Raises:
            NetworkError: the network keeps the true time, or its clock is past that already.
        """
        with self._locked():
            if not self.settable:
                raise NetworkError(
                    "this network keeps the true time; make one with `--begins` to set its clock"
                )
            ahead = int((self.folder / CLOCK).read_text(encoding="utf-8"))
            if unix < int(time.time()) + ahead:
                raise NetworkError(
                    f"the network's clock cannot go back to {unix}: it is {time.time() + ahead:.0f}"
                )
            self._write_clock(unix)

    def _write_clock(self, unix: int) -> None:
        half = self.folder / f"{CLOCK}.part"
        half.write_text(f"{unix - int(time.time())}\n", encoding="utf-8")
        half.replace(self.folder / CLOCK)

    # ------------------------------------------------------------ the lines

    def partition(self, groups: Sequence[Iterable[str]]) -> None:
        """Cut every line between nodes of different groups; nodes not named are one more group.

        Raises:
            NetworkError: a name twice, or of no node.
        """
        layout = self.layout
        of: dict[str, int] = {}
        for number, group in enumerate(groups, 1):
            for name in group:
                layout.node(name)
                if name in of:
                    raise NetworkError(f"{name} stands in two groups; name each node once")
                of[name] = number
        names = [node.name for node in layout.nodes]
        pairs = [
            pair for pair in combinations(names, 2) if of.get(pair[0], 0) != of.get(pair[1], 0)
        ]
        if not pairs:
            raise NetworkError("nothing is parted: name at least one node, but not all in one")
        self._cut(pairs)

    def heal(self) -> None:
        """Mend every line."""
        self._cut([])

    # ------------------------------------------------------------ asking

    def status(self) -> Status:
        """What runs, and how far each validator is.

        Raises:
            NetworkError: no network in the folder.
        """
        layout = self.layout
        return Status(
            layout.chain_id,
            tuple(self._node_status(node) for node in layout.nodes),
            tuple((pair[0], pair[1]) for pair in self._read_cut()["cut"]),
            tuple(
                (each.name, each.process is not None and each.process.alive, each.port)
                for each in layout.services
            ),
        )

    def wait_for_block(
        self, number: int, *, nodes: Iterable[str] | None = None, seconds: float = _START_SECONDS
    ) -> None:
        """Wait until nodes (all, where none is named) have a block.

        Raises:
            NetworkError: one of them has it not in time, or has stopped, with its last words.
        """
        layout = self.layout
        named = list(nodes) if nodes is not None else [node.name for node in layout.nodes]
        wanted = [layout.node(name) for name in named]
        deadline = time.monotonic() + seconds
        for node in wanted:
            while (reached := self._node_status(node).block or 0) < number:
                if node.process is None or not node.process.alive:
                    raise NetworkError(f"{node.name} has stopped: {self._last_words(node.name)}")
                if time.monotonic() > deadline:
                    raise NetworkError(
                        f"{node.name} is at block {reached} and not at {number} after "
                        f"{seconds:.0f} s; see {self.log(node.name)}"
                    )
                time.sleep(_PAUSE)

    # ------------------------------------------------------------ the inside

    def _make(self, plan: Plan) -> None:
        binary = find_validator()
        pairs = list(combinations(range(plan.nodes), 2))
        ports = iter(free_ports(4 * plan.nodes + len(pairs)))
        nodes = tuple(
            Node(f"node{number}", next(ports), next(ports), next(ports), next(ports))
            for number in range(plan.nodes)
        )
        links = tuple(Link(f"node{one}", f"node{other}", next(ports)) for one, other in pairs)
        asked = {
            "chain_id": plan.chain_id,
            "block_milliseconds": plan.block_milliseconds,
            "begins": plan.begins or 0,
            "accounts": list(plan.funded),
            "nodes": [
                {
                    "name": node.name,
                    "home": str(self.folder / node.name),
                    "p2p": node.p2p,
                    "rpc": node.rpc,
                    "json_rpc": node.json_rpc,
                    "ws": node.ws,
                    "peers": {
                        link.listener: link.port for link in links if link.dialler == node.name
                    },
                }
                for node in nodes
            ],
        }
        write_json(self.folder / "plan.json", asked)
        if plan.begins is not None:
            self._write_clock(plan.begins)
        done = subprocess.run(  # noqa: S603 - the validator we found
            [str(binary), "prepare", str(self.folder / "plan.json")],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode != 0:
            raise NetworkError(f"the network cannot be prepared: {done.stderr.strip()}")
        write_layout(self.folder, Layout(plan.chain_id, plan.block_milliseconds, nodes, links))

    def _start_links(self, layout: Layout) -> Layout:
        known = next((each for each in layout.services if each.name == LINKS), None)
        command = (sys.executable, "-m", "dhow.ledger.network.links", str(self.folder))
        service = Service(LINKS, command, process=known.process if known else None)
        if service.process is not None and service.process.alive:
            return layout
        for link in layout.links:
            self._require_free(link.port, f"the line from {link.dialler} to {link.listener}")
        layout = self._start_service(layout, service)
        self._await_cut(self._read_cut()["change"])
        return layout

    def _start_node(self, layout: Layout, name: str) -> Layout:
        node = layout.node(name)
        if node.process is not None and node.process.alive:
            return layout
        for port in (node.json_rpc, node.p2p, node.rpc, node.ws):
            self._require_free(port, name)
        command = [str(find_validator()), "start", "--home", str(self.folder / name)]
        clock = self.folder / CLOCK
        extra = {"DHOW_DEVELOPMENT_CLOCK": str(clock)} if clock.exists() else {}
        started = processes.spawn(command, self.log(name), extra)
        layout = layout.with_node(replace(node, process=started))
        write_layout(self.folder, layout)
        return layout

    def _start_service(self, layout: Layout, service: Service) -> Layout:
        if service.process is None or not service.process.alive:
            if service.port is not None:
                self._require_free(service.port, service.name)
            paths = [str(REPOSITORY_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
            started = processes.spawn(
                service.command, self.log(service.name), {"PYTHONPATH": os.pathsep.join(paths)}
            )
            service = replace(service, process=started)
        layout = layout.with_service(service)
        write_layout(self.folder, layout)
        return layout

    def _down(self) -> None:
        layout = self.layout
        holders: list[Node | Service] = [
            *(each for each in layout.services if each.name != LINKS),
            *layout.nodes,
        ]
        holders += [each for each in layout.services if each.name == LINKS]
        for holder in holders:
            if holder.process is not None:
                processes.end(holder.process)
            layout = self._without_process(layout, holder)
        write_layout(self.folder, layout)

    def _found(self, layout: Layout, name: str) -> Node | Service:
        for service in layout.services:
            if service.name == name:
                return service
        return layout.node(name)

    def _without_process(self, layout: Layout, holder: Node | Service) -> Layout:
        if isinstance(holder, Node):
            return layout.with_node(replace(holder, process=None))
        return layout.with_service(replace(holder, process=None))

    def _write_without_process(self, layout: Layout, holder: Node | Service) -> None:
        write_layout(self.folder, self._without_process(layout, holder))

    def _cut(self, pairs: Sequence[tuple[str, str]]) -> None:
        with self._locked():
            change = int(self._read_cut()["change"]) + 1
            write_json(self.folder / CUT, {"change": change, "cut": [list(pair) for pair in pairs]})
            self._await_cut(change)

    def _read_cut(self) -> dict[str, Any]:
        try:
            body = json.loads((self.folder / CUT).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {"change": 0, "cut": []}
        return cast(dict[str, Any], body)

    def _await_cut(self, change: int) -> None:
        """Wait until the links stand as written."""
        carrier = next((each for each in self.layout.services if each.name == LINKS), None)
        deadline = time.monotonic() + _CUT_SECONDS
        while carrier is not None and carrier.process is not None:
            try:
                done = json.loads((self.folder / CUT_DONE).read_text(encoding="utf-8"))
            except (FileNotFoundError, ValueError):
                done = {}
            if done == {"change": change, "pid": carrier.process.pid}:
                return
            if not carrier.process.alive or time.monotonic() > deadline:
                raise NetworkError(
                    f"the lines between the nodes are not carried: {self._last_words(LINKS)}"
                )
            time.sleep(_PAUSE)

    def _node_status(self, node: Node) -> NodeStatus:
        running = node.process is not None and node.process.alive
        block = peers = None
        if running:
            transport = HttpTransport(node.url, timeout=_ASK_SECONDS)
            try:
                block = int(transport.request("eth_blockNumber", []), 16)
                peers = int(
                    str(transport.request("net_peerCount", [])), 0
                )  # some nodes say a number
            except (EngineError, RpcError):
                pass
            finally:
                transport.close()
        pid = node.process.pid if node.process is not None and running else None
        return NodeStatus(node.name, node.url, running, pid, block, peers)

    def _require_free(self, port: int, what: str) -> None:
        if in_use(port):
            raise NetworkError(
                f"port {port} of {what} is in use; end what listens there, or make another "
                "network in another folder"
            )

    def _last_words(self, name: str) -> str:
        try:
            lines = self.log(name).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return "it said nothing"
        telling = [line for line in lines if "panic" in line or "ERR" in line or "rror" in line]
        return " / ".join((telling or lines)[-2:])[-500:] or "it said nothing"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One command at a time."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / "lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        except PermissionError as problem:
            raise NetworkError(f"cannot use {self.folder}: {problem.strerror}") from problem


class Tie:
    """Holds a network up as long as this process lives; `with` it, or keep it."""

    def __init__(self, folder: Path) -> None:
        """Start the keeper."""
        self._open = ExitStack()
        self._network = Network(folder)
        paths = [str(REPOSITORY_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._keeper = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "dhow.ledger.network.keeper", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )

    def close(self) -> None:
        """Take the network down."""
        if self._keeper.stdin is not None and not self._keeper.stdin.closed:
            self._keeper.stdin.close()
        self._keeper.wait(120)

    def __enter__(self) -> Network:
        """For `with`."""
        return self._network

    def __exit__(self, *_: object) -> None:
        """Take the network down."""
        self.close()


def as_json(status: Status) -> dict[str, Any]:
    """A status for programs."""
    return asdict(status) | {"bears": status.bears, "halted": status.halted}
