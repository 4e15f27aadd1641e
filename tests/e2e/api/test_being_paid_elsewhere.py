"""An organisation changes where it is paid: from then on, whole, and by its own decision only."""

from collections.abc import Iterator

import pytest

from api.ids import OPERATOR
from dhow.ledger.signing import LocalSigner
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    Json,
    Network,
    open_network,
    problem_of,
)

TREASURY = LocalSigner(bytes(range(61, 93)))
PATH = "/members/settlement-account"
USD = "/money/USD"


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def account_of(network: Network, organisation: str) -> str:
    found: str = network.get("/members/me", organisation)["settlement_account"]
    return found


def paid(network: Network, payer: str, payee: str, minor: int) -> None:
    body = {"organisation": payee, "minor": minor, "reference": "moved"}
    network.post(f"{USD}/payments", payer, body)


def balance(network: Network, organisation: str) -> int:
    found = network.get("/money/balances", organisation)
    return next((each["balance"] for each in found if each["currency"] == "USD"), 0)


def issued(network: Network, organisation: str, minor: int) -> None:
    body = {"organisation": organisation, "minor": minor, "reference": f"to-{organisation}"}
    network.post(f"{USD}/issues", OPERATOR, body, user="registrar")


def test_money_goes_to_the_new_account_and_is_drawn_by_its_key(network: Network) -> None:
    issued(network, IMPORTER, 1_000)
    issued(network, EXPORTER, 70)
    old = account_of(network, EXPORTER)
    had = balance(network, EXPORTER)
    assert had >= 70
    answer = network.post(PATH, EXPORTER, {"account": TREASURY.address})
    assert (answer["settlement_account"], answer["held_here"]) == (TREASURY.address, False)
    assert account_of(network, EXPORTER) == TREASURY.address != old
    assert balance(network, EXPORTER) == 0
    paid(network, IMPORTER, EXPORTER, 500)
    assert balance(network, EXPORTER) == 500
    # what is left on the old account follows by a payment to oneself
    paid(network, EXPORTER, EXPORTER, had)
    assert balance(network, EXPORTER) == 500 + had
    # an allowance would be the old account's, which pays nothing any more
    allowance = {"contract": "credit", "minor": 100}
    refused = network.send("POST", f"{USD}/allowances", EXPORTER, json=allowance)
    assert problem_of(refused)["type"] == "urn:dhow:problem:account-held-elsewhere"
    headers = {"Prefer": f'draft="{TREASURY.address}"'}
    drafted = network.send("POST", f"{USD}/allowances", EXPORTER, json=allowance, headers=headers)
    assert drafted.json()["call"]["function"] == "approve", drafted.text
    # and back: its key is kept here
    assert network.post(PATH, EXPORTER, {"account": old})["held_here"]
    network.post(f"{USD}/allowances", EXPORTER, allowance)


def test_under_dual_control_a_maker_prepares_and_a_checker_does_it(network: Network) -> None:
    body: Json = {"account": LocalSigner(bytes(range(3, 35))).address}
    before = account_of(network, ISSUER)
    prepared = network.send("POST", PATH, ISSUER, user="maker", json=body)
    assert prepared.status_code == 202, prepared.text
    assert account_of(network, ISSUER) == before
    network.post(PATH, ISSUER, body)
    assert account_of(network, ISSUER) == body["account"]
    network.send("POST", PATH, ISSUER, user="maker", json={"account": before})
    network.post(PATH, ISSUER, {"account": before})


def test_an_account_from_which_nobody_could_pay_is_refused(network: Network) -> None:
    before = account_of(network, CARRIER)
    contract = str(network.context.contracts.members.address)
    for account in ("0x" + "00" * 20, contract, "0x12"):
        response = network.send("POST", PATH, CARRIER, json={"account": account})
        assert response.status_code == 422, response.text
        assert problem_of(response)["fields"][0]["path"] == "account"
    body = {"account": TREASURY.address}
    assert network.send("POST", PATH, OPERATOR, user="registrar", json=body).status_code == 403
    assert account_of(network, CARRIER) == before
