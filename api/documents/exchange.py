"""Documents on their way between the processes of two organisations.

The reader asks the owner's process for a document by its hash, in a request signed with a key that
the ledger knows as the reader's (EIP-712: this network, this owner, once, for a few minutes). The
owner looks whether the reader may read it, as it would look for a reader of its own house, and
answers with the bytes sealed to a key of that one request. The reader keeps them only where their
hash is the one asked for, so that nobody on the way, nor the owner, can give it something else.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from eth_utils.crypto import keccak

from api import records
from api.acts import signer_of
from api.auth.roles import Actor, Duty
from api.context import ApiContext
from api.documents import service
from api.documents.schemas import AskForDocument, DocumentView, SealedDocument
from api.documents.sealing import open_sealed, opening_key, sealed_to
from api.errors import ApiError, not_found
from api.ids import from_hex, lei_of, org_hex, to_hex
from dhow.ledger.bindings.values import DocumentStanding
from dhow.ledger.bindings.values import Duty as LedgerDuty
from dhow.ledger.types import Address

VALID_SECONDS: Final = 120
"""How long a request may be answered, by the chain's clock."""
LONGEST_SECONDS: Final = 600
_ANSWER_SECONDS: Final = 20.0
_ANSWER_BYTES: Final = 4 * 1024 * 1024
_WORD: Final = 32

_TYPES: Final = {
    "EIP712Domain": [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ],
    "DocumentRequest": [
        {"name": "document", "type": "bytes32"},
        {"name": "owner", "type": "bytes32"},
        {"name": "reader", "type": "bytes32"},
        {"name": "sealTo", "type": "bytes32"},
        {"name": "nonce", "type": "bytes32"},
        {"name": "deadline", "type": "uint256"},
    ],
}


def typed_request(context: ApiContext, asked: AskForDocument) -> dict[str, Any]:
    """What the reader signs."""
    return {
        "types": _TYPES,
        "primaryType": "DocumentRequest",
        "domain": {
            "name": "dhow Documents",
            "version": "1",
            "chainId": context.ledger.engine.chain_id,
            "verifyingContract": context.contracts.documents.address,
        },
        "message": {
            "document": from_hex(asked.document),
            "owner": from_hex(org_hex(asked.owner)),
            "reader": from_hex(org_hex(asked.reader)),
            "sealTo": from_hex(asked.seal_to),
            "nonce": from_hex(asked.nonce),
            "deadline": asked.deadline,
        },
    }


# ------------------------------------------------------------------ the owner's side


def hand_over(context: ApiContext, asked: AskForDocument) -> SealedDocument:
    """A document for another organisation's process.

    Raises:
        ApiError: 401 where the request is not the reader's, is too old or was answered; 404 where
            the reader may not read it, or it is not there.
    """
    now = context.now()
    if not now <= asked.deadline <= now + LONGEST_SECONDS:
        raise _not_shown(
            f"The request is valid until {asked.deadline}; it is {now} on the ledger.",
            f"Ask with a deadline of at most {LONGEST_SECONDS} seconds.",
        )
    _require_signed(context, asked)
    if asked.owner not in _served_here(context, asked):
        raise not_found("document")
    if not context.answered.first(from_hex(asked.nonce), asked.deadline, now):
        raise _not_shown("This request was answered before.", "Sign a new one.")
    reader = Actor(asked.reader, "exchange", Duty.CHECKER, frozenset())
    content = service.content(context, reader, asked.document)
    ephemeral, ciphertext = sealed_to(
        from_hex(asked.seal_to), content, from_hex(asked.document) + from_hex(asked.nonce)
    )
    return SealedDocument(
        document=asked.document, ephemeral=to_hex(ephemeral), ciphertext=to_hex(ciphertext)
    )


def _require_signed(context: ApiContext, asked: AskForDocument) -> None:
    """The signature is of a key by which the reader acts, as the ledger has it now."""
    key = _signer_of(typed_request(context, asked), from_hex(asked.signature))
    if key is not None:
        record = context.ledger.call(context.contracts.members.key_record(key))
        if record.duty is not LedgerDuty.NONE and lei_of(record.organisation) == asked.reader:
            return
    raise _not_shown(
        f"The request is not signed by a key of {asked.reader}.",
        "Sign it with a key that acts for the reading organisation.",
    )


def _not_shown(what: str, next_step: str) -> ApiError:
    return ApiError(401, "not-the-reader", "Who asks is not shown", what, next_step=next_step)


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


def _served_here(context: ApiContext, asked: AskForDocument) -> tuple[str, ...]:
    """Who may be asked for a document here: its issuer and its owner."""
    with context.store.read() as work:
        row = work.documents.system_get(asked.document)
    return () if row is None else (lei_of(row.owner), lei_of(row.issuer))


# ------------------------------------------------------------------ the reader's side


def fetch(
    context: ApiContext, actor: Actor, document_id: str, owner: str, peers: Mapping[str, str]
) -> DocumentView:
    """Get a document from its owner's process and keep it; nothing is asked where it is here.

    Args:
        owner: LEI of the organisation whose process has it.
        peers: where the processes of other organisations answer, by LEI.

    Raises:
        ApiError: 404 where the owner says so, or it is not registered; 422 where the owner's
            process is not known; 502 where it does not answer, or not with this document.
    """
    organisation = org_hex(actor.organisation)
    with context.store.read() as work:
        here = work.documents.get(organisation, document_id)
        record = records.document(work, document_id)
    if here is not None:
        return service.read(context, actor, document_id)
    if record.standing is DocumentStanding.NONE:
        raise not_found("document")
    content = _asked_for(context, actor, document_id, owner, peers)
    if to_hex(keccak(content)) != document_id:
        raise _bad_gateway(owner, "answered with something else: its hash is not the one asked for")
    issuer = org_hex(lei_of(record.issuer))
    kind = record.kind.name.lower()
    with context.store.begin() as work:
        work.documents.put(
            organisation,
            document_id=document_id,
            kind=kind,
            issuer=issuer,
            content=content,
            at=context.now(),
        )
    return service.read(context, actor, document_id)


def signed_request(
    context: ApiContext, actor: Actor, document_id: str, owner: str
) -> tuple[AskForDocument, X25519PrivateKey]:
    """A request for a document in the name of the actor's organisation; what its answer opens with.

    Raises:
        ApiError: 421 where the organisation's key is not held here.
    """
    key, public = opening_key()
    unsigned = AskForDocument(
        document=document_id,
        owner=owner,
        reader=actor.organisation,
        seal_to=to_hex(public),
        nonce=to_hex(secrets.token_bytes(_WORD)),
        deadline=context.now() + VALID_SECONDS,
        signature="0x" + "00" * 65,
    )
    signature = signer_of(context, actor).sign_typed_data(typed_request(context, unsigned))
    asked = unsigned.model_copy(update={"signature": to_hex(signature)})
    return asked, key


def _asked_for(
    context: ApiContext, actor: Actor, document_id: str, owner: str, peers: Mapping[str, str]
) -> bytes:
    url = peers.get(owner)
    if url is None:
        raise ApiError(
            422,
            "unknown-peer",
            "No such peer",
            f"Where the process of {owner} answers is not known here.",
            next_step="Name it in the peers file that this process was started with (--peers).",
        )
    asked, key = signed_request(context, actor, document_id, owner)
    answer = _posted(owner, f"{url.rstrip('/')}/documents/exchange", asked.model_dump(mode="json"))
    try:
        sealed = SealedDocument.model_validate_json(answer)
        bound = from_hex(document_id) + from_hex(asked.nonce)
        return open_sealed(key, from_hex(sealed.ephemeral), from_hex(sealed.ciphertext), bound)
    except ValueError as problem:
        raise _bad_gateway(owner, "answered with what cannot be opened") from problem


def _posted(owner: str, url: str, body: dict[str, Any]) -> bytes:
    try:
        with (
            httpx.Client(timeout=_ANSWER_SECONDS, trust_env=False, follow_redirects=False) as http,
            http.stream("POST", url, json=body) as answer,
        ):
            found = bytearray()
            for chunk in answer.iter_bytes():
                found += chunk
                if len(found) > _ANSWER_BYTES:
                    raise _bad_gateway(owner, f"answered with more than {_ANSWER_BYTES} bytes")
    except httpx.HTTPError as problem:
        raise _bad_gateway(owner, f"does not answer: {type(problem).__name__}") from problem
    if answer.status_code == 404:
        raise not_found("document")
    if answer.status_code != 200:
        raise _bad_gateway(owner, f"refused with HTTP {answer.status_code}")
    return bytes(found)


def _bad_gateway(owner: str, what: str) -> ApiError:
    return ApiError(
        502,
        "peer-failed",
        "Another organisation's process failed",
        f"The process of {owner} {what}.",
        next_step="Nothing was kept. Ask again, or ask the organisation.",
    )
