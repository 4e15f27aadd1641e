"""Identifiers: the vectors of ISO 6346, IMO, IATA, ISO 17442, ISO 13616, and one digit off each."""

from collections.abc import Callable

import pytest

from dhow.trade.members import Party, identifiers
from dhow.trade.records import InvalidInput

VALID = [
    (identifiers.container_number, "CSQU3054383"),
    (identifiers.container_number, "MSKU9070323"),
    (identifiers.container_number, "APZU4812090"),
    (identifiers.container_number, "NARU3472484"),
    (identifiers.imo_number, "9074729"),
    (identifiers.imo_number, "9321483"),
    (identifiers.imo_number, "9176187"),
    (identifiers.air_waybill_number, "020-12345675"),
    (identifiers.lei, "529900T8BM49AURSDO55"),
    (identifiers.iban, "GB82WEST12345698765432"),
    (identifiers.bic, "IMBKSGSGXXX"),
    (identifiers.un_locode, "AEJEA"),
    (identifiers.country, "IN"),
]

INVALID = [
    (identifiers.container_number, "MSKU9070324"),
    (identifiers.container_number, "CSQA3054383"),
    (identifiers.imo_number, "9074728"),
    (identifiers.air_waybill_number, "020-12345674"),
    (identifiers.air_waybill_number, "hello"),
    (identifiers.lei, "529900T8BM49AURSDO56"),
    (identifiers.lei, "529900T8BM49AURSDO7Z"),
    (identifiers.lei, "54930000000000006501"),
    (identifiers.iban, "GB82WEST12345698765433"),
    (identifiers.bic, "IMBKSG"),
    (identifiers.un_locode, "AE101"),
    (identifiers.country, "India"),
]


@pytest.mark.parametrize(("read", "text"), VALID)
def test_i30_takes_a_valid_identifier(read: Callable[[str], str], text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize(("read", "text"), INVALID)
def test_i12_i30_refuses_and_names_the_identifier(read: Callable[[str], str], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read(text)


def test_a_party_names_the_identifier_that_is_wrong() -> None:
    with pytest.raises(InvalidInput, match=r"lei: .*529900T8BM49AURSDO56"):
        Party.from_json({"name": "A", "lei": "529900T8BM49AURSDO56"})
