"""Terms: round trip, precise refusals, and what follows from the fields."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhow.trade.credit import Terms
from dhow.trade.money import Amount
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


FULL: dict[str, Any] = {
    **bc.terms(),
    "form": "IRREVOC TRANS STANDBY",
    "rules": "EUCPURR LATEST VERSION",
    "eucp_version": "2.0",
    "rules_narrative": "EXCEPT ARTICLE 14(K)",
    "issuing_place": "SGSIN",
    "tolerance": {"plus_percent": 5},
    "additional_amounts": [{"purpose": "FREIGHT AS INVOICED", "amount": "USD 12,000.00"}],
    "availability": {
        "mode": "mixed",
        "with_bank": "any_bank",
        "any_bank_in": "IN",
        "parts": [
            {"mode": "sight", "percent": "33.333333333"},
            {
                "mode": "acceptance",
                "percent": "66.666666667",
                "tenor": {"days": 90, "after": "shipment_date"},
                "drawee": "reimbursing_bank",
            },
        ],
        "mixed_details": "A THIRD AT SIGHT",
        "payment_details": "NONE",
    },
    "presentation_narrative": "AFTER DATE OF INVOICE",
    "conditions": ["THIRD PARTY DOCUMENTS ACCEPTABLE"],
    **{
        bank: {"name": bank.upper().replace("_", " "), "country": "SG"}
        for bank in (
            *("applicant_bank", "advising_bank", "second_advising_bank", "nominated_bank"),
            *("confirming_bank", "reimbursing_bank", "transferring_bank"),
        )
    },
    "confirmation": "MAY ADD",
    "reimbursement": {
        "rules": "URR 725",
        "claim_by_teletransmission": False,
        "authority_expires": "2026-12-31",
        "certificate_of_compliance": True,
        "charges": "beneficiary",
    },
    "charges": "ALL CHARGES OUTSIDE SINGAPORE FOR BENEFICIARY",
    "special_payment_conditions": ["PAYMENT NET OF FREIGHT"],
    "special_payment_conditions_for_bank": ["NONE"],
    "instructions_to_bank": "CLAIM BY MT742",
    "sender_to_receiver": "/PHONBEN/+919812345678",
    "electronic_formats": ["PDF", "UBL 2.1"],
    "electronic_place": "https://presentations.example",
}


def test_every_field_there_is_goes_round() -> None:
    assert set(FULL) | {"amount_about"} == {field.name for field in fields(Terms)}
    terms = Terms.from_json(FULL)
    assert all(getattr(terms, name) not in (None, ()) for name in FULL)
    assert Terms.from_json(terms.to_json()) == terms
    assert Terms.from_json(terms.to_json()).to_json() == terms.to_json()


OPTIONAL = sorted(set(FULL) - set(bc.terms()) - {"eucp_version", "form", "rules"})


NEEDED = {"reimbursing_bank": {"availability"}, "advising_bank": {"second_advising_bank"}}
"""What cannot be left out while the other is there: a part is drawn on the reimbursing bank."""


@given(st.sets(st.sampled_from(OPTIONAL)))
def test_any_of_the_fields_go_round(left_out: set[str]) -> None:
    """Without some, the rest is the same terms again; or the refusal names one that they need."""
    data = {name: value for name, value in FULL.items() if name not in left_out}
    needed = {
        name for name, by in NEEDED.items() if name in left_out and not left_out.issuperset(by)
    }
    if needed:
        with pytest.raises(InvalidInput) as refused:
            Terms.from_json(data)
        assert {problem.path for problem in refused.value.problems} <= needed
        return
    terms = Terms.from_json(data)
    assert Terms.from_json(terms.to_json()) == terms
    assert set(terms.as_dict()) - {"amount_about", "confirmation"} == set(data) - {"confirmation"}


@pytest.mark.rule("A01", by="terms")
def test_a01_irrevocable_even_if_silent() -> None:
    assert Terms.from_json(bc.terms()).form.value == "IRREVOCABLE"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("credit_number", "/LC1", "credit_number: at most 16"),
        ("credit_number", "LC//1", "credit_number: at most 16"),
        ("credit_number", "A\n:47A:\nB", "credit_number: at most 16"),
        ("credit_number", "LC1\u200b", "credit_number: at most 16"),
        ("applicant", {"name": "LION\nPLOT 7"}, "applicant.name: has a line break"),
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
        ("availability.any_bank_in", "IN", "availability.any_bank_in: goes with any_bank"),
        ("availability.parts", [{"mode": "sight", "percent": "50"}], "parts: is of mixed payment"),
        (
            "availability",
            {"mode": "sight", "drawee": "confirming_bank"},
            "confirming_bank: is missing; drafts",
        ),
        ("second_advising_bank", {"name": "B"}, "advising_bank: is missing; there is a second"),
        ("reimbursement", {}, "reimbursing_bank: is missing; reimbursement"),
        ("transferring_bank", {"name": "B"}, "transferring_bank: goes with a transferable"),
        ("eucp_version", "2.1", "eucp_version: goes with the eUCP"),
        ("expiry.day", "2026-02-30", "expiry.day: .*not a day"),
        ("availability.mixed_details", "HALF", "mixed_details: is of mixed payment"),
        (
            "availability",
            {"mode": "sight", "with_bank": "any_bank", "any_bank_in": "India"},
            "any_bank_in: .*country code",
        ),
        (
            "availability",
            {
                "mode": "deferred",
                "tenor": {"days": 1, "after": "sight"},
                "drawee": "issuing_bank",
            },
            "deferred payment has no draft",
        ),
        ("additional_amounts", [{"purpose": "X", "amount": "USD 0.00"}], "more than nothing"),
        (
            "documents.2.insurance",
            {"minimum_percent": 0},
            r"documents\[2\].insurance.minimum_percent: must be more",
        ),
        (
            "shipment.instalments",
            [{"first": "2026-04-02", "last": "2026-04-01"}],
            r"instalments\[0\].last: comes before",
        ),
        (
            "additional_amounts",
            [{"purpose": "FREIGHT", "amount": "EUR 1.00"}],
            r"additional_amounts\[0\].amount: is not in USD",
        ),
        (
            "shipment.instalments",
            [
                {"first": "2026-04-01", "last": "2026-04-30"},
                {"first": "2026-04-30", "last": "2026-05-20"},
            ],
            r"shipment.instalments\[1\].first: is not after",
        ),
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


def mixed(*parts: dict[str, Any]) -> dict[str, Any]:
    return {**bc.terms(), "availability": {"mode": "mixed", "parts": list(parts)}}


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([], "parts: is missing"),
        (
            [{"mode": "sight", "amount": "USD 0.00"}, {"mode": "sight", "amount": "USD 1.00"}],
            "must be more than nothing",
        ),
        ([{"mode": "sight", "percent": "99"}], "one part is no mixed"),
        ([{"mode": "sight", "percent": "100"}], "more than 0 and less than 100"),
        ([{"mode": "mixed", "percent": "1"}], "not mixed itself"),
        ([{"mode": "sight"}], "either percent or amount"),
        ([{"mode": "deferred", "percent": "10"}], "deferred has one"),
        ([{"mode": "sight", "percent": "10"}, {"mode": "sight", "percent": "91"}], "come to 101"),
        (
            [{"mode": "sight", "percent": "10"}, {"mode": "sight", "amount": "USD 5.00"}],
            "all in per cent or all amounts",
        ),
        (
            [
                {"mode": "sight", "amount": "USD 5.00"},
                {"mode": "negotiation", "amount": "USD 6.00"},
            ],
            "come to USD 11.00, not USD 250,000.00",
        ),
    ],
)
def test_mixed_payment_has_parts_that_come_to_the_whole(
    parts: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        Terms.from_json(mixed(*parts))


@pytest.mark.parametrize(
    ("parts", "drawing", "split"),
    [
        (("33.3", "66.7"), "USD 100.00", ("USD 33.30", "USD 66.70")),
        (("33.3", "66.7"), "USD 0.01", ("USD 0.00", "USD 0.01")),
        (("10", "90"), "USD 250,000.00", ("USD 25,000.00", "USD 225,000.00")),
    ],
)
def test_a_drawing_splits_to_the_last_minor_unit(
    parts: tuple[str, str], drawing: str, split: tuple[str, str]
) -> None:
    terms = Terms.from_json(mixed(*({"mode": "sight", "percent": each} for each in parts)))
    found = terms.availability.split(Amount.parse(drawing))
    assert tuple(str(amount) for _, amount in found) == split


def test_parts_in_amounts_split_a_part_drawing_in_proportion() -> None:
    amounts = ({"mode": "sight", "amount": each} for each in ("USD 50,000.00", "USD 200,000.00"))
    found = Terms.from_json(mixed(*amounts)).availability.split(Amount.parse("USD 99.99"))
    assert tuple(str(amount) for _, amount in found) == ("USD 19.99", "USD 80.00")


@pytest.mark.parametrize(
    ("issued", "stated", "version"),
    [
        ("2026-03-02", None, "2.1"),
        ("2023-06-30", None, "2.0"),
        ("2023-07-01", None, "2.1"),
        ("2026-03-02", "1.1", "1.1"),
        ("2001-01-01", None, None),
        (None, None, None),
    ],
)
def test_the_version_of_the_eucp_is_as_stated_or_that_in_force(
    issued: str | None, stated: str | None, version: str | None
) -> None:
    """eUCP art. e1(c)."""
    rules = {"rules": "EUCP LATEST VERSION", "issued_on": issued, "eucp_version": stated}
    assert Terms.from_json({**bc.terms(), **rules}).eucp_in_force == version
    assert Terms.from_json(bc.terms()).eucp_in_force is None
