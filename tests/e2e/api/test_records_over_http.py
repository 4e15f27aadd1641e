"""Documents lost on their way, and records that cannot be read: over HTTP."""

from collections.abc import Iterator

import pytest

from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    issued_credit,
    open_network,
    presented,
    presented_to_nominated,
    registered_documents,
    terms,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 5, 4, 6, 0)
        yield opened


def unread(network: Network, number: str) -> tuple[str, list[str]]:
    """Documents received, of which the bank cannot read the bill of lading."""
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    drawing = presented(network, credit, documents)
    asked = network.bind(
        f"/presentations/{drawing}/unreadable-records", ISSUER, {"records": documents[1:]}
    )
    assert asked["state"] == "CORRUPTED"
    return drawing, documents


def same_again(network: Network, number: str, name: str = "again") -> str:
    """The carrier's bill of lading once more, as another record."""
    lading = bill_of_lading(number) | {"salt": name.encode().hex().ljust(32, "0")}
    (record,) = registered_documents(network, number, (CARRIER, lading))
    return record


def test_a_record_that_cannot_be_read_comes_again_and_is_paid_on(network: Network) -> None:
    drawing, documents = unread(network, "ER-1")
    path = f"/presentations/{drawing}"
    told = network.get(path, EXPORTER)
    assert told["decide_by"] is None  # the examination stands still
    awaited = told["handling"]["unreadable"]
    assert (awaited["records"], awaited["replaced_by"]) == (documents[1:], [])
    assert (
        awaited["replace_by"] == "2026-06-01"
    )  # the last day for presentation, before 30 days are over
    (words,) = awaited["words"]
    assert words == (
        f"The bank cannot read record {documents[1]} (bill of lading). Replace it by 2026-06-01."
    )
    maker = network.send("POST", f"{path}/examination", ISSUER, user="maker")
    assert maker.status_code == 409  # nothing is decided meanwhile
    assert words in maker.json()["detail"]
    again = same_again(network, "ER-1")
    body = {"records": [{"unreadable": documents[1], "replacement": again}]}
    replaced = network.post(f"{path}/replacement-records", EXPORTER, body)
    assert replaced["state"] == "RECEIVED"
    assert replaced["decide_by"] is not None
    assert network.post(f"{path}/replacement-records", EXPORTER, body)["receipt"] is None
    seen = network.get(path, ISSUER)
    assert [each["hash"] for each in seen["documents"]] == [documents[0], again]
    assert seen["handling"]["unreadable"]["replaced_by"] == [again]
    assert "presented again" in seen["handling"]["unreadable"]["words"][0]
    assert network.get(f"/documents/{again}/content", ISSUER)["kind"] == "bill_of_lading"
    found = network.bind(f"{path}/examination", ISSUER)["examination"]
    assert found["complying"], found["findings"]
    assert network.bind(f"{path}/honour", ISSUER)["state"] == "HONOURED"
    given = network.get(path, IMPORTER)
    assert [each["hash"] for each in given["documents"]] == [documents[0], again]
    assert given["handling"]["unreadable"] is None  # between presenter and banks


def test_one_is_given_for_each_and_nothing_else_changes(network: Network) -> None:
    drawing, documents = unread(network, "ER-2")
    path = f"/presentations/{drawing}/replacement-records"
    again = same_again(network, "ER-2")
    for pairs, words in (
        ([(documents[0], again)], f"cannot read record {documents[1]}"),
        ([(documents[1], again), (documents[0], again)], f"record {documents[0]} can be read"),
        ([(documents[1], "0x" + "0e" * 32)], "is no document you hold"),
    ):
        body = {"records": [{"unreadable": of, "replacement": by} for of, by in pairs]}
        refused = network.refused(path, EXPORTER, body)
        assert refused["status"] == 422
        assert words in str(refused["fields"])
    assert network.get(f"/presentations/{drawing}", EXPORTER)["state"] == "CORRUPTED"
    asked = network.send(
        "POST",
        f"/presentations/{drawing}/unreadable-records",
        ISSUER,
        user="maker",
        json={"records": documents[:1]},
    )
    assert asked.status_code == 409  # the bank asks once, for all of them


def test_the_bank_that_paid_presents_records_again_and_takes_them_back(network: Network) -> None:
    """They are its to present: the beneficiary, paid already, spoils nothing (eUCP art. e12(b))."""
    credit = issued_credit(network, "ER-6")
    documents = registered_documents(network, "ER-6")
    funds = {"organisation": NOMINATED, "minor": 10_000_000, "reference": "ER-6"}
    network.post("/money/USD/issues", "OPERATOR", funds, user="agent")
    allowed = {"contract": "credit", "minor": 10_000_000}
    network.post("/money/USD/allowances", NOMINATED, allowed)
    drawing = presented_to_nominated(network, credit, documents)
    path = f"/presentations/{drawing}"
    for act in ("examination", "honour"):
        network.post(f"{path}/{act}", NOMINATED)
    network.post(f"{path}/forward", NOMINATED)
    network.bind(f"{path}/unreadable-records", ISSUER, {"records": documents[1:]})
    network.post(f"/documents/{documents[0]}/revocation", EXPORTER, {"reason": "PAID"})
    body = {"records": [{"unreadable": documents[1], "replacement": documents[1]}]}
    refused = network.refused(f"{path}/replacement-records", EXPORTER, body)
    assert (refused["status"], refused["rule"]) == (403, "eUCP art. e12(b)")
    replaced = network.post(f"{path}/replacement-records", NOMINATED, body)
    assert replaced["state"] == "RECEIVED"
    assert network.post(f"{path}/replacement-records", NOMINATED, body)["receipt"] is None
    assert [each["hash"] for each in network.get(path, ISSUER)["documents"]] == documents
    assert network.bind(f"{path}/examination", ISSUER)["examination"]["complying"]
    assert network.bind(f"{path}/honour", ISSUER)["state"] == "HONOURED"


@pytest.mark.long
def test_only_what_was_presented_under_the_eucp_is_asked_for_by_the_bank_that_examines(
    network: Network,
) -> None:
    stated = {k: v for k, v in terms("ER-3").items() if k != "eucp_version"}
    stated |= {"rules": "UCP LATEST VERSION"}
    body: Json = {"reference": "ER-3", "terms": stated}
    credit = network.post("/credits/applications", IMPORTER, body)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": "ER-3"})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    documents = registered_documents(network, "ER-3")
    drawing = presented(network, credit, documents)
    path = f"/presentations/{drawing}/unreadable-records"
    asked = {"records": documents[:1]}
    assert network.refused(path, NOMINATED, asked)["status"] == 403
    strange = network.refused(path, ISSUER, {"records": ["0x" + "0e" * 32]})
    assert strange["fields"][0]["path"] == "records"
    refused = network.refused(path, ISSUER, asked)
    assert refused["type"].endswith("not-under-the-eucp")
    missing = network.refused(
        f"/presentations/{drawing}/replacement-records",
        EXPORTER,
        {"records": [{"unreadable": documents[0], "replacement": documents[1]}]},
    )
    assert missing["type"].endswith("no-record-awaited")


def test_complying_documents_that_were_lost_are_honoured(network: Network) -> None:
    credit = issued_credit(network, "ER-4")
    body = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": registered_documents(network, "ER-4"),
    }
    drawing = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    path = f"/presentations/{drawing}"
    cover = {"cover": "Our schedule of 4 May 2026; DHL waybill 4471190023."}
    early = network.refused(f"{path}/loss", NOMINATED, cover)
    assert early["status"] == 409  # it had not found them complying
    assert network.post(f"{path}/examination", NOMINATED)["examination"]["complying"]
    told = network.post(f"{path}/loss", NOMINATED, cover)
    assert (told["state"], told["handling"]["lost"]["cover_hash"][:2]) == ("COMPLYING", "0x")
    assert network.post(f"{path}/loss", NOMINATED, cover)["receipt"] is None
    seen = network.get(path, ISSUER)
    assert seen["handling"]["lost"] == told["handling"]["lost"]
    assert seen["handling"]["lost"]["cover"] == cover["cover"]
    assert seen["nominated_examination"]["complying"]
    assert network.bind(f"{path}/honour", ISSUER)["state"] == "HONOURED"


@pytest.mark.rule("G09", by="terms")
@pytest.mark.parametrize(
    ("day", "disposal", "free"),
    [(4, "HOLDING_FOR_INSTRUCTIONS", "2026-06-05"), (5, "PRIOR_INSTRUCTIONS", None)],
)
def test_a_bank_without_instructions_hears_when_it_is_free_of_the_records(
    network: Network, day: int, disposal: str, free: str | None
) -> None:
    """G09: refused on 5 May in Dubai, where the day begins at 20:00 UTC; from 5 June on."""
    number = f"ER-{disposal[:4]}"
    late = (EXPORTER, commercial_invoice(number)), (CARRIER, bill_of_lading(number, "2026-04-26"))
    drawing = presented(
        network, issued_credit(network, number), registered_documents(network, number, *late)
    )
    path = f"/presentations/{drawing}"
    network.bind(f"{path}/examination", ISSUER)
    network.at(2026, 5, day, 20, 30)
    refused = network.bind(f"{path}/refusal", ISSUER, {"disposal": disposal})
    assert refused["handling"]["disposable_from"] == free
    assert network.get(path, EXPORTER)["handling"]["disposable_from"] == free
    back = network.post(f"{path}/return", EXPORTER)  # that is the instruction
    assert back["handling"]["disposable_from"] is None


def test_what_does_not_come_again_was_not_presented(network: Network) -> None:
    drawing, documents = unread(network, "ER-5")
    path = f"/presentations/{drawing}"
    credit = network.get(path, EXPORTER)["credit"]
    assert network.get(f"/credits/{credit}", EXPORTER)["available"]["minor"] == 0
    again = same_again(network, "ER-5")
    early = network.refused(f"{path}/non-presentation", ISSUER)
    assert early["status"] == 409
    network.at(2026, 6, 2, 9, 0)  # after the last day
    body = {"records": [{"unreadable": documents[1], "replacement": again}]}
    assert network.refused(f"{path}/replacement-records", EXPORTER, body)["status"] == 409
    assert network.post(f"{path}/non-presentation", ISSUER)["state"] == "RETURNED"
    assert network.get(f"/credits/{credit}", EXPORTER)["available"]["minor"] == 10_000_000
