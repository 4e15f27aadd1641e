"""From a request that writes to its answer: in time, or later. Pure ASGI; see the package."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from api.admission import Counted
from api.auth.roles import Actor, refuse_reading_only
from api.blocking import READING
from api.context import ApiContext
from api.drafting import drafting
from api.errors import ApiError, ProblemResponse
from api.operations import service
from api.operations.actors import whoever_asks
from api.operations.asked import Asked, asked
from api.operations.desk import FINISHED, SET_ASIDE, KeptAnswer
from api.operations.exchange import (
    REPLAYED,
    Exchange,
    bearer_of,
    in_the_name_of,
    kept_request,
    refuse_untold,
    whole_body,
)
from api.operations.keeping import kept_of, whole_again
from api.operations.runner import Run, Runner, aside
from api.routes import routes_of
from dhow.errors import EnvironmentProblemError
from dhow.store.rows import OperationRow

_APART: Final = ("/auth/",)  # signing in writes nothing that is asked for twice
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
        token = bearer_of(headers)
        if token is None:
            await self.app(scope, receive, send)
            return
        try:
            how = asked(headers)
            route = routes_of(scope["app"]).find(scope["method"], scope["path"])
            if how.wait == 0:
                refuse_untold(route)
            body = await whole_body(receive)
            kept = kept_request(scope, headers, body)
            await self._serve(Exchange(scope, send, how, token, kept, route))
        except ClientDisconnect:
            return  # before it had said all: nothing was begun
        except ApiError as problem:
            response = ProblemResponse(
                problem.as_problem(scope["path"]), problem.status, headers=problem.headers
            )
            await response(scope, receive, send)

    async def _serve(self, exchange: Exchange) -> None:
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

    def _asked_by(self, exchange: Exchange) -> tuple[Actor, Counted]:
        """Who asks, counted."""
        actor = self._read_actor(exchange.token)
        refuse_reading_only(actor)  # before anything is kept, or told again
        share = self._count(actor, exchange.kept.method, exchange.kept.path)
        exchange.kept = in_the_name_of(actor, exchange.kept)
        return actor, share

    def _begin(self, exchange: Exchange, actor: Actor) -> OperationRow | None:
        """The operation, None where its key was used before."""
        desk, how = self.runner.desk, exchange.how
        return desk.begin(actor, desk.new_id(), how.key, exchange.kept, promised=how.wait == 0)

    async def _is_known(self, exchange: Exchange, actor: Actor) -> bool:
        """Whether the key was used before: what was done then is told, whatever has changed."""
        key = exchange.how.key
        desk = self.runner.desk
        return key is not None and await aside(desk.known, actor, key, exchange.kept) is not None

    async def _refused(self, exchange: Exchange, actor: Actor, share: Counted) -> None:
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
        self, exchange: Exchange, actor: Actor, key: str, deadline: float, share: Counted
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
        exchange: Exchange,
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

    async def _keep_late(self, exchange: Exchange, run: Run, actor: Actor) -> None:
        """It takes longer than its caller waits: from now on it is on record."""
        kept = in_the_name_of(actor, exchange.kept)
        await aside(self.runner.desk.begin, actor, run.operation, None, kept, promised=True)
        run.recorded = True
        if run.task.done():  # too late for it to have kept its own answer
            answer = kept_of(run.task.result(), exchange.scope.get("route"))
            await aside(self.runner.desk.end, run.operation, answer)

    async def _promise(self, exchange: Exchange, actor: Actor, operation: str) -> None:
        await aside(self.runner.desk.promise, operation)
        await self._tell(exchange, actor, operation)

    async def _tell(self, exchange: Exchange, actor: Actor, operation: str) -> None:
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


__all__ = ["REPLAYED", "OperationsMiddleware"]
