"""What the routes of webhooks take and give back."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas import SHOWN_ONCE, Answer, Request

EventName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,60}$")]


class AddWebhook(Request):
    """Where to tell what."""

    url: Annotated[
        str,
        StringConstraints(min_length=1, max_length=2_000),
        Field(description="https; what only this machine or a private network reaches is refused"),
    ]
    events: Annotated[
        tuple[EventName, ...],
        Field(max_length=100, description="names of events; every event where none is named"),
    ] = ()


class WebhookView(Answer):
    """A webhook; its secret is never shown here."""

    id: str
    url: str
    events: tuple[str, ...]
    created_by: str
    created_at: datetime
    suspended: str | None = Field(description="why nothing is delivered; null while it is")
    waiting: int = Field(description="messages that the receiver has not taken yet")
    old_secret_until: datetime | None = Field(
        description="until then messages are signed with the secret before, too"
    )


class WebhookWithSecret(WebhookView):
    """A webhook with the secret it signs with from now on; shown this once."""

    secret: Annotated[str, SHOWN_ONCE] = Field(
        description="whsec_ and base64, as Standard Webhooks has it"
    )


class DeliveryView(Answer):
    """A message and what became of it."""

    position: int
    message: str = Field(description="the header webhook-id")
    event: str
    block: int
    state: str = Field(description="waiting, delivered, or replaced before it was sent")
    attempts: int
    made_at: datetime
    next_at: datetime | None = Field(description="when it is sent again")
    settled_at: datetime | None
    status: int | None = Field(description="the receiver's last answer")
    words: str | None = Field(description="why it was not taken the last time")


class TestView(Answer):
    """What became of a test message."""

    message: str
    taken: bool
    status: int | None
    words: str | None
