"""A world has one thread and one clock, and its processes' names."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import anyio.to_thread
import pytest

import api.following
import api.operations.desk
import api.operations.middleware
import dhow.ledger.sending.dependable
import dhow.ledger.sending.leader
import dhow.ledger.sending.outbox
from tests.support.killed import Killed

if TYPE_CHECKING:
    from tests.support.whole.world import World


def one_thread_and_clock(world: "World", patch: pytest.MonkeyPatch) -> None:
    """Wherever the product asks for others."""

    async def inline(work: Callable[..., Any], *args: Any, **_: Any) -> Any:
        await asyncio.sleep(0)  # others may come between
        return work(*args)

    def sleep(seconds: float) -> None:
        world.clock += max(seconds, 0.05)
        if world.running is not None and world.running.dead:
            raise Killed
        if world.rng.random() < 0.5:
            world.chain.mine()

    async def sleep_beside(seconds: float) -> None:
        world.clock += max(seconds, 5)
        await asyncio.sleep(0)

    def this_process() -> str:
        assert world.running is not None
        return world.running.holder

    now = SimpleNamespace(time=lambda: world.clock, monotonic=lambda: world.clock, sleep=sleep)
    patch.setattr(anyio.to_thread, "run_sync", inline)
    for module in (
        dhow.ledger.sending.dependable,
        dhow.ledger.sending.outbox,
        api.following,
        api.operations.desk,
        api.operations.middleware,
    ):
        patch.setattr(module, "time", now)
    beside = SimpleNamespace(wait=asyncio.wait, sleep=sleep_beside)
    patch.setattr(api.operations.middleware, "asyncio", beside)
    for module in (api.operations.desk, dhow.ledger.sending.dependable):
        patch.setattr(module, "this_process", this_process)
    for module in (api.operations.desk, dhow.ledger.sending.leader):
        patch.setattr(module, "has_ended", world.ended.__contains__)
