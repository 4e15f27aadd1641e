"""Maker and checker: binding acts one user prepares and another carries out."""

from typing import Any

from sqlalchemy import Row, select, update

from dhow.store.errors import NotEntitled, NotFound, StoreError
from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Repository
from dhow.store.rows import ActRow
from dhow.store.tables import acts


class Acts(Repository):
    """Acts, each seen by its own organisation only."""

    capability = "act"

    def add(
        self,
        actor: OrgId,
        *,
        act_id: str,
        kind: str,
        summary: str,
        request: bytes,
        prepared_by: str,
        at: int,
    ) -> ActRow:
        """Prepare an act; `prepared_by` is a user of the actor.

        Raises:
            AlreadyStored: when the id is taken, or the user is unknown.
        """
        check_id(act_id, "the act")
        check_id(actor, "the acting organisation")
        sealed = self._seal(act_id, request)
        self._insert(
            acts,
            act_id,
            act_id=act_id,
            organisation=actor,
            kind=kind,
            summary=summary,
            request=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            prepared_by=prepared_by,
            prepared_at=at,
        )
        return ActRow(act_id, actor, kind, summary, request, prepared_by, at, None, None)

    def reopen(self, actor: OrgId, act_id: str, *, prepared_by: str, at: int) -> ActRow:
        """Prepare an act anew that was carried out before: the same call, made once more.

        Raises:
            NotFound: when the actor has no such act.
        """
        if self.get(actor, act_id) is None:
            raise NotFound(self.capability, act_id)
        self._connection.execute(
            update(acts)
            .where(acts.c.act_id == act_id)
            .values(prepared_by=prepared_by, prepared_at=at, completed_by=None, completed_at=None)
        )
        row = self.get(actor, act_id)
        assert row is not None  # noqa: S101 - updated above, in this transaction
        return row

    def get(self, actor: OrgId, act_id: str) -> ActRow | None:
        """An act of the actor's organisation."""
        row = self._connection.execute(
            select(acts).where(acts.c.act_id == act_id, acts.c.organisation == actor)
        ).first()
        return self._act(row) if row else None

    def waiting(self, actor: OrgId) -> tuple[ActRow, ...]:
        """The actor's acts that await a checker, oldest first."""
        rows = self._connection.execute(
            select(acts)
            .where(acts.c.organisation == actor, acts.c.completed_at.is_(None))
            .order_by(acts.c.prepared_at, acts.c.act_id)
        )
        return tuple(self._act(row) for row in rows)

    def complete(self, actor: OrgId, act_id: str, completed_by: str, *, at: int) -> ActRow:
        """Mark an act carried out.

        Raises:
            NotFound: when the actor has no such act.
            NotEntitled: when the one who prepared it would also carry it out.
            StoreError: when it was carried out before.
        """
        row = self.get(actor, act_id)
        if row is None:
            raise NotFound(self.capability, act_id)
        if row.prepared_by == completed_by:
            raise NotEntitled("an act is carried out by another user than the one who prepared it")
        changed = self._connection.execute(
            update(acts)
            .where(acts.c.act_id == act_id, acts.c.completed_at.is_(None))
            .values(completed_by=completed_by, completed_at=at)
        )
        if changed.rowcount == 0:
            raise StoreError(f"act {act_id} was carried out by {row.completed_by}")
        done = self.get(actor, act_id)
        assert done is not None  # noqa: S101 - updated above, in this transaction
        return done

    def _act(self, row: Row[Any]) -> ActRow:
        return ActRow(
            row.act_id,
            OrgId(row.organisation),
            row.kind,
            row.summary,
            self._open(row.act_id, row.request, row.wrapped_key),
            row.prepared_by,
            row.prepared_at,
            row.completed_by,
            row.completed_at,
        )
