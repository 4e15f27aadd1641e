"""The demo as a newcomer meets it: a new process, set up beforehand, contracts compiled before."""

from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.processes import DHOW, middle, timed

RUNS = 3
FIRST_LINE_BAR = Limit("bar: warm, to the first line", 5.0)
WHOLE_BAR = Limit("bar: the whole demo", 30.0)
CHAINS = ("embedded", "anvil")


def run() -> list[Table]:
    """Both trades of the demo on each chain of our own."""
    return [_on(chain) for chain in CHAINS]


def _on(chain: str) -> Table:
    taken = middle([timed([*DHOW, "demo", "--chain", chain]) for _ in range(RUNS)])
    return Table(
        f"On {chain}",
        f"`dhow demo --chain {chain}`: the trade paid, then refused; the median of {RUNS}.",
        (
            Figure("to the first line", taken.first_line, "s", FIRST_LINE_BAR),
            Figure("to its end", taken.clock, "s", WHOLE_BAR),
            Figure("of the processor", taken.processor, "s"),
        ),
    )
