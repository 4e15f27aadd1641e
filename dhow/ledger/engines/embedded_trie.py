"""The commonest steps of py-evm's trie and of its encoding made shorter, with the same results.

A third of what the embedded chain computes is not the contracts: it is finding and writing nodes of
the trie, whose paths go nibble by nibble through generators, and taking bytes apart that nobody
asks the parts' bytes of. Here each of these steps is a few calls into C. `shorten` puts them in the
places of the libraries' own, whose names they have; a test runs both on the same nodes.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import rlp.codec  # type: ignore[import-untyped]
import trie.hexary
import trie.utils.nibbles
import trie.utils.nodes
from rlp.codec import decode_raw as _decode_raw
from trie.constants import NODE_TYPE_BLANK, NODE_TYPE_BRANCH, NODE_TYPE_EXTENSION, NODE_TYPE_LEAF
from trie.exceptions import InvalidNibbles, InvalidNode

_TERMINATOR: Final = 16
_DIGITS: Final = b"0123456789abcdef"
_OF_DIGIT: Final = bytes.maketrans(_DIGITS, bytes(range(16)))
_TO_DIGIT: Final = bytes.maketrans(bytes(range(16)), _DIGITS)
_KEYS_AT_HAND: Final = 8_192


def bytes_to_nibbles(value: bytes) -> tuple[int, ...]:
    """Two numbers below 16 for each byte, the higher half first."""
    return tuple(bytes(value).hex().encode().translate(_OF_DIGIT))


def nibbles_to_bytes(nibbles: Sequence[int]) -> bytes:
    """The bytes of an even count of numbers below 16."""
    try:
        plain = bytes(nibbles)
    except (TypeError, ValueError):
        plain = b"\xff"
    if plain and max(plain) > 15:
        raise InvalidNibbles(
            "Nibbles contained invalid value.  Must be constrained between [0, 15]"
        )
    if len(plain) % 2:
        raise InvalidNibbles("Nibbles must be even in length")
    return bytes.fromhex(plain.translate(_TO_DIGIT).decode())


def add_nibbles_terminator(nibbles: Sequence[int]) -> tuple[int, ...]:
    """A path that ends in a leaf says so by its last."""
    given = tuple(nibbles)
    return given if given and given[-1] == _TERMINATOR else (*given, _TERMINATOR)


def remove_nibbles_terminator(nibbles: Sequence[int]) -> tuple[int, ...]:
    """The path alone."""
    given = tuple(nibbles)
    return given[:-1] if given and given[-1] == _TERMINATOR else given


def encode_nibbles(nibbles: Sequence[int]) -> bytes:
    """A path in hex prefix form: whether it ends, whether it is odd, then its nibbles."""
    given = tuple(nibbles)
    flag = 0
    if given and given[-1] == _TERMINATOR:
        given, flag = given[:-1], 2
    return nibbles_to_bytes((flag + 1, *given) if len(given) % 2 else (flag, 0, *given))


@lru_cache(_KEYS_AT_HAND)
def decode_nibbles(value: bytes) -> tuple[int, ...]:
    """The path that is in hex prefix form here."""
    nibbles = bytes_to_nibbles(value)
    flag = nibbles[0]
    path = nibbles[1:] if flag in (1, 3) else nibbles[2:]
    return add_nibbles_terminator(path) if flag in (2, 3) else path


def get_node_type(node: Any) -> int:
    """Of a node taken apart.

    Raises:
        InvalidNode: it is none.
    """
    if node == b"":
        return int(NODE_TYPE_BLANK)
    if isinstance(node, list):
        if len(node) == 17:
            return int(NODE_TYPE_BRANCH)
        if len(node) == 2:
            return int(NODE_TYPE_LEAF if _ends(node[0]) else NODE_TYPE_EXTENSION)
    raise InvalidNode("Unable to determine node type")


def _ends(key: bytes) -> bool:
    return key[0] >> 4 in (2, 3)


def is_leaf_node(node: Any) -> bool:
    """Whether a node holds a value at the end of a path."""
    return len(node) == 2 and _ends(node[0])


def is_extension_node(node: Any) -> bool:
    """Whether a node is a piece of the way that all take."""
    return len(node) == 2 and not _ends(node[0])


def extract_key(node: Any) -> tuple[int, ...]:
    """The piece of a path that a node stands for."""
    if not isinstance(node, list):
        raise InvalidNode("Blank node does not have a key")
    key, _ = node
    return remove_nibbles_terminator(decode_nibbles(key))


def key_starts_with(full_key: Sequence[int], partial_key: Sequence[int]) -> bool:
    """Whether a path begins with another."""
    return tuple(full_key[: len(partial_key)]) == tuple(partial_key)


def decode_raw(item: bytes, strict: bool, preserve_per_item_rlp: bool) -> tuple[Any, list[Any]]:
    """What RLP bytes hold; the bytes of each part only where they are asked for.

    Raises:
        DecodingError: in the library's own words.
    """
    if not strict or preserve_per_item_rlp:
        whole: tuple[Any, list[Any]] = _decode_raw(item, strict, preserve_per_item_rlp)
        return whole
    try:
        found, end = _item(item, 0)
    except (IndexError, ValueError):
        end = -1
    if end != len(item):
        return _decode_raw(item, strict, preserve_per_item_rlp)  # type: ignore[no-any-return]
    return found, []


def _item(item: bytes, at: int) -> tuple[Any, int]:
    """The item that begins here, and where it ends.

    Raises:
        ValueError, IndexError: there is none; the library then says what is wrong.
    """
    first = item[at]
    if first < 0x80:
        return item[at : at + 1], at + 1
    at += 1
    if first < 0xC0:
        if first < 0xB8:
            end = at + first - 0x80
            if first == 0x81 and item[at] < 0x80:
                raise ValueError(first)
        else:
            at, end = _long(item, at, first - 0xB7)
        if end > len(item):
            raise ValueError(end)
        return item[at:end], end
    if first < 0xF8:
        end = at + first - 0xC0
    else:
        at, end = _long(item, at, first - 0xF7)
    return _items(item, at, end), end


def _items(item: bytes, at: int, end: int) -> list[Any]:
    if end > len(item):
        raise ValueError(end)
    items = []
    while at < end:
        # short strings are most of what there is: hashes, addresses, nothing
        first = item[at]
        if 0x80 <= first < 0xB8 and first != 0x81:
            start, at = at + 1, at + first - 0x7F
            items.append(item[start:at])
        else:
            found, at = _item(item, at)
            items.append(found)
    if at != end:
        raise ValueError(end)
    return items


def _long(item: bytes, at: int, size: int) -> tuple[int, int]:
    if item[at] == 0:
        raise ValueError(at)
    start = at + size
    length = int.from_bytes(item[at:start], "big")
    if length < 56:
        raise ValueError(length)
    return start, start + length


_SHORTER: Final = (
    bytes_to_nibbles,
    nibbles_to_bytes,
    add_nibbles_terminator,
    remove_nibbles_terminator,
    encode_nibbles,
    decode_nibbles,
    get_node_type,
    is_leaf_node,
    is_extension_node,
    extract_key,
    key_starts_with,
    decode_raw,
)


LIBRARYS: Final[dict[tuple[Any, str], Any]] = {
    (module, step.__name__): getattr(module, step.__name__)
    for module in (trie.utils.nibbles, trie.utils.nodes, trie.hexary, rlp.codec)
    for step in _SHORTER
    if hasattr(module, step.__name__)
}
"""What the steps replace, by module and name."""


def shorten() -> None:
    """From now on py-evm takes these steps, wherever it took the libraries' own."""
    for step in _SHORTER:
        for module, name in LIBRARYS:
            if name == step.__name__:
                setattr(module, name, step)
