"""What the projector needs of a database; `dhow.store.projections` has it."""

from collections.abc import Sequence
from typing import Protocol

from dhow.ledger.following.changes import FoldedBlock


class Projections(Protocol):
    """Tables with their checkpoint."""

    def position(self) -> tuple[str, int, str] | None:
        """What is followed, and number and hash of the last block in the tables; None at first."""

    def kept_hashes(self) -> tuple[int, int]:
        """Lowest and highest number whose hash is kept; (0, -1) where none is."""

    def kept_hash(self, number: int) -> str | None:
        """Hash of a block in the tables, None where it is not kept."""

    def advance(
        self,
        followed: str,
        blocks: Sequence[FoldedBlock],
        *,
        expected: tuple[int, str] | None,
        back_to: int | None = None,
        keep: int,
    ) -> bool:
        """Undo and fold, in one transaction: all of it or nothing.

        Args:
            followed: what is followed, in words; kept with the first block.
            blocks: in their order, none left out.
            expected: number and hash of the last block in the tables, None where there is none.
            back_to: undo every block above this number first.
            keep: hashes of how many blocks to keep.

        Returns:
            False, and nothing is done, where the tables have moved from `expected`: somebody else
            folds into them too.
        """

    def clear(self) -> None:
        """Empty every table, as before the first block."""
