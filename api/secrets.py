"""The three secrets of a network, and where they are kept.

A database in memory is for trying things out and takes values that everyone knows. A database in a
file has secrets of its own, random, in `<database>.secrets` beside it, readable by its owner alone;
each can come from the environment instead (`DHOW_MASTER_KEY`, `DHOW_INVOICE_SECRET`,
`DHOW_TOKEN_SECRET`: 64 hexadecimal digits), and is then not written down. Whoever backs the
database up keeps the secrets apart from it: together they are as good as plain text.
"""

import json
import os
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dhow.errors import BadInputError, EnvironmentProblemError

_BYTES = 32
_NAMES = ("master_key", "invoice_secret", "token_secret")
_FILE_URL = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Secrets:
    """32 bytes each, none of which is ever shown.

    Attributes:
        master_key: opens what the store encrypts at rest.
        invoice_secret: the registry's, under which invoices are fingerprinted.
        token_secret: signs session tokens.
    """

    master_key: bytes = field(repr=False)
    invoice_secret: bytes = field(repr=False)
    token_secret: bytes = field(repr=False)


def secrets_of(database_url: str, environment: Mapping[str, str] = os.environ) -> Secrets:
    """The secrets of the network in this database: made at its first start, then the same.

    Raises:
        BadInputError: a secret in environment or file is not 32 bytes in hex; the file can be read
            by others; or a database that has begun is without its secrets.
        EnvironmentProblemError: the file cannot be read or written.
    """
    database = _file_of(database_url)
    if database is None:
        return Secrets(
            master_key=bytes(_BYTES),
            invoice_secret=b"dhow development invoice secret.",
            token_secret=random.token_bytes(_BYTES),
        )
    found = {
        name: _secret(environment[variable], f"{variable} in the environment")
        for name in _NAMES
        if (variable := f"DHOW_{name.upper()}") in environment
    }
    if len(found) < len(_NAMES):
        found = {**_kept(database, [name for name in _NAMES if name not in found]), **found}
    return Secrets(**found)


def _kept(database: Path, missing: list[str]) -> dict[str, bytes]:
    """The secrets beside the database, made where the database is new."""
    path = database.with_name(database.name + ".secrets")
    try:
        if not path.exists():
            if database.exists() and database.stat().st_size:
                variables = ", ".join(f"DHOW_{name.upper()}" for name in missing)
                raise BadInputError(
                    f"{database} holds a network, and its secrets are not in {path}. Put that file"
                    f" back, or give {variables} in the environment; to begin anew, give a new"
                    " database file."
                )
            _write(path, {name: random.token_hex(_BYTES) for name in missing})
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise BadInputError(
                f"{path} can be read by others. Close it with: chmod 600 {path}; and if anyone may"
                " have read it, begin a new database."
            )
        content = json.loads(path.read_text(encoding="ascii"))
    except OSError as error:
        raise EnvironmentProblemError(
            f"The secrets beside the database, {path}, cannot be used: {error.strerror}. Check the"
            " folder and its rights."
        ) from error
    except ValueError:
        content = None
    if not isinstance(content, dict) or not set(missing) <= set(content):
        raise BadInputError(
            f"{path} does not hold {', '.join(missing)}. Put it back from a backup, or begin a new"
            " database."
        )
    return {name: _secret(content[name], f"{name} in {path}") for name in missing}


def _write(path: Path, content: Mapping[str, str]) -> None:
    """A new file that nobody else can read, not even for a moment; on the disk when it returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())


def _secret(text: object, where: str) -> bytes:
    try:
        secret = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise BadInputError(
            f"{where} is not {_BYTES} bytes in hexadecimal. Make one with: openssl rand -hex 32"
        )
    return secret


def _file_of(database_url: str) -> Path | None:
    """The database's file; None where it is in memory."""
    name = database_url.removeprefix(_FILE_URL).partition("?")[0]
    if not database_url.startswith(_FILE_URL) or name in ("", ":memory:"):
        return None
    return Path(name)
