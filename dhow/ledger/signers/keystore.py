"""A folder of encrypted keys: Web3 Secret Storage v3 with scrypt, one file for each key.

The files are what geth, Besu, web3.py and wallets write and read (ethereum.org, "Web3 Secret
Storage Definition"); what a key is for stands in its file's name, so that a folder can be read
without its passphrase:

    <organisation>.<purpose>[.<user>].<number>.json
    5493001KJTIIGC8Y1R12.user.checker.1.json
    5493001KJTIIGC8Y1R12.account.1.json
    OPERATOR.system.1.json

Numbers count the keys that followed each other in one place. One passphrase opens the folder.
"""

import re
import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.signers.keyfiles import (
    KeystoreError,
    checksummed,
    closed_to_others,
    content_of,
    decrypt,
    encrypted,
    read,
    write,
)
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Address

PURPOSES: Final = ("user", "account", "system", "relay")
SCRYPT_N: Final = 2**18
"""As geth and eth-account have it: 256 MB and about a second to try one passphrase."""
LEAST_PASSPHRASE: Final = 8
_THREADS: Final = 2  # each takes 256 MB while it unlocks

_ORGANISATION = re.compile(r"[A-Za-z0-9]{1,40}")
_USER = re.compile(r"[A-Za-z0-9._-]{1,40}")
_FILE = re.compile(
    r"(?P<organisation>[A-Za-z0-9]{1,40})\.(?P<purpose>user|account|system|relay)"
    r"(?:\.(?P<user>[A-Za-z0-9._-]{1,40}))?\.(?P<number>[1-9][0-9]{0,5})\.json"
)


@dataclass(frozen=True, slots=True, order=True)
class KeyName:
    """Whose key: of a user, of a settlement account, of the network's system, of its relay.

    Attributes:
        organisation: its LEI, or the operator's code.
        purpose: one of `PURPOSES`.
        user: the user's name; empty for other purposes.
        number: which of those that followed each other, from 1.
    """

    organisation: str
    purpose: str
    user: str = ""
    number: int = 1

    def __post_init__(self) -> None:
        """Refuse what could not be a file's name, or would be another key's."""
        fits = (
            _ORGANISATION.fullmatch(self.organisation)
            and self.purpose in PURPOSES
            and bool(_USER.fullmatch(self.user)) == (self.purpose == "user")
            and (self.purpose == "user" or not self.user)
            and 1 <= self.number < 10**6
        )
        if not fits:
            raise KeystoreError(
                f"{self.organisation}/{self.purpose}/{self.user} number {self.number} names no "
                "key: give ORGANISATION/user/NAME, ORGANISATION/account, ORGANISATION/system or "
                "ORGANISATION/relay, with letters, digits, dots, dashes and underscores"
            )

    @classmethod
    def parse(cls, text: str, number: int = 1) -> Self:
        """From `LEI/user/NAME`, `LEI/account`, `OPERATOR/system` or `OPERATOR/relay`.

        Raises:
            KeystoreError: none of these.
        """
        organisation, _, rest = text.partition("/")
        purpose, _, user = rest.partition("/")
        return cls(organisation, purpose, user, number)

    @property
    def place(self) -> str:
        """What the key is for, without its number."""
        return "/".join(part for part in (self.organisation, self.purpose, self.user) if part)

    @property
    def file(self) -> str:
        """Name of its file."""
        return ".".join((*self.place.split("/"), str(self.number), "json"))

    def numbered(self, number: int) -> "KeyName":
        """The name of another key in this place."""
        return replace(self, number=number)

    def following(self) -> "KeyName":
        """The name of the key that comes after this one."""
        return self.numbered(self.number + 1)

    def __str__(self) -> str:
        """For people: the first key's number goes without saying."""
        return self.place if self.number == 1 else f"{self.place} ({self.number})"


class Keystore:
    """The keys of a folder, unlocked. Thread-safe. Its text form shows no secret."""

    def __init__(self, folder: Path, passphrase: str, *, scrypt_n: int = SCRYPT_N) -> None:
        """Take a folder and its passphrase; nothing is read. `Keystore.open` is the way in.

        Args:
            scrypt_n: how slow a new file is to open; less only in tests.
        """
        if len(passphrase) < LEAST_PASSPHRASE:
            raise KeystoreError(
                f"the passphrase of {folder} has {len(passphrase)} characters; a keystore takes "
                f"{LEAST_PASSPHRASE} or more"
            )
        self.folder = folder
        self._passphrase = passphrase
        self._scrypt_n = scrypt_n
        self._signers: dict[KeyName, LocalSigner] = {}
        self._writing = threading.Lock()

    @classmethod
    def open(cls, folder: Path, passphrase: str, *, scrypt_n: int = SCRYPT_N) -> Self:
        """Unlock every key of a folder, which is made where it is missing.

        Raises:
            KeystoreError: wrong passphrase, damaged file, rights too wide, one key twice.
            EnvironmentProblemError: folder or file cannot be read or made.
        """
        keystore = cls(folder, passphrase, scrypt_n=scrypt_n)
        _ready(folder)
        names = list(names_in(folder))
        with ThreadPoolExecutor(_THREADS) as pool:
            signers = list(pool.map(keystore._unlocked, names))
        owners: dict[str, KeyName] = {}
        for name, signer in zip(names, signers, strict=True):
            if (other := owners.setdefault(signer.address, name)) != name:
                raise KeystoreError(
                    f"{folder / name.file} and {other.file} hold the same key; a key acts in one "
                    "place only: remove one of them"
                )
        keystore._signers = dict(zip(names, signers, strict=True))
        return keystore

    def names(self) -> tuple[KeyName, ...]:
        """Every key's name, in order."""
        with self._writing:
            return tuple(sorted(self._signers))

    def addresses(self) -> Iterator[tuple[KeyName, Address]]:
        """Every key's name and address, in order."""
        for name in self.names():
            yield name, self.signer(name).address

    def signer(self, name: KeyName) -> LocalSigner:
        """The key of a name.

        Raises:
            KeystoreError: there is none.
        """
        found = self.find(name)
        if found is None:
            raise KeystoreError(
                f"{self.folder} has no key for {name}: put its file {name.file} back from a "
                f"backup, or make one with `dhow keys new {name.place}`"
            )
        return found

    def find(self, name: KeyName) -> LocalSigner | None:
        """The key of a name, one that another process made too; None where there is none.

        Raises:
            KeystoreError: another process wrote it with another passphrase, or it is damaged.
        """
        with self._writing:
            found = self._signers.get(name)
            if found is None and (self.folder / name.file).exists():
                found = self._signers[name] = self._unlocked(name)
            return found

    def numbers(self, place: KeyName) -> tuple[int, ...]:
        """Which keys there are in the place of a name, lowest first."""
        return tuple(name.number for name in self.names() if name.place == place.place)

    def make(self, name: KeyName) -> LocalSigner:
        """The key of a name, made where there is none."""
        try:
            return self.find(name) or self.new(name)
        except KeystoreError:
            found = self.find(name)  # another was quicker
            if found is None:
                raise
            return found

    def new(self, name: KeyName) -> LocalSigner:
        """Make a key: it is on the disk, encrypted, when this returns.

        Raises:
            KeystoreError: there is one of this name.
            EnvironmentProblemError: it cannot be written.
        """
        while True:
            secret = secrets.token_bytes(32)
            try:
                return self.keep(name, secret)
            except _NotAKeyError:  # once in 2^128
                continue

    def keep(self, name: KeyName, secret: bytes) -> LocalSigner:
        """Keep a key that was made elsewhere.

        Raises:
            KeystoreError: not a key, kept already, or the name is another key's.
            EnvironmentProblemError: it cannot be written.
        """
        try:
            signer = LocalSigner(secret)
        except BadInputError as problem:
            raise _NotAKeyError(str(problem)) from None
        with self._writing:
            for known, held in self._signers.items():
                if held.address == signer.address:
                    raise KeystoreError(f"{signer.address} is kept already, for {known}")
            if name in self._signers:
                raise KeystoreError(
                    f"{self.folder} has a key for {name} already; to replace it, rotate it"
                )
            write(self.folder / name.file, encrypted(secret, self._passphrase, self._scrypt_n))
            self._signers[name] = signer
        return signer

    def forget(self, place: KeyName) -> None:
        """Destroy every key of a place: their files go, those that another process made too.

        Raises:
            EnvironmentProblemError: a file cannot be removed; what went before it is gone.
        """
        with self._writing:
            for name in [*names_in(self.folder)]:
                if name.place != place.place:
                    continue
                path = self.folder / name.file
                try:
                    path.unlink(missing_ok=True)
                except OSError as problem:
                    raise EnvironmentProblemError(
                        f"{path} cannot be removed: {problem.strerror}; remove it yourself"
                    ) from problem
                self._signers.pop(name, None)

    def _unlocked(self, name: KeyName) -> LocalSigner:
        path = self.folder / name.file
        return LocalSigner(decrypt(path, self._passphrase))

    def __repr__(self) -> str:
        return f"Keystore({self.folder}, {len(self._signers)} keys)"


class _NotAKeyError(KeystoreError):
    """Bytes outside the range of secp256k1."""


def names_in(folder: Path) -> Iterator[KeyName]:
    """Names of the key files of a folder, in order; no passphrase is needed.

    Raises:
        KeystoreError: a file among them that is no key's.
        EnvironmentProblemError: the folder cannot be read.
    """
    try:
        found = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as problem:
        raise EnvironmentProblemError(
            f"the keys in {folder} cannot be read: {problem.strerror}"
        ) from problem
    for path in found:
        match = _FILE.fullmatch(path.name)
        if match is None or not path.is_file():
            raise KeystoreError(
                f"{path} is no key file (LEI.user.NAME.1.json, LEI.account.1.json, "
                "OPERATOR.system.1.json): a folder of keys holds nothing else; move it away"
            )
        yield KeyName(
            match["organisation"], match["purpose"], match["user"] or "", int(match["number"])
        )


def address_of(folder: Path, name: KeyName) -> Address:
    """The address that a key's file states; it is proved only when the key is unlocked.

    Raises:
        KeystoreError: damaged file, rights too wide.
    """
    path = folder / name.file
    content = content_of(path, read(path))
    return checksummed(path, content.get("address"))


def _ready(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise EnvironmentProblemError(
            f"the folder for keys {folder} cannot be made: {problem.strerror}"
        ) from problem
    closed_to_others(folder, "700")
