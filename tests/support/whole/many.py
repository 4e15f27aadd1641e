"""A range of seeds outside pytest: `python -m tests.support.whole.many FIRST AFTER [DEEDS]`.

A seed that fails is printed whole and the next is played; each hundred says how many passed. For
several cores, start it several times with ranges of their own. Exit code 1 where any failed.
"""

import logging
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.support.statements import share_compiled
from tests.support.whole.founded import Founded
from tests.support.whole.playing import play

_DEEDS = 24


def main(first: int, after: int, deeds: int = _DEEDS) -> int:
    """Play the seeds from `first` up to, and without, `after`; how many failed."""
    share_compiled()
    logging.disable(logging.CRITICAL)
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="dhow-whole-") as folder:
        founded = Founded(Path(folder))
        for number in range(first, after):
            try:
                play(founded, number, deeds)
                passed += 1
            except pytest.fail.Exception as told:
                failed += 1
                _say(f"FAILED {told}")
            if number % 100 == 99 or number == after - 1:
                at = time.strftime("%H:%M:%S")
                _say(f"{at} to seed {number}: {passed} passed, {failed} failed")
        founded.close()
    return failed


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) > 0)
