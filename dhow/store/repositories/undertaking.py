"""Payment undertakings: their text and conditions."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select

from dhow.store.errors import NotEntitled
from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Place, Repository
from dhow.store.rows import UndertakingRow
from dhow.store.tables import undertakings


class Undertakings(Repository):
    """Undertakings, seen by obligor, beneficiary and those whose word the conditions ask for."""

    capability = "undertaking"

    def put(
        self,
        actor: OrgId,
        *,
        undertaking_id: str,
        obligor: OrgId,
        beneficiary: OrgId,
        others: Iterable[OrgId],
        body: bytes,
        at: int,
    ) -> UndertakingRow:
        """Store an undertaking for its parties, in place of any under its id.

        As with credits: put before it is given on the ledger, and nothing until then.

        Raises:
            NotEntitled: unless the actor is the obligor, of a stored one too.
        """
        check_id(undertaking_id, "the undertaking")
        stored = self._connection.execute(
            select(undertakings.c.obligor).where(undertakings.c.undertaking_id == undertaking_id)
        ).scalar()
        if actor != obligor or stored not in (None, obligor):
            raise NotEntitled("an undertaking is stored by its obligor")
        sealed = self._seal(undertaking_id, body)
        self._put(
            undertakings,
            undertaking_id,
            undertaking_id=undertaking_id,
            obligor=obligor,
            beneficiary=beneficiary,
            body=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=at,
        )
        self._allow(actor, undertaking_id, (obligor, beneficiary, *others), at)
        parties = self._allowed(undertaking_id)
        return UndertakingRow(undertaking_id, obligor, beneficiary, parties, body, at)

    def receive(self, actor: OrgId, row: UndertakingRow) -> None:
        """Keep an undertaking that came from its obligor's process.

        The caller has compared it with the ledger; `parties` are who may see it from here.
        """
        check_id(actor, "the acting organisation")
        sealed = self._seal(check_id(row.undertaking_id, "the undertaking"), row.body)
        self._receive(
            undertakings,
            actor,
            row.undertaking_id,
            row.parties,
            row.created_at,
            undertaking_id=row.undertaking_id,
            obligor=row.obligor,
            beneficiary=row.beneficiary,
            body=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=row.created_at,
        )

    def get(self, actor: OrgId, undertaking_id: str) -> UndertakingRow | None:
        """An undertaking the actor is a party to."""
        row = self._connection.execute(
            select(undertakings).where(
                undertakings.c.undertaking_id == undertaking_id,
                self._visible(undertakings.c.undertaking_id, actor),
            )
        ).first()
        return self._undertaking(row) if row else None

    def system_get(self, undertaking_id: str) -> UndertakingRow | None:
        """An undertaking whosever it is: to find out from the ledger who may hear of it."""
        row = self._connection.execute(
            select(undertakings).where(undertakings.c.undertaking_id == undertaking_id)
        ).first()
        return self._undertaking(row) if row else None

    def all(
        self, actor: OrgId, *, after: Place | None = None, limit: int | None = None
    ) -> tuple[UndertakingRow, ...]:
        """The actor's undertakings, oldest first: those after a place, at most so many."""
        place = (undertakings.c.created_at, undertakings.c.undertaking_id)
        rows = self._connection.execute(
            select(undertakings)
            .where(self._visible(undertakings.c.undertaking_id, actor), self._beyond(after, *place))
            .order_by(*place)
            .limit(limit)
        ).all()
        return tuple(self._undertaking(row) for row in rows)

    def _undertaking(self, row: Row[Any]) -> UndertakingRow:
        return UndertakingRow(
            row.undertaking_id,
            OrgId(row.obligor),
            OrgId(row.beneficiary),
            self._allowed(row.undertaking_id),
            self._open(row.undertaking_id, row.body, row.wrapped_key),
            row.created_at,
        )
