"""A transferred credit between processes that share nothing but the ledger: who hears of which."""

from pathlib import Path
from typing import cast

import pytest

from api.development import Newcomer
from dhow.store.tables import amendments, credits, transfers
from tests.e2e.api.test_organisations_apart import rows_of
from tests.support.apart import Organisations, organisations
from tests.support.api import CARRIER, EXPORTER, IMPORTER, ISSUER, NOMINATED, Network
from tests.support.transferred import (
    GROWER,
    SHARE,
    SOLD,
    SUPPLIERS,
    WHOLE,
    asked,
    delivered,
    own_invoice,
    paid,
    shipped,
    transferable,
    usd,
)

pytestmark = pytest.mark.long


def test_a_part_reaches_its_parties_and_neither_side_the_others_price(tmp_path: Path) -> None:
    with organisations(tmp_path, EXPORTER, IMPORTER, ISSUER, NOMINATED, CARRIER) as apart:
        network, number = cast("Network", apart), "LC-PARTS"
        name = SUPPLIERS[GROWER]
        apart.admit(Newcomer(lei=GROWER, name=name, country="IN", capabilities=("exporter",)))
        for process in apart.processes.values():
            process.round()
        credit = transferable(network, number)
        path = f"/credits/{credit}/transfers"
        assert network.get(f"/credits/{credit}", EXPORTER)["transferable"] is True
        first = network.post(path, EXPORTER, asked(GROWER, amendments="ask_first"))
        # the bank that is asked has the words, and nobody else has
        (heard,) = network.get(path, NOMINATED)
        assert heard["terms"] == first["terms"]
        for lei in (ISSUER, IMPORTER):
            assert network.get(path, lei) == []
            assert rows_of(apart[lei], transfers.c.credit_id) == []
        given = network.post(f"{path}/1/consent", NOMINATED, {"reference": "PART-APART"})
        part = given["transferred"]
        for process in apart.processes.values():
            process.round()
        for lei in (GROWER, EXPORTER, ISSUER, NOMINATED):
            shown = network.get(f"/credits/{part}", lei)
            assert (shown["beneficiary"], shown["terms"]) == (GROWER, first["terms"])
        assert [each["terms"] for each in network.get(path, ISSUER)] == [first["terms"]]
        # the buyer hears nothing of the seller's supplier, nor the supplier of the buyer's price
        assert network.send("GET", f"/credits/{part}", IMPORTER).status_code == 404
        assert part not in rows_of(apart[IMPORTER], credits.c.credit_id)
        assert network.send("GET", f"/credits/{credit}", GROWER).status_code == 404
        assert rows_of(apart[GROWER], credits.c.credit_id) == [part]
        _asked_before_an_amendment(apart, part, number)
        apart.at(2026, 4, 22, 8)
        documents = shipped(network, number, GROWER)
        made = f"/presentations/{delivered(network, part, GROWER, documents)}"
        assert len(network.get(made, NOMINATED)["documents"]) == 2
        seen = network.get(made, EXPORTER)
        assert (seen["amount"], seen["documents"]) == (usd(5_000_000), [])
        assert network.send("GET", made, IMPORTER).status_code == 404
        # its own invoice goes on in the supplier's place
        apart[ISSUER].post("/money/USD/allowances", {"contract": "credit", "minor": 10 * WHOLE})
        assert network.post(f"{made}/substitution-demand", NOMINATED)["state"] == "DEMANDED"
        invoice = own_invoice(network, number)
        own = delivered(network, credit, EXPORTER, [invoice], SOLD - SHARE)
        substituted = {"invoice": invoice, "drawing": own}
        network.post(f"{made}/substitution", EXPORTER, substituted)
        for each in (made.removeprefix("/presentations/"), own):
            paid(network, each)
        for process in apart.processes.values():
            process.round()
        has = {each["hash"] for each in network.get("/documents", IMPORTER)}
        assert has >= {documents[1], invoice}
        assert documents[0] not in has
        for lei, process in apart.processes.items():
            assert process.round(), lei  # nothing is left to be told, or waited for


def _asked_before_an_amendment(apart: Organisations, part: str, number: str) -> None:
    """The first beneficiary reads in the bank's process what it is asked to let pass on."""
    words = {
        "credit_number": number,
        "number": 1,
        "issued_on": "2026-04-10",
        "changes": [{"path": "expiry.day", "action": "set", "value": "2026-05-20"}],
    }
    issuing, path = apart[ISSUER], f"/credits/{part}/amendments"
    issuing.send("POST", path, user="maker", json={"amendment": words})
    refused = issuing.problem("POST", path, {"amendment": words})
    assert (refused["status"], refused["rule"]) == (409, "UCP 600 art. 38(e), 38(f)")
    (told,) = apart[EXPORTER].get(f"/credits/{part}/passing-on")
    assert told["amendment"]["changes"] == words["changes"]
    # the second beneficiary is told nothing that is not issued
    assert apart[GROWER].get(f"/credits/{part}/passing-on") == []
    assert rows_of(apart[GROWER], amendments.c.credit_id) == []
    allowed = {"amendment": told["amendment"]}
    apart[EXPORTER].post(f"{path}/1/passing-on", allowed)
    assert issuing.bind(path, {"amendment": words})["text_hash"] == told["text_hash"]
    for process in apart.processes.values():
        process.round()
    (offered,) = apart[GROWER].get(path)
    assert offered["amendment"] == told["amendment"]
    apart[GROWER].post(f"{path}/1/answer", {"accepts": False})
