"""The drill: back up a network that is at work, restore it elsewhere, find everything there."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from api.context import development_context
from api.development import seed
from dhow.ledger.engines.embedded import EmbeddedEngine
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NEWCOMERS,
    Network,
    commercial_invoice,
    issued_credit,
    presented,
    registered_documents,
)

GENESIS = int(datetime(2026, 4, 1, 6, tzinfo=UTC).timestamp())


class Place:
    """Where a network is kept."""

    def __init__(self, folder: Path, database: str) -> None:
        folder.mkdir()
        self.chain = folder / "chain"
        self.database = database
        self.manifest = folder / "network.json"
        self.secrets = folder / "network.secrets"

    def options(self) -> list[str]:
        return [
            *("--db", self.database, "--chain", f"embedded:{self.chain}"),
            *("--manifest", str(self.manifest), "--secrets", str(self.secrets)),
        ]


@contextmanager
def running(place: Place) -> Iterator[Network]:
    """The network at a place, begun or taken up."""
    new = not place.manifest.exists()
    with (
        EmbeddedEngine(genesis_time=GENESIS, folder=place.chain) as engine,
        asyncio.Runner() as runner,
    ):
        context = development_context(
            engine,
            place.database,
            currencies=("USD",),
            manifest=place.manifest,
            secrets_file=place.secrets,
        )
        if new:
            seed(context, NEWCOMERS, years=(2026,))
        network = Network(context, runner)
        try:
            yield network
        finally:
            network.close()
            context.store.close()


def dhow(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.cli.main", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def done(process: "subprocess.Popen[str]", code: int = 0) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == code, out + err
    return out + err


@pytest.fixture(
    params=[
        "sqlite-to-postgresql",
        pytest.param("postgresql-to-sqlite", marks=pytest.mark.long),
    ]
)
def places(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Place, Place]:
    """Where the network is, and where it is restored: on the other kind of database."""
    server = str(request.getfixturevalue("bare_postgresql_url"))
    file = f"sqlite:///{tmp_path / 'dhow.db'}"
    here, there = (file, server) if request.param.startswith("sqlite") else (server, file)
    return Place(tmp_path / "here", here), Place(tmp_path / "there", there)


def test_a_network_at_work_is_backed_up_and_restored_elsewhere(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    here, there = places
    archive = str(tmp_path / "monday.dhow")
    posted: list[str] = []
    with running(here) as network:
        credit = issued_credit(network, "LC-1")
        documents = registered_documents(network, "LC-1")
        presentation = presented(network, credit, documents)
        for count in range(3):
            posted.append(_post(network, count))
        backing_up = dhow("backup", archive, *here.options(), "--with-secrets")
        while backing_up.poll() is None:
            posted.append(_post(network, len(posted)))
        told = done(backing_up)
        assert "up to block" in told
        assert "whoever has it reads everything" in told
        posted.append(_post(network, len(posted)))
        standing = network.get(f"/credits/{credit}", IMPORTER)
        balance = network.balance(ISSUER)

    assert "restored what" in done(dhow("restore", archive, *there.options()))
    again = done(dhow("restore", archive, *there.options()), code=4)
    assert "is there already" in again

    with running(there) as network:
        assert network.get(f"/credits/{credit}", IMPORTER) == standing
        assert network.balance(ISSUER) == balance
        shown = network.get(f"/presentations/{presentation}", ISSUER)
        assert shown["id"] == presentation
        kept = _documents(network)
        assert set(documents) <= kept
        restored = [each for each in posted if each in kept]
        assert restored == posted[: len(restored)]  # as it was at one moment
        assert 3 <= len(restored) < len(posted)
        _post(network, 10_000)  # and it goes on


def _post(network: Network, count: int) -> str:
    document = commercial_invoice(f"B-{count}")
    hashed: str = network.post("/documents", EXPORTER, {"document": document, "grant_to": []})[
        "hash"
    ]
    return hashed


def _documents(network: Network) -> set[str]:
    """The exporter's documents: each must open, have its hash, and stand on the ledger."""
    listed = network.get("/documents", EXPORTER)
    rows = listed["items"] if isinstance(listed, dict) else listed
    found = {row["hash"] for row in rows}
    for each in found:
        content = network.send("GET", f"/documents/{each}/content", EXPORTER)
        assert content.status_code == 200, content.text
        assert "0x" + keccak(content.content).hex() == each
        assert network.get(f"/documents/{each}", EXPORTER)["standing"] == "REGISTERED"
    return found
