"""One cargo by sea under a sight credit: its terms, and papers that say the same of it.

A story says what is agreed and what was loaded; what goes wrong it writes into single papers.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dhow.trade.credit.terms import (
    Availability,
    AvailableWith,
    Confirmation,
    DocumentRequired,
    Expiry,
    Goods,
    Mode,
    Permission,
    Reimbursement,
    ResultLimit,
    Rules,
    Shipment,
    Terms,
    Tolerance,
    TransportStipulation,
)
from dhow.trade.documents import (
    BillOfLading,
    CertificateOfOrigin,
    CommercialInvoice,
    Document,
    Freight,
    Incoterm,
    Measurement,
    Place,
    QualityCertificate,
    Quantity,
    QuantityCertificate,
    SigningCapacity,
)
from dhow.trade.documents.transport import CharterPartyBill
from dhow.trade.money import Amount
from scenarios.stage.credit_leg import CreditParties
from scenarios.stage.papers import Papers
from scenarios.stage.stage import Stage


@dataclass(frozen=True, kw_only=True)
class Cargo:
    """What is agreed on.

    Attributes:
        number: of the credit.
        carrier, inspector: codes of the parties that sign; no inspector, no certificates.
        agreed: quantity in the credit, in a bulk measure; `tolerance_percent` of it and the amount.
        quality: limits of the certificate of quality.
        notify: the bill of lading names the applicant to be notified.
        reimbursing: code of the bank that reimburses who honours, where one is named.
        chartered: the bill of lading is subject to a charter party (UCP 600 art. 22).
        sails: the instant on board, UTC.
    """

    number: str
    parties: CreditParties
    carrier: str
    inspector: str | None
    goods: str
    agreed: Quantity
    unit_price: Amount
    incoterm: Incoterm
    loading: Place
    discharge: Place
    vessel: str
    voyage: str
    bill_number: str
    sails: datetime
    latest: date
    expiry: Expiry
    tolerance_percent: int = 0
    quality: tuple[ResultLimit, ...] = ()
    origin: str | None = None
    notify: bool = True
    chartered: bool = False
    partial: Permission = Permission.NOT_ALLOWED
    transhipment: Permission = Permission.NOT_ALLOWED
    confirmation: Confirmation = Confirmation.WITHOUT
    reimbursing: str | None = None

    def worth(self, quantity: Quantity) -> Amount:
        """What so much of it costs, to the minor unit, rounded down."""
        return self.unit_price.mul_ratio_down(Fraction(quantity.amount))


class SeaTrade:
    """Terms and papers of one cargo.

    Attributes:
        loaded: what is on board, as every paper says unless told otherwise.
    """

    def __init__(self, stage: Stage, papers: Papers, cargo: Cargo, loaded: Quantity) -> None:
        """Papers are issued through `papers`, for what was loaded."""
        self._stage = stage
        self._papers = papers
        self.cargo = cargo
        self.loaded = loaded

    def terms(self, **changed: Any) -> Terms:
        """What the applicant asks its bank to issue."""
        cargo, party = self.cargo, self._stage.party
        parties = cargo.parties
        nominated = party(parties.nominated_bank)
        tolerance = cargo.tolerance_percent
        return Terms(
            **{
                "credit_number": cargo.number,
                "issuing_bank": party(parties.issuing_bank),
                "applicant": party(parties.applicant),
                "beneficiary": party(parties.beneficiary),
                "advising_bank": nominated,
                "nominated_bank": nominated,
                "confirmation": cargo.confirmation,
                "confirming_bank": None
                if cargo.confirmation is Confirmation.WITHOUT
                else nominated,
                "reimbursing_bank": party(cargo.reimbursing) if cargo.reimbursing else None,
                "reimbursement": Reimbursement() if cargo.reimbursing else None,
                "rules": Rules.EUCP,
                "eucp_version": "2.1",
                "amount": cargo.worth(cargo.agreed),
                "tolerance": Tolerance(plus_percent=tolerance, minus_percent=tolerance)
                if tolerance
                else None,
                "availability": Availability(
                    mode=Mode.SIGHT, with_bank=AvailableWith.NOMINATED_BANK
                ),
                "expiry": cargo.expiry,
                "goods": Goods(
                    description=cargo.goods,
                    quantity=cargo.agreed,
                    quantity_about=False,
                    unit_price=cargo.unit_price,
                    incoterm=cargo.incoterm,
                ),
                "documents": self._documents(),
                "shipment": Shipment(
                    port_of_loading=(cargo.loading,),
                    port_of_discharge=(cargo.discharge,),
                    latest=cargo.latest,
                    partial_shipments=cargo.partial,
                    transhipment=cargo.transhipment,
                ),
                **changed,
            }
        )

    def _documents(self) -> tuple[DocumentRequired, ...]:
        cargo, party = self.cargo, self._stage.party
        bill = CharterPartyBill.kind if cargo.chartered else BillOfLading.kind
        freight = TransportStipulation(
            freight=self._freight,
            notify=party(cargo.parties.applicant).name if cargo.notify else None,
            endorsed_in_blank=True,
        )
        wanted = [
            DocumentRequired(kind="commercial_invoice", signed=True),
            DocumentRequired(kind=bill, transport=freight),
        ]
        if cargo.inspector is not None:
            inspector = party(cargo.inspector)
            wanted += [
                DocumentRequired(kind="quantity_certificate", issuer=inspector),
                DocumentRequired(
                    kind="quality_certificate", issuer=inspector, results=cargo.quality
                ),
            ]
        if cargo.origin is not None:
            wanted.append(DocumentRequired(kind="certificate_of_origin"))
        return tuple(wanted)

    @property
    def _freight(self) -> Freight:
        is_paid_by_buyer = self.cargo.incoterm.rule.value in ("FOB", "FCA", "FAS", "EXW")
        return Freight.COLLECT if is_paid_by_buyer else Freight.PREPAID

    # ------------------------------------------------------------------ papers

    def invoice(self, number: str, day: date, **changed: Any) -> CommercialInvoice:
        """The beneficiary's, for what was loaded."""
        cargo = self.cargo
        return CommercialInvoice(
            **{
                **self._papers.basis(cargo.parties.beneficiary, number, day),
                "buyer": self._stage.party(cargo.parties.applicant),
                "goods": cargo.goods,
                "total": cargo.worth(self.loaded),
                "quantity": self.loaded,
                "unit_price": cargo.unit_price,
                "incoterm": cargo.incoterm,
                "vessel": cargo.vessel,
                **changed,
            }
        )

    def bill_of_lading(self, **changed: Any) -> Document:
        """The carrier's, to order, endorsed in blank; by the owner's hand where chartered."""
        cargo, party = self.cargo, self._stage.party
        day = cargo.sails.date()
        capacity = SigningCapacity.OWNER if cargo.chartered else SigningCapacity.CARRIER
        kind = CharterPartyBill if cargo.chartered else BillOfLading
        return kind(
            **{
                **self._papers.basis(cargo.carrier, cargo.bill_number, day, capacity=capacity),
                "shipper": party(cargo.parties.beneficiary),
                "consignee": "To order",
                "endorsed_in_blank": True,
                "notify": party(cargo.parties.applicant) if cargo.notify else None,
                "carrier": party(cargo.carrier),
                "vessel": cargo.vessel,
                "voyage": cargo.voyage,
                "port_of_loading": cargo.loading,
                "port_of_discharge": cargo.discharge,
                "on_board_on": day,
                "goods": cargo.goods,
                "quantity": self.loaded,
                "freight": self._freight,
                **changed,
            }
        )

    def quantity_certificate(self, number: str, **changed: Any) -> QuantityCertificate:
        """The inspector's, from the ship's tanks or the draught survey."""
        return QuantityCertificate(**{**self._certified(number), **changed})

    def quality_certificate(self, number: str, **measured: str) -> QualityCertificate:
        """The inspector's: `measured` gives the results that are not at the middle of their range.

        A result that the credit does not limit is not measured.
        """
        results = tuple(
            Measurement(
                name=limit.name,
                value=Decimal(measured.get(limit.name, str(_within(limit)))),
                unit=limit.unit,
            )
            for limit in self.cargo.quality
        )
        return QualityCertificate(**self._certified(number), results=results)

    def origin(self, issuer: str, number: str, day: date) -> CertificateOfOrigin:
        """Where it was grown."""
        return CertificateOfOrigin(
            **self._papers.basis(issuer, number, day),
            country_of_origin=self.cargo.origin or "",
            goods=self.cargo.goods,
            quantity=self.loaded,
        )

    def _certified(self, number: str) -> dict[str, Any]:
        cargo = self.cargo
        day = (cargo.sails - timedelta(hours=12)).date()
        return {
            **self._papers.basis(cargo.inspector or "", number, day),
            "goods": cargo.goods,
            "quantity": self.loaded,
            "place": cargo.loading,
            "vessel": cargo.vessel,
        }


def _within(limit: ResultLimit) -> Decimal:
    if limit.minimum is None:
        return limit.maximum if limit.maximum is not None else Decimal(0)
    if limit.maximum is None:
        return limit.minimum
    return (limit.minimum + limit.maximum) / 2
