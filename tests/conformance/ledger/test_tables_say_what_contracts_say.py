"""After random lives of trade every row of the tables says what the contract itself says."""

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest
from sqlalchemy import select

from api import records
from api.ids import to_hex as hexed
from dhow.ledger.following import NodeBlocks, Projector, final_of
from dhow.ledger.types import ZERO_ADDRESS
from dhow.store import OrgId, Store, open_store
from dhow.store.projections import StoredProjections
from dhow.store.projections.columns import OPEN
from dhow.store.projections.tables import VERSIONED
from tests.support.chain import Chain
from tests.support.followed import Known, Trading
from tests.support.stores import CHEAP, MASTER_KEY

ACTS = 150
ABSENT = "0x" + "ab" * 32


@pytest.fixture(scope="module")
def trading(module_chain: Chain) -> Trading:
    return Trading(module_chain)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as opened:
        yield opened


def rows(store: Store, name: str) -> list[dict[str, Any]]:
    table = VERSIONED[name]
    with store.read() as work:
        found = work.folding.connection.execute(select(table).where(table.c.until_block == OPEN))
        return [dict(row) for row in found.mappings()]


def plain(value: Any) -> Any:
    """A record by its fields' values, whichever class holds them."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    return value.name if isinstance(value, Enum) else value


def raw(identifier: str) -> bytes:
    return bytes.fromhex(identifier[2:])


@pytest.mark.parametrize("seed", [11, 12])
def test_every_row_is_the_contract_s_record(
    seed: int, chain: Chain, trading: Trading, store: Store
) -> None:
    trading.known = Known()
    trading.live(random.Random(seed), ACTS)
    source = NodeBlocks(chain.engine, final_of(chain.engine))
    Projector(source, trading.followed, StoredProjections(store)).catch_up()
    _compare_credits(trading, store)
    _compare_presentations(trading, store)
    _compare_undertakings(trading, store)
    _compare_invoices_and_documents(trading, store)
    _compare_members_and_calendars(trading, store)
    _compare_evidence_and_signers(trading, store)
    _compare_balances(trading, store)


def _compare_credits(trading: Trading, store: Store) -> None:
    deals = trading.deals
    ids = {hexed(each) for each in trading.known.credits}
    assert {row["credit_id"] for row in rows(store, "ledger_credits")} == ids
    with store.read() as work:
        found = records.credits(work, [*ids, ABSENT])
        left = {each: records.available_minor(work, each, found[each]) for each in ids}
    assert found.pop(ABSENT) == records.NO_CREDIT
    assert plain(records.NO_CREDIT) == plain(deals.record(raw(ABSENT)))
    for credit, record in found.items():
        assert plain(record) == plain(deals.record(raw(credit)))
        asked = deals.credit.view("availableMinor", raw(credit))
        assert left[credit] == deals.net.call(asked)


def _compare_presentations(trading: Trading, store: Store) -> None:
    deals = trading.deals
    ids = {hexed(each) for each in trading.known.presentations}
    assert {row["presentation_id"] for row in rows(store, "ledger_presentations")} == ids
    with store.read() as work:
        found = records.presentations(work, [*ids, ABSENT])
    assert found.pop(ABSENT) == records.NO_PRESENTATION
    assert plain(records.NO_PRESENTATION) == plain(deals.presentation(raw(ABSENT)))
    for presentation, record in found.items():
        assert plain(record) == plain(deals.presentation(raw(presentation)))


def _compare_undertakings(trading: Trading, store: Store) -> None:
    deals = trading.deals
    ids = {hexed(each) for each in trading.known.undertakings}
    assert {row["undertaking_id"] for row in rows(store, "ledger_undertakings")} == ids
    with store.read() as work:
        found = records.undertakings(work, [*ids, ABSENT])
    assert found[ABSENT] == records.NO_UNDERTAKING
    for undertaking, record in found.items():
        view = deals.undertaking.view("undertaking", raw(undertaking))
        assert plain(record) == plain(deals.net.call(view))


def _compare_invoices_and_documents(trading: Trading, store: Store) -> None:
    deals = trading.deals
    ids = {hexed(each) for each in trading.known.invoices}
    assert {row["fingerprint"] for row in rows(store, "ledger_invoices")} == ids
    with store.read() as work:
        invoices = records.invoices(work, [*ids, ABSENT])
        documents = records.documents(work, [*map(hexed, trading.known.documents), ABSENT])
    assert (invoices[ABSENT], documents[ABSENT]) == (records.NO_INVOICE, records.NO_DOCUMENT)
    for fingerprint, invoice in invoices.items():
        told = deals.net.call(trading.invoices.view("invoice", raw(fingerprint)))
        # no event tells the conflict key; the store's own row has it
        assert plain(invoice) == plain(replace(told, conflict_key=invoice.conflict_key))
    for hashed, document in documents.items():
        told = deals.net.call(deals.documents.view("record", raw(hashed)))
        assert plain(document) == plain(told)


def _compare_members_and_calendars(trading: Trading, store: Store) -> None:
    net, calendars = trading.deals.net, trading.deals.calendars
    organisations, keys = rows(store, "ledger_organisations"), rows(store, "ledger_keys")
    prepared, published = rows(store, "ledger_prepared_acts"), rows(store, "ledger_calendars")
    with store.read() as work:
        for row in organisations:
            code = raw(row["organisation"]).rstrip(b"\0").decode()
            asked = net.members.view("organisation", raw(row["organisation"]))
            assert plain(records.organisation(work, code)) == plain(net.call(asked))
        for row in keys:
            told = net.call(net.members.view("keyRecord", row["key"]))
            assert plain(records.key(work, row["key"])) == plain(told)
        for row in prepared:
            organisation, act = OrgId(row["organisation"]), row["act"]
            waiting = bool(work.ledger.system_prepared(organisation, [act]))
            asked = net.members.view("preparedBy", raw(organisation), raw(act))
            assert waiting == (net.call(asked) != ZERO_ADDRESS)
        for row in published:
            bank = raw(row["bank"])
            place, year = row["place"], int(row["year"])
            asked = calendars.view("calendar", bank, place.encode(), year)
            code = bank.rstrip(b"\0").decode()
            assert plain(records.calendar(work, code, place, year)) == plain(net.call(asked))
            assert records.calendar(work, code, place, 2199) is None
    assert published
    assert organisations
    assert keys
    assert prepared


def _compare_evidence_and_signers(trading: Trading, store: Store) -> None:
    oracles = trading.deals.oracles
    evidence = rows(store, "ledger_evidence")
    # the same report again changes nothing, and is told once
    assert {row["evidence_id"] for row in evidence} == set(map(hexed, trading.known.evidence))
    for row in evidence:
        view = oracles.view(row["kind"].lower(), raw(row["evidence_id"]))
        assert plain(records.report_of(row)) == plain(trading.deals.net.call(view))
        kind = 1 if row["kind"] == "TEMPERATURE" else 2
        stands = oracles.view("evidenceFor", raw(row["subject"]), raw(row["policy"]), kind)
        assert raw(row["evidence_id"]) == trading.deals.net.call(stands)
    asked = oracles.view("signers")
    with store.read() as work:
        assert records.signers(work) == tuple(trading.deals.net.call(asked))


def _compare_balances(trading: Trading, store: Store) -> None:
    deals = trading.deals
    balances = rows(store, "ledger_balances")
    for row in balances:
        asked = deals.money.view("balanceOf", row["account"])
        assert (row["currency"], row["balance_minor"]) == ("USD", deals.net.call(asked))
    issued = deals.net.call(deals.money.view("totalSupply"))
    assert sum(row["balance_minor"] for row in balances) == issued
