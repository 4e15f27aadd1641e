"""The addresses we listen to, and what stands behind each.

Anybody may deploy a contract that emits our events; only those of our own contracts count.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Self

from eth_utils.crypto import keccak

from dhow.ledger.bindings.registry import SHAPES, abi
from dhow.ledger.deploy import SINGLETONS, Deployment
from dhow.ledger.following.blocks import Block
from dhow.ledger.following.changes import FoldedBlock, Placed
from dhow.ledger.following.decoding import ReadsEvent, readers_of
from dhow.ledger.following.folding import FOLDS_VERSION, fold
from dhow.ledger.following.timeline import Teller

_MONEY = "Money"


class _Listened:
    """One contract's events, by topic, with what tells each."""

    def __init__(self, contract: str, currency: str) -> None:
        self.contract = contract
        self.currency = currency
        self.events = _readers(contract)


@cache
def _readers(contract: str) -> Mapping[str, tuple[ReadsEvent, Teller]]:
    """By topic; worked out once, for it is the same wherever the contract stands."""
    return {
        topic: (read, Teller(contract, event))
        for topic, (event, read) in readers_of(abi(contract), SHAPES).items()
    }


class Followed:
    """The contracts of one deployment on one chain."""

    def __init__(
        self,
        contracts: Mapping[str, tuple[str, str]],
        *,
        chain_id: int,
        genesis_hash: str,
        first_block: int,
    ) -> None:
        """Listen to addresses.

        Args:
            contracts: contract's Solidity name and ISO 4217 code (empty but for Money), by address.
            first_block: the first that can hold their events: where they were deployed.
        """
        self.first_block = first_block
        self._listened = {
            address.lower(): _Listened(contract, currency)
            for address, (contract, currency) in contracts.items()
        }
        listed = ",".join(
            f"{address}={listened.contract}{listened.currency}"
            for address, listened in sorted(self._listened.items())
        )
        self.words = (
            f"contracts {keccak(text=listed).hex()[:16]} from block {first_block} of chain "
            f"{chain_id} ({genesis_hash[:18]}), folds {FOLDS_VERSION}"
        )

    @classmethod
    def of(cls, deployment: Deployment) -> Self:
        """Everything that was deployed."""
        manifest = deployment.manifest
        contracts = {}
        for key, placed in manifest.contracts.items():
            name, _, currency = key.partition(":")
            if name in (*SINGLETONS, _MONEY):
                contracts[str(placed.address)] = (name, currency)
        return cls(
            contracts,
            chain_id=manifest.chain_id,
            genesis_hash=manifest.genesis_hash,
            first_block=manifest.first_block,
        )

    def read(self, block: Block) -> list[tuple[Placed, Teller]]:
        """Our events of a block, in their order.

        Raises:
            DamagedLog: a log of ours does not fit its ABI.
        """
        found = []
        for log in block.logs:
            listened = self._listened.get(log["address"].lower())
            topics = log["topics"]
            if listened is None or not topics:
                continue
            known = listened.events.get(topics[0])
            if known is None:
                continue
            read, teller = known
            placed = Placed(
                listened.contract,
                listened.currency,
                read(topics, bytes.fromhex(log["data"][2:])),
                block.number,
                block.timestamp,
                log["transactionHash"],
                int(log["logIndex"], 16),
            )
            found.append((placed, teller))
        return found

    def folded(self, block: Block) -> FoldedBlock:
        """What a block does to the tables.

        Raises:
            DamagedLog: a log of ours does not fit its ABI.
        """
        changes: list[Any] = []
        lines: list[Any] = []
        for placed, teller in self.read(block):
            changes.extend(fold(placed))
            lines.extend(teller.lines(placed))
        return FoldedBlock(
            block.number, block.hash, block.parent_hash, block.timestamp, changes, lines
        )
