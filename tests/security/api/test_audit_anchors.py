"""Anchors of the audit logs: what the ledger shows of a database that somebody changed."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from api.audit.anchoring import anchor
from api.audit.verifying import Verdict, on_ledger, verify
from api.context import development_context
from api.development import seed
from api.ids import org_hex
from dhow.ledger.client import TransactionError
from dhow.ledger.engines import open_engine
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.store.hashchain import leaf
from dhow.store.rows import AuditLeafRow
from dhow.store.tables import audit_anchors, audit_entries, audit_heads
from dhow.trade.oracles.merkle import proves
from tests.support.api import EXPORTER, IMPORTER, NEWCOMERS, Network
from tests.support.commands import dhow


@pytest.fixture
def network() -> Iterator[Network]:
    """A network with signed-in users of two members, anchored once."""
    with EmbeddedEngine() as engine, asyncio.Runner() as runner:
        context = development_context(engine, currencies=("USD",))
        seed(context, NEWCOMERS[:2], years=(2026,))
        opened = Network(context, runner)
        for organisation in (EXPORTER, IMPORTER):
            opened.token(organisation)
        assert anchor(context) is not None
        yield opened
        opened.close()
        context.store.close()


def verdict(network: Network) -> Verdict:
    context = network.context
    return verify(context.store, on_ledger(context.ledger, context.contracts))


def tamper(network: Network, *statements: Any) -> None:
    with network.context.store.begin() as work:
        for statement in statements:
            work.audit._connection.execute(statement)


def test_what_nobody_touched_holds(network: Network) -> None:
    found = verdict(network)
    assert found.breaks == []
    assert (found.roots, found.logs) == (1, 2)
    assert found.lines == 2


def test_only_what_was_written_since_is_anchored_and_not_too_soon(network: Network) -> None:
    context = network.context
    assert anchor(context, every_seconds=0) is None  # nothing was written
    network.sign_in(EXPORTER, "maker", "wrong password")
    assert anchor(context) is None  # an hour has not passed
    second = anchor(context, every_seconds=0)
    assert second is not None
    assert [each.organisation for each in second.leaves] == [org_hex(EXPORTER)]
    assert verdict(network).roots == 2


def test_an_organisation_proves_its_line_without_the_others(network: Network) -> None:
    (shown,) = network.get("/audit", EXPORTER)["anchors"]
    own = AuditLeafRow(org_hex(EXPORTER), shown["number"], shown["hash"])
    proof = [bytes.fromhex(each[2:]) for each in shown["proof"]]
    root = bytes.fromhex(shown["root"][2:])
    assert proves(root, leaf(own), shown["index"], shown["size"], proof)
    other = replace(own, hash="0x" + "0" * 64)
    assert not proves(root, leaf(other), shown["index"], shown["size"], proof)
    there = on_ledger(network.context.ledger, network.context.contracts)
    assert [(each.root, each.transaction) for each in there] == [
        (shown["root"], shown["transaction"])
    ]
    assert org_hex(IMPORTER)[2:] not in json.dumps(shown)


def test_an_emptied_log_is_found_out(network: Network) -> None:
    whose = org_hex(EXPORTER)
    tamper(
        network,
        delete(audit_entries).where(audit_entries.c.organisation == whose),
        delete(audit_heads).where(audit_heads.c.organisation == whose),
    )
    (found,) = verdict(network).breaks
    assert (found.organisation, found.number) == (whose, 1)


def test_leaves_changed_to_fit_do_not_give_the_root(network: Network) -> None:
    whose = org_hex(EXPORTER)
    tamper(
        network,
        update(audit_anchors)
        .where(audit_anchors.c.organisation == whose)
        .values(hash="0x" + "1" * 64),
    )
    assert any("does not give it" in each.reason for each in verdict(network).breaks)


def test_a_root_left_out_of_the_database_is_missed(network: Network) -> None:
    network.sign_in(EXPORTER, "maker", "wrong password")
    second = anchor(network.context, every_seconds=0)
    assert second is not None
    tamper(network, delete(audit_anchors).where(audit_anchors.c.root == second.root))
    (found,) = verdict(network).breaks
    assert "root 2 of" in found.reason
    tamper(network, delete(audit_anchors))  # all of them: nothing says whose the roots are
    assert len(verdict(network).breaks) == 2


def test_a_strangers_root_is_no_finding(network: Network) -> None:
    context = network.context
    act = context.contracts.anchors.anchor(b"\x07" * 32)
    context.ledger.send(act, context.keys.user(EXPORTER, "checker").inner)  # type: ignore[attr-defined]
    assert verdict(network).breaks == []


def test_a_root_whose_process_died_is_sent_again_once(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = network.context
    network.sign_in(EXPORTER, "maker", "wrong password")
    send = context.sender.send

    def dies(*given: Any, **named: Any) -> Any:
        send(*given, **named)
        raise TransactionError("the process died after its act was sent")

    monkeypatch.setattr(context.sender, "send", dies)
    with pytest.raises(TransactionError):
        anchor(context, every_seconds=0)
    monkeypatch.undo()
    assert verdict(network).breaks == []  # on its way is no break
    assert anchor(context) is not None  # what is on its way does not wait for the hour
    assert len(on_ledger(context.ledger, context.contracts)) == 2
    assert verdict(network).roots == 2


def test_the_command_names_the_first_broken_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, chain = f"sqlite:///{tmp_path / 'kept.db'}", f"embedded:{tmp_path / 'chain'}"
    manifest = tmp_path / "network.json"
    with open_engine(chain) as engine:
        context = development_context(engine, database, manifest=manifest, currencies=("USD",))
        seed(context, NEWCOMERS[:1], years=(2026,))
        from api.auth.service import sign_in
        from api.errors import ApiError

        for _ in range(3):
            with pytest.raises(ApiError):
                sign_in(context, f"{EXPORTER}/maker", "wrong password", "")
        assert anchor(context) is not None
        context.store.close()

    def command(*more: str) -> subprocess.CompletedProcess[str]:
        return dhow("audit-log", "verify", "--db", database, *more)

    whole = command("--chain", chain, "--manifest", str(manifest), "--json")
    assert whole.returncode == 0, whole.stderr
    assert json.loads(whole.stdout)["roots"] == 1
    monkeypatch.setenv("DHOW_CHAIN", chain)
    assert json.loads(command("--manifest", str(manifest), "--json").stdout)["roots"] == 1
    alone = command()
    assert alone.returncode == 0, alone.stderr
    assert "against themselves only: no --manifest was given" in alone.stderr
    assert command("--chain", chain).returncode == 4
    import sqlite3

    with sqlite3.connect(tmp_path / "kept.db") as connection:
        connection.execute("UPDATE audit_entries SET body = '{}' WHERE number = 2")
    connection.close()
    broken = command()
    assert broken.returncode == 3
    assert f"{EXPORTER}: line 2 is not what its hash was made of" in broken.stdout
    nowhere = dhow("audit-log", "verify", "--db", f"sqlite:///{tmp_path / 'none.db'}")
    assert nowhere.returncode == 4
    assert not (tmp_path / "none.db").exists()
