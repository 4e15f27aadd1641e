"""Two applications over one PostgreSQL database and one chain: a trade that goes through both."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from api.context import ApiContext, development_context
from api.development import seed
from dhow.ledger.engines.embedded import EmbeddedEngine
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NEWCOMERS,
    NOMINATED,
    Network,
    presented,
    registered_documents,
    terms,
)
from tests.support.postgresql import Server


@pytest.fixture(scope="module")
def two(
    postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Network]]:
    """Two applications started one after the other, the second taking up what the first began."""
    folder, name = tmp_path_factory.mktemp("network"), postgresql_server.new()
    genesis = int(datetime(2026, 4, 1, 6, tzinfo=UTC).timestamp())
    with EmbeddedEngine(genesis_time=genesis) as engine, asyncio.Runner() as runner:

        def start() -> ApiContext:
            return development_context(
                engine,
                postgresql_server.url(name),
                currencies=("USD",),
                manifest=folder / "network.json",
                secrets_file=folder / "network.secrets",
            )

        first = start()
        seed(first, NEWCOMERS, years=(2026, 2027))
        second = start()
        networks = [Network(first, runner), Network(second, runner)]
        for network in networks:
            network.context.background.start()
        yield networks
        for network in networks:
            network.context.background.stop()
            network.close()
            network.context.store.close()
    postgresql_server.drop(name)


def test_a_credit_is_applied_for_at_one_and_honoured_at_the_other(two: list[Network]) -> None:
    buyers, banks = two
    number = "LC-SHARED"
    applied = buyers.post(
        "/credits/applications", IMPORTER, {"reference": number, "terms": terms(number)}
    )
    credit = applied["id"]
    banks.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    buyers.post(f"/credits/{credit}/advise", NOMINATED)
    documents = registered_documents(buyers, number)
    presentation = presented(buyers, credit, documents)
    for path, reader in (
        (f"/presentations/{presentation}", ISSUER),
        (f"/credits/{credit}", EXPORTER),
        ("/documents", EXPORTER),
    ):
        assert buyers.get(path, reader) == banks.get(path, reader)


def test_both_are_asked_for_the_same_act_at_once(two: list[Network]) -> None:
    """Whatever either answers, the ledger has one application and both show it."""
    body = {"reference": "LC-TWICE", "terms": terms("LC-TWICE")}
    before = len(_credits(two[0]))
    for network in two:
        network.token(IMPORTER)

    async def both() -> list[int]:
        answers = await asyncio.gather(
            *(
                network.client.post(
                    "/credits/applications",
                    json=body,
                    headers={"Authorization": f"Bearer {network.token(IMPORTER)}"},
                )
                for network in two
            )
        )
        return [answer.status_code for answer in answers]

    statuses = sorted(two[0].run(both()))
    assert statuses[0] in (200, 201)
    assert statuses[1] < 500
    assert _credits(two[0]) == _credits(two[1])
    assert len(_credits(two[0])) == before + 1


def _credits(network: Network) -> list[object]:
    listed = network.get("/credits", IMPORTER)
    return list(listed["items"] if isinstance(listed, dict) else listed)
