"""Which keys lie in a signing server: a TOML file of places and addresses, in their order.

url = "https://signer.example:9000"
token_file = "signer.token"            # all three may be left out; beside this file
ca_file = "authority.pem"
client_certificate = ["us.pem", "us.key"]
[keys]
"OPERATOR/system" = ["0x..."]
"5493001KJTIIGC8Y1R12/user/checker" = ["0x...", "0x..."]   # the second replaced the first
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from dhow.errors import BadInputError
from dhow.ledger.signers.keystore import KeyName
from dhow.ledger.signers.web3signer import Web3Signer
from dhow.ledger.types import Address

_KNOWN: Final = frozenset(("url", "token_file", "ca_file", "client_certificate", "keys"))


class RemoteKeys:
    """The keys that a file names. A box of keys like a keystore, in which none can be made."""

    def __init__(self, path: Path, signers: Mapping[KeyName, Web3Signer]) -> None:
        """Take what `read_remote_keys` read."""
        self._path = path
        self._signers = dict(signers)

    def find(self, name: KeyName) -> Web3Signer | None:
        """The key of a name; None where there is none."""
        return self._signers.get(name)

    def make(self, name: KeyName) -> Web3Signer:
        """The key of a name.

        Raises:
            BadInputError: there is none: keys are made in the signing server.
        """
        found = self.find(name)
        if found is None:
            raise BadInputError(
                f"{self._path} names no key for {name}: make one in the signing server, add its "
                f'address under [keys] as number {name.number} of "{name.place}", and start again'
            )
        return found

    def forget(self, place: KeyName) -> None:
        """Nothing: keys are destroyed in the signing server, and their line in the file by hand."""

    def close(self) -> None:
        """Hang up."""
        for signer in self._signers.values():
            signer.close()

    def addresses(self) -> Iterator[tuple[KeyName, Address]]:
        """Every key's name and address, in order."""
        for name in sorted(self._signers):
            yield name, self._signers[name].address


def read_remote_keys(path: Path) -> RemoteKeys:
    """Read the file; the server is asked at the first signature.

    Raises:
        BadInputError: not TOML, an unknown entry, a wrong value, or one address twice.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise BadInputError(f"the keys {path} cannot be read: {problem.strerror}") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadInputError(f"{path} cannot be read as TOML: {problem}") from problem
    if unknown := sorted(set(content) - _KNOWN):
        raise BadInputError(f"{path}: {', '.join(unknown)} is not known; known: {sorted(_KNOWN)}")
    listed = content.get("keys")
    if not isinstance(listed, dict) or not listed:
        raise BadInputError(f"{path} has no table [keys]")
    how = _how(path, content)
    signers: dict[KeyName, Web3Signer] = {}
    seen: dict[str, KeyName] = {}
    for place, addresses in listed.items():
        if not isinstance(addresses, list) or not addresses:
            raise BadInputError(f"{path}: {place} must be a list of addresses")
        for number, address in enumerate(addresses, start=1):
            name = KeyName.parse(place, number)
            signer = Web3Signer(_text(path, content, "url"), str(address), **how)
            if (other := seen.setdefault(signer.address, name)) != name:
                raise BadInputError(f"{path}: {address} stands for both {other} and {name}")
            signers[name] = signer
    return RemoteKeys(path, signers)


def _how(path: Path, content: Mapping[str, Any]) -> dict[str, Any]:
    how: dict[str, Any] = {
        name: path.parent / _text(path, content, name)
        for name in ("token_file", "ca_file")
        if name in content
    }
    if "client_certificate" in content:
        pair = content["client_certificate"]
        if not isinstance(pair, list) or len(pair) != 2:
            raise BadInputError(f"{path}: client_certificate must be [certificate, key]")
        how["client_certificate"] = tuple(path.parent / str(each) for each in pair)
    return how


def _text(path: Path, content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise BadInputError(f"{path}: {name} must be given as text")
    return value
