"""Money: parsing, printing, arithmetic that refuses mixed currencies, rounding by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhow.trade.money import Amount, Currency, CurrencyMismatch
from dhow.trade.money.currency import MINOR_UNITS

amounts = st.builds(
    Amount,
    st.integers(min_value=-(10**16), max_value=10**16),
    st.sampled_from(sorted(MINOR_UNITS)).map(Currency),
)


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("USD 250,000.00", "USD", 25_000_000),
        ("USD 250000", "USD", 25_000_000),
        ("USD 0.5", "USD", 50),
        ("JPY 1,000,000", "JPY", 1_000_000),
        ("KWD 1.234", "KWD", 1_234),
        ("CLF 0.0001", "CLF", 1),
        ("EUR -0.05", "EUR", -5),
    ],
)
def test_reads_the_printed_form(text: str, code: str, minor: int) -> None:
    assert Amount.parse(text) == Amount.of(code, minor)


@pytest.mark.parametrize(
    "text",
    ["USD 1.234", "JPY 1.5", "US 1", "USD", "USD 1,00", "USD 1e5", "XXX 1", "HRK 1", "USD \u0661"],
)
def test_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimal|currency"):
        Amount.parse(text)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("USD250000,00", 25_000_000), ("USD250000,", 25_000_000), ("JPY1000000,", 1_000_000)],
)
def test_reads_the_swift_form(text: str, minor: int) -> None:
    assert Amount.parse_swift(text).minor == minor


@pytest.mark.parametrize("text", ["USD250000.00", "JPY1000,50", "USD1234567890123,00", "USD,50"])
def test_h06_refuses_a_malformed_swift_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"SWIFT|decimal"):
        Amount.parse_swift(text)


@given(amounts)
def test_printed_and_json_forms_read_back(amount: Amount) -> None:
    assert Amount.parse(str(amount)) == amount
    assert Amount.decode_json(amount.encode_json()) == amount


@given(amounts, st.integers(min_value=0, max_value=20_000))
def test_rounding_up_and_down_enclose_the_exact_value(amount: Amount, bps: int) -> None:
    low, high = amount.mul_bps_down(bps), amount.mul_bps_up(bps)
    assert low.minor * 10_000 <= amount.minor * bps <= high.minor * 10_000
    assert high.minor - low.minor in (0, 1)


def test_refuses_to_mix_currencies() -> None:
    with pytest.raises(CurrencyMismatch, match="different currencies"):
        Amount.of("USD", 1) + Amount.of("EUR", 1)
    with pytest.raises(CurrencyMismatch):
        _ = Amount.of("USD", 1) < Amount.of("EUR", 2)


def test_refuses_floats() -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        Amount(1.5, Currency("USD"))  # type: ignore[arg-type]


def test_percentages() -> None:
    cif = Amount.parse("USD 124,000.00")
    assert str(cif.mul_percent_up(110)) == "USD 136,400.00"
    assert Amount.of("JPY", 333).mul_percent_down(10).minor == 33
    assert Amount.of("JPY", 333).mul_percent_up(10).minor == 34


def test_swift_form_has_its_comma_and_its_length() -> None:
    assert Amount.of("JPY", 1_000_000).swift() == "JPY1000000,"
    assert Amount.of("USD", 25_000_000).swift() == "USD250000,00"
    with pytest.raises(ValueError, match="SWIFT"):
        Amount.of("USD", 10**15).swift()
