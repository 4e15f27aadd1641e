"""A transferred credit keeps apart who must not know of one another.

The applicant learns neither of the second beneficiary nor of its price; the second beneficiary
neither of the applicant nor of the original; one second beneficiary nothing of the other. Each is
tried by name, over every route that could tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from api.credit import passed_on
from api.ids import from_hex, text_bytes, to_hex
from dhow.ledger.bindings.values import CreditId
from tests.security.api.test_signed_past_the_interface import drafted, signed
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    RIVAL,
    STRANGER,
    Json,
    Network,
)
from tests.support.transferred import (
    GROWER,
    PACKER,
    SHARE,
    SOLD,
    WHOLE,
    asked,
    delivered,
    open_with_suppliers,
    own_invoice,
    shipped,
    transferable,
    transferred,
    usd,
)

NUMBER = "TS-1"
LESSER = 3_000_000


@dataclass
class Sale:
    """A credit in two parts; the grower presented under its own, and the trader its difference."""

    network: Network
    credit: str
    growers: str
    packers: str
    papers: list[str]
    first: str
    own: str
    invoice: str


@pytest.fixture(scope="module")
def sale() -> Iterator[Sale]:
    with open_with_suppliers() as network:
        credit = transferable(network, NUMBER)
        growers = transferred(network, credit, GROWER, "TS-11")
        packers = transferred(network, credit, PACKER, "TS-12", minor=LESSER)
        network.at(2026, 4, 22, 5)
        papers = shipped(network, NUMBER, GROWER)
        first = delivered(network, growers, GROWER, papers)
        invoice = own_invoice(network, NUMBER)
        own = delivered(network, credit, EXPORTER, [invoice], SOLD - SHARE)
        yield Sale(network, credit, growers, packers, papers, first, own, invoice)


def answers(network: Network, organisation: str, credits: tuple[str, ...]) -> str:
    """Everything an organisation is told, over every list and every route of its credits."""
    told = [
        network.send("GET", path, organisation).text
        for path in ("/credits", "/documents", "/assignments", "/events?limit=200")
    ]
    for credit in credits:
        for route in (
            "",
            "/presentations",
            "/amendments",
            "/transfers",
            "/assignments",
            "/messages",
        ):
            response = network.send("GET", f"/credits/{credit}{route}", organisation)
            assert response.status_code == 200, (route, response.text)
            told.append(response.text)
    return "\n".join(told)


def test_the_applicant_looks_for_the_second_beneficiary(sale: Sale) -> None:
    """UCP 600 art. 38(h) is there so that it does not find it, nor what it is paid."""
    told = answers(sale.network, IMPORTER, (sale.credit,))
    for secret in (GROWER, PACKER, sale.growers, sale.packers, sale.first, *sale.papers):
        assert secret not in told, secret
    seen = sale.network.get(f"/credits/{sale.credit}", IMPORTER)
    # what was transferred, and what was presented and not taken up, is none of its business
    assert seen["available"] == usd(WHOLE)
    assert sale.network.get(f"/credits/{sale.credit}/transfers", IMPORTER) == []
    for path in (f"/credits/{sale.growers}", f"/presentations/{sale.first}"):
        assert sale.network.send("GET", path, IMPORTER).status_code == 404


def test_the_second_beneficiary_looks_for_the_buyer_and_its_price(sale: Sale) -> None:
    told = answers(sale.network, GROWER, (sale.growers,))
    for secret in (IMPORTER, sale.credit, sale.own, sale.invoice, str(WHOLE), str(SOLD)):
        assert secret not in told, secret
    part = sale.network.get(f"/credits/{sale.growers}", GROWER)
    assert (part["original"], part["transferred_by"]) == (None, NOMINATED)
    assert part["terms"]["applicant"]["lei"] == EXPORTER
    assert sale.network.get(f"/presentations/{sale.first}", GROWER)["substitution"] is None
    for path in (f"/credits/{sale.credit}", f"/presentations/{sale.own}"):
        assert sale.network.send("GET", path, GROWER).status_code == 404


def test_one_second_beneficiary_looks_for_the_other(sale: Sale) -> None:
    told = answers(sale.network, PACKER, (sale.packers,))
    for secret in (GROWER, sale.growers, sale.first, *sale.papers, sale.credit, IMPORTER):
        assert secret not in told, secret
    assert sale.network.send("GET", f"/credits/{sale.growers}", PACKER).status_code == 404


def test_the_first_beneficiary_reads_the_second_s_documents(sale: Sale) -> None:
    """It sees that they were presented and for how much, so as to invoice; not what they are."""
    seen = sale.network.get(f"/presentations/{sale.first}", EXPORTER)
    assert (seen["amount"], seen["documents"], seen["examination"]) == (usd(SHARE), [], None)
    for paper in sale.papers:
        assert sale.network.send("GET", f"/documents/{paper}", EXPORTER).status_code == 404


def test_the_issuing_bank_is_told_nothing_before_the_documents_come(sale: Sale) -> None:
    path = f"/presentations/{sale.first}"
    assert sale.network.send("GET", path, ISSUER).status_code == 404
    made = sale.network.get(f"/credits/{sale.credit}/transfers", ISSUER)
    assert [each["state"] for each in made] == ["TRANSFERRED", "TRANSFERRED"]


@pytest.mark.parametrize("organisation", [STRANGER, RIVAL])
def test_a_stranger_finds_neither_original_nor_part(sale: Sale, organisation: str) -> None:
    for credit in (sale.credit, sale.growers):
        for route in ("", "/transfers", "/assignments"):
            path = f"/credits/{credit}{route}"
            assert sale.network.send("GET", path, organisation).status_code == 404


def test_another_substitutes_its_invoice(sale: Sale) -> None:
    """Neither the second beneficiary, nor another's invoice, nor another's drawing."""
    path = f"/presentations/{sale.first}/substitution"
    given = {"invoice": sale.papers[0], "drawing": None}
    assert sale.network.refused(path, GROWER, given)["status"] == 409
    foreign = sale.network.refused(path, EXPORTER, given)
    assert (foreign["status"], foreign["fields"][0]["path"]) == (422, "invoice")
    strange = {"invoice": sale.invoice, "drawing": sale.first}
    assert sale.network.refused(path, EXPORTER, strange)["status"] == 409
    assert sale.network.get(f"/presentations/{sale.first}", EXPORTER)["substitution"]["state"] == (
        "NONE"
    )


def test_another_asks_transfers_gives_back_or_lets_pass_on(sale: Sale) -> None:
    """The applicant, a second beneficiary and the issuing bank each try what is not theirs."""
    network, original = sale.network, f"/credits/{sale.credit}"
    number = network.post(f"{original}/transfers", EXPORTER, asked(PACKER, 100_000))["number"]
    said = {"amendment": shorter(NUMBER, "2026-05-15")}
    head = network.context.ledger.block_number()
    for organisation, path, body in (
        (GROWER, f"{original}/transfers", asked(PACKER, 1)),
        (IMPORTER, f"{original}/transfers", asked(GROWER, 1)),
        (ISSUER, f"{original}/transfers/{number}/consent", {"reference": "X"}),
        (PACKER, f"{original}/transfers/{number}/withdrawal", None),
        (EXPORTER, f"/credits/{sale.growers}/transfer-return", None),
        (PACKER, f"/credits/{sale.growers}/transfer-return", None),
        (GROWER, f"/credits/{sale.growers}/amendments/1/passing-on", said),
    ):
        assert network.refused(path, organisation, body)["status"] in (403, 404, 409), path
    assert network.context.ledger.block_number() == head


def shorter(credit: str, day: str, number: int = 1) -> Json:
    """The words of an amendment that sets an earlier expiry."""
    return {
        "credit_number": credit,
        "number": number,
        "issued_on": "2026-04-22",
        "changes": [{"path": "expiry.day", "action": "set", "value": day}],
    }


def test_bank_issues_other_words_than_the_trader_let_pass(sale: Sale) -> None:
    """UCP 600 art. 38(e): asked for each, it says yes to words, and not to a number."""
    network = sale.network
    credit = transferable(network, "TS-7")
    part = transferred(network, credit, GROWER, "TS-71", amendments="ask_first")
    path = f"/credits/{part}/amendments"
    shown, other = shorter("TS-7", "2026-05-20"), shorter("TS-7", "2026-05-02")
    allowed = network.post(f"{path}/1/passing-on", EXPORTER, {"amendment": shown})
    again = network.post(f"{path}/1/passing-on", EXPORTER, {"amendment": shown})
    assert allowed["receipt"] is not None
    assert (again["text_hash"], again["receipt"]) == (allowed["text_hash"], None)
    network.send("POST", path, ISSUER, user="maker", json={"amendment": other})
    refused = network.refused(path, ISSUER, {"amendment": other})
    assert (refused["status"], refused["rule"]) == (409, "UCP 600 art. 38(e), 38(f)")
    # what the bank meant to issue is what it asks; the second beneficiary hears nothing of it
    for organisation in (EXPORTER, NOMINATED, ISSUER):
        (found,) = network.get(f"/credits/{part}/passing-on", organisation)
        assert (found["number"], found["amendment"]) == (1, other | {"cancels": False})
        assert found["allowed"] is False
    assert network.get(f"/credits/{part}/passing-on", GROWER) == []
    assert network.get(f"/credits/{part}/amendments", GROWER) == []
    network.send("POST", path, ISSUER, user="maker", json={"amendment": shown})
    assert network.get(f"/credits/{part}/passing-on", EXPORTER)[0]["allowed"] is True
    assert network.bind(path, ISSUER, {"amendment": shown})["text_hash"] == allowed["text_hash"]
    assert network.get(f"/credits/{part}/passing-on", EXPORTER) == []
    # issued: what is allowed now comes too late, and so does another text
    assert network.post(f"{path}/1/passing-on", EXPORTER, {"amendment": shown})["receipt"] is None
    late = network.refused(f"{path}/1/passing-on", EXPORTER, {"amendment": other})
    assert (late["status"], late["type"][17:]) == (409, "amendment-issued")
    wrong = network.refused(f"{path}/2/passing-on", EXPORTER, {"amendment": shown})
    assert (wrong["status"], wrong["fields"][0]["path"]) == (422, "amendment.number")


def test_a_transfer_asked_for_before_an_amendment_is_granted_after_it(sale: Sale) -> None:
    """The bank's consent is to what the credit allows then: less than what was asked for."""
    network = sale.network
    credit = transferable(network, "TS-2")
    path = f"/credits/{credit}"
    network.post(f"{path}/transfers", EXPORTER, asked(GROWER))
    said = {"amendment": shorter("TS-2", "2026-05-15")}
    network.bind(f"{path}/amendments", ISSUER, said)
    network.post(f"{path}/amendments/1/advice", NOMINATED)
    network.post(f"{path}/amendments/1/answer", EXPORTER, {"accepts": True})
    refused = network.refused(f"{path}/transfers/1/consent", NOMINATED, {"reference": "TS-21"})
    assert (refused["status"], refused["rule"]) == (409, "UCP 600 art. 38(g)")
    assert network.get(path, EXPORTER)["available"] == usd(WHOLE)


def test_two_parts_together_ask_for_more_than_there_is(sale: Sale) -> None:
    network = sale.network
    credit = transferable(network, "TS-3")
    transferred(network, credit, GROWER, "TS-31", minor=SOLD)
    over = network.refused(f"/credits/{credit}/transfers", EXPORTER, asked(PACKER, SOLD))
    assert (over["status"], over["fields"][0]["path"]) == (422, "transfer.amount")
    # both asked for before either was granted: the ledger sets aside what is there once
    other = transferable(network, "TS-4")
    path = f"/credits/{other}/transfers"
    for to in (GROWER, PACKER):
        network.post(path, EXPORTER, asked(to, SOLD))
    network.post(f"{path}/1/consent", NOMINATED, {"reference": "TS-41"})
    late = network.refused(f"{path}/2/consent", NOMINATED, {"reference": "TS-42"})
    assert late["status"] == 409
    assert network.get(f"/credits/{other}", EXPORTER)["available"] == usd(WHOLE - SOLD)


def test_a_credit_that_does_not_say_transferable_is_not_transferred(sale: Sale) -> None:
    """F12: the word must stand in the credit."""
    network = sale.network
    credit = transferable(network, "TS-5", form="IRREVOCABLE")
    refused = network.refused(f"/credits/{credit}/transfers", EXPORTER, asked(GROWER))
    assert (refused["status"], refused["rule"]) == (422, "UCP 600 art. 38(b)")


def test_a_part_in_the_words_of_a_kinder_request(sale: Sale) -> None:
    """Trader and bank draft one part here and sign another: it is told by no words at all."""
    network, context = sale.network, sale.network.context
    credit = transferable(network, "TS-6")
    path = f"/credits/{credit}/transfers"
    network.post(path, EXPORTER, asked(GROWER))
    assert drafted(network, f"{path}/1/consent", NOMINATED, {"reference": "TS-61"}) == 200
    with context.store.read() as work:
        meant = passed_on.transfers(work, credit)[1].asked
    ledger, of = context.contracts.credit_transfers, CreditId(from_hex(credit))
    less = replace(meant, amount_minor=1_000_000)  # the words, and their hash, say five times that
    signed(network, ledger.request_transfer(credit=of, number=2, asked=less), EXPORTER)
    own_reference = text_bytes("TS-61", 16)
    granted = ledger.transfer(credit=of, number=2, own_reference=own_reference)
    part = to_hex(signed(network, granted, NOMINATED))
    seen = network.get(f"/credits/{part}", GROWER)
    assert (seen["terms"], seen["amount"]) == (None, usd(1_000_000))
    assert "of the amount; they are not the credit" in seen["warnings"][0]
    honest = network.get(f"/credits/{sale.growers}", GROWER)
    assert (honest["terms"]["amount"], honest["warnings"]) == (usd(SHARE), [])
    refused = network.refused(f"/credits/{part}/advise", NOMINATED)
    assert (refused["status"], refused["type"][17:]) == (409, "words-differ")
