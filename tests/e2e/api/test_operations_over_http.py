"""A request that writes is carried out once, whatever becomes of its answer or its caller."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from api.ids import org_hex
from dhow.errors import EnvironmentProblemError
from dhow.ledger.sending import StillUnderWay
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    RIVAL,
    STRANGER,
    Json,
    Network,
    commercial_invoice,
    open_network,
    party,
    problem_of,
    terms,
)
from tests.support.operations import let_the_lease_end, run_what_was_left, runner_of


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def document(number: str, **changed: Any) -> Json:
    return {"document": commercial_invoice(number, **changed)}


def keyed(key: str, prefer: str | None = None) -> dict[str, str]:
    headers = {"Idempotency-Key": f'"{key}"'}
    return headers if prefer is None else {**headers, "Prefer": prefer}


def register(network: Network, body: Json, headers: dict[str, str], **how: Any) -> httpx.Response:
    return network.send("POST", "/documents", EXPORTER, json=body, headers=headers, **how)


def sent(network: Network) -> int:
    """Blocks so far: each act makes one."""
    return network.context.ledger.block_number()


@contextmanager
def sending(network: Network, instead: Callable[..., Any]) -> Iterator[Any]:
    """Something else happens where acts are sent; `instead` gets the real sending first."""
    sender = network.context.sender
    send = sender.send
    sender.send = lambda act, signer, **how: instead(send, act, signer, **how)  # type: ignore[method-assign]
    try:
        yield send
    finally:
        sender.send = send  # type: ignore[method-assign]


class Slow:
    """Acts that wait until they are let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Semaphore(0)

    def __call__(self, send: Any, act: Any, signer: Any, **how: Any) -> Any:
        self.begun.release()
        assert self.go.wait(60)
        return send(act, signer, **how)


# ------------------------------------------------------------------ the same key


def test_the_same_request_under_its_key_gets_the_same_answer(network: Network) -> None:
    first = register(network, document("KEY-1"), keyed("one"))
    assert first.status_code == 201, first.text
    before = sent(network)
    again = register(network, document("KEY-1"), keyed("one"))
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert sent(network) == before


def test_without_a_key_it_is_another_request(network: Network) -> None:
    body = document("KEY-0")
    assert register(network, body, {}).status_code == 201
    assert register(network, body, {}).status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"json": document("KEY-3")},
        {"json": document("KEY-2"), "params": {"a": "b"}},
    ],
    ids=["body", "query"],
)
def test_another_request_under_the_key_is_refused(network: Network, changed: Any) -> None:
    register(network, document("KEY-2"), keyed("two"))
    before = sent(network)
    other = network.send("POST", "/documents", EXPORTER, headers=keyed("two"), **changed)
    assert problem_of(other)["type"] == "urn:dhow:problem:idempotency-conflict"
    assert other.status_code == 422
    assert sent(network) == before


def test_another_path_under_the_key_is_refused(network: Network) -> None:
    register(network, document("KEY-2"), keyed("two"))
    body = {"contract": "credit", "minor": 1}
    other = network.send("POST", "/money/USD/allowances", EXPORTER, headers=keyed("two"), json=body)
    assert other.status_code == 422


def test_a_key_is_each_users_own(network: Network) -> None:
    made = register(network, document("KEY-4"), keyed("four"))
    by_another = network.send(
        "POST", "/documents", CARRIER, headers=keyed("four"), json=document("KEY-4")
    )
    assert made.status_code == 201
    # the carrier is no issuer of it; that the exporter used the key is nothing to it
    assert problem_of(by_another)["type"] == "urn:dhow:problem:invalid-input"
    assert "idempotent-replayed" not in by_another.headers
    maker = register(network, document("KEY-5"), keyed("four"), user="maker")
    assert maker.status_code == 201


def test_a_refusal_is_given_again_in_the_same_words(network: Network) -> None:
    register(network, document("KEY-6"), {})
    first = register(network, document("KEY-6"), keyed("six"))
    assert problem_of(first)["error"] == "Documents_AlreadyRegistered"
    again = register(network, document("KEY-6"), keyed("six"))
    assert (again.status_code, again.content) == (409, first.content)
    assert again.headers["idempotent-replayed"] == "true"


def test_a_salt_by_chance_is_the_same_when_the_request_is_run_again(network: Network) -> None:
    """The first run's act was accepted and its answer lost: the second must find that act."""
    body = document("KEY-7", salt=None)
    del body["document"]["salt"]
    lost = []

    def answer_lost(send: Any, act: Any, signer: Any, **how: Any) -> Any:
        lost.append(send(act, signer, **how))
        raise EnvironmentProblemError("the node's answer was lost")

    with sending(network, answer_lost):
        assert register(network, body, keyed("seven")).status_code == 503
    before = sent(network)
    again = register(network, body, keyed("seven"))
    assert again.status_code == 201, again.text
    assert sent(network) == before
    assert again.json()["receipt"]["transaction"] == lost[0].transaction_hash
    assert "idempotent-replayed" not in again.headers


def test_a_malformed_key_is_refused_before_anything_is_done(network: Network) -> None:
    refused = register(network, document("KEY-8"), {"Idempotency-Key": '"open'})
    assert refused.status_code == 400
    assert problem_of(refused)["type"] == "urn:dhow:problem:idempotency-key-malformed"
    assert register(network, document("KEY-8"), {}).status_code == 201


def test_not_signed_in_is_said_as_ever(network: Network) -> None:
    answer = network.request("POST", "/documents", json={}, headers=keyed("nobody"))
    assert answer.status_code == 401
    forged = {**keyed("nobody"), "Authorization": "Bearer forged"}
    answer = network.request("POST", "/documents", json={}, headers=forged)
    assert answer.status_code == 401
    assert problem_of(answer)["type"] == "urn:dhow:problem:not-signed-in"


def test_a_makers_answer_is_kept_too(network: Network) -> None:
    applied = network.post(
        "/credits/applications", IMPORTER, {"reference": "LC-OP", "terms": terms("LC-OP")}
    )
    path = f"/credits/{applied['id']}/issue"
    how: Any = {"json": {"number": "LC-OP"}, "headers": keyed("prepare")}
    first = network.send("POST", path, ISSUER, user="maker", **how)
    again = network.send("POST", path, ISSUER, user="maker", **how)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.content == first.content
    assert first.json()["awaits"] == "checker"
    done = network.send("POST", path, ISSUER, **how)
    assert (done.status_code, done.json()["state"]) == (200, "ISSUED")


def test_two_of_the_same_at_once_are_one(network: Network) -> None:
    slow = Slow()
    headers = {**keyed("twins"), "Authorization": f"Bearer {network.token(EXPORTER)}"}

    async def both() -> list[httpx.Response]:
        twins = [
            asyncio.create_task(
                network.client.request(
                    "POST", "/documents", json=document("TWINS"), headers=headers
                )
            )
            for _ in range(3)
        ]
        while not slow.begun.acquire(blocking=False):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        slow.go.set()
        return await asyncio.gather(*twins)

    before = sent(network)
    with sending(network, slow):
        answers = network.run(both())
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 2
    assert sent(network) == before + 1


# -------------------------------------------------------------------- following


def until_ended(network: Network, location: str, who: str = EXPORTER) -> Json:
    async def wait() -> Json:
        while True:
            answer = await network.client.get(
                location, headers={"Authorization": f"Bearer {network.token(who)}"}
            )
            found: Json = answer.json()
            if found["state"] != "under way":
                return found
            await asyncio.sleep(0.02)

    network.token(who)
    return network.run(wait())


@pytest.mark.parametrize("with_key", [True, False])
def test_who_does_not_wait_follows_the_operation(network: Network, with_key: bool) -> None:
    name = f"ASYNC-{with_key}"
    headers = keyed(name, "respond-async") if with_key else {"Prefer": "respond-async"}
    slow = Slow()
    with sending(network, slow):  # done before it is promised, it is answered at once
        answer = register(network, document(name), headers)
        slow.go.set()
        ended = until_ended(network, answer.headers["location"])
    assert answer.status_code == 202, answer.text
    assert answer.headers["preference-applied"] == "respond-async"
    told = answer.json()
    assert answer.headers["location"] == f"/operations/{told['id']}"
    assert told["idempotency_key"] == (name if with_key else None)
    assert (ended["state"], ended["status"]) == ("done", 201)
    assert ended["answer"]["standing"] == "REGISTERED"
    if with_key:
        again = register(network, document(name), keyed(name))
        assert (again.status_code, again.json()) == (201, ended["answer"])


def test_a_refused_operation_says_why(network: Network) -> None:
    register(network, document("ASYNC-R"), {})
    answer = register(network, document("ASYNC-R"), {"Prefer": "respond-async"})
    ended = until_ended(network, answer.headers["location"])
    assert (ended["state"], ended["status"]) == ("refused", 409)
    assert ended["answer"]["error"] == "Documents_AlreadyRegistered"


@pytest.mark.parametrize("headers", [{}, keyed("patience")], ids=["without a key", "with a key"])
def test_when_the_wait_is_over_it_is_accepted_and_goes_on(
    network: Network, headers: dict[str, str]
) -> None:
    slow = Slow()
    body = document(f"WAIT-{len(headers)}")
    with sending(network, slow):
        answer = register(network, body, {**headers, "Prefer": "wait=1"})
        slow.go.set()
        assert answer.status_code == 202, answer.text
        assert answer.headers["preference-applied"] == "wait=1"
        ended = until_ended(network, answer.headers["location"])
    assert (ended["state"], ended["status"]) == ("done", 201)


@pytest.mark.parametrize("headers", [{}, keyed("no block")], ids=["without a key", "with a key"])
def test_an_act_that_is_in_no_block_in_time_is_followed(
    network: Network, headers: dict[str, str]
) -> None:
    def no_block(_: Any, act: Any, __: Any, **how: Any) -> Any:
        raise StillUnderWay(act.name, how["key"], 120, None)

    body = document(f"NO-BLOCK-{len(headers)}")
    with sending(network, no_block):
        answer = register(network, body, headers)
    assert answer.status_code == 202, answer.text
    location = answer.headers["location"]
    assert network.get(location, EXPORTER)["state"] == "under way"
    runner_of(network).desk._clock = lambda: int(time.time()) + 600
    try:
        assert run_what_was_left(network) == 1
    finally:
        runner_of(network).desk._clock = lambda: int(time.time())
    ended = network.get(location, EXPORTER)
    assert (ended["state"], ended["status"]) == ("done", 201)
    if headers:
        again = register(network, body, headers)
        assert (again.status_code, again.json()) == (201, ended["answer"])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/service-tokens", {"name": "unread", "user": "maker"}),
        ("/webhooks", {"url": "http://127.0.0.1:9/x"}),
        (f"/webhooks/0x{'0f' * 32}/secret", None),
    ],
)
@pytest.mark.parametrize("prefer", ["respond-async", "wait=0"])
def test_a_secret_that_nobody_could_read_is_not_made(
    network: Network, path: str, body: Json | None, prefer: str
) -> None:
    before = network.get("/service-tokens", EXPORTER), network.get("/webhooks", EXPORTER)
    refused = network.send("POST", path, EXPORTER, json=body, headers={"Prefer": prefer})
    assert refused.status_code == 422, refused.text
    assert refused.json()["type"].endswith("secret-needs-an-answer")
    assert (network.get("/service-tokens", EXPORTER), network.get("/webhooks", EXPORTER)) == before


def test_an_operation_goes_on_when_its_client_goes_away(network: Network) -> None:
    slow = Slow()
    headers = {**keyed("gone"), "Authorization": f"Bearer {network.token(EXPORTER)}"}

    async def hang_up() -> None:
        asking = asyncio.create_task(
            network.client.request("POST", "/documents", json=document("GONE"), headers=headers)
        )
        while not slow.begun.acquire(blocking=False):
            await asyncio.sleep(0.01)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        slow.go.set()

    with sending(network, slow):
        network.run(hang_up())
        (found,) = [
            each
            for each in network.get("/operations", EXPORTER)
            if each["idempotency_key"] == "gone"
        ]
        until_ended(network, f"/operations/{found['id']}")
    again = register(network, document("GONE"), keyed("gone"))
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")


def test_operations_are_each_users_own(network: Network) -> None:
    answer = register(network, document("OWN"), keyed("own", "respond-async"))
    location = answer.headers["location"]
    until_ended(network, location)
    assert network.send("GET", location, RIVAL).status_code == 404
    assert network.send("GET", location, EXPORTER, user="maker").status_code == 404
    assert network.send("GET", f"/operations/{'0' * 32}", EXPORTER).status_code == 404
    mine = network.get("/operations?limit=200", EXPORTER)
    assert location.split("/")[-1] in {each["id"] for each in mine}
    assert network.get("/operations", RIVAL) == []


def test_operations_come_in_pages_newest_first(network: Network) -> None:
    for number in range(3):
        register(network, document(f"PAGE-{number}"), keyed(f"page-{number}"))
    whole = [each["id"] for each in network.get("/operations?limit=200", EXPORTER)]
    paged: list[str] = []
    address = "/operations?limit=2"
    while address:
        answer = network.send("GET", address, EXPORTER)
        paged += [each["id"] for each in answer.json()]
        link = answer.headers.get("link", "")
        address = link[1 : link.index(">")] if link else ""
    assert paged == whole
    assert len(set(paged)) == len(paged)


# ------------------------------------------------------------------- left behind


def left_by_the_dead(
    network: Network, key: str, body: Json, *, who: str = EXPORTER, user: str = "checker"
) -> str:
    """An operation whose process died before it did anything; its id."""
    slow = Slow()
    token = network.token(who, user)
    headers = {**keyed(key, "respond-async"), "Authorization": f"Bearer {token}"}
    runner = runner_of(network)
    kept, runner.desk.holder = runner.desk.holder, "elsewhere:1:dead"

    async def die() -> str:
        answer = await network.client.request("POST", "/documents", json=body, headers=headers)
        operation = str(answer.json()["id"])
        # a thread that is on its way there would send in truth, after `never` is gone
        assert await asyncio.to_thread(slow.begun.acquire, timeout=60)
        run = runner.running.pop(operation)
        run.task.cancel()
        slow.go.set()
        with pytest.raises(asyncio.CancelledError):
            await run.task
        return operation

    def never(*_: Any, **__: Any) -> Any:
        slow.begun.release()
        slow.go.wait(60)
        raise EnvironmentProblemError("its process is no more")

    try:
        with sending(network, never):
            operation = network.run(die())
    finally:
        runner.desk.holder = kept
    return operation


def test_what_a_dead_process_left_is_run_by_the_next(network: Network) -> None:
    operation = left_by_the_dead(network, "dead", document("DEAD"))
    assert run_what_was_left(network) == 0  # its process may live
    let_the_lease_end(network, operation)
    assert run_what_was_left(network) == 1
    ended = network.get(f"/operations/{operation}", EXPORTER)
    assert (ended["state"], ended["answer"]["standing"]) == ("done", "REGISTERED")
    assert run_what_was_left(network) == 0


def test_it_is_run_with_the_rights_there_are_then(network: Network) -> None:
    """The user who asked for it was disabled since: it is refused, not carried out."""
    body = document("LEAVER", issuer=party(STRANGER))
    operation = left_by_the_dead(network, "leaver", body, who=STRANGER, user="maker")
    let_the_lease_end(network, operation)
    with network.context.store.begin() as work:
        work.users.disable(org_hex(STRANGER), "maker")
    before = sent(network)
    assert run_what_was_left(network) == 1
    assert sent(network) == before
    with network.context.store.read() as work:
        row = work.operations.get(org_hex(STRANGER), "maker", operation)
    assert row is not None
    assert (row.state, row.status) == ("FINISHED", 401)


def test_what_was_promised_is_tried_until_the_ledger_answers(network: Network) -> None:
    def down(*_: Any, **__: Any) -> Any:
        raise EnvironmentProblemError("no answer from the node")

    with sending(network, down):
        answer = register(network, document("DOWN"), keyed("down", "respond-async"))
        location = answer.headers["location"]

        async def put_off() -> None:
            while runner_of(network).running:
                await asyncio.sleep(0.01)

        network.run(put_off())
    found = network.get(location, EXPORTER)
    assert found["state"] == "under way"
    let_the_lease_end(network, found["id"])
    run_what_was_left(network)
    assert network.get(location, EXPORTER)["state"] == "done"


def test_an_answer_of_ours_that_failed_is_not_kept(network: Network) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    with sending(network, broken):
        failed = register(network, document("FAULT"), keyed("fault"))
    assert failed.status_code == 500
    mine = network.get("/operations", EXPORTER)
    assert next(e for e in mine if e["idempotency_key"] == "fault")["state"] == "failed"
    again = register(network, document("FAULT"), keyed("fault"))
    assert again.status_code == 201
    assert "idempotent-replayed" not in again.headers


def test_what_ended_long_ago_is_forgotten(network: Network) -> None:
    register(network, document("OLD"), keyed("old"))
    desk = runner_of(network).desk
    assert desk.prune(days=1) == 0
    assert desk.prune(days=-1) > 0
    assert network.get("/operations", EXPORTER) == []


def test_every_route_that_writes_takes_the_key(network: Network) -> None:
    described = network.request("GET", "/openapi.json").json()
    writes = [
        operation
        for path, item in described["paths"].items()
        for method, operation in item.items()
        if method in ("post", "put", "patch", "delete") and operation.get("security")
    ]
    assert len(writes) > 30
    for operation in writes:
        named = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
        assert {"Idempotency-Key", "Prefer"} <= named, operation["summary"]
        assert "202" in operation["responses"], operation["summary"]
