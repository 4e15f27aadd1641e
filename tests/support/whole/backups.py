"""A backup of database and chain while all goes on, and the network going back to it."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dhow.store.backup import back_up, opened_backup, restore
from tests.support.whole.clients import Intent
from tests.support.whole.listeners import Believer

if TYPE_CHECKING:
    from tests.support.whole.world import World


class ChainPart:
    """The chain as a part of the backup: it may go on while the backup looks at it."""

    name = "chain"

    def __init__(self, world: "World") -> None:
        self._world = world
        self.snapshot = ""

    def mark(self) -> object:
        """How far it goes, and how it stands there; then others have their turn."""
        marked = self._world.chain.height()
        self.snapshot = self._world.chain.snapshot()
        self._world.others()
        return marked

    def copy(self, to: Path) -> Mapping[str, Any]:
        """As it stood when it was noted last, whatever came since."""
        to.write_text(self.snapshot)
        return {}


@dataclass
class Kept:
    """A backup, and what everyone outside knew when it was made."""

    path: Path
    snapshot: str
    intents: list[Intent]
    heard: tuple[Believer, Believer, str | None]


class Backups:
    """The last backup there is, and what world it was made of."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._kept: Kept | None = None
        self._made = 0
        self._generation = 0

    def make(self) -> None:
        """Back up while processes are at work."""
        world = self._world
        self._made += 1
        path = world.founded.folder / f"world-{world.number}-{self._made}.dhow"
        part = ChainPart(world)
        outside = self._outside()

        def now() -> datetime:
            """Just before the database's state is fixed: what is told later is not in it."""
            nonlocal outside
            outside = self._outside()
            return datetime.now(UTC)

        with world.between():
            back_up(world.url, path, parts=[part], now=now)
        self._kept = Kept(path, part.snapshot, *outside)
        world.log.append("a backup is made")
        world.counts["backups"] += 1

    def _outside(self) -> tuple[list[Intent], tuple[Believer, Believer, str | None]]:
        """What everyone outside knows at this moment."""
        world = self._world
        clients, listener, receiver = world.clients, world.listener, world.receiver
        heard = (listener.believer, receiver.believer, listener.last)
        return [copy.copy(each) for each in clients.intents], copy.deepcopy(heard)

    def go_back(self) -> None:
        """Everything stops; database and chain are put back; what was since then never was."""
        world, kept = self._world, self._kept
        self._kept = None  # a chain that went back has lost the moments after it
        if kept is None or not world.chain.has(kept.snapshot):
            return
        for process in world.processes:
            process.end()
        self._generation += 1
        world.url = f"sqlite:///{world.founded.file(world.number, self._generation)}"
        with opened_backup(kept.path) as contents:
            restore(contents, world.url, suspend=None)
        world.chain.go_back(kept.snapshot)
        world.clients.intents = kept.intents
        world.listener.believer, world.receiver.believer, world.listener.last = kept.heard
        world.clock += 100
        world.log.append("everything goes back to the backup")
        world.counts["restores"] += 1
        for process in world.processes:
            process.start()
