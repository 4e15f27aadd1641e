"""Who says what to whom: EIP-712 messages between processes, by keys that the ledger knows."""

from typing import Any, Final

from eth_utils.crypto import keccak

from api import records
from api.context import ApiContext
from api.errors import ApiError
from api.exchange.schemas import ActElsewhere, AskForContent, OfferContent
from api.ids import OPERATOR, from_hex, lei_of, org_hex
from api.keys import USER
from dhow.ledger.bindings.values import Duty
from dhow.ledger.signers.policy import EXCHANGE_NAME
from dhow.ledger.signing import Signer
from dhow.ledger.types import Address
from dhow.trade.records import canonical

VALID_SECONDS: Final = 120
"""How long a message may be answered, by the chain's clock."""
LONGEST_SECONDS: Final = 600
CUSTOMARY: Final = ("maker", "checker")
"""Names of an organisation's first users, where its keys are not kept under names of their own."""
_ADMINISTERS: Final = 0  # the role of the access manager that the operator's key has

_DOMAIN: Final = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]
_FIELDS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "ContentRequest": (
        *(("kind", "string"), ("object", "bytes32"), ("holder", "bytes32")),
        *(("reader", "bytes32"), ("sealTo", "bytes32")),
        *(("nonce", "bytes32"), ("deadline", "uint256")),
    ),
    "ContentAnswer": (
        *(("kind", "string"), ("object", "bytes32"), ("holder", "bytes32")),
        *(("reader", "bytes32"), ("content", "bytes32")),
        *(("nonce", "bytes32"), ("deadline", "uint256")),
    ),
    "ContentOffer": (
        *(("kind", "string"), ("object", "bytes32"), ("holder", "bytes32")),
        *(("reader", "bytes32"), ("nonce", "bytes32"), ("deadline", "uint256")),
    ),
    "ContentAct": (
        *(("kind", "string"), ("object", "bytes32"), ("act", "string"), ("body", "bytes32")),
        *(("holder", "bytes32"), ("reader", "bytes32")),
        *(("nonce", "bytes32"), ("deadline", "uint256")),
    ),
}

Message = AskForContent | OfferContent | ActElsewhere


def typed_request(context: ApiContext, asked: AskForContent) -> dict[str, Any]:
    """What the reader signs to be handed something."""
    return _typed(context, "ContentRequest", asked, sealTo=from_hex(asked.seal_to))


def typed_answer(
    context: ApiContext, asked: AskForContent, content: bytes, deadline: int
) -> dict[str, Any]:
    """What the holder signs of the content it hands over."""
    return _typed(context, "ContentAnswer", asked, content=keccak(content), deadline=deadline)


def typed_offer(context: ApiContext, offer: OfferContent) -> dict[str, Any]:
    """What the holder signs to say that there is something to fetch."""
    return _typed(context, "ContentOffer", offer)


def typed_act(context: ApiContext, act: ActElsewhere) -> dict[str, Any]:
    """What a participant signs of what it does elsewhere."""
    return _typed(context, "ContentAct", act, act=act.act, body=keccak(canonical(act.body)))


def _typed(context: ApiContext, name: str, told: Message, **more: Any) -> dict[str, Any]:
    whole = {
        "kind": told.kind,
        "object": from_hex(told.object),
        "holder": from_hex(org_hex(told.holder)),
        "reader": from_hex(org_hex(told.reader)),
        "nonce": from_hex(told.nonce),
        "deadline": told.deadline,
        **more,
    }
    fields = _FIELDS[name]
    return {
        "types": {
            "EIP712Domain": _DOMAIN,
            name: [{"name": field, "type": kind} for field, kind in fields],
        },
        "primaryType": name,
        "domain": {
            "name": EXCHANGE_NAME,
            "version": "1",
            "chainId": context.ledger.engine.chain_id,
            "verifyingContract": context.contracts.documents.address,
        },
        "message": {field: whole[field] for field, _ in fields},
    }


def speaker(context: ApiContext, lei: str) -> Signer:
    """A key of an organisation by which this process speaks for it.

    Raises:
        ApiError: 421 where none is held here.
    """
    if lei == OPERATOR:
        return context.keys.operator()
    with context.store.read() as work:
        users = work.users.all(org_hex(lei))
        by_duty = sorted(users, key=lambda each: each.duty)  # a checker's before a maker's
        names = [each.name for each in by_duty if not each.disabled] or first_users(context, lei)
        for name in names:
            signer = context.keys.user(lei, name)
            record = records.key(work, signer.address)
            if lei_of(record.organisation) == lei:
                return signer
    raise ApiError(
        421,
        "key-elsewhere",
        "Another process holds the key",
        f"No key of {lei} is held here.",
        next_step="Send the request to the process of the organisation that acts.",
    )


def first_users(context: ApiContext, lei: str) -> tuple[str, ...]:
    """Users by the names of the keys that are kept here; the customary ones where none is."""
    kept = {
        name.user
        for name, _ in context.keys.kept()
        if name.organisation == lei and name.purpose == USER and name.user
    }
    return tuple(sorted(kept)) or CUSTOMARY


def require_timely(context: ApiContext, deadline: int) -> None:
    """Raises 401 where a message is too old, or valid for too long."""
    now = context.now()
    if not now <= deadline <= now + LONGEST_SECONDS:
        raise not_shown(
            f"The request is valid until {deadline}; it is {now} on the ledger.",
            f"Ask with a deadline of at most {LONGEST_SECONDS} seconds.",
        )


def require_signed(context: ApiContext, message: dict[str, Any], signature: str, lei: str) -> None:
    """Raises 401 unless a key by which the organisation acts, as the ledger has it, signed this."""
    key = _signer_of(message, from_hex(signature))
    if key is None or not _speaks_for(context, key, lei):
        raise not_shown(
            f"The request is not signed by a key of {lei}.",
            f"Sign it with a key that acts for {lei}.",
        )


def not_shown(what: str, next_step: str) -> ApiError:
    """401: who asks is not shown."""
    return ApiError(401, "not-the-reader", "Who asks is not shown", what, next_step=next_step)


def _speaks_for(context: ApiContext, key: Address, lei: str) -> bool:
    if lei == OPERATOR:
        access = context.contracts.access
        holds, _ = context.ledger.call(access.has_role(role_id=_ADMINISTERS, account=key))
        return bool(holds)
    with context.store.read() as work:
        record = records.key(work, key)
    return record.duty is not Duty.NONE and lei_of(record.organisation) == lei


def _signer_of(message: dict[str, Any], signature: bytes) -> Address | None:
    from eth_account import Account  # noqa: PLC0415 - half a second that starting does not need
    from eth_account.messages import encode_typed_data  # noqa: PLC0415

    try:
        found = Account.recover_message(
            encode_typed_data(full_message=message), signature=signature
        )
    except Exception:  # whatever a forged signature makes the library say
        return None
    return Address(found)
