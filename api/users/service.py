"""Adding users, giving them duties, stopping them."""

from typing import Any

from api.acts import act_hash, bind, carry_out
from api.auth.roles import Actor, Duty
from api.auth.service import refuse_machines, too_many_failures
from api.context import ApiContext
from api.errors import ApiError, conflict, forbidden, not_found
from api.ids import OPERATOR, from_hex, org_bytes, org_hex
from api.observing.exchange import note_object
from api.shown import instant, receipt_view
from api.users.agreement import agreed, require_two
from api.users.schemas import AddUser, UserView
from dhow.ledger.bindings.values import Duty as LedgerDuty
from dhow.ledger.bindings.values import OrgId
from dhow.ledger.types import ZERO_ADDRESS, Act, Receipt
from dhow.store import AlreadyStored, NotEntitled, UserRow

_FOUR_EYES = "four-eyes policy of the organisation"


def all_users(context: ApiContext, actor: Actor) -> list[UserView]:
    """The users of the actor's organisation, by name."""
    with context.store.read() as work:
        rows = work.users.all(org_hex(actor.organisation))
    return [_view(context, actor, row) for row in rows]


def one(
    context: ApiContext, actor: Actor, name: str, receipt: Receipt[Any] | None = None
) -> UserView:
    """One user of the actor's organisation.

    Raises:
        ApiError: 404 for none.
    """
    row = _require(context, actor, name)
    note_object("person", row.person)
    return _view(context, actor, row, receipt)


def add(context: ApiContext, actor: Actor, new: AddUser) -> UserView:
    """Give the organisation a user: its key on the ledger first, then the right to sign in.

    Asked for again after a process died half-way, it adds what is missing.

    Raises:
        AlreadyStored: there is a user of this name.
        AwaitsChecker: a maker prepared it.
        Refusal: the ledger refuses the key.
    """
    organisation = org_hex(actor.organisation)
    receipt = None
    with _turn(context, actor):
        with context.store.read() as work:
            if work.users.get(organisation, new.name) is not None:
                raise AlreadyStored("user", new.name)
        receipt = _give_key(context, actor, new.name, Duty(new.duty))
        with context.store.begin() as work:
            row = work.users.system_add(
                organisation=organisation,
                name=new.name,
                duty=new.duty,
                password=new.password,
                at=context.now(),
                administrator=new.administrator,
            )
    note_object("person", row.person)
    return _view(context, actor, row, receipt)


def disable(context: ApiContext, actor: Actor, name: str) -> UserView:
    """Stop a user: its sessions and service tokens at once, then its key on the ledger.

    One checker suffices, for a stolen key does not wait for a second signature.

    Raises:
        ApiError: 403 for oneself, or where a maker asks; 404.
    """
    _not_oneself(actor, name)
    if actor.duty is not Duty.CHECKER:
        raise forbidden(
            "Only an administrator who is a checker may stop a user: the ledger takes a key away "
            "at a checker's word.",
            "Let a checker of your organisation send the request.",
        )
    receipt = None
    with _turn(context, actor):
        row = _require(context, actor, name)
        if not row.disabled:
            _change(context, actor, lambda work, org: work.users.disable(org, name))
        if _key_duty(context, actor, name) is not LedgerDuty.NONE:
            receipt = carry_out(context, actor, _revocation(context, actor, name))
    return one(context, actor, name, receipt)


def enable(context: ApiContext, actor: Actor, name: str) -> UserView:
    """Let a user sign in again, with the duty and the password it had.

    Raises:
        AwaitsChecker: a maker prepared it.
    """
    with _turn(context, actor):
        row = _require(context, actor, name)
        receipt = _give_key(context, actor, name, Duty(row.duty))
        if row.disabled:
            _change(context, actor, lambda work, org: work.users.enable(org, name))
    return one(context, actor, name, receipt)


def set_duty(context: ApiContext, actor: Actor, name: str, duty: Duty) -> UserView:
    """Give a user the other duty, here and on the ledger; its sessions end.

    Raises:
        ApiError: 403 for oneself; 409 for the operator's users.
        AwaitsChecker: a maker prepared it.
    """
    _not_oneself(actor, name)
    if actor.organisation == OPERATOR:
        raise conflict("no-duties-here", "The operator's users have no duties on the ledger.")
    receipt = None
    with _turn(context, actor):
        row = _require(context, actor, name)
        held = _key_duty(context, actor, name)
        if held is LedgerDuty[duty.name] and row.duty == duty:
            return _view(context, actor, row)
        if held not in (LedgerDuty.NONE, LedgerDuty[duty.name]):
            _require_prepared(context, actor, name, duty)
            carry_out(context, actor, _revocation(context, actor, name))
        # who is disabled has no key; the duty is then what it shall have
        if not row.disabled:
            receipt = _give_key(context, actor, name, duty)
        _change(context, actor, lambda work, org: work.users.set_duty(org, name, duty))
    return one(context, actor, name, receipt)


def set_administrator(
    context: ApiContext, actor: Actor, name: str, *, administrator: bool
) -> UserView:
    """Let a user administer the others, or no longer.

    Raises:
        ApiError: 403 for the last one.
        AwaitsChecker: a second administrator must ask too.
    """
    with _turn(context, actor):
        _require(context, actor, name)
        words = "administer users" if administrator else "no longer administer users"
        agreement = require_two(
            context,
            actor,
            f"Let {name} {words}",
            act="administrator",
            user=name,
            administrator=administrator,
        )
        _change(
            context,
            actor,
            lambda work, org: work.users.set_administrator(org, name, administrator=administrator),
        )
        agreed(context, actor, agreement)
    return one(context, actor, name)


def set_password(context: ApiContext, actor: Actor, name: str, password: str) -> UserView:
    """Set another's password; its sessions end. Where two must agree, the second one's counts.

    Raises:
        ApiError: 403 for one's own, which takes the present one.
        AwaitsChecker: a second administrator must ask too.
    """
    _not_oneself(actor, name)
    with _turn(context, actor):
        _require(context, actor, name)
        agreement = require_two(
            context, actor, f"Set a new password for {name}", act="password", user=name
        )
        _change(context, actor, lambda work, org: work.users.change_password(org, name, password))
        agreed(context, actor, agreement)
    return one(context, actor, name)


def change_own_password(
    context: ApiContext, actor: Actor, current: str, password: str, address: str
) -> None:
    """Change one's own password; every session ends.

    Raises:
        ApiError: 403 for a service token or a wrong present password, 429 too many of those.
    """
    refuse_machines(actor)
    key = f"{actor.organisation}/{actor.user}"
    wait = context.sign_in_failures.attempt(key, address, known=True, device="own password")
    if wait > 0:
        raise too_many_failures(wait)
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        right = work.users.system_authenticate(organisation, actor.user, current)
    if right is None:
        raise forbidden("The present password is wrong.", "Give the password you signed in with.")
    context.sign_in_failures.succeeded(key, address, device="own password")
    _change(context, actor, lambda work, org: work.users.change_password(org, actor.user, password))


# ---------------------------------------------------------------------------- the inside


def _turn(context: ApiContext, actor: Actor) -> Any:
    return context.turns.hold(f"users of {actor.organisation}")


def _not_oneself(actor: Actor, name: str) -> None:
    if actor.user == name:
        raise forbidden(
            "This cannot be done to oneself.",
            "Let another administrator do it; your own password: POST /users/me/password.",
        )


def _require(context: ApiContext, actor: Actor, name: str) -> UserRow:
    with context.store.read() as work:
        row = work.users.get(org_hex(actor.organisation), name)
    if row is None:
        raise not_found("user")
    return row


def require_still(actor: Actor, asking: UserRow | None) -> None:
    """Raises NotEntitled where the one who asks was stopped, or administers no more, meanwhile."""
    ended = asking is None or asking.disabled or asking.person != actor.person
    if ended or (actor.administrator and asking is not None and not asking.administrator):
        raise NotEntitled("your own right to do so has just ended")


def _change(context: ApiContext, actor: Actor, change: Any) -> None:
    """Change users, if the one who asks may still do so: two may be stopping each other."""
    organisation = org_hex(actor.organisation)
    with context.store.begin() as work:
        asking = work.users.get(organisation, actor.user)
        require_still(actor, asking)
        change(work, organisation)


def _key(context: ApiContext, actor: Actor, name: str) -> str:
    return context.keys.user(actor.organisation, name).address


def _key_duty(context: ApiContext, actor: Actor, name: str) -> LedgerDuty:
    """What the ledger lets a user's key do for this organisation."""
    if actor.organisation == OPERATOR:
        return LedgerDuty.NONE
    found = context.ledger.call(
        context.contracts.members.key_record(_key(context, actor, name))  # type: ignore[arg-type]
    )
    return LedgerDuty(found.duty)


def _appointment(context: ApiContext, actor: Actor, name: str, duty: Duty) -> Act[None]:
    return context.contracts.members.add_key(
        org=OrgId(org_bytes(actor.organisation)),
        key=_key(context, actor, name),  # type: ignore[arg-type]
        duty=LedgerDuty[duty.name],
    )


def _revocation(context: ApiContext, actor: Actor, name: str) -> Act[None]:
    return context.contracts.members.revoke_key(
        org=OrgId(org_bytes(actor.organisation)),
        key=_key(context, actor, name),  # type: ignore[arg-type]
    )


def _give_key(context: ApiContext, actor: Actor, name: str, duty: Duty) -> Receipt[Any] | None:
    """Have the ledger take a user's key for this duty; None where it has it."""
    if actor.organisation == OPERATOR:
        return None  # its users act with its system roles
    held = _key_duty(context, actor, name)
    if held is LedgerDuty[duty.name]:
        return None
    if held is not LedgerDuty.NONE:
        raise conflict(
            "key-has-another-duty",
            f"The ledger holds the key of {name} as a {held.name.lower()}'s.",
            rule=_FOUR_EYES,
            next_step=f"Ask for the duty {held.name.lower()}, or choose another name.",
        )
    act = _appointment(context, actor, name, duty)
    return bind(context, actor, act, f"Let {name} act as {duty.value}")


def _require_prepared(context: ApiContext, actor: Actor, name: str, duty: Duty) -> None:
    """Before the old key goes: the new one must be certain to come.

    Raises:
        AwaitsChecker: a maker asks, and it is prepared now.
        ApiError: 409 where no maker has.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        own = work.organisations.get(organisation, organisation)
    act = _appointment(context, actor, name, duty)
    if actor.duty is Duty.MAKER:
        bind(context, actor, act, f"Let {name} act as {duty.value}")
        return
    if own is None or not own.dual_control:
        return
    prepared = context.contracts.members.prepared_by(
        org=OrgId(org_bytes(actor.organisation)), act=from_hex(act_hash(act))
    )
    if context.ledger.call(prepared) == ZERO_ADDRESS:
        raise ApiError(
            409,
            "members-not-prepared",
            "The ledger refuses this",
            "A maker of your organisation must first ask for the same.",
            rule=_FOUR_EYES,
            next_step="Let an administrator who is a maker send this request, then repeat it.",
        )


def _view(
    context: ApiContext, actor: Actor, row: UserRow, receipt: Receipt[Any] | None = None
) -> UserView:
    member = actor.organisation != OPERATOR
    return UserView(
        name=row.name,
        duty=row.duty,
        administrator=row.administrator,
        disabled=row.disabled,
        added_at=instant(row.created_at),
        key=_key(context, actor, row.name) if member else None,
        key_duty=_key_duty(context, actor, row.name).name.lower(),
        receipt=receipt_view(receipt) if receipt else None,
    )
