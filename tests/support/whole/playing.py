"""Playing worlds by their seeds, and telling how to see one again."""

import logging
import os
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.whole.founded import Founded
from tests.support.whole.world import World

_FRAMES = 12
DEEDS = 8  # few, and many seeds: what goes wrong is between two or three


@contextmanager
def quiet() -> Iterator[pytest.MonkeyPatch]:
    """What is changed for one world, and the log, of which there would be much, is changed back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.getLogger("dhow"), "disabled", True)
        yield patch


def play(founded: Founded, number: int, deeds: int = DEEDS) -> Counter[str]:
    """Run a world to its end; where it breaks a promise, say which seed and how to see it."""
    with quiet() as patch:
        world = World(founded, number, patch)
        told = _told_of(world, deeds)
    if told is not None:  # outside the handler: what went wrong is words by now
        pytest.fail(told, pytrace=False)
    return world.counts


def _told_of(world: World, deeds: int) -> str | None:
    """Which promise a world breaks and how to see it; None where it breaks none.

    In words, with nothing of the exception left: py-evm raises the recursion limit, and what pytest
    makes of the frames of a failure then ends in an error of its own.
    """
    try:
        world.run(deeds)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:
        where = "" if isinstance(problem, AssertionError) else traceback.format_exc(limit=-_FRAMES)
        return "\n".join(
            (
                f"seed {world.number} breaks the promise: {type(problem).__name__}: {problem}",
                f"alone: DHOW_SEED={world.number} .venv/bin/python -m pytest -m '' "
                "tests/simulation/whole -k lives",
                *world.log,
                where,
            )
        )
    return None


def seeds(first: int, count: int) -> range:
    """A part of the seeds; of them only the one asked for, where one is."""
    part = range(first, first + count)
    alone = os.environ.get("DHOW_SEED")
    if alone is None:
        return part
    return range(int(alone), int(alone) + 1) if int(alone) in part else range(0)
