"""Encryption at rest: a key for each row, wrapped by the master key the process was started with.

AES-256-GCM throughout, fresh random nonces in front of the ciphertext. What a ciphertext belongs to
(table and id) is authenticated with it, so that one row's content moved into another does not open.
"""

import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dhow.store.errors import StoreUnusable

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Sealed:
    """A ciphertext and its data key, wrapped."""

    ciphertext: bytes
    wrapped_key: bytes


class Vault:
    """Seals and opens with one master key; its representation never shows the key."""

    def __init__(self, master_key: bytes) -> None:
        """Take the master key.

        Raises:
            StoreUnusable: unless it has 32 bytes.
        """
        if len(master_key) != KEY_BYTES:
            raise StoreUnusable(
                f"the master key has {len(master_key)} bytes, expected {KEY_BYTES};"
                " make one with `openssl rand -hex 32`"
            )
        self._master = AESGCM(master_key)
        self._secret = master_key

    def __repr__(self) -> str:
        return "Vault(...)"

    def derived_key(self, purpose: str, length: int) -> bytes:
        """A key for one purpose; tells nothing of the master key (HKDF, RFC 5869)."""
        return HKDF(hashes.SHA512(), length, None, purpose.encode()).derive(self._secret)

    def seal(self, content: bytes, belongs_to: str) -> Sealed:
        """Encrypt `content` under a new data key."""
        key = AESGCM.generate_key(bit_length=8 * KEY_BYTES)
        return Sealed(
            _encrypt(AESGCM(key), content, belongs_to),
            _encrypt(self._master, key, f"key:{belongs_to}"),
        )

    def seal_more(self, wrapped_key: bytes, content: bytes, belongs_to: str, part: str) -> bytes:
        """Encrypt another part of a row under the row's own data key."""
        return _encrypt(self._data_key(wrapped_key, belongs_to), content, f"{belongs_to}#{part}")

    def open(self, sealed: Sealed, belongs_to: str) -> bytes:
        """The content.

        Raises:
            StoreUnusable: when it was altered, moved, or sealed under another master key.
        """
        return _decrypt(
            self._data_key(sealed.wrapped_key, belongs_to), sealed.ciphertext, belongs_to
        )

    def open_more(self, wrapped_key: bytes, ciphertext: bytes, belongs_to: str, part: str) -> bytes:
        """What `seal_more` sealed.

        Raises:
            StoreUnusable: as `open`.
        """
        return _decrypt(self._data_key(wrapped_key, belongs_to), ciphertext, f"{belongs_to}#{part}")

    def _data_key(self, wrapped_key: bytes, belongs_to: str) -> AESGCM:
        return AESGCM(_decrypt(self._master, wrapped_key, f"key:{belongs_to}"))


def _encrypt(cipher: AESGCM, content: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, bound_to.encode())


def _decrypt(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError):
        raise StoreUnusable(
            f"{bound_to} does not open: it was altered, or the master key is not the one it was"
            " stored with; start with the right key or restore a backup"
        ) from None
