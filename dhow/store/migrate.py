"""Bringing a database to the tables this program knows (alembic)."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from dhow.store.errors import StoreUnusable

_SCRIPTS: Final = Path(__file__).parent / "migrations"


def configuration() -> Config:
    """Alembic's configuration, made here so that there is no file to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


def upgrade(connection: Connection) -> None:
    """Apply what is missing, inside the caller's transaction.

    Raises:
        StoreUnusable: when the database is of a newer program.
    """
    config = configuration()
    scripts = ScriptDirectory.from_config(config)
    current = set(MigrationContext.configure(connection).get_current_heads())
    if current == set(scripts.get_heads()):
        return
    unknown = current - {revision.revision for revision in scripts.walk_revisions()}
    if unknown:
        raise StoreUnusable(
            f"the database is at revision {', '.join(sorted(unknown))}, which this version does not"
            " know; use the newer program it was made with"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "heads")
