"""Attacks on the audit log: by whoever can write to the database file and knows the program."""

from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import delete, update

from dhow.store import Store
from dhow.store.hashchain import Break, canonical, first_break, line_hash
from dhow.store.repositories.audit import NewLine
from dhow.store.tables import audit_entries, audit_heads
from tests.support.stores import BANK, EXPORTER, store

__all__ = ["store"]

LINES = 9
ANCHORED = 6


def written(store: Store) -> Mapping[int, list[str]]:
    """Nine lines of a bank's between those of others; the sixth's hash is on the ledger."""
    with store.begin() as work:
        for number in range(LINES):
            body = canonical({"action": "POST /credits", "request": f"r{number}"})
            work.audit.append(
                [NewLine(EXPORTER, number, "intent", body), NewLine(BANK, number, "intent", body)]
            )
        hashes = {row.number: [row.hash] for row in work.audit.system_lines(BANK)}
    return {ANCHORED: hashes[ANCHORED]}


def verdict(store: Store, anchors: Mapping[int, list[str]]) -> Break | None:
    with store.read() as work:
        head = work.audit.system_heads().get(BANK)
        return first_break(BANK, work.audit.system_lines(BANK), head=head, anchors=anchors)


def tamper(store: Store, *statements: object) -> None:
    with store.begin() as work:
        for statement in statements:
            work.audit._connection.execute(statement)  # type: ignore[call-overload]


OF = audit_entries.c.organisation == BANK


def change(line: int, **values: object) -> object:
    return update(audit_entries).where(OF, audit_entries.c.number == line).values(**values)


def remove(above: int, below: int = LINES + 1) -> object:
    return delete(audit_entries).where(
        OF, audit_entries.c.number > above, audit_entries.c.number < below
    )


def test_an_untouched_log_holds(store: Store) -> None:
    anchors = written(store)
    assert verdict(store, anchors) is None


def edited(_: Store) -> list[object]:
    return [change(4, body=canonical({"action": "GET /credits"}))]


def dated_back(_: Store) -> list[object]:
    return [change(4, at=0)]


def removed(_: Store) -> list[object]:
    return [remove(3, 5)]


def removed_and_closed_up(_: Store) -> list[object]:
    return [remove(3, 5), *(change(number, number=number - 1) for number in range(5, LINES + 1))]


def swapped(_: Store) -> list[object]:
    return [change(4, number=100), change(5, number=4), change(100, number=5)]


def another_organisations(_: Store) -> list[object]:
    return [
        remove(3, 5),
        update(audit_entries)
        .where(audit_entries.c.organisation == EXPORTER, audit_entries.c.number == 4)
        .values(organisation=BANK),
    ]


@pytest.mark.parametrize(
    "attack",
    [edited, dated_back, removed, removed_and_closed_up, swapped, another_organisations],
)
def test_the_first_broken_line_is_named(
    store: Store, attack: Callable[[Store], list[object]]
) -> None:
    anchors = written(store)
    tamper(store, *attack(store))
    found = verdict(store, anchors)
    assert found is not None
    assert (found.organisation, found.number) == (BANK, 4)


def test_the_tail_cut_off(store: Store) -> None:
    anchors = written(store)
    tamper(store, remove(7))
    found = verdict(store, anchors)
    assert found is not None
    assert found.number == 8


def test_the_tail_cut_off_and_the_head_with_it_is_seen_from_the_ledger(store: Store) -> None:
    anchors = written(store)
    with store.read() as work:
        kept = next(row for row in work.audit.system_lines(BANK) if row.number == 4)
    tamper(
        store,
        remove(4),
        update(audit_heads)
        .where(audit_heads.c.organisation == BANK)
        .values(number=4, hash=kept.hash),
    )
    assert verdict(store, {}) is None  # the database alone cannot tell
    found = verdict(store, anchors)
    assert found is not None
    assert (found.number, str(ANCHORED) in found.reason) == (5, True)


def test_all_of_it_removed_is_seen_from_the_ledger(store: Store) -> None:
    anchors = written(store)
    tamper(store, remove(0), delete(audit_heads).where(audit_heads.c.organisation == BANK))
    assert verdict(store, {}) is None
    found = verdict(store, anchors)
    assert found is not None
    assert found.number == 1


def test_written_anew_with_fitting_hashes_is_seen_from_the_ledger(store: Store) -> None:
    anchors = written(store)
    with store.read() as work:
        rows = tuple(work.audit.system_lines(BANK))
    statements = []
    previous = rows[2].hash
    for row in rows[3:]:
        body = row.body.replace("credits", "invoices")
        previous = line_hash(previous, BANK, row.number, row.at, row.kind, body)
        statements.append(change(row.number, body=body, hash=previous))
    statements.append(
        update(audit_heads).where(audit_heads.c.organisation == BANK).values(hash=previous)
    )
    tamper(store, *statements)
    assert verdict(store, {}) is None
    found = verdict(store, anchors)
    assert found is not None
    assert found.number == ANCHORED


def test_parts_of_a_line_cannot_flow_into_each_other() -> None:
    """`1` and `23` is another line than `12` and `3`."""
    assert line_hash("0x", BANK, 1, 23, "intent", "") != line_hash("0x", BANK, 12, 3, "intent", "")
    assert line_hash("0x", BANK, 1, 1, "intent", "x") != line_hash("0x", BANK, 1, 1, "intentx", "")


def test_a_log_that_goes_back_writes_no_line(store: Store) -> None:
    written(store)

    def undone() -> None:
        with store.begin() as work:
            work.audit.append([NewLine(BANK, 1, "intent", "{}")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    with store.read() as work:
        assert len(tuple(work.audit.system_lines(BANK))) == LINES
        assert work.audit.system_heads()[BANK][0] == LINES
