"""Bytes sealed to one reader: X25519, HKDF-SHA256, ChaCha20-Poly1305, each key used once."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE: Final = b"dhow document exchange 1"
_NONCE: Final = bytes(12)  # the key is of one message only


def opening_key() -> tuple[X25519PrivateKey, bytes]:
    """A key for one answer, and its public half (32 bytes)."""
    key = X25519PrivateKey.generate()
    return key, key.public_key().public_bytes_raw()


def sealed_to(public: bytes, content: bytes, bound: bytes) -> tuple[bytes, bytes]:
    """An ephemeral public key (32 bytes), and the content sealed to `public`.

    Args:
        bound: what the answer is to; it opens with the same only.

    Raises:
        ValueError: `public` is no key that can be sealed to.
    """
    ephemeral = X25519PrivateKey.generate()
    mine = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    cipher = ChaCha20Poly1305(_derived(shared, mine + public))
    return mine, cipher.encrypt(_NONCE, content, bound)


def open_sealed(key: X25519PrivateKey, ephemeral: bytes, ciphertext: bytes, bound: bytes) -> bytes:
    """The content.

    Raises:
        ValueError: sealed to another key or bound to something else, or changed on the way.
    """
    shared = key.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    mine = key.public_key().public_bytes_raw()
    try:
        cipher = ChaCha20Poly1305(_derived(shared, ephemeral + mine))
        return cipher.decrypt(_NONCE, ciphertext, bound)
    except InvalidTag as problem:
        raise ValueError("what was sealed does not open") from problem


def _derived(shared: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=_PURPOSE).derive(shared)
