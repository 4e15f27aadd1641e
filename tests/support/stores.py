"""Stores and organisations for tests: each on SQLite and on PostgreSQL."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import create_engine, text

from dhow.store import OrgId, Store, UnitOfWork, open_store
from dhow.store.databases import parsed_url
from dhow.store.passwords import Cost

MASTER_KEY = bytes(range(32, 64))
CHEAP = Cost(log2_n=4, r=1, p=1)
"""scrypt at a cost fit for tests only."""


def an_id(number: int) -> str:
    """A 32-byte id."""
    return f"0x{number:064x}"


def an_org(number: int) -> OrgId:
    """An organisation's id."""
    return OrgId(an_id(0xA0000 + number))


EXPORTER, IMPORTER, BANK, NOMINATED, CARRIER, STRANGER = (an_org(n) for n in range(6))


class ACommand(NamedTuple):
    """What the outbox keeps of a command."""

    nonce: int
    idempotency_key: str | None
    fingerprint: str = "f" * 64
    name: str = "issue"
    target: str | None = None
    arguments: str = "{}"
    calldata: bytes = bytes(range(256))
    gas: int = 2**62
    traceparent: str | None = f"00-{'1' * 32}-{'2' * 16}-01"


CHAIN, SENDER = 1337, "0x" + "Ab" * 20


def add_commands(work: UnitOfWork, nonces: Sequence[int], *, at: int) -> Sequence[int]:
    """Keep commands of one sending key; their numbers."""
    work.outbox.enrol(CHAIN, SENDER, next_nonce=0, block=0, block_hash=an_id(0))
    commands = [ACommand(nonce, f"key {nonce}") for nonce in nonces]
    return work.outbox.add_entries(CHAIN, SENDER, commands, at=at)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store: SQLite's in memory, and one on PostgreSQL."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql_store")
        return
    with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it yet: a file's, and a server's."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("bare_postgresql_url"))
    return f"sqlite:///{tmp_path / 'dhow.db'}"


def alter(url: str, *statements: str, **values: object) -> None:
    """Change a database behind the store's back, as whoever has its file or its server could."""
    parsed = parsed_url(url).difference_update_query(["pool_size"])
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(parsed)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), values)
    engine.dispose()


def add_document(work: UnitOfWork, number: int, owner: OrgId = EXPORTER) -> str:
    """Store a small document of `owner`."""
    document_id = an_id(number)
    work.documents.put(
        owner,
        document_id=document_id,
        kind="bill_of_lading",
        issuer=CARRIER,
        content=b"clean on board %d" % number,
        at=100 + number,
    )
    return document_id


def add_credit(work: UnitOfWork, number: int = 0xC) -> str:
    """Store a credit of importer, exporter and two banks."""
    credit_id = an_id(number)
    work.credits.put(
        IMPORTER,
        credit_id=credit_id,
        reference="REF-1",
        applicant=IMPORTER,
        beneficiary=EXPORTER,
        issuing_bank=BANK,
        nominated_bank=NOMINATED,
        terms=b'{"terms":1}',
        at=1,
    )
    return credit_id
