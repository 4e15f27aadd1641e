"""Writing versions: folding blocks in, undoing them, in whatever transaction is open."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from dhow.store.errors import StoreError
from dhow.store.projections.columns import OPEN
from dhow.store.projections.replacements import note_cleared, note_folded, note_undone
from dhow.store.projections.tables import (
    VERSIONED,
    ledger_blocks,
    ledger_position,
    ledger_timeline,
)

ChangeOfRow = tuple[str, tuple[str, ...], Mapping[str, Any], Mapping[str, int]]
"""Table, key, columns that take a value, columns that go up or down."""

_Numbered = tuple[int, tuple[str, ...], Mapping[str, Any], Mapping[str, int]]

LineOfStory = tuple[str, str, int, str, str, str, str]
"""Subject, its kind, log index, contract, event, transaction hash, body (JSON)."""

_AT_ONCE: Final = 500  # keys in one query, below every database's limit of parameters


class BlockToFold(Protocol):
    """One block, its changes and lines in the order of their events."""

    @property
    def number(self) -> int:
        """The block's number."""

    @property
    def hash(self) -> str:
        """Its hash."""

    @property
    def timestamp(self) -> int:
        """Unix seconds."""

    @property
    def changes(self) -> Sequence[ChangeOfRow]:
        """What it does to rows."""

    @property
    def lines(self) -> Sequence[LineOfStory]:
        """What it adds to stories."""


# Asked before every answer.
_POSITION: Final = (
    select(ledger_position.c.followed, ledger_blocks.c.number, ledger_blocks.c.hash)
    .select_from(ledger_position.join(ledger_blocks, ledger_position.c.id == 1))
    .order_by(ledger_blocks.c.number.desc())
    .limit(1)
)


def _keys(table: Table) -> tuple[str, ...]:
    return tuple(c.name for c in table.primary_key.columns if c.name != "until_block")


def _among(table: Table) -> ColumnElement[bool]:
    columns = [table.c[key] for key in _keys(table)]
    wanted: BindParameter[Any] = bindparam("among", expanding=True)
    return columns[0].in_(wanted) if len(columns) == 1 else tuple_(*columns).in_(wanted)


# Made once: SQLAlchemy takes longer to put a statement together than SQLite to run it.
_FIRST_BLOCK: Final = select(ledger_position.c.first_block)
_KEPT_HASHES: Final = select(func.min(ledger_blocks.c.number), func.max(ledger_blocks.c.number))
_HASH: Final = select(ledger_blocks.c.hash).where(ledger_blocks.c.number == bindparam("at"))
_ADD_BLOCKS: Final = insert(ledger_blocks)
_FORGET_BLOCKS: Final = delete(ledger_blocks).where(ledger_blocks.c.number <= bindparam("oldest"))
_ADD_LINES: Final = insert(ledger_timeline)
_CLEAR: Final = tuple(
    delete(table)
    for table in (*VERSIONED.values(), ledger_timeline, ledger_blocks, ledger_position)
)
_ADD: Final = {table.name: insert(table) for table in VERSIONED.values()}
_NOW: Final = {
    table.name: select(table).where(_among(table), table.c.until_block == OPEN)
    for table in VERSIONED.values()
}
_CLOSE: Final = {
    table.name: update(table)
    .where(*(table.c[key] == bindparam(f"k_{key}") for key in _keys(table)))
    .where(table.c.until_block == OPEN)
    .values(until_block=bindparam("ended"))
    for table in VERSIONED.values()
}


class Folding:
    """The tables inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work on an open transaction."""
        self.connection = connection

    def position(self) -> tuple[str, int, str] | None:
        """What is followed, number and hash of the last block; None before the first."""
        row = self.connection.execute(_POSITION).first()
        return None if row is None else (row.followed, row.number, row.hash)

    def first_block(self) -> int:
        """The block in which following began; 0 before it did."""
        found = self.connection.execute(_FIRST_BLOCK).scalar()
        return int(found) if found is not None else 0

    def kept_hashes(self) -> tuple[int, int]:
        """Lowest and highest number whose hash is kept; (0, -1) where none is."""
        low, high = self.connection.execute(_KEPT_HASHES).one()
        return (0, -1) if low is None else (low, high)

    def kept_hash(self, number: int) -> str | None:
        """Hash of a block in the tables, None where it is not kept."""
        kept: str | None = self.connection.execute(_HASH, {"at": number}).scalar()
        return kept

    def clear(self) -> None:
        """Empty every table."""
        position = self.position()
        note_cleared(self.connection, position[1:] if position else None)
        for emptied in _CLEAR:
            self.connection.execute(emptied)

    def undo(self, to: int) -> None:
        """Forget every block above a number."""
        note_undone(self.connection, to, self.kept_hashes()[1])
        for table in VERSIONED.values():
            self._undo_versions(table, to)
        self.connection.execute(delete(ledger_timeline).where(ledger_timeline.c.block_number > to))
        self.connection.execute(delete(ledger_blocks).where(ledger_blocks.c.number > to))
        if self.kept_hashes() == (0, -1):
            self.connection.execute(delete(ledger_position))

    def _undo_versions(self, table: Table, to: int) -> None:
        keys = _keys(table)
        touched = self.connection.execute(
            select(*(table.c[key] for key in keys)).where(table.c.since_block > to).distinct()
        ).all()
        if not touched:
            return
        self.connection.execute(delete(table).where(table.c.since_block > to))
        # what they had closed is open again: of each key one version at most reaches beyond `to`
        self.connection.execute(
            update(table)
            .where(*(table.c[key] == bindparam(f"k_{key}") for key in keys))
            .where(table.c.until_block > to)
            .values(until_block=OPEN),
            [{f"k_{key}": row[at] for at, key in enumerate(keys)} for row in touched],
        )

    def fold(self, followed: str, blocks: Sequence[BlockToFold], keep: int) -> None:
        """Fold blocks in, in their order.

        Raises:
            StoreError: an event changes what never began: the following started too late.
        """
        if not blocks:
            return
        if self.position() is None:
            self.connection.execute(delete(ledger_position))
            self.connection.execute(
                insert(ledger_position).values(
                    id=1, followed=followed, first_block=blocks[0].number
                )
            )
        by_table: dict[str, list[_Numbered]] = {}
        for block in blocks:
            for name, key, put, add in block.changes:
                by_table.setdefault(name, []).append((block.number, key, put, add))
        for name, changes in by_table.items():
            self._fold_versions(VERSIONED[name], changes)
        self._fold_lines(blocks)
        self.connection.execute(
            _ADD_BLOCKS,
            [{"number": b.number, "hash": b.hash, "timestamp": b.timestamp} for b in blocks],
        )
        note_folded(self.connection, self.first_block(), blocks)
        oldest = blocks[-1].number - keep
        self.connection.execute(_FORGET_BLOCKS, {"oldest": oldest})

    def _fold_lines(self, blocks: Sequence[BlockToFold]) -> None:
        rows = [
            {
                "subject": subject,
                "block_number": block.number,
                "log_index": log_index,
                "subject_kind": kind,
                "contract": contract,
                "event": event,
                "transaction_hash": transaction_hash,
                "at": block.timestamp,
                "body": body,
            }
            for block in blocks
            for subject, kind, log_index, contract, event, transaction_hash, body in block.lines
        ]
        if rows:
            self.connection.execute(_ADD_LINES, rows)

    def _fold_versions(self, table: Table, changes: Sequence[_Numbered]) -> None:
        wanted = list(dict.fromkeys(key for _, key, _, _ in changes))
        keys = _keys(table)
        current = dict(self._current(table, wanted))
        closed: list[dict[str, Any]] = []
        made: list[dict[str, Any]] = []
        for number, key, put, add in changes:
            row = current.get(key)
            if row is None:
                row = current[key] = _begun(table, keys, key, put)
                row["since_block"] = number
                made.append(row)
            elif row["since_block"] != number:
                fresh = {**row, "since_block": number}
                row["until_block"] = number
                if fresh.pop("stored", False):
                    closed.append({f"k_{k}": row[k] for k in keys} | {"ended": number})
                row = current[key] = fresh
                made.append(row)
            row.update(put)
            for column, change in add.items():
                row[column] += change
        if closed:
            self.connection.execute(_CLOSE[table.name], closed)
        if made:
            self.connection.execute(_ADD[table.name], made)

    def _current(
        self, table: Table, wanted: list[tuple[str, ...]]
    ) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
        keys = _keys(table)
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            among = [key[0] for key in some] if len(keys) == 1 else some
            rows = self.connection.execute(_NOW[table.name], {"among": among})
            for row in rows.mappings():
                yield tuple(row[key] for key in keys), {**row, "stored": True}


def _begun(
    table: Table, keys: tuple[str, ...], key: tuple[str, ...], put: Mapping[str, Any]
) -> dict[str, Any]:
    """A first version, every column filled."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.default is not None:
            row[column.name] = 0
        elif column.nullable:
            row[column.name] = None
        elif column.name not in put and column.name not in (*keys, "since_block", "until_block"):
            raise StoreError(
                f"an event changes {table.name} {', '.join(key)}, which never began here: follow "
                "from the block in which the contracts were deployed"
            )
    row.update(zip(keys, key, strict=True), until_block=OPEN)
    return row
