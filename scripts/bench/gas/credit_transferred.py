"""A whole transferred credit: one part presented and paid, and the difference between invoices."""

from typing import Any

from dhow.ledger.bindings.values import (
    AmendmentsPassedOn,
    Capability,
    CreditId,
    DocumentHash,
    PresentationId,
    TransferRequest,
)
from scripts.bench.gas.credit_clauses import AMOUNT_MINOR, EXPIRY, Acts, clauses, sixteen
from scripts.bench.gas.meter import USD, Meter, day_number, hash_of
from scripts.bench.measure import Table
from scripts.bench.network import org

DIFFERENCE_MINOR = 25_000 * USD
PART_MINOR = AMOUNT_MINOR - DIFFERENCE_MINOR
PAPERS = ("invoice", "bill of lading", "insurance", "origin", "temperature certificate")


def measure(meter: Meter) -> list[Table]:
    """From application to both payments, act by act; the network is as before afterwards."""
    engine = meter.network.engine
    before = engine.snapshot()
    meter.network.admit("maker", Capability.EXPORTER)
    table = _Whole(meter).measured()
    engine.restore(before)
    return [table]


class _Whole(Acts):
    def measured(self) -> Table:
        contracts, network = self._contracts, self._meter.network
        papers = network.documents("maker", *(f"second's {each}" for each in PAPERS))
        invoice = network.documents("beneficiary", "the first's invoice")
        self._sum = 0
        self._step("apply", self._application("WT-1", clauses(transferable=True)), "applicant")
        credit = self._id("WT-1")
        self._step("issue", self._issue(credit), "bank")
        self._step("advise", contracts.credit_advice.advise(credit), "nominated")
        self._step("request the transfer", self._request(credit), "beneficiary")
        part = self._granted(credit)
        advised = contracts.credit_advice.advise(part)
        self._step("advise the second beneficiary", advised, "nominated")
        shown = self._present(part, PART_MINOR, papers, "maker")
        own = self._present(credit, DIFFERENCE_MINOR, invoice, "beneficiary")
        substituted = contracts.credit_transfers.substitute(
            presentation=shown, invoice=invoice[0], own=own
        )
        self._step("substitute the invoice", substituted, "beneficiary")
        for whose, presentation in (("the second's", shown), ("the first's", own)):
            self._pay(whose, presentation)
        closed = contracts.credit_transfers.close_part(part)
        self._step("close the part: the credit has ended", closed, "beneficiary")
        self._meter.note("together", self._sum)
        return self._meter.table(
            "A transferred credit, from application to payment",
            f"One part and the first beneficiary's difference; {len(PAPERS)} documents and an "
            "invoice, registered before.",
        )

    def _step(self, what: str, act: Any, by: str) -> None:
        self._sum += self._meter.act(what, act, by)

    def _request(self, credit: CreditId) -> Any:
        terms = self._meter.network.client.call(self._contracts.credit.terms_of(credit))
        asked = TransferRequest(
            second_beneficiary=org("maker"),
            amount_minor=PART_MINOR,
            expiry_day=day_number(EXPIRY),
            latest_shipment_day=terms.latest_shipment_day,
            insured_bps=0,
            amendments=AmendmentsPassedOn.ALL,
            names_first_beneficiary=True,
            terms_hash=hash_of("as transferred"),
        )
        return self._contracts.credit_transfers.request_transfer(
            credit=credit, number=1, asked=asked
        )

    def _granted(self, credit: CreditId) -> CreditId:
        transfers = self._contracts.credit_transfers
        granted = transfers.transfer(credit=credit, number=1, own_reference=sixteen("WHOLE"))
        self._step("transfer", granted, "nominated")
        record = self._meter.network.client.call(transfers.transfer_of(credit=credit, number=1))
        return record.transferred

    def _present(
        self, credit: CreditId, amount_minor: int, papers: list[DocumentHash], by: str
    ) -> PresentationId:
        presentations = self._contracts.credit_presentations
        presenting = presentations.present(
            credit=credit, bank=org("nominated"), amount_minor=amount_minor, documents=papers
        )
        words = "the second's documents" if by == "maker" else "the first's difference"
        self._step(f"present {words}", presenting, by)
        return self._meter.network.client.call(
            presentations.presentation_id_of(credit=credit, number=1)
        )

    def _pay(self, whose: str, presentation: PresentationId) -> None:
        presentations = self._contracts.credit_presentations
        self._step(f"forward {whose}", presentations.forward(presentation), "nominated")
        finding = presentations.examine(
            presentation=presentation, complying=True, examination_hash=hash_of("report")
        )
        self._step(f"examine {whose}", finding, "bank")
        paid = self._contracts.credit_settlement.honour(presentation)
        self._step(f"honour {whose}", paid, "bank")
