"""A document that another organisation's process has, fetched because somebody asked for it."""

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.documents import service
from api.documents.schemas import DocumentView
from api.errors import not_found
from api.exchange import arrivals
from api.ids import org_hex
from dhow.ledger.bindings.values import DocumentStanding


def fetch(context: ApiContext, actor: Actor, document_id: str, owner: str) -> DocumentView:
    """Get a document from its owner's process and keep it; nothing is asked where it is here.

    Args:
        owner: LEI of the organisation whose process has it.

    Raises:
        ApiError: 404 where the owner says so, or it is not registered; 422 where the owner's
            process is not known; 503 where it does not answer; 502 where it answers with another.
    """
    with context.store.read() as work:
        here = work.documents.get(org_hex(actor.organisation), document_id)
        record = records.document(work, document_id)
    if here is None:
        if record.standing is DocumentStanding.NONE:
            raise not_found("document")
        arrivals.fetch(context, actor.organisation, owner, "document", document_id)
    return service.read(context, actor, document_id)
