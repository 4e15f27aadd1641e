"""The tables as a projector needs them: each method one transaction."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from dhow.store.projections.folding import BlockToFold, Folding

__all__ = ["StoredProjections", "Units"]


class _Work(Protocol):
    @property
    def folding(self) -> Folding:
        """The tables inside this unit of work."""


class Units(Protocol):
    """A store: what opens units of work."""

    def begin(self) -> AbstractContextManager[_Work]:
        """One that may write."""

    def read(self) -> AbstractContextManager[_Work]:
        """One that only reads."""


class StoredProjections:
    """Folds into a store's tables."""

    def __init__(self, store: Units) -> None:
        """Fold into `store`."""
        self._store = store

    def position(self) -> tuple[str, int, str] | None:
        """What is followed, number and hash of the last block; None before the first."""
        with self._store.read() as work:
            return work.folding.position()

    def kept_hashes(self) -> tuple[int, int]:
        """Lowest and highest number whose hash is kept; (0, -1) where none is."""
        with self._store.read() as work:
            return work.folding.kept_hashes()

    def kept_hash(self, number: int) -> str | None:
        """Hash of a block in the tables, None where it is not kept."""
        with self._store.read() as work:
            return work.folding.kept_hash(number)

    def advance(
        self,
        followed: str,
        blocks: Sequence[BlockToFold],
        *,
        expected: tuple[int, str] | None,
        back_to: int | None = None,
        keep: int,
    ) -> bool:
        """Undo above `back_to` and fold `blocks` in, all of it or nothing.

        Returns:
            False, and nothing is done, where the last block in the tables is not `expected`.

        Raises:
            StoreError: an event changes what never began here.
            StoreUnusable: the database failed; nothing was done.
        """
        with self._store.begin() as work:
            position = work.folding.position()
            if (position[1:] if position else None) != expected:
                return False
            if back_to is not None:
                work.folding.undo(back_to)
            work.folding.fold(followed, blocks, keep)
            return True

    def clear(self) -> None:
        """Empty every table."""
        with self._store.begin() as work:
            work.folding.clear()
