"""The files for Besu: of the right form, and agreeing with contracts and client."""

import json
import tomllib
from pathlib import Path

import pytest
import rlp
from coincurve import PrivateKey
from eth_utils.crypto import keccak

from dhow.ledger.compiler import build
from dhow.ledger.engines.base import BLOCK_GAS_LIMIT, DEVELOPMENT_CHAIN_ID
from dhow.ledger.network.besu import TEMPLATES, extra_data, write_besu
from dhow.ledger.network.layout import NetworkError


def validators_in(extra: str) -> set[str]:
    """The validators that a genesis block's extra data names."""
    vanity, addresses, votes, number, seals = rlp.decode(bytes.fromhex(extra[2:]))
    assert (vanity, votes, number, seals) == (bytes(32), [], b"", [])
    return {"0x" + address.hex() for address in addresses}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files for four nodes."""
    folder = tmp_path_factory.mktemp("made") / "besu"
    write_besu(folder, 4, chain_id=4711)
    return folder


def test_the_genesis_can_bear_our_contracts(repository_root: Path) -> None:
    genesis = json.loads((repository_root / TEMPLATES / "genesis.json").read_text())
    config = genesis["config"]
    assert config["chainId"] == DEVELOPMENT_CHAIN_ID
    source = Path(build.__file__).read_text()
    assert '"evmVersion": "cancun"' in source  # what we compile for
    assert config["cancunTime"] == config["shanghaiTime"] == config["londonBlock"] == 0
    assert "pragueTime" not in config
    assert config["zeroBaseFee"] is True
    assert config["contractSizeLimit"] >= 18_000  # our own gate
    assert int(genesis["gasLimit"], 16) >= BLOCK_GAS_LIMIT
    assert genesis["alloc"] == {}
    assert config["qbft"]["blockperiodseconds"] >= 1
    assert genesis["mixHash"] == "0x" + b"ctical byzantine fault tolerance".hex()
    assert validators_in(genesis["extraData"]) == set()


def test_the_settings_ask_for_no_fee_and_keep_every_state(repository_root: Path) -> None:
    settings = tomllib.loads((repository_root / TEMPLATES / "node.toml").read_text())
    assert settings["min-gas-price"] == 0
    assert settings["data-storage-format"] == "FOREST"
    assert settings["sync-mode"] == "FULL"
    assert settings["discovery-enabled"] is False
    assert {"ETH", "NET", "QBFT"} <= set(settings["rpc-http-api"])
    assert "*" not in settings["host-allowlist"]


def test_each_node_has_its_key_and_the_genesis_names_them_all(made: Path) -> None:
    addresses, enodes = set(), set()
    for number in range(4):
        own = made / f"node{number}"
        secret = own / "key"
        assert secret.stat().st_mode & 0o077 == 0
        public = PrivateKey(bytes.fromhex(secret.read_text()[2:])).public_key.format(False)[1:]
        addresses.add("0x" + keccak(public)[-20:].hex())
        enodes.add(f"enode://{public.hex()}@172.28.37.{11 + number}:30303")
    assert len(addresses) == 4
    for number in range(4):
        own = made / f"node{number}"
        genesis = json.loads((own / "genesis.json").read_text())
        assert validators_in(genesis["extraData"]) == addresses
        assert genesis["config"]["chainId"] == 4711
        peers = set(json.loads((own / "static-nodes.json").read_text()))
        assert len(peers) == 3
        assert peers < enodes


def test_the_compose_file_stands_on_files_that_are_there(made: Path) -> None:
    compose = json.loads((made / "compose.yaml").read_text())  # JSON is YAML
    assert len(compose["services"]) == 4
    ports, addresses = set(), set()
    for name, service in compose["services"].items():
        folder, data = (volume.split(":") for volume in service["volumes"])
        assert folder[1:] == ["/config", "ro"]
        settings = tomllib.loads((made / folder[0] / "node.toml").read_text())
        for key in ("genesis-file", "node-private-key-file", "static-nodes-file"):
            assert (made / name / settings[key].removeprefix("/config/")).is_file()
        assert settings["data-path"] == f"/{data[1].strip('/')}"
        assert data[0] in compose["volumes"]
        (port,) = service["ports"]
        assert port.startswith("127.0.0.1:")
        assert port.endswith(f":{settings['rpc-http-port']}")
        ports.add(port)
        addresses.add(service["networks"]["banks"]["ipv4_address"])
    assert len(ports) == len(addresses) == 4


def test_keys_are_never_overwritten(made: Path) -> None:
    before = (made / "node0" / "key").read_text()
    with pytest.raises(NetworkError, match="never overwritten"):
        write_besu(made, 4)
    assert (made / "node0" / "key").read_text() == before


@pytest.mark.parametrize("nodes", [0, 17])
def test_a_number_of_validators_has_bounds(tmp_path: Path, nodes: int) -> None:
    with pytest.raises(NetworkError, match="from 1 to 16"):
        write_besu(tmp_path / "besu", nodes)


def test_extra_data_is_as_besu_documents_it() -> None:
    one = "0x" + "ab" * 20
    # vanity, one validator, no votes, round 0, no seals: lengths as RLP has them
    assert extra_data([one]) == "0xf83aa0" + "00" * 32 + "d594" + "ab" * 20 + "c080c0"
