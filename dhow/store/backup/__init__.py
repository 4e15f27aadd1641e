"""Backups: one archive of a store, and of what belongs to it, that any database can be made from.

| file | idea |
|---|---|
| `rows` | tables as lines of JSON, and back, with a sum that says whether all came through |
| `archive` | one file: a manifest with the hash of each part, then the parts |
| `making` | a backup, made while the store is in use |
| `restoring` | an empty database filled from one, whole or not at all |

Rows rather than a database's own format: a backup of SQLite restores into PostgreSQL and the other
way round, and neither server nor its tools need to be there to read it. Bodies stay sealed: without
the master key an archive tells no more than the database did.
"""

from dhow.store.backup.archive import Contents, DamagedBackup
from dhow.store.backup.making import FilePart, Part, back_up
from dhow.store.backup.restoring import opened_backup, require_empty, restore

__all__ = [
    "Contents",
    "DamagedBackup",
    "FilePart",
    "Part",
    "back_up",
    "opened_backup",
    "require_empty",
    "restore",
]
