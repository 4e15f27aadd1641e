"""What the chain took back, in order: kept, so that whoever read it can be told later.

A reader's place names the last replacement it knew of. Any newer one that reached below that place
took away something the reader has seen, and says from where to read again. Rows here are few and
stay; they are not rebuilt with the tables that follow the ledger.
"""

from collections.abc import Iterable
from typing import Any, Final, Protocol

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
)

from dhow.store.tables import metadata

feed_replacements: Final = Table(
    "feed_replacements",
    metadata,
    Column("number", Integer, primary_key=True),  # from 1, in the order they happened
    Column("above_block", BigInteger, nullable=False),  # the last block that stayed
    Column("top_block", BigInteger, nullable=False),  # the last that was undone
)

feed_rebuild: Final = Table(
    "feed_rebuild",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("block_number", BigInteger, nullable=False),
    Column("block_hash", String(66), nullable=False),
)
"""The last block before the tables were emptied, until they reach it again."""


class _Block(Protocol):
    @property
    def number(self) -> int: ...

    @property
    def hash(self) -> str: ...


def note_undone(connection: Connection, above: int, top: int | None) -> None:
    """Blocks above `above` go, up to `top`, the last in the tables (None: there is none)."""
    if top is not None and top > above:
        connection.execute(insert(feed_replacements).values(above_block=above, top_block=top))


def note_cleared(connection: Connection, last: tuple[int, str] | None) -> None:
    """The tables are emptied; `last` is number and hash of the last block in them."""
    if last is None or connection.execute(select(feed_rebuild.c.id)).first() is not None:
        return
    connection.execute(insert(feed_rebuild).values(id=1, block_number=last[0], block_hash=last[1]))


def note_folded(connection: Connection, first_block: int, blocks: Iterable[_Block]) -> None:
    """Blocks were folded in. Rebuilt tables that come out at another block replace everything."""
    mark: Any = connection.execute(select(feed_rebuild)).first()
    if mark is None:
        return
    reached = next((each for each in blocks if each.number == mark.block_number), None)
    if reached is None:
        return
    connection.execute(delete(feed_rebuild))
    if reached.hash != mark.block_hash:
        note_undone(connection, first_block - 1, mark.block_number)
