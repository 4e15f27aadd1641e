"""Where a passphrase comes from: a file, the environment, or whoever sits at the terminal.

Never an argument: what stands on a command line is everybody's on this machine.
"""

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dhow.errors import BadInputError

if TYPE_CHECKING:
    from api.keys import KeyBox

VARIABLE = "DHOW_PASSPHRASE"

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        envvar="DHOW_PASSPHRASE_FILE",
        help=f"file whose first line opens the keys; else {VARIABLE} is taken, or it is asked for",
    ),
]


def passphrase_for(what: str, file: Path | None, *, new: bool = False) -> str:
    """The passphrase of something.

    Args:
        what: for the question: `the keys in FOLDER`.
        new: nothing is locked with it yet: ask twice.

    Raises:
        BadInputError: none given and nobody to ask, or the two answers differ.
    """
    from dhow.ledger.signers import read_passphrase

    if file is not None:
        return read_passphrase(file)
    if (found := os.environ.get(VARIABLE)) is not None:
        return found
    if not sys.stdin.isatty():
        raise BadInputError(
            f"no passphrase for {what}: give --passphrase-file FILE (readable by you alone), or "
            f"{VARIABLE} in the environment"
        )
    given = getpass.getpass(f"Passphrase of {what}: ")
    if new and getpass.getpass("The same again: ") != given:
        raise BadInputError("the two passphrases differ; nothing was done")
    return given


def key_box(keys: Path | None, passphrase_file: Path | None) -> "KeyBox | None":
    """The keys to serve with; None for those of development.

    Raises:
        BadInputError: there is no such folder or file, or it cannot be opened.
    """
    if keys is None:
        return None
    if keys.is_file():
        from dhow.ledger.signers.web3signer_keys import read_remote_keys

        return read_remote_keys(keys)
    from dhow.ledger.signers import Keystore

    if not keys.is_dir():
        raise BadInputError(
            f"there are no keys at {keys}: make the first one with "
            f"`dhow keys new OPERATOR/system --keys {keys}`"
        )
    return Keystore.open(keys, passphrase_for(f"the keys in {keys}", passphrase_file))
