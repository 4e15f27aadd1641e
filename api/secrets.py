"""The three secrets of a network, and where they are kept.

A database in memory is for trying things out and takes values that everyone knows. Any other has
secrets of its own, random, in a file readable by its owner alone: `<database>.secrets` beside a
database file, or the file that is named (`DHOW_SECRETS`, `--secrets`), as a server's must be. Each
can come from the environment instead (`DHOW_MASTER_KEY`, `DHOW_INVOICE_SECRET`,
`DHOW_TOKEN_SECRET`: 64 hexadecimal digits), and is then not written down. Whoever backs the
database up keeps the secrets apart from it: together they are as good as plain text. Processes that
share a database share its secrets.
"""

import json
import os
import secrets as random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.store import database_file, has_begun, in_memory, shown_url

_BYTES = 32
_NAMES = ("master_key", "invoice_secret", "token_secret")


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


def secrets_of(
    database_url: str,
    environment: Mapping[str, str] = os.environ,
    *,
    secrets_file: Path | None = None,
) -> Secrets:
    """The secrets of the network in this database: made at its first start, then the same.

    Args:
        secrets_file: where they are kept; else what `DHOW_SECRETS` names, or beside the database.

    Raises:
        BadInputError: a secret in environment or file is not 32 bytes in hex; the file can be read
            by others; a server's database was given no file; or a database that has begun is
            without its secrets.
        EnvironmentProblemError: the file cannot be read or written, or the database not asked.
    """
    path = secrets_file or kept_at(database_url, environment)
    if path is None and in_memory(database_url):
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
    missing = [name for name in _NAMES if name not in found]
    if missing and path is None:
        raise BadInputError(
            f"{shown_url(database_url)} is a server's database, beside which nothing can be kept."
            " Name the file of its secrets with --secrets FILE or DHOW_SECRETS (made if the"
            f" database is new), or give {_variables(missing)} in the environment."
        )
    if missing and path is not None:
        found = {**_kept(path, database_url, missing), **found}
    return Secrets(**found)


def kept_at(database_url: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file of the secrets, whether or not it is there; None where none was named."""
    if named := environment.get("DHOW_SECRETS"):
        return Path(named)
    file = database_file(database_url)
    return None if file is None else file.with_name(file.name + ".secrets")


def _kept(path: Path, database_url: str, missing: list[str]) -> dict[str, bytes]:
    """The secrets in a file, made where the database is new."""
    try:
        if not path.exists():
            if has_begun(database_url):
                raise BadInputError(
                    f"{shown_url(database_url)} holds a network, and its secrets are not in {path}."
                    f" Put that file back, or give {_variables(missing)} in the environment; to"
                    " begin anew, give a new database."
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
            f"The file of the database's secrets, {path}, cannot be used: {error.strerror}. Check"
            " the folder and its rights."
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
    """A new file that nobody else can read, not even for a moment; on the disk when it returns.

    It appears whole: of two processes that start at once, both use what one of them wrote.
    """
    beside = path.with_name(f".{path.name}.{random.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(content, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()


def _variables(names: list[str]) -> str:
    return ", ".join(f"DHOW_{name.upper()}" for name in names)


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
