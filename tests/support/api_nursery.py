"""API processes over a real node and a database file, killed at their steps one after another.

    python -m tests.support.api_nursery URL FOLDER PORT FIRST EVERY

One process imports everything once, has a first child found the network, and then forks one child
after another to serve it on PORT. Child number n ends by SIGKILL at step FIRST + n * EVERY (modulo
SPAN) after it began to serve: a step is a question to the node, a unit of work begun, kept or over,
the first byte of an answer and its last. When the file `calm` is in FOLDER, the next child serves
unharmed until this process is told to stop. `deaths` has a line for each that died.
"""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import api.context
from api.app import create_app
from api.context import ApiContext, development_context
from api.development import seed
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.engines.remote import RemoteEngine
from dhow.store import Store
from tests.support.api import EXPORTER, NEWCOMERS

SPAN = 211


class Deadly:
    """Counts the steps of this process, whichever thread takes them, and ends it at one."""

    def __init__(self, fatal: int | None) -> None:
        self._left = fatal
        self._lock = threading.Lock()
        self.armed = False

    def step(self) -> None:
        """One step nearer."""
        if not self.armed or self._left is None:
            return
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Steps wherever this process meets the world."""
        deadly = self

        def around(name: str) -> None:
            plain = getattr(RemoteEngine, name)

            def asked(engine: RemoteEngine, *what: Any) -> Any:
                deadly.step()
                answer = plain(engine, *what)
                deadly.step()
                return answer

            setattr(RemoteEngine, name, asked)

        around("rpc")
        around("rpc_many")
        begin = Store.begin

        @contextmanager
        def begun(store: Store) -> Iterator[Any]:
            deadly.step()
            with begin(store) as work:
                yield work
                deadly.step()
            deadly.step()

        Store.begin = begun  # type: ignore[method-assign,assignment]
        write = Store.write

        def written(store: Store, work: Callable[[Any], Any]) -> Any:
            def carried_out(unit: Any) -> Any:
                result = work(unit)
                deadly.step()
                return result

            deadly.step()
            result = write(store, carried_out)
            deadly.step()
            return result

        Store.write = written  # type: ignore[method-assign,assignment]


class Answering:
    """Steps before an answer's first byte and after its last."""

    def __init__(self, app: ASGIApp, deadly: Deadly) -> None:
        self.app = app
        self.deadly = deadly

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def stepping(message: Message) -> None:
            self.deadly.step()
            await send(message)
            self.deadly.step()

        await self.app(scope, receive, stepping if scope["type"] == "http" else send)


def context_of(engine: RemoteEngine, folder: Path) -> ApiContext:
    """The network in this folder, founded where it is not."""
    return development_context(
        engine,
        f"sqlite:///{folder / 'dhow.db'}",
        currencies=("USD",),
        manifest=folder / "network.json",
    )


def found(url: str, folder: Path) -> None:
    """Deploy the contracts, admit the exporter."""
    with RemoteEngine(url) as engine:
        context = context_of(engine, folder)
        seed(context, [each for each in NEWCOMERS if each.lei == EXPORTER], years=())
        context.store.close()


def serve(url: str, folder: Path, listener: socket.socket, fatal: int | None) -> None:
    """Serve until killed."""
    deadly = Deadly(fatal)
    deadly.install()
    with RemoteEngine(url) as engine:
        app = Answering(create_app(context_of(engine, folder)), deadly)
        deadly.armed = True
        config = uvicorn.Config(app, log_level="critical", lifespan="on")
        uvicorn.Server(config).run(sockets=[listener])


def child_of(work: Any, *what: Any) -> int:
    """A child that does this and nothing else."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work(*what)
        code = 0
    finally:
        os._exit(code)


def main(url: str, folder: Path, port: int, first: int, every: int) -> None:
    """Found, then serve and die, serve and die."""
    artifacts = compile_contracts()
    setattr(api.context, "compile_contracts", lambda: artifacts)  # noqa: B010 - not a name of its own
    _, status = os.waitpid(child_of(found, url, folder), 0)
    if status:
        sys.exit("the network could not be founded")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)
    number = 0
    while True:
        calm = (folder / "calm").exists()
        fatal = None if calm else 1 + (first + number * every) % SPAN
        child = child_of(serve, url, folder, listener, fatal)
        signal.signal(signal.SIGTERM, lambda *_, child=child: _stop(child))
        _, status = os.waitpid(child, 0)
        if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            sys.exit(f"child {number} ended by itself: {status}")
        with (folder / "deaths").open("a") as told:
            told.write(f"{fatal}\n")
        number += 1


def _stop(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:6]))
