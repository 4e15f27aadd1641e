"""Session tokens: short-lived JWTs that say who signed in, and nothing about what they may do.

Roles are read anew at every request, so that a suspension or a disabled user takes effect at once.
There are no refresh tokens: a person signs in again after half an hour, and a machine has a service
token, which is listed and can be revoked; a third kind of secret would only be one more to steal.
Lifetime runs by the wall clock: the chain's clock may stand still or jump.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

_ALGORITHM = "HS256"
_ISSUER = "dhow"
_AUDIENCE = "dhow-api"
_SECRET_BYTES = 32

LIFETIME = timedelta(minutes=30)


class InvalidTokenError(Exception):
    """Not a token of ours, altered, or out of date; `expired` says which."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("expired" if expired else "invalid")
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Claims:
    """Who signed in.

    Attributes:
        epoch: of the user when it signed in; a token of an earlier one is over. None without token.
    """

    organisation: str
    user: str
    epoch: int | None = None


class Tokens:
    """Issues and reads session tokens with one secret."""

    def __init__(
        self,
        secret: bytes,
        *,
        lifetime: timedelta = LIFETIME,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take a secret of at least 32 bytes.

        Raises:
            ValueError: the secret is shorter.
        """
        if len(secret) < _SECRET_BYTES:
            raise ValueError(f"the token secret must have at least {_SECRET_BYTES} bytes")
        self._secret = secret
        self._now = now
        self.lifetime = lifetime

    def now(self) -> int:
        """UTC seconds by the wall clock, which tokens live by."""
        return int(self._now().timestamp())

    def issue(self, claims: Claims) -> str:
        """A token for a user who has just shown the password."""
        now = self._now()
        return jwt.encode(
            {
                "sub": f"{claims.organisation}/{claims.user}",
                "iss": _ISSUER,
                "aud": _AUDIENCE,
                "epoch": claims.epoch or 0,
                "iat": now,
                "exp": now + self.lifetime,
            },
            self._secret,
            algorithm=_ALGORITHM,
        )

    def read(self, token: str, *, late: timedelta = timedelta()) -> Claims:
        """Who a token stands for.

        Args:
            late: for how long after its end it is read all the same.

        Raises:
            InvalidTokenError: altered, not ours, without an end, or past it.
        """
        payload = self._payload(token)
        if float(payload["exp"]) + late.total_seconds() <= self._now().timestamp():
            raise InvalidTokenError(expired=True)
        organisation, _, user = str(payload["sub"]).partition("/")
        return Claims(organisation, user, int(payload["epoch"]))

    def end_of(self, token: str) -> float:
        """When a session ends, unix seconds; 0 for what is no token of ours."""
        try:
            return float(self._payload(token)["exp"])
        except InvalidTokenError:
            return 0.0

    def _payload(self, token: str) -> dict[str, Any]:
        try:
            payload: dict[str, Any] = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],  # never the algorithm the token itself names
                audience=_AUDIENCE,
                issuer=_ISSUER,
                options={
                    "require": ["sub", "exp", "iat", "aud", "iss", "epoch"],
                    "verify_exp": False,
                },
            )
        except jwt.InvalidTokenError:
            raise InvalidTokenError(expired=False) from None
        return payload
