"""Routes of members."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.acts import waiting_acts
from api.blocking import blocking
from api.dependencies import Bank, Context, MemberActor, Registrar, SignedIn
from api.members import account, keys, service
from api.members.schemas import (
    AccountView,
    AdmitMember,
    AppointKey,
    CalendarView,
    ChangeAccount,
    KeyView,
    MemberView,
    MeView,
    PublishCalendar,
    Reason,
    RotateKey,
    RotationView,
)
from api.pages import Paging
from api.responses import PREPARED
from api.schemas import Address, Lei, Locode, PreparedView

router = APIRouter(prefix="/members", tags=["members"])


@router.get("/me", summary="Who am I")
async def me(context: Context, actor: SignedIn) -> MeView:
    """The user signed in, its organisation, duty, roles and key."""
    return await blocking(service.me, context, actor)


@router.get("/acts", summary="Acts that await a checker")
async def acts(context: Context, actor: MemberActor) -> list[PreparedView]:
    """Binding acts that makers of your organisation prepared (four-eyes policy)."""
    return await blocking(waiting_acts, context, actor)


@router.get("", summary="Directory")
async def directory(
    request: Request, response: Response, context: Context, actor: SignedIn, asked: Paging
) -> list[MemberView]:
    """Every member of the network, by name. The directory is open to all members."""
    found = await blocking(service.directory, context, actor, asked)
    return found.told(request, response)


@router.post("", status_code=201, summary="Admit an organisation")
async def admit(context: Context, actor: Registrar, body: AdmitMember) -> MemberView:
    """Admit an organisation by its LEI (ISO 17442), with what it may do and who acts for it."""
    return await blocking(service.admit, context, actor, body)


@router.post("/calendars", status_code=201, summary="Publish banking days ◆", responses=PREPARED)
async def publish_calendar(context: Context, actor: Bank, body: PublishCalendar) -> CalendarView:
    """Publish a year's banking days of your bank at a place, for good (UCP 600 art. 2, 14, 29)."""
    return await blocking(service.publish_calendar, context, actor, body)


@router.get("/keys", summary="Your keys on the ledger")
async def own_keys(context: Context, actor: MemberActor) -> list[KeyView]:
    """The keys that act for your organisation: its users', and those you hold yourselves."""
    return await blocking(keys.keys_of, context, actor)


@router.post("/keys", status_code=201, summary="Appoint a key of your own ◆", responses=PREPARED)
async def appoint_key(context: Context, actor: MemberActor, body: AppointKey) -> KeyView:
    """Let a key that you hold yourselves act for your organisation, to sign drafts with."""
    return await blocking(keys.appoint, context, actor, body)


@router.post("/keys/rotations", summary="Replace a user's key ◆", responses=PREPARED)
async def rotate_key(context: Context, actor: MemberActor, body: RotateKey) -> RotationView:
    """Replace a key that is kept here; what waits on the old one is seen to its end first."""
    return await blocking(keys.rotate, context, actor, body.user)


@router.post("/keys/{key}/revocation", summary="Take a key away")
async def revoke_key(context: Context, actor: MemberActor, key: Address) -> KeyView:
    """Take a key away from your organisation at once: a stolen key waits for nobody's signature."""
    return await blocking(keys.revoke, context, actor, key)


@router.post("/settlement-account", summary="Be paid elsewhere ◆", responses=PREPARED)
async def change_account(context: Context, actor: MemberActor, body: ChangeAccount) -> AccountView:
    """Change the address that your organisation is paid at and pays from; money does not move.

    Of an address that you hold yourselves, ask money's routes for drafts (`Prefer: draft`). What is
    left on the account kept here is moved by a payment to your own organisation.
    """
    return await blocking(account.change, context, actor, body.account)


@router.get("/{lei}", summary="One member")
async def member(context: Context, actor: SignedIn, lei: Lei) -> MemberView:
    """One member of the network and its standing on the ledger."""
    return await blocking(service.member, context, actor, lei)


@router.post("/{lei}/suspension", summary="Suspend a member")
async def suspend(context: Context, actor: Registrar, lei: Lei, body: Reason) -> MemberView:
    """Stop a member from acting. What is due to it stays payable."""
    return await blocking(service.suspend, context, actor, lei, body.reason)


@router.post("/{lei}/reinstatement", summary="Reinstate a member")
async def reinstate(context: Context, actor: Registrar, lei: Lei) -> MemberView:
    """Let a suspended member act again."""
    return await blocking(service.reinstate, context, actor, lei)


@router.get("/{lei}/calendars/{place}/{year}", summary="A bank's banking days")
async def calendar(
    context: Context,
    actor: MemberActor,  # noqa: ARG001 - declares the role
    lei: Lei,
    place: Locode,
    year: Annotated[int, Path(ge=2000, le=2100)],
) -> CalendarView:
    """When a bank is open at a place: the clock of examination and expiry (UCP 600 art. 14, 29)."""
    return await blocking(service.calendar, context, lei, place, year)
