"""A document received, kept and answered as `POST /documents` does it, all but the ledger.

What stands around every route is there: the credential, the operation under its idempotency key,
the line in the audit log; the document is checked and put into the store, sealed. It is registered
nowhere, and nobody can read it.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fastapi import FastAPI

BARE: Final = "/bench/bare"


def add_bare_route(app: "FastAPI") -> None:
    """Give an application the route."""
    import orjson
    from eth_utils.crypto import keccak
    from fastapi import APIRouter

    from api.auth.roles import Actor
    from api.blocking import blocking
    from api.context import ApiContext
    from api.dependencies import Context, MemberActor
    from api.documents.schemas import DocumentView, RegisterDocument
    from api.ids import org_hex, to_hex
    from api.shown import instant
    from dhow.trade.documents import parse_document

    router = APIRouter()

    def store(context: ApiContext, actor: Actor, body: RegisterDocument) -> DocumentView:
        document = parse_document({**body.document, "salt": context.salt()})
        content = document.to_json()
        at, organisation = context.now(), org_hex(actor.organisation)
        document_id = to_hex(keccak(content))
        with context.store.begin() as work:
            work.documents.put(
                organisation,
                document_id=document_id,
                kind=document.kind,
                issuer=organisation,
                content=content,
                at=at,
            )
        return DocumentView(
            hash=document_id,
            kind=document.kind,
            issuer=actor.organisation,
            standing="REGISTERED",
            registered_at=instant(at),
            document=orjson.loads(content),
            grantees=(actor.organisation,),
            receipt=None,
        )

    @router.post(BARE, status_code=201)
    async def bare(context: Context, actor: MemberActor, body: RegisterDocument) -> DocumentView:
        """Keep a document."""
        return await blocking(store, context, actor, body)

    app.include_router(router)
