"""Assignment of proceeds: each act, and what a payment costs that is divided."""

from dhow.ledger.bindings.values import CreditId, PresentationId
from scripts.bench.gas.credit_clauses import Acts, clauses
from scripts.bench.gas.meter import USD, Meter, hash_of
from scripts.bench.measure import Table
from scripts.bench.network import org


def measure(meter: Meter) -> list[Table]:
    """Every act of an assignment; the network is as before afterwards."""
    engine = meter.network.engine
    before = engine.snapshot()
    table = _Assignments(meter).measured()
    engine.restore(before)
    return [table]


class _Assignments(Acts):
    def measured(self) -> Table:
        meter, assignments = self._meter, self._contracts.credit_assignments
        credit = self._issued("AS-1", clauses())
        for number in (1, 2, 3):
            assigned = assignments.assign_proceeds(
                credit=credit,
                number=number,
                assignee=org("nominated"),
                amount_minor=USD,
                notice_hash=hash_of("notice"),
            )
            if number == 1:
                meter.act("assign proceeds", assigned, "beneficiary")
            else:
                self._send(assigned, "beneficiary")
        first = assignments.acknowledge_assignment(credit=credit, number=1)
        meter.act("acknowledge an assignment", first, "bank")
        self._send(assignments.acknowledge_assignment(credit=credit, number=2), "bank")
        withdrawn = assignments.withdraw_assignment(credit=credit, number=3)
        meter.act("withdraw an assignment", withdrawn, "beneficiary")
        released = assignments.release_assignment(credit=credit, number=2)
        meter.act("release an assignment", released, "nominated")
        honoured = self._contracts.credit_settlement.honour(self._complying(credit))
        meter.act("honour, a part to an assignee", honoured, "bank")
        return meter.table(
            "Assignment of proceeds",
            "Two acknowledged by the bank that pays, one of them released.",
        )

    def _complying(self, credit: CreditId) -> PresentationId:
        presentations = self._contracts.credit_presentations
        presenting = presentations.present(
            credit=credit,
            bank=org("bank"),
            amount_minor=2 * USD,
            documents=self._meter.network.documents("beneficiary", "assigned"),
        )
        self._send(presenting, "beneficiary")
        number = presentations.presentation_id_of(credit=credit, number=1)
        shown = self._meter.network.client.call(number)
        finding = presentations.examine(
            presentation=shown, complying=True, examination_hash=hash_of("finding")
        )
        self._send(finding, "bank")
        return shown
