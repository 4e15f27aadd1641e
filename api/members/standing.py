"""Whether an organisation may act at all just now."""

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import forbidden
from dhow.ledger.bindings.values import Standing


def refuse_suspended(context: ApiContext, actor: Actor) -> None:
    """Stop a suspended organisation where the ledger is not asked: what it made would outlast it.

    Raises:
        ApiError: 403.
    """
    with context.store.read() as work:
        record = records.organisation(work, actor.organisation)
    if record.standing is Standing.SUSPENDED:
        raise forbidden(
            "Your organisation is suspended: it makes no service tokens and no webhooks meanwhile.",
            "Ask the registrar to reinstate it.",
        )
