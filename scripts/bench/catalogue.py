"""The benchmarks by name. A new one is a module with `run() -> list[Table]` and a line below."""

from collections.abc import Sequence
from importlib import import_module

from dhow.errors import BadInputError
from scripts.bench.measure import Table

BENCHMARKS = {
    "startup": "how long until something runs",
    "demo": "the demo, to its first line and to its end",
    "gas": "gas of every act on the ledger",
    "throughput": "transactions a second, against the engine's own ceiling",
    "durable": "accepted, signed, mined and projected, against the engine's own ceiling",
    "embedded": "the embedded chain against plain eth-tester, kept on disk, and started again",
    "follow": "events decoded, folded and written a second, and whether the cost stays flat",
    "reads": "reads of the API against a bare route with the same bytes",
    "oracle": "from signed readings to a signed report, against bare signature checks",
    "examination": "presentations examined a second, against reading them",
    "swift": "SWIFT messages read, checked and written a second, against cutting them into lines",
    "revm": "revm, for fuzzing and dry runs: how fast, and how far off in gas",
    "soak": "a member at work on `dhow serve`: memory, disk, files and threads as time goes by",
    "recovery": "until all goes on, after the API, the follower, the chain, validators are killed",
}
ASKED_FOR = frozenset(("recovery", "revm", "soak"))
"""Run only where named: they take long, or need what not every machine has (an extra, Go)."""
LASTING = frozenset(("soak",))
"""These go on for as long as is said."""


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """The benchmarks asked for, each once; where none is named all that need nothing special.

    Raises:
        BadInputError: no such benchmark; the message lists those there are.
    """
    if unknown := [name for name in names if name not in BENCHMARKS]:
        message = (
            f"There is no benchmark {', '.join(map(repr, unknown))}. "
            f"There are: {', '.join(BENCHMARKS)}."
        )
        raise BadInputError(message)
    return tuple(dict.fromkeys(names)) or tuple(
        name for name in BENCHMARKS if name not in ASKED_FOR
    )


def run(name: str, seconds: float | None = None) -> list[Table]:
    """Run one benchmark, for so many seconds where it is one of `LASTING`."""
    # imported only here: what one benchmark needs is no matter of the others
    measure = import_module(f"scripts.bench.{name}").run
    tables: list[Table] = measure() if seconds is None else measure(seconds)
    return tables


def check_seconds(names: Sequence[str], seconds: float | None) -> None:
    """Make sure that every one of these goes on for as long as is said.

    Raises:
        BadInputError: one takes the time it takes.
    """
    if seconds is not None and (fixed := [name for name in names if name not in LASTING]):
        message = (
            f"--seconds is for {', '.join(sorted(LASTING))}: {', '.join(fixed)} takes the time it "
            "takes. Leave it out."
        )
        raise BadInputError(message)
