"""Attacks on the register of members and on the maker-checker rule."""

from typing import Any

import pytest

from dhow.ledger.contract import Contract
from tests.support.chain import Chain, expect_refusal
from tests.support.network import Network, act_hash, fixed, org_id

MAKER, CHECKER, BANK_CAPABILITY = 1, 2, 3
BANK = org_id("bank")
ACCOUNT, THIEF = "0x" + "33" * 20, "0x" + "66" * 20


@pytest.fixture(scope="module")
def net(module_chain: Chain) -> Network:
    net = Network(module_chain)
    net.admit("bank", "BANK", dual_control=True)
    net.admit("other", "BANK", dual_control=True)
    net.admit("mallory", "EXPORTER")
    return net


@pytest.fixture(autouse=True)
def restored(chain: Chain, net: Network) -> Chain:  # noqa: ARG001 - built before the snapshot
    """Whatever a test does is undone after it."""
    return chain


def move(net: Network, account: str = ACCOUNT) -> Any:
    return net.members.act("setSettlementAccount", BANK, account)


def test_checker_changes_what_the_maker_prepared(net: Network) -> None:
    net.prepare(move(net), "bank.maker")
    with expect_refusal("Members_NotPrepared", act=act_hash(move(net, THIEF))):
        net.send(move(net, THIEF), "bank")


def test_checker_carries_one_preparation_out_twice(net: Network) -> None:
    net.prepare(move(net), "bank.maker")
    net.send(move(net), "bank")
    with expect_refusal("Members_NotPrepared"):
        net.send(move(net), "bank")


def test_another_banks_maker_prepares(net: Network) -> None:
    net.prepare(move(net), "other.maker")
    with expect_refusal("Members_NotPrepared"):
        net.send(move(net), "bank")


def test_maker_checks_its_own_act(net: Network) -> None:
    net.prepare(move(net), "bank.maker")
    with expect_refusal("Members_WrongDuty", required=CHECKER):
        net.send(move(net), "bank.maker")


def test_checker_prepares_its_own_act(net: Network) -> None:
    with expect_refusal("Members_WrongDuty", required=MAKER):
        net.prepare(move(net), "bank")


def test_preparation_outlives_its_makers_revoked_key(chain: Chain, net: Network) -> None:
    net.prepare(move(net), "bank.maker")
    maker = chain.signer("bank.maker").address
    net.send(net.members.act("revokeKey", BANK, maker), "bank")
    with expect_refusal("Members_NotPrepared"):
        net.send(move(net), "bank")


@pytest.mark.parametrize(("org", "duty"), [("bank", CHECKER), ("mallory", MAKER)])
def test_maker_prepares_then_changes_duty_or_side(
    chain: Chain, net: Network, org: str, duty: int
) -> None:
    net.prepare(move(net), "bank.maker")
    maker = chain.signer("bank.maker").address
    net.send(net.members.act("revokeKey", BANK, maker), "bank")
    net.send(net.members.act("restoreKey", org_id(org), maker, duty), "registrar")
    with expect_refusal("Members_NotPrepared"):
        net.send(move(net), "bank")


def test_preparation_is_used_up_by_somebody_elses_call(chain: Chain, net: Network) -> None:
    """Anybody may ask `authorise`, but only for acts on itself: the victim's stays prepared."""
    act = move(net)
    net.prepare(act, "bank.maker")
    checker = chain.signer("bank").address
    theft = net.members.act("authorise", checker, BANK, BANK_CAPABILITY, act.calldata)
    for thief in ("mallory", "bank"):
        with expect_refusal("Members_NotPrepared"):
            net.send(theft, thief)
    with expect_refusal("FailedCall"):  # all that the forwarder says
        net.send(net.forwarded(theft, "bank"), "mallory")
    net.send(act, "bank")


def test_preparation_for_one_contract_serves_another(net: Network) -> None:
    """The same call data prepared for one deployment is nothing for a second one."""
    first: Contract = net.deploy("BankingCalendars", net.members.address)
    second: Contract = net.deploy("BankingCalendars", net.members.address)
    arguments = (BANK, b"AEDXB", 20_600, fixed("EID", 32))
    net.prepare(first.act("announceClosure", *arguments), "bank.maker")
    with expect_refusal("Members_NotPrepared"):
        net.send(second.act("announceClosure", *arguments), "bank")


def test_suspended_bank_uses_an_old_preparation(net: Network) -> None:
    net.prepare(move(net), "bank.maker")
    net.send(net.members.act("suspend", BANK, bytes(32)), "registrar")
    with expect_refusal("Members_Suspended"):
        net.send(move(net), "bank")


def test_suspended_bank_prepares_and_still_may_not_act(net: Network) -> None:
    """Preparing asks for no standing, so that a debt can be paid; everything else does."""
    net.send(net.members.act("suspend", BANK, bytes(32)), "registrar")
    net.prepare(move(net), "bank.maker")
    with expect_refusal("Members_Suspended"):
        net.send(move(net), "bank")


def test_payment_of_another_contract_is_taken_for_ones_own(chain: Chain, net: Network) -> None:
    """A preparation belongs to the contract that pays; a key that asks directly uses none up."""
    act = move(net)
    net.prepare(act, "bank.maker")
    direct = net.members.act("authorisePayment", chain.signer("bank").address, BANK, act.calldata)
    with expect_refusal("Members_NotPrepared"):
        net.send(direct, "bank")
    with expect_refusal("Members_NotTheParty"):
        key = chain.signer("mallory").address
        net.send(net.members.act("authorisePayment", key, BANK, act.calldata), "mallory")
    net.send(act, "bank")


def test_key_of_one_organisation_is_given_to_another(chain: Chain, net: Network) -> None:
    key = chain.signer("bank").address
    with expect_refusal("Members_KeyTaken", key=key):
        net.send(net.members.act("addKey", org_id("mallory"), key, MAKER), "mallory")


def test_outsider_revokes_a_banks_key(chain: Chain, net: Network) -> None:
    key = chain.signer("bank").address
    with expect_refusal("Members_NotTheParty"):
        net.send(net.members.act("revokeKey", BANK, key), "mallory")
    with expect_refusal("Members_NotTheParty", key=key, found=BANK):
        net.send(net.members.act("revokeKey", org_id("mallory"), key), "mallory")


# ---------------------------------------------------------------- consents


def test_consent_is_replayed(net: Network) -> None:
    act = net.members.act("addKey", org_id("mallory"), ACCOUNT, MAKER)
    consent = net.forwarded(act, "mallory")
    net.send(consent, "courier")
    revoke = net.members.act("revokeKey", org_id("mallory"), ACCOUNT)
    net.send(revoke, "mallory")
    with expect_refusal("ERC2771ForwarderInvalidSigner"):
        net.send(consent, "courier")


def test_consent_is_sent_after_its_deadline(chain: Chain, net: Network) -> None:
    act = net.members.act("addKey", org_id("mallory"), ACCOUNT, MAKER)
    consent = net.forwarded(act, "mallory", deadline=chain.now() + 60)
    chain.advance(62)
    with expect_refusal("ERC2771ForwarderExpiredRequest"):
        net.send(consent, "courier")


def test_sender_is_appended_without_the_forwarder(chain: Chain, net: Network) -> None:
    """Twenty bytes after the call data mean nothing unless the forwarder put them there."""
    act = net.members.act("addKey", BANK, ACCOUNT, MAKER)
    victim = bytes.fromhex(chain.signer("bank").address[2:])
    forged = type(act)(act.target, act.calldata + victim, act.name, act.arguments, act.decode)
    with expect_refusal("Members_NotTheParty"):
        net.send(forged, "mallory")


def test_another_forwarder_speaks_for_a_bank(chain: Chain, net: Network) -> None:
    own = chain.deploy("ERC2771Forwarder", "dhow Consents")
    real = net.forwarder
    act = net.members.act("addKey", org_id("mallory"), ACCOUNT, MAKER)
    net.forwarder = own
    try:
        consent = net.forwarded(act, "mallory")
        with expect_refusal("ERC2771UntrustfulTarget"):
            net.send(consent, "courier")
    finally:
        net.forwarder = real
