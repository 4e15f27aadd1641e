"""Service tokens on the wire: `dhow_<id>_<secret>`; the prefix lets scanners find leaked ones."""

import base64
import binascii
import secrets
from dataclasses import dataclass, field

PREFIX = "dhow_"
_ID_BYTES = 8
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Shown:
    """What a machine shows."""

    token_id: str
    secret: bytes = field(repr=False)

    def text(self) -> str:
        """As it is sent: shown once, when it is made."""
        encoded = base64.urlsafe_b64encode(self.secret).decode().rstrip("=")
        return f"{PREFIX}{self.token_id}_{encoded}"


def make() -> Shown:
    """A new token, by chance."""
    return Shown(secrets.token_hex(_ID_BYTES), secrets.token_bytes(_SECRET_BYTES))


def read(text: str) -> Shown | None:
    """What was shown; None where it is no service token."""
    token_id, found, encoded = text.removeprefix(PREFIX).partition("_")
    if not text.startswith(PREFIX) or not found or not token_id.isalnum():
        return None
    try:
        secret = base64.b64decode(encoded + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return Shown(token_id, secret) if len(secret) == _SECRET_BYTES else None
