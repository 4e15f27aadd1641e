"""Runs migrations over the connection `dhow.store.migrate` hands in."""

from alembic import context
from sqlalchemy import Connection

from dhow.store.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
