"""What nodes say when they refuse a transaction, as recorded, and what it means."""

import time

import pytest

from dhow.ledger.engines import RpcError, open_engine
from dhow.ledger.sending import RefusalKind, kind_of
from dhow.ledger.signing import LocalSigner

K = RefusalKind

# node, what it said, its code, what it means
RECORDED = [
    ("embedded", "nonce too low: next 1, given 0", -32000, K.NONCE_TOO_LOW),
    ("embedded", "nonce too high: next 1, given 5", -32000, K.NONCE_GAP),
    ("embedded", "Message.gas cannot be negative: Got: -20900", -32000, K.INVALID),
    (
        "embedded",
        "Transaction exceeds gas limit: using 1000000000, bringing total to 1000000000, "
        "but limit is 30000000",
        -32000,
        K.INVALID,
    ),
    (
        "embedded",
        "Sender does not have enough balance to cover transaction value and gas  (has 0, needs 1)",
        -32000,
        K.UNFUNDED,
    ),
    (
        "embedded",
        "Sender b'\\xdb' cannot afford txn gas 30000000000000 with account balance 0",
        -32000,
        K.UNFUNDED,
    ),
    ("eth-tester", "Invalid transaction nonce: Expected 3, but got 2", -32000, K.NONCE_TOO_LOW),
    ("eth-tester", "Invalid transaction nonce: Expected 3, but got 9", -32000, K.NONCE_GAP),
    ("eth-tester", "execution reverted: not yours", 3, K.REVERTED),
    ("anvil", "nonce too low", -32003, K.NONCE_TOO_LOW),
    ("anvil", "transaction already imported", -32003, K.KNOWN),
    ("anvil", "replacement transaction underpriced", -32003, K.UNDERPRICED),
    ("anvil", "Insufficient funds for gas * price + value", -32003, K.UNFUNDED),
    ("anvil", "intrinsic gas too low", -32000, K.INVALID),
    (
        "anvil",
        "intrinsic gas too high -- tx.gas_limit > env.block.gas_limit",
        -32000,
        K.INVALID,
    ),
    ("anvil", "max fee per gas less than block base fee", -32003, K.UNDERPRICED),
    ("anvil", "invalid chain id for signer", -32003, K.UNKNOWN),
    ("geth", "already known", -32000, K.KNOWN),
    ("geth", "nonce too low: next nonce 5, tx nonce 4", -32000, K.NONCE_TOO_LOW),
    ("geth", "nonce too high: address 0x5e, tx: 9 state: 4", -32000, K.NONCE_GAP),
    ("geth", "gapped-nonce tx from delegated accounts", -32000, K.NONCE_GAP),
    ("geth", "transaction underpriced: tip needed 1, tip permitted 0", -32000, K.UNDERPRICED),
    ("geth", "replacement transaction underpriced", -32000, K.UNDERPRICED),
    (
        "geth",
        "max fee per gas less than block base fee: address 0x5e, maxFeePerGas: 1, baseFee: 7",
        -32000,
        K.UNDERPRICED,
    ),
    (
        "geth",
        "insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1",
        -32000,
        K.UNFUNDED,
    ),
    ("geth", "txpool is full", -32000, K.POOL_FULL),
    ("geth", "account limit exceeded", -32000, K.POOL_FULL),
    ("geth", "future transaction tries to replace pending", -32000, K.POOL_FULL),
    ("geth", "intrinsic gas too low: gas 100, minimum needed 21000", -32000, K.INVALID),
    ("geth", "exceeds block gas limit", -32000, K.INVALID),
    ("geth", "oversized data: transaction size 200000, limit 131072", -32000, K.INVALID),
    ("geth", "max initcode size exceeded: code size 50000, limit 49152", -32000, K.INVALID),
    ("geth", "execution reverted", 3, K.REVERTED),
    ("Besu", "Known transaction", -32000, K.KNOWN),
    ("Besu", "Nonce too low", -32001, K.NONCE_TOO_LOW),
    ("Besu", "Nonce too high", -32006, K.NONCE_GAP),
    (
        "Besu",
        "Transaction nonce is too distant from current sender nonce",
        -32000,
        K.NONCE_GAP,
    ),
    ("Besu", "An invalid transaction with a lower nonce exists", -32000, K.NONCE_GAP),
    ("Besu", "Replacement transaction underpriced", -32000, K.UNDERPRICED),
    ("Besu", "Gas price below configured minimum gas price", -32009, K.UNDERPRICED),
    ("Besu", "Gas price below current base fee", -32009, K.UNDERPRICED),
    ("Besu", "Upfront cost exceeds account balance", -32004, K.UNFUNDED),
    ("Besu", "Intrinsic gas exceeds gas limit", -32003, K.INVALID),
    ("Besu", "Transaction gas limit exceeds block gas limit", -32005, K.INVALID),
    ("Besu", "Execution reverted", -32000, K.REVERTED),
    ("Besu", "Initial sync is still in progress", -32008, K.UNAVAILABLE),
    (
        "Besu",
        "Transaction pool not enabled. (Either txpool explicitly disabled, or node not yet in "
        "sync).",
        -32002,
        K.UNAVAILABLE,
    ),
    ("Besu", "Timeout expired", -32603, K.UNAVAILABLE),
    ("Besu", "Internal error", -32603, K.UNAVAILABLE),
    ("Besu", "Sender account not authorized to send transactions", -32007, K.UNKNOWN),
    ("any", "the weather is bad", -32000, K.UNKNOWN),
    ("any", "no words but a code", 3, K.REVERTED),
]


@pytest.mark.parametrize(
    ("node", "said", "code", "kind"), RECORDED, ids=[f"{n}: {s[:40]}" for n, s, _, _ in RECORDED]
)
def test_a_recorded_refusal_is_recognised(
    node: str, said: str, code: int, kind: RefusalKind
) -> None:
    assert kind_of(RpcError(said, code)) is kind, f"{node} says {said!r}"


@pytest.mark.parametrize("spec", ["embedded", pytest.param("anvil", marks=pytest.mark.anvil)])
def test_our_engines_still_say_it_so(spec: str) -> None:
    """The recordings of our own engines, taken again: a new version that changes them fails."""
    signer = LocalSigner.named("bank")
    with open_engine(spec) as engine:

        def raw(nonce: int, **changed: int) -> str:
            fields = {
                "type": 2,
                "chainId": engine.chain_id,
                "nonce": nonce,
                "gas": 21_000,
                "maxFeePerGas": 0,
                "maxPriorityFeePerGas": 0,
                "value": 0,
                "to": signer.address,
                "data": b"",
                **changed,
            }
            return "0x" + signer.sign_transaction(fields).hex()

        def refusal(sent: str) -> RefusalKind:
            with pytest.raises(RpcError) as caught:
                engine.rpc("eth_sendRawTransaction", [sent])
            return kind_of(caught.value)

        sent = engine.rpc("eth_sendRawTransaction", [raw(0)])
        for _ in range(500):  # anvil answers before its block is made
            if engine.rpc("eth_getTransactionReceipt", [sent]) is not None:
                break
            time.sleep(0.01)
        assert refusal(raw(0)) is K.NONCE_TOO_LOW
        assert refusal(raw(1, gas=100)) is K.INVALID
        assert refusal(raw(1, gas=10**9)) is K.INVALID
        assert refusal(raw(1, value=10**30)) is K.UNFUNDED
        assert refusal(raw(1, maxFeePerGas=10**9)) is K.UNFUNDED
        if spec == "anvil":
            engine.rpc("eth_sendRawTransaction", [raw(5)])  # kept until the gap closes
            assert refusal(raw(5)) is K.KNOWN
            assert refusal(raw(5, gas=30_000)) is K.UNDERPRICED
        else:
            assert refusal(raw(5)) is K.NONCE_GAP
