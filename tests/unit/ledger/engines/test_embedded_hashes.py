"""Hashes at hand are the library's own, of bytes and of what may change, short and long."""

import random

import pytest
from Crypto.Hash import keccak as library
from eth_hash.auto import keccak

from dhow.ledger.engines import embedded_hashes
from dhow.ledger.engines.embedded import EmbeddedEngine


def test_an_engine_asks_here() -> None:
    assert EmbeddedEngine is not None
    assert keccak.hasher is embedded_hashes.hashed


@pytest.mark.parametrize("length", [0, 1, 20, 32, 63, 64, 65, 136, 600])
def test_they_are_the_librarys(length: int) -> None:
    chosen = random.Random(length)
    for _ in range(5):
        data = chosen.randbytes(length)
        expected = library.new(data=data, digest_bits=256).digest()
        assert keccak(data) == keccak(bytearray(data)) == keccak(data) == expected


def test_bytes_that_change_are_hashed_as_they_are() -> None:
    data = bytearray(32)
    before = keccak(data)
    data[0] = 1
    assert keccak(data) == library.new(data=bytes(data), digest_bits=256).digest() != before


def test_short_ones_are_computed_once_and_long_ones_not_kept() -> None:
    def computed(length: int) -> int:
        before = embedded_hashes._known.cache_info().misses
        data = random.Random(f"of {length}").randbytes(length)
        assert keccak(data) == keccak(data)
        return embedded_hashes._known.cache_info().misses - before

    assert (computed(64), computed(64), computed(65)) == (1, 0, 0)


def test_what_is_no_bytes_is_refused_in_the_librarys_words() -> None:
    with pytest.raises(TypeError, match="hash of `bytes` or `bytearray`"):
        keccak("00")  # type: ignore[arg-type]
