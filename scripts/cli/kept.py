"""A store that is there, opened for a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dhow.errors import BadInputError

if TYPE_CHECKING:
    from dhow.store import Store


@contextmanager
def kept_store(database: str, secrets: Path | None) -> "Iterator[Store]":
    """The store at an address, which must be there: looking must not make one.

    Raises:
        BadInputError: there is none.
    """
    from api.secrets import secrets_of
    from dhow.store import has_begun, open_store, shown_url

    if not has_begun(database):
        message = f"There is no store at {shown_url(database)}. Give the one that is served: --db."
        raise BadInputError(message)
    kept = secrets_of(database, secrets_file=secrets)
    with open_store(database, kept.master_key) as store:
        yield store
