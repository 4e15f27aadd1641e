"""An answer to a write is of its act's own block, wherever in its making the chain replaces it."""

from types import SimpleNamespace
from typing import Any

import pytest

from api.following import Follower
from tests.support.whole.clients import Intent
from tests.support.whole.faults import Line
from tests.support.whole.founded import Founded
from tests.support.whole.playing import quiet
from tests.support.whole.world import World

_SEED = 1  # of a world whose chain replaces blocks

_FORGETFUL: Any = SimpleNamespace(  # the last block, of which nothing comes again by itself
    randint=lambda low, _: low, randrange=lambda low, _: low, random=lambda: 1.0
)


class _Replaced:
    """At one step after the act was sent, its block is replaced, and another process finds it."""

    def __init__(self, world: World, step: int) -> None:
        self._world = world
        self._step = step
        self.steps = 0
        self._sent = False

    def __call__(self, where: str) -> None:
        world = self._world
        self._sent |= where == "eth_sendRawTransaction answered"
        if not self._sent or world._units:
            return
        self.steps += 1
        if self.steps == self._step:
            assert world.chain.reorganise() is not None
            process = world.processes[0]
            line: Any = Line(process)
            Follower(line, process.context.contracts, process.store).catch_up()


def _applied(founded: Founded, step: int) -> tuple[int, Intent]:
    """A credit is applied for: how many steps that took, and what was answered."""
    with quiet() as patch:
        world = World(founded, _SEED, patch)
        try:
            world.faults = False
            assert world.chain.replaces
            intent = world.clients._credit()
            world.clients.intents.append(intent)
            replaced = _Replaced(world, step)
            patch.setattr(world.chain, "_rng", _FORGETFUL)
            patch.setattr(world, "meanwhile", replaced)
            world.clients.ask(world.processes[0], intent)
            steps = replaced.steps
            patch.setattr(world, "meanwhile", lambda _: None)
            world.promised()
        finally:
            world.close()
    return steps, intent


def _replaced_at(founded: Founded, every: int) -> None:
    steps, undisturbed = _applied(founded, 0)
    assert undisturbed.done
    assert steps > 10
    for step in range(1, steps + 1, every):
        _, intent = _applied(founded, step)
        assert intent.done, f"replaced at step {step}: {intent.status} {intent.answer}"


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.long)])
def test_a_block_that_is_replaced_at_any_step_is_no_refusal(founded: Founded, every: int) -> None:
    _replaced_at(founded, every)


def test_a_document_asked_for_again_while_its_block_is_replaced_is_not_gone(
    founded: Founded,
) -> None:
    with quiet() as patch:
        world = World(founded, _SEED, patch)
        try:
            world.faults = False
            intent = world.clients._document()
            world.clients.intents.append(intent)
            process = world.processes[0]
            world.clients.ask(process, intent)
            assert intent.done
            patch.setattr(world.chain, "_rng", _FORGETFUL)
            assert world.chain.reorganise() is not None
            process.context.follower.catch_up()
            again = process.run(
                process.ask(
                    *("POST", intent.path, intent.organisation, intent.user),
                    json=intent.body,
                    headers={"Idempotency-Key": f'"{intent.key}"'},
                )
            )
            world.promised()
            world.clients.ask(process, intent)  # as it was first answered, or this says so
        finally:
            world.close()
    assert again.status_code == 503, again.text
    assert int(again.headers["retry-after"]) > 0
    assert "replaced the block" in again.json()["detail"]
    assert "again under its Idempotency-Key" in again.json()["next"]
    assert world.counts["given again"] == 1


@pytest.mark.long
def test_an_answer_of_replaced_blocks_would_be_seen(
    founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Follower, "replacement", lambda _: None)
    with pytest.raises(AssertionError, match="refused: 404"):
        _replaced_at(founded, 1)
