"""The application factory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from importlib import import_module
from typing import Any

from fastapi import Depends, FastAPI
from starlette.responses import HTMLResponse

from api import acts, errors
from api.admission import admission, count_here
from api.audit.anchoring import keep_anchoring
from api.audit.recording import ExchangeMiddleware
from api.auth import roles
from api.auth.credential import OneCredentialMiddleware
from api.blocking import ReadsApartMiddleware, blocking
from api.context import ApiContext
from api.credit import figures
from api.description import page
from api.drafting import DraftMiddleware
from api.exchange.before import brought_here
from api.exchange.rounds import Rounds
from api.following import at_the_tip
from api.health.service import Readiness
from api.limits import Limits, Quotas
from api.middleware import (
    BodyLimitMiddleware,
    FaultMiddleware,
    JsonDepthMiddleware,
    RequestIdMiddleware,
    SecurityHeadersMiddleware,
)
from api.observing import traces
from api.observing.metrics import Metrics
from api.observing.middleware import ObservingMiddleware
from api.openapi import described, operation_id
from api.operations.actors import whoever_asks
from api.operations.description import with_operations
from api.operations.middleware import OperationsMiddleware
from api.operations.runner import Runner
from api.reading import AnswersMiddleware

CAPABILITIES = (
    "network",
    "health",
    "auth",
    "members",
    "users",
    "service_tokens",
    "audit",
    "money",
    "documents",
    "exchange",
    "goods",
    "credit",
    "undertaking",
    "invoices",
    "oracles",
    "operations",
    "transactions",
    "events",
    "webhooks",
)
"""Folders of this package that have routes, in the order of the description."""

_WITHOUT_TABLES = frozenset(("network", "health", "operations", "auth", "service_tokens", "audit"))

_DESCRIPTION = """
Letters of credit, payment undertakings, invoices and signed evidence on a ledger.

Sign in with `POST /auth/token`. Acts marked ◆ are binding: where your organisation has dual control
a maker prepares them (202) and a checker carries them out by the same request. Errors are RFC 9457
problem details with the rule of the trade that stands behind them.
"""


def create_app(context: ApiContext, limits: Limits | None = None) -> FastAPI:
    """The application over a context.

    Args:
        limits: how much an organisation may ask for; without limits unless given.

    Raises:
        RuntimeError: a route does not say whom it serves.
    """

    @asynccontextmanager
    async def beside(_: FastAPI) -> AsyncIterator[None]:
        runner.loop = asyncio.get_running_loop()
        with suppress(ValueError):  # another application over this context runs them already
            context.background.add("operations", runner.work)
        with suppress(ValueError):
            context.background.add("audit anchors", partial(keep_anchoring, context))
        if context.apart is not None:
            with suppress(ValueError):
                context.background.add("exchange", Rounds(context).run)
        context.background.start()
        try:
            yield
        finally:
            await blocking(context.background.stop)

    app = interface(beside)
    app.state.context = context
    app.state.actor_of = whoever_asks(context)
    runner = Runner(context)
    runner.outermost = app  # an operation left behind may be run before anybody asks anything
    quotas = Quotas(limits or Limits.off(), context.store)
    context.sign_in_failures.share(context.store)
    app.state.admission = (admission(context, quotas),)
    app.state.operations = runner
    app.state.readiness = Readiness(context)
    app.state.metrics = metrics = Metrics(context)
    errors.install(app, context.refusals, partial(figures.told, context))
    acts.install(app)
    # the last added is the outermost
    app.add_middleware(AnswersMiddleware, context=context)
    app.add_middleware(ExchangeMiddleware, context=context)
    app.add_middleware(JsonDepthMiddleware)
    app.add_middleware(ReadsApartMiddleware)
    app.add_middleware(
        OperationsMiddleware,
        context=context,
        runner=runner,
        counting=partial(count_here, quotas),
    )
    app.add_middleware(DraftMiddleware)
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(OneCredentialMiddleware)
    app.add_middleware(FaultMiddleware)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(ObservingMiddleware, metrics=metrics)
    app.add_middleware(RequestIdMiddleware)
    roles.refuse_undeclared(app)
    return app


def interface(
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
) -> FastAPI:
    """The routes and their description, over nothing yet; nothing goes on beside unless given."""
    app = FastAPI(
        title="dhow",
        version="0.1.0",
        summary="Trade finance on smart contracts",
        description=_DESCRIPTION,
        docs_url=None,  # drawn here: the usual page loads its scripts from elsewhere
        redoc_url=None,
        generate_unique_id_function=operation_id,
        telemetry=traces.REQUESTS,
        lifespan=lifespan,
    )
    for capability in CAPABILITIES:
        router = import_module(f"api.{capability}.endpoints").router
        tip = [] if capability in _WITHOUT_TABLES else [Depends(at_the_tip), Depends(brought_here)]
        app.include_router(router, dependencies=tip)
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """Serve the description, as data and as a page."""
    plain = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = described(app, with_operations(plain()))
        return app.openapi_schema

    app.openapi = whole  # type: ignore[method-assign]

    @app.get("/docs", include_in_schema=False, dependencies=[roles.public()])
    async def docs() -> HTMLResponse:
        """The interface described, for people."""
        return HTMLResponse(page(app))
