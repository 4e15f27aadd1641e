"""An organisation's keys on the ledger: shown, appointed, replaced, taken away.

A user's key kept here is replaced in steps, each of which can be cut off and asked for again: the
new one is appointed (a binding act), from then on everything new is signed with it; what waits on
the old one in the outbox is seen to its end; what the old one prepared is prepared anew; then the
ledger takes the old one away.
"""

import time
from typing import Any

from api.acts import bind, carry_out, send_signed
from api.auth.roles import Actor
from api.auth.roles import Duty as UserDuty
from api.context import ApiContext
from api.errors import forbidden, not_found, unacceptable
from api.ids import from_hex, org_bytes, org_hex
from api.keys import USER
from api.members.schemas import AppointKey, KeyView, RotationView
from api.shown import receipt_view
from dhow.errors import EnvironmentProblemError
from dhow.ledger.bindings.events import KeyAdded
from dhow.ledger.bindings.values import Duty, OrgId
from dhow.ledger.signers import known_to_everyone
from dhow.ledger.signers.wellknown import DEVELOPMENT_CHAINS
from dhow.ledger.signing import Signer
from dhow.ledger.types import Address, Receipt

_DRAIN_SECONDS = 60.0


def keys_of(context: ApiContext, actor: Actor) -> list[KeyView]:
    """Every key that acts for the actor's organisation, in the order they were appointed."""
    organisation = actor.organisation
    logs = context.ledger.events(
        context.contracts.manifest.first_block,
        contracts=[context.contracts.members.address],
        first_indexed=[org_bytes(organisation)],
    )
    added = dict.fromkeys(log.event.key for log in logs if isinstance(log.event, KeyAdded))
    with context.store.read() as work:
        users = [row.name for row in work.users.all(org_hex(organisation))]
    held = {user: context.keys.held(organisation, [user]) for user in users}
    views = []
    for key in added:
        record = context.ledger.call(context.contracts.members.key_record(key))
        if bytes(record.organisation) == org_bytes(organisation):
            user = next((user for user, keys in held.items() if key in keys), None)
            views.append(KeyView(key=key, duty=record.duty.name.lower(), user=user))
    return views


def appoint(context: ApiContext, actor: Actor, new: AppointKey) -> KeyView:
    """Let a key that the organisation holds itself act for it.

    Raises:
        ApiError: 422 a key that everyone knows.
        Refusal: it is somebody's already.
        AwaitsChecker: a maker prepared it.
    """
    from eth_utils.address import to_checksum_address  # noqa: PLC0415 - slow to import

    key = Address(to_checksum_address(new.key))
    whose = known_to_everyone(key)
    if whose is not None and context.ledger.engine.chain_id not in DEVELOPMENT_CHAINS:
        raise unacceptable("key", f"it is {whose}, which everyone has")
    org = OrgId(org_bytes(actor.organisation))
    duty = Duty[new.duty.upper()]
    act = context.contracts.members.add_key(org=org, key=key, duty=duty)
    receipt = bind(context, actor, act, f"Let the key {key} act as {new.duty}")
    return KeyView(key=key, duty=new.duty, user=None, receipt=receipt_view(receipt))


def revoke(context: ApiContext, actor: Actor, key: str) -> KeyView:
    """Take a key away, at once and by a checker alone.

    Raises:
        ApiError: 404 no key of the actor's organisation.
        Refusal: the actor is no checker.
    """
    from eth_utils.address import to_checksum_address  # noqa: PLC0415 - slow to import

    address = Address(to_checksum_address(key))
    members, org = context.contracts.members, OrgId(org_bytes(actor.organisation))
    record = context.ledger.call(members.key_record(address))
    if record.duty is Duty.NONE or bytes(record.organisation) != bytes(org):
        raise not_found("key")
    receipt = carry_out(context, actor, members.revoke_key(org=org, key=address))
    return KeyView(key=address, duty="none", user=None, receipt=receipt_view(receipt))


def rotate(context: ApiContext, actor: Actor, user: str) -> RotationView:
    """Replace the key of a user of the actor's organisation.

    Raises:
        ApiError: 404 no such user; 403 a maker, where the new key is appointed already.
        AwaitsChecker: a maker prepared the appointment.
        EnvironmentProblemError: acts of the old key are still under way; ask again.
    """
    organisation, org = actor.organisation, OrgId(org_bytes(actor.organisation))
    members = context.contracts.members
    with context.store.read() as work:
        row = work.users.get(org_hex(organisation), user)
    if row is None:
        raise not_found("user")
    with context.turns.hold(f"key of {organisation}/{user}"):
        context.keys.look_again(organisation, user)
        old = context.keys.replaced(organisation, user)
        if not old:
            old = (context.keys.user(organisation, user),)
            known = context.ledger.call(members.key_record(old[0].address))
            duty = Duty[row.duty.upper()] if known.duty is Duty.NONE else known.duty
            new = context.keys.successor(organisation, user)
            act = members.add_key(org=org, key=new.address, duty=duty)
            bind(context, actor, act, f"Replace the key of {user} by {new.address}")
            context.keys.look_again(organisation, user)
        elif actor.duty is UserDuty.MAKER:
            raise forbidden(
                f"The new key of {user} is appointed; a checker takes the old one away.",
                "Let a checker of your organisation send the request.",
            )
        receipt = None
        for each in old:
            receipt = _retire(context, actor, user, each) or receipt
        return RotationView(
            user=user,
            key=context.keys.user(organisation, user).address,
            retired=tuple(str(each.address) for each in old),
            receipt=receipt_view(receipt) if receipt else None,
        )


def _retire(context: ApiContext, actor: Actor, user: str, old: Signer) -> Receipt[Any] | None:
    """See what waits on a replaced key to its end, then have the ledger take it away."""
    organisation = actor.organisation
    members = context.contracts.members
    if context.ledger.call(members.key_record(old.address)).duty is Duty.NONE:
        return None  # stolen and taken away before
    label = f"{USER} {organisation} {user}"
    drain(context, old, label)
    new = context.keys.user(organisation, user)
    org = OrgId(org_bytes(organisation))
    with context.store.read() as work:
        waiting = work.acts.waiting(org_hex(organisation))
    for row in waiting:
        act_id = from_hex(row.act_id)
        if context.ledger.call(members.prepared_by(org=org, act=act_id)) == old.address:
            send_signed(context, members.prepare(act_id), new, label)
    return carry_out(context, actor, members.revoke_key(org=org, key=old.address))


def drain(context: ApiContext, key: Signer, label: str) -> None:
    """Until every act that was accepted with a key has its outcome."""
    outbox = context.sender.outbox(key, label)
    deadline = time.monotonic() + _DRAIN_SECONDS
    pause = 0.002
    while count := outbox.inspect(limit=1).open_count:
        if time.monotonic() >= deadline:
            raise EnvironmentProblemError(
                f"{count} acts signed with {key.address} are still under way; the new key is in "
                "use, and the old one stays until they are done. Ask again"
            )
        outbox.tend()
        time.sleep(pause)
        pause = min(pause * 2, 0.25)
