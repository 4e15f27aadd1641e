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
    "recovery": "until the next command is mined, after validators die or are parted",
}
ASKED_FOR = frozenset(("recovery",))
"""Run only where named: they need what not every machine has (`dhow network build`)."""


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


def run(name: str) -> list[Table]:
    """Run one benchmark."""
    # imported only here: what one benchmark needs is no matter of the others
    tables: list[Table] = import_module(f"scripts.bench.{name}").run()
    return tables
