"""Airports by IATA code (ISBP 745 H13)."""

import pytest

from dhow.trade.credit.examination.airports import same_airport
from dhow.trade.credit.examination.places import one_of
from dhow.trade.documents.place import Place

ANY = Place("ANY AIRPORT IN U.A.E.", country="AE", any_in_country=True)


@pytest.mark.parametrize(
    ("found", "allowed", "same"),
    [
        (Place("DXB"), Place("DUBAI AIRPORT"), True),
        (Place("DXB"), Place("DUBAI INTERNATIONAL AIRPORT, U.A.E."), True),
        (Place("DXB"), Place("DUBAI AIRPORT", locode="AEDXB"), True),
        (Place("DXB", country="AE"), Place("DUBAI AIRPORT", locode="AEDXB"), True),
        (Place("DUBAI INTERNATIONAL AIRPORT"), Place("DXB"), True),
        (Place("BOM"), Place("MUMBAI AIRPORT"), True),
        (Place("LHR"), Place("LONDON", locode="GBLON"), True),
        (Place("NRT"), Place("ANY AIRPORT OF TOKYO"), True),
        (Place("DXB"), ANY, True),
        (Place("BOM"), ANY, False),
        (Place("XXX"), ANY, False),
        (Place("DWC"), Place("DUBAI AIRPORT", locode="AEDXB"), False),
        (Place("BOM"), Place("DUBAI AIRPORT"), False),
        (Place("LGW"), Place("LONDON HEATHROW", locode="GBLHR"), False),
        (Place("DXB", country="IN"), Place("DUBAI AIRPORT", locode="AEDXB"), False),
        (Place("XXX"), Place("DUBAI AIRPORT"), False),
        (Place("DXB"), Place("NAGPUR AIRPORT"), False),
    ],
)
def test_airports(found: Place, allowed: Place, same: bool) -> None:
    assert same_airport(found, allowed) is same


def test_a_range_of_airports_is_told_as_one() -> None:
    assert one_of((ANY, Place("ANY PORT", country="IN", any_in_country=True))) == (
        "any airport in AE or any port in IN"
    )
