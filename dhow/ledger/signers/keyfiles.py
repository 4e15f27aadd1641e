"""One key in one file: Web3 Secret Storage v3, written whole or not at all, for its owner alone."""

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any, Final

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Address

_MOST_WORK: Final = 2**20 * 8  # more is an attempt to fill the memory, or the time
_MOST_BYTES: Final = 64 * 1024


class KeystoreError(BadInputError):
    """A key file cannot be used, or there is none where one should be."""


def read_passphrase(path: Path) -> str:
    """The passphrase in a file: its first line, which only the owner may read.

    Raises:
        KeystoreError: readable by others, or empty.
        EnvironmentProblemError: it cannot be read.
    """
    text = read(path)
    line = text.split("\n", 1)[0].rstrip("\r")
    if not line:
        raise KeystoreError(f"the first line of {path} is empty: it must be the passphrase")
    return line


def decrypt(path: Path, passphrase: str) -> bytes:
    """The secret in a v3 file of somebody else's, to be imported.

    Raises:
        KeystoreError: wrong passphrase, damaged file, rights too wide.
    """
    return _opened(path, read(path), passphrase)


def closed_to_others(path: Path, mode: str) -> None:
    """Refuse what others on this machine can use, naming the `chmod` mode to give it."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeystoreError(
            f"{path} can be used by others. Close it with: chmod {mode} {path}; if anyone may have "
            "read it, rotate the keys"
        )


def read(path: Path) -> str:
    """A small text file that only its owner may use."""
    try:
        closed_to_others(path, "600")
        if path.stat().st_size > _MOST_BYTES:
            raise KeystoreError(f"{path} is larger than any key file; move it away")
        return path.read_text(encoding="utf-8")
    except OSError as problem:
        raise EnvironmentProblemError(f"{path} cannot be read: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise KeystoreError(f"{path} is not text; put it back from a backup") from problem


def content_of(path: Path, text: str) -> Mapping[str, Any]:
    """The JSON of a v3 file that is not too costly to open."""
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    content: dict[str, Any] = read if isinstance(read, dict) else {}
    crypto = content.get("crypto", content.get("Crypto"))
    if not isinstance(crypto, dict) or content.get("version") != 3:
        raise KeystoreError(
            f"{path} is damaged or no Web3 Secret Storage of version 3; put it back from a backup"
        )
    parameters = crypto.get("kdfparams")
    if not isinstance(parameters, dict):
        raise KeystoreError(f"{path} lacks crypto.kdfparams; put it back from a backup")
    numbers = [parameters.get(name, 1) for name in ("n", "r", "p", "c")]
    if not all(type(number) is int and number > 0 for number in numbers):
        raise KeystoreError(f"{path} has no whole numbers in crypto.kdfparams; it is damaged")
    if prod(numbers) > _MOST_WORK:
        raise KeystoreError(
            f"{path} asks for more work to be opened than any honest file does: n, r and p of "
            f"{numbers[:3]}, at most {_MOST_WORK:,} together"
        )
    return content


def _opened(path: Path, text: str, passphrase: str) -> bytes:
    from eth_account import Account  # noqa: PLC0415 - half a second that reading does not need

    content = content_of(path, text)
    try:
        secret = bytes(Account.decrypt(dict(content), passphrase))
    except Exception as problem:
        # its words may show what it read
        if "mac" in str(problem).lower():
            raise KeystoreError(
                f"the passphrase does not open {path}; give the one it was made with, or put the "
                "file back from a backup if it was altered"
            ) from None
        raise KeystoreError(f"{path} is damaged; put it back from a backup") from None
    stated = content.get("address")
    signer = LocalSigner(secret)
    if stated is not None and checksummed(path, stated) != signer.address:
        raise KeystoreError(
            f"{path} says it is the key of {stated} and holds that of {signer.address}; put it "
            "back from a backup"
        )
    return secret


def encrypted(secret: bytes, passphrase: str, scrypt_n: int) -> dict[str, Any]:
    """The JSON of a v3 file."""
    from eth_account import Account  # noqa: PLC0415

    return dict(Account.encrypt(secret, passphrase, kdf="scrypt", iterations=scrypt_n))


def checksummed(path: Path, stated: object) -> Address:
    """The address that a file states, with its check sum."""
    from eth_utils.address import is_address, to_checksum_address  # noqa: PLC0415

    if not isinstance(stated, str) or not is_address(stated):
        raise KeystoreError(f"{path} names no address; put it back from a backup")
    return Address(to_checksum_address(stated))


def write(path: Path, content: Mapping[str, Any]) -> None:
    """A new file, whole or not at all, for its owner alone, never over another."""
    try:
        descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")  # 0600
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump(content, file, indent=2)
                file.write("\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(fresh, path)
        finally:
            Path(fresh).unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except FileExistsError:
        raise KeystoreError(f"{path} is there already and was left as it is") from None
    except OSError as problem:
        raise EnvironmentProblemError(f"{path} cannot be written: {problem.strerror}") from problem
