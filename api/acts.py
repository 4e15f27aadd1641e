"""How an act reaches the ledger: whose key signs, and who must have prepared it.

Maker and checker: where an organisation has dual control, a maker's request prepares a binding act
and ends there (`AwaitsChecker`, answered as 202); the same request by a checker carries it out. The
same request makes the same call data, and the ledger compares that, so what was prepared is what is
done.

Store first, ledger last, and the ledger is the truth. What an act refers to is in the store, and
committed, before the act is sent; no unit of work is open while it is under way. Whether the act
happened, and who sees its object since, is read from the ledger: a process that ends in between, or
loses the node's answer, leaves a row that means nothing and is replaced, or an act whose repetition
finds it done.
"""

from typing import Any, TypeVar

from eth_abi.abi import encode
from eth_utils.crypto import keccak
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from api.auth.roles import Actor, Duty
from api.context import ApiContext
from api.current import current
from api.drafting import Drafted, drafted, drafting
from api.errors import forbidden
from api.ids import OPERATOR, from_hex, org_hex, to_hex
from api.keys import ACCOUNT, OPERATOR_KEY, USER
from api.observing import traces
from api.observing.exchange import note_transaction
from api.schemas import PreparedView
from api.shown import instant
from dhow.ledger.abi import Refusal
from dhow.ledger.signing import Signer
from dhow.ledger.types import Act, Receipt

Result = TypeVar("Result")

_NO_KEY = frozenset(
    ("Members_UnknownKey", "AccessManagedUnauthorized", "AccessManagerUnauthorizedAccount")
)
"""How the ledger refuses a key that it does not take any more."""


class AwaitsChecker(Exception):
    """A maker has prepared a binding act; nothing after it may happen until a checker acts."""

    def __init__(self, prepared: PreparedView) -> None:
        super().__init__(prepared.act)
        self.prepared = prepared


def install(app: FastAPI) -> None:
    """Answer a prepared act with 202."""

    async def accepted(_: Request, awaiting: Exception) -> JSONResponse:
        assert isinstance(awaiting, AwaitsChecker)  # noqa: S101 - Starlette dispatches by type
        return JSONResponse(awaiting.prepared.model_dump(mode="json"), status_code=202)

    async def to_be_signed(_: Request, drafted: Exception) -> JSONResponse:
        assert isinstance(drafted, Drafted)  # noqa: S101
        return drafted.response()

    app.add_exception_handler(AwaitsChecker, accepted)
    app.add_exception_handler(Drafted, to_be_signed)


def signer_of(context: ApiContext, actor: Actor) -> Signer:
    """The key that signs for an actor."""
    if actor.organisation == OPERATOR:
        return context.keys.operator()
    return context.keys.user(actor.organisation, actor.user)


def signers_of(context: ApiContext, actor: Actor) -> tuple[tuple[Signer, str], ...]:
    """Every key that a request of the actor may have signed with, and its label."""
    own = (signer_of(context, actor), label_of(actor))
    if actor.organisation == OPERATOR:
        return (own,)
    return own, (context.keys.account(actor.organisation), account_label_of(actor))


def carry_out(context: ApiContext, actor: Actor, act: Act[Result]) -> Receipt[Result]:
    """Send an act that one key suffices for.

    Raises:
        Refusal: the ledger refuses it.
    """
    signer, label = signer_of(context, actor), label_of(actor)
    try:
        return send_signed(context, act, signer, label)
    except Refusal as refusal:
        if refusal.error_name not in _NO_KEY:
            raise
        # the key may have been replaced meanwhile, here or by another process
        context.keys.look_again(actor.organisation, actor.user)
        newer = signer_of(context, actor)
        if newer.address == signer.address:
            raise
        return send_signed(context, act, newer, label)


def bind(context: ApiContext, actor: Actor, act: Act[Result], summary: str) -> Receipt[Result]:
    """Carry out a binding act, or prepare it where a maker asks under dual control.

    Must not be called inside a unit of work.

    Args:
        summary: what is being done, for the checker to read.

    Raises:
        AwaitsChecker: prepared; a checker must now make the same request.
        Refusal: the ledger refuses it.
    """
    organisation = org_hex(actor.organisation)
    act_id = act_hash(act)
    if actor.duty is Duty.MAKER and _dual_control(context, actor):
        raise AwaitsChecker(_prepare(context, actor, act, act_id, summary))
    receipt = carry_out(context, actor, act)
    with context.store.begin() as work:
        waiting = work.acts.get(organisation, act_id)
        if waiting is not None and waiting.completed_at is None:
            work.acts.complete(organisation, act_id, actor.user, at=receipt.timestamp)
    return receipt


def send_from_account(context: ApiContext, actor: Actor, act: Act[Result]) -> Receipt[Result]:
    """Send an act signed by the organisation's settlement account: a checker's to do.

    Raises:
        ApiError: 403 where a maker asks and the organisation has dual control.
        Refusal: the ledger refuses it.
    """
    if actor.duty is Duty.MAKER and _dual_control(context, actor):
        raise forbidden(
            "Only a checker may move money of the settlement account or let others move it.",
            "Let a checker of your organisation send the request.",
            "four-eyes policy of the organisation",
        )
    signer = context.keys.account(actor.organisation)
    return send_signed(context, act, signer, account_label_of(actor))


def label_of(actor: Actor) -> str:
    """Whose key an actor's acts are signed with, as the outbox keeps it."""
    if actor.organisation == OPERATOR:
        return OPERATOR_KEY
    return f"{USER} {actor.organisation} {actor.user}"


def account_label_of(actor: Actor) -> str:
    """Whose key an organisation's settlement account is, as the outbox keeps it."""
    return f"{ACCOUNT} {actor.organisation}"


def send_signed(
    context: ApiContext, act: Act[Result], signer: Signer, label: str
) -> Receipt[Result]:
    """Send over the outbox, under a key that a repetition of the same request finds again.

    Everything that a request signs goes through here: a draft is drafted here too.

    Args:
        label: whose key it is, as the outbox keeps it.

    Raises:
        Drafted: the caller wants to sign it.
        Refusal: the ledger refuses it.
    """
    if (wanted := drafting.get()) is not None:
        raise drafted(context, act, wanted, held_here=wanted.lower() == signer.address.lower())
    under_way = current.get()
    key = under_way.key_of(signer.address, act) if under_way else None
    with traces.act(act.name, key) as span:
        receipt = context.sender.send(
            act, signer, key=key, label=label, traceparent=span.traceparent
        )
        if span.is_recorded:
            entry = context.sender.outbox(signer, label).find(key) if key else None
            span.mined(receipt, accepted_in=entry.traceparent if entry else None)
    note_transaction(receipt.transaction_hash)
    context.follower.caught_up_to(receipt.block_number, receipt.block_hash)
    return receipt


def accepted_before(context: ApiContext, actor: Actor, act: Act[Any]) -> bool:
    """Whether an earlier run of this very request had the act accepted: it is then its own.

    What a request decides from tables that show its own act already must ask this first.
    """
    under_way = current.get()
    if under_way is None:
        return False
    signer = signer_of(context, actor)
    key = under_way.next_key_of(signer.address, act)
    return context.sender.outbox(signer, label_of(actor)).find(key) is not None


def act_hash(act: Act[Any]) -> str:
    """The id under which `Members` knows a prepared act: bound to the contract and the call."""
    return to_hex(keccak(encode(["address", "bytes32"], [act.target, keccak(act.calldata)])))


def waiting_acts(context: ApiContext, actor: Actor) -> list[PreparedView]:
    """What makers of the actor's organisation prepared and the ledger still holds prepared."""
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        rows = work.acts.waiting(organisation)
        prepared = work.ledger.system_prepared(organisation, [row.act_id for row in rows])
    return [
        PreparedView(
            act=row.act_id,
            summary=row.summary,
            prepared_by=row.prepared_by,
            prepared_at=instant(row.prepared_at),
        )
        for row in rows
        if row.act_id in prepared
    ]


def _dual_control(context: ApiContext, actor: Actor) -> bool:
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        row = work.organisations.get(organisation, organisation)
    return row is not None and row.dual_control


def _prepare(
    context: ApiContext, actor: Actor, act: Act[Any], act_id: str, summary: str
) -> PreparedView:
    organisation = org_hex(actor.organisation)
    at = context.now()
    with context.store.begin() as work:
        row = work.acts.get(organisation, act_id)
        if row is None:
            row = work.acts.add(
                organisation,
                act_id=act_id,
                kind=act.name,
                summary=summary[:500],
                request=act.calldata,
                prepared_by=actor.user,
                at=at,
            )
        elif row.completed_at is not None:
            row = work.acts.reopen(organisation, act_id, prepared_by=actor.user, at=at)
    carry_out(context, actor, context.contracts.members.prepare(from_hex(act_id)))
    return PreparedView(
        act=act_id,
        summary=row.summary,
        prepared_by=row.prepared_by,
        prepared_at=instant(row.prepared_at),
    )
