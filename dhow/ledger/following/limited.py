"""Blocks up to one of them, as if the chain ended there."""

from dhow.ledger.following.blocks import Block, BlockSource


class UpTo:
    """A source of blocks that ends with `last`."""

    may_shorten = False

    def __init__(self, source: BlockSource, last: int) -> None:
        """Read `source`, and nothing of it after block `last`."""
        self._source = source
        self._last = last

    def head(self) -> int:
        """Number of the newest block that counts, `last` at most."""
        return min(self._source.head(), self._last)

    def hash_of(self, number: int) -> str | None:
        """Hash of the block of this number, None after the last."""
        return self._source.hash_of(number) if number <= self._last else None

    def block(self, number: int) -> Block | None:
        """A whole block, None after the last; see `BlockSource.block`."""
        return self._source.block(number) if number <= self._last else None
