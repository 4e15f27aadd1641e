"""Attacks on the register of documents: taking another's hash before it is registered."""

import pytest
from eth_utils.crypto import keccak

from tests.support.chain import Chain, expect_refusal
from tests.support.deals import BILL_OF_LADING, Deals
from tests.support.network import fixed, org_id

TAKEN = keccak(text="the carrier's bill of lading, salt 1")
AGAIN = keccak(text="the carrier's bill of lading, salt 2")


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


@pytest.fixture
def squatted(deals: Deals) -> None:
    """A stranger saw the carrier's registration pending and was first."""
    deals.send(deals.documents, "register", TAKEN, BILL_OF_LADING, by="stranger")
    with expect_refusal("Documents_AlreadyRegistered", document=TAKEN):
        deals.send(deals.documents, "register", TAKEN, BILL_OF_LADING, by="carrier")


def issuer(deals: Deals, document: bytes) -> bytes:
    return bytes(deals.net.call(deals.documents.view("record", document)).issuer)


@pytest.mark.usefixtures("squatted")
def test_front_run_registration_passes_for_the_issuers(deals: Deals) -> None:
    """The thief stands on record as issuer, so nobody who asks for the carrier's is deceived."""
    assert issuer(deals, TAKEN) == org_id("stranger")
    undertaking = deals.undertaken(deals.document_condition())
    with expect_refusal("Undertaking_ForeignEvidence", evidence=TAKEN):
        deals.send(deals.undertaking, "showDocument", undertaking, 0, TAKEN, by="stranger")
    assert deals.undertaking_state(undertaking) == "CONDITIONAL"


@pytest.mark.usefixtures("squatted")
def test_front_run_registration_keeps_the_issuer_from_issuing(deals: Deals) -> None:
    """The same document with another salt is another hash: issued, presented, relied upon."""
    deals.send(deals.documents, "register", AGAIN, BILL_OF_LADING, by="carrier")
    assert issuer(deals, AGAIN) == org_id("carrier")
    undertaking = deals.undertaken(deals.document_condition())
    deals.send(deals.undertaking, "showDocument", undertaking, 0, AGAIN, by="beneficiary")
    assert deals.undertaking_state(undertaking) == "PAID"
    deals.presented(deals.issued(), papers=[*deals.papers("invoice"), AGAIN])


@pytest.mark.usefixtures("squatted")
def test_thief_revokes_what_the_issuer_issued(deals: Deals) -> None:
    """Revoking the taken hash ends the thief's own entry and nothing of the carrier's."""
    deals.send(deals.documents, "register", AGAIN, BILL_OF_LADING, by="carrier")
    deals.send(deals.documents, "revoke", TAKEN, fixed("MINE", 32), by="stranger")
    with expect_refusal("Members_NotTheParty"):
        deals.send(deals.documents, "revoke", AGAIN, fixed("MINE", 32), by="stranger")
    deals.net.call(deals.documents.view("requireStanding", AGAIN))
