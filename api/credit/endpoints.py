"""Routes of credits and presentations."""

from fastapi import APIRouter, Request, Response

from api.blocking import blocking
from api.credit import (
    advice_endpoints,
    amending_endpoints,
    applying,
    assigning_endpoints,
    collateral,
    deciding_endpoints,
    message_endpoints,
    presentations,
    presenting,
    recovering_endpoints,
    restraining_endpoints,
    service,
    settling_endpoints,
    transferring_endpoints,
)
from api.credit.presentation_schemas import PresentationView, PresentDocuments
from api.credit.schemas import ApplyForCredit, CreditView, IssueCredit, LodgeCollateral
from api.dependencies import (
    Bank,
    Context,
    CreditParty,
    Forwarder,
    Importer,
    MemberActor,
    Presenter,
)
from api.pages import Paging
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter(tags=["credit"])
router.include_router(advice_endpoints.router)
router.include_router(amending_endpoints.router)
router.include_router(assigning_endpoints.router)
router.include_router(restraining_endpoints.router)
router.include_router(message_endpoints.router)
router.include_router(deciding_endpoints.router)
router.include_router(recovering_endpoints.router)
router.include_router(settling_endpoints.router)
router.include_router(transferring_endpoints.router)


@router.post("/credits/applications", status_code=201, summary="Apply for a credit")
async def apply_for(context: Context, actor: Importer, body: ApplyForCredit) -> CreditView:
    """Apply for a credit in your own name; its terms say all of UCP 600 art. 6."""
    return await blocking(applying.apply_for, context, actor, body)


@router.get("/credits", summary="Your credits")
async def read_all(
    request: Request, response: Response, context: Context, actor: MemberActor, asked: Paging
) -> list[CreditView]:
    """Credits your organisation is a party to; applications are seen by applicant and bank only."""
    found = await blocking(service.read_all, context, actor, asked)
    return found.told(request, response)


@router.get("/credits/{credit}", summary="One credit")
async def read(context: Context, actor: MemberActor, credit: Hash32) -> CreditView:
    """A credit and where it stands; to others than its parties it does not exist."""
    return await blocking(service.read, context, actor, credit)


@router.post("/credits/{credit}/withdrawal", summary="Take an application back")
async def withdraw(context: Context, actor: Importer, credit: Hash32) -> CreditView:
    """Take an application back before it is issued: by the applicant. Collateral returns."""
    return await blocking(service.withdraw, context, actor, credit)


@router.post("/credits/{credit}/declination", summary="Decline an application")
async def decline(context: Context, actor: Bank, credit: Hash32) -> CreditView:
    """Decline an application: by the bank applied to. Collateral returns."""
    return await blocking(service.decline, context, actor, credit)


@router.post("/credits/{credit}/issue", summary="Issue a credit ◆", responses=PREPARED)
async def issue(context: Context, actor: Bank, credit: Hash32, body: IssueCredit) -> CreditView:
    """Issue the credit applied for: from then on it is irrevocable (UCP 600 art. 7(b))."""
    return await blocking(service.issue, context, actor, credit, body.number)


@router.post("/credits/{credit}/collateral", summary="Lodge collateral")
async def lodge_collateral(
    context: Context, actor: Importer, credit: Hash32, body: LodgeCollateral
) -> CreditView:
    """Lodge collateral: between applicant and bank. The bank's duty to pay does not hang on it."""
    return await blocking(collateral.lodge, context, actor, credit, body.minor)


@router.post("/credits/{credit}/collateral/application", summary="Take collateral")
async def apply_collateral(context: Context, actor: Bank, credit: Hash32) -> CreditView:
    """Take collateral for what was honoured and not yet reimbursed: by the issuing bank."""
    return await blocking(collateral.apply, context, actor, credit)


@router.post("/credits/{credit}/collateral/return", summary="Give collateral back")
async def return_collateral(context: Context, actor: CreditParty, credit: Hash32) -> CreditView:
    """Give collateral back: by the issuing bank, or by a party once the credit has ended."""
    return await blocking(collateral.give_back, context, actor, credit)


@router.post("/credits/{credit}/expiry", summary="Close an expired credit")
async def expire(context: Context, actor: CreditParty, credit: Hash32) -> CreditView:
    """Close a credit after its expiry with nothing open (UCP 600 art. 6(d), 29(a))."""
    return await blocking(service.expire, context, actor, credit)


@router.post("/credits/{credit}/lapse", summary="End a credit whose instalment was missed")
async def lapse(context: Context, actor: CreditParty, credit: Hash32) -> CreditView:
    """End a credit of which an instalment was missed, with nothing open (UCP 600 art. 32)."""
    return await blocking(service.lapse, context, actor, credit)


@router.post("/credits/{credit}/presentations", status_code=201, summary="Present documents")
async def present(
    context: Context, actor: Presenter, credit: Hash32, body: PresentDocuments
) -> PresentationView:
    """Present documents; this is also the notice of completeness (eUCP 2.1 art. e6(c))."""
    return await blocking(presenting.present, context, actor, credit, body)


@router.get("/credits/{credit}/presentations", summary="Presentations under a credit")
async def read_presentations(
    request: Request,
    response: Response,
    context: Context,
    actor: MemberActor,
    credit: Hash32,
    asked: Paging,
) -> list[PresentationView]:
    """The presentations under a credit that your organisation may see."""
    found = await blocking(presentations.of_credit, context, actor, credit, asked)
    return found.told(request, response)


@router.get("/presentations/{presentation}", summary="One presentation")
async def read_presentation(
    context: Context, actor: MemberActor, presentation: Hash32
) -> PresentationView:
    """A presentation: for the beneficiary, the bank that holds it, the issuing bank from receipt.

    The applicant sees it once asked for a waiver, with its documents once honoured (art. 16(b)).
    """
    return await blocking(presentations.read, context, actor, presentation)


@router.post("/presentations/{presentation}/forward", summary="Forward documents")
async def forward(context: Context, actor: Forwarder, presentation: Hash32) -> PresentationView:
    """Send documents to the issuing bank, whose five banking days begin (UCP 600 art. 14(b)).

    By the nominated bank; by the beneficiary once the nominated bank's own five have passed.
    """
    return await blocking(presentations.forward, context, actor, presentation)


@router.post("/presentations/{presentation}/preclusion", summary="Declare the bank precluded")
async def preclude(context: Context, actor: CreditParty, presentation: Hash32) -> PresentationView:
    """Declare that no notice came in time: the bank must honour (UCP 600 art. 16(f))."""
    return await blocking(presentations.preclude, context, actor, presentation)


@router.post("/presentations/{presentation}/return", summary="Take documents back")
async def take_back(context: Context, actor: Forwarder, presentation: Hash32) -> PresentationView:
    """Take back documents that were refused or not yet forwarded.

    By the beneficiary, or by the nominated bank where it acted upon them and was not repaid.
    """
    return await blocking(presentations.take_back, context, actor, presentation)
