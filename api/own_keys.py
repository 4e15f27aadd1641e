"""The keys of some organisations only, as a process of theirs holds them.

In a network each organisation runs a process of its own. It knows the addresses of the others (the
ledger has them) and none of their keys: an act of theirs can be asked for here, and is not signed.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Never

from api.errors import ApiError
from api.keys import KeyBox
from dhow.ledger.signers import KeyName
from dhow.ledger.signing import Signer
from dhow.ledger.types import Address


class Elsewhere:
    """A key that another organisation's process holds: its address, and no signature."""

    def __init__(self, name: KeyName, address: Address) -> None:
        """`name` is the place of the key."""
        self._name = name
        self._address = address

    @property
    def address(self) -> Address:
        """Whose signature it would make."""
        return self._address

    def sign_transaction(self, transaction: dict[str, Any]) -> Never:
        """Refused."""
        del transaction
        raise self._refusal()

    def sign_typed_data(self, message: dict[str, Any]) -> Never:
        """Refused."""
        del message
        raise self._refusal()

    def _refusal(self) -> ApiError:
        return ApiError(
            421,
            "key-elsewhere",
            "Another process holds the key",
            f"The key of {self._name.organisation} is not held here.",
            next_step="Send the request to the process of the organisation that acts.",
        )


class OwnKeys:
    """A box of keys that opens for some organisations only."""

    def __init__(self, box: KeyBox, organisations: Iterable[str]) -> None:
        """`organisations` by LEI; `OPERATOR` for the network's operator."""
        self.inner = box
        self.organisations = frozenset(organisations)

    def find(self, name: KeyName) -> Signer | None:
        """The key of a name; None where there is none, or another process has it."""
        return self.inner.find(name) if self._ours(name) else None

    def make(self, name: KeyName) -> Signer:
        """The key of a name; of another organisation's, the address alone."""
        if self._ours(name):
            return self.inner.make(name)
        return Elsewhere(name, self.inner.make(name).address)

    def addresses(self) -> Iterator[tuple[KeyName, Address]]:
        """The keys held here."""
        return (each for each in self.inner.addresses() if self._ours(each[0]))

    def forget(self, place: KeyName) -> None:
        """Destroy every key of a place, where it is held here."""
        if self._ours(place):
            self.inner.forget(place)

    def _ours(self, name: KeyName) -> bool:
        return name.organisation in self.organisations
