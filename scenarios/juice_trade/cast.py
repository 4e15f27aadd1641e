"""Who takes part, and the facts they agree on. All names are invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dhow.trade.documents import Place, TemperatureLimits
from dhow.trade.invoices import Invoice
from dhow.trade.money import Amount
from oracles.arrival.samples import SHIP
from scenarios.stage.parties import Capability, Member

ORCHARDS, JUICE, BUYER = "konkan-orchards", "al-mina-juice", "zumos-turia"
ISSUER, MUMBAI, VALENCIA = "creek-bank", "levante-mumbai", "levante-valencia"
LINE, AIRLINE, INSPECTOR = "malabar-line", "sirocco-air", "ghats-inspection"
DUBAI_CUSTOMS, SPAIN_CUSTOMS, TERMINAL = "dubai-customs", "spain-customs", "manises-terminal"
EVIDENCE, FINANCIER, SECOND = "evidence-network", "deira-receivables", "marina-factors"

FRUIT_PRICE = Amount.of("USD", 12_400_000)  # 20 t of mangoes at USD 6,200.00
JUICE_PRICE = Amount.of("EUR", 8_850_000)  # 15 t of juice at EUR 5,900.00
ADVANCE = JUICE_PRICE.mul_percent_down(80)
FRUIT_KG, JUICE_KG = 20_000, 15_000
FRUIT_LOT, JUICE_LOT = "MNG-2026-0418", "JCE-2026-0504"
JUICE_GOODS = "Mango juice, chilled"
VESSEL, VOYAGE, IMO = SHIP.name, "DP-0412", str(SHIP.imo)
CREDIT_NUMBER = "CBD-LC-26-0417"

APPLIED = datetime(2026, 4, 6, 6, 0, tzinfo=UTC)
SAILS = datetime(2026, 4, 20, 14, 0, tzinfo=UTC)
LATEST_SHIPMENT, EXPIRY = date(2026, 4, 25), date(2026, 5, 29)
LONGEST_VOYAGE = timedelta(days=14)  # leaves a week of the 21 days of UCP 600 art. 14(c)

NHAVA_SHEVA, JEBEL_ALI = Place("Nhava Sheva", "INNSA"), Place("Jebel Ali", "AEJEA")
DUBAI_AIRPORT, VALENCIA_AIRPORT = Place("Dubai", "AEDXB"), Place("Valencia", "ESVLC")

MANGO_LIMITS = TemperatureLimits(
    minimum_milli_c=8_000,
    maximum_milli_c=13_000,
    mean_kinetic_maximum_milli_c=12_000,
    longest_gap_seconds=3_600,
)
JUICE_LIMITS = TemperatureLimits(
    minimum_milli_c=2_000,
    maximum_milli_c=8_000,
    mean_kinetic_maximum_milli_c=8_000,
    longest_gap_seconds=1_800,
)

_PEOPLE: tuple[tuple[str, str, str, str, tuple[Capability, ...]], ...] = (
    (ORCHARDS, "Konkan Orchards Private Limited", "IN", "Ratnagiri", ("exporter",)),
    (JUICE, "Al Mina Juice Works LLC", "AE", "Dubai", ("importer", "exporter")),
    (BUYER, "Zumos del Turia SL", "ES", "Valencia", ("importer",)),
    (LINE, "Malabar Line", "IN", "Mumbai", ("carrier",)),
    (AIRLINE, "Sirocco Air Cargo", "AE", "Dubai", ("carrier",)),
    (INSPECTOR, "Western Ghats Inspection", "IN", "Pune", ("inspector",)),
    (DUBAI_CUSTOMS, "Customs at Jebel Ali", "AE", "Dubai", ("customs",)),
    (SPAIN_CUSTOMS, "Aduana de Valencia", "ES", "Valencia", ("customs",)),
    (TERMINAL, "Manises Cargo Terminal", "ES", "Valencia", ("terminal",)),
    (EVIDENCE, "Gulf Evidence Network", "AE", "Dubai", ("oracle operator",)),
    (FINANCIER, "Deira Receivables", "AE", "Dubai", ("financier",)),
    (SECOND, "Marina Factors", "AE", "Dubai", ("financier",)),
)
_BANKS = (
    (ISSUER, "Creek Bank PJSC", "AE", "Dubai", "CRKBAEAD", "AEDXB", True),
    (MUMBAI, "Banco Levante, Mumbai Branch", "IN", "Mumbai", "LVNTINBB", "INBOM", False),
    (VALENCIA, "Banco Levante SA", "ES", "Valencia", "LVNTESVV", "ESVLC", True),
)


def cast(fruit_price: Amount, invoice: Invoice | None) -> tuple[Member, ...]:
    """Everyone, with what they start with; banks and financiers have enough to pay.

    Where an invoice is given, exporter and juice maker bear the names on it.
    """
    fruit = fruit_price.currency.code
    opening: dict[str, tuple[tuple[str, int], ...]] = {
        JUICE: ((fruit, fruit_price.minor),),
        ISSUER: ((fruit, 4 * fruit_price.minor),),
        VALENCIA: (("EUR", 4 * JUICE_PRICE.minor),),
        FINANCIER: (("EUR", JUICE_PRICE.minor),),
        SECOND: (("EUR", JUICE_PRICE.minor),),
    }
    people = tuple(
        Member(
            code=code,
            name=name,
            country=country,
            city=city,
            capabilities=capabilities,
            opening=opening.get(code, ()),
        )
        for code, name, country, city, capabilities in _PEOPLE
    )
    banks = tuple(
        Member(
            code=code,
            name=name,
            country=country,
            city=city,
            capabilities=("bank",),
            bic=bic,
            place=place,
            dual_control=dual_control,
            opening=opening.get(code, ()),
        )
        for code, name, country, city, bic, place, dual_control in _BANKS
    )
    everyone = (*people, *banks)
    if invoice is None:
        return everyone
    names = {ORCHARDS: invoice.seller.name, JUICE: invoice.buyer.name}
    return tuple(replace(member, name=names.get(member.code) or member.name) for member in everyone)
