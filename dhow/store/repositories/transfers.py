"""Transfers of credits: what was asked of the transferring bank, and the terms as transferred.

What is put here is put before the request reaches the ledger, which has the hash of the terms.
Until then the row means nothing: whoever reads compares it with the ledger, and `put` replaces it.
"""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from dhow.store.errors import NotEntitled, NotFound
from dhow.store.ids import OrgId
from dhow.store.repositories.base import Repository
from dhow.store.repositories.credit import Credits
from dhow.store.rows import TransferRow
from dhow.store.tables import transfers
from dhow.store.vault import Vault


class Transfers(Repository):
    """Transfers, seen by the first beneficiary and the banks: never by the applicant."""

    capability = "transfer"

    def __init__(self, connection: Connection, vault: Vault, credit: Credits) -> None:
        super().__init__(connection, vault)
        self._credits = credit

    def put(self, actor: OrgId, row: TransferRow) -> None:
        """Store what the first beneficiary asks for, in place of any under its number.

        Raises:
            NotFound: the actor may not see the credit.
            NotEntitled: unless the actor is its beneficiary.
        """
        credit = self._credits.get(actor, row.credit_id)
        if credit is None:
            raise NotFound("credit", row.credit_id)
        if credit.beneficiary != actor:
            raise NotEntitled("a transfer is asked for by the beneficiary")
        self._write(row)

    def receive(self, actor: OrgId, row: TransferRow) -> None:
        """Keep what came from another party's process, compared with the ledger.

        Raises:
            NotFound: the actor may not see the credit.
        """
        if self._credits.get(actor, row.credit_id) is None:
            raise NotFound("credit", row.credit_id)
        self._write(row)

    def all(self, actor: OrgId, credit_id: str) -> tuple[TransferRow, ...]:
        """The transfers asked for of a credit, by number, for its beneficiary and its banks."""
        credit = self._credits.get(actor, credit_id)
        if credit is None or actor not in (
            credit.beneficiary,
            credit.nominated_bank,
            credit.issuing_bank,
        ):
            return ()
        rows = self._connection.execute(
            select(transfers).where(transfers.c.credit_id == credit_id).order_by(transfers.c.number)
        )
        return tuple(self._row(row) for row in rows)

    def _write(self, row: TransferRow) -> None:
        held = transfers.c
        self._connection.execute(
            delete(transfers).where(held.credit_id == row.credit_id, held.number == row.number)
        )
        sealed = self._seal(_name(row.credit_id, row.number), row.body)
        self._connection.execute(
            insert(transfers).values(
                credit_id=row.credit_id,
                number=row.number,
                body=sealed.ciphertext,
                wrapped_key=sealed.wrapped_key,
                created_at=row.created_at,
            )
        )

    def _row(self, row: Row[Any]) -> TransferRow:
        body = self._open(_name(row.credit_id, row.number), row.body, row.wrapped_key)
        return TransferRow(row.credit_id, row.number, body, row.created_at)


def _name(credit_id: str, number: int) -> str:
    return f"{credit_id} {number}"
