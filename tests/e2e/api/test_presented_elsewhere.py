"""The same documents under two credits: each bank hears of the other set, and nobody else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, event

from api.acts import act_hash
from api.ids import from_hex, org_bytes, to_hex
from dhow.ledger.bindings.values import (
    CreditId,
    Disposal,
    DocumentHash,
    DocumentKind,
    OrgId,
    PresentationId,
)
from dhow.ledger.types import Act, Receipt
from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    confirmed_credit,
    issued_credit,
    open_network,
    party,
    presented,
    presented_to_nominated,
    registered_documents,
    salt,
    terms,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 4, 27, 7)
        yield opened


def retyped(network: Network, number: str, of: str) -> list[str]:
    """The documents of one credit once more, as other records that name another credit."""
    changed = {"credit_number": number, "salt": salt(number, "retyped")}
    return registered_documents(
        network,
        number,
        (EXPORTER, {**commercial_invoice(of), **changed}),
        (CARRIER, {**bill_of_lading(of), **changed}),
    )


def told(network: Network, presentation: str, reader: str) -> list[Json]:
    found: list[Json] = network.get(f"/presentations/{presentation}", reader)["sightings"]
    return found


def test_both_banks_hear_of_one_cargo_under_two_credits_and_nobody_else_does(
    network: Network,
) -> None:
    first, second = issued_credit(network, "LC-A"), issued_credit(network, "LC-B")
    earlier = presented(network, first, registered_documents(network, "LC-A"))
    assert told(network, earlier, ISSUER) == []
    network.bind(f"/presentations/{earlier}/examination", ISSUER)
    network.bind(f"/presentations/{earlier}/honour", ISSUER)
    later = presented(network, second, retyped(network, "LC-B", of="LC-A"))

    for reader in (NOMINATED, ISSUER):
        seen = {each["match"]: each for each in told(network, later, reader)}
        assert set(seen) == {"INVOICE", "TRANSPORT_DOCUMENT"}
        for each in seen.values():
            assert (each["under"], each["standing"]) == ("ANOTHER_CREDIT", "TAKEN_UP")
            assert each["earlier"] is True
            assert "before" in each["words"]
            assert first not in str(each)
        late = told(network, earlier, reader)
        assert {each["match"] for each in late} == set(seen)
        assert not any(each["earlier"] for each in late)
    for reader, one in ((EXPORTER, earlier), (EXPORTER, later), (IMPORTER, earlier)):
        assert told(network, one, reader) == []

    # the documents comply by themselves: what was seen elsewhere is no discrepancy
    examined = network.bind(f"/presentations/{later}/examination", ISSUER)
    assert examined["examination"]["findings"] == []
    assert len(examined["sightings"]) == 2


def test_what_is_put_right_and_presented_again_is_not_held_against_the_presenter(
    network: Network,
) -> None:
    number = "LC-CURED"
    credit = issued_credit(network, number)
    invoice, bill = registered_documents(
        network, number, (EXPORTER, commercial_invoice(number)), (CARRIER, bill_of_lading(number))
    )
    wrong = registered_documents(
        network,
        number,
        (EXPORTER, {**commercial_invoice(number, goods="FROZEN SHRIMP"), "number": "INV-WRONG"}),
    )
    refused = presented(network, credit, [*wrong, bill])
    assert told(network, refused, ISSUER) == []
    network.bind(f"/presentations/{refused}/examination", ISSUER)
    network.bind(f"/presentations/{refused}/refusal", ISSUER, {"disposal": "RETURNING"})
    cured = presented(network, credit, [invoice, bill])
    assert told(network, cured, ISSUER) == []


def test_a_bank_hears_that_an_invoice_it_holds_was_financed(network: Network) -> None:
    number = "LC-FINANCED"
    invoice = {
        "number": f"INV-{number}",
        "issue_date": "2026-04-18",
        "currency": "USD",
        "seller": party(EXPORTER),
        "buyer": party(IMPORTER),
        "total_minor": 10_000_000,
    }
    registered = network.post("/invoices", EXPORTER, invoice)["fingerprint"]
    credit = issued_credit(network, number)
    presentation = presented(network, credit, registered_documents(network, number))
    (seen,) = told(network, presentation, NOMINATED)
    assert (seen["under"], seen["standing"], seen["earlier"]) == (
        "INVOICE_REGISTRY",
        "REGISTERED",
        True,
    )
    network.post(f"/invoices/{registered}/cancellation", EXPORTER, {"reason": "CORRECTED"})
    assert told(network, presentation, NOMINATED) == []
    assert FINANCIER not in str(seen)


@pytest.mark.parametrize("under_another", [True, False])
def test_a_bill_of_lading_that_a_bank_has_is_not_presented_a_second_time(
    network: Network, under_another: bool
) -> None:
    number, other = f"LC-BILL-{under_another:d}", f"LC-BILL-{under_another:d}-B"
    credit = partly(network, number)
    second = partly(network, other) if under_another else credit
    invoice, bill = registered_documents(
        network,
        number,
        (EXPORTER, commercial_invoice(number, minor=4_000_000)),
        (CARRIER, {**bill_of_lading(number), "credit_number": None}),
    )
    presented(network, credit, [invoice, bill], minor=4_000_000)
    (another,) = registered_documents(
        network,
        other,
        (EXPORTER, {**commercial_invoice(other, minor=4_000_000), "credit_number": None}),
    )
    again = presented(network, second, [another, bill], minor=4_000_000)

    examined = network.bind(f"/presentations/{again}/examination", ISSUER)
    (found,) = examined["examination"]["findings"]
    assert (found["code"], found["field"]) == ("CONTROL", "record.delivered_before")
    assert "17(a)" in found["article"]
    (seen,) = (each for each in examined["sightings"] if each["document"] == bill)
    assert seen["under"] == ("ANOTHER_CREDIT" if under_another else "THIS_CREDIT")


@pytest.mark.long
def test_of_two_presentations_in_one_block_the_later_one_in_it_has_the_second_hand_bill(
    network: Network,
) -> None:
    """Acts that come while a pass is under way go together in the next: into one block."""
    sender, key = network.context.sender, network.context.keys.user(EXPORTER, "checker")

    def sent(act: Act[Any]) -> Receipt[Any]:
        return sender.send(act, key, key=None, label=f"user {EXPORTER} checker")

    def present(credit: str, documents: list[str]) -> Act[bytes]:
        return network.context.contracts.credit_presentations.present(
            credit=CreditId(from_hex(credit)),
            bank=OrgId(org_bytes(ISSUER)),
            amount_minor=10_000_000,
            documents=[DocumentHash(from_hex(each)) for each in documents],
        )

    for attempt in range(10):
        number = f"LC-BLOCK-{attempt}"
        credits = [issued_credit(network, number + each) for each in "AB"]
        documents = registered_documents(network, number)
        others = [
            network.context.contracts.documents.register(
                document=DocumentHash(bytes([attempt + 1, each] * 16)), kind=DocumentKind(0)
            )
            for each in range(2)
        ]
        acts = [*others, *(present(credit, documents) for credit in credits)]
        with ThreadPoolExecutor(len(acts)) as threads:
            receipts = list(threads.map(sent, acts))[2:]
        if receipts[0].block_number == receipts[1].block_number:
            break
    assert receipts[0].block_number == receipts[1].block_number
    network.context.follower.caught_up_to(receipts[0].block_number, receipts[0].block_hash)
    codes, earlier = [], []
    for each in receipts:
        examined = network.bind(f"/presentations/{to_hex(each.result or b'')}/examination", ISSUER)
        codes.append("CONTROL" in [one["code"] for one in examined["examination"]["findings"]])
        earlier.append({one["earlier"] for one in examined["sightings"]})
    assert sorted(codes) == [False, True]
    assert earlier == [{each} for each in codes]


def test_a_copy_presented_by_who_was_let_see_it_does_not_spoil_the_original(
    network: Network,
) -> None:
    """A carrier lets a third exporter read the bill, which presents it for a cent of its own."""
    number, other = "LC-COPY", "LC-COPY-B"
    credit = partly(network, number)
    invoice, bill = registered_documents(
        network,
        number,
        (EXPORTER, commercial_invoice(number, minor=4_000_000)),
        (CARRIER, bill_of_lading(number)),
    )
    network.post(f"/documents/{bill}/grants", CARRIER, {"organisation": STRANGER})
    theirs = terms(other) | {"beneficiary": party(STRANGER)}
    asked = {"reference": other, "terms": theirs}
    second = network.post("/credits/applications", IMPORTER, asked)["id"]
    network.bind(f"/credits/{second}/issue", ISSUER, {"number": other})
    cent = {"currency": "USD", "minor": 1}
    copied = {"bank": NOMINATED, "amount": cent, "documents": [bill]}
    network.post(f"/credits/{second}/presentations", STRANGER, copied)
    presentation = presented(network, credit, [invoice, bill], minor=4_000_000)

    examined = network.bind(f"/presentations/{presentation}/examination", ISSUER)
    fields = [found["field"] for found in examined["examination"]["findings"]]
    assert "record.delivered_before" not in fields
    # the bank is told of it all the same
    assert "RECORD" in [each["match"] for each in examined["sightings"]]


def signed_by_issuer(network: Network, act: Act[Any]) -> None:
    """An act of the issuing bank by its own keys, past the examination that the API asks for."""
    prepared = network.context.contracts.members.prepare(from_hex(act_hash(act)))
    for signing, user in ((prepared, "maker"), (act, "checker")):
        key = network.context.keys.user(ISSUER, user)
        sent = network.context.sender.send(signing, key, key=None, label=f"user {ISSUER}")
        network.context.follower.caught_up_to(sent.block_number, sent.block_hash)


def found_discrepant(network: Network, presentation: str) -> None:
    """The issuing bank states a discrepancy that nobody else sees."""
    act = network.context.contracts.credit_presentations.examine
    of = PresentationId(from_hex(presentation))
    signed_by_issuer(
        network, act(presentation=of, complying=False, examination_hash=bytes([1] * 32))
    )


def refused(network: Network, presentation: str) -> None:
    """It refuses for that."""
    word = bytes([1] * 32)
    act = network.context.contracts.credit_presentations.refuse(
        presentation=PresentationId(from_hex(presentation)),
        discrepancies=[word],
        disposal=Disposal.RETURNING,
        notice_hash=word,
    )
    signed_by_issuer(network, act)


def bill_again(network: Network, number: str, bill: str) -> Json:
    """The very bill under another credit, as its bank finds it and what it is told."""
    credit = issued_credit(network, number)
    (invoice,) = registered_documents(network, number, (EXPORTER, commercial_invoice(number)))
    again = presented(network, credit, [invoice, bill])
    found: Json = network.bind(f"/presentations/{again}/examination", ISSUER)
    return found


def told_of_bill(examined: Json) -> tuple[bool, str]:
    """Whether it is no original any more, and where the other stands."""
    fields = [found["field"] for found in examined["examination"]["findings"]]
    (seen,) = (each for each in examined["sightings"] if each["match"] == "RECORD")
    return "record.delivered_before" in fields, seen["standing"]


@pytest.fixture(scope="module")
def funded(network: Network) -> Network:
    given = {"organisation": NOMINATED, "minor": 90_000_000, "reference": "PAYING"}
    network.post("/money/USD/issues", "OPERATOR", given, user="agent")
    network.post("/money/USD/allowances", NOMINATED, {"contract": "credit", "minor": 90_000_000})
    return network


def free_of_number(network: Network, number: str) -> list[str]:
    """Documents of a credit that do not name it, so that they would do under another."""
    unnumbered = {**bill_of_lading(number), "credit_number": None}
    return registered_documents(
        network, number, (EXPORTER, commercial_invoice(number)), (CARRIER, unnumbered)
    )


def test_what_a_bank_has_paid_on_stays_with_it_whoever_refuses(funded: Network) -> None:
    network, number = funded, "LC-PAID"
    credit = issued_credit(network, number)
    documents = free_of_number(network, number)
    first = presented_to_nominated(network, credit, documents)
    network.bind(f"/presentations/{first}/examination", NOMINATED)
    network.bind(f"/presentations/{first}/honour", NOMINATED)
    network.post(f"/presentations/{first}/forward", NOMINATED)
    found_discrepant(network, first)
    refused(network, first)
    assert network.get(f"/presentations/{first}", NOMINATED)["state"] == "REFUSED"

    assert told_of_bill(bill_again(network, "LC-PAID-B", documents[1])) == (True, "TAKEN_UP")


def test_what_a_confirming_bank_still_owes_on_is_not_given_back(funded: Network) -> None:
    network, number = funded, "LC-OWED"
    credit = confirmed_credit(network, number)
    documents = free_of_number(network, number)
    first = presented_to_nominated(network, credit, documents)
    network.bind(f"/presentations/{first}/examination", NOMINATED)
    network.at(2026, 5, 5, 7)  # it found them complying, sat, and is gone past
    network.post(f"/presentations/{first}/forward", EXPORTER)
    found_discrepant(network, first)
    network.bind(f"/presentations/{first}/waiver-enquiry", ISSUER)

    # what banks owe one another is not the applicant's to know (UCP 600 art. 4)
    bound = {
        reader: network.get(f"/presentations/{first}", reader)["handling"][
            "confirming_bank_still_bound"
        ]
        for reader in (NOMINATED, ISSUER, EXPORTER, IMPORTER)
    }
    assert bound == {NOMINATED: True, ISSUER: True, EXPORTER: True, IMPORTER: False}
    refused(network, first)
    examined = bill_again(network, "LC-OWED-B", documents[1])
    assert told_of_bill(examined) == (True, "STILL_OWED")
    network.post(f"/presentations/{first}/return", EXPORTER)
    (seen,) = (each for each in told(network, examined["id"], ISSUER) if each["match"] == "RECORD")
    assert seen["standing"] == "REFUSED"


def test_who_took_documents_up_presents_them_under_a_credit_of_its_own(network: Network) -> None:
    """Back to back: the buyer of one credit is the seller of another, of the same bill."""
    bought, sold = "LC-BUY", "LC-SELL"
    credits = []
    for number, minor, changed, applicant in (
        (bought, 8_000_000, {"applicant": party(STRANGER)}, STRANGER),
        (sold, 10_000_000, {"beneficiary": party(STRANGER)}, IMPORTER),
    ):
        asked = {"reference": number, "terms": terms(number, minor) | changed}
        credits.append(network.post("/credits/applications", applicant, asked)["id"])
        network.bind(f"/credits/{credits[-1]}/issue", ISSUER, {"number": number})
        network.post(f"/credits/{credits[-1]}/advise", NOMINATED)
    invoice = {**commercial_invoice(bought, 8_000_000), "buyer": party(STRANGER)}
    unnumbered = {**bill_of_lading(bought), "credit_number": None}
    documents = registered_documents(network, bought, (EXPORTER, invoice), (CARRIER, unnumbered))
    first = presented(network, credits[0], documents, 8_000_000)
    network.bind(f"/presentations/{first}/examination", ISSUER)
    own = {**commercial_invoice(sold), "issuer": party(STRANGER), "salt": salt(sold, "own")}
    (mine,) = registered_documents(network, sold, (STRANGER, own))
    given = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": [mine, documents[1]],
    }

    def second() -> bool:
        path = f"/credits/{credits[1]}/presentations"
        made = network.post(path, STRANGER, given)["id"]
        network.post(f"/presentations/{made}/forward", NOMINATED)
        return told_of_bill(network.bind(f"/presentations/{made}/examination", ISSUER))[0]

    network.bind(f"/presentations/{first}/honour", ISSUER)
    assert not second()


def partly(network: Network, number: str) -> str:
    """A credit that may be drawn in parts."""
    asked = terms(number)
    asked["shipment"]["partial_shipments"] = "ALLOWED"
    credit: str = network.post(
        "/credits/applications", IMPORTER, {"reference": number, "terms": asked}
    )["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    return credit


def statements(network: Network, path: str) -> tuple[int, list[Json]]:
    """How often the database is asked for one reading, and what it tells of the documents."""
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        seen = network.get(path, ISSUER)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return len(asked), seen["sightings"]


def test_drawings_of_a_cent_on_the_same_papers_make_no_reading_dear(network: Network) -> None:
    """However many: what stands alike is told once, and a credit is read once for all of them."""
    credit = partly(network, "P-60")
    documents = registered_documents(network, "P-60")
    first = drawn(network, credit, documents, 1_000_000)
    drawn(network, credit, documents, 1)
    path = f"/presentations/{first}"
    seen = statements(network, f"{path}?asked=1")
    for minor in (2, 3, 4, 5):
        drawn(network, credit, documents, minor)
    assert statements(network, f"{path}?asked=2") == seen
    assert len(seen[1]) == len(documents)


def drawn(network: Network, credit: str, documents: list[str], minor: int) -> str:
    """Presented to the issuing bank for so much."""
    body = {
        "bank": ISSUER,
        "amount": {"currency": "USD", "minor": minor},
        "documents": documents,
    }
    made: str = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    return made
