"""An organisation's webhooks: made and changed by a checker, for what is told leaves the house."""

import secrets
import time
from datetime import UTC, datetime
from typing import Final

from api.auth.roles import Actor, Duty
from api.context import ApiContext
from api.errors import conflict, forbidden, not_found, unacceptable
from api.events.feed import Written
from api.ids import org_hex
from api.members.standing import refuse_suspended
from api.pages import Asked, Page, Place, cursors_of, page
from api.webhooks import messages, signing
from api.webhooks.addresses import Unreachable, target_of
from api.webhooks.delivering import send
from api.webhooks.posting import post
from api.webhooks.schemas import (
    AddWebhook,
    DeliveryView,
    TestView,
    WebhookView,
    WebhookWithSecret,
)
from dhow.ledger.signers.wellknown import DEVELOPMENT_CHAINS
from dhow.store import OrgId, UnitOfWork
from dhow.store.repositories.webhook_rows import WAITING, DeliveryRow, WebhookRow

MOST: Final = 16
OVERLAP_SECONDS: Final = 86_400
_NEXT: Final = "webhook deliveries"


def add(context: ApiContext, actor: Actor, given: AddWebhook) -> WebhookWithSecret:
    """Tell a URL what happens from now on.

    Raises:
        ApiError: 403 a maker asks, 409 there are too many, 422 the URL or an event's name.
    """
    _require_checker(actor)
    refuse_suspended(context, actor)
    try:
        target_of(given.url, development=in_development(context))
    except Unreachable as problem:
        raise unacceptable("url", str(problem)) from None
    unknown = sorted(set(given.events) - messages.known_events())
    if unknown:
        raise unacceptable("events", f"there is no event {', '.join(unknown)}")
    organisation = org_hex(actor.organisation)
    secret = signing.new_secret()
    at = _now()
    with context.store.begin() as work:
        if len(work.webhooks.all(organisation, at=at)) >= MOST:
            raise conflict(
                "too-many-webhooks",
                f"Your organisation has {MOST} webhooks already.",
                next_step="Remove one, or let one receiver take more events.",
            )
        row = work.webhooks.add(
            organisation,
            webhook_id=f"0x{secrets.token_hex(32)}",
            url=given.url,
            events=given.events,
            secret=secret,
            created_by=actor.user,
            place=work.feed.system_head(),
            at=at,
        )
        return _with_secret(work, organisation, row, secret)


def read_all(context: ApiContext, actor: Actor) -> list[WebhookView]:
    """The organisation's webhooks, oldest first."""
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        rows = work.webhooks.all(organisation, at=_now())
        return [_view(work, organisation, row) for row in rows]


def read(context: ApiContext, actor: Actor, webhook_id: str) -> WebhookView:
    """One of the organisation's webhooks.

    Raises:
        ApiError: 404 for any other.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        return _view(work, organisation, _require(work, organisation, webhook_id))


def remove(context: ApiContext, actor: Actor, webhook_id: str) -> WebhookView:
    """Stop telling; what waits is not sent. Answers with the webhook as it was.

    Raises:
        ApiError: 403 a maker asks, 404 no such webhook.
    """
    _require_checker(actor)
    organisation = org_hex(actor.organisation)
    with context.store.begin() as work:
        view = _view(work, organisation, _require(work, organisation, webhook_id))
        work.webhooks.remove(organisation, webhook_id)
    return view


def deliveries(
    context: ApiContext, actor: Actor, webhook_id: str, asked: Asked
) -> Page[DeliveryView]:
    """What was sent or waits, newest first.

    Raises:
        ApiError: 400 a cursor of another list, 404 no such webhook.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        _require(work, organisation, webhook_id)

        def fetch(after: Place | None, limit: int) -> tuple[DeliveryRow, ...]:
            return work.webhooks.deliveries(
                organisation, webhook_id, before=after[0] if after else None, limit=limit
            )

        return page(
            cursors_of(context.store),
            asked,
            f"{_NEXT} {webhook_id}",
            actor.organisation,
            fetch=fetch,
            place=lambda row: (row.position,),
            show=lambda rows: [_delivery(row) for row in rows],
        )


def replay(context: ApiContext, actor: Actor, webhook_id: str, place: str) -> WebhookView:
    """Tell again what came after an event; the messages keep their ids.

    What was told of blocks that the chain replaced since is taken back first.

    Raises:
        ApiError: 400 no place of this organisation's feed, 403 a maker asks, 404 no such webhook.
    """
    _require_checker(actor)
    organisation = org_hex(actor.organisation)
    back_to = Written(context.store, organisation).place(place, "from")
    with context.store.begin() as work:
        _require(work, organisation, webhook_id)
        work.webhooks.move_back(organisation, webhook_id, back_to, but=messages.REPLACED)
        return _view(work, organisation, _require(work, organisation, webhook_id))


def test(context: ApiContext, actor: Actor, webhook_id: str) -> TestView:
    """Send a message that says nothing, now and once, and tell what became of it.

    Raises:
        ApiError: 403 a maker asks, 404 no such webhook.
    """
    _require_checker(actor)
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        row = _require(work, organisation, webhook_id)
    at = _now()
    message_id = f"msg_{secrets.token_hex(20)}"
    body = messages.body_of(messages.TEST, messages.iso(at), {"webhook": webhook_id})
    outcome = send(row, message_id, body, at=at, development=in_development(context), posts=post)
    return TestView(
        message=message_id,
        taken=outcome.taken,
        status=outcome.status,
        words=outcome.words or None,
    )


def rotate(context: ApiContext, actor: Actor, webhook_id: str) -> WebhookWithSecret:
    """A new secret; for a day messages are signed with the one before, too.

    Raises:
        ApiError: 403 a maker asks, 404 no such webhook.
    """
    _require_checker(actor)
    organisation = org_hex(actor.organisation)
    secret = signing.new_secret()
    with context.store.begin() as work:
        _require(work, organisation, webhook_id)
        until = _now() + OVERLAP_SECONDS * 1000
        work.webhooks.rotate(organisation, webhook_id, secret, old_until=until)
        row = _require(work, organisation, webhook_id)
        return _with_secret(work, organisation, row, secret)


def resume(context: ApiContext, actor: Actor, webhook_id: str) -> WebhookView:
    """Deliver again, from the message that was not taken.

    Raises:
        ApiError: 403 a maker asks, 404 no such webhook.
    """
    _require_checker(actor)
    organisation = org_hex(actor.organisation)
    with context.store.begin() as work:
        _require(work, organisation, webhook_id)
        work.webhooks.resume(organisation, webhook_id, at=_now())
        return _view(work, organisation, _require(work, organisation, webhook_id))


def in_development(context: ApiContext) -> bool:
    """Whether receivers on this machine and on private networks may be told."""
    return context.ledger.engine.chain_id in DEVELOPMENT_CHAINS


def _require_checker(actor: Actor) -> None:
    if actor.duty is not Duty.CHECKER:
        raise forbidden(
            "A webhook tells what your organisation does to a system outside: a checker's to do.",
            "Let a checker of your organisation send the request.",
        )


def _require(work: UnitOfWork, organisation: OrgId, webhook_id: str) -> WebhookRow:
    row = work.webhooks.get(organisation, webhook_id, at=_now())
    if row is None:
        raise not_found("webhook")
    return row


def _view(work: UnitOfWork, organisation: OrgId, row: WebhookRow) -> WebhookView:
    until = row.old_secret_until
    return WebhookView(
        id=row.webhook_id,
        url=row.url,
        events=row.events,
        created_by=row.created_by,
        created_at=_moment(row.created_at),
        suspended=row.suspended,
        waiting=work.webhooks.waiting(organisation, row.webhook_id),
        old_secret_until=None if until is None else _moment(until),
    )


def _with_secret(
    work: UnitOfWork, organisation: OrgId, row: WebhookRow, secret: bytes
) -> WebhookWithSecret:
    view = _view(work, organisation, row)
    return WebhookWithSecret(**view.model_dump(), secret=signing.shown(secret))


def _delivery(row: DeliveryRow) -> DeliveryView:
    waits = row.state == WAITING
    return DeliveryView(
        position=row.position,
        message=row.message.message_id,
        event=row.message.event,
        block=row.message.place[1],
        state=row.state,
        attempts=row.attempts,
        made_at=_moment(row.made_at),
        next_at=_moment(row.next_at) if waits else None,
        settled_at=None if row.settled_at is None else _moment(row.settled_at),
        status=row.status,
        words=row.words,
    )


def _now() -> int:
    return time.time_ns() // 1_000_000


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC)
