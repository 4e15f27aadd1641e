"""Asks ledger and store for a sign of life; moves a development chain's clock."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from api.context import ApiContext
from api.errors import ApiError, unacceptable
from api.ids import OPERATOR, org_hex
from api.network.schemas import ChainView, HealthView
from api.shown import instant
from dhow.errors import DhowError
from dhow.ledger.engines import TimeControlError

_log = logging.getLogger("dhow.api.network")

_LONGEST_LEAP: Final = timedelta(days=3653)
_LAST_DAY: Final = datetime(2199, 12, 31, tzinfo=UTC)


def health(context: ApiContext) -> HealthView:
    """Both answer, or 503 with what does not.

    Raises:
        ApiError: 503.
    """
    try:
        context.ledger.block_number()
        with context.store.read() as work:
            work.organisations.get(org_hex(OPERATOR), org_hex(OPERATOR))
    except DhowError as problem:
        _log.warning("not available: %s", problem)  # addresses are for the log only
        raise ApiError(
            503,
            "not-available",
            "Not available",
            "The ledger or the store does not answer.",
            next_step="Try again shortly; GET /health/ready names the part.",
        ) from problem
    return HealthView(status="ok", ledger="ok", store="ok")


def move_clock(context: ApiContext, at: datetime) -> ChainView:
    """Let the next block bear this time, and make it.

    Raises:
        ApiError: 422, not after the chain's time, decades after it, or a chain that keeps its own.
    """
    engine = context.ledger.engine
    # a clock never goes back, and no date can be told beyond the year 9999
    latest = min(datetime.fromtimestamp(engine.now(), UTC) + _LONGEST_LEAP, _LAST_DAY)
    if at > latest:
        raise unacceptable("at", f"is too far ahead: move to {latest:%Y-%m-%d} at most, in one go")
    try:
        engine.set_time(int(at.timestamp()))
        engine.mine()
    except TimeControlError as problem:
        raise unacceptable("at", str(problem)) from problem
    return chain(context)


def chain(context: ApiContext) -> ChainView:
    """Where the chain stands."""
    engine = context.ledger.engine
    return ChainView(
        chain_id=engine.chain_id,
        engine=engine.name,
        head=context.ledger.block_number(),
        time=instant(context.now()),
    )
