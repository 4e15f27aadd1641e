"""The audit log over HTTP: nothing done without a line, nothing secret in a line."""

import asyncio
import json
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from api.audit.log import AuditLog
from api.context import DEVELOPMENT_PASSWORD
from api.ids import OPERATOR, org_hex
from dhow.store import Store, StoreUnusable, UnitOfWork
from dhow.store.hashchain import first_break
from dhow.store.repositories.audit import Audit, NewLine
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    Network,
    commercial_invoice,
    open_network,
    problem_of,
)
from tests.support.stores import BANK, store

__all__ = ["store"]


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def lines(network: Network, organisation: str) -> list[dict[str, Any]]:
    """An organisation's lines, newest first."""
    found: list[dict[str, Any]] = network.get("/audit?limit=200", organisation)["lines"]
    return found


def test_a_write_has_a_line_before_and_one_after_it(network: Network) -> None:
    body = {"document": commercial_invoice("AUDIT-1")}
    made = network.post("/documents", EXPORTER, body)
    outcome, intent, *_ = lines(network, EXPORTER)
    assert (intent["kind"], intent["says"]["action"]) == ("intent", "POST /documents")
    assert (intent["by"], intent["says"]["duty"]) == ("checker", "checker")
    assert outcome["kind"] == "outcome"
    assert outcome["says"]["intent"] == intent["number"]
    assert outcome["says"]["status"] == 201
    assert outcome["says"]["transactions"] == [made["receipt"]["transaction"]]


def test_a_refused_write_has_its_lines_too(network: Network) -> None:
    network.refused(f"/credits/0x{'0f' * 32}/advise", IMPORTER)
    outcome, intent, *_ = lines(network, IMPORTER)
    assert intent["says"]["objects"] == {"credit": f"0x{'0f' * 32}"}
    assert outcome["says"]["status"] in (403, 404)
    assert outcome["says"]["refusal"]


def test_reading_has_no_line(network: Network) -> None:
    before = lines(network, CARRIER)
    network.get("/documents", CARRIER)
    assert lines(network, CARRIER) == before


def test_signing_in_and_failing_to_are_lines(network: Network) -> None:
    network.sign_in(EXPORTER, "maker", DEVELOPMENT_PASSWORD)
    network.sign_in(EXPORTER, "maker", "not the password")
    network.sign_in(EXPORTER, "my-secret-typed-here", "x")
    stranger, wrong, right = lines(network, EXPORTER)[:3]
    assert (right["says"]["result"], right["by"]) == ("signed in", "maker")
    assert (wrong["says"]["result"], wrong["by"]) == ("refused", "maker")
    assert (stranger["says"]["result"], stranger["by"]) == ("refused", "")
    network.sign_in("NOSUCHORGANISATION00", "who", "x")
    network.context.audit.flush()
    with network.context.store.read() as work:
        newest = work.audit.page(org_hex(OPERATOR), before=None, limit=1)
    assert newest[0].kind == "sign-in"


def test_an_organisation_reads_its_own_log_only(network: Network) -> None:
    ours = {line["hash"] for line in lines(network, EXPORTER)}
    assert ours
    assert not ours & {line["hash"] for line in lines(network, IMPORTER)}
    assert network.send("GET", "/audit", EXPORTER, user="maker").status_code == 403


def test_no_line_holds_a_secret_or_a_name(network: Network) -> None:
    made = network.post("/service-tokens", EXPORTER, {"name": "m", "user": "checker"})
    network.post(
        "/users", EXPORTER, {"name": "jane.doe", "duty": "checker", "password": "pass-of-jane"}
    )
    network.post("/users/jane.doe/password", EXPORTER, {"password": "second-of-jane"})
    network.sign_in(EXPORTER, "jane.doe", "guess-for-jane")
    network.context.audit.flush()
    with network.context.store.read() as work:
        whole = "".join(row.body for row in work.audit.system_lines(org_hex(EXPORTER)))
    assert len(whole) > 1000
    for secret in (
        "jane",
        "pass-of",
        "second-of",
        "guess-for",
        DEVELOPMENT_PASSWORD,
        made["token"],
        made["token"][-20:],
        network.token(EXPORTER),
        "127.0.0.1",
    ):
        assert secret not in whole
    assert json.loads(lines(network, EXPORTER)[0]["body"])["by"]


def test_the_chain_holds_and_pages_join(network: Network) -> None:
    network.post("/documents", EXPORTER, {"document": commercial_invoice("AUDIT-2")})
    context = network.context
    context.audit.flush()
    whose = org_hex(EXPORTER)
    with context.store.read() as work:
        head = work.audit.system_heads()[whose]
        assert first_break(whose, work.audit.system_lines(whose), head=head, anchors={}) is None
    numbers: list[int] = []
    before = ""
    while page := network.get(f"/audit?limit=3{before}", EXPORTER)["lines"]:
        numbers += [line["number"] for line in page]
        before = f"&before={numbers[-1]}"
    assert numbers == list(range(head[0], 0, -1))


def test_what_cannot_be_written_down_is_not_done(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = network.token(EXPORTER)

    def full(*_: object) -> None:
        raise StoreUnusable("the disk is full")

    block = network.context.ledger.block_number()
    monkeypatch.setattr(Audit, "append", full)
    response = network.request(
        "POST",
        "/documents",
        json={"document": commercial_invoice("AUDIT-FULL")},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert problem_of(response)["status"] == 503
    assert network.context.ledger.block_number() == block
    assert network.get("/documents", IMPORTER) == []
    monkeypatch.undo()
    network.post("/documents", EXPORTER, {"document": commercial_invoice("AUDIT-FULL")})


def test_a_process_that_dies_in_an_act_leaves_the_intent(network: Network) -> None:
    """Outcomes are written after; what is lost with the process is only what became of it."""
    token = network.token(ISSUER)
    headers = {"Authorization": f"Bearer {token}"}

    async def cut_off() -> None:
        request = asyncio.create_task(
            network.client.post("/members/calendars", json={}, headers=headers)
        )
        await request

    network.run(cut_off())
    lost = AuditLog(network.context.store)  # as a new process has it: without what waited
    lost.flush()
    with network.context.store.read() as work:
        newest = work.audit.page(org_hex(ISSUER), before=None, limit=1)
    assert newest[0].kind == "intent"


def test_many_at_once_share_a_transaction_in_the_order_of_their_numbers(store: Store) -> None:
    """Small units of others among them, and one that fails: no gap, no break, one commit."""
    log = AuditLog(store)
    log.later(NewLine(BANK, 1_000, "outcome", "{}"))
    written: dict[int, int] = {}
    refused: list[str] = []
    commits: list[object] = []
    event.listen(store._database.engine, "commit", commits.append)

    def write(at: int) -> None:
        written[at] = log.append(NewLine(BANK, at, "intent", "{}")).number

    def fail() -> None:
        def work(unit: UnitOfWork) -> None:
            unit.audit.append([NewLine(BANK, 2_000, "intent", "{}")])
            raise RuntimeError("this one is not kept")

        try:
            store.write(work)
        except RuntimeError as problem:
            refused.append(str(problem))

    waiting = store._grouping._waiting
    threads = []
    with store._writing:  # another unit of work is under way
        for at in range(20):
            run = fail if at == 7 else partial(write, at)
            threads.append(threading.Thread(target=run))
            threads[-1].start()
            while len(waiting) < len(threads):
                pass
    for thread in threads:
        thread.join()
    assert len(commits) == 1
    assert refused == ["this one is not kept"]
    arrived = [at for at in range(20) if at != 7]
    assert written == {at: number for number, at in enumerate(arrived, start=2)}
    with store.read() as work:
        kept = list(work.audit.system_lines(BANK))
    assert [row.at for row in kept] == [1_000, *arrived]
    assert [row.number for row in kept] == list(range(1, 21))
    assert first_break(BANK, kept, head=(20, kept[-1].hash), anchors={}) is None


def test_a_lost_commit_keeps_no_line_and_tells_every_writer(store: Store) -> None:
    log = AuditLog(store)
    log.later(NewLine(BANK, 1, "outcome", "{}"))
    told: list[str] = []

    def write(at: int) -> None:
        try:
            log.append(NewLine(BANK, at, "intent", "{}"))
        except StoreUnusable as problem:
            told.append(str(problem))

    def lost(_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    engine = store._database.engine
    event.listen(engine, "commit", lost)
    threads = [threading.Thread(target=write, args=(at,)) for at in (2, 3, 4)]
    with store._writing:
        for thread in threads:
            thread.start()
        while len(store._grouping._waiting) < len(threads):
            pass
    for thread in threads:
        thread.join()
    event.remove(engine, "commit", lost)
    assert len(told) == 3
    assert all("disk I/O error" in each for each in told)
    log.append(NewLine(BANK, 5, "intent", "{}"))
    with store.read() as work:
        assert [(row.number, row.at) for row in work.audit.system_lines(BANK)] == [(1, 1), (2, 5)]


def test_a_line_that_waits_is_not_lost_with_a_failing_store(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AuditLog(store)
    append = Audit.append

    def full(*_: object) -> None:
        raise StoreUnusable("the disk is full")

    log.later(NewLine(BANK, 1, "outcome", '{"first":1}'))
    log.later(NewLine(BANK, 2, "outcome", '{"second":2}'))
    monkeypatch.setattr(Audit, "append", full)
    with pytest.raises(StoreUnusable):
        log.append(NewLine(BANK, 3, "intent", "{}"))
    with pytest.raises(StoreUnusable):
        log.flush()
    monkeypatch.setattr(Audit, "append", append)
    log.append(NewLine(BANK, 4, "intent", "{}"))
    with store.read() as work:
        assert [row.at for row in work.audit.system_lines(BANK)] == [1, 2, 4]
