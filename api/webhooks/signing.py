"""Secrets and signatures of messages, as the Standard Webhooks specification 1.0.0 has them.

Signed is `<webhook-id>.<webhook-timestamp>.<body>`, with HMAC-SHA256 under the secret's bytes; the
header holds one `v1,<base64>` for each secret in force, so that a receiver may change over.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32  # the specification asks for 24 to 64


def new_secret() -> bytes:
    """A secret nobody has seen."""
    return secrets.token_bytes(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """A secret as its receiver is given it."""
    return PREFIX + base64.b64encode(secret).decode()


def signature(message_id: str, timestamp: int, body: bytes, secret: bytes) -> str:
    """One signature, with its version."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def headers(
    message_id: str, timestamp: int, body: bytes, known: Iterable[bytes]
) -> Mapping[str, str]:
    """What goes with a message; `timestamp` is when it is sent, unix seconds."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            signature(message_id, timestamp, body, secret) for secret in known
        ),
    }
