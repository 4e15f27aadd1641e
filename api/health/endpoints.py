"""Routes for whatever starts, stops and watches the process."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.auth.roles import Role, public, requires
from api.blocking import blocking
from api.errors import ApiError
from api.health.schemas import LiveView, ReadyView
from api.health.service import OK, Readiness
from api.observing.metrics import CONTENT_TYPE, Metrics

router = APIRouter(tags=["health"])


def _readiness(request: Request) -> Readiness:
    found: Readiness = request.app.state.readiness
    return found


def _metrics(request: Request) -> Metrics:
    found: Metrics = request.app.state.metrics
    return found


@router.get("/health/live", summary="Does the process live", dependencies=[public()])
async def live() -> LiveView:
    """The process answers. Where it does not, start it anew."""
    return LiveView()


@router.get("/health/ready", summary="Can it serve", dependencies=[public()])
async def ready(readiness: Annotated[Readiness, Depends(_readiness)]) -> ReadyView:
    """Store, chain, follower, outbox and workers; 503 with which of them is not well.

    Where it is not ready, send requests elsewhere and look at the log.
    """
    found = await blocking(readiness.now)
    if found.status != OK:
        raise ApiError(
            503,
            "not-ready",
            "Not ready",
            "; ".join(f"{part}: {words}" for part, words in found.parts.items() if words != OK),
            next_step="Try again shortly; whoever runs it finds the cause in the log.",
            values=found.parts,
        )
    return found


@router.get(
    "/metrics",
    summary="Metrics",
    dependencies=[requires(Role.REGISTRAR)],
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
async def metrics(found: Annotated[Metrics, Depends(_metrics)]) -> Response:
    """Metrics in Prometheus' text format, for the operator: scrape with a service token."""
    return Response(await blocking(found.exposition), media_type=CONTENT_TYPE)
