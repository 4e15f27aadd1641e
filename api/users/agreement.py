"""Two administrators: where an organisation has dual control, a second one makes the same request.

As maker and checker on the ledger, for what the ledger knows nothing of. What the first asked for
lapses after a day, or with the first one's rights.
"""

from eth_utils.crypto import keccak

from api.acts import AwaitsChecker
from api.auth.roles import Actor
from api.context import ApiContext
from api.ids import org_hex, to_hex
from api.schemas import PreparedView
from api.shown import instant
from dhow.store import ActRow
from dhow.store.hashchain import canonical

KIND = "administration"
_LAPSES_AFTER_SECONDS = 24 * 60 * 60


def require_two(context: ApiContext, actor: Actor, summary: str, **what: object) -> str:
    """Let the second administrator go ahead; the id under which `agreed` closes it, or nothing.

    Args:
        summary: what is asked, for the second to read; names the user, never a password.
        what: makes the request the same, without secrets.

    Raises:
        AwaitsChecker: this is the first one's request.
    """
    organisation = org_hex(actor.organisation)
    act_id = to_hex(keccak(canonical({"of": actor.organisation, **what}).encode()))
    at = context.now()
    with context.store.begin() as work:
        own = work.organisations.get(organisation, organisation)
        if own is None or not own.dual_control:
            return ""
        row = work.acts.get(organisation, act_id)
        if row is not None and _waits(row, at) and row.prepared_by != actor.user:
            first = work.users.get(organisation, row.prepared_by)
            if first is not None and first.administrator and not first.disabled:
                return act_id
        if row is None:
            row = work.acts.add(
                organisation,
                act_id=act_id,
                kind=KIND,
                summary=summary[:500],
                request=canonical(what).encode(),
                prepared_by=actor.user,
                at=at,
            )
        elif not _waits(row, at) or row.prepared_by != actor.user:
            row = work.acts.reopen(organisation, act_id, prepared_by=actor.user, at=at)
    raise AwaitsChecker(_view(row))


def agreed(context: ApiContext, actor: Actor, act_id: str) -> None:
    """The second administrator's request was carried out."""
    if act_id:
        with context.store.begin() as work:
            work.acts.complete(org_hex(actor.organisation), act_id, actor.user, at=context.now())


def waiting(context: ApiContext, actor: Actor) -> list[PreparedView]:
    """What awaits a second administrator of the actor's organisation."""
    at = context.now()
    with context.store.read() as work:
        rows = work.acts.waiting(org_hex(actor.organisation))
    return [_view(row) for row in rows if row.kind == KIND and _waits(row, at)]


def _waits(row: ActRow, at: int) -> bool:
    return row.completed_at is None and at - row.prepared_at < _LAPSES_AFTER_SECONDS


def _view(row: ActRow) -> PreparedView:
    return PreparedView(
        act=row.act_id,
        summary=row.summary,
        awaits="another administrator",
        prepared_by=row.prepared_by,
        prepared_at=instant(row.prepared_at),
    )
