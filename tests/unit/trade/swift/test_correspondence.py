"""What banks tell each other of acts: without a ledger."""

from dataclasses import replace

import pytest

from dhow.ledger.bindings import events
from dhow.trade.credit.amendment import Amendment, Change
from dhow.trade.swift.correspondence import ACTS, Case, Happened, messages_of
from tests.support.swift_cases import (
    CLEARER,
    DAY,
    DRAWING,
    FIRST,
    ISSUER,
    PARTIES,
    PRESENTED,
    SECOND,
    case,
    happened,
    told,
)
from tests.support.swift_credits import base


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
    written = less.messages[0]
    assert (written.get("33B"), written.get("34B")) == ("USD50000,00", "USD200000,00")
    number = base().credit_number
    cancelling = Amendment(credit_number=number, number=1, issued_on=DAY, cancels=True)
    ended = case(happened("AmendmentAccepted", number=1), amendments={1: cancelling})
    (last,) = (each for each in told(ended) if each.mt == "747")
    assert "AUTHORITY ENDS" in str(last.messages[0].get("77"))
    dated = Change(path="expiry.day", value="2026-07-01")
    later = replace(cancelling, cancels=False, changes=(dated,))
    moved = case(happened("AmendmentAccepted", number=1), amendments={1: later})
    assert "747" not in {each.mt for each in told(moved)}


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
    (
        (
            happened("ReimbursedAtSight", DRAWING, reimburser=CLEARER, amount_minor=5_000_000),
            happened(
                "UndertakingIncurred", DRAWING, maturity_day="2026-05-01", sight_minor=5_000_000
            ),
            happened("Honoured", DRAWING, amount_minor=25_000_000),
        ),
        ["USD50000,00", "USD200000,00"],
    ),
    (
        (
            happened("ReimbursedAtSight", DRAWING, reimburser=CLEARER, amount_minor=5_000_000),
            happened("Reimbursed", DRAWING, reimburser=CLEARER, amount_minor=20_000_000),
        ),
        ["USD50000,00", "USD200000,00"],
    ),
]


@pytest.mark.parametrize(
    ("acts", "paid"),
    SETTLED,
    ids=["in parts", "at once", "reimbursed before", "at sight before", "in two claims"],
)
def test_what_is_paid_is_told_once(acts: tuple[Happened, ...], paid: list[str]) -> None:
    found = [
        str(each.messages[0].get("33A"))[6:]
        for each in told(case(PRESENTED, *acts))
        if each.mt == "756"
    ]
    assert sorted(found, key=paid.index) == paid


def test_the_part_paid_at_sight_is_claimed_first_and_then_the_rest() -> None:
    """UCP 600 art. 7(c), of a mixed payment."""
    claim = {"claimant": FIRST, "reimbursing_bank": CLEARER}
    acts = (
        happened(
            "UndertakingIncurredOnNomination",
            DRAWING,
            bank=FIRST,
            maturity_day="2026-05-01",
            sight_minor=5_000_000,
        ),
        happened("ReimbursementClaimed", DRAWING, **claim),
    )
    reimbursed = happened("ReimbursedAtSight", DRAWING, reimburser=CLEARER, amount_minor=5_000_000)
    again = happened("ReimbursementClaimed", DRAWING, **claim)

    def claimed(*done: Happened) -> list[str]:
        found = (each for each in told(case(PRESENTED, *done)) if each.mt == "742")
        return [str(each.messages[0].get("34B")) for each in found]

    assert claimed(*acts) == ["USD50000,00"]
    assert claimed(*acts, reimbursed, again)[-1] == "USD200000,00"


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


def test_a_transferred_credit_goes_from_the_transferring_bank_to_the_second_beneficiarys() -> None:
    known = case(
        happened("CreditIssued"),
        happened("CreditAdvised", advising_bank=FIRST),
        transferring_bank=PARTIES[FIRST],
        advising_bank=PARTIES[FIRST],
        second_advising_bank=None,
        second_beneficiarys_bank=PARTIES[SECOND],
        own_reference="PART-1",
    )
    (transfer,) = told(known)
    assert (transfer.mt, transfer.receiver) == ("720", PARTIES[SECOND])
    (message,) = transfer.messages
    assert (message.get("20"), message.get("21")) == ("PART-1", base().credit_number)
    assert message.get("52A") == "IMBKSGSGXXX"
    assert told(replace(known, second_beneficiarys_bank=None)) == []


def test_a_bank_reads_what_it_sends_or_receives_and_nothing_else() -> None:
    known = case(happened("CreditIssued"), happened("CreditAdvised", advising_bank=FIRST))
    seen = {lei: [each.mt for each in messages_of(known, lei)] for lei in PARTIES}
    assert seen == {
        ISSUER: ["700", "740", "730"],
        FIRST: ["700", "730", "710"],
        SECOND: ["710"],
        CLEARER: ["740"],
    }


def test_every_act_told_of_is_one_of_the_ledgers() -> None:
    assert {name for name in ACTS if not hasattr(events, name)} == set()
