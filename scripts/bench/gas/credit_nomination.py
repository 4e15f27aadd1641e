"""Banks that act on their nomination, undertakings, reimbursement; and what befalls documents."""

from dataclasses import replace
from datetime import date
from typing import Any

from dhow.ledger.bindings.values import (
    Availability,
    Capability,
    CreditClauses,
    Day,
    Disposal,
    DocumentHash,
    PresentationId,
    TenorStart,
)
from scripts.bench.gas.credit_clauses import Acts, clauses
from scripts.bench.gas.meter import USD, Meter, day_number, hash_of
from scripts.bench.measure import Table
from scripts.bench.network import org

SUM = 100_000 * USD
A_DAY = 86_400
USANCE = clauses(
    availability=Availability.ACCEPTANCE, tenor_start=TenorStart.STATED_DAY, tenor_days=60
)
NEGOTIABLE = clauses(
    availability=Availability.NEGOTIATION, reimbursing_bank=org("second"), refund_interest_bps=500
)
ELECTRONIC = replace(NEGOTIABLE, is_electronic=True)
ON_BOARD = day_number(date(2026, 2, 25))


def measure(meter: Meter) -> list[Table]:
    """Every act of nomination and handling; the network is as before afterwards."""
    network = meter.network
    before = network.engine.snapshot()
    network.admit("second", Capability.BANK)
    spender = network.contracts.credit_settlement.address
    for name in ("second", "nominated", "beneficiary"):
        network.fund(name, spenders=[spender])
    nomination = _Nomination(meter)
    tables = [nomination.handled(), nomination.negotiated(), nomination.undertaken()]
    network.engine.restore(before)
    return tables


class _Nomination(Acts):
    def __init__(self, meter: Meter) -> None:
        super().__init__(meter)
        self._papers: list[DocumentHash] = meter.network.documents("beneficiary", "draft")
        self._presentations = meter.network.contracts.credit_presentations
        self._settlement = meter.network.contracts.credit_settlement
        self._count = 0

    def handled(self) -> Table:
        meter, presentations = self._meter, self._presentations
        shown = self._presented(NEGOTIABLE, "nominated")
        meter.act("agree to act", presentations.agree_to_act(shown), "nominated")
        finding = presentations.examine_as_nominated(
            presentation=shown, complying=True, examination_hash=hash_of("finding")
        )
        meter.act("examine as nominated bank", finding, "nominated")
        lost = presentations.report_lost(presentation=shown, cover_hash=hash_of("cover"))
        meter.act("report documents lost after complying", lost, "nominated")

        for again in (True, False):
            shown = self._presented(ELECTRONIC, "bank")
            report = presentations.report_corruption(
                presentation=shown, documents=self._papers, corrupted=1
            )
            if again:
                meter.act("report a record corrupted", report, "bank")
                replaced = presentations.replace_records(
                    presentation=shown, documents=self._papers, replaced=self._papers[:1]
                )
                meter.act("present a record again", replaced, "beneficiary")
                examined = presentations.examine(
                    presentation=shown, complying=False, examination_hash=hash_of("report")
                )
                self._send(examined, "bank")
                meter.act("ask for a waiver", presentations.ask_waiver(shown), "bank")
                answer = presentations.answer_waiver(presentation=shown, waives=False)
                meter.act("answer that", answer, "applicant")
                self._send(self._refusal(shown), "bank")
                meter.act("return documents", presentations.return_documents(shown), "bank")
                continue
            start = meter.network.engine.snapshot()
            self._send(report, "bank")
            meter.network.engine.set_time(meter.network.engine.now() + 40 * A_DAY)
            meter.act("drop what did not come again", presentations.drop_corrupted(shown), "anyone")
            meter.network.engine.restore(start)
        return meter.table("Documents on their way", "Nominated bank, corrupted record, waiver.")

    def negotiated(self) -> Table:
        meter, settlement = self._meter, self._settlement
        shown = self._found_complying(NEGOTIABLE)
        offer = settlement.offer_advance(
            presentation=shown, minimum_minor=SUM - USD, with_recourse=True
        )
        meter.act("offer to sell a drawing", offer, "beneficiary")
        bought = settlement.negotiate(
            presentation=shown, advance_minor=SUM - USD, with_recourse=True
        )
        meter.act("negotiate with recourse", bought, "nominated")
        meter.act("claim reimbursement", settlement.claim_reimbursement(shown), "nominated")
        meter.act("reimburse", settlement.reimburse(shown), "second")
        self._send(self._presentations.forward(shown), "nominated")
        discrepant = self._presentations.examine(
            presentation=shown, complying=False, examination_hash=hash_of("report")
        )
        self._send(discrepant, "bank")
        self._send(self._refusal(shown), "bank")
        meter.act("refund with interest", settlement.refund(shown), "nominated")
        meter.act("repay on recourse", settlement.repay(shown), "beneficiary")
        sight = self._found_complying(clauses())
        meter.act("honour as nominated bank", settlement.honour(sight), "nominated")
        return meter.table("Negotiation and reimbursement", "Refused in time after all.")

    def undertaken(self) -> Table:
        meter, settlement = self._meter, self._settlement
        own, bought = self._found_complying(USANCE), self._found_complying(USANCE)
        issuing = self._presented(USANCE, "bank")
        complying = self._presentations.examine(
            presentation=issuing, complying=True, examination_hash=hash_of("report")
        )
        self._send(complying, "bank")
        accepted = settlement.undertake(presentation=own, stated_day=ON_BOARD)
        meter.act("accept as nominated bank", accepted, "nominated")
        self._send(settlement.undertake(presentation=bought, stated_day=ON_BOARD), "nominated")
        accepted = settlement.undertake(presentation=issuing, stated_day=ON_BOARD)
        meter.act("accept as issuing bank", accepted, "bank")
        offer = settlement.offer_advance(
            presentation=bought, minimum_minor=SUM - USD, with_recourse=False
        )
        self._send(offer, "beneficiary")
        prepaid = settlement.prepay(presentation=bought, advance_minor=SUM - USD)
        meter.act("prepay its own acceptance", prepaid, "nominated")
        meter.network.engine.set_time(Day(ON_BOARD + 62) * A_DAY)
        meter.act("pay its acceptance", settlement.pay_undertaking(own), "nominated")
        meter.act("pay at maturity, issuing bank", settlement.pay_at_maturity(issuing), "bank")
        return meter.table("Acceptances", "60 days after a day in the documents.")

    # ---------------------------------------------------------------- the acts

    def _presented(self, said: CreditClauses, bank: str) -> PresentationId:
        self._count += 1
        credit = self._issued(f"N-{self._count}", said)
        act = self._presentations.present(
            credit=credit, bank=org(bank), amount_minor=SUM, documents=self._papers
        )
        self._send(act, "beneficiary")
        return self._meter.network.client.call(
            self._presentations.presentation_id_of(credit=credit, number=1)
        )

    def _found_complying(self, said: CreditClauses) -> PresentationId:
        shown = self._presented(said, "nominated")
        finding = self._presentations.examine_as_nominated(
            presentation=shown, complying=True, examination_hash=hash_of("finding")
        )
        self._send(finding, "nominated")
        return shown

    def _refusal(self, shown: PresentationId) -> Any:
        return self._presentations.refuse(
            presentation=shown,
            discrepancies=[b"LATE_SHIPMENT".ljust(32, b"\0")],
            disposal=Disposal.HOLDING_FOR_INSTRUCTIONS,
            notice_hash=hash_of("notice"),
        )
