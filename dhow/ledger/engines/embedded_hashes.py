"""Hashes of short bytes kept at hand: the embedded chain asks for the same ones again and again.

Four of five hashes that py-evm computes are of an address, a storage slot or a mapping's key, to
find the way in a trie. They are few, and each costs more in the library than finding it here.

What is kept is what the chain itself hashes, and all of that is public: py-evm and its tries are
given a reference of their own. Who else hashes in this process (a keystore half of a derived key
and a ciphertext, `eth_account` the random bytes that become a key: 32 bytes, so that length alone
would tell nothing apart) goes on asking the library, which keeps nothing.
"""

import sys
from functools import lru_cache
from typing import Final

from eth.db.hash_trie import HashTrie
from eth_hash.auto import keccak

_KEPT: Final = frozenset((20, 32, 64))  # bytes: an address, a slot, a mapping's key and its slot
_AT_HAND: Final = 16_384
_CHAINS: Final = ("eth", "trie", "eth_bloom")  # the packages of py-evm and of what it is made of
_NAMES: Final = ("keccak", "keccak_256")  # of the library's function there

_known = lru_cache(_AT_HAND)(keccak)


def hashed(data: bytes | bytearray) -> bytes:
    """Keccak-256, 32 bytes, of what the chain hashes."""
    return _known(bytes(data)) if len(data) in _KEPT else keccak(data)


def keep_hashes() -> None:
    """From now on py-evm, as far as it is loaded, asks here; nobody else does."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] not in _CHAINS:
            continue
        for own in _NAMES:
            if getattr(module, own, None) is keccak:
                setattr(module, own, hashed)
    HashTrie.keymap = staticmethod(hashed)  # type: ignore[assignment]  # an attribute there
