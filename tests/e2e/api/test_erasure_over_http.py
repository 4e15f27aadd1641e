"""A document is erased for good, and every proof about it goes on to verify."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from api.credit.visibility import documents_root, ledger_record
from api.ids import org_hex
from dhow.store import open_store
from dhow.store.passwords import Cost
from dhow.trade.records import canonical
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Network,
    commercial_invoice,
    issued_credit,
    open_network,
    presented,
    problem_of,
    registered_documents,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def erase(network: Network, document: str, organisation: str, status: int = 204) -> dict[str, str]:
    response = network.send("DELETE", f"/documents/{document}", organisation)
    assert response.status_code == status, response.text
    return problem_of(response) if status >= 400 else {}


def test_an_erased_document_is_gone_for_everyone_and_stays_gone(network: Network) -> None:
    body = {"document": commercial_invoice("ERASE-1"), "grant_to": [IMPORTER]}
    document = network.post("/documents", EXPORTER, body)["hash"]
    copy = network.send("GET", f"/documents/{document}/content", IMPORTER).content
    erase(network, document, EXPORTER)
    for organisation in (EXPORTER, IMPORTER):
        for path in (f"/documents/{document}", f"/documents/{document}/content"):
            problem = problem_of(network.send("GET", path, organisation))
            assert (problem["status"], problem["type"]) == (410, "urn:dhow:problem:erased")
    assert network.send("GET", f"/documents/{document}", STRANGER).status_code == 404
    # a copy that somebody kept is still shown to be the one
    assert "0x" + keccak(copy).hex() == document
    listed = {each["hash"]: each["standing"] for each in network.get("/documents", EXPORTER)}
    assert listed[document] == "REGISTERED"
    # erased twice is erased; registering it again does not bring it back
    erase(network, document, EXPORTER)
    assert network.refused("/documents", EXPORTER, body)["error"] == "Documents_AlreadyRegistered"
    assert network.send("GET", f"/documents/{document}", EXPORTER).status_code == 410


def test_only_its_issuer_erases_a_document(network: Network) -> None:
    body = {"document": commercial_invoice("ERASE-2"), "grant_to": [IMPORTER]}
    document = network.post("/documents", EXPORTER, body)["hash"]
    assert erase(network, document, IMPORTER, 403)["next"] == "Ask its issuer."
    nobodys = erase(network, "0x" + "0f" * 32, STRANGER, 404)
    another = erase(network, document, STRANGER, 404)
    assert {**another, "instance": ""} == {**nobodys, "instance": ""}
    assert network.get(f"/documents/{document}", IMPORTER)["hash"] == document


def test_an_erased_document_is_not_presented(network: Network) -> None:
    number = "LC-ERASED"
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    erase(network, documents[0], EXPORTER)
    body = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": documents,
    }
    problem = network.refused(f"/credits/{credit}/presentations", EXPORTER, body)
    assert "erased" in problem["fields"][0]["problem"]


def test_proofs_outlive_the_documents_of_a_payment(network: Network) -> None:
    """Kept while examined, kept five years after; then erased, and all hashes still agree."""
    number = "LC-PROOFS"
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    network.at(2026, 4, 28, 8)
    presentation = presented(network, credit, documents)
    assert erase(network, documents[0], EXPORTER, 409)["rule"] == "UCP 600 art. 14, 16"
    network.bind(f"/presentations/{presentation}/examination", ISSUER)
    network.bind(f"/presentations/{presentation}/honour", ISSUER)
    kept = erase(network, documents[0], EXPORTER, 409)
    assert kept["rule"] == "FATF Recommendation 11"
    assert "2031" in kept["detail"]

    network.at(2031, 12, 1, 8)
    for document, issuer in zip(documents, (EXPORTER, CARRIER), strict=True):
        erase(network, document, issuer)

    shown = network.get(f"/presentations/{presentation}", ISSUER)
    record = ledger_record(network.context, presentation)
    # each document is still shown to be among those paid against
    named = tuple(each["hash"] for each in shown["documents"])
    assert set(named) == set(documents)
    assert documents_root(tuple(documents)) == record.documents_root
    # the report is whole, and its hash the ledger's
    with network.context.store.read() as work:
        row = work.presentations.get(org_hex(ISSUER), presentation)
    assert row is not None
    assert row.report is not None
    assert keccak(row.report) == record.examination_hash
    assert shown["examination"]["hash"] == "0x" + record.examination_hash.hex()
    # and no report can be made up in its place
    assert keccak(canonical({"complying": True})) != record.examination_hash


def test_neither_key_nor_content_is_left_in_the_file(tmp_path: Path) -> None:
    """What was in the database's pages is overwritten, in the file and in its log."""
    file, actor = tmp_path / "dhow.db", org_hex(EXPORTER)
    document = "0x" + "ab" * 32
    with open_store(f"sqlite:///{file}", b"k" * 32, password_cost=Cost(log2_n=10, p=1)) as store:
        with store.begin() as work:
            work.documents.put(
                actor,
                document_id=document,
                kind="packing_list",
                issuer=actor,
                content=b"a name " * 2_000,
                at=1,
            )
            sealed = work.documents._find(actor, document)
            assert sealed is not None
        store.scrub()
        traces = (sealed.wrapped_key, sealed.content[:64], sealed.content[-64:])
        for trace in traces:
            assert trace in file.read_bytes()
        with store.begin() as work:
            work.documents.erase(actor, document)
        store.scrub()
        whole = b"".join(each.read_bytes() for each in tmp_path.iterdir())
        for trace in traces:
            assert trace not in whole
