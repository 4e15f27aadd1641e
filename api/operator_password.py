"""The operator's first password: a secret of its own wherever a network is kept.

A database in memory takes the one that everyone knows. Any other gets a random one at its first
start, in a file of its own beside its secrets, for its owner alone: who has read it, signed in and
changed it may delete the file, which the secrets must never be. It can come from the environment
instead (`DHOW_OPERATOR_PASSWORD`), and is then not written down.
"""

import os
import secrets as random
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from api.secrets import kept_at
from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.store import in_memory

DEVELOPMENT_PASSWORD: Final = "dhow-development"  # noqa: S105 - known to all, as the keys are
VARIABLE: Final = "DHOW_OPERATOR_PASSWORD"
OPERATORS: Final = ".operator"
MEMBERS: Final = ".users"
_LEAST: Final = 12
_BYTES: Final = 18


def first_password(
    database_url: str,
    environment: Mapping[str, str] = os.environ,
    *,
    secrets_file: Path | None = None,
    suffix: str = OPERATORS,
) -> str:
    """The password with which the operator is admitted, or a member's first users sign in.

    Raises:
        BadInputError: one in the environment that is short or known, or no place to write one to.
        EnvironmentProblemError: it cannot be written.
    """
    if (given := environment.get(VARIABLE)) is not None:
        if len(given) < _LEAST or given == DEVELOPMENT_PASSWORD:
            raise BadInputError(
                f"{VARIABLE} must be a secret of {_LEAST} characters or more, and not the one of "
                "development. Make one with: openssl rand -base64 18"
            )
        return given
    path = password_file(database_url, environment, secrets_file=secrets_file, suffix=suffix)
    if path is None:
        if in_memory(database_url) and secrets_file is None:
            return DEVELOPMENT_PASSWORD
        raise BadInputError(
            "The operator's first password has no place to be written to. Give it in the "
            f"environment ({VARIABLE}), or name a file of secrets (--secrets) for it to lie beside."
        )
    password = random.token_urlsafe(_BYTES)
    try:
        path.unlink(missing_ok=True)  # of a start that did not come to its end: nobody has it
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(password + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise EnvironmentProblemError(
            f"The operator's first password cannot be written to {path}: {problem.strerror}. Check"
            " the folder and its rights."
        ) from problem
    return password


def password_file(
    database_url: str,
    environment: Mapping[str, str] = os.environ,
    *,
    secrets_file: Path | None = None,
    suffix: str = OPERATORS,
) -> Path | None:
    """Where the first password is written: `network.db.operator` beside `network.db.secrets`."""
    secrets = secrets_file or kept_at(database_url, environment)
    if secrets is None or (in_memory(database_url) and secrets_file is None):
        return None
    return secrets.with_name(secrets.name.removesuffix(".secrets") + suffix)


def where_to_find(
    database_url: str,
    environment: Mapping[str, str] = os.environ,
    *,
    secrets_file: Path | None = None,
) -> str:
    """A sentence on how the operator signs in; shows a password only where everyone knows it."""
    who = "The operator signs in as OPERATOR/registrar"
    path = password_file(database_url, environment, secrets_file=secrets_file)
    if path is not None and path.exists():
        return f"{who}; its first password is in {path}: change it and delete the file."
    if path is None and VARIABLE not in environment:
        return f"{who} with the password {DEVELOPMENT_PASSWORD}"
    return f"{who} with the password it was given."
