"""Amendments as MT707 and back: what they make of the terms is the same either way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dhow.trade.credit.amendment import Amendment, apply, diff
from dhow.trade.credit.terms import Terms, Tolerance
from dhow.trade.swift import Field, Finding, MessageRefused
from dhow.trade.swift.mapping import (
    Knowledge,
    read_amendment,
    read_credit,
    write_amendment,
)
from tests.support.swift import with_fields
from tests.support.swift_credits import ADVISING, Json, base, knowledge, sample


def _later(data: Json) -> None:
    data["expiry"]["day"] = "2026-07-15"
    data["shipment"]["latest"] = "2026-06-20"
    data["presentation_days"] = 15


def _more(data: Json) -> None:
    data["amount"] = "USD 275,000.00"
    data["tolerance"] = {"plus_percent": 5, "minus_percent": 5}


def _less(data: Json) -> None:
    data["amount"] = "USD 200,000.00"


def _other_documents(data: Json) -> None:
    data["documents"] = [
        *data["documents"][:3],
        {"kind": "packing_list", "originals": 2},
        {"kind": "other_document", "wording": "STATEMENT OF THE MASTER ON HOLD CLEANLINESS"},
    ]


def _conditions(data: Json) -> None:
    data["conditions"] = ["DOCUMENTS IN ENGLISH"]


def _phrase(data: Json) -> None:
    del data["shipment"]["latest"]
    data["shipment"]["period"] = "second half of may 2026"


def _sight(data: Json) -> None:
    data["availability"] = {"mode": "sight"}


def _deferred(data: Json) -> None:
    tenor = {"days": 45, "after": "shipment_date"}
    data["availability"] = {"mode": "deferred", "tenor": tenor}


def _goods(data: Json) -> None:
    data["goods"]["description"] = "FROZEN SHRIMP, INDIVIDUALLY FROZEN, 21/25 COUNT"
    data["goods"]["unit_price"] = "USD 4,800.00"


def _parties(data: Json) -> None:
    data["beneficiary"]["address"] = ["PLOT 9 MIDC TALOJA", "NAVI MUMBAI 410208"]
    data["confirmation"] = "CONFIRM"
    data["confirming_bank"] = ADVISING


CHANGES = [
    *(_later, _more, _less, _other_documents, _conditions),
    *(_phrase, _sight, _deferred, _goods, _parties),
]


def amendment(before: Terms, after: Terms) -> Amendment:
    return Amendment(
        credit_number=before.credit_number,
        number=2,
        issued_on=date(2026, 4, 10),
        changes=diff(before, after),
        charges="APPL",
    )


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_an_amendment_comes_back_from_its_mt707(change: Callable[[Json], None]) -> None:
    before, after = base(), base(change)
    messages = write_amendment(before, amendment(before, after))
    assert [message.mt for message in messages] == ["707"]
    read = read_amendment(messages, before, knowledge()).amendment
    assert apply(before, read) == after
    assert (read.number, read.issued_on, read.charges) == (2, date(2026, 4, 10), "APPL")


@pytest.mark.parametrize("stated", [None, "05/05"])
def test_a_tolerance_of_the_amount_in_words_alone_is_refused(stated: str | None) -> None:
    before = base()
    (message,) = write_amendment(before, amendment(before, base(_later)))
    told = "+5 PCT MORE OR LESS IN AMOUNT AND QUANTITY ALLOWED"
    amended = with_fields(message, "47B", f"/ADD/\n{told}", "39A", stated)
    if stated is None:
        with pytest.raises(MessageRefused, match="say it there: 05/05"):
            read_amendment([amended], before, knowledge())
        return
    after = apply(before, read_amendment([amended], before, knowledge()).amendment)
    assert (after.tolerance, after.conditions) == (
        Tolerance(plus_percent=5, minus_percent=5),
        (told.removeprefix("+"),),
    )


@pytest.mark.parametrize(
    ("tag", "added", "refused"),
    [
        ("46B", "ITEM 3 NOW TO READ: INSURANCE POLICY FOR 120 PERCENT", True),
        ("46B", "ITEM 4 IS DELETED", True),
        ("47B", "CONDITION 2 AMENDED TO READ: FEE USD 80", True),
        ("45B", "QUANTITY NOW READS 60 METRIC TONS INSTEAD OF 50", True),
        ("47B", "B/L SHOULD READ FREIGHT PREPAID", False),
        ("47B", "DOCUMENTS WITH DELETED OR CANCELLED ITEMS NOT ACCEPTABLE", False),
    ],
)
def test_what_rewords_something_is_not_added_beside_it(tag: str, added: str, refused: bool) -> None:
    before = base()
    (message,) = write_amendment(before, amendment(before, base(_later)))
    amended = with_fields(message, tag, f"/ADD/\n+{added}")
    if refused:
        with pytest.raises(MessageRefused, match="after /DELETE/ and the new after /ADD/"):
            read_amendment([amended], before, knowledge())
    else:
        assert added in str(read_amendment([amended], before, knowledge()).amendment.changes)


def test_only_what_changes_is_written() -> None:
    before, after = base(), base(_later)
    (message,) = write_amendment(before, amendment(before, after))
    changed = {field.tag for field in message.fields} & {"31D", "44C", "48", "45B", "46B", "32B"}
    assert changed == {"31D", "44C", "48"}


def test_a_cancellation_changes_nothing_else() -> None:
    before = base()
    cancel = Amendment(
        credit_number=before.credit_number, number=3, issued_on=date(2026, 4, 11), cancels=True
    )
    (message,) = write_amendment(before, cancel)
    assert message.get("23S") == "CANCEL"
    read = read_amendment([message], before, knowledge())
    assert (read.amendment.cancels, read.notes) == (True, ())
    both = with_fields(message, "31D", "260715SINGAPORE", "33B", "USD1000,00")
    told = read_amendment([both], before, knowledge())
    assert (told.amendment.cancels, told.amendment.changes) == (True, ())
    assert [(note.tag, "is left out" in note.words) for note in told.notes] == [
        ("31D", True),
        ("33B", True),
    ]


def test_a_long_amendment_goes_on_in_a_708() -> None:
    def long(data: Json) -> None:
        data["conditions"] = [f"CONDITION {n:03} " + "W" * 40 for n in range(160)]

    before, after = base(), base(long)
    messages = write_amendment(before, amendment(before, after))
    assert messages[-1].mt == "708"
    assert apply(before, read_amendment(messages, before, knowledge()).amendment) == after


def test_what_an_mt707_cannot_say_is_refused() -> None:
    before, after = base(_more), base()
    changes = diff(before, after)
    assert any(change.path == "tolerance" for change in changes)
    with pytest.raises(MessageRefused, match="which an MT707 cannot say") as refused:
        write_amendment(before, amendment(before, after))
    assert {finding.tag for finding in refused.value.findings} == {"39A"}


def test_the_sample_amends_the_sample() -> None:
    """Byte samples of a credit and its amendment, made up and checked by hand."""
    known = Knowledge(places={"INDIA": "INBOM"})
    issue = read_credit([sample("700")], known).terms
    change = sample("707")
    read = read_amendment([change], issue, known)
    after = apply(issue, read.amendment)
    assert str(after.amount) == "USD 275,000.00"
    assert (after.expiry.day, after.shipment.latest) == (date(2026, 6, 30), date(2026, 6, 5))
    assert after.documents[-1].wording == "CERTIFICATE OF ORIGIN FORM AI"
    assert len(after.documents) == len(issue.documents)
    assert after.goods.description.endswith("21/25 COUNT\nAT USD 5000,00 PER METRIC TON")
    # of two articles neither's quantity and price are those of the whole
    assert (after.goods.quantity, after.goods.unit_price) == (None, None)
    assert after.goods.description.startswith("50 METRIC TONS FROZEN SHRIMP")
    assert after.goods.incoterm == issue.goods.incoterm
    assert [(note.tag, note.rule) for note in read.notes] == [("45B", "kept"), ("46B", "kept")]


def test_what_an_amendment_does_not_name_stays_as_it_is() -> None:
    """By acceptance or by negotiation, of the same drafts at the same tenor."""

    def usance(data: Json) -> None:
        tenor = {"days": 60, "after": "bill_of_lading_date"}
        drawn = {"mode": "acceptance", "tenor": tenor, "drawee": "issuing_bank"}
        data["availability"] = drawn

    before = base(usance)
    message = sample("707")
    kept = tuple(each for each in message.fields if each.tag not in ("32B", "45B", "46B", "44C"))
    at = next(i for i, each in enumerate(kept) if each.tag == "31D") + 1
    said = Field("41D", "ANY BANK IN INDIA\nBY NEGOTIATION")
    fields = (*kept[:at], said, *kept[at:])
    known = replace(knowledge(), places={"INDIA": "INBOM"})
    read = read_amendment([replace(message, fields=fields)], before, known)
    after = apply(before, read.amendment)
    assert after.availability.mode.value == "negotiation"
    assert after.availability.tenor == before.availability.tenor
    assert after.availability.drawee == before.availability.drawee


@pytest.mark.parametrize(
    ("tag", "value", "words"),
    [
        ("20", "LC-OTHER", "this credit is LC2026000123"),
        ("46B", "/DELETE/+CERTIFICATE OF GOOD WEATHER", "which the credit does not ask for"),
        ("45B", "/DELETE/+TEN ELEPHANTS", "which the description of goods does not have"),
    ],
)
def test_an_amendment_of_something_else_is_refused(tag: str, value: str, words: str) -> None:
    issue = read_credit([sample("700")], Knowledge(places={"INDIA": "INBOM"})).terms
    message = sample("707")
    fields = tuple(Field(tag, value) if f.tag == tag else f for f in message.fields)
    with pytest.raises(MessageRefused, match=words) as refused:
        read_amendment([message.with_fields(fields)], issue)
    assert refused.value.findings[0].tag == tag


def test_a_place_that_nobody_knows_is_told_with_the_line_of_the_amendment() -> None:
    before = base()
    (message,) = write_amendment(before, amendment(before, base(_later)))
    fields = tuple(
        Field(each.tag, "260715ATLANTIS" if each.tag == "31D" else each.value, 10 + at)
        for at, each in enumerate(message.fields)
    )
    with pytest.raises(MessageRefused, match="ATLANTIS") as refused:
        read_amendment([message.with_fields(fields)], before, knowledge())
    (only,) = refused.value.findings
    (line,) = (each.line for each in fields if each.tag == "31D")
    assert (only.tag, only.line, only.column) == ("31D", line, 12)


def test_an_amendment_that_changes_nothing_is_told_so_without_an_empty_tag() -> None:
    told = str(Finding("", "C30", "nothing is said"))
    assert told == "nothing is said [C30]"
