"""Bringing a database to the tables this program knows (alembic)."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection

from dhow.store.errors import StoreUnusable
from dhow.store.revisions import MIGRATIONS, newest, recorded

if TYPE_CHECKING:
    from alembic.config import Config


def configuration() -> "Config":
    """Alembic's configuration, made here so that there is no file to keep in step."""
    from alembic.config import Config  # noqa: PLC0415 - see `upgrade`

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def upgrade(connection: Connection) -> None:
    """Apply what is missing, inside the caller's transaction.

    Raises:
        StoreUnusable: when the database is of a newer program.
    """
    current = recorded(connection)
    if current == newest():
        return

    # here, since to import them takes longer than most commands do with a database that is to date
    from alembic import command  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = configuration()
    scripts = ScriptDirectory.from_config(config)
    unknown = current - {revision.revision for revision in scripts.walk_revisions()}
    if unknown:
        raise StoreUnusable(
            f"the database is at revision {', '.join(sorted(unknown))}, which this version does not"
            " know; use the newer program it was made with"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "heads")
