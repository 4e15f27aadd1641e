"""Routes of documents."""

from fastapi import APIRouter, Request, Response

from api.blocking import blocking
from api.dependencies import Context, MemberActor
from api.documents import erasing, fetching, service
from api.documents.schemas import (
    DocumentSummary,
    DocumentView,
    FetchDocument,
    GrantDocument,
    RegisterDocument,
    RevokeDocument,
)
from api.pages import Paging
from api.routes import without_act
from api.schemas import Hash32

router = APIRouter(prefix="/documents", tags=["documents"])


@router.post("", status_code=201, summary="Register a document")
async def register(context: Context, actor: MemberActor, body: RegisterDocument) -> DocumentView:
    """Register a document your organisation issues: its hash on the ledger, its content here.

    An electronic record must be authenticated by its issuer (eUCP 2.1 art. e3, e6(f)): here by the
    registration itself.
    """
    return await blocking(service.register, context, actor, body.document, body.grant_to)


@router.get("", summary="Documents you may read")
async def read_all(
    request: Request, response: Response, context: Context, actor: MemberActor, asked: Paging
) -> list[DocumentSummary]:
    """Documents your organisation issued or was granted, oldest first."""
    found = await blocking(service.read_all, context, actor, asked)
    return found.told(request, response)


@router.get("/{document}", summary="One document")
async def read(context: Context, actor: MemberActor, document: Hash32) -> DocumentView:
    """A document with its content. Issuer and grantees see it; to others it does not exist."""
    return await blocking(service.read, context, actor, document)


@router.get(
    "/{document}/content",
    summary="A document's bytes",
    response_class=Response,
    responses={200: {"content": {"application/json": {}}}},
)
async def content(context: Context, actor: MemberActor, document: Hash32) -> Response:
    """The canonical bytes, salt included: their keccak-256 is the hash on the ledger."""
    found = await blocking(service.content, context, actor, document)
    return Response(found, media_type="application/json")


@router.post(
    "/{document}/fetching",
    summary="Get a document from another process",
    dependencies=[without_act()],
)
async def fetch(
    context: Context, actor: MemberActor, document: Hash32, body: FetchDocument
) -> DocumentView:
    """Get a document that your organisation may read from its owner's process, and keep it here.

    It is kept only where its keccak-256 is the hash asked for.
    """
    return await blocking(fetching.fetch, context, actor, document, body.owner)


@router.post(
    "/{document}/grants", summary="Let a member read a document", dependencies=[without_act()]
)
async def grant(
    context: Context, actor: MemberActor, document: Hash32, body: GrantDocument
) -> DocumentView:
    """Let another member read a document your organisation issued."""
    return await blocking(service.grant, context, actor, document, body.organisation)


@router.post("/{document}/revocation", summary="Withdraw a document")
async def revoke(
    context: Context, actor: MemberActor, document: Hash32, body: RevokeDocument
) -> DocumentView:
    """Withdraw a document: by its issuer. It can be presented no more; what was done stays done."""
    return await blocking(service.revoke, context, actor, document, body.reason)


@router.delete("/{document}", status_code=204, summary="Erase a document")
async def erase(context: Context, actor: MemberActor, document: Hash32) -> None:
    """Destroy the content and its key for good: by its issuer. The hash stays on the ledger.

    What was presented under a credit is kept five years from the bank's last day to decide.
    """
    await blocking(erasing.erase, context, actor, document)
