"""Amendments: each act of who must agree to them."""

from datetime import date

from dhow.ledger.bindings.values import (
    AmendmentChanges,
    Confirmation,
    CreditId,
    Day,
    PartialDrawings,
    PresentationId,
)
from dhow.ledger.types import Act
from scripts.bench.gas.credit_clauses import Acts, clauses
from scripts.bench.gas.meter import USD, Meter, day_number, hash_of
from scripts.bench.measure import Table
from scripts.bench.network import org

LATER = date(2026, 6, 29)
UNCHANGED = Day(0)


def measure(meter: Meter) -> list[Table]:
    """Every act of an amendment of a confirmed credit; the network is as before afterwards."""
    engine = meter.network.engine
    before = engine.snapshot()
    table = _Amendments(meter).measured()
    engine.restore(before)
    return [table]


class _Amendments(Acts):
    def measured(self) -> Table:
        meter, contracts = self._meter, self._contracts
        amendments, nothing = contracts.credit_amendments, bytes(32)
        credit = self._issued("AM-1", clauses(confirmation=Confirmation.CONFIRM))
        self._send(contracts.credit_advice.advise(credit), "nominated")
        self._send(contracts.credit_advice.confirm(credit), "nominated")
        raised = self._amendment(credit, 1, amount=25_000 * USD, expiry=day_number(LATER))
        meter.act("issue an amendment", raised, "bank")
        extended = amendments.extend_confirmation(credit=credit, number=1, extends=True)
        meter.act("extend the confirmation", extended, "nominated")
        meter.act(
            "advise an amendment", amendments.advise_amendment(credit=credit, number=1), "nominated"
        )
        accepted = amendments.answer_amendment(
            credit=credit, number=1, accepts=True, accepted_parts_hash=nothing
        )
        meter.act("accept an amendment", accepted, "beneficiary")
        self._send(self._amendment(credit, 2, amount=-25_000 * USD), "bank")
        refused = amendments.answer_amendment(
            credit=credit, number=2, accepts=False, accepted_parts_hash=nothing
        )
        meter.act("reject an amendment", refused, "beneficiary")
        meter.act("issue a cancellation", self._amendment(credit, 3, cancels=True), "bank")
        agreed = amendments.extend_confirmation(credit=credit, number=3, extends=True)
        self._send(agreed, "nominated")
        cancelled = amendments.answer_amendment(
            credit=credit, number=3, accepts=True, accepted_parts_hash=nothing
        )
        meter.act("cancel, by the last consent", cancelled, "beneficiary")
        self._accepted_by_presentation()
        return meter.table("Amendments", "Of a confirmed credit, each answered by itself.")

    def _accepted_by_presentation(self) -> None:
        meter = self._meter
        credit = self._issued("AM-2", clauses())
        self._send(self._amendment(credit, 1, amount=25_000 * USD), "bank")
        shown = self._found_complying(credit, 1, "amended")
        accepted = self._contracts.credit_amendments.accept_by_presentation(
            presentation=shown, number=1, finding_hash=hash_of("with and without")
        )
        meter.act("accept by presentation", accepted, "bank")
        self._send(self._amendment(credit, 2, amount=25_000 * USD), "bank")
        under = self._contracts.credit_amendments.present_under(
            credit=credit,
            number=2,
            bank=org("bank"),
            amount_minor=USD,
            documents=meter.network.documents("beneficiary", "amended again"),
        )
        meter.act("present under an amendment", under, "beneficiary")
        self._send(self._amendment(credit, 3, text=True), "bank")
        shown = self._found_complying(credit, 3, "amended in words")
        stated = self._contracts.credit_amendments.accept_by_presentation(
            presentation=shown, number=3, finding_hash=hash_of("with and without")
        )
        meter.act("accept by presentation, of words", stated, "bank")

    def _found_complying(self, credit: CreditId, number: int, papers: str) -> PresentationId:
        """The credit's presentation of this number, found complying by the issuing bank."""
        network, presentations = self._meter.network, self._contracts.credit_presentations
        presenting = presentations.present(
            credit=credit,
            bank=org("bank"),
            amount_minor=USD,
            documents=network.documents("beneficiary", papers),
        )
        self._send(presenting, "beneficiary")
        shown = network.client.call(presentations.presentation_id_of(credit=credit, number=number))
        finding = presentations.examine(
            presentation=shown, complying=True, examination_hash=hash_of("finding")
        )
        self._send(finding, "bank")
        return shown

    def _amendment(
        self,
        credit: CreditId,
        number: int,
        *,
        amount: int = 0,
        expiry: Day = UNCHANGED,
        cancels: bool = False,
        text: bool = False,
    ) -> Act[None]:
        return self._contracts.credit_amendments.issue_amendment(
            credit=credit,
            number=number,
            changes=AmendmentChanges(
                amount_delta_minor=amount,
                tolerance_delta_bps=0,
                expiry_day=expiry,
                latest_shipment_day=UNCHANGED,
                partial_drawings=PartialDrawings.UNCHANGED,
                changes_text=text,
                cancels=cancels,
                text_hash=hash_of("amendment"),
            ),
        )
