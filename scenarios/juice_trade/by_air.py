"""The second leg: fruit becomes juice, an undertaking is given, the juice financed and flown.

Nobody orders the payment. The undertaking turns on evidence: a quorum's temperature report and two
named statements; the last of them pays in its own transaction.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from api.client import ApiProblem
from api.client.shapes import (
    AttestationCondition,
    Leg,
    TemperatureCondition,
    Undertake,
    UndertakingView,
)
from dhow.trade.documents import (
    AirWaybill,
    CustomsRelease,
    Freight,
    Lot,
    ProductionRecord,
    Quantity,
    SigningCapacity,
)
from dhow.trade.invoices import Identifier, Invoice, Line, render_cii, render_ubl
from dhow.trade.invoices import Party as InvoiceParty
from scenarios.juice_trade.cast import (
    ADVANCE,
    AIRLINE,
    BUYER,
    DUBAI_AIRPORT,
    DUBAI_CUSTOMS,
    EVIDENCE,
    FINANCIER,
    FRUIT_KG,
    FRUIT_LOT,
    JUICE,
    JUICE_GOODS,
    JUICE_KG,
    JUICE_LOT,
    JUICE_PRICE,
    SAILS,
    SECOND,
    SPAIN_CUSTOMS,
    TERMINAL,
    VALENCIA,
    VALENCIA_AIRPORT,
)
from scenarios.stage.actors import refused
from scenarios.stage.cold_chain import ColdChain, NotAttested
from scenarios.stage.papers import Papers
from scenarios.stage.shown import Shown
from scenarios.stage.stage import Stage
from scenarios.stage.story import Beat, Chapter
from scenarios.stage.words import as_money, celsius, clock, given, instant, money, short

WAYBILL = "000-12345675"  # no airline has this prefix
SHORTEST_FLIGHT_SECONDS = 9 * 3600


class ByAir:
    """The leg from the press in Dubai to the cold store in Valencia.

    Attributes:
        undertaking, invoice: ids on the ledger, once there are any.
    """

    def __init__(self, stage: Stage, air: ColdChain, papers: Papers, fault: str | None) -> None:
        """A leg not yet begun."""
        self._stage = stage
        self._air = air
        self._papers = papers
        self._fault = fault
        self._begins = SAILS
        self._shipment = ""
        self.undertaking = ""
        self.invoice = ""

    def begin(self, when: datetime, shipment: str) -> None:
        """The fruit of `shipment` is here and paid for."""
        self._begins = when
        self._shipment = shipment

    def chapters(self) -> Iterator[Chapter]:
        """Pressing and financing, then the flight or the second financier, then the end."""
        registry = "the registry knows a fingerprint and nothing else"
        last_statement = (
            "nobody orders a payment: the last statement pays, if every condition is met"
        )
        yield Chapter(
            "The juice",
            (
                Beat(JUICE, "presses the fruit into another lot",
                     "a lot that is consumed cannot be sold again",
                     "EU 178/2002 art. 18 (traceability)", self.press),
                Beat(VALENCIA, "gives a payment undertaking to the juice maker",
                     "it will turn on evidence, not on documents", "URDTT 1.0", self.undertake),
                Beat(JUICE, "has its invoice financed", registry, "one invoice, one financing",
                     self.finance),
            ),
        )  # fmt: skip
        if self._fault == "double-financed":
            yield Chapter(
                "The second financier",
                (
                    Beat(JUICE, "retypes the invoice and takes it to another financier",
                         "another format, another spelling: the same invoice",
                         "one invoice, one financing", self.finance_twice),
                    Beat(SECOND, "looks for it before paying",
                         "it learns nothing of the first financier", "bank secrecy",
                         self.second_looks),
                    Beat(FINANCIER, "finds its financing untouched",
                         "the undertaking goes on; this story ends here",
                         "one invoice, one financing", self.first_looks),
                ),
            )  # fmt: skip
            return
        yield Chapter(
            "By air to Spain",
            (
                Beat(AIRLINE, "flies the juice to Valencia", "", "Montreal Convention art. 4",
                     self.fly),
                Beat(EVIDENCE, "attests its temperatures for the undertaking",
                     "the contract derives the verdict itself", "URDTT 1.0", self.attest),
                Beat(TERMINAL, "states that the juice is in its cold store", "", "URDTT 1.0",
                     self.terminal_states),
                Beat(SPAIN_CUSTOMS, "states that the goods are released",
                     last_statement, "URDTT 1.0", self.customs_states),
            ),
        )  # fmt: skip
        ends = Beat(VALENCIA, "looks at its undertaking", "paid once, and for good", "URDTT 1.0",
                    self.bank_looks)  # fmt: skip
        if self._fault == "excursion-by-air":
            ends = Beat(VALENCIA, "takes its money back after the last day", "", "URDTT 1.0",
                        self.reclaim)  # fmt: skip
        yield Chapter(
            "Closing",
            (
                ends,
                Beat(JUICE, "repays its financier", "with recourse: the advance is due in any case",
                     "GSCFF receivables discounting", self.repay),
                Beat(FINANCIER, "settles the invoice", "settled for good",
                     "one invoice, one financing", self.settle),
            ),
        )  # fmt: skip

    # ------------------------------------------------------------------ the juice

    async def press(self) -> Shown:
        """One lot consumed, one made, and the record of it."""
        when = self._at(days=6)
        record = ProductionRecord(
            **self._papers.basis(JUICE, "AMJ-PR-0504", when.date(), under_credit=False),
            process="pressing and chilling",
            completed_at=when,
            inputs=(_lot(FRUIT_LOT, "Fresh mangoes", FRUIT_KG),),
            outputs=(_lot(JUICE_LOT, JUICE_GOODS, JUICE_KG),),
        )
        document = await self._papers.register(JUICE, record, VALENCIA, BUYER, DUBAI_CUSTOMS)
        answer = await self._stage.actor(JUICE).api.goods.transform_lots(
            self._shipment,
            {
                "inputs": [{"lot": FRUIT_LOT, "kilograms": FRUIT_KG}],
                "outputs": [{"lot": JUICE_LOT, "goods": JUICE_GOODS, "kilograms": JUICE_KG}],
                "document": document,
            },
        )
        lots = ", ".join(f"{lot['lot']}: {lot['kilograms']:,} kg" for lot in answer["lots"])
        return Shown("The fruit is consumed; the juice exists.", (("lots now", lots),))

    async def undertake(self) -> Shown:
        """The buyer's bank undertakes to pay on evidence."""
        from_now = self._stage.in_hours(VALENCIA, self._day(7))
        limits = self._air.limits
        buyer = self._stage.party(BUYER).name
        temperature: TemperatureCondition = {
            "kind": "TEMPERATURE",
            "policy": "0x" + self._air.agreed.policy_hash.hex(),
            "minimum_milli_c": given(limits.minimum_milli_c),
            "maximum_milli_c": given(limits.maximum_milli_c),
            "maximum_kinetic_milli_c": given(limits.mean_kinetic_maximum_milli_c),
            "maximum_gap_seconds": given(limits.longest_gap_seconds),
            "minimum_span_seconds": SHORTEST_FLIGHT_SECONDS,
            "not_before": instant(from_now),
            "not_after": instant(self._day(27)),
        }
        undertaking: Undertake = {
            "reference": "BLV-PU-26-0093",
            "beneficiary": self._stage.lei(JUICE),
            "amount": as_money(JUICE_PRICE),
            "expires_at": instant(self._day(27)),
            "text": f"{JUICE_KG:,} kg of {JUICE_GOODS}, lot {JUICE_LOT}, by order of {buyer}",
            "conditions": [
                temperature,
                self._statement(TERMINAL, f"Lot {JUICE_LOT} is in our cold store at Valencia"),
                self._statement(SPAIN_CUSTOMS, f"Lot {JUICE_LOT} is in free circulation"),
            ],
        }
        answer = await self._stage.actor(VALENCIA).bind(
            lambda api: api.undertaking.undertake(undertaking)
        )
        self.undertaking = answer["id"]
        return Shown(
            "The amount lies with the contract until the evidence decides.",
            (
                ("amount", money(answer["amount"])),
                ("conditions", f"{len(answer['conditions'])}, all needed"),
                ("evidence by", clock(answer["expires_at"])),
            ),
        )

    def _statement(self, attester: str, text: str) -> AttestationCondition:
        lei = self._stage.lei(attester)
        return {"kind": "ATTESTATION", "party": lei, "statement": text}

    # ------------------------------------------------------------------ the invoice

    def _invoice(self) -> Invoice:
        seller, buyer = self._stage.party(JUICE), self._stage.party(BUYER)
        return Invoice(
            number="AMJ/2026-0047",
            issue_date=self._day(7).date(),
            type_code="380",
            currency=JUICE_PRICE.currency.code,
            seller=InvoiceParty(
                name=seller.name, country="AE", legal_id=Identifier(seller.lei or "", "0199")
            ),
            buyer=InvoiceParty(
                name=buyer.name, country="ES", legal_id=Identifier(buyer.lei or "", "0199")
            ),
            total_minor=JUICE_PRICE.minor,
            payable_minor=JUICE_PRICE.minor,
            net_minor=JUICE_PRICE.minor,
            tax_minor=0,
            lines=(
                Line(number="1", name=f"{JUICE_GOODS}, {JUICE_LOT}", net_minor=JUICE_PRICE.minor),
            ),
        )

    async def finance(self) -> Shown:
        """Registered, offered, financed: once."""
        self._at(days=8)
        maker = self._stage.actor(JUICE)
        answer = await maker.api.invoices.register(render_ubl(self._invoice()), "application/xml")
        self.invoice = answer["fingerprint"]
        await maker.api.invoices.offer(
            self.invoice,
            {
                "financier": self._stage.lei(FINANCIER),
                "advance": as_money(ADVANCE),
                "reserved_until": instant(self._day(10)),
            },
        )
        paid = await self._stage.actor(FINANCIER).bind(
            lambda api: api.invoices.finance(self.invoice)
        )
        return Shown(
            "Financed: status and payment in one transaction.",
            (
                ("advance", money(given(paid["advance"]))),
                ("status", paid["status"]),
                ("fingerprint", short(self.invoice)),
            ),
        )

    async def finance_twice(self) -> Shown:
        """The same invoice in another syntax and another spelling."""
        self._at(days=9)
        retyped = replace(self._invoice(), number="amj 2026 / 0047")
        try:
            await self._stage.actor(JUICE).api.invoices.register(
                render_cii(retyped), "application/xml"
            )
        except ApiProblem as problem:
            return Shown(
                "The registry knows this invoice: red.",
                (("number as retyped", retyped.number),),
                refused=refused(problem),
            )
        raise AssertionError("the registry took the same invoice twice")

    async def second_looks(self) -> Shown:
        """The second financier finds nothing it may read, and pays nothing."""
        try:
            await self._stage.actor(SECOND).api.invoices.read(self.invoice)
        except ApiProblem as problem:
            balance = await self._stage.balance(SECOND, "EUR")
            return Shown(
                "It was offered nothing, and it pays nothing.",
                (
                    ("asked for the invoice", f"not there for it ({problem.status})"),
                    ("its balance", money({"currency": "EUR", "minor": balance})),
                ),
            )
        raise AssertionError("a stranger could read an invoice that was not offered to it")

    async def first_looks(self) -> Shown:
        """The first financier's claim stands; so does the undertaking it will be repaid from."""
        answer = await self._stage.actor(FINANCIER).api.invoices.read(self.invoice)
        undertaking = await self._stage.actor(JUICE).unseen.undertaking.read(self.undertaking)
        return Shown(
            "Its claim stands; the undertaking for the juice is still open.",
            (("invoice", answer["status"]), ("undertaking", undertaking["state"])),
        )

    # ------------------------------------------------------------------ the flight

    async def fly(self) -> Shown:
        """The air waybill and the cool container's readings."""
        departs = self._at(days=13)
        self._air.starting(departs)
        if self._fault == "excursion-by-air":
            self._air.open_doors(after=timedelta(hours=1), minutes=150, raise_milli_c=14_000)
        party = self._stage.party
        waybill = AirWaybill(
            **self._papers.basis(
                AIRLINE,
                WAYBILL,
                departs.date(),
                capacity=SigningCapacity.CARRIER,
                under_credit=False,
            ),
            shipper=party(JUICE),
            consignee=party(BUYER).name,
            carrier=party(AIRLINE),
            airport_of_departure=DUBAI_AIRPORT,
            airport_of_destination=VALENCIA_AIRPORT,
            goods=JUICE_GOODS,
            flown_on=departs.date(),
            freight=Freight.PREPAID,
        )
        document = await self._papers.register(AIRLINE, waybill, JUICE, VALENCIA)
        parties = (JUICE, BUYER, VALENCIA, EVIDENCE, TERMINAL, SPAIN_CUSTOMS)
        leg: Leg = {
            "mode": "air",
            "from_place": given(DUBAI_AIRPORT.locode),
            "to_place": given(VALENCIA_AIRPORT.locode),
            "container": self._air.container,
            "departs_on": departs.date().isoformat(),
        }
        airline = self._stage.actor(AIRLINE)
        flight = await airline.api.goods.open_shipment(
            {
                "reference": WAYBILL,
                "participants": [self._stage.lei(code) for code in parties],
                "legs": [leg],
                "lots": [{"lot": JUICE_LOT, "goods": JUICE_GOODS, "kilograms": JUICE_KG}],
            }
        )
        await airline.api.goods.add_event(
            flight["id"],
            {
                "kind": "DEPARTED",
                "at": instant(departs),
                "place": given(DUBAI_AIRPORT.locode),
                "documents": [document],
            },
        )
        self._air.measure()
        return Shown(f"{self._air.count:,} readings on the way.", (("air waybill", WAYBILL),))

    async def attest(self) -> Shown:
        """The quorum's report meets the condition, or the contract says why not."""
        self._stage.at(self._air.ends + timedelta(hours=1))
        signed = self._air.attest_temperatures(
            self._stage.network, self._stage.gateway, self.undertaking
        )
        if isinstance(signed, NotAttested):
            raise AssertionError(f"the network did not attest the flight: {signed.words}")
        evidence = await self._stage.submit(EVIDENCE, signed)
        report = evidence["report"]
        low, high = celsius(report["minimum_milli_c"]), celsius(report["maximum_milli_c"])
        limit = self._air.limits
        facts = (
            ("lowest, highest", f"{low}, {high}"),
            ("mean kinetic temperature", celsius(report["mean_kinetic_milli_c"])),
        )
        try:
            answer = await self._stage.actor(JUICE).api.undertaking.show_evidence(
                self.undertaking,
                {"index": 0, "evidence": evidence["evidence"]},
            )
        except ApiProblem as problem:
            allowed = (
                f"{celsius(limit.minimum_milli_c or 0)} to {celsius(limit.maximum_milli_c or 0)}"
            )
            words = f"The flight's record shows {low} to {high}; the undertaking allows {allowed}."
            return Shown(
                "The contract derives the verdict and does not take it.",
                facts,
                refused=replace(refused(problem), words=words),
            )
        return Shown("The first condition is met.", (*facts, _met(answer)))

    async def terminal_states(self) -> Shown:
        """The terminal's statement."""
        self._stage.at(self._air.ends + timedelta(hours=3))
        answer = await self._stage.actor(TERMINAL).api.undertaking.attest(
            self.undertaking, {"index": 1}
        )
        return Shown("The terminal's statement is on the ledger.", (_met(answer),))

    async def customs_states(self) -> Shown:
        """Customs' statement; where everything else is there, it pays."""
        when = self._air.ends + timedelta(hours=8)
        self._stage.at(when)
        release = CustomsRelease(
            **self._papers.basis(SPAIN_CUSTOMS, "ES-VLC-26-77120", when.date(), under_credit=False),
            declaration_number="26ES004621377120",
            place=VALENCIA_AIRPORT,
            released_at=when,
            declarant=self._stage.party(BUYER),
            goods=JUICE_GOODS,
            hs_code="200989",
        )
        await self._papers.register(SPAIN_CUSTOMS, release, BUYER, VALENCIA)
        answer = await self._stage.actor(SPAIN_CUSTOMS).api.undertaking.attest(
            self.undertaking, {"index": 2}
        )
        if answer["state"] == "PAID":
            return Shown(
                "The last condition is met, and the contract has paid in the same transaction.",
                (("paid to the juice maker", money(answer["amount"])), ("state", answer["state"])),
            )
        return Shown(
            "Released, and still not paid: the temperatures do not meet their condition.",
            (_met(answer), ("state", answer["state"])),
        )

    # ------------------------------------------------------------------ the end

    async def reclaim(self) -> Shown:
        """The evidence did not come in time."""
        self._stage.in_hours(VALENCIA, self._day(28))
        answer = await self._stage.actor(VALENCIA).api.undertaking.reclaim(self.undertaking)
        return Shown("The bank has its money back.", (("state", answer["state"]),))

    async def bank_looks(self) -> Shown:
        """The bank's own view of what it gave."""
        self._stage.in_hours(VALENCIA, self._air.ends)
        answer = await self._stage.actor(VALENCIA).api.undertaking.read(self.undertaking)
        return Shown(
            "The undertaking has done what it was given for.", (("state", answer["state"]),)
        )

    async def repay(self) -> Shown:
        """The juice maker repays, out of what the undertaking paid or out of the advance."""
        self._stage.at(self._air.ends + timedelta(hours=30))
        await self._stage.actor(JUICE).api.money.pay(
            "EUR",
            {
                "organisation": self._stage.lei(FINANCIER),
                "minor": ADVANCE.minor,
                "reference": "AMJ-2026-0047",
            },
        )
        return Shown("The advance is repaid.", (("repaid", str(ADVANCE)),))

    async def settle(self) -> Shown:
        """The financier has its money back."""
        answer = await self._stage.actor(FINANCIER).api.invoices.settle(self.invoice)
        return Shown("The invoice is settled.", (("status", answer["status"]),))

    def _day(self, days: int) -> datetime:
        return self._begins + timedelta(days=days)

    def _at(self, days: int) -> datetime:
        """Move the clock to so many days after the fruit was paid for."""
        when = self._day(days)
        self._stage.at(when)
        return when


def _lot(lot: str, goods: str, kilograms: int) -> Lot:
    return Lot(lot=lot, goods=goods, weight=Quantity(Decimal(kilograms), "kg"))


def _met(answer: UndertakingView) -> tuple[str, str]:
    return ("met", f"{answer['met']} of {answer['required']}")
