"""Playing worlds by their seeds, and telling how to see one again."""

import logging
import os
from collections import Counter

import pytest

from tests.support.whole.founded import Founded
from tests.support.whole.world import World

DEEDS = 8  # few, and many seeds: what goes wrong is between two or three


def play(founded: Founded, number: int, deeds: int = DEEDS) -> Counter[str]:
    """Run a world to its end; where it breaks a promise, say which seed and how to see it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.getLogger("dhow"), "disabled", True)
        world = World(founded, number, patch)
        try:
            world.run(deeds)
        except BaseException as problem:
            story = "\n".join(world.log)
            pytest.fail(
                f"seed {number} breaks the promise: {type(problem).__name__}: {problem}\n"
                f"alone: DHOW_SEED={number} .venv/bin/python -m pytest -m '' "
                f"tests/simulation/whole -k lives\n{story}",
                pytrace=not isinstance(problem, AssertionError),
            )
    return world.counts


def seeds(first: int, count: int) -> range:
    """A part of the seeds; of them only the one asked for, where one is."""
    part = range(first, first + count)
    alone = os.environ.get("DHOW_SEED")
    if alone is None:
        return part
    return range(int(alone), int(alone) + 1) if int(alone) in part else range(0)
