"""Transfer, as far as terms decide it: rows F12 to F15."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhow.trade.credit import Terms
from dhow.trade.credit.assignment import Assignment
from dhow.trade.credit.availability import Availability, Mode
from dhow.trade.credit.reducible import check_transferred
from dhow.trade.credit.refused import NotAllowed
from dhow.trade.credit.shipment import Instalment
from dhow.trade.credit.terms import AdditionalAmount
from dhow.trade.credit.transfer import (
    AmendmentAdvice,
    Transferred,
    TransferRequest,
    raised_cover,
    transfer,
)
from dhow.trade.documents import Place
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members import Party
from dhow.trade.money import Amount
from tests.support import base_credit as bc

TRANSFERABLE = Terms.from_json({**bc.terms(), "form": "IRREVOCABLE TRANSFERABLE"})
NOT_TRANSFERABLE = Terms.from_json(bc.terms())
NO_PARTS = replace(
    TRANSFERABLE,
    shipment=Terms.from_json(
        {**bc.terms(), "shipment": {**bc.terms()["shipment"], "partial_shipments": "NOT ALLOWED"}}
    ).shipment,
)
SECOND = Party(name="RATNAGIRI FISHERIES", country="IN")
THIRD = Party(name="MALVAN COLD STORES", country="IN")
ADVISE = AmendmentAdvice.ADVISE_ALL


def usd(text: str) -> Amount:
    return Amount.parse(f"USD {text}")


def request(amount: str = "225,000.00", **more: Any) -> TransferRequest:
    """All of the goods at a lower price, unless more is said."""
    given = {"second_beneficiary": SECOND, "unit_price": usd("4,500.00"), **more}
    return TransferRequest(credit_number=bc.NUMBER, amount=usd(amount), amendments=ADVISE, **given)


def transferred(asked: TransferRequest, credit: Terms = TRANSFERABLE) -> Transferred:
    return transfer(credit, asked, bank_consents=True)


def half(to: Party) -> TransferRequest:
    more = {"second_beneficiary": to, "quantity": Quantity(Decimal(25), "t"), "unit_price": None}
    return request("125,000.00", **more)


@pytest.mark.rule("F12", by="terms")
@pytest.mark.parametrize(
    ("credit", "consents", "article"),
    [(NOT_TRANSFERABLE, True, "38(b)"), (TRANSFERABLE, False, "38(a)")],
    ids=["without-the-word", "without-consent"],
)
def test_f12_needs_the_word_and_the_banks_consent(
    credit: Terms, consents: bool, article: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        transfer(credit, request(), bank_consents=consents)
    assert article in refused.value.article
    assert transfer(TRANSFERABLE, request(), bank_consents=True).terms.beneficiary == SECOND


@pytest.mark.rule("F13", by="terms")
def test_f13_once_only_but_back_to_the_first() -> None:
    made = transferred(request())
    assert not made.terms.is_transferable
    with pytest.raises(NotAllowed, match=r"only back to the first.*38\(d\)"):
        transfer(made, request(second_beneficiary=THIRD), bank_consents=True)
    back = transfer(made, request(second_beneficiary=TRANSFERABLE.beneficiary), bank_consents=True)
    assert back.terms.beneficiary == TRANSFERABLE.beneficiary


Changed = Callable[[Terms], Terms]
FIRST = TRANSFERABLE.beneficiary


def goods(**changes: Any) -> Changed:
    return lambda t: replace(t, goods=replace(t.goods, **changes))


def shipment(**changes: Any) -> Changed:
    return lambda t: replace(t, shipment=replace(t.shipment, **changes))


def expiry(**changes: Any) -> Changed:
    return lambda t: replace(t, expiry=replace(t.expiry, **changes))


AT_SIGHT = Availability(mode=Mode.SIGHT)


def covered(percent: int) -> Changed:
    def change(terms: Terms) -> Terms:
        asked = terms.documents[bc.INSURANCE]
        assert asked.insurance is not None
        raised = replace(asked.insurance, minimum_percent=Decimal(percent))
        papers = list(terms.documents)
        papers[bc.INSURANCE] = replace(asked, insurance=raised)
        return replace(terms, documents=tuple(papers))

    return change


def papers(terms: Terms, at: int, **changes: Any) -> Terms:
    made = list(terms.documents)
    made[at] = replace(made[at], **changes)
    return replace(terms, documents=tuple(made))


F14: list[tuple[str, Changed, str | None]] = [
    ("amount-reduced", lambda t: replace(t, amount=usd("200,000.00")), None),
    ("amount-raised", lambda t: replace(t, amount=usd("250,000.01")), "amount"),
    ("price-cut", goods(unit_price=usd("4,999.99")), None),
    ("price-raised", goods(unit_price=usd("5,000.01")), "goods"),
    ("price-dropped", goods(unit_price=None), "goods"),
    ("other-goods", goods(description="FROZEN SQUID"), "goods"),
    ("other-place-of-term", goods(incoterm=None), "goods"),
    ("part-of-the-quantity", goods(quantity=Quantity(Decimal(20), "t")), None),
    ("more-quantity", goods(quantity=Quantity(Decimal(51), "t")), "goods"),
    ("quantity-in-boxes", goods(quantity=Quantity(Decimal(20), "box")), "goods"),
    ("shipped-earlier", shipment(latest=date(2026, 5, 10)), None),
    ("shipped-later", shipment(latest=date(2026, 5, 21)), "shipment"),
    ("shipped-any-time", shipment(latest=None), "shipment"),
    ("shipped-within", shipment(latest=None, period="until 19 May 2026"), None),
    ("other-port", shipment(port_of_discharge=(Place("KLANG", "MYPKG"),)), "shipment"),
    ("expires-earlier", expiry(day=date(2026, 6, 1)), None),
    ("expires-later", expiry(day=date(2026, 6, 16)), "expiry"),
    ("expires-elsewhere", expiry(place="INBOM"), None),
    ("shorter-period", lambda t: replace(t, presentation_days=10), None),
    ("silent-on-period", lambda t: replace(t, presentation_days=None), None),
    ("longer-period", lambda t: replace(t, presentation_days=22), "presentation_days"),
    ("cover-raised", covered(123), None),
    ("cover-cut", covered(109), f"documents[{bc.INSURANCE}].insurance.minimum_percent"),
    ("first-for-applicant", lambda t: replace(t, applicant=FIRST), None),
    ("another-for-applicant", lambda t: replace(t, applicant=THIRD), "applicant"),
    ("without-the-word", lambda t: papers(t, bc.ORIGIN, originals=1), None),
    ("document-dropped", lambda t: replace(t, documents=t.documents[:-1]), "documents"),
    ("document-changed", lambda t: papers(t, bc.INVOICE, signed=False), f"documents[{bc.INVOICE}]"),
    ("no-tolerance-any-more", lambda t: replace(t, amount_about=True), "amount_about"),
    ("other-rules", lambda t: replace(t, rules=type(t.rules).UCP_URR), "rules"),
    ("other-number", lambda t: replace(t, credit_number="LC2"), "credit_number"),
    ("paid-otherwise", lambda t: replace(t, availability=AT_SIGHT), "availability"),
    ("form-of-another-kind", lambda t: replace(t, form=type(t.form).IRREVOCABLE_STANDBY), "form"),
]  # fmt: skip


@pytest.mark.rule("F14", by="terms")
@pytest.mark.parametrize(("change", "field"), [r[1:] for r in F14], ids=[r[0] for r in F14])
def test_f14_only_the_reducible_set(change: Changed, field: str | None) -> None:
    as_it_stands = replace(
        TRANSFERABLE, form=type(TRANSFERABLE.form).IRREVOCABLE, beneficiary=SECOND
    )
    faults = check_transferred(TRANSFERABLE, change(as_it_stands))
    assert [fault.field for fault in faults] == ([field] if field else [])
    assert all("38(g)" in fault.article and fault.words for fault in faults)


@pytest.mark.rule("F14", by="terms")
def test_f14_nothing_is_put_into_another_currency() -> None:
    euro = Amount.parse("EUR 1.00")
    in_euro = replace(TRANSFERABLE, amount=euro, goods=replace(TRANSFERABLE.goods, unit_price=euro))
    assert {f.field for f in check_transferred(TRANSFERABLE, in_euro)} == {"amount", "goods"}


@pytest.mark.rule("F14", by="terms")
@pytest.mark.parametrize(
    ("asked", "credit", "field"),
    [
        (request("250,000.01"), TRANSFERABLE, "amount"),
        (request(unit_price=usd("5,000.01")), TRANSFERABLE, "goods"),
        (request(unit_price=None), TRANSFERABLE, "unit_price"),
        (request(expiry=date(2026, 6, 16)), TRANSFERABLE, "expiry"),
        (request(latest_shipment=date(2026, 5, 21)), TRANSFERABLE, "shipment"),
        (request(shipment_period="prompt"), TRANSFERABLE, "shipment"),
        (request(presentation_days=22), TRANSFERABLE, "presentation_days"),
        (half(SECOND), NO_PARTS, "goods"),
        (replace(request(), credit_number="LC2"), TRANSFERABLE, "credit_number"),
        (replace(request(), amount=Amount.parse("EUR 1.00")), TRANSFERABLE, "amount"),
        (request(unit_price=Amount.parse("EUR 1.00")), TRANSFERABLE, "goods.unit_price"),
        (request(presentation_days=1000), TRANSFERABLE, "presentation_days"),
    ],
)
def test_f14_what_is_asked_for_beyond_it_is_refused(
    asked: TransferRequest, credit: Terms, field: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        transferred(asked, credit)
    assert refused.value.field == field


@pytest.mark.rule("F15", by="terms")
def test_f15_cover_rises_so_that_it_stays_what_it_was() -> None:
    assert raised_cover(Decimal(110), usd("250,000.00"), usd("225,000.00")) == Decimal("122.23")
    insurance = transferred(request()).terms.documents[bc.INSURANCE].insurance
    assert insurance is not None
    assert insurance.minimum_percent == Decimal("122.23")


@pytest.mark.rule("F15", by="terms")
def test_f15_half_of_the_goods_needs_half_of_the_cover() -> None:
    insurance = transferred(half(SECOND)).terms.documents[bc.INSURANCE].insurance
    assert insurance is not None
    assert insurance.minimum_percent == Decimal(110)


@pytest.mark.rule("F15", by="terms")
@pytest.mark.parametrize(
    ("rule", "insurance", "percent"),
    [
        ("CIF", None, Decimal("122.23")),  # silent: 110 per cent of the CIF value
        ("FOB", None, None),  # silent, and the seller insures nothing of its own accord
        ("FOB", {"minimum_percent": "120"}, Decimal("133.34")),
    ],
)
def test_f15_where_the_credit_is_silent(
    rule: str, insurance: dict[str, Any] | None, percent: Decimal | None
) -> None:
    data = {**bc.terms(), "form": "IRREVOCABLE TRANSFERABLE"}
    data["goods"]["incoterm"] = {"rule": rule, "place": "SINGAPORE"}
    data["documents"][bc.INSURANCE] = {"kind": "insurance_document", "insurance": insurance}
    asked = transferred(request(), Terms.from_json(data)).terms.documents[bc.INSURANCE].insurance
    assert (asked.minimum_percent if asked else None) == percent


def test_the_form_of_a_standby_stays_one() -> None:
    standby = Terms.from_json({**bc.terms(), "form": "IRREVOCABLE TRANSFERABLE"})
    standby = replace(standby, form=type(standby.form).IRREVOCABLE_TRANSFERABLE_STANDBY)
    assert transferred(request(), standby).terms.form.value == "IRREVOCABLE STANDBY"


def test_parts_of_a_mixed_payment_go_in_proportion() -> None:
    halves = [{"mode": "sight", "amount": "USD 125,000.00"} for _ in range(2)]
    mixed = Terms.from_json(
        {
            **bc.terms(),
            "form": "IRREVOCABLE TRANSFERABLE",
            "availability": {"mode": "mixed", "parts": halves},
        }
    )
    parts = transferred(request(), mixed).terms.availability.parts
    assert [part.amount for part in parts] == [usd("112,500.00"), usd("112,500.00")]


def test_nothing_is_neither_transferred_nor_assigned() -> None:
    for make in (
        lambda: request("0.00"),
        lambda: Assignment(credit_number=bc.NUMBER, assignee=THIRD, amount=usd("0.00")),
    ):
        with pytest.raises(ValueError, match="more than nothing"):
            make()


@pytest.mark.rule("F15", by="terms")
@given(
    percent=st.decimals(min_value=100, max_value=200, places=2),
    whole=st.integers(1, 10**12),
    part=st.integers(1, 10**12),
)
def test_f15_rounding_never_leaves_goods_uncovered(percent: Decimal, whole: int, part: int) -> None:
    covered, transferred_ = Amount.of("USD", max(whole, part)), Amount.of("USD", min(whole, part))
    raised = raised_cover(percent, covered, transferred_)
    assert raised * transferred_.minor >= percent * covered.minor
    assert (raised - Decimal("0.01")) * transferred_.minor < percent * covered.minor


@given(
    price=st.integers(1, 500_000),
    days=st.integers(1, 21),
    earlier=st.integers(0, 60),
)
def test_whatever_is_transferred_is_within_the_reducible_set(
    price: int, days: int, earlier: int
) -> None:
    unit_price = Amount.of("USD", price)
    made = transferred(
        replace(
            request(unit_price=unit_price, presentation_days=days),
            amount=Amount.of("USD", price * 50),
            expiry=date.fromordinal(TRANSFERABLE.expiry.day.toordinal() - earlier),
        )
    )
    assert check_transferred(TRANSFERABLE, made.terms) == ()
    assert Transferred.from_json(made.to_json()) == made


def test_the_first_beneficiarys_name_replaces_the_applicants_but_where_it_is_called_for() -> None:
    terms = transferred(request()).terms
    assert terms.applicant == FIRST
    transport = terms.documents[bc.BILL].transport
    assert transport is not None
    assert transport.notify == TRANSFERABLE.applicant.name


def test_parts_go_to_several_where_partial_shipments_are_allowed_and_never_beyond_the_credit() -> (
    None
):
    first = transferred(half(SECOND))
    second = transfer(TRANSFERABLE, half(THIRD), bank_consents=True, before=[first])
    assert second.terms.amount == usd("125,000.00")
    with pytest.raises(NotAllowed, match=r"more than the USD 0\.00 that is left"):
        transfer(TRANSFERABLE, half(THIRD), bank_consents=True, before=[first, second])
    whole = transferred(request("100,000.00", unit_price=usd("2,000.00")), NO_PARTS)
    with pytest.raises(NotAllowed, match=r"more than one second beneficiary.*38\(d\)"):
        transfer(
            NO_PARTS, request("1.00", unit_price=usd("0.02")), bank_consents=True, before=[whole]
        )


FREIGHT = AdditionalAmount(purpose="FREIGHT", amount=usd("9,000.00"))
WITH_FREIGHT = replace(TRANSFERABLE, additional_amounts=(FREIGHT,))


def test_what_is_drawn_on_top_is_owed_once() -> None:
    assert transferred(request(), WITH_FREIGHT).terms.additional_amounts == (FREIGHT,)
    first = transferred(half(SECOND), WITH_FREIGHT)
    second = transfer(WITH_FREIGHT, half(THIRD), bank_consents=True, before=[first])
    assert first.terms.additional_amounts == second.terms.additional_amounts == ()
    (fault,) = check_transferred(TRANSFERABLE, WITH_FREIGHT)
    assert fault.field == "additional_amounts"


@pytest.mark.parametrize(
    ("figure", "asked", "allowed"),
    [
        ({}, half(SECOND), True),
        ({"quantity": Quantity(Decimal(50), "t")}, request(), True),
        ({"quantity": Quantity(Decimal(50), "t")}, half(SECOND), False),
        ({"amount": usd("250,000.00")}, request(), False),
        ({"amount": usd("250,000.00")}, request("250,000.00", unit_price=None), True),
    ],
    ids=["no-figures", "price-cut", "part", "price-cut-of-amounts", "whole"],
)
def test_instalments_of_stated_size_are_not_cut(
    figure: dict[str, Any], asked: TransferRequest, allowed: bool
) -> None:
    april = Instalment(first=date(2026, 4, 1), last=date(2026, 4, 30), **figure)
    credit = shipment(instalments=(april,))(TRANSFERABLE)
    if allowed:
        assert transferred(asked, credit).terms.shipment.instalments == (april,)
        return
    with pytest.raises(NotAllowed, match="by instalments of stated size"):
        transferred(asked, credit)
