"""Same meaning passes, another meaning does not (UCP 600 art. 14(d); ISBP 745 A1, A23)."""

import pytest

from dhow.trade.credit.examination import description, places, wording
from dhow.trade.documents import Place


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("machine", "machene", True),
        ("machine", "machnie", True),
        ("fountain", "fountan", True),
        ("789", "987", False),
        ("mango", "mangoes", True),
        ("carton", "cartons", True),
        ("salted", "unsalted", False),
        ("grape", "grade", False),
        ("refined", "defined", False),
        ("16", "61", False),
        ("propane", "propene", False),
        ("sulphate", "sulphite", False),
        ("boiled", "broiled", False),
        ("pitted", "potted", False),
        ("quantity", "quantities", True),
    ],
)
def test_words(left: str, right: str, same: bool) -> None:
    assert wording.same_word(left, right) is same
    assert wording.same_word(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("KONKAN SPICES PVT LTD", "Konkan Spices Private Limited", True),
        ("Smith & Co.", "SMITH AND COMPANY", True),
        ("Soci\u00e9t\u00e9 G\u00e9n\u00e9rale S.A.", "SOCIETE GENERALE SA", True),
        ("KONKAN SPICES", "KONRAN SPICES", False),
        ("10 Anson Rd", "10 ANSON ROAD", True),
        ("10 Anson Road", "12 Anson Road", False),
        ("Lion City Foods", "Lion City Goods Trading", False),
        ("Lion City Foods", "Foods Lion City", False),
        ("M\u00fcller AG", "MUELLER AG", True),
        ("M\u00fcller AG", "Muller AG", True),
        ("M\u00fcller AG", "Miller AG", False),
        ("\u00d8rsted Shipping A.S.", "Orsted Shipping AS", True),
        ("Gulf Trading Limited Liability Company", "GULF TRADING L.L.C.", True),
        ("Gulf Trading LLC", "Gulf Trading PLC", False),
        ("M/S KONKAN SPICES PVT LTD", "Konkan Spices Pvt. Ltd.", True),
        ("Messrs. KONKAN SPICES (P) LTD", "KONKAN SPICES PRIVATE LIMITED", True),
        ("TO THE ORDER OF M/S CREEK TRADE BANK", "TO ORDER OF CREEK TRADE BANK", True),
        ("Gulf Trading L L C", "GULF TRADING LLC", True),
        ("CREEK TRADE BANK PJSC", "CREEK TRADE BANK", True),
        ("Creek Trade Bank P.J.S.C.", "Creek Trade Bank Public Joint Stock Company", True),
        ("BANK OF INDIA", "BANK OF INDIA LTD.", True),
        ("CREEK TRADE BANK PJSC", "CREEK TRADE BANK PLC", False),
        ("CREEK TRADE BANK CREDIT CARDS LLC", "CREEK TRADE BANK", False),
        ("CREEK TRADE BANK", "CREEK BANK PJSC", False),
        ("KONKAN SPICES PVT LTD", "KONKAN SPICES", False),
        ("A. B. Trading", "AB TRADING", True),
        ("A. B. Trading", "B. Trading", False),
    ],
)
def test_names(left: str, right: str, same: bool) -> None:
    assert wording.same_name(left, right) is same


@pytest.mark.parametrize(
    ("found", "wanted", "missing", "changing"),
    [
        ("FRESH ALPHONSO MANGOES, GRADE A", "FRESH ALPHONSO MANGOES", [], []),
        ("FRESH MANGOES", "FRESH ALPHONSO MANGOES", ["alphonso"], []),
        ("USED FRESH ALPHONSO MANGOES", "FRESH ALPHONSO MANGOES", [], ["used"]),
        ("IMITATION SUEDE SHOES", "SUEDE SHOES", [], ["imitation"]),
        ("USED TRUCKS", "USED TRUCKS", [], []),
        ("ALPHONSO MANGOES GRADE B", "ALPHONSO MANGOES GRADE A", ["a"], []),
        ("SHRIMP 20/16 COUNT", "SHRIMP 16/20 COUNT", ["16 20"], []),
        ("RICE 1,000 BAGS OF 25.0 KGS", "RICE 1000 BAGS OF 25 KG", [], []),
        ("BLOCKFROZEN SHRIMP", "BLOCK FROZEN SHRIMP", [], []),
        ("FRESH SHRIMP", "FROZEN SHRIMP", ["frozen"], ["fresh"]),
        ("50 METRIC TONS OF UREA", "50 MT UREA", [], []),
    ],
)
def test_descriptions(found: str, wanted: str, missing: list[str], changing: list[str]) -> None:
    assert description.missing_words(found, wanted) == missing
    assert description.changing_words(found, wanted) == changing


@pytest.mark.parametrize(
    ("found", "conflict"),
    [
        ("FRUIT", False),
        ("MANGOES", False),
        ("FROZEN SHRIMP", True),
        ("USED FRUIT", True),
        ("FRESH PAPAYAS", True),
        ("DRIED MANGOES", True),
        ("MANGOES GRADE B", False),
        ("FRESH MANGOS", False),
        ("MANGO PULP", True),
        ("MANGO FLOUR", True),
        ("MANGO JUICE", False),
    ],
)
def test_general_terms(found: str, conflict: bool) -> None:
    assert description.general_terms_conflict(found, "FRESH ALPHONSO MANGOES") is conflict


@pytest.mark.parametrize(
    ("found", "allowed", "same"),
    [
        (Place("Nhava Sheva"), Place("NHAVA SHEVA, INDIA", "INNSA"), True),
        (Place("JNPT", "INNSA"), Place("NHAVA SHEVA", "INNSA"), True),
        (Place("Jebel Ali", "AEJEA"), Place("Jebel Ali", "AEDXB"), False),
        (Place("Mundra", "INMUN"), Place("any", country="IN", any_in_country=True), True),
        (Place("Karachi", "PKKHI"), Place("any", country="IN", any_in_country=True), False),
        (Place("Valencia", country="VE"), Place("Valencia", "ESVLC"), False),
        (Place("INDIA"), Place("NHAVA SHEVA, INDIA"), False),
        (Place("Port of Singapore"), Place("SINGAPORE"), True),
        (Place("Port Said"), Place("Port Klang"), False),
        (Place("NHAVASHEVA"), Place("NHAVA SHEVA, INDIA"), True),
        (Place("East London, South Africa"), Place("LONDON"), False),
        (Place("MANGALORE"), Place("NEW MANGALORE, INDIA"), False),
        (Place("Port Louis"), Place("St. Louis"), False),
        (Place("SAINT PETERSBURG"), Place("ST. PETERSBURG"), True),
        (Place("PORT KLANG NORTH"), Place("PORT KLANG"), True),
    ],
)
def test_places(found: Place, allowed: Place, same: bool) -> None:
    assert places.same_place(found, allowed) is same


@pytest.mark.parametrize(
    ("said", "conflict"),
    [("MACHINE MODEL 789", False), ("MACHINE MODEL 987", True), ("MACHINES", False)],
)
def test_another_model_conflicts(said: str, conflict: bool) -> None:
    assert description.general_terms_conflict(said, "MILLING MACHINE MODEL 789") is conflict


@pytest.mark.parametrize(
    ("said", "conflict"),
    [
        ("MANGOES CLASS II", True),
        ("MANGOES CLASS 2", True),
        ("MANGOES CLASS 1", False),
        ("MANGOES IN CTNS OF 10 KGS", True),
        ("MANGOES IN CARTONS OF 5.0 KG", False),
        ("4800 CARTONS OF 5.5 KG GROSS MANGOES", False),
        ("MANGOES IN CARTONS", False),
    ],
)
def test_another_class_or_package_conflicts(said: str, conflict: bool) -> None:
    wanted = "FRESH MANGOES, CLASS I, IN CARTONS OF 5 KG"
    assert description.general_terms_conflict(said, wanted) is conflict


def test_a_form_the_credit_names_is_no_other_goods() -> None:
    assert not description.general_terms_conflict("SOYBEAN MEAL", "SOYBEAN MEAL, 48% PROTEIN")
    assert description.changing_words("SOYBEAN MEAL", "SOYBEANS IN BULK") == ["meal"]
    assert description.missing_words("MANGOES CLASS 1", "MANGOS CLASS I") == []


def test_attack_a_description_too_long_to_compare_word_by_word() -> None:
    """Words are looked for, misspellings are not: work stays in proportion to the text."""
    most = description._MOST_COMPARED
    long = " ".join("pad" + chr(97 + i % 26) + chr(97 + i // 26) for i in range(most)) + " SHRIMP"
    assert description.missing_words(long, "SHRIMP") == []
    assert description.missing_words(long, "SHRIMPP") == ["shrimpp"]
    assert description.missing_words("SHRIMP", "SHRIMPP") == []


def test_vessels() -> None:
    assert wording.same_vessel("M.V. Konkan Star", "KONKAN STAR")
    assert not wording.same_vessel("MV Konkan Star", "MV Konkan Sun")


@pytest.mark.parametrize(
    ("text", "name", "begins"),
    [
        ("TO ORDER OF CREEK TRADE BANK, P.O. BOX 123, DUBAI", "TO ORDER OF CREEK TRADE BANK", True),
        ("CREEK TRADE BANK\nDUBAI", "CREEK TRADE BANK", True),
        ("TO ORDER OF CREEK BANK, DUBAI", "TO ORDER OF CREEK TRADE BANK", False),
        ("CREEK TRADE BANK OF SHARJAH", "CREEK TRADE BANK", False),
        ("CREEK TRADE BANK, SHARJAH", "CREEK TRADE BANK, DUBAI", False),
    ],
)
def test_a_name_with_its_address(text: str, name: str, begins: bool) -> None:
    assert wording.begins_with_name(text, name) is begins


@pytest.mark.parametrize(
    ("found", "wanted", "same"),
    [
        ("JEBEL ALI PORT, DUBAI", "JEBEL ALI", True),
        ("JEBEL ALI UAE", "Jebel-Ali", True),
        ("SHARJAH", "JEBEL ALI", False),
    ],
)
def test_the_place_of_a_trade_term(found: str, wanted: str, same: bool) -> None:
    assert places.same_named_place(found, wanted) is same


@pytest.mark.parametrize(
    ("found", "wanted", "same"),
    [
        ("LC NO. CTB2026000417", "CTB2026000417", True),
        ("Inv. No. KFE/2026/88", "KFE-2026-88", True),
        ("DOCUMENTARY CREDIT NUMBER: CTB 2026 000417", "CTB2026000417", True),
        ("LC2026000123", "2026000123", False),
        ("INV NO. 89", "88", False),
        ("NO. 12", "NO. 13", False),
    ],
)
def test_references(found: str, wanted: str, same: bool) -> None:
    assert wording.same_reference(found, wanted) is same
