"""Same meaning passes, another meaning does not (UCP 600 art. 14(d); ISBP 745 A1, A23)."""

import pytest

from dhow.trade.credit.examination import wording
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
    ],
)
def test_descriptions(found: str, wanted: str, missing: list[str], changing: list[str]) -> None:
    assert wording.missing_words(found, wanted) == missing
    assert wording.changing_words(found, wanted) == changing


@pytest.mark.parametrize(
    ("found", "conflict"),
    [("FRUIT", False), ("MANGOES", False), ("FROZEN SHRIMP", True), ("USED FRUIT", True)],
)
def test_general_terms(found: str, conflict: bool) -> None:
    assert wording.general_terms_conflict(found, "FRESH ALPHONSO MANGOES") is conflict


@pytest.mark.parametrize(
    ("found", "allowed", "same"),
    [
        (Place("Nhava Sheva"), Place("NHAVA SHEVA, INDIA", "INNSA"), True),
        (Place("JNPT", "INNSA"), Place("NHAVA SHEVA", "INNSA"), True),
        (Place("Jebel Ali", "AEJEA"), Place("Jebel Ali", "AEDXB"), False),
        (Place("Mundra", "INMUN"), Place("any", country="IN", any_in_country=True), True),
        (Place("Karachi", "PKKHI"), Place("any", country="IN", any_in_country=True), False),
        (Place("Valencia", country="VE"), Place("Valencia", "ESVLC"), False),
    ],
)
def test_places(found: Place, allowed: Place, same: bool) -> None:
    assert wording.same_place(found, allowed) is same


def test_vessels() -> None:
    assert wording.same_vessel("M.V. Konkan Star", "KONKAN STAR")
    assert not wording.same_vessel("MV Konkan Star", "MV Konkan Sun")
