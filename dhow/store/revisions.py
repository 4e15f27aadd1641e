"""At which revision a database is, and which ones this program has, without alembic.

To import alembic takes longer than most commands have left to do, and a database is to date nearly
every time that one is opened.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_TABLE: Final = "alembic_version"
_REVISION: Final = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)
_BEFORE: Final = re.compile(r'^down_revision = "(\w+)"$', re.MULTILINE)


def recorded(connection: Connection) -> frozenset[str]:
    """The revisions that a database says it is at: one, or none where it is no database of ours."""
    if not inspect(connection).has_table(_TABLE):
        return frozenset()
    return frozenset(connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalars())  # noqa: S608 - a constant


@cache
def newest() -> frozenset[str]:
    """The revisions that no other one of this program follows upon: one."""
    scripts = [path.read_text() for path in sorted((MIGRATIONS / "versions").glob("*.py"))]
    every = {found[1] for script in scripts if (found := _REVISION.search(script))}
    return frozenset(every - {found[1] for script in scripts if (found := _BEFORE.search(script))})
