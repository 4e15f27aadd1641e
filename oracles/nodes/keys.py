"""secp256k1 keys of oracle nodes and their compact signatures (EIP-2098)."""

from dataclasses import dataclass

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_typing import Hash32
from eth_utils.exceptions import ValidationError

from dhow.trade.oracles.merkle import keccak256

_HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


@dataclass(frozen=True)
class NodeKey:
    """A node's key, held in memory."""

    account: LocalAccount

    @classmethod
    def development(cls, seed: int, number: int) -> "NodeKey":
        """A key that anyone can make from seed and number: never for a real node."""
        secret = keccak256(f"dhow development oracle node {seed}/{number}".encode())
        return cls(Account.from_key(secret))

    @property
    def address(self) -> str:
        """The node's address, with its checksum capitals (EIP-55)."""
        return str(self.account.address)

    def sign(self, digest: bytes) -> bytes:
        """64 bytes over a 32-byte digest: r, then s with the parity of y in its top bit."""
        signed = self.account.unsafe_sign_hash(Hash32(digest))
        parity = signed.v - 27
        return signed.r.to_bytes(32, "big") + (signed.s | parity << 255).to_bytes(32, "big")


def recover(digest: bytes, signature: bytes) -> str | None:
    """Address that made a compact signature over a digest; `None` for no valid signature.

    A high s is refused: its twin would be a second signature of the same thing.
    """
    if len(signature) != 64:
        return None
    r = int.from_bytes(signature[:32], "big")
    tail = int.from_bytes(signature[32:], "big")
    s, parity = tail & (2**255 - 1), tail >> 255
    if not 0 < s <= _HALF_ORDER:
        return None
    try:
        key = Signature(vrs=(parity, r, s)).recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValidationError):
        return None
    return str(key.to_checksum_address())
