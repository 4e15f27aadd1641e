"""The same records under two credits, each bank on a process and a database of its own."""

from pathlib import Path
from typing import cast

import pytest

from dhow.store.tables import presentations
from tests.e2e.api.test_organisations_apart import rows_of
from tests.security.api.test_hostile_peers import issued_by_a_bank_of_its_own_mind
from tests.support.apart import organisations
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    Network,
    registered_documents,
    terms,
)

pytestmark = pytest.mark.long


def test_each_bank_is_told_by_the_ledger_and_learns_no_more(tmp_path: Path) -> None:
    with organisations(tmp_path, EXPORTER, IMPORTER, ISSUER, NOMINATED, CARRIER) as apart:
        network = cast("Network", apart)
        first = issued_by_a_bank_of_its_own_mind(apart, "LC-ONE")  # the nominated bank's own
        words = terms("LC-TWO") | {"availability": {"mode": "sight", "with_bank": "issuing_bank"}}
        del words["nominated_bank"]
        applied = {"reference": "LC-TWO", "terms": words}
        second = network.post("/credits/applications", IMPORTER, applied)["id"]
        network.bind(f"/credits/{second}/issue", ISSUER, {"number": "LC-TWO"})
        documents = registered_documents(network, "LC-ONE")
        drawn = {"amount": {"currency": "USD", "minor": 10_000_000}, "documents": documents}
        made = {}
        for bank, credit in ((NOMINATED, first), (ISSUER, second)):
            path = f"/credits/{credit}/presentations"
            made[bank] = network.post(path, EXPORTER, {"bank": bank, **drawn})["id"]
        for process in apart.processes.values():
            process.round()
        for bank, earlier in ((ISSUER, True), (NOMINATED, False)):
            told = network.get(f"/presentations/{made[bank]}", bank)["sightings"]
            assert {each["document"] for each in told} == set(documents)
            for each in told:
                assert (each["match"], each["under"]) == ("RECORD", "ANOTHER_CREDIT")
                assert (each["earlier"], each["standing"]) == (earlier, "WITH_A_BANK")
            other = made[NOMINATED if bank == ISSUER else ISSUER]
            assert other not in rows_of(apart[bank], presentations.c.presentation_id)
            assert network.send("GET", f"/presentations/{other}", bank).status_code == 404
        assert network.get(f"/presentations/{made[ISSUER]}", EXPORTER)["sightings"] == []
        examined = network.bind(f"/presentations/{made[ISSUER]}/examination", ISSUER)
        articles = {each["article"] for each in examined["examination"]["findings"]}
        assert any("17(a)" in each for each in articles), articles
