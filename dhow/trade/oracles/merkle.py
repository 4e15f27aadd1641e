"""One root over an ordered list, and a short proof that an item stands at its place in it.

The tree of RFC 6962 with keccak256 for SHA-256: leaf = keccak256(0x00 || data), node =
keccak256(0x01 || left || right); an odd node moves up unchanged, so no two lists share a root.
The prefixes keep a node from being passed off as a leaf. A proof goes with index and size, so it
proves the place too: for a reading, that it was the n-th.
"""

from collections.abc import Sequence

from Crypto.Hash import keccak

EMPTY_ROOT = bytes(32)
"""Root of the empty list; no leaf hashes to it."""


def keccak256(data: bytes) -> bytes:
    """The ledger's hash, 32 bytes."""
    return keccak.new(digest_bits=256, data=data).digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash of one item's canonical bytes."""
    return keccak256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees, in order."""
    return keccak256(b"\x01" + left + right)


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    level = [leaf_hash(leaf) for leaf in leaves]
    levels = [level]
    while len(level) > 1:
        above = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
        levels.append(level)
    return levels


def merkle_root(items: Sequence[bytes]) -> bytes:
    """Root over items in the order given, 32 bytes; `EMPTY_ROOT` for none."""
    return _levels(items)[-1][0] if items else EMPTY_ROOT


def merkle_proof(items: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Siblings from leaf to root for the item at `index`.

    Raises:
        ValueError: no item has that index.
    """
    if not 0 <= index < len(items):
        raise ValueError(f"no item {index} among {len(items)}")
    proof: list[bytes] = []
    position = index
    for level in _levels(items)[:-1]:
        sibling = position ^ 1
        if sibling < len(level):
            proof.append(level[sibling])
        position //= 2
    return tuple(proof)


def proves(root: bytes, item: bytes, index: int, size: int, proof: Sequence[bytes]) -> bool:
    """Whether `item` stands at `index` of the `size` items under `root`."""
    if not 0 <= index < size:
        return False
    siblings = iter(proof)
    current = leaf_hash(item)
    position, width = index, size
    while width > 1:
        if position % 2 or position + 1 < width:
            sibling = next(siblings, None)
            if sibling is None:
                return False
            current = node_hash(sibling, current) if position % 2 else node_hash(current, sibling)
        position, width = position // 2, (width + 1) // 2
    return next(siblings, None) is None and current == root
