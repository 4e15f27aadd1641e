"""Shipments: who takes part, what happened."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from dhow.store.errors import NotFound
from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Place, Repository
from dhow.store.rows import ShipmentEventRow, ShipmentRow
from dhow.store.tables import shipment_events, shipment_subjects, shipments


class Shipments(Repository):
    """Shipments, seen by their participants."""

    capability = "shipment"

    def add(
        self,
        actor: OrgId,
        *,
        shipment_id: str,
        reference: str,
        participants: Iterable[OrgId],
        body: bytes,
        at: int,
        subjects: Iterable[str] = (),
    ) -> ShipmentRow:
        """Open a shipment; the actor is always a participant.

        Raises:
            AlreadyStored: when the id is taken.
        """
        check_id(shipment_id, "the shipment")
        sealed = self._seal(shipment_id, body)
        self._insert(
            shipments,
            shipment_id,
            shipment_id=shipment_id,
            reference=reference,
            opened_by=actor,
            body=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=at,
        )
        self._allow(actor, shipment_id, (actor, *participants), at)
        for subject in dict.fromkeys(subjects):
            self.add_subject(actor, shipment_id, subject)
        return self._require_row(actor, shipment_id)

    def receive(self, actor: OrgId, row: ShipmentRow, events: Iterable[ShipmentEventRow]) -> None:
        """Keep a shipment as the process of the one who opened it has it, in place of any."""
        check_id(actor, "the acting organisation")
        shipment_id = check_id(row.shipment_id, "the shipment")
        sealed = self._seal(shipment_id, row.body)
        self._receive(
            shipments,
            actor,
            shipment_id,
            row.participants,
            row.created_at,
            shipment_id=shipment_id,
            reference=row.reference,
            opened_by=row.opened_by,
            body=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=row.created_at,
        )
        for table in (shipment_subjects, shipment_events):
            self._connection.execute(delete(table).where(table.c.shipment_id == shipment_id))
        for subject in row.subjects:
            self._connection.execute(
                insert(shipment_subjects).values(shipment_id=shipment_id, subject=subject)
            )
        for event in events:
            self._write_event(event)

    def get(self, actor: OrgId, shipment_id: str) -> ShipmentRow | None:
        """A shipment the actor takes part in."""
        row = self._connection.execute(
            select(shipments).where(
                shipments.c.shipment_id == shipment_id,
                self._visible(shipments.c.shipment_id, actor),
            )
        ).first()
        return self._shipment(row) if row else None

    def system_opened_by(self, shipment_id: str) -> OrgId | None:
        """Who opened a shipment that is here: its process is the one to ask of it."""
        found = self._connection.execute(
            select(shipments.c.opened_by).where(shipments.c.shipment_id == shipment_id)
        ).scalar()
        return None if found is None else OrgId(found)

    def all(
        self, actor: OrgId, *, after: Place | None = None, limit: int | None = None
    ) -> tuple[ShipmentRow, ...]:
        """The actor's shipments, oldest first: those after a place, at most so many."""
        place = (shipments.c.created_at, shipments.c.shipment_id)
        rows = self._connection.execute(
            select(shipments)
            .where(self._visible(shipments.c.shipment_id, actor), self._beyond(after, *place))
            .order_by(*place)
            .limit(limit)
        ).all()
        return tuple(self._shipment(row) for row in rows)

    def replace_body(self, actor: OrgId, shipment_id: str, body: bytes) -> None:
        """Replace legs and lots.

        Raises:
            NotFound: when the actor does not take part.
        """
        self._require(actor, shipment_id)
        sealed = self._seal(shipment_id, body)
        self._connection.execute(
            update(shipments)
            .where(shipments.c.shipment_id == shipment_id)
            .values(body=sealed.ciphertext, wrapped_key=sealed.wrapped_key)
        )
        self._tell_again(actor, shipment_id)

    def add_subject(self, actor: OrgId, shipment_id: str, subject: str) -> None:
        """Link a credit or undertaking to the shipment; linking it again changes nothing.

        Raises:
            NotFound: when the actor does not take part.
        """
        self._require(actor, shipment_id)
        check_id(subject, "the subject")
        if subject not in self._subjects(shipment_id):
            self._connection.execute(
                insert(shipment_subjects).values(shipment_id=shipment_id, subject=subject)
            )
            self._tell_again(actor, shipment_id)

    def add_event(
        self, actor: OrgId, shipment_id: str, body: bytes, *, at: int
    ) -> ShipmentEventRow:
        """Record something that happened; positions count from 1 without gaps.

        Raises:
            NotFound: when the actor does not take part.
        """
        self._require(actor, shipment_id)
        last = self._connection.execute(
            select(func.max(shipment_events.c.position)).where(
                shipment_events.c.shipment_id == shipment_id
            )
        ).scalar()
        row = ShipmentEventRow(shipment_id, (last or 0) + 1, actor, body, at)
        self._write_event(row)
        self._tell_again(actor, shipment_id)
        return row

    def _write_event(self, row: ShipmentEventRow) -> None:
        sealed = self._vault.seal(row.body, self._event(row.shipment_id, row.position))
        self._connection.execute(
            insert(shipment_events).values(
                shipment_id=row.shipment_id,
                position=row.position,
                recorded_by=row.recorded_by,
                body=sealed.ciphertext,
                wrapped_key=sealed.wrapped_key,
                recorded_at=row.recorded_at,
            )
        )

    def events(self, actor: OrgId, shipment_id: str) -> tuple[ShipmentEventRow, ...]:
        """What happened, in order of recording; nothing where the actor does not take part."""
        rows = self._connection.execute(
            select(shipment_events)
            .where(
                shipment_events.c.shipment_id == shipment_id,
                self._visible(shipment_events.c.shipment_id, actor),
            )
            .order_by(shipment_events.c.position)
        )
        return tuple(
            ShipmentEventRow(
                row.shipment_id,
                row.position,
                OrgId(row.recorded_by),
                self._open(f"{row.shipment_id}/{row.position}", row.body, row.wrapped_key),
                row.recorded_at,
            )
            for row in rows
        )

    def _event(self, shipment_id: str, position: int) -> str:
        return f"{self.capability}:{shipment_id}/{position}"

    def _subjects(self, shipment_id: str) -> tuple[str, ...]:
        return tuple(
            self._connection.execute(
                select(shipment_subjects.c.subject)
                .where(shipment_subjects.c.shipment_id == shipment_id)
                .order_by(shipment_subjects.c.subject)
            ).scalars()
        )

    def _require_row(self, actor: OrgId, shipment_id: str) -> ShipmentRow:
        row = self.get(actor, shipment_id)
        if row is None:
            raise NotFound(self.capability, shipment_id)
        return row

    def _shipment(self, row: Row[Any]) -> ShipmentRow:
        return ShipmentRow(
            row.shipment_id,
            row.reference,
            OrgId(row.opened_by),
            self._allowed(row.shipment_id),
            self._subjects(row.shipment_id),
            self._open(row.shipment_id, row.body, row.wrapped_key),
            row.created_at,
        )
