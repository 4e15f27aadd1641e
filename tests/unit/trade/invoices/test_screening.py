"""Screening a pile: what is one invoice, what needs explaining, and in which words."""

from dataclasses import replace

from dhow.trade.invoices import Party
from dhow.trade.invoices.screening import screen
from tests.support.invoices import sample_invoice


def test_three_copies_are_one_finding() -> None:
    invoice = sample_invoice()
    pile = [("a", invoice), ("b", replace(invoice, due_date=None)), ("c", invoice)]

    found = screen(pile)

    assert [same.names for same in found.red] == [("a", "b", "c")]
    assert found.amber == ()


def test_another_amount_is_amber_and_says_so() -> None:
    invoice = sample_invoice()
    other = replace(invoice, total_minor=invoice.total_minor + 100)

    found = screen([("a", invoice), ("b", other)])

    (pair,) = found.amber
    assert found.red == ()
    assert "amount" in pair.comparison.differing
    assert "not the same: amount" in pair.comparison.words()


def test_one_name_under_two_tax_numbers_is_said() -> None:
    """Agreement of names must not hide that the numbers differ."""
    one = Party(name="Toolsupply A/S", vat="DK16356706", country="DK")
    other = Party(name="Toolsupply A/S", vat="NO123456785MVA", country="NO")
    pile = [(str(seller.vat), replace(sample_invoice(), seller=seller)) for seller in (one, other)]

    comparison = screen(pile).amber[0].comparison

    assert "seller_identifier" in comparison.differing
    assert "seller identifier" in comparison.words()


def test_a_pair_to_explain_is_said_once_however_many_copies_there_are() -> None:
    invoice = sample_invoice()
    other = replace(invoice, total_minor=invoice.total_minor + 100)

    found = screen([("x", other), ("a", invoice), ("b", invoice), ("c", invoice)])

    assert [same.names for same in found.red] == [("a", "b", "c")]
    assert [(pair.first, pair.second) for pair in found.amber] == [("x", "a")]
