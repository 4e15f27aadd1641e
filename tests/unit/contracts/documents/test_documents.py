"""The register of documents: issued once, revoked by the issuer alone."""

from typing import Any

import pytest

from dhow.ledger.contract import Contract
from tests.support.chain import Chain, expect_refusal
from tests.support.network import Network, fixed, org_id

DOCUMENT = b"\xd0" * 32
BILL_OF_LADING = 2
REASON = fixed("REPLACED", 32)


@pytest.fixture(scope="module")
def net(module_chain: Chain) -> Network:
    net = Network(module_chain)
    net.admit("carrier", "CARRIER")
    net.admit("seller", "EXPORTER")
    net.admit("shut", "CARRIER")
    net.send(net.members.act("suspend", org_id("shut"), REASON), "registrar")
    return net


@pytest.fixture(scope="module")
def documents(net: Network) -> Contract:
    return net.deploy("Documents", net.members.address)


@pytest.fixture(autouse=True)
def restored(chain: Chain, documents: Contract) -> Chain:  # noqa: ARG001 - built before the snapshot
    """Whatever a test does is undone after it."""
    return chain


def standing(net: Network, documents: Contract) -> str:
    return str(net.call(documents.view("record", DOCUMENT)).standing.name)


def test_a_document_is_issued_now(net: Network, documents: Contract) -> None:  # NONE -> REGISTERED
    assert standing(net, documents) == "NONE"
    receipt = net.send(documents.act("register", DOCUMENT, BILL_OF_LADING), "carrier")
    registered = receipt.event("DocumentRegistered")
    assert (registered.document, registered.issuer) == (DOCUMENT, org_id("carrier"))
    assert registered.kind.name == "BILL_OF_LADING"
    kept = net.call(documents.view("requireStanding", DOCUMENT))
    assert (kept.issuer, kept.registered_at) == (org_id("carrier"), receipt.timestamp)
    assert (kept.kind.name, kept.revoked_at) == ("BILL_OF_LADING", 0)


@pytest.mark.parametrize("again", ["carrier", "seller"])
def test_a_document_keeps_its_first_issuer(net: Network, documents: Contract, again: str) -> None:
    net.send(documents.act("register", DOCUMENT, BILL_OF_LADING), "carrier")
    with expect_refusal("Documents_AlreadyRegistered", document=DOCUMENT):
        net.send(documents.act("register", DOCUMENT, 0), again)
    assert net.call(documents.view("record", DOCUMENT)).issuer == org_id("carrier")


def test_a_revoked_document_no_longer_stands(net: Network, documents: Contract) -> None:
    net.send(documents.act("register", DOCUMENT, BILL_OF_LADING), "carrier")
    # REGISTERED -> REVOKED
    receipt = net.send(documents.act("revoke", DOCUMENT, REASON), "carrier")
    revoked = receipt.event("DocumentRevoked")
    assert (revoked.document, revoked.issuer, revoked.reason) == (
        DOCUMENT,
        org_id("carrier"),
        REASON,
    )
    kept = net.call(documents.view("record", DOCUMENT))
    assert (kept.standing.name, kept.revoked_at) == ("REVOKED", receipt.timestamp)
    with expect_refusal("Documents_Revoked", document=DOCUMENT):
        net.call(documents.view("requireStanding", DOCUMENT))
    with expect_refusal("Documents_Revoked", document=DOCUMENT):
        net.send(documents.act("revoke", DOCUMENT, REASON), "carrier")
    with expect_refusal("Documents_AlreadyRegistered", document=DOCUMENT):
        net.send(documents.act("register", DOCUMENT, BILL_OF_LADING), "carrier")


def test_an_unknown_document_is_named(net: Network, documents: Contract) -> None:
    with expect_refusal("Documents_Unknown", document=DOCUMENT):
        net.call(documents.view("requireStanding", DOCUMENT))
    with expect_refusal("Documents_Unknown", document=DOCUMENT):
        net.send(documents.act("revoke", DOCUMENT, REASON), "carrier")


def test_nothing_has_no_hash(net: Network, documents: Contract) -> None:
    with expect_refusal("Documents_EmptyHash"):
        net.send(documents.act("register", bytes(32), BILL_OF_LADING), "carrier")


ACCESS: dict[str, dict[str, str | None]] = {
    "register": {
        "carrier": None,
        "seller": None,
        "shut": "Members_Suspended",
        "stranger": "Members_UnknownKey",
    },
    "revoke": {
        "carrier": None,
        "seller": "Members_NotTheParty",
        "shut": "Members_NotTheParty",
        "stranger": "Members_UnknownKey",
    },
}


@pytest.mark.parametrize("caller", ["carrier", "seller", "shut", "stranger"])
@pytest.mark.parametrize("function", ACCESS)
def test_who_may_do_what(net: Network, documents: Contract, function: str, caller: str) -> None:
    if function == "revoke":
        net.send(documents.act("register", DOCUMENT, BILL_OF_LADING), "carrier")
    act: Any = documents.act(
        function, DOCUMENT, BILL_OF_LADING if function == "register" else REASON
    )
    refusal = ACCESS[function][caller]
    if refusal is None:
        net.send(act, caller)
        return
    with expect_refusal(refusal):
        net.send(act, caller)


def test_issuing_may_be_signed_and_sent_by_anyone(net: Network, documents: Contract) -> None:
    act = documents.act("register", DOCUMENT, BILL_OF_LADING)
    receipt = net.send(net.forwarded(act, "carrier"), "courier")
    assert receipt.event("DocumentRegistered").issuer == org_id("carrier")
