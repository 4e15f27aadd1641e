"""Reading an organisation's own audit log."""

import orjson

from api.audit.schemas import AnchorView, AuditLineView, AuditPage
from api.auth.roles import Actor
from api.context import ApiContext
from api.ids import org_hex
from api.shown import instant


def page(context: ApiContext, actor: Actor, before: int | None, limit: int) -> AuditPage:
    """Lines of the actor's organisation, newest first, with what of them stands on the ledger."""
    context.audit.flush()
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        rows = work.audit.page(organisation, before=before, limit=limit)
        names = {user.person: user.name for user in work.users.all(organisation)}
        anchors = work.audit.anchors(organisation)
    lines = []
    for row in rows:
        says = orjson.loads(row.body)
        lines.append(
            AuditLineView(
                number=row.number,
                at=instant(row.at),
                kind=row.kind,
                by=names.get(says.get("by", ""), ""),
                says=says,
                body=row.body,
                hash=row.hash,
            )
        )
    return AuditPage(
        lines=tuple(lines),
        anchors=tuple(
            AnchorView(
                number=each.number,
                hash=each.hash,
                transaction=each.tx_hash,
                at=instant(each.at),
            )
            for each in anchors
        ),
    )
