"""Transactions made by hand are eth-account's, byte for byte."""

from typing import Any

import pytest
from eth_account import Account
from hypothesis import example, given
from hypothesis import strategies as some

from dhow.errors import BadInputError
from dhow.ledger import raw
from dhow.ledger.signing import LocalSigner

numbers = some.integers(0, 2**64 - 1)
transactions = some.fixed_dictionaries(
    {
        "type": some.just(2),
        "chainId": some.integers(1, 2**53),
        "nonce": numbers,
        "gas": some.integers(21_000, 2**63),
        "maxFeePerGas": some.integers(0, 2**128),
        "maxPriorityFeePerGas": some.integers(0, 2**128),
        "value": some.integers(0, 2**128),
        "data": some.binary(max_size=400),
    },
    optional={"to": some.binary(min_size=20, max_size=20).map(lambda each: "0x" + each.hex())},
)
secrets = some.binary(min_size=32, max_size=32).filter(
    lambda each: 0 < int.from_bytes(each) < 2**255
)


def plain(nonce: int = 0, **changed: Any) -> dict[str, Any]:
    return {
        "type": 2,
        "chainId": 31337,
        "nonce": nonce,
        "gas": 100_000,
        "maxFeePerGas": 0,
        "maxPriorityFeePerGas": 0,
        "value": 0,
        "to": "0x" + "7a" * 20,
        "data": b"\x00\x7f\x80",
        **changed,
    }


@given(transactions, secrets)
@example(plain(data=b"x" * 55), b"\x01" * 32)
@example(plain(data=b"x" * 56), b"\x01" * 32)
@example(plain(data=b"x" * 70_000), b"\x01" * 32)
@example(plain(data=b"\x7f"), b"\x01" * 32)
def test_by_hand_is_as_eth_account_does_it(transaction: dict[str, Any], secret: bytes) -> None:
    assert raw.made_by_hand(transaction)
    # eth-account asks for checksums and knows no bytes for an address
    other = dict(transaction)
    if "to" in other:
        other["to"] = bytes.fromhex(other["to"][2:])
    whole = Account.from_key(secret).sign_transaction(other).raw_transaction
    assert LocalSigner(secret).sign_transaction(transaction) == bytes(whole)


def test_short_halves_of_a_signature_lose_their_zeros() -> None:
    """One in 128 signatures has an r or s that begins with a zero byte."""
    signer, account = LocalSigner.named("zeros"), Account.from_key(b"\x02" * 32)
    ours = LocalSigner(b"\x02" * 32)
    assert signer.address != ours.address
    shorter = 0
    for nonce in range(400):
        fields = plain(nonce, to=ours.address)
        made = account.sign_transaction(fields)
        shorter += made.r < 2**248 or made.s < 2**248
        assert ours.sign_transaction(fields) == bytes(made.raw_transaction)
    assert shorter > 0


@pytest.mark.parametrize(
    "changed",
    [{"type": 0}, {"accessList": []}, {"nonce": "0x1"}, {"data": "0x00"}, {"nonce": True}],
)
def test_what_is_not_made_by_hand(changed: dict[str, Any]) -> None:
    assert not raw.made_by_hand({**plain(), **changed})


@pytest.mark.parametrize("changed", [{"nonce": -1}, {"to": "0x7a"}, {"to": "bank"}])
def test_what_is_no_transaction_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadInputError):
        LocalSigner.named("bank").sign_transaction(plain(**changed))
