"""Anchors: roots by sender, numbered without a gap, never taken back."""

import pytest

from dhow.ledger.contract import Contract
from tests.support.chain import Chain, expect_refusal
from tests.support.network import Network

ROOT, OTHER = b"\xa0" * 32, b"\xb0" * 32


@pytest.fixture(scope="module")
def net(module_chain: Chain) -> Network:
    return Network(module_chain)


@pytest.fixture(scope="module")
def anchors(net: Network) -> Contract:
    return net.deploy("Anchors")


@pytest.fixture(autouse=True)
def restored(chain: Chain, anchors: Contract) -> Chain:  # noqa: ARG001 - built before the snapshot
    """Whatever a test does is undone after it."""
    return chain


def test_roots_are_numbered_by_sender(net: Network, anchors: Contract) -> None:
    for number, root in enumerate((ROOT, OTHER, ROOT), start=1):
        event = net.send(anchors.act("anchor", root), "registrar").event("RootAnchored")
        assert (event.number, event.root) == (number, root)
    first = net.send(anchors.act("anchor", ROOT), "somebody else").event("RootAnchored")
    assert first.number == 1
    assert net.call(anchors.view("count", first.by)) == 1
    assert net.call(anchors.view("count", event.by)) == 3
    assert first.by != event.by


def test_an_empty_root_is_refused(net: Network, anchors: Contract) -> None:
    with expect_refusal("Anchors_EmptyRoot"):
        net.send(anchors.act("anchor", bytes(32)), "registrar")
