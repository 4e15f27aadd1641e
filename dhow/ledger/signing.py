"""Who signs: the `Signer` protocol and a key held in this process."""

from functools import lru_cache
from typing import Any, Protocol

from eth_utils.crypto import keccak

from dhow.errors import BadInputError
from dhow.ledger import raw
from dhow.ledger.types import Address


class Signer(Protocol):
    """Something that holds a key. The key itself may live elsewhere (web3signer, an HSM)."""

    @property
    def address(self) -> Address:
        """Whose signature it makes."""

    def sign_transaction(self, transaction: dict[str, Any]) -> bytes:
        """A raw transaction; fields as in JSON-RPC with integers, all of them given."""

    def sign_typed_data(self, message: dict[str, Any]) -> bytes:
        """EIP-712: 65 bytes r, s, v over `{domain, types, primaryType, message}`."""


class LocalSigner:
    """A secp256k1 key in memory. Its text form never shows the secret."""

    def __init__(self, secret: bytes) -> None:
        """Take 32 bytes.

        Raises:
            BadInputError: not a key.
        """
        from coincurve import PrivateKey  # noqa: PLC0415 - reading needs none of these
        from eth_account import Account  # noqa: PLC0415 - half a second

        try:
            if len(secret) != 32:
                raise ValueError(f"{len(secret)} bytes")
            self._account = Account.from_key(secret)
            self._key = PrivateKey(secret)
            self._address = Address(self._account.address)
        except Exception:
            # the cause may show the secret: leave it out
            raise BadInputError("a signing key is 32 bytes in the range of secp256k1") from None

    @classmethod
    def named(cls, name: str) -> "LocalSigner":
        """A key that anyone can derive from a name: for development, tests and lessons only."""
        return _named(name)

    @property
    def address(self) -> Address:
        """Whose signature it makes."""
        return self._address

    def sign_transaction(self, transaction: dict[str, Any]) -> bytes:
        """A raw transaction."""
        if raw.made_by_hand(transaction):
            return raw.signed(transaction, self._sign)
        return bytes(self._account.sign_transaction(transaction).raw_transaction)

    def sign_typed_data(self, message: dict[str, Any]) -> bytes:
        """EIP-712."""
        return bytes(self._account.sign_typed_data(full_message=message).signature)

    def _sign(self, digest: bytes) -> bytes:
        # deterministic (RFC 6979) and of low s, as eth-account's
        return self._key.sign_recoverable(digest, hasher=None)

    def __repr__(self) -> str:
        return f"LocalSigner({self.address})"


@lru_cache(maxsize=1_024)
def _named(name: str) -> LocalSigner:
    return LocalSigner(keccak(text=f"dhow development key: {name}"))
