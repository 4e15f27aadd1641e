"""No harmless variant is refused, no single fault missed: presentations made by the hundred.

docs/examination.md has the tables by class. A presentation that fails is told with its class and
number, which `make_one` makes again.
"""

import ast
from pathlib import Path

import pytest

from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
from dhow.trade.credit import examination
from scripts.docs.examination import page
from tests.support.generated import Kind, make, make_one
from tests.support.generated.catalogue import FAULTS
from tests.support.generated.harmless import HARMLESS
from tests.support.generated.report import (
    SEED,
    SINGLE_FAULTS,
    VARIANTS,
    report,
    wrong_with,
)

GENERATOR = Path(__file__).parents[2] / "support" / "generated"


def wrong(kinds: tuple[Kind, ...], count: int, seed: int = SEED) -> list[str]:
    return [words for each in make(kinds, count, seed) if (words := wrong_with(each))]


def test_no_harmless_variant_is_refused_and_no_single_fault_is_missed_or_called_another() -> None:
    """And docs/examination.md tells of this run."""
    told: list[str] = []
    found = report(told)
    assert told == []
    kept = (REPOSITORY_ROOT / "docs" / "examination.md").read_text(encoding="utf-8")
    assert kept == page(found), "run: dhow docs --write examination"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10_000, 50_000, 10_000))
def test_many_more_of_both(seed: int) -> None:
    assert wrong(HARMLESS, 5_000, seed) == []
    assert wrong(FAULTS, 5_000, seed) == []


def test_every_class_is_made() -> None:
    assert VARIANTS >= 200
    assert SINGLE_FAULTS >= 500
    for kinds, count in ((HARMLESS, VARIANTS), (FAULTS, SINGLE_FAULTS)):
        names = [kind.name for kind in kinds]
        assert len(set(names)) == len(names)
        assert {made.kind for made in make(kinds, count, SEED)} == set(names)


def test_the_same_number_makes_the_same_presentation() -> None:
    kind = FAULTS[7]
    first, again = make_one(kind, 41), make_one(kind, 41)
    assert first.papers.terms == again.papers.terms
    assert first.papers.presented == again.papers.presented


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("clean", "not clean"),
        ("full_set", "part of the set"),
        ("draft_amount", "amount in words"),
        ("claims_payable", "claims payable to the insured"),
    ],
)
def test_a_rule_left_out_would_be_missed(
    rule: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The generator finds what it is there for: examination without a rule misses its faults."""
    left = tuple(each for each in examination.RULES if each.name != rule)
    assert len(left) < len(examination.RULES)
    monkeypatch.setattr(examination, "RULES", left)
    (wanted,) = [each for each in FAULTS if each.name == kind]
    told = wrong_with(make_one(wanted, SEED))
    assert told is not None
    assert "missed" in told


def test_an_examiner_who_compares_strings_would_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variants are variants: were names compared letter by letter, classes would be refused."""
    monkeypatch.setattr(examination.parties, "same_name", lambda a, b: a == b)
    kinds = ("letter case", "punctuation and spaces", "transliteration")
    chosen = tuple(kind for kind in HARMLESS if kind.name in kinds)
    assert len(chosen) == len(kinds)
    assert all(wrong((kind,), 3) for kind in chosen)


def test_the_generator_knows_nothing_of_the_rules() -> None:
    for file in sorted(GENERATOR.glob("*.py")):
        if file.name == "report.py":
            continue  # it examines; the others make
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = {
            name
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not any(name.startswith("dhow") for name in named), file.name
