"""Whose key signs: a user's own, a settlement account's, the operator's, the relay's.

Services ask a `KeyRing`. It stands on a `KeyBox`, where the keys live: derived from names for
development, a folder of encrypted files, or a signing server. Keys that followed each other in one
place are numbered; which of them is in force is the ledger's to say (`api.keyring`).
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from dhow.ledger.signers import KeyName
from dhow.ledger.signing import LocalSigner, Signer
from dhow.ledger.types import Address

OPERATOR_KEY, ACCOUNT, USER, RELAY = "operator", "account", "user", "relay"
"""How the label of a sending key begins."""

OPERATOR_PLACE = KeyName("OPERATOR", "system")
RELAY_PLACE = KeyName("OPERATOR", "relay")


class KeyRing(Protocol):
    """Signers by who they sign for."""

    def user(self, organisation: str, user: str) -> Signer:
        """The key of one user; the ledger knows whether it is a maker's or a checker's."""

    def account(self, organisation: str) -> Signer:
        """The key of an organisation's settlement account."""

    def operator(self) -> Signer:
        """The key that holds the network's system roles."""

    def relay(self) -> Signer:
        """The key that sends what parties signed. It has no power of its own."""

    def named(self, label: str, address: str) -> Signer | None:
        """The key of a label and address that the outbox kept, a replaced one too; None if gone."""

    def held(self, organisation: str, users: Iterable[str]) -> frozenset[str]:
        """Addresses of the keys kept here for an organisation: of its account and these users."""

    def successor(self, organisation: str, user: str) -> Signer:
        """The key that is to replace a user's, or the operator's: made the first time only."""

    def replaced(self, organisation: str, user: str) -> tuple[Signer, ...]:
        """The keys that a user had before and that the ledger still lets act."""

    def look_again(self, organisation: str, user: str) -> None:
        """Ask the ledger anew which key of a user is in force."""

    def kept(self) -> Iterator[tuple[KeyName, Address]]:
        """Every key kept here, where they can be counted."""

    def forget(self, organisation: str, user: str) -> None:
        """Destroy every key of a user, where they are kept here; none may act any more."""


class KeyBox(Protocol):
    """Where keys live, by name."""

    def find(self, name: KeyName) -> Signer | None:
        """The key of a name; None where there is none."""

    def make(self, name: KeyName) -> Signer:
        """The key of a name, made where there is none.

        Raises:
            DhowError: it cannot be made here; in words.
        """

    def addresses(self) -> Iterator[tuple[KeyName, Address]]:
        """Every key there is, where they can be counted."""

    def forget(self, place: KeyName) -> None:
        """Destroy every key of a place, where keys are made here; else whoever keeps them does."""


class DevelopmentKeyRing:
    """Keys that anyone can derive from names: for development, tests and lessons, never for money.

    The same names give the same keys in every run, so that a story's addresses do not change. It is
    a box of keys too; there it has every key that can be named.
    """

    def __init__(self, network: str = "dhow development") -> None:
        """`network` keeps the keys of several development networks apart."""
        self._network = network
        self._signers: dict[str, LocalSigner] = {}

    def user(self, organisation: str, user: str) -> Signer:
        """The key of one user."""
        return self.find(KeyName(organisation, USER, user))

    def account(self, organisation: str) -> Signer:
        """The key of a settlement account."""
        return self.find(KeyName(organisation, ACCOUNT))

    def operator(self) -> Signer:
        """The operator's key."""
        return self.find(OPERATOR_PLACE)

    def find(self, name: KeyName) -> Signer:
        """The key of a name."""
        text = self.secret_name(name)
        if text not in self._signers:
            self._signers[text] = LocalSigner.named(text)
        return self._signers[text]

    make = find

    def addresses(self) -> Iterator[tuple[KeyName, Address]]:
        """None: whatever can be named is there."""
        return iter(())

    def forget(self, place: KeyName) -> None:
        """Nothing is kept: whoever knows the name derives the key."""
        self._signers.pop(self.secret_name(place), None)

    def secret_name(self, name: KeyName) -> str:
        """What a key is derived from."""
        texts = {
            "user": f"{name.organisation}/user/{name.user}",
            "account": f"{name.organisation}/settlement account",
            "system": "operator",
            "relay": "relay",
        }
        later = "" if name.number == 1 else f"/{name.number}"
        return f"{self._network}/{texts[name.purpose]}{later}"


def place_of(label: str) -> KeyName | None:
    """The place of a label that the outbox kept: `operator`, `account LEI`, `user LEI NAME`."""
    kind, _, rest = label.partition(" ")
    organisation, _, user = rest.partition(" ")
    if kind == OPERATOR_KEY and not rest:
        return OPERATOR_PLACE
    if kind == RELAY and not rest:
        return RELAY_PLACE
    if kind == ACCOUNT and organisation and not user:
        return KeyName(organisation, ACCOUNT)
    if kind == USER and organisation and user:
        return KeyName(organisation, USER, user)
    return None
