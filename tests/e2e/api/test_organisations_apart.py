"""Organisations whose processes share nothing but the ledger: what reaches whom, and when."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from sqlalchemy import select

from api.exchange import arrivals
from api.ids import org_hex
from dhow.store.tables import (
    amendments,
    credits,
    documents,
    presentations,
    shipments,
    undertakings,
    users,
)
from tests.support.apart import Organisations, Process, organisations
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Network,
    bill_of_lading,
    commercial_invoice,
    issued_credit,
    party,
    presented,
    registered_documents,
    terms,
)

SHARED = (credits, presentations, documents, shipments, undertakings)
PARTIES = (EXPORTER, IMPORTER, ISSUER, NOMINATED)


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisations]:
    folder = tmp_path_factory.mktemp("apart")
    with organisations(folder, *PARTIES, CARRIER, STRANGER) as opened:
        yield opened


def as_network(apart: Organisations) -> Network:
    """Spoken to as one network, each request to its own organisation's process."""
    return cast("Network", apart)


def everything_at(apart: Organisations, lei: str) -> dict[str, list[str]]:
    """Ids of the credits, presentations, documents and shipments in a process's own database."""
    return {table.name: rows_of(apart[lei], table.primary_key.columns[0]) for table in SHARED}


def rows_of(process: Process, column: Any) -> list[Any]:
    """A column of every row in a process's own database, past every right."""
    with process.context.store.read() as work:
        connection = work.exchange._connection
        return list(connection.execute(select(column).order_by(column)).scalars())


def untold(process: Process) -> set[tuple[str, str]]:
    """What a process has still to tell whom: the thing's id, the organisation's."""
    with process.context.store.read() as work:
        return {(each.object_id, each.organisation) for each in work.exchange.system_untold([])}


def test_each_process_has_its_own_users_and_every_members_name(apart: Organisations) -> None:
    for lei in (*PARTIES, CARRIER, STRANGER):
        names = {each["lei"] for each in apart[lei].get("/members")}
        assert names == {*PARTIES, CARRIER, STRANGER}
        assert set(rows_of(apart[lei], users.c.organisation)) == {org_hex(lei)}
    # the operator has nobody's users but its own
    assert rows_of(apart.operator, users.c.name) == ["agent", "registrar"]


def test_a_credit_is_paid_and_reaches_its_parties_and_nobody_else(apart: Organisations) -> None:
    network = as_network(apart)
    before = everything_at(apart, STRANGER)
    credit = issued_credit(network, "LC-APART")
    network.at(2026, 4, 27, 7)
    presentation = presented(network, credit, registered_documents(network, "LC-APART"))
    assert network.send("GET", f"/presentations/{presentation}", IMPORTER).status_code == 404
    network.bind(f"/presentations/{presentation}/examination", ISSUER)
    paid = network.bind(f"/presentations/{presentation}/honour", ISSUER)
    assert paid["state"] == "HONOURED"
    for lei in PARTIES:
        assert network.get(f"/credits/{credit}", lei)["terms"]["credit_number"] == "LC-APART"
        shown = network.get(f"/presentations/{presentation}", lei)
        assert shown["examination"]["complying"] is True
        assert len(shown["documents"]) == 2
        for document in shown["documents"]:
            assert network.get(f"/documents/{document['hash']}", lei)["document"]
    for process in apart.processes.values():
        assert process.round()  # nothing is left to be told
    for lei in (STRANGER, CARRIER):
        assert network.send("GET", f"/credits/{credit}", lei).status_code == 404
        assert network.send("GET", f"/presentations/{presentation}", lei).status_code == 404
    assert everything_at(apart, STRANGER) == before
    assert everything_at(apart, CARRIER)["credits"] == []
    assert everything_at(apart, CARRIER)["presentations"] == []


def test_a_refusal_reaches_the_presenter_and_a_waiver_enquiry_the_applicant(
    apart: Organisations,
) -> None:
    network, number = as_network(apart), "LC-WAIVER"
    credit = issued_credit(network, number)
    late = (CARRIER, bill_of_lading(number, on_board="2026-04-26"))
    documents = registered_documents(network, number, (EXPORTER, commercial_invoice(number)), late)
    presentation = presented(network, credit, documents)
    network.bind(f"/presentations/{presentation}/examination", ISSUER)
    assert network.send("GET", f"/presentations/{presentation}", IMPORTER).status_code == 404
    network.bind(f"/presentations/{presentation}/waiver-enquiry", ISSUER)
    apart[ISSUER].round()  # the ledger does not tell of an enquiry: the bank does
    asked = network.get(f"/presentations/{presentation}", IMPORTER)
    assert asked["examination"]["complying"] is False
    assert asked["documents"] == []  # the findings, and not yet the documents
    refused = network.bind(
        f"/presentations/{presentation}/refusal", ISSUER, {"disposal": "HOLDING_FOR_WAIVER"}
    )
    for lei in (EXPORTER, NOMINATED, IMPORTER):
        shown = network.get(f"/presentations/{presentation}", lei)
        assert shown["notice"] == refused["notice"]
    assert network.send("GET", f"/documents/{documents[0]}", IMPORTER).status_code == 404
    network.bind(f"/presentations/{presentation}/waiver", ISSUER)
    network.bind(f"/presentations/{presentation}/honour", ISSUER)
    assert len(network.get(f"/presentations/{presentation}", IMPORTER)["documents"]) == 2


def test_what_a_peer_that_is_down_has_is_said_so_and_comes_when_it_is_up(
    apart: Organisations,
) -> None:
    network, number = as_network(apart), "LC-DOWN"
    credit = issued_credit(network, number)
    with apart.down(IMPORTER), apart.down(ISSUER), apart.down(NOMINATED):
        problem = apart[EXPORTER].problem("GET", f"/credits/{credit}")
        assert problem["status"] == 503
        assert problem["type"].endswith("content-elsewhere")
        assert IMPORTER in problem["detail"]
        assert not apart[EXPORTER].round()
    assert network.get(f"/credits/{credit}", EXPORTER)["id"] == credit
    assert apart[EXPORTER].round()


def test_documents_with_a_process_that_is_down_are_waited_for_and_not_refused(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bank heard of the presentation; who presented went down before it had the documents."""
    network, number = as_network(apart), "LC-HALF"
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    with monkeypatch.context() as patched:
        patched.setattr(arrivals, "_bring_documents", lambda *_: False)
        presentation = presented(network, credit, documents)
        assert network.send("GET", f"/presentations/{presentation}", ISSUER).status_code == 200
    path = f"/presentations/{presentation}/examination"
    with apart.down(EXPORTER), apart.down(NOMINATED), apart.down(CARRIER):
        answered = apart[ISSUER].send("POST", path)
        assert (answered.status_code, answered.headers["Retry-After"]) == (503, "5")
        assert answered.json()["type"].endswith("content-elsewhere")
    network.bind(path, ISSUER)
    assert network.get(f"/presentations/{presentation}", ISSUER)["examination"]["complying"]


def test_a_document_granted_to_a_process_that_is_down_is_offered_again(
    apart: Organisations,
) -> None:
    network = as_network(apart)
    exporter, importer = apart[EXPORTER], apart[IMPORTER]
    with apart.down(IMPORTER):
        (document,) = registered_documents(network, "D", (EXPORTER, commercial_invoice("D-1")))
        exporter.post(f"/documents/{document}/grants", {"organisation": IMPORTER})
        assert not exporter.round()
    assert (document, org_hex(IMPORTER)) in untold(exporter)
    assert exporter.round()
    listed = [each["hash"] for each in importer.get("/documents")]
    assert document in listed
    assert (document, org_hex(IMPORTER)) not in untold(exporter)


def test_a_shipment_is_kept_by_its_carrier_and_its_participants_act_on_it_from_theirs(
    apart: Organisations,
) -> None:
    network = as_network(apart)
    credit = issued_credit(network, "LC-SHIP")
    opened: dict[str, Any] = network.post(
        "/goods/shipments",
        CARRIER,
        {
            "reference": "V-1",
            "participants": [EXPORTER, IMPORTER],
            "legs": [{"mode": "sea", "from_place": "INNSA", "to_place": "AEJEA"}],
            "lots": [{"lot": "F-1", "goods": "Mangoes", "kilograms": 1000}],
        },
    )
    shipment = opened["id"]
    network.post(f"/goods/shipments/{shipment}/subjects", IMPORTER, {"subject": credit})
    network.post(
        f"/goods/shipments/{shipment}/lots",
        IMPORTER,
        {
            "inputs": [{"lot": "F-1", "kilograms": 1000}],
            "outputs": [{"lot": "J-1", "goods": "Juice", "kilograms": 400}],
        },
    )
    kept = network.get(f"/goods/shipments/{shipment}", CARRIER)
    assert [lot["kilograms"] for lot in kept["lots"]] == [0, 400]
    assert kept["events"][-1]["recorded_by"] == IMPORTER
    assert network.get(f"/goods/shipments/{shipment}", EXPORTER) == kept
    again = network.send(
        "POST",
        f"/goods/shipments/{shipment}/lots",
        EXPORTER,
        json={"inputs": [{"lot": "F-1", "kilograms": 1}], "outputs": []},
    )
    assert again.status_code == 502  # the carrier's process says why
    assert "0 kg are left" in again.json()["detail"]
    assert network.send("GET", f"/goods/shipments/{shipment}", STRANGER).status_code == 404
    with apart.down(CARRIER):  # the copy is there for whoever reads
        assert network.get(f"/goods/shipments/{shipment}", EXPORTER) == kept
        acting = apart[EXPORTER].problem(
            "POST", f"/goods/shipments/{shipment}/lots", {"inputs": [], "outputs": []}
        )
    assert acting["status"] == 503
    assert CARRIER in acting["detail"]
    assert network.get(f"/goods/shipments/{shipment}", CARRIER) == kept


def amending(number: str, place: int, *changes: dict[str, Any]) -> dict[str, Any]:
    """What the issuing bank sends to amend a credit."""
    told = {"credit_number": number, "number": place, "issued_on": "2026-04-10"}
    return {"amendment": {**told, "changes": list(changes)}}


def more(minor: int) -> dict[str, Any]:
    return {"path": "amount", "action": "increase", "value": {"currency": "USD", "minor": minor}}


def test_the_words_of_amendments_reach_the_parties_and_banks_examine_by_them(
    apart: Organisations,
) -> None:
    network, number = as_network(apart), "LC-AMENDED"
    credit = issued_credit(network, number)
    path = f"/credits/{credit}/amendments"
    later = {"path": "expiry.day", "action": "set", "value": "2026-05-30"}
    shipped = {"path": "shipment.latest", "action": "set", "value": "2026-04-28"}
    assert network.get(path, EXPORTER) == []
    network.bind(path, ISSUER, amending(number, 1, more(500), later))
    with apart.down(ISSUER), apart.down(IMPORTER), apart.down(NOMINATED):
        (unread,) = network.get(path, EXPORTER)  # the ledger tells that there is one
        assert unread["amendment"] is None
        problem = apart[EXPORTER].problem("POST", f"{path}/1/answer", {"accepts": True})
        assert (problem["status"], ISSUER in problem["detail"]) == (503, True)
    with apart.down(ISSUER):
        assert not apart[NOMINATED].round()
    assert apart[NOMINATED].round()  # nobody told it: the ledger says what is lacking
    with apart.down(ISSUER):  # whoever has the words has them for the others
        (read,) = network.get(path, EXPORTER)
        assert read["amendment"]["changes"][0]["value"]["minor"] == 500
    network.post(f"{path}/1/advice", NOMINATED)
    network.post(f"{path}/1/answer", EXPORTER, {"accepts": True})
    # the second changes the terms as the first left them, and is refused in part
    network.bind(path, ISSUER, amending(number, 2, more(700), shipped))
    part = {"accepts": True, "only": ["shipment.latest"]}
    assert network.post(f"{path}/2/answer", EXPORTER, part)["state"] == "REJECTED"
    if apart.operator.context.now() < datetime(2026, 4, 27, 8, tzinfo=UTC).timestamp():
        apart.at(2026, 4, 27, 8)  # the goods are shipped
    minor = 10_000_500
    papers = (
        (EXPORTER, commercial_invoice(number, minor)),
        (CARRIER, bill_of_lading(number)),
    )
    presentation = presented(network, credit, registered_documents(network, number, *papers), minor)
    network.bind(f"/presentations/{presentation}/examination", ISSUER)
    for lei in PARTIES:
        told = network.get(path, lei)
        assert [each["state"] for each in told] == ["ACCEPTED", "REJECTED"]
        assert [each["amendment"]["number"] for each in told] == [1, 2]
    found = network.get(f"/presentations/{presentation}", EXPORTER)["examination"]
    assert found["complying"] is True, found["words"]  # 10,000,500 by the amended terms
    assert network.send("GET", path, STRANGER).status_code == 404
    assert rows_of(apart[STRANGER], amendments.c.credit_id) == []


def test_what_the_nominated_bank_found_reaches_the_presenter_and_then_the_issuing_bank(
    apart: Organisations,
) -> None:
    network, number = as_network(apart), "LC-FOUND"
    credit = issued_credit(network, number)
    late = (CARRIER, bill_of_lading(number, on_board="2026-04-26"))
    documents = registered_documents(network, number, (EXPORTER, commercial_invoice(number)), late)
    given = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": documents,
    }
    made = f"/presentations/{apart[EXPORTER].post(f'/credits/{credit}/presentations', given)['id']}"
    own = network.post(f"{made}/examination", NOMINATED)["nominated_examination"]
    assert own["complying"] is False
    told = network.get(made, EXPORTER)
    assert (told["nominated_examination"], told["examination"]) == (own, None)
    assert network.send("GET", made, ISSUER).status_code == 404
    network.post(f"{made}/forward", NOMINATED)
    assert network.get(made, ISSUER)["nominated_examination"] == own
    network.bind(f"{made}/examination", ISSUER)
    network.bind(f"{made}/refusal", ISSUER, {"disposal": "HOLDING_FOR_WAIVER"})
    network.bind(f"{made}/waiver-enquiry", ISSUER)
    refused = network.get(made, ISSUER)
    for lei in (NOMINATED, EXPORTER):  # what comes of the issuing bank takes nothing away
        shown = network.get(made, lei)
        assert shown["notice"] == refused["notice"]
        assert shown["nominated_examination"]["words"] == own["words"]
    asked = network.get(made, IMPORTER)  # what banks tell one another is not the applicant's
    assert asked["examination"]["words"] == refused["examination"]["words"]
    assert asked["nominated_examination"] is None
    assert rows_of(apart[IMPORTER], presentations.c.finding).count(None) == len(
        rows_of(apart[IMPORTER], presentations.c.presentation_id)
    )


@pytest.mark.long
def test_a_second_advising_bank_and_a_confirming_bank_each_on_its_own_process(
    apart: Organisations,
) -> None:
    """Terms and amendments go through both banks; a refusal is the confirming bank's own."""
    network, number, second = as_network(apart), "LC-TWO-BANKS", apart[STRANGER]
    words = {
        **terms(number),
        "confirmation": "CONFIRM",
        "confirming_bank": party(NOMINATED),
        "advising_bank": party(NOMINATED),
        "second_advising_bank": party(STRANGER),
    }
    applied = {"reference": number, "terms": words}
    credit = network.post("/credits/applications", IMPORTER, applied)["id"]
    path = f"/credits/{credit}"
    assert second.send("GET", path).status_code == 404  # an application is no business of its
    network.bind(f"{path}/issue", ISSUER, {"number": number})
    assert second.round()  # nobody told it: the ledger says what is lacking
    with apart.down(IMPORTER), apart.down(ISSUER), apart.down(NOMINATED), apart.down(EXPORTER):
        assert second.get(path)["terms"]["credit_number"] == number
    assert network.send("POST", f"{path}/advise", STRANGER).status_code == 409  # it is not its turn
    network.post(f"{path}/advise", NOMINATED)
    assert network.post(f"{path}/advise", STRANGER)["second_advice"] == "ADVISED"
    network.bind(f"{path}/confirmation", NOMINATED)
    network.bind(f"{path}/amendments", ISSUER, amending(number, 1, more(500)))
    network.bind(f"{path}/amendments/1/advice", NOMINATED)
    advised = network.post(f"{path}/amendments/1/advice", STRANGER)
    assert advised["advised_on"] is True
    assert advised["amendment"]["changes"] == [more(500)]
    network.post(f"{path}/amendments/1/answer", EXPORTER, {"accepts": True})
    documents = registered_documents(network, number, (EXPORTER, commercial_invoice(number)))
    given = {"bank": NOMINATED, "amount": {"currency": "USD", "minor": 500}, "documents": documents}
    made = f"/presentations/{network.post(f'{path}/presentations', EXPORTER, given)['id']}"
    network.bind(f"{made}/examination", NOMINATED)
    refused = network.bind(f"{made}/refusal", NOMINATED, {"disposal": "RETURNING"})
    told = network.get(made, EXPORTER)
    assert told["notice"] == refused["notice"]
    assert told["examination"] == told["nominated_examination"] == refused["examination"]
    for lei in (ISSUER, STRANGER, IMPORTER):  # the confirming bank refused it for itself
        assert network.send("GET", made, lei).status_code == 404
        assert refused["id"] not in rows_of(apart[lei], presentations.c.presentation_id)
