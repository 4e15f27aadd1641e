"""A promise that is broken would be seen: each kind of fault has a mistake that it brings out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

import dhow.ledger.sending.leader
import dhow.ledger.sending.node
from api.current import Current
from api.events.service import EventStream
from api.operations.desk import Desk
from dhow.ledger.sending.answers import RefusalKind
from dhow.store.projections.folding import Folding
from tests.support.whole.founded import Founded
from tests.support.whole.playing import play

Plant = Callable[[pytest.MonkeyPatch], None]


def _acts_forget_their_operation(patch: pytest.MonkeyPatch) -> None:
    """A request that is run again does its acts again."""
    patch.setattr(Current, "key_of", lambda *_: uuid4().hex)


def _operations_forget_their_key(patch: pytest.MonkeyPatch) -> None:
    """A request that is repeated is a new one."""
    begin = Desk.begin

    def begun(self: Desk, actor: Any, operation: str, _key: Any, *rest: Any, **more: Any) -> Any:
        return begin(self, actor, operation, uuid4().hex, *rest, **more)

    patch.setattr(Desk, "begin", begun)


def _blocks_are_never_undone(patch: pytest.MonkeyPatch) -> None:
    """What the chain took back stays in the tables."""
    patch.setattr(Folding, "undo", lambda *_: None)


def _every_refusal_is_for_good(patch: pytest.MonkeyPatch) -> None:
    """What a node refuses for the moment is given up."""
    for module in (dhow.ledger.sending.leader, dhow.ledger.sending.node):
        if hasattr(module, "kind_of"):
            patch.setattr(module, "kind_of", lambda _: RefusalKind.INVALID)


def _what_a_listener_missed_is_missed(patch: pytest.MonkeyPatch) -> None:
    """A stream begins with what comes, not after the last id."""

    async def nothing(_: EventStream) -> Any:
        return
        yield

    patch.setattr(EventStream, "_missed", nothing)


PLANTED = (
    _acts_forget_their_operation,
    _operations_forget_their_key,
    _blocks_are_never_undone,
    _every_refusal_is_for_good,
    _what_a_listener_missed_is_missed,
)


@contextmanager
def _planted(plant: Plant) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        yield


@pytest.mark.parametrize("plant", PLANTED, ids=lambda each: each.__name__.strip("_"))
def test_a_broken_promise_is_seen(founded: Founded, plant: Plant) -> None:
    def many() -> None:
        for number in range(200):
            play(founded, number)

    with _planted(plant), pytest.raises(pytest.fail.Exception, match="breaks the promise"):
        many()
