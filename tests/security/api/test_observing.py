"""Health, metrics, limits and log lines over HTTP: what they say, and what they never say."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.app import create_app
from api.context import DEVELOPMENT_PASSWORD
from api.limits import Limits
from api.middleware import JSON_DEPTH, too_deep
from api.observing import logs
from dhow.errors import EnvironmentProblemError
from dhow.store import Store
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    Network,
    commercial_invoice,
    open_network,
    problem_of,
)
from tests.support.stores import store

__all__ = ["store"]

PERSON = "jane.doe"


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def metrics(network: Network) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    token = network.token("OPERATOR", "registrar")
    response = network.request("GET", "/metrics", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def count(network: Network, name: str, **labels: str) -> float:
    return metrics(network).get((name, frozenset(labels.items())), 0.0)


def anew(network: Network) -> dict[str, Any]:
    """Readiness, asked after what it remembers has lapsed."""
    network.app.state.readiness._asked_at = float("-inf")
    response = network.request("GET", "/health/ready")
    return {"status": response.status_code, **response.json()}


def test_a_process_lives_and_is_ready(network: Network) -> None:
    assert network.request("GET", "/health/live").json() == {"status": "ok"}
    found = anew(network)
    assert found["status"] == "ok"
    assert set(found["parts"]) == {"store", "chain", "follower", "outbox", "workers"}


def test_readiness_names_the_part_that_is_not_well_and_no_secret(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> int:
        raise EnvironmentProblemError("http://user:password@node.internal:8545 does not answer")

    monkeypatch.setattr(network.context.ledger, "block_number", silent)
    found = anew(network)
    assert found["status"] == 503
    assert found["values"]["chain"] == "does not answer"
    assert found["values"]["store"] == "ok"
    assert "password" not in json.dumps(found)
    assert "internal" not in json.dumps(found)
    monkeypatch.undo()
    assert anew(network)["status"] == "ok"


def test_readiness_tells_of_a_chain_that_makes_no_block_for_what_waits(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.health.service import STANDS_STILL_SECONDS, Readiness
    from dhow.store.repositories.observing import Observing, OutboxStanding

    now = [1_000.0]
    ready = Readiness(network.context, clock=lambda: now[0])
    assert ready.now().parts["chain"] == "ok"
    now[0] += STANDS_STILL_SECONDS
    assert ready.now().parts["chain"] == "ok"  # nothing waits: no block is owed
    waiting = OutboxStanding(
        1, network.context.tokens.now() - STANDS_STILL_SECONDS, suspended=0, in_trouble=0
    )
    monkeypatch.setattr(Observing, "outbox", lambda _: waiting)
    now[0] += 2
    found = ready.now()
    assert found.status == "not ready"
    assert found.parts["chain"].startswith("no block is made: at block ")
    network.context.ledger.engine.mine()
    now[0] += 2
    assert ready.now().parts["chain"] == "ok"


def test_readiness_tells_of_workers_that_fail(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = {"outbox": "StoreUnusable: /secret/path"}
    monkeypatch.setattr(network.context.background, "failures", lambda: failing)
    found = anew(network)
    assert (found["status"], found["values"]["workers"]) == (503, "outbox failing")
    assert "secret" not in json.dumps(found)
    assert count(network, "dhow_worker_failing", worker="outbox") == 1


def test_readiness_tells_of_a_suspended_key(network: Network) -> None:
    from sqlalchemy import update

    from dhow.store.tables import outbox_keys

    def suspend(words: str | None) -> None:
        with network.context.store.begin() as work:
            work.outbox._connection.execute(update(outbox_keys).values(suspended=words))

    network.post("/documents", EXPORTER, {"document": commercial_invoice("SUSPENDED")})
    suspend("by hand")
    try:
        found = anew(network)
        assert found["status"] == 503
        assert "suspended" in found["values"]["outbox"]
        assert count(network, "dhow_outbox_keys_suspended") > 0
    finally:
        suspend(None)
    assert anew(network)["status"] == "ok"


def test_asked_often_readiness_asks_its_parts_once_a_second(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew(network)
    asked = 0
    ask = network.context.ledger.block_number

    def counted() -> int:
        nonlocal asked
        asked += 1
        return ask()

    readiness = network.app.state.readiness
    monkeypatch.setattr(readiness, "_clock", lambda: 0.0)
    readiness._asked_at = -1.0
    monkeypatch.setattr(network.context.ledger, "block_number", counted)
    for _ in range(20):
        assert network.request("GET", "/health/ready").status_code == 200
    readiness._asked_at = float("-inf")
    assert asked == 1


# ------------------------------------------------------------------ metrics


def test_metrics_are_the_operators(network: Network) -> None:
    assert network.request("GET", "/metrics").status_code == 401
    assert network.send("GET", "/metrics", EXPORTER).status_code == 403
    made = network.request(
        "POST",
        "/service-tokens",
        json={"name": "scraper", "user": "registrar", "roles": ["registrar"], "reads_only": True},
        headers={"Authorization": f"Bearer {network.token('OPERATOR', 'registrar')}"},
    ).json()
    scraped = network.request(
        "GET", "/metrics", headers={"Authorization": f"Bearer {made['token']}"}
    )
    assert scraped.status_code == 200


def test_requests_are_counted_by_template_and_never_by_path(network: Network) -> None:
    wanted = {"method": "GET", "route": "/documents/{document}", "status": "404"}
    before = count(network, "dhow_http_requests_total", **wanted)
    for number in range(3):
        network.send("GET", f"/documents/0x{number:064x}", CARRIER)
    assert count(network, "dhow_http_requests_total", **wanted) == before + 3
    network.request("GET", "/no/such/route/4711")
    network.request("BREW", "/coffee")
    labels = {value for _, found in metrics(network) for _, value in found}
    assert not any("4711" in label or "0x0000" in label or label == "BREW" for label in labels)
    assert {"(none)", "OTHER"} <= labels


def test_latency_is_told_by_template(network: Network) -> None:
    network.get("/documents", CARRIER)
    found = metrics(network)
    key = frozenset({("method", "GET"), ("route", "/documents")})
    assert found["dhow_http_request_seconds_count", key] >= 1
    assert found["dhow_http_request_seconds_sum", key] > 0


def test_refusals_are_counted_by_the_rule_behind_them(network: Network) -> None:
    body = {"document": commercial_invoice("REFUSED")}
    network.post("/documents", EXPORTER, body)
    problem = network.refused("/documents", EXPORTER, body)
    name = problem.get("error") or problem["type"].rpartition(":")[2]
    labels = {"error": name, "rule": problem.get("rule", "")}
    assert count(network, "dhow_refusals_total", **labels) >= 1


def test_ledger_follower_outbox_and_audit_log_are_told(network: Network) -> None:
    head = network.context.ledger.block_number()
    found = metrics(network)
    none: frozenset[tuple[str, str]] = frozenset()
    assert found["dhow_chain_head_block", none] == head
    assert found["dhow_follower_block", none] + found["dhow_follower_lag_blocks", none] == head
    assert found["dhow_outbox_open", none] == 0
    assert found["dhow_audit_lines", none] >= found["dhow_audit_lines_unanchored", none] > 0


def test_metrics_are_told_while_the_chain_is_silent(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> int:
        raise EnvironmentProblemError("the node does not answer")

    network.token("OPERATOR", "registrar")
    monkeypatch.setattr(network.context.ledger, "block_number", silent)
    names = {name for name, _ in metrics(network)}
    assert "dhow_chain_head_block" not in names
    assert "dhow_outbox_open" in names


# ------------------------------------------------------------------ limits


def limited(network: Network, limits: Limits) -> httpx.AsyncClient:
    app = create_app(network.context, limits)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://dhow.test")


def test_an_organisation_beyond_its_share_waits_and_others_do_not(network: Network) -> None:
    client = limited(network, Limits({"read": 2}, window_seconds=3600))
    own = {"Authorization": f"Bearer {network.token(EXPORTER)}"}
    other = {"Authorization": f"Bearer {network.token(IMPORTER)}"}
    answers = [network.run(client.get("/documents", headers=own)) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[0].headers["ratelimit"].startswith('"read";r=1;t=')
    assert answers[0].headers["ratelimit-policy"] == '"read";q=2;w=3600'
    assert problem_of(answers[2])["values"] == {"violated-policies": ["read"]}
    assert int(answers[2].headers["retry-after"]) > 0
    assert network.run(client.get("/documents", headers=other)).status_code == 200
    # another of its users, a bad token and who is not signed in change nothing about it
    maker = {"Authorization": f"Bearer {network.token(EXPORTER, 'maker')}"}
    assert network.run(client.get("/documents", headers=maker)).status_code == 429


def test_who_is_beyond_its_share_writes_no_lines(network: Network) -> None:
    client = limited(network, Limits({"write": 1}, window_seconds=3600))
    headers = {"Authorization": f"Bearer {network.token(CARRIER)}"}
    for _ in range(4):
        last = network.run(client.post("/documents", json={}, headers=headers))
    assert last.status_code == 429
    whole = network.get("/audit?limit=200", CARRIER)["lines"]
    assert sum(line["says"].get("action") == "POST /documents" for line in whole) == 1


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (b"[" * 32 + b"]" * 32, False),
        (b"[" * 33 + b"]" * 33, True),
        (b'{"a":' * 33 + b"1" + b"}" * 33, True),
        (b"[" * 100_000, True),
        (b"[]" * 100_000, False),
        (b"[" + b"[1,2]," * 1000 + b"[]]", False),
        (b'["' + b"[" * 500 + b'"]', False),
        (b'["\\"' + b"[" * 500 + b'"]', False),
        (b'["\\\\",' + b"[" * 40 + b"]" * 40 + b"]", True),
        (b"{" * 500 + b"not json", True),
    ],
)
def test_how_deep_json_is(body: bytes, deep: bool) -> None:
    assert too_deep(body, JSON_DEPTH) is deep


@pytest.mark.parametrize("end", [b"", b"\\", b'"'])
def test_a_text_that_never_ends_is_read_once(end: bytes) -> None:
    """By work and not by time: what is looked at grows as the body does."""
    body = b"[" * 40 + b'"' + b'\\"' * 1_000_000 + end  # a pass for each quote took hours
    assert too_deep(body, JSON_DEPTH)


def test_json_that_goes_deep_is_refused_before_it_is_parsed(network: Network) -> None:
    for depth in (40, 900, 200_000):
        response = network.request(
            "POST",
            "/documents",
            content=b"[" * depth + b"]" * depth,
            headers={
                "Authorization": f"Bearer {network.token(EXPORTER)}",
                "Content-Type": "application/json",
            },
        )
        assert problem_of(response)["type"] == "urn:dhow:problem:json-too-deep"


# ------------------------------------------------------------------ log lines


@contextmanager
def lines() -> Iterator[list[dict[str, Any]]]:
    """Log lines as they are written to standard error in service."""
    kept = {
        name: (logging.getLogger(name).handlers, logging.getLogger(name).propagate)
        for name in ("dhow", "uvicorn")
    }
    stream = io.StringIO()
    found: list[dict[str, Any]] = []
    logs.install(stream)
    try:
        yield found
    finally:
        for name, (handlers, propagate) in kept.items():
            logging.getLogger(name).handlers = handlers
            logging.getLogger(name).propagate = propagate
            logging.getLogger(name).setLevel(logging.NOTSET)
        found += [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_request_is_a_line_with_its_id(network: Network) -> None:
    with lines() as found:
        response = network.send(
            "GET", "/documents", EXPORTER, headers={"X-Request-Id": "a-request-of-ours"}
        )
    assert response.headers["x-request-id"] == "a-request-of-ours"
    (line,) = found
    assert (line["request"], line["route"], line["status"]) == (
        "a-request-of-ours",
        "/documents",
        200,
    )
    assert line["organisation"] == EXPORTER


def test_no_log_line_holds_a_secret_or_a_person(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = network.token(EXPORTER)
    machine = network.post("/service-tokens", EXPORTER, {"name": "m", "user": "checker"})["token"]
    with lines() as found:
        network.post(
            "/users", EXPORTER, {"name": "jane.doe", "duty": "checker", "password": "pass-of-jane"}
        )
        network.get("/users/jane.doe", EXPORTER)
        network.sign_in(EXPORTER, "jane.doe", "guess-for-jane")
        network.sign_in(EXPORTER, "jane.doe", "pass-of-jane")
        network.request("GET", f"/documents?{machine}", headers={"Authorization": machine})
        logging.getLogger("dhow.test").warning(
            "postgresql://jane:pass-of-jane@host/db and %s and Bearer %s", machine, token
        )

        def broken(*_: object) -> None:
            raise RuntimeError(f"while reading with {machine} and {token}")

        monkeypatch.setattr("api.users.service.one", broken)
        assert network.send("GET", "/users/jane.doe", EXPORTER).status_code == 500
    whole = json.dumps(found)
    assert len(found) >= 8
    assert any("traceback" in line for line in found)
    for secret in (
        "jane",
        "pass-of",
        "guess-for",
        DEVELOPMENT_PASSWORD,
        token,
        machine,
        machine.split("_", 2)[2],
        "127.0.0.1",
    ):
        assert secret not in whole, secret


def test_private_answers_are_not_stored_and_not_sniffed(network: Network) -> None:
    response = network.send("GET", "/documents", EXPORTER)
    assert (
        "no-store" in response.headers["cache-control"]
        or "private" in (response.headers["cache-control"])
    )
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_an_error_of_the_database_does_not_say_what_was_to_be_stored(store: Store) -> None:
    wrong = text("INSERT INTO users (name) VALUES (:name)")
    with store.begin() as work:
        execute = work.organisations._connection.execute
        with pytest.raises(SQLAlchemyError) as caught:
            execute(wrong, {"name": PERSON})
        work.organisations._connection.rollback()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    record = logging.LogRecord("dhow", logging.ERROR, "", 0, "failed", None, caught._excinfo)
    handler.emit(record)
    assert "INSERT INTO users" in stream.getvalue()
    assert "jane" not in stream.getvalue()
