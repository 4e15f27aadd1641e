"""What a clause declares, read as a checker reads it (UCP 600 art. 26, 27)."""

import pytest

from dhow.trade.credit.examination.clauses import (
    declares_defect,
    declares_on_deck,
    refers_to_charter_party,
)


@pytest.mark.parametrize(
    ("clause", "states"),
    [
        ("CARRIER MAY TRANSHIP. GOODS LOADED ON DECK AT SHIPPER'S RISK", True),
        ("ON DECK SHIPMENT AT SHIPPERS RISK", True),
        ("SHIPPED ON-DECK", True),
        ("CONTAINER STOWED ON THE DECK", True),
        ("CARRIED ON WEATHER DECK", True),
        ("DECK CARGO", True),
        ("LOADED ON DECK AT CARRIER'S OPTION", True),
        ("GOODS MAY BE CARRIED ON DECK", False),
        ("CONTAINERS CARRIED ON DECK OR UNDER DECK AT CARRIER'S OPTION", False),
        ("CARRIER NOT RESPONSIBLE FOR GOODS CARRIED ON DECK", False),
        ("IF CARRIED ON DECK, AT SHIPPER'S RISK", False),
        ("NOT LOADED ON DECK", False),
        ("NO DECK CARGO", False),
        ("STOWED UNDER DECK", False),
        ("CARRIER MAY CARRY NO. 2 CONTAINER ON DECK", False),
    ],
)
def test_on_deck(clause: str, states: bool) -> None:
    assert declares_on_deck(clause) is states


@pytest.mark.parametrize(
    ("clause", "declares"),
    [
        ("CARRIER MAY INSPECT. 7 CARTONS TORN", True),
        ("NOT RESPONSIBLE FOR QUANTITY; 10 CARTONS CRUSHED", True),
        ("BAGS CAKED AND MOIST", True),
        ("CARGO WAS RAIN-WETTED DURING LOADING", True),
        ("NOT LIABLE FOR RAIN-WETTED CARGO", False),
        ("CARGO PARTLY CORRODED", True),
        ("CARTONS DEFROSTED", True),
        ("SPLIT BAGS OF SPLIT PEAS", True),
        ("YELLOW SPLIT PEAS, 2 BAGS WET", True),
        ("12 BOXES WITH FRUIT OVERRIPE", True),
        ("SOME FRUIT OVER-RIPE AND BRUISED", True),
        ("CARTONS HOLED, CONTENTS SEEPING", True),
        ("OVERRIPE FRUIT: CARRIER NOT LIABLE FOR FRUIT OVERRIPE", True),
        ("CARRIER NOT LIABLE FOR FRUIT OVERRIPE", False),
        ("FRUIT NOT OVERRIPE", False),
        ("YELLOW SPLIT PEAS", False),
        ("CARRIER NOT LIABLE FOR LEAKAGE, BREAKAGE OR BENT ENDS", False),
        ("PACKAGING MAY BE INSUFFICIENT FOR THE SEA VOYAGE", False),
        ("CARGO NOT DAMAGED", False),
        ("MOISTURE 12 PCT; BENTONITE", False),
    ],
)
def test_defects(clause: str, declares: bool) -> None:
    assert declares_defect(clause, "YELLOW SPLIT PEAS IN BAGS") is declares


@pytest.mark.parametrize(
    ("clause", "refers"),
    [
        ("FREIGHT PAYABLE AS PER CHARTER PARTY", True),
        ("FREIGHT PAYABLE AS PER CHARTER-PARTY DATED 2 MAY 2026", True),
        ("Freight as per Charterparty", True),
        ("ALL TERMS OF THE C/P DATED 2026-05-02 ARE INCORPORATED", True),
        ("FREIGHT AS PER C/P", True),
        ("NOT SUBJECT TO ANY CHARTER PARTY", False),
        ("SUBJECT TO ANY CHARTER PARTY OF THE VESSEL", True),
        ("NO CHARTER PARTY APPLIES", False),
        ("WITHOUT ANY CHARTER PARTY", False),
        ("NO REFERENCE TO A CHARTER PARTY IS MADE", False),
        ("WITHOUT PREJUDICE TO THE CHARTER PARTY", True),
        ("FREIGHT NOT PAYABLE AS PER CHARTER PARTY", True),
        ("NOT NEGOTIABLE UNLESS PER CHARTER PARTY", True),
        ("GENCON C/P 5 MAY 2026", True),
        ("C.P. DATED 5 MAY", True),
        ("AS PER CHARTER DATED 5 MAY 2026", True),
        ("SUBJECT TO THE CHARTER", True),
        ("GOODS IN C/P BOXES", False),
        ("CONGENBILL 2016", False),
        ("CHARTERER'S AGENTS: HARBOUR AGENCIES", False),
    ],
)
def test_reference_to_a_charter_party(clause: str, refers: bool) -> None:
    """The name of a form used with charter parties is none by itself (ISBP 745 G2(b))."""
    assert refers_to_charter_party(clause) is refers
