"""One container of roses from Mombasa to Rotterdam: thirty parties, over two hundred interactions.

Everything that a shipment goes through besides sailing: growers deliver, hauliers carry, a cold
store packs, laboratories and inspectors certify, two customs clear, terminals hand over, banks pay.
Each party records its own step where all who take part can look, and looks before it takes one.
What is counted is what each of them asked and did, what that took, and what it cost the ledger.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from api.client.shapes import Leg
from dhow.trade.credit.terms import DocumentRequired, Terms
from dhow.trade.documents import (
    Document,
    Measurement,
    OtherDocument,
    PackingList,
    Place,
    Quantity,
)
from dhow.trade.documents.certificates import InspectionCertificate, PhytosanitaryCertificate
from scenarios.rose_trade.cast import (
    APPLIED,
    AUCTION,
    BOXES,
    CARGO,
    CAST,
    CHAMBER,
    DUTCH_CUSTOMS,
    DUTCH_PLANTS,
    DUTCH_PORT,
    DUTCH_ROAD,
    EXPORTER,
    GROWERS,
    HAULIERS,
    HUB,
    INSURER,
    KENYA_CUSTOMS,
    KENYA_PORT,
    LABORATORY,
    LINE,
    MOMBASA,
    MOMBASA_BANK,
    PACKHOUSE,
    PLANT_HEALTH,
    QUALITY,
    ROTTERDAM,
    ROTTERDAM_BANK,
    SAILS,
    SALALAH,
    WHOLESALER,
)
from scenarios.stage.shown import Check, Shown
from scenarios.stage.story import Beat, Chapter, Fault
from scenarios.stage.under_credit import UnderCredit
from scenarios.stage.words import given, instant

PARTIES_WANTED, INTERACTIONS_WANTED = 30, 200
BANKS = (ROTTERDAM_BANK, MOMBASA_BANK)
Kind = Literal[
    "NOTE", "GATE_IN", "GATE_OUT", "LOADED", "DEPARTED", "ARRIVED", "DISCHARGED", "CLEARED"
]


@dataclass
class Roses(UnderCredit):
    """The story; what earlier beats hand to later ones are its attributes."""

    name = "roses"
    title = "Roses from Mombasa to Rotterdam: thirty parties to one container"
    reported = (
        "2014 and 2016, a shipping line followed roses from Mombasa to Rotterdam: up to 30 parties,"
        " over 200 interactions; shipping cost USD 2,000 and paperwork about USD 300"
    )
    faults = MappingProxyType(
        {
            "pests-found": Fault(
                "the plant health service finds thrips and issues no certificate",
                "payment under the credit",
                "MISSING",
            ),
            "short-packed": Fault(
                "the invoice claims forty boxes more than the packing list shows",
                "payment under the credit",
                "CONFLICT",
            ),
        }
    )
    cargo = CARGO
    cast = CAST
    loaded = Quantity(Decimal(BOXES), "box")
    applied = APPLIED
    presents = datetime(2026, 5, 15, 7, 0, tzinfo=UTC)
    invoice_number = "NB-26-0512"

    def chapters(self) -> Iterator[Chapter]:
        """From the farms to the florist."""
        yield self._the_credit()
        yield self._the_harvest()
        yield self._the_papers()
        yield self._the_money()
        yield self._the_journey()

    def _the_credit(self) -> Chapter:
        return Chapter(
            "The credit",
            (
                Beat(AUCTION, "applies for a letter of credit", "", "UCP 600 art. 6",
                     self.apply_for_credit),
                Beat(ROTTERDAM_BANK, "issues it: one key prepares, another carries out", "",
                     "UCP 600 art. 7(b)", self.issue),
                Beat(MOMBASA_BANK, "advises it to the exporter", "", "UCP 600 art. 9(a)",
                     self.advise),
            ),
        )  # fmt: skip

    def _the_harvest(self) -> Chapter:
        return Chapter(
            "The harvest",
            (
                Beat(LINE, "opens the shipment for everyone who takes part",
                     "twenty-eight of the thirty: banks look at documents, not at goods",
                     "UCP 600 art. 5", self.open_shipment),
                Beat(EXPORTER, "receives the roses of eight farms",
                     "each farm signs for its boxes", "", self.deliver),
                Beat(PACKHOUSE, "cools and packs them", "quality, residues, plant health", "",
                     self.pack),
            ),
        )  # fmt: skip

    def _the_papers(self) -> Chapter:
        return Chapter(
            "The papers",
            (
                Beat(KENYA_CUSTOMS, "clears the container for export", self._cleared_on, "",
                     self.export),
                Beat(LINE, "loads and signs the bill of lading", "", "UCP 600 art. 20", self.load),
                Beat(EXPORTER, "makes out its papers", "", "UCP 600 art. 18", self.make_out),
            ),
        )  # fmt: skip

    def _the_money(self) -> Chapter:
        return Chapter(
            "The money",
            (
                Beat(EXPORTER, "presents to the nominated bank", "while the ship is at sea",
                     "eUCP 2.1 art. e6(c)", self.present),
                Beat(MOMBASA_BANK, "forwards the documents", "", "UCP 600 art. 14(b)",
                     self.forward),
                Beat(ROTTERDAM_BANK, "examines the documents", "", "UCP 600 art. 14",
                     self.examine),
                Beat(ROTTERDAM_BANK, "decides on the documents", "", "UCP 600 art. 15, 16",
                     self.decide),
            ),
        )  # fmt: skip

    @property
    def _cleared_on(self) -> str:
        if self.fault != "pests-found":
            return ""
        return "on the exporter's word that the plant health certificate follows"

    def _the_journey(self) -> Chapter:
        return Chapter(
            "The journey",
            (
                Beat(HUB, "hands the container from ship to ship", "", "", self.tranship),
                Beat(DUTCH_PORT, "discharges it in Rotterdam", "", "", self.discharge),
                *self._the_arrival(),
            ),
        )  # fmt: skip

    def _the_arrival(self) -> tuple[Beat, ...]:
        """Plants without a certificate do not come in; a container is given out for its bill."""
        if self.fault == "pests-found":
            return (
                Beat(DUTCH_PLANTS, "refuses the roses entry",
                     "the certificate that the bank missed is missed here too",
                     "Regulation (EU) 2016/2031 art. 72, 2017/625 art. 66", self.refuse_entry),
                Beat(WHOLESALER, "has no roses", "nobody has paid for them either", "",
                     self.wait_in_vain),
            )  # fmt: skip
        clears = Beat(DUTCH_CUSTOMS, "clears it for import", "plant inspection first", "",
                      self.clear)  # fmt: skip
        if self.leg.honoured:
            ends = Beat(WHOLESALER, "has its roses", "twenty-five days after sailing", "",
                        self.arrive)  # fmt: skip
            return (clears, ends)
        return (
            clears,
            Beat(DUTCH_PORT, "keeps the container",
                 "the bill of lading is with the bank, at the exporter's disposal",
                 "UCP 600 art. 16(c)(iii)(a)", self.keep),
            Beat(WHOLESALER, "has no roses", "nobody has paid for them either", "",
                 self.wait_in_vain),
        )  # fmt: skip

    # ------------------------------------------------------------------ steps

    async def _step(self, who: str, kind: Kind, at: datetime, place: Place, note: str) -> None:
        """A party looks at the shipment, and records what it has done."""
        self.stage.at(at)
        goods = self.stage.actor(who).api.goods
        await goods.read(self.shipment)
        await goods.add_event(
            self.shipment,
            {"kind": kind, "at": instant(at), "place": given(place.locode), "note": note},
        )

    async def _all_look(self) -> int:
        """Everyone who takes part looks where the container is."""
        for code in self.participants:
            await self.stage.actor(code).api.goods.read(self.shipment)
        return len(self.participants)

    async def _registered(self, issuer: str, document: Document, *readers: str) -> None:
        """A paper of the trade that the credit does not ask for, read by those it is for."""
        hash_ = await self.papers.register(issuer, document, *readers)
        for reader in readers:
            await self.stage.actor(reader).api.documents.read(hash_)

    def _paper(
        self, issuer: str, name: str, number: str, day: datetime, says: str
    ) -> OtherDocument:
        return OtherDocument(
            **self.papers.basis(issuer, number, day.date(), under_credit=False),
            name=name,
            statements=(says,),
        )

    # ------------------------------------------------------------------ the harvest

    def make_terms(self) -> Terms:
        """A packing list and the plant health service's certificate besides the usual papers."""
        terms = self.trade.terms()
        health = DocumentRequired(
            kind="phytosanitary_certificate", issuer=self.stage.party(PLANT_HEALTH)
        )
        more = (DocumentRequired(kind="packing_list"), health)
        return self.trade.terms(documents=(*terms.documents, *more))

    async def open_shipment(self) -> Shown:
        """By the line, for all but the banks."""
        self.stage.at(SAILS - timedelta(days=4))
        self.participants = tuple(each.code for each in CAST if each.code not in BANKS)
        others = [self.stage.lei(code) for code in self.participants if code != LINE]
        leg: Leg = {
            "mode": "sea",
            "from_place": given(MOMBASA.locode),
            "to_place": given(ROTTERDAM.locode),
            "voyage": self.cargo.voyage,
            "departs_on": SAILS.date().isoformat(),
        }
        shipment = await self.stage.actor(LINE).api.goods.open_shipment(
            {"reference": self.cargo.voyage, "participants": others, "legs": [leg]}
        )
        self.shipment = shipment["id"]
        return Shown(f"{len(self.participants)} parties take part in the shipment.")

    async def deliver(self) -> Shown:
        """Eight delivery notes, three hauliers."""
        day = SAILS - timedelta(days=3, hours=4)
        each = BOXES // len(GROWERS)
        for number, farm in enumerate(GROWERS):
            at = day + timedelta(minutes=20 * number)
            self.stage.at(at)
            haulier = HAULIERS[number % len(HAULIERS)]
            note = self._paper(
                farm, "Delivery note", f"DN-{number + 1}", at, f"{each} boxes of roses delivered"
            )
            await self._registered(farm, note, EXPORTER, haulier)
            await self._step(haulier, "NOTE", at, MOMBASA, f"{each} boxes taken over from a farm")
        return Shown(
            f"{BOXES:,} boxes are on their way to the cold store.",
            (("farms", str(len(GROWERS))), ("hauliers", str(len(HAULIERS)))),
        )

    async def pack(self) -> Shown:
        """Cold store, quality, residues, plant health."""
        at = SAILS - timedelta(days=2)
        await self._step(PACKHOUSE, "GATE_IN", at, MOMBASA, "boxes received at 3 C")
        day = at.date()
        quality = InspectionCertificate(
            **self.papers.basis(QUALITY, "BQC-0511", day, under_credit=False),
            goods=self.cargo.goods,
            satisfactory=True,
            results=(Measurement(name="stem length", value=Decimal(50), unit="cm"),),
        )
        await self._registered(QUALITY, quality, EXPORTER, AUCTION)
        residues = self._paper(
            LABORATORY, "Residue analysis", "NRL-0511", at, "no residue above its limit found"
        )
        await self._registered(LABORATORY, residues, EXPORTER, AUCTION, PLANT_HEALTH, DUTCH_PLANTS)
        if self.fault == "pests-found":
            await self._step(PLANT_HEALTH, "NOTE", at, MOMBASA, "thrips found: no certificate")
            return Shown("Packed; the plant health service finds thrips and certifies nothing.")
        health = PhytosanitaryCertificate(
            **self.papers.basis(PLANT_HEALTH, "KE-PHS-260511-771", day),
            goods=self.cargo.goods,
            quantity=self.loaded,
            country_of_origin="KE",
            botanical_name="Rosa",
            exporter=self.stage.party(EXPORTER),
        )
        await self.papers.hand_over(PLANT_HEALTH, health, EXPORTER)
        await self._step(PLANT_HEALTH, "NOTE", at, MOMBASA, "inspected and certified")
        return Shown("Packed, inspected and certified.", (("document", str(health)),))

    async def export(self) -> Shown:
        """Cover, export declaration, gate."""
        at = SAILS - timedelta(days=1)
        self.stage.at(at)
        cover = self._paper(INSURER, "Certificate of insurance", "PMC-0512", at, "cargo insured")
        await self._registered(INSURER, cover, EXPORTER, AUCTION)
        declared = self._paper(
            EXPORTER, "Export declaration", "EX-0512", at, f"{BOXES:,} boxes of cut roses"
        )
        await self._registered(EXPORTER, declared, KENYA_CUSTOMS, KENYA_PORT, LINE)
        for haulier in HAULIERS:
            await self._step(haulier, "NOTE", at, MOMBASA, "on the road to the port")
        on = ", plant health certificate to follow" if self.fault == "pests-found" else ""
        await self._step(KENYA_CUSTOMS, "CLEARED", at, MOMBASA, f"cleared for export{on}")
        await self._step(KENYA_PORT, "GATE_IN", at + timedelta(hours=2), MOMBASA, "in the yard")
        return Shown(f"Cleared for export{on}; in the terminal.")

    async def load(self) -> Shown:
        """On board; everyone looks."""
        await self._step(KENYA_PORT, "LOADED", SAILS, MOMBASA, "on board")
        shown = await super().load()
        await self._step(LINE, "DEPARTED", SAILS + timedelta(hours=2), MOMBASA, "under way")
        looked = await self._all_look()
        return Shown(shown.says, (*shown.facts, ("parties that looked", str(looked))))

    async def make_out(self) -> Shown:
        """Invoice, packing list, and the origin that the chamber has attested."""
        day = SAILS.date()
        more = 40 if self.fault == "short-packed" else 0
        invoiced = Quantity(Decimal(BOXES + more), "box")
        packing = PackingList(
            **self.papers.basis(EXPORTER, "NB-PL-0512", day),
            goods=self.cargo.goods,
            quantity=self.loaded,
        )
        invoice = self.trade.invoice(self.invoice_number, day, quantity=invoiced)
        await self.papers.hand_over(CHAMBER, self.trade.origin(CHAMBER, "CCC-0512", day), EXPORTER)
        return await self.hand_over(EXPORTER, packing, invoice)

    # ------------------------------------------------------------------ the journey

    async def tranship(self) -> Shown:
        """At the hub."""
        at = SAILS + timedelta(days=6)
        await self._step(HUB, "DISCHARGED", at, SALALAH, "from the feeder")
        await self._step(HUB, "LOADED", at + timedelta(hours=9), SALALAH, "on the ocean ship")
        looked = await self._all_look()
        return Shown("Handed over.", (("parties that looked", str(looked)),))

    async def discharge(self) -> Shown:
        """In the port of destination."""
        at = SAILS + timedelta(days=24)
        await self._step(LINE, "ARRIVED", at, ROTTERDAM, "alongside")
        await self._step(DUTCH_PORT, "DISCHARGED", at + timedelta(hours=3), ROTTERDAM, "plugged in")
        looked = await self._all_look()
        return Shown("In Rotterdam.", (("parties that looked", str(looked)),))

    async def _declare(self) -> datetime:
        """The importer's declaration, for plant inspection and customs; says when."""
        at = SAILS + timedelta(days=24, hours=8)
        self.stage.at(at)
        entry = self._paper(
            AUCTION, "Import declaration", "NL-0607", at, f"{BOXES:,} boxes of cut roses"
        )
        await self._registered(AUCTION, entry, DUTCH_CUSTOMS, DUTCH_PLANTS)
        return at

    async def clear(self) -> Shown:
        """Plants first, then customs, then the gate, where somebody may take the container."""
        at = await self._declare()
        await self._step(DUTCH_PLANTS, "NOTE", at, ROTTERDAM, "inspected")
        await self._step(
            DUTCH_CUSTOMS, "CLEARED", at + timedelta(hours=2), ROTTERDAM, "cleared for import"
        )
        if not self.leg.honoured:
            return Shown("Cleared, and in the terminal.")
        await self._step(
            DUTCH_PORT, "GATE_OUT", at + timedelta(hours=4), ROTTERDAM, "to the haulier"
        )
        return Shown("Cleared and out of the gate.")

    async def refuse_entry(self) -> Shown:
        """No certificate: plant inspection lets nothing in, and customs and terminal nothing out.

        Regulation (EU) 2016/2031 art. 72 asks for the certificate; 2017/625 art. 66 says what
        happens to goods that come without.
        """
        at = await self._declare()
        await self._step(
            DUTCH_PLANTS, "NOTE", at, ROTTERDAM, "no phytosanitary certificate: entry refused"
        )
        await self._step(DUTCH_CUSTOMS, "NOTE", at + timedelta(hours=2), ROTTERDAM, "not cleared")
        await self._step(
            DUTCH_PORT, "NOTE", at + timedelta(hours=4), ROTTERDAM, "held for plant inspection"
        )
        return Shown("Entry refused; the container stays in the terminal.")

    async def keep(self) -> Shown:
        """Nobody hands in the bill of lading."""
        at = SAILS + timedelta(days=24, hours=12)
        await self._step(DUTCH_PORT, "NOTE", at, ROTTERDAM, "held: no bill of lading handed in")
        return Shown("Cleared, and given out to nobody.")

    async def wait_in_vain(self) -> Shown:
        """Haulier, auction and wholesaler see that nothing comes."""
        at = SAILS + timedelta(days=25)
        await self._step(DUTCH_ROAD, "NOTE", at, ROTTERDAM, "nothing to collect")
        await self._step(AUCTION, "NOTE", at + timedelta(hours=2), ROTTERDAM, "nothing to sell")
        await self._step(WHOLESALER, "NOTE", at + timedelta(hours=5), ROTTERDAM, "nothing received")
        looked = await self._all_look()
        return Shown("The roses stay where they are.", (("parties that looked", str(looked)),))

    async def arrive(self) -> Shown:
        """The last mile."""
        at = SAILS + timedelta(days=25)
        await self._step(DUTCH_ROAD, "NOTE", at, ROTTERDAM, "delivered to the auction")
        await self._step(AUCTION, "NOTE", at + timedelta(hours=2), ROTTERDAM, "sold")
        await self._step(WHOLESALER, "NOTE", at + timedelta(hours=5), ROTTERDAM, "received")
        looked = await self._all_look()
        return Shown("The roses are with the florist.", (("parties that looked", str(looked)),))

    # ------------------------------------------------------------------ the end

    def paid_words(self) -> str:
        """What was paid, and among how many."""
        return (
            f"{self.drawing} for {BOXES:,} boxes; {sum(self._counted().values())} interactions of"
            f" {len(self._counted())} parties."
        )

    def _counted(self) -> dict[str, int]:
        """Requests by party, the operator's left out."""
        parties = {each.code for each in CAST}
        asked = self.stage.tally.requests
        return {code: count for code, count in asked.items() if code in parties}

    async def checks(self) -> tuple[Check, ...]:
        """Everyone took part, and as often as it is reported."""
        counted = self._counted()
        several = sum(counted.values())
        sees = await self.stage.may_see(ROTTERDAM_BANK, lambda api: api.goods.read(self.shipment))
        shipment = await self.stage.actor(WHOLESALER).unseen.goods.read(self.shipment)
        kinds = [event["kind"] for event in shipment["events"]]
        gone = kinds.count("GATE_OUT") > 0
        return (
            *await super().checks(),
            Check(
                "the roses are given out if they are paid for",
                gone is self.leg.honoured,
                "given out" if gone else "not given out",
            ),
            Check(
                f"{PARTIES_WANTED} parties took part",
                len(counted) == PARTIES_WANTED,
                f"{len(counted)}",
            ),
            Check(
                f"they interacted at least {INTERACTIONS_WANTED} times",
                several >= INTERACTIONS_WANTED,
                f"{several}",
            ),
            Check(
                "the bank sees documents and not the goods",
                not sees,
                "seen" if sees else "not there",
            ),
        )
