"""Looking at every row: whether the database is whole, and what is sealed opens."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from dhow.store.errors import StoreUnusable
from dhow.store.repositories.amendments import Amendments
from dhow.store.repositories.credit import Credits, Presentations
from dhow.store.repositories.documents import Documents
from dhow.store.repositories.goods import Shipments
from dhow.store.repositories.invoices import Invoices
from dhow.store.repositories.oracles import Evidence
from dhow.store.repositories.reasons import Reasons
from dhow.store.repositories.transfers import Transfers
from dhow.store.repositories.undertaking import Undertakings
from dhow.store.tables import (
    amendments,
    credits,
    documents,
    evidence,
    invoices,
    presentations,
    reasons,
    shipment_events,
    shipments,
    transfers,
    undertakings,
)
from dhow.store.vault import Sealed, Vault
from dhow.trade.oracles.merkle import keccak256

_AT_ONCE: Final = 200
# The row's own content first; further parts are sealed under its key by their names.
_SEALED: Final[tuple[tuple[Table, str, str, tuple[str, ...]], ...]] = (
    (credits, Credits.capability, "terms", ()),
    (presentations, Presentations.capability, "body", ("report", "notice", "finding")),
    (amendments, Amendments.capability, "body", ()),
    (transfers, Transfers.capability, "body", ()),
    (reasons, Reasons.capability, "body", ()),
    (shipments, Shipments.capability, "body", ()),
    (shipment_events, Shipments.capability, "body", ()),
    (invoices, Invoices.capability, "body", ()),
    (undertakings, Undertakings.capability, "body", ()),
    (evidence, Evidence.capability, "body", ()),
)

_BETWEEN: Final = {amendments: " ", transfers: " "}
"""What stands between the parts of a name that a row is sealed under, where it is no stroke."""


class Checking:
    """Inside one unit of work; each method yields findings in words."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        """Look at what an open transaction sees."""
        self._connection = connection
        self._vault = vault

    def database(self) -> Iterator[str]:
        """What the database finds of itself. PostgreSQL has no such question: see `pg_amcheck`."""
        if self._connection.dialect.name != "sqlite":
            return
        for (said,) in self._connection.exec_driver_sql("PRAGMA integrity_check(20)"):
            if said != "ok":
                yield f"the database file is damaged: {said}"
        for row in self._connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
            yield f"{row[0]}: row {row[1]} refers to a row of {row[2]} that is not there"

    def documents(self) -> Iterator[str]:
        """Documents that do not open, or are not what their id is the hash of."""
        for row in self._rows(documents):
            if not row.wrapped_key:
                continue  # erased: its hash on the ledger is all there is
            content = self._opened(Documents.capability, row.document_id, row, "content")
            if isinstance(content, str):
                yield content
            elif f"0x{keccak256(content).hex()}" != row.document_id:
                yield f"document {row.document_id} is not what its hash says"

    def sealed(self) -> Iterator[str]:
        """Other rows that do not open."""
        for table, capability, content, parts in _SEALED:
            for row in self._rows(table):
                name = _BETWEEN.get(table, "/").join(
                    str(getattr(row, key.name)) for key in table.primary_key.columns
                )
                opened = self._opened(capability, name, row, content)
                if isinstance(opened, str):
                    yield opened
                    continue
                for part in parts:
                    yield from self._part(capability, name, row, part)

    def _part(self, capability: str, name: str, row: Any, part: str) -> Iterator[str]:
        sealed = getattr(row, part)
        if sealed is None:
            return
        try:
            self._vault.open_more(row.wrapped_key, sealed, f"{capability}:{name}", part)
        except StoreUnusable as problem:
            yield str(problem)

    def _opened(self, capability: str, name: str, row: Any, column: str) -> bytes | str:
        """The content, or why it does not open."""
        try:
            return self._vault.open(
                Sealed(getattr(row, column), row.wrapped_key), f"{capability}:{name}"
            )
        except StoreUnusable as problem:
            return str(problem)

    def _rows(self, table: Table) -> Iterator[Any]:
        found = self._connection.execute(
            select(table).order_by(*table.primary_key.columns),
            execution_options={"yield_per": _AT_ONCE},
        )
        yield from found
