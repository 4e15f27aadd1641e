"""Countries by name or code."""

import pytest

from dhow.trade.members.countries import country_named, same_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("INDIA", "IN"),
        ("in", "IN"),
        ("IND", "IN"),
        ("Republic of India", "IN"),
        ("U.A.E.", "AE"),
        ("United Arab Emirates", "AE"),
        ("People's Republic of China", "CN"),
        ("The Netherlands", "NL"),
        ("C\u00f4te d'Ivoire", "CI"),
        ("Republic of Korea", "KR"),
        ("USA", "US"),
        ("Narnia", None),
        ("", None),
    ],
)
def test_named(text: str, code: str | None) -> None:
    assert country_named(text) == code


def test_same() -> None:
    assert same_country("VIET NAM", "VN")
    assert same_country("Narnia", "NARNIA")
    assert not same_country("INDIA", "Indonesia")
    assert not same_country("Narnia", "IN")
