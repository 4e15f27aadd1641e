"""Keeping a store small, and finding out whether it is whole."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from dhow.store.engine import Store
from dhow.store.errors import StoreError
from dhow.store.repositories.pruning import Pruning

DAY: Final = 24 * 60 * 60
LEAST_DAYS: Final = 7
"""An idempotency key is known for so long at least."""
USUAL_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows were taken away."""

    commands: int
    versions: int


def prune(
    store: Store,
    *,
    now: int,
    days: int = USUAL_DAYS,
    versions: bool = False,
    stop: threading.Event | None = None,
) -> Pruned:
    """Take away commands settled `days` ago and, where asked, what the ledger's rows were once.

    In small units of work; `stop` ends it between two of them.

    Raises:
        StoreError: the age is below `LEAST_DAYS`.
        StoreUnusable: the database failed; what was taken away so far is gone.
    """
    if days < LEAST_DAYS:
        raise StoreError(
            f"commands are kept for {LEAST_DAYS} days at least, so that their keys are known when"
            f" they are asked for again; {days} is less"
        )
    stop = stop or threading.Event()
    before = now - days * DAY
    return Pruned(
        sum(_rounds(store, stop, lambda work: work.system_commands(before))),
        sum(_rounds(store, stop, Pruning.system_versions)) if versions else 0,
    )


def _rounds(store: Store, stop: threading.Event, take: Callable[[Pruning], int]) -> Iterator[int]:
    while not stop.is_set():
        with store.begin() as work:
            taken = take(work.pruning)
        if not taken:
            return
        yield taken


def check(store: Store) -> Iterator[str]:
    """What is wrong with a store, one finding each; nothing where it is whole.

    The database's own checks; then each document is opened with the master key and its hash
    compared with its id, and so are terms, presentations and the rest that is sealed, as far as
    they open.
    """
    with store.read() as work:
        yield from work.checking.database()
        yield from work.checking.documents()
        yield from work.checking.sealed()
