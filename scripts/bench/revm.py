"""revm, the engine of fuzzing and dry runs, beside py-evm: how fast, and how far off in gas.

Both do every act that the gas benchmark knows, from the first contract on. They come to the same
events; their gas differs, since revm here leaves warm what an earlier transaction touched.
"""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from scripts.bench.measure import Figure, Limit, Table

if TYPE_CHECKING:
    from dhow.ledger.engines import Engine
    from scripts.bench.network import Network

ROUNDS: Final = 3
_SUMS: Final = frozenset(("A sight credit, from application to payment", "From evidence to paid"))


def run() -> list[Table]:
    """Measure both; where pyrevm is not installed the table says so."""
    from dhow.ledger.engines import EngineError, open_engine
    from dhow.ledger.engines.revm import RevmEngine

    taken: dict[str, list[float]] = {"py-evm": [], "revm": []}
    gas: dict[str, Mapping[str, int]] = {}
    for _ in range(ROUNDS):
        for name, seconds in taken.items():
            try:
                with RevmEngine() if name == "revm" else open_engine("embedded") as engine:
                    began = time.process_time()
                    gas[name], _network = played(engine)
                    seconds.append(time.process_time() - began)
            except EngineError as missing:
                return [Table("revm beside py-evm", f"Not measured: {missing}", ())]
    return [_speed(taken), _gas(gas["py-evm"], gas["revm"])]


def played(engine: "Engine") -> tuple[dict[str, int], "Network"]:
    """Do every act on an empty chain; gas by `table: act`, and the network with its ledger."""
    from scripts.bench.gas import credit, invoices, members, oracles, undertaking
    from scripts.bench.gas.meter import START, Meter
    from scripts.bench.gas.snapshot import gas_by_act
    from scripts.bench.network import Network

    engine.set_time(START)
    meter = Meter(Network(engine))
    tables = [
        table
        for capability in (members, credit, undertaking, oracles, invoices)
        for table in capability.measure(meter)
    ]
    return gas_by_act([each for each in tables if each.title not in _SUMS]), meter.network


def _speed(taken: Mapping[str, list[float]]) -> Table:
    plain = min(taken["py-evm"])
    return Table(
        "Every act of the gas benchmark",
        f"Seconds of the processor from the first contract to the last act, the best of {ROUNDS} "
        "that take turns; signing, encoding and decoding are in both. Less is better.",
        (
            Figure("py-evm, as the embedded chain has it", plain, "s"),
            Figure("revm", min(taken["revm"]), "s", Limit("py-evm", plain)),
        ),
    )


def _gas(right: Mapping[str, int], revm: Mapping[str, int]) -> Table:
    same = [act for act in right if right[act] == revm[act]]
    return Table(
        "Where its gas differs",
        f"revm's figure held against py-evm's, which is what a network counts. Of {len(right)} "
        f"acts {len(same)} agree, creations above all; the others are too low, never too high. "
        "For fuzzing and dry runs that does not matter; gas is never taken from it.",
        tuple(
            Figure(act, revm[act], "gas", Limit("py-evm", right[act]))
            for act in right
            if act not in same
        ),
    )
