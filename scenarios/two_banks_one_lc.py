"""One company, one cargo, several banks: who draws a second time is refused, and the banks hear.

Each bank examines the documents before it and sees nothing of the other's. What protects them is
on the ledger: the credit counts what is drawn, at whichever bank; a bill of lading that one bank
has is no original to give to another; an invoice has one registration. And it is told: every bank
that holds one of the documents hears where else it stands, the earlier bank as well as the later.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from api.client import ApiProblem
from dhow.trade.credit.presented_before import as_invoice
from dhow.trade.credit.terms import Expiry, Permission
from dhow.trade.documents import Incoterm, IncotermRule, Place, Quantity
from dhow.trade.invoices import render_ubl
from dhow.trade.money import Amount
from scenarios.stage.actors import refused
from scenarios.stage.credit_leg import CreditLeg, CreditParties
from scenarios.stage.paper import Deal
from scenarios.stage.parties import Member
from scenarios.stage.sea_trade import Cargo, SeaTrade
from scenarios.stage.shown import Check, Shown
from scenarios.stage.stage import Stage
from scenarios.stage.story import Beat, Chapter, Fault
from scenarios.stage.under_credit import UnderCredit
from scenarios.stage.words import as_money, given, instant, money

HIDES, SADDLERY, TRUNKS = "karoo-hides", "thames-saddlery", "malles-du-rhone"
LONDON, GENEVA, HIGHVELD = "lombard-bank", "banque-du-lac", "highveld-bank"
LINE, HARBOUR, QUAY = "agulhas-line", "harbour-advances", "quay-factors"

PARTIES = CreditParties(SADDLERY, HIDES, LONDON, HIGHVELD)
PRICE = Amount.of("USD", 980)  # a kilogram
PURSE = (("USD", 100_000_000),)
APPLIED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SAILS = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)

CARGO = Cargo(
    number="LSB-LC-26-0302",
    parties=PARTIES,
    carrier=LINE,
    inspector=None,
    goods="Finished bovine leather, chrome tanned, grade II, on pallets",
    agreed=Quantity(Decimal(18_000), "kg"),
    unit_price=PRICE,
    incoterm=Incoterm(rule=IncotermRule.CFR, place="London Gateway", version=2020),
    loading=Place("Durban", "ZADUR"),
    discharge=Place("London Gateway", "GBLGP"),
    vessel="Agulhas Spirit",
    voyage="AG-611",
    bill_number="AGHL2603160881",
    sails=SAILS,
    latest=date(2026, 3, 20),
    expiry=Expiry(day=date(2026, 4, 14), place="ZAJNB"),
    partial=Permission.ALLOWED,
    notify=False,
)
HALF = Quantity(Decimal(9_000), "kg")

CAST = (
    Member(
        code=HIDES,
        name="Karoo Hides (Pty) Ltd",
        country="ZA",
        city="Gqeberha",
        capabilities=("exporter",),
    ),
    Member(
        code=SADDLERY,
        name="Thames Saddlery Ltd",
        country="GB",
        city="London",
        capabilities=("importer",),
    ),
    Member(
        code=TRUNKS,
        name="Malles du Rhone SA",
        country="CH",
        city="Geneva",
        capabilities=("importer",),
    ),
    Member(
        code=LONDON,
        name="Lombard Street Bank plc",
        country="GB",
        city="London",
        capabilities=("bank",),
        bic="LMBSGB2L",
        place="GBLON",
        dual_control=True,
        opening=PURSE,
    ),
    Member(
        code=GENEVA,
        name="Banque du Lac SA",
        country="CH",
        city="Geneva",
        capabilities=("bank",),
        bic="BQLCCHGG",
        place="CHGVA",
        dual_control=True,
        opening=PURSE,
    ),
    Member(
        code=HIGHVELD,
        name="Highveld Bank Ltd",
        country="ZA",
        city="Johannesburg",
        capabilities=("bank",),
        bic="HGVDZAJJ",
        place="ZAJNB",
    ),
    Member(code=LINE, name="Agulhas Line", country="ZA", city="Durban", capabilities=("carrier",)),
    Member(
        code=HARBOUR,
        name="Harbour Advances",
        country="GB",
        city="London",
        capabilities=("financier",),
        opening=PURSE,
    ),
    Member(
        code=QUAY,
        name="Quay Street Factors",
        country="ZA",
        city="Durban",
        capabilities=("financier",),
        opening=PURSE,
    ),
)


@dataclass
class TwoBanksOneLc(UnderCredit):
    """The story; what earlier beats hand to later ones are its attributes."""

    name = "two-banks-one-lc"
    title = "One letter of credit taken to two banks: the second drawing is refused"
    reported = "one company takes the same letter of credit to several banks and draws on each"
    faults = MappingProxyType(
        {
            "drawn-twice": Fault(
                "the whole credit is drawn at the nominated bank, and again at the issuing bank",
                "the second drawing",
                "Credit_DrawingExceedsCredit",
            ),
            "one-bill-twice": Fault(
                "half is drawn at one bank, the other half at the other, on one bill of lading",
                "the second drawing",
                "CONTROL",
            ),
            "two-credits": Fault(
                "the same bill of lading is presented under another bank's credit too",
                "payment under the second credit",
                "CONTROL",
            ),
            "financed-twice": Fault(
                "the invoice drawn under the credit is taken to two financiers",
                "the second financier's advance",
                "Invoices_Duplicate",
            ),
        }
    )
    cargo = CARGO
    cast = CAST
    loaded = CARGO.agreed
    applied = APPLIED
    presents = datetime(2026, 3, 18, 8, 0, tzinfo=UTC)
    invoice_number = "KH-26-0316"

    def chapters(self) -> Iterator[Chapter]:
        """One drawing; whoever tries a second; what the banks are told."""
        yield self._the_credit()
        yield self._the_drawing()
        if self.fault not in (None, "drawn-twice"):
            yield self._the_second_attempt()
        yield self._what_the_banks_hear()
        if self.fault == "financed-twice":
            yield self._the_advance_repaid()

    def _the_credit(self) -> Chapter:
        return Chapter(
            "The credit",
            (
                Beat(SADDLERY, "applies for a letter of credit", "it may be drawn in parts",
                     "UCP 600 art. 31(a)", self.apply_for_credit),
                Beat(LONDON, "issues it: one key prepares, another carries out",
                     "it is available at two counters: the nominated bank's and its own",
                     "UCP 600 art. 6(a), 7(b)", self.issue),
                Beat(HIGHVELD, "advises it to the exporter", "", "UCP 600 art. 9", self.advise),
            ),
        )  # fmt: skip

    def _the_drawing(self) -> Chapter:
        return Chapter(
            "The drawing",
            (
                Beat(LINE, "loads and signs the bill of lading",
                     "one record: all originals at once", "eUCP 2.1 art. e9", self.load),
                Beat(HIDES, "makes out its invoice", "", "UCP 600 art. 18(a)", self.make_out),
                *self._an_advance(),
                Beat(HIDES, "presents to the nominated bank",
                     "the ledger sets the drawing aside at once, for every bank",
                     "UCP 600 art. 6(a)", self.present),
                *self._at_the_other_counter(),
                Beat(HIGHVELD, "forwards the documents", "", "UCP 600 art. 14(b)", self.forward),
                Beat(LONDON, "examines the documents", "", "UCP 600 art. 14", self.examine),
                Beat(LONDON, "honours", "", "UCP 600 art. 15(a)", self.pay),
            ),
        )  # fmt: skip

    def _an_advance(self) -> tuple[Beat, ...]:
        if self.fault != "financed-twice":
            return ()
        return (
            Beat(HARBOUR, "advances four fifths of the invoice",
                 "registered, offered to it, and paid: once", "registry of invoices",
                 self.advance),
        )  # fmt: skip

    def _the_advance_repaid(self) -> Chapter:
        return Chapter(
            "The advance",
            (
                Beat(HIDES, "repays its financier out of the drawing",
                     "with recourse: the advance is due in any case",
                     "GSCFF receivables discounting", self.repay),
                Beat(HARBOUR, "settles the invoice", "settled for good", "registry of invoices",
                     self.settle),
            ),
        )  # fmt: skip

    def _at_the_other_counter(self) -> tuple[Beat, ...]:
        if self.fault != "drawn-twice":
            return ()
        return (
            Beat(HIDES, "presents the same documents to the issuing bank as well",
                 "it is the credit that counts what is drawn, not the bank asked",
                 "UCP 600 art. 6(a), 18(b)", self.draw_again),
        )  # fmt: skip

    def _the_second_attempt(self) -> Chapter:
        beats = {
            "one-bill-twice": (
                Beat(HIDES, "presents an invoice for the other half on the same bill of lading",
                     "the amount fits: half is left", "UCP 600 art. 31", self.draw_the_rest),
                Beat(LONDON, "examines the documents", "they agree with each other in everything",
                     "UCP 600 art. 14, 17(a)", self.examine_again),
                Beat(LONDON, "decides on the documents", "", "UCP 600 art. 16", self.decide_again),
            ),
            "two-credits": (
                Beat(TRUNKS, "has a credit for the same goods issued in Geneva",
                     "two credits, neither of which knows the other", "UCP 600 art. 4",
                     self.open_second_credit),
                Beat(HIDES, "presents the same bill of lading in Geneva",
                     "to order, endorsed in blank: it names no bank", "UCP 600 art. 20",
                     self.draw_in_geneva),
                Beat(GENEVA, "examines the documents", "each is what the credit asks for",
                     "UCP 600 art. 14, 17(a)", self.examine_again),
                Beat(GENEVA, "decides on the documents", "", "UCP 600 art. 16", self.decide_again),
            ),
            "financed-twice": (
                Beat(QUAY, "is offered the invoice that another has financed",
                     "one invoice, one registration", "registry of invoices",
                     self.finance_again),
            ),
        }[self.fault or ""]  # fmt: skip
        return Chapter("The second attempt", beats)

    def _what_the_banks_hear(self) -> Chapter:
        return Chapter(
            "What the banks hear",
            (
                Beat(HIGHVELD, "asks what else is known of the documents it had",
                     "what and where it stands; not whose, nor for how much", "",
                     self.nominated_bank_asks),
                Beat(LONDON, "asks the same", "", "", self.issuing_bank_asks),
            ),
        )  # fmt: skip

    # ------------------------------------------------------------------ the first drawing

    async def prepare(self, stage: Stage) -> None:
        """The first set is half the cargo where the second is to be the other half."""
        await super().prepare(stage)
        if self.fault == "one-bill-twice":
            self.trade.loaded = HALF
        self.told: dict[str, tuple[str, ...]] = {}
        self.second = self.leg

    @property
    def drawing(self) -> Amount:
        """What is drawn rightly."""
        return self.cargo.worth(HALF if self.fault == "one-bill-twice" else self.loaded)

    async def load(self) -> Shown:
        """One bill of lading to order, endorsed in blank, that names neither bank nor credit."""
        self.stage.at(self.cargo.sails)
        return await self.hand_over(LINE, self.trade.bill_of_lading(credit_number=None))

    async def make_out(self) -> Shown:
        """The invoice."""
        self.invoice = self.trade.invoice(self.invoice_number, self.cargo.sails.date())
        return await self.hand_over(HIDES, self.invoice)

    async def advance(self) -> Shown:
        """Registered, offered and financed, before the documents are presented."""
        self.stage.at(self.cargo.sails + timedelta(hours=18))
        self.file = render_ubl(as_invoice(self.invoice))
        exporter = self.stage.actor(HIDES).api.invoices
        registered = await exporter.register(self.file, media_type="application/xml")
        self.fingerprint = registered["fingerprint"]
        await exporter.offer(
            self.fingerprint,
            {
                "financier": self.stage.lei(HARBOUR),
                "advance": as_money(self._advance),
                "reserved_until": instant(self.cargo.sails + timedelta(days=7)),
            },
        )
        paid = await self.stage.actor(HARBOUR).api.invoices.finance(self.fingerprint)
        return Shown(
            "The exporter has the advance, before the bank has seen a document.",
            (("advance", money(given(paid["advance"]))), ("status", paid["status"])),
        )

    async def repay(self) -> Shown:
        """Out of what the bank has paid."""
        self.stage.at(self.presents + timedelta(days=2))
        await self.stage.actor(HIDES).api.money.pay(
            "USD",
            {
                "organisation": self.stage.lei(HARBOUR),
                "minor": self._advance.minor,
                "reference": self.invoice_number,
            },
        )
        return Shown("The advance is repaid.", (("repaid", str(self._advance)),))

    async def settle(self) -> Shown:
        """The financier has its money back."""
        answer = await self.stage.actor(HARBOUR).api.invoices.settle(self.fingerprint)
        return Shown("The invoice is settled.", (("status", answer["status"]),))

    async def pay(self) -> Shown:
        """The first drawing is in order, whatever follows."""
        self.stage.in_hours(LONDON, self.presents + timedelta(hours=22))
        return await self.leg.honour()

    # ------------------------------------------------------------------ the second

    async def draw_again(self) -> Shown:
        """All of the credit is set aside for the first drawing."""
        self.stage.at(self.presents + timedelta(hours=1))
        try:
            await self.leg.present(as_money(self.drawing), self.papers.held, LONDON)
        except ApiProblem as problem:
            return Shown("The ledger takes no second drawing.", refused=refused(problem))
        raise AssertionError("a credit was drawn twice")

    async def draw_the_rest(self) -> Shown:
        """Another invoice, the same bill of lading."""
        self.stage.at(self.presents + timedelta(days=1))
        invoice = self.trade.invoice("KH-26-0317", self.cargo.sails.date())
        await self.hand_over(HIDES, invoice)
        bill, *_, again = self.papers.held
        self.second = CreditLeg(self.stage, PARTIES)
        self.second.credit = self.leg.credit
        return await self.second.present(as_money(self.drawing), [bill, again], LONDON)

    async def open_second_credit(self) -> Shown:
        """Applied for, issued and advised like the first."""
        self.stage.at(self.presents + timedelta(hours=3))
        parties = CreditParties(TRUNKS, HIDES, GENEVA, HIGHVELD)
        self.elsewhere = SeaTrade(
            self.stage,
            self.papers,
            replace(self.cargo, number="BDL-LC-26-0319", parties=parties),
            self.loaded,
        )
        self.second = CreditLeg(self.stage, parties)
        shown = await self.second.apply(self.elsewhere.terms(), "APP-BDL-0319", ())
        self.stage.in_hours(GENEVA, self.presents + timedelta(hours=4))
        await self.second.issue("BDL-LC-26-0319")
        self.stage.in_hours(HIGHVELD, self.presents + timedelta(hours=5))
        await self.second.advise()
        return shown

    async def draw_in_geneva(self) -> Shown:
        """An invoice in the other applicant's name; the bill of lading is what it was."""
        self.stage.at(self.presents + timedelta(days=1))
        day = self.cargo.sails.date()
        invoice = self.elsewhere.invoice("KH-26-0318", day, credit_number=None)
        await self.hand_over(HIDES, invoice)
        bill, *_, again = self.papers.held
        return await self.second.present(as_money(self.drawing), [bill, again], GENEVA)

    async def examine_again(self) -> Shown:
        """The bank of the second set examines it."""
        self.stage.in_hours(self.second.decider, self.presents + timedelta(days=1, hours=20))
        return await self.second.examine()

    async def decide_again(self) -> Shown:
        """And refuses."""
        self.stage.in_hours(self.second.decider, self.presents + timedelta(days=1, hours=22))
        return await self.second.decide("CONTROL", "RETURNING")

    async def finance_again(self) -> Shown:
        """The second financier is shown an invoice that cannot be registered again."""
        self.stage.at(self.presents + timedelta(days=1))
        try:
            await self.stage.actor(HIDES).api.invoices.register(
                self.file.replace(b"KH-26-0316", b"kh 26 0316"), media_type="application/xml"
            )
        except ApiProblem as problem:
            return Shown("The registry knows the invoice.", refused=refused(problem))
        raise AssertionError("an invoice was registered twice")

    @property
    def _advance(self) -> Amount:
        return self.cargo.worth(self.loaded).mul_percent_down(80)

    # ------------------------------------------------------------------ what they hear

    async def nominated_bank_asks(self) -> Shown:
        """The bank that forwarded the first set."""
        return await self._asks(HIGHVELD)

    async def issuing_bank_asks(self) -> Shown:
        """The bank that paid it."""
        return await self._asks(LONDON)

    async def _asks(self, bank: str) -> Shown:
        self.stage.in_hours(bank, self.presents)
        self.told[bank] = await self.leg.sightings(bank)
        if not self.told[bank]:
            if self.fault == "drawn-twice":
                return Shown(
                    "No other bank has them: the ledger took no second presentation, and of one"
                    " that was not made nobody hears."
                )
            return Shown("The documents were seen nowhere else.")
        return Shown("The documents, or one of them, were seen elsewhere.", (), self.told[bank])

    # ------------------------------------------------------------------ the end

    def deal(self) -> Deal:
        """Both sets, where there are two: the same paper in both counts once."""
        first = super().deal()
        if self.second is self.leg:
            return first
        delivered = self.leg.delivered + self.second.delivered
        same = self.second.credit == self.leg.credit  # fees are those of this credit
        return replace(
            first,
            documents=len(delivered),
            again=sum(often > 1 for often in delivered.values()),
            rounds=self.leg.rounds + self.second.rounds,
            refused=self.leg.refused + (self.second.refused if same else 0),
            first_sets=2,
            first_refused=int(self.leg.first_refused) + int(self.second.first_refused),
        )

    def paid_words(self) -> str:
        """One drawing."""
        return f"{self.drawing} drawn once, at one bank, and seen nowhere else."

    async def checks(self) -> tuple[Check, ...]:
        """Nobody paid twice; whoever holds a document that was taken elsewhere knows it."""
        wanted = self.fault not in (None, "drawn-twice")  # that one left nothing to be seen
        untouched = PURSE[0][1]
        found = [
            Check(
                f"{self.stage.name_of(bank)} is {'told' if wanted else 'told of nothing'}",
                bool(self.told[bank]) is wanted,
                "; ".join(self.told[bank]) or "nothing",
            )
            for bank in (HIGHVELD, LONDON)
        ]
        for who in (GENEVA, QUAY, HARBOUR):
            paid = untouched - await self.stage.balance(who, "USD")
            repaid = who == HARBOUR and self.fault == "financed-twice"
            outcome = "its advance back" if repaid else "paid nothing"
            name = f"{self.stage.name_of(who)} has {outcome}"
            found.append(Check(name, paid == 0, str(Amount.of("USD", paid))))
        if self.second is not self.leg:
            later = await self.second.sightings(GENEVA if self.fault == "two-credits" else LONDON)
            found.append(Check("the second bank is told too", bool(later), "; ".join(later)))
        outsiders = await self.leg.sightings(HIDES)
        found.append(
            Check("the exporter is told nothing", not outsiders, "; ".join(outsiders) or "nothing")
        )
        return (*await super().checks(), *found)
