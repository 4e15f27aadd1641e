"""A story of one cargo under one credit: the acts that such stories have in common.

A story says who takes part, what is agreed, and what goes wrong; it puts these acts into chapters
of its own and may add to them.
"""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from dhow.trade.credit import Terms
from dhow.trade.documents import Document, Quantity
from dhow.trade.money import Amount
from scenarios.stage.credit_leg import CreditLeg
from scenarios.stage.paper import Deal
from scenarios.stage.papers import Papers
from scenarios.stage.parties import Member
from scenarios.stage.sea_trade import Cargo, SeaTrade
from scenarios.stage.shown import Check, Shown
from scenarios.stage.stage import Stage
from scenarios.stage.story import Ending, EndingKind, Story
from scenarios.stage.words import as_money, quantity


@dataclass
class UnderCredit(Story):
    """Base of stories with one cargo and one credit at sight.

    A subclass sets the class attributes; `loaded` is what went on board, `applied` and `presents`
    the instants (UTC) of application and of the first presentation.
    """

    cargo: ClassVar[Cargo]
    cast: ClassVar[tuple[Member, ...]]
    loaded: ClassVar[Quantity]
    applied: ClassVar[datetime]
    presents: ClassVar[datetime]
    invoice_number: ClassVar[str]

    @property
    def currencies(self) -> tuple[str, ...]:
        """The credit's money."""
        return (self.cargo.unit_price.currency.code,)

    @property
    def drawing(self) -> Amount:
        """What is drawn: the price of what was loaded."""
        return self.cargo.worth(self.loaded)

    async def prepare(self, stage: Stage) -> None:
        """Admit everyone; the papers of the cargo are made from here on."""
        self.stage = stage
        self.papers = Papers(stage, f"{self.name}/{self.fault}", self.cargo.number)
        self.leg = CreditLeg(stage, self.cargo.parties)
        self.trade = SeaTrade(stage, self.papers, self.cargo, self.loaded)
        await stage.admit(self.cast, (self.applied.year,), self.applied - timedelta(days=1))

    # ------------------------------------------------------------------ the credit

    async def apply_for_credit(self) -> Shown:
        """The applicant's application, terms and all."""
        self.stage.at(self.applied)
        self.terms = self.make_terms()
        cargo = self.cargo
        facts = (
            ("goods", f"{quantity(cargo.agreed)} at {cargo.unit_price}, {cargo.incoterm}"),
            ("latest shipment, expiry", f"{cargo.latest:%d %B}, {cargo.expiry.day:%d %B %Y}"),
        )
        return await self.leg.apply(self.terms, f"APP-{cargo.number}"[:16], facts)

    def make_terms(self) -> Terms:
        """What is asked of the bank."""
        return self.trade.terms()

    async def issue(self) -> Shown:
        """Maker prepares, checker issues."""
        self.stage.in_hours(self.cargo.parties.issuing_bank, self.applied + timedelta(hours=3))
        return await self.leg.issue(self.cargo.number)

    async def advise(self) -> Shown:
        """The nominated bank advises."""
        self.stage.in_hours(self.cargo.parties.nominated_bank, self.applied + timedelta(hours=6))
        return await self.leg.advise()

    # ------------------------------------------------------------------ the papers

    async def hand_over(self, issuer: str, *documents: Document) -> Shown:
        """Somebody signs documents and lets the beneficiary have them."""
        for document in documents:
            await self.papers.hand_over(issuer, document, self.cargo.parties.beneficiary)
        named = tuple(("document", str(document)) for document in documents)
        one = len(documents) == 1
        what = "The document is" if one else f"{len(documents)} documents are"
        return Shown(f"{what} on the ledger by hash, and with the exporter.", named)

    async def load(self) -> Shown:
        """The goods are on board and the bill of lading is signed."""
        self.stage.at(self.cargo.sails)
        return await self.hand_over(self.cargo.carrier, self.trade.bill_of_lading())

    async def make_out(self) -> Shown:
        """The exporter's own papers."""
        day = self.cargo.sails.date()
        beneficiary = self.cargo.parties.beneficiary
        papers: list[Document] = [self.trade.invoice(self.invoice_number, day)]
        if self.cargo.origin is not None:
            papers.append(self.trade.origin(beneficiary, f"CO-{self.invoice_number}", day))
        return await self.hand_over(beneficiary, *papers)

    # ------------------------------------------------------------------ the drawing

    async def present(self) -> Shown:
        """The beneficiary presents what it holds."""
        self.stage.at(self.presents)
        return await self.leg.present(as_money(self.drawing), self.papers.held)

    async def forward(self) -> Shown:
        """The nominated bank sends the documents on."""
        self.stage.in_hours(self.cargo.parties.nominated_bank, self.presents + timedelta(hours=2))
        return await self.leg.forward()

    async def examine(self) -> Shown:
        """The issuing bank examines."""
        self.stage.in_hours(self.leg.decider, self.presents + timedelta(hours=20))
        return await self.leg.examine()

    async def decide(self) -> Shown:
        """The issuing bank honours or refuses."""
        self.stage.in_hours(self.leg.decider, self.presents + timedelta(hours=22))
        return await self.leg.decide(self.faults[self.fault].code if self.fault else None)

    # ------------------------------------------------------------------ the end

    def deal(self) -> Deal:
        """The credit, to be held against paper."""
        return self.leg.deal(self.terms, self.applied.date())

    @abstractmethod
    def paid_words(self) -> str:
        """How a run in which nothing was stopped is summed up."""

    async def ending(self) -> Ending:
        """Paid, or stopped by the first refusal, in its own words."""
        if self.refusals:
            paid = f"{self.drawing} under the credit" if self.leg.honoured else ""
            return self.stopped(self.refusals[0].words, paid)
        return Ending(EndingKind.PAID, self.paid_words())

    async def checks(self) -> tuple[Check, ...]:
        """Who has been paid what, and that the contracts hold what they owe."""
        currency = self.drawing.currency
        beneficiary = self.cargo.parties.beneficiary
        has = Amount(await self.stage.balance(beneficiary, currency.code), currency)
        due = self.due_to_beneficiary()
        credit = await self.stage.actor(beneficiary).unseen.credit.read(self.leg.credit)
        drawn = credit["drawn"]["minor"]
        return (
            Check(f"the exporter has {due}", has == due, str(has)),
            Check(
                "what was drawn under the credit is what the bank paid",
                drawn == (self.drawing.minor if self.leg.honoured else 0),
                str(Amount(drawn, currency)),
            ),
            *await self.stage.solvency_checks(),
        )

    def due_to_beneficiary(self) -> Amount:
        """What the exporter must have at the end."""
        return self.drawing if self.leg.honoured else Amount(0, self.drawing.currency)
