"""Keys that everyone knows: those of development tools, and this project's own named ones.

Whatever is sent to such an address is anybody's within seconds. The table is made from the words
the tools publish, not from a list of addresses.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Address

DEVELOPMENT_CHAINS: Final = frozenset((1337, 31337))
"""Chain ids that development tools use by custom; nobody's money is on them."""

MNEMONICS: Final = {
    "anvil and hardhat": "test test test test test test test test test test test junk",
    "truffle and Besu's example networks": (
        "candy maple cake sugar pudding cream honey rich smooth crumble sweet treat"
    ),
    "ganache --deterministic": (
        "myth like bonus scare over problem client lizard pioneer submit female collect"
    ),
}
"""By the tool that starts with accounts of them; BIP-44 path m/44'/60'/0'/0/i."""

_ACCOUNTS: Final = 20
_SMALL_NUMBERS: Final = 256  # eth-tester's accounts are the keys 1 to 10; people try others
_BESU_EXAMPLE: Final = "8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63"


def known_to_everyone(address: str, names: Iterable[str] = ()) -> str | None:
    """Which tool's key this is, for a sentence; None where it is in no table.

    Args:
        names: also look among this project's named development keys (`LocalSigner.named`).
    """
    found = _table().get(Address(address))
    if found is None and any(LocalSigner.named(name).address == address for name in names):
        return "a development key of dhow"
    return found


@cache
def _table() -> dict[Address, str]:
    return {signer.address: whose for whose, signer in _keys()}


def _keys() -> Iterator[tuple[str, LocalSigner]]:
    from eth_account.hdaccount import key_from_seed, seed_from_mnemonic  # noqa: PLC0415 - slow

    for tool, words in MNEMONICS.items():
        seed = seed_from_mnemonic(words, "")
        for at in range(_ACCOUNTS):
            secret = key_from_seed(seed, f"m/44'/60'/0'/0/{at}")
            yield f"account {at} of {tool}", LocalSigner(bytes(secret))
    for number in range(1, _SMALL_NUMBERS + 1):
        yield f"the key {number}", LocalSigner(number.to_bytes(32, "big"))
    yield "the example account of Besu", LocalSigner(bytes.fromhex(_BESU_EXAMPLE))
