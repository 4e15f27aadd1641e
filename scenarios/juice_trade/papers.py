"""The terms of the credit and the papers of the voyage by sea."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from dhow.trade.credit.terms import (
    ArrivalStipulation,
    Availability,
    AvailableWith,
    DocumentRequired,
    Expiry,
    Goods,
    Mode,
    Permission,
    Rules,
    Shipment,
    Terms,
    TransportStipulation,
)
from dhow.trade.documents import (
    BillOfLading,
    CommercialInvoice,
    Freight,
    Incoterm,
    IncotermRule,
    InspectionCertificate,
    Measurement,
    PackingList,
    Quantity,
    SigningCapacity,
)
from dhow.trade.invoices import Invoice
from dhow.trade.money import Amount
from scenarios.juice_trade.cast import (
    CREDIT_NUMBER,
    EVIDENCE,
    EXPIRY,
    FRUIT_KG,
    IMO,
    INSPECTOR,
    ISSUER,
    JEBEL_ALI,
    JUICE,
    LATEST_SHIPMENT,
    LINE,
    MUMBAI,
    NHAVA_SHEVA,
    ORCHARDS,
    SAILS,
    VESSEL,
    VOYAGE,
)
from scenarios.stage.cold_chain import ColdChain
from scenarios.stage.papers import Papers
from scenarios.stage.stage import Stage

CARTON_KG = 10
TARE_KG = 1_600
CPT = Incoterm(rule=IncotermRule.CPT, place="Jebel Ali", version=2020)


@dataclass(frozen=True)
class FruitPapers:
    """Makes the papers for the price agreed, or for an invoice given in its place."""

    stage: Stage
    papers: Papers
    sea: ColdChain
    price: Amount
    given: Invoice | None

    @property
    def goods(self) -> str:
        """The description of the goods, as in field 45A."""
        if self.given is None:
            return "Fresh mangoes, Alphonso, class I, in cartons of 10 kg"
        return f"Goods as per invoice {self.given.number} dated {self.given.issue_date}"

    def terms(self) -> Terms:
        """What the applicant asks its bank to issue."""
        party = self.stage.party
        transport = TransportStipulation(
            freight=Freight.PREPAID,
            consignee=f"to order of {party(ISSUER).name}",
            notify=party(JUICE).name,
        )
        arrival = ArrivalStipulation(
            place=self.sea.port.place, minimum_sources=self.sea.required_sources
        )
        certificate = DocumentRequired(
            kind="temperature_certificate",
            issuer=party(EVIDENCE),
            container=self.sea.container,
            temperature=self.sea.limits,
            covers_voyage=True,
        )
        return Terms(
            credit_number=CREDIT_NUMBER,
            issuing_bank=party(ISSUER),
            applicant=party(JUICE),
            beneficiary=party(ORCHARDS),
            advising_bank=party(MUMBAI),
            nominated_bank=party(MUMBAI),
            rules=Rules.EUCP,
            eucp_version="2.1",
            amount=self.price,
            availability=Availability(mode=Mode.SIGHT, with_bank=AvailableWith.NOMINATED_BANK),
            expiry=Expiry(day=EXPIRY, place="INBOM"),
            goods=Goods(description=self.goods, incoterm=CPT, **self._priced()),
            documents=(
                DocumentRequired(kind="commercial_invoice", signed=True, show_credit_number=True),
                DocumentRequired(kind="bill_of_lading", transport=transport),
                DocumentRequired(kind="packing_list"),
                DocumentRequired(kind="inspection_certificate", issuer=party(INSPECTOR)),
                certificate,
                DocumentRequired(kind="notice_of_arrival", issuer=party(EVIDENCE), arrival=arrival),
            ),
            shipment=Shipment(
                port_of_loading=(NHAVA_SHEVA,),
                port_of_discharge=(JEBEL_ALI,),
                latest=LATEST_SHIPMENT,
                partial_shipments=Permission.NOT_ALLOWED,
                transhipment=Permission.NOT_ALLOWED,
            ),
            charges="All charges outside the United Arab Emirates are for account of beneficiary",
        )

    def inspection(self) -> InspectionCertificate:
        """The inspector's."""
        day = (SAILS - timedelta(days=2)).date()
        return InspectionCertificate(
            **self.papers.basis(INSPECTOR, "WGI-26-1183", day),
            **self._weights(),
            goods=self.goods,
            satisfactory=True,
            place=NHAVA_SHEVA,
            results=(
                Measurement(name="pulp temperature", value=Decimal("10.4"), unit="C"),
                Measurement(name="firmness", value=Decimal("7.1"), unit="kgf"),
            ),
        )

    def bill_of_lading(self) -> BillOfLading:
        """The carrier's, signed as carrier, with the date on board."""
        party, day = self.stage.party, SAILS.date()
        general = "Fresh fruit in refrigerated container" if self.given is None else self.goods
        return BillOfLading(
            **self.papers.basis(LINE, "MLBR26041207", day, capacity=SigningCapacity.CARRIER),
            **self._weights(),
            shipper=party(ORCHARDS),
            consignee=f"To order of {party(ISSUER).name}",
            notify=party(JUICE),
            carrier=party(LINE),
            vessel=VESSEL,
            vessel_imo=IMO,
            voyage=VOYAGE,
            port_of_loading=NHAVA_SHEVA,
            port_of_discharge=JEBEL_ALI,
            on_board_on=day,
            goods=general,
            freight=Freight.PREPAID,
        )

    def invoice(self) -> CommercialInvoice:
        """The beneficiary's, in the applicant's name."""
        number = self.given.number if self.given else "KO/26/0418"
        priced = self._priced()
        return CommercialInvoice(
            **self.papers.basis(ORCHARDS, number, (SAILS - timedelta(days=1)).date()),
            **self._weights(),
            buyer=self.stage.party(JUICE),
            goods=self.goods,
            total=self.price,
            unit_price=priced.get("unit_price"),
            incoterm=CPT,
            vessel=VESSEL,
        )

    def packing_list(self) -> PackingList:
        """The beneficiary's."""
        return PackingList(
            **self.papers.basis(ORCHARDS, "KO/PL/0418", (SAILS - timedelta(days=1)).date()),
            **self._weights(),
            goods=self.goods,
        )

    def _priced(self) -> dict[str, Any]:
        """Quantity and unit price, where the story knows them."""
        if self.given is not None:
            return {}
        per_tonne = self.price.minor * 1000 // FRUIT_KG
        return {
            "quantity": Quantity(Decimal(FRUIT_KG) / 1000, "t"),
            "unit_price": Amount(per_tonne, self.price.currency),
        }

    def _weights(self) -> dict[str, Any]:
        """Container, packages and weights: the same on every paper, so that none conflict."""
        container = {"containers": (self.sea.container,)}
        if self.given is not None:
            return container
        return {
            **container,
            "quantity": Quantity(Decimal(FRUIT_KG) / 1000, "t"),
            "packages": Quantity(Decimal(FRUIT_KG // CARTON_KG), "carton"),
            "net_weight": Quantity(Decimal(FRUIT_KG), "kg"),
            "gross_weight": Quantity(Decimal(FRUIT_KG + TARE_KG), "kg"),
        }
