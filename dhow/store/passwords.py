"""Passwords: scrypt (RFC 7914) with its parameters beside each hash, so that they can be raised."""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final

_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
MIN_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Cost:
    """scrypt's N (as power of two), r and p. The default: 16 MB, a tenth of a second."""

    log2_n: int = 14
    r: int = 8
    p: int = 5


def hash_password(password: str, cost: Cost) -> str:
    """`scrypt$14$8$5$salt$hash`.

    Raises:
        ValueError: when the password is shorter than `MIN_LENGTH` characters.
    """
    if len(password) < MIN_LENGTH:
        raise ValueError(f"the password has {len(password)} characters, give {MIN_LENGTH} or more")
    salt = os.urandom(_SALT_BYTES)
    digest = _scrypt(password, salt, cost)
    fields = (salt, digest)
    encoded = (base64.urlsafe_b64encode(field).decode() for field in fields)
    return "$".join(("scrypt", str(cost.log2_n), str(cost.r), str(cost.p), *encoded))


def verify_password(password: str, stored: str) -> bool:
    """Whether `password` is the one behind a stored hash; takes the same time either way."""
    _, log2_n, r, p, salt, digest = stored.split("$")
    cost = Cost(int(log2_n), int(r), int(p))
    computed = _scrypt(password, base64.urlsafe_b64decode(salt), cost)
    return hmac.compare_digest(computed, base64.urlsafe_b64decode(digest))


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    n = 1 << cost.log2_n
    return hashlib.scrypt(
        password.encode(),
        salt=salt,
        n=n,
        r=cost.r,
        p=cost.p,
        maxmem=2 * 128 * n * cost.r + 1024 * 1024,
        dklen=_HASH_BYTES,
    )
