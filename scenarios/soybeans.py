"""Bulk soybeans from Argentina to Malaysia: a set with faults, refused once, then put right.

The exporter's first set has more than one thing wrong. The bank says all of it in one notice, or
what it does not say it can say no more (UCP 600 art. 16(c), (f)). What can be put right in time is
presented again; what cannot is for the applicant to waive, if the bank asks it and then agrees.
A bank that confirmed decides first and pays without recourse; it claims of the bank that the credit
names for that.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from dhow.trade.credit.terms import Confirmation, Expiry, ResultLimit
from dhow.trade.documents import Document, Incoterm, IncotermRule, Place, Quantity
from dhow.trade.money import Amount
from scenarios.stage.credit_leg import CreditParties
from scenarios.stage.paper import Deal
from scenarios.stage.parties import Member
from scenarios.stage.sea_trade import Cargo
from scenarios.stage.shown import Check, Shown
from scenarios.stage.stage import Stage
from scenarios.stage.story import Beat, Chapter, Fault
from scenarios.stage.under_credit import UnderCredit
from scenarios.stage.words import as_money, given, quantity

GRANOS, CRUSHERS = "granos-parana", "klang-crushers"
KUALA, LEMAN, HUDSON = "selangor-trade", "leman-bank", "hudson-clearing"
CARRIER, SURVEYOR = "rio-carriers", "pampa-survey"

PARTIES = CreditParties(CRUSHERS, GRANOS, KUALA, LEMAN)
APPLIED = datetime(2026, 4, 6, 2, 0, tzinfo=UTC)
SAILS = datetime(2026, 4, 24, 18, 0, tzinfo=UTC)
LATEST = date(2026, 4, 30)
PURSE = (("USD", 5_000_000_000),)

CARGO = Cargo(
    number="STB-LC-26-0406",
    parties=PARTIES,
    carrier=CARRIER,
    inspector=SURVEYOR,
    goods="Argentine soybeans, yellow, in bulk, crop 2026",
    agreed=Quantity(Decimal(30_000), "t"),
    unit_price=Amount.of("USD", 43_150),
    incoterm=Incoterm(rule=IncotermRule.CFR, place="Port Klang", version=2020),
    loading=Place("San Lorenzo", "ARSLO"),
    discharge=Place("Port Klang", "MYPKG"),
    vessel="Parana Grain",
    voyage="PG-118",
    bill_number="RCSLPK2604",
    sails=SAILS,
    latest=LATEST,
    expiry=Expiry(day=date(2026, 5, 29), place="CHGVA"),
    tolerance_percent=5,
    quality=(
        ResultLimit(name="moisture", unit="%", maximum=Decimal("13.5")),
        ResultLimit(name="foreign matter", unit="%", maximum=Decimal("1.0")),
        ResultLimit(name="protein", unit="%", minimum=Decimal("34.5")),
    ),
    origin="AR",
    chartered=True,
    confirmation=Confirmation.MAY_ADD,
    reimbursing=HUDSON,
)

CAST = (
    Member(
        code=GRANOS,
        name="Granos del Parana SA",
        country="AR",
        city="Rosario",
        capabilities=("exporter",),
    ),
    Member(
        code=CRUSHERS,
        name="Klang Oilseed Crushers Sdn Bhd",
        country="MY",
        city="Port Klang",
        capabilities=("importer",),
    ),
    Member(
        code=KUALA,
        name="Selangor Trade Bank Berhad",
        country="MY",
        city="Kuala Lumpur",
        capabilities=("bank",),
        bic="SLTBMYKL",
        place="MYKUL",
        dual_control=True,
        opening=PURSE,
    ),
    Member(
        code=LEMAN,
        name="Leman Commodity Bank SA",
        country="CH",
        city="Geneva",
        capabilities=("bank",),
        bic="LEMCCHGG",
        place="CHGVA",
        opening=PURSE,
    ),
    Member(
        code=HUDSON,
        name="Hudson Clearing Bank NA",
        country="US",
        city="New York",
        capabilities=("bank",),
        bic="HDSNUS33",
        place="USNYC",
        opening=PURSE,
    ),
    Member(
        code=CARRIER,
        name="Rio Bulk Carriers SA",
        country="AR",
        city="Buenos Aires",
        capabilities=("carrier",),
    ),
    Member(
        code=SURVEYOR,
        name="Pampa Grain Surveyors",
        country="AR",
        city="Rosario",
        capabilities=("inspector",),
    ),
)


@dataclass
class Soybeans(UnderCredit):
    """The story; what earlier beats hand to later ones are its attributes."""

    name = "soybeans"
    title = "Soybeans from Argentina to Malaysia: refused in one notice, put right, paid"
    reported = (
        "2018, two banks and a grain house: bulk soybeans from Argentina to Malaysia under a"
        " letter of credit on a ledger, 24 hours for the documents instead of 5 to 10 days"
    )
    faults = MappingProxyType(
        {
            "not-cured": Fault(
                "the exporter leaves the refused documents as they are",
                "payment under the credit",
                "DESCRIPTION",
            ),
            "waiver-declined": Fault(
                "shipped two days late, which nobody can put right, and the bank declines to waive",
                "payment under the credit",
                "LATE_SHIPMENT",
            ),
        }
    )
    cargo = CARGO
    cast = CAST
    loaded = Quantity(Decimal("29748.500"), "t")
    applied = APPLIED
    presents = datetime(2026, 5, 5, 8, 0, tzinfo=UTC)
    invoice_number = "GP-2026-0424"

    def chapters(self) -> Iterator[Chapter]:
        """A credit, a cargo, a set with faults, and what comes of it."""
        yield self._the_credit()
        yield self._the_cargo()
        yield self._the_first_set()
        if self.fault != "not-cured":
            yield self._what_is_put_right()

    def _the_credit(self) -> Chapter:
        return Chapter(
            "The credit",
            (
                Beat(CRUSHERS, "applies for a letter of credit",
                     "five per cent more or less, in quantity and amount", "UCP 600 art. 6, 30",
                     self.apply_for_credit),
                Beat(KUALA, "issues it: one key prepares, another carries out",
                     "from here on it is irrevocable", "UCP 600 art. 7(b)", self.issue),
                Beat(LEMAN, "advises it to the exporter", "advising is no promise to pay",
                     "UCP 600 art. 9(a)", self.advise),
                Beat(LEMAN, "is asked to confirm it", "its own promise, or none",
                     "UCP 600 art. 8", self.answer_confirmation),
            ),
        )  # fmt: skip

    def _the_cargo(self) -> Chapter:
        return Chapter(
            "The cargo",
            (
                Beat(SURVEYOR, "certifies quantity and quality at loading",
                     "weight by draught survey", "UCP 600 art. 14(f)", self.survey),
                Beat(CARRIER, "loads and signs the bill of lading",
                     "a whole ship: subject to a charter party", "UCP 600 art. 22", self.load),
                Beat(GRANOS, "makes out its invoice and its certificate of origin", "",
                     "UCP 600 art. 18", self.make_out),
            ),
        )  # fmt: skip

    def _the_first_set(self) -> Chapter:
        return Chapter(
            "The first set",
            (
                Beat(GRANOS, "presents electronic documents to the nominated bank",
                     "this is the notice of completeness too", "eUCP 2.1 art. e6(c)", self.present),
                *self._forwarded(self.forward),
                Beat(self._decider, "examines the documents", "each finding with its article",
                     "UCP 600 art. 14", self.examine),
                Beat(self._decider, "refuses, in one notice with every discrepancy",
                     "what it leaves out it cannot say later", "UCP 600 art. 16(c), 16(f)",
                     self.refuse),
            ),
        )  # fmt: skip

    @property
    def _decider(self) -> str:
        """Who decides first: the bank that confirmed, else the issuing bank."""
        return KUALA if self.fault == "waiver-declined" else LEMAN

    def _forwarded(self, act: Callable[[], Awaitable[Shown]]) -> tuple[Beat, ...]:
        """A bank that has not confirmed sends the documents on; one that has decides first."""
        if self._decider == LEMAN:
            return ()
        return (
            Beat(LEMAN, "forwards them", "the issuing bank's five banking days begin",
                 "UCP 600 art. 14(b)", act),
        )  # fmt: skip

    def _what_is_put_right(self) -> Chapter:
        if self.fault == "waiver-declined":
            return Chapter(
                "The waiver",
                (
                    Beat(KUALA, "asks the applicant for a waiver",
                         "the notice is given, in time: only the answer is open",
                         "UCP 600 art. 16(b)", self.ask_for_waiver),
                    Beat(CRUSHERS, "reads what was found, and waives", "its word binds nobody",
                         "UCP 600 art. 16(b)", self.applicant_reads),
                    Beat(KUALA, "declines, and the documents go back",
                         "its own judgement, whatever the applicant says", "UCP 600 art. 16(e)",
                         self.decline_waiver),
                ),
            )  # fmt: skip
        return Chapter(
            "The second set",
            (
                Beat(GRANOS, "takes its documents back and puts them right",
                     "days are left: of the 21 after shipment, and before expiry",
                     "UCP 600 art. 14(c)", self.put_right),
                Beat(GRANOS, "presents again", "a new presentation, five new banking days",
                     "UCP 600 art. 14(b)", self.present_again),
                Beat(LEMAN, "examines the documents", "nothing is left to say",
                     "UCP 600 art. 14", self.examine_again),
                Beat(LEMAN, "honours, without recourse", "the exporter is paid and done",
                     "UCP 600 art. 8(a)", self.pay),
                Beat(LEMAN, "forwards the documents and claims", "", "UCP 600 art. 13, 15(b)",
                     self.forward_again),
                Beat(HUDSON, "reimburses", "it sees neither terms nor documents",
                     "UCP 600 art. 13(b)", self.reimburse),
                Beat(KUALA, "examines for itself, and settles",
                     "its duty to reimburse is its own", "UCP 600 art. 7(c)", self.settle),
            ),
        )  # fmt: skip

    # ------------------------------------------------------------------ the cargo

    async def prepare(self, stage: Stage) -> None:
        """Two days too late where the ship was."""
        await super().prepare(stage)
        self.on_board = LATEST + timedelta(days=2) if self.fault == "waiver-declined" else None
        self.notice: tuple[str, ...] = ()

    async def survey(self) -> Shown:
        """The surveyor's two certificates."""
        self.stage.at(SAILS - timedelta(hours=12))
        return await self.hand_over(
            SURVEYOR,
            self.trade.quantity_certificate("PGS-Q-0424"),
            self.trade.quality_certificate("PGS-A-0424"),
        )

    async def load(self) -> Shown:
        """On board, by the owner's hand."""
        day = self.on_board or SAILS.date()
        self.stage.at(datetime(day.year, day.month, day.day, 18, 0, tzinfo=UTC))
        bill = self.trade.bill_of_lading(issued_on=day, on_board_on=day)
        return await self.hand_over(CARRIER, bill)

    async def make_out(self) -> Shown:
        """Where the goods came in time: other goods than the credit's, dearer than agreed."""
        day = self.on_board or SAILS.date()
        papers: list[Document] = [self.trade.origin(GRANOS, "CO-GP-0424", day)]
        self.wrong = self.on_board is None
        changed: dict[str, Any] = {}
        if self.wrong:
            dearer = self.cargo.unit_price + Amount.of("USD", 100)
            changed = {"goods": "Argentine soybean meal pellets in bulk", "unit_price": dearer}
        papers.append(self.trade.invoice(self.invoice_number, day, **changed))
        return await self.hand_over(GRANOS, *papers)

    async def present(self) -> Shown:
        """The first set, as it is."""
        self.stage.at(self.presents)
        return await self.leg.present(as_money(self.drawing), self.papers.held)

    async def refuse(self) -> Shown:
        """One notice."""
        self.stage.in_hours(self._decider, self.presents + timedelta(hours=22))
        waiver = self.fault == "waiver-declined"
        shown = await self.leg.decide(
            self.faults[self.fault].code if self.fault else "DESCRIPTION",
            "HOLDING_FOR_WAIVER" if waiver else "RETURNING",
            stops=self.fault is not None,
        )
        read = await self.stage.actor(GRANOS).unseen.credit.read_presentation(self.leg.presentation)
        self.notice = tuple(given(read["notice"]).splitlines())
        self.found = tuple(each["words"] for each in given(read["examination"])["findings"])
        return shown

    # ------------------------------------------------------------------ put right

    async def put_right(self) -> Shown:
        """A new invoice in place of the wrong one."""
        self.stage.at(self.presents + timedelta(days=1, hours=3))
        await self.leg.take_back()
        self.papers.held.pop()
        return await self.hand_over(
            GRANOS, self.trade.invoice(f"{self.invoice_number}-R", SAILS.date())
        )

    async def present_again(self) -> Shown:
        """The whole set once more."""
        self.stage.at(self.presents + timedelta(days=1, hours=5))
        return await self.leg.present(as_money(self.drawing), self.papers.held)

    async def forward_again(self) -> Shown:
        """At once, with the claim."""
        self.stage.in_hours(LEMAN, self.presents + timedelta(days=1, hours=22))
        await self.leg.forward()
        return await self.leg.claim()

    async def reimburse(self) -> Shown:
        """In New York, the same day."""
        self.stage.in_hours(HUDSON, self.presents + timedelta(days=2, hours=6))
        return await self.leg.reimburse(HUDSON)

    async def settle(self) -> Shown:
        """The issuing bank finds what the confirming bank found, and pays who paid."""
        self.stage.in_hours(KUALA, self.presents + timedelta(days=2, hours=18))
        self.leg.decider = KUALA
        await self.leg.examine()
        return await self.leg.honour("the reimbursing bank")

    async def answer_confirmation(self) -> Shown:
        """It may add its confirmation, and does not where the story is of a waiver."""
        self.stage.in_hours(LEMAN, self.applied + timedelta(hours=8))
        if self._decider == LEMAN:
            return await self.leg.confirm()
        return await self.leg.decline_confirmation()

    async def examine_again(self) -> Shown:
        """The confirming bank, next morning."""
        self.stage.in_hours(LEMAN, self.presents + timedelta(days=1, hours=19))
        return await self.leg.examine()

    async def pay(self) -> Shown:
        """Within a day of the second presentation."""
        self.stage.in_hours(LEMAN, self.presents + timedelta(days=1, hours=21))
        return await self.leg.honour()

    # ------------------------------------------------------------------ the waiver

    async def ask_for_waiver(self) -> Shown:
        """In the bank's sole judgement."""
        self.stage.in_hours(KUALA, self.presents + timedelta(days=1, hours=3))
        return await self.leg.ask_for_waiver()

    async def applicant_reads(self) -> Shown:
        """What the applicant is shown."""
        seen = await self.stage.actor(CRUSHERS).api.credit.read_presentation(self.leg.presentation)
        findings = tuple(each["words"] for each in given(seen["examination"])["findings"])
        await self.stage.actor(CRUSHERS).api.credit.answer_waiver(
            self.leg.presentation, {"waives": True}
        )
        return Shown(
            "The applicant sees why, and not the documents; it would take them up.",
            (("documents shown", str(len(seen["documents"]))),),
            findings,
        )

    async def decline_waiver(self) -> Shown:
        """The exporter has its documents again; nothing was paid."""
        self.stage.in_hours(KUALA, self.presents + timedelta(days=2))
        return await self.leg.take_back()

    # ------------------------------------------------------------------ the end

    def deal(self) -> Deal:
        """With the fees of two more promises."""
        confirmed = self._decider == LEMAN
        return replace(super().deal(), confirmed=confirmed, reimbursed=self.leg.honoured)

    def paid_words(self) -> str:
        """What was drawn, and how often it took."""
        return (
            f"{self.drawing} for {quantity(self.loaded)}, on the second set; the first was refused"
            f" with {len(self.found)} discrepancies in one notice."
        )

    async def checks(self) -> tuple[Check, ...]:
        """One notice with everything in it."""
        named = sum(any(words in line for line in self.notice) for words in self.found)
        paid_out = []
        for bank in (KUALA, LEMAN, HUDSON):
            spent = PURSE[0][1] - await self.stage.balance(bank, "USD")
            due = self.drawing.minor if bank == KUALA and self.leg.honoured else 0
            name = f"{self.stage.name_of(bank)} bears {Amount.of('USD', due)}"
            paid_out.append(Check(name, spent == due, str(Amount.of("USD", spent))))
        return (
            *await super().checks(),
            *paid_out,
            Check(
                "the one notice names every discrepancy found",
                0 < named == len(self.found),
                f"{named} of {len(self.found)}",
            ),
        )
