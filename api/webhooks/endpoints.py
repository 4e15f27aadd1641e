"""Routes of webhooks."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.blocking import blocking
from api.dependencies import Context, MemberActor
from api.pages import Paging
from api.routes import without_act
from api.schemas import Hash32
from api.webhooks import service
from api.webhooks.schemas import (
    AddWebhook,
    DeliveryView,
    TestView,
    WebhookView,
    WebhookWithSecret,
)

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


@router.post("", status_code=201, summary="Add a webhook", dependencies=[without_act()])
async def add(context: Context, actor: MemberActor, body: AddWebhook) -> WebhookWithSecret:
    """Have a URL told what happens from now on: by a checker. The secret is shown this once.

    Messages are signed as Standard Webhooks 1.0.0 has it, come at least once and in the ledger's
    order, and are sent again for three days; then the webhook is suspended, and loses nothing.
    """
    return await blocking(service.add, context, actor, body)


@router.get("", summary="Your webhooks")
async def read_all(context: Context, actor: MemberActor) -> list[WebhookView]:
    """Your organisation's webhooks, oldest first."""
    return await blocking(service.read_all, context, actor)


@router.get("/{webhook}", summary="One webhook")
async def read(context: Context, actor: MemberActor, webhook: Hash32) -> WebhookView:
    """One of your organisation's webhooks; to others it does not exist."""
    return await blocking(service.read, context, actor, webhook)


@router.delete("/{webhook}", summary="Remove a webhook")
async def remove(context: Context, actor: MemberActor, webhook: Hash32) -> WebhookView:
    """Stop telling a URL, by a checker; what waits is not sent. Answers with it as it was."""
    return await blocking(service.remove, context, actor, webhook)


@router.get("/{webhook}/deliveries", summary="Messages of a webhook")
async def deliveries(
    request: Request,
    response: Response,
    context: Context,
    actor: MemberActor,
    webhook: Hash32,
    asked: Paging,
) -> list[DeliveryView]:
    """What was sent and what waits, newest first: with attempts and the receiver's last answer."""
    found = await blocking(service.deliveries, context, actor, webhook, asked)
    return found.told(request, response)


@router.post("/{webhook}/replay", summary="Send again", dependencies=[without_act()])
async def replay(
    context: Context,
    actor: MemberActor,
    webhook: Hash32,
    place: Annotated[
        str, Query(alias="from", max_length=400, description="id of the event to go on after")
    ],
) -> WebhookView:
    """Tell again what came after an event, by a checker. The same event has the same webhook-id."""
    return await blocking(service.replay, context, actor, webhook, place)


@router.post("/{webhook}/test", summary="Send a test message", dependencies=[without_act()])
async def test(context: Context, actor: MemberActor, webhook: Hash32) -> TestView:
    """Send a signed message of type `test`, now and once, by a checker; says what became of it."""
    return await blocking(service.test, context, actor, webhook)


@router.post("/{webhook}/secret", summary="Change the secret", dependencies=[without_act()])
async def rotate(context: Context, actor: MemberActor, webhook: Hash32) -> WebhookWithSecret:
    """Sign with a new secret, by a checker; for a day with the one before, too. Shown this once."""
    return await blocking(service.rotate, context, actor, webhook)


@router.post(
    "/{webhook}/resumption", summary="Resume a suspended webhook", dependencies=[without_act()]
)
async def resume(context: Context, actor: MemberActor, webhook: Hash32) -> WebhookView:
    """Deliver again, by a checker, from the message that was not taken."""
    return await blocking(service.resume, context, actor, webhook)
