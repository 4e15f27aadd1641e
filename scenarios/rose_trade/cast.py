"""Who takes part. All names are invented."""

from datetime import UTC, date, datetime
from decimal import Decimal

from dhow.trade.credit.terms import Expiry, Permission
from dhow.trade.documents import Incoterm, IncotermRule, Place, Quantity
from dhow.trade.money import Amount
from scenarios.stage.credit_leg import CreditParties
from scenarios.stage.parties import Capability, Member
from scenarios.stage.sea_trade import Cargo

EXPORTER, AUCTION = "naivasha-blooms", "maas-flowers"
ROTTERDAM_BANK, MOMBASA_BANK = "maas-bank", "likoni-bank"
LINE, PACKHOUSE, KENYA_PORT, KENYA_CUSTOMS = "lamu-line", "rift-cold", "kilindini", "kenya-customs"
PLANT_HEALTH, QUALITY, LABORATORY = "plant-health", "bloom-quality", "nairobi-lab"
CHAMBER, INSURER = "coast-chamber", "pwani-cover"
HUB, DUTCH_PORT, DUTCH_CUSTOMS = "salalah-hub", "maasvlakte", "dutch-customs"
DUTCH_PLANTS, DUTCH_ROAD = "dutch-plants", "polder-road"
GROWERS = tuple(f"rose-farm-{number}" for number in range(1, 9))
HAULIERS = ("rift-road", "athi-road", "tsavo-road")
WHOLESALER = "rhine-florists"

APPLIED = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)
SAILS = datetime(2026, 5, 13, 16, 0, tzinfo=UTC)
BOXES = 1_200
MOMBASA, SALALAH = Place("Mombasa", "KEMBA"), Place("Salalah", "OMSLL")
ROTTERDAM = Place("Rotterdam", "NLRTM")

CARGO = Cargo(
    number="MAB-LC-26-0504",
    parties=CreditParties(AUCTION, EXPORTER, ROTTERDAM_BANK, MOMBASA_BANK),
    carrier=LINE,
    inspector=None,
    goods="Fresh cut roses, assorted, in boxes",
    agreed=Quantity(Decimal(BOXES), "box"),
    unit_price=Amount.of("USD", 6_850),
    incoterm=Incoterm(rule=IncotermRule.CFR, place="Rotterdam", version=2020),
    loading=MOMBASA,
    discharge=ROTTERDAM,
    vessel="Lamu Breeze",
    voyage="LB-031",
    bill_number="LMUL2605130031",
    sails=SAILS,
    latest=date(2026, 5, 16),
    expiry=Expiry(day=date(2026, 6, 12), place="KEMBA"),
    origin="KE",
    transhipment=Permission.ALLOWED,
)

_PEOPLE: tuple[tuple[str, str, str, str, Capability], ...] = (
    (EXPORTER, "Naivasha Blooms Ltd", "KE", "Naivasha", "exporter"),
    (AUCTION, "Maas Flowers BV", "NL", "Rotterdam", "importer"),
    (WHOLESALER, "Rhine Florists GmbH", "DE", "Cologne", "importer"),
    (LINE, "Lamu Container Line", "KE", "Mombasa", "carrier"),
    (PACKHOUSE, "Rift Cold Store", "KE", "Naivasha", "terminal"),
    (KENYA_PORT, "Kilindini Container Terminal", "KE", "Mombasa", "terminal"),
    (KENYA_CUSTOMS, "Customs at Mombasa", "KE", "Mombasa", "customs"),
    (PLANT_HEALTH, "Plant Health Service of Kenya", "KE", "Nairobi", "inspector"),
    (QUALITY, "Bloom Quality Control", "KE", "Naivasha", "inspector"),
    (LABORATORY, "Nairobi Residue Laboratory", "KE", "Nairobi", "inspector"),
    (CHAMBER, "Coast Chamber of Commerce", "KE", "Mombasa", "regulator"),
    (INSURER, "Pwani Marine Cover", "KE", "Mombasa", "financier"),
    (HUB, "Salalah Hub Terminal", "OM", "Salalah", "terminal"),
    (DUTCH_PORT, "Maasvlakte Reefer Terminal", "NL", "Rotterdam", "terminal"),
    (DUTCH_CUSTOMS, "Customs at Rotterdam", "NL", "Rotterdam", "customs"),
    (DUTCH_PLANTS, "Dutch Plant Inspection", "NL", "Rotterdam", "inspector"),
    (DUTCH_ROAD, "Polder Road Haulage", "NL", "Delft", "carrier"),
    *((code, f"{code.split('-')[0].title()} Road Haulage", "KE", "Nakuru", "carrier")
      for code in HAULIERS),
    *((code, f"Rose Farm {code[-1]} Co-operative", "KE", "Naivasha", "exporter")
      for code in GROWERS),
)  # fmt: skip

CAST = (
    *(
        Member(code=code, name=name, country=country, city=city, capabilities=(capability,))
        for code, name, country, city, capability in _PEOPLE
    ),
    Member(
        code=ROTTERDAM_BANK,
        name="Maas Bank NV",
        country="NL",
        city="Rotterdam",
        capabilities=("bank",),
        bic="MAASNL2R",
        place="NLRTM",
        dual_control=True,
        opening=(("USD", 50_000_000),),
    ),
    Member(
        code=MOMBASA_BANK,
        name="Likoni Bank Ltd",
        country="KE",
        city="Mombasa",
        capabilities=("bank",),
        bic="LKNIKENA",
        place="KEMBA",
    ),
)
