"""41a to 42P as banks word them: tenors, the drawee by its name, the parts of a mixed payment."""

from dataclasses import replace
from typing import Any

import pytest

from dhow.trade.credit.availability import Drawee, MixedPart
from dhow.trade.credit.maturity import Tenor
from dhow.trade.swift import Message, MessageRefused
from dhow.trade.swift.mapping import Knowledge, ReadCredit, read_credit, write_credit
from dhow.trade.swift.mapping.mixed import part_words, read_parts
from dhow.trade.swift.mapping.tenors import read_tenor, tenor_words
from tests.support.swift import with_fields
from tests.support.swift_credits import base, knowledge

AFTER_SHIPMENT = ("shipment_date", 90, None)


@pytest.mark.parametrize(
    ("text", "tenor"),
    [
        ("90 DAYS AFTER AWB DATE", AFTER_SHIPMENT),
        ("90 DAYS AFTER AIR WAYBILL DATE", AFTER_SHIPMENT),
        ("DRAFTS AT 90 DAYS FROM DATE OF CMR", AFTER_SHIPMENT),
        ("90 DAYS FROM THE TRANSPORT DOCUMENT DATE", AFTER_SHIPMENT),
        ("90 DAYS AFTER DATE OF THE AIRWAY BILL", AFTER_SHIPMENT),
        ("90 DAYS AFTER DATE OF B/L", ("bill_of_lading_date", 90, None)),
        ("90 DAYS FROM ON BOARD DATE", ("bill_of_lading_date", 90, None)),
        ("90 DAYS AFTER COMMERCIAL INVOICE DATE", ("invoice_date", 90, None)),
        ("ON 31 AUGUST 2026", ("fixed_date", 0, "2026-08-31")),
        ("DRAFTS MATURING ON 31 AUGUST 2026", ("fixed_date", 0, "2026-08-31")),
        ("AT FIXED DATE 2026-08-31", ("fixed_date", 0, "2026-08-31")),
        ("PAYMENT AT 90 DAYS FROM SHIPMENT DATE", AFTER_SHIPMENT),
        ("BY DEFERRED PAYMENT 90 DAYS AFTER CMR DATE", AFTER_SHIPMENT),
    ],
)
def test_a_tenor_is_read_and_written(text: str, tenor: tuple[str, int, str | None]) -> None:
    after, days, fixed = tenor
    data: dict[str, Any] = {"after": after, "days": days} | ({"fixed": fixed} if fixed else {})
    found = read_tenor(text)
    assert found == Tenor.from_json(data)
    assert found is not None
    assert read_tenor(tenor_words(found)) == found


@pytest.mark.parametrize(
    "text", ["60 DAYS DATE OF INVOICE", "ON 31 AUGUST", "ON ARRIVAL", "60 DAYS AFTER ARRIVAL"]
)
def test_no_tenor_is_guessed(text: str) -> None:
    assert read_tenor(text) is None


def _read(*pairs: str | None, known: Knowledge | None = None) -> ReadCredit:
    (message,) = write_credit(base())
    return read_credit([with_fields(message, *pairs)], known or knowledge())


@pytest.mark.parametrize("mode", ["BY NEGOTIATION", "BY PAYMENT", "BY ACCEPTANCE"])
def test_a_tenor_that_is_not_understood_is_refused_whatever_the_way(mode: str) -> None:
    with pytest.raises(MessageRefused, match="is no tenor that is understood") as refused:
        _read("41A", f"EXBKINBB\n{mode}", "42C", "60 DAYS AFTER ARRIVAL")
    assert refused.value.findings[0].tag == "42C"


def test_what_drafts_are_for_is_no_part_of_their_tenor() -> None:
    text = "DRAFTS AT 60 DAYS SIGHT FOR\n100 PCT OF INVOICE VALUE"
    available = _read("41A", "EXBKINBB\nBY NEGOTIATION", "42C", text).terms.availability
    assert (str(available.tenor), available.payment_details) == (
        "60 days after sight",
        "FOR 100 PCT OF INVOICE VALUE",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("AT SIGHT FOR FULL INVOICE VALUE", []),
        ("AT SIGHT FOR 100 PERCENT OF THE\nINVOICE AMOUNT", []),
        ("AT SIGHT FOR 90 PCT OF INVOICE\nVALUE", ["42C"]),
        ("AT SIGHT\nINTEREST FOR BUYERS ACCOUNT", ["42C"]),
    ],
)
def test_what_drafts_are_for_beyond_the_whole_value_is_told(text: str, told: list[str]) -> None:
    read = _read("41A", "EXBKINBB\nBY NEGOTIATION", "42C", text)
    assert [note.tag for note in read.notes] == told


def test_acceptance_at_sight_is_told() -> None:
    read = _read("42C", "AT SIGHT")
    assert str(read.terms.availability.tenor) == "at sight"
    assert [note.tag for note in read.notes] == ["42C"]


UNNAMED = Knowledge()


@pytest.mark.parametrize(
    ("drawee", "with_bank"),
    [
        ("IMPORT BANK OF SINGAPORE", "41A"),
        ("IMPORT BANK PTE LTD\n10 ANSON ROAD", "41D"),
    ],
)
def test_the_drawee_by_its_own_name_is_kept_and_told(drawee: str, with_bank: str) -> None:
    where = {"41A": "EXBKINBB\nBY ACCEPTANCE", "41D": "ANY BANK IN INDIA\nBY ACCEPTANCE"}
    others = {"41A": None, "41D": None, with_bank: where[with_bank]}
    pairs = [each for pair in others.items() for each in pair]
    read = _read("42A", None, "42D", drawee, *pairs, known=UNNAMED)
    assert read.terms.availability.drawee is Drawee.ISSUING_BANK
    assert [note.tag for note in read.notes if "is taken for IMBKSGSG" in note.words] == ["42D"]


@pytest.mark.parametrize(
    ("drawee", "known"),
    [
        ("IMPORT BANK PTE LTD", UNNAMED),
        ("LION CITY FOODS PTE LTD", knowledge()),
        ("BANK OF JAPAN", UNNAMED),
        ("LION CITY FOODS PTE LTD\nSINGAPORE", UNNAMED),
        ("LION CITY HOLDINGS PTE LTD\nSINGAPORE", UNNAMED),
        ("APPLICANT", UNNAMED),
    ],
    ids=["either", "all-known", "another-country", "applicant", "no-bank", "role"],
)
def test_a_drawee_that_may_be_several_banks_or_none_is_refused(
    drawee: str, known: Knowledge
) -> None:
    with pytest.raises(MessageRefused, match=r"is none of the banks of this credit") as refused:
        _read("42A", None, "42D", drawee, "41A", "EXBKINBB\nBY ACCEPTANCE", known=known)
    assert refused.value.findings[0].tag == "42D"
    assert ("42A" in refused.value.findings[0].words) is (known is UNNAMED)


def _mixed(details: str, *pairs: str | None) -> ReadCredit:
    by = ("41A", "EXBKINBB\nBY MIXED PYMT", "42C", None, "42A", None, "42M", details)
    return _read(*by, *pairs)


LATER = "60 days after bill of lading date"
TWENTY_EIGHTY = [("sight", "20", None), ("deferred", "80", LATER)]


@pytest.mark.parametrize(
    ("details", "parts"),
    [
        ("20 PCT AT SIGHT\n80 PCT 60 DAYS AFTER B/L DATE", TWENTY_EIGHTY),
        ("20 PERCENT OF INVOICE VALUE AT\nSIGHT AND 80 PERCENT AT 60 DAYS\nFROM B/L DATE",
         TWENTY_EIGHTY),
        ("1) 20 PCT BY SIGHT PAYMENT\n2) 80 PCT BY DEF PAYMENT AT\n60 DAYS AFTER B/L DATE",
         TWENTY_EIGHTY),
        ("USD 50000,00 AT SIGHT\nUSD 200,000.00 60 DAYS AFTER\nB/L DATE",
         [("sight", "USD 50,000.00", None), ("deferred", "USD 200,000.00", LATER)]),
        ("20 PCT AT SIGHT/80 PCT BY\nACCEPTANCE OF DRAFTS AT 60 DAYS\n"
         "AFTER B/L DATE DRAWN ON\nISSUING BANK",
         [("sight", "20", None), ("acceptance", "80", LATER)]),
    ],
)  # fmt: skip
def test_the_parts_of_a_mixed_payment_are_made(
    details: str, parts: list[tuple[str, str, str | None]]
) -> None:
    found = _mixed(details).terms.availability.parts
    assert [_told(part) for part in found] == parts
    assert read_parts("\n".join(map(part_words, found))) == found


def _told(part: MixedPart) -> tuple[str, str, str | None]:
    share = str(part.percent if part.amount is None else part.amount)
    return part.mode.value, share, str(part.tenor) if part.tenor else None


@pytest.mark.parametrize(
    "details",
    [
        "20 PCT AT SIGHT\n70 PCT 60 DAYS AFTER B/L DATE",
        "20 PCT AT SIGHT\n80 PCT AFTER INSPECTION",
        "80 PCT BY DRAFT 60 DAYS SIGHT\n20 PCT AT SIGHT",
        "20 PCT\n80 PCT AT SIGHT",
        "HALF AT SIGHT, HALF LATER",
    ],
)
def test_parts_that_are_not_all_understood_are_kept_and_told(details: str) -> None:
    read = _mixed(details)
    available = read.terms.availability
    assert (available.parts, available.mixed_details) == ((), details)
    assert [note.tag for note in read.notes if "no part is made of it" in note.words] == ["42M"]


def test_long_parts_are_written_into_four_lines() -> None:
    found = read_parts(
        "20 PCT BY DRAFT AT SIGHT ON ISSUING BANK AND 80 PCT BY DRAFT AT 60 DAYS AFTER B/L DATE "
        "ON ISSUING BANK"
    )
    assert [part.drawee for part in found] == [Drawee.ISSUING_BANK] * 2
    terms = _mixed("20 PCT AT SIGHT\n80 PCT AT SIGHT").terms
    available = replace(terms.availability, parts=found)
    (message,) = write_credit(replace(terms, availability=available))
    assert read_credit([message], knowledge()).terms.availability.parts == found


def test_parts_of_which_the_documents_may_ask_a_draft_are_kept() -> None:
    details = "20 PCT AT SIGHT\n80 PCT 60 DAYS AFTER B/L DATE"
    read = _mixed(details, "46A", "+DRAFTS AT SIGHT\n+SIGNED COMMERCIAL INVOICE")
    assert read.terms.availability.mixed_details == details
    assert _message_again(read) == details


def _message_again(read: ReadCredit) -> str | None:
    written: Message = write_credit(read.terms)[0]
    return written.get("42M")
