"""Hashes at hand are the library's own, short and long, and are of what the chain hashes only."""

import random
from importlib import import_module

import pytest
from Crypto.Hash import keccak as library
from eth_account import Account
from eth_hash.auto import keccak
from eth_utils.crypto import keccak as utils_keccak

from dhow.ledger.engines import embedded_hashes
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.engines.embedded_hashes import hashed


def kept() -> int:
    return embedded_hashes._known.cache_info().currsize


@pytest.mark.parametrize(
    "name", ["eth.db.account", "eth.db.storage", "eth.vm.logic.sha3", "trie.hexary"]
)
def test_the_chain_asks_here(name: str) -> None:
    assert EmbeddedEngine is not None
    assert import_module(name).keccak is hashed


def test_a_tries_keys_are_asked_for_here() -> None:
    embedded_hashes._known.cache_clear()
    trie = import_module("eth.db.hash_trie").HashTrie({})
    for _ in range(3):
        trie[b"\1" * 20] = b"here"
    assert trie[b"\1" * 20] == b"here"
    info = embedded_hashes._known.cache_info()
    assert (info.misses, info.hits) == (1, 3)


def test_what_keystores_hash_stays_in_nobodys_memory() -> None:
    embedded_hashes._known.cache_clear()

    written = Account.encrypt(b"\7" * 32, "password", kdf="pbkdf2", iterations=2)
    assert Account.decrypt(written, "password") == b"\7" * 32
    for length in (20, 32, 48, 64):
        secret = random.Random(length).randbytes(length)
        assert keccak(secret) == utils_keccak(secret) == library_hash(secret)

    assert kept() == 0


@pytest.mark.parametrize("length", [0, 1, 20, 32, 63, 64, 65, 136, 600])
def test_they_are_the_librarys(length: int) -> None:
    chosen = random.Random(length)
    for _ in range(5):
        data = chosen.randbytes(length)
        assert hashed(data) == hashed(bytearray(data)) == hashed(data) == library_hash(data)


def test_bytes_that_change_are_hashed_as_they_are() -> None:
    data = bytearray(32)
    before = hashed(data)
    data[0] = 1
    assert hashed(data) == library_hash(bytes(data)) != before


def test_short_ones_are_computed_once_and_others_not_kept() -> None:
    def computed(length: int) -> int:
        before = embedded_hashes._known.cache_info().misses
        data = random.Random(f"of {length}").randbytes(length)
        assert hashed(data) == hashed(data)
        return embedded_hashes._known.cache_info().misses - before

    assert [computed(length) for length in (20, 32, 48, 64, 64, 65)] == [1, 1, 0, 1, 0, 0]


def test_what_is_no_bytes_is_refused_in_the_librarys_words() -> None:
    with pytest.raises(TypeError, match="hash of `bytes` or `bytearray`"):
        hashed("00")  # type: ignore[arg-type]


def library_hash(data: bytes) -> bytes:
    return library.new(data=data, digest_bits=256).digest()
