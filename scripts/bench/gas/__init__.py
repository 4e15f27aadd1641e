"""Gas of every act on the ledger, each sent through the client to the real contracts.

Figures are of whole transactions, as the receipt has them: 21,000 for being one and the call data
included. An act that writes a slot for the first time costs more than the same act later; each is
measured as it first comes in a deal, unless its words say otherwise. One file a capability.
"""

from scripts.bench.measure import Table


def run() -> list[Table]:
    """Measure on the embedded chain; the same every time and on every machine."""
    from dhow.ledger.engines import open_engine
    from scripts.bench.gas import (
        credit,
        credit_amendments,
        credit_assignments,
        credit_clauses,
        credit_nomination,
        credit_transferred,
        credit_transfers,
        invoices,
        members,
        oracles,
        undertaking,
    )
    from scripts.bench.gas.meter import START, Meter
    from scripts.bench.network import Network

    with open_engine("embedded") as engine:
        engine.set_time(START)
        meter = Meter(Network(engine))
        return [
            *members.measure(meter),
            *credit_clauses.measure(meter),
            *credit_nomination.measure(meter),
            *credit_amendments.measure(meter),
            *credit_assignments.measure(meter),
            *credit_transfers.measure(meter),
            *credit_transferred.measure(meter),
            *credit.measure(meter),
            *undertaking.measure(meter),
            *oracles.measure(meter),
            *invoices.measure(meter),
        ]
