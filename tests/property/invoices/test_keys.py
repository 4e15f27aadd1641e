"""Cosmetic changes keep the strong key; any change of an identity element changes it."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from dhow.trade.invoices import Invoice, Match, compare, fingerprint, read_invoice
from dhow.trade.invoices import render_cii as cii
from dhow.trade.invoices import render_ubl as ubl
from dhow.trade.invoices.canonical import canonical_number, identities
from dhow.trade.invoices.fingerprint import encode
from tests.support.invoices import SECRET, sample_invoice

LETTERS = "ABCXYZ"
SEPARATORS = "-/. _#"

runs = st.one_of(st.text(LETTERS, min_size=1, max_size=4), st.integers(0, 999_999).map(str))
numbers = st.lists(runs, min_size=1, max_size=4)
separators = st.sampled_from(SEPARATORS)


@st.composite
def spelled_twice(draw: st.DrawFn) -> tuple[str, str]:
    """A number in two spellings that differ in case, separators, zeros and space only."""
    parts = draw(numbers)

    def spell() -> str:
        out = draw(st.sampled_from(["", " ", "# "]))
        for index, part in enumerate(parts):
            if index:
                digits = part.isdigit() and parts[index - 1].isdigit()
                # Between two digits something must stand; elsewhere nothing need.
                out += draw(separators) if digits else draw(st.sampled_from(["", *SEPARATORS]))
            if part.isdigit():
                out += "0" * draw(st.integers(0, 3)) + part
            else:
                out += draw(st.sampled_from([part, part.lower(), part.title()]))
        return out

    return spell(), spell()


@given(spelled_twice())
def test_cosmetic_change_of_the_number_keeps_the_strong_key(spellings: tuple[str, str]) -> None:
    one, other = (replace(sample_invoice(), number=number) for number in spellings)
    assert fingerprint(one, SECRET).fingerprint == fingerprint(other, SECRET).fingerprint
    assert compare(one, other).match is Match.DUPLICATE


cosmetic_names = st.sampled_from(
    ["KONKAN FRUIT EXPORTS PVT LTD", "Konkan  Fruit\u00a0Exports", "Könkan-Fruit Exports, Limited"]
)


@given(name=cosmetic_names, due=st.dates(), order=st.text(LETTERS, max_size=5))
def test_what_is_no_identity_element_keeps_the_strong_key(name: str, due: date, order: str) -> None:
    invoice = sample_invoice()
    other = replace(
        invoice,
        seller=replace(invoice.seller, name=name, electronic_address=None),
        due_date=due,
        purchase_order=order or None,
        lines=(),
        payable_minor=1,
    )
    assert fingerprint(invoice, SECRET).fingerprint == fingerprint(other, SECRET).fingerprint


@given(st.sampled_from([ubl, cii]))
def test_syntax_keeps_every_token(render: object) -> None:
    assert callable(render)
    read = read_invoice(render(sample_invoice()), "x")
    assert fingerprint(read, SECRET) == fingerprint(sample_invoice(), SECRET)


@given(
    amount=st.integers(-(10**12), 10**12),
    days=st.integers(0, 4000),
    currency=st.sampled_from(["USD", "EUR", "JPY"]),
    type_code=st.sampled_from(["380", "381", "384", "393"]),
    number=st.text("ABC0123-/", min_size=1, max_size=8).filter(lambda t: t.strip("-/") != ""),
    swap=st.booleans(),
)
def test_another_identity_element_changes_the_strong_key(
    amount: int, days: int, currency: str, type_code: str, number: str, *, swap: bool
) -> None:
    invoice = sample_invoice()
    other = replace(
        invoice,
        number=number,
        issue_date=invoice.issue_date + timedelta(days=days),
        total_minor=amount,
        currency=currency,
        type_code=type_code,
        seller=invoice.buyer if swap else invoice.seller,
        buyer=invoice.seller if swap else invoice.buyer,
    )
    assume(_identity(invoice) != _identity(other))
    assert fingerprint(invoice, SECRET).fingerprint != fingerprint(other, SECRET).fingerprint


def _identity(invoice: Invoice) -> tuple[object, ...]:
    return (
        identities(invoice.seller)[0],
        identities(invoice.buyer)[0],
        canonical_number(invoice.number).segmented,
        invoice.issue_date,
        invoice.currency,
        invoice.total_minor,
        invoice.type_code,
    )


fields = st.lists(st.text(max_size=6), max_size=5)


@given(st.text(max_size=4), fields, st.text(max_size=4), fields)
def test_no_two_field_tuples_share_an_encoding(
    purpose: str, some: list[str], other_purpose: str, others: list[str]
) -> None:
    same = (purpose, some) == (other_purpose, others)
    assert (encode(purpose, some) == encode(other_purpose, others)) is same


@given(st.text(min_size=2, max_size=12), st.data())
def test_moving_a_boundary_between_fields_changes_the_encoding(
    text: str, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(text)))
    second = data.draw(st.integers(0, len(text)))
    assume(first != second)
    assert encode("p", (text[:first], text[first:])) != encode("p", (text[:second], text[second:]))


@given(st.text(max_size=30))
def test_canonical_numbers_are_their_own_canonical_form(text: str) -> None:
    try:
        once = canonical_number(text)
    except ValueError:
        return
    assert canonical_number(once.segmented).segmented == once.segmented


@given(spelled_twice(), st.integers(0, 3), st.integers(0, 1))
def test_comparison_is_symmetric(spellings: tuple[str, str], days: int, minor: int) -> None:
    one = replace(sample_invoice(), number=spellings[0])
    other = replace(
        sample_invoice(),
        number=spellings[1] + "9" * minor,
        issue_date=one.issue_date + timedelta(days=days),
    )
    assert compare(one, other) == compare(other, one)
