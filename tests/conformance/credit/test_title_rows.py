"""Electronic transferable records, act by act (MLETR; DCSA eBL 3.0); what only knowledge tells."""

from datetime import date

import pytest

from dhow.trade.credit.disposal import disposable_from
from dhow.trade.documents import BillOfLading
from dhow.trade.records import InvalidInput
from tests.conformance.credit.test_document_rows import Row, electronic, examined_papers, on
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, Json
from tests.support.certified import on_ledger

CARRIER = "ARABIAN SEA LINES"
SELLER, BANK = str(bc.BENEFICIARY["name"]), str(bc.ISSUING_BANK["name"])


def act(action: str, by: str, to: str | None = None, day: int = 10) -> Json:
    named = {"to": to} if to else {}
    return {"action": action, "by": by, "at": f"2026-05-{day:02}T08:00:00Z", **named}


ISSUED = act("ISSUE", CARRIER, SELLER)
ENDORSED = act("BLANK_ENDORSE", SELLER, day=11)
GIVEN = act("TRANSFER", SELLER, BANK, day=12)


def bill(*acts: Json, to_order: bool = True, **changes: object) -> BillOfLading:
    control = {"is_to_order": to_order, "acts": list(acts)}
    return BillOfLading.from_json({**bc.bill_of_lading(), "control": control, **changes})


def refused(*acts: Json, at: int, words: str, to_order: bool = True) -> None:
    with pytest.raises(InvalidInput) as error:
        bill(*acts, to_order=to_order)
    (problem,) = error.value.problems
    assert problem.path == f"control.acts[{at}]"
    assert words in problem.words


def test_a_chain_says_who_holds_the_record() -> None:
    control = bill(ISSUED, ENDORSED, GIVEN).control
    assert control is not None
    assert (control.holder, control.endorsed_in_blank) == (BANK, True)
    assert bill(ISSUED, ENDORSED, GIVEN) == BillOfLading.from_json(
        bill(ISSUED, ENDORSED, GIVEN).to_json()
    )


@pytest.mark.rule("G11", by="terms")
def test_attack_transfer_what_one_no_longer_holds() -> None:
    """G11: a second transfer by the old holder is refused."""
    again = act("TRANSFER", SELLER, "TIGER FOODS", day=13)
    refused(ISSUED, GIVEN, again, at=2, words=f"{BANK} alone can do it")
    refused(ISSUED, act("ISSUE", CARRIER, BANK), at=1, words="issued once")


@pytest.mark.rule("G12", by="terms")
def test_a_straight_record_is_not_endorsed() -> None:
    """G12: endorsing a record that is not to order is refused; to transfer it is not."""
    refused(ISSUED, ENDORSED, at=1, to_order=False, words="to order is endorsed")
    assert bill(ISSUED, GIVEN, to_order=False)


@pytest.mark.rule("G13", by="terms")
def test_nothing_follows_a_change_to_paper() -> None:
    """G13: once on paper, the record can no longer be acted on."""
    paper = act("CHANGED_TO_PAPER", BANK, day=13)
    ended = bill(ISSUED, GIVEN, paper).control
    assert ended is not None
    assert ended.holder is None
    refused(ISSUED, GIVEN, paper, act("TRANSFER", BANK, SELLER, day=14), at=3, words="ended")


@pytest.mark.rule("G14", by="terms")
@pytest.mark.parametrize(
    "changes", [{"received_for_shipment": True}, {"on_board_on": None}], ids=["both", "none"]
)
def test_on_board_or_received_and_not_both(changes: Json) -> None:
    """G14: an issued electronic bill shows exactly one of the two dates."""
    with pytest.raises(InvalidInput, match=r"on_board_on: .*exactly one of both"):
        bill(ISSUED, **changes)


@pytest.mark.rule("G15", by="terms")
def test_surrender_ends_the_record() -> None:
    """G15: after surrender is accepted nothing is transferred; while it is asked for, nor then."""
    asked = act("SURRENDER", BANK, day=13)
    done = act("SURRENDERED", CARRIER, day=14)
    later = act("TRANSFER", BANK, SELLER, day=15)
    refused(ISSUED, GIVEN, asked, done, later, at=4, words="ended")
    refused(ISSUED, GIVEN, asked, later, at=3, words="is pending")
    refused(ISSUED, GIVEN, done, at=2, words="was not asked")
    rejected = act("SURRENDER_REJECTED", CARRIER, day=14)
    assert bill(ISSUED, GIVEN, asked, rejected, later)


@pytest.mark.parametrize(
    ("acts", "at", "words"),
    [
        ((), None, "begins with the issue"),
        ((GIVEN,), 0, "issued once"),
        ((ISSUED, act("TRANSFER", SELLER, day=11)), 1, "names to whom"),
        ((ISSUED, act("BLANK_ENDORSE", SELLER, BANK, day=11)), 1, "names nobody"),
        ((ISSUED, act("TRANSFER", SELLER, BANK, day=9)), 1, "comes before"),
    ],
)
def test_a_chain_that_is_none(acts: tuple[Json, ...], at: int | None, words: str) -> None:
    with pytest.raises(InvalidInput) as error:
        bill(*acts)
    assert error.value.problems[0].path == "control.acts" + ("" if at is None else f"[{at}]")
    assert words in error.value.problems[0].words


def controlled(*acts: Json) -> Row:
    control = {"is_to_order": True, "acts": list(acts)}

    def change(t: Json, p: Json) -> None:
        electronic()(t, p)
        on(BILL, control=control)(t, p)

    return Row("controlled", change)


def test_control_is_with_the_presenter_or_a_bank() -> None:
    assert examined_papers(controlled(ISSUED, ENDORSED, GIVEN)).complying
    elsewhere = act("TRANSFER", SELLER, "TIGER FOODS", day=12)
    report = examined_papers(controlled(ISSUED, elsewhere))
    assert report.codes == ("CONTROL",)
    assert "TIGER FOODS" in report.findings[0].found
    ended = act("CHANGED_TO_PAPER", BANK, day=13)
    assert examined_papers(controlled(ISSUED, GIVEN, ended)).codes == ("CONTROL",)


@pytest.mark.rule("G09", by="terms")
def test_thirty_days_without_instructions() -> None:
    """G09: refused on 1 June, instructed until 1 July; from 2 July the bank is free."""
    assert disposable_from(date(2026, 6, 1)) == date(2026, 7, 2)


@pytest.mark.rule("D23", by="examination")
def test_what_a_bank_knows_beside_the_documents_changes_nothing() -> None:
    """D23: an event on the ledger that contradicts a document, and that nobody presented."""
    plain = bc.examined(lambda _, __: None)
    knowing = bc.examined(lambda _, __: None, reports=on_ledger())
    assert plain.complying
    assert knowing.to_json() == plain.to_json()
