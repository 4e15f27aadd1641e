"""The bytes whose keccak-256 is signed, and what becomes of them with a signature.

Only EIP-1559 transactions: the one kind that is sent here. The encoding is RLP (Yellow Paper,
appendix B) of nine fields, twelve with the signature (EIP-1559).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from eth_utils.crypto import keccak

from dhow.errors import BadInputError
from dhow.ledger import raw
from dhow.ledger.types import Address

_HALF_ORDER: Final = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
"""EIP-2: of the two signatures that are valid, only the one with the lower s is."""


class MalformedTransaction(BadInputError):
    """Bytes that are no transaction that can be taken here."""


@dataclass(frozen=True, slots=True)
class SignedTransaction:
    """A transaction as it was signed. Fees are in wei; `target` is None for a deployment."""

    raw: bytes
    hash: str
    sender: Address
    chain_id: int
    nonce: int
    gas: int
    max_fee: int
    tip: int
    target: Address | None
    value: int
    calldata: bytes


def unsigned(fields: Mapping[str, Any]) -> bytes:
    """What is hashed and signed of a transaction's fields (as `Signer.sign_transaction` has them).

    Raises:
        BadInputError: not an EIP-1559 transaction, or a field is missing.
    """
    return raw.unsigned(_checked(fields))


def signed(fields: Mapping[str, Any], signature: bytes) -> bytes:
    """The raw transaction, from 65 bytes r, s, v (v is 0, 1, 27 or 28)."""
    _, _, parity = split(signature)
    return raw.with_signature(_checked(fields), signature[:64] + bytes([parity]))


def split(signature: bytes) -> tuple[int, int, int]:
    """r, s and the parity of y.

    Raises:
        BadInputError: not a signature: wrong length, v, or s in the upper half (EIP-2).
    """
    if len(signature) != 65 or signature[64] not in (0, 1, 27, 28):
        raise BadInputError("a signature is 65 bytes r, s, v with v 0, 1, 27 or 28")
    s = int.from_bytes(signature[32:64], "big")
    if s > _HALF_ORDER:
        raise BadInputError("the signature's s is in the upper half, which EIP-2 forbids")
    return int.from_bytes(signature[:32], "big"), s, signature[64] % 27


def typed_data_preimage(message: Mapping[str, Any]) -> bytes:
    """What is hashed and signed of EIP-712 typed data: 0x1901, domain separator, struct hash."""
    from eth_account.messages import encode_typed_data  # noqa: PLC0415 - slow to import

    signable = encode_typed_data(full_message=dict(message))
    return b"\x19" + signable.version + signable.header + signable.body


def recovered(preimage: bytes, signature: bytes) -> Address:
    """Whose key made a signature.

    Raises:
        BadInputError: nobody's: not a signature of these bytes.
    """
    from coincurve import PublicKey  # noqa: PLC0415
    from eth_utils.address import to_checksum_address  # noqa: PLC0415

    r, s, parity = split(signature)
    whole = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([parity])
    try:
        key = PublicKey.from_signature_and_message(whole, keccak(preimage), hasher=None)
    except Exception:
        raise BadInputError("the signature is not one of these bytes by any key") from None
    return Address(to_checksum_address(keccak(key.format(compressed=False)[1:])[-20:]))


def read_signed(given: bytes) -> SignedTransaction:
    """Take a raw transaction apart.

    Raises:
        MalformedTransaction: of another type, cut short, or with something behind it.
    """
    from eth_utils.address import to_checksum_address  # noqa: PLC0415

    if not given or given[0] != raw.TYPE:
        raise MalformedTransaction(
            "this is no EIP-1559 transaction (type 2), the one kind that is taken: sign the fields "
            "of a draft as they are"
        )
    try:
        parts, rest = _taken(given[1:])
        numbers = [int.from_bytes(parts[at], "big") for at in (0, 1, 2, 3, 4, 6, 9)]
        chain_id, nonce, tip, max_fee, gas, value, parity = numbers
        to, data, listed = parts[5], parts[7], parts[8]
        signature = parts[10].rjust(32, b"\0") + parts[11].rjust(32, b"\0") + bytes([parity])
        whole = not rest and len(parts) == _PARTS and len(to) in (0, 20)
    except (IndexError, TypeError, ValueError, AttributeError, RecursionError):
        whole = False
    if not whole:
        raise MalformedTransaction(
            "these bytes are no whole signed transaction: send what the wallet gave, as 0x and "
            "hexadecimal digits"
        )
    if listed:
        raise MalformedTransaction("the transaction has an access list; sign it without one")
    fields = {
        "chainId": chain_id,
        "nonce": nonce,
        "maxPriorityFeePerGas": tip,
        "maxFeePerGas": max_fee,
        "gas": gas,
        "to": "0x" + to.hex() if to else None,
        "value": value,
        "data": data,
    }
    if signed(fields, signature) != given:
        raise MalformedTransaction("the transaction is not encoded in the one canonical way")
    return SignedTransaction(
        raw=given,
        hash="0x" + keccak(given).hex(),
        sender=recovered(unsigned(fields), signature),
        chain_id=chain_id,
        nonce=nonce,
        gas=gas,
        max_fee=max_fee,
        tip=tip,
        target=Address(to_checksum_address(to)) if to else None,
        value=value,
        calldata=data,
    )


# -------------------------------------------------------------------- the inside

_PARTS: Final = 12
_FIELDS: Final = ("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas")


def _checked(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    if fields.get("type", raw.TYPE) != raw.TYPE:
        raise BadInputError(f"only EIP-1559 transactions are signed, not type {fields['type']}")
    if missing := [name for name in _FIELDS if name not in fields]:
        raise BadInputError(f"the transaction lacks {', '.join(missing)}")
    return fields


def _taken(data: bytes) -> tuple[Any, bytes]:
    """The first item of RLP bytes, and what follows it; more than there is counts as cut short."""
    first = data[0]
    if first < 0x80:
        return data[:1], data[1:]
    offset = 0x80 if first < 0xC0 else 0xC0
    size, start = first - offset, 1
    if size > 55:
        start = 1 + size - 55
        size = int.from_bytes(data[1:start], "big")
    payload, rest = data[start : start + size], data[start + size :]
    if len(payload) != size:
        raise ValueError("cut short")
    if offset == 0x80:
        return payload, rest
    items = []
    while payload:
        item, payload = _taken(payload)
        items.append(item)
    return items, rest
