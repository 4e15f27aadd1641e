"""What a node means by the words with which it refuses a transaction.

JSON-RPC has no codes for it that nodes share: each says it in its own words. `WORDINGS` is the one
table of them; a node that says it differently is a row here and a row in the test beside it.
Sources: eth-tester with py-evm and anvil as they answered here; go-ethereum `core/error.go` and
`core/txpool/errors.go`; Besu `RpcErrorType.java`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from dhow.ledger.engines.base import RpcError


class RefusalKind(StrEnum):
    """Why a node did not take a transaction, and with it what may be done next."""

    KNOWN = "known"
    """It has these very bytes already: as good as taken."""
    NONCE_TOO_LOW = "nonce too low"
    """The nonce is used on the chain: by this transaction, or by another."""
    NONCE_GAP = "nonce gap"
    """A lower nonce is still missing at this node."""
    UNDERPRICED = "underpriced"
    """It offers too little, or no more than another with its nonce that waits already."""
    UNFUNDED = "unfunded"
    """The sender cannot pay for the gas."""
    REVERTED = "reverted"
    """The node ran it and the contract refused."""
    INVALID = "invalid"
    """It can be in no block as it is: gas beyond the block's, too little gas, too much data."""
    POOL_FULL = "pool full"
    """The node holds as many as it will; later it may take more."""
    UNAVAILABLE = "unavailable"
    """The node cannot answer now: syncing, overloaded, timed out."""
    UNKNOWN = "unknown"
    """In words that are not in the table."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a node said to one transaction; `kind` is None where it took it."""

    kind: RefusalKind | None
    words: str = ""


TAKEN: Final = Answer(None)

# Lower case, parts of what is said; the first that fits counts, so the narrower comes earlier.
WORDINGS: Final[Mapping[RefusalKind, tuple[str, ...]]] = MappingProxyType(
    {
        RefusalKind.KNOWN: (
            "already known",  # geth
            "already imported",  # anvil
            "known transaction",  # Besu, older geth
            "already in the pool",  # eth-tester's own pool
        ),
        RefusalKind.NONCE_TOO_LOW: (
            "nonce too low",  # geth, anvil, Besu, embedded
            "nonce is too low",
        ),
        RefusalKind.NONCE_GAP: (
            "nonce too high",  # geth, Besu, embedded
            "nonce is too distant from current sender nonce",  # Besu
            "invalid transaction with a lower nonce exists",  # Besu
            "gapped-nonce",  # geth, delegated accounts
        ),
        RefusalKind.POOL_FULL: (
            "txpool is full",  # geth
            "account limit exceeded",  # geth
            "in-flight transaction limit reached",  # geth
            "future transaction tries to replace pending",  # geth, when full
            "transaction pool is full",
        ),
        RefusalKind.UNDERPRICED: (
            "underpriced",  # geth, anvil, Besu
            "less than block base fee",  # geth, anvil
            "gas price below",  # Besu: configured minimum, current base fee
            "max fee per gas less than",
            "fee cap less than",
        ),
        RefusalKind.UNFUNDED: (
            "insufficient funds",  # geth, anvil
            "upfront cost exceeds account balance",  # Besu
            "does not have enough balance",  # py-evm
            "cannot afford txn gas",  # py-evm
        ),
        RefusalKind.INVALID: (
            "intrinsic gas",  # geth and anvil: too low or too high; Besu: exceeds gas limit
            "exceeds block gas limit",  # geth, Besu
            "exceeds gas limit",  # py-evm
            "gas cannot be negative",  # py-evm
            "oversized data",  # geth
            "max initcode size exceeded",  # geth, anvil
        ),
        RefusalKind.REVERTED: (
            "execution reverted",  # geth, anvil, embedded, Besu
            "vm exception while processing transaction",
            "transaction reverted",
        ),
        RefusalKind.UNAVAILABLE: (
            "pool not enabled",  # Besu
            "initial sync",  # Besu
            "timeout",  # Besu and proxies before a node
            "timed out",
            "limit exceeded",  # providers: too many requests
            "too many requests",
            "internal error",
            "header not found",  # geth behind a balancer
        ),
    }
)

_EXPECTED_GOT = re.compile(r"nonce.*expected\D*(\d+).*got\D*(\d+)", re.IGNORECASE)
_REVERTED_CODE: Final = 3


def kind_of(refusal: RpcError) -> RefusalKind:
    """What a node's refusal of a transaction means.

    Never raises: words that are in no row are `UNKNOWN`.
    """
    said = str(refusal).lower()
    for kind, wordings in WORDINGS.items():
        if any(wording in said for wording in wordings):
            return kind
    if both := _EXPECTED_GOT.search(said):  # py-evm says the same of a low nonce and a high one
        expected, got = int(both[1]), int(both[2])
        return RefusalKind.NONCE_TOO_LOW if got < expected else RefusalKind.NONCE_GAP
    if refusal.code == _REVERTED_CODE:
        return RefusalKind.REVERTED
    return RefusalKind.UNKNOWN
