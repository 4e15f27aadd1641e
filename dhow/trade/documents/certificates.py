"""Certificates and statements: what somebody declares of the goods or of an act (art. 14(f))."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from dhow.trade.documents.base import Document
from dhow.trade.documents.carriage import check_containers
from dhow.trade.documents.place import Place
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members.identifiers import country as country_code
from dhow.trade.members.party import Party
from dhow.trade.records import FieldRefused, Record


@dataclass(frozen=True, kw_only=True)
class Measurement(Record):
    """One result of an inspection: moisture, 11.5, per cent."""

    name: str
    value: Decimal
    unit: str


@dataclass(frozen=True, kw_only=True)
class Certificate(Document):
    """Base of certificates about the goods. `adverse_finding` is what speaks against them."""

    goods: str
    place: Place | None = None
    results: tuple[Measurement, ...] = ()
    adverse_finding: str | None = None
    invoice_number: str | None = None
    quantity: Quantity | None = None
    gross_weight: Quantity | None = None
    net_weight: Quantity | None = None
    packages: Quantity | None = None
    containers: tuple[str, ...] = ()
    shipping_marks: str | None = None
    vessel: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "containers", check_containers(self.containers))


@dataclass(frozen=True, kw_only=True)
class InspectionCertificate(Certificate):
    """An inspector's findings on quality and quantity."""

    kind: ClassVar[str] = "inspection_certificate"
    title: ClassVar[str] = "Inspection certificate"

    satisfactory: bool


@dataclass(frozen=True, kw_only=True)
class QualityCertificate(Certificate):
    """A certificate of quality or analysis."""

    kind: ClassVar[str] = "quality_certificate"
    title: ClassVar[str] = "Certificate of quality"


@dataclass(frozen=True, kw_only=True)
class QuantityCertificate(Certificate):
    """A certificate of quantity."""

    kind: ClassVar[str] = "quantity_certificate"
    title: ClassVar[str] = "Certificate of quantity"


@dataclass(frozen=True, kw_only=True)
class WeightCertificate(Certificate):
    """A certificate of weight or weight list."""

    kind: ClassVar[str] = "weight_certificate"
    title: ClassVar[str] = "Weight certificate"


@dataclass(frozen=True, kw_only=True)
class PhytosanitaryCertificate(Certificate):
    """A plant protection organisation's certificate (IPPC ISPM 12)."""

    kind: ClassVar[str] = "phytosanitary_certificate"
    title: ClassVar[str] = "Phytosanitary certificate"

    botanical_name: str | None = None
    country_of_origin: str | None = None
    treatment: str | None = None
    exporter: Party | None = None
    consignee: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_country(self.country_of_origin)


@dataclass(frozen=True, kw_only=True)
class HealthCertificate(Certificate):
    """A health, sanitary or veterinary certificate."""

    kind: ClassVar[str] = "health_certificate"
    title: ClassVar[str] = "Health certificate"

    country_of_origin: str | None = None
    exporter: Party | None = None
    consignee: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_country(self.country_of_origin)


@dataclass(frozen=True, kw_only=True)
class CertificateOfOrigin(Document):
    """Where the goods were grown or made."""

    kind: ClassVar[str] = "certificate_of_origin"
    title: ClassVar[str] = "Certificate of origin"

    country_of_origin: str
    goods: str
    exporter: Party | None = None
    consignee: str | None = None
    invoice_number: str | None = None
    quantity: Quantity | None = None
    gross_weight: Quantity | None = None
    packages: Quantity | None = None
    vessel: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        check_country(self.country_of_origin)


@dataclass(frozen=True, kw_only=True)
class BeneficiaryCertificate(Document):
    """The beneficiary's own statement of what it did; `statements` are its sentences."""

    kind: ClassVar[str] = "beneficiary_certificate"
    title: ClassVar[str] = "Beneficiary's certificate"

    statements: tuple[str, ...]
    goods: str | None = None
    invoice_number: str | None = None
    containers: tuple[str, ...] = ()
    vessel: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.statements:
            raise FieldRefused("statements", "a certificate states something; give one sentence")
        object.__setattr__(self, "containers", check_containers(self.containers))


@dataclass(frozen=True, kw_only=True)
class OtherDocument(Document):
    """Any other stipulated document: accepted where it fulfils its function (art. 14(f)).

    `name` is what it calls itself; `statements` are its text.
    """

    kind: ClassVar[str] = "other_document"
    title: ClassVar[str] = "Document"

    name: str
    statements: tuple[str, ...]
    goods: str | None = None
    invoice_number: str | None = None
    quantity: Quantity | None = None
    gross_weight: Quantity | None = None
    net_weight: Quantity | None = None
    packages: Quantity | None = None
    containers: tuple[str, ...] = ()
    shipping_marks: str | None = None
    vessel: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "containers", check_containers(self.containers))

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def check_country(code: str | None) -> None:
    """Refuse a country of origin that is no ISO 3166 code.

    Raises:
        FieldRefused: naming the field.
    """
    try:
        if code is not None:
            country_code(code)
    except ValueError as error:
        raise FieldRefused("country_of_origin", str(error)) from None
