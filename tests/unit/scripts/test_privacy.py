"""Every field of every contract and table is classified, and the page says what they say."""

import pytest
from sqlalchemy import LargeBinary

from dhow.ledger.privacy import LEDGER
from dhow.privacy import Classified, Kind
from dhow.store.privacy import TABLES
from dhow.store.tables import metadata
from scripts.docs.catalogue import differing, privacy
from scripts.docs.privacy import is_encrypted, ledger_fields, unclassified

FIELDS = ledger_fields()


@pytest.mark.parametrize("contract", sorted(FIELDS))
def test_every_field_on_the_ledger_is_classified(contract: str) -> None:
    missing, gone = unclassified(FIELDS[contract], LEDGER[contract])
    assert missing == set(), f"classify them in dhow/ledger/privacy.py: {contract}"
    assert gone == set(), f"no longer there, or named twice: {contract}"


def test_every_contract_and_table_is_known() -> None:
    assert set(LEDGER) == set(FIELDS)
    assert set(TABLES) == set(metadata.tables)


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_column_is_classified(table: str) -> None:
    columns = metadata.tables[table].c.keys()
    missing, gone = unclassified(columns, TABLES[table])
    assert missing == set(), f"classify them in dhow/store/privacy.py: {table}"
    assert gone == set(), f"no longer there, or named twice: {table}"


def test_a_field_that_nobody_classified_is_found() -> None:
    classified = Classified("all", "for good", commercial="a b", proof="b")
    assert unclassified(("a", "b", "c"), classified) == ({"c"}, {"b"})


def test_what_is_a_documents_content_is_encrypted() -> None:
    """Nothing personal that is more than a name or a key lies in the clear."""
    in_the_clear = {
        (table.name, name)
        for table in metadata.sorted_tables
        for name, kind in TABLES[table.name].fields()
        if kind is Kind.PERSONAL
        and not is_encrypted(table, name)
        and table.c[name].type.python_type is not bool
    }
    assert not {each for each in in_the_clear if each[1] in ("content", "report", "notice")}
    assert ("documents", "content") not in in_the_clear
    # the audit log names no person: a number stands for each
    assert {each for each in in_the_clear if each[1] == "body"} == {("audit_entries", "body")}


def test_what_lies_under_a_key_has_a_place_for_it() -> None:
    on_the_ledger = {
        ("outbox_entries", "calldata"),
        ("outbox_entries", "reason"),
        ("outbox_attempts", "raw"),
        ("webhook_deliveries", "body"),
    }
    assert {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, LargeBinary)
        and column.name != "wrapped_key"
        and not is_encrypted(table, column.name)
    } == on_the_ledger


def test_the_page_is_the_one_that_contracts_and_tables_give() -> None:
    """`dhow docs privacy --write` makes it anew."""
    assert differing(privacy()) == []
