"""What the embedded chain keeps of itself on disk, and how it comes back.

Two files in one folder:

- `blocks.journal` is the truth: raw transactions, time and hash of every block, and the clock.
  A record is on the disk before its block counts.
- `state.rows` only saves time: the rows of py-evm's database that each block added. It is not
  forced to the disk. Blocks that it lacks are made again from the journal, and must come out with
  the very same hash; without the file all of them are.
"""

import fcntl
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from eth.db.backends.memory import MemoryDB

from dhow.errors import BadInputError
from dhow.ledger.engines.base import EngineError
from dhow.ledger.engines.embedded_records import RecordFile

JOURNAL = "blocks.journal"
ROWS = "state.rows"
JOURNAL_TITLE = b"journal 1"
_ROWS_TITLE = b"rows 1"

_GENESIS, _BLOCK, _CLOCK = b"G", b"B", b"C"
_BLOCK_HEAD = struct.Struct(">QQ32sI")
_LENGTH = struct.Struct(">I")
_TIME = struct.Struct(">Q")
_ROW = struct.Struct(">II")
_DELETED = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Genesis:
    """What a chain begins with.

    Attributes:
        chain_id: as signed into transactions.
        genesis_time: unix seconds of block 0.
        gas_limit: of every block.
        funded: addresses that hold native coin, 0x and lower case, in order.
        block_hash: of block 0, 0x; also tells of the software that made it.
    """

    chain_id: int
    genesis_time: int
    gas_limit: int
    funded: tuple[str, ...]
    block_hash: str


@dataclass(frozen=True, slots=True)
class KeptBlock:
    """A block as the journal has it: enough to make it again."""

    number: int
    time: int
    block_hash: bytes
    raws: tuple[bytes, ...]


class RowsInMemory(MemoryDB):
    """py-evm's database in memory that remembers what was written since it was last asked."""

    def __init__(self, rows: dict[bytes, bytes]) -> None:
        """Over these rows."""
        super().__init__(rows)
        self._fresh: dict[bytes, bytes | None] = {}

    def __setitem__(self, key: bytes, value: bytes) -> None:
        """Write."""
        self.kv_store[key] = value
        self._fresh[key] = value

    def __delitem__(self, key: bytes) -> None:
        """Delete."""
        del self.kv_store[key]
        self._fresh[key] = None

    def taken(self) -> dict[bytes, bytes | None]:
        """Rows written since the last time, None for deleted ones."""
        fresh, self._fresh = self._fresh, {}
        return fresh


class Journal:
    """Both files of one chain, held by one process at a time.

    Attributes:
        blocks: what the journal held when it was opened, in order.
        clock: time set for the next block, unix seconds; None where none was.
        dropped_bytes: of a write that a crash interrupted, cut off when the journal was opened.
    """

    def __init__(self, folder: Path, genesis: Genesis) -> None:
        """Open the journal in a folder, or begin one there.

        Raises:
            BadInputError: no such place, or the journal is of another chain.
            EngineError: it is in use, damaged, or cannot be read or written.
        """
        self.blocks: list[KeptBlock] = []
        self.clock: int | None = None
        _make(folder)
        path = folder / JOURNAL
        if path.exists():
            self._file = RecordFile(path, JOURNAL_TITLE)
        else:
            said = _GENESIS + json.dumps(asdict(genesis)).encode()
            self._file = RecordFile.create(path, JOURNAL_TITLE, said)
        try:
            self._lock()
            self._read(genesis)
            self.dropped_bytes = self._file.drop_torn_tail()
            self._rows: RecordFile | None = self._open_rows(folder / ROWS)
        except BaseException:
            self._file.close()
            raise

    # --------------------------------------------------------------- opening

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise EngineError(
                f"{self._file.path} is in use by another process; end it, or give another folder"
            ) from None

    def _read(self, genesis: Genesis) -> None:
        records = self._file.records()
        first = next(records, b"")
        if not first.startswith(_GENESIS):
            raise EngineError(
                f"{self._file.path} is damaged at its start; put back a copy, or give another "
                "folder"
            )
        try:
            found = json.loads(first[1:])
            theirs = Genesis(**found | {"funded": tuple(found["funded"])})
        except (ValueError, TypeError, KeyError) as problem:
            raise EngineError(
                f"{self._file.path} was written by another version of dhow ({problem}); use that "
                "version, or give another folder"
            ) from problem
        _require_same(self._file.path, theirs, genesis)
        for body in records:
            if body.startswith(_BLOCK):
                self.blocks.append(_block(body))
                self.clock = None
            else:
                (self.clock,) = _TIME.unpack_from(body, 1)

    def _open_rows(self, path: Path) -> RecordFile:
        if path.exists():
            try:
                rows = RecordFile(path, _ROWS_TITLE)
            except EngineError:
                pass  # nothing depends on it
            else:
                if rows.salt == self._file.salt:
                    return rows
                rows.close()
        return RecordFile.create(path, _ROWS_TITLE, salt=self._file.salt)

    def load(self, rows: dict[bytes, bytes]) -> int:
        """Fill the database with the rows of as many blocks as are kept; how many those are."""
        assert self._rows is not None  # noqa: S101 - `__init__` opened it
        loaded = 0
        fits = self._rows.end
        for body, block in zip(self._rows.records(), self.blocks, strict=False):
            if body[:32] != block.block_hash:
                break
            for key, value in _rows_in(body):
                if value is None:
                    rows.pop(key, None)
                else:
                    rows[key] = value
            loaded += 1
            fits = self._rows.end
        self._rows.cut(fits)
        return loaded

    # --------------------------------------------------------------- writing

    def block(self, block: KeptBlock) -> None:
        """Write a block down; it is on the disk when this returns.

        Raises:
            EngineError: it may not be; nothing more is taken.
        """
        head = _BLOCK_HEAD.pack(block.number, block.time, block.block_hash, len(block.raws))
        raws = b"".join(_LENGTH.pack(len(raw)) + raw for raw in block.raws)
        self._file.append(_BLOCK + head + raws, sync=True)

    def set_clock(self, unix: int) -> None:
        """Write down the time set for the next block; on the disk when this returns."""
        self._file.append(_CLOCK + _TIME.pack(unix), sync=True)

    def rows(self, block_hash: bytes, fresh: dict[bytes, bytes | None]) -> None:
        """Keep what a block added to the database, if that can be done."""
        if self._rows is None:
            return
        try:
            self._rows.append(block_hash + _packed(fresh), sync=False)
        except EngineError:
            # the chain goes on: what is not kept is made again at the next start
            self._rows.close()
            self._rows = None

    def places(self) -> tuple[int, int | None]:
        """Where both files end now, to come back to with `back_to`."""
        return self._file.end, None if self._rows is None else self._rows.end

    def back_to(self, places: tuple[int, int | None]) -> None:
        """Forget what was written since."""
        end, rows_end = places
        self._file.cut(end)
        if self._rows is not None and rows_end is not None:
            self._rows.cut(rows_end)

    def close(self) -> None:
        """Let go of both files. May be called twice."""
        self._file.close()
        if self._rows is not None:
            self._rows.close()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except FileNotFoundError:
        raise BadInputError(
            f"there is no folder {folder.parent} to keep a chain in; make it first"
        ) from None
    except FileExistsError:
        raise BadInputError(
            f"{folder} is a file; a chain is kept in a folder: give another name"
        ) from None
    except OSError as problem:
        raise BadInputError(
            f"{folder} cannot be made: {problem.strerror}; give another place"
        ) from problem


def _require_same(path: Path, theirs: Genesis, ours: Genesis) -> None:
    differ = [
        f"{name}: {there} there, {here} here"
        for name, there, here in (
            ("chain id", theirs.chain_id, ours.chain_id),
            ("time of the first block", _when(theirs.genesis_time), _when(ours.genesis_time)),
            ("gas limit of a block", theirs.gas_limit, ours.gas_limit),
            ("accounts with coin", theirs.funded or "none", ours.funded or "none"),
        )
        if there != here
    ]
    if differ:
        raise BadInputError(
            f"{path} is of another chain ({'; '.join(differ)}). Start with the same values, or "
            "give another folder"
        )
    if theirs.block_hash != ours.block_hash:
        raise BadInputError(
            f"{path} was written by other software: its first block is {theirs.block_hash}, here "
            f"it would be {ours.block_hash}. Use the version that wrote it, or give another folder"
        )


def _when(unix: int) -> str:
    return datetime.fromtimestamp(unix, UTC).isoformat()


def block_of(body: bytes) -> KeptBlock | None:
    """The block that a record after the first is; None for the clock."""
    return _block(body) if body.startswith(_BLOCK) else None


def _block(body: bytes) -> KeptBlock:
    number, time, block_hash, count = _BLOCK_HEAD.unpack_from(body, 1)
    at = 1 + _BLOCK_HEAD.size
    raws = []
    for _ in range(count):
        (length,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size
        raws.append(body[at : at + length])
        at += length
    return KeptBlock(number, time, block_hash, tuple(raws))


def _packed(fresh: dict[bytes, bytes | None]) -> bytes:
    parts: list[bytes] = []
    for key, value in fresh.items():
        parts.append(_ROW.pack(len(key), _DELETED if value is None else len(value)))
        parts.append(key)
        if value is not None:
            parts.append(value)
    return b"".join(parts)


def _rows_in(body: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    at = 32
    while at < len(body):
        key_length, length = _ROW.unpack_from(body, at)
        at += _ROW.size
        key = body[at : at + key_length]
        at += key_length
        if length == _DELETED:
            yield key, None
        else:
            yield key, body[at : at + length]
            at += length


def sorted_addresses(funded: Sequence[str]) -> tuple[str, ...]:
    """Addresses as `Genesis` has them."""
    return tuple(sorted({address.lower() for address in funded}))
