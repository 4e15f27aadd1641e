"""Consents of parties (EIP-712, ERC-2771): verified, shown, sent by the relay, once."""

from eth_utils.crypto import keccak

from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import conflict, unacceptable
from api.ids import from_hex
from api.keys import RELAY
from api.observing.exchange import note_transaction
from api.shown import receipt_view
from api.transactions.schemas import ConsentRequest, SignedActView, SignedConsent
from api.transactions.service import call_of, call_view, require_own
from dhow.errors import BadInputError
from dhow.ledger.abi import Refusal
from dhow.ledger.bindings.events import ExecutedForwardRequest
from dhow.ledger.bindings.values import ForwardRequestData
from dhow.ledger.calls import Call
from dhow.ledger.client import GAS_PER_TRANSACTION
from dhow.ledger.consent import typed_data
from dhow.ledger.signers import preimages
from dhow.ledger.types import Act, Address, Receipt, View

LONGEST_SECONDS = 7 * 24 * 3600
_OVERHEAD_GAS = 100_000  # what the forwarder itself uses around the act


def hand_in(context: ApiContext, actor: Actor, body: SignedConsent) -> SignedActView:
    """Send a signed consent by the relay, or give the receipt it has.

    Raises:
        ApiError: 422 no act of this network, past or beyond its time, or not signed for this
            network; 403 by a key of somebody else; 409 its nonce is used, or not due yet.
        Refusal: the ledger refuses the act; nothing was sent.
    """
    request = body.request
    party = _checksummed(request.from_)
    call = call_of(context, "request.data", _checksummed(request.to), from_hex(request.data))
    require_own(context, actor, party, "consent")
    if request.gas > GAS_PER_TRANSACTION - _OVERHEAD_GAS:
        raise unacceptable("request.gas", f"at most {GAS_PER_TRANSACTION - _OVERHEAD_GAS:,}")
    signature = from_hex(body.signature)
    _require_signed(context, party, call, request, signature)
    forwarder = context.contracts.forwarder
    act = forwarder.execute(
        ForwardRequestData(
            from_=party,
            to=call.target,
            value=0,
            gas=request.gas,
            deadline=request.deadline,
            data=call.calldata,
            signature=signature,
        )
    )
    with context.turns.hold(f"consents of {party}"):
        receipt = _sent_before(context, party, request.nonce, act)
        if receipt is None:
            _require_in_time(context, request.deadline)
            receipt = _relayed(context, party, call, act)
        note_transaction(receipt.transaction_hash)
        context.follower.caught_up_to(receipt.block_number, receipt.block_hash)
    return SignedActView(
        state="done",
        transaction=receipt.transaction_hash,
        party=party,
        call=call_view(call),
        receipt=receipt_view(receipt),
    )


def _require_signed(
    context: ApiContext, party: Address, call: Call, request: ConsentRequest, signature: bytes
) -> None:
    chain, forwarder = context.ledger.engine.chain_id, context.contracts.forwarder.address
    message = typed_data(
        call.as_act(),
        party,
        chain_id=chain,
        forwarder=forwarder,
        nonce=request.nonce,
        deadline=request.deadline,
    )
    message["message"]["gas"] = request.gas
    try:
        signer = preimages.recovered(preimages.typed_data_preimage(message), signature)
    except BadInputError as problem:
        raise unacceptable("signature", str(problem)) from None
    if signer != party:
        words = (
            f"it is not {party}'s over this request for this network (chain {chain}, forwarder "
            f"{forwarder}): something in it was changed, or it was signed for another network"
        )
        raise unacceptable("signature", words, next_step="Sign the typed data of a draft made now.")


def _require_in_time(context: ApiContext, deadline: int) -> None:
    now = context.now()
    if deadline <= now:
        raise unacceptable("request.deadline", f"{deadline} is past; the ledger's time is {now}")
    if deadline > now + LONGEST_SECONDS:
        raise unacceptable(
            "request.deadline",
            f"{deadline} lies more than {LONGEST_SECONDS // 86400} days ahead of {now}",
        )


def _sent_before(
    context: ApiContext, party: Address, nonce: int, act: Act[None]
) -> Receipt[None] | None:
    """The receipt of this very consent; None where its nonce is the next.

    Raises:
        ApiError: 409, the nonce was used for another consent, or others are due first.
    """
    forwarder = context.contracts.forwarder
    due = context.ledger.call(forwarder.nonces(party))
    if nonce == due:
        return None
    if nonce > due:
        raise conflict(
            "consent-ahead",
            f"The consent has number {nonce}, and {due} is the next of its key.",
            next_step="Hand in those before it first, or sign it anew.",
        )
    logs = context.ledger.events(
        context.contracts.manifest.first_block,
        contracts=[forwarder.address],
        first_indexed=[bytes(12) + from_hex(party)],
    )
    for log in logs:
        used = log.event
        if isinstance(used, ExecutedForwardRequest) and used.nonce == nonce and used.success:
            sent = context.ledger.engine.rpc("eth_getTransactionByHash", [log.transaction_hash])
            if from_hex(sent["input"]) == act.calldata:
                sender = context.keys.relay().address
                return context.ledger.receipt_of(log.transaction_hash, act, sender, b"")
    raise conflict(
        "consent-used",
        f"Number {nonce} of {party}'s consents was used for another act; {due} is the next.",
        next_step="Sign it anew: a draft has the next number.",
    )


def _relayed(context: ApiContext, party: Address, call: Call, act: Act[None]) -> Receipt[None]:
    try:
        key = f"consent {keccak(act.calldata).hex()}"  # the outbox finds it again
        return context.sender.send(act, context.keys.relay(), key=key, label=RELAY)
    except Refusal as refusal:
        if refusal.error_name == "FailedCall":
            # the forwarder hides the contract's reason: ask the contract as the forwarder would
            forwarded = call.calldata + from_hex(party)
            context.ledger.call(
                View(call.target, forwarded, call.function, {}, lambda _: None),
                sender=context.contracts.forwarder.address,
                at_next_block=True,
            )
        raise


def _checksummed(address: str) -> Address:
    from eth_utils.address import to_checksum_address  # noqa: PLC0415 - slow to import

    return Address(to_checksum_address(address))
