"""Reasons given under credits, whose hashes the ledger keeps: of holds, orders, refusals to advise.

By the hash of their bytes, and put here before the act that puts the hash on the ledger: words that
never got there are nobody's. Which of them count, and who may read them, follows from the ledger;
so whoever asks for hashes has found that out before.
"""

from collections.abc import Collection
from typing import ClassVar, TypeAlias

from sqlalchemy import insert, select

from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Repository
from dhow.store.rows import ReasonRow
from dhow.store.tables import reasons

Given: TypeAlias = tuple[OrgId, str]
"""Who put a hash on the ledger, and that hash."""


class Reasons(Repository):
    """Reasons, each sealed under a key of its own."""

    capability: ClassVar[str] = "reason"

    def put(self, row: ReasonRow) -> None:
        """Keep words once; the caller has compared them with their hash."""
        known = select(reasons.c.hash).where(
            reasons.c.credit_id == row.credit_id, reasons.c.hash == row.hash
        )
        if self._connection.execute(known).first() is not None:
            return
        sealed = self._seal(_name(row.credit_id, row.hash), row.body)
        self._connection.execute(
            insert(reasons).values(
                credit_id=check_id(row.credit_id, "the credit"),
                hash=check_id(row.hash, "the hash"),
                given_by=check_id(row.given_by, "who gives the reason"),
                body=sealed.ciphertext,
                wrapped_key=sealed.wrapped_key,
                created_at=row.created_at,
            )
        )

    def given_by(self, actor: OrgId, credit_id: str) -> tuple[ReasonRow, ...]:
        """What an organisation gave itself under a credit, the newest first."""
        return self._rows(reasons.c.credit_id == credit_id, reasons.c.given_by == actor)

    def system_held(self, credit_id: str, given: Collection[Given]) -> dict[Given, bytes]:
        """The words that are here of those that these gave, by who gave them and their hash.

        Whoever repeats another's hash has not given its words.
        """
        if not given:
            return {}
        hashes = {hashed for _, hashed in given}
        found = self._rows(reasons.c.credit_id == credit_id, reasons.c.hash.in_(hashes))
        held = {(row.given_by, row.hash): row.body for row in found}
        return {each: held[each] for each in given if each in held}

    def _rows(self, *such: object) -> tuple[ReasonRow, ...]:
        rows = self._connection.execute(
            select(reasons)
            .where(*such)  # type: ignore[arg-type]
            .order_by(reasons.c.created_at.desc(), reasons.c.hash)
        )
        return tuple(
            ReasonRow(
                row.credit_id,
                row.hash,
                OrgId(row.given_by),
                self._open(_name(row.credit_id, row.hash), row.body, row.wrapped_key),
                row.created_at,
            )
            for row in rows
        )


def _name(credit_id: str, hashed: str) -> str:
    return f"{credit_id}/{hashed}"
