"""Routes of undertakings."""

from fastapi import APIRouter, Request, Response

from api.blocking import blocking
from api.dependencies import Context, Financier, MemberActor
from api.pages import Paging
from api.responses import PREPARED
from api.schemas import Hash32
from api.undertaking import service
from api.undertaking.schemas import Index, ShowDocument, ShowEvidence, Undertake, UndertakingView

router = APIRouter(prefix="/undertakings", tags=["undertaking"])


@router.post("", status_code=201, summary="Give an undertaking ◆", responses=PREPARED)
async def undertake(context: Context, actor: Financier, body: Undertake) -> UndertakingView:
    """Undertake to pay when stated evidence is on the ledger (in the manner of the URDTT)."""
    return await blocking(service.undertake, context, actor, body)


@router.get("", summary="Your undertakings")
async def read_all(
    request: Request, response: Response, context: Context, actor: MemberActor, asked: Paging
) -> list[UndertakingView]:
    """Undertakings your organisation is a party to, or named in a condition of."""
    found = await blocking(service.read_all, context, actor, asked)
    return found.told(request, response)


@router.get("/{undertaking}", summary="One undertaking")
async def read(context: Context, actor: MemberActor, undertaking: Hash32) -> UndertakingView:
    """An undertaking and where it stands; to those not named in it, it does not exist."""
    return await blocking(service.read, context, actor, undertaking)


@router.post("/{undertaking}/evidence", summary="Show evidence")
async def show_evidence(
    context: Context, actor: MemberActor, undertaking: Hash32, body: ShowEvidence
) -> UndertakingView:
    """Show that evidence meets a condition. The contract derives the verdict from the figures."""
    return await blocking(
        service.show_evidence, context, actor, undertaking, body.index, body.evidence
    )


@router.post("/{undertaking}/attestations", summary="Make a statement")
async def attest(
    context: Context, actor: MemberActor, undertaking: Hash32, body: Index
) -> UndertakingView:
    """Make the statement a condition asks for: by the organisation it names."""
    return await blocking(service.attest, context, actor, undertaking, body.index)


@router.post("/{undertaking}/documents", summary="Show a document")
async def show_document(
    context: Context, actor: MemberActor, undertaking: Hash32, body: ShowDocument
) -> UndertakingView:
    """Show that a registered document meets a condition."""
    return await blocking(
        service.show_document, context, actor, undertaking, body.index, body.document
    )


@router.post("/{undertaking}/payment", summary="Pay at maturity")
async def pay(context: Context, actor: MemberActor, undertaking: Hash32) -> UndertakingView:
    """Pay an unconditional undertaking once it is payable; anyone who sees it may ask."""
    return await blocking(service.pay, context, actor, undertaking)


@router.post("/{undertaking}/reclaim", summary="Pay back to the obligor")
async def reclaim(context: Context, actor: MemberActor, undertaking: Hash32) -> UndertakingView:
    """Pay the amount back once the last instant for evidence has passed."""
    return await blocking(service.reclaim, context, actor, undertaking)


@router.post("/{undertaking}/forgo", summary="Give an undertaking up")
async def forgo(context: Context, actor: MemberActor, undertaking: Hash32) -> UndertakingView:
    """Give the undertaking up: by the beneficiary. The amount goes back to the obligor."""
    return await blocking(service.forgo, context, actor, undertaking)
