"""Merkle roots and proofs, also against trees worked out by hand."""

from itertools import pairwise

import pytest

from dhow.trade.oracles.merkle import (
    EMPTY_ROOT,
    keccak256,
    leaf_hash,
    merkle_proof,
    merkle_root,
    node_hash,
    proves,
)


def items(count: int) -> list[bytes]:
    return [f"item {number}".encode() for number in range(count)]


def test_keccak256_is_the_ledgers_and_not_sha3() -> None:
    assert keccak256(b"").hex() == (
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    )


def test_root_of_three_by_hand() -> None:
    a, b, c = (leaf_hash(item) for item in items(3))
    assert merkle_root(items(3)) == node_hash(node_hash(a, b), c)


def test_root_of_none_and_one() -> None:
    assert merkle_root([]) == EMPTY_ROOT
    assert merkle_root(items(1)) == leaf_hash(b"item 0")


@pytest.mark.parametrize("size", [*range(1, 18), 33])
def test_every_item_is_proved_at_its_place_and_nowhere_else(size: int) -> None:
    listed = items(size)
    root = merkle_root(listed)
    for index, item in enumerate(listed):
        proof = merkle_proof(listed, index)
        assert proves(root, item, index, size, proof)
        assert not proves(root, b"other", index, size, proof)
        assert not any(
            proves(root, item, elsewhere, size, proof)
            for elsewhere in range(-1, size + 1)
            if elsewhere != index
        )


def test_a_proof_with_a_part_too_many_or_too_few_fails() -> None:
    listed = items(5)
    root, proof = merkle_root(listed), merkle_proof(listed, 1)
    assert not proves(root, listed[1], 1, 5, (*proof, bytes(32)))
    assert not proves(root, listed[1], 1, 5, proof[:-1])


def test_order_and_length_change_the_root() -> None:
    roots = [merkle_root(items(size)) for size in range(1, 20)]
    assert all(a != b for a, b in pairwise(sorted(roots)))
    assert merkle_root(items(2)) != merkle_root(items(2)[::-1])


def test_an_odd_item_is_not_the_same_as_that_item_twice() -> None:
    listed = items(3)
    assert merkle_root(listed) != merkle_root([*listed, listed[-1]])


def test_proof_of_an_absent_item_is_refused() -> None:
    with pytest.raises(ValueError, match="no item 3 among 3"):
        merkle_proof(items(3), 3)
