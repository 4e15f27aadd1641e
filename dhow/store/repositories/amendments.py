"""Amendments of credits: their whole text, whose hash is on the ledger.

What is put here is put before the amendment is issued. Until then the row means nothing: whoever
reads compares it with the ledger, and `put` replaces it.
"""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from dhow.store.errors import NotEntitled, NotFound
from dhow.store.ids import OrgId
from dhow.store.repositories.base import Repository
from dhow.store.repositories.credit import Credits
from dhow.store.rows import AmendmentRow
from dhow.store.tables import amendments
from dhow.store.vault import Vault


class Amendments(Repository):
    """Amendments, seen by whoever may see their credit."""

    capability = "amendment"

    def __init__(self, connection: Connection, vault: Vault, credit: Credits) -> None:
        super().__init__(connection, vault)
        self._credits = credit

    def put(self, actor: OrgId, credit_id: str, number: int, body: bytes, at: int) -> None:
        """Store an amendment, in place of any under its number.

        Raises:
            NotFound: the actor may not see the credit.
            NotEntitled: unless the actor is its issuing bank.
        """
        credit = self._credits.get(actor, credit_id)
        if credit is None:
            raise NotFound("credit", credit_id)
        if credit.issuing_bank != actor:
            raise NotEntitled("an amendment is stored by the issuing bank")
        self._write(AmendmentRow(credit_id, number, body, at))

    def receive(self, actor: OrgId, row: AmendmentRow) -> None:
        """Keep an amendment that came from another party's process, compared with the ledger.

        Raises:
            NotFound: the actor may not see the credit.
        """
        if self._credits.get(actor, row.credit_id) is None:
            raise NotFound("credit", row.credit_id)
        self._write(row)

    def all(self, actor: OrgId, credit_id: str) -> tuple[AmendmentRow, ...]:
        """The amendments of a credit the actor may see, by number; none of another's."""
        if self._credits.get(actor, credit_id) is None:
            return ()
        rows = self._connection.execute(
            select(amendments)
            .where(amendments.c.credit_id == credit_id)
            .order_by(amendments.c.number)
        )
        return tuple(self._row(row) for row in rows)

    def _write(self, row: AmendmentRow) -> None:
        held = amendments.c
        self._connection.execute(
            delete(amendments).where(held.credit_id == row.credit_id, held.number == row.number)
        )
        sealed = self._seal(_name(row.credit_id, row.number), row.body)
        self._connection.execute(
            insert(amendments).values(
                credit_id=row.credit_id,
                number=row.number,
                body=sealed.ciphertext,
                wrapped_key=sealed.wrapped_key,
                created_at=row.created_at,
            )
        )

    def _row(self, row: Row[Any]) -> AmendmentRow:
        body = self._open(_name(row.credit_id, row.number), row.body, row.wrapped_key)
        return AmendmentRow(row.credit_id, row.number, body, row.created_at)


def _name(credit_id: str, number: int) -> str:
    return f"{credit_id} {number}"
