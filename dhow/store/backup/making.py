"""A backup, made while the store is in use.

The store's state is fixed for reading between two looks at how far the rest goes, and the two must
say the same, or it is done again; nobody is kept from writing. All is copied afterwards. So a
backup holds a store and a chain that agree: every transaction on the chain was on record before it
was sent, hence is on record here; every outcome on record was read from a block that is here.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.store.backup.archive import write_archive
from dhow.store.backup.rows import tables_of, write_table
from dhow.store.databases import Database, database_at, has_begun, shown_url
from dhow.store.errors import StoreUnusable, first_line
from dhow.store.revisions import recorded

_ATTEMPTS: Final = 40
_PAUSE: Final = 0.001


class Part(Protocol):
    """Something beside the store that goes into its backup.

    Attributes:
        name: in the archive.
    """

    name: str

    def mark(self) -> object:
        """Note how far it goes, and say so. Quick."""

    def copy(self, to: Path) -> Mapping[str, Any]:
        """Copy it, as far as was noted last; what the manifest says of it."""


@dataclass
class FilePart:
    """A file that is written once."""

    name: str
    path: Path

    def mark(self) -> object:
        """Always the same: it does not grow."""
        return None

    def copy(self, to: Path) -> Mapping[str, Any]:
        """Copy it.

        Raises:
            BadInputError: it is not there.
        """
        try:
            shutil.copyfile(self.path, to)
        except OSError as problem:
            raise BadInputError(
                f"{self.path} cannot be read for the backup: {problem.strerror}"
            ) from problem
        return {}


def back_up(
    url: str,
    target: Path,
    *,
    parts: Sequence[Part] = (),
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Mapping[str, Any]:
    """Write a backup of the store at `url` and of `parts` to `target`; its manifest.

    Raises:
        BadInputError: there is no store, or `target` is there already.
        EnvironmentProblemError: database or disk fails; nothing is left at `target`.
    """
    if target.exists():
        raise BadInputError(f"{target} is there already; give another name")
    if not target.parent.is_dir():
        raise BadInputError(f"there is no folder {target.parent}; make it first")
    if not has_begun(url):
        raise BadInputError(f"there is no store at {shown_url(url)} to back up; check the address")
    database = database_at(url)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".dhow-backup-") as spool:
            manifest = _copy(database, Path(spool), parts, now)
            write_archive(target, Path(spool), manifest)
    except SQLAlchemyError as problem:
        raise StoreUnusable(
            f"{database.shown} cannot be backed up: {first_line(problem)}"
        ) from problem
    except OSError as problem:
        raise EnvironmentProblemError(
            f"the backup cannot be made in {target.parent}: {problem.strerror}"
        ) from problem
    finally:
        database.close()
    return manifest


def _copy(
    database: Database, spool: Path, parts: Sequence[Part], now: Callable[[], datetime]
) -> dict[str, Any]:
    with database.engine.connect() as connection, database.reading(connection):
        for attempt in range(_ATTEMPTS):
            before = [part.mark() for part in parts]
            made_at = now()
            state = connection.begin()
            revisions = _revisions(connection, database)  # the first question fixes the state
            if before == [part.mark() for part in parts]:
                break
            state.rollback()
            time.sleep(_PAUSE * attempt)
        else:
            raise EnvironmentProblemError(
                "the chain takes blocks too fast for a backup that agrees with it; try again"
            )
        (spool / "rows").mkdir()
        tables = {
            str(table.name): write_table(connection, table, spool / "rows" / f"{table.name}.jsonl")
            for table in tables_of(connection)
        }
        state.rollback()
    return {
        "made_at": f"{made_at:%Y-%m-%dT%H:%M:%SZ}",
        "database": database.kind,
        "revisions": revisions,
        "tables": tables,
        "parts": {part.name: dict(part.copy(spool / part.name)) for part in parts},
    }


def _revisions(connection: Connection, database: Database) -> list[str]:
    found = sorted(recorded(connection))
    if not found:
        raise StoreUnusable(f"what is at {database.shown} is not a dhow database")
    return found
