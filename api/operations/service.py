"""Following operations: each credential's own, a user's sessions or a service token."""

import orjson

from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import ApiError, not_found
from api.ids import org_hex
from api.operations.desk import KeptAnswer
from api.operations.keeping import told
from api.operations.schemas import OperationView, State
from api.pages import Asked, Page, cursors_of, page
from api.shown import instant
from dhow.store.repositories.operations import FAILED, FINISHED, SET_ASIDE
from dhow.store.rows import OperationRow

_REFUSED_FROM = 400


def read(context: ApiContext, actor: Actor, operation: str) -> OperationView:
    """An operation of the actor, with its answer where it has one.

    Raises:
        ApiError: 404 for any other.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        token = actor.service_token
        row = work.operations.get(organisation, actor.user, operation, service_token=token)
        answer = (
            work.operations.answer(organisation, actor.user, operation, service_token=token)
            if row
            else None
        )
    if row is None:
        raise not_found("operation")
    return view(row, None if answer is None else told(context, actor, KeptAnswer.unpacked(answer)))


def read_all(context: ApiContext, actor: Actor, asked: Asked) -> Page[OperationView]:
    """The actor's operations, newest first, without their answers."""
    organisation = org_hex(actor.organisation)

    def fetch(after: tuple[int, str] | None, limit: int) -> list[OperationRow]:
        with context.store.read() as work:
            return work.operations.page(
                organisation, actor.user, after, limit, service_token=actor.service_token
            )

    return page(
        cursors_of(context.store),
        asked,
        f"operations of {actor.user} {actor.service_token}".rstrip(),
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row.accepted_at, row.operation),
        show=lambda rows: [view(row, None) for row in rows],
    )


def view(row: OperationRow, answer: KeptAnswer | None) -> OperationView:
    """An operation as it is told."""
    ended = row.state in (FINISHED, FAILED, SET_ASIDE)
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


def set_aside(row: OperationRow) -> ApiError:
    """What a request is answered that was under way in a backup restored without its chain."""
    return ApiError(
        409,
        "set-aside",
        "The operation was set aside at a restore",
        f"Operation {row.operation} was not done when the backup was made that this store was"
        " restored from. The ledger may have it since.",
        next_step="Look at the ledger. Where it has it not, ask anew under a new key.",
    )


def _state(row: OperationRow) -> State:
    if row.state == FAILED:
        return "failed"
    if row.state == SET_ASIDE:
        return "set aside"
    if row.state != FINISHED:
        return "under way"
    return "done" if row.status is not None and row.status < _REFUSED_FROM else "refused"


def _body(answer: KeptAnswer | None) -> object:
    if answer is None or not answer.body:
        return None
    if "json" in answer.headers.get("content-type", ""):
        return orjson.loads(answer.body)
    return answer.body.decode("utf-8", "replace")
