"""What banks tell each other of acts, and the acts that messages stand for: without a ledger."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dhow.ledger.bindings import events
from dhow.trade.credit.amendment import Action, Amendment, Change
from dhow.trade.members.party import Party
from dhow.trade.swift import Message, MessageRefused, read_message
from dhow.trade.swift.correspondence import ACTS, Case, Happened, Presented, Told, messages_of
from dhow.trade.swift.correspondence.accepting import instruction_of
from dhow.trade.swift.correspondence.instruction import Deed
from tests.support.api import lei
from tests.support.swift_credits import ADVISING, REIMBURSING, Json, base, knowledge

ISSUER, FIRST = lei("importbank"), lei("exportbank")
SECOND, CLEARER = lei("konkanbank"), lei("clearingbank")
PARTIES = {
    ISSUER: Party(name="IMPORT BANK OF SINGAPORE", country="SG", lei=ISSUER, bic="IMBKSGSG"),
    FIRST: Party(name="EXPORT BANK OF INDIA", country="IN", lei=FIRST, bic="EXBKINBB"),
    SECOND: Party(name="KONKAN BANK", country="IN", lei=SECOND, bic="KNKNINBB"),
    CLEARER: Party(name="US CLEARING BANK", country="US", lei=CLEARER, bic="USBKUS33"),
}
DRAWING = "0x" + "ab" * 32
DAY = date(2026, 3, 9)


def _credit(data: Json) -> None:
    data["issuing_bank"] = {**data["issuing_bank"], "lei": ISSUER}
    data["reimbursing_bank"] = {**REIMBURSING, "lei": CLEARER}
    data["advising_bank"] = data["nominated_bank"] = {**ADVISING, "lei": FIRST}
    data["second_advising_bank"] = {"name": "KONKAN BANK", "country": "IN", "bic": "KNKNINBB"}


def happened(name: str, presentation: str = "", **values: Any) -> Happened:
    return Happened(
        name=name,
        at=datetime(2026, 3, 9, 8, tzinfo=UTC),
        reference="0123456789ABCDEF",
        presentation=presentation,
        values=values,
    )


def case(*acts: Happened, **changed: Any) -> Case:
    """A credit between four banks, under which this happened."""
    amendment = Amendment(
        credit_number=base().credit_number,
        number=1,
        issued_on=DAY,
        changes=(
            Change(
                path="amount",
                action=Action.DECREASE,
                value={"currency": "USD", "minor": 5_000_000},
            ),
        ),
    )
    known = {
        "terms": base(_credit),
        "parties": PARTIES,
        "happened": acts,
        "advising_bank": PARTIES[FIRST],
        "second_advising_bank": PARTIES[SECOND],
        "reimbursing_bank": PARTIES[CLEARER],
        "amendments": {1: amendment},
        "presentations": {DRAWING: Presented(found=("LATE SHIPMENT (art. 14) Bill: x",))},
    }
    return Case(**known | changed)


def told(known: Case) -> list[Told]:
    """All of it, each message once, by the bank that sends it."""
    return [each for lei in PARTIES for each in messages_of(known, lei) if each.sender.lei == lei]


def routes(known: Case) -> set[tuple[str, str, str]]:
    """Message, sender, receiver."""
    names = {lei: bank.bic for lei, bank in PARTIES.items()}
    for each in told(known):
        assert each.problem is None, each
        assert each.messages
    return {
        (each.mt, str(names[each.sender.lei or ""]), str(names[each.receiver.lei or ""]))
        for each in told(known)
    }


CHAINS: list[tuple[Happened, set[tuple[str, str, str]]]] = [
    (happened("CreditPreAdvised"), {("705", "IMBKSGSG", "EXBKINBB")}),
    (
        happened("CreditIssued"),
        {("700", "IMBKSGSG", "EXBKINBB"), ("740", "IMBKSGSG", "USBKUS33")},
    ),
    (
        happened("CreditAdvised", advising_bank=FIRST),
        {("730", "EXBKINBB", "IMBKSGSG"), ("710", "EXBKINBB", "KNKNINBB")},
    ),
    (
        happened("CreditAdvisedOn", second_advising_bank=SECOND),
        {("730", "KNKNINBB", "EXBKINBB")},
    ),
    (happened("AdviceRefused", advising_bank=FIRST), {("759", "EXBKINBB", "IMBKSGSG")}),
    (happened("AdviceRefused", advising_bank=SECOND), {("759", "KNKNINBB", "EXBKINBB")}),
    (happened("ConfirmationAdded", confirming_bank=FIRST), {("730", "EXBKINBB", "IMBKSGSG")}),
    (happened("ConfirmationDeclined", bank=FIRST), {("759", "EXBKINBB", "IMBKSGSG")}),
    (
        happened("AmendmentAdvised", number=1, advising_bank=SECOND),
        {("730", "KNKNINBB", "EXBKINBB")},
    ),
    (
        happened("AmendmentAccepted", number=1),
        {
            ("730", "KNKNINBB", "EXBKINBB"),
            ("730", "EXBKINBB", "IMBKSGSG"),
            ("747", "IMBKSGSG", "USBKUS33"),
        },
    ),
    (happened("AmendmentAccepted", DRAWING, number=1), {("747", "IMBKSGSG", "USBKUS33")}),
    (
        happened("AmendmentRejected", number=1),
        {("730", "KNKNINBB", "EXBKINBB"), ("730", "EXBKINBB", "IMBKSGSG")},
    ),
    (
        happened("ConfirmationExtended", number=1, confirming_bank=FIRST),
        {("730", "EXBKINBB", "IMBKSGSG")},
    ),
    (
        happened("ConfirmationNotExtended", number=1, confirming_bank=FIRST),
        {("759", "EXBKINBB", "IMBKSGSG")},
    ),
]


@pytest.mark.parametrize(
    ("act", "expected"), CHAINS, ids=[f"{a.name}-{n}" for n, (a, _) in enumerate(CHAINS)]
)
def test_each_bank_tells_the_one_it_has_the_credit_from(
    act: Happened, expected: set[tuple[str, str, str]]
) -> None:
    assert routes(case(act)) == expected


def test_an_amendment_goes_on_to_the_second_advising_bank_as_advised() -> None:
    issue = happened("AmendmentIssued", number=1)
    known = case(issue, happened("AmendmentAdvised", number=1, advising_bank=FIRST))
    by_receiver = {each.receiver.lei: each.messages[0] for each in told(known) if each.mt == "707"}
    assert by_receiver[FIRST].get("22A") == "ISSU"
    assert by_receiver[SECOND].get("22A") == "ADVI"
    assert by_receiver[SECOND].get("33B") == by_receiver[FIRST].get("33B") == "USD50000,00"


def test_the_authority_follows_what_is_accepted_and_ends_with_the_credit() -> None:
    (less,) = (
        each for each in told(case(happened("AmendmentAccepted", number=1))) if each.mt == "747"
    )
    assert (less.messages[0].get("33B"), less.messages[0].get("34B")) == (
        "USD50000,00",
        "USD200000,00",
    )
    number = base().credit_number
    cancelling = Amendment(credit_number=number, number=1, issued_on=DAY, cancels=True)
    ended = case(happened("AmendmentAccepted", number=1), amendments={1: cancelling})
    (last,) = (each for each in told(ended) if each.mt == "747")
    assert "AUTHORITY ENDS" in str(last.messages[0].get("77"))
    dated = Change(path="expiry.day", value="2026-07-01")
    later = replace(cancelling, cancels=False, changes=(dated,))
    moved = case(happened("AmendmentAccepted", number=1), amendments={1: later})
    assert "747" not in {each.mt for each in told(moved)}


PRESENTED = happened("Presented", DRAWING, bank=FIRST, amount_minor=25_000_000)
SETTLED: list[tuple[tuple[Happened, ...], list[str]]] = [
    (
        (
            happened(
                "UndertakingIncurred", DRAWING, maturity_day="2026-05-01", sight_minor=5_000_000
            ),
            happened("Honoured", DRAWING, amount_minor=25_000_000),
        ),
        ["USD50000,00", "USD200000,00"],
    ),
    ((happened("Honoured", DRAWING, amount_minor=25_000_000),), ["USD250000,00"]),
    (
        (
            happened("Reimbursed", DRAWING, reimburser=CLEARER, amount_minor=25_000_000),
            happened("Honoured", DRAWING, amount_minor=25_000_000),
        ),
        ["USD250000,00"],
    ),
]


@pytest.mark.parametrize(
    ("acts", "paid"), SETTLED, ids=["in parts", "at once", "reimbursed before"]
)
def test_what_is_paid_is_told_once(acts: tuple[Happened, ...], paid: list[str]) -> None:
    found = [
        str(each.messages[0].get("33A"))[6:]
        for each in told(case(PRESENTED, *acts))
        if each.mt == "756"
    ]
    assert found == paid


def test_documents_that_came_to_the_issuing_bank_itself_are_told_of_to_no_bank() -> None:
    own = happened("Presented", DRAWING, bank=ISSUER, amount_minor=25_000_000)
    acts = (
        happened("PresentationReceived", DRAWING),
        happened("Refused", DRAWING, disposal="RETURNING"),
        happened("DiscrepanciesWaived", DRAWING),
        happened("Honoured", DRAWING, amount_minor=25_000_000),
        happened("UndertakingIncurred", DRAWING, maturity_day="2026-05-01", sight_minor=0),
    )
    assert told(case(own, *acts)) == []


def test_a_bank_reads_what_it_sends_or_receives_and_nothing_else() -> None:
    known = case(happened("CreditIssued"), happened("CreditAdvised", advising_bank=FIRST))
    seen = {lei: [each.mt for each in messages_of(known, lei)] for lei in PARTIES}
    assert seen == {
        ISSUER: ["700", "740", "730"],
        FIRST: ["700", "730", "710"],
        SECOND: ["710"],
        CLEARER: ["740"],
    }


def _instruction(message: Message, bank: str, *acts: Happened) -> Any:
    return instruction_of([message], case(*acts), bank=bank, today=DAY, knowledge=knowledge())


def _written(mt: str, *acts: Happened) -> Message:
    found = next(each for each in told(case(*acts)) if each.mt == mt)
    return read_message(found.messages[0].emit())


READ = [
    ("700", ISSUER, (happened("CreditIssued"),), Deed.ISSUE),
    ("710", FIRST, (happened("CreditAdvised", advising_bank=FIRST),), Deed.ADVISE),
    ("730", FIRST, (happened("CreditAdvised", advising_bank=FIRST),), Deed.ADVISE),
    ("730", SECOND, (happened("CreditAdvisedOn", second_advising_bank=SECOND),), Deed.ADVISE),
    ("730", FIRST, (happened("ConfirmationAdded", confirming_bank=FIRST),), Deed.CONFIRM),
    (
        "730",
        FIRST,
        (happened("ConfirmationExtended", number=1, confirming_bank=FIRST),),
        Deed.EXTEND_CONFIRMATION,
    ),
    ("707", ISSUER, (happened("AmendmentIssued", number=1),), Deed.AMEND),
    (
        "730",
        FIRST,
        (happened("AmendmentAdvised", number=1, advising_bank=FIRST),),
        Deed.ADVISE_AMENDMENT,
    ),
    (
        "734",
        ISSUER,
        (
            PRESENTED,
            happened("PresentationReceived", DRAWING),
            happened("Refused", DRAWING, disposal="RETURNING"),
        ),
        Deed.REFUSE,
    ),
    ("732", ISSUER, (PRESENTED, happened("DiscrepanciesWaived", DRAWING)), Deed.TAKE_UP),
    (
        "742",
        FIRST,
        (
            PRESENTED,
            happened("ReimbursementClaimed", DRAWING, claimant=FIRST, reimbursing_bank=CLEARER),
        ),
        Deed.CLAIM,
    ),
    (
        "756",
        CLEARER,
        (PRESENTED, happened("Reimbursed", DRAWING, reimburser=CLEARER, amount_minor=25_000_000)),
        Deed.REIMBURSE,
    ),
]


@pytest.mark.parametrize(
    ("mt", "bank", "acts", "deed"), READ, ids=[f"{r[0]}-{r[3].value}" for r in READ]
)
def test_the_message_of_an_act_stands_for_that_act(
    mt: str, bank: str, acts: tuple[Happened, ...], deed: Deed
) -> None:
    assert _instruction(_written(mt, *acts), bank, *acts[:1]).deed is deed


def test_an_amount_that_was_applied_for_otherwise_is_told_with_both() -> None:
    message = _written("700", happened("CreditIssued"))
    other = tuple(
        replace(each, value="USD1,") if each.tag == "32B" else each for each in message.fields
    )
    with pytest.raises(MessageRefused) as refused:
        _instruction(message.with_fields(other), ISSUER)
    (only,) = refused.value.findings
    assert (only.tag, only.rule) == ("32B", "record")
    assert "USD1," in only.words
    assert "USD250000,00" in only.words


@pytest.mark.parametrize("mt", ["705", "740", "747", "759"])
def test_what_stands_for_no_act_says_why(mt: str) -> None:
    acts = {
        "705": happened("CreditPreAdvised"),
        "740": happened("CreditIssued"),
        "747": happened("AmendmentAccepted", number=1),
        "759": happened("ConfirmationDeclined", bank=FIRST),
    }
    message = _written(mt, acts[mt])
    with pytest.raises(MessageRefused, match=f"MT{mt} .*these are taken as acts"):
        _instruction(message, ISSUER)


def test_every_act_told_of_is_one_of_the_ledgers() -> None:
    assert {name for name in ACTS if not hasattr(events, name)} == set()
