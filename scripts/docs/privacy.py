"""Writes `docs/privacy.md`: every field of every contract and table, from compiler and tables."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import LargeBinary, Table

from dhow.ledger.bindgen import CONTRACTS
from dhow.ledger.compiler import Artifact, compile_contracts
from dhow.ledger.privacy import LEDGER
from dhow.privacy import Classified, Kind
from dhow.store.privacy import TABLES
from dhow.store.tables import metadata

_FRONT = Path(__file__).with_suffix(".md")  # what stands before the tables


def generate() -> str:
    """The page.

    Raises:
        KeyError: a contract or table is not classified.
    """
    parts = [_FRONT.read_text(encoding="utf-8"), "## On the ledger\n"]
    parts += [_contract(name, fields) for name, fields in ledger_fields().items()]
    parts.append("## In the database\n")
    parts += [_table(table) for table in sorted(metadata.sorted_tables, key=lambda t: t.name)]
    return "\n".join(parts)


def ledger_fields() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By contract, each field with where it stands: storage, a record, an event."""
    artifacts = compile_contracts(size_limit=sys.maxsize)
    return {name: _fields(artifacts[name]) for name in CONTRACTS if name in artifacts}


def _fields(artifact: Artifact) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    layout = artifact.storage_layout
    for each in layout.get("storage", ()):
        found.setdefault(each["label"], []).append("storage")
    for kind in (layout.get("types") or {}).values():
        record = kind["label"].removeprefix("struct ").rpartition(".")[2]
        for member in kind.get("members", ()):
            found.setdefault(member["label"], []).append(f"record `{record}`")
    for entry in artifact.abi:
        if entry["type"] == "event":
            for parameter in entry["inputs"]:
                found.setdefault(parameter["name"], []).append(f"event `{entry['name']}`")
    return {name: tuple(dict.fromkeys(where)) for name, where in found.items()}


def unclassified(fields: Iterable[str], classified: Classified) -> tuple[set[str], set[str]]:
    """Fields without a kind, and kinds of fields that are not there (or named twice)."""
    there, known = set(fields), [name for name, _ in classified.fields()]
    twice = {name for name in known if known.count(name) > 1}
    return there - set(known), (set(known) - there) | twice


def is_encrypted(table: Table, column: str) -> bool:
    """Whether a column lies under its row's own key."""
    sealed = isinstance(table.c[column].type, LargeBinary) and column != "wrapped_key"
    return sealed and "wrapped_key" in table.c


def _contract(name: str, fields: Mapping[str, tuple[str, ...]]) -> str:
    classified = LEDGER[name]
    kinds = dict(classified.fields())
    rows = [
        f"| `{each}` | {kinds[each]} | {classified.said(each)} | {_where(fields[each])} |"
        for each in sorted(fields, key=lambda each: (list(Kind).index(kinds[each]), each.lower()))
    ]
    return (
        f"### {name}\n\nRead by {classified.readers}; kept {classified.kept}; not encrypted.\n\n"
        "| field | kind | what | where |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _where(places: tuple[str, ...]) -> str:
    shown = ", ".join(places[:4])
    return shown if len(places) <= 4 else f"{shown} and {len(places) - 4} more"


def _table(table: Table) -> str:
    classified = TABLES[table.name]
    kinds = dict(classified.fields())
    rows = [
        f"| `{each}` | {kinds[each]} | {classified.said(each)} |"
        f" {'yes' if is_encrypted(table, each) else ''} |"
        for each in table.columns.keys()  # noqa: SIM118 - no mapping
    ]
    return (
        f"### {table.name}\n\nRead by {classified.readers}; kept {classified.kept}.\n\n"
        "| column | kind | what | encrypted |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )
