"""The keys that everyone knows are known, from the tools' own words."""

import pytest
from eth_tester.backends.pyevm.main import get_default_account_keys

from dhow.ledger.engines import open_engine
from dhow.ledger.signers.wellknown import MNEMONICS, known_to_everyone
from dhow.ledger.signing import LocalSigner


@pytest.mark.parametrize(
    ("address", "tool"),
    [
        ("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "anvil and hardhat"),
        ("0x8626f6940E2eb28930eFb4CeF49B2d1F2C9C1199", "anvil and hardhat"),  # the last, 19
        ("0x627306090abaB3A6e1400e9345bC60c78a8BEf57", "truffle"),
        ("0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1", "ganache"),
        ("0xFE3B557E8Fb62b89F4916B721be55cEb828dBd73", "Besu"),
        ("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "the key 1"),
    ],
)
def test_published_addresses(address: str, tool: str) -> None:
    assert tool in (known_to_everyone(address) or "")


def test_the_accounts_of_eth_tester() -> None:
    for key in get_default_account_keys():
        assert known_to_everyone(key.public_key.to_checksum_address()) is not None


@pytest.mark.anvil
def test_the_accounts_of_anvil() -> None:
    with open_engine("anvil") as engine:
        (account,) = engine.rpc("eth_accounts", [])
    from eth_utils.address import to_checksum_address

    assert "anvil" in (known_to_everyone(to_checksum_address(account)) or "")


def test_named_keys_and_others() -> None:
    named = LocalSigner.named("dhow development/operator").address
    assert known_to_everyone(named) is None
    assert "dhow" in (known_to_everyone(named, ["x", "dhow development/operator"]) or "")
    assert known_to_everyone(LocalSigner(bytes(range(1, 33))).address) is None
    assert len(MNEMONICS) == 3
