"""A network of several validators on this machine: built, started, cut, mended, stopped.

`Network(folder).up(Plan())` is the way in. The engine is CometBFT with Cosmos EVM
(`deploy/cosmos-evm`): blocks are final at once, and they go on while more than two thirds of the
validators run and reach each other.
"""

from dhow.ledger.network.control import Network, NodeStatus, Status
from dhow.ledger.network.layout import Layout, NetworkError, Plan
from dhow.ledger.network.validator import build_validator, find_validator

__all__ = [
    "Layout",
    "Network",
    "NetworkError",
    "NodeStatus",
    "Plan",
    "Status",
    "build_validator",
    "find_validator",
]
