"""Erasing a user who has left: what is owed to the person, without touching what proves their acts.

Name, password, service tokens, kept answers and the files of the keys go; where a row has to say
who, a number stands that nothing leads back from. The audit log never held the name, so its chain
and its roots go on to verify; what the user's key signed on the ledger stays signed, by an address
that nobody can put a name to any more (Regulation (EU) 2016/679 art. 17; the record of who acted is
kept as art. 17(3)(b) and (e) allow, without the name).
"""

from secrets import token_hex

from api.auth.roles import Actor
from api.context import ApiContext
from api.current import current
from api.errors import conflict, forbidden, not_found
from api.ids import OPERATOR, org_hex
from api.keys import USER
from api.observing.exchange import note_object
from api.operations.desk import KeptAnswer
from api.users.agreement import KIND, require_two
from api.users.schemas import ErasedView
from api.users.service import require_still
from dhow.ledger.bindings.values import Duty as LedgerDuty
from dhow.store import UserRow

_NUMBER_DIGITS = 16


def erase(context: ApiContext, actor: Actor, name: str) -> ErasedView:
    """Erase a user of the actor's organisation that was stopped before.

    Cut off half-way, the same request completes it.

    Raises:
        ApiError: 403 for oneself, 404, 409 while the user may act or something is under way.
        AwaitsChecker: a second administrator must ask too.
        EnvironmentProblemError: a key's file cannot be removed; the user is still there.
    """
    if actor.user == name:
        raise forbidden("Nobody erases themselves.", "Let another administrator do it.")
    organisation = org_hex(actor.organisation)
    # of the operation, so that run again after a crash it finds what it did
    under_way = current.get()
    number = under_way.salt()[:_NUMBER_DIGITS] if under_way else token_hex(_NUMBER_DIGITS // 2)
    instead = f"erased-{number}"
    label = f"{USER} {actor.organisation} {name}"  # the operator's users share one key
    with context.turns.hold(f"users of {actor.organisation}"):
        with context.store.read() as work:
            row = work.users.get(organisation, name)
            done = work.users.get(organisation, instead, erased=True)
            open_count = work.erasing.under_way(organisation, name, label) if row else 0
        if row is None and done is not None:
            context.store.scrub()
            return ErasedView(instead=instead)
        if row is None:
            raise not_found("user")
        _require_stopped(context, actor, row)
        if open_count:
            raise conflict(
                "user-under-way",
                f"{open_count} requests or acts of {name}, or about them, have no outcome yet.",
                next_step="Wait until they have (GET /operations), then send this again.",
            )
        require_two(context, actor, f"Erase {name}", act="erasure", user=name)
        # keys first: while the row is there, whoever was cut off can be told what is left to do
        if actor.organisation != OPERATOR:
            context.keys.forget(actor.organisation, name)
        with context.store.begin() as work:
            asking = work.users.get(organisation, actor.user)
            require_still(actor, asking)
            work.erasing.user(
                organisation,
                name,
                instead=instead,
                label=label,
                label_instead=f"{USER} {actor.organisation} {instead}",
                kind=KIND,
                told=lambda kept: KeptAnswer.unpacked(kept).body,
            )
    context.store.scrub()
    note_object("person", row.person)
    return ErasedView(instead=instead)


def _require_stopped(context: ApiContext, actor: Actor, row: UserRow) -> None:
    """Who is erased can sign in no more, and no key of theirs acts."""
    members = context.contracts.members
    acts = not row.disabled
    if not acts and actor.organisation != OPERATOR:
        key = context.keys.user(actor.organisation, row.name)
        held = context.ledger.call(members.key_record(key.address))
        acts = held.duty != LedgerDuty.NONE or bool(
            context.keys.replaced(actor.organisation, row.name)
        )
    if acts:
        raise conflict(
            "user-may-act",
            f"{row.name} may still act: what is done under a name is not to lose it meanwhile.",
            next_step="Stop the user first (POST /users/{user}/disable); a replacing of its key"
            " that was cut off is completed by POST /members/keys/rotations.",
        )
