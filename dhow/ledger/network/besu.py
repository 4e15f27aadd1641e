"""Files for a network of Besu nodes under QBFT: keys, genesis, settings, compose file.

Nothing here runs Besu. Sources: Besu's reference of genesis items and of QBFT's extra data.
"""

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
from dhow.ledger.engines.base import DEVELOPMENT_CHAIN_ID
from dhow.ledger.network.layout import MOST_NODES, NetworkError

TEMPLATES = Path("deploy") / "besu"
IMAGE = "hyperledger/besu:25.7.0"
_SUBNET = "172.28.37"
_P2P, _RPC = 30303, 8545
_VANITY = bytes(32)


def extra_data(validators: Sequence[str]) -> str:
    """The genesis block's extra data under QBFT: who validates.

    RLP of vanity (32 bytes), validators, votes (none), round (0), seals (none).
    """
    import rlp  # type: ignore[import-untyped]  # noqa: PLC0415 - of no use to others

    addresses = sorted(bytes.fromhex(address[2:]) for address in validators)
    encoded: bytes = rlp.encode([_VANITY, addresses, [], b"", []])
    return "0x" + encoded.hex()


def write_besu(
    folder: Path,
    nodes: int = 4,
    *,
    chain_id: int = DEVELOPMENT_CHAIN_ID,
    root: Path = REPOSITORY_ROOT,
) -> tuple[str, ...]:
    """Write everything for so many nodes; the addresses of the validators.

    Raises:
        NetworkError: the folder holds something already, or the number of nodes is wrong.
    """
    from coincurve import PrivateKey  # noqa: PLC0415 - heavy
    from eth_utils.crypto import keccak  # noqa: PLC0415

    if not 1 <= nodes <= MOST_NODES:
        raise NetworkError(f"{nodes} validators: give from 1 to {MOST_NODES}")
    if folder.exists() and any(folder.iterdir()):
        raise NetworkError(f"{folder} is not empty; give a new folder: keys are never overwritten")
    genesis = json.loads((root / TEMPLATES / "genesis.json").read_text(encoding="utf-8"))
    settings = (root / TEMPLATES / "node.toml").read_text(encoding="utf-8")
    keys = [secrets.token_bytes(32) for _ in range(nodes)]
    public = [PrivateKey(key).public_key.format(compressed=False)[1:] for key in keys]
    validators = ["0x" + keccak(each)[-20:].hex() for each in public]
    genesis["config"]["chainId"] = chain_id
    genesis["extraData"] = extra_data(validators)
    peers = [f"enode://{each.hex()}@{_address(n)}:{_P2P}" for n, each in enumerate(public)]
    folder.mkdir(parents=True, exist_ok=True)
    for number, key in enumerate(keys):
        own = folder / f"node{number}"
        own.mkdir(mode=0o700)
        secret = own / "key"
        secret.touch(mode=0o600)
        secret.write_text("0x" + key.hex() + "\n", encoding="utf-8")
        (own / "node.toml").write_text(settings, encoding="utf-8")
        others = [peer for place, peer in enumerate(peers) if place != number]
        _write(own / "static-nodes.json", others)
        _write(own / "genesis.json", genesis)
    # a compose file may be JSON: YAML contains it
    _write(folder / "compose.yaml", _compose(nodes))
    return tuple(validators)


def _address(number: int) -> str:
    return f"{_SUBNET}.{number + 11}"


def _compose(nodes: int) -> dict[str, Any]:
    return {
        "name": "dhow-besu",
        "services": {
            f"node{number}": {
                "image": IMAGE,
                "command": ["--config-file=/config/node.toml"],
                "volumes": [f"./node{number}:/config:ro", f"node{number}:/data"],
                "ports": [f"127.0.0.1:{_RPC + number}:{_RPC}"],
                "networks": {"banks": {"ipv4_address": _address(number)}},
                "restart": "unless-stopped",
            }
            for number in range(nodes)
        },
        "volumes": {f"node{number}": {} for number in range(nodes)},
        "networks": {"banks": {"ipam": {"config": [{"subnet": f"{_SUBNET}.0/24"}]}}},
    }


def _write(place: Path, value: Any) -> None:
    place.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
