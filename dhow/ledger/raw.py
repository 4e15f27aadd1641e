"""Raw transactions of type 2 (EIP-1559), made by hand: RLP, keccak, secp256k1 in C.

eth-account makes the same bytes and takes ten times as long, in which it checks what our own code
has made right. Sources: EIP-2718, EIP-1559, Yellow Paper appendix B (RLP).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from eth_utils.crypto import keccak

from dhow.errors import BadInputError

TYPE: Final = 2
_FIELDS: Final = frozenset(
    (
        "type",
        "chainId",
        "nonce",
        "gas",
        "maxFeePerGas",
        "maxPriorityFeePerGas",
        "value",
        "to",
        "data",
    )
)
_QUANTITIES: Final = (
    "chainId",
    "nonce",
    "maxPriorityFeePerGas",
    "maxFeePerGas",
    "gas",
)
_PREFIX: Final = bytes([TYPE])
_ADDRESS_DIGITS: Final = 42
_EMPTY_LIST: Final = b"\xc0"

Sign = Callable[[bytes], bytes]
"""From a hash of 32 bytes to 65: r, s, and the parity of y (0 or 1)."""


def made_by_hand(transaction: Mapping[str, Any]) -> bool:
    """Whether `signed` can make these: type 2 with the usual fields as integers and bytes."""
    data = transaction.get("data", b"")
    return (
        transaction.get("type") == TYPE
        and _FIELDS.issuperset(transaction)
        and isinstance(data, bytes | bytearray)
        and all(type(transaction.get(name)) is int for name in _QUANTITIES)
        and isinstance(transaction.get("to", ""), str)
    )


def signed(transaction: Mapping[str, Any], sign: Sign) -> bytes:
    """The raw transaction.

    Raises:
        BadInputError: a number below zero, or no address.
    """
    fields = _fields(transaction)
    return _with(fields, sign(keccak(_PREFIX + _list(fields))))


def unsigned(transaction: Mapping[str, Any]) -> bytes:
    """What is hashed and signed: for a key that is elsewhere and hashes by itself.

    Raises:
        BadInputError: as `signed`.
    """
    return _PREFIX + _list(_fields(transaction))


def with_signature(transaction: Mapping[str, Any], signature: bytes) -> bytes:
    """The raw transaction, from 65 bytes r, s and the parity of y that were made elsewhere."""
    return _with(_fields(transaction), signature)


def _fields(transaction: Mapping[str, Any]) -> bytes:
    return b"".join(
        (
            *(_quantity(transaction[name]) for name in _QUANTITIES),
            _address(transaction.get("to")),
            _quantity(transaction.get("value", 0)),
            _text(bytes(transaction.get("data", b""))),
            _EMPTY_LIST,  # no access list
        )
    )


def _with(fields: bytes, signature: bytes) -> bytes:
    return _PREFIX + _list(
        fields
        + _quantity(signature[64])
        + _text(signature[:32].lstrip(b"\0"))
        + _text(signature[32:64].lstrip(b"\0"))
    )


def _quantity(number: int) -> bytes:
    if number < 0:
        raise BadInputError(f"a transaction has no numbers below zero, and was given {number}")
    return _text(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _address(text: str | None) -> bytes:
    if text is None:
        return b"\x80"  # a deployment
    if len(text) != _ADDRESS_DIGITS or text[:2] != "0x":
        raise BadInputError(f"{text!r} is no address: 0x and 40 hexadecimal digits")
    return b"\x94" + bytes.fromhex(text[2:])


def _text(content: bytes) -> bytes:
    length = len(content)
    if length == 1 and content[0] < 0x80:
        return content
    return _head(length, 0x80) + content


def _list(content: bytes) -> bytes:
    return _head(len(content), 0xC0) + content


def _head(length: int, base: int) -> bytes:
    if length < 56:
        return bytes((base + length,))
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((base + 55 + len(size),)) + size
