"""Runs requests apart from the connections they came by, and again where a process left them."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, ParamSpec, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope

from api.admission import Counted, counted
from api.auth.roles import Actor
from api.blocking import Threads
from api.context import ApiContext
from api.current import Current, current
from api.errors import ApiError, ProblemResponse, fault, unavailable
from api.following import require_standing
from api.ids import lei_of
from api.operations import KEPT_DAYS
from api.operations.actors import again, standing_in
from api.operations.desk import Desk, Kept, KeptAnswer, is_kept
from api.operations.keeping import kept_of
from api.routes import routes_of
from dhow.errors import EnvironmentProblemError
from dhow.store.rows import OperationRow

_THREADS: Final = 8  # of their own: acts that wait for the chain hold up no look at the store
_LOOKING_SECONDS: Final = 0.5
_PRUNING_SECONDS: Final = 3600.0
_AT_ONCE: Final = 8
_REFUSED_FROM: Final = 400
_OF_THE_CONNECTION: Final = frozenset(
    ("content-length", "date", "server", "set-cookie", "x-request-id", "traceresponse")
)

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger("dhow.api")
_threads = Threads(_THREADS)


async def aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run what blocks in one of the operations' own threads."""
    return await _threads.run(partial(work, *args, **kwargs))


@dataclass(slots=True)
class Run:
    """One run of an operation.

    Attributes:
        recorded: it is in the store, where its answer goes.
        left: nobody waits for it any more.
        problem: what it failed with, for those who wait.
        waits: an act was accepted and is in no block yet: it goes on.
    """

    operation: str
    recorded: bool
    task: "asyncio.Task[KeptAnswer]" = field(init=False)
    left: bool = False
    problem: Exception | None = None
    waits: bool = False
    raw_headers: list[tuple[bytes, bytes]] = field(default_factory=list)


class Runner:
    """The runs of one process."""

    def __init__(self, context: ApiContext) -> None:
        """Over a context; `app` and `loop` are given when the application starts."""
        self.desk = Desk(context)
        self.app: ASGIApp | None = None
        self.outermost: Any = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.running: dict[str, Run] = {}
        self._context = context

    def start(
        self,
        operation: str,
        scope: Scope,
        kept: Kept,
        actor: Actor | None,
        *,
        recorded: bool,
        repeated: bool = False,
        share: Counted | None = None,
    ) -> Run:
        """Begin a run; it comes to its end whoever waits. `share` says that it was counted."""
        run = Run(operation, recorded)
        self.running[operation] = run
        run.task = asyncio.create_task(self._carry_out(run, scope, kept, actor, repeated, share))
        return run

    async def _carry_out(
        self,
        run: Run,
        scope: Scope,
        kept: Kept,
        actor: Actor | None,
        repeated: bool,
        share: Counted | None,
    ) -> KeptAnswer:
        under_way = Current(run.operation)
        current.set(under_way)
        counted.set(share)
        if actor is not None:
            standing_in.set(lambda: actor)
        try:
            answer = await self._answered(run, scope, kept, actor, repeated)
            run.waits = under_way.waits
            if run.recorded and run.waits:
                await aside(self.desk.promise, run.operation)
            if run.recorded:
                await aside(self.desk.end, run.operation, kept_of(answer, scope.get("route")))
        finally:
            self.running.pop(run.operation, None)
        return answer

    async def _answered(
        self, run: Run, scope: Scope, kept: Kept, actor: Actor | None, repeated: bool
    ) -> KeptAnswer:
        assert self.app is not None  # noqa: S101 - requests come through the middleware
        collected = _Collected()
        try:
            if repeated and actor is not None:
                await aside(self.desk.settle_acts, actor, run.operation)
            await self.app(scope, _said(kept.body), collected)
            await self._require_standing(scope, collected.status, repeated)
        except Exception as problem:
            run.problem = problem
            if run.left:
                _log.exception("operation %s failed", run.operation)
            return _of_problem(problem, kept.path)
        run.raw_headers = collected.headers
        return collected.answer()

    async def _require_standing(self, scope: Scope, status: int, again: bool) -> None:
        """An answer that would be kept is made anew where it tells of what may pass."""
        under_way = current.get()
        if under_way is None or not is_kept(status):
            return
        if under_way.behind is None and under_way.replacement is None:
            return
        route = routes_of(scope["app"]).find(scope["method"], scope["path"])
        acts = route is not None and route.without_act is None
        await aside(
            require_standing,
            self._context.follower,
            under_way,
            refused=acts and status >= _REFUSED_FROM,
            again=again,
        )

    # ---------------------------------------------------------- left behind

    def work(self, stop: threading.Event) -> None:
        """Run again what a process left behind, and forget what is old, until `stop` is set."""
        pruned_ago = _PRUNING_SECONDS
        while not stop.wait(_LOOKING_SECONDS):
            pruned_ago += _LOOKING_SECONDS
            if pruned_ago >= _PRUNING_SECONDS:
                self.desk.prune(KEPT_DAYS)
                pruned_ago = 0.0
            rows = [row for row in self.desk.left_behind() if row.operation not in self.running]
            if rows and self.loop is not None and self.app is not None:
                under_way = asyncio.run_coroutine_threadsafe(self._all(rows[:_AT_ONCE]), self.loop)
                while not under_way.done() and not stop.is_set():
                    stop.wait(0.05)

    async def _all(self, rows: Iterable[OperationRow]) -> None:
        await asyncio.gather(*(self.once_more(row) for row in rows))

    async def once_more(self, row: OperationRow) -> None:
        """Run an operation that nobody runs, as the user who asked for it."""
        claimed = await aside(self.desk.claim, row)
        if claimed is None:
            return
        kept = await aside(self.desk.request, row.operation)
        organisation = lei_of(bytes.fromhex(row.organisation[2:]))
        try:
            actor = await aside(again, self._context, organisation, row.user, kept.service_token)
        except ApiError as refused:
            await aside(self.desk.end, row.operation, _of_problem(refused, kept.path))
            return
        scope = _scope_of(kept, self.outermost)
        run = self.start(row.operation, scope, kept, actor, recorded=True, repeated=True)
        run.left = True
        await asyncio.wait({run.task})


class _Collected:
    """What the application sends, in one piece."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))

    def answer(self) -> KeptAnswer:
        """As it is kept: without what belongs to the connection."""
        named = ((name.decode().lower(), value.decode("latin-1")) for name, value in self.headers)
        kept: Mapping[str, str] = {
            name: value for name, value in named if name not in _OF_THE_CONNECTION
        }
        return KeptAnswer(self.status, kept, b"".join(self._parts))


def _said(body: bytes) -> Receive:
    """A client that has said all it has to say."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            return {"type": "http.disconnect"}
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _of_problem(problem: Exception, path: str) -> KeptAnswer:
    if isinstance(problem, ApiError):
        error = problem
    elif isinstance(problem, EnvironmentProblemError):
        error = unavailable(problem)
    else:
        error = fault()
    response = ProblemResponse(error.as_problem(path), status_code=error.status)
    return KeptAnswer(
        error.status,
        {"content-type": str(response.media_type), **(error.headers or {})},
        bytes(response.body),
    )


def _scope_of(kept: Kept, outermost: Any) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "http",
        "method": kept.method,
        "path": kept.path,
        "raw_path": kept.path.encode(),
        "query_string": kept.query.encode(),
        "root_path": "",
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in kept.headers.items()],
        "client": None,
        "server": None,
        "state": {},
        "app": outermost,
    }


__all__ = ["Run", "Runner", "aside"]
