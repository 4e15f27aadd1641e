"""Names longer than a line of 35 characters, in 50, 59 and banks by name."""

import pytest

from dhow.trade.members.party import Party
from dhow.trade.swift.mapping import read_credit, write_credit
from dhow.trade.swift.mapping.parties import name_may_go_on, read_party, written_party
from tests.support.swift import with_fields
from tests.support.swift_credits import base, knowledge


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("LION CITY FOODS AND BEVERAGES\nPTE LTD\n10 ANSON ROAD\nSINGAPORE",
         "LION CITY FOODS AND BEVERAGES PTE LTD", ("10 ANSON ROAD", "SINGAPORE")),
        ("/1234\nSHANGHAI INTERNATIONAL IMPORT AND\nEXPORT CORPORATION\nPUDONG",
         "SHANGHAI INTERNATIONAL IMPORT AND EXPORT CORPORATION", ("PUDONG",)),
        ("ACME TRADING COMPANY\nLIMITED\nLEEDS", "ACME TRADING COMPANY LIMITED", ("LEEDS",)),
        ("GUANGDONG CHEMICALS AND MINERAL IMP\nEXP (PRIVATE) LIMITED",
         "GUANGDONG CHEMICALS AND MINERAL IMP EXP (PRIVATE) LIMITED", ()),
        ("ACME LTD\nHIGH STREET", "ACME LTD", ("HIGH STREET",)),
        ("DELTA\nC/O BETA LTD\nLEEDS", "DELTA", ("C/O BETA LTD", "LEEDS")),
        ("ACME FOODS\nCOMPANY HOUSE\nLEEDS", "ACME FOODS", ("COMPANY HOUSE", "LEEDS")),
        ("ACME\nSA", "ACME", ()),
        ("KONKAN SPICES EXPORTS AND TRADERS\nPLOT 7 LTD", "KONKAN SPICES EXPORTS AND TRADERS",
         ("PLOT 7 LTD",)),
    ],
)  # fmt: skip
def test_a_name_goes_on_where_its_legal_form_or_its_last_word_says_so(
    value: str, name: str, address: tuple[str, ...]
) -> None:
    party = read_party(value)
    assert (party.name, party.address) == (name, address)
    assert not name_may_go_on(value)


def test_a_long_name_comes_back() -> None:
    party = Party(
        name="LION CITY FROZEN FOODS AND BEVERAGES TRADING PTE LTD",
        address=("10 ANSON ROAD",),
        country="SG",
    )
    assert read_party(written_party(party, "50")) == party


def test_a_line_that_may_be_more_of_the_name_is_told() -> None:
    (message,) = write_credit(base())
    value = "ARABIAN GULF FISHERIES AND SEAFOOD\nINTERNATIONAL\n10 ANSON ROAD\nSG"
    read = read_credit([with_fields(message, "50", value)], knowledge())
    assert read.terms.applicant.name == "ARABIAN GULF FISHERIES AND SEAFOOD"
    assert [note.tag for note in read.notes] == ["50"]
