"""Reports of the node network are taken by the contract as they are."""

import pytest

from dhow.trade.oracles.reports import Domain
from oracles.arrival.samples import arrival_evidence
from oracles.network import SignedReport
from tests.support.chain import Chain
from tests.support.network import Network
from tests.support.voyages import ARRIVAL_POLICY, START, SUBJECT, Voyage

BERTHED = START + 5 * 86_400


@pytest.fixture(scope="module")
def net(module_chain: Chain) -> Network:
    return Network(module_chain)


@pytest.mark.parametrize("size", [4, 7])
def test_both_reports_are_recorded(chain: Chain, net: Network, size: int) -> None:
    contract = net.deploy("Oracles", net.manager.address)
    net.allow("oracle_registrar", contract, "adoptSigners(address[],uint8)")
    voyage = Voyage(domain=Domain(chain.engine.chain_id, contract.address), size=size)
    network = voyage.network
    adopted = contract.act("adoptSigners", list(network.signers), network.faulty)
    assert net.send(adopted, "oracle_registrar").result == network.epoch
    chain.set_time(max(chain.now() + 1, BERTHED + 86_400))
    outcomes = {
        "recordTemperature": voyage.attest(voyage.readings()),
        "recordArrival": network.attest_arrival(
            SUBJECT, ARRIVAL_POLICY, arrival_evidence(START, BERTHED)
        ),
    }
    for name, signed in outcomes.items():
        assert isinstance(signed, SignedReport)
        act = contract.act(name, signed.values, signed.signer_bitmap, signed.joined_signatures)
        assert net.send(act, "anyone").result == signed.evidence_id
