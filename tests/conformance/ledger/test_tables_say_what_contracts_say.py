"""After random lives of trade every row of the tables says what the contract itself says."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from dhow.ledger.following import NodeBlocks, Projector, final_of
from dhow.store import Store, open_store
from dhow.store.projections import StoredProjections
from dhow.store.projections.tables import OPEN, VERSIONED
from tests.support.chain import Chain
from tests.support.followed import Known, Trading
from tests.support.stores import CHEAP, MASTER_KEY

ACTS = 150
NOBODY = "0x" + "00" * 32


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
    _compare_balances(trading, store)


def _compare_credits(trading: Trading, store: Store) -> None:
    deals = trading.deals
    credits = rows(store, "ledger_credits")
    assert {raw(row["credit_id"]) for row in credits} == set(trading.known.credits)
    for row in credits:
        record = deals.record(raw(row["credit_id"]))
        # no event says that a credit is fully drawn: that hangs on a tolerance only the record has
        if record.state.name != "FULLY_DRAWN":
            assert row["state"] == record.state.name
        assert row["drawn_minor"] == record.drawn_minor
        assert row["collateral_minor"] == record.collateral_minor
        assert row["reimbursed_minor"] == record.reimbursed_minor
        assert row["presentations"] == record.presentations
        assert (row["issued_at"] or 0) == record.issued_at
        assert raw(row["terms_hash"]) == record.terms.terms_hash
        assert (row["number"] or "") == record.number.rstrip(b"\0").decode()
        if row["amount_minor"] is not None:
            assert row["amount_minor"] == record.terms.amount_minor


def _compare_presentations(trading: Trading, store: Store) -> None:
    deals = trading.deals
    presentations = rows(store, "ledger_presentations")
    assert {raw(row["presentation_id"]) for row in presentations} == set(
        trading.known.presentations
    )
    for row in presentations:
        record = deals.presentation(raw(row["presentation_id"]))
        assert row["state"] == record.state.name
        assert row["amount_minor"] == record.amount_minor
        assert raw(row["credit_id"]) == record.credit
        assert (row["received_at"] or 0) == record.received_at
        assert (row["decide_by"] or 0) == record.decide_by
        assert raw(row["examination_hash"] or NOBODY) == record.examination_hash
        assert (row["disposal"] or "NONE") == record.disposal.name
        assert raw(row["notice_hash"] or NOBODY) == record.notice_hash


def _compare_undertakings(trading: Trading, store: Store) -> None:
    deals = trading.deals
    undertakings = rows(store, "ledger_undertakings")
    assert {raw(row["undertaking_id"]) for row in undertakings} == set(trading.known.undertakings)
    for row in undertakings:
        record = deals.net.call(deals.undertaking.view("undertaking", raw(row["undertaking_id"])))
        assert row["state"] == record.state.name
        assert row["met"] == record.met
        assert row["amount_minor"] == record.terms.amount_minor


def _compare_invoices_and_documents(trading: Trading, store: Store) -> None:
    deals = trading.deals
    invoices = rows(store, "ledger_invoices")
    assert {raw(row["fingerprint"]) for row in invoices} == set(trading.known.invoices)
    for row in invoices:
        record = deals.net.call(trading.invoices.view("invoice", raw(row["fingerprint"])))
        assert row["status"] == record.status.name
        assert raw(row["seller"]) == record.seller
        assert raw(row["financier"] or NOBODY) == record.financier
        assert row["registered_at"] == record.registered_at

    for row in rows(store, "ledger_documents"):
        record = deals.net.call(deals.documents.view("record", raw(row["document_id"])))
        assert row["standing"] == record.standing.name
        assert raw(row["issuer"]) == record.issuer
        assert row["kind"] == record.kind.name


def _compare_balances(trading: Trading, store: Store) -> None:
    deals = trading.deals
    balances = rows(store, "ledger_balances")
    for row in balances:
        asked = deals.money.view("balanceOf", row["account"])
        assert (row["currency"], row["balance_minor"]) == ("USD", deals.net.call(asked))
    issued = deals.net.call(deals.money.view("totalSupply"))
    assert sum(row["balance_minor"] for row in balances) == issued
