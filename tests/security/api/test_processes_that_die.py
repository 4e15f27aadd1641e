"""A process that dies around an act on the ledger: no object is lost, none is there too early.

Each act is cut off twice: right after the ledger took it, so that repeating and reading must find
it done; and right before it was sent, so that nobody may see anything and repeating does it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from api.context import DEVELOPMENT_PASSWORD
from api.ids import from_hex, org_bytes, org_hex
from dhow.ledger.bindings.values import CreditId, DocumentHash, OrgId
from dhow.ledger.types import Act
from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    RIVAL,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    issued_credit,
    lei,
    open_network,
    presented,
    registered_documents,
    terms,
)

USD_100_000 = {"currency": "USD", "minor": 10_000_000}


class Died(Exception):
    """The process is gone, as far as the request is concerned."""


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 4, 22, 7)
        yield opened


@contextmanager
def dying(network: Network, act_name: str, when: Literal["before", "after"]) -> Iterator[None]:
    """The process dies when it sends this act: before the ledger has it, or right after."""
    sender = network.context.sender
    send = sender.send

    def cut_short(act: Act[Any], signer: Any, **how: Any) -> Any:
        if act.name.split(".")[-1] != act_name:
            return send(act, signer, **how)
        if when == "after":
            send(act, signer, **how)
        raise Died

    sender.send = cut_short  # type: ignore[method-assign]
    try:
        yield
    finally:
        sender.send = send  # type: ignore[method-assign]


@dataclass(frozen=True)
class Step:
    """An act by a request: what it says, who reads what afterwards, and what repeating answers."""

    act: str
    who: str
    path: str
    body: Any
    readers: tuple[tuple[str, str], ...]  # organisation, path
    state: tuple[str, str] | None = None  # path, state
    binding: bool = False
    repeated: int = 201


def apply_for(network: Network, number: str) -> Step:
    del network
    body = {"reference": number, "terms": terms(number)}
    return Step("applyForWith", IMPORTER, "/credits/applications", body, ())


def issue(network: Network, number: str) -> Step:
    body = {"reference": number, "terms": terms(number)}
    credit = network.post("/credits/applications", IMPORTER, body)["id"]
    path = f"/credits/{credit}"
    return Step(
        "issue",
        ISSUER,
        f"{path}/issue",
        {"number": number},
        ((EXPORTER, path), (NOMINATED, path)),
        (path, "ISSUED"),
        binding=True,
        repeated=200,
    )


def present(network: Network, number: str) -> Step:
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    body = {"bank": NOMINATED, "amount": USD_100_000, "documents": documents}
    return Step("present", EXPORTER, f"/credits/{credit}/presentations", body, ())


def forward(network: Network, number: str) -> Step:
    credit = issued_credit(network, number)
    documents = registered_documents(network, number)
    body = {"bank": NOMINATED, "amount": USD_100_000, "documents": documents}
    made = network.post(f"/credits/{credit}/presentations", EXPORTER, body)["id"]
    path = f"/presentations/{made}"
    # the presentation first: reading it lets the bank in to its documents
    readers = ((ISSUER, path), *((ISSUER, f"/documents/{each}") for each in documents))
    return Step(
        "forward", NOMINATED, f"{path}/forward", None, readers, (path, "RECEIVED"), repeated=200
    )


def _discrepant(network: Network, number: str) -> str:
    documents = registered_documents(
        network,
        number,
        (EXPORTER, commercial_invoice(number, goods="FROZEN SHRIMP")),
        (CARRIER, bill_of_lading(number)),
    )
    return presented(network, issued_credit(network, number), documents)


def examine(network: Network, number: str) -> Step:
    path = f"/presentations/{_discrepant(network, number)}"
    return Step(
        "examine",
        ISSUER,
        f"{path}/examination",
        None,
        (),
        (path, "DISCREPANT"),
        binding=True,
        repeated=200,
    )


def refuse(network: Network, number: str) -> Step:
    path = f"/presentations/{_discrepant(network, number)}"
    network.bind(f"{path}/examination", ISSUER)
    return Step(
        "refuse",
        ISSUER,
        f"{path}/refusal",
        {"disposal": "RETURNING"},
        (),
        (path, "REFUSED"),
        binding=True,
        repeated=200,
    )


def honour(network: Network, number: str) -> Step:
    documents = registered_documents(network, number)
    made = presented(network, issued_credit(network, number), documents)
    path = f"/presentations/{made}"
    network.bind(f"{path}/examination", ISSUER)
    network.post("/money/USD/allowances", ISSUER, {"contract": "credit", "minor": 10_000_000})
    readers = ((IMPORTER, path), *((IMPORTER, f"/documents/{each}") for each in documents))
    return Step(
        "honour",
        ISSUER,
        f"{path}/honour",
        None,
        readers,
        (path, "HONOURED"),
        binding=True,
        repeated=200,
    )


def undertake(network: Network, number: str) -> Step:
    network.post("/money/USD/allowances", FINANCIER, {"contract": "undertaking", "minor": 5_000})
    body = {
        "reference": number,
        "beneficiary": EXPORTER,
        "amount": {"currency": "USD", "minor": 5_000},
        "expires_at": "2026-09-01T00:00:00Z",
        "conditions": [
            {"kind": "ATTESTATION", "party": CARRIER, "statement": "The juice was loaded."}
        ],
    }
    return Step("undertake", FINANCIER, "/undertakings", body, ())


def register_document(network: Network, number: str) -> Step:
    del network
    body = {"document": commercial_invoice(number), "grant_to": [RIVAL]}
    return Step("register", EXPORTER, "/documents", body, (), repeated=409)


def register_invoice(network: Network, number: str) -> Step:
    del network
    body = {
        "number": number,
        "issue_date": "2026-03-30",
        "currency": "USD",
        "seller": {"name": "Orchards", "lei": EXPORTER},
        "buyer": {"name": "Juice Works", "lei": IMPORTER},
        "total_minor": 100_000,
    }
    return Step("register", EXPORTER, "/invoices", body, (), repeated=409)


ACTS: dict[str, Callable[[Network, str], Step]] = {
    each.__name__: each
    for each in (
        apply_for,
        issue,
        present,
        forward,
        examine,
        refuse,
        honour,
        undertake,
        register_document,
        register_invoice,
    )
}
# collections a created object appears in, and who sees it there
LISTED: dict[str, tuple[tuple[str, str], ...]] = {
    "apply_for": ((IMPORTER, "/credits"), (ISSUER, "/credits")),
    "undertake": ((FINANCIER, "/undertakings"), (EXPORTER, "/undertakings")),
    "register_document": ((EXPORTER, "/documents"), (RIVAL, "/documents")),
    "register_invoice": ((EXPORTER, "/invoices"),),
}


def _listed(network: Network, name: str, step: Step) -> list[int]:
    """How many objects each of those who should see the new one sees."""
    views = LISTED.get(name, ())
    if name == "present":
        views = ((EXPORTER, step.path), (NOMINATED, step.path))
    return [len(network.get(path, who)) for who, path in views]


def _die(network: Network, step: Step, when: Literal["before", "after"]) -> None:
    if step.binding:
        prepared = network.send("POST", step.path, step.who, user="maker", json=step.body)
        assert prepared.status_code == 202, prepared.text
    with dying(network, step.act, when):
        assert network.send("POST", step.path, step.who, json=step.body).status_code == 500


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_happened_is_found_done(network: Network, name: str) -> None:
    step = ACTS[name](network, f"LC-A-{name[:9]}")
    before = _listed(network, name, step)
    _die(network, step, "after")
    for who, path in step.readers:
        network.get(path, who)
    assert _listed(network, name, step) == [count + 1 for count in before]
    again = network.send("POST", step.path, step.who, json=step.body)
    assert again.status_code == step.repeated, again.text
    assert _listed(network, name, step) == [count + 1 for count in before]
    if step.repeated < 400:
        assert again.json()["receipt"] is None  # nothing was done a second time
    if step.state:
        path, state = step.state
        assert network.get(path, step.who)["state"] == state
    if step.binding:
        assert network.get("/members/acts", step.who) == []
        once_more = network.send("POST", step.path, step.who, user="maker", json=step.body)
        assert once_more.status_code == 200, once_more.text


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_never_happened_left_nothing(network: Network, name: str) -> None:
    step = ACTS[name](network, f"LC-B-{name[:9]}")
    before = _listed(network, name, step)
    _die(network, step, "before")
    for who, path in step.readers:
        assert network.send("GET", path, who).status_code == 404
    assert _listed(network, name, step) == before
    again = network.post(step.path, step.who, step.body)
    assert again["receipt"] is not None
    assert _listed(network, name, step) == [count + 1 for count in before]
    for who, path in step.readers:
        network.get(path, who)
    if step.state:
        path, state = step.state
        assert network.get(path, step.who)["state"] == state


def test_the_report_survives_and_the_refusal_goes_out(network: Network) -> None:
    step = examine(network, "LC-REPORT")
    _die(network, step, "after")
    path = step.path.removesuffix("/examination")
    assert network.get(path, ISSUER)["examination"]["findings"]
    refused = network.bind(f"{path}/refusal", ISSUER, {"disposal": "RETURNING"})
    assert "FROZEN SHRIMP" in refused["notice"]
    assert network.get(path, EXPORTER)["notice"] == refused["notice"]


def test_a_report_the_store_lost_is_found_again(network: Network) -> None:
    step = examine(network, "LC-LOST")
    network.bind(step.path, ISSUER)
    path = step.path.removesuffix("/examination")
    whole = network.get(path, ISSUER)["examination"]
    with network.context.store.begin() as work:
        row = work.presentations.system_get(path.split("/")[-1])
        assert row is not None
        work.presentations.record_report(org_hex(ISSUER), row.presentation_id, b"{}")
    assert network.get(path, ISSUER)["examination"] is None
    assert network.post(step.path, ISSUER)["examination"] == whole


def test_a_second_disposal_does_not_overwrite_the_notice_given(network: Network) -> None:
    step = refuse(network, "LC-NOTICE")
    _die(network, step, "after")
    path = step.path.removesuffix("/refusal")
    given = network.get(path, EXPORTER)["notice"]
    other = {"disposal": "HOLDING_FOR_INSTRUCTIONS"}
    network.send("POST", step.path, ISSUER, user="maker", json=other)
    assert network.refused(step.path, ISSUER, other)["error"] == "Credit_WrongPresentationState"
    assert network.get(path, EXPORTER)["notice"] == given


def test_other_documents_after_a_death_are_what_is_presented(network: Network) -> None:
    """What was stored for an act that never happened is replaced, and shown to nobody."""
    step = present(network, "LC-OTHER")
    _die(network, step, "before")
    first = step.body["documents"]
    other = registered_documents(
        network,
        "LC-OTHER",
        (EXPORTER, commercial_invoice("LC-OTHER", issued_on="2026-04-19")),
        (CARRIER, bill_of_lading("LC-OTHER", "2026-04-21")),
    )
    made = network.post(step.path, EXPORTER, {**step.body, "documents": other})
    (seen,) = network.get(step.path, NOMINATED)
    assert seen["id"] == made["id"]
    assert [each["hash"] for each in seen["documents"]] == other
    for each in first:
        assert network.send("GET", f"/documents/{each}", NOMINATED).status_code == 404


def test_a_refused_presentation_shows_the_bank_nothing(network: Network) -> None:
    step = present(network, "LC-TOO-MUCH")
    body = {**step.body, "amount": {"currency": "USD", "minor": 10_000_001}}
    assert network.refused(step.path, EXPORTER, body)["error"] == "Credit_DrawingExceedsCredit"
    assert network.get(step.path, EXPORTER) == network.get(step.path, NOMINATED) == []
    for each in step.body["documents"]:
        assert network.send("GET", f"/documents/{each}", NOMINATED).status_code == 404


def test_what_a_party_sent_with_its_own_key_is_taken_up(network: Network) -> None:
    """The ledger has it and the store never heard of it: presenting it here tells the store."""
    step = present(network, "LC-OWN-KEY")
    context = network.context
    act = context.contracts.credit_presentations.present(
        credit=CreditId(from_hex(step.path.split("/")[2])),
        bank=OrgId(org_bytes(NOMINATED)),
        amount_minor=10_000_000,
        documents=[DocumentHash(from_hex(each)) for each in step.body["documents"]],
    )
    context.ledger.send(act, context.keys.user(EXPORTER, "checker"))
    [shown] = network.get(step.path, EXPORTER)  # as the ledger tells it
    assert shown["not_held"] == []
    told: Json = network.post(step.path, EXPORTER, step.body)
    assert told["receipt"] is None
    assert [each["id"] for each in network.get(step.path, NOMINATED)] == [told["id"]]


@pytest.mark.parametrize("act", ["admit", "restoreKey"])
def test_an_admission_cut_off_half_way_is_completed(network: Network, act: str) -> None:
    newcomer = {
        "lei": lei(f"late{act}"),
        "name": f"Late {act}",
        "country": "AE",
        "capabilities": ["exporter"],
        "users": [
            {"name": "checker", "duty": "checker", "password": DEVELOPMENT_PASSWORD},
            {"name": "maker", "duty": "maker", "password": DEVELOPMENT_PASSWORD},
        ],
    }
    how: Any = {"user": "registrar"}
    with dying(network, act, "after"):
        cut_off = network.send("POST", "/members", "OPERATOR", json=newcomer, **how)
        assert cut_off.status_code == 500
    path = f"/members/{newcomer['lei']}"
    assert network.send("GET", path, EXPORTER).status_code == 404
    signed_in = network.sign_in(str(newcomer["lei"]), "checker", DEVELOPMENT_PASSWORD)
    assert signed_in.status_code == 401
    assert network.post("/members", "OPERATOR", newcomer, **how)["standing"] == "ADMITTED"
    for user in ("checker", "maker"):
        me = network.send("GET", "/members/me", str(newcomer["lei"]), user=user)
        assert me.status_code == 200, me.text
    assert network.refused("/members", "OPERATOR", newcomer, **how)["status"] == 409
