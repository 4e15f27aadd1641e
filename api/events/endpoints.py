"""The route of events."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from api.blocking import blocking
from api.dependencies import Context, MemberActor
from api.events import service
from api.events.schemas import ToldEvent
from api.events.service import EventStream
from api.pages import LIMIT, MOST, next_link
from api.schemas import Hash32

router = APIRouter(tags=["events"])

_STREAM = EventStream.media_type
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A page of events, oldest first; or, where the request accepts"
        " `text/event-stream`, the stream of them.",
        "content": {_STREAM: {"schema": {"type": "string"}}},
    }
}
_Place = Annotated[
    str | None, Query(max_length=400, description="go on after the event of this id")
]


@router.get("/events", summary="What happened", responses=_ANSWERS, response_model=list[ToldEvent])
async def events(
    request: Request,
    response: Response,
    context: Context,
    actor: MemberActor,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
    last_event_id: Annotated[
        str | None, Header(max_length=400, description="of a stream taken up again")
    ] = None,
    after: _Place = None,
    subject: Annotated[
        Hash32 | None, Query(description="only what concerns the thing of this id")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="of a page")] = LIMIT,
) -> Any:
    """What happened on the ledger to the things your organisation may see, in the ledger's order.

    A page from the beginning or after an id; or, with `Accept: text/event-stream`, a stream from
    now on or after an id, the header `Last-Event-ID` before the parameter. Nothing is left out and
    nothing comes twice. `replaced` says that the chain took blocks back: forget what was told of
    its block and those after it; what stands there now follows.
    """
    if _wants_stream(accept):
        token = request.headers.get("authorization", "").partition(" ")[2].strip()
        return await service.stream(
            context,
            actor,
            token,
            request.app.state.actor_of,
            last_event_id or after,
            subject or "",
        )
    items, following = await blocking(service.page, context, actor, after, limit, subject)
    if following is not None:
        response.headers["Link"] = next_link(request, "after", following)
    return items


def _wants_stream(accept: str) -> bool:
    """Whether a stream is accepted, and no page is."""
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return _STREAM in wanted and "application/json" not in wanted
