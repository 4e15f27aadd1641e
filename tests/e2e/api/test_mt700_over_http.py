"""An MT700 opens a credit: the terms that wrote it come back; what is wrong has tag and line."""

from collections.abc import Iterator
from typing import Any

import pytest

from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import diff
from dhow.trade.swift.mapping import write_credit
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Json,
    Network,
    open_network,
)
from tests.support.banks_writing import bank, fin, sayable

PATH = "/credits/applications/mt700"


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def whole(number: str, **changed: Any) -> Terms:
    """Terms of which an MT700 can say all."""
    said = {
        "tolerance": {"plus_percent": 5, "minus_percent": 5},
        "presentation_days": 15,
        "charges": "ALL CHARGES OUTSIDE THE UAE ARE FOR ACCOUNT OF BENEFICIARY",
        "conditions": ["DOCUMENTS TO BE PRESENTED IN ONE SET"],
        "confirmation": "CONFIRM",
        "confirming_bank": bank(NOMINATED),
    }
    return Terms.from_json(sayable(number, **said | changed))


def body(number: str, message: str, **more: Any) -> Json:
    return {"reference": number, "message": message, **more}


def test_an_mt700_opens_the_credit_that_wrote_it(network: Network) -> None:
    written = whole("MT-1")
    opened = network.post(PATH, IMPORTER, body("MT-1", fin(*write_credit(written))))
    assert diff(written, Terms.from_json(opened["terms"])) == ()
    assert (opened["state"], opened["beneficiary"], opened["confirmation"]) == (
        "APPLIED",
        EXPORTER,
        "ASKED",
    )
    issued = network.bind(f"/credits/{opened['id']}/issue", ISSUER, {"number": "MT-1"})
    assert issued["number"] == "MT-1"


def test_a_credit_longer_than_a_message_is_continued_in_mt701(network: Network) -> None:
    conditions = [f"CONDITION {n} OF THE CARRIAGE OF FRUIT IN COLD STORES" for n in range(120)]
    written = whole("MT-2", conditions=conditions)
    messages = write_credit(written)
    assert [each.mt for each in messages] == ["700", "701"]
    opened = network.post(PATH, IMPORTER, body("MT-2", fin(*messages)))
    assert diff(written, Terms.from_json(opened["terms"])) == ()
    problem = network.refused(PATH, IMPORTER, body("MT-2B", fin(*messages[:1])))
    assert (problem["status"], problem["values"]["findings"][0]["tag"]) == (422, "27")


LOST = {
    "issuing_place",
    "eucp_version",
    "electronic_formats",
    "electronic_place",
    "transferring_bank",
    "reimbursement",
}
"""What of the terms an MT700 has no field for (api/README.md)."""


def test_what_an_mt700_has_no_field_for_is_lost_and_nothing_else(network: Network) -> None:
    clearing = {"name": "Stranger", "country": "SG", "lei": STRANGER, "bic": "STRASGSG"}
    written = whole(
        "MT-3",
        rules="EUCP LATEST VERSION",
        eucp_version="2.1",
        electronic_formats=["PDF"],
        electronic_place="documents@levante.example",
        issuing_place="AEDXB",
        form="IRREVOCABLE TRANSFERABLE",
        transferring_bank=bank(NOMINATED),
        reimbursing_bank=clearing,
        reimbursement={"rules": "URR 725"},
    )
    given = body("MT-3", fin(*write_credit(written)), banks={"STRASGSG": STRANGER})
    read = Terms.from_json(network.post(PATH, IMPORTER, given)["terms"])
    assert {each.path.partition(".")[0] for each in diff(written, read)} == LOST


def test_what_the_message_cannot_say_is_asked_for(network: Network) -> None:
    text = fin(*write_credit(whole("MT-4")))
    unknown = text.replace("LVNTINBB", "NOBKDEFF").replace("Orchards", "Gardens")
    problem = network.refused(PATH, IMPORTER, body("MT-4", unknown))
    told = {(each["tag"], each["rule"]) for each in problem["values"]["findings"]}
    assert told == {("block 2", "party"), ("41a", "party"), ("58a", "party"), ("59", "party")}
    given = body("MT-4", unknown, banks={"NOBKDEFF": NOMINATED}, beneficiary=EXPORTER)
    opened = network.post(PATH, IMPORTER, given)
    assert (opened["nominated_bank"], opened["beneficiary"]) == (NOMINATED, EXPORTER)
    assert any("Gardens" in each for each in opened["warnings"])
    nobody = body("MT-4B", unknown, banks={"NOBKDEFF": "894500STRANGERSBANK0"})
    assert network.refused(PATH, IMPORTER, nobody)["status"] == 422


def test_a_banks_bic_is_not_lent_to_another(network: Network) -> None:
    """What the directory says of a BIC, no sender's list says otherwise."""
    lent = body("MT-5", fin(*write_credit(whole("MT-5"))), banks={"LVNTINBB": STRANGER})
    problem = network.refused(PATH, IMPORTER, lent)
    assert problem["status"] == 422
    assert NOMINATED in problem["detail"]


def _swapped(old: str, new: str) -> Any:
    return lambda text: text.replace(old, new)


DAMAGED = [
    ("a day that is none", _swapped(":31D:260529", ":31D:260231"), "31D", "T50"),
    ("no confirmation instruction", _swapped(":49:CONFIRM\r\n", ""), "49", "mandatory"),
    ("a place nobody knows", _swapped("MUMBAI", "NEVERLAND"), "31D", "place"),
    ("another's application", _swapped("Juice Works", "Wine Works"), "50", "applicant"),
    ("the issuing bank to confirm", _swapped(":58A:LVNTINBB", ":58A:CRKBAEAD"), "58a", None),
    ("a sign FIN does not have", _swapped("MANGOES", "MANGO\u00cbS"), "45A", None),
    ("a sign of another script", _swapped("MANGOES", "\u0906\u092e"), "block 4", "charset"),
    ("another message", _swapped("I700", "I799"), None, None),
    ("no message", lambda _: "Dear bank, please open a credit", "block 1", None),
]


@pytest.mark.parametrize(("what", "change", "tag", "rule"), DAMAGED, ids=[d[0] for d in DAMAGED])
def test_a_damaged_message_opens_nothing(
    network: Network, what: str, change: Any, tag: str | None, rule: str | None
) -> None:
    before = len(network.get("/credits", IMPORTER))
    head = network.context.ledger.block_number()
    text = change(fin(*write_credit(whole("MT-5"))))
    problem = network.refused(PATH, IMPORTER, body("MT-5", text))
    assert (problem["status"], problem["type"]) == (422, "urn:dhow:problem:message-refused"), what
    first = problem["values"]["findings"][0]
    assert first["line"] > 0, problem
    assert first["words"], problem
    assert tag in (None, first["tag"]), problem
    assert rule in (None, first["rule"]), problem
    assert len(network.get("/credits", IMPORTER)) == before
    assert network.context.ledger.block_number() == head


def test_the_message_that_applied_issues_the_credit(network: Network) -> None:
    """As a bank writes it: head offices with XXX, a place in words, 48 with the words after it."""
    text = fin(*write_credit(whole("MT-9")))
    for old, new in (
        (":41A:LVNTINBB", ":41A:LVNTINBBXXX"),
        (":58A:LVNTINBB", ":58A:LVNTINBBXXX"),
        ("MUMBAI\r\n:50", "INDIA\r\n:50"),
        (":48:015", ":48:015/AFTER DATE OF SHIPMENT"),
    ):
        assert old in text, (old, text)
        text = text.replace(old, new)
    places = {"INDIA": "INBOM"}
    opened = network.post(PATH, IMPORTER, body("MT-9", text, places=places))
    path = f"/credits/{opened['id']}/messages"
    other = {"message": text.replace(":48:015/", ":48:014/"), "places": places}
    found = network.refused(path, ISSUER, other)["values"]["findings"]
    assert [(each["tag"], each["rule"]) for each in found] == [("48", "record")]
    done = network.bind(path, ISSUER, {"message": text, "places": places})
    assert (done["mt"], done["act"]) == ("700", "issue")
