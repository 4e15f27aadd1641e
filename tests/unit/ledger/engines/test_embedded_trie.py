"""The shortened steps of the trie against the libraries' own: the same nodes, the same words."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import rlp
import trie.hexary
from rlp.exceptions import DecodingError
from trie import HexaryTrie
from trie.exceptions import InvalidNibbles, InvalidNode

from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.engines.embedded_trie import LIBRARYS

REFUSED = (DecodingError, InvalidNibbles, InvalidNode, IndexError, ValueError, TypeError)


@contextmanager
def as_the_libraries_do() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), own in LIBRARYS.items():
            patch.setattr(module, name, own)
        yield


def both(work: Callable[[], Any]) -> tuple[Any, Any]:
    """What comes of it here and with the libraries' own steps; a refusal by its kind and words."""

    def outcome() -> Any:
        try:
            return work()
        except REFUSED as refused:
            words = "" if isinstance(refused, IndexError) else str(refused)  # Python's own
            return type(refused), words

    ours = outcome()
    with as_the_libraries_do():
        return ours, outcome()


def test_an_engine_takes_the_shorter_steps() -> None:
    assert EmbeddedEngine is not None
    for (module, name), own in LIBRARYS.items():
        assert getattr(module, name) is not own
        assert getattr(module, name).__module__ == "dhow.ledger.engines.embedded_trie"
    assert {name for module, name in LIBRARYS if module is trie.hexary} >= {
        "bytes_to_nibbles",
        "get_node_type",
        "extract_key",
    }


@pytest.mark.parametrize("prune", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_trie_has_the_same_roots_values_and_nodes(seed: int, prune: bool) -> None:
    def played() -> Any:
        chosen = random.Random(f"trie {seed}")
        rows: dict[bytes, bytes] = {}
        grown = HexaryTrie(rows, prune=prune)
        # short and alike, so that ways part in every place; now and then one that begins another
        keys = [chosen.randbytes(chosen.choice((1, 2, 2, 3, 32))) for _ in range(60)]
        roots = []
        for _ in range(250):
            key = chosen.choice(keys)
            grown[key] = chosen.choice((b"", b"\x00", b"short", chosen.randbytes(40)))
            roots.append(grown.root_hash)
        return roots, rows, [grown[key] for key in [*keys, b"", b"never"]]

    ours, theirs = both(played)
    assert ours == theirs
    assert len(set(ours[0])) > 100


PATHS: list[Any] = [
    (),
    (16,),
    (0,),
    (15, 16),
    (1, 2, 3),
    (1, 2, 3, 16),
    [0, 1, 2, 3],
    (17,),
    (-1, 2),
    (256, 0),
    (1, 2, 255),
    (16, 1),
    ("a", 1),
]
NODES: list[Any] = [
    b"",
    b"no node",
    [],
    [b"\x20", b"leaf"],
    [b"\x31", b"odd leaf"],
    [b"\x00\x12", b"x" * 32],
    [b"\x11", b"x" * 32],
    [b"\x40", b"a flag nobody uses"],
    [b"", b"no flag at all"],
    [b""] * 17,
    [b""] * 16,
    (b"\x20", b"a tuple"),
]


@pytest.mark.parametrize("given", PATHS, ids=repr)
@pytest.mark.parametrize(
    "name",
    [
        "nibbles_to_bytes",
        "encode_nibbles",
        "add_nibbles_terminator",
        "remove_nibbles_terminator",
    ],
)
def test_paths_come_out_alike(name: str, given: Any) -> None:
    ours, theirs = both(lambda: getattr(trie.utils.nibbles, name)(given))
    assert ours == theirs or (ours[0], theirs[0]) == (InvalidNibbles, TypeError), name


@pytest.mark.parametrize("given", NODES, ids=repr)
@pytest.mark.parametrize(
    "name", ["get_node_type", "is_leaf_node", "is_extension_node", "extract_key"]
)
def test_nodes_are_told_apart_alike(name: str, given: Any) -> None:
    ours, theirs = both(lambda: getattr(trie.utils.nodes, name)(given))
    assert ours == theirs


def test_every_byte_as_a_path() -> None:
    for value in [bytes([one, two]) for one in range(256) for two in (0, 0x1F, 0xFF)]:
        for name in ("bytes_to_nibbles", "decode_nibbles"):
            ours, theirs = both(lambda v=value, n=name: getattr(trie.utils.nibbles, n)(v))
            assert ours == theirs


def _any_item(chosen: random.Random, deep: int = 3) -> Any:
    if deep and chosen.random() < 0.4:
        return [_any_item(chosen, deep - 1) for _ in range(chosen.choice((0, 1, 2, 17)))]
    return chosen.randbytes(chosen.choice((0, 1, 1, 2, 32, 55, 56, 300)))


@pytest.mark.parametrize("strict", [True, False])
def test_rlp_is_taken_apart_alike_whole_or_damaged(strict: bool) -> None:
    chosen = random.Random(f"rlp {strict}")
    refused = 0
    for _ in range(1_500):
        whole = bytearray(rlp.encode(_any_item(chosen)))
        if chosen.random() < 0.6:
            for _ in range(chosen.randrange(1, 3)):
                whole[chosen.randrange(len(whole))] = chosen.choice(
                    (0, 0x7F, 0x80, 0x81, 0xB7, 0xB8, 0xBF, 0xC0, 0xF7, 0xF8, 0xFF)
                )
            if chosen.random() < 0.3:
                del whole[chosen.randrange(len(whole)) :]
        ours, theirs = both(lambda w=bytes(whole): rlp.decode(w, strict=strict))
        assert ours == theirs, bytes(whole).hex()
        refused += isinstance(ours, tuple)
    assert 100 < refused < 1_400
