"""Service tokens: what machines show in place of a password. Only a secret's hash is kept.

The secret is 32 random bytes, so that a plain SHA-256 of it cannot be guessed back.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select, update

from dhow.store.errors import NotFound
from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Repository
from dhow.store.rows import ServiceTokenRow
from dhow.store.tables import service_tokens as tokens


class ServiceTokens(Repository):
    """Tokens; an organisation sees its own only."""

    capability = "service token"

    def add(
        self,
        actor: OrgId,
        *,
        token_id: str,
        secret: bytes,
        user: str,
        name: str,
        duty: str,
        roles: Iterable[str],
        reads_only: bool,
        created_by: str,
        at: int,
        expires_at: int,
    ) -> ServiceTokenRow:
        """Keep a new token of a user of the actor; the secret itself is not kept.

        Raises:
            AlreadyStored: the id is taken, or the actor has no such user.
        """
        check_id(actor, "the acting organisation")
        row = ServiceTokenRow(
            token_id,
            actor,
            user,
            name,
            duty,
            tuple(sorted(set(roles))),
            reads_only,
            created_by,
            at,
            expires_at,
            None,
            None,
        )
        self._insert(
            tokens,
            token_id,
            token_id=token_id,
            organisation=actor,
            user=user,
            name=name,
            digest=_hash(secret),
            duty=duty,
            roles=list(row.roles),
            reads_only=reads_only,
            created_by=created_by,
            created_at=at,
            expires_at=expires_at,
        )
        return row

    def system_find(self, token_id: str, secret: bytes) -> ServiceTokenRow | None:
        """The token whose secret this is, revoked and expired ones too."""
        row = self._connection.execute(select(tokens).where(tokens.c.token_id == token_id)).first()
        if row is None or not hmac.compare_digest(row.digest, _hash(secret)):
            return None
        return _token(row)

    def all(self, actor: OrgId) -> tuple[ServiceTokenRow, ...]:
        """The actor's tokens, newest first."""
        check_id(actor, "the acting organisation")
        rows = self._connection.execute(
            select(tokens)
            .where(tokens.c.organisation == actor)
            .order_by(tokens.c.created_at.desc(), tokens.c.token_id)
        )
        return tuple(_token(row) for row in rows)

    def get(self, actor: OrgId, token_id: str) -> ServiceTokenRow | None:
        """A token of the actor."""
        check_id(actor, "the acting organisation")
        row = self._connection.execute(
            select(tokens).where(tokens.c.organisation == actor, tokens.c.token_id == token_id)
        ).first()
        return _token(row) if row else None

    def revoke(self, actor: OrgId, token_id: str, *, by: str, at: int) -> ServiceTokenRow:
        """End a token, at once; one that was ended before stays as it was.

        Raises:
            NotFound: the actor has no such token.
        """
        self._connection.execute(
            update(tokens)
            .where(
                tokens.c.organisation == actor,
                tokens.c.token_id == token_id,
                tokens.c.revoked_at.is_(None),
            )
            .values(revoked_by=by, revoked_at=at)
        )
        row = self.get(actor, token_id)
        if row is None:
            raise NotFound(self.capability, token_id)
        return row


def _hash(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()


def _token(row: Row[Any]) -> ServiceTokenRow:
    return ServiceTokenRow(
        row.token_id,
        OrgId(row.organisation),
        row.user,
        row.name,
        row.duty,
        tuple(row.roles),
        row.reads_only,
        row.created_by,
        row.created_at,
        row.expires_at,
        row.revoked_by,
        row.revoked_at,
    )
