"""Plays any range of sequences, without pytest, and says how far it is.

    python -m tests.support.credit_model 0 20000

Prints a line every few hundred sequences, at the end what was accepted and refused, and the first
disagreement with the seed that replays it (exit code 1). A range may be played in portions at the
same time: the sequences know nothing of each other.
"""

import sys
import time
from collections import Counter
from typing import Final

from dhow.ledger.compiler import compile_contracts
from tests.support.credit_model.contracts import Contracts
from tests.support.credit_model.invariants import INVARIANTS
from tests.support.credit_model.playing import Disagreement, Sequence
from tests.support.credit_model.rules import RULES

AT_ONCE: Final = 500


def main(first: int, last: int) -> int:
    """Play sequences `first` up to `last`; the exit code."""
    contracts = Contracts(compile_contracts())
    accepted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for some in portions(first, last):
        for seed in some:
            one = Sequence(contracts, seed)
            try:
                one.play()
            except Disagreement as told:
                say(str(told))
                return 1
            accepted += one.accepted
            refused += one.refused
        acts = f"{accepted.total():,} acts accepted, {refused.total():,} refused"
        played = some.stop - first
        say(f"{played:,} sequences: {acts}; {time.process_time():,.0f} s")
    say(f"{len(accepted)} of {len(RULES)} acts accepted, for {len(refused)} reasons refused")
    say(f"{len(INVARIANTS)} invariants held; never accepted: {sorted(RULES.keys() - accepted)}")
    return 0


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def portions(first: int, last: int) -> list[range]:
    """The range in portions of a few hundred."""
    return [range(at, min(at + AT_ONCE, last)) for at in range(first, last, AT_ONCE)]


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in sys.argv[1:3])))
