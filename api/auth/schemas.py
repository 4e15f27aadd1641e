"""What signing in gives back."""

from api.schemas import Answer


class SessionsView(Answer):
    """What became of the user's sessions."""

    sessions: str = "ended"


class TokenView(Answer):
    """A bearer token and whom it stands for (RFC 6749 section 5.1)."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the kind of token
    expires_in: int
    organisation: str
    user: str
    duty: str
    roles: tuple[str, ...]
