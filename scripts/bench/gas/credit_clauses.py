"""What a credit may say beyond a plain sight credit, and what may come between: each act of it."""

from datetime import UTC, date, datetime
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from dhow.ledger.bindings.values import (
    Availability,
    Capability,
    Confirmation,
    CreditClauses,
    CreditId,
    CreditTerms,
    Instalment,
    OrgId,
    TenorStart,
)
from scripts.bench.gas.meter import MUMBAI, SINGAPORE, USD, Meter, day_number, hash_of
from scripts.bench.measure import Table
from scripts.bench.network import org

EXPIRY = date(2026, 6, 15)
AMOUNT_MINOR = 250_000 * USD
AFTER_EXPIRY = int(datetime(2026, 6, 17, tzinfo=UTC).timestamp())
NOBODY = OrgId(bytes(32))
MONTHS = (date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1))


def measure(meter: Meter) -> list[Table]:
    """Every act of clauses, advice and restraints; the network is as before afterwards."""
    engine = meter.network.engine
    before = engine.snapshot()
    meter.network.admit("second", Capability.BANK)
    meter.network.admit("regulator", Capability.REGULATOR)
    clauses = _Clauses(meter)
    tables = [clauses.advised(), clauses.restrained(), clauses.in_instalments()]
    engine.restore(before)
    return tables


class Acts:
    """Credits with clauses, applied for and issued."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._contracts = meter.network.contracts

    def _send(self, act: Any, by: str) -> None:
        self._meter.network.send(act, by)

    def _issued(self, reference: str, said: CreditClauses) -> CreditId:
        self._send(self._application(reference, said), "applicant")
        credit = self._id(reference)
        self._send(self._issue(credit), "bank")
        return credit

    def _issue(self, credit: CreditId) -> Any:
        return self._contracts.credit.issue(
            credit=credit, terms_hash=hash_of("terms"), number=sixteen("LC" + credit.hex()[:14])
        )

    def _application(self, reference: str, said: CreditClauses) -> Any:
        return self._contracts.credit.apply_for_with(
            terms=CreditTerms(
                applicant=org("applicant"),
                beneficiary=org("beneficiary"),
                issuing_bank=org("bank"),
                nominated_bank=org("nominated"),
                amount_minor=AMOUNT_MINOR,
                tolerance_plus_bps=0,
                partial_shipments=True,
                issuing_place=SINGAPORE,
                nominated_place=MUMBAI,
                money=self._meter.network.usd.address,
                expiry_day=day_number(EXPIRY),
                latest_shipment_day=day_number(date(2026, 5, 20)),
                terms_hash=hash_of("terms"),
            ),
            clauses=said,
            application_reference=sixteen(reference),
        )

    def _id(self, reference: str) -> CreditId:
        return self._meter.network.client.call(
            self._contracts.credit.credit_id_of(
                issuing_bank=org("bank"),
                applicant=org("applicant"),
                application_reference=sixteen(reference),
            )
        )


class _Clauses(Acts):
    def advised(self) -> Table:
        meter, contracts = self._meter, self._contracts
        asked = clauses(
            advising_bank=org("second"),
            second_advising_bank=org("nominated"),
            confirmation=Confirmation.CONFIRM,
            availability=Availability.ACCEPTANCE,
            tenor_start=TenorStart.SIGHT,
            tenor_days=60,
        )
        meter.act("apply with clauses", self._application("C-1", asked), "applicant")
        credit = self._id("C-1")
        pre_advice = contracts.credit.pre_advise(
            credit=credit,
            terms_hash=hash_of("terms"),
            issue_by_day=day_number(date(2026, 4, 1)),
            full_details_to_follow=False,
        )
        meter.act("pre-advise", pre_advice, "bank")
        meter.act("issue what was pre-advised", self._issue(credit), "bank")
        meter.act("advise, two banks: the first", contracts.credit_advice.advise(credit), "second")
        onward = contracts.credit_advice.advise(credit)
        meter.act("advise, two banks: the second", onward, "nominated")
        meter.act("confirm", contracts.credit_advice.confirm(credit), "nominated")
        other = self._issued("C-2", asked)
        refusal = contracts.credit_advice.refuse_to_advise(
            credit=other, reason_hash=hash_of("not authentic")
        )
        meter.act("refuse to advise", refusal, "second")
        decline = contracts.credit_advice.decline_confirmation(other)
        meter.act("decline to confirm", decline, "nominated")
        return meter.table("Advice and confirmation", "Two advising banks, one asked to confirm.")

    def restrained(self) -> Table:
        meter, restraints = self._meter, self._contracts.credit_restraints
        credit = self._id("C-1")
        suspension = restraints.suspend_by_court(credit=credit, order_reference=hash_of("order"))
        meter.act("record a court's order", suspension, "regulator")
        lifting = restraints.lift_court_order(credit=credit, registrar=org("regulator"))
        meter.act("lift a court's order", lifting, "regulator")
        hold = restraints.hold_for_compliance(
            credit=credit, bank=org("bank"), legal_basis=hash_of("law"), jurisdiction=b"SG"
        )
        meter.act("hold for compliance", hold, "bank")
        end = restraints.end_compliance_hold(credit=credit, bank=org("bank"))
        meter.act("end a compliance hold", end, "bank")
        return meter.table("What keeps a bank from paying", "None of it stops a clock.")

    def in_instalments(self) -> Table:
        meter, contracts = self._meter, self._contracts
        months = [
            Instalment(day_number(first), day_number(first.replace(day=15)), minor * USD)
            for first, minor in zip(MONTHS, (100_000, 100_000, 50_000), strict=True)
        ]
        packed = [(each.from_day, each.until_day, each.amount_minor) for each in months]
        root = keccak(encode(["(uint32,uint32,uint128)[]"], [packed]))
        self._send(self._application("C-3", clauses(instalments_root=root)), "applicant")
        credit = self._id("C-3")
        stated = contracts.credit.state_instalments(credit=credit, instalments=months)
        meter.act(f"state {len(months)} instalments", stated, "applicant")
        self._send(self._issue(credit), "bank")
        meter.network.engine.set_time(AFTER_EXPIRY)
        meter.act("lapse, an instalment missed", contracts.credit.lapse(credit), "anyone")
        return meter.table("Instalments", "UCP 600 art. 32.")


def clauses(**changes: Any) -> CreditClauses:
    """What a plain sight credit says, but for the changes."""
    plain: dict[str, Any] = {
        "advising_bank": NOBODY,
        "second_advising_bank": NOBODY,
        "reimbursing_bank": NOBODY,
        "availability": Availability.SIGHT,
        "confirmation": Confirmation.WITHOUT,
        "tenor_start": TenorStart.NONE,
        "transferable": False,
        "tenor_days": 0,
        "sight_bps": 0,
        "insured_bps": 0,
        "refund_interest_bps": 0,
        "is_electronic": False,
        "instalments_root": bytes(32),
    }
    return CreditClauses(**(plain | changes))


def sixteen(text: str) -> bytes:
    """A reference as the ledger keeps it."""
    return text.encode().ljust(16, b"\0")
