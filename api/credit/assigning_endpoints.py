"""Routes of assignment of proceeds."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.blocking import blocking
from api.credit import assigning
from api.credit.assignment_schemas import AssignmentView, AssignProceeds
from api.dependencies import Bank, Context, MemberActor, Presenter
from api.pages import Paging
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=65_535, description="the assignment's number")]


@router.post(
    "/credits/{credit}/assignments",
    status_code=201,
    summary="Assign proceeds ◆",
    responses=PREPARED,
)
async def assign(
    context: Context, actor: Presenter, credit: Hash32, body: AssignProceeds
) -> AssignmentView:
    """Assign proceeds to another member (UCP 600 art. 39): by the beneficiary.

    It binds no bank before that bank acknowledges it.
    """
    return await blocking(assigning.assign, context, actor, credit, body)


@router.get("/credits/{credit}/assignments", summary="Assignments of a credit's proceeds")
async def read_assignments(
    context: Context, actor: MemberActor, credit: Hash32
) -> list[AssignmentView]:
    """Those you may see, by number: beneficiary and paying banks all, an assignee its own."""
    return await blocking(assigning.read_all, context, actor, credit)


@router.post(
    "/credits/{credit}/assignments/{number}/acknowledgement",
    summary="Acknowledge an assignment ◆",
    responses=PREPARED,
)
async def acknowledge_assignment(
    context: Context, actor: Bank, credit: Hash32, number: Number
) -> AssignmentView:
    """Bind the bank to pay the assignee out of what it pays itself; no bank need.

    Assignments are served in the order in which a bank acknowledged them.
    """
    return await blocking(assigning.acknowledge, context, actor, credit, number)


@router.post("/credits/{credit}/assignments/{number}/withdrawal", summary="Withdraw an assignment")
async def withdraw_assignment(
    context: Context, actor: Presenter, credit: Hash32, number: Number
) -> AssignmentView:
    """Take back one that no bank has acknowledged: by the beneficiary."""
    return await blocking(assigning.withdraw, context, actor, credit, number)


@router.post(
    "/credits/{credit}/assignments/{number}/release",
    summary="Release an assignment ◆",
    responses=PREPARED,
)
async def release_assignment(
    context: Context, actor: MemberActor, credit: Hash32, number: Number
) -> AssignmentView:
    """Give up what is not paid yet: by the assignee, without whom nothing ends it."""
    return await blocking(assigning.release, context, actor, credit, number)


@router.get("/assignments", summary="Proceeds assigned to you")
async def read_assigned(
    request: Request, response: Response, context: Context, actor: MemberActor, asked: Paging
) -> list[AssignmentView]:
    """Assignments of proceeds to your organisation: neither terms nor documents (art. 39)."""
    found = await blocking(assigning.to_oneself, context, actor, asked)
    return found.told(request, response)
