"""Service tokens as the interface takes and gives them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.auth.roles import Role
from api.members.schemas import UserName
from api.schemas import SHOWN_ONCE, Answer, Request


class NewServiceToken(Request):
    """A token for a machine that acts as a user of your organisation."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[\x20-\x7e]+$")]
    user: UserName
    roles: Annotated[tuple[Role, ...], Field(max_length=len(Role))] = Field(
        default=(), description="of those your organisation has; all of them where empty"
    )
    reads_only: bool = False
    days: Annotated[int, Field(ge=1, le=366, description="until it ends")] = 90


class ServiceTokenView(Answer):
    """A service token, without its secret."""

    id: str
    name: str
    user: str
    duty: str
    roles: tuple[str, ...]
    reads_only: bool
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None


class MadeServiceToken(ServiceTokenView):
    """A new service token. `token` is shown this once: send it as `Authorization: Bearer`."""

    token: Annotated[str, SHOWN_ONCE]
