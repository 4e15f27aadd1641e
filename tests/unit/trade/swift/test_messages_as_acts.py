"""The acts that banks' messages stand for, and what is refused by its field: without a ledger."""

from dataclasses import replace
from typing import Any

import pytest

from dhow.trade.credit import Terms
from dhow.trade.money import Amount
from dhow.trade.swift import Message, MessageRefused, read_message
from dhow.trade.swift.correspondence import Case, Happened, messages_of
from dhow.trade.swift.correspondence.accepting import instruction_of
from dhow.trade.swift.correspondence.case import Requested
from dhow.trade.swift.correspondence.instruction import Deed
from dhow.trade.swift.mapping import write_act
from dhow.trade.swift.mapping.codecs import Due
from dhow.trade.swift.mapping.records import ClaimRefused
from dhow.trade.swift.series import join
from tests.support.swift import valid_message
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
from tests.support.swift_credits import base, knowledge


def _instruction(message: Message, bank: str, *acts: Happened) -> Any:
    return instruction_of([message], case(*acts), bank=bank, today=DAY, knowledge=knowledge())


def _written(mt: str, *acts: Happened) -> Message:
    found = next(each for each in told(case(*acts)) if each.mt == mt)
    return read_message(found.messages[0].emit())


READ = [
    ("705", ISSUER, (happened("CreditPreAdvised"),), Deed.PRE_ADVISE),
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
    ("740", ISSUER, (happened("CreditIssued"),), Deed.AUTHORISE),
    ("747", ISSUER, (happened("AmendmentAccepted", number=1),), Deed.AMEND_AUTHORITY),
    ("759", FIRST, (happened("AdviceRefused", advising_bank=FIRST),), Deed.REFUSE_ADVICE),
    ("759", SECOND, (happened("AdviceRefused", advising_bank=SECOND),), Deed.REFUSE_ADVICE),
    ("759", FIRST, (happened("ConfirmationDeclined", bank=FIRST),), Deed.DECLINE_CONFIRMATION),
    (
        "759",
        FIRST,
        (happened("ConfirmationNotExtended", number=1, confirming_bank=FIRST),),
        Deed.DO_NOT_EXTEND,
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


ANSWERED = happened("AmendmentAccepted", number=1)
REPAID = (
    PRESENTED,
    happened("Reimbursed", DRAWING, reimburser=CLEARER, amount_minor=25_000_000),
    happened("Refunded", DRAWING, claimant=FIRST, amount_minor=25_000_000, interest_minor=12_500),
)
ACCEPTED = (
    PRESENTED,
    happened("UndertakingIncurred", DRAWING, maturity_day="2026-05-01", sight_minor=0),
)


@pytest.mark.parametrize(
    ("mt", "bank", "acts", "deed"),
    [
        ("730", FIRST, (ANSWERED,), Deed.TELL_ANSWER),
        ("759", ISSUER, ACCEPTED, Deed.UNDERTAKE),
        ("759", FIRST, REPAID, Deed.REFUND),
    ],
)
def test_what_the_record_told_already_is_taken_and_what_it_has_not_is_refused(
    mt: str, bank: str, acts: tuple[Happened, ...], deed: Deed
) -> None:
    message = _written(mt, *acts)
    assert _instruction(message, bank, *acts).deed is deed
    with pytest.raises(MessageRefused) as refused:
        _instruction(message, bank, *acts[:-1])
    (only,) = refused.value.findings
    assert only.tag in ("79Z", "45D")


WORDS = [
    ("WE ACCEPT YOUR DOCUMENTS AND PAY AT MATURITY", ISSUER, Deed.UNDERTAKE),
    ("WE REFUND WITH INTEREST (UCP 600 ART. 16(G))", FIRST, Deed.REFUND),
]


@pytest.mark.parametrize(("words", "bank", "deed"), WORDS, ids=["undertaking", "refund"])
def test_words_of_a_presentation_are_an_act_without_their_figures(
    words: str, bank: str, deed: Deed
) -> None:
    acts = {ISSUER: ACCEPTED, FIRST: REPAID}[bank]
    written = _written("759", *acts)
    message = _with(written, "45D", words)
    asked = _instruction(message, bank, *acts[:-1])
    assert (asked.deed, asked.presentation) == (deed, DRAWING)


def _with(message: Message, tag: str, value: str) -> Message:
    return message.with_fields(
        tuple(replace(each, value=value) if each.tag == tag else each for each in message.fields)
    )


AUTHORITY = (happened("CreditIssued"), ANSWERED)
OTHERWISE = [
    ("740", ISSUER, "32B", "USD250001,00", "32B", "record"),
    ("740", ISSUER, "20", "OTHER", "20", "record"),
    ("740", FIRST, "20", "OTHER", "block 1", "sender"),
    ("747", ISSUER, "34B", "USD200001,00", "34B", "record"),
    ("747", ISSUER, "33B", "USD50001,00", "33B", "record"),
    ("747", ISSUER, "30", "260310", "30", "record"),
    ("747", ISSUER, "20", "OTHER", "20", "record"),
    ("730", FIRST, "30", "260310", "30", "record"),
    ("759", FIRST, "45D", "PLEASE PAY", "45D", "act"),
    ("759", FIRST, "22D", "STBY", "22D", "record"),
    ("759", FIRST, "23", "OTHER", "23", "record"),
    ("759", FIRST, "21", "OTHER", "21", "record"),
    ("759", FIRST, "23H", "FRAUDMSG", "23H", "act"),
    ("759", SECOND, "23H", "GENINFAD", "block 1", "sender"),
]


@pytest.mark.parametrize(
    ("mt", "bank", "tag", "value", "wrong", "rule"),
    OTHERWISE,
    ids=[f"{mt}-{wrong}-{at}" for at, (mt, _, _, _, wrong, _) in enumerate(OTHERWISE)],
)
def test_what_differs_from_the_record_is_refused_by_its_field(
    mt: str, bank: str, tag: str, value: str, wrong: str, rule: str
) -> None:
    declined = happened("ConfirmationDeclined", bank=FIRST)
    acts = (declined,) if mt == "759" else AUTHORITY
    message = _with(_written(mt, *acts), tag, value)
    with pytest.raises(MessageRefused) as refused:
        _instruction(message, bank, *acts)
    first = refused.value.findings[0]
    assert (first.tag, first.rule) == (wrong, rule)


def test_an_authority_is_not_told_before_what_gives_it() -> None:
    for mt, acts in (("740", AUTHORITY[:1]), ("747", AUTHORITY)):
        with pytest.raises(MessageRefused, match="MT7"):
            _instruction(_written(mt, *acts), ISSUER)


def test_a_reimbursing_banks_own_reference_is_no_difference() -> None:
    written = _written("747", ANSWERED)
    number, *rest = written.fields
    theirs = written.with_fields((number, replace(number, tag="21", value="THEIRS"), *rest))
    assert _instruction(theirs, ISSUER, ANSWERED).number == 1


def _transfer(known: Case, terms: Terms, reference: str) -> Message:
    """The MT720 by which FIRST transfers on these terms, through SECOND."""
    made = replace(
        known,
        terms=replace(terms, issued_on=known.issued.issued_on),
        happened=(happened("CreditIssued"),),
        transferring_bank=PARTIES[FIRST],
        second_beneficiarys_bank=PARTIES[SECOND],
        own_reference=reference,
    )
    (told_,) = (each for each in messages_of(made, FIRST) if each.mt == "720")
    return join(told_.messages)


def _asked(minor: int, **changed: Any) -> Requested:
    terms = replace(case().terms, amount=Amount.of("USD", minor))
    return Requested(terms=terms, **changed)


ASKED = {
    1: _asked(9_000_000, reference="PART-1"),
    2: _asked(9_000_000),
    3: _asked(8_000_000, advise_through=PARTIES[SECOND]),
}


@pytest.mark.parametrize(
    ("asked", "reference", "number"),
    [(2, "PART-2", 2), (1, "PART-1", 1), (3, "PART-3", 3)],
    ids=["asked for", "made before", "through a bank"],
)
def test_an_mt720_is_the_consent_to_the_transfer_that_it_says(
    asked: int, reference: str, number: int
) -> None:
    known = case(happened("CreditIssued"), requested=ASKED)
    message = _transfer(known, ASKED[asked].terms, reference)
    done = instruction_of([message], known, bank=FIRST, today=DAY, knowledge=knowledge())
    assert (done.deed, done.number, done.reference) == (Deed.TRANSFER, number, reference)


@pytest.mark.parametrize(
    ("asked", "tag", "value", "wrong"),
    [
        (ASKED, "32B", "USD80000,01", "32B"),
        (ASKED, "21", "OTHER", "21"),
        (ASKED, "59", "SOMEBODY ELSE", "59"),
        ({}, "20", "PART-3", "21"),
        ({1: ASKED[1]}, "20", "PART-3", "20"),
        ({3: replace(ASKED[3], advise_through=PARTIES[CLEARER])}, "20", "PART-3", "block 2"),
    ],
    ids=["amount", "credit", "beneficiary", "not asked for", "all made", "another bank"],
)
def test_an_mt720_of_what_was_not_asked_for_is_refused(
    asked: dict[int, Requested], tag: str, value: str, wrong: str
) -> None:
    known = case(happened("CreditIssued"), requested=asked)
    message = _with(_transfer(known, ASKED[3].terms, "PART-3"), tag, value)
    with pytest.raises(MessageRefused) as refused:
        instruction_of([message], known, bank=FIRST, today=DAY, knowledge=knowledge())
    assert [each.tag for each in refused.value.findings] == [wrong]


def test_what_stands_for_no_act_says_why() -> None:
    refusal = ClaimRefused(
        reference="R1",
        related="C1",
        credit_number=base().credit_number,
        issuing_bank=PARTIES[ISSUER],
        claimed=Due(amount=Amount.of("USD", 1)),
        reason="OVER",
        disposal="RETD",
    )
    claim = write_act(refusal, sender="USBKUS33", receiver="EXBKINBB")
    with pytest.raises(MessageRefused, match=r"MT744 .*13\(c\).*these are taken as acts"):
        _instruction(claim, CLEARER, PRESENTED)
    guarantee = valid_message("760", 1)
    with pytest.raises(MessageRefused, match=r"MT760 .*demand guarantee"):
        _instruction(guarantee, ISSUER)
