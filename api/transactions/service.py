"""Raw transactions of parties: checked as strangers' bytes, sent on as they are, followed.

Nothing is kept here. The bytes are the party's own; the chain's nonce makes them count once, and
their hash finds them again.
"""

import time
from typing import Any, NoReturn

from api.auth.roles import Actor
from api.context import ApiContext
from api.drafting import call_json
from api.errors import ApiError, conflict, forbidden, not_found, unacceptable
from api.ids import from_hex, org_bytes, org_hex
from api.observing.exchange import note_transaction
from api.shown import receipt_view
from api.transactions.schemas import CallView, SignedActView
from dhow.errors import EnvironmentProblemError
from dhow.ledger.bindings.values import Duty, OrgId
from dhow.ledger.calls import Call, UnknownCall
from dhow.ledger.client import GAS_PER_TRANSACTION
from dhow.ledger.engines.base import RpcError
from dhow.ledger.sending import RefusalKind, kind_of
from dhow.ledger.signers import preimages
from dhow.ledger.signers.preimages import MalformedTransaction, SignedTransaction
from dhow.ledger.types import Address

WAIT_SECONDS = 30.0


def send(context: ApiContext, actor: Actor, raw: str) -> SignedActView:
    """Send a signed transaction on, and wait a while for its block.

    Raises:
        ApiError: 422 not such a transaction, for another network, or of something else than an act
            here; 403 not by a key of the actor's organisation; 409 its nonce is not the next.
        Refusal: the ledger refuses the act; nothing was sent.
    """
    try:
        signed = preimages.read_signed(from_hex(raw))
    except MalformedTransaction as problem:
        raise unacceptable("raw", str(problem)) from None
    call = _checked(context, actor, signed)
    with context.turns.hold(f"transactions of {signed.sender}"):
        if _receipt(context, signed.hash) is None:
            _send_on(context, signed, call)
        deadline = time.monotonic() + WAIT_SECONDS
        pause = 0.002
        while _receipt(context, signed.hash) is None and time.monotonic() < deadline:
            time.sleep(pause)
            pause = min(pause * 2, 0.5)
    return _view(context, signed.hash, signed.sender, call)


def read(context: ApiContext, actor: Actor, transaction: str) -> SignedActView:
    """A transaction that a key of the actor's organisation signed.

    Raises:
        ApiError: 404 unknown, another organisation's, or no act of this network.
    """
    found = context.ledger.engine.rpc("eth_getTransactionByHash", [transaction])
    if found is None:
        raise not_found("transaction")
    sender = _checksummed(found["from"])
    if not is_of(context, actor.organisation, sender):
        raise not_found("transaction")
    try:
        to = _checksummed(found["to"]) if found.get("to") else None
        call = context.calls.read(to, from_hex(found["input"]))
    except UnknownCall:
        raise not_found("transaction") from None
    return _view(context, transaction, sender, call)


def is_of(context: ApiContext, organisation: str, key: str) -> bool:
    """Whether the ledger lets a key act for an organisation, or it is its settlement account."""
    members = context.contracts.members
    org = OrgId(org_bytes(organisation))
    record = context.ledger.call(members.key_record(Address(key)))
    if record.duty is not Duty.NONE and bytes(record.organisation) == bytes(org):
        return True
    return context.ledger.call(members.settlement_account(org)) == key


def held_here(context: ApiContext, organisation: str, key: str) -> bool:
    """Whether a key of an organisation is kept by this API, which counts its nonces."""
    with context.store.read() as work:
        users = [row.name for row in work.users.all(org_hex(organisation))]
    return key in context.keys.held(organisation, users)


def call_of(context: ApiContext, path: str, target: str | None, calldata: bytes) -> Call:
    """What signed bytes do.

    Raises:
        ApiError: 422, they are no act of this network.
    """
    try:
        return context.calls.read(target, calldata)
    except UnknownCall as problem:
        raise ApiError(
            422,
            f"unknown-{problem.reason}",
            "This is no act of this network",
            str(problem),
            next_step="Sign what the act's own route drafts: Prefer: draft.",
            fields=((path, str(problem)),),
        ) from None


def call_view(call: Call) -> CallView:
    """A call as JSON."""
    return CallView(**call_json(call))


def require_own(context: ApiContext, actor: Actor, key: str, what: str) -> None:
    """Raises ApiError 403 where a signer is nobody of the actor's organisation."""
    if not is_of(context, actor.organisation, key):
        raise forbidden(
            f"The {what} is signed by {key}, which does not act for your organisation.",
            "Sign with a key of yours on the ledger: GET /members/keys.",
        )


def _checked(context: ApiContext, actor: Actor, signed: SignedTransaction) -> Call:
    chain = context.ledger.engine.chain_id
    if signed.chain_id != chain:
        raise unacceptable("raw", f"it is for chain {signed.chain_id}, this network's is {chain}")
    call = call_of(context, "raw", signed.target, signed.calldata)
    if signed.value:
        raise unacceptable("raw", f"it moves {signed.value} wei; no act here takes coin")
    if signed.gas > GAS_PER_TRANSACTION:
        most = f"{GAS_PER_TRANSACTION:,}"
        raise unacceptable("raw", f"it may use {signed.gas:,} gas; at most {most} is sent on")
    require_own(context, actor, signed.sender, "transaction")
    if held_here(context, actor.organisation, signed.sender):
        raise conflict(
            "key-held-here",
            f"The key {signed.sender} is kept by this API, which counts its nonces.",
            next_step="Use the act's own route, or sign a consent: POST /transactions/consents.",
        )
    return call


def _send_on(context: ApiContext, signed: SignedTransaction, call: Call) -> None:
    engine = context.ledger.engine
    if engine.rpc("eth_getTransactionByHash", [signed.hash]) is not None:
        return  # a node has it already
    due = int(engine.rpc("eth_getTransactionCount", [signed.sender, "pending"]), 16)
    if signed.nonce != due:
        raise _wrong_nonce(signed.nonce, due)
    context.ledger.tried(call.as_act(), signed.sender)
    try:
        engine.rpc("eth_sendRawTransaction", ["0x" + signed.raw.hex()])
    except RpcError as problem:
        _refused(context, signed, problem)


def _refused(context: ApiContext, signed: SignedTransaction, problem: RpcError) -> None:
    kind = kind_of(problem)
    if kind is RefusalKind.KNOWN or _receipt(context, signed.hash) is not None:
        return
    if kind in (RefusalKind.NONCE_TOO_LOW, RefusalKind.NONCE_GAP):
        due = context.ledger.engine.rpc("eth_getTransactionCount", [signed.sender, "pending"])
        raise _wrong_nonce(signed.nonce, int(due, 16))
    if kind is RefusalKind.REVERTED:
        assert signed.target is not None  # noqa: S101 - checked before
        raise context.ledger.decoder.refusal(problem.data, signed.target) from None
    if kind in (RefusalKind.UNAVAILABLE, RefusalKind.POOL_FULL):
        raise EnvironmentProblemError(f"the node does not take it now: {problem}") from problem
    raise conflict(
        f"node-refuses-{kind.value.replace(' ', '-')}",
        f"The node does not take the transaction: {problem}.",
        next_step="Sign a new one with the fees and gas of a draft made now.",
    ) from None


def _wrong_nonce(nonce: int, due: int) -> ApiError:
    code = "nonce-used" if nonce < due else "nonce-ahead"
    return conflict(
        code,
        f"The transaction has nonce {nonce}, and {due} is the next of its key.",
        next_step="Sign it anew with that nonce; what was sent already is not sent twice.",
    )


def _receipt(context: ApiContext, transaction: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = context.ledger.engine.rpc(
        "eth_getTransactionReceipt", [transaction]
    )
    return found


def _view(context: ApiContext, transaction: str, party: str, call: Call) -> SignedActView:
    """What became of a transaction.

    Raises:
        Refusal: it is in a block, where the contract refused it.
    """
    found = _receipt(context, transaction)
    if found is not None and found["status"] != "0x1":
        _failed(context, party, call, int(found["blockNumber"], 16))
    receipt = None
    if found is not None:
        receipt = context.ledger.receipt_of(transaction, call.as_act(), party, b"")
        note_transaction(transaction)
        context.follower.caught_up_to(receipt.block_number, receipt.block_hash)
    return SignedActView(
        state="pending" if receipt is None else "done",
        transaction=transaction,
        party=party,
        call=call_view(call),
        receipt=receipt_view(receipt) if receipt else None,
    )


def _failed(context: ApiContext, party: str, call: Call, block: int) -> NoReturn:
    data = context.ledger.why_refused(call.target, call.calldata, party, block)
    raise context.ledger.decoder.refusal(data or b"", call.target, call.function)


def _checksummed(address: str) -> Address:
    from eth_utils.address import to_checksum_address  # noqa: PLC0415 - slow to import

    return Address(to_checksum_address(address))
