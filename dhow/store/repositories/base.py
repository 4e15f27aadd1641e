"""What every repository shares: who may see what, sealing, insertion that knows its id."""

from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from dhow.store.errors import AlreadyStored, NotFound
from dhow.store.ids import OrgId, check_id
from dhow.store.tables import access
from dhow.store.vault import Sealed, Vault

Place = tuple[Any, ...]
"""Where a row stands in a list: the values that it is sorted by, the last of them unique."""


class Repository:
    """Queries of one capability, inside one unit of work."""

    capability: ClassVar[str]
    """What `access` calls these objects; ciphertexts are bound to it too."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def _visible(self, object_id: ColumnElement[str], actor: OrgId) -> ColumnElement[bool]:
        """The tenant filter: true for rows the actor was given access to."""
        check_id(actor, "the acting organisation")
        return exists(
            select(access.c.object_id).where(
                access.c.capability == self.capability,
                access.c.object_id == object_id,
                access.c.organisation == actor,
            )
        )

    @staticmethod
    def _beyond(after: Place | None, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
        """Rows that stand after a place, by columns of which the last is unique."""
        if after is None:
            return true()
        return or_(
            *(
                and_(
                    *(same == value for same, value in zip(columns[:at], after, strict=False)),
                    column > after[at],
                )
                for at, column in enumerate(columns)
            )
        )

    def _can_see(self, actor: OrgId, object_id: str) -> bool:
        check_id(actor, "the acting organisation")
        found = self._connection.execute(
            select(access.c.object_id).where(
                access.c.capability == self.capability,
                access.c.object_id == object_id,
                access.c.organisation == actor,
            )
        ).first()
        return found is not None

    def _require(self, actor: OrgId, object_id: str) -> None:
        """Raises NotFound unless the actor may see the object."""
        if not self._can_see(actor, object_id):
            raise NotFound(self.capability, object_id)

    def _allow(
        self,
        actor: OrgId,
        object_id: str,
        organisations: Iterable[OrgId],
        at: int,
        *,
        told: bool = False,
    ) -> None:
        """Let `organisations` see an object; those who already may, keep their entry.

        Args:
            told: their processes know of it from elsewhere.
        """
        wanted = {check_id(organisation, "an organisation") for organisation in organisations}
        for organisation in sorted(wanted - set(self._allowed(object_id))):
            self._connection.execute(
                insert(access).values(
                    capability=self.capability,
                    object_id=object_id,
                    organisation=organisation,
                    granted_by=actor,
                    granted_at=at,
                    told_at=at if told else None,
                )
            )

    def _receive(
        self,
        table: Table,
        actor: OrgId,
        object_id: str,
        organisations: Iterable[OrgId],
        at: int,
        **values: Any,
    ) -> None:
        """Write a row that came from another organisation's process.

        Who was let in before stays so; nobody is told of it from here.
        """
        before = self._allowed(object_id)
        self._put(table, object_id, **values)
        self._allow(actor, object_id, (*before, *organisations), at, told=True)

    def _tell_again(self, actor: OrgId, object_id: str) -> None:
        """What others were told of has changed: their processes are to be told again."""
        self._connection.execute(
            update(access)
            .where(
                access.c.capability == self.capability,
                access.c.object_id == object_id,
                access.c.organisation != actor,
            )
            .values(told_at=None)
        )

    def _allowed(self, object_id: str) -> tuple[OrgId, ...]:
        rows = self._connection.execute(
            select(access.c.organisation)
            .where(access.c.capability == self.capability, access.c.object_id == object_id)
            .order_by(access.c.granted_at, access.c.organisation)
        )
        return tuple(OrgId(row.organisation) for row in rows)

    def _insert(self, table: Table, object_id: str, **values: Any) -> None:
        """Insert one row.

        Raises:
            AlreadyStored: when its id is taken.
        """
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(table).values(**values))
        except IntegrityError:
            raise AlreadyStored(self.capability, object_id) from None

    def _put(self, table: Table, object_id: str, **values: Any) -> None:
        """Write one row, in place of any under its id: the access given to that one goes with it.

        The id is among the values, under the name of the table's one key.
        """
        (key,) = table.primary_key.columns
        self._connection.execute(
            delete(access).where(
                access.c.capability == self.capability, access.c.object_id == object_id
            )
        )
        there = self._connection.execute(update(table).where(key == object_id).values(**values))
        if there.rowcount == 0:
            self._connection.execute(insert(table).values(**values))

    def _seal(self, object_id: str, content: bytes) -> Sealed:
        return self._vault.seal(content, f"{self.capability}:{object_id}")

    def _open(self, object_id: str, ciphertext: bytes, wrapped_key: bytes) -> bytes:
        return self._vault.open(Sealed(ciphertext, wrapped_key), f"{self.capability}:{object_id}")
