"""Replacing the operator's key: registrar, settlement agent, guardian, administrator in one.

One key holds every system role of a network unless its deployment gave one away. The new key is
given what the old one holds, the administrator's role last: from then on it is the one in force.
What waits on the old key in the outbox is seen to its end; then the new key takes every role from
it. Each step can be cut off and asked for again.
"""

from api.acts import send_signed
from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import forbidden
from api.ids import OPERATOR
from api.keys import OPERATOR_KEY
from api.members.keys import drain
from api.network.schemas import RoleHolder, SystemKeyView
from dhow.ledger.bindings.events import RoleGranted
from dhow.ledger.deploy import ADMINISTRATOR, Role
from dhow.ledger.signing import Signer

_LAST = (*Role, ADMINISTRATOR)


def rotate(context: ApiContext, actor: Actor) -> SystemKeyView:
    """Replace the operator's key, or complete a replacing that was cut off.

    Raises:
        ApiError: 403 for who does not administer the operator's users.
        EnvironmentProblemError: acts of the old key are still under way; ask again.
        Refusal: the ledger refuses, since somebody else took the administrator's role away.
    """
    if not actor.administrator:
        raise forbidden(
            "This is for an administrator of the operator, signed in with a password.",
            "Ask one: they see the users at GET /users.",
        )
    keys = context.keys
    with context.turns.hold("key of the operator"):
        keys.look_again(OPERATOR, "")
        retiring = keys.replaced(OPERATOR, "")
        if not retiring:
            old = keys.operator()
            new = keys.successor(OPERATOR, "")
            for role in _LAST:
                if _has(context, role, old) and not _has(context, role, new):
                    _grant(context, role, new, by=old)
            keys.look_again(OPERATOR, "")
            retiring = (old,)
        new = keys.operator()
        for each in retiring:
            drain(context, each, OPERATOR_KEY)
            for role in _LAST:
                if _has(context, role, each):
                    access = context.contracts.access
                    act = access.revoke_role(role_id=role, account=each.address)
                    send_signed(context, act, new, OPERATOR_KEY)
    return SystemKeyView(
        key=new.address,
        retired=tuple(str(each.address) for each in retiring),
        others=_others(context, new),
    )


def _grant(context: ApiContext, role: int, new: Signer, *, by: Signer) -> None:
    access = context.contracts.access
    act = access.grant_role(role_id=role, account=new.address, execution_delay=0)
    send_signed(context, act, by, OPERATOR_KEY)


def _has(context: ApiContext, role: int, key: Signer) -> bool:
    view = context.contracts.access.has_role(role_id=role, account=key.address)
    return context.ledger.call(view)[0]


def _others(context: ApiContext, own: Signer) -> tuple[RoleHolder, ...]:
    """Whoever else holds a system role: a thief gives itself one before it is found out."""
    access = context.contracts.access
    logs = context.ledger.events(context.contracts.manifest.first_block, contracts=[access.address])
    given = dict.fromkeys(
        (log.event.role_id, log.event.account) for log in logs if isinstance(log.event, RoleGranted)
    )
    names = {int(role): role.name.lower().replace("_", " ") for role in Role}
    names[ADMINISTRATOR] = "administrator"
    return tuple(
        RoleHolder(role=names[role], key=account)
        for role, account in given
        if role in names  # the others are contracts' among themselves
        and account != own.address
        and context.ledger.call(access.has_role(role_id=role, account=account))[0]
    )
