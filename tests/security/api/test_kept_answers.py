"""Answers are kept for days: nobody gets from them what the asking credential may not have."""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel

from api.app import create_app
from api.blocking import READING
from api.ids import org_hex
from api.limits import Limits
from api.operations.desk import Kept, KeptAnswer
from api.operations.keeping import MOST_BYTES, kept_of, withheld
from dhow.errors import EnvironmentProblemError
from dhow.store.tables import operations
from dhow.store.vault import Sealed, Vault
from tests.support.api import (
    CARRIER,
    EXPORTER,
    STRANGER,
    Json,
    Network,
    commercial_invoice,
    open_network,
    party,
    problem_of,
)

FULL: dict[str, Any] = {"name": "erp", "user": "checker"}


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def with_token(
    network: Network, token: str, method: str, path: str, *, key: str = "", **how: Any
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    return network.request(method, path, headers=headers, **how)


def machine(network: Network, **changed: Any) -> str:
    token: str = network.post("/service-tokens", EXPORTER, {**FULL, **changed})["token"]
    return token


def keyed(network: Network, key: str, path: str, body: Json) -> httpx.Response:
    return network.send("POST", path, EXPORTER, json=body, headers={"Idempotency-Key": key})


def registered(network: Network, number: str, key: str) -> tuple[Json, httpx.Response]:
    body = {"document": commercial_invoice(number), "grant_to": [CARRIER]}
    answer = keyed(network, key, "/documents", body)
    assert answer.status_code == 201, answer.text
    return body, answer


def everything_kept(network: Network, vault: Vault) -> str:
    """All requests and answers of operations there are, unsealed."""
    found = []
    with network.context.store.read() as work:
        for row in work.operations._connection.execute(operations.select()):
            bound = f"operation:{row.operation}"
            if row.answer is not None:
                packed = vault.open_more(row.wrapped_key, row.answer, bound, "answer")
                found.append(KeptAnswer.unpacked(packed).body.decode())
            if row.request:
                request = vault.open(Sealed(row.request, row.wrapped_key), bound)
                found.append(Kept.unpacked(request).body.decode())
    return "\n".join(found)


@pytest.fixture
def vault(network: Network) -> Vault:
    with network.context.store.read() as work:
        return work.operations._vault


# ------------------------------------------------------------------ tokens with fewer rights


def test_a_token_that_only_reads_sees_no_operations_of_its_user(network: Network) -> None:
    reading = machine(network, reads_only=True)
    made = keyed(network, "made-1", "/service-tokens", FULL)
    assert made.status_code == 201
    own = network.get("/operations", EXPORTER)
    operation = next(each["id"] for each in own if each["idempotency_key"] == "made-1")
    assert with_token(network, reading, "GET", "/operations").json() == []
    assert with_token(network, reading, "GET", f"/operations/{operation}").status_code == 404


def test_a_token_that_only_reads_replays_nothing(network: Network) -> None:
    reading = machine(network, reads_only=True)
    body, first = registered(network, "READS-ONLY", "doc-reads")
    again = with_token(network, reading, "POST", "/documents", key="doc-reads", json=body)
    assert again.status_code == 403
    assert first.json()["document"]["salt"] not in again.text


def test_a_token_that_only_reads_has_no_request_kept(network: Network) -> None:
    reading = machine(network, reads_only=True)
    with network.context.store.read() as work:
        before = len(work.operations._connection.execute(operations.select()).all())
    body = {"document": {"x": "a" * 10_000}}
    answer = with_token(network, reading, "POST", "/documents", key="never", json=body)
    assert answer.status_code == 403
    with network.context.store.read() as work:
        after = len(work.operations._connection.execute(operations.select()).all())
    assert after == before


def test_one_token_neither_replays_nor_sees_what_another_was_answered(network: Network) -> None:
    one, other = machine(network), machine(network)
    body = {"document": commercial_invoice("TWO-TOKENS")}
    first = with_token(network, one, "POST", "/documents", key="shared", json=body)
    assert first.status_code == 201
    assert with_token(network, one, "POST", "/documents", key="shared", json=body).status_code == (
        201
    )
    for refused in (
        with_token(network, other, "POST", "/documents", key="shared", json=body),
        keyed(network, "shared", "/documents", body),
    ):
        assert problem_of(refused)["type"] == "urn:dhow:problem:idempotency-conflict"
        assert "another credential" in problem_of(refused)["title"]
    (seen,) = with_token(network, one, "GET", "/operations").json()
    assert with_token(network, other, "GET", f"/operations/{seen['id']}").status_code == 404
    listed = [each["id"] for each in network.get("/operations", EXPORTER)]
    assert seen["id"] not in listed


# ------------------------------------------------------------------ secrets


def test_secrets_are_told_once_and_kept_in_no_answer(network: Network, vault: Vault) -> None:
    hook = {"url": "https://example.com/hook", "events": []}
    for key, path, body, field in (
        ("once-1", "/service-tokens", FULL, "token"),
        ("once-2", "/webhooks", hook, "secret"),
    ):
        made = keyed(network, key, path, body)
        assert made.status_code == 201, made.text
        secret = made.json()[field]
        again = keyed(network, key, path, body)
        assert again.status_code == 410
        assert problem_of(again)["type"] == "urn:dhow:problem:shown-once"
        assert problem_of(again)["values"] == {"id": made.json()["id"], "status": 201}
        own = network.get("/operations", EXPORTER)
        operation = next(each["id"] for each in own if each["idempotency_key"] == key)
        told = network.get(f"/operations/{operation}", EXPORTER)
        assert told["answer"][field] is None
        assert told["answer"]["id"] == made.json()["id"]
        assert secret not in everything_kept(network, vault)
    rotation = f"/webhooks/{made.json()['id']}/secret"
    secret = keyed(network, "once-3", rotation, {}).json()["secret"]
    assert keyed(network, "once-3", rotation, {}).status_code == 410
    assert secret not in everything_kept(network, vault)


def test_every_answer_that_could_hold_a_secret_or_a_document_says_so(network: Network) -> None:
    """By name, over all routes that write, however deep in the answer."""
    telling = {"token", "secret", "password", "private_key", "salt", "document", "content"}
    marked = 0
    for route in iter_route_contexts(network.app.routes):
        model = getattr(route.original_route, "response_model", None)
        if not set(route.methods or ()) - READING or model is None:
            continue
        if str(route.path).startswith("/auth/"):  # apart from operations
            continue
        without = withheld(model)
        marked += len(without)
        named = _fields(model, set())
        assert named & telling - {"document"} <= set(without), f"{route.path}: {named & telling}"
        for name in without:
            assert name in model.model_fields
    assert marked >= 7


def _fields(model: Any, seen: set[Any]) -> set[str]:
    if model in seen or not (isinstance(model, type) and issubclass(model, BaseModel)):
        return set()
    seen.add(model)
    found = set(model.model_fields)
    for field in model.model_fields.values():
        for each in (field.annotation, *getattr(field.annotation, "__args__", ())):
            found |= _fields(each, seen)
    return found


# ------------------------------------------------------------------ erased documents


def test_an_erased_document_is_in_no_kept_answer(network: Network, vault: Vault) -> None:
    body, first = registered(network, "ERASED", "doc-erased")
    told = first.json()
    salt, document = told["document"]["salt"], told["hash"]
    grant = {"organisation": CARRIER}
    granted = keyed(network, "grant-erased", f"/documents/{document}/grants", grant)
    assert granted.status_code == 200, granted.text
    assert salt in granted.text
    assert salt not in everything_kept(network, vault)

    replayed = keyed(network, "doc-erased", "/documents", body)
    assert (replayed.content, replayed.headers["idempotent-replayed"]) == (first.content, "true")
    own = {each["idempotency_key"]: each["id"] for each in network.get("/operations", EXPORTER)}
    followed = network.get(f"/operations/{own['doc-erased']}", EXPORTER)
    assert followed["answer"]["document"] == told["document"]

    erased = network.send("DELETE", f"/documents/{document}", EXPORTER)
    assert erased.status_code == 204
    for again in (
        keyed(network, "doc-erased", "/documents", body),
        keyed(network, "grant-erased", f"/documents/{document}/grants", grant),
    ):
        assert again.status_code == 410
        assert salt not in again.text
    for key in ("doc-erased", "grant-erased"):
        followed = network.get(f"/operations/{own[key]}", EXPORTER)
        assert followed["answer"]["document"] is None
        assert (followed["status"], followed["answer"]["hash"]) == (
            {"doc-erased": 201, "grant-erased": 200}[key],
            document,
        )


# ------------------------------------------------------------------ long ones


def test_a_very_long_answer_is_not_kept() -> None:
    long = KeptAnswer(200, {}, orjson.dumps("a" * MOST_BYTES))
    kept = KeptAnswer.unpacked(kept_of(long, None).packed())
    assert (kept.status, kept.body) == (200, b"")
    assert kept.without


# ------------------------------------------------------------------ requests that lead to nothing


def test_a_request_that_failed_is_kept_no_longer(network: Network, vault: Vault) -> None:
    """It held a document that is registered when it is asked for again, and may be erased then."""
    sender = network.context.sender
    send = sender.send

    def down(*_: Any, **__: Any) -> Any:
        raise EnvironmentProblemError("no answer from the node")

    body = {"document": commercial_invoice("FAILED-ONCE", salt="5a" * 16)}
    sender.send = down  # type: ignore[method-assign]
    try:
        assert keyed(network, "failed", "/documents", body).status_code == 503
    finally:
        sender.send = send  # type: ignore[method-assign]
    assert "5a" * 16 not in everything_kept(network, vault)
    again = keyed(network, "failed", "/documents", body)
    assert (again.status_code, again.json()["document"]["salt"]) == (201, "5a" * 16)
    assert "5a" * 16 not in everything_kept(network, vault)


def test_who_has_used_its_share_has_nothing_kept(network: Network) -> None:
    app = create_app(network.context, limits=Limits({"write": 2}, window_seconds=3600))
    transport = httpx.ASGITransport(app=app)
    token = network.token(STRANGER)

    def sent(key: str, number: str) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url="http://limited") as client:
                body = {"document": commercial_invoice(number, issuer=party(STRANGER))}
                headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
                return await client.post("/documents", json=body, headers=headers)

        return network.run(send())

    first = sent("share-1", "SHARE-1")
    assert first.status_code == 201, first.text
    assert first.headers["RateLimit"].startswith('"write";r=1')  # counted once
    assert sent("share-1", "SHARE-1").status_code == 201  # told again: counted too
    for key in ("share-1", "share-2"):
        refused = sent(key, "SHARE-2")
        assert refused.status_code == 429
        assert refused.headers["retry-after"]
    with network.context.store.read() as work:
        assert work.operations.by_key(org_hex(STRANGER), "checker", "share-2") is None


# --------------------------------------------------------------- refused for what it is


def kept_rows(network: Network) -> int:
    with network.context.store.read() as work:
        return len(work.operations._connection.execute(operations.select()).all())


@pytest.mark.parametrize(
    ("organisation", "path", "body", "status"),
    [
        (EXPORTER, "/money/USD/issues", {"member": EXPORTER, "amount": "1.00"}, 403),
        (EXPORTER, "/documents", {"grant_to": [CARRIER]}, 422),
        (EXPORTER, "/documents", [], 422),
        (EXPORTER, "/documents/not-a-hash/grants", {"grant_to": [CARRIER]}, 422),
        (EXPORTER, "/no/such/route", {}, 404),
    ],
    ids=["a role that may not", "wrong shape", "no object", "wrong path", "no route"],
)
@pytest.mark.parametrize("prefer", ["", "respond-async"])
def test_what_its_route_refuses_is_not_kept(
    network: Network, organisation: str, path: str, body: Any, status: int, prefer: str
) -> None:
    before = kept_rows(network)
    headers = {"Idempotency-Key": f"refused {path} {status} {prefer}", "Prefer": prefer}
    for _ in range(2):
        response = network.send("POST", path, organisation, json=body, headers=headers)
        assert response.status_code == status, response.text
        assert "idempotent-replayed" not in response.headers
        assert "preference-applied" not in response.headers
    assert kept_rows(network) == before


def test_a_key_that_was_refused_for_its_shape_is_free_for_the_mended_request(
    network: Network,
) -> None:
    body = {"document": commercial_invoice("MENDED"), "grant_to": "nobody in a list"}
    assert keyed(network, "mended", "/documents", body).status_code == 422
    body["grant_to"] = [CARRIER]
    assert keyed(network, "mended", "/documents", body).status_code == 201
    assert "idempotent-replayed" in keyed(network, "mended", "/documents", body).headers
    # used now: another request under it is told so, whatever its shape
    body["grant_to"] = "nobody in a list"
    again = keyed(network, "mended", "/documents", body)
    assert problem_of(again)["type"] == "urn:dhow:problem:idempotency-conflict"


def test_what_was_refused_is_in_the_audit_log(network: Network) -> None:
    def lines() -> int:
        with network.context.store.read() as work:
            return sum(number for number, _ in work.audit.system_heads().values())

    before = lines()
    body = {"member": EXPORTER, "amount": "1.00"}
    assert keyed(network, "tried", "/money/USD/issues", body).status_code == 403
    assert lines() > before
