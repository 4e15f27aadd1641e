"""Making, listing and revoking service tokens."""

from api.auth import machines
from api.auth.roles import Actor
from api.auth.session import roles_of
from api.context import ApiContext
from api.errors import not_found, unacceptable
from api.ids import org_hex
from api.members.standing import refuse_suspended
from api.observing.exchange import note_object
from api.service_tokens.schemas import MadeServiceToken, NewServiceToken, ServiceTokenView
from api.shown import instant, instant_or_none
from api.users.agreement import agreed, require_two
from dhow.store import NotFound
from dhow.store.rows import ServiceTokenRow

_DAY_SECONDS = 24 * 60 * 60


def make(context: ApiContext, actor: Actor, new: NewServiceToken) -> MadeServiceToken:
    """A new token; for another user it takes two administrators where there is dual control.

    Raises:
        ApiError: 403 suspended, 404 no such user, 422 a role that the organisation has not.
        AwaitsChecker: a second administrator must ask too.
    """
    refuse_suspended(context, actor)
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        user = work.users.get(organisation, new.user)
        own = work.organisations.get(organisation, organisation)
    if user is None or user.disabled or own is None:
        raise not_found("user")
    if beyond := sorted(set(new.roles) - roles_of(own)):
        raise unacceptable("roles", f"your organisation is not {', '.join(beyond)}")
    agreement = ""
    if new.user != actor.user:
        agreement = require_two(
            context,
            actor,
            f"Make the service token {new.name} for {new.user}",
            act="service token",
            **new.model_dump(mode="json"),
        )
    made = machines.make()
    at = context.tokens.now()
    with context.store.begin() as work:
        row = work.service_tokens.add(
            organisation,
            token_id=made.token_id,
            secret=made.secret,
            user=new.user,
            name=new.name,
            duty=user.duty,
            roles=new.roles,
            reads_only=new.reads_only,
            created_by=actor.user,
            at=at,
            expires_at=at + new.days * _DAY_SECONDS,
        )
    agreed(context, actor, agreement)
    note_object("token", made.token_id)
    return MadeServiceToken(**_view(row).model_dump(), token=made.text())


def read_all(context: ApiContext, actor: Actor) -> list[ServiceTokenView]:
    """The organisation's tokens, newest first; ended ones too."""
    with context.store.read() as work:
        rows = work.service_tokens.all(org_hex(actor.organisation))
    return [_view(row) for row in rows]


def revoke(context: ApiContext, actor: Actor, token_id: str) -> ServiceTokenView:
    """End a token at once.

    Raises:
        ApiError: 404.
    """
    try:
        with context.store.begin() as work:
            row = work.service_tokens.revoke(
                org_hex(actor.organisation), token_id, by=actor.user, at=context.tokens.now()
            )
    except NotFound:
        raise not_found("service token") from None
    return _view(row)


def _view(row: ServiceTokenRow) -> ServiceTokenView:
    return ServiceTokenView(
        id=row.token_id,
        name=row.name,
        user=row.user,
        duty=row.duty,
        roles=row.roles,
        reads_only=row.reads_only,
        created_by=row.created_by,
        created_at=instant(row.created_at),
        expires_at=instant(row.expires_at),
        revoked_by=row.revoked_by,
        revoked_at=instant_or_none(row.revoked_at or 0),
    )
