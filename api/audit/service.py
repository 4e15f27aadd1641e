"""Reading an organisation's own audit log."""

import orjson

from api.audit.schemas import AnchorView, AuditLineView, AuditPage
from api.auth.roles import Actor
from api.context import ApiContext
from api.ids import org_hex, to_hex
from api.shown import instant
from dhow.store import OrgId
from dhow.store.hashchain import leaf
from dhow.store.rows import AuditRootRow
from dhow.trade.oracles.merkle import merkle_proof


def page(context: ApiContext, actor: Actor, before: int | None, limit: int) -> AuditPage:
    """Lines of the actor's organisation, newest first, with what of them stands on the ledger."""
    context.audit.flush()
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        rows = work.audit.page(organisation, before=before, limit=limit)
        names = {user.person: user.name for user in work.users.all(organisation, erased=True)}
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
        lines=tuple(lines), anchors=tuple(_anchor_view(each, organisation) for each in anchors)
    )


def _anchor_view(row: AuditRootRow, organisation: OrgId) -> AnchorView:
    index = next(n for n, each in enumerate(row.leaves) if each.organisation == organisation)
    own = row.leaves[index]
    proof = merkle_proof([leaf(each) for each in row.leaves], index)
    return AnchorView(
        number=own.number,
        hash=own.hash,
        root=row.root,
        index=index,
        size=len(row.leaves),
        proof=tuple(to_hex(each) for each in proof),
        transaction=row.tx_hash or "",
        block=row.block or 0,
        at=instant(row.at),
    )
