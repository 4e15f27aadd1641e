"""A trader sells on what two suppliers ship: the credit is transferred to them in parts.

UCP 600 art. 38, from the request to the last payment; the first beneficiary's invoice goes on in
the place of the second's, or its right is lost.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from dhow.trade.credit import Terms
from dhow.trade.members import Party
from dhow.trade.swift.mapping import write_credit
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    Network,
    party,
    terms,
)
from tests.support.banks_writing import BICS, fin
from tests.support.transferred import (
    GROWER,
    PACKER,
    SENT,
    SHARE,
    SOLD,
    WHOLE,
    asked,
    balance,
    certified,
    delivered,
    open_with_suppliers,
    own_invoice,
    paid,
    shipped,
    transferable,
    transferred,
    usd,
)

LESSER = 3_000_000


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_with_suppliers() as opened:
        opened.post("/money/USD/allowances", ISSUER, {"contract": "credit", "minor": 10 * WHOLE})
        yield opened


def test_what_the_bank_consents_to_is_a_credit_of_its_own(network: Network) -> None:
    credit = transferable(network, "TR-1")
    path = f"/credits/{credit}/transfers"
    first = network.post(path, EXPORTER, asked(GROWER))
    assert (first["number"], first["state"], first["transferred"]) == (1, "REQUESTED", None)
    assert network.post(path, EXPORTER, asked(GROWER))["receipt"] is None  # asked for again
    # nothing is owed to anybody before the bank consents; and no bank need (art. 38(a))
    assert network.get(f"/credits/{credit}", EXPORTER)["available"] == usd(WHOLE)
    assert network.refused(f"{path}/1/consent", ISSUER, {"reference": "P"})["status"] == 403
    given = network.post(f"{path}/1/consent", NOMINATED, {"reference": "PART-1"})
    assert network.post(f"{path}/1/consent", NOMINATED, {"reference": "PART-1"})["receipt"] is None
    part = network.get(f"/credits/{given['transferred']}", GROWER)
    assert (part["beneficiary"], part["applicant"], part["amount"]) == (
        GROWER,
        EXPORTER,
        usd(SHARE),
    )
    assert (part["transferable"], part["transferred_by"], part["expiry_day"]) == (
        False,
        NOMINATED,
        "2026-05-22",
    )
    assert network.get(f"/credits/{credit}", EXPORTER)["available"] == usd(WHOLE - SHARE)
    # the issuing bank issued the original, and no message says that it issued the part
    assert network.get(f"/credits/{part['id']}/messages", NOMINATED) == []
    # F13: once only
    again = network.refused(f"/credits/{given['transferred']}/transfers", GROWER, asked(PACKER))
    assert (again["status"], again["rule"]) == (422, "UCP 600 art. 38(b)")
    back = network.post(f"/credits/{given['transferred']}/transfer-return", GROWER)
    assert back["state"] == "CANCELLED"
    assert network.get(f"/credits/{credit}", EXPORTER)["available"] == usd(WHOLE)
    assert network.get(path, EXPORTER)[0]["state"] == "CLOSED"
    waiting = network.post(path, EXPORTER, asked(PACKER))["number"]
    withdrawn = network.post(f"{path}/{waiting}/withdrawal", EXPORTER)
    assert withdrawn["state"] == "WITHDRAWN"
    late = network.refused(f"{path}/{waiting}/consent", NOMINATED, {"reference": "PART-2"})
    assert late["status"] == 409


def test_an_mt720_is_the_banks_consent_and_is_written_of_it(network: Network) -> None:
    """The second beneficiary's bank is none of the ledger's; its message is made for it."""
    banks = {code: {**party(code), "bic": BICS[code]} for code in (ISSUER, NOMINATED)}
    named = {"issuing_bank": banks[ISSUER], "nominated_bank": banks[NOMINATED]}
    credit = transferable(network, "TR-720", **named)
    konkan = {"name": "Konkan Bank", "country": "IN", "bic": "KNKNINBBXXX"}
    path = f"/credits/{credit}"
    wish = network.post(f"{path}/transfers", EXPORTER, asked(GROWER, advise_through=konkan))
    issued = datetime.fromisoformat(network.get(path, EXPORTER)["issued_at"])
    advising = Party.from_json(banks[NOMINATED])
    terms = replace(Terms.from_json(wish["terms"]), issued_on=issued.date(), advising_bank=advising)
    text = fin(
        *write_credit(
            terms,
            mt="720",
            sender=advising,
            receiver=Party.from_json(konkan),
            confirmed=False,
            reference="PART-720",
        )
    )
    for wrong in (text.replace("USD50000,", "USD50001,"), text.replace("KNKNINBB", "STRASGSG")):
        problem = network.refused(f"{path}/messages", NOMINATED, {"message": wrong})
        assert [each["tag"] for each in problem["values"]["findings"]] == [
            "32B" if "USD50001," in wrong else "block 2"
        ]
    assert network.get(f"{path}/transfers", EXPORTER)[0]["state"] == "REQUESTED"
    done = network.post(f"{path}/messages", NOMINATED, {"message": text})
    assert (done["act"], done["transfer"], done["amendment"]) == ("transfer", 1, None)
    (made,) = network.get(f"{path}/transfers", EXPORTER)
    assert made["state"] == "TRANSFERRED"
    told = network.get(f"/credits/{made['transferred']}/messages", NOMINATED)
    assert [(each["mt"], each["messages"]) for each in told] == [("720", [text])]
    assert told[0]["receiver"] == "Konkan Bank"
    assert network.get(f"/credits/{made['transferred']}/messages", ISSUER) == []
    again = network.post(f"{path}/messages", NOMINATED, {"message": text})
    assert (again["transfer"], again["receipt"]) == (1, None)


@pytest.mark.parametrize(
    ("changed", "field", "rule"),
    [
        ({"amount": usd(WHOLE + 1)}, "transfer.amount", "38(g)"),
        ({"expiry": "2026-06-30"}, "transfer.expiry", "38(g)"),
        ({"latest_shipment": "2026-05-30"}, "transfer.shipment", "38(g)"),
        ({"presentation_days": 40}, "transfer.presentation_days", "38(g)"),
        ({"presentation_days": 0}, "transfer.presentation_days", "38(g)"),
        ({"amount": {"currency": "EUR", "minor": 1}}, "transfer.amount", "38(g)"),
        ({"credit_number": "OTHER"}, "transfer.credit_number", "38(b)"),
        ({"second_beneficiary": {"name": "Nobody"}}, "transfer.second_beneficiary.lei", ""),
        ({"goods": "OTHER"}, "transfer.goods", ""),
    ],
    ids=[
        "amount",
        "expiry",
        "shipment",
        "period",
        "no days",
        "currency",
        "number",
        "nobody",
        "goods",
    ],
)
def test_f14_nothing_but_the_reducible_set(
    network: Network, changed: dict[str, object], field: str, rule: str
) -> None:
    credit = network.get("/credits", EXPORTER)[0]["id"]
    known = network.get(f"/credits/{credit}/transfers", EXPORTER)
    body = asked(GROWER, **changed) if "amount" not in changed else asked(GROWER)
    body["transfer"] |= changed
    refused = network.refused(f"/credits/{credit}/transfers", EXPORTER, body)
    assert (refused["status"], refused["fields"][0]["path"]) == (422, field), refused
    assert rule in refused.get("rule", "")
    assert network.get(f"/credits/{credit}/transfers", EXPORTER) == known


def test_f18_an_amendment_is_each_second_beneficiarys_own(network: Network) -> None:
    """Passed on as the first beneficiary lets it be, and never beyond the original."""
    credit = transferable(network, "TR-2")
    part = transferred(network, credit, GROWER, "PART-21")
    other = transferred(network, credit, PACKER, "PART-22", minor=LESSER, amendments="ask_first")
    earlier = {
        "amendment": {
            "credit_number": "TR-2",
            "number": 1,
            "issued_on": "2026-04-10",
            "changes": [{"path": "expiry.day", "action": "set", "value": "2026-05-20"}],
        }
    }
    network.bind(f"/credits/{part}/amendments", ISSUER, earlier)
    accepted = network.post(f"/credits/{part}/amendments/1/answer", GROWER, {"accepts": True})
    assert accepted["state"] == "ACCEPTED"
    assert network.get(f"/credits/{part}", GROWER)["expiry_day"] == "2026-05-20"
    assert network.get(f"/credits/{other}", PACKER)["expiry_day"] == "2026-05-22"
    assert network.get(f"/credits/{credit}", EXPORTER)["expiry_day"] == "2026-05-29"
    # the packer's is passed on only after the trader said so
    response = network.send(
        "POST", f"/credits/{other}/amendments", ISSUER, user="maker", json=earlier
    )
    assert response.status_code in (202, 409)
    assert network.refused(f"/credits/{other}/amendments", ISSUER, earlier)["status"] == 409
    network.post(f"/credits/{other}/amendments/1/passing-on", EXPORTER, earlier)
    assert network.bind(f"/credits/{other}/amendments", ISSUER, earlier)["state"] == "PENDING"
    # neither beyond the original
    beyond = {"amendment": earlier["amendment"] | {"number": 2}}
    beyond["amendment"]["changes"] = [
        {"path": "expiry.day", "action": "set", "value": "2026-06-20"}
    ]
    refused = network.refused(f"/credits/{part}/amendments", ISSUER, beyond)
    assert (refused["status"], refused["rule"]) == (422, "UCP 600 art. 38(g)")


def test_the_whole_trade_from_two_suppliers_to_one_buyer(network: Network) -> None:
    """F16, F17: one invoice is put in the supplier's place, the other's right is lost.

    What the supplier certified goes on under the trader's name as it is (art. 38(h)).
    """
    sent = {"kind": "beneficiary_certificate", "states": [SENT]}
    documents = [*terms("TR-3", WHOLE)["documents"], sent]
    credit = transferable(network, "TR-3", documents=documents)
    growers = transferred(network, credit, GROWER, "PART-31")
    packers = transferred(network, credit, PACKER, "PART-32", minor=LESSER)
    network.at(2026, 4, 22, 5)
    goods = {
        each: [*shipped(network, "TR-3", each, minor), certified(network, "TR-3", each)]
        for each, minor in ((GROWER, SHARE), (PACKER, LESSER))
    }
    body = {"bank": ISSUER, "amount": usd(SHARE), "documents": goods[GROWER]}
    elsewhere = network.refused(f"/credits/{growers}/presentations", GROWER, body)
    assert (elsewhere["status"], elsewhere["rule"]) == (409, "UCP 600 art. 38(k)")
    first = delivered(network, growers, GROWER, goods[GROWER])
    second = delivered(network, packers, PACKER, goods[PACKER], LESSER)
    # the bank sends nothing on before it has asked for the trader's invoices
    early = network.refused(f"/presentations/{first}/forward", NOMINATED)
    assert (early["type"], early["rule"]) == (
        "urn:dhow:problem:invoice-awaited",
        "UCP 600 art. 38(h), 38(i)",
    )
    for each in (first, second):
        demanded = network.post(f"/presentations/{each}/substitution-demand", NOMINATED)
        assert demanded["state"] == "DEMANDED"
    invoice = own_invoice(network, "TR-3")
    own = delivered(network, credit, EXPORTER, [invoice], SOLD - SHARE)
    path = f"/presentations/{first}/substitution"
    # an invoice above the supplier's drawing, of which nothing draws the difference
    lost = network.refused(path, EXPORTER, {"invoice": invoice})
    assert (lost["status"], lost["fields"][0]["path"]) == (422, "drawing")
    assert "the difference is yours to draw" in lost["detail"]
    # yen are not held against cents, nor is a drawing in dollars told in yen
    lost = network.refused(
        path, EXPORTER, {"invoice": own_invoice(network, "TR-3", SHARE, "Y", currency="JPY")}
    )
    assert f"JPY {SHARE:,} and the second beneficiary draws USD 50,000.00" in lost["detail"]
    given = {"invoice": invoice, "drawing": own}
    assert network.post(path, EXPORTER, given)["state"] == "SUBSTITUTED"
    assert network.post(path, EXPORTER, given)["receipt"] is None  # asked again, done already
    # another request is no repetition
    other = network.refused(path, EXPORTER, {"invoice": invoice, "drawing": None})
    assert (other["status"], other["type"]) == (409, "urn:dhow:problem:substituted-otherwise")
    assert own in other["detail"]
    assert network.refused(f"/presentations/{second}/as-received", NOMINATED)["status"] == 409
    before = {each: balance(network, each) for each in (GROWER, PACKER, EXPORTER, ISSUER)}
    paid(network, first)
    paid(network, own)
    network.at(2026, 4, 24, 9)
    assert network.post(f"/presentations/{second}/as-received", NOMINATED)["state"] == "AS_RECEIVED"
    late = network.refused(f"/presentations/{second}/substitution", EXPORTER, {"invoice": invoice})
    assert late["status"] == 409
    paid(network, second)
    moved = {each: balance(network, each) - before[each] for each in before}
    assert moved == {
        GROWER: SHARE,
        PACKER: LESSER,
        EXPORTER: SOLD - SHARE,
        ISSUER: -(SOLD + LESSER),
    }
    # what the buyer has: both bills of lading, the trader's invoice, and the one taken as received
    has = {each["hash"] for each in network.get("/documents", IMPORTER)}
    assert has >= {goods[GROWER][1], goods[PACKER][1], invoice, goods[PACKER][0]}
    assert goods[GROWER][0] not in has
    # and the drawing as one, by its invoice: the trader's margin is told neither here nor by events
    assert network.get(f"/presentations/{own}", IMPORTER)["amount"] == usd(SOLD)
    assert own not in network.send("GET", "/events?limit=200", IMPORTER).text
    assert first not in network.send("GET", "/events?limit=200", IMPORTER).text
    seen = network.get(f"/credits/{credit}", EXPORTER)
    assert (seen["drawn"], seen["available"]) == (
        usd(SOLD + LESSER),
        usd(WHOLE - SOLD - LESSER),
    )
