"""One spelling for each element: what is folded away and what is kept apart."""

import pytest

from dhow.trade.invoices import Identifier, Party, TransportDocument
from dhow.trade.invoices.canonical import (
    Collateral,
    IdentityScheme,
    canonical_name,
    canonical_number,
    canonical_text,
    canonical_vat,
    canonicalise,
    collateral,
    identities,
)
from tests.support.invoices import LEI, sample_invoice

SAME_NUMBER = [
    ("INV-0012", "inv 0012"),
    ("INV-0012", "INV12"),
    ("INV-2024/0012", "inv 2024 12"),
    ("Ünïcode-7", "UNICODE 7"),
    ("Straße 5", "STRASSE 5"),
    ("Ærø 1", "AERO1"),
    ("INV\u20110012", "INV-0012"),  # a hyphen that does not break
    ("ＩＮＶ００１２", "INV0012"),  # noqa: RUF001 - full width
    ("ΙΝV-12", "INV-12"),  # noqa: RUF001 - Greek capitals iota and nu
    ("АВС-1", "ABC-1"),  # noqa: RUF001 - Cyrillic
    ("٤٢", "42"),  # Arabic-Indic digits
    ("INV\u200b-12", "INV-12"),  # a space of no width
    ("000", "0"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NUMBER)
def test_cosmetic_spellings_are_one_number(one: str, other: str) -> None:
    assert canonical_number(one).segmented == canonical_number(other).segmented


DIFFERENT_NUMBER = [
    ("105/12", "150/12"),
    ("105/12", "15/12"),
    ("10512", "15012"),
    ("INV-10", "INV-1"),
    ("A1", "1A"),
    ("12-3", "1-23"),
    ("12-3", "12-30"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT_NUMBER)
def test_other_numbers_stay_apart(one: str, other: str) -> None:
    assert canonical_number(one).segmented != canonical_number(other).segmented


def test_i07_separators_moved_between_digits_meet_only_when_joined() -> None:
    one, other = canonical_number("12-3"), canonical_number("1-23")
    assert one.segmented != other.segmented
    assert one.joined == other.joined == "123"


@pytest.mark.parametrize("text", ["", "---", " / "])
def test_a_number_without_letter_or_digit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="identifies nothing"):
        canonical_number(text)


@pytest.mark.parametrize(
    ("vat", "country", "expected"),
    [
        ("NL8200.98.395.B.01", "NL", "NL820098395B01"),
        ("8200.98.395.B.01", "NL", "NL820098395B01"),
        ("nl 820098395 b01", None, "NL820098395B01"),
        ("GR094259216", "GR", "EL094259216"),
        ("EL 094259216", "GR", "EL094259216"),
        ("094259216", "GR", "EL094259216"),
        ("BE403019261", "BE", "BE0403019261"),
        ("DK16356706", "DK", "DK16356706"),  # fails its check, so letters and digits stay
        ("0012", "AE", "AE0012"),  # zeros are part of a tax number
    ],
)
def test_vat_numbers_carry_their_country(vat: str, country: str | None, expected: str) -> None:
    assert canonical_vat(vat, country) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Enexis B.V.", "ENEXIS BV"),
        ("Konkan Fruit Exports Pvt. Ltd.", "konkan fruit exports"),
        ("Müller GmbH & Co. KG", "MULLER"),
        ("Al-Noor Juices L.L.C.", "Al Noor Juices LLC"),
        ("O'Brien Foods", "OBRIEN FOODS"),
    ],
)
def test_names_lose_their_legal_form(one: str, other: str) -> None:
    assert canonical_name(one) == canonical_name(other)


def test_a_name_that_is_a_legal_form_remains() -> None:
    assert canonical_name("SAS") == "SAS"


def test_identities_are_ordered_lei_vat_register_name() -> None:
    assert [i.scheme for i in identities(sample_invoice().seller)] == [
        IdentityScheme.LEI,
        IdentityScheme.VAT,
        IdentityScheme.REGISTER,
        IdentityScheme.NAME,
    ]


def test_a_false_lei_identifies_nobody() -> None:
    party = Party(name="X", identifiers=(Identifier(LEI[:-1] + "6", "0199"),))
    assert [i.scheme for i in identities(party)] == [IdentityScheme.NAME]


def test_a_register_number_belongs_to_a_country() -> None:
    here, there = (Party(legal_id=Identifier("123"), country=c) for c in ("NO", "SE"))
    assert identities(here) != identities(there)
    with_letters = Party(legal_id=Identifier("NO 123"), country="NO")
    assert identities(here) == identities(with_letters)


def test_a_party_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="no name and no identifier"):
        identities(Party(country="AE"))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("MAEU 123-456 789", Collateral("MAEU", "123456789")),
        ("maeu123456789", Collateral("MAEU", "123456789")),
        ("020-12345675", Collateral("", "2012345675")),
        ("ABCDEFG", Collateral("", "ABCDEFG")),
    ],
)
def test_a_transport_document_is_carrier_and_number(number: str, expected: Collateral) -> None:
    assert collateral(TransportDocument("BM", number)) == expected


def test_fillers_refer_to_nothing() -> None:
    from dataclasses import replace

    form = canonicalise(replace(sample_invoice(), purchase_order="n/a", contract="-"))
    assert form.purchase_order is None
    assert form.contract is None
    assert canonicalise(sample_invoice()).purchase_order == "PO42"


def test_weak_elements_name_the_party_known_by_name_only() -> None:
    from dataclasses import replace

    invoice = sample_invoice()
    nameless = replace(invoice, buyer=Party(name="Al Noor Juices LLC", country="AE"))
    assert canonicalise(invoice).weak_elements == ()
    assert canonicalise(nameless).weak_elements == ("buyer",)


def test_text_keeps_letters_of_scripts_without_a_latin_twin() -> None:
    assert canonical_text("发票 第7号") == "发票第7号"
