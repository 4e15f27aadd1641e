"""A cargo of African crude to China: the inspector's certificate sets what is drawn.

Nobody knows the day before how many barrels the tanks will give. The credit allows five per cent
more or less; what is on board, as the independent inspector measures it, times the price agreed, is
the drawing. The ledger holds the credit's limit with its tolerance; the examination holds the
invoice to the certificate and to the bill of lading.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from api.client import ApiProblem
from api.client.shapes import Leg
from dhow.trade.credit.terms import Expiry, ResultLimit
from dhow.trade.documents import Incoterm, IncotermRule, Place, Quantity
from dhow.trade.money import Amount
from scenarios.stage.actors import refused
from scenarios.stage.credit_leg import CreditParties
from scenarios.stage.parties import Member
from scenarios.stage.sea_trade import Cargo
from scenarios.stage.shown import Check, Shown
from scenarios.stage.stage import Stage
from scenarios.stage.story import Beat, Chapter, Fault
from scenarios.stage.under_credit import UnderCredit
from scenarios.stage.words import as_money, given, instant, quantity

TRADER, REFINER = "leman-energy", "bohai-refining"
SHANGHAI, GENEVA = "huangpu-bank", "rhone-energy-bank"
OWNER, AGENT, INSPECTOR = "benguela-tankers", "cabinda-agency", "atlantic-inspection"

PARTIES = CreditParties(REFINER, TRADER, SHANGHAI, GENEVA)
APPLIED = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
SAILS = datetime(2026, 6, 22, 20, 0, tzinfo=UTC)
PURSE = (("USD", 20_000_000_000),)
BARRELS, BEYOND = Decimal(953_417), Decimal(1_012_660)

CARGO = Cargo(
    number="HPB-LC-26-0608",
    parties=PARTIES,
    carrier=OWNER,
    inspector=INSPECTOR,
    goods="Cabinda crude oil in bulk",
    agreed=Quantity(Decimal(950_000), "bbl"),
    unit_price=Amount.of("USD", 7_135),
    incoterm=Incoterm(rule=IncotermRule.FOB, place="Malongo Terminal", version=2020),
    loading=Place("Malongo", "AOMAL"),
    discharge=Place("Qingdao", "CNTAO"),
    vessel="Benguela Star",
    voyage="BS-204",
    bill_number="BGTKMAL260622",
    sails=SAILS,
    latest=date(2026, 6, 26),
    expiry=Expiry(day=date(2026, 7, 24), place="CHGVA"),
    tolerance_percent=5,
    quality=(
        ResultLimit(
            name="API gravity", unit="degrees", minimum=Decimal("31.0"), maximum=Decimal("34.0")
        ),
        ResultLimit(name="sulphur", unit="%", maximum=Decimal("0.20")),
        ResultLimit(name="sediment and water", unit="%", maximum=Decimal("0.50")),
    ),
    chartered=True,
)

CAST = (
    Member(
        code=TRADER,
        name="Leman Energy Trading SA",
        country="CH",
        city="Geneva",
        capabilities=("exporter",),
    ),
    Member(
        code=REFINER,
        name="Bohai Refining Co Ltd",
        country="CN",
        city="Qingdao",
        capabilities=("importer",),
    ),
    Member(
        code=SHANGHAI,
        name="Huangpu Bank Co Ltd",
        country="CN",
        city="Shanghai",
        capabilities=("bank",),
        bic="HPBKCNSH",
        place="CNSHA",
        dual_control=True,
        opening=PURSE,
    ),
    Member(
        code=GENEVA,
        name="Banque Rhone Energie SA",
        country="CH",
        city="Geneva",
        capabilities=("bank",),
        bic="BRENCHGG",
        place="CHGVA",
    ),
    Member(
        code=OWNER,
        name="Benguela Tankers Ltd",
        country="AO",
        city="Luanda",
        capabilities=("carrier",),
    ),
    Member(
        code=AGENT,
        name="Cabinda Ship Agency Lda",
        country="AO",
        city="Cabinda",
        capabilities=("terminal",),
    ),
    Member(
        code=INSPECTOR,
        name="Atlantic Petroleum Inspection",
        country="AO",
        city="Cabinda",
        capabilities=("inspector",),
    ),
)


@dataclass
class CrudeOil(UnderCredit):
    """The story; what earlier beats hand to later ones are its attributes."""

    name = "crude-oil"
    title = "Crude oil from Angola to China: the inspector's certificate sets the drawing"
    reported = (
        "2017, two banks and a trading house: African crude sold to China, banks, traders, an agent"
        " and an inspector on one platform; a bank's part fell from 3 hours to 25 minutes"
    )
    faults = MappingProxyType(
        {
            "overstated": Fault(
                "the invoice claims 4,000 barrels more than the inspector measured",
                "payment under the credit",
                "CONFLICT",
            ),
            "beyond-tolerance": Fault(
                "the ship took more than five per cent above the quantity agreed",
                "the drawing of what was loaded",
                "Credit_DrawingExceedsCredit",
            ),
            "off-specification": Fault(
                "the inspector finds more sulphur than the credit allows",
                "payment under the credit",
                "CONTENT",
            ),
        }
    )
    cargo = CARGO
    cast = CAST
    loaded = Quantity(BARRELS, "bbl")
    applied = APPLIED
    presents = datetime(2026, 6, 25, 8, 0, tzinfo=UTC)
    invoice_number = "LET-26-0622"

    def chapters(self) -> Iterator[Chapter]:
        """What is agreed, what is measured, what is drawn."""
        yield self._the_credit()
        yield self._the_loading()
        yield self._the_drawing()

    def _the_credit(self) -> Chapter:
        return Chapter(
            "The credit",
            (
                Beat(REFINER, "applies for a letter of credit",
                     "950,000 barrels, five per cent more or less", "UCP 600 art. 30",
                     self.apply_for_credit),
                Beat(SHANGHAI, "issues it: one key prepares, another carries out",
                     "the ledger holds the amount with its tolerance", "UCP 600 art. 7(b)",
                     self.issue),
                Beat(GENEVA, "advises it to the trader", "", "UCP 600 art. 9(a)", self.advise),
            ),
        )  # fmt: skip

    def _the_loading(self) -> Chapter:
        return Chapter(
            "The loading",
            (
                Beat(OWNER, "opens the voyage for those who take part in it",
                     "the agent and the inspector see the voyage, not the credit",
                     "UCP 600 art. 4", self.open_voyage),
                Beat(AGENT, "reports loading and departure", "what has happened, nothing expected",
                     "", self.report_loading),
                Beat(INSPECTOR, "certifies quantity and quality",
                     "barrels by the shore tanks: this figure sets the drawing",
                     "UCP 600 art. 14(f)", self.certify),
                Beat(OWNER, "signs the bill of lading", "subject to a charter party",
                     "UCP 600 art. 22", self.load),
            ),
        )  # fmt: skip

    def _the_drawing(self) -> Chapter:
        presents = Beat(
            TRADER, "invoices what the certificate gives, and presents",
            "barrels certified, times the price agreed", "UCP 600 art. 18(b), 30(b)",
            self.invoice_and_present,
        )  # fmt: skip
        if self.fault == "beyond-tolerance":
            return Chapter("The drawing", (presents,))
        return Chapter(
            "The drawing",
            (
                presents,
                Beat(GENEVA, "forwards the documents", "", "UCP 600 art. 14(b)", self.forward),
                Beat(SHANGHAI, "examines the documents",
                     "invoice, bill of lading and certificate must say the same barrels",
                     "UCP 600 art. 14(d)", self.examine),
                Beat(SHANGHAI, "decides on the documents", "", "UCP 600 art. 15, 16", self.decide),
            ),
        )  # fmt: skip

    # ------------------------------------------------------------------ the loading

    async def prepare(self, stage: Stage) -> None:
        """The tanks give what they give."""
        await super().prepare(stage)
        if self.fault == "beyond-tolerance":
            self.trade.loaded = Quantity(BEYOND, "bbl")

    async def open_voyage(self) -> Shown:
        """The owner lets agent, inspector and the traders see its voyage."""
        self.stage.at(SAILS - timedelta(days=2))
        cargo = self.cargo
        leg: Leg = {
            "mode": "sea",
            "from_place": given(cargo.loading.locode),
            "to_place": given(cargo.discharge.locode),
            "voyage": cargo.voyage,
            "departs_on": SAILS.date().isoformat(),
        }
        shipment = await self.stage.actor(OWNER).api.goods.open_shipment(
            {
                "reference": cargo.voyage,
                "participants": [self.stage.lei(c) for c in (AGENT, INSPECTOR, TRADER, REFINER)],
                "legs": [leg],
            }
        )
        self.shipment = shipment["id"]
        return Shown(f"{cargo.vessel} is on her way to {cargo.loading.name}.")

    async def report_loading(self) -> Shown:
        """The ship's agent at the terminal."""
        agent = self.stage.actor(AGENT).api.goods
        for kind, when in (("LOADED", SAILS - timedelta(hours=6)), ("DEPARTED", SAILS)):
            self.stage.at(when + timedelta(minutes=20))
            await agent.add_event(
                self.shipment,
                {
                    "kind": "LOADED" if kind == "LOADED" else "DEPARTED",
                    "at": instant(when),
                    "place": given(self.cargo.loading.locode),
                },
            )
        return Shown("Loaded and departed.", (("voyage", self.cargo.voyage),))

    async def certify(self) -> Shown:
        """Two certificates; the first sets what may be drawn."""
        self.stage.at(SAILS + timedelta(hours=2))
        bad = {"sulphur": "0.31"} if self.fault == "off-specification" else {}
        shown = await self.hand_over(
            INSPECTOR,
            self.trade.quantity_certificate("API-Q-260622"),
            self.trade.quality_certificate("API-A-260622", **bad),
        )
        due = self.cargo.worth(self.trade.loaded)
        facts = (
            ("certified", quantity(self.trade.loaded)),
            ("to be drawn", str(due)),
            *shown.facts,
        )
        return Shown(shown.says, facts)

    async def load(self) -> Shown:
        """Signed when the certificate's figure is known."""
        self.stage.at(SAILS + timedelta(hours=4))
        return await self.hand_over(OWNER, self.trade.bill_of_lading())

    # ------------------------------------------------------------------ the drawing

    @property
    def drawing(self) -> Amount:
        """What the trader draws: the certificate's figure, unless it claims more."""
        return self.cargo.worth(self._invoiced)

    @property
    def _invoiced(self) -> Quantity:
        if self.fault == "overstated":
            return Quantity(BARRELS + 4_000, "bbl")
        return Quantity(BEYOND, "bbl") if self.fault == "beyond-tolerance" else self.loaded

    async def invoice_and_present(self) -> Shown:
        """The drawing is computed, not agreed."""
        self.stage.at(self.presents)
        invoice = self.trade.invoice(
            self.invoice_number, SAILS.date(), total=self.drawing, quantity=self._invoiced
        )
        await self.hand_over(TRADER, invoice)
        try:
            return await self.leg.present(as_money(self.drawing), self.papers.held)
        except ApiProblem as problem:
            return Shown("The ledger takes no such drawing.", refused=refused(problem))

    # ------------------------------------------------------------------ the end

    def paid_words(self) -> str:
        """Barrels, price, amount."""
        return (
            f"{self.drawing}: {quantity(self.loaded)} as certified, at {self.cargo.unit_price} a"
            " barrel."
        )

    async def checks(self) -> tuple[Check, ...]:
        """The drawing is the certificate's; agent and inspector see the voyage and no credit."""
        agreed = self.cargo.worth(self.cargo.agreed)
        most = agreed + agreed.mul_percent_down(self.cargo.tolerance_percent)
        measured = self.cargo.worth(self.trade.loaded)
        found = [
            *await super().checks(),
            Check(
                "what is paid is what was certified, within the tolerance",
                not self.leg.honoured or (self.drawing == measured and measured <= most),
                f"{measured}, at most {most}" if self.leg.honoured else "nothing is paid",
            ),
        ]
        for code in (AGENT, INSPECTOR, OWNER):
            sees = await self.stage.may_see(code, lambda api: api.credit.read(self.leg.credit))
            goods = await self.stage.may_see(code, lambda api: api.goods.read(self.shipment))
            name = f"{self.stage.name_of(code)} sees the voyage and not the credit"
            found.append(Check(name, goods and not sees, f"voyage {goods}, credit {sees}"))
        return tuple(found)
