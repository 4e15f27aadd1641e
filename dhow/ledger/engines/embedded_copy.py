"""A copy of an embedded chain's journal, taken while the chain goes on."""

import json
from dataclasses import dataclass
from pathlib import Path

from dhow.errors import BadInputError
from dhow.ledger.engines.base import EngineError
from dhow.ledger.engines.embedded_journal import JOURNAL, JOURNAL_TITLE, block_of
from dhow.ledger.engines.embedded_records import RecordFile

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ChainCopy:
    """What a copied journal holds: its chain, and the last block."""

    chain_id: int
    block: int
    block_hash: str


def journal_size(folder: Path) -> int:
    """Bytes of a chain's journal now; every block that counts is in them.

    Raises:
        BadInputError: there is no chain in this folder.
    """
    try:
        return (folder / JOURNAL).stat().st_size
    except OSError as problem:
        raise BadInputError(
            f"there is no embedded chain in {folder} ({problem.strerror}); check --chain"
        ) from problem


def copy_journal(folder: Path, size: int, to: Path) -> ChainCopy:
    """Copy a journal up to `size` bytes, without the block that was being written then.

    Every record is checked on the way. What the copy lacks, a chain that is started with it makes
    again from what it has.

    Raises:
        EngineError: the journal is damaged, or was shortened meanwhile.
    """
    with (folder / JOURNAL).open("rb") as source, to.open("xb") as copied:
        left = size
        while left and (chunk := source.read(min(left, _CHUNK))):
            copied.write(chunk)
            left -= len(chunk)
    if left:
        raise EngineError(f"{folder / JOURNAL} was shortened while it was copied; try again")
    file = RecordFile(to, JOURNAL_TITLE)
    try:
        records = file.records()
        genesis = json.loads(next(records, b"G{}")[1:])
        if not genesis:
            raise EngineError(f"{folder / JOURNAL} is damaged at its start; put back a copy")
        last = None
        for body in records:
            last = block_of(body) or last
        file.drop_torn_tail()
    finally:
        file.close()
    if last is None:
        return ChainCopy(genesis["chain_id"], 0, genesis["block_hash"])
    return ChainCopy(genesis["chain_id"], last.number, f"0x{last.block_hash.hex()}")
