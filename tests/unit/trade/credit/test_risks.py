"""Risks covered, as a checker reads them (UCP 600 art. 28(g), (h), (i))."""

import pytest

from dhow.trade.credit.examination.risks import covers


@pytest.mark.parametrize(
    ("said", "wanted", "covered"),
    [
        ("ICC (A)", "INSTITUTE CARGO CLAUSES (A)", True),
        ("I.C.C.(A) 1/1/09", "INSTITUTE CARGO CLAUSES (A)", True),
        ("INSTITUTE CARGO CLAUSES (C)", "ICC (A)", False),
        ("ICC (A)", "ALL RISKS", True),
        ("ICC (B)", "ALL RISKS", False),
        ("INSTITUTE CARGO CLAUSES (A) EXCLUDING RUST", "ICC (A)", True),
        ("INSTITUTE CARGO CLAUSES (A) EXCLUDING WAR", "WAR", False),
        ("ICC (A); WAR RISKS NOT COVERED", "WAR RISKS", False),
        ("ALL RISKS EXCEPT WAR AND STRIKES", "WAR RISKS", False),
        ("INSTITUTE WAR CLAUSES (CARGO)", "WAR RISKS", True),
        ("WAR RISK", "INSTITUTE WAR CLAUSES (CARGO)", True),
        ("INSTITUTE WAR CLAUSES (CARGO)", "WAR AND STRIKES RISKS", False),
        ("WAR, STRIKES", "WAR RISKS AND SRCC", True),
        ("THEFT", "WAR RISKS", False),
        ("ICC (A)", "CARGO RISKS", False),
    ],
)
def test_risks(said: str, wanted: str, covered: bool) -> None:
    assert covers((said,), wanted) is covered
