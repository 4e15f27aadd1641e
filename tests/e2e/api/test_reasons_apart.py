"""Reasons between processes that share nothing but the ledger: each reaches whom it is for."""

from pathlib import Path
from typing import cast

import pytest

from dhow.store.tables import reasons
from tests.e2e.api.test_organisations_apart import rows_of
from tests.support.apart import organisations
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    REGULATOR,
    Network,
    terms,
)

pytestmark = pytest.mark.long
PARTIES = (EXPORTER, IMPORTER, ISSUER, NOMINATED)


def test_orders_reach_the_parties_refusals_one_bank_and_holds_nobody(tmp_path: Path) -> None:
    with organisations(tmp_path, *PARTIES, REGULATOR) as apart:
        network = cast("Network", apart)
        applied = {"reference": "LC-WHY", "terms": terms("LC-WHY")}
        path = f"/credits/{network.post('/credits/applications', IMPORTER, applied)['id']}"
        network.bind(f"{path}/issue", ISSUER, {"number": "LC-WHY"})
        hold = {"legal_basis": "Federal Decree 10 of 2025", "jurisdiction": "AE"}
        network.bind(f"{path}/compliance-hold", ISSUER, hold)
        network.post(f"{path}/advice-refusal", NOMINATED, {"reason": "No account of yours."})
        with apart.down(REGULATOR):
            network.post(f"{path}/court-order", REGULATOR, {"order_reference": "CC/2026/17"})
            for lei in PARTIES:  # the order is known, its words are not here yet
                apart[lei].round()
                told = network.get(path, lei)["court_order"]
                assert (told["registrar"], told["order_reference"]) == (REGULATOR, None)
        for lei in PARTIES:
            assert apart[lei].round(), lei
            assert network.get(path, lei)["court_order"]["order_reference"] == "CC/2026/17"
        with apart.down(NOMINATED):  # it came beside the requests
            (refusal,) = network.get(path, ISSUER)["advice_refusals"]
            assert refusal["reason"] == "No account of yours."
        assert network.get(path, EXPORTER)["advice_refusals"] == []
        held = {lei: len(rows_of(apart[lei], reasons.c.hash)) for lei in (*PARTIES, REGULATOR)}
        assert held == {EXPORTER: 1, IMPORTER: 1, ISSUER: 3, NOMINATED: 2, REGULATOR: 1}
        for process in apart.processes.values():
            assert process.round()  # nothing is left to be told, or waited for
