"""The bytes that are signed are those that eth-account signs, whatever the fields."""

from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from dhow.errors import BadInputError
from dhow.ledger.consent import typed_data
from dhow.ledger.signers import preimages
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Act, Address

SIGNER = LocalSigner.named("preimages")
numbers = st.integers(0, 2**64)
transactions = st.fixed_dictionaries(
    {
        "type": st.just(2),
        "chainId": st.integers(1, 2**32),
        "nonce": st.integers(0, 2**40),
        "gas": st.integers(0, 2**40),
        "maxFeePerGas": numbers,
        "maxPriorityFeePerGas": numbers,
        "value": numbers,
        "data": st.binary(max_size=300),
    },
    optional={"to": st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())},
)


def checksummed(fields: dict[str, Any]) -> dict[str, Any]:
    from eth_utils.address import to_checksum_address

    return {**fields, "to": to_checksum_address(fields["to"])} if "to" in fields else fields


@given(transactions)
def test_a_transaction_as_eth_account_signs_it(fields: dict[str, Any]) -> None:
    fields = checksummed(fields)
    raw = SIGNER.sign_transaction(fields)
    read = preimages.read_signed(raw)
    assert read.hash == "0x" + keccak(raw).hex()
    assert read.sender == SIGNER.address == Account.recover_transaction(raw)
    assert (read.chain_id, read.nonce, read.gas) == (
        fields["chainId"],
        fields["nonce"],
        fields["gas"],
    )
    assert (read.value, read.calldata, read.target) == (
        fields["value"],
        fields["data"],
        fields.get("to"),
    )
    signature = Account.unsafe_sign_hash(
        keccak(preimages.unsigned(fields)), SIGNER._account.key
    ).signature
    assert preimages.signed(fields, bytes(signature)) == raw


@given(st.binary(max_size=200), st.integers(0, 2**48 - 1), st.integers(0, 2**64))
def test_typed_data_as_eth_account_hashes_it(calldata: bytes, deadline: int, nonce: int) -> None:
    act: Act[None] = Act(Address("0x" + "11" * 20), calldata, "act", {}, lambda _: None)
    message = typed_data(
        act,
        SIGNER.address,
        chain_id=1337,
        forwarder="0x" + "22" * 20,
        nonce=nonce,
        deadline=deadline,
    )
    preimage = preimages.typed_data_preimage(message)
    signature = SIGNER.sign_typed_data(message)
    assert preimages.recovered(preimage, signature) == SIGNER.address
    recovered = Account.recover_message(
        encode_typed_data(full_message=message), signature=signature
    )
    assert recovered == SIGNER.address


FIELDS: dict[str, Any] = {
    "type": 2,
    "chainId": 1337,
    "nonce": 0,
    "gas": 100_000,
    "maxFeePerGas": 0,
    "maxPriorityFeePerGas": 0,
    "value": 0,
    "to": "0x" + "11" * 20,
    "data": b"\x01\x02",
}


@given(st.data())
def test_bytes_altered_anywhere_are_refused_or_somebody_elses(data: st.DataObject) -> None:
    raw = SIGNER.sign_transaction(FIELDS)
    at = data.draw(st.integers(0, len(raw) - 1))
    altered = bytearray(raw)
    altered[at] ^= data.draw(st.integers(1, 255))
    try:
        found = preimages.read_signed(bytes(altered))
    except BadInputError:
        return
    assert found.sender != SIGNER.address or found.hash != preimages.read_signed(raw).hash
    assert found.raw == bytes(altered)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for candidate in (raw, b"\x02" + raw):
        with pytest.raises(BadInputError):
            preimages.read_signed(candidate)


def test_cut_short_and_with_something_behind() -> None:
    raw = SIGNER.sign_transaction(FIELDS)
    for end in range(len(raw)):
        with pytest.raises(BadInputError):
            preimages.read_signed(raw[:end])
    with pytest.raises(BadInputError):
        preimages.read_signed(raw + b"\x00")


def test_the_other_of_two_valid_signatures() -> None:
    """Malleability (EIP-2): the same act under a second hash."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    signature = SIGNER.sign_typed_data(
        {
            "types": {"EIP712Domain": [], "Note": [{"name": "text", "type": "string"}]},
            "primaryType": "Note",
            "domain": {},
            "message": {"text": "x"},
        }
    )
    s = order - int.from_bytes(signature[32:64], "big")
    other = signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])
    with pytest.raises(BadInputError, match="EIP-2"):
        preimages.recovered(b"anything", other)


def test_an_older_kind_of_transaction() -> None:
    legacy = Account.sign_transaction(
        {"nonce": 0, "gas": 21000, "gasPrice": 1, "to": FIELDS["to"], "value": 0, "chainId": 1337},
        SIGNER._account.key,
    )
    with pytest.raises(preimages.MalformedTransaction, match="EIP-1559"):
        preimages.read_signed(bytes(legacy.raw_transaction))


def test_an_access_list() -> None:
    raw = Account.sign_transaction(
        {**FIELDS, "accessList": [{"address": FIELDS["to"], "storageKeys": []}]},
        SIGNER._account.key,
    )
    with pytest.raises(preimages.MalformedTransaction, match="access list"):
        preimages.read_signed(bytes(raw.raw_transaction))
