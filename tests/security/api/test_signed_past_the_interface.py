"""Parties that draft here and sign something else: what is hashed is not what is enforced."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from eth_utils.crypto import keccak
from sqlalchemy import text

from api.acts import act_hash
from api.credit import terms as drafting
from api.credit.recorded import NO_CLAUSES
from api.ids import from_hex, org_bytes, text_bytes, to_hex
from dhow.ledger.bindings.values import (
    AmendmentChanges,
    CreditId,
    Day,
    DocumentHash,
    DocumentKind,
    OrgId,
    PartialDrawings,
    Place,
    PresentationId,
)
from dhow.ledger.types import Act
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    issued_credit,
    open_network,
    party,
    presented,
    registered_documents,
    terms,
)
from tests.support.chain import expect_refusal


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def own_key(network: Network, lei: str, user: str = "checker") -> Any:
    return network.context.keys.user(lei, user)


def drafted(network: Network, path: str, lei: str, body: Json) -> int:
    """The body is stored here, and nothing is sent: the party signs by itself. The status."""
    prefer = f'draft="{own_key(network, lei).address}"'
    return network.send("POST", path, lei, json=body, headers={"Prefer": prefer}).status_code


def signed(network: Network, act: Act[Any], lei: str, user: str = "checker") -> Any:
    """An act by a member's own key and no API at all, as nobody can keep it from doing."""
    context = network.context
    signer = own_key(network, lei, user)
    receipt = context.sender.send(act, signer, key=None, label=f"user {lei} {user}")
    context.follower.caught_up_to(receipt.block_number, receipt.block_hash)
    return receipt.result


def applied_for(network: Network, number: str, *, rules: str = "", **changed: Any) -> str:
    """Applied for in these words, and with something else enforced: under the eUCP."""
    context, words = network.context, terms(number)
    words |= {"rules": rules, "eucp_version": None} if rules else {}
    body = {"reference": number, "terms": words}
    assert drafted(network, "/credits/applications", IMPORTER, body) == 200
    honest = drafting.ledger_terms(context, Terms.from_json(words), None, None)
    act = context.contracts.credit.apply_for_with(
        terms=replace(honest, **changed),
        clauses=replace(NO_CLAUSES, is_electronic=True),
        application_reference=text_bytes(number, 16),
    )
    return to_hex(signed(network, act, IMPORTER))


def test_five_times_the_amount_behind_the_drafted_words(network: Network) -> None:
    honest = drafting.ledger_terms(network.context, Terms.from_json(terms("X-1")), None, None)
    credit = applied_for(network, "X-1", amount_minor=50_000_000, expiry_day=honest.expiry_day + 30)
    seen = network.get(f"/credits/{credit}", ISSUER)
    assert (seen["terms"], seen["amount"]["minor"]) == (None, 50_000_000)
    assert "of the amount, the expiry day; they are not the credit" in seen["warnings"][0]
    (listed,) = (each for each in network.get("/credits", ISSUER) if each["id"] == credit)
    assert (listed["terms"], listed["warnings"]) == (None, seen["warnings"])
    for act, body in (("issue", {"number": "X-1"}), ("pre-advice", {"issue_by": "2026-04-20"})):
        for user in ("maker", "checker"):
            refused = network.refused(f"/credits/{credit}/{act}", ISSUER, body, user=user)
            assert (refused["status"], refused["type"][17:]) == (409, "words-differ")
            assert "the amount" in refused["detail"]
    assert network.get(f"/credits/{credit}", ISSUER)["state"] == "APPLIED"
    assert network.post(f"/credits/{credit}/declination", ISSUER)["state"] == "DECLINED"


def test_a_clock_that_stands_still_behind_words_under_ucp_600_alone(network: Network) -> None:
    """The ledger would let a bank ask for records again (eUCP art. e12): the words know of none."""
    credit = applied_for(network, "X-E", rules="UCP LATEST VERSION")
    refused = network.refused(f"/credits/{credit}/issue", ISSUER, {"number": "X-E"}, user="maker")
    assert (refused["status"], refused["type"][17:]) == (409, "words-differ")
    assert "of whether the eUCP applies; they are not the credit" in refused["detail"]


def test_a_day_that_no_date_can_tell_keeps_no_bank_from_its_credits(network: Network) -> None:
    """Such a credit is applied for no more: this one was, when the ledger took any day."""
    far, credit = 2**32 - 1, issued_credit(network, "X-FAR")
    was = drafting.ledger_terms(network.context, Terms.from_json(terms("X-FAR")), None, None)
    with network.context.store.begin() as work:
        where = {"day": far, "credit": credit}
        for column in ("expiry_day", "latest_shipment_day"):
            changed = text(f"UPDATE ledger_credits SET {column} = :day WHERE credit_id = :credit")  # noqa: S608 - two names of ours
            assert work._connection.execute(changed, where).rowcount
        applied = "UPDATE ledger_credits SET as_applied = REPLACE(as_applied, :was, :day)"
        work._connection.execute(
            text(f"{applied} WHERE credit_id = :credit"),
            {**where, "was": str(was.expiry_day), "day": str(far)},
        )
    for reader in (ISSUER, IMPORTER, NOMINATED, EXPORTER):
        (told,) = (each for each in network.get("/credits", reader) if each["id"] == credit)
        assert told["expiry_day"] == told["latest_shipment_day"] == "9999-12-31"
        assert network.get(f"/credits/{credit}", reader)["terms"] is None
        assert "the expiry day; they are not the credit" in told["warnings"][0]


def test_another_beneficiary_behind_the_drafted_words(network: Network) -> None:
    nobody, nowhere = OrgId(bytes(32)), Place(bytes(5))
    credit = applied_for(
        network,
        "X-2",
        beneficiary=OrgId(org_bytes(STRANGER)),
        nominated_bank=nobody,
        nominated_place=nowhere,
    )
    refused = network.refused(f"/credits/{credit}/issue", ISSUER, {"number": "X-2"}, user="maker")
    assert (refused["status"], refused["type"][17:]) == (409, "words-differ")
    assert "the beneficiary, the nominated bank" in refused["detail"]
    assert network.send("GET", f"/credits/{credit}", EXPORTER).status_code == 404
    assert network.post(f"/credits/{credit}/withdrawal", IMPORTER)["state"] == "WITHDRAWN"


def test_an_increase_in_words_that_is_a_decrease_on_the_ledger(network: Network) -> None:
    credit = issued_credit(network, "X-3")
    path = f"/credits/{credit}/amendments"
    more = {
        "credit_number": "X-3",
        "number": 1,
        "issued_on": "2026-04-02",
        "changes": [
            {
                "path": "amount",
                "action": "increase",
                "value": {"currency": "USD", "minor": 2_000_000},
            }
        ],
    }
    # no maker has prepared it, and the words are here all the same
    assert drafted(network, path, ISSUER, {"amendment": more}) == 409
    hashed = keccak(Amendment.from_json(more).to_json())
    contracts, stays = network.context.contracts, PartialDrawings.UNCHANGED
    act = contracts.credit_amendments.issue_amendment(
        credit=CreditId(from_hex(credit)),
        number=1,
        changes=AmendmentChanges(-9_000_000, 0, Day(0), Day(0), stays, True, False, hashed),
    )
    signed(network, contracts.members.prepare(from_hex(act_hash(act))), ISSUER, "maker")
    signed(network, act, ISSUER)
    (seen,) = network.get(path, EXPORTER)
    assert (seen["amendment"], seen["text_hash"]) == (None, to_hex(hashed))
    assert "change something else than the ledger would" in seen["warnings"][0]
    for step, lei, body in (("answer", EXPORTER, {"accepts": True}), ("advice", NOMINATED, None)):
        refused = network.refused(f"{path}/1/{step}", lei, body)
        assert (refused["status"], refused["type"][17:]) == (409, "amendment-differs")
    rejected = network.post(f"{path}/1/answer", EXPORTER, {"accepts": False})
    assert rejected["state"] == "REJECTED"
    assert network.get(f"/credits/{credit}", EXPORTER)["amount"]["minor"] == 10_000_000


def made(network: Network, credit: str, bank: str, documents: list[str]) -> str:
    """Presented by the beneficiary's own key."""
    act = network.context.contracts.credit_presentations.present(
        credit=CreditId(from_hex(credit)),
        bank=OrgId(org_bytes(bank)),
        amount_minor=10_000_000,
        documents=[DocumentHash(from_hex(each)) for each in documents],
    )
    return to_hex(signed(network, act, EXPORTER))


def test_documents_under_examination_erased_before_anybody_reads(network: Network) -> None:
    """Presented, or sent again, by a key: what the ledger tells of is kept, rows or none."""
    credit = issued_credit(network, "X-9")
    documents = registered_documents(network, "X-9")
    presentation = made(network, credit, ISSUER, documents)
    erase = ("DELETE", f"/documents/{documents[0]}", EXPORTER)
    assert network.send(*erase).json()["type"].endswith(":document-in-use")
    asked = {"records": documents[1:]}
    network.bind(f"/presentations/{presentation}/unreadable-records", ISSUER, asked)
    lading = bill_of_lading("X-9") | {"salt": "0a" * 16}
    (again,) = registered_documents(network, "X-9", (CARRIER, lading))
    act = network.context.contracts.credit_presentations.replace_records(
        presentation=PresentationId(from_hex(presentation)),
        documents=[DocumentHash(from_hex(each)) for each in documents],
        replaced=[DocumentHash(from_hex(again))],
    )
    signed(network, act, EXPORTER)
    assert network.send(*erase).json()["type"].endswith(":document-in-use")
    assert network.get(f"/documents/{documents[0]}/content", ISSUER)["kind"] == "commercial_invoice"


def test_a_presentation_whose_documents_nobody_was_given(network: Network) -> None:
    """A hash, registered and presented: the bank's five days run, and it must be able to refuse."""
    credit = issued_credit(network, "X-4")
    nothing = keccak(b"a record that nobody has")
    act = network.context.contracts.documents.register(
        document=DocumentHash(nothing), kind=DocumentKind.COMMERCIAL_INVOICE
    )
    signed(network, act, EXPORTER)
    presentation = made(network, credit, ISSUER, [to_hex(nothing)])
    (listed,) = network.get(f"/credits/{credit}/presentations", ISSUER)
    assert (listed["id"], listed["bank"], listed["documents"]) == (presentation, ISSUER, [])
    assert listed["not_held"] == [to_hex(nothing)]
    assert listed["decide_by"] is not None
    assert network.send("GET", f"/presentations/{presentation}", IMPORTER).status_code == 404
    assert network.send("GET", f"/presentations/{presentation}", STRANGER).status_code == 404
    found = network.bind(f"/presentations/{presentation}/examination", ISSUER)
    codes = [each["code"] for each in found["examination"]["findings"]]
    assert (found["state"], codes) == ("DISCREPANT", ["MISSING", "MISSING"])
    (said,) = (
        each["words"]
        for each in found["examination"]["observations"]
        if each["document"] == f"Record {to_hex(nothing)}"
    )
    assert "was not delivered; examined as not presented" in said
    body = {"disposal": "RETURNING"}
    refused = network.bind(f"/presentations/{presentation}/refusal", ISSUER, body)
    assert refused["state"] == "REFUSED"
    assert network.get(f"/presentations/{presentation}", EXPORTER)["notice"] == refused["notice"]
    assert "Bill of lading: found none presented" in refused["notice"]


def test_drafted_to_one_bank_and_presented_to_another(network: Network) -> None:
    """The bank of the draft is let into nothing; the other reads what was made to it."""
    credit = issued_credit(network, "X-5")
    documents = registered_documents(network, "X-5")
    body = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": documents,
    }
    assert drafted(network, f"/credits/{credit}/presentations", EXPORTER, body) == 200
    presentation = made(network, credit, ISSUER, documents)
    seen = network.get(f"/presentations/{presentation}", ISSUER)
    assert (seen["bank"], len(seen["documents"]), seen["not_held"]) == (ISSUER, 2, [])
    assert network.send("GET", f"/presentations/{presentation}", NOMINATED).status_code == 404
    assert network.send("GET", f"/documents/{documents[0]}", NOMINATED).status_code == 404
    assert network.send("GET", f"/documents/{documents[0]}", ISSUER).status_code == 200


def test_presented_past_the_interface_to_a_bank_that_only_advises(network: Network) -> None:
    """Its calendar would keep the credit open, and give a day that the issuing bank does not."""
    words = terms("X-7") | {"advising_bank": party(NOMINATED)}
    del words["nominated_bank"]
    words["availability"] = {"mode": "sight", "with_bank": "issuing_bank"}
    asked = {"reference": "X-7", "terms": words}
    credit = network.post("/credits/applications", IMPORTER, asked)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": "X-7"})
    seen = network.post(f"/credits/{credit}/advise", NOMINATED)
    assert (seen["nominated_bank"], seen["nominated_place"]) == (None, None)
    assert (seen["advising_bank"], seen["state"]) == (NOMINATED, "ADVISED")

    documents = registered_documents(network, "X-7")
    with expect_refusal("Credit_NotAPlaceForPresentation"):
        made(network, credit, NOMINATED, documents)
    assert network.get(f"/credits/{credit}", EXPORTER)["warnings"] == []


def test_two_notices_of_refusal_at_one_moment(network: Network) -> None:
    """One notice is given, and its words are the ones that are kept (UCP 600 art. 16(c), (d))."""
    credit = issued_credit(network, "X-6")
    documents = registered_documents(network, "X-6", (EXPORTER, commercial_invoice("X-6")))
    presentation = presented(network, credit, documents)
    path = f"/presentations/{presentation}/refusal"
    network.bind(f"/presentations/{presentation}/examination", ISSUER)
    notices = [{"disposal": "RETURNING"}, {"disposal": "HOLDING_FOR_WAIVER"}]
    for each in notices:
        prepared = network.send("POST", path, ISSUER, user="maker", json=each)
        assert prepared.status_code == 202, prepared.text
    token = {"Authorization": f"Bearer {network.token(ISSUER)}"}

    async def both() -> list[httpx.Response]:
        return await asyncio.gather(
            *(network.client.post(path, json=each, headers=token) for each in notices)
        )

    answers = network.run(both())
    assert sorted(each.status_code for each in answers) == [200, 409]
    (given,) = (each.json() for each in answers if each.status_code == 200)
    kept = network.get(f"/presentations/{presentation}", EXPORTER)
    assert (kept["disposal"], kept["notice"]) == (given["disposal"], given["notice"])
    assert kept["notice"] is not None


@pytest.fixture(scope="module")
def shipped(network: Network) -> Network:
    """The same, some days after shipment."""
    network.at(2026, 4, 27, 7)
    return network


@pytest.mark.parametrize("applicant", [IMPORTER, STRANGER])
def test_a_bill_is_not_spoilt_by_who_presents_its_hash(shipped: Network, applicant: str) -> None:
    """The hash is on the ledger for all to read; whoever presents it under a credit of a cent has
    delivered nothing, even the applicant to which the goods are consigned.
    """
    network = shipped
    number, other = f"LC-HASH-{applicant[-2:]}", f"LC-CENT-{applicant[-2:]}"
    words = terms(number) | {"applicant": party(applicant)}
    order = f"TO ORDER OF {party(applicant)['name'].upper()}"
    words["documents"][1]["transport"]["consignee"] = order
    asked = {"reference": number, "terms": words}
    credit = network.post("/credits/applications", applicant, asked)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    invoice = {**commercial_invoice(number), "buyer": party(applicant)}
    bill = {**bill_of_lading(number), "consignee": order}
    documents = registered_documents(network, number, (EXPORTER, invoice), (CARRIER, bill))
    assert network.send("GET", f"/documents/{documents[1]}", STRANGER).status_code == 404
    cent = {**terms(other, 1), "beneficiary": party(STRANGER)}
    second = network.post("/credits/applications", IMPORTER, {"reference": other, "terms": cent})
    network.bind(f"/credits/{second['id']}/issue", ISSUER, {"number": other})
    act = network.context.contracts.credit_presentations.present(
        credit=CreditId(from_hex(second["id"])),
        bank=OrgId(org_bytes(NOMINATED)),
        amount_minor=1,
        documents=[DocumentHash(from_hex(each)) for each in documents],
    )
    signed(network, act, STRANGER)
    presentation = presented(network, credit, documents)
    found = network.bind(f"/presentations/{presentation}/examination", ISSUER)
    assert found["examination"]["findings"] == []
    assert found["state"] == "COMPLYING"
    # the bank is told of it all the same
    assert "RECORD" in [each["match"] for each in found["sightings"]]


def test_an_acceptance_stated_that_no_examination_found(shipped: Network) -> None:
    """A change of text alone, by which the documents comply as they do without it."""
    network = shipped
    credit = issued_credit(network, "X-TEXT")
    path = f"/credits/{credit}/amendments"
    change = {"path": "presentation_days", "action": "set", "value": 30}
    words = {"credit_number": "X-TEXT", "number": 1, "issued_on": "2026-04-20"}
    network.bind(path, ISSUER, {"amendment": words | {"changes": [change]}})
    documents = registered_documents(
        network,
        "X-TEXT",
        (EXPORTER, commercial_invoice("X-TEXT", 10_000_000)),
        (CARRIER, bill_of_lading("X-TEXT", on_board="2026-04-20")),
    )
    drawing = presented(network, credit, documents)
    found = network.bind(f"/presentations/{drawing}/examination", ISSUER)["examination"]
    assert (found["complying"], found["accepts"]) == (True, [])
    contracts = network.context.contracts
    act = contracts.credit_amendments.accept_by_presentation(
        presentation=PresentationId(from_hex(drawing)),
        number=1,
        finding_hash=from_hex(found["hash"]),
    )
    signed(network, contracts.members.prepare(from_hex(act_hash(act))), ISSUER, "maker")
    signed(network, act, ISSUER)
    for reader, told in ((EXPORTER, 1), (ISSUER, 1), (NOMINATED, 1), (IMPORTER, 0)):
        (seen,) = network.get(path, reader)
        assert (seen["state"], seen["accepted_by"]) == ("PENDING", None)
        assert seen["accepted_for"] == [drawing] * told
        assert len(seen["warnings"]) == told, reader
        assert all("did not find that" in each for each in seen["warnings"])
