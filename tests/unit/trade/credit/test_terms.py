"""Terms: round trip, precise refusals, and what follows from the fields."""

from typing import Any

import pytest

from dhow.trade.credit import Terms
from dhow.trade.records import InvalidInput
from tests.support import base_credit as bc


def changed(path: str, value: Any) -> dict[str, Any]:
    """The base credit with one field, named by its path, replaced."""
    data = bc.terms()
    *parents, last = path.split(".")
    target: Any = data
    for name in parents:
        target = target[int(name)] if name.isdigit() else target.setdefault(name, {})
    target[last] = value
    return data


def test_round_trip() -> None:
    terms = Terms.from_json(bc.terms())
    assert Terms.from_json(terms.to_json()) == terms
    assert Terms.from_json(terms.to_json()).to_json() == terms.to_json()


def test_a01_irrevocable_even_if_silent() -> None:
    assert Terms.from_json(bc.terms()).form.value == "IRREVOCABLE"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("credit_number", "/LC1", "credit_number: at most 16"),
        ("credit_number", "LC//1", "credit_number: at most 16"),
        ("amount", "USD 0.00", "amount: must be more than nothing"),
        ("amount", 250000, "amount: must be"),
        ("expiry.place", "Singapore", "expiry.place: .*UN/LOCODE"),
        ("shipment.period", "soon", "shipment.period: .*44C and 44D"),
        ("shipment.latest", "20/05/2026", "shipment.latest: must be a date"),
        ("documents", [], "documents: a documentary credit asks"),
        ("documents.0.kind", "poem", r"documents\[0\].kind: .*not a kind"),
        (
            "documents.0.temperature",
            {"maximum_milli_c": 1},
            r"documents\[0\].temperature: is content",
        ),
        ("documents.0.originals", 0, r"documents\[0\].originals: ask for"),
        ("availability.tenor", None, "availability.tenor: is missing"),
        ("availability.drawee", "applicant", "availability.drawee: must be one of"),
        ("availability.with_bank", "nominated_bank", "nominated_bank: is missing"),
        ("goods.unit_price", "EUR 5,000.00", "goods.unit_price: is not in USD"),
        ("presentation_days", 0, "presentation_days: is 1 to 999"),
        ("tolerance", {"plus_percent": 100}, "tolerance.plus_percent: is two digits"),
        ("beneficiary.bic", "NOPE", "beneficiary.bic: "),
    ],
)
def test_bad_fields_are_named(path: str, value: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        Terms.from_json(changed(path, value))


def test_an_unknown_period_is_refused() -> None:
    data = changed("shipment.period", "sometime in summer")
    del data["shipment"]["latest"]
    with pytest.raises(InvalidInput, match=r"shipment.period: .*UCP 600 art. 3"):
        Terms.from_json(data)


def test_amounts_with_tolerance() -> None:
    terms = Terms.from_json({**bc.terms(), "tolerance": {"plus_percent": 5, "minus_percent": 10}})
    assert str(terms.maximum_amount) == "USD 262,500.00"
    assert str(terms.minimum_amount) == "USD 225,000.00"
    about = Terms.from_json({**bc.terms(), "amount_about": True})
    assert str(about.maximum_amount) == "USD 275,000.00"


def test_presentation_period_needs_an_original_transport_document() -> None:
    data = bc.terms()
    del data["presentation_days"]
    assert Terms.from_json(data).days_after_shipment == 21
    data["documents"][bc.BILL].update(originals=0, copies=1)
    assert Terms.from_json(data).days_after_shipment is None
