"""From a request that writes to its answer: in time, or later. Pure ASGI; see the package."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.admission import Counted
from api.auth.roles import Actor, refuse_reading_only
from api.blocking import READING
from api.context import ApiContext
from api.drafting import drafting
from api.errors import ApiError, ProblemResponse
from api.operations import service
from api.operations.actors import whoever_asks
from api.operations.asked import Asked, asked
from api.operations.desk import FINISHED, SET_ASIDE, Kept, KeptAnswer
from api.operations.keeping import holds_a_secret, kept_of, whole_again
from api.operations.runner import Run, Runner, aside
from api.routes import Route, routes_of
from dhow.errors import EnvironmentProblemError
from dhow.store.rows import OperationRow

REPLAYED: Final = "Idempotent-Replayed"
_APART: Final = ("/auth/",)  # signing in writes nothing that is asked for twice
_KEPT_HEADERS: Final = ("content-type", "accept", "if-match", "if-none-match", "traceparent")
_POLL_SECONDS: Final = 0.2
_FAULT: Final = 500


class OperationsMiddleware:
    """Runs each request that writes as an operation."""

    def __init__(
        self,
        app: ASGIApp,
        context: ApiContext,
        runner: Runner,
        counting: Callable[[Actor, str, str], Counted],
    ) -> None:
        self.app = app
        self.context = context
        self.runner = runner
        self._count = counting
        runner.app = app
        self._read_actor = whoever_asks(context)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] in READING
            or scope["path"].startswith(_APART)
            or drafting.get() is not None  # nothing is sent
        ):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        token = _bearer(headers)
        if token is None:
            await self.app(scope, receive, send)
            return
        try:
            how = asked(headers)
            route = routes_of(scope["app"]).find(scope["method"], scope["path"])
            if how.wait == 0:
                _refuse_untold(route)
            body = await _whole(receive)
            kept = _kept(scope, headers, body)
            await self._serve(_Exchange(scope, send, how, token, kept, route))
        except ClientDisconnect:
            return  # before it had said all: nothing was begun
        except ApiError as problem:
            response = ProblemResponse(
                problem.as_problem(scope["path"]), problem.status, headers=problem.headers
            )
            await response(scope, receive, send)

    async def _serve(self, exchange: "_Exchange") -> None:
        deadline = time.monotonic() + exchange.how.wait
        if not exchange.how.kept_at_once:
            operation = self.runner.desk.new_id()
            run = self.runner.start(operation, exchange.scope, exchange.kept, None, recorded=False)
            await self._await(exchange, run, deadline, None)
            return
        actor, share = await aside(self._asked_by, exchange)
        kept, key = exchange.kept, exchange.how.key
        if exchange.is_refused_to(actor) and not await self._is_known(exchange, actor):
            await self._refused(exchange, actor, share)
            return
        row = await aside(self._begin, exchange, actor)
        if row is not None:
            run = self.runner.start(
                row.operation, exchange.scope, kept, actor, recorded=True, share=share
            )
            await self._await(exchange, run, deadline, actor)
            return
        assert key is not None  # noqa: S101 - only a key can have been used before
        await self._repeat(exchange, actor, key, deadline, share)

    def _asked_by(self, exchange: "_Exchange") -> tuple[Actor, Counted]:
        """Who asks, counted."""
        actor = self._read_actor(exchange.token)
        refuse_reading_only(actor)  # before anything is kept, or told again
        share = self._count(actor, exchange.kept.method, exchange.kept.path)
        exchange.kept = _by(actor, exchange.kept)
        return actor, share

    def _begin(self, exchange: "_Exchange", actor: Actor) -> OperationRow | None:
        """The operation, None where its key was used before."""
        desk, how = self.runner.desk, exchange.how
        return desk.begin(actor, desk.new_id(), how.key, exchange.kept, promised=how.wait == 0)

    async def _is_known(self, exchange: "_Exchange", actor: Actor) -> bool:
        """Whether the key was used before: what was done then is told, whatever has changed."""
        key = exchange.how.key
        desk = self.runner.desk
        return key is not None and await aside(desk.known, actor, key, exchange.kept) is not None

    async def _refused(self, exchange: "_Exchange", actor: Actor, share: Counted) -> None:
        """The route refuses it for what it is: nothing is kept, and its key stays free.

        The route says so itself, to the same actor, so that the audit log has who tried.
        """
        exchange.how = Asked(exchange.how.key)  # what else was preferred is not taken up
        run = self.runner.start(
            self.runner.desk.new_id(),
            exchange.scope,
            exchange.kept,
            actor,
            recorded=False,
            share=share,
        )
        answer = await run.task
        if run.problem is not None and not isinstance(run.problem, EnvironmentProblemError):
            raise run.problem
        await exchange.give(answer, raw=run.raw_headers)

    async def _repeat(
        self, exchange: "_Exchange", actor: Actor, key: str, deadline: float, share: Counted
    ) -> None:
        """The key was used before: give the answer there is, wait for it, or run it again."""
        desk = self.runner.desk
        while True:
            row = await aside(desk.known, actor, key, exchange.kept)
            if row is None:  # forgotten meanwhile: as if it were new
                await self._serve(exchange)
                return
            if row.state == SET_ASIDE:
                raise service.set_aside(row)
            if row.state == FINISHED:
                answer = await aside(desk.answer, actor, row.operation)
                again = await aside(whole_again, self.context, actor, answer)
                await exchange.give(again, replayed=True)
                return
            if (run := self.runner.running.get(row.operation)) is not None:
                await self._await(exchange, run, deadline, actor, replayed=True)
                return
            if desk.is_free(row):
                claimed = await aside(
                    desk.claim, row, promised=exchange.how.wait == 0, kept=exchange.kept
                )
                if claimed is not None:
                    run = self.runner.start(
                        row.operation,
                        exchange.scope,
                        exchange.kept,
                        actor,
                        recorded=True,
                        repeated=True,
                        share=share,
                    )
                    await self._await(exchange, run, deadline, actor)
                    return
            if time.monotonic() >= deadline:  # another process runs it
                await self._promise(exchange, actor, row.operation)
                return
            await asyncio.sleep(_POLL_SECONDS)

    async def _await(
        self,
        exchange: "_Exchange",
        run: Run,
        deadline: float,
        actor: Actor | None,
        *,
        replayed: bool = False,
    ) -> None:
        """The run's answer, if it comes in time."""
        await asyncio.wait({run.task}, timeout=max(deadline - time.monotonic(), 0))
        if not run.task.done():
            run.left = True
            if actor is None:
                actor = await aside(self._read_actor, exchange.token)
            if run.recorded:
                await aside(self.runner.desk.promise, run.operation)
            else:
                await self._keep_late(exchange, run, actor)
            promised = exchange.how.wait == 0  # from the beginning: a failure is tried again
            if not run.task.done() or (promised and run.task.result().status >= _FAULT):
                await self._tell(exchange, actor, run.operation)
                return
        answer = run.task.result()
        if run.waits:
            if actor is None:
                actor = await aside(self._read_actor, exchange.token)
            if not run.recorded:
                await self._keep_late(exchange, run, actor)
            await self._tell(exchange, actor, run.operation)
            return
        if run.problem is not None and not isinstance(run.problem, EnvironmentProblemError):
            raise run.problem
        await exchange.give(answer, replayed=replayed, raw=run.raw_headers)

    async def _keep_late(self, exchange: "_Exchange", run: Run, actor: Actor) -> None:
        """It takes longer than its caller waits: from now on it is on record."""
        kept = _by(actor, exchange.kept)
        await aside(self.runner.desk.begin, actor, run.operation, None, kept, promised=True)
        run.recorded = True
        if run.task.done():  # too late for it to have kept its own answer
            answer = kept_of(run.task.result(), exchange.scope.get("route"))
            await aside(self.runner.desk.end, run.operation, answer)

    async def _promise(self, exchange: "_Exchange", actor: Actor, operation: str) -> None:
        await aside(self.runner.desk.promise, operation)
        await self._tell(exchange, actor, operation)

    async def _tell(self, exchange: "_Exchange", actor: Actor, operation: str) -> None:
        """202: it is accepted, and this is where to follow it."""
        row = await aside(self.runner.desk.get, actor, operation)
        assert isinstance(row, OperationRow)  # noqa: S101 - kept above
        view = service.view(row, None)
        await exchange.give(
            KeptAnswer(
                202,
                {
                    "content-type": "application/json",
                    "location": f"/operations/{operation}",
                    "retry-after": "1",
                },
                view.model_dump_json().encode(),
            )
        )


class _Exchange:
    """One request and where its answer goes."""

    def __init__(
        self, scope: Scope, send: Send, how: Asked, token: str, kept: Kept, route: Route | None
    ) -> None:
        self.scope = scope
        self.how = how
        self.token = token
        self.kept = kept
        self._send = send
        self._route = route

    def is_refused_to(self, actor: Actor) -> bool:
        """Whether there is no such route, or it refuses this actor or the shape of this."""
        kept = self.kept
        return self._route is None or self._route.refuses(
            actor, kept.path, kept.headers.get("content-type", ""), kept.body
        )

    async def give(
        self,
        answer: KeptAnswer,
        *,
        replayed: bool = False,
        raw: list[tuple[bytes, bytes]] | None = None,
    ) -> None:
        """Send an answer; `raw` has its headers where it was given just now."""
        headers = _without_length(raw) if raw else _encoded(answer.headers)
        if replayed:
            headers.append((REPLAYED.lower().encode(), b"true"))
        if self.how.applied:
            headers.append((b"preference-applied", self.how.applied.encode()))
        if answer.status not in (204, 304):
            headers.append((b"content-length", str(len(answer.body)).encode()))
        start: Message = {
            "type": "http.response.start",
            "status": answer.status,
            "headers": headers,
        }
        await self._send(start)
        await self._send({"type": "http.response.body", "body": answer.body})


def _bearer(headers: Headers) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _refuse_untold(route: Route | None) -> None:
    """A secret is told in the answer and nowhere else: nobody would ever read it."""
    if route is not None and holds_a_secret(route.answer):
        raise ApiError(
            422,
            "secret-needs-an-answer",
            "The request cannot be taken as it is",
            "Its answer holds a secret, which is told once and kept nowhere: an operation to "
            "follow could not tell it.",
            next_step="Send it without Prefer: respond-async, and wait for the answer.",
        )


async def _whole(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _kept(scope: Scope, headers: Headers, body: bytes) -> Kept:
    named = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
    return Kept(
        scope["method"],
        scope["path"],
        scope.get("query_string", b"").decode("latin-1"),
        named,
        body,
    )


def _by(actor: Actor, kept: Kept) -> Kept:
    return Kept(kept.method, kept.path, kept.query, kept.headers, kept.body, actor.service_token)


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


def _without_length(raw: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in raw if name.lower() != b"content-length"]


__all__ = ["REPLAYED", "OperationsMiddleware"]
