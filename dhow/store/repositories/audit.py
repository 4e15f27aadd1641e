"""The audit log: written once, never changed, read by its own organisation.

Lines of one organisation follow each other without a gap. The head's row is what two processes on
one database take turns at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from dhow.store.hashchain import beginning, line_hash
from dhow.store.ids import OrgId, check_id
from dhow.store.rows import AuditLeafRow, AuditRootRow, AuditRow
from dhow.store.tables import audit_anchors as anchors
from dhow.store.tables import audit_entries as entries
from dhow.store.tables import audit_heads as heads

_AT_ONCE: Final = 1000

# Made once: SQLAlchemy takes longer to put a statement together than SQLite to run it.
_OF: Final = heads.c.organisation == bindparam("of")
_HEAD: Final = select(heads).where(_OF).with_for_update()
_MOVE_HEAD: Final = update(heads).where(_OF)
_ADD: Final = insert(entries)


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be written; `body` is canonical JSON."""

    organisation: OrgId
    at: int
    kind: str
    body: str


class Audit:
    """Lines by organisation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, lines: Sequence[NewLine]) -> tuple[AuditRow, ...]:
        """Write lines, in order; each gets its organisation's next number."""
        found: dict[OrgId, tuple[int, str]] = {}
        made = []
        for line in lines:
            organisation = line.organisation
            if organisation not in found:
                found[organisation] = self._take_head(organisation)
            number, previous = found[organisation]
            number += 1
            digest = line_hash(previous, organisation, number, line.at, line.kind, line.body)
            found[organisation] = (number, digest)
            made.append(AuditRow(organisation, number, line.at, line.kind, line.body, digest))
        if made:
            self._connection.execute(_ADD, [_values(row) for row in made])
        for organisation, (number, digest) in found.items():
            self._connection.execute(
                _MOVE_HEAD, {"of": organisation, "number": number, "hash": digest}
            )
        return tuple(made)

    def page(self, actor: OrgId, *, before: int | None, limit: int) -> tuple[AuditRow, ...]:
        """The actor's lines, newest first, below the number `before`."""
        check_id(actor, "the acting organisation")
        wanted = select(entries).where(entries.c.organisation == actor)
        if before is not None:
            wanted = wanted.where(entries.c.number < before)
        rows = self._connection.execute(wanted.order_by(entries.c.number.desc()).limit(limit))
        return tuple(_row(row) for row in rows)

    def outcomes(self, actor: OrgId, *, after: int, until: int) -> tuple[AuditRow, ...]:
        """The actor's outcome lines within `(after, until]`, in order."""
        check_id(actor, "the acting organisation")
        rows = self._connection.execute(
            select(entries)
            .where(
                entries.c.organisation == actor,
                entries.c.kind == "outcome",
                entries.c.number > after,
                entries.c.number <= until,
            )
            .order_by(entries.c.number)
        )
        return tuple(_row(row) for row in rows)

    def system_lines(self, organisation: OrgId) -> Iterator[AuditRow]:
        """All lines of one organisation, by number, for checking them."""
        after = -1
        while True:
            rows = self._connection.execute(
                select(entries)
                .where(entries.c.organisation == organisation, entries.c.number > after)
                .order_by(entries.c.number)
                .limit(_AT_ONCE)
            ).all()
            if not rows:
                return
            yield from (_row(row) for row in rows)
            after = rows[-1].number

    def system_heads(self) -> dict[OrgId, tuple[int, str]]:
        """Number and hash of every log's last line."""
        rows = self._connection.execute(select(heads).order_by(heads.c.organisation))
        return {OrgId(row.organisation): (row.number, row.hash) for row in rows}

    def system_organisations(self) -> tuple[OrgId, ...]:
        """Whose lines there are, with or without a head."""
        rows = self._connection.execute(
            select(entries.c.organisation).distinct().order_by(entries.c.organisation)
        )
        return tuple(OrgId(row.organisation) for row in rows)

    def system_add_root(self, root: str, leaves: Sequence[AuditLeafRow], *, at: int) -> None:
        """Keep a root with what is under it, before it is sent to the ledger."""
        self._connection.execute(
            insert(anchors),
            [
                {
                    "root": root,
                    "organisation": leaf.organisation,
                    "number": leaf.number,
                    "hash": leaf.hash,
                    "tx_hash": "",
                    "at": at,
                }
                for leaf in leaves
            ],
        )

    def system_root_mined(self, root: str, tx_hash: str, block: int) -> None:
        """Keep where a root stands on the ledger."""
        self._connection.execute(
            update(anchors).where(anchors.c.root == root).values(tx_hash=tx_hash, block=block)
        )

    def system_roots(self) -> tuple[AuditRootRow, ...]:
        """Every root with what is under it, oldest first."""
        return self._roots(select(anchors))

    def system_newest_root(self) -> AuditRootRow | None:
        """The root on its way to the ledger, or else the last that was made."""
        on_its_way = case((anchors.c.tx_hash == "", 0), else_=1)
        newest = self._connection.execute(
            select(anchors.c.root)
            .order_by(on_its_way, anchors.c.at.desc(), anchors.c.root)
            .limit(1)
        ).scalar()
        if newest is None:
            return None
        return self._roots(select(anchors).where(anchors.c.root == newest))[0]

    def system_last_anchors(self) -> dict[OrgId, int]:
        """By organisation, the last line under a root that stands on the ledger."""
        rows = self._connection.execute(
            select(anchors.c.organisation, func.max(anchors.c.number).label("number"))
            .where(anchors.c.tx_hash != "")
            .group_by(anchors.c.organisation)
        )
        return {OrgId(row.organisation): row.number for row in rows}

    def anchors(self, actor: OrgId) -> tuple[AuditRootRow, ...]:
        """The last ten roots on the ledger that have a line of the actor's under them.

        The other leaves are there for the proof: hashes that say nothing of whose they are.
        """
        check_id(actor, "the acting organisation")
        own = (
            select(anchors.c.root)
            .where(anchors.c.organisation == actor, anchors.c.tx_hash != "")
            .order_by(anchors.c.number.desc())
            .limit(10)
        )
        return self._roots(select(anchors).where(anchors.c.root.in_(own)))[::-1]

    def _roots(self, wanted: Select[Any]) -> tuple[AuditRootRow, ...]:
        found: dict[str, list[Row[Any]]] = {}
        ordered = wanted.order_by(anchors.c.at, anchors.c.root, anchors.c.organisation)
        for row in self._connection.execute(ordered):
            found.setdefault(row.root, []).append(row)
        return tuple(
            AuditRootRow(
                root,
                rows[0].at,
                rows[0].tx_hash or None,
                rows[0].block,
                tuple(AuditLeafRow(OrgId(row.organisation), row.number, row.hash) for row in rows),
            )
            for root, rows in found.items()
        )

    def _take_head(self, organisation: OrgId) -> tuple[int, str]:
        """The last line's number and hash, held until this unit of work ends."""
        check_id(organisation, "the organisation")
        row = self._connection.execute(_HEAD, {"of": organisation}).first()
        if row is None:
            try:
                with self._connection.begin_nested():
                    self._connection.execute(
                        insert(heads).values(
                            organisation=organisation, number=0, hash=beginning(organisation)
                        )
                    )
            except IntegrityError:
                pass  # another process was first
            row = self._connection.execute(_HEAD, {"of": organisation}).one()
        return row.number, row.hash


def _values(row: AuditRow) -> dict[str, Any]:
    return {
        "organisation": row.organisation,
        "number": row.number,
        "at": row.at,
        "kind": row.kind,
        "body": row.body,
        "hash": row.hash,
    }


def _row(row: Row[Any]) -> AuditRow:
    return AuditRow(OrgId(row.organisation), row.number, row.at, row.kind, row.body, row.hash)
