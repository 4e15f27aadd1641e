"""A message that says the same as the record is the same; where it does not, both are shown."""

from dataclasses import replace
from pathlib import Path

import pytest

from dhow.trade.swift import Message, MessageRefused, read_message
from dhow.trade.swift.correspondence.accepting import instruction_of
from dhow.trade.swift.correspondence.instruction import Deed
from dhow.trade.swift.mapping import Knowledge, read_credit
from tests.support.swift_cases import DAY, ISSUER, case
from tests.support.swift_credits import knowledge

LESSON = Path(__file__).parents[4] / "lessons" / "swift" / "issue.fin"
PLACES = {"INDIA": "INBOM"}
KNOWN = Knowledge(banks=knowledge().banks, places=PLACES)


def _lesson(*changes: tuple[str, str]) -> Message:
    text = LESSON.read_text().replace("\r\n", "\n")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_message(text.replace("\n", "\r\n"))


def _issue(
    message: Message, places: dict[str, str] = PLACES, applied: Message | None = None
) -> Deed:
    """The message sent under the credit that another, the lesson's own, applied for."""
    terms = read_credit([applied or _lesson()], KNOWN).terms
    known = replace(case(), terms=replace(terms, issuing_bank=case().issuing_bank))
    knows = replace(KNOWN, places=places)
    return instruction_of([message], known, bank=ISSUER, today=DAY, knowledge=knows).deed


HS_AND_PRICE = "\nHS 030617 AT USD 5000,00 PER METRIC TON\nPURCHASE ORDER PO-77812 DATED"
SAME = {
    "the message that applied": [],
    "head office without XXX": [("INBBXXX\n", "INBB\n"), (":51A:IMBKSGSGXXX", ":51A:IMBKSGSG")],
    "the place by its name": [(":31D:260615INDIA", ":31D:260615MUMBAI")],
    "days without their words": [(":48:021/AFTER DATE OF SHIPMENT", ":48:021")],
    "days in other words": [("AFTER DATE OF SHIPMENT", "AFTER SHIPMENT DATE")],
    "lines of the goods in another order": [
        (
            f"{HS_AND_PRICE} 20 FEBRUARY 2026",
            "\nPURCHASE ORDER PO-77812 DATED 20 FEBRUARY 2026\n"
            "HS 030617\nAT USD 5,000.00 PER METRIC TON",
        )
    ],
    "commas": [("CIF VALUE, INSTITUTE", "CIF VALUE INSTITUTE")],
    "a document in other usual words": [
        ("SIGNED COMMERCIAL INVOICE IN 3", "COMMERCIAL INVOICE, SIGNED, IN THREE")
    ],
    "a tenor in other words": [("60 DAYS AFTER BILL OF LADING DATE", "AT 60 DAYS FROM B/L DATE")],
}  # fmt: skip


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME.keys())
def test_what_says_the_same_issues_the_credit(changes: list[tuple[str, str]]) -> None:
    assert _issue(_lesson(*changes)) is Deed.ISSUE


OTHER = {
    "another branch": ((":58A:EXBKINBBXXX", ":58A:EXBKINBBDEL"), "58A", "EXBKINBBDEL"),
    "another place": ((":31D:260615INDIA", ":31D:260615SINGAPORE"), "31D", "SINGAPORE"),
    "another period": (("021/AFTER DATE OF SHIPMENT", "015"), "48", '"015"'),
    "days of another event": (("AFTER DATE OF SHIPMENT", "AFTER DATE OF INVOICE"), "48", "INVOICE"),
    "a price": (("USD 5000,00", "USD 4000,00"), "45A", "unit price USD 4,000.00"),
    "a quantity": (("+50 METRIC TONS", "+60 METRIC TONS"), "45A", "quantity 60 t"),
    "a count": (("16/20 COUNT", "21/25 COUNT"), "45A", "21/25 COUNT"),
    "an order": (("PO-77812", "PO-77813"), "45A", "PO-77813"),
    "a limit": (("MINUS 18 DEGREES", "MINUS 15 DEGREES"), "46A", "15 DEGREES"),
    "a figure with a comma": (("FOR 110\n", "FOR 11,0\n"), "46A", "11,0 PERCENT"),
    "a decimal without its zero": (("FEE USD 50", "FEE USD .50"), "47A", "USD .50"),
    "a decimal comma without its zero": (("FEE USD 50", "FEE USD ,50"), "47A", "USD ,50"),
    "a fraction of a degree": (("MINUS 18 DEGREES", "MINUS .18 DEGREES"), "46A", "MINUS .18"),
    "a fraction of a percent": (("FOR 110\n", "FOR ,110\n"), "46A", ",110 PERCENT"),
    "a condition": (("FEE USD 50", "FEE USD 500"), "47A", "USD 500"),
    "a document less": (("+CERTIFICATE OF ORIGIN ISSUED BY A CHAMBER OF COMMERCE\n", ""), "46A",
                        "leaves out \"CERTIFICATE OF ORIGIN"),
    "a tenor": (("60 DAYS AFTER", "90 DAYS AFTER"), "42C", "90 DAYS"),
    "a document more": (("+SIGNED COMMERCIAL", "+PACKING LIST\n+SIGNED COMMERCIAL"), "46A",
                        "\"PACKING LIST\", which the credit does not"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "tag", "words"), OTHER.values(), ids=OTHER.keys())
def test_what_says_otherwise_is_shown_where_it_does(
    change: tuple[str, str], tag: str, words: str
) -> None:
    with pytest.raises(MessageRefused) as refused:
        _issue(_lesson(change))
    (only,) = refused.value.findings
    assert (only.tag, only.rule) == (tag, "record")
    assert words in only.words
    assert only.line


def test_a_place_that_nobody_explains_is_another() -> None:
    with pytest.raises(MessageRefused) as refused:
        _issue(_lesson(), places={})
    assert [each.tag for each in refused.value.findings] == ["31D"]


GRADES = "\nGRADE A\n100 CARTONS\nGRADE B\n200 CARTONS\n"


@pytest.mark.parametrize(
    ("lines", "others"),
    [
        (GRADES, "\nGRADE A\n200 CARTONS\nGRADE B\n100 CARTONS\n"),
        (GRADES, "\nGRADE B\n100 CARTONS\nGRADE A\n200 CARTONS\n"),
        (
            "\nSIZE 1\nQUANTITY 100\nSIZE 2\nQUANTITY 200\n",
            "\nSIZE 1\nQUANTITY 200\nSIZE 2\nQUANTITY 100\n",
        ),
        (
            "\nPACKED IN 10 KG\nPRAWNS 30/40 COUNT\nCARTONS OF 5 KG\n",
            "\nCARTONS OF 5 KG\nPRAWNS 30/40 COUNT\nPACKED IN 10 KG\n",
        ),
    ],
    ids=["quantities", "articles", "with labels", "each under a label of its own"],
)
def test_lines_that_belong_together_are_not_moved_apart(lines: str, others: str) -> None:
    at = "\nPURCHASE ORDER"
    applied, sent = (_lesson((at, each.rstrip("\n") + at)) for each in (lines, others))
    assert _issue(applied, applied=applied) is Deed.ISSUE
    with pytest.raises(MessageRefused) as refused:
        _issue(sent, applied=applied)
    assert [each.tag for each in refused.value.findings] == ["45A"]
