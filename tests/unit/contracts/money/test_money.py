"""Bank money: in and out of circulation once an order, spent by its holder alone."""

from typing import Any

import pytest

from dhow.ledger.contract import Contract
from tests.support.chain import Chain, expect_refusal
from tests.support.network import Network, fixed

ORDER = fixed("ORDER 1", 32)
TYPES = {
    "EIP712Domain": [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ],
    "Permit": [
        {"name": "owner", "type": "address"},
        {"name": "spender", "type": "address"},
        {"name": "value", "type": "uint256"},
        {"name": "nonce", "type": "uint256"},
        {"name": "deadline", "type": "uint256"},
    ],
}


@pytest.fixture(scope="module")
def net(module_chain: Chain) -> Network:
    return Network(module_chain)


@pytest.fixture(scope="module")
def usd(net: Network) -> Contract:
    usd = net.deploy(
        "Money", "US dollar at the central bank", "USD", b"USD", 2, net.manager.address
    )
    net.allow("settlement_agent", usd, "issue(address,uint256,bytes32)")
    holder = net.chain.signer("holder").address
    net.send(usd.act("issue", holder, 1_000_00, fixed("OPENING", 32)), "settlement_agent")
    return usd


@pytest.fixture(autouse=True)
def restored(chain: Chain, usd: Contract) -> Chain:  # noqa: ARG001 - built before the snapshot
    """Whatever a test does is undone after it."""
    return chain


def balance(net: Network, money: Contract, name: str) -> int:
    return int(net.call(money.view("balanceOf", net.chain.signer(name).address)))


def test_it_is_one_currency_in_minor_units(chain: Chain, net: Network, usd: Contract) -> None:
    assert net.call(usd.view("currency")) == b"USD"
    assert net.call(usd.view("decimals")) == 2
    assert net.call(usd.view("symbol")) == "USD"
    yen = net.deploy("Money", "Yen", "JPY", b"JPY", 0, net.manager.address)
    assert net.call(yen.view("decimals")) == 0
    assert chain.call(yen.view("totalSupply")) == 0


def test_issue_puts_money_into_circulation_once_an_order(net: Network, usd: Contract) -> None:
    holder = net.chain.signer("holder").address
    act = usd.act("issue", holder, 250_00, ORDER)
    issued = net.send(act, "settlement_agent").event("Issued")
    assert (issued.account, issued.amount_minor, issued.order_reference) == (holder, 250_00, ORDER)
    assert balance(net, usd, "holder") == net.call(usd.view("totalSupply")) == 1_250_00
    for again in (act, usd.act("issue", net.chain.signer("other").address, 1, ORDER)):
        with expect_refusal("Money_ReferenceUsed", order_reference=ORDER):
            net.send(again, "settlement_agent")
    assert net.call(usd.view("totalSupply")) == 1_250_00


@pytest.mark.parametrize("caller", ["holder", "registrar", "guardian", "admin", "stranger"])
def test_only_the_settlement_agent_issues(net: Network, usd: Contract, caller: str) -> None:
    with expect_refusal("AccessManagedUnauthorized", caller=net.chain.signer(caller).address):
        net.send(usd.act("issue", net.chain.signer(caller).address, 1, ORDER), caller)


def test_redeem_takes_money_out_once_an_order(net: Network, usd: Contract) -> None:
    act = usd.act("redeem", 400_00, ORDER)
    redeemed = net.send(act, "holder").event("Redeemed")
    assert (redeemed.amount_minor, redeemed.order_reference) == (400_00, ORDER)
    assert balance(net, usd, "holder") == net.call(usd.view("totalSupply")) == 600_00
    with expect_refusal("Money_ReferenceUsed", order_reference=ORDER):
        net.send(act, "holder")


def test_a_reference_is_each_holders_own(net: Network, usd: Contract) -> None:
    other = net.chain.signer("other").address
    net.send(usd.act("transfer", other, 100_00), "holder")
    net.send(usd.act("redeem", 100_00, ORDER), "other")
    # Neither another holder's order nor the settlement agent's uses up one's own.
    net.send(usd.act("issue", other, 5, ORDER), "settlement_agent")
    net.send(usd.act("redeem", 100_00, ORDER), "holder")


def test_nobody_redeems_more_than_it_holds(net: Network, usd: Contract) -> None:
    with expect_refusal("ERC20InsufficientBalance", balance=1_000_00, needed=1_000_01):
        net.send(usd.act("redeem", 1_000_01, ORDER), "holder")
    net.send(usd.act("redeem", 1_000_00, ORDER), "holder")  # a refused order is still to be had


def test_a_transfer_may_be_signed_and_sent_by_anyone(net: Network, usd: Contract) -> None:
    other = net.chain.signer("other").address
    net.send(net.forwarded(usd.act("transfer", other, 30_00), "holder"), "courier")
    assert (balance(net, usd, "holder"), balance(net, usd, "other")) == (970_00, 30_00)
    net.send(net.forwarded(usd.act("redeem", 30_00, ORDER), "other"), "courier")
    assert balance(net, usd, "other") == 0


def permit(net: Network, usd: Contract, **changes: Any) -> tuple[Any, ...]:
    """What `permit` takes: 50.00 from `holder` to `spender`, signed by `holder`."""
    holder, spender = net.chain.signer("holder"), net.chain.signer("spender")
    message: dict[str, Any] = {
        "owner": holder.address,
        "spender": spender.address,
        "value": 50_00,
        "nonce": net.call(usd.view("nonces", holder.address)),
        "deadline": net.chain.now() + 3600,
    }
    signature = holder.sign_typed_data(
        {
            "types": TYPES,
            "primaryType": "Permit",
            "domain": {
                "name": "US dollar at the central bank",
                "version": "1",
                "chainId": net.chain.engine.chain_id,
                "verifyingContract": usd.address,
            },
            "message": message,
        }
    )
    sent = message | changes
    return (
        sent["owner"],
        sent["spender"],
        sent["value"],
        sent["deadline"],
        signature[64],
        signature[:32],
        signature[32:64],
    )


def test_an_allowance_may_be_signed(net: Network, usd: Contract) -> None:
    arguments = permit(net, usd)
    net.send(usd.act("permit", *arguments), "courier")
    holder, other = net.chain.signer("holder").address, net.chain.signer("other").address
    net.send(usd.act("transferFrom", holder, other, 50_00), "spender")
    assert balance(net, usd, "other") == 50_00
    with expect_refusal("ERC2612InvalidSigner"):  # replayed
        net.send(usd.act("permit", *arguments), "courier")


@pytest.mark.parametrize("changed", [{"value": 50_01}, {"spender": "0x" + "22" * 20}])
def test_a_changed_permit_is_not_its_signers(
    net: Network, usd: Contract, changed: dict[str, Any]
) -> None:
    with expect_refusal("ERC2612InvalidSigner"):
        net.send(usd.act("permit", *permit(net, usd, **changed)), "courier")


def test_a_late_permit_is_refused(chain: Chain, net: Network, usd: Contract) -> None:
    arguments = permit(net, usd)
    chain.advance(3601)
    with expect_refusal("ERC2612ExpiredSignature"):
        net.send(usd.act("permit", *arguments), "courier")


def test_money_has_no_way_to_be_stopped(usd: Contract, artifacts: Any) -> None:  # noqa: ARG001
    changing = {
        entry["name"]
        for entry in artifacts["Money"].abi
        if entry["type"] == "function" and entry["stateMutability"] == "nonpayable"
    }
    erc20 = {"transfer", "transferFrom", "approve", "permit"}
    assert changing == erc20 | {"issue", "redeem", "setAuthority"}
