"""How long until something runs: every start is a new process, as a person's is.

The files are warm in the machine's memory, since anything started before leaves them there; what is
cold is the process. The compiler runs once, the other figures are medians.
"""

import json
import sys
import time
from statistics import median

from scripts.bench.measure import Figure, Limit, Table
from scripts.bench.processes import DHOW, middle, output_of, timed

RUNS = 5
ENGINES = ("embedded", "anvil")

HELP_BAR = Limit("bar: half a second", 0.5)


def run() -> list[Table]:
    """The command line, a chain with its contracts, the compiler."""
    return [_command_line(), *_phases(), _compiler()]


def _command_line() -> Table:
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "dhow --help": [*DHOW, "--help"],
        "dhow run --list": [*DHOW, "run", "--list"],
    }
    taken = {
        what: middle([timed(command) for _ in range(RUNS)]) for what, command in commands.items()
    }
    bars = {"dhow --help": HELP_BAR}
    return Table(
        "The command line",
        f"Whole processes, from start to end; the median of {RUNS}.",
        tuple(
            figure
            for what, one in taken.items()
            for figure in (
                Figure(what, one.clock, "s", bars.get(what)),
                Figure(f"{what}, of the processor", one.processor, "s"),
            )
        ),
    )


def _phases() -> list[Table]:
    tables = []
    for spec in ENGINES:
        command = [sys.executable, "-m", "scripts.bench.phases", spec]
        runs = []
        for _ in range(RUNS):
            began = time.perf_counter()
            said = output_of(command)
            runs.append(json.loads(said) | {"whole": time.perf_counter() - began})
        phase = {name: median(run[name] for run in runs) for name in runs[0]}
        whole = Limit("the whole process", phase["whole"])
        tables.append(
            Table(
                f"A chain of one's own: {spec}",
                f"Phases of one process; the median of {RUNS} processes.",
                (
                    Figure("import the ledger", phase["import"], "s", whole),
                    Figure("start the engine", phase["engine"], "s", whole),
                    Figure(
                        "take the stored build of the contracts", phase["stored build"], "s", whole
                    ),
                    Figure("deploy all contracts, hand out roles", phase["deploy"], "s", whole),
                    Figure("the whole process", phase["whole"], "s"),
                ),
            )
        )
    return tables


def _compiler() -> Table:
    """Compile anew, past the stored build and without touching it."""
    from dhow.ledger.compiler import compile_contracts
    from dhow.ledger.compiler.toolchain import find_solc

    solc = find_solc()
    began = time.perf_counter()
    compile_contracts(solc=solc)
    cold = time.perf_counter() - began
    began = time.perf_counter()
    compile_contracts()
    warm = time.perf_counter() - began
    return Table(
        "Compiling",
        f"All contracts with OpenZeppelin's, once, by the {solc.kind} compiler.",
        (
            Figure("from the sources", cold, "s"),
            Figure("the stored build", warm, "s", Limit("from the sources", cold)),
        ),
    )
