"""Refusals, payments and the other acts as messages, and back."""

from dataclasses import replace
from datetime import date

import pytest

from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.swift import Field, Message, MessageRefused
from dhow.trade.swift.mapping.acts import ACT_MESSAGES, read_act, refusal_of, write_act
from dhow.trade.swift.mapping.codecs import Due
from dhow.trade.swift.mapping.records import (
    Acknowledgement,
    Act,
    Authorised,
    Authority,
    AuthorityAmended,
    ClaimRefused,
    Discharge,
    Discrepancies,
    Disposal,
    FreeMessage,
    Function,
    Payment,
    Refusal,
    Reimbursed,
    ReimbursementClaim,
)
from tests.support import base_credit as bc
from tests.support.swift_credits import Json, sample

USD = Amount.of("USD", 12_600_000)
DAY = date(2026, 6, 5)
ISSUER = Party(name="IMBKSGSG", bic="IMBKSGSG", country="SG")
CLEARER = Party(name="US CLEARING BANK", address=("1 WALL STREET", "NEW YORK"), country="US")

ACTS: list[Act] = [
    Acknowledgement(
        reference="ACK1",
        related="LC1",
        received_on=DAY,
        charges_due=Due(amount=Amount.of("USD", 5_000), day=DAY),
        charges="/ADVCHG/USD50,",
        information="/BENACC/AMENDMENT 001 ACCEPTED",
        narrative="CONFIRMATION ADDED",
    ),
    Discharge(reference="D1", related="LC1", taken_up_on=DAY, amount=USD),
    Refusal(
        reference="R1",
        related="BIL1",
        drawing=Due(amount=USD, day=DAY),
        discrepancies=("LATE PRESENTATION", "INSURANCE CERTIFICATE DATED AFTER SHIPMENT " * 2),
        disposal=Disposal.HOLD,
        charges="/DISCFEE/USD50,00",
        total_claimed=Due(amount=USD),
    ),
    ReimbursementClaim(
        reference="C1",
        related="LC1",
        issuing_bank=ISSUER,
        principal=USD,
        total=Due(amount=USD, day=DAY),
        issued_on=date(2026, 3, 2),
        account_with=CLEARER,
    ),
    ClaimRefused(
        reference="N1",
        related="C1",
        issuing_bank=ISSUER,
        credit_number="LC1",
        claimed=Due(amount=USD),
        reason="NAUT\nNO AUTHORITY RECEIVED",
        disposal="RETD",
    ),
    AuthorityAmended(
        reference="A1", amended_on=DAY, increase=USD, total=USD, narrative="AS AMENDED"
    ),
    Discrepancies(
        reference="Q1",
        related="LC1",
        drawing=USD,
        total=USD,
        added="/NEGCHG/USD100,",
        discrepancies=("LATE SHIPMENT",),
    ),
    Authority(
        reference="A2",
        related="BIL1",
        authorised=Authorised.ACCEPT,
        advised_on=DAY,
        total=USD,
        charges="/DISCFEE/USD50,00",
        net=Due(amount=Amount.of("USD", 12_595_000), day=DAY),
    ),
    Payment(
        reference="P1",
        related="LC1",
        principal=Due(amount=USD, day=DAY),
        deducted="/COMM/USD186,00",
        total=Due(amount=USD),
        reimbursing_bank=CLEARER,
        pay_to=ISSUER,
    ),
    Reimbursed(reference="P2", related="C1", claimed=USD, paid=Due(amount=USD, day=DAY)),
    FreeMessage(
        reference="F1",
        function=Function.FRAUD,
        narrative="PLEASE CALL OUR OFFICE BEFORE YOU PAY",
        issuing_bank=ISSUER,
    ),
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_an_act_comes_back_from_its_message(act: Act) -> None:
    message = write_act(act, sender="IMBKSGSG", receiver="EXBKINBB")
    expected = act
    if isinstance(act, Refusal):  # the narrative has no double spaces and no trailing ones
        texts = tuple(" ".join(text.split()) for text in act.discrepancies)
        expected = replace(act, discrepancies=texts)
    assert read_act(message) == expected


def test_every_message_of_an_act_is_tried() -> None:
    tried = {write_act(act, sender="IMBKSGSG", receiver="EXBKINBB").mt for act in ACTS}
    assert tried == set(ACT_MESSAGES)


@pytest.mark.parametrize("mt", ["730", "734", "750", "752", "754"])
def test_the_samples_come_back_field_for_field(mt: str) -> None:
    message = sample(mt)
    written = write_act(read_act(message), sender="IMBKSGSG", receiver="EXBKINBB")
    assert written.fields == message.fields


def _changed(message: Message, tag: str, value: str) -> Message:
    tags = [found.tag for found in message.fields if found.number == tag[:2]]
    old = tag if tag in tags else tags[0]
    return message.with_fields(
        tuple(Field(tag, value) if found.tag == old else found for found in message.fields)
    )


@pytest.mark.parametrize(
    ("mt", "tag", "value"),
    [("734", "77B", "/RETURN/BY COURIER TODAY"), ("754", "57B", "NEW YORK")],
)
def test_what_an_act_has_no_place_for_is_not_dropped(mt: str, tag: str, value: str) -> None:
    with pytest.raises(MessageRefused, match="handle this message by hand") as refused:
        read_act(_changed(sample(mt), tag, value))
    assert [finding.tag for finding in refused.value.findings] == [tag]


def test_a_bank_keeps_its_account() -> None:
    message = _changed(sample("754"), "57A", "/D/1234\nUSBKUS33XXX")
    written = write_act(read_act(message), sender="IMBKSGSG", receiver="EXBKINBB")
    assert written.get("57A") == "/D/1234\nUSBKUS33XXX"


def test_a_bank_of_no_country_is_refused() -> None:
    with pytest.raises(MessageRefused, match="QQ is no country") as refused:
        read_act(_changed(sample("754"), "57A", "USBKQQ33XXX"))
    assert refused.value.findings[0].tag == "57A"


def test_a_refusal_has_all_that_makes_it_one() -> None:
    good = next(act for act in ACTS if isinstance(act, Refusal))
    with pytest.raises(ValueError, match=r"16\(c\)\(ii\)"):
        replace(good, discrepancies=())
    with pytest.raises(ValueError, match="says of which day"):
        replace(good, drawing=Due(amount=USD))
    with pytest.raises(MessageRefused, match="is no code that an act can be made of"):
        read_act(_changed(sample("734"), "77B", "KEPT IN A DRAWER"))


def test_an_examination_report_becomes_a_refusal() -> None:
    def late(_: Json, presented: Json) -> None:
        presented["presented_at"] = bc.at_singapore("2026-06-03")

    report = bc.examined(late)
    assert not report.complying
    refusal = refusal_of(
        report,
        reference="IMBK-REF-0412",
        presenter_reference="EXBK-BIL-8890",
        drawn=USD,
        disposal=Disposal.HOLD,
    )
    message = write_act(refusal, sender="IMBKSGSG", receiver="EXBKINBB")
    told = message.get("77J") or ""
    assert told.startswith("+LATE PRESENTATION (UCP 600 art. 14(c)")
    assert message.get("77B") == "/HOLD/"
    assert (message.get("32A") or "").startswith("260603USD")
    complying = bc.examined(lambda *_: None)
    with pytest.raises(ValueError, match="nothing to refuse"):
        refusal_of(
            complying, reference="R", presenter_reference="P", drawn=USD, disposal=Disposal.HOLD
        )


def test_a_message_of_no_act_is_refused() -> None:
    with pytest.raises(MessageRefused, match="MT700 tells of no act known here"):
        read_act(sample("700"))
