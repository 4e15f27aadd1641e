"""A bank's message is the act it stands for; what contradicts the record changes nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Action, Amendment, Change
from dhow.trade.credit.preadvice import PreAdvice
from dhow.trade.members import Party
from dhow.trade.money import Amount
from dhow.trade.swift.mapping import (
    write_amendment,
    write_authority,
    write_credit,
    write_preadvice,
)
from dhow.trade.swift.mapping.codecs import Due
from dhow.trade.swift.mapping.records import (
    Acknowledgement,
    Authorised,
    Authority,
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
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    RIVAL,
    STRANGER,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    open_network,
    registered_documents,
)
from tests.support.banks_writing import BICS, bank, fin, reference, sayable, written

MINOR = 10_000_000
DRAWN = Amount.of("USD", MINOR)
TODAY = date(2026, 4, 28)
ISSUED = date(2026, 4, 2)
ISSUING = Party(name="Creek Bank", country="AE", bic=BICS[ISSUER])


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 4, 28, 8)
        for each in (NOMINATED, STRANGER):
            given = {"organisation": each, "minor": 100 * MINOR, "reference": f"OPEN-{each[-2:]}"}
            opened.post("/money/USD/issues", "OPERATOR", given, user="agent")
            allowed = {"contract": "credit", "minor": 100 * MINOR}
            opened.post("/money/USD/allowances", each, allowed)
        yield opened


def applied(network: Network, number: str, **changed: object) -> tuple[str, Terms]:
    said = sayable(number, **changed)
    body = {"reference": number, "terms": said}
    credit: str = network.post("/credits/applications", IMPORTER, body)["id"]
    return credit, Terms.from_json(said)


def issued(network: Network, number: str, **changed: object) -> tuple[str, Terms]:
    credit, terms = applied(network, number, **changed)
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    return credit, terms


def delivered(network: Network, credit: str, number: str, on_board: str = "2026-04-20") -> str:
    documents = registered_documents(
        network,
        number,
        (EXPORTER, commercial_invoice(number)),
        (CARRIER, bill_of_lading(number, on_board=on_board)),
    )
    amount = {"currency": "USD", "minor": MINOR}
    body = {"bank": NOMINATED, "amount": amount, "documents": documents}
    presentation: str = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    return presentation


def act(network: Network, credit: str, bank_: str, text: str) -> Json:
    done: Json = network.bind(f"/credits/{credit}/messages", bank_, {"message": text})
    return done


def told(network: Network, credit: str, bank_: str) -> list[Json]:
    found: list[Json] = network.get(f"/credits/{credit}/messages", bank_)
    return found


def test_an_mt700_issues_and_mt730_and_707_do_the_rest(network: Network) -> None:
    credit, terms = applied(
        network, "AB-1", confirmation="CONFIRM", confirming_bank=bank(NOMINATED)
    )
    text = fin(*write_credit(terms))
    done = act(network, credit, ISSUER, text)
    assert (done["mt"], done["act"]) == ("700", "issue")
    assert done["receipt"]["events"][-1]["name"] == "CreditIssued"
    assert told(network, credit, NOMINATED)[0]["messages"] == [text]
    acknowledged = Acknowledgement(reference="OURS1", related="AB-1", received_on=ISSUED)
    assert (
        act(network, credit, NOMINATED, written(acknowledged, NOMINATED, ISSUER))["act"] == "advice"
    )
    confirmed = Acknowledgement(
        reference="OURS2",
        related="AB-1",
        received_on=ISSUED,
        narrative="WE HAVE ADDED OUR CONFIRMATION TO YOUR CREDIT",
    )
    act(network, credit, NOMINATED, written(confirmed, NOMINATED, ISSUER))
    assert network.get(f"/credits/{credit}", EXPORTER)["confirmation"] == "ADDED"
    more = Change(path="amount", action=Action.INCREASE, value={"currency": "USD", "minor": 500})
    amendment = Amendment(
        credit_number="AB-1", number=1, issued_on=date(2026, 4, 28), changes=(more,)
    )
    changed = act(network, credit, ISSUER, fin(*write_amendment(terms, amendment)))
    assert (changed["act"], changed["amendment"]) == ("amendment", 1)
    advised = Acknowledgement(reference="OURS3", related="AB-1", received_on=date(2026, 4, 28))
    advice = act(network, credit, NOMINATED, written(advised, NOMINATED, ISSUER))
    assert (advice["act"], advice["amendment"]) == ("advice of an amendment", 1)
    network.post(f"/credits/{credit}/amendments/1/answer", EXPORTER, {"accepts": True})
    assert network.get(f"/credits/{credit}", EXPORTER)["amount"]["minor"] == MINOR + 500
    kinds = [each["mt"] for each in told(network, credit, ISSUER)]
    assert kinds == ["700", "730", "730", "707", "730", "730", "730"]


def test_an_mt750_finds_an_mt734_refuses_and_an_mt732_takes_up(network: Network) -> None:
    credit, _ = issued(network, "AB-2")
    drawing = delivered(network, credit, "AB-2", on_board="2026-04-26")
    found = Discrepancies(
        reference=reference(drawing),
        related="AB-2",
        drawing=DRAWN,
        discrepancies=("LATE SHIPMENT",),
    )
    done = act(network, credit, NOMINATED, written(found, NOMINATED, ISSUER))
    assert (done["act"], done["presentation"]) == ("examination", drawing)
    network.post(f"/presentations/{drawing}/forward", NOMINATED)
    notice = Refusal(
        reference="REF1",
        related=reference(drawing),
        drawing=Due(amount=DRAWN, day=TODAY),
        discrepancies=("LATE SHIPMENT BY ONE DAY",),
        disposal=Disposal.NOTIFY,
    )
    early = network.refused(
        f"/credits/{credit}/messages", ISSUER, {"message": written(notice, ISSUER, NOMINATED)}
    )
    assert early["type"].endswith("not-examined")
    network.bind(f"/presentations/{drawing}/examination", ISSUER)
    act(network, credit, ISSUER, written(notice, ISSUER, NOMINATED))
    seen = network.get(f"/presentations/{drawing}", EXPORTER)
    assert (seen["state"], seen["disposal"]) == ("REFUSED", "HOLDING_FOR_WAIVER")
    up = Discharge(reference="UP1", related=reference(drawing), taken_up_on=TODAY, amount=DRAWN)
    assert act(network, credit, ISSUER, written(up, ISSUER, NOMINATED))["act"] == "taking up"
    paid = Reimbursed(
        reference="PAY1",
        related=reference(drawing),
        claimed=DRAWN,
        paid=Due(amount=DRAWN, day=TODAY),
    )
    assert act(network, credit, ISSUER, written(paid, ISSUER, NOMINATED))["act"] == "honour"
    assert network.get(f"/presentations/{drawing}", EXPORTER)["state"] == "HONOURED"


def test_an_mt754_pays_an_mt742_claims_and_an_mt756_reimburses(network: Network) -> None:
    credit, terms = issued(network, "AB-3", reimbursing_bank=bank(STRANGER))
    drawing = delivered(network, credit, "AB-3")
    network.post(f"/presentations/{drawing}/examination", NOMINATED)
    pays = Payment(
        reference=reference(drawing), related="AB-3", principal=Due(amount=DRAWN, day=TODAY)
    )
    assert act(network, credit, NOMINATED, written(pays, NOMINATED, ISSUER))["act"] == "honour"
    claims = ReimbursementClaim(
        reference=reference(drawing),
        related="AB-3",
        issued_on=terms.issued_on,
        issuing_bank=ISSUING,
        principal=DRAWN,
        total=Due(amount=DRAWN),
    )
    claimed = act(network, credit, NOMINATED, written(claims, NOMINATED, STRANGER))
    assert claimed["act"] == "reimbursement claim"
    paid = Reimbursed(
        reference="PAY2",
        related=reference(drawing),
        claimed=DRAWN,
        paid=Due(amount=DRAWN, day=TODAY),
    )
    before = network.balance(NOMINATED)
    done = act(network, credit, STRANGER, written(paid, STRANGER, NOMINATED))
    assert done["act"] == "reimbursement"
    assert network.balance(NOMINATED) == before + MINOR
    assert [each["mt"] for each in told(network, credit, STRANGER)] == ["740", "742", "756"]


def test_an_mt740_tells_what_the_issue_gave_and_an_mt759_what_has_no_message(
    network: Network,
) -> None:
    credit, terms = applied(
        network,
        "AB-9",
        reimbursing_bank=bank(STRANGER),
        confirmation="MAY ADD",
        confirming_bank=bank(NOMINATED),
    )
    clearing = Party(name="Straits Bank", bic=BICS[STRANGER])
    authority = fin(write_authority(replace(terms, reimbursing_bank=clearing)))
    early = network.refused(f"/credits/{credit}/messages", ISSUER, {"message": authority})
    assert [each["tag"] for each in early["values"]["findings"]] == ["20"]
    act(network, credit, ISSUER, fin(*write_credit(terms)))
    head = network.context.ledger.block_number()
    # a file sent on as the bank sent it: what the issue did already is not done again
    done = network.post(f"/credits/{credit}/messages", ISSUER, {"message": authority})
    assert (done["mt"], done["act"], done["receipt"]) == ("740", "authority to reimburse", None)
    more = network.refused(
        f"/credits/{credit}/messages", ISSUER, {"message": authority.replace("USD1", "USD2")}
    )
    assert [each["tag"] for each in more["values"]["findings"]] == ["32B"]
    assert network.context.ledger.block_number() == head
    declined = FreeMessage(
        reference="OURS9",
        related="AB-9",
        function=Function.INFORMATION,
        narrative="WE ARE NOT PREPARED TO ADD OUR CONFIRMATION",
    )
    done = act(network, credit, NOMINATED, written(declined, NOMINATED, ISSUER))
    assert done["act"] == "declination of the confirmation"
    assert network.get(f"/credits/{credit}", EXPORTER)["confirmation"] == "DECLINED"
    (told_,) = (each for each in told(network, credit, ISSUER) if each["mt"] == "759")
    assert "(UCP 600 ART. 8(D))" in told_["messages"][0]


def test_what_a_message_does_not_say_stands_beside_it(network: Network) -> None:
    availability = {"mode": "negotiation", "with_bank": "nominated_bank"}
    credit, terms = applied(network, "AB-7", availability=availability)
    path = f"/credits/{credit}/messages"
    pre_advice = write_preadvice(
        PreAdvice(
            credit_number="AB-7",
            pre_advised_on=TODAY,
            issuing_bank=terms.issuing_bank,
            applicant=terms.applicant,
            beneficiary=terms.beneficiary,
            amount=terms.amount,
            expiry=terms.expiry,
            availability=terms.availability,
            shipment=terms.shipment,
            goods=terms.goods,
        ),
        receiver=Party(name="Levante Bank", bic=BICS[NOMINATED]),
    )
    body: Json = {"message": fin(pre_advice)}
    assert network.refused(path, ISSUER, body)["fields"][0]["path"] == "issue_by"
    done = network.bind(path, ISSUER, body | {"issue_by": "2026-05-04"})
    assert done["act"] == "pre-advice"
    assert told(network, credit, ISSUER)[0]["messages"] == [fin(pre_advice)]
    network.bind(path, ISSUER, {"message": fin(*write_credit(terms))})
    drawing = delivered(network, credit, "AB-7")
    network.post(f"/presentations/{drawing}/examination", NOMINATED)
    offer = {"minimum_minor": MINOR - 900}
    network.post(f"/presentations/{drawing}/advance-offer", EXPORTER, offer)
    bought = Payment(
        reference=reference(drawing), related="AB-7", principal=Due(amount=DRAWN, day=TODAY)
    )
    body = {"message": written(bought, NOMINATED, ISSUER)}
    assert network.refused(path, NOMINATED, body)["fields"][0]["path"] == "advance_minor"
    done = network.post(path, NOMINATED, body | {"advance_minor": MINOR - 900})
    assert done["act"] == "negotiation"
    seen = network.get(f"/presentations/{drawing}", NOMINATED)
    assert seen["drawing"]["advanced"]["minor"] == MINOR - 900
    # the price is between the bank and the beneficiary
    assert str(MINOR - 900)[:-2] not in told(network, credit, ISSUER)[-1]["messages"][0]


def test_a_bank_undertakes_by_an_mt754_and_the_ledger_says_when(network: Network) -> None:
    availability = {
        "mode": "deferred",
        "with_bank": "nominated_bank",
        "tenor": {"days": 3, "after": "sight"},
    }
    credit, _ = issued(network, "AB-8", availability=availability)
    drawing = delivered(network, credit, "AB-8")
    network.post(f"/presentations/{drawing}/examination", NOMINATED)
    due = Payment(
        reference=reference(drawing), related="AB-8", principal=Due(amount=DRAWN, day=TODAY)
    )
    body = {"message": written(due, NOMINATED, ISSUER)}
    problem = network.refused(f"/credits/{credit}/messages", NOMINATED, body)
    assert problem["values"]["findings"][0]["tag"] == "32A"
    due = replace(due, principal=Due(amount=DRAWN))
    assert act(network, credit, NOMINATED, written(due, NOMINATED, ISSUER))["act"] == "undertaking"
    (advice,) = (each for each in told(network, credit, ISSUER) if each["mt"] == "754")
    day = network.get(f"/presentations/{drawing}", NOMINATED)["drawing"]["maturity_day"]
    assert f":32A:{day[2:4]}{day[5:7]}{day[8:]}USD100000,00" in advice["messages"][0]


def test_what_contradicts_the_record_changes_nothing(network: Network) -> None:
    credit, terms = issued(network, "AB-4")
    drawing = delivered(network, credit, "AB-4", on_board="2026-04-26")
    network.post(f"/presentations/{drawing}/forward", NOMINATED)
    network.bind(f"/presentations/{drawing}/examination", ISSUER)
    notice = written(
        Refusal(
            reference="REF1",
            related=reference(drawing),
            drawing=Due(amount=DRAWN, day=TODAY),
            discrepancies=("LATE SHIPMENT",),
            disposal=Disposal.RETURN,
        ),
        ISSUER,
        NOMINATED,
    )
    answer = Authority(
        reference="AB-4",
        related=reference(drawing),
        authorised=Authorised.SEE_72Z,
        advised_on=TODAY,
        total=DRAWN,
    )
    authority = written(answer, ISSUER, NOMINATED)
    free = FreeMessage(
        reference="X", related="AB-4", function=Function.INFORMATION, narrative="PLEASE WAIVE"
    )
    unpaid = ClaimRefused(
        reference="R1",
        related=reference(drawing),
        issuing_bank=ISSUING,
        credit_number="AB-4",
        claimed=Due(amount=DRAWN),
        reason="DUPL",
        disposal="RETD",
    )
    issue = fin(*write_credit(terms))
    gone = Acknowledgement(reference="A", related="AB-4", received_on=date(2026, 1, 1))
    claim = Acknowledgement(
        reference="A", related="AB-4", received_on=ISSUED, charges="/ADVCHG/USD50,"
    )
    cases: list[tuple[str, str, str, str, str]] = [
        ("another amount", ISSUER, notice.replace("USD100000,", "USD99999,"), "32A", "record"),
        ("another currency", ISSUER, notice.replace("USD100000,", "EUR100000,"), "32A", "record"),
        ("no presentation", ISSUER, notice.replace(reference(drawing), "BILL1"), "21", "record"),
        ("not found", ISSUER, notice.replace("LATE SHIPMENT", "STALE"), "77J", "art. 16(c)(ii)"),
        (
            "found twice",
            ISSUER,
            notice.replace("+LATE SHIPMENT", "+LATE SHIPMENT\r\n+LATE SHIPMENT"),
            "77J",
            "art. 16(c)(ii)",
        ),
        (
            "charges",
            ISSUER,
            notice.replace(":77J:", ":73A:/X/USD1,\r\n:33B:USD1,\r\n:77J:"),
            "73A",
            "act",
        ),
        ("another's notice", NOMINATED, notice, "block 1", "sender"),
        ("another receiver", ISSUER, notice.replace("LVNTINBB", "STRASGSG"), "block 2", "bank"),
        ("no such code", ISSUER, notice.replace("/RETURN/", "/KEEP/"), "77B", "codes"),
        ("authority to act", ISSUER, authority.replace("SEE72Z", "DEBIT"), "23", "act"),
        ("another credit", ISSUER, authority.replace(":20:AB-4", ":20:AB-5"), "20", "record"),
        ("free words", ISSUER, written(free, ISSUER, NOMINATED), "45D", "act"),
        ("not paid", ISSUER, written(unpaid, ISSUER, NOMINATED), "block 2", "act"),
        ("other terms", ISSUER, issue.replace("USD100000,", "USD100001,"), "32B", "record"),
        ("nothing of that day", NOMINATED, written(gone, NOMINATED, ISSUER), "30", "record"),
        ("charges of advice", NOMINATED, written(claim, NOMINATED, ISSUER), "71D", "act"),
        ("no message", ISSUER, "Gentlemen, we refuse.", "block 1", "envelope"),
    ]
    before = network.get(f"/presentations/{drawing}", EXPORTER)
    head = network.context.ledger.block_number()
    for what, sender, text, tag, rule in cases:
        answered = network.send(
            "POST", f"/credits/{credit}/messages", sender, json={"message": text}
        )
        problem = answered.json()
        assert answered.status_code == 422, (what, problem)
        first = problem["values"]["findings"][0]
        assert first["tag"] == tag, (what, problem)
        assert rule in first["rule"], (what, problem)
    assert network.context.ledger.block_number() == head
    assert network.get(f"/presentations/{drawing}", EXPORTER) == before
    # another's credit does not exist, whatever the message
    body = {"message": notice}
    assert network.send("POST", f"/credits/{credit}/messages", RIVAL, json=body).status_code in (
        403,
        404,
    )


def test_a_maker_prepares_by_message_and_a_checker_acts_by_it(network: Network) -> None:
    credit, terms = applied(network, "AB-6")
    body = {"message": fin(*write_credit(terms))}
    path = f"/credits/{credit}/messages"
    prepared = network.send("POST", path, ISSUER, user="maker", json=body)
    assert prepared.status_code == 202, prepared.text
    assert network.get(f"/credits/{credit}", IMPORTER)["state"] == "APPLIED"
    assert network.post(path, ISSUER, body)["act"] == "issue"
    # the same message again is the same act
    assert network.post(path, ISSUER, body)["receipt"] is None
