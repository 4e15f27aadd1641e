"""Following operations: each user's own."""

import orjson

from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import not_found
from api.ids import org_hex
from api.operations.desk import KeptAnswer
from api.operations.schemas import OperationView, State
from api.pages import Asked, Page, cursors_of, page
from api.shown import instant
from dhow.store.repositories.operations import FAILED, FINISHED
from dhow.store.rows import OperationRow

_REFUSED_FROM = 400


def read(context: ApiContext, actor: Actor, operation: str) -> OperationView:
    """An operation of the actor, with its answer where it has one.

    Raises:
        ApiError: 404 for any other.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        row = work.operations.get(organisation, actor.user, operation)
        answer = work.operations.answer(organisation, actor.user, operation) if row else None
    if row is None:
        raise not_found("operation")
    return view(row, None if answer is None else KeptAnswer.unpacked(answer))


def read_all(context: ApiContext, actor: Actor, asked: Asked) -> Page[OperationView]:
    """The actor's operations, newest first, without their answers."""
    organisation = org_hex(actor.organisation)

    def fetch(after: tuple[int, str] | None, limit: int) -> list[OperationRow]:
        with context.store.read() as work:
            return work.operations.page(organisation, actor.user, after, limit)

    return page(
        cursors_of(context.store),
        asked,
        f"operations of {actor.user}",
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row.accepted_at, row.operation),
        show=lambda rows: [view(row, None) for row in rows],
    )


def view(row: OperationRow, answer: KeptAnswer | None) -> OperationView:
    """An operation as it is told."""
    ended = row.state in (FINISHED, FAILED)
    return OperationView(
        id=row.operation,
        state=_state(row),
        method=row.method,
        path=row.path,
        idempotency_key=row.idempotency_key,
        accepted_at=instant(row.accepted_at),
        finished_at=instant(row.finished_at) if ended and row.finished_at else None,
        status=row.status if ended else None,
        answer=_body(answer),
    )


def _state(row: OperationRow) -> State:
    if row.state == FAILED:
        return "failed"
    if row.state != FINISHED:
        return "under way"
    return "done" if row.status is not None and row.status < _REFUSED_FROM else "refused"


def _body(answer: KeptAnswer | None) -> object:
    if answer is None or not answer.body:
        return None
    if "json" in answer.headers.get("content-type", ""):
        return orjson.loads(answer.body)
    return answer.body.decode("utf-8", "replace")
