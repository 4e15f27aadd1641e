"""Rows I01 to I09 of the executable rule list that need no ledger."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from dhow.trade.invoices import (
    Alert,
    Invoice,
    Match,
    Party,
    PrecedingInvoice,
    TransportDocument,
    compare,
    credits,
    dilution,
    fingerprint,
    is_assigned,
    read_invoice,
)
from tests.support.invoices import SECRET, sample_invoice


@pytest.fixture(scope="module")
def recorded(shared_data: Path) -> dict[str, Invoice]:
    """Every recorded invoice by file name."""
    files = (shared_data / "invoices").rglob("*.*")
    return {file.name: read_invoice(file.read_bytes(), file.name) for file in files}


def _twins(recorded: dict[str, Invoice], number: int) -> tuple[Invoice, Invoice]:
    return recorded[f"CII_example{number}.xml"], recorded[f"ubl-tc434-example{number}.xml"]


@pytest.mark.parametrize("number", [1, 2, 4, 5, 6, 8, 9])
def test_i01_same_invoice_in_two_syntaxes(recorded: dict[str, Invoice], number: int) -> None:
    cii, ubl = _twins(recorded, number)
    ours, theirs = fingerprint(cii, SECRET), fingerprint(ubl, SECRET)
    assert ours.fingerprint == theirs.fingerprint
    assert ours.conflict_key == theirs.conflict_key
    assert compare(cii, ubl).match is Match.DUPLICATE


@pytest.mark.parametrize(("number", "differs"), [(3, "amount"), (7, "issue_date")])
def test_i01_altered_twin_is_no_duplicate(
    recorded: dict[str, Invoice], number: int, differs: str
) -> None:
    cii, ubl = _twins(recorded, number)
    assert fingerprint(cii, SECRET).fingerprint != fingerprint(ubl, SECRET).fingerprint
    result = compare(cii, ubl)
    assert result.match is Match.CONFLICT
    assert differs in result.differing


@pytest.mark.parametrize(
    "name",
    ["AbweichenderZahlungsempf", "Einfach", "Rabatte", "Rechnungskorrektur"],
)
def test_i01_the_pdf_is_the_invoice_inside(recorded: dict[str, Invoice], name: str) -> None:
    pdf, xml = recorded[f"EN16931_{name}.pdf"], recorded[f"EN16931_{name}.cii.xml"]
    assert pdf == xml
    assert fingerprint(pdf, SECRET) == fingerprint(xml, SECRET)


def test_i01_one_number_of_two_sellers_is_no_duplicate(recorded: dict[str, Invoice]) -> None:
    norwegian, danish = recorded["CII_example2.xml"], recorded["CII_example3.xml"]
    assert norwegian.number == danish.number == "TOSL108"
    assert compare(norwegian, danish).match is Match.DIFFERENT


@pytest.mark.parametrize(("one", "other"), list(combinations([4, 5, 6], 2)))
def test_i01_one_number_under_three_tax_ids_is_near(
    recorded: dict[str, Invoice], one: int, other: int
) -> None:
    first, second = recorded[f"CII_example{one}.xml"], recorded[f"CII_example{other}.xml"]
    result = compare(first, second)
    assert result.match is Match.NEAR
    assert {"number", "seller", "amount", "issue_date"} <= set(result.matching)


def test_i02_the_second_financier_learns_the_class_and_nothing_else() -> None:
    """The strong key is all that is compared, and it is the same for whoever asks."""
    invoice = sample_invoice()
    copy = replace(invoice, payee=None, payee_accounts=(), due_date=None, lines=(), contract=None)
    assert fingerprint(invoice, SECRET).fingerprint == fingerprint(copy, SECRET).fingerprint


def test_i03_same_seller_number_and_year_with_another_amount(recorded: dict[str, Invoice]) -> None:
    plain, rebate = recorded["EN16931_Einfach.pdf"], recorded["EN16931_Rabatte.cii.xml"]
    assert plain.number == rebate.number == "471102"
    result = compare(plain, rebate)
    assert result.match is Match.CONFLICT
    assert {"seller", "number"} <= set(result.matching)
    assert {"amount", "issue_date"} <= set(result.differing)


def test_i03_vector_of_the_rule_list() -> None:
    invoice = replace(sample_invoice(), number="471102", currency="EUR", total_minor=19_765)
    assert compare(invoice, replace(invoice, total_minor=52_987)).match is Match.CONFLICT


def test_i04_payee_other_than_the_seller(recorded: dict[str, Invoice]) -> None:
    assigned = recorded["EN16931_AbweichenderZahlungsempf.cii.xml"]
    plain = recorded["EN16931_Einfach.cii.xml"]
    assert assigned.payee is not None
    assert assigned.payee.name == "Factoring GmbH"
    assert is_assigned(assigned)
    assert not is_assigned(plain)
    assert Alert.ASSIGNED in compare(plain, assigned).alerts


@pytest.mark.parametrize("type_code", ["393", "396"])
def test_i04_factored_type(type_code: str) -> None:
    assert is_assigned(replace(sample_invoice(), payee=None, type_code=type_code))


def test_i04_the_seller_as_its_own_payee_assigns_nothing() -> None:
    payee = Party(name="KONKAN FRUIT EXPORTS PRIVATE LIMITED")
    assert not is_assigned(replace(sample_invoice(), payee=payee))


def test_i04_the_same_sale_as_a_factored_invoice_is_a_conflict() -> None:
    result = compare(sample_invoice(), replace(sample_invoice(), type_code="393"))
    assert result.match is Match.CONFLICT
    assert result.differing == ("type",)
    assert Alert.ASSIGNED in result.alerts


def _note(minor: int, **changes: object) -> Invoice:
    base = replace(
        sample_invoice(),
        number="CN-1",
        type_code="381",
        issue_date=date(2026, 3, 20),
        total_minor=minor,
        payable_minor=minor,
        preceding=(PrecedingInvoice("exp 2026/105", date(2026, 3, 1)),),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def test_i05_a_credit_note_reduces_what_is_owed() -> None:
    invoice = sample_invoice()
    result = dilution(invoice, [_note(2_000_000)], financed_minor=9_600_000)
    assert (result.credited_minor, result.outstanding_minor) == (2_000_000, 10_000_000)
    assert result.alert
    assert not result.uncovered


def test_i05_financing_above_what_is_left_is_uncovered() -> None:
    result = dilution(sample_invoice(), [_note(2_000_000), _note(-1_500_000)], 9_600_000)
    assert result.outstanding_minor == 8_500_000
    assert result.uncovered_minor == 1_100_000


@pytest.mark.parametrize(
    "note",
    [
        _note(2_000_000, preceding=(PrecedingInvoice("EXP/2026-0106"),)),
        _note(2_000_000, preceding=()),
        _note(2_000_000, preceding=(PrecedingInvoice("EXP/2026-0105", date(2025, 3, 1)),)),
        _note(2_000_000, preceding=(PrecedingInvoice("-"),)),
        _note(2_000_000, seller=Party(name="Somebody else", country="IN")),
        _note(2_000_000, type_code="380"),
        _note(2_000_000, currency="EUR"),
    ],
    ids=["other-number", "none", "other-day", "filler", "other-seller", "no-note", "currency"],
)
def test_i05_a_note_that_is_not_about_it_takes_nothing(note: Invoice) -> None:
    result = dilution(sample_invoice(), [note], financed_minor=0)
    assert not result.alert
    assert result.outstanding_minor == sample_invoice().payable_minor


def test_i05_comparing_names_the_credit_note() -> None:
    assert credits(_note(1), sample_invoice())
    assert Alert.CREDIT_NOTE in compare(_note(1), sample_invoice()).alerts


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("INV-0012", "inv 0012", Match.DUPLICATE),
        ("INV-0012", "INV12", Match.DUPLICATE),
        ("INV-2024-0012", "INV-2024-12", Match.DUPLICATE),
        ("INV-2024-0012", "INV20240012", Match.DUPLICATE),  # separators left out
        ("12-3", "1-23", Match.CONFLICT),  # separators moved: to be reviewed
        ("105/12", "150/12", Match.NEAR),
    ],
)
def test_i07_cosmetic_change_of_the_number(one: str, other: str, match: Match) -> None:
    invoice = sample_invoice()
    first, second = replace(invoice, number=one), replace(invoice, number=other)
    assert compare(first, second).match is match
    assert compare(second, first).match is match


def _elsewhere(number: str) -> Invoice:
    return replace(
        sample_invoice(),
        number="77",
        issue_date=date(2026, 4, 2),
        total_minor=1,
        purchase_order=None,
        contract=None,
        despatch_advice=None,
        seller=Party(name="Another Seller", country="IN"),
        transport_documents=(TransportDocument("BM", number),),
    )


def test_i08_same_cargo_under_two_invoices() -> None:
    result = compare(sample_invoice(), _elsewhere("maeu123456789"))
    assert Alert.COLLATERAL_CONFLICT in result.alerts
    assert result.match is Match.DIFFERENT


def test_i08_another_carrier_is_another_cargo() -> None:
    assert compare(sample_invoice(), _elsewhere("MSCU123456789")).alerts == (Alert.ASSIGNED,)


def test_i09_without_the_key_a_known_invoice_cannot_be_confirmed() -> None:
    """Whoever knows every field still needs the registry's secret to test for membership."""
    published = fingerprint(sample_invoice(), SECRET)
    for guess in _guessed_secrets():
        attempt = fingerprint(sample_invoice(), guess)
        assert attempt.fingerprint != published.fingerprint
        assert attempt.conflict_key != published.conflict_key
        assert not attempt.collateral & published.collateral


def _guessed_secrets() -> Iterator[bytes]:
    yield bytes(32)
    yield SECRET[::-1]
    yield SECRET[:-1] + b"\x00"


def test_i09_a_secret_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly 32 random"):
        fingerprint(sample_invoice(), b"password")
    # HMAC pads a short key with zeros, so that a longer one could be the same key.
    with pytest.raises(ValueError, match="exactly 32 random"):
        fingerprint(sample_invoice(), SECRET + b"\x00")
