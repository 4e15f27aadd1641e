"""Whose key signs: each user's own, and each organisation's settlement account.

Services use the protocol; where the keys live (a keystore, web3signer, an HSM) is behind it.
"""

from typing import Protocol

from dhow.ledger.signing import LocalSigner, Signer

OPERATOR_KEY, ACCOUNT, USER = "operator", "account", "user"
"""How the label of a sending key begins."""


class KeyRing(Protocol):
    """Signers by who they sign for."""

    def user(self, organisation: str, user: str) -> Signer:
        """The key of one user; the ledger knows whether it is a maker's or a checker's."""

    def account(self, organisation: str) -> Signer:
        """The key of an organisation's settlement account."""

    def operator(self) -> Signer:
        """The key that holds the network's system roles."""


class DevelopmentKeyRing:
    """Keys that anyone can derive from names: for development, tests and lessons, never for money.

    The same names give the same keys in every run, so that a story's addresses do not change.
    """

    def __init__(self, network: str = "dhow development") -> None:
        """`network` keeps the keys of several development networks apart."""
        self._network = network
        self._signers: dict[str, LocalSigner] = {}

    def user(self, organisation: str, user: str) -> Signer:
        """The key of one user."""
        return self._named(f"{organisation}/user/{user}")

    def account(self, organisation: str) -> Signer:
        """The key of a settlement account."""
        return self._named(f"{organisation}/settlement account")

    def operator(self) -> Signer:
        """The operator's key."""
        return self._named("operator")

    def _named(self, name: str) -> Signer:
        if name not in self._signers:
            self._signers[name] = LocalSigner.named(f"{self._network}/{name}")
        return self._signers[name]


def signer_named(keys: KeyRing, label: str) -> Signer | None:
    """The key of a label that the outbox kept: `operator`, `account LEI`, `user LEI NAME`."""
    kind, _, rest = label.partition(" ")
    organisation, _, user = rest.partition(" ")
    if kind == OPERATOR_KEY and not rest:
        return keys.operator()
    if kind == ACCOUNT and organisation:
        return keys.account(organisation)
    if kind == USER and organisation and user:
        return keys.user(organisation, user)
    return None
