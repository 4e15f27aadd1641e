"""Routes of operations."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.blocking import blocking
from api.dependencies import Context, SignedIn
from api.operations import service
from api.operations.schemas import OperationView
from api.pages import Paging

router = APIRouter(prefix="/operations", tags=["operations"])

OperationId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="as `Location` named it")]


@router.get("", summary="Your operations")
async def read_all(
    context: Context, actor: SignedIn, asked: Paging, request: Request, response: Response
) -> list[OperationView]:
    """What you asked for with an idempotency key or did not wait for, newest first."""
    found = await blocking(service.read_all, context, actor, asked)
    return found.told(request, response)


@router.get("/{operation}", summary="One operation")
async def read(context: Context, actor: SignedIn, operation: OperationId) -> OperationView:
    """How far an operation is, and what it was answered once it is done or refused."""
    return await blocking(service.read, context, actor, operation)
