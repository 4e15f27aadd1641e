"""The life of sight credits: paid on complying documents, refused, waived, precluded, expired."""

from datetime import UTC, date, datetime
from typing import Any

from dhow.ledger.bindings.values import (
    CreditId,
    CreditTerms,
    Disposal,
    DocumentHash,
    PresentationId,
)
from scripts.bench.gas.meter import MUMBAI, SINGAPORE, USD, Meter, day_number, hash_of
from scripts.bench.measure import Table
from scripts.bench.network import maker_of, org

EXPIRY = date(2026, 6, 15)
AFTER_EXPIRY = int(datetime(2026, 6, 17, tzinfo=UTC).timestamp())
AMOUNT_MINOR = 250_000 * USD
DRAWING_MINOR = 100_000 * USD
PAPERS = ("invoice", "bill of lading", "insurance", "origin", "temperature certificate")
DISCREPANCIES = ("LATE_SHIPMENT", "MISSING_ORIGINAL")


def measure(meter: Meter) -> list[Table]:
    """Every act of a credit, and what a whole credit comes to."""
    lives = _Lives(meter)
    return [
        lives.paid_on_complying_documents(),
        lives.other_ways_to_the_documents(),
        lives.other_ends(),
        lives.whole_life(),
    ]


class _Lives:
    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._network = meter.network
        contracts = meter.network.contracts
        self._credit = contracts.credit
        self._advice = contracts.credit_advice
        self._presentations = contracts.credit_presentations
        self._settlement = contracts.credit_settlement
        self._collateral = contracts.credit_collateral
        self._papers = meter.network.documents("beneficiary", *PAPERS)
        self._life: dict[str, int] = {}

    def paid_on_complying_documents(self) -> Table:
        meter = self._meter
        number = self._id("A-1")
        self._step("apply", self._application("A-1"), "applicant")
        lodge = self._collateral.lodge_collateral(credit=number, amount_minor=DRAWING_MINOR)
        meter.act("lodge collateral", lodge, "applicant")
        self._step("issue, one key", self._issue(number), "bank")
        self._step("advise", self._advice.advise(number), "nominated")
        self._step(
            f"present {len(PAPERS)} documents to the nominated bank",
            self._presentation(number, "nominated"),
            "beneficiary",
        )
        drawing = self._drawing(number, 1)
        self._step("forward to the issuing bank", self._presentations.forward(drawing), "nominated")
        self._step("examine, complying", self._examination(drawing, complying=True), "bank")
        self._step("honour a part of the credit", self._settlement.honour(drawing), "bank")
        meter.act("apply collateral", self._collateral.apply_collateral(number), "bank")

        prepared = self._id("A-2", "careful")
        self._network.send(self._application("A-2", "careful"), "applicant")
        issue = self._issue(prepared)
        maker = meter.act("issue, two keys: prepare", self._network.preparation(issue), _MAKER)
        checker = meter.act("issue, two keys: issue", issue, "careful")
        meter.note("issue, two keys: both", maker + checker)
        return meter.table(
            "A sight credit, paid",
            "In the order of its life; available with a nominated bank, partial shipments allowed.",
        )

    def other_ways_to_the_documents(self) -> Table:
        meter, number = self._meter, self._id("A-1")
        meter.act(
            f"present {len(PAPERS)} documents to the issuing bank",
            self._presentation(number, "bank"),
            "beneficiary",
        )
        drawing = self._drawing(number, 2)
        meter.act("examine, discrepant", self._examination(drawing, complying=False), "bank")
        refusal = self._refusal(drawing)
        meter.act(f"refuse, {len(DISCREPANCIES)} discrepancies", refusal, "bank")
        meter.act("waive, after refusal", self._presentations.waive(drawing), "bank")
        meter.act("honour after waiver", self._settlement.honour(drawing), "bank")

        self._network.send(self._presentation(number, "nominated", 50_000 * USD), "beneficiary")
        taken = self._presentations.take_back(self._drawing(number, 3))
        meter.act("take documents back from the nominated bank", taken, "beneficiary")

        self._network.send(self._presentation(number, "bank", 50_000 * USD), "beneficiary")
        silent = self._drawing(number, 4)
        presented = self._network.client.call(self._presentations.presentation(silent))
        self._network.engine.set_time(presented.decide_by + 1)
        meter.act(
            "preclude, five banking days gone by", self._presentations.preclude(silent), "anyone"
        )
        whole = self._settlement.honour(silent)
        meter.act("honour the last of the credit", whole, "bank")
        return meter.table("Discrepant, silent, taken back", "Further presentations under it.")

    def other_ends(self) -> Table:
        meter, credit = self._meter, self._credit
        for reference in ("B-1", "B-2", "B-3"):
            self._network.send(self._application(reference), "applicant")
        withdrawn = credit.withdraw_application(self._id("B-1"))
        meter.act("withdraw an application", withdrawn, "applicant")
        meter.act("decline an application", credit.decline_application(self._id("B-2")), "bank")
        unused = self._id("B-3")
        lodge = self._collateral.lodge_collateral(credit=unused, amount_minor=DRAWING_MINOR)
        self._network.send(lodge, "applicant")
        self._network.send(self._issue(unused), "bank")
        before = self._network.engine.snapshot()
        meter.act("return collateral early", self._collateral.return_collateral(unused), "bank")
        self._network.engine.restore(before)
        self._network.engine.set_time(AFTER_EXPIRY)
        meter.act("expire, collateral returned", credit.expire(unused), "anyone")
        meter.act("settle collateral, none left", self._collateral.settle(unused), "anyone")
        return meter.table("Other ends", "Of credits that are never drawn on.")

    def whole_life(self) -> Table:
        registrations = sum(
            self._network.send(self._network.registration(f"again {name}"), "beneficiary").gas_used
            for name in PAPERS
        )
        meter = self._meter
        for what, gas in self._life.items():
            meter.note(what, gas)
        meter.note("the acts of the ledger", sum(self._life.values()))
        meter.note(f"and {len(PAPERS)} documents registered", registrations)
        meter.note("together", sum(self._life.values()) + registrations)
        return meter.table(
            "A sight credit, from application to payment",
            "Each act of its life, and their sum; no collateral.",
        )

    # ---------------------------------------------------------------- the acts

    def _step(self, what: str, act: Any, by: str) -> None:
        self._life[what] = self._meter.act(what, act, by)

    def _application(self, reference: str, bank: str = "bank") -> Any:
        terms = CreditTerms(
            applicant=org("applicant"),
            beneficiary=org("beneficiary"),
            issuing_bank=org(bank),
            nominated_bank=org("nominated"),
            amount_minor=AMOUNT_MINOR,
            tolerance_plus_bps=0,
            partial_shipments=True,
            issuing_place=SINGAPORE,
            nominated_place=MUMBAI,
            money=self._network.usd.address,
            expiry_day=day_number(EXPIRY),
            latest_shipment_day=day_number(date(2026, 5, 20)),
            terms_hash=hash_of("terms"),
        )
        return self._credit.apply_for(terms=terms, application_reference=_sixteen(reference))

    def _issue(self, credit: CreditId) -> Any:
        # a bank's numbers are its own: the first bytes of the id make one
        return self._credit.issue(
            credit=credit, terms_hash=hash_of("terms"), number=_sixteen("LC" + credit.hex()[:14])
        )

    def _presentation(self, credit: CreditId, bank: str, amount: int = DRAWING_MINOR) -> Any:
        documents: list[DocumentHash] = self._papers
        return self._presentations.present(
            credit=credit, bank=org(bank), amount_minor=amount, documents=documents
        )

    def _examination(self, presentation: PresentationId, *, complying: bool) -> Any:
        return self._presentations.examine(
            presentation=presentation, complying=complying, examination_hash=hash_of("report")
        )

    def _refusal(self, presentation: PresentationId) -> Any:
        return self._presentations.refuse(
            presentation=presentation,
            discrepancies=[name.encode().ljust(32, b"\0") for name in DISCREPANCIES],
            disposal=Disposal.HOLDING_FOR_WAIVER,
            notice_hash=hash_of("notice"),
        )

    def _id(self, reference: str, bank: str = "bank") -> CreditId:
        return self._network.client.call(
            self._credit.credit_id_of(
                issuing_bank=org(bank),
                applicant=org("applicant"),
                application_reference=_sixteen(reference),
            )
        )

    def _drawing(self, credit: CreditId, number: int) -> PresentationId:
        return self._network.client.call(
            self._presentations.presentation_id_of(credit=credit, number=number)
        )


_MAKER = maker_of("careful")


def _sixteen(text: str) -> bytes:
    return text.encode().ljust(16, b"\0")
