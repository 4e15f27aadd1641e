"""Routes of the audit log."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.audit import service
from api.audit.schemas import AuditPage
from api.auth.roles import Actor, requires_administrator
from api.blocking import blocking
from api.dependencies import Context

router = APIRouter(prefix="/audit", tags=["audit"])


@router.get("", summary="Your audit log")
async def read(
    context: Context,
    actor: Annotated[Actor, requires_administrator()],
    before: Annotated[int | None, Query(ge=1, le=2**53, description="number of a line")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditPage:
    """Sign-ins and write requests of your organisation, newest first: who, what, when, outcome.

    Each line's hash covers the one before; from time to time the last one's is put on the ledger.
    """
    return await blocking(service.page, context, actor, before, limit)
