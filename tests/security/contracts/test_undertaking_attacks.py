"""Attacks on undertakings, each named by what the attacker tries."""

from typing import Any

import pytest
from eth_utils.crypto import keccak

from dhow.ledger.contract import Contract
from tests.support.chain import Chain, expect_refusal
from tests.support.deals import USD, Deals, unix
from tests.support.network import fixed, org_id

AMOUNT = 40_000 * USD
REENTERED = keccak(text="ReentrancyGuardReentrantCall()")[:4]


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    return Deals(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


@pytest.fixture(scope="module")
def hostile(deals: Deals) -> Contract:
    """A currency under the attacker's control."""
    token = deals.chain.deploy("HostileToken")
    mint = token.act("mint", deals.account("financier"), 1_000_000 * USD)
    deals.chain.send(mint, "outsider")
    deals.allow(token, "financier")
    return token


def given(deals: Deals, reference: str, **changes: Any) -> bytes:
    return deals.undertaken(deals.attestation(), obligor_reference=fixed(reference, 32), **changes)


def act(deals: Deals, function: str, *args: Any, by: str = "outsider") -> Any:
    return deals.send(deals.undertaking, function, *args, by=by)


@pytest.mark.parametrize("way", ["attest", "pay", "reclaim", "forgo"])
def test_reentrancy_when_money_leaves(deals: Deals, hostile: Contract, way: str) -> None:
    maturity = 0 if way == "attest" else unix(2026, 5, 1)
    target = given(deals, "A", money=hostile.address, payable_from=maturity)
    other = given(deals, "B", money=hostile.address, payable_from=maturity)
    if way == "pay":
        for deal in (target, other):
            act(deals, "attest", deal, 0, by="carrier")
        deals.chain.set_time(maturity)
        again, args = "pay", (other,)
    else:
        again, args = "reclaim", (other,)
    if way == "reclaim":
        deals.chain.set_time(unix(2026, 6, 1) + 1)
    data = deals.undertaking.act(again, *args).calldata
    arm = hostile.act("setCallback", deals.undertaking.address, data)
    deals.chain.send(arm, "outsider")
    by = {"attest": "carrier", "forgo": "beneficiary"}.get(way, "outsider")
    act(deals, way, target, *([0] if way == "attest" else []), by=by)

    assert deals.net.call(hostile.view("calledBack")) is True
    assert bytes(deals.net.call(hostile.view("answer")))[:4] == REENTERED
    held = deals.held(deals.undertaking, hostile)
    assert deals.owed(deals.undertaking, hostile) == held == AMOUNT


def test_fee_on_transfer_when_paying_in(deals: Deals, hostile: Contract) -> None:
    deals.chain.send(hostile.act("setFee", 1), "outsider")
    with expect_refusal("Money_NotInFull", due_minor=AMOUNT):
        given(deals, "A", money=hostile.address)
    deals.chain.send(hostile.act("setLying", True), "outsider")
    with expect_refusal("Money_NotInFull", arrived_minor=0):
        given(deals, "A", money=hostile.address)


def test_blocking_the_beneficiary_to_undo_evidence(deals: Deals, hostile: Contract) -> None:
    deal = given(deals, "A", money=hostile.address)
    block = hostile.act("setBlocked", deals.account("beneficiary"), True)
    deals.chain.send(block, "outsider")
    receipt = act(deals, "attest", deal, 0, by="carrier")
    assert not receipt.named("UndertakingPaid")
    assert deals.undertaking_state(deal) == "UNCONDITIONAL"
    deals.chain.set_time(unix(2026, 6, 1) + 1)
    with expect_refusal("Undertaking_WrongState"):
        act(deals, "reclaim", deal)
    unblock = hostile.act("setBlocked", deals.account("beneficiary"), False)
    deals.chain.send(unblock, "outsider")
    act(deals, "pay", deal)
    assert deals.balance("beneficiary", hostile) == AMOUNT


def test_starving_the_payment_of_gas(deals: Deals) -> None:
    # Whatever gas is sent with it, the act ends paid, unconditional and payable, or not at all.
    engine, signer = deals.chain.engine, deals.chain.signer("carrier")
    deal = given(deals, "A")
    needed = act_gas(deals, deal)
    before = engine.snapshot()
    ended = set()
    for gas in range(needed - 50_000, needed + 40_000, 3_000):
        raw = signer.sign_transaction(
            {
                "type": 2,
                "chainId": engine.chain_id,
                "nonce": int(engine.rpc("eth_getTransactionCount", [signer.address, "latest"]), 16),
                "gas": gas,
                "maxFeePerGas": 0,
                "maxPriorityFeePerGas": 0,
                "value": 0,
                "to": deals.undertaking.address,
                "data": deals.undertaking.act("attest", deal, 0).calldata,
            }
        )
        engine.rpc("eth_sendRawTransaction", ["0x" + raw.hex()])
        state = deals.undertaking_state(deal)
        ended.add(state)
        assert deals.owed(deals.undertaking) == deals.held(deals.undertaking)
        if state == "UNCONDITIONAL":
            act(deals, "pay", deal)
        else:
            assert deals.held(deals.undertaking) == (0 if state == "PAID" else AMOUNT)
        engine.restore(before)
    assert {"CONDITIONAL", "PAID"} <= ended


def act_gas(deals: Deals, deal: bytes) -> int:
    """Gas of the attestation that pays; the chain is left as it was."""
    before = deals.chain.engine.snapshot()
    used = act(deals, "attest", deal, 0, by="carrier").gas_used
    deals.chain.engine.restore(before)
    return int(used)


def test_paying_twice(deals: Deals) -> None:
    first, second = given(deals, "A"), given(deals, "B")
    act(deals, "attest", first, 0, by="carrier")
    for function in ("pay", "reclaim"):
        with expect_refusal("Undertaking_WrongState", undertaking=first):
            act(deals, function, first)
    with expect_refusal("Undertaking_WrongState"):
        act(deals, "attest", first, 0, by="carrier")
    assert deals.held(deals.undertaking) == AMOUNT
    assert deals.undertaking_state(second) == "CONDITIONAL"


def test_evidence_of_one_deal_shown_for_another(deals: Deals) -> None:
    first = deals.undertaken(obligor_reference=fixed("A", 32))
    second = deals.undertaken(obligor_reference=fixed("B", 32))
    evidence = deals.recorded(deals.temperature_report(first))
    with expect_refusal("Undertaking_ForeignEvidence", evidence=evidence):
        deals.satisfy(second, evidence)


def test_same_reference_by_another_obligor(deals: Deals) -> None:
    # Ids hold the obligor, so nobody can squat on another's reference.
    squatted = given(deals, "A", obligor=org_id("bank"), by="bank")
    assert squatted != given(deals, "A")


def test_old_bill_of_lading_shown_again(deals: Deals) -> None:
    old = keccak(text="last year's bill")
    deals.send(deals.documents, "register", old, 2, by="carrier")
    asked = deals.document_condition(not_before=deals.chain.now() + 10)
    deal = deals.undertaken(asked)
    with expect_refusal("Undertaking_ForeignEvidence", evidence=old):
        act(deals, "showDocument", deal, 0, old)


def test_replayed_forward_request(deals: Deals) -> None:
    deal = deals.undertaken(deals.attestation(), deals.attestation(), required=2)
    attest = deals.undertaking.act("attest", deal, 0)
    request = deals.net.forwarded(attest, "carrier")
    deals.net.send(request, "outsider")
    with expect_refusal("ERC2771ForwarderInvalidSigner"):
        deals.net.send(request, "outsider")
    assert deals.undertaking_state(deal) == "CONDITIONAL"


def test_surplus_sent_to_the_contract_is_nobodys(deals: Deals) -> None:
    deal = given(deals, "A")
    gift = deals.money.act("transfer", deals.undertaking.address, USD)
    deals.chain.send(gift, "bank.account")
    assert deals.owed(deals.undertaking) == AMOUNT
    act(deals, "attest", deal, 0, by="carrier")
    assert deals.held(deals.undertaking) == USD
