"""Fruit from India to Dubai by sea, juice from Dubai to Spain by air.

First leg: a letter of credit. The oracle network issues two of its stipulated documents, a
temperature certificate and a notice of arrival; they are examined like the invoice and the bill of
lading (UCP 600 art. 5, 14). Second leg: a payment undertaking, which pays by itself once the
evidence is on the ledger. Two legs, two instruments, never mixed.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from api.client import ApiProblem, Client
from api.client.shapes import CreditView, EvidenceView, Leg, PresentationView, ShipmentView
from dhow.errors import BadInputError
from dhow.trade.invoices import Invoice, read_invoice
from dhow.trade.members import make_calendar
from dhow.trade.money import Amount
from oracles.certificates import notice_of_arrival, temperature_certificate
from scenarios.juice_trade.by_air import ByAir
from scenarios.juice_trade.cast import (
    APPLIED,
    BUYER,
    CREDIT_NUMBER,
    DUBAI_CUSTOMS,
    EVIDENCE,
    EXPIRY,
    FRUIT_KG,
    FRUIT_LOT,
    FRUIT_PRICE,
    IMO,
    INSPECTOR,
    ISSUER,
    JEBEL_ALI,
    JUICE,
    JUICE_LIMITS,
    JUICE_PRICE,
    LATEST_SHIPMENT,
    LINE,
    LONGEST_VOYAGE,
    MANGO_LIMITS,
    MUMBAI,
    NHAVA_SHEVA,
    ORCHARDS,
    SAILS,
    SECOND,
    VALENCIA,
    VESSEL,
    VOYAGE,
    cast,
)
from scenarios.juice_trade.papers import FruitPapers
from scenarios.stage.cold_chain import ColdChain, NotAttested
from scenarios.stage.credit_leg import CreditLeg, CreditParties
from scenarios.stage.papers import Papers
from scenarios.stage.shown import Check, Shown
from scenarios.stage.stage import Stage
from scenarios.stage.story import Beat, Chapter, Ending, EndingKind, Fault, Story
from scenarios.stage.words import as_money, celsius, given, instant, money, short

UNDER_CREDIT = "payment under the credit"


@dataclass
class DubaiJuice(Story):
    """The story; what earlier beats hand to later ones are its attributes."""

    name = "dubai-juice"
    title = "Fruit to Dubai, juice to Spain: a letter of credit and a payment undertaking"
    reported = (
        "2017, a Dubai pilot of customs, a bank, a telecoms company and carriers: fruit by ship "
        "from India, juice by air to Spain, payments released when the data match the contract"
    )
    takes = frozenset({"temperatures", "ais", "invoice"})
    faults = MappingProxyType(
        {
            "excursion": Fault(
                "the container's doors stand open for three hours at sea",
                UNDER_CREDIT,
                "TEMPERATURE_CONTENT",
            ),
            "silent-sensor": Fault(
                "the container's logger says nothing for seven hours", UNDER_CREDIT, "NO_EVIDENCE"
            ),
            "replayed-reading": Fault(
                "an earlier signed reading is sent a second time", UNDER_CREDIT, "MISSING"
            ),
            "late-presentation": Fault(
                "the documents are presented 23 days after shipment",
                UNDER_CREDIT,
                "LATE_PRESENTATION",
            ),
            "double-financed": Fault(
                "the juice invoice, retyped, is taken to a second financier",
                "the second financier's advance",
                "Invoices_Duplicate",
            ),
            "excursion-by-air": Fault(
                "the juice stands in the sun before loading",
                "payment under the undertaking",
                "Undertaking_TemperatureOutOfRange",
            ),
        }
    )

    def __post_init__(self) -> None:
        """Read recorded input first: a bad file stops the run before anything has begun."""
        self.price = FRUIT_PRICE
        self.given: Invoice | None = None
        if self.options.invoice is not None:
            self._take_invoice(self.options.invoice.name, self.options.invoice.read_bytes())
        self.sea = ColdChain.by_sea(self.options, MANGO_LIMITS, SAILS, JEBEL_ALI)
        if self.sea.lasts > LONGEST_VOYAGE:
            message = (
                f"The temperature trace lasts {self.sea.lasts}; more than {LONGEST_VOYAGE.days} "
                "days leave too little of the 21 days for presentation. Choose a stretch with "
                "--first-reading and --readings."
            )
            raise BadInputError(message)
        if self.fault == "excursion":
            self.sea.open_doors(timedelta(days=2, hours=6), minutes=180, raise_milli_c=9_000)
        elif self.fault == "silent-sensor":
            self.sea.silence(timedelta(days=3), minutes=390)
        self.air = ColdChain.by_air(JUICE_LIMITS)
        self.shipment = ""
        self.presented_at = self.decided_at = SAILS
        self.unattested: list[NotAttested] = []

    def _take_invoice(self, name: str, data: bytes) -> None:
        invoice = read_invoice(data, name)
        if invoice.is_credit_note:
            message = f"{name} is a credit note; a credit is drawn on an invoice. Give an invoice."
            raise BadInputError(message)
        if invoice.payable_minor <= 0:
            message = f"{name} leaves nothing to pay. Give an invoice with an amount due."
            raise BadInputError(message)
        self.given = invoice
        self.price = Amount.of(invoice.currency, invoice.payable_minor)

    @property
    def currencies(self) -> tuple[str, ...]:
        """Money of the two legs."""
        return tuple(dict.fromkeys((self.price.currency.code, JUICE_PRICE.currency.code)))

    async def prepare(self, stage: Stage) -> None:
        """Admit everyone and make the container's loggers known to the network."""
        self.stage = stage
        self.papers = Papers(stage, f"{self.name}/{self.fault}", CREDIT_NUMBER)
        self.fruit = FruitPapers(stage, self.papers, self.sea, self.price, self.given)
        self.leg = CreditLeg(stage, CreditParties(JUICE, ORCHARDS, ISSUER, MUMBAI))
        self.by_air = ByAir(stage, self.air, self.papers, self.fault)
        begins = APPLIED - timedelta(days=1)
        await stage.admit(cast(self.price, self.given), (2026,), begins)
        await stage.adopt_oracles(EVIDENCE, self.sea, self.air)

    # ------------------------------------------------------------------ chapters

    def chapters(self) -> Iterator[Chapter]:
        """The credit first; the second leg only where the credit was honoured."""
        yield self._the_credit()
        yield self._the_voyage()
        yield self._the_evidence()
        yield self._the_documents()
        yield self._the_money()
        if self.leg.honoured:
            self.by_air.begin(self.decided_at + timedelta(hours=2), self.shipment)
            yield from self.by_air.chapters()

    def _the_credit(self) -> Chapter:
        return Chapter(
            "The credit",
            (
                Beat(JUICE, "applies for a letter of credit",
                     "the terms stay with the parties; their hash goes on the ledger",
                     "UCP 600 art. 6", self.apply_for_credit),
                Beat(ISSUER, "issues it: one key prepares, another carries out",
                     "from here on it is irrevocable", "UCP 600 art. 7(b)", self.issue),
                Beat(JUICE, "lodges a third of the price as collateral",
                     "it lies apart: the bank's duty to pay does not hang on it",
                     "between applicant and bank, outside UCP 600", self.lodge_collateral),
                Beat(MUMBAI, "advises it to the exporter", "advising is no promise to pay",
                     "UCP 600 art. 9(a)", self.advise),
            ),
        )  # fmt: skip

    def _the_voyage(self) -> Chapter:
        return Chapter(
            "The voyage",
            (
                Beat(INSPECTOR, "certifies the goods", "", "UCP 600 art. 14(f)", self.inspect),
                Beat(LINE, "loads the container and signs the bill of lading",
                     "the on-board date starts the 21 days", "UCP 600 art. 20(a)(ii), 14(c)",
                     self.load),
                Beat(ORCHARDS, "makes out its invoice and packing list",
                     "the invoice is in the applicant's name and the credit's currency",
                     "UCP 600 art. 18(a)", self.make_out),
            ),
        )  # fmt: skip

    def _the_evidence(self) -> Chapter:
        return Chapter(
            "The evidence",
            (
                Beat(EVIDENCE, "receives the container's signed readings",
                     "every node checks every signature and every link itself",
                     "EU GDP 2013/C 343/01 ch. 9", self.sail),
                Beat(EVIDENCE, "attests the temperatures",
                     "figures, not a verdict; three of four nodes must sign the same ones",
                     "UCP 600 art. 14(f)", self.attest_temperatures),
                Beat(EVIDENCE, "attests the arrival", "a ship that passes by has not arrived",
                     "UCP 600 art. 14(f)", self.attest_arrival),
            ),
        )  # fmt: skip

    def _the_documents(self) -> Chapter:
        return Chapter(
            "The documents",
            (
                Beat(ORCHARDS, "presents its documents to the nominated bank",
                     "this is the notice of completeness too", "eUCP 2.1 art. e6(c)",
                     self.present),
                Beat(MUMBAI, "forwards them to the issuing bank",
                     "the issuing bank's five banking days begin", "UCP 600 art. 14(b)",
                     self.forward),
                Beat(ISSUER, "examines the documents",
                     "documents, not events: no oracle is asked here", "UCP 600 art. 5, 14",
                     self.examine),
            ),
        )  # fmt: skip

    def _the_money(self) -> Chapter:
        return Chapter(
            "The money",
            (
                Beat(ISSUER, "decides on the documents",
                     "honour, or one refusal with everything in it", "UCP 600 art. 15, 16",
                     self.decide),
                Beat(JUICE, "settles with its bank", "collateral follows what the bank paid",
                     "between applicant and bank, outside UCP 600", self.settle_collateral),
                Beat(DUBAI_CUSTOMS, "looks at the shipment",
                     "customs sees goods and evidence, not the credit", "UCP 600 art. 4, 5",
                     self.customs_looks),
            ),
        )  # fmt: skip

    # ------------------------------------------------------------------ the credit

    async def apply_for_credit(self) -> Shown:
        """The applicant's application, terms and all."""
        self.stage.at(APPLIED)
        days = f"{LATEST_SHIPMENT:%d %B %Y}, {EXPIRY:%d %B %Y} in Mumbai"
        facts = (
            ("temperature allowed", self.sea.limits_in_words()),
            ("latest shipment, expiry", days),
        )
        return await self.leg.apply(self.fruit.terms(), "APP-2026-0417", facts)

    async def issue(self) -> Shown:
        """Maker prepares, checker issues."""
        self.stage.in_hours(ISSUER, APPLIED + timedelta(days=1, hours=2))
        return await self.leg.issue(CREDIT_NUMBER)

    async def lodge_collateral(self) -> Shown:
        """A third of the price, held by the contract between applicant and bank."""
        self.stage.at(APPLIED + timedelta(days=1, hours=5))
        return await self.leg.lodge_collateral(self.price.minor // 3)

    async def advise(self) -> Shown:
        """The nominated bank advises."""
        self.stage.in_hours(MUMBAI, APPLIED + timedelta(days=2))
        return await self.leg.advise()

    # ------------------------------------------------------------------ the voyage

    async def inspect(self) -> Shown:
        """The inspector's certificate."""
        self.stage.at(SAILS - timedelta(days=2, hours=5))
        certificate = self.fruit.inspection()
        await self.papers.hand_over(INSPECTOR, certificate, ORCHARDS)
        facts = (("document", str(certificate)),)
        return Shown("The inspection certificate is registered.", facts)

    async def load(self) -> Shown:
        """Shipment opened, container loaded, bill of lading signed."""
        self.stage.at(SAILS)
        line = self.stage.actor(LINE)
        everyone = (ORCHARDS, JUICE, ISSUER, MUMBAI, INSPECTOR, DUBAI_CUSTOMS, EVIDENCE)
        leg: Leg = {
            "mode": "sea",
            "from_place": given(NHAVA_SHEVA.locode),
            "to_place": self.sea.port.place,
            "vessel_imo": IMO,
            "voyage": VOYAGE,
            "container": self.sea.container,
            "departs_on": SAILS.date().isoformat(),
        }
        shipment = await line.api.goods.open_shipment(
            {
                "reference": VOYAGE,
                "participants": [self.stage.lei(code) for code in everyone],
                "legs": [leg],
                "lots": [{"lot": FRUIT_LOT, "goods": self.fruit.goods, "kilograms": FRUIT_KG}],
            }
        )
        self.shipment = shipment["id"]
        await self.stage.actor(JUICE).api.goods.link_subject(
            self.shipment, {"subject": self.leg.credit}
        )
        bill = self.fruit.bill_of_lading()
        await self.papers.hand_over(LINE, bill, ORCHARDS)
        await line.api.goods.add_event(
            self.shipment,
            {
                "kind": "LOADED",
                "at": instant(SAILS),
                "place": given(NHAVA_SHEVA.locode),
                "documents": [self.papers.held[-1]],
            },
        )
        return Shown(
            f"Container {self.sea.container} is on board {VESSEL}.",
            (
                ("bill of lading", bill.number),
                ("on board", f"{SAILS:%d %B %Y}"),
                ("voyage", VOYAGE),
            ),
        )

    async def make_out(self) -> Shown:
        """The beneficiary's own papers."""
        invoice, packing_list = self.fruit.invoice(), self.fruit.packing_list()
        for document in (invoice, packing_list):
            await self.papers.hand_over(ORCHARDS, document, ORCHARDS)
        facts = (("invoice", f"{invoice.number}, {invoice.total}"), ("to", invoice.buyer.name))
        return Shown("The exporter's papers are registered.", facts)

    async def sail(self) -> Shown:
        """The devices measure, the gateway forwards; what goes wrong with them goes wrong here."""
        self.stage.at(self.sea.ends + timedelta(hours=1))
        self.sea.measure()
        if self.fault == "replayed-reading":
            self.sea.replay()
        self.traces.append(self.sea.as_drawn(f"Container {self.sea.container}, middle probe"))
        await self.stage.actor(LINE).api.goods.add_event(
            self.shipment,
            {"kind": "ARRIVED", "at": instant(self.sea.ends), "place": self.sea.port.place},
        )
        return Shown(
            f"{self.sea.count:,} readings arrived, each signed by its device.",
            tuple(("from", line) for line in self.sea.provenance),
        )

    # ------------------------------------------------------------------ the evidence

    async def attest_temperatures(self) -> Shown:
        """The quorum's report goes on the ledger, the certificate to the exporter."""
        self.stage.at(self.sea.ends + timedelta(hours=5))
        network = self.stage.network
        signed = self.sea.attest_temperatures(network, self.stage.gateway, self.leg.credit)
        if isinstance(signed, NotAttested):
            self.unattested.append(signed)
            return Shown("No certificate: the nodes do not sign.", findings=signed.reasons)
        evidence = await self.stage.submit(EVIDENCE, signed)
        day = (self.sea.ends + timedelta(hours=5)).date()
        certificate = temperature_certificate(
            signed,
            self.sea.agreed,
            **self.papers.certificate(EVIDENCE, f"TC-{self.sea.container}", day),
        )
        await self.papers.hand_over(EVIDENCE, certificate, ORCHARDS)
        report = evidence["report"]
        low, high = celsius(report["minimum_milli_c"]), celsius(report["maximum_milli_c"])
        return Shown(
            f"{len(signed.signers)} of {len(network.nodes)} nodes signed the same figures.",
            (
                ("lowest, highest", f"{low}, {high}"),
                ("mean kinetic temperature", celsius(report["mean_kinetic_milli_c"])),
                ("longest silence", f"{report['longest_gap_seconds'] // 60} min"),
                ("readings", f"{report['readings']:,}"),
                ("evidence", short(evidence["evidence"])),
            ),
            signed.remarks,
        )

    async def attest_arrival(self) -> Shown:
        """The same for the ship."""
        self.stage.at(self.sea.ends + timedelta(hours=6))
        signed = self.sea.attest_arrival(self.stage.network, self.leg.credit)
        if isinstance(signed, NotAttested):
            self.unattested.append(signed)
            return Shown("No notice of arrival: the nodes do not sign.", findings=signed.reasons)
        evidence = await self.stage.submit(EVIDENCE, signed)
        day = (self.sea.ends + timedelta(hours=6)).date()
        notice = notice_of_arrival(
            signed,
            self.sea.arrival_terms,
            vessel=VESSEL,
            **self.papers.certificate(EVIDENCE, f"NA-{VOYAGE}", day),
        )
        await self.papers.hand_over(EVIDENCE, notice, ORCHARDS)
        return Shown(
            "The ship lies in port.",
            (
                ("where", self.sea.port_in_words()),
                ("when", f"{notice.arrived_at:%d %B %Y %H:%M UTC}"),
                ("evidence", short(evidence["evidence"])),
            ),
            signed.remarks,
        )

    # ------------------------------------------------------------------ the documents

    async def present(self) -> Shown:
        """The beneficiary presents what it holds, on the next banking day."""
        wait = timedelta(days=1)
        if self.fault == "late-presentation":
            wait = SAILS + timedelta(days=23) - self.sea.ends
        day = make_calendar("INBOM", [2026]).roll_forward((self.sea.ends + wait).date())
        self.presented_at = datetime(day.year, day.month, day.day, 7, 30, tzinfo=UTC)
        self.stage.at(self.presented_at)
        return await self.leg.present(as_money(self.price), self.papers.held)

    async def forward(self) -> Shown:
        """The nominated bank sends them on; it has promised nothing."""
        self.stage.in_hours(MUMBAI, self.presented_at + timedelta(hours=3))
        return await self.leg.forward()

    async def examine(self) -> Shown:
        """The issuing bank's examination, by rule and article."""
        self.stage.in_hours(ISSUER, self.presented_at + timedelta(days=1))
        return await self.leg.examine()

    async def decide(self) -> Shown:
        """Honour, or refuse once with everything."""
        self.decided_at = self.stage.in_hours(
            ISSUER, self.presented_at + timedelta(days=1, hours=2)
        )
        return await self.leg.decide(self.faults[self.fault].code if self.fault else None)

    async def settle_collateral(self) -> Shown:
        """Paid: the bank takes its collateral. Refused: after expiry the applicant has it back."""
        self.stage.at(self.decided_at + timedelta(hours=1))
        expires = datetime(EXPIRY.year, EXPIRY.month, EXPIRY.day, 6, 0, tzinfo=UTC)
        return await self.leg.settle_collateral(expires)

    async def customs_looks(self) -> Shown:
        """Customs reads the shipment it takes part in; the credit is not there for it."""
        customs = self.stage.actor(DUBAI_CUSTOMS)
        shipment = await customs.api.goods.read(self.shipment)
        seen = await customs.api.goods.evidence(self.shipment)
        events = ", ".join(event["kind"] for event in shipment["events"])
        evidence = ", ".join(each["kind"].lower() for each in seen["evidence"]) or "none"
        try:
            await customs.api.credit.read(self.leg.credit)
        except ApiProblem as problem:
            answer = f"not there for it ({problem.status})"
            facts = (
                ("events seen", events),
                ("evidence seen", evidence),
                ("asked for the credit", answer),
            )
            return Shown("Customs sees the shipment, and not the credit.", facts)
        raise AssertionError("customs could read a credit it is no party to")

    # ------------------------------------------------------------------ the end

    async def ending(self) -> Ending:
        """Paid, or stopped by the first refusal, in its own words."""
        if self.refusals:
            why = "".join(
                f" The nodes did not sign: {missing.words}." for missing in self.unattested
            )
            paid = f"{self.price} under the credit" if self.leg.honoured else ""
            return self.stopped(self.refusals[0].words + why, paid)
        answer = await self.stage.actor(JUICE).unseen.undertaking.read(self.by_air.undertaking)
        words = (
            f"{self.price} under the credit for the fruit, "
            f"{money(answer['amount'])} under the undertaking for the juice."
        )
        return Ending(EndingKind.PAID, words)

    async def checks(self) -> tuple[Check, ...]:
        """Who has what, who sees what, and that the contracts owe no more than they hold."""
        paid = self.leg.honoured
        exporter = await self.stage.balance(ORCHARDS, self.price.currency.code)
        credit = await self.stage.actor(JUICE).unseen.credit.read(self.leg.credit)
        collateral = credit["collateral"]
        checks = [
            Check(
                f"the exporter {'has' if paid else 'has not'} been paid under the credit",
                exporter == (self.price.minor if paid else 0),
                str(Amount(exporter, self.price.currency)),
            ),
            Check(
                "the credit has ended",
                credit["state"] == ("FULLY_DRAWN" if paid else "EXPIRED"),
                credit["state"],
            ),
            Check(
                "no collateral is left behind",
                collateral is not None and collateral["minor"] == 0,
                money(collateral) if collateral else "not shown",
            ),
        ]
        if self.fault == "double-financed":
            paid_out = JUICE_PRICE.minor - await self.stage.balance(SECOND, "EUR")
            words = money({"currency": "EUR", "minor": paid_out})
            checks.append(Check("the second financier has paid nothing", paid_out == 0, words))
        if self.by_air.undertaking and self.fault != "double-financed":
            answer = await self.stage.actor(JUICE).unseen.undertaking.read(self.by_air.undertaking)
            due = "RECLAIMED" if self.fault == "excursion-by-air" else "PAID"
            checks.append(
                Check("the undertaking has ended", answer["state"] == due, answer["state"])
            )
        return (*checks, *await self.stage.solvency_checks(), *await self._views())

    async def _views(self) -> tuple[Check, ...]:
        """Each party sees its own and nothing else."""

        async def credit(api: Client) -> CreditView:
            return await api.credit.read(self.leg.credit)

        async def shipment(api: Client) -> ShipmentView:
            return await api.goods.read(self.shipment)

        async def evidence(api: Client) -> list[EvidenceView]:
            return await api.oracles.evidence(self.leg.credit)

        async def presentation(api: Client) -> PresentationView:
            return await api.credit.read_presentation(self.leg.presentation)

        expected: tuple[tuple[str, str, Callable[[Client], Awaitable[object]], bool], ...] = (
            (ISSUER, "credit", credit, True),
            (MUMBAI, "credit", credit, True),
            (LINE, "shipment", shipment, True),
            (LINE, "credit", credit, False),
            (DUBAI_CUSTOMS, "shipment", shipment, True),
            (DUBAI_CUSTOMS, "credit", credit, False),
            (BUYER, "shipment by sea", shipment, False),
            (VALENCIA, "presentation", presentation, False),
            (EVIDENCE, "evidence", evidence, True),
            (BUYER, "evidence", evidence, False),
        )
        found = []
        for code, what, read, may in expected:
            sees = await self.stage.may_see(code, read)
            name = f"{self.stage.name_of(code)} {'sees' if may else 'does not see'} the {what}"
            found.append(Check(name, sees is may, "seen" if sees else "not there for it"))
        return tuple(found)
