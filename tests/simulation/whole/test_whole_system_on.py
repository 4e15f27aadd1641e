"""The second hundred lives of the whole system; and that a broken promise would be seen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from api.current import Current
from api.operations.desk import Desk
from dhow.store.projections.folding import Folding
from tests.support.whole import Founded
from tests.support.whole_playing import play, seeds


def test_another_hundred_lives(founded: Founded) -> None:
    for number in seeds(100, 100):
        play(founded, number)


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


PLANTED = (_acts_forget_their_operation, _operations_forget_their_key, _blocks_are_never_undone)


@contextmanager
def _planted(plant: Callable[[pytest.MonkeyPatch], None]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        yield


@pytest.mark.parametrize("plant", PLANTED, ids=lambda each: each.__name__.strip("_"))
def test_a_broken_promise_is_seen(
    founded: Founded, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    def many() -> None:
        for number in range(100):
            play(founded, number)

    with _planted(plant), pytest.raises(pytest.fail.Exception, match="breaks the promise"):
        many()
