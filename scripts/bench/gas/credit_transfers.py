"""Transfer: each act, and what a drawing under a transferred credit costs."""

from dhow.ledger.bindings.values import (
    AmendmentChanges,
    AmendmentsPassedOn,
    Capability,
    CreditId,
    Day,
    PartialDrawings,
    PresentationId,
    TransferRequest,
)
from scripts.bench.gas.credit_clauses import EXPIRY, Acts, clauses, sixteen
from scripts.bench.gas.meter import USD, Meter, day_number, hash_of
from scripts.bench.measure import Table
from scripts.bench.network import org

NOTHING = PresentationId(bytes(32))
A_WEEK = 7 * 86_400


def measure(meter: Meter) -> list[Table]:
    """Every act of a transfer; the network is as before afterwards."""
    engine = meter.network.engine
    before = engine.snapshot()
    meter.network.admit("maker", Capability.EXPORTER)
    table = _Transfers(meter).measured()
    engine.restore(before)
    return [table]


class _Transfers(Acts):
    def measured(self) -> Table:
        meter, transfers = self._meter, self._contracts.credit_transfers
        credit = self._issued("TR-1", clauses(transferable=True))
        for number in (1, 2, 3, 4):
            self._request(credit, number)
        withdrawn = transfers.withdraw_transfer_request(credit=credit, number=4)
        meter.act("withdraw a request", withdrawn, "beneficiary")
        parts = [self._granted(credit, number) for number in (1, 2, 3)]
        meter.act("give a part back", transfers.give_back(parts[1]), "maker")
        self._pay(self._shown(parts[2], 1, 10 * USD))
        meter.act("close a part that has ended", transfers.close_part(parts[2]), "applicant")
        self._passed_on(parts[0])
        self._substituted(parts[0])
        return meter.table("Transfer", "In parts, to a second beneficiary.")

    def _request(self, credit: CreditId, number: int) -> None:
        terms = self._meter.network.client.call(self._contracts.credit.terms_of(credit))
        asked = TransferRequest(
            second_beneficiary=org("maker"),
            amount_minor=10 * USD,
            expiry_day=day_number(EXPIRY),
            latest_shipment_day=terms.latest_shipment_day,
            insured_bps=0,
            amendments=AmendmentsPassedOn.ASK_FIRST,
            names_first_beneficiary=True,
            terms_hash=hash_of("as transferred"),
        )
        requested = self._contracts.credit_transfers.request_transfer(
            credit=credit, number=number, asked=asked
        )
        if number == 1:
            self._meter.act("request a transfer", requested, "beneficiary")
        else:
            self._send(requested, "beneficiary")

    def _granted(self, credit: CreditId, number: int) -> CreditId:
        transfers = self._contracts.credit_transfers
        granted = transfers.transfer(
            credit=credit, number=number, own_reference=sixteen(f"PART-{number}")
        )
        if number == 1:
            self._meter.act("transfer a part", granted, "nominated")
        else:
            self._send(granted, "nominated")
        record = self._meter.network.client.call(
            transfers.transfer_of(credit=credit, number=number)
        )
        return record.transferred

    def _passed_on(self, part: CreditId) -> None:
        changes = AmendmentChanges(
            amount_delta_minor=0,
            tolerance_delta_bps=0,
            expiry_day=Day(0),
            latest_shipment_day=Day(0),
            partial_drawings=PartialDrawings.UNCHANGED,
            changes_text=True,
            cancels=False,
            text_hash=hash_of("an amendment"),
        )
        allowed = self._contracts.credit_transfers.allow_amendment(
            transferred=part, number=1, changes=changes
        )
        self._meter.act("allow an amendment of a part", allowed, "beneficiary")

    def _substituted(self, part: CreditId) -> None:
        meter, transfers = self._meter, self._contracts.credit_transfers
        invoice = meter.network.documents("beneficiary", "substituted")[0]
        shown = [self._shown(part, number, USD) for number in (1, 2)]
        for presentation in shown:
            demanded = transfers.demand_substitution(presentation)
            if presentation == shown[0]:
                meter.act("demand the first beneficiary's invoice", demanded, "nominated")
            else:
                self._send(demanded, "nominated")
        substituted = transfers.substitute(presentation=shown[0], invoice=invoice, own=NOTHING)
        meter.act("substitute an invoice", substituted, "beneficiary")
        self._pay(shown[0], "honour under a part")
        engine = meter.network.engine
        engine.set_time(engine.now() + A_WEEK)
        meter.act("take as received", transfers.take_as_received(shown[1]), "nominated")
        meter.act(
            "forward after that",
            self._contracts.credit_presentations.forward(shown[1]),
            "nominated",
        )

    def _shown(self, part: CreditId, number: int, amount_minor: int) -> PresentationId:
        presentations = self._contracts.credit_presentations
        presenting = presentations.present(
            credit=part,
            bank=org("nominated"),
            amount_minor=amount_minor,
            documents=self._meter.network.documents("maker", f"{amount_minor} {number}"),
        )
        if (number, amount_minor) == (1, USD):
            self._meter.act("present under a part", presenting, "maker")
        else:
            self._send(presenting, "maker")
        return self._meter.network.client.call(
            presentations.presentation_id_of(credit=part, number=number)
        )

    def _pay(self, presentation: PresentationId, metered: str = "") -> None:
        presentations = self._contracts.credit_presentations
        self._send(presentations.forward(presentation), "nominated")
        finding = presentations.examine(
            presentation=presentation, complying=True, examination_hash=hash_of("finding")
        )
        self._send(finding, "bank")
        paid = self._contracts.credit_settlement.honour(presentation)
        if metered:
            self._meter.act(metered, paid, "bank")
        else:
            self._send(paid, "bank")
