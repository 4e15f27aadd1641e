"""Hashes of short bytes kept at hand: the embedded chain asks for the same ones again and again.

Four of five hashes that py-evm computes are of an address, a storage slot or a mapping's key, to
find the way in a trie. They are few, and each costs more in the library than finding it here.
"""

from functools import lru_cache
from typing import Final

from eth_hash.auto import keccak

_SHORT: Final = 64  # bytes: a mapping's key and its slot, or a public key
_AT_HAND: Final = 16_384

keccak(b"")  # the library looks for its backend when it is first asked
_plain = keccak.hasher
_known = lru_cache(_AT_HAND)(_plain)


def hashed(in_data: bytes | bytearray) -> bytes:
    """Keccak-256, 32 bytes; its argument has the library's name."""
    return _known(bytes(in_data)) if len(in_data) <= _SHORT else _plain(in_data)


def keep_hashes() -> None:
    """From now on everything in this process that hashes through eth-hash asks here."""
    keccak.hasher = hashed
