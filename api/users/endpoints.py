"""Routes of users."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.auth.hashing import hashing
from api.auth.roles import Actor, Duty, requires_administrator
from api.auth.schemas import SessionsView
from api.blocking import blocking
from api.dependencies import Context, SignedIn
from api.responses import PREPARED
from api.routes import without_act
from api.schemas import PreparedView
from api.users import agreement, erasing, service
from api.users.schemas import (
    AddUser,
    Administering,
    ErasedView,
    EraseUser,
    NewDuty,
    NewPassword,
    OwnPassword,
    UserView,
)

router = APIRouter(prefix="/users", tags=["users"])

Administrator = Annotated[Actor, requires_administrator()]
Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,40}$")]


@router.get("", summary="Your users")
async def read_all(context: Context, actor: Administrator) -> list[UserView]:
    """The users of your organisation, with their duties here and on the ledger."""
    return await blocking(service.all_users, context, actor)


@router.get("/waiting", summary="What awaits a second administrator")
async def waiting(context: Context, actor: Administrator) -> list[PreparedView]:
    """What one administrator asked for and another has yet to ask for too, within a day."""
    return await blocking(agreement.waiting, context, actor)


@router.post("", status_code=201, summary="Add a user ◆", responses=PREPARED)
async def add(context: Context, actor: Administrator, body: AddUser) -> UserView:
    """Add a user: its key is taken by the ledger with the duty, then it may sign in."""
    return await blocking(service.add, context, actor, body)


@router.post("/me/password", summary="Change your password", dependencies=[without_act()])
async def change_own_password(
    request: Request, context: Context, actor: SignedIn, body: OwnPassword
) -> SessionsView:
    """Change your own password. Every session ends: sign in again."""
    address = request.client.host if request.client else ""
    await hashing(service.change_own_password, context, actor, body.current, body.password, address)
    return SessionsView()


@router.post("/erasures", summary="Erase a user", responses=PREPARED, dependencies=[without_act()])
async def erase(context: Context, actor: Administrator, body: EraseUser) -> ErasedView:
    """Erase a user who was stopped: name, password, service tokens, kept answers, files of keys.

    The audit log and what the user's key signed stay and go on to verify, without the name. Takes
    two administrators where there is dual control.
    """
    return await blocking(erasing.erase, context, actor, body.user)


@router.get("/{user}", summary="One user")
async def read(context: Context, actor: Administrator, user: Name) -> UserView:
    """One user of your organisation."""
    return await blocking(service.one, context, actor, user)


@router.post("/{user}/disable", summary="Stop a user")
async def disable(context: Context, actor: Administrator, user: Name) -> UserView:
    """Stop a user at once: sessions and service tokens end, and the ledger lets the key go."""
    return await blocking(service.disable, context, actor, user)


@router.post("/{user}/enable", summary="Let a user act again ◆", responses=PREPARED)
async def enable(context: Context, actor: Administrator, user: Name) -> UserView:
    """Let a user that was stopped act again, with the duty and password it had."""
    return await blocking(service.enable, context, actor, user)


@router.post("/{user}/duty", summary="Give a user the other duty ◆", responses=PREPARED)
async def set_duty(context: Context, actor: Administrator, user: Name, body: NewDuty) -> UserView:
    """Make a maker a checker or a checker a maker, here and on the ledger; sessions end."""
    return await blocking(service.set_duty, context, actor, user, Duty(body.duty))


@router.post(
    "/{user}/administrator",
    summary="Who administers users",
    responses=PREPARED,
    dependencies=[without_act()],
)
async def set_administrator(
    context: Context, actor: Administrator, user: Name, body: Administering
) -> UserView:
    """Let a user administer the others, or no longer; takes two where there is dual control."""
    return await blocking(
        service.set_administrator, context, actor, user, administrator=body.administrator
    )


@router.post(
    "/{user}/password",
    summary="Set a user's password",
    responses=PREPARED,
    dependencies=[without_act()],
)
async def set_password(
    context: Context, actor: Administrator, user: Name, body: NewPassword
) -> UserView:
    """Set a password for a user who lost theirs; takes two where there is dual control.

    Where two must agree, the password that the second one gives counts.
    """
    return await blocking(service.set_password, context, actor, user, body.password)
