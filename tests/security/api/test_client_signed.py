"""Parties that sign for themselves: drafts, transactions, consents, and what strangers try."""

from collections.abc import Iterator
from typing import Any

import pytest

from dhow.ledger.signers.preimages import read_signed
from dhow.ledger.signing import LocalSigner
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    STRANGER,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    open_network,
    problem_of,
    terms,
)

WALLET = LocalSigner(bytes(range(101, 133)))
THIEF = LocalSigner(bytes(range(7, 39)))


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as network:
        network.post("/members/keys", EXPORTER, {"key": WALLET.address, "duty": "checker"})
        yield network


def prefer(key: LocalSigner = WALLET) -> dict[str, str]:
    return {"Prefer": f'draft="{key.address}"'}


def draft(network: Network, path: str, body: Any, organisation: str = EXPORTER) -> Json:
    response = network.send("POST", path, organisation, json=body, headers=prefer())
    assert response.status_code == 200, response.text
    assert response.headers["Preference-Applied"] == "draft"
    found: Json = response.json()
    return found


def invoice(number: str) -> Json:
    return {"document": commercial_invoice(number), "grant_to": []}


def signed(transaction: Json, key: LocalSigner = WALLET, **changed: Any) -> str:
    fields = {
        name: int(transaction[name], 16)
        for name in ("type", "chainId", "nonce", "gas", "maxFeePerGas", "maxPriorityFeePerGas")
    }
    data = bytes.fromhex(transaction["data"][2:])
    fields.update(value=0, to=transaction["to"], data=data)  # type: ignore[call-overload]
    return "0x" + key.sign_transaction({**fields, **changed}).hex()


def consent(typed: Json, key: LocalSigner = WALLET, **changed: Any) -> Json:
    """The consent that a wallet signs of typed data; `changed` after it was signed."""
    message = typed["message"]
    return {
        "request": {**message, **changed},
        "signature": "0x" + key.sign_typed_data(typed).hex(),
    }


# --------------------------------------------------------------------- as it should be


def test_a_draft_is_shown_signed_and_sent(network: Network) -> None:
    found = draft(network, "/documents", invoice("DRAFT-1"))
    assert (found["call"]["contract"], found["call"]["function"]) == ("Documents", "register")
    assert found["call"]["notice"]
    before = network.context.ledger.block_number()
    # nothing was sent: the same again is the same draft, but for the time
    assert draft(network, "/documents", invoice("DRAFT-1"))["transaction"] == found["transaction"]
    assert network.context.ledger.block_number() == before

    sent = network.send(
        "POST", "/transactions", EXPORTER, json={"raw": signed(found["transaction"])}
    )
    assert sent.status_code == 200, sent.text
    done = sent.json()
    assert (done["state"], done["party"], done["call"]) == ("done", WALLET.address, found["call"])
    assert done["receipt"]["events"][0]["name"] == "DocumentRegistered"
    # the act's own route finds it done, and the papers are there
    answer = network.send("POST", "/documents", EXPORTER, json=invoice("DRAFT-1"))
    assert answer.status_code in (200, 201, 409), answer.text
    held = network.get("/documents", EXPORTER)
    listed = held["items"] if isinstance(held, dict) else held
    assert any(each["hash"] == found["call"]["arguments"]["document"] for each in listed)
    assert network.get(f"/transactions/{done['transaction']}", EXPORTER) == done


def test_the_same_transaction_twice_counts_once(network: Network) -> None:
    raw = signed(draft(network, "/documents", invoice("TWICE-1"))["transaction"])
    first = network.post("/transactions", EXPORTER, {"raw": raw})
    before = network.context.ledger.block_number()
    assert network.post("/transactions", EXPORTER, {"raw": raw}) == first
    assert network.context.ledger.block_number() == before


def test_a_consent_is_signed_and_sent_by_the_relay(network: Network) -> None:
    found = draft(network, "/documents", invoice("CONSENT-1"))
    handed = consent(found["consent"])
    done = network.post("/transactions/consents", EXPORTER, handed)
    assert (done["state"], done["call"]) == ("done", found["call"])
    names = [event["name"] for event in done["receipt"]["events"]]
    assert "DocumentRegistered" in names
    mined = network.context.ledger.engine.rpc("eth_getTransactionByHash", [done["transaction"]])
    assert mined["from"].lower() == network.context.keys.relay().address.lower()
    before = network.context.ledger.block_number()
    assert network.post("/transactions/consents", EXPORTER, handed) == done
    assert network.context.ledger.block_number() == before


def test_a_draft_under_dual_control_is_the_makers_preparation(network: Network) -> None:
    maker, checker = LocalSigner(bytes(range(31, 63))), LocalSigner(bytes(range(32, 64)))
    for key, duty in ((maker, "maker"), (checker, "checker")):
        network.bind("/members/keys", ISSUER, {"key": key.address, "duty": duty})
    credit = network.post(
        "/credits/applications", IMPORTER, {"reference": "OWN-1", "terms": terms("OWN-1")}
    )["id"]
    path, body = f"/credits/{credit}/issue", {"number": "OWN-1"}
    for user, key, function in (("maker", maker, "prepare"), ("checker", checker, "issue")):
        answer = network.send("POST", path, ISSUER, user=user, json=body, headers=prefer(key))
        assert answer.status_code == 200, answer.text
        assert answer.json()["call"]["function"] == function
        raw = signed(answer.json()["transaction"], key)
        assert network.post("/transactions", ISSUER, {"raw": raw})["state"] == "done"
    assert network.get(f"/credits/{credit}", ISSUER)["state"] in ("ISSUED", "ADVISED")


# ------------------------------------------------------------------------ transactions


def refused(network: Network, body: Json, who: str = EXPORTER, path: str = "") -> Json:
    before = network.context.ledger.block_number()
    response = network.send("POST", f"/transactions{path}", who, json=body)
    assert response.status_code >= 400, response.text
    assert network.context.ledger.block_number() == before, "something was sent"
    return problem_of(response)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"chainId": 1}, "chain 1, this network's is 31337"),
        ({"to": THIEF.address}, "no contract of this network"),
        ({"to": None}, "a deployment is no contract"),
        ({"data": b"\xde\xad\xbe\xef"}, "has no function 0xdeadbeef"),
        ({"value": 1}, "moves 1 wei"),
        ({"gas": 29_000_000}, "at most 15,000,000"),
    ],
    ids=["wrong chain", "foreign contract", "deployment", "unknown selector", "value", "gas"],
)
def test_a_transaction_of_something_else(
    network: Network, changed: dict[str, Any], words: str
) -> None:
    found = draft(network, "/documents", invoice("ELSE-1"))
    problem = refused(network, {"raw": signed(found["transaction"], **changed)})
    assert problem["status"] == 422
    assert words in problem["detail"]


def test_hidden_bytes_behind_the_arguments(network: Network) -> None:
    found = draft(network, "/documents", invoice("ELSE-1"))["transaction"]
    data = bytes.fromhex(found["data"][2:])
    for hidden in (data + b"\x00" * 32, data + bytes.fromhex(THIEF.address[2:]), data[:-1]):
        problem = refused(network, {"raw": signed(found, data=hidden)})
        assert problem["type"] == "urn:dhow:problem:unknown-arguments"


def test_a_strangers_signature(network: Network) -> None:
    found = draft(network, "/documents", invoice("ELSE-1"))["transaction"]
    problem = refused(network, {"raw": signed(found, THIEF)})
    assert (problem["status"], problem["type"]) == (403, "urn:dhow:problem:not-yours-to-do")
    # and what is signed by the right key, by another organisation
    assert refused(network, {"raw": signed(found)}, STRANGER)["status"] == 403
    assert THIEF.address in problem["detail"]


def test_a_key_that_the_api_holds_itself(network: Network) -> None:
    held = network.context.keys.user(EXPORTER, "checker")
    answer = network.send(
        "POST",
        "/documents",
        EXPORTER,
        json=invoice("HELD-1"),
        headers={"Prefer": f'draft="{held.address}"'},
    )
    assert answer.json()["transaction"] is None  # its nonces are counted here
    other = draft(network, "/documents", invoice("HELD-1"))["transaction"]
    inner = LocalSigner.named(f"dhow development/{EXPORTER}/user/checker")
    assert inner.address == held.address
    problem = refused(network, {"raw": signed(other, inner)})
    assert problem["type"] == "urn:dhow:problem:key-held-here"


def test_a_nonce_used_or_ahead(network: Network) -> None:
    found = draft(network, "/documents", invoice("NONCE-1"))["transaction"]
    used = int(found["nonce"], 16) - 1
    assert refused(network, {"raw": signed(found, nonce=used)})["type"].endswith("nonce-used")
    ahead = refused(network, {"raw": signed(found, nonce=used + 5)})
    assert ahead["type"].endswith("nonce-ahead")
    assert f"{used + 1} is the next" in ahead["detail"]


def test_what_the_ledger_refuses_is_not_sent(network: Network) -> None:
    raw = signed(draft(network, "/documents", invoice("AGAIN-1"))["transaction"])
    network.post("/transactions", EXPORTER, {"raw": raw})
    nonce = network.context.ledger.engine.rpc("eth_getTransactionCount", [WALLET.address, "latest"])
    again = fields_of(raw)
    problem = refused(network, {"raw": signed(again, nonce=int(nonce, 16))})
    assert problem["error"] == "Documents_AlreadyRegistered"


def fields_of(raw: str) -> Json:
    read = read_signed(bytes.fromhex(raw[2:]))
    return {
        "type": "0x2",
        "chainId": hex(read.chain_id),
        "nonce": hex(read.nonce),
        "gas": hex(read.gas),
        "maxFeePerGas": "0x0",
        "maxPriorityFeePerGas": "0x0",
        "to": read.target,
        "data": "0x" + read.calldata.hex(),
    }


@pytest.mark.parametrize("raw", ["0x00", "0x02", "0x02c0", "0xf86b80", "0x" + "ff" * 200])
def test_bytes_that_are_no_transaction(network: Network, raw: str) -> None:
    assert refused(network, {"raw": raw})["status"] == 422


def test_anothers_transaction_does_not_exist(network: Network) -> None:
    raw = signed(draft(network, "/documents", invoice("OTHERS-1"))["transaction"])
    done = network.post("/transactions", EXPORTER, {"raw": raw})
    for transaction in (done["transaction"], "0x" + "0f" * 32):
        response = network.send("GET", f"/transactions/{transaction}", STRANGER)
        assert response.status_code == 404
        assert problem_of(response)["type"] == "urn:dhow:problem:not-found"


# --------------------------------------------------------------------------- consents


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nonce": 0, "deadline": 2**40}, "something in it was changed"),
        ({"gas": 4_000_000}, "something in it was changed"),
        ({"to": THIEF.address}, "no contract of this network"),
        ({"data": "0xdeadbeef"}, "has no function"),
        ({"gas": 15_000_000}, "request.gas"),
        ({"value": 1}, "request.value"),
    ],
)
def test_a_consent_changed_after_it_was_signed(network: Network, changed: Json, words: str) -> None:
    found = draft(network, "/documents", invoice("CHANGED-1"))["consent"]
    problem = refused(network, consent(found, **changed), path="/consents")
    assert problem["status"] == 422
    assert words in problem["detail"]


@pytest.mark.parametrize(
    "domain",
    [{"chainId": 1}, {"verifyingContract": THIEF.address}, {"name": "Consents"}, {"version": "2"}],
)
def test_a_consent_for_another_domain(network: Network, domain: Json) -> None:
    found = draft(network, "/documents", invoice("DOMAIN-1"))["consent"]
    foreign = {**found, "domain": {**found["domain"], **domain}}
    problem = refused(network, consent(foreign), path="/consents")
    assert "signed for another network" in problem["detail"]


def test_a_consent_past_its_time(network: Network) -> None:
    found = draft(network, "/documents", invoice("LATE-1"))["consent"]
    for deadline, words in ((network.context.now() - 1, "is past"), (2**40, "days ahead")):
        message = {**found["message"], "deadline": deadline}
        problem = refused(network, consent({**found, "message": message}), path="/consents")
        assert words in problem["detail"]


def test_a_consent_replayed_for_another_act(network: Network) -> None:
    found = draft(network, "/documents", invoice("REPLAY-1"))["consent"]
    other = draft(network, "/documents", invoice("REPLAY-2"))["consent"]
    assert other["message"]["nonce"] == found["message"]["nonce"]
    network.post("/transactions/consents", EXPORTER, consent(found))
    problem = refused(network, consent(other), path="/consents")
    assert problem["type"] == "urn:dhow:problem:consent-used"
    ahead = {**other, "message": {**other["message"], "nonce": other["message"]["nonce"] + 9}}
    assert refused(network, consent(ahead), path="/consents")["type"].endswith("consent-ahead")


def test_a_consent_of_somebody_else(network: Network) -> None:
    found = draft(network, "/documents", invoice("WHOSE-1"))["consent"]
    # signed by a thief in the party's name
    assert "not" in refused(network, consent(found, THIEF), path="/consents")["detail"]
    # a thief's own, and the party's handed in by another organisation
    own = {**found, "message": {**found["message"], "from": THIEF.address}}
    assert refused(network, consent(own, THIEF), path="/consents")["status"] == 403
    assert refused(network, consent(found), STRANGER, path="/consents")["status"] == 403


def test_a_consent_that_the_ledger_refuses_gives_its_reason(network: Network) -> None:
    found = draft(network, "/documents", invoice("REASON-1"))
    raw = signed(found["transaction"])
    network.post("/transactions", EXPORTER, {"raw": raw})
    problem = refused(network, consent(found["consent"]), path="/consents")
    assert problem["error"] == "Documents_AlreadyRegistered"


# ----------------------------------------------------------------------------- drafts


@pytest.mark.parametrize("value", ["draft", "draft=me", 'draft="0x12"', "wait=5, draft"])
def test_a_draft_without_a_key(network: Network, value: str) -> None:
    before = network.context.ledger.block_number()
    response = network.send(
        "POST", "/documents", EXPORTER, json=invoice("NOKEY-1"), headers={"Prefer": value}
    )
    assert problem_of(response)["type"] == "urn:dhow:problem:draft-without-a-key"
    assert network.context.ledger.block_number() == before


def test_a_draft_of_what_is_signed_already_sends_nothing(network: Network) -> None:
    found = draft(network, "/documents", invoice("SIGNED-1"))
    before = network.context.ledger.block_number()
    for path, body in (
        ("/transactions", {"raw": signed(found["transaction"])}),
        ("/transactions/consents", consent(found["consent"])),
    ):
        response = network.send("POST", path, EXPORTER, json=body, headers=prefer())
        assert problem_of(response)["type"] == "urn:dhow:problem:nothing-to-draft"
    assert network.context.ledger.block_number() == before


def test_a_draft_for_a_key_that_may_not(network: Network) -> None:
    response = network.send(
        "POST", "/documents", EXPORTER, json=invoice("THIEF-1"), headers=prefer(THIEF)
    )
    assert problem_of(response)["error"] == "Members_UnknownKey"


def test_a_draft_with_an_idempotency_key_keeps_no_answer(network: Network) -> None:
    headers = {**prefer(), "Idempotency-Key": "draft-then-send"}
    body = {"document": bill_of_lading("IDEM-1"), "grant_to": []}
    # the carrier's own key is not on the ledger: it signs with the one kept here
    held = network.context.keys.user(CARRIER, "checker").address
    headers["Prefer"] = f'draft="{held}"'
    assert network.send("POST", "/documents", CARRIER, json=body, headers=headers).json()["draft"]
    del headers["Prefer"]
    done = network.send("POST", "/documents", CARRIER, json=body, headers=headers)
    assert done.status_code == 201, done.text
    assert done.json()["hash"]
