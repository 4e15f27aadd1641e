"""P-256 keys of devices and terminals; signatures are 64 bytes, r then s, big-endian.

Signing is deterministic (RFC 6979), so that the same device over the same values gives the same
bytes in every run; and raw r and s are what the ledger's P-256 precompile takes (RIP-7212).
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SIGN = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_VERIFY = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True)
class PublicKey:
    """A P-256 public key as its 33-byte compressed point."""

    compressed: bytes

    def __post_init__(self) -> None:
        """Refuse what is not a point on the curve.

        Raises:
            ValueError: not such a point.
        """
        _ = self._key

    @cached_property
    def _key(self) -> ec.EllipticCurvePublicKey:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, self.compressed)

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` (64 bytes) over SHA-256 of `message` is by this key."""
        if len(signature) != 64:
            return False
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        try:
            self._key.verify(encode_dss_signature(r, s), message, _VERIFY)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A P-256 private key held in memory: for the devices of demonstrations and tests."""

    secret: int

    @classmethod
    def development(cls, seed: str) -> "SigningKey":
        """A key that anyone with the seed can make: never for a real device."""
        digest = hashlib.sha512(b"dhow development P-256 key\x00" + seed.encode()).digest()
        return cls(int.from_bytes(digest, "big") % (_ORDER - 1) + 1)

    @cached_property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(self.secret, _CURVE)

    @cached_property
    def public(self) -> PublicKey:
        """The public half."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return PublicKey(point)

    def sign(self, message: bytes) -> bytes:
        """64 bytes over SHA-256 of `message`."""
        r, s = decode_dss_signature(self._key.sign(message, _SIGN))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def __repr__(self) -> str:
        """The public half only: a log must not carry the secret."""
        return f"SigningKey(public={self.public.compressed.hex()})"
